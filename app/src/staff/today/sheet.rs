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
        words,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn DaySheet() -> impl IntoView {
    let lang = use_lang();
    let page = Resource::new_blocking(|| (), move |()| load_desk(code(lang).to_owned(), Window::Day, None));
    view! {
        <Title text=td_string!(lang, day.print.title) />
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(Framed { frame, page: board }) => view! { <Paper office=frame.office board /> }.into_any(),
                    Err(error) => view! { <Unanswered error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Paper(office: String, board: Board) -> impl IntoView {
    let lang = use_lang();
    let date = words::days(&board.days, lang);
    let bookings = bookings(board, lang);
    let none = bookings.is_empty();
    view! {
        <main id="main" class="day-sheet" tabindex="-1">
            <p class="back">
                <a href=format!("/{}/desk{}", code(lang), Section::Today.path())>{td_string!(lang, day.print.back)}</a>
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
