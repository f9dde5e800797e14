//! The ten minutes of R4 as a ring that runs down by the server's clock.

use crate::{
    desk::day::{DayBooking, TenClock},
    i18n::*,
    locale::use_lang,
    staff::today::Shown,
};
use leptos::prelude::*;

/// Seconds left from which on the ring says that it is nearly over.
const LATE: i64 = 120;

/// Shown from the start of the consultation on, while nothing has been heard of the seeker.
#[component]
pub fn Ring(shown: Shown, booking: Memo<Option<DayBooking>>) -> impl IntoView {
    let lang = use_lang();
    let clock: Memo<Option<TenClock>> = Memo::new(move |_| {
        booking.with(|booking| {
            let booking = booking.as_ref()?;
            booking.clock.filter(|_| booking.span.starts() <= shown.now.get())
        })
    });
    let there = Memo::new(move |_| clock.get().is_some());
    let seconds = Memo::new(move |_| clock.get().map_or(0, |clock| clock.seconds(shown.now.get())));
    let runs = Memo::new(move |_| clock.get().is_some_and(|clock| clock.runs_out_at.is_some()));
    let words = move || {
        let (minutes, seconds) = (seconds.get() / 60, seconds.get() % 60);
        if runs.get() {
            td_string!(lang, day.ring.runs, minutes, seconds)
        } else {
            td_string!(lang, day.ring.stands, minutes, seconds)
        }
    };
    move || {
        there.get().then(|| {
            view! {
                <svg
                    class="ring"
                    viewBox="0 0 64 64"
                    role="img"
                    aria-label=words
                    data-late=move || (seconds.get() <= LATE).then_some("")
                >
                    <circle class="track" cx="32" cy="32" r="28" pathLength="600" />
                    <circle
                        class="left"
                        cx="32"
                        cy="32"
                        r="28"
                        pathLength="600"
                        stroke-dasharray=move || format!("{} 600", seconds.get())
                    />
                    <text x="32" y="32">
                        {move || format!("{}:{:02}", seconds.get() / 60, seconds.get() % 60)}
                    </text>
                </svg>
                <small class="quiet">{move || (!runs.get()).then(|| td_string!(lang, day.ring.still))}</small>
            }
        })
    }
}
