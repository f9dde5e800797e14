//! The office's terms as staff work at them: draft, scheduled, in force, past (Art. 13, R6).

use crate::domain::{
    ids::{BookingId, TermsId},
    slot::Span,
    terms::{Ground, Terms, difference::Part, doubt::Doubt},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A version as staff are told of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VersionName {
    /// From when on it applies; absent for one that the office does not have.
    pub from: Option<DateTime<Utc>>,
    /// The start of its hash.
    pub digits: String,
}

/// Every version, and the draft of the next.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TermsRoom {
    /// The latest first.
    pub versions: Vec<VersionLine>,
    pub draft: Option<Draft>,
    /// The first day on which a draft could be in force.
    pub earliest: NaiveDate,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Past,
    InForce,
    Scheduled,
    /// Taken back before it came into force.
    Withdrawn,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VersionLine {
    pub id: TermsId,
    /// The first digits of its hash, as in its address.
    pub version: String,
    pub standing: Standing,
    pub in_force_from: DateTime<Utc>,
    pub ground: Option<Ground>,
    /// Live bookings whose seeker has been told, and those who still have to be called.
    pub told: u64,
    pub to_call: u64,
}

/// The next version, as it was typed or pasted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub texts: DraftTexts,
    pub changed_at: DateTime<Utc>,
    pub changed_by: String,
    /// The Japanese text, article by article.
    pub read: Terms,
    pub doubts: Vec<Doubt>,
    /// What it changes in the version that will be in force before it.
    pub changes: Vec<Part>,
}

/// The official text binds; a translation helps.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftTexts {
    pub japanese: String,
    pub english: String,
}

/// Someone who has no mail address and has to be told by telephone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    pub booking: BookingId,
    pub reference: String,
    pub name: String,
    pub phone: String,
    pub span: Span,
}
