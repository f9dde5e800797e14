//! National holidays of Japan, computed from 国民の祝日に関する法律 for the years 2020 to 2050.
//!
//! Only the days that a law moved once, for the Olympic Games of 2020 and 2021, are written out. A change of the law
//! is a change of `observed` alone. Outside those years no holiday is known and the answer is `None`.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Why a day is a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holiday {
    NewYear,
    ComingOfAge,
    Foundation,
    EmperorsBirthday,
    VernalEquinox,
    Showa,
    Constitution,
    Greenery,
    Children,
    Marine,
    Mountain,
    RespectForTheAged,
    AutumnalEquinox,
    Sports,
    Culture,
    LabourThanksgiving,
    /// 振替休日, Art. 3(2): the next free day after a holiday on a Sunday.
    Substitute,
    /// 国民の休日, Art. 3(3): a day between two holidays.
    Between,
}

impl Holiday {
    pub const fn name_ja(self) -> &'static str {
        match self {
            Holiday::NewYear => "元日",
            Holiday::ComingOfAge => "成人の日",
            Holiday::Foundation => "建国記念の日",
            Holiday::EmperorsBirthday => "天皇誕生日",
            Holiday::VernalEquinox => "春分の日",
            Holiday::Showa => "昭和の日",
            Holiday::Constitution => "憲法記念日",
            Holiday::Greenery => "みどりの日",
            Holiday::Children => "こどもの日",
            Holiday::Marine => "海の日",
            Holiday::Mountain => "山の日",
            Holiday::RespectForTheAged => "敬老の日",
            Holiday::AutumnalEquinox => "秋分の日",
            Holiday::Sports => "スポーツの日",
            Holiday::Culture => "文化の日",
            Holiday::LabourThanksgiving => "勤労感謝の日",
            Holiday::Substitute => "振替休日",
            Holiday::Between => "国民の休日",
        }
    }

    pub const fn name_en(self) -> &'static str {
        match self {
            Holiday::NewYear => "New Year’s Day",
            Holiday::ComingOfAge => "Coming of Age Day",
            Holiday::Foundation => "National Foundation Day",
            Holiday::EmperorsBirthday => "The Emperor’s Birthday",
            Holiday::VernalEquinox => "Vernal Equinox Day",
            Holiday::Showa => "Showa Day",
            Holiday::Constitution => "Constitution Memorial Day",
            Holiday::Greenery => "Greenery Day",
            Holiday::Children => "Children’s Day",
            Holiday::Marine => "Marine Day",
            Holiday::Mountain => "Mountain Day",
            Holiday::RespectForTheAged => "Respect for the Aged Day",
            Holiday::AutumnalEquinox => "Autumnal Equinox Day",
            Holiday::Sports => "Sports Day",
            Holiday::Culture => "Culture Day",
            Holiday::LabourThanksgiving => "Labour Thanksgiving Day",
            Holiday::Substitute => "Substitute holiday",
            Holiday::Between => "National holiday between two others",
        }
    }
}

/// The holiday on `date`, substitutes and days between included; `None` also outside 2020 to 2050.
pub fn holiday(date: NaiveDate) -> Option<Holiday> {
    observed(date)
        .or_else(|| is_substitute(date).then_some(Holiday::Substitute))
        .or_else(|| is_between(date).then_some(Holiday::Between))
}

/// 国民の祝日 themselves, Art. 2.
fn observed(date: NaiveDate) -> Option<Holiday> {
    let year = date.year();
    if !(2020..=2050).contains(&year) {
        return None;
    }
    if let Some(moved) = moved(date) {
        return moved;
    }
    let monday = |nth: u32| date.weekday() == Weekday::Mon && date.day0() / 7 + 1 == nth;
    let found = match (date.month(), date.day()) {
        (1, 1) => Holiday::NewYear,
        (1, _) if monday(2) => Holiday::ComingOfAge,
        (2, 11) => Holiday::Foundation,
        (2, 23) => Holiday::EmperorsBirthday,
        (3, day) if day == equinox(year, 20_843_100) => Holiday::VernalEquinox,
        (4, 29) => Holiday::Showa,
        (5, 3) => Holiday::Constitution,
        (5, 4) => Holiday::Greenery,
        (5, 5) => Holiday::Children,
        (7, _) if monday(3) => Holiday::Marine,
        (8, 11) => Holiday::Mountain,
        (9, _) if monday(3) => Holiday::RespectForTheAged,
        (9, day) if day == equinox(year, 23_248_800) => Holiday::AutumnalEquinox,
        (10, _) if monday(2) => Holiday::Sports,
        (11, 3) => Holiday::Culture,
        (11, 23) => Holiday::LabourThanksgiving,
        _ => return None,
    };
    Some(found)
}

