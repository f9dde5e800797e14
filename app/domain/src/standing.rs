//! Whether somebody may use the service: refusal after repeated silence (Art. 6(6)) or for conduct (Art. 12(1)).
//!
//! Never automatic. Silent no-shows that reach the office's [`Window`] are a [`Proposal`]; a person decides, a second one
//! reviews, and every decision has an end and a text for the seeker. A cancellation that the office caused never counts
//! (R4), because only [`State::NoShow`](super::booking::State::NoShow) makes a [`Silence`].
//!
//! ```text
//! Proposed ─ Draft ─review─▶ Decided ─until─▶ over
//!    └─dismiss─▶ Dismissed      └─lift─▶ Lifted
//! ```

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    declaration::Clause,
    ids::StaffId,
    time::{Instant, date_jst},
};

mod forgotten;
mod silence;

pub use silence::{Proposal, Silence, Window, WindowError};

/// The longest reason of a decision, in characters.
pub const LONGEST_REASON: usize = 200;
/// The longest text to the seeker, in characters.
pub const LONGEST_MESSAGE: usize = 500;

/// What the terms let an office refuse for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 連絡なしの不参加の繰返し
    Silence,
    /// 迷惑行為・目的外利用
    Conduct,
}

impl Ground {
    pub const ALL: [Ground; 2] = [Ground::Silence, Ground::Conduct];

    pub const fn clause(self) -> Clause {
        match self {
            Ground::Silence => Clause::new(6, 6),
            Ground::Conduct => Clause::new(12, 1),
        }
    }

    /// As it is sent and kept.
    pub const fn word(self) -> &'static str {
        match self {
            Ground::Silence => "silence",
            Ground::Conduct => "conduct",
        }
    }

    pub fn of_word(word: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

/// A decision as staff write it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Written {
    pub ground: Ground,
    /// For the record of the office.
    pub reason: String,
    /// For the seeker: why, until when, whom to call.
    pub message: String,
    pub decided_by: StaffId,
    /// A second person.
    pub reviewed_by: StaffId,
    pub decided_at: Instant,
    /// The first day without use of the service.
    pub from: NaiveDate,
    /// The last one.
    pub until: NaiveDate,
}

/// Why a decision or a change of it cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StandingError {
    #[error("another person reviews the decision")]
    SameReviewer,
    #[error("a decision has a reason")]
    NoReason,
    #[error("the reason is longer than is kept")]
    ReasonTooLong,
    #[error("a decision has a text for the seeker")]
    NoMessage,
    #[error("the text for the seeker is longer than is kept")]
    MessageTooLong,
    #[error("a decision does not reach into the past")]
    Backdated,
    #[error("the last day of a decision is not before its first")]
    UntilBeforeFrom,
    #[error("a decision holds for a year at most")]
    LongerThanAYear,
    #[error("repeated silence is decided on a proposal")]
    NoProposal,
    #[error("the standing is not in a state for this")]
    WrongState,
    #[error("the decision has ended")]
    Ended,
}

/// All that keeps these words and days, from the first to the last, from being a decision of the day `on`: in the order of
/// the form.
pub fn problems(
    reason: &str,
    message: &str,
    on: NaiveDate,
    (from, until): (NaiveDate, NaiveDate),
) -> Vec<StandingError> {
    let longer = |text: &str, most| text.trim().chars().count() > most;
    let year = from.checked_add_months(Months::new(12));
    let rules = [
        (reason.trim().is_empty(), StandingError::NoReason),
        (longer(reason, LONGEST_REASON), StandingError::ReasonTooLong),
        (message.trim().is_empty(), StandingError::NoMessage),
        (longer(message, LONGEST_MESSAGE), StandingError::MessageTooLong),
        (from < on, StandingError::Backdated),
        (until < from, StandingError::UntilBeforeFrom),
        (year.is_some_and(|year| until >= year), StandingError::LongerThanAYear),
    ];
    rules.into_iter().filter_map(|(broken, problem)| broken.then_some(problem)).collect()
}

