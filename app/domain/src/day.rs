//! One consultation on its day: arrived, in session, done, and what was heard and noted meanwhile.
//!
//! The ten minutes themselves are ruled by [`TenMinutes`]; here is what staff do about them, and what becomes of the
//! booking by it. Each step asks the rule first: whoever has been silent for ten minutes has cancelled (Art. 6(6)), until a
//! contact in time is heard of, or staff take it back (R4).

use serde::{Deserialize, Serialize};

use super::{
    attendee::Trouble,
    booking::{NotPossible, State},
    ids::StaffId,
    ten_minutes::{Contact, ContactKind, Interval, Intervals, TenMinutes, Undone, Verdict},
    time::{Instant, date_jst},
};

/// What is kept of the day beside the booking's state.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Day {
    pub arrived: Option<Instant>,
    pub began: Option<Instant>,
    pub ended: Option<Instant>,
    pub contacts: Vec<Contact>,
    /// When staff held the clock.
    pub paused: Intervals,
    pub undone: Option<Undone>,
    /// What the booking was before it was attended or cancelled by silence: both can be taken back.
    pub before: Option<State>,
    /// What came of it, for the office.
    pub note: String,
}

/// When a step is taken, by whom, and what the rule knew before it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    pub now: Instant,
    pub by: StaffId,
    pub rule: &'a TenMinutes,
}

impl Moment<'_> {
    fn silent(self) -> bool {
        is_silent(self.rule, self.now)
    }

    /// The booking stands, and nobody has been silent for too long.
    fn open(self, state: &State) -> Result<(), NotPossible> {
        match state {
            State::Confirmed { .. } if !self.silent() => Ok(()),
            State::Confirmed { .. } | State::NoShow { .. } | State::Attended { .. } => Err(NotPossible::Ended),
            _ => Err(NotPossible::WrongState),
        }
    }
}

fn kind_of(trouble: Trouble) -> ContactKind {
    match trouble {
        Trouble::Late => ContactKind::RunningLate,
        Trouble::CannotConnect => ContactKind::CannotConnect,
    }
}

fn is_silent(rule: &TenMinutes, now: Instant) -> bool {
    matches!(rule.verdict(now), Verdict::Silent { .. })
}

impl Day {
    /// The rule of this consultation. `elsewhere`: when the counter was in session with somebody else; such time is the
    /// office's and never counts (R4).
    pub fn rule(&self, starts: Instant, ready: Intervals, elsewhere: Vec<Interval>) -> TenMinutes {
        let mut paused: Vec<Interval> = self.paused.clone().into();
        paused.extend(elsewhere);
        TenMinutes {
            starts,
            ready,
            paused: paused.into(),
            contacts: self.contacts.clone(),
            undone: self.undone.clone(),
        }
    }

    /// The time in session, if it has begun.
    pub fn session(&self) -> Option<Interval> {
        self.began.map(|from| Interval { from, until: self.ended })
    }

    pub fn is_in_session(&self) -> bool {
        self.began.is_some() && self.ended.is_none()
    }

    /// A sign of the seeker, heard at `now`, when the rule was this. One that happened in time takes a cancellation back.
    pub fn hear(
        &mut self,
        state: State,
        contact: Contact,
        now: Instant,
        rule: &TenMinutes,
    ) -> Result<State, NotPossible> {
        let reinstates = rule.reinstates(contact, now);
        let state = match state {
            State::NoShow { .. } if reinstates => self.before.take().ok_or(NotPossible::WrongState)?,
            state @ State::Confirmed { .. } if reinstates || !is_silent(rule, now) => state,
            State::Confirmed { .. } | State::NoShow { .. } | State::Attended { .. } => return Err(NotPossible::Ended),
            _ => return Err(NotPossible::WrongState),
        };
        self.contacts.push(contact);
        Ok(state)
    }

    /// The seeker is in the waiting room.
    pub fn arrive(&mut self, state: State, moment: Moment<'_>) -> Result<State, NotPossible> {
        moment.open(&state)?;
        let contact = Contact { at: moment.now, kind: ContactKind::WaitingRoom };
        let state = self.hear(state, contact, moment.now, moment.rule)?;
        self.arrived.get_or_insert(moment.now);
        Ok(state)
    }

