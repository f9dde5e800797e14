//! When a seeker is reminded of a consultation (Art. 6(6)), and of the device check that is still to be done (Art. 5(6)).

use super::{
    office_day::OfficeDays,
    time::{Instant, at_jst, date_jst},
};
use chrono::{Duration, NaiveDate, NaiveTime};

/// When on its day a reminder that comes by office days is written: whoever reads it then can still call all day.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(9, 0, 0) {
    Some(time) => time,
    None => panic!("nine o'clock is a time"),
};
/// How long before the start the last one is written.
pub const AN_HOUR: Duration = Duration::hours(1);
/// No office is closed for longer, so nobody looks further ahead for days whose reminder is due.
const LONGEST_CLOSURE: usize = 400;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reminder {
    /// Two office days before, where no device has been checked: time enough to find another one, or to change to the phone.
    DeviceCheck,
    /// One office day before.
    DayBefore,
    /// One hour before.
    HourBefore,
}

/// By what a reminder's moment is reckoned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ahead {
    /// So many office days before the day of the consultation, at nine in the morning in Japan.
    OfficeDays(u8),
    Before(Duration),
}

impl Reminder {
    pub const ALL: [Reminder; 3] = [Reminder::DeviceCheck, Reminder::DayBefore, Reminder::HourBefore];

    pub fn ahead(self) -> Ahead {
        match self {
            Reminder::DeviceCheck => Ahead::OfficeDays(2),
            Reminder::DayBefore => Ahead::OfficeDays(1),
            Reminder::HourBefore => Ahead::Before(AN_HOUR),
        }
    }
}

/// The moment of a reminder that comes `n` office days before a consultation on `date`.
pub fn morning_before(office: &OfficeDays, date: NaiveDate, n: u8) -> Instant {
    at_jst(office.office_days_before(date, n), MORNING)
}

/// The days of consultation from today on whose reminder, `n` office days before, was due by `now`, each with its moment.
pub fn days_due(office: &OfficeDays, n: u8, now: Instant) -> Vec<(NaiveDate, Instant)> {
    date_jst(now)
        .iter_days()
        .take(LONGEST_CLOSURE)
        .map(|date| (date, morning_before(office, date, n)))
        .take_while(|(_, moment)| *moment <= now)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office_day::{ClosureReason, ExtraOpening};
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn nine(text: &str) -> Instant {
        at_jst(day(text), MORNING)
    }

    /// Days of the worked examples of R1: a holiday on Monday, the turn of the year, 振替休日, ゴールデンウィーク.
    #[rstest]
    #[case("2026-11-27", "2026-11-26", "2026-11-25")]
    #[case("2026-11-25", "2026-11-24", "2026-11-20")]
    #[case("2026-12-07", "2026-12-04", "2026-12-03")]
    #[case("2027-01-04", "2026-12-28", "2026-12-25")]
    #[case("2027-01-05", "2027-01-04", "2026-12-28")]
    #[case("2027-03-23", "2027-03-19", "2027-03-18")]
    #[case("2027-05-06", "2027-04-30", "2027-04-28")]
    fn nine_in_the_morning_of_the_office_day_before(#[case] on: &str, #[case] one: &str, #[case] two: &str) {
        let office = OfficeDays::default();
        assert_eq!(morning_before(&office, day(on), 1), nine(one));
        assert_eq!(morning_before(&office, day(on), 2), nine(two));
    }

    #[test]
    fn the_offices_own_days_count() {
        let mut office = OfficeDays::default();
        office.closures.insert(day("2026-11-26"), ClosureReason { ja: "工事".to_owned(), en: None });
        assert_eq!(morning_before(&office, day("2026-11-27"), 1), nine("2026-11-25"));
        office.extra_openings.insert(day("2026-11-28"), ExtraOpening { counts_as_office_day: false });
        assert_eq!(morning_before(&office, day("2026-11-30"), 1), nine("2026-11-27"));
        office.extra_openings.insert(day("2026-11-28"), ExtraOpening { counts_as_office_day: true });
        assert_eq!(morning_before(&office, day("2026-11-30"), 1), nine("2026-11-28"));
    }

    #[rstest]
    #[case("2026-11-26", "08:59:59", 1, &["2026-11-26"])]
    #[case("2026-11-26", "09:00:00", 1, &["2026-11-26", "2026-11-27"])]
    // From Friday's nine o'clock on Monday's are due, and those of an opening between.
    #[case("2026-11-27", "09:00:00", 1, &["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"])]
    #[case("2026-11-29", "12:00:00", 1, &["2026-11-29", "2026-11-30"])]
    #[case("2026-11-25", "09:00:00", 2, &["2026-11-25", "2026-11-26", "2026-11-27"])]
    fn the_days_that_are_due(#[case] today: &str, #[case] time: &str, #[case] n: u8, #[case] due: &[&str]) {
        let office = OfficeDays::default();
        let found = days_due(&office, n, at_jst(day(today), time.parse().unwrap()));
        assert_eq!(found.iter().map(|(date, _)| date.to_string()).collect::<Vec<_>>(), due);
        for (date, moment) in found {
            assert_eq!(moment, morning_before(&office, date, n));
        }
    }

    #[test]
    fn the_last_comes_an_hour_before_and_the_device_is_asked_for_first() {
        assert_eq!(
            Reminder::ALL.map(Reminder::ahead),
            [Ahead::OfficeDays(2), Ahead::OfficeDays(1), Ahead::Before(Duration::minutes(60))]
        );
    }
}
