//! The office's live calendar.

use crate::{
    desk::application::{Details, DeviceReport, TermsForm},
    domain::{
        booking::{Channel, State},
        ids::{BookingId, CounterId, OfficeId, SlotId, StaffId},
        kind::Kind,
        slot::Span,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Who is signed in, for which office.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StaffSession {
    pub staff: StaffId,
    pub office: OfficeId,
    pub name: String,
    pub office_name: String,
    pub slug: String,
    /// Digest of the cookie: names the session row, opens nothing.
    pub digest: String,
}

/// A fresh session: its cookie's secret leaves the server once.
#[derive(Clone, PartialEq)]
pub struct SignedIn {
    pub session: StaffSession,
    pub secret: String,
    pub expires: DateTime<Utc>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Board {
    pub now: DateTime<Utc>,
    /// The event stream goes on from here.
    pub seq: i64,
    pub days: Vec<NaiveDate>,
    pub counters: Vec<CounterView>,
    pub cells: Vec<Cell>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterView {
    pub id: CounterId,
    pub name: String,
    pub kinds: Vec<Kind>,
}

/// A slot on the board: free, closed, or with its booking.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cell {
    pub slot: SlotId,
    pub counter: CounterId,
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
    pub state: State,
    /// Something declared needs to be settled, the device is not ready, or the letter was refused.
    pub flagged: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BookingCard {
    pub id: BookingId,
    pub reference: String,
    pub counter: String,
    pub kind: Kind,
    pub channel: Channel,
    pub span: Span,
    pub deadline: DateTime<Utc>,
    pub state: State,
    pub details: Details,
    pub terms: Option<TermsForm>,
    pub device: Option<DeviceReport>,
    pub history: Vec<HistoryLine>,
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
