//! A counter's day that falls away at once: what is proposed for each booking, and who has to be called.

use crate::{
    desk::{
        board::Standing,
        place::{CounterName, PlaceName},
    },
    domain::{
        absence::{Decision, Remedy},
        ids::{AbsenceId, BookingId, CounterId},
        kind::Kind,
        slot::Span,
    },
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// Whose day it is. Without a counter nothing is planned yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AbsenceAsk {
    pub counter: Option<CounterId>,
    /// Without it, today.
    pub date: Option<NaiveDate>,
    /// Without it, the whole day; of today never before now.
    pub from: Option<NaiveTime>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AbsenceRoom {
    pub today: NaiveDate,
    /// Counters that are in use, in their order.
    pub counters: Vec<CounterChoice>,
    pub plan: Option<AbsencePlan>,
    /// Those of the last weeks and to come, the latest first.
    pub known: Vec<KnownAbsence>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterChoice {
    pub id: CounterId,
    pub name: String,
    pub place: Option<PlaceName>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AbsencePlan {
    /// The absence gets this id when it is done: pressed twice, it is the same one.
    pub id: AbsenceId,
    pub counter: CounterId,
    pub name: String,
    pub place: Option<PlaceName>,
    pub date: NaiveDate,
    /// What begins before it has begun, or is left as it is.
    pub from: DateTime<Utc>,
    /// Free slots that will be closed.
    pub free: usize,
    /// By their start.
    pub bookings: Vec<LeavingBooking>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LeavingBooking {
    pub id: BookingId,
    pub reference: String,
    pub name: String,
    pub kind: Kind,
    pub span: Span,
    pub standing: Standing,
    /// A letter can reach the seeker.
    pub has_mail: bool,
    pub proposed: Remedy,
    /// Where it could go on that day, by time and counter. Nowhere once it should have begun.
    pub others: Vec<Other>,
}

/// A free seat of another counter.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Other {
    pub counter: CounterId,
    pub name: CounterName,
    pub span: Span,
}

/// What is to be done at one press.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Absence {
    pub id: AbsenceId,
    pub counter: CounterId,
    pub date: NaiveDate,
    pub from: Option<NaiveTime>,
    /// Why, for the public: it stands in the letters.
    pub ja: String,
    pub en: Option<String>,
    /// One for each booking that was shown.
    pub decisions: Vec<Decision>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct KnownAbsence {
    pub id: AbsenceId,
    pub counter: CounterName,
    pub date: NaiveDate,
    pub from: DateTime<Utc>,
    pub ja: String,
}

/// What was done, and whom to call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AbsenceReport {
    pub absence: KnownAbsence,
    /// By the time they had.
    pub bookings: Vec<MovedBooking>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MovedBooking {
    pub id: BookingId,
    pub reference: String,
    pub name: String,
    pub phone: String,
    pub has_mail: bool,
    pub was: Span,
    pub outcome: Outcome,
    /// When and where it is now, if it still is.
    pub is: Option<(Span, CounterName)>,
    /// A letter does not reach the seeker, or not surely in time.
    pub to_call: bool,
    /// When somebody called, and who.
    pub called: Option<(DateTime<Utc>, String)>,
}

/// What became of it by the absence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Stayed,
    /// Another counter at the same time: nothing changed for the seeker.
    Reseated,
    Moved,
    Cancelled,
}

impl Outcome {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Stayed => "stayed",
            Outcome::Reseated => "reseated",
            Outcome::Moved => "moved",
            Outcome::Cancelled => "cancelled",
        }
    }

    pub fn of_word(word: &str) -> Option<Outcome> {
        [Outcome::Stayed, Outcome::Reseated, Outcome::Moved, Outcome::Cancelled]
            .into_iter()
            .find(|outcome| outcome.word() == word)
    }

    /// What the remedy makes of a booking that was to be at this time.
    pub fn of(remedy: Remedy, was: Span) -> Outcome {
        match remedy {
            Remedy::Stay => Outcome::Stayed,
            Remedy::Cancel => Outcome::Cancelled,
            Remedy::Move { span, .. } if span == was => Outcome::Reseated,
            Remedy::Move { .. } => Outcome::Moved,
        }
    }
}
