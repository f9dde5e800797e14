//! The page that waits for the mail server's answer and says so (R2): sent, confirmed, or refused with a way to mend it.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, SeekerState},
        error::DeskError,
    },
    domain::details::{Field as Asked, Problem as Wrong},
    i18n::*,
    json::Json,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked},
        by_phone::Trouble,
        card::{BookingCard, Standing},
        details::words_of,
        prepare::Prepare,
        problem::Problem,
    },
    ui::{
        button::Button,
        error_summary::{self, ErrorSummary},
        field::Field,
        form::Form,
        live::use_fresh,
        loaded::loaded,
        page::Page,
    },
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct DoneView {
    booking: BookingView,
    /// The address that was typed instead and could not be taken.
    typed: Option<String>,
}

#[server]
async fn load_done(lang: String, mend: bool) -> Answer<DoneView> {
    use crate::request;
    let typed = request::kept_if(mend, request::Form::Address)?;
    Ok(DoneView { booking: submitted(lang).await?, typed })
}

#[server(output = Json)]
async fn submitted(lang: String) -> Answer<BookingView> {
    use crate::{locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.submitted(request::visitor()?, lang).await
}

/// Mends the address from the browser that booked; a new letter goes out.
#[server]
async fn mend_address(lang: String, mail: String) -> Answer<()> {
    use crate::{locale::named, request};
    let done = address::apply(named(&lang).ok_or(DeskError::Unreadable)?, "done");
    let mended = request::desk()?.seeker.mend_address(request::visitor()?, mail.clone()).await;
    request::keep_unless_taken(request::Form::Address, &mail, &mended)?;
    request::onward(mended, |_| Some(done.clone()), &done)
}

#[component]
pub fn Done() -> impl IntoView {
    let lang = use_lang();
    let mend = asked("problem").as_deref() == Some(DeskError::Mend.word());
    view! {
        <Page title=td_string!(lang, seeker.done.title)>
            {loaded(
                load_done(code(lang).to_owned(), mend),
                move |DoneView { booking, typed }| {
                    let (office, phone) = (booking.office.clone(), booking.phone.clone());
                    let problems = mend.then(|| error_summary::Problem {
                        field: "mail".to_owned(),
                        words: wrong_address(typed.as_deref(), lang),
                    });
                    view! {
                        {match problems {
                            Some(problem) => Either::Left(view! { <ErrorSummary problems=vec![problem] /> }),
                            None => Either::Right(view! { <Problem /> }),
                        }}
                        <Submitted booking wrong=mend typed />
                        <Trouble office phone />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// Follows what becomes of the letter.
#[island]
fn Submitted(
    booking: BookingView,
    /// The address that was typed instead could not be taken.
    wrong: bool,
    typed: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let booking = use_fresh("/live/mine".to_owned(), booking, move || submitted(code(lang).to_owned()));
    move || {
        let booking = booking.get();
        let waiting = booking.state == SeekerState::AwaitingMail;
        // Not before: on the page behind the link a press proves that the letter came.
        let confirmed = matches!(booking.state, SeekerState::Confirmed { .. });
        let delayed = waiting && booking.mail_delayed;
        let to_mend = delayed || booking.state == SeekerState::MailRefused;
        let mail = typed.clone().unwrap_or_else(|| booking.details.mail.clone());
        let error = wrong.then(|| wrong_address(typed.as_deref(), lang));
        view! {
            <Standing booking=booking.clone() />
            {waiting.then(|| view! { <Waiting delayed /> })}
            {to_mend.then(|| view! { <Mend mail error /> })}
            <BookingCard booking=booking.clone() />
            {confirmed
                .then(|| {
                    view! {
                        <p>
                            <a href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.change)}</a>
                        </p>
                    }
                })}
            <Prepare span=booking.span phone=booking.phone />
        }
    }
}

/// What is wrong with a mail address that was typed.
pub fn wrong_address(typed: Option<&str>, lang: Locale) -> String {
    let problem = if typed.is_some_and(|typed| typed.trim().is_empty()) { Wrong::Empty } else { Wrong::Form };
    words_of(Asked::Mail, problem, lang)
}

/// With the program the page changes by itself; without it, by a press. A page that reloads itself would tear a reader away.
#[component]
fn Waiting(delayed: bool) -> impl IntoView {
    let lang = use_lang();
    view! {
        {delayed.then(|| view! { <div class="notice" data-tone="wait"><p>{td!(lang, seeker.done.delayed)}</p></div> })}
        <p>{td!(lang, seeker.done.waiting)}</p>
        <p><a class="button-secondary" href=address::apply(lang, "done")>{td!(lang, seeker.done.reload)}</a></p>
    }
}

#[component]
fn Mend(mail: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Form action=MendAddress::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <Field
                label=td_string!(lang, seeker.mend.label)
                name="mail"
                value=mail
                error
                autocomplete="email"
                inputmode="email"
            />
            <div class="actions">
                <Button words=td_string!(lang, seeker.mend.send) />
            </div>
        </Form>
    }
}
