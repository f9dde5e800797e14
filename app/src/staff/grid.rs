//! The live calendar: lanes of counters, time downwards, a block a slot. A block is a link to its card, so it works
//! without JavaScript; the places are classes, for the content policy knows no style attribute.

use crate::{
    desk::board::{Cell, CounterView, Standing, Window},
    domain::{attendee::Trouble, time},
    i18n::*,
    locale::use_lang,
    staff::{
        absence,
        hand::Hand,
        picture::{LanePicture, Picture, tick},
        place::{Panel, Place},
        words,
    },
};
use leptos::{either::EitherOf3, prelude::*};

#[component]
pub fn Grid(picture: Picture, place: Memo<Place>, hand: Hand) -> impl IntoView {
    let lang = use_lang();
    let class = move || {
        picture.frame.with(|frame| match (frame.window, frame.fine) {
            (Some(Window::Week), false) => "grid week",
            (Some(Window::Week), true) => "grid week fine",
            (_, false) => "grid",
            (_, true) => "grid fine",
        })
    };
    let hours = Memo::new(move |_| picture.frame.with(|frame| frame.hours));
    let now = Memo::new(move |_| {
        let today = time::date_jst(picture.now.get());
        let shown = picture.frame.with(|frame| frame.days.iter().any(|day| day.date == today));
        shown.then(|| tick(picture.now.get(), hours.get())).flatten()
    });
    view! {
        <div
            class=class
            role="group"
            aria-label=td_string!(lang, staff.calendar.label)
            data-choosing=move || hand.choosing.get().then_some("")
            data-moving=move || hand.moving.with(Option::is_some).then_some("")
            on:pointerdown=move |event| hand.down(&event)
            on:pointermove=move |event| hand.moved(&event)
            on:pointerup=move |event| hand.up(&event)
            on:pointercancel=move |_| hand.lost()
            on:click=move |event| hand.clicked(&event)
            on:dragstart=|event| event.prevent_default()
        >
            <ol class="hours" aria-hidden="true">
                {move || {
                    let (first, last) = hours.get();
                    (first..=last)
                        .map(|hour| view! { <li class=format!("from-{}", (hour - first) * 12)>{format!("{hour}:00")}</li> })
                        .collect_view()
                }}
            </ol>
            <For
                each=move || {
                    let turn = picture.frame.with_untracked(|frame| frame.turn);
                    picture.lanes.get().into_iter().map(move |lane| (turn, lane))
                }
                key=|(turn, lane)| (*turn, lane.day, lane.counter)
                children=move |(_, lane)| view! { <LaneView picture=picture place=place hand=hand lane=lane /> }
            />
            <div class="now" aria-hidden="true">
                {move || now.get().map(|tick| view! { <i class=format!("from-{tick}")></i> })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn LaneView(picture: Picture, place: Memo<Place>, hand: Hand, lane: LanePicture) -> impl IntoView {
    let lang = use_lang();
    let (counter, day, week, hours) = picture.frame.with_untracked(|frame| {
        let week = frame.window == Some(Window::Week);
        (frame.counters.get(lane.counter).cloned(), frame.days.get(lane.day).cloned(), week, frame.hours)
    });
    let closed = day.as_ref().and_then(|day| words::closed(&day.day, lang));
    let shut = closed.is_some();
    let name = counter.as_ref().map(|counter| counter.name.clone()).unwrap_or_default();
    let narrow = (week && closed.is_some()).then(|| lane.cells.clone());
    let date = day.as_ref().filter(|_| week && lane.first).map(|day| day.date.to_string());
    let away = counter.as_ref().zip(day.as_ref()).filter(|_| !week);
    let away = away.map(|(counter, day)| absence::address(lang, counter.id, Some(day.date)));
    let away = away.map(|href| {
        view! {
            <a class="sitter" href=href>
                {td_string!(lang, absence.link.absence)} <span class="unseen">{td_string!(lang, words.ui.about, what = name.clone())}</span>
            </a>
        }
    });
    let (head, small) = match day {
        Some(day) if week => {
            (words::short_day(day.date, lang), closed.unwrap_or_else(|| week_name(counter.as_ref(), lang)))
        }
        _ => (name, counter.map(|counter| below(&counter, lang)).unwrap_or_default()),
    };
    let drawn = Memo::new(move |_| hand.drawn.get().filter(|drawn| drawn.lane == lane.at));
    let outline = move || {
        let drawn = drawn.get()?;
        let words = hand.words_of(drawn);
        let slots = drawn.starts().enumerate().map(|(place, from)| {
            let class = format!("from-{from} for-{} drawn", drawn.length);
            view! { <li class=class aria-hidden="true">{(place == 0).then(|| view! { <b>{words.clone()}</b> })}</li> }
        });
        Some(slots.collect_view())
    };
    view! {
        <section
            class="lane"
            data-day=date
            data-enters=lane.enters.then_some("")
            data-closed=move || narrow.as_ref().is_some_and(|cells| cells.with(Vec::is_empty)).then_some("")
        >
            <h2>{head} {away} <small>{small}</small></h2>
            <ol>
                <For
                    each=move || lane.cells.get()
                    key=|cell| cell.with_untracked(|cell| cell.slot)
                    children=move |cell| {
                        let span = cell.with_untracked(|cell| cell.span);
                        let from = tick(span.starts(), hours).unwrap_or_default();
                        let class = format!("from-{from} for-{}", span.minutes() / 5);
                        let gone = Memo::new(move |_| picture.now.get() >= span.starts());
                        view! { <li class=class>{move || block(&cell.get(), shut, gone.get(), picture, place, lang)}</li> }
                    }
                />
                {outline}
            </ol>
        </section>
    }
    .into_any()
}

/// Where it is, who sits there, and what the counter takes.
fn below(counter: &CounterView, lang: Locale) -> String {
    let place = counter.place.as_ref().map(|place| place.of(lang).to_owned());
    let kinds = Some(kinds(counter, lang)).filter(|kinds| !kinds.is_empty());
    [place, counter.sitter.clone(), kinds].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Narrow as the lanes of a week are, the counter comes before its place.
fn week_name(counter: Option<&CounterView>, lang: Locale) -> String {
    match counter {
        Some(CounterView { name, place: Some(place), .. }) => format!("{name} {}", place.of(lang)),
        Some(counter) => counter.name.clone(),
        None => String::new(),
    }
}

/// The kinds a counter takes, where it does not take them all.
fn kinds(counter: &CounterView, lang: Locale) -> String {
    if counter.kinds.len() == crate::domain::kind::Kind::ALL.len() {
        return String::new();
    }
    let words: Vec<_> = counter.kinds.iter().map(|kind| words::kind(*kind, lang)).collect();
    words.join(if lang == Locale::ja { "・" } else { ", " })
}

/// One link for whatever the slot is, so that it keeps its focus when it changes. What is free on a day that the office does not
/// open (`shut`), or has begun (`gone`), is nobody's to take.
fn block(
    cell: &Cell,
    shut: bool,
    gone: bool,
    picture: Picture,
    place: Memo<Place>,
    lang: Locale,
) -> impl IntoView + use<> {
    let here = place.get_untracked();
    let panel = cell.booking.as_ref().map_or(Panel::Slot(cell.slot), |booking| Panel::Booking(booking.id));
    let time = words::span(cell.span, lang);
    let (state, content) = match &cell.booking {
        Some(booking) => {
            let (state, (tone, word)) = words::standing(booking.standing, lang);
            match booking.standing {
                Standing::Held { until } | Standing::Offered { until } => (
                    state,
                    EitherOf3::A(view! {
                        <b>{word}</b>
                        <span role="timer">{move || words::left(until, picture.now.get())}</span>
                    }),
                ),
                _ => {
                    // What has to be settled is more pressing than the kind, which the card tells as well.
                    let settle = booking.flagged && booking.standing != Standing::MailRefused;
                    // What the seeker says on the day itself is more pressing still.
                    let (pressing, last) = match booking.told {
                        Some(Trouble::Late) => (true, td_string!(lang, day.told.late)),
                        Some(Trouble::CannotConnect) => (true, td_string!(lang, day.told.cannot_connect)),
                        None if settle => (true, td_string!(lang, staff.state.settle)),
                        None => (false, words::kind(booking.kind, lang)),
                    };
                    (
                        state,
                        EitherOf3::B(view! {
                            <b>{booking.name.clone()}</b>
                            <span class="badge" data-tone=tone>{word}</span>
                            <span class=pressing.then_some("badge") data-tone=pressing.then_some("bad")>{last}</span>
                        }),
                    )
                }
            }
        }
        None => {
            let (state, (_, word)) = words::empty(cell, shut, gone, lang);
            (state, EitherOf3::C(view! { <span>{word}</span> }))
        }
    };
    view! {
        <a
            class="slot"
            data-state=state
            href=here.with(panel).to_string()
            aria-expanded=(here.panel == panel).then_some("true")
        >
            <span class="unseen">{format!("{time} ")}</span>
            {content}
        </a>
    }
}