/// A decision that one person has written and a second one has not reviewed yet. It refuses nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub ground: Ground,
    pub reason: String,
    pub message: String,
    pub written_by: StaffId,
    pub written_at: Instant,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Draft {
    /// By the rules of a decision, so that whoever reviews it has nothing left to mend.
    pub fn check(self) -> Result<Self, StandingError> {
        let Draft { reason, message, written_at, from, until, .. } = &self;
        match problems(reason, message, date_jst(*written_at), (*from, *until)).first() {
            Some(problem) => Err(*problem),
            None => Ok(self),
        }
    }

    /// The second person agrees: it is decided at that moment. [`StandingError::Backdated`] where its first day has passed
    /// meanwhile.
    pub fn review(self, by: StaffId, at: Instant) -> Result<Decision, StandingError> {
        let Draft { ground, reason, message, written_by, from, until, .. } = self;
        let written =
            Written { ground, reason, message, decided_by: written_by, reviewed_by: by, decided_at: at, from, until };
        Decision::new(written)
    }
}

/// A decision that keeps all the rules: reasoned, reviewed by a second person, with an end within a year.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Decision(Written);

impl Decision {
    pub fn new(written: Written) -> Result<Self, StandingError> {
        if written.decided_by == written.reviewed_by {
            return Err(StandingError::SameReviewer);
        }
        let Written { reason, message, decided_at, from, until, .. } = &written;
        match problems(reason, message, date_jst(*decided_at), (*from, *until)).first() {
            Some(problem) => Err(*problem),
            None => Ok(Self(written)),
        }
    }

    pub fn written(&self) -> &Written {
        &self.0
    }

    fn holds(&self, on: NaiveDate) -> bool {
        (self.0.from..=self.0.until).contains(&on)
    }
}

impl TryFrom<Written> for Decision {
    type Error = StandingError;
    fn try_from(written: Written) -> Result<Self, StandingError> {
        Self::new(written)
    }
}

impl From<Decision> for Written {
    fn from(decision: Decision) -> Self {
        decision.0
    }
}

/// Who ended something before its time, and why.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Act {
    pub at: Instant,
    pub by: StaffId,
    pub why: String,
}

/// One matter between the office and a seeker.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    Proposed {
        proposal: Proposal,
    },
    /// The office saw the proposal and refuses nothing.
    Dismissed {
        proposal: Proposal,
        act: Act,
    },
    /// `proposal` is absent for conduct.
    Decided {
        decision: Decision,
        proposal: Option<Proposal>,
    },
    /// By review, before its last day.
    Lifted {
        decision: Decision,
        proposal: Option<Proposal>,
        act: Act,
    },
}

impl Standing {
    /// A decision for conduct needs no proposal.
    pub fn for_conduct(decision: Decision) -> Result<Self, StandingError> {
        match decision.0.ground {
            Ground::Conduct => Ok(Self::Decided { decision, proposal: None }),
            Ground::Silence => Err(StandingError::NoProposal),
        }
    }

    pub fn decide(self, decision: Decision) -> Result<Self, StandingError> {
        match self {
            Self::Proposed { proposal } if decision.0.ground == Ground::Silence => {
                Ok(Self::Decided { decision, proposal: Some(proposal) })
            }
            _ => Err(StandingError::WrongState),
        }
    }

    pub fn dismiss(self, act: Act) -> Result<Self, StandingError> {
        match self {
            _ if act.why.trim().is_empty() => Err(StandingError::NoReason),
            Self::Proposed { proposal } => Ok(Self::Dismissed { proposal, act }),
            _ => Err(StandingError::WrongState),
        }
    }

