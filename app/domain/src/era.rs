//! 元号: the years of Japan, in which people tell their birth date and read a date on paper.

use chrono::{Datelike, NaiveDate};

/// An era since the calendar became the western one (1873).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    Meiji,
    Taisho,
    Showa,
    Heisei,
    Reiwa,
}

impl Era {
    pub const ALL: [Era; 5] = [Era::Meiji, Era::Taisho, Era::Showa, Era::Heisei, Era::Reiwa];

    /// Year, month and day the era began.
    const fn began(self) -> (i32, u32, u32) {
        match self {
            Era::Meiji => (1868, 1, 25),
            Era::Taisho => (1912, 7, 30),
            Era::Showa => (1926, 12, 25),
            Era::Heisei => (1989, 1, 8),
            Era::Reiwa => (2019, 5, 1),
        }
    }

    pub const fn name_ja(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// The letter that stands for the era on forms: 昭和 is S.
    pub const fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }

    /// The era of a day and its year in it, from 1; `None` before 明治.
    pub fn of(date: NaiveDate) -> Option<(Era, i32)> {
        let day = (date.year(), date.month(), date.day());
        let era = Self::ALL.into_iter().rev().find(|era| day >= era.began())?;
        Some((era, date.year() - era.began().0 + 1))
    }

    /// The western year of a year of this era. Whether the era still ran then is [`Era::of`]'s answer.
    pub const fn western(self, year: i32) -> i32 {
        self.began().0 + year - 1
    }
}

/// 令和8年, 令和元年; the western year alone before 明治.
pub fn year_ja(date: NaiveDate) -> String {
    match Era::of(date) {
        Some((era, 1)) => format!("{}元年", era.name_ja()),
        Some((era, year)) => format!("{}{year}年", era.name_ja()),
        None => format!("{}年", date.year()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-11-25", "令和8年")]
    #[case("2019-05-01", "令和元年")]
    #[case("2019-04-30", "平成31年")]
    #[case("1989-01-08", "平成元年")]
    #[case("1989-01-07", "昭和64年")]
    #[case("1926-12-25", "昭和元年")]
    #[case("1926-12-24", "大正15年")]
    #[case("1912-07-29", "明治45年")]
    #[case("1867-01-01", "1867年")]
    fn years(#[case] date: NaiveDate, #[case] year: &str) {
        assert_eq!(year_ja(date), year);
        if let Some((era, year)) = Era::of(date) {
            assert_eq!(era.western(year), date.year());
        }
    }
}
