//! Online meetings: when a booking's is made, what is to be done about it, and how many a host may have made in a day.

use super::{
    booking::Channel,
    office_day::OfficeDays,
    slot::Span,
    time::{Instant, at_jst, date_jst},
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};

/// Creations and changes that Zoom takes for one host in a day, which begins at 00:00 UTC.
pub const MOST_A_DAY: i32 = 100;

/// From when on the meeting is made; `None`: at once. Whoever books by telephone or during a consultation is told its ID
/// with the booking (Art. 6(3), 6(5)). A booking of the site waits for the `ahead`th office day before its consultation, so
/// that a month of bookings does not use the host's day up.
pub fn made_from(channel: Channel, days: &OfficeDays, starts: Instant, ahead: u8) -> Option<Instant> {
    match channel {
        Channel::Phone | Channel::Session => None,
        Channel::Site => Some(at_jst(days.office_days_before(date_jst(starts), ahead), NaiveTime::MIN)),
    }
}

/// The day of Zoom's count in which a creation falls.
pub fn day_of_count(now: Instant) -> NaiveDate {
    now.date_naive()
}

/// When the next day of Zoom's count begins.
pub fn next_day_of_count(now: Instant) -> Instant {
    let midnight = (now.date_naive() + Days::new(1)).and_time(NaiveTime::MIN);
    DateTime::from_naive_utc_and_offset(midnight, chrono::Utc)
}

/// What is to be done about a meeting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Todo {
    Nothing,
    Make,
    /// It has another time than its booking.
    Change,
    Delete,
    /// The answer to a creation was lost, so that there may be a second one.
    Search,
}

/// A meeting as it should be and as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meeting {
    pub wanted: bool,
    pub span: Span,
    /// The time that Zoom has, where there is a meeting that we know of.
    pub made: Option<Span>,
    /// Whether there may be one that we do not know of.
    pub in_doubt: bool,
}

impl Meeting {
    /// A consultation that is over needs no meeting; one that nobody wants any more goes, however old.
    pub fn todo(self, now: Instant) -> Todo {
        let to_come = now < self.span.ends();
        match self.made {
            Some(_) if !self.wanted => Todo::Delete,
            Some(made) if made != self.span && to_come => Todo::Change,
            None if self.wanted && to_come => Todo::Make,
            _ if self.in_doubt => Todo::Search,
            _ => Todo::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(text: &str) -> Instant {
        format!("{text}:00+09:00").parse().unwrap()
    }

    fn span(text: &str) -> Span {
        Span::new(at(text), 30).unwrap()
    }

    const TEN: &str = "2026-12-01T10:00";
    const ELEVEN: &str = "2026-12-01T11:00";

    #[rstest]
    #[case::not_made_yet(true, None, false, Todo::Make)]
    #[case::in_doubt_it_is_looked_for_when_it_is_made(true, None, true, Todo::Make)]
    #[case::as_it_should_be(true, Some(TEN), false, Todo::Nothing)]
    #[case::perhaps_twice(true, Some(TEN), true, Todo::Search)]
    #[case::moved(true, Some(ELEVEN), false, Todo::Change)]
    #[case::cancelled(false, Some(TEN), false, Todo::Delete)]
    #[case::cancelled_before(false, None, false, Todo::Nothing)]
    #[case::cancelled_while_it_was_made(false, None, true, Todo::Search)]
    fn what_is_to_be_done(
        #[case] wanted: bool,
        #[case] made: Option<&str>,
        #[case] in_doubt: bool,
        #[case] todo: Todo,
    ) {
        let meeting = Meeting { wanted, span: span(TEN), made: made.map(span), in_doubt };
        assert_eq!(meeting.todo(at("2026-11-24T10:00")), todo);
        let over = at("2026-12-01T10:30");
        let late = match todo {
            Todo::Make | Todo::Change if in_doubt => Todo::Search,
            Todo::Make | Todo::Change => Todo::Nothing,
            other => other,
        };
        assert_eq!(meeting.todo(over), late, "when the consultation is over");
    }

    #[test]
    fn a_booking_of_the_site_waits_for_the_office_days_before_it() {
        let days = OfficeDays::default();
        // Monday, 11 January 2027, is a holiday.
        let starts = at("2027-01-12T10:00");
        assert_eq!(made_from(Channel::Site, &days, starts, 2), Some(at("2027-01-07T00:00")));
        assert_eq!(made_from(Channel::Site, &days, starts, 0), Some(at("2027-01-12T00:00")));
        assert_eq!(made_from(Channel::Phone, &days, starts, 2), None);
        assert_eq!(made_from(Channel::Session, &days, starts, 2), None);
    }

    #[test]
    fn zoom_counts_from_nine_in_the_morning_of_japan() {
        assert_eq!(day_of_count(at("2026-12-01T08:59")), NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        assert_eq!(next_day_of_count(at("2026-12-01T08:59")), at("2026-12-01T09:00"));
        assert_eq!(next_day_of_count(at("2026-12-01T09:00")), at("2026-12-02T09:00"));
    }
}