    /// The seeker entered the meeting or its waiting room at `at`, as is heard at `now`: once, again, or late (R4). Answers
    /// what becomes of the booking; `None`: it says nothing that is to be kept.
    pub fn enter(&mut self, state: &State, at: Instant, now: Instant, rule: &TenMinutes) -> Option<State> {
        let contact = Contact { at: at.min(now), kind: ContactKind::WaitingRoom };
        // Whoever tries it out the day before has not come.
        let is_of_the_day = date_jst(contact.at) == date_jst(rule.starts);
        let is_here = self.arrived.is_some() && matches!(rule.verdict(now), Verdict::InContact(_));
        if !is_of_the_day || is_here || self.contacts.contains(&contact) {
            return None;
        }
        let state = self.hear(state.clone(), contact, now, rule).ok()?;
        self.arrived = Some(self.arrived.map_or(contact.at, |known| known.min(contact.at)));
        Some(state)
    }

    /// The seeker says on the page of the booking that they are late, or cannot connect (R4). Answers what becomes of the
    /// booking; `None`: they have said so before, and the first time stands.
    pub fn report(
        &mut self,
        state: &State,
        trouble: Trouble,
        now: Instant,
        rule: &TenMinutes,
    ) -> Result<Option<State>, NotPossible> {
        let kind = kind_of(trouble);
        if matches!(state, State::Confirmed { .. }) && self.contacts.iter().any(|contact| contact.kind == kind) {
            return Ok(None);
        }
        self.hear(state.clone(), Contact { at: now, kind }, now, rule).map(Some)
    }

    /// What the seeker said on the page, and when, in the order of saying.
    pub fn told(&self) -> Vec<(Trouble, Instant)> {
        let said = |contact: &Contact| {
            let trouble = Trouble::ALL.into_iter().find(|trouble| kind_of(*trouble) == contact.kind)?;
            Some((trouble, contact.at))
        };
        self.contacts.iter().filter_map(said).collect()
    }

    /// The consultation begins; whoever is in it has arrived.
    pub fn begin(&mut self, state: State, moment: Moment<'_>) -> Result<State, NotPossible> {
        moment.open(&state)?;
        let state = if self.arrived.is_none() { self.arrive(state, moment)? } else { state };
        self.began.get_or_insert(moment.now);
        Ok(state)
    }

    /// It has taken place.
    pub fn finish(&mut self, state: State, note: String, moment: Moment<'_>) -> Result<State, NotPossible> {
        moment.open(&state)?;
        self.before = Some(state.clone());
        self.ended = Some(moment.now);
        self.note = note;
        state.attend(moment.now)
    }

    /// What came of it, written or mended after its end.
    pub fn note(&mut self, state: &State, note: String) -> Result<(), NotPossible> {
        if !matches!(state, State::Attended { .. }) {
            return Err(NotPossible::WrongState);
        }
        self.note = note;
        Ok(())
    }

    /// The office stops it (Art. 12(1)): the counter is free for the next one.
    pub fn stop(&mut self, state: State, moment: Moment<'_>) -> Result<State, NotPossible> {
        moment.open(&state)?;
        let state = state.stop(moment.now, moment.by, moment.rule.starts)?;
        self.ended = Some(moment.now);
        Ok(state)
    }

    pub fn pause(&mut self, state: &State, moment: Moment<'_>) -> Result<(), NotPossible> {
        moment.open(state)?;
        self.paused = std::mem::take(&mut self.paused).begin(moment.now);
        Ok(())
    }

    pub fn resume(&mut self, state: &State, moment: Moment<'_>) -> Result<(), NotPossible> {
        moment.open(state)?;
        self.paused = std::mem::take(&mut self.paused).end(moment.now);
        Ok(())
    }

    /// The ten minutes ran out in silence at `at`.
    pub fn miss(&mut self, state: State, at: Instant) -> Result<State, NotPossible> {
        self.before = Some(state.clone());
        state.miss(at)
    }

