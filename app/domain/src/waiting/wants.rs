//! What suits somebody who waits: days, days of the week, a part of the day.

use crate::{
    office_day::OfficeDays,
    time::{Instant, date_jst, jst},
};
use chrono::{Datelike, Duration, NaiveDate, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// How far ahead one may wish where the office set no horizon, in days.
const FARTHEST: i64 = 366;

/// When in the day it may begin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Any,
    /// Before noon in Japan.
    Morning,
    Afternoon,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Any, Part::Morning, Part::Afternoon];

    /// The word of forms.
    pub fn word(self) -> &'static str {
        match self {
            Part::Any => "any",
            Part::Morning => "morning",
            Part::Afternoon => "afternoon",
        }
    }

    pub fn of_word(word: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// Days of the week; none at all is any.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(u8);

impl Weekdays {
    pub const MONDAY_FIRST: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    #[must_use]
    pub fn with(self, day: Weekday) -> Weekdays {
        Weekdays(self.0 | 1 << day.num_days_from_monday())
    }

    /// Whether it was named.
    pub fn names(self, day: Weekday) -> bool {
        self.0 & 1 << day.num_days_from_monday() != 0
    }

    pub fn is_any(self) -> bool {
        self.0 & 0b111_1111 == 0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Weekdays::default(), Weekdays::with)
    }
}

/// The days and times that suit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wants {
    pub from: NaiveDate,
    /// The last day; it counts.
    pub until: NaiveDate,
    pub weekdays: Weekdays,
    pub part: Part,
}

/// What is wrong with the days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoDays {
    #[error("the last day is before the first")]
    Backwards,
    #[error("the last day is over")]
    Over,
    #[error("the office takes bookings until {last}")]
    TooFarAhead { last: NaiveDate },
}

/// The last day that can be wished today.
pub fn last_day(days: &OfficeDays, today: NaiveDate) -> NaiveDate {
    days.last_offered(today).unwrap_or(today + Duration::days(FARTHEST))
}

impl Wants {
    /// Whether somebody may wish this today, where the office takes bookings until `last`.
    pub fn check(&self, today: NaiveDate, last: NaiveDate) -> Result<(), NoDays> {
        match self {
            Wants { from, until, .. } if until < from => Err(NoDays::Backwards),
            Wants { until, .. } if *until < today => Err(NoDays::Over),
            Wants { until, .. } if *until > last => Err(NoDays::TooFarAhead { last }),
            _ => Ok(()),
        }
    }

    pub fn suits(&self, starts: Instant) -> bool {
        let (date, local) = (date_jst(starts), jst(starts));
        let part = match self.part {
            Part::Any => true,
            Part::Morning => local.hour() < 12,
            Part::Afternoon => local.hour() >= 12,
        };
        part && self.from <= date
            && date <= self.until
            && (self.weekdays.is_any() || self.weekdays.names(date.weekday()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::time::at_jst;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub fn at(text: &str) -> Instant {
        let (date, time) = text.split_once(' ').unwrap();
        at_jst(day(date), format!("{time}:00").parse().unwrap())
    }

    pub fn wants() -> Wants {
        Wants {
            from: day("2026-12-01"),
            until: day("2026-12-11"),
            weekdays: [Weekday::Tue, Weekday::Fri].into_iter().collect(),
            part: Part::Morning,
        }
    }

    #[rstest]
    #[case("2026-12-01 10:00", true)]
    #[case("2026-12-01 11:55", true)]
    #[case::noon("2026-12-01 12:00", false)]
    #[case::another_day_of_the_week("2026-12-02 10:00", false)]
    #[case::the_last_day("2026-12-11 09:00", true)]
    #[case::later("2026-12-15 10:00", false)]
    #[case::earlier("2026-11-27 10:00", false)]
    fn what_suits(#[case] starts: &str, #[case] suits: bool) {
        assert_eq!(wants().suits(at(starts)), suits);
        let afternoon = Wants { part: Part::Afternoon, ..wants() };
        assert!(!(afternoon.suits(at(starts)) && suits));
    }

    #[test]
    fn any_day_of_the_week_where_none_is_named() {
        let any = Wants { weekdays: Weekdays::default(), part: Part::Any, ..wants() };
        assert!(any.suits(at("2026-12-02 16:00")) && any.suits(at("2026-12-05 09:00")));
    }

    #[rstest]
    #[case("2026-12-01", "2026-11-30", Err(NoDays::Backwards))]
    #[case("2026-11-20", "2026-11-23", Err(NoDays::Over))]
    #[case("2026-11-20", "2026-11-24", Ok(()))]
    #[case("2026-11-24", "2026-12-24", Ok(()))]
    #[case("2026-11-24", "2026-12-25", Err(NoDays::TooFarAhead { last: day("2026-12-24") }))]
    fn days_that_can_be_wished(#[case] from: &str, #[case] until: &str, #[case] answer: Result<(), NoDays>) {
        let days = OfficeDays { horizons: vec![(day("2020-01-01"), 30)], ..OfficeDays::default() };
        let wants = Wants { from: day(from), until: day(until), ..wants() };
        let today = day("2026-11-24");
        assert_eq!(wants.check(today, last_day(&days, today)), answer);
    }
}
