//! What was typed into a form of the desk and could not be taken. A plain form has only its address to bring it back in;
//! the page finds there what to mend by the same rule that refused it. What is about a person stands in no address: it
//! comes back by a cookie of some minutes.

use crate::{
    domain::{meeting::JoiningError, pattern::PatternError, time::at_jst},
    i18n::*,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use leptos::prelude::GetUntracked;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The longest word of an office that is kept.
const LONGEST: usize = 200;

/// Why a field could not be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    Missing,
    TooLong,
    Date,
    Past,
    TooFar,
    Pattern(PatternError),
    Number(u16, u16),
    Time,
    Phone,
    OpenAnyway,
    NoKind,
    SameStart,
    ZoomUser,
    Joining(JoiningError),
}

impl Wrong {
    pub fn words(self, lang: Locale) -> String {
        match self {
            Wrong::Missing => td_string!(lang, plan.wrong.missing),
            Wrong::TooLong => td_string!(lang, plan.wrong.too_long),
            Wrong::Date => td_string!(lang, plan.wrong.date),
            Wrong::Past => td_string!(lang, plan.wrong.past),
            Wrong::TooFar => td_string!(lang, plan.wrong.too_far),
            Wrong::Pattern(PatternError::UntilBeforeFrom) => td_string!(lang, plan.wrong.until),
            Wrong::Pattern(PatternError::EndsBeforeStart) => td_string!(lang, plan.wrong.order),
            Wrong::Pattern(PatternError::OffTheMark) => td_string!(lang, plan.wrong.mark),
            Wrong::Pattern(PatternError::Overlap) => td_string!(lang, plan.wrong.overlap),
            Wrong::Pattern(PatternError::Length | PatternError::Between) => td_string!(lang, plan.wrong.rhythm),
            Wrong::Pattern(PatternError::Unreadable) => td_string!(lang, plan.wrong.hours),
            Wrong::Time => td_string!(lang, plan.wrong.time),
            Wrong::Phone => td_string!(lang, plan.wrong.phone),
            Wrong::OpenAnyway => td_string!(lang, plan.wrong.open_anyway),
            Wrong::NoKind => td_string!(lang, plan.wrong.no_kind),
            Wrong::SameStart => td_string!(lang, plan.wrong.same_start),
            Wrong::ZoomUser => td_string!(lang, plan.wrong.zoom_user),
            Wrong::Joining(JoiningError::Number) => td_string!(lang, plan.wrong.meeting_number),
            Wrong::Joining(JoiningError::Passcode) => td_string!(lang, plan.wrong.passcode),
            Wrong::Joining(JoiningError::Url) => td_string!(lang, plan.wrong.meeting_url),
            Wrong::Number(least, most) => return td_string!(lang, plan.wrong.number, least = least, most = most),
        }
        .to_owned()
    }
}

/// What is to be mended, by field.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wrongs(Vec<(&'static str, Wrong)>);

impl Wrongs {
    /// Keeps why the field could not be read; `None` then.
    pub fn take<T>(&mut self, field: &'static str, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|wrong| self.0.push((field, wrong))).ok()
    }

    pub fn add(&mut self, field: &'static str, wrong: Wrong) {
        self.0.push((field, wrong));
    }

    /// Adds that the day typed into the field is over, where something was typed.
    pub fn add_if_over(&mut self, field: &'static str, typed: Option<&String>, today: NaiveDate) {
        if typed.is_some_and(|typed| is_over(typed, today)) {
            self.add(field, Wrong::Past);
        }
    }

    pub fn words(&self, field: &str, lang: Locale) -> Option<String> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, wrong)| wrong.words(lang))
    }
}

/// A word of the office.
pub fn text(typed: &str) -> Result<String, Wrong> {
    match typed.trim() {
        "" => Err(Wrong::Missing),
        text if text.chars().count() > LONGEST => Err(Wrong::TooLong),
        text => Ok(text.to_owned()),
    }
}

pub fn date(typed: &str) -> Result<NaiveDate, Wrong> {
    typed.trim().parse().map_err(|_| Wrong::Date)
}

/// Whether it is a day, and over.
pub fn is_over(typed: &str, today: NaiveDate) -> bool {
    date(typed).is_ok_and(|date| date < today)
}

/// A day that may be left open.
pub fn date_if_any(typed: &str) -> Result<Option<NaiveDate>, Wrong> {
    if typed.trim().is_empty() { Ok(None) } else { date(typed).map(Some) }
}

pub fn time(typed: &str) -> Result<NaiveTime, Wrong> {
    NaiveTime::parse_from_str(typed.trim(), "%H:%M").map_err(|_| Wrong::Time)
}

/// A moment on the clocks of Japan, as `datetime-local` sends it. It may be left open.
pub fn moment_if_any(typed: &str) -> Result<Option<DateTime<Utc>>, Wrong> {
    match typed.trim() {
        "" => Ok(None),
        typed => NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M")
            .map(|at| Some(at_jst(at.date(), at.time())))
            .map_err(|_| Wrong::Time),
    }
}

pub fn number(typed: &str, least: u16, most: u16) -> Result<u16, Wrong> {
    let number = typed.trim().parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or(Wrong::Number(least, most))
}

/// What was typed into the form of that name, if it has just come back.
pub fn came_back<F: DeserializeOwned>(form: &str) -> Option<F> {
    of_address(use_query_map().get_untracked(), form)
}

