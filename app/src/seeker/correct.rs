//! Telephone, mail address and companions, corrected by the link. A changed address gets a letter of its own.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, Contact, LinkToken},
    },
    domain::details::{Field as Asked, Problem},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        booking::use_booking,
        by_phone::Number,
        details::{Companions, words_of},
        problem::{Problem as NamedProblem, Unsent},
    },
    ui::{
        button::Button,
        error_summary::{self, ErrorSummary},
        field::Field,
        loaded::loaded,
        page::Page,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Answers what is still to mend. The hydrated client keeps what was typed; a plain form is told the fields by name, since
/// no address of a browser may hold a person's.
#[server]
async fn correct(lang: String, token: LinkToken, contact: Contact) -> Answer<Vec<(Asked, Problem)>> {
    use crate::{desk::error::DeskError, domain::details::check_contact, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let back = address::of_booking(lang, &token, "correct");
    if let Err(problems) = check_contact(&contact.phone, &contact.mail) {
        let fields: Vec<_> = problems.iter().map(|(field, _)| field.id()).collect();
        request::stay(&format!("{back}?mend={}", fields.join("-")));
        return Ok(problems);
    }
    let corrected = request::desk()?.seeker.correct(&token, contact).await;
    let next = format!("{}?done=corrected", address::booking(lang, &token));
    request::onward(corrected, |_| Some(next), &back).map(|()| Vec::new())
}

#[component]
pub fn Correct() -> impl IntoView {
    let lang = use_lang();
    let found = use_booking(|| 0);
    view! {
        <Page title=td_string!(lang, seeker.correct.title)>
            {loaded(found, move |booking| view! { <ContactForm booking /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn ContactForm(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let correcting = ServerAction::<Correct>::new();
    let named = use_query_map().with_untracked(|query| query.get("mend").unwrap_or_default());
    let problems = Signal::derive(move || match correcting.value().get() {
        Some(Ok(problems)) => problems,
        Some(Err(_)) => Vec::new(),
        None => [Asked::Phone, Asked::Mail]
            .into_iter()
            .filter(|field| named.split('-').any(|name| name == field.id()))
            .map(|field| (field, Problem::Form))
            .collect(),
    });
    let error = move |asked: Asked| {
        Signal::derive(move || {
            let problems = problems.get();
            problems.iter().find(|(field, _)| *field == asked).map(|(field, what)| words_of(*field, *what, lang))
        })
    };
    let summary = Signal::derive(move || {
        let line = |(field, what): (Asked, Problem)| error_summary::Problem {
            field: field.id().to_owned(),
            words: words_of(field, what, lang),
        };
        problems.get().into_iter().map(line).collect::<Vec<_>>()
    });
    view! {
        <a class="back" href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, seeker.correct.title)}</h1>
        <NamedProblem />
        <ErrorSummary problems=summary />
        <p class="lead">{td!(lang, seeker.correct.lead)}</p>
        <ActionForm action=correcting>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <Field
                label=td_string!(lang, seeker.details.phone)
                name="contact[phone]"
                id="phone"
                kind="tel"
                help=td_string!(lang, seeker.details.phone_help)
                error=error(Asked::Phone)
                value=booking.details.phone
                autocomplete="tel"
                inputmode="tel"
                short=true
            />
            <Field
                label=td_string!(lang, seeker.details.mail)
                name="contact[mail]"
                id="mail"
                help=td_string!(lang, seeker.correct.mail_help)
                error=error(Asked::Mail)
                value=booking.details.mail
                autocomplete="email"
                inputmode="email"
            />
            <Companions interpreter=booking.details.interpreter carer=booking.details.carer within="contact" />
            <Unsent answer=correcting.value() />
            <div class="actions">
                <Button words=td_string!(lang, seeker.correct.save) busy=correcting.pending() />
            </div>
        </ActionForm>
        <section>
            <h2>{td!(lang, seeker.apply.trouble)}</h2>
            <Number office=booking.office phone=booking.phone hours=None />
        </section>
    }
    .into_any()
}
