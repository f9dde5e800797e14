//! From a day to a day, both included, as figures and registers are asked for. Days are those of Japan.

use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::time::{Instant, at_jst};

/// The longest period that is counted at once, in days: three years with their leap day.
pub const LONGEST_DAYS: i64 = 1_096;

/// The month in which the fiscal year (年度) begins.
const APRIL: u32 = 4;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "(NaiveDate, NaiveDate)", into = "(NaiveDate, NaiveDate)")]
pub struct Period {
    from: NaiveDate,
    until: NaiveDate,
}

/// Why two days are not a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PeriodError {
    #[error("a period ends before it begins")]
    EndsBeforeStart,
    #[error("a period is longer than three years")]
    TooLong,
}

impl Period {
    pub fn new(from: NaiveDate, until: NaiveDate) -> Result<Self, PeriodError> {
        match (until - from).num_days() {
            ..0 => Err(PeriodError::EndsBeforeStart),
            LONGEST_DAYS.. => Err(PeriodError::TooLong),
            _ => Ok(Period { from, until }),
        }
    }

    /// The calendar month of a day.
    pub fn month_of(date: NaiveDate) -> Self {
        Self::months_from(first_of_month(date), 1)
    }

    /// The month before that of a day.
    pub fn month_before(date: NaiveDate) -> Self {
        let first = first_of_month(date);
        Self::months_from(first.checked_sub_months(Months::new(1)).unwrap_or(first), 1)
    }

    /// 年度: from the first of April on.
    pub fn fiscal_year_of(date: NaiveDate) -> Self {
        let year = if date.month() < APRIL { date.year() - 1 } else { date.year() };
        Self::months_from(NaiveDate::from_ymd_opt(year, APRIL, 1).unwrap_or(date), 12)
    }

    fn months_from(from: NaiveDate, months: u32) -> Self {
        let after = from.checked_add_months(Months::new(months));
        Period { from, until: after.and_then(|after| after.pred_opt()).unwrap_or(from) }
    }

    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day of it.
    pub fn until(self) -> NaiveDate {
        self.until
    }

    /// Whether it is one calendar month, from its first day to its last.
    pub fn is_month(self) -> bool {
        self == Self::month_of(self.from)
    }

    pub fn holds(self, date: NaiveDate) -> bool {
        (self.from..=self.until).contains(&date)
    }

    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |date| *date <= self.until)
    }

    /// The first days of the months that it touches.
    pub fn months(self) -> impl Iterator<Item = NaiveDate> {
        let first = first_of_month(self.from);
        (0..).map_while(move |month| first.checked_add_months(Months::new(month))).take_while(move |m| *m <= self.until)
    }

    /// From the midnight that begins it to the one that ends it.
    pub fn instants(self) -> Range<Instant> {
        let after = self.until.checked_add_days(Days::new(1)).unwrap_or(self.until);
        at_jst(self.from, NaiveTime::MIN)..at_jst(after, NaiveTime::MIN)
    }
}

/// The first day of a day's month.
pub fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

impl TryFrom<(NaiveDate, NaiveDate)> for Period {
    type Error = PeriodError;
    fn try_from((from, until): (NaiveDate, NaiveDate)) -> Result<Self, PeriodError> {
        Period::new(from, until)
    }
}

impl From<Period> for (NaiveDate, NaiveDate) {
    fn from(period: Period) -> Self {
        (period.from, period.until)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(period: Period) -> String {
        format!("{} {}", period.from(), period.until())
    }

    #[rstest]
    #[case("2026-11-24", "2026-11-01 2026-11-30", "2026-10-01 2026-10-31", "2026-04-01 2027-03-31")]
    #[case("2027-01-31", "2027-01-01 2027-01-31", "2026-12-01 2026-12-31", "2026-04-01 2027-03-31")]
    #[case("2028-03-31", "2028-03-01 2028-03-31", "2028-02-01 2028-02-29", "2027-04-01 2028-03-31")]
    #[case("2028-04-01", "2028-04-01 2028-04-30", "2028-03-01 2028-03-31", "2028-04-01 2029-03-31")]
    fn months_and_fiscal_years(#[case] date: &str, #[case] month: &str, #[case] before: &str, #[case] year: &str) {
        assert_eq!(told(Period::month_of(day(date))), month);
        assert_eq!(told(Period::month_before(day(date))), before);
        assert_eq!(told(Period::fiscal_year_of(day(date))), year);
    }

    #[test]
    fn what_is_no_period() {
        assert_eq!(Period::new(day("2026-11-02"), day("2026-11-01")), Err(PeriodError::EndsBeforeStart));
        assert_eq!(Period::new(day("2024-01-01"), day("2027-01-01")), Err(PeriodError::TooLong));
        assert!(Period::new(day("2024-01-01"), day("2026-12-31")).is_ok());
    }

    #[test]
    fn its_days_are_those_of_japan() {
        let period = Period::new(day("2026-11-30"), day("2026-12-01")).unwrap();
        let Range { start, end } = period.instants();
        assert_eq!(start.to_rfc3339(), "2026-11-29T15:00:00+00:00");
        assert_eq!(end.to_rfc3339(), "2026-12-01T15:00:00+00:00");
        assert_eq!(period.days().count(), 2);
        assert_eq!(period.months().map(|month| month.to_string()).collect::<Vec<_>>(), ["2026-11-01", "2026-12-01"]);
        assert!(!period.is_month() && Period::month_of(day("2026-12-05")).is_month());
    }

    proptest! {
        #[test]
        fn a_day_is_in_its_month_and_its_year(days in 0_i64..40_000) {
            let date = day("1990-01-01") + chrono::TimeDelta::days(days);
            let (month, year) = (Period::month_of(date), Period::fiscal_year_of(date));
            prop_assert!(month.holds(date) && year.holds(date) && month.is_month());
            prop_assert!(year.holds(month.from()) && year.holds(month.until()));
            prop_assert_eq!(Period::month_before(date).until().succ_opt(), Some(month.from()));
            prop_assert_eq!(year.months().count(), 12);
        }
    }
}