/// The summers of the Games, when a special law moved three days: `Some(None)` where a day lost its holiday.
fn moved(date: NaiveDate) -> Option<Option<Holiday>> {
    let (marine, sports, mountain) = match date.year() {
        2020 => ((7, 23), (7, 24), (8, 10)),
        2021 => ((7, 22), (7, 23), (8, 8)),
        _ => return None,
    };
    match (date.month(), date.day()) {
        day if day == marine => Some(Some(Holiday::Marine)),
        day if day == sports => Some(Some(Holiday::Sports)),
        day if day == mountain => Some(Some(Holiday::Mountain)),
        (7 | 8 | 10, _) => Some(None),
        _ => None,
    }
}

/// Day of the month of an equinox in Japan, by the usual approximation for 1980 to 2099. `base` is its place in 1980,
/// in millionths of a day; the year grows by 0.242194 days, leap days take them back.
fn equinox(year: i32, base: i32) -> u32 {
    let years = year - 1980;
    ((base + 242_194 * years) / 1_000_000 - years / 4).unsigned_abs()
}

/// Goes back over the holidays just before `date` to one that fell on a Sunday.
fn is_substitute(date: NaiveDate) -> bool {
    let mut before = date.pred_opt();
    while let Some(day) = before.filter(|&day| observed(day).is_some()) {
        if day.weekday() == Weekday::Sun {
            return true;
        }
        before = day.pred_opt();
    }
    false
}

fn is_between(date: NaiveDate) -> bool {
    let is_observed = |day: Option<NaiveDate>| day.is_some_and(|day| observed(day).is_some());
    is_observed(date.pred_opt()) && is_observed(date.succ_opt())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::new_year("2027-01-01", Some(Holiday::NewYear))]
    #[case::second_monday("2026-01-12", Some(Holiday::ComingOfAge))]
    #[case::equinox_of_2026("2026-03-20", Some(Holiday::VernalEquinox))]
    #[case::equinox_of_2027("2027-03-21", Some(Holiday::VernalEquinox))]
    #[case::its_substitute("2027-03-22", Some(Holiday::Substitute))]
    #[case::autumn_of_2028("2028-09-22", Some(Holiday::AutumnalEquinox))]
    #[case::substitute_after_three("2026-05-06", Some(Holiday::Substitute))]
    #[case::no_substitute_in_2027("2027-05-06", None)]
    #[case::between("2026-09-22", Some(Holiday::Between))]
    #[case::marine_moved("2020-07-23", Some(Holiday::Marine))]
    #[case::sports_moved("2020-07-24", Some(Holiday::Sports))]
    #[case::mountain_moved("2020-08-10", Some(Holiday::Mountain))]
    #[case::no_marine_in_its_place("2020-07-20", None)]
    #[case::no_mountain_in_its_place("2020-08-11", None)]
    #[case::no_sports_in_its_place("2020-10-12", None)]
    #[case::marine_moved_again("2021-07-22", Some(Holiday::Marine))]
    #[case::mountain_on_a_sunday("2021-08-08", Some(Holiday::Mountain))]
    #[case::and_its_substitute("2021-08-09", Some(Holiday::Substitute))]
    #[case::a_usual_day("2026-11-24", None)]
    #[case::before_what_is_known("2019-01-01", None)]
    #[case::after_what_is_known("2051-01-01", None)]
    fn is_known(#[case] date: NaiveDate, #[case] expected: Option<Holiday>) {
        assert_eq!(holiday(date), expected);
    }

    proptest! {
        #[test]
        fn a_sunday_holiday_gives_a_day_back(days in 0..(31 * 365)) {
            let start = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
            let date = start + chrono::Duration::days(i64::from(days));
            if date.weekday() == Weekday::Sun && holiday(date).is_some() {
                let given = (1..7).map(|n| date + chrono::Duration::days(n)).find(|&d| observed(d).is_none());
                prop_assert_eq!(holiday(given.unwrap()), Some(Holiday::Substitute));
            }
        }

        #[test]
        fn any_day_gets_an_answer(days in any::<i32>()) {
            if let Some(date) = NaiveDate::from_num_days_from_ce_opt(days) {
                let _ = holiday(date);
            }
        }
    }
}
