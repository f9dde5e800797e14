//! One office: what kinds of consultation it offers online.

use crate::{
    desk::{Answer, office::OfficeView},
    domain::kind::Kind,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, segment},
        by_phone::ByPhone,
    },
    ui::{loaded::loaded, page::Page},
};
use leptos::{either::Either, prelude::*};
use leptos_router::components::Redirect;

#[server]
pub async fn office(lang: String, slug: String) -> Answer<OfficeView> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.office(&slug, lang).await
}

/// The word for a kind of service.
pub fn word_of(kind: Kind, lang: Locale) -> &'static str {
    match kind {
        Kind::Consultation => td_string!(lang, words.kind.consultation),
        Kind::Placement => td_string!(lang, words.kind.placement),
        Kind::Interview => td_string!(lang, words.kind.interview),
        Kind::Selection => td_string!(lang, words.kind.selection),
    }
}

fn meaning_of(kind: Kind, lang: Locale) -> &'static str {
    match kind {
        Kind::Consultation => td_string!(lang, seeker.kind.consultation),
        Kind::Placement => td_string!(lang, seeker.kind.placement),
        Kind::Interview => td_string!(lang, seeker.kind.interview),
        Kind::Selection => td_string!(lang, seeker.kind.selection),
    }
}

#[component]
pub fn Office() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, seeker.office.title)>
            <a class="back" href=address::door(lang)>{td!(lang, seeker.office.back)}</a>
            {loaded(
                office(code(lang).to_owned(), segment("office")),
                move |office| match office.kinds[..] {
                    // Nothing to choose: straight to the times.
                    [(only, _)] => {
                        Either::Left(view! { <Redirect path=address::times(lang, &office.slug, only) /> })
                    }
                    _ => Either::Right(view! { <Kinds office /> }),
                },
            )}
        </Page>
    }
    .into_any()
}

#[component]
fn Kinds(office: OfficeView) -> impl IntoView {
    let lang = use_lang();
    let rows = office
        .kinds
        .iter()
        .map(|(kind, minutes)| {
            view! {
                <li>
                    <a class="office" href=address::times(lang, &office.slug, *kind)>
                        <b>{word_of(*kind, lang)}</b>
                        <span>{meaning_of(*kind, lang)}</span>
                        <span class="go">{td!(lang, seeker.office.minutes, minutes = *minutes)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <h1>{office.name.clone()}</h1>
        <p class="lead">{td!(lang, seeker.office.lead)}</p>
        <ul class="offices">{rows}</ul>
        <About office />
    }
    .into_any()
}

/// Where the office is, its number, its terms and the way back to a booking: at the foot of its pages.
#[component]
pub fn About(office: OfficeView) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ByPhone office=office.name.clone() phone=office.phone hours=office.hours />
        <section>
            <h2>{td!(lang, seeker.office.about, name = office.name)}</h2>
            <p>{office.address}</p>
            {office.fallback.then(|| view! { <p class="quiet">{td!(lang, seeker.office.fallback)}</p> })}
            <ul class="links">
                <li><a href=address::terms(lang, &office.slug)>{td!(lang, seeker.office.terms)}</a></li>
                <li><a href=address::link(lang, &office.slug)>{td!(lang, seeker.office.link)}</a></li>
            </ul>
        </section>
    }
    .into_any()
}
