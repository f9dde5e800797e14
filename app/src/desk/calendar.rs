//! The public calendar: free counts and deadlines, never ids of people or bookings.

use crate::domain::{kind::Kind, slot::Span};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Calendar {
    pub slug: String,
    pub kind: Kind,
    /// The server's now: pages have no clock of their own.
    pub now: DateTime<Utc>,
    /// The number of the last live event this picture contains; the event stream goes on from here.
    pub seq: i64,
    pub days: Vec<CalendarDay>,
    /// The first day of the page before and after, where there is anything to see.
    pub before: Option<NaiveDate>,
    pub after: Option<NaiveDate>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CalendarDay {
    pub date: NaiveDate,
    pub kind: DayKind,
    pub times: Vec<Time>,
}

/// Why a day takes no bookings, or by when one must be confirmed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "day", rename_all = "snake_case")]
pub enum DayKind {
    Open {
        deadline: DateTime<Utc>,
    },
    /// The last moment to confirm has passed, or is less than 30 minutes away (R1).
    CutOffPassed {
        deadline: DateTime<Utc>,
    },
    Weekend,
    /// The holiday's name in the language asked for.
    Holiday {
        name: String,
    },
    YearEnd,
    /// The office's own closure with its public reason.
    Closed {
        reason: String,
    },
    /// An office day for which nothing is published.
    NothingPublished,
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Time {
    pub span: Span,
    /// Free slots with that start. Capacity is their number, never an integer of its own.
    pub free: u8,
    /// Open slots with that start, taken or not. A time with none is gone from the page.
    pub open: u8,
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct FreeTime {
    pub span: Span,
    pub free: u8,
    pub deadline: DateTime<Utc>,
}

/// What the event stream tells: counts that changed, and the number to resume from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Patch {
    pub seq: i64,
    pub times: Vec<Time>,
    /// More than counts has changed: the page asks for all it shows again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}
