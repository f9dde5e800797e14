//! Who sits at which counter (担当): from a day on, every day or on one day of the week.

use crate::domain::ids::{CounterId, StaffId};
use chrono::{Datelike, NaiveDate, Weekday};

/// From a day on this one sits at the counter, until another seating of the same days begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seating {
    pub counter: CounterId,
    pub from: NaiveDate,
    /// On this day of the week only.
    pub weekday: Option<Weekday>,
    /// Absent: nobody any more.
    pub staff: Option<StaffId>,
}

/// Who sits at the counter on that day. A day of the week of its own goes before every day, and then the latest begins.
pub fn sitter(seatings: &[Seating], counter: CounterId, on: NaiveDate) -> Option<StaffId> {
    seatings
        .iter()
        .filter(|seating| seating.counter == counter && seating.from <= on)
        .filter(|seating| seating.weekday.is_none_or(|weekday| weekday == on.weekday()))
        .max_by_key(|seating| (seating.weekday.is_some(), seating.from))?
        .staff
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_weekday_goes_before_every_day_and_the_latest_begins() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let counter = CounterId(Uuid::from_u128(1));
        let who = |number| Some(StaffId(Uuid::from_u128(number)));
        let seating = |from: &str, weekday, staff| Seating { counter, from: day(from), weekday, staff };
        let seatings = [
            seating("2026-11-01", None, who(1)),
            seating("2026-11-10", Some(Weekday::Wed), who(2)),
            seating("2026-11-20", None, who(3)),
            seating("2026-12-01", Some(Weekday::Wed), None),
        ];
        let on = |text| sitter(&seatings, counter, day(text));
        assert_eq!(on("2026-10-31"), None, "before the first");
        assert_eq!(on("2026-11-04"), who(1));
        assert_eq!(on("2026-11-11"), who(2), "a Wednesday");
        assert_eq!(on("2026-11-24"), who(3));
        assert_eq!(on("2026-11-25"), who(2));
        assert_eq!(on("2026-12-02"), None, "nobody on Wednesdays any more");
        assert_eq!(sitter(&seatings, CounterId(Uuid::from_u128(2)), day("2026-11-24")), None);
    }
}