    /// From that moment on the seeker may use the service again.
    pub fn lift(self, act: Act) -> Result<Self, StandingError> {
        match self {
            _ if act.why.trim().is_empty() => Err(StandingError::NoReason),
            Self::Decided { decision, .. } if decision.0.until < date_jst(act.at) => Err(StandingError::Ended),
            Self::Decided { decision, proposal } => Ok(Self::Lifted { decision, proposal, act }),
            _ => Err(StandingError::WrongState),
        }
    }

    /// Whether use of the service is refused on this day. The day of the lifting is free already.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        match self {
            Self::Proposed { .. } | Self::Dismissed { .. } => false,
            Self::Decided { decision, .. } => decision.holds(on),
            Self::Lifted { decision, act, .. } => decision.holds(on) && on < date_jst(act.at),
        }
    }

    /// Whether time alone has ended the decision by this day.
    pub fn over(&self, on: NaiveDate) -> bool {
        matches!(self, Self::Decided { decision, .. } if decision.0.until < on)
    }

    /// The moment up to which silences have been answered, for [`Window::proposal`].
    pub fn answered(&self) -> Option<Instant> {
        match self {
            Self::Proposed { .. } => None,
            Self::Dismissed { act, .. } => Some(act.at),
            Self::Decided { decision, .. } | Self::Lifted { decision, .. } => Some(decision.0.decided_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::{ids::BookingId, time::at_jst};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn noon(text: &str) -> Instant {
        at_jst(day(text), NaiveTime::from_hms_opt(12, 0, 0).unwrap())
    }

    fn staff(n: u128) -> StaffId {
        StaffId(Uuid::from_u128(n))
    }

    fn silences(days: &[&str]) -> Vec<Silence> {
        (1..).zip(days).map(|(n, day)| Silence { booking: BookingId(Uuid::from_u128(n)), at: noon(day) }).collect()
    }

    fn written() -> Written {
        Written {
            ground: Ground::Silence,
            reason: "連絡なしの不参加が3回".to_owned(),
            message: "2月28日までご利用いただけません。025-000-0000 にお電話ください。".to_owned(),
            decided_by: staff(1),
            reviewed_by: staff(2),
            decided_at: noon("2026-12-01"),
            from: day("2026-12-01"),
            until: day("2027-02-28"),
        }
    }

    fn proposed() -> Standing {
        let silences = silences(&["2026-09-01", "2026-10-01", "2026-11-30"]);
        Standing::Proposed { proposal: Window::default().proposal(&silences, None, day("2026-12-01")).unwrap() }
    }

    fn act(on: &str, why: &str) -> Act {
        Act { at: noon(on), by: staff(3), why: why.to_owned() }
    }

    #[rstest]
    #[case(Written { reviewed_by: staff(1), ..written() }, StandingError::SameReviewer)]
    #[case(Written { reason: " 　".to_owned(), ..written() }, StandingError::NoReason)]
    #[case(Written { message: String::new(), ..written() }, StandingError::NoMessage)]
    #[case(Written { from: day("2026-11-30"), ..written() }, StandingError::Backdated)]
    #[case(Written { until: day("2026-11-30"), ..written() }, StandingError::UntilBeforeFrom)]
    #[case(Written { until: day("2027-12-01"), ..written() }, StandingError::LongerThanAYear)]
    fn decisions_that_cannot_be(#[case] written: Written, #[case] why: StandingError) {
        let json = serde_json::to_string(&written).unwrap();
        assert_eq!(Decision::new(written), Err(why));
        assert!(serde_json::from_str::<Decision>(&json).is_err());
    }

    #[rstest]
    #[case::another(2, "2026-12-01", Ok(()))]
    #[case::the_writer(1, "2026-12-01", Err(StandingError::SameReviewer))]
    #[case::too_late(2, "2026-12-02", Err(StandingError::Backdated))]
    fn a_draft_is_decided_by_its_review(
        #[case] by: u128,
        #[case] on: &str,
        #[case] decided: Result<(), StandingError>,
    ) {
        let Written { ground, reason, message, decided_by, decided_at, from, until, .. } = written();
        let draft = Draft { ground, reason, message, written_by: decided_by, written_at: decided_at, from, until };
        let reviewed = draft.check().unwrap().review(staff(by), noon(on));
        assert_eq!(reviewed.as_ref().map(drop), decided.as_ref().map(drop));
        if let Ok(decision) = reviewed {
            assert_eq!(decision.written(), &written());
        }
    }

    #[test]
    fn all_that_is_to_mend_is_said_at_once() {
        let (from, until) = (day("2026-11-30"), day("2026-11-29"));
        let found = problems("", &"長".repeat(501), day("2026-12-01"), (from, until));
        let all = [
            StandingError::NoReason,
            StandingError::MessageTooLong,
            StandingError::Backdated,
            StandingError::UntilBeforeFrom,
        ];
        assert_eq!(found, all);
    }

    #[test]
    fn a_year_to_the_day_is_allowed() {
        assert!(Decision::new(Written { until: day("2027-11-30"), ..written() }).is_ok());
    }

    #[test]
    fn a_proposal_refuses_nothing_until_it_is_decided() {
        let today = day("2026-12-01");
        assert!(!proposed().in_force(today));
        let dismissed = proposed().dismiss(act("2026-12-01", "通信の不具合だった")).unwrap();
        assert!(!dismissed.in_force(today));
        assert_eq!(dismissed.answered(), Some(noon("2026-12-01")));
        assert!(proposed().decide(Decision::new(written()).unwrap()).unwrap().in_force(today));
    }

    #[test]
    fn a_decision_holds_on_its_days_and_ends_by_itself() {
        let decided = proposed().decide(Decision::new(written()).unwrap()).unwrap();
        for (on, in_force, over) in [
            ("2026-11-30", false, false),
            ("2026-12-01", true, false),
            ("2027-02-28", true, false),
            ("2027-03-01", false, true),
        ] {
            assert_eq!((decided.in_force(day(on)), decided.over(day(on))), (in_force, over), "{on}");
        }
        assert_eq!(decided.lift(act("2027-03-01", "終了")), Err(StandingError::Ended));
    }

    #[test]
    fn a_review_lifts_it_from_that_day_on() {
        let lifted = proposed().decide(Decision::new(written()).unwrap()).unwrap();
        assert_eq!(lifted.clone().lift(act("2027-01-10", " ")), Err(StandingError::NoReason));
        let lifted = lifted.lift(act("2027-01-10", "事情の説明があった")).unwrap();
        assert!(lifted.in_force(day("2027-01-09")));
        assert!(!lifted.in_force(day("2027-01-10")));
        assert_eq!(lifted.lift(act("2027-01-11", "もう一度")), Err(StandingError::WrongState));
    }

    #[test]
    fn silence_wants_a_proposal_and_conduct_does_not() {
        let silence = Decision::new(written()).unwrap();
        let conduct = Decision::new(Written { ground: Ground::Conduct, ..written() }).unwrap();
        assert_eq!(Standing::for_conduct(silence), Err(StandingError::NoProposal));
        assert!(Standing::for_conduct(conduct.clone()).unwrap().in_force(day("2026-12-01")));
        assert_eq!(proposed().decide(conduct), Err(StandingError::WrongState));
        assert_eq!(Ground::ALL.map(|ground| ground.clause().to_string()), ["6(6)", "12(1)"]);
    }

    #[test]
    fn it_is_kept_as_json() {
        let decided = proposed().decide(Decision::new(written()).unwrap()).unwrap();
        for standing in [proposed(), decided.clone(), decided.lift(act("2027-01-10", "再検討")).unwrap()] {
            let json = serde_json::to_string(&standing).unwrap();
            assert_eq!(serde_json::from_str::<Standing>(&json).unwrap(), standing);
        }
    }
}
