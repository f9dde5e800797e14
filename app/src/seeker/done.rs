//! The page that waits for the mail server's answer and says so (R2): sent, confirmed, or refused with a way to mend it.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, SeekerState},
        error::DeskError,
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked},
        by_phone::Trouble,
        card::{BookingCard, Standing},
        prepare::Prepare,
        problem::Problem,
    },
    ui::{button::Button, field::Field, form::Form, live::use_fresh, loaded::loaded, page::Page},
};
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
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
    let mended = request::desk()?.seeker.mend_address(request::visitor()?, mail).await;
    request::onward(mended, |_| Some(done.clone()), &done)
}

#[component]
pub fn Done() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, seeker.done.title)>
            {loaded(
                submitted(code(lang).to_owned()),
                |booking| {
                    let (office, phone) = (booking.office.clone(), booking.phone.clone());
                    let wrong = asked("problem").as_deref() == Some(DeskError::Mend.word());
                    view! {
                        {(!wrong).then(|| view! { <Problem /> })}
                        <Submitted booking wrong />
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
) -> impl IntoView {
    let lang = use_lang();
    let booking = use_fresh("/live/mine".to_owned(), booking, move || submitted(code(lang).to_owned()));
    move || {
        let booking = booking.get();
        let waiting = booking.state == SeekerState::AwaitingMail;
        // Not before: on the page behind the link a press proves that the letter came.
        let confirmed = matches!(booking.state, SeekerState::Confirmed { .. });
        let refused = booking.state == SeekerState::MailRefused;
        view! {
            <Standing booking=booking.clone() />
            {waiting.then(|| view! { <Waiting /> })}
            {refused.then(|| view! { <Mend mail=booking.details.mail.clone() wrong /> })}
            <BookingCard booking=booking.clone() />
            {confirmed
                .then(|| {
                    view! {
                        <p>
                            <a href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.change)}</a>
                        </p>
                    }
                })}
            <Prepare booking />
        }
    }
}

/// With the program the page changes by itself; without it, by a press. A page that reloads itself would tear a reader away.
#[component]
fn Waiting() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>{td!(lang, seeker.done.waiting)}</p>
        <p><a class="button-secondary" href=address::apply(lang, "done")>{td!(lang, seeker.done.reload)}</a></p>
    }
}

#[component]
fn Mend(mail: String, wrong: bool) -> impl IntoView {
    let lang = use_lang();
    let error = wrong.then(|| td_string!(lang, seeker.problem.mail.form).to_owned());
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
