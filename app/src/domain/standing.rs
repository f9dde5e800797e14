//! Whether somebody may use the service: refusal after repeated silence (Art. 6(6)) or for conduct (Art. 12(1)).
//!
//! Never automatic. Silent no-shows that reach the office's [`Window`] are a [`Proposal`]; a person decides, a second one
//! reviews, and every decision has an end and a text for the seeker. A cancellation that the office caused never counts
//! (R4), because only [`State::NoShow`] makes a [`Silence`].
//!
//! ```text
//! Proposed ─decide─▶ Decided ─until─▶ over
//!    └─dismiss─▶ Dismissed └─lift─▶ Lifted
//! ```

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    booking::State,
    declaration::Clause,
    ids::{BookingId, StaffId},
    time::{Instant, date_jst},
};

/// One consultation that passed in silence.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Silence {
    pub booking: BookingId,
    /// When the ten minutes ran out.
    pub at: Instant,
}

impl Silence {
    /// Nothing but a silent no-show is one.
    pub fn of(booking: BookingId, state: &State) -> Option<Self> {
        match state {
            State::NoShow { at } => Some(Self { booking, at: *at }),
            _ => None,
        }
    }
}

/// How many silences within how many days are worth a person's thought; a setting of the office.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "(u16, u8)", into = "(u16, u8)")]
pub struct Window {
    days: u16,
    silences: u8,
}

/// The clause speaks of repeated silence, within a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the window is 2 to 20 silences in 1 to 730 days")]
pub struct WindowError;

impl Default for Window {
    fn default() -> Self {
        Self { days: 180, silences: 3 }
    }
}

impl Window {
    pub fn new(days: u16, silences: u8) -> Result<Self, WindowError> {
        if !(1..=730).contains(&days) || !(2..=20).contains(&silences) {
            return Err(WindowError);
        }
        Ok(Self { days, silences })
    }

    pub fn days(self) -> u16 {
        self.days
    }

    pub fn silences(self) -> u8 {
        self.silences
    }

    /// The silences of the `days` days that end with `on`, in their order, each booking once. What happened by
    /// `answered`, the moment of the last decision or dismissal, was answered by it and does not count again.
    pub fn counted(self, silences: &[Silence], answered: Option<Instant>, on: NaiveDate) -> Vec<Silence> {
        let first = on.checked_sub_days(Days::new(u64::from(self.days) - 1)).unwrap_or(NaiveDate::MIN);
        let inside = silences.iter().filter(|silence| {
            (first..=on).contains(&date_jst(silence.at)) && answered.is_none_or(|answered| answered < silence.at)
        });
        let once: BTreeMap<BookingId, Silence> = inside.map(|silence| (silence.booking, *silence)).collect();
        let mut counted: Vec<Silence> = once.into_values().collect();
        counted.sort_by_key(|silence| silence.at);
        counted
    }

    /// What is put before the staff once the window is reached.
    pub fn proposal(self, silences: &[Silence], answered: Option<Instant>, on: NaiveDate) -> Option<Proposal> {
        let counted = self.counted(silences, answered, on);
        (counted.len() >= usize::from(self.silences)).then_some(Proposal { window: self, silences: counted, on })
    }
}

impl TryFrom<(u16, u8)> for Window {
    type Error = WindowError;
    fn try_from((days, silences): (u16, u8)) -> Result<Self, WindowError> {
        Self::new(days, silences)
    }
}

impl From<Window> for (u16, u8) {
    fn from(window: Window) -> Self {
        (window.days, window.silences)
    }
}

/// Repeated silence, put before a person. It changes nothing by itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Proposal {
    pub window: Window,
    pub silences: Vec<Silence>,
    /// The day it was reached.
    pub on: NaiveDate,
}

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
    #[error("a decision has a text for the seeker")]
    NoMessage,
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

/// A decision that keeps all the rules: reasoned, reviewed by a second person, with an end within a year.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Decision(Written);

