//! Online meetings: when a booking's is made, what is to be done about it, and how many a host may have made in a day.

use super::{
    booking::Channel,
    office_day::OfficeDays,
    slot::Span,
    time::{Instant, at_jst, date_jst},
    width::{is_hyphen, narrow},
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

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

/// What one joins a meeting with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Joining {
    /// Nine to eleven digits.
    pub number: String,
    /// Empty where the meeting has none.
    pub passcode: String,
    pub url: String,
}

/// What is wrong with what was typed of a meeting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JoiningError {
    #[error("a meeting's ID has nine to eleven digits")]
    Number,
    #[error("a passcode has at most ten letters, digits and @-_*")]
    Passcode,
    #[error("a meeting's address is one of Zoom's")]
    Url,
}

/// The longest address of a meeting or a user that is kept.
const LONGEST: usize = 500;

impl Joining {
    /// As somebody types or pastes it, the number in groups or not.
    pub fn read(number: &str, passcode: &str, url: &str) -> Result<Joining, JoiningError> {
        let number: String = number.chars().map(narrow).filter(|c| *c != ' ' && !is_hyphen(*c)).collect();
        if !(9..=11).contains(&number.len()) || !number.chars().all(|c| c.is_ascii_digit()) {
            return Err(JoiningError::Number);
        }
        let passcode = passcode.trim();
        if passcode.len() > 10 || !passcode.chars().all(|c| c.is_ascii_alphanumeric() || "@-_*".contains(c)) {
            return Err(JoiningError::Passcode);
        }
        let url = url.trim();
        if !is_of_zoom(url) || url.len() > LONGEST || !url.chars().all(|c| c.is_ascii_graphic() && !"\"<>".contains(c))
        {
            return Err(JoiningError::Url);
        }
        Ok(Joining { number, passcode: passcode.to_owned(), url: url.to_owned() })
    }

    /// The number as it is read out and typed: `123 4567 8901`.
    pub fn grouped(&self) -> String {
        let second = if self.number.len() > 10 { 7 } else { 6 };
        match (self.number.get(..3), self.number.get(3..second), self.number.get(second..)) {
            (Some(first), Some(middle), Some(last)) => format!("{first} {middle} {last}"),
            _ => self.number.clone(),
        }
    }
}

impl Joining {
    /// The same meeting in the browser, for whoever cannot use the app. `None` where the address is of another form.
    pub fn in_browser(&self) -> Option<String> {
        let (host, rest) = self.url.split_once("/j/")?;
        Some(format!("{host}/wc/join/{rest}"))
    }
}

/// Whether the address leads to Zoom: people are sent there without a question, and the desk's pages send nobody elsewhere.
fn is_of_zoom(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let sound = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    host.chars().all(sound) && (host == "zoom.us" || host.ends_with(".zoom.us"))
}

/// A user of the account as Zoom knows them, by id or address.
pub fn user(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let sound = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    (!typed.is_empty() && typed.len() <= LONGEST && typed.chars().all(sound)).then(|| typed.to_owned())
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

    #[test]
    fn the_browser_enters_by_an_address_of_its_own() {
        let joining =
            |url: &str| Joining { number: "80123456789".to_owned(), passcode: String::new(), url: url.to_owned() };
        assert_eq!(
            joining("https://us02web.zoom.us/j/80123456789?pwd=a.1").in_browser().as_deref(),
            Some("https://us02web.zoom.us/wc/join/80123456789?pwd=a.1")
        );
        assert_eq!(joining("https://zoom.us/my/niitsu").in_browser(), None);
    }

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

    #[rstest]
    #[case("123 4567 8901", "ab-1", "https://zoom.us/j/12345678901?pwd=a.1", Ok("123 4567 8901"))]
    #[case("１２３－４５６－７８９０", "", "https://us05web.zoom.us/j/1", Ok("123 456 7890"))]
    #[case("123456789", " 1 ", " https://office.zoom.us ", Ok("123 456 789"))]
    #[case("12345678", "", "https://zoom.us", Err(JoiningError::Number))]
    #[case("12345678901a", "", "https://zoom.us", Err(JoiningError::Number))]
    #[case("123456789", "12345678901", "https://zoom.us", Err(JoiningError::Passcode))]
    #[case("123456789", "パス", "https://zoom.us", Err(JoiningError::Passcode))]
    #[case("123456789", "1", "http://zoom.us", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://zoom.us.example/j/1", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://notzoom.us/j/1", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://example.jp/.zoom.us", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://example.jp\\.zoom.us", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://a@b:c.zoom.us", Err(JoiningError::Url))]
    #[case("123456789", "1", "https://zoom.us/\"><script>", Err(JoiningError::Url))]
    fn what_is_typed_of_a_meeting(
        #[case] number: &str,
        #[case] passcode: &str,
        #[case] url: &str,
        #[case] expected: Result<&str, JoiningError>,
    ) {
        let read = Joining::read(number, passcode, url).map(|joining| joining.grouped());
        assert_eq!(read.as_deref().map_err(|error| *error), expected);
    }

    #[test]
    fn a_user_is_an_id_or_an_address() {
        assert_eq!(user(" host1@example.jp ").as_deref(), Some("host1@example.jp"));
        assert_eq!(user("30R7kT7bTIKSNUFEuH_Qlg").as_deref(), Some("30R7kT7bTIKSNUFEuH_Qlg"));
        for wrong in ["", "a b", "a/b", "窓口"] {
            assert_eq!(user(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zoom_counts_from_nine_in_the_morning_of_japan() {
        assert_eq!(day_of_count(at("2026-12-01T08:59")), NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        assert_eq!(next_day_of_count(at("2026-12-01T08:59")), at("2026-12-01T09:00"));
        assert_eq!(next_day_of_count(at("2026-12-01T09:00")), at("2026-12-02T09:00"));
    }
}
