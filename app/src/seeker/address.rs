//! The addresses of the seeker's pages, each written once, and what a page reads of its own.

use crate::{
    desk::{booking::LinkToken, waiting::WishToken},
    domain::{kind::Kind, slot::Span, time::date_jst},
    i18n::Locale,
    locale::code,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A segment of this page's address, by the name its route gives it.
pub fn segment(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// The secret of the link that led here.
pub fn token() -> LinkToken {
    LinkToken(segment("token"))
}

/// A value of this page's query.
pub fn asked(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}

pub fn door(lang: Locale) -> String {
    format!("/{}", code(lang))
}

pub fn office(lang: Locale, slug: &str) -> String {
    format!("/{}/{slug}", code(lang))
}

pub fn times(lang: Locale, slug: &str, kind: Kind) -> String {
    format!("/{}/{slug}/{}/times", code(lang), kind.as_str())
}

/// The calendar from the day of a time on.
pub fn times_around(lang: Locale, slug: &str, kind: Kind, span: Span) -> String {
    format!("{}?from={}", times(lang, slug, kind), date_jst(span.starts()))
}

/// The calendar on the day of a time that could not be had, with the nearest free ones.
pub fn times_again(lang: Locale, slug: &str, kind: Kind, span: Span) -> String {
    format!("{}&near={span}", times_around(lang, slug, kind, span))
}

/// The full text of the terms in force.
pub fn terms(lang: Locale, slug: &str) -> String {
    format!("/{}/{slug}/terms", code(lang))
}

/// "Send me my link again."
pub fn link(lang: Locale, slug: &str) -> String {
    format!("/{}/{slug}/link", code(lang))
}

/// A step of the application: `terms`, `device`, `details`, `review`, `done`.
pub fn apply(lang: Locale, step: &str) -> String {
    format!("/{}/apply/{step}", code(lang))
}

/// Leaving a wish on the waiting list.
pub fn wait(lang: Locale, slug: &str, kind: Kind) -> String {
    format!("/{}/{slug}/{}/wait", code(lang), kind.as_str())
}

/// My wish.
pub fn wish(lang: Locale, token: &WishToken) -> String {
    format!("/{}/w/{}", code(lang), token.0)
}

/// Ending it.
pub fn stop_waiting(lang: Locale, token: &WishToken) -> String {
    format!("{}/stop", wish(lang, token))
}

/// My booking.
pub fn booking(lang: Locale, token: &LinkToken) -> String {
    format!("/{}/b/{}", code(lang), token.0)
}

/// A page of it: `join`, `ready`, `move`, `correct`, `device`, `terms`, `cancel`.
pub fn of_booking(lang: Locale, token: &LinkToken, page: &str) -> String {
    format!("/{}/b/{}/{page}", code(lang), token.0)
}

/// The booking as an entry for the seeker's own calendar.
pub fn calendar_entry(token: &LinkToken) -> String {
    format!("/b/{}.ics", token.0)
}