impl Decision {
    pub fn new(written: Written) -> Result<Self, StandingError> {
        if written.decided_by == written.reviewed_by {
            return Err(StandingError::SameReviewer);
        }
        if written.reason.trim().is_empty() {
            return Err(StandingError::NoReason);
        }
        if written.message.trim().is_empty() {
            return Err(StandingError::NoMessage);
        }
        if written.from < date_jst(written.decided_at) {
            return Err(StandingError::Backdated);
        }
        if written.until < written.from {
            return Err(StandingError::UntilBeforeFrom);
        }
        if written.from.checked_add_months(Months::new(12)).is_some_and(|year| written.until >= year) {
            return Err(StandingError::LongerThanAYear);
        }
        Ok(Self(written))
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
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::{booking::Canceller, time::at_jst};
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
    #[case::reached(&["2026-09-01", "2026-10-01", "2026-11-30"], None, true)]
    #[case::one_short(&["2026-10-01", "2026-11-30"], None, false)]
    #[case::the_first_day_of_the_window(&["2026-06-05", "2026-10-01", "2026-11-30"], None, true)]
    #[case::the_day_before_it(&["2026-06-04", "2026-10-01", "2026-11-30"], None, false)]
    #[case::one_is_yet_to_come(&["2026-10-01", "2026-11-30", "2026-12-02"], None, false)]
    #[case::one_was_answered(&["2026-09-01", "2026-10-01", "2026-11-30"], Some("2026-09-01"), false)]
    #[case::answered_before_all(&["2026-09-01", "2026-10-01", "2026-11-30"], Some("2026-08-31"), true)]
    fn silences_are_counted_over_the_window(
        #[case] days: &[&str],
        #[case] answered: Option<&str>,
        #[case] reached: bool,
    ) {
        let found = Window::default().proposal(&silences(days), answered.map(noon), day("2026-12-01"));
        assert_eq!(found.is_some(), reached);
    }

    #[test]
    fn a_booking_counts_once() {
        let one = silences(&["2026-11-30"]);
        let thrice = [one[0], one[0], one[0]];
        assert_eq!(Window::default().counted(&thrice, None, day("2026-12-01")), one);
    }

    #[test]
    fn nothing_but_a_silent_no_show_is_a_silence() {
        let (booking, at) = (BookingId(Uuid::nil()), noon("2026-11-30"));
        assert_eq!(Silence::of(booking, &State::NoShow { at }), Some(Silence { booking, at }));
        for state in [
            State::Cancelled { at, by: Canceller::Office { who: staff(1) } },
            State::Cancelled { at, by: Canceller::SeekerByLink },
            State::Void { at },
            State::Attended { at },
            State::Stopped { at, who: staff(1) },
        ] {
            assert_eq!(Silence::of(booking, &state), None, "{state:?}");
        }
    }

    #[rstest]
    #[case(180, 3, true)]
    #[case(0, 3, false)]
    #[case(731, 3, false)]
    #[case(180, 1, false)]
    #[case(180, 21, false)]
    fn windows(#[case] days: u16, #[case] count: u8, #[case] can_be: bool) {
        assert_eq!(Window::new(days, count).is_ok(), can_be);
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

    proptest! {
        /// However long ago: what the window leaves out makes no proposal, and more silences never unmake one.
        #[test]
        fn a_proposal_has_enough_silences_all_inside(
            ago in prop::collection::vec(0_u64..400, 0..10), days in 1_u16..=730, least in 2_u8..=20,
        ) {
            let on = day("2026-12-01");
            let at = |ago| at_jst(on - Days::new(ago), NaiveTime::MIN);
            let told: Vec<Silence> = (0..)
                .zip(&ago)
                .map(|(n, ago)| Silence { booking: BookingId(Uuid::from_u128(n)), at: at(*ago) })
                .collect();
            let window = Window::new(days, least).unwrap();
            let inside = ago.iter().filter(|ago| **ago < u64::from(days)).count();
            let found = window.proposal(&told, None, on);
            prop_assert_eq!(found.is_some(), inside >= usize::from(least));
            prop_assert_eq!(found.map_or(inside, |proposal| proposal.silences.len()), inside);
        }
    }
}
