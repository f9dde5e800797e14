//! Step 5: everything said back, and the one button that books.

use crate::{
    desk::{
        Answer,
        application::{Application, Hold},
    },
    domain::time::date_jst,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        apply::{Apply, Seen, Shown, Step},
        card::companions,
        device,
        office::word_of,
    },
    ui::{
        button::Button,
        form::PostForm,
        summary::{Given, Summary},
        when,
    },
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use leptos_router::components::Redirect;

/// Books the time that was said back: never another one, chosen in another tab meanwhile, which nobody has checked.
#[server]
async fn submit(lang: String, seen: Option<String>) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request, seeker::apply};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let (desk, visitor) = (request::desk()?.seeker, request::visitor()?);
    let booked = async {
        if let Some(seen) = apply::seen(seen.as_deref())
            && desk.application(visitor, lang).await?.is_some_and(|kept| Shown::of(&kept) != seen)
        {
            return Ok(apply::another_time(lang, Step::Review, &seen));
        }
        desk.submit(visitor).await?;
        Ok(address::apply(lang, "done"))
    };
    request::onward(booked.await, |next| Some(next.clone()), &address::apply(lang, "review"))
}

#[component]
pub fn Review() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Apply
            step=Step::Review
            title=td_string!(lang, seeker.review.title)
            show=move |application: Application| {
                let missing = Step::next(&application);
                if missing != Step::Review {
                    return Either::Left(view! { <Redirect path=address::apply(lang, missing.word()) /> });
                }
                let held = application.hold != Hold::RanOut;
                let shown = Shown::of(&application);
                Either::Right(
                    view! {
                        {held.then(|| view! { <p class="lead">{td!(lang, seeker.review.lead)}</p> })}
                        <SaidBack application />
                        {held
                            .then(|| {
                                view! {
                                    <PostForm action=Submit::url()>
                                        <input type="hidden" name="lang" value=code(lang) />
                                        <Seen shown />
                                        <div class="actions">
                                            <Button words=td_string!(lang, seeker.review.book) />
                                        </div>
                                    </PostForm>
                                }
                            })}
                    },
                )
            }
        />
    }
    .into_any()
}

#[component]
fn SaidBack(application: Application) -> impl IntoView {
    let lang = use_lang();
    let Application { slug, office, place, kind, span, deadline, device, details, .. } = application;
    let step = move |step: Step| address::apply(lang, step.word());
    let field = move |id: &str| format!("{}#{id}", step(Step::Details));
    let (day, hours) = (when::date(date_jst(span.starts()), lang), when::hours(span, lang));
    let with = companions(&details, lang);
    let device = device.map_or("", |report| device::word_of(&report, lang));
    view! {
        <Summary>
            <Given term=td_string!(lang, seeker.review.when) change=address::times_around(lang, &slug, kind, span) large=true>
                {day}
                <br />
                {hours}
                " "
                {td!(lang, seeker.card.japan)}
            </Given>
            <Given term=td_string!(lang, seeker.review.office) change=address::door(lang)>
                {office}
                <br />
                {place.map(|place| view! { {place.name} <br /> })}
                {td!(lang, seeker.review.minutes, kind = word_of(kind, lang), minutes = span.minutes())}
            </Given>
            <Given term=td_string!(lang, seeker.details.mail) change=field("mail") large=true>
                {details.mail.clone()}
            </Given>
        </Summary>
        <div class="notice"><p>{td!(lang, seeker.review.mail_check)}</p></div>
        <Summary>
            <Given term=td_string!(lang, seeker.details.name) change=field("name")>
                {details.name.clone()}
                <br />
                {details.kana.clone()}
            </Given>
            <Given term=td_string!(lang, seeker.details.number) change=field("number")>
                {details.number.clone()}
            </Given>
            <Given term=td_string!(lang, seeker.details.phone) change=field("phone")>
                {details.phone.clone()}
            </Given>
            <Given term=td_string!(lang, seeker.details.topic) change=field("topic")>
                {details.topic.clone()}
            </Given>
            <Given term=td_string!(lang, seeker.review.companions) change=field("interpreter")>
                {with}
            </Given>
            <Given term=td_string!(lang, seeker.review.device) change=step(Step::Device)>
                {device}
            </Given>
            <Given term=td_string!(lang, seeker.review.terms) change=step(Step::Terms)>
                {td!(lang, seeker.review.terms_done)}
            </Given>
            <Given term=td_string!(lang, seeker.review.deadline)>{when::moment(deadline, lang)}</Given>
        </Summary>
    }
    .into_any()
}
