//! Whether somebody may use the service, as the office decides it, and what happened (Art. 6(6), 7(3), 9–12).

use crate::domain::{
    booking::State,
    ids::{BookingId, IncidentId, StandingId},
    incident::{Measure, Sort},
    slot::Span,
    standing::{Draft, Ground, Window},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Proposals, what awaits its review, and the register.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StandingRoom {
    pub today: NaiveDate,
    pub window: Window,
    /// For the text to the seeker: whom to call, and the office's name in each language.
    pub phone: String,
    pub offices: Vec<OfficeName>,
    pub proposals: Vec<Proposed>,
    pub drafts: Vec<Drafted>,
    /// The latest first.
    pub register: Vec<Matter>,
    /// Whose conduct is to be decided on.
    pub about: Option<About>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OfficeName {
    pub lang: String,
    pub name: String,
}

/// A seeker by one of their bookings.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct About {
    pub booking: BookingId,
    pub reference: String,
    pub span: Span,
    pub name: String,
    pub number: String,
    pub phone: String,
    pub mail: String,
    /// Language of the letters.
    pub lang: String,
}

/// Repeated silence: for a person to think about.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Proposed {
    /// By the last of them.
    pub about: About,
    pub silences: Vec<SilenceLine>,
}

/// A silent no-show, with what was given for it: whether it was the same person is for staff to see.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SilenceLine {
    pub booking: BookingId,
    pub reference: String,
    pub at: DateTime<Utc>,
    pub name: String,
    pub phone: String,
    pub mail: String,
}

/// A decision that awaits its review.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Drafted {
    pub id: StandingId,
    pub about: About,
    pub draft: Draft,
    pub by: String,
    /// The one who looks wrote it: a second person reviews.
    pub own: bool,
    /// Its first day has passed: it can only be sent back.
    pub late: bool,
}

/// How a matter stands on this day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Decided; its first day is still to come.
    Ahead,
    InForce,
    Over,
    Lifted,
    Dismissed,
    SentBack,
}

impl Stands {
    /// It refuses, or is going to.
    pub fn can_be_lifted(self) -> bool {
        matches!(self, Stands::Ahead | Stands::InForce)
    }
}

/// A line of the register.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Matter {
    pub id: StandingId,
    pub about: About,
    pub stands: Stands,
    /// The silences it answers.
    pub silences: usize,
    /// Absent where nothing was refused.
    pub decision: Option<DecisionLine>,
    /// Dismissed, lifted or sent back: who, when and why.
    pub end: Option<EndLine>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DecisionLine {
    pub ground: Ground,
    pub reason: String,
    pub message: String,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub decided_by: String,
    /// Empty where nobody has reviewed it.
    pub reviewed_by: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EndLine {
    pub by: String,
    pub at: DateTime<Utc>,
    pub why: String,
}

/// A decision as written, about the seeker of this booking.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionAsk {
    pub booking: BookingId,
    pub ground: Ground,
    pub reason: String,
    pub message: String,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl std::fmt::Debug for DecisionAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DecisionAsk(…)")
    }
}

/// What the office knows of the standing of one 求職番号.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PersonStanding {
    /// The latest first.
    pub matters: Vec<Matter>,
    /// Silences in the office's window that nothing has answered yet.
    pub silences: usize,
    pub incidents: Vec<IncidentLine>,
}

impl PersonStanding {
    /// Whether use of the service is refused, now or from a day on.
    pub fn refuses(&self) -> bool {
        self.matters.iter().any(|matter| matter.stands.can_be_lifted())
    }
}

/// Which incidents are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IncidentQuery {
    pub sort: Option<Sort>,
    /// Of this day in Japan or later.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub booking: Option<BookingId>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IncidentRoom {
    pub now: DateTime<Utc>,
    /// The latest first.
    pub lines: Vec<IncidentLine>,
    /// There are more than are shown.
    pub more: bool,
    pub about: Option<Occasion>,
}

/// The booking that an incident is about, and what can be done about it by the one who looks.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Occasion {
    pub about: About,
    pub state: State,
    pub measures: Vec<Measure>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IncidentLine {
    pub id: IncidentId,
    pub at: DateTime<Utc>,
    pub sort: Sort,
    pub account: String,
    pub done: String,
    /// As it was said.
    pub noticed_by: String,
    pub noted_by: String,
    pub measure: Option<Measure>,
    /// Who decided the measure.
    pub approver: String,
    pub booking: Option<About>,
}

/// Something that happened, as it is to be kept.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewIncident {
    pub booking: Option<BookingId>,
    /// The short number of a booking, where it was typed.
    pub reference: String,
    pub sort: Sort,
    pub account: String,
    pub done: String,
    pub noticed_by: String,
    /// Without it, now.
    pub at: Option<DateTime<Utc>>,
    /// What is done about the booking, and what its seeker is told.
    pub measure: Option<(Measure, String)>,
}

impl std::fmt::Debug for NewIncident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewIncident(…)")
    }
}
