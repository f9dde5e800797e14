//! Opening and closing slots, at the right of the calendar. Everyone's page follows.

use crate::{
    desk::{Answer, error::DeskError},
    domain::{
        ids::{CounterId, SlotId},
        time,
    },
    i18n::*,
    locale::use_lang,
    staff::{
        card::Close,
        intake,
        keys::back_to_block,
        outcome::heard,
        picture::Picture,
        place::{Here, Panel, Place},
        words,
    },
};
use chrono::NaiveDate;
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
pub async fn open_slot(
    lang: String,
    place: String,
    counter: CounterId,
    date: NaiveDate,
    time: String,
    minutes: u8,
) -> Answer<()> {
    use crate::{domain::slot::Span, request};
    use chrono::NaiveTime;
    let outcome = async {
        let session = request::staff().await?;
        let time = NaiveTime::parse_from_str(&time, "%H:%M").map_err(|_| DeskError::Mend)?;
        let span = Span::new(time::at_jst(date, time), minutes).map_err(|_| DeskError::Mend)?;
        request::desk()?.staff.open_slot(&session, counter, span).await.map(drop)
    };
    request::back_to(&lang, &place, outcome.await, "opened")
}

#[server]
pub async fn close_slot(lang: String, place: String, slot: SlotId) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let session = request::staff().await?;
        request::desk()?.staff.close_slot(&session, slot).await
    };
    request::back_to(&lang, &place, outcome.await, "closed")
}

/// A free or closed slot: one press closes or opens it.
#[component]
pub fn SlotCard(picture: Picture, place: Memo<Place>, id: SlotId) -> impl IntoView {
    let lang = use_lang();
    let open = heard::<OpenSlot>();
    let close = heard::<CloseSlot>();
    return_when_done(open);
    return_when_done(close);
    let shut = Signal::derive(move || place.get().with(Panel::Nothing).to_string());
    let body = move || {
        let (lane, cell) = picture.cell(id)?;
        let cell = cell.get();
        let counter = picture.frame.with(|frame| frame.counters.get(lane.counter).cloned())?;
        let starts = cell.span.starts();
        let shut = picture.frame.with(|frame| frame.days.get(lane.day).is_some_and(|day| !day.day.takes_bookings()));
        let gone = picture.now.get_untracked() >= starts;
        let (tone, word) = match &cell.booking {
            Some(booking) => words::standing(booking.standing, lang).1,
            None => words::empty(&cell, shut, gone, lang).1,
        };
        // The intake begins with this time, on the day from which on it shows what is free.
        let kind = counter.kinds.first().copied();
        let intake =
            kind.filter(|_| cell.booking.is_none() && cell.open && !cell.blocked && !shut && !gone).map(|kind| {
                let href = intake::address(lang, kind, cell.span);
                view! { <p><a class="button" href=href>{td_string!(lang, staff.slot.to_intake)}</a></p> }
            });
        let action = match (&cell.booking, cell.open) {
            (Some(booking), _) => {
                let href = place.get().with(Panel::Booking(booking.id)).to_string();
                view! { <p><a href=href>{td_string!(lang, staff.slot.to_booking)}</a></p> }.into_any()
            }
            (None, true) => view! {
                <p>{td_string!(lang, staff.slot.close_hint)}</p>
                <ActionForm action=close>
                    <Here place /> <input type="hidden" name="slot" value=id.to_string() />
                    <button class="button-secondary">{td_string!(lang, staff.slot.close)}</button>
                </ActionForm>
            }
            .into_any(),
            (None, false) => view! {
                <p>{td_string!(lang, staff.slot.open_hint)}</p>
                <ActionForm action=open>
                    <Here place /> <input type="hidden" name="counter" value=counter.id.to_string() />
                    <input type="hidden" name="date" value=time::date_jst(starts).to_string() />
                    <input type="hidden" name="time" value=time::clock(starts) />
                    <input type="hidden" name="minutes" value=cell.span.minutes().to_string() />
                    <button class="button">{td_string!(lang, staff.slot.open)}</button>
                </ActionForm>
            }
            .into_any(),
        };
        Some(view! {
            <p class="state" data-tone=tone>{word}</p>
            <p class="when">
                <b>{words::span(cell.span, lang)}</b>
                {words::date(time::date_jst(starts), lang)}
                " "
                {words::counter(counter.place.as_ref(), &counter.name, lang)}
            </p>
            {intake}
            {action}
        })
    };
    let body = move || match body() {
        Some(body) => body.into_any(),
        None => view! { <p>{td_string!(lang, staff.slot.elsewhere)}</p> }.into_any(),
    };
    view! {
        <aside class="booking-card" aria-labelledby="card-name">
            <header>
                <h2 id="card-name">{td_string!(lang, staff.slot.title)}</h2>
                <Close href=shut />
            </header>
            {body}
        </aside>
    }
    .into_any()
}

/// The button that was pressed gives way to its opposite: the focus goes back to the block.
fn return_when_done<S>(action: ServerAction<S>)
where
    S: ServerFn<Output = (), Error = DeskError> + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            request_animation_frame(back_to_block);
        }
    });
}
