//! A seat in time: one counter, one start, one length.
//!
//! Two taken slots overlap exactly when they share a [`Tick`], so "one key per resource and tick" is all a
//! database needs to refuse the overlap, whatever the lengths.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Seconds in a tick.
pub const TICK_SECONDS: i64 = 300;

/// Five minutes of absolute time, counted from 1970-01-01T00:00Z.
pub type Tick = i64;

/// When a slot begins and how long it lasts. Starts on a five-minute mark, 10 to 30 minutes in steps of five (Art. 6(1)).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "(DateTime<Utc>, u8)", into = "(DateTime<Utc>, u8)")]
pub struct Span {
    starts: DateTime<Utc>,
    minutes: u8,
}

/// Why a span cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SpanError {
    #[error("a slot lasts 10 to 30 minutes in steps of five")]
    Length,
    #[error("a slot starts on a five-minute mark")]
    Start,
}

impl Span {
    pub fn new(starts: DateTime<Utc>, minutes: u8) -> Result<Self, SpanError> {
        if !Self::may_last(minutes) {
            return Err(SpanError::Length);
        }
        if starts.timestamp() % TICK_SECONDS != 0 || starts.timestamp_subsec_nanos() != 0 {
            return Err(SpanError::Start);
        }
        Ok(Span { starts, minutes })
    }

    /// Whether a slot may have this length in minutes.
    pub fn may_last(minutes: u8) -> bool {
        (10..=30).contains(&minutes) && minutes.is_multiple_of(5)
    }

    pub fn starts(self) -> DateTime<Utc> {
        self.starts
    }

    /// Length in minutes.
    pub fn minutes(self) -> u8 {
        self.minutes
    }

    pub fn ends(self) -> DateTime<Utc> {
        self.starts + TimeDelta::minutes(self.minutes.into())
    }

    /// The five-minute marks it covers, in order.
    pub fn ticks(self) -> impl Iterator<Item = Tick> + Clone {
        let first = self.starts.timestamp().div_euclid(TICK_SECONDS);
        first..first + i64::from(self.minutes) * 60 / TICK_SECONDS
    }

    pub fn overlaps(self, other: Span) -> bool {
        self.starts < other.ends() && other.starts < self.ends()
    }
}

impl TryFrom<(DateTime<Utc>, u8)> for Span {
    type Error = SpanError;
    fn try_from((starts, minutes): (DateTime<Utc>, u8)) -> Result<Self, SpanError> {
        Span::new(starts, minutes)
    }
}

impl From<Span> for (DateTime<Utc>, u8) {
    fn from(span: Span) -> Self {
        (span.starts, span.minutes)
    }
}

/// An interval of ISO 8601, `2026-11-25T01:00Z/PT30M`: how a form and an address name a time.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.starts.date_naive(), self.starts.time());
        write!(f, "{date}T{:02}:{:02}Z/PT{}M", time.hour(), time.minute(), self.minutes)
    }
}

impl FromStr for Span {
    type Err = SpanError;
    fn from_str(text: &str) -> Result<Self, SpanError> {
        let (starts, length) = text.split_once("Z/PT").ok_or(SpanError::Start)?;
        let minutes = length.strip_suffix('M').and_then(|minutes| minutes.parse().ok()).ok_or(SpanError::Length)?;
        let starts = NaiveDateTime::parse_from_str(starts, "%Y-%m-%dT%H:%M").map_err(|_| SpanError::Start)?;
        Span::new(starts.and_utc(), minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(minute: i64, length: u8) -> Span {
        let starts = DateTime::from_timestamp(1_764_000_000 + minute * 60, 0).expect("in range");
        Span::new(starts, length).expect("a span")
    }

    #[test]
    fn lengths_and_starts_are_checked() {
        let at = DateTime::from_timestamp(1_764_000_000, 0).expect("in range");
        assert_eq!(Span::new(at, 35), Err(SpanError::Length));
        assert_eq!(Span::new(at, 12), Err(SpanError::Length));
        assert_eq!(Span::new(at, 5), Err(SpanError::Length));
        assert_eq!(Span::new(at + TimeDelta::seconds(1), 30), Err(SpanError::Start));
    }

    #[test]
    fn a_span_reads_as_an_interval() {
        assert_eq!(
            "2026-11-25T01:00Z/PT30M".parse::<Span>().map(|span| span.to_string()),
            Ok("2026-11-25T01:00Z/PT30M".into())
        );
        for other in ["", "2026-11-25T01:00Z/PT31M", "2026-11-25T01:01Z/PT30M", "2026-11-25T01:00Z/PT-5M", "Z/PTM"] {
            assert!(other.parse::<Span>().is_err(), "{other}");
        }
    }

    proptest! {
        #[test]
        fn an_interval_names_its_span(minute in 0..100_000i64, length in 2u8..=6) {
            let span = span(minute * 5, length * 5);
            prop_assert_eq!(span.to_string().parse(), Ok(span));
        }

        /// The key that the database keeps unique says the same as the definition of overlap.
        #[test]
        fn sharing_a_tick_is_overlapping(a in 0..40i64, b in 0..40i64, x in 2u8..=6, y in 2u8..=6) {
            let (one, two) = (span(a * 5, x * 5), span(b * 5, y * 5));
            let shared = one.ticks().any(|tick| two.ticks().any(|other| other == tick));
            prop_assert_eq!(shared, one.overlaps(two));
        }
    }
}
