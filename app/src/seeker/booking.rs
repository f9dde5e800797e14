//! My booking, behind the link in the letter. Opening it proves nothing and changes nothing (R2): a letter is received by
//! a press.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, LinkToken, SeekerState},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        by_phone::Number,
        card::{BookingCard, Prepare, Standing, is_live},
        problem::{Problem, Unsent},
    },
    ui::{button::Button, live::use_live, loaded::loaded, page::Page},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

#[server]
pub async fn booking(lang: String, token: LinkToken) -> Answer<BookingView> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.booking(&token, lang).await
}

/// 受け取りました: the press is proof of receipt (R2), and for a phone booking the reply (R3).
#[server]
async fn receive(lang: String, token: LinkToken) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let page = address::booking(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let received = request::desk()?.seeker.press_received(&token).await;
    request::onward(received, |_| Some(page.clone()), &page)
}

/// The token of the address.
pub fn use_token() -> impl Fn() -> LinkToken + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || LinkToken(params.with(|params| params.get("token").unwrap_or_default()))
}

/// The booking behind the address, asked for again whenever the address changes or `again` does.
pub fn use_booking(again: impl Fn() -> usize + Send + Sync + 'static) -> Resource<Answer<BookingView>> {
    let lang = use_lang();
    let (token, search) = (use_token(), use_location().search);
    Resource::new_blocking(
        move || (token().0, search.get(), again()),
        move |(token, ..)| booking(code(lang).to_owned(), LinkToken(token)),
    )
}

#[component]
pub fn Booking() -> impl IntoView {
    let lang = use_lang();
    let token = use_token();
    let receiving = ServerAction::<Receive>::new();
    let heard = RwSignal::new(0);
    let found = use_booking(move || receiving.version().get() + heard.get());
    use_live(move || Some(format!("/live/b/{}", token().0)), move |_| heard.update(|heard| *heard += 1));
    view! {
        <Page title=td_string!(lang, seeker.booking.title)>
            {loaded(
                found,
                move |booking| {
                    let awaited = matches!(
                        booking.state,
                        SeekerState::AwaitingMail | SeekerState::MailRefused | SeekerState::AwaitingReply,
                    );
                    let live = is_live(&booking.state);
                    view! {
                        <Happened />
                        <Standing booking=booking.clone() />
                        <Problem />
                        {awaited.then(|| view! { <Received booking=booking.clone() receiving /> })}
                        {(!live).then(|| view! { <Again booking=booking.clone() /> })}
                        <BookingCard booking=booking.clone() />
                        {live.then(|| view! { <Changes booking=booking.clone() /> })}
                        {live.then(|| view! { <Prepare booking=booking.clone() /> })}
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

/// What was just done on one of its pages, named by `?done=`.
#[component]
fn Happened() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    move || {
        let words = match query.with(|query| query.get("done")).as_deref() {
            Some("moved") => td_string!(lang, seeker.booking.moved),
            Some("corrected") => td_string!(lang, seeker.booking.corrected),
            Some("device") => td_string!(lang, seeker.booking.device_kept),
            _ => return None,
        };
        Some(view! { <div class="notice" data-tone="good" role="status"><p><b>{words}</b></p></div> })
    }
}

#[component]
fn Received(booking: BookingView, receiving: ServerAction<Receive>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=receiving>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0 />
            <p>{td!(lang, seeker.booking.received_help)}</p>
            <Unsent answer=receiving.value() />
            <div class="actions">
                <Button words=td_string!(lang, seeker.booking.received) busy=receiving.pending() />
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Changes(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let page = |page: &str| address::of_booking(lang, &booking.token, page);
    if booking.changeable {
        view! {
            <section>
                <h2>{td!(lang, seeker.booking.change)}</h2>
                <ul class="links">
                    <li><a href=page("move")>{td!(lang, seeker.booking.to_move)}</a></li>
                    <li><a href=page("correct")>{td!(lang, seeker.booking.correct)}</a></li>
                    <li><a href=page("device")>{td!(lang, seeker.booking.device)}</a></li>
                    <li><a href=page("cancel")>{td!(lang, seeker.booking.cancel)}</a></li>
                </ul>
            </section>
        }
        .into_any()
    } else {
        view! { <p>{td!(lang, seeker.booking.unchangeable)}</p> }.into_any()
    }
}

/// What ended can be begun anew.
#[component]
fn Again(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let times = address::times(lang, &booking.slug, booking.kind);
    view! { <p class="actions"><a class="button" href=times>{td!(lang, seeker.state.again)}</a></p> }.into_any()
}
