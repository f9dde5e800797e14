//! My booking, behind the link in the letter. Opening it proves nothing and changes nothing (R2): a letter is received by
//! a press.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, LinkToken, SeekerState},
        error::DeskError,
    },
    domain::{booking::Channel, slot::Span},
    i18n::*,
    json::Json,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, token},
        by_phone::Trouble,
        card::{BookingCard, Standing, is_live},
        prepare::Prepare,
        problem::Problem,
    },
    ui::{button::Button, form::Form, live::use_fresh, loaded::loaded, page::Page, when},
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use leptos_router::components::Redirect;

#[server(output = Json)]
pub async fn booking(lang: String, token: LinkToken) -> Answer<BookingView> {
    use crate::{locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.booking(&token, lang).await
}

/// 受け取りました: the press is proof of receipt (R2), and for a phone booking the reply (R3).
#[server]
async fn receive(lang: String, token: LinkToken) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::booking(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let received = request::desk()?.seeker.press_received(&token).await;
    request::onward(received, |_| Some(page.clone()), &page)
}

#[component]
pub fn Booking() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, seeker.booking.title)>
            {found(
                booking(code(lang).to_owned(), token()),
                |booking| {
                    let (office, phone) = (booking.office.clone(), booking.phone.clone());
                    view! {
                        <Happened span=booking.span />
                        <Problem />
                        <Mine booking />
                        <Trouble office phone />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// A page behind the link. A link that leads nowhere says what to do about it.
pub fn found<B: Send + 'static, V: IntoView + 'static>(
    answer: impl Future<Output = Answer<B>> + Send + 'static,
    show: impl FnOnce(B) -> V + Send + 'static,
) -> impl IntoView {
    let lang = use_lang();
    let answer = async move {
        match answer.await {
            Err(DeskError::NotFound) => {
                #[cfg(feature = "ssr")]
                crate::request::status(DeskError::NotFound.status());
                Ok(None)
            }
            other => other.map(Some),
        }
    };
    loaded(answer, move |booking| match booking {
        Some(found) => Either::Left(show(found)),
        None => Either::Right(view! {
            <h1>{td!(lang, seeker.booking.lost)}</h1>
            <p>{td!(lang, seeker.booking.lost_help)}</p>
            <p class="actions"><a class="button" href=format!("{}#mine", address::door(lang))>{td!(lang, seeker.booking.lost_door)}</a></p>
        }),
    })
}

/// A page that changes the booking. One that can no longer be changed is shown as it is.
pub fn changing<B: OfBooking + Send + 'static, V: IntoView + 'static>(
    answer: impl Future<Output = Answer<B>> + Send + 'static,
    show: impl FnOnce(B) -> V + Send + 'static,
) -> impl IntoView {
    let lang = use_lang();
    found(answer, move |found| {
        let booking = found.booking();
        if booking.changeable {
            Either::Left(show(found))
        } else {
            Either::Right(view! { <Redirect path=address::booking(lang, &booking.token) /> })
        }
    })
}

/// What a page behind the link is about, with whatever else it shows.
pub trait OfBooking {
    fn booking(&self) -> &BookingView;
}

impl OfBooking for BookingView {
    fn booking(&self) -> &BookingView {
        self
    }
}

/// What was just done on one of its pages, named by `?done=`.
#[component]
pub fn Happened(span: Span) -> impl IntoView {
    let lang = use_lang();
    let words = match asked("done").as_deref() {
        Some("declared") => td_string!(lang, phone.declare.done).to_owned(),
        Some("answered") => td_string!(lang, join.ready.done).to_owned(),
        Some("late") => td_string!(lang, join.trouble.told_late).to_owned(),
        Some("cannot_connect") => td_string!(lang, join.trouble.told_cannot_connect).to_owned(),
        Some("moved") => td_string!(lang, seeker.booking.moved, when = when::day_and_hours(span, lang)).to_string(),
        Some("corrected") => td_string!(lang, seeker.booking.corrected).to_owned(),
        Some("device_later") => td_string!(lang, seeker.booking.device_later).to_owned(),
        Some("device") => td_string!(lang, seeker.booking.device_kept).to_owned(),
        _ => return None,
    };
    Some(
        view! { <div class="notice" data-tone="good" role="status" tabindex="-1" autofocus=true><p><b>{words}</b></p></div> },
    )
}

/// Follows what becomes of the booking.
#[island]
fn Mine(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let token = booking.token.clone();
    let booking =
        use_fresh(format!("/live/b/{}", token.0), booking, move || self::booking(code(lang).to_owned(), token.clone()));
    move || {
        let booking = booking.get();
        let awaited =
            matches!(booking.state, SeekerState::AwaitingMail | SeekerState::MailRefused | SeekerState::AwaitingReply);
        let live = is_live(&booking.state);
        view! {
            <Standing booking=booking.clone() />
            {awaited.then(|| view! { <Received booking=booking.clone() /> })}
            {matches!(booking.state, SeekerState::Confirmed { .. })
                .then(|| {
                    let page = address::of_booking(lang, &booking.token, "join");
                    view! { <p class="actions"><a class="button" href=page>{td!(lang, join.open)}</a></p> }
                })}
            {(live && !booking.declared && booking.channel != Channel::Site)
                .then(|| {
                    let page = address::of_booking(lang, &booking.token, "terms");
                    view! {
                        <section>
                            <p>{td!(lang, phone.declare.why)}</p>
                            <p class="actions"><a class="button-secondary" href=page>{td!(lang, phone.declare.link)}</a></p>
                        </section>
                    }
                })}
            {(!live).then(|| view! { <Again booking=booking.clone() /> })}
            <BookingCard booking=booking.clone() />
            {live.then(|| view! { <Changes booking=booking.clone() /> })}
            {live.then(|| view! { <Prepare span=booking.span phone=booking.phone.clone() /> })}
        }
    }
}

#[component]
fn Received(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Form action=Receive::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <p>{td!(lang, seeker.booking.received_help)}</p>
            <div class="actions">
                <Button words=td_string!(lang, seeker.booking.received) />
            </div>
        </Form>
    }
}

#[component]
fn Changes(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let page = |page: &str| address::of_booking(lang, &booking.token, page);
    if booking.changeable {
        Either::Left(view! {
            <section>
                <h2>{td!(lang, seeker.booking.change)}</h2>
                <ul class="links">
                    <li><a href=page("move")>{td!(lang, seeker.booking.to_move)}</a></li>
                    <li><a href=page("correct")>{td!(lang, seeker.booking.correct)}</a></li>
                    <li><a href=page("device")>{td!(lang, seeker.booking.device)}</a></li>
                    <li><a href=page("cancel")>{td!(lang, seeker.booking.cancel)}</a></li>
                </ul>
            </section>
        })
    } else {
        Either::Right(view! { <p>{td!(lang, seeker.booking.unchangeable)}</p> })
    }
}

/// What ended can be begun anew.
#[component]
fn Again(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let times = address::times(lang, &booking.slug, booking.kind);
    view! { <p class="actions"><a class="button" href=times>{td!(lang, seeker.state.again)}</a></p> }
}
