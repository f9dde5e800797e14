//! Moving a booking on the calendar: the button that begins it, and the card's question before it is done.

use crate::{
    desk::board::BookingCard,
    i18n::*,
    locale::use_lang,
    staff::{
        bars::when_done,
        free_times,
        hand::{Hand, moving::Moving},
        keys::running,
        outcome::heard,
        place::{Here, Panel, Place},
        times::MoveTo,
        words,
    },
};
use leptos::{html, prelude::*};

/// Begins to move the booking by keys, or by a press on a free time. Without the program there is the list of free times.
#[component]
pub fn StartMove(card: BookingCard, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let hand = use_context::<Hand>();
    let running = running();
    let booking = card.id;
    let moving = Moving { booking, name: card.details.name, kind: card.kind, span: card.span };
    let asked = move || matches!(place.get().panel, Panel::Moving(..));
    let may = move || {
        let begun = hand.is_none_or(|hand| hand.picture.now.get() >= card.span.starts());
        // While the next card is on its way this one is still shown, and its own signals have gone.
        running.try_get() == Some(true) && !begun && !asked()
    };
    view! {
        <button
            type="button"
            class="button-secondary"
            aria-keyshortcuts="m"
            hidden=move || !may()
            on:click=move |_| {
                if let Some(hand) = hand {
                    hand.start(moving.clone());
                }
            }
        >
            {td_string!(lang, calendar.moving.start)}
        </button>
    }
    .into_any()
}

/// Where to, who is told, and the two ways on. It asks once the program runs: what it knows of the slot is on the calendar.
#[component]
pub fn MoveHere(card: BookingCard, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<MoveTo>();
    let hand = use_context::<Hand>();
    let running = running();
    let booking = card.id;
    let to = Memo::new(move |_| match place.get().panel {
        Panel::Moving(moving, to) if moving == booking && running.try_get() == Some(true) => Some(to),
        _ => None,
    });
    if let Some(hand) = hand {
        when_done(action, hand, || {});
    }
    let submit = NodeRef::<html::Button>::new();
    let stay = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if to.try_get().flatten().is_some() && hand.is_some_and(Hand::asks) {
            request_animation_frame(move || {
                // The card may have given way to the next one before this frame.
                if let Some(button) = submit.try_get_untracked().flatten() {
                    let _ = button.focus();
                } else if let Some(link) = stay.try_get_untracked().flatten() {
                    let _ = link.focus();
                }
            });
        }
    });
    let shut = move || place.get().with(Panel::Booking(booking)).to_string();
    let (kind, now_at, no_mail) = (card.kind, card.span, card.details.mail.is_empty());
    move || {
        let hand = hand?;
        let slot = to.try_get().flatten()?;
        // Once it has been asked, what comes of the slot meanwhile is said here as well.
        let found = hand.picture.cell(slot).map(|(lane, cell)| {
            let counter = hand.picture.frame.with(|frame| frame.counters.get(lane.counter).cloned());
            (cell.get(), counter)
        });
        let free = found.filter(|(cell, _)| cell.booking.is_none() && cell.open && !cell.blocked);
        let Some((cell, Some(counter))) = free else {
            return Some(
                view! {
                    <section class="move-here" role="group" aria-label=td_string!(lang, calendar.moving.start)>
                        <p role="alert">{td_string!(lang, calendar.moving.gone)}</p>
                        <a class="button-secondary" node_ref=stay href=shut>{td_string!(lang, calendar.moving.stay)}</a>
                    </section>
                }
                .into_any(),
            );
        };
        let time = words::span(cell.span, lang);
        let when =
            if crate::domain::time::date_jst(cell.span.starts()) == crate::domain::time::date_jst(now_at.starts()) {
                time
            } else {
                format!("{} {time}", words::day(crate::domain::time::date_jst(cell.span.starts()), lang))
            };
        let told = if cell.span == now_at {
            td_string!(lang, calendar.moving.same_time)
        } else if no_mail {
            td_string!(lang, calendar.moving.no_mail)
        } else {
            td_string!(lang, calendar.moving.by_mail)
        };
        Some(
            view! {
                <section class="move-here" aria-labelledby="move-ask">
                    <h3 id="move-ask">
                        {td_string!(lang, calendar.moving.ask, time = when, counter = words::counter(counter.place.as_ref(), &counter.name, lang)).to_string()}
                    </h3>
                    <p id="move-told">{told}</p>
                    <ActionForm action=action>
                        <Here place booking />
                        <input type="hidden" name="counter" value=counter.id.to_string() />
                        <input type="hidden" name="time" value=free_times::value(kind, cell.span) />
                        <button class="button" node_ref=submit aria-describedby="move-ask move-told">
                            {td_string!(lang, calendar.moving.submit)}
                        </button>
                    </ActionForm>
                    <a class="button-secondary" node_ref=stay href=shut>{td_string!(lang, calendar.moving.stay)}</a>
                </section>
            }
            .into_any(),
        )
    }
}
