//! Legal holds: what an office keeps although its time is over.

use crate::ids::{BookingId, HoldId};
use chrono::NaiveDate;

/// A legal hold (保存の延長): what it is about is not forgotten while it is in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
    pub id: HoldId,
    pub about: Held,
    pub from: NaiveDate,
    /// The last day; without one it stays until it is lifted.
    pub until: Option<NaiveDate>,
    pub lifted: bool,
}

/// Whom or what a hold is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Held {
    /// Everybody's rows with this 求職番号.
    Person {
        number: String,
    },
    Booking(BookingId),
}

impl Hold {
    pub fn is_in_force(&self, today: NaiveDate) -> bool {
        !self.lifted && self.from <= today && self.until.is_none_or(|until| today <= until)
    }

    /// Whether it keeps this booking on that day.
    pub fn keeps(&self, booking: BookingId, number: &str, today: NaiveDate) -> bool {
        let about = match &self.about {
            Held::Person { number: held } => !held.is_empty() && held == number,
            Held::Booking(id) => *id == booking,
        };
        about && self.is_in_force(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::before("2026-11-30", false)]
    #[case::its_first_day("2026-12-01", true)]
    #[case::its_last_day("2026-12-31", true)]
    #[case::after("2027-01-01", false)]
    fn a_hold_keeps_from_its_first_day_to_its_last(#[case] today: &str, #[case] keeps: bool) {
        let (booking, other) = (BookingId(Uuid::from_u128(1)), BookingId(Uuid::from_u128(2)));
        let hold = Hold {
            id: HoldId(Uuid::from_u128(3)),
            about: Held::Booking(booking),
            from: day("2026-12-01"),
            until: Some(day("2026-12-31")),
            lifted: false,
        };
        let of_person = Hold { about: Held::Person { number: "15020-1".to_owned() }, ..hold.clone() };
        assert_eq!(hold.keeps(booking, "", day(today)), keeps);
        assert_eq!(of_person.keeps(other, "15020-1", day(today)), keeps);
        assert!(!hold.keeps(other, "15020-1", day(today)) && !of_person.keeps(booking, "", day(today)));
        assert!(!Hold { lifted: true, ..hold.clone() }.keeps(booking, "", day(today)));
        assert!(Hold { until: None, ..hold }.keeps(booking, "", day("2099-01-01")));
    }

    #[test]
    fn nobody_is_held_by_an_empty_number() {
        let about = Held::Person { number: String::new() };
        let hold = Hold { id: HoldId(Uuid::nil()), about, from: NaiveDate::MIN, until: None, lifted: false };
        assert!(!hold.keeps(BookingId(Uuid::nil()), "", day("2026-12-01")));
    }
}
