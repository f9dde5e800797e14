//! 生年月日, asked on the telephone only: the site needs none (6(2)).
//!
//! People tell it in their era: 昭和60年4月3日, S60.4.3 and 1985/4/3 are one day. Kept and sent as `1985-04-03`.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    era::{Era, year_ja},
    plain::one_string,
    width::{is_hyphen, number_as_meant},
};

/// The day a person was born, from 1900 on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthDate(NaiveDate);

/// Why a text is not a birth date. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    #[error("the birth date is empty")]
    Empty,
    #[error("the birth date is not a day of the calendar")]
    NotADate,
    #[error("the era of the birth date did not run on that day")]
    OutsideEra,
    #[error("the birth date is before {first_year}")]
    TooLongAgo { first_year: i32 },
    #[error("the birth date is in the future")]
    InFuture,
}

impl BirthDate {
    /// Nobody alive was born before it.
    pub const FIRST_YEAR: i32 = 1900;

    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// 昭和60年4月3日
    pub fn ja(self) -> String {
        format!("{}{}月{}日", year_ja(self.0), self.0.month(), self.0.day())
    }

    /// Refuses a day after `today`; reading alone knows no clock.
    pub fn not_after(self, today: NaiveDate) -> Result<Self, BirthDateError> {
        if self.0 > today { Err(BirthDateError::InFuture) } else { Ok(self) }
    }
}

/// Takes 昭和 or S off the front.
fn split_era(text: &str) -> (Option<Era>, &str) {
    for era in Era::ALL {
        let rest = text
            .strip_prefix(era.name_ja())
            .or_else(|| text.strip_prefix(era.letter()))
            .or_else(|| text.strip_prefix(era.letter().to_ascii_lowercase()));
        if let Some(rest) = rest {
            return (Some(era), rest);
        }
    }
    (None, text)
}

/// Year, month and day, either apart or as one run of digits whose year takes `year_digits`.
fn split_date(text: &str, year_digits: usize) -> Option<(i32, u32, u32)> {
    let parts: Vec<&str> = match text.strip_suffix('日') {
        Some(named) => {
            let (year, rest) = named.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year, month, day]
        }
        None if text.len() == year_digits + 4 && text.bytes().all(|b| b.is_ascii_digit()) => {
            let (year, rest) = text.split_at(year_digits);
            let (month, day) = rest.split_at(2);
            vec![year, month, day]
        }
        None => text.split(|c: char| is_hyphen(c) || matches!(c, '/' | '.')).collect(),
    };
    let number = |part: &str| -> Option<u32> {
        let digits_only = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if digits_only { part.parse().ok() } else { None }
    };
    match parts.as_slice() {
        ["元", month, day] => Some((1, number(month)?, number(day)?)),
        [year, month, day] => Some((i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)),
        _ => None,
    }
}

impl FromStr for BirthDate {
    type Err = BirthDateError;

    fn from_str(text: &str) -> Result<Self, BirthDateError> {
        let text: String = number_as_meant(text).collect();
        if text.is_empty() {
            return Err(BirthDateError::Empty);
        }
        let (era, rest) = split_era(&text);
        let year_digits = if era.is_some() { 2 } else { 4 };
        let (year, month, day) = split_date(rest, year_digits).ok_or(BirthDateError::NotADate)?;
        let western = match era {
            Some(era) => era.western(year),
            // 85/4/3 could be of two eras or none: it is asked again, not guessed.
            None if year < 1000 => return Err(BirthDateError::NotADate),
            None => year,
        };
        let date = NaiveDate::from_ymd_opt(western, month, day).ok_or(BirthDateError::NotADate)?;
        if era.is_some_and(|era| Era::of(date) != Some((era, year))) {
            return Err(BirthDateError::OutsideEra);
        }
        if date.year() < Self::FIRST_YEAR {
            return Err(BirthDateError::TooLongAgo { first_year: Self::FIRST_YEAR });
        }
        Ok(Self(date))
    }
}

/// `1985-04-03`
impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

one_string!(BirthDate, BirthDateError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1985-04-03")]
    #[case("1985/4/3")]
    #[case("1985.4.3")]
    #[case("19850403")]
    #[case("１９８５年４月３日")]
    #[case("昭和60年4月3日")]
    #[case("昭和　６０年　４月　３日")]
    #[case("S60.4.3")]
    #[case("s60/04/03")]
    #[case("Ｓ６０－４－３")]
    #[case("S600403")]
    fn one_day_in_many_ways(#[case] told: &str) {
        let born: BirthDate = told.parse().unwrap();
        assert_eq!(born.to_string(), "1985-04-03");
        assert_eq!(born.ja(), "昭和60年4月3日");
    }

    #[rstest]
    #[case("平成元年1月8日", "1989-01-08")]
    #[case("昭和64年1月7日", "1989-01-07")]
    #[case("令和元年5月1日", "2019-05-01")]
    #[case("2000-02-29", "2000-02-29")]
    fn edges_of_eras(#[case] told: &str, #[case] day: &str) {
        assert_eq!(told.parse::<BirthDate>().unwrap().to_string(), day);
    }

    #[rstest]
    #[case("", BirthDateError::Empty)]
    #[case("1985-02-29", BirthDateError::NotADate)]
    #[case("1985-13-01", BirthDateError::NotADate)]
    #[case("85/4/3", BirthDateError::NotADate)]
    #[case("4/3/1985", BirthDateError::NotADate)]
    #[case("1985-04", BirthDateError::NotADate)]
    #[case("1985-04-03-02", BirthDateError::NotADate)]
    #[case("1985年4月3", BirthDateError::NotADate)]
    #[case("+1985-4-3", BirthDateError::NotADate)]
    #[case("昭和65年1月1日", BirthDateError::OutsideEra)]
    #[case("昭和64年1月8日", BirthDateError::OutsideEra)]
    #[case("1899-12-31", BirthDateError::TooLongAgo { first_year: 1900 })]
    fn is_refused(#[case] told: &str, #[case] why: BirthDateError) {
        assert_eq!(told.parse::<BirthDate>(), Err(why));
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let born: BirthDate = "2026-11-25".parse().unwrap();
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(born.not_after(day(24)), Err(BirthDateError::InFuture));
        assert_eq!(born.not_after(day(25)), Ok(born));
    }

    #[test]
    fn debug_keeps_the_day_out_of_the_log() {
        assert_eq!(format!("{:?}", "1985-04-03".parse::<BirthDate>().unwrap()), "BirthDate(…)");
    }

    proptest! {
        #[test]
        fn reads_back(days in 0_i64..46_000) {
            let date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Duration::days(days);
            let born = BirthDate(date);
            prop_assert_eq!(born.to_string().parse::<BirthDate>().unwrap(), born);
            prop_assert_eq!(born.ja().parse::<BirthDate>().unwrap(), born);
            let wire = serde_json::to_string(&born).unwrap();
            prop_assert_eq!(serde_json::from_str::<BirthDate>(&wire).unwrap(), born);
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = text.parse::<BirthDate>();
        }
    }
}
