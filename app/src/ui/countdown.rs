//! A clock that runs down: how long a seat is kept, how long until the consultation begins.
//!
//! The moment comes from the server's clock, never from the phone's, which may be wrong by hours. Without the program the
//! words are a time of day (「10:42まで」); with it they are minutes and seconds, and what is left is spoken at five, two
//! and one minutes and at the end (WCAG 2.2.1, 4.1.3).

use crate::{i18n::*, locale::use_lang};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::time::Duration;

/// The minutes at which what is left is spoken.
const SPOKEN: [i64; 3] = [5, 2, 1];

/// Counts down to `until`.
#[component]
pub fn Countdown(
    /// May move: five more minutes were asked for.
    #[prop(into)]
    until: Signal<DateTime<Utc>>,
    /// The server's clock when it answered.
    now: DateTime<Utc>,
    /// The same as a time of day, for a page without a program: 「10:42まで」.
    #[prop(into)]
    by: String,
    /// Seconds left, for whoever shows something else when it gets short. `None` until the program runs.
    #[prop(optional)]
    left: RwSignal<Option<i64>>,
) -> impl IntoView {
    let lang = use_lang();
    let spoken = RwSignal::new(String::new());
    let since = elapsed_since_answer();
    Effect::new(move |began: Option<f64>| {
        let began = began.unwrap_or_else(|| js_sys::Date::now() - since);
        let tick = move || {
            let passed = (js_sys::Date::now() - began) as i64;
            let seconds = seconds_left(now, passed, until.get());
            match news(left.get_untracked(), seconds) {
                Some(0) => spoken.set(td_string!(lang, words.ui.time_is_up).to_string()),
                Some(minutes) => spoken.set(td_string!(lang, words.ui.minutes_left, count = minutes).to_string()),
                None => {}
            }
            left.set(Some(seconds));
        };
        tick();
        if let Ok(timer) = set_interval_with_handle(move || untrack(tick), Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
        began
    });
    view! {
        <span class="countdown" role="timer">
            {move || match left.get() {
                None => by.clone(),
                Some(seconds) => td_string!(lang, words.ui.left, time = clock_face(seconds)).to_string(),
            }}
        </span>
        <span class="unseen" role="status">
            {move || spoken.get()}
        </span>
    }
}

/// The server's now, going on by itself in the browser; put right by each answer.
pub fn use_now(answered: Signal<DateTime<Utc>>) -> RwSignal<DateTime<Utc>> {
    let now = RwSignal::new(answered.get_untracked());
    let since = elapsed_since_answer();
    Effect::new(move |before: Option<()>| {
        let answered = answered.get();
        let began = js_sys::Date::now() - if before.is_none() { since } else { 0.0 };
        let tick = move || {
            now.try_set(answered + chrono::TimeDelta::milliseconds((js_sys::Date::now() - began) as i64));
        };
        untrack(tick);
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    now
}

/// Milliseconds between the server's answer and now, at most. A page that came from the server has been on its way since
/// the navigation began, so the clock shows rather too little than too much; an answer to a running program is fresh.
fn elapsed_since_answer() -> f64 {
    let arriving =
        Owner::current_shared_context().is_some_and(|context| context.is_browser() && context.during_hydration());
    if !arriving {
        return 0.0;
    }
    window().performance().map_or(0.0, |performance| performance.now())
}

fn seconds_left(now: DateTime<Utc>, passed_ms: i64, until: DateTime<Utc>) -> i64 {
    ((until - now).num_milliseconds() - passed_ms).div_euclid(1000).max(0)
}

/// What is worth saying when the clock goes from `before` to `after` seconds: the minutes of a mark that was passed, zero
/// at the end. A clock that begins below a mark says nothing of it: the page has just said how long there is.
fn news(before: Option<i64>, after: i64) -> Option<i64> {
    let before = before?;
    if before > 0 && after == 0 {
        return Some(0);
    }
    // The lowest mark passed: a phone that slept passes several at once.
    SPOKEN.into_iter().rev().find(|minutes| before > minutes * 60 && after <= minutes * 60)
}

/// `9:05`, and `1:02:03` from an hour on.
fn clock_face(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_spoken_once_as_they_are_passed() {
        let run: Vec<_> = (0..=600).rev().map(Some).zip((0..600).rev()).filter_map(|(b, a)| news(b, a)).collect();
        assert_eq!(run, [5, 2, 1, 0]);
    }

    #[test]
    fn a_phone_that_slept_hears_only_where_it_stands() {
        assert_eq!(news(Some(590), 70), Some(2));
        assert_eq!(news(Some(590), 30), Some(1));
        assert_eq!(news(Some(590), 0), Some(0));
    }

    #[test]
    fn nothing_is_said_at_the_beginning_nor_after_the_end() {
        assert_eq!(news(None, 40), None);
        assert_eq!(news(Some(0), 0), None);
        assert_eq!(news(Some(20), 320), None, "five more minutes are said by the button's answer");
    }

    #[test]
    fn time_left_never_goes_below_nothing_and_is_never_rounded_up() {
        let now = DateTime::UNIX_EPOCH;
        let until = now + chrono::Duration::seconds(10);
        assert_eq!([0, 1, 9_999, 10_000, 99_000].map(|ms| seconds_left(now, ms, until)), [10, 9, 0, 0, 0]);
    }

    #[test]
    fn a_clock_face_reads_as_people_say_it() {
        assert_eq!([0, 9, 65, 600, 3723].map(clock_face), ["0:00", "0:09", "1:05", "10:00", "1:02:03"]);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn without_the_program_it_is_a_time_of_day() {
        let until = DateTime::UNIX_EPOCH + chrono::Duration::minutes(10);
        let html = crate::ui::rendered("/ja", move || {
            view! { <Countdown until=until now=DateTime::UNIX_EPOCH by="10:42まで" /> }
        });
        assert!(html.contains("10:42まで"), "{html}");
    }
}
