//! What the desk shows of telephone and counter: free times beside the form, calls, and people who were looked for.

use crate::{
    desk::{application::DeviceResult, terms::VersionName},
    domain::{
        booking::{Channel, State},
        ids::BookingId,
        kind::Kind,
        slot::Span,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Which times are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TimesAsked {
    /// From this day on; without it, from today.
    pub from: Option<NaiveDate>,
    /// Of this booking's kind, its own counter named.
    pub booking: Option<BookingId>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FreeTimes {
    pub now: DateTime<Utc>,
    /// In the order the office offers them.
    pub kinds: Vec<FreeKind>,
    /// The booking that they are for.
    pub booking: Option<Whose>,
    /// The one who looks may take a time whose deadline has passed.
    pub may_override: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FreeKind {
    pub kind: Kind,
    pub days: Vec<FreeDay>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FreeDay {
    pub date: NaiveDate,
    /// By when a booking has to be confirmed (R1).
    pub deadline: DateTime<Utc>,
    /// The public calendar offers it no more.
    pub late: bool,
    pub times: Vec<FreeSeat>,
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct FreeSeat {
    pub span: Span,
    pub free: u8,
    /// The counter of the booking that it is for has this time.
    pub same_counter: bool,
}

/// How many bookings somebody has, where the office allows only so many at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AtOnce {
    pub live: u16,
    pub most: u16,
}

impl AtOnce {
    /// One more would be too many.
    pub fn is_full(self) -> bool {
        self.live >= self.most
    }
}

/// Why a next booking is made all the same, as typed; nothing typed is no reason.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Reasons {
    /// Although the deadline of its time has passed (Art. 6(1)).
    pub late: String,
    /// Although the person has as many bookings as they may have at once.
    pub over: String,
}

/// A booking that a time is looked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Whose {
    pub id: BookingId,
    pub name: String,
    pub reference: String,
    pub span: Span,
    pub counter: String,
    pub channel: Channel,
}

/// How a reply came (Art. 6(4)).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Mail,
    Call,
    Counter,
}

impl Reply {
    pub const ALL: [Reply; 3] = [Reply::Mail, Reply::Call, Reply::Counter];

    /// As it is sent and kept.
    pub fn word(self) -> &'static str {
        match self {
            Reply::Mail => "mail",
            Reply::Call => "call",
            Reply::Counter => "counter",
        }
    }

    pub fn of_word(word: &str) -> Option<Reply> {
        Reply::ALL.into_iter().find(|reply| reply.word() == word)
    }
}

/// Who called whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The seeker called.
    In,
    /// The office called.
    Out,
}

impl Direction {
    /// As it is sent and kept.
    pub fn word(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }

    pub fn of_word(word: &str) -> Option<Direction> {
        [Direction::In, Direction::Out].into_iter().find(|direction| direction.word() == word)
    }
}

/// A call as typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Without it, now.
    pub at: Option<DateTime<Utc>>,
    pub direction: Direction,
    pub note: String,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Call(…)")
    }
}

/// Who was found.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct People {
    pub people: Vec<Person>,
    /// There are more than are shown: the words have to say more.
    pub more: bool,
}

/// Somebody as their last booking has them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub kana: String,
    pub number: String,
    pub birth_date: String,
    pub phone: String,
    pub mail: String,
    /// The latest first.
    pub bookings: Vec<PersonBooking>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PersonBooking {
    pub id: BookingId,
    pub reference: String,
    pub span: Span,
    pub kind: Kind,
    pub channel: Channel,
    pub state: State,
    pub device: Option<DeviceResult>,
    pub consents: Vec<ConsentLine>,
}

/// A moment of consent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConsentLine {
    /// `applying`, `tick`, `receipt`.
    pub moment: String,
    pub at: DateTime<Utc>,
    pub version: VersionName,
}