    /// Staff take back what was noted last, a cancellation or an outcome, or keep the first from happening.
    pub fn undo(&mut self, state: State, why: String, moment: Moment<'_>) -> Result<State, NotPossible> {
        let state = match state {
            state @ State::Confirmed { .. } => state,
            State::NoShow { .. } | State::Attended { .. } => self.before.take().ok_or(NotPossible::WrongState)?,
            _ => return Err(NotPossible::WrongState),
        };
        self.ended = None;
        self.undone = Some(Undone { at: moment.now, by: moment.by, why });
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::booking::Receipt;

    const BY: StaffId = StaffId(Uuid::nil());

    fn at(seconds: i64) -> Instant {
        let start: Instant = "2026-11-25T01:00:00Z".parse().unwrap();
        start + TimeDelta::seconds(seconds)
    }

    fn confirmed() -> State {
        State::Confirmed { at: at(-86_400), by: Receipt::Button }
    }

    fn ready() -> Intervals {
        Intervals::default().begin(at(-300))
    }

    fn rule(day: &Day) -> TenMinutes {
        day.rule(at(0), ready(), Vec::new())
    }

    fn call(seconds: i64) -> Contact {
        Contact { at: at(seconds), kind: ContactKind::Call { by: BY } }
    }

    #[test]
    fn somebody_comes_and_it_takes_place() {
        let mut day = Day::default();
        let before = rule(&day);
        let state = day.arrive(confirmed(), Moment { now: at(30), by: BY, rule: &before }).unwrap();
        assert_eq!(state, confirmed());
        let after = rule(&day);
        let state = day.begin(state, Moment { now: at(60), by: BY, rule: &after }).unwrap();
        assert!(day.is_in_session());
        let state = day.finish(state, "求人を紹介".to_owned(), Moment { now: at(1500), by: BY, rule: &after }).unwrap();
        assert_eq!(state, State::Attended { at: at(1500) });
        assert_eq!(day.session(), Some(Interval { from: at(60), until: Some(at(1500)) }));
        assert_eq!((day.arrived, day.contacts.len()), (Some(at(30)), 1));
        day.note(&state, "求人を２件紹介".to_owned()).unwrap();
        assert_eq!((day.note.as_str(), day.ended), ("求人を２件紹介", Some(at(1500))));
        // Pressed at the wrong row: it stands as before.
        let state = day.undo(state, "押し間違い".to_owned(), Moment { now: at(1510), by: BY, rule: &after }).unwrap();
        assert_eq!(state, confirmed());
        assert!(day.is_in_session());
        assert_eq!(day.note(&state, String::new()), Err(NotPossible::WrongState), "nothing has come of it yet");
    }

    #[test]
    fn whoever_begins_without_a_word_has_arrived() {
        let mut day = Day::default();
        let before = rule(&day);
        day.begin(confirmed(), Moment { now: at(5), by: BY, rule: &before }).unwrap();
        assert_eq!((day.arrived, day.began), (Some(at(5)), Some(at(5))));
        assert!(matches!(rule(&day).verdict(at(4000)), Verdict::InContact(_)));
    }

    #[rstest]
    #[case::in_time(599, true)]
    #[case::at_ten_minutes(600, false)]
    fn a_contact_heard_late_counts_by_its_moment(#[case] happened: i64, #[case] back: bool) {
        let mut day = Day::default();
        let before = rule(&day);
        let state = day.miss(confirmed(), at(600)).unwrap();
        assert_eq!(state, State::NoShow { at: at(600) });
        let heard = day.hear(state, call(happened), at(900), &before);
        assert_eq!(heard, if back { Ok(confirmed()) } else { Err(NotPossible::Ended) });
        assert_eq!(day.contacts.len(), usize::from(back));
    }

    #[rstest]
    #[case::early(-1200, 30, true)]
    #[case::at_once(30, 30, true)]
    #[case::by_a_clock_that_is_ahead(45, 30, true)]
    #[case::heard_while_it_stands(599, 601, true)]
    #[case::too_late(600, 601, false)]
    #[case::the_day_before(-86_400, 30, false)]
    fn whoever_enters_has_come_by_the_moment_they_did(#[case] entered: i64, #[case] heard: i64, #[case] counts: bool) {
        let mut day = Day::default();
        let before = rule(&day);
        let state = day.enter(&confirmed(), at(entered), at(heard), &before);
        assert_eq!(state, counts.then(confirmed));
        assert_eq!(day.arrived, counts.then(|| at(entered.min(heard))));
        assert_eq!(matches!(rule(&day).verdict(at(4000)), Verdict::InContact(_)), counts);
    }

    #[rstest]
    #[case::in_time(599, true)]
    #[case::at_ten_minutes(600, false)]
    fn an_entrance_heard_after_the_end_brings_it_back_once(#[case] entered: i64, #[case] back: bool) {
        let mut day = Day::default();
        let before = rule(&day);
        let missed = day.miss(confirmed(), at(600)).unwrap();
        let ended = day.clone();
        let state = day.enter(&missed, at(entered), at(4000), &before);
        assert_eq!(state, back.then(confirmed));
        if !back {
            assert_eq!(day, ended, "nothing is kept");
            return;
        }
        let kept = day.clone();
        let after = rule(&day);
        for entered in [entered, 1, 3000] {
            assert_eq!(day.enter(&confirmed(), at(entered), at(4001), &after), None, "again, or once more");
        }
        assert_eq!(day, kept);
    }

    #[test]
    fn an_entrance_says_nothing_of_what_took_place_or_never_was_to() {
        let mut day = Day::default();
        let before = rule(&day);
        for state in [State::Void { at: at(-5) }, State::Attended { at: at(900) }] {
            assert_eq!(day.enter(&state, at(10), at(11), &before), None);
        }
        assert_eq!(day, Day::default());
    }

    #[rstest]
    #[case::an_hour_before(-3600, true)]
    #[case::in_time(599, true)]
    #[case::at_ten_minutes(600, false)]
    fn whoever_says_that_they_are_late_is_in_contact_once(#[case] said: i64, #[case] counts: bool) {
        let mut day = Day::default();
        let before = rule(&day);
        let state = day.report(&confirmed(), Trouble::Late, at(said), &before);
        assert_eq!(state, if counts { Ok(Some(confirmed())) } else { Err(NotPossible::Ended) });
        assert_eq!(matches!(rule(&day).verdict(at(4000)), Verdict::InContact(_)), counts);
        if !counts {
            return;
        }
        let after = rule(&day);
        assert_eq!(day.report(&confirmed(), Trouble::Late, at(said + 60), &after), Ok(None), "the first time stands");
        assert_eq!(day.report(&confirmed(), Trouble::CannotConnect, at(said + 90), &after), Ok(Some(confirmed())));
        assert_eq!(day.told(), [(Trouble::Late, at(said)), (Trouble::CannotConnect, at(said + 90))]);
    }

    #[test]
    fn what_did_not_come_from_the_seeker_s_page_is_not_told_as_theirs() {
        let mut day = Day::default();
        let before = rule(&day);
        day.hear(confirmed(), call(30), at(30), &before).unwrap();
        assert_eq!(day.told(), []);
        assert_eq!(
            day.report(&State::Void { at: at(-5) }, Trouble::Late, at(0), &before),
            Err(NotPossible::WrongState)
        );
    }

    #[test]
    fn after_ten_silent_minutes_only_staff_take_it_back() {
        let mut day = Day::default();
        let before = rule(&day);
        let late = Moment { now: at(601), by: BY, rule: &before };
        assert_eq!(day.arrive(confirmed(), late), Err(NotPossible::Ended));
        assert_eq!(day.begin(confirmed(), late), Err(NotPossible::Ended));
        assert_eq!(day.pause(&confirmed(), late), Err(NotPossible::Ended));
        assert_eq!(day, Day::default());
        let state = day.miss(confirmed(), at(600)).unwrap();
        let state = day.undo(state, "入室の表示が出ていなかった".to_owned(), late).unwrap();
        assert_eq!(state, confirmed());
        let after = rule(&day);
        assert!(matches!(after.verdict(at(9000)), Verdict::Undone(_)));
        day.begin(state, Moment { now: at(700), by: BY, rule: &after }).unwrap();
    }

    #[test]
    fn the_counters_other_consultation_holds_the_clock() {
        let day = Day::default();
        let overrun = Interval { from: at(-1800), until: Some(at(420)) };
        let rule = day.rule(at(0), ready(), vec![overrun]);
        assert_eq!(rule.runs_out_at(at(430)), Some(at(1020)));
        let going_on = day.rule(at(0), ready(), vec![Interval { until: None, ..overrun }]);
        assert_eq!(going_on.verdict(at(4000)), Verdict::Open { runs_out_at: None });
    }

    #[test]
    fn what_never_was_confirmed_has_no_day() {
        let mut day = Day::default();
        let before = rule(&day);
        let moment = Moment { now: at(0), by: BY, rule: &before };
        let void = State::Void { at: at(-5) };
        assert_eq!(day.arrive(void.clone(), moment), Err(NotPossible::WrongState));
        assert_eq!(day.hear(void.clone(), call(0), at(0), &before), Err(NotPossible::WrongState));
        assert_eq!(day.undo(void.clone(), String::new(), moment), Err(NotPossible::WrongState));
        assert_eq!(day.miss(void, at(0)), Err(NotPossible::WrongState));
    }
}
