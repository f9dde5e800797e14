//! The page that waits for the mail server's answer and says so (R2): sent, confirmed, or refused with a way to mend it.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, SeekerState},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        by_phone::Number,
        card::{BookingCard, Prepare, Standing},
        problem::{Problem, Unsent},
    },
    ui::{button::Button, field::Field, live::use_live, loaded::loaded, page::Page},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[server]
async fn submitted(lang: String) -> Answer<BookingView> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.submitted(request::visitor()?, lang).await
}

/// Mends the address from the browser that booked; a new letter goes out.
#[server]
async fn mend_address(lang: String, mail: String) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let done = address::apply(named(&lang).ok_or(DeskError::Unreadable)?, "done");
    let mended = request::desk()?.seeker.mend_address(request::visitor()?, mail).await;
    request::onward(mended, |_| Some(done.clone()), &done)
}

#[component]
pub fn Done() -> impl IntoView {
    let lang = use_lang();
    let search = use_location().search;
    let mending = ServerAction::<MendAddress>::new();
    let heard = RwSignal::new(0);
    let booking = Resource::new_blocking(
        move || (search.get(), mending.version().get(), heard.get()),
        move |_| submitted(code(lang).to_owned()),
    );
    use_live(|| Some("/live/mine".to_owned()), move |_| heard.update(|heard| *heard += 1));
    view! {
        <Page title=td_string!(lang, seeker.done.title)>
            {loaded(
                booking,
                move |booking| {
                    let waiting = booking.state == SeekerState::AwaitingMail;
                    // Not before: on the page behind the link a press proves that the letter came.
                    let confirmed = matches!(booking.state, SeekerState::Confirmed { .. });
                    let refused = booking.state == SeekerState::MailRefused;
                    view! {
                        <Standing booking=booking.clone() />
                        <Problem />
                        {waiting.then(|| view! { <Waiting /> })}
                        {refused.then(|| view! { <Mend mail=booking.details.mail.clone() mending /> })}
                        <BookingCard booking=booking.clone() />
                        {confirmed
                            .then(|| {
                                view! {
                                    <p>
                                        <a href=address::booking(lang, &booking.token)>
                                            {td!(lang, seeker.booking.change)}
                                        </a>
                                    </p>
                                }
                            })}
                        <Prepare booking=booking.clone() />
                        <section>
                            <h2>{td!(lang, seeker.apply.trouble)}</h2>
                            <Number office=booking.office phone=booking.phone hours=None />
                        </section>
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// With the program the page changes by itself; without it, by a press. A page that reloads itself would tear a reader away.
#[component]
fn Waiting() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>{td!(lang, seeker.done.waiting)}</p>
        <p><a class="button-secondary" href=address::apply(lang, "done") rel="external">{td!(lang, seeker.done.reload)}</a></p>
    }
    .into_any()
}

#[component]
fn Mend(mail: String, mending: ServerAction<MendAddress>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=mending>
            <input type="hidden" name="lang" value=code(lang) />
            <Field
                label=td_string!(lang, seeker.mend.label)
                name="mail"
                value=mail
                autocomplete="email"
                inputmode="email"
            />
            <Unsent answer=mending.value() />
            <div class="actions">
                <Button words=td_string!(lang, seeker.mend.send) busy=mending.pending() />
            </div>
        </ActionForm>
    }
    .into_any()
}
