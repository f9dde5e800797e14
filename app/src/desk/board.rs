//! The office's live calendar.

use crate::{
    desk::{
        application::{Details, DeviceReport, TermsForm},
        attendee::AttendeeCard,
        deeds::Deed,
        place::PlaceName,
        roster::RegistrationView,
        terms::VersionName,
    },
    domain::{
        attendee::Trouble,
        booking::{Channel, State},
        ids::{BookingId, CounterId, SlotId},
        kind::Kind,
        meeting::Joining,
        office_day::Day,
        slot::Span,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How much of the calendar is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    Day,
    /// Monday to Friday, and the days of the weekend that have slots.
    Week,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Board {
    pub now: DateTime<Utc>,
    /// The event stream goes on from here.
    pub seq: i64,
    pub window: Window,
    pub days: Vec<BoardDay>,
    /// A day of the window before and of the one after: the nearest weekday, or a day of the weekend that has slots.
    pub before: NaiveDate,
    pub after: NaiveDate,
    /// By their places.
    pub counters: Vec<CounterView>,
    /// Each day's counters, in the order of the two.
    pub lanes: Vec<Lane>,
    /// What the one who looks did last, as long as it can be taken back.
    pub deed: Option<Deed>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BoardDay {
    pub date: NaiveDate,
    pub day: Day,
    /// No booking can be moved to it any more: its deadline has passed (R1), or the office does not open.
    pub late: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterView {
    pub id: CounterId,
    pub name: String,
    /// Where the office's counters are at more than one.
    pub place: Option<PlaceName>,
    pub kinds: Vec<Kind>,
    /// How long its slots usually are, in minutes: what the office gives the first kind that it takes.
    pub minutes: u8,
    /// Who sits there on the first day shown.
    pub sitter: Option<String>,
}

/// One counter on one day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Lane {
    /// Place in `days`.
    pub day: u8,
    /// Place in `counters`.
    pub counter: u8,
    /// By their start.
    pub cells: Vec<Cell>,
}

/// A slot on the board: free, closed, or with its booking.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cell {
    pub slot: SlotId,
    pub span: Span,
    pub open: bool,
    /// Taken by an overlapping seat or its host: free of a booking, yet not to be had.
    pub blocked: bool,
    pub booking: Option<CellBooking>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CellBooking {
    pub id: BookingId,
    /// Empty while held.
    pub name: String,
    pub kind: Kind,
    pub standing: Standing,
    /// Something declared needs to be settled, or the device is not ready.
    pub flagged: bool,
    /// What the seeker said by the page on the day itself: late, or without a connection.
    pub told: Option<Trouble>,
}

/// The state of a booking that takes its seat, without what only its card tells: two thousand travel at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Held {
        until: DateTime<Utc>,
    },
    /// Kept for one on the waiting list.
    Offered {
        until: DateTime<Utc>,
    },
    AwaitingMail,
    /// The letter could not be delivered (R2).
    MailRefused,
    AwaitingReply,
    Confirmed,
    Attended,
    NoShow,
    Stopped,
}

impl Standing {
    /// `None` for a state that takes no seat.
    pub fn of(state: &State) -> Option<Standing> {
        Some(match state {
            State::Held { until, offered: true, .. } => Standing::Offered { until: *until },
            State::Held { until, .. } => Standing::Held { until: *until },
            State::AwaitingMail { refused: None, .. } => Standing::AwaitingMail,
            State::AwaitingMail { refused: Some(_), .. } => Standing::MailRefused,
            State::AwaitingReply { .. } => Standing::AwaitingReply,
            State::Confirmed { .. } => Standing::Confirmed,
            State::Attended { .. } => Standing::Attended,
            State::NoShow { .. } => Standing::NoShow,
            State::Stopped { .. } => Standing::Stopped,
            State::Released { .. } | State::Cancelled { .. } | State::Void { .. } | State::Refused { .. } => {
                return None;
            }
        })
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BookingCard {
    pub id: BookingId,
    pub reference: String,
    pub counter: String,
    pub place: Option<PlaceName>,
    pub kind: Kind,
    pub channel: Channel,
    pub span: Span,
    pub deadline: DateTime<Utc>,
    pub state: State,
    pub details: Details,
    pub terms: Option<TermsForm>,
    /// The version of the terms that was agreed to.
    pub agreed: Option<VersionName>,
    pub device: Option<DeviceReport>,
    pub history: Vec<HistoryLine>,
    /// `1985-04-03`; empty where nobody asked, as on the site.
    pub birth_date: String,
    /// Why it stands although its deadline had passed.
    pub override_reason: Option<String>,
    /// The one who looks may let it stand past its deadline.
    pub may_override: bool,
    /// Its consultation has begun, so that the next one can be booked from it (Art. 6(5)).
    pub may_book_next: bool,
    /// `None` while it is only held.
    pub registration: Option<RegistrationView>,
    /// The employers of an interview, those that will not come among them.
    pub attendees: Vec<AttendeeCard>,
    /// What one joins the meeting with, where there is one: staff read it out.
    pub joining: Option<Joining>,
    /// Why there is no meeting yet, in Zoom's words.
    pub meeting_trouble: Option<String>,
}

/// Who did what when.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HistoryLine {
    pub at: DateTime<Utc>,
    /// The name of the staff member, or of the part of the service that acted: `seeker`, `clockwork`, `post`.
    pub who: String,
    /// The event's word, translated by the page: `held`, `submitted`, `confirmed`, `moved`, …
    pub what: String,
    /// For staff to read: a mail server's answer, a reason.
    pub note: String,
}
