//! The consultation as an entry for the seeker's calendar (.ics): one UID for the booking's life, a SEQUENCE that rises
//! with every change, so that a move moves the entry and a cancellation removes it.
//!
//! Times are written as they are on the clocks of Japan, with the zone beside them: a reader abroad sees both.

use app::domain::{
    mail_address::MailAddress,
    slot::Span,
    time::{Instant, jst},
};
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};

const EVENT: &str = "BEGIN:VEVENT\r\n";
const ZONE: &str = "Asia/Tokyo";
/// Japan has had no summer time since 1951, so one rule without an end is the whole zone.
const ZONE_RULES: &str = "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
    TZNAME:JST\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// What becomes of the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// For a file that is downloaded from a page.
    Publish,
    /// New, or changed.
    Request,
    Cancel,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Publish => "PUBLISH",
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
        }
    }
}

/// An entry. It tells a stranger who looks at the calendar no more than that somebody talks with an office.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The same for the booking's life, whatever happens to it.
    pub uid: &'a str,
    pub sequence: u32,
    pub span: Span,
    pub summary: &'a str,
    pub description: &'a str,
    pub place: &'a str,
    pub link: &'a str,
    pub organizer: &'a MailAddress,
    pub attendee: &'a MailAddress,
    /// The seeker's word is still awaited: it may not take place.
    pub tentative: bool,
    /// Whether this attendee has said that they will be there.
    pub accepted: bool,
    /// When this version of the entry was made.
    pub made_at: Instant,
}

/// The text of the file, lines folded and ended as RFC 5545 has it.
pub fn file(entry: &Entry<'_>, method: Method) -> String {
    let mut event = Event::with_uid(entry.uid);
    event
        .sequence(entry.sequence)
        .timestamp(entry.made_at)
        .starts(in_japan(entry.span.starts()))
        .ends(in_japan(entry.span.ends()))
        .summary(&plain(entry.summary))
        .description(&plain(entry.description))
        .location(&plain(entry.place))
        .url(entry.link)
        .status(match (method, entry.tentative) {
            (Method::Cancel, _) => EventStatus::Cancelled,
            (_, true) => EventStatus::Tentative,
            (_, false) => EventStatus::Confirmed,
        })
        .append_property(Property::new("ORGANIZER", mailto(entry.organizer)));
    if method != Method::Publish {
        let mut attendee = Property::new("ATTENDEE", mailto(entry.attendee));
        // Answers are given on the page: nobody reads what a calendar sends back.
        let stands = if entry.accepted { "ACCEPTED" } else { "NEEDS-ACTION" };
        attendee.add_parameter("RSVP", "FALSE").add_parameter("PARTSTAT", stands);
        event.append_property(attendee);
    }
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Madoguchi//Online consultation//JA"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", method.as_str()));
    let file = calendar.push(event.done()).done().to_string();
    // The crate knows no zones, and gives whatever it does not know an id of its own.
    file.replacen(EVENT, &format!("{ZONE_RULES}{EVENT}"), 1)
}

fn in_japan(at: Instant) -> CalendarDateTime {
    CalendarDateTime::WithTimezone { date_time: jst(at).naive_local(), tzid: ZONE.to_owned() }
}

