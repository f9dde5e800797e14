//! A booking as its seeker sees it.

use crate::{
    desk::{
        application::{Details, DeviceReport},
        place::PlaceTold,
    },
    domain::{
        booking::{Channel, Receipt, State},
        kind::Kind,
        meeting::Joining,
        slot::Span,
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The secret of the link in the letter: HMAC of key, booking and generation, never stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkToken(pub String);

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BookingView {
    /// The short spoken number. It opens nothing.
    pub reference: String,
    pub slug: String,
    pub office: String,
    pub address: String,
    /// Where the office's counters are at more than one place: whose counter it is.
    pub place: Option<PlaceTold>,
    pub phone: String,
    pub mail_domain: String,
    pub kind: Kind,
    pub channel: Channel,
    pub span: Span,
    pub deadline: DateTime<Utc>,
    pub now: DateTime<Utc>,
    pub state: SeekerState,
    /// The mail server did not take the letter yet: it is tried again, and the address can be mended meanwhile.
    pub mail_delayed: bool,
    pub device: Option<DeviceReport>,
    /// What the seeker gave, normalised.
    pub details: Details,
    pub terms_version: String,
    /// The terms are agreed to and every declaration has an answer: by telephone nobody asks (R3).
    pub declared: bool,
    /// It can be moved, mended or cancelled now.
    pub changeable: bool,
    /// What one joins with, where it is told with the booking (Art. 6(3), 6(5)) and there is a meeting.
    pub joining: Option<Joining>,
    /// Where the link leads, for the page that was reached without it.
    pub token: LinkToken,
}

/// The state without what only staff may see.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SeekerState {
    AwaitingMail,
    /// The letter could not be delivered: mend the address.
    MailRefused,
    AwaitingReply,
    Confirmed {
        at: DateTime<Utc>,
        by: Proof,
    },
    Attended,
    NoShow,
    CancelledBySeeker {
        at: DateTime<Utc>,
    },
    CancelledByOffice {
        at: DateTime<Utc>,
    },
    Void,
    Refused,
    Stopped,
}

impl SeekerState {
    /// `None` for a hold, which is no booking yet.
    pub fn of(state: &State) -> Option<SeekerState> {
        use crate::domain::booking::Canceller;
        Some(match state {
            State::Held { .. } | State::Released { .. } => return None,
            State::AwaitingMail { refused: None, .. } => SeekerState::AwaitingMail,
            State::AwaitingMail { refused: Some(_), .. } => SeekerState::MailRefused,
            State::AwaitingReply { .. } => SeekerState::AwaitingReply,
            State::Confirmed { at, by } => SeekerState::Confirmed { at: *at, by: Proof::of(by) },
            State::Attended { .. } => SeekerState::Attended,
            State::NoShow { .. } => SeekerState::NoShow,
            State::Cancelled { at, by: Canceller::Office { .. } } => SeekerState::CancelledByOffice { at: *at },
            State::Cancelled { at, .. } => SeekerState::CancelledBySeeker { at: *at },
            State::Void { .. } => SeekerState::Void,
            State::Refused { .. } => SeekerState::Refused,
            State::Stopped { .. } => SeekerState::Stopped,
        })
    }
}

/// What confirmed it, without the words of a mail server or the name of a member of staff.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    MailServer,
    Button,
    Reply,
    Staff,
}

impl Proof {
    fn of(receipt: &Receipt) -> Proof {
        match receipt {
            Receipt::MailServer { .. } => Proof::MailServer,
            Receipt::Button => Proof::Button,
            Receipt::Reply { .. } => Proof::Reply,
            Receipt::Staff { .. } => Proof::Staff,
        }
    }
}

/// What may be corrected by link: as typed, checked by `domain::details`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub phone: String,
    pub mail: String,
    pub interpreter: bool,
    pub carer: bool,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(…)")
    }
}
