//! The day on paper: two bookings a page, to be read from a metre.

use crate::{
    desk::board::{Board, CellBooking, Standing, Window},
    domain::slot::Span,
    i18n::*,
    locale::{code, use_lang},
    staff::{
        calendar::load_desk,
        frame::{Framed, Section},
        outcome::Unanswered,
        place::Place,
        words,
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The address of the day on paper; without a date, of today.
pub fn day_sheet(lang: Locale, date: Option<NaiveDate>) -> String {
    let date = date.map(|date| format!("?date={date}")).unwrap_or_default();
    format!("/{}/desk{}/print{date}", code(lang), Section::Today.path())
}

#[component]
pub fn DaySheet() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked: Memo<Option<NaiveDate>> =
        Memo::new(move |_| query.with(|query| query.get("date")).and_then(|date| date.parse().ok()));
    let page =
        Resource::new_blocking(move || asked.get(), move |date| load_desk(code(lang).to_owned(), Window::Day, date));
    view! {
        <Title text=td_string!(lang, day.print.title) />
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(Framed { frame, page: board }) => {
                        view! { <Paper office=frame.office board asked=asked.get_untracked() /> }.into_any()
                    }
                    Err(error) => view! { <Unanswered error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Paper(office: String, board: Board, asked: Option<NaiveDate>) -> impl IntoView {
    let lang = use_lang();
    let back = match asked {
        Some(_) => Place { date: asked, ..Place::read(|_| None) }.to_string(),
        None => Section::Today.path().to_owned(),
    };
    let date = words::days(&board.days, lang);
    let bookings = bookings(board, lang);
    let none = bookings.is_empty();
    view! {
        <main id="main" class="day-sheet" tabindex="-1">
            <p class="back">
                <a href=format!("/{}/desk{back}", code(lang))>{td_string!(lang, day.print.back)}</a>
            </p>
            <h1>{td_string!(lang, day.print.heading, office, date)}</h1>
            <p class="back">{td_string!(lang, day.print.how)}</p>
            {none.then(|| view! { <p>{td_string!(lang, day.print.none)}</p> })}
            {bookings
                .into_iter()
                .map(|(span, counter, booking)| {
                    let (tone, word) = words::standing(booking.standing, lang).1;
                    view! {
                        <article>
                            <h2>{words::span(span, lang)}</h2>
                            <p class="counter">{counter} " " {words::kind(booking.kind, lang)}</p>
                            <p class="name">{booking.name}</p>
                            <p><span class="badge" data-tone=tone>{word}</span></p>
                        </article>
                    }
                })
                .collect_view()}
        </main>
    }
    .into_any()
}

/// Those whose consultation is to be, or was, by time and counter.
fn bookings(board: Board, lang: Locale) -> Vec<(Span, String, CellBooking)> {
    let counters = board.counters;
    let mut all: Vec<_> = board
        .lanes
        .into_iter()
        .flat_map(|lane| {
            let counter = counters.get(usize::from(lane.counter));
            let counter = counter.map(|it| words::counter(it.place.as_ref(), &it.name, lang)).unwrap_or_default();
            lane.cells.into_iter().filter_map(move |cell| {
                let booking = cell
                    .booking
                    .filter(|booking| !matches!(booking.standing, Standing::Held { .. } | Standing::Offered { .. }))?;
                Some((cell.span, counter.clone(), booking))
            })
        })
        .collect();
    all.sort_by_key(|one| one.0.starts());
    all
}
