//! Telephone, mail address and companions, corrected by the link. A changed address gets a letter of its own.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, Contact, LinkToken},
    },
    domain::details::{Field as Asked, check_contact},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked},
        booking::{OfBooking, changing},
        by_phone::Trouble,
        details::{Companions, words_of},
        problem::Problem as NamedProblem,
    },
    ui::{
        button::Button,
        error_summary::{self, ErrorSummary},
        field::Field,
        form::PostForm,
        page::Page,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[server]
async fn correct(lang: String, token: LinkToken, contact: Contact) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let back = format!("{}?mend=yes", address::of_booking(lang, &token, "correct"));
    if check_contact(&contact.phone, &contact.mail).is_err() {
        request::keep(request::Form::Contact, &contact)?;
        request::go(&back);
        return Ok(());
    }
    let corrected = request::desk()?.seeker.correct(&token, contact.clone()).await;
    request::keep_unless_taken(request::Form::Contact, &contact, &corrected)?;
    let next = format!("{}?done=corrected", address::booking(lang, &token));
    request::onward(corrected, |_| Some(next), &back)
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct CorrectView {
    booking: BookingView,
    /// What was typed and could not be taken.
    typed: Option<Contact>,
}

impl OfBooking for CorrectView {
    fn booking(&self) -> &BookingView {
        &self.booking
    }
}

#[server]
async fn to_correct(lang: String, token: LinkToken, mend: bool) -> Answer<CorrectView> {
    use crate::{request, seeker::booking::booking};
    let typed = request::kept_if(mend, request::Form::Contact)?;
    Ok(CorrectView { booking: booking(lang, token).await?, typed })
}

#[component]
pub fn CorrectPage() -> impl IntoView {
    let lang = use_lang();
    let found = to_correct(code(lang).to_owned(), address::token(), asked("mend").is_some());
    view! {
        <Page title=td_string!(lang, seeker.correct.title)>
            {changing(found, |view| view! { <ContactForm view /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn ContactForm(view: CorrectView) -> impl IntoView {
    let lang = use_lang();
    let CorrectView { booking, typed } = view;
    let details = booking.details;
    let problems = match &typed {
        Some(typed) => check_contact(&typed.phone, &typed.mail).err().unwrap_or_default(),
        None => Vec::new(),
    };
    let contact = typed.unwrap_or(Contact {
        phone: details.phone,
        mail: details.mail,
        interpreter: details.interpreter,
        carer: details.carer,
    });
    let summary: Vec<_> = problems
        .into_iter()
        .map(|(field, what)| error_summary::Problem {
            field: field.id().to_owned(),
            words: words_of(field, what, lang),
        })
        .collect();
    let error =
        |asked: Asked| summary.iter().find(|problem| problem.field == asked.id()).map(|problem| problem.words.clone());
    let (wrong_phone, wrong_mail) = (error(Asked::Phone), error(Asked::Mail));
    view! {
        <a class="back" href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, seeker.correct.title)}</h1>
        <NamedProblem />
        <ErrorSummary problems=summary />
        <p class="lead">{td!(lang, seeker.correct.lead)}</p>
        <PostForm action=Correct::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <Field
                label=td_string!(lang, seeker.details.phone)
                name="contact[phone]"
                id="phone"
                kind="tel"
                help=td_string!(lang, seeker.details.phone_help)
                error=wrong_phone
                value=contact.phone
                autocomplete="tel"
                inputmode="tel"
                short=true
            />
            <Field
                label=td_string!(lang, seeker.details.mail)
                name="contact[mail]"
                id="mail"
                help=td_string!(lang, seeker.correct.mail_help)
                error=wrong_mail
                value=contact.mail
                autocomplete="email"
                inputmode="email"
            />
            <Companions interpreter=contact.interpreter carer=contact.carer within="contact" />
            <div class="actions">
                <Button words=td_string!(lang, seeker.correct.save) />
            </div>
        </PostForm>
        <Trouble office=booking.office phone=booking.phone />
    }
    .into_any()
}
