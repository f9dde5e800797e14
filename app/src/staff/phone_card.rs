//! What staff do about a booking on the telephone and at the counter, on its card.

use crate::{
    desk::{
        Answer,
        board::BookingCard,
        error::DeskError,
        phone::{Direction, Reply},
    },
    domain::{booking::State, ids::BookingId},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        move_here::StartMove,
        outcome::heard,
        place::{Here, Place},
        times,
        typed::moment_if_any,
        words,
    },
    ui::{field::Field, select::Select},
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A reply to the mail of a telephone booking (Art. 6(4)).
#[server]
pub async fn reply_received(lang: String, place: String, booking: BookingId, how: String) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let how = Reply::of_word(&how).ok_or(DeskError::Unreadable)?;
        let actor = request::staff().await?;
        request::desk()?.phone.reply_received(&actor, booking, how).await
    };
    request::back_to(&lang, &place, outcome.await, "reply_noted")
}

/// A manager lets it stand (原則として, Art. 6(1)).
#[server]
pub async fn let_stand(lang: String, place: String, booking: BookingId, reason: String) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let actor = request::staff().await?;
        request::desk()?.phone.let_stand(&actor, booking, reason).await
    };
    request::back_to(&lang, &place, outcome.await, "stands")
}

/// When a call was, where somebody typed it.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
fn at(typed: Option<&str>) -> Answer<Option<DateTime<Utc>>> {
    moment_if_any(typed.unwrap_or_default()).map_err(|_| DeskError::Mend)
}

/// The seeker called and cancelled (Art. 6(6)).
#[server]
pub async fn cancel_by_phone(
    lang: String,
    place: String,
    booking: BookingId,
    time: Option<String>,
    note: String,
) -> Answer<()> {
    use crate::desk::phone::Call;
    use crate::request;
    let outcome = async {
        let call = Call { at: at(time.as_deref())?, direction: Direction::In, note };
        let actor = request::staff().await?;
        request::desk()?.phone.cancel_by_phone(&actor, booking, call).await
    };
    request::back_to(&lang, &place, outcome.await, "cancelled_by_phone")
}

#[server]
pub async fn note_call(
    lang: String,
    place: String,
    booking: BookingId,
    time: Option<String>,
    direction: String,
    note: String,
) -> Answer<()> {
    use crate::desk::phone::Call;
    use crate::request;
    let outcome = async {
        let direction = Direction::of_word(&direction).ok_or(DeskError::Unreadable)?;
        let call = Call { at: at(time.as_deref())?, direction, note };
        let actor = request::staff().await?;
        request::desk()?.phone.note_call(&actor, booking, call).await
    };
    request::back_to(&lang, &place, outcome.await, "call_noted")
}

#[component]
pub fn PhoneActions(card: BookingCard, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let booking = card.id;
    let moved = card.clone();
    let awaited = matches!(card.state, State::AwaitingMail { .. } | State::AwaitingReply { .. });
    let live = card.state.is_live();
    let next = card.may_book_next;
    let page = move |next| format!("/{}/desk{}", code(lang), times::page(booking, next));
    view! {
        <h3>{td_string!(lang, phone.card.title)}</h3>
        {card
            .override_reason
            .map(|reason| {
                view! {
                    <dl class="summary">
                        <div>
                            <dt>{td_string!(lang, phone.card.overridden)}</dt>
                            <dd>{reason}</dd>
                        </div>
                    </dl>
                }
            })}
        {awaited.then(|| view! { <Replied booking place /> })}
        <p class="links">
            {live.then(|| view! { <StartMove card=moved place=place /> })}
            " "
            {live.then(|| view! { <a href=page(false)>{td_string!(lang, phone.card.to_move)}</a> })}
            " "
            {next.then(|| view! { <a href=page(true)>{td_string!(lang, phone.card.to_next)}</a> })}
        </p>
        <Called booking place />
        {live.then(|| view! { <CancelledOnCall booking place /> })}
        {(awaited && card.may_override).then(|| view! { <Stand booking place /> })}
    }
    .into_any()
}

#[component]
fn Replied(booking: BookingId, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ReplyReceived>();
    let ways: Vec<_> = Reply::ALL.into_iter().map(|how| (how.word(), words::reply(how, lang))).collect();
    view! {
        <details open>
            <summary>{td_string!(lang, phone.card.reply)}</summary>
            <ActionForm action=action>
                <Here place booking />
                <Select label=td_string!(lang, phone.card.how) name="how" id="reply-how" options=ways value="mail" />
                <button class="button-secondary">{td_string!(lang, phone.card.reply_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Called(booking: BookingId, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<NoteCall>();
    let ways = vec![
        (Direction::In.word(), td_string!(lang, phone.card.incoming)),
        (Direction::Out.word(), td_string!(lang, phone.card.outgoing)),
    ];
    view! {
        <details>
            <summary>{td_string!(lang, phone.card.call)}</summary>
            <ActionForm action=action>
                <Here place booking />
                <Select label=td_string!(lang, phone.card.direction) name="direction" id="call-direction" options=ways value="in" />
                <When id="call-time" />
                <Field label=td_string!(lang, phone.card.note) name="note" id="call-note" autocomplete="off" />
                <button class="button-secondary">{td_string!(lang, phone.card.call_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn When(id: &'static str) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Field
            label=td_string!(lang, phone.card.call_time)
            name="time"
            id=id
            kind="datetime-local"
            help=td_string!(lang, phone.card.call_time_help)
            optional=true
        />
    }
    .into_any()
}

#[component]
fn CancelledOnCall(booking: BookingId, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<CancelByPhone>();
    view! {
        <details>
            <summary>{td_string!(lang, phone.card.cancel)}</summary>
            <ActionForm action=action>
                <Here place booking />
                <When id="cancel-time" />
                <Field label=td_string!(lang, phone.card.note) name="note" id="cancel-note" autocomplete="off" />
                <button class="button-danger">{td_string!(lang, phone.card.cancel_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Stand(booking: BookingId, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<LetStand>();
    view! {
        <details>
            <summary>{td_string!(lang, phone.card.stand)}</summary>
            <ActionForm action=action>
                <Here place booking />
                <Field
                    label=td_string!(lang, phone.card.reason)
                    name="reason"
                    id="stand-reason"
                    help=td_string!(lang, phone.card.reason_help)
                    autocomplete="off"
                />
                <button class="button-secondary">{td_string!(lang, phone.card.stand_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}
