//! The addresses of the employer's pages, each written once.

use crate::{desk::attendee::AttendeeToken, i18n::Locale, locale::code, seeker::address::segment};

/// The secret of the link that led here.
pub fn token() -> AttendeeToken {
    AttendeeToken(segment("token"))
}

pub fn attendance(lang: Locale, token: &AttendeeToken) -> String {
    format!("/{}/a/{}", code(lang), token.0)
}

pub fn decline(lang: Locale, token: &AttendeeToken) -> String {
    format!("/{}/a/{}/decline", code(lang), token.0)
}

/// The interview as an entry for the employer's own calendar.
pub fn calendar_entry(token: &AttendeeToken) -> String {
    format!("/a/{}.ics", token.0)
}