/// A mailto address; what an old carrier's address needs quoted is percent-encoded.
fn mailto(address: &MailAddress) -> String {
    let encoded: String = address
        .for_smtp()
        .chars()
        .map(|c| match c {
            '"' => "%22".to_owned(),
            '%' | '?' | '&' | '#' | '/' | '^' | '`' | '{' | '|' | '}' => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("mailto:{encoded}")
}

/// Without control characters, but for line breaks.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use icalendar::parser::{read_calendar, unfold};

    use super::*;

    fn entry<'a>(organizer: &'a MailAddress, attendee: &'a MailAddress) -> Entry<'a> {
        Entry {
            uid: "018f-booking@madoguchi.example",
            sequence: 3,
            span: Span::new("2026-11-25T01:00:00Z".parse().expect("a moment"), 30).expect("a span"),
            summary: "オンライン相談, ハローワーク新津; 窓口",
            description: "参加：https://madoguchi.example/ja/b/abc\n前もって準備してください。とても長い説明の行でも、文字の途中で折れてはいけません。",
            place: "Zoom\r\nATTACH:evil",
            link: "https://madoguchi.example/ja/b/abc",
            organizer,
            attendee,
            tentative: false,
            accepted: true,
            made_at: "2026-11-20T00:00:00Z".parse().expect("a moment"),
        }
    }

    fn property(text: &str, name: &str) -> Option<String> {
        let unfolded = unfold(text);
        let calendar = read_calendar(&unfolded).expect("a calendar");
        let of_calendar = calendar.properties.iter().find(|p| p.name == name).map(|p| p.val.to_string());
        let event = calendar.components.iter().find(|part| part.name == "VEVENT").expect("an event");
        of_calendar.or_else(|| event.properties.iter().find(|p| p.name == name).map(|p| p.val.to_string()))
    }

    #[test]
    fn a_request_reads_back() {
        let (office, seeker) =
            ("office@example.jp".parse().expect("mail"), "ab..c.@docomo.ne.jp".parse().expect("mail"));
        let text = file(&entry(&office, &seeker), Method::Request);
        for (name, value) in [
            ("METHOD", "REQUEST"),
            ("UID", "018f-booking@madoguchi.example"),
            ("SEQUENCE", "3"),
            ("DTSTART", "20261125T100000"),
            ("DTEND", "20261125T103000"),
            ("DTSTAMP", "20261120T000000Z"),
            ("STATUS", "CONFIRMED"),
            ("ORGANIZER", "mailto:office@example.jp"),
            ("ATTENDEE", "mailto:%22ab..c.%22@docomo.ne.jp"),
            ("SUMMARY", "オンライン相談, ハローワーク新津; 窓口"),
        ] {
            assert_eq!(property(&text, name).as_deref(), Some(value), "{name} in\n{text}");
        }
    }

    #[test]
    fn times_are_those_of_japan_and_the_zone_is_beside_them() {
        let (office, seeker) = ("office@example.jp".parse().expect("mail"), "taro@example.jp".parse().expect("mail"));
        for method in [Method::Publish, Method::Request, Method::Cancel] {
            let text = file(&entry(&office, &seeker), method);
            assert!(text.contains("DTSTART;TZID=Asia/Tokyo:20261125T100000\r\n"), "{text}");
            assert!(text.contains(ZONE_RULES), "{text}");
        }
    }

    #[test]
    fn no_field_can_open_a_line_of_its_own_and_no_line_is_too_long() {
        let (office, seeker) = ("office@example.jp".parse().expect("mail"), "taro@example.jp".parse().expect("mail"));
        let text = file(&entry(&office, &seeker), Method::Request);
        assert!(property(&text, "ATTACH").is_none());
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    }

    #[test]
    fn a_cancellation_names_the_same_entry() {
        let (office, seeker) = ("office@example.jp".parse().expect("mail"), "taro@example.jp".parse().expect("mail"));
        let text = file(&entry(&office, &seeker), Method::Cancel);
        assert_eq!(property(&text, "METHOD").as_deref(), Some("CANCEL"));
        assert_eq!(property(&text, "STATUS").as_deref(), Some("CANCELLED"));
        assert_eq!(property(&text, "UID").as_deref(), Some("018f-booking@madoguchi.example"));
    }

    #[test]
    fn what_awaits_a_reply_is_tentative_until_it_is_cancelled() {
        let (office, seeker) = ("office@example.jp".parse().expect("mail"), "taro@example.jp".parse().expect("mail"));
        let awaited = Entry { tentative: true, accepted: false, ..entry(&office, &seeker) };
        for (method, status) in
            [(Method::Request, "TENTATIVE"), (Method::Publish, "TENTATIVE"), (Method::Cancel, "CANCELLED")]
        {
            assert_eq!(property(&file(&awaited, method), "STATUS").as_deref(), Some(status));
        }
        assert!(unfold(&file(&awaited, Method::Request)).contains("PARTSTAT=NEEDS-ACTION"));
    }

    #[test]
    fn a_downloaded_file_invites_nobody() {
        let (office, seeker) = ("office@example.jp".parse().expect("mail"), "taro@example.jp".parse().expect("mail"));
        assert_eq!(property(&file(&entry(&office, &seeker), Method::Publish), "ATTENDEE"), None);
    }
}