/// The same from an address that is known already.
pub fn of_address<F: DeserializeOwned>(query: ParamsMap, form: &str) -> Option<F> {
    if query.get("form").as_deref() != Some(form) {
        return None;
    }
    let fields = query.into_iter().map(|(name, value)| (name.into_owned(), Value::String(value))).collect();
    serde_json::from_value(Value::Object(fields)).ok()
}

/// The same with all that is to be mended in it, by the rule that refused it.
pub fn came_back_to_mend<F: DeserializeOwned, T>(
    form: &str,
    read: impl FnOnce(&F) -> Result<T, Wrongs>,
) -> (Option<F>, Wrongs) {
    let back = came_back(form);
    let wrongs = back.as_ref().and_then(|typed| read(typed).err()).unwrap_or_default();
    (back, wrongs)
}

/// Whether the form came back because it did not fit what is there.
pub fn in_conflict() -> bool {
    use_query_map().get_untracked().get("problem").as_deref() == Some("conflict")
}

/// The address that brings it back to the page, which may have a query.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
pub fn address<F: Serialize>(page: &str, form: &str, typed: &F) -> String {
    let mut query = ParamsMap::new();
    query.insert("form", form.to_owned());
    if let Ok(Value::Object(fields)) = serde_json::to_value(typed) {
        for (name, value) in fields {
            if let Value::String(text) = value {
                query.insert(name, text.chars().take(LONGEST + 1).collect());
            }
        }
    }
    let query = query.to_query_string();
    let query = query.trim_start_matches('?');
    let mark = if page.contains('?') { '&' } else { '?' };
    format!("{page}{mark}{query}")
}

/// Leads a form that was sent back to its page: as it was typed where something has to be mended.
#[cfg(feature = "ssr")]
pub fn back<F: Serialize>(
    lang: &str,
    page: &str,
    form: &str,
    typed: &F,
    outcome: crate::desk::Answer<()>,
    done: &str,
) -> crate::desk::Answer<()> {
    use crate::{desk::error::DeskError, request};
    let page = match outcome {
        Err(DeskError::Mend | DeskError::Conflict | DeskError::Unavailable) => address(page, form, typed),
        _ => page.to_owned(),
    };
    request::back_to_page(lang, &page, outcome, done)
}

/// Leads a form about a person back to its page. Where something has to be mended, what was typed comes by a cookie, to the
/// page of the booking `about` where the form was there.
#[cfg(feature = "ssr")]
pub fn back_by_cookie<F: Serialize>(
    lang: &str,
    page: &str,
    (form, typed): (crate::request::Form, &F),
    about: Option<&str>,
    outcome: crate::desk::Answer<()>,
    done: &str,
) -> crate::desk::Answer<()> {
    use crate::{desk::error::DeskError, request};
    match outcome {
        Ok(()) => request::cookies()?.forget(form),
        // Of a booking that is not there nothing comes back.
        Err(DeskError::NotFound) => {}
        Err(_) => {
            request::keep(form, typed)?;
            let about = about.map(|about| format!("&booking={about}")).unwrap_or_default();
            return request::back_to_page(lang, &format!("{page}?typed=yes{about}"), outcome, done);
        }
    }
    request::back_to_page(lang, page, outcome, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Form {
        from: &'static str,
        mon: &'static str,
    }

    #[test]
    fn a_page_with_a_query_keeps_it() {
        let address = address("?view=week&new=slot", "times", &Form { from: "2026-12-01", mon: "" });
        assert!(address.starts_with("?view=week&new=slot&form=times&"), "{address}");
    }

    #[test]
    fn what_was_typed_is_in_the_address() {
        let address = address("/plan", "pattern", &Form { from: "2026-12-01", mon: "9:00-12:00 & more" });
        assert!(address.starts_with("/plan?form=pattern&"), "{address}");
        assert!(address.contains("from=2026%2D12%2D01&") && !address.contains("& more"), "{address}");
    }

    #[test]
    fn fields_as_typed() {
        assert_eq!(date("2026-12-01 "), Ok(NaiveDate::from_ymd_opt(2026, 12, 1).expect("a date")));
        assert_eq!(date("tomorrow"), Err(Wrong::Date));
        assert_eq!(date_if_any(" "), Ok(None));
        assert_eq!(number("61", 5, 60), Err(Wrong::Number(5, 60)));
        assert_eq!(text("  "), Err(Wrong::Missing));
        assert_eq!(time("25:00"), Err(Wrong::Time));
        let ten = "2026-12-01T01:00:00Z".parse().expect("a moment");
        assert_eq!(moment_if_any("2026-12-01T10:00"), Ok(Some(ten)));
        assert_eq!(moment_if_any(" "), Ok(None));
        assert_eq!(moment_if_any("10:00"), Err(Wrong::Time));
    }

    #[test]
    fn a_day_that_is_over_is_to_be_mended_and_nothing_typed_is_not() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a date");
        for (typed, over) in
            [(Some("2026-11-30"), true), (Some("2026-12-01"), false), (Some("soon"), false), (None, false)]
        {
            let mut wrongs = Wrongs::default();
            wrongs.add_if_over("from", typed.map(ToOwned::to_owned).as_ref(), today);
            assert_eq!(wrongs.words("from", Locale::ja).is_some(), over, "{typed:?}");
        }
    }
}
