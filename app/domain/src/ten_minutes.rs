//! The ten minutes of Art. 6(6), as R4 rules them: whoever is silent until then is taken as having cancelled.
//!
//! The clock starts with the consultation and runs only while the counter is marked ready and nothing is paused: if the
//! office is late or Zoom is down it stops, so time that the office takes never counts. A contact counts by the moment it
//! happened, not by the moment we heard of it, so one that arrives late reinstates. Everything is told from what is kept
//! and from `now`; nothing here remembers.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{ids::StaffId, time::Instant};

/// How much running clock a silence lasts before it is a cancellation (Art. 6(6)).
pub const LIMIT: TimeDelta = TimeDelta::minutes(10);

/// A time from its first instant up to its last, which it does not hold; `until` is absent while it goes on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Interval {
    pub from: Instant,
    pub until: Option<Instant>,
}

impl Interval {
    fn holds(self, at: Instant) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// Times in their order, none touching another, in whatever order they were told.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Interval>", into = "Vec<Interval>")]
pub struct Intervals(Vec<Interval>);

impl From<Vec<Interval>> for Intervals {
    fn from(mut told: Vec<Interval>) -> Self {
        told.retain(|one| one.until.is_none_or(|until| one.from < until));
        told.sort_unstable_by_key(|one| one.from);
        let mut joined: Vec<Interval> = Vec::with_capacity(told.len());
        for next in told {
            match joined.last_mut() {
                Some(last) if last.until.is_none_or(|until| next.from <= until) => {
                    last.until = last.until.zip(next.until).map(|(one, other)| one.max(other));
                }
                _ => joined.push(next),
            }
        }
        Self(joined)
    }
}

impl From<Intervals> for Vec<Interval> {
    fn from(intervals: Intervals) -> Self {
        intervals.0
    }
}

impl Intervals {
    /// It begins, unless it goes on already.
    #[must_use]
    pub fn begin(mut self, at: Instant) -> Self {
        self.0.push(Interval { from: at, until: None });
        self.0.into()
    }

    /// What goes on ends. What began only after `at` has not been.
    #[must_use]
    pub fn end(mut self, at: Instant) -> Self {
        for one in &mut self.0 {
            one.until = one.until.or(Some(at));
        }
        self.0.into()
    }

    pub fn holds(&self, at: Instant) -> bool {
        self.0.iter().any(|one| one.holds(at))
    }

    pub fn iter(&self) -> impl Iterator<Item = Interval> + '_ {
        self.0.iter().copied()
    }
}

/// What is a contact in the sense of R4.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ContactKind {
    /// The seeker entered the waiting room of the meeting.
    WaitingRoom,
    /// The button 「遅れます」.
    RunningLate,
    /// The button 「つながりません」.
    CannotConnect,
    /// A call, logged by staff.
    Call { by: StaffId },
    /// 連絡あり: staff heard otherwise, by mail or at the window.
    Noted { by: StaffId },
}

/// A sign of the seeker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Contact {
    /// When it happened, not when we heard of it.
    pub at: Instant,
    #[serde(flatten)]
    pub kind: ContactKind,
}

/// Staff took a cancellation back, or kept it from happening, whatever the clock says.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Undone {
    pub at: Instant,
    pub by: StaffId,
    pub why: String,
}

/// Everything that the rule asks of one consultation.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct TenMinutes {
    pub starts: Instant,
    /// When the counter was marked ready for this consultation.
    pub ready: Intervals,
    /// When staff, or Zoom by being down, held the clock.
    pub paused: Intervals,
    /// In any order.
    pub contacts: Vec<Contact>,
    pub undone: Option<Undone>,
}

/// What is to be said of the seeker's silence.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// Nothing yet. `runs_out_at` is absent while the clock stands still.
    Open { runs_out_at: Option<Instant> },
    /// In contact in time; the first contact that was.
    InContact(Contact),
    /// Silent until this instant, to the millisecond: cancelled (Art. 6(6)). This alone counts against the seeker.
    Silent { at: Instant },
    /// Staff decided otherwise.
    Undone(Undone),
}

impl TenMinutes {
    pub fn new(starts: Instant) -> Self {
        Self { starts, ready: Intervals::default(), paused: Intervals::default(), contacts: Vec::new(), undone: None }
    }

    /// Whether the clock runs at `now`.
    pub fn runs(&self, now: Instant) -> bool {
        now >= self.starts && self.counts(now)
    }

    fn counts(&self, at: Instant) -> bool {
        self.ready.holds(at) && !self.paused.holds(at)
    }

    /// The times at which the clock ran before `now`, in their order.
    fn ran(&self, now: Instant) -> Vec<(Instant, Instant)> {
        let mut ran = Vec::new();
        for ready in self.ready.iter() {
            let mut from = ready.from.max(self.starts);
            let until = ready.until.map_or(now, |until| until.min(now));
            for pause in self.paused.iter().filter(|pause| pause.from < until) {
                if from < pause.from {
                    ran.push((from, pause.from));
                }
                // A pause that goes on leaves nothing after it.
                from = from.max(pause.until.unwrap_or(until));
            }
            if from < until {
                ran.push((from, until));
            }
        }
        ran
    }

    /// How long the clock has run since the start.
    pub fn elapsed(&self, now: Instant) -> TimeDelta {
        self.ran(now).into_iter().map(|(from, until)| until - from).sum()
    }

    /// The instant at which the clock reached ten minutes, if that was by `now`.
    fn ran_out(&self, now: Instant) -> Option<Instant> {
        let mut left = LIMIT;
        for (from, until) in self.ran(now) {
            if until - from >= left {
                return Some(from + left);
            }
            left -= until - from;
        }
        None
    }

    /// The first contact by `now` that happened before the clock reached ten minutes. Before the start it counts too.
    fn in_time(&self, now: Instant) -> Option<Contact> {
        let heard = self.contacts.iter().filter(|contact| contact.at <= now && self.elapsed(contact.at) < LIMIT);
        heard.min_by_key(|contact| contact.at).copied()
    }

    /// When the ten minutes end, or ended, if the counter stays as it is at `now`. None while it is not ready or the
    /// clock is paused, and none once the seeker is in contact or staff have decided.
    pub fn runs_out_at(&self, now: Instant) -> Option<Instant> {
        if self.undone.is_some() || self.in_time(now).is_some() {
            return None;
        }
        self.ran_out(now).or_else(|| self.counts(now).then(|| now.max(self.starts) + LIMIT - self.elapsed(now)))
    }

    /// What is to be said at `now`. A cancellation is due from the very instant of [`TenMinutes::runs_out_at`] on, and
    /// what is heard later turns it back if it happened before.
    pub fn verdict(&self, now: Instant) -> Verdict {
        if let Some(undone) = &self.undone {
            return Verdict::Undone(undone.clone());
        }
        if let Some(contact) = self.in_time(now) {
            return Verdict::InContact(contact);
        }
        match self.ran_out(now) {
            Some(at) => Verdict::Silent { at },
            None => Verdict::Open { runs_out_at: self.runs_out_at(now) },
        }
    }

    /// Whether this contact, heard at `now`, takes back a cancellation.
    pub fn reinstates(&self, contact: Contact, now: Instant) -> bool {
        matches!(self.verdict(now), Verdict::Silent { .. }) && contact.at <= now && self.elapsed(contact.at) < LIMIT
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    /// `mm:ss` or `mm:ss.mmm` after the start, with a minus before it.
    fn at(text: &str) -> Instant {
        let start: Instant = "2026-11-25T01:00:00Z".parse().unwrap();
        let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (minutes, seconds) = text.split_once(':').unwrap();
        let (seconds, millis) = seconds.split_once('.').unwrap_or((seconds, "0"));
        let [minutes, seconds, millis] = [minutes, seconds, millis].map(|part| part.parse::<i64>().unwrap());
        start + TimeDelta::milliseconds(sign * ((minutes * 60 + seconds) * 1000 + millis))
    }

    /// `0:00-5:00 7:00-`
    fn times(text: &str) -> Intervals {
        let interval = |part: &str| {
            let (from, until) = part.rsplit_once('-').unwrap();
            Interval { from: at(from), until: (!until.is_empty()).then(|| at(until)) }
        };
        text.split_whitespace().map(interval).collect::<Vec<_>>().into()
    }

    fn consultation(ready: &str, paused: &str) -> TenMinutes {
        TenMinutes { ready: times(ready), paused: times(paused), ..TenMinutes::new(at("0:00")) }
    }

    fn sign(moment: &str) -> Contact {
        Contact { at: at(moment), kind: ContactKind::RunningLate }
    }

    #[rstest]
    #[case::ready_all_along("-5:00-", "", "10:00")]
    #[case::ready_at_the_start("0:00-", "", "10:00")]
    #[case::office_seven_minutes_late("7:00-", "", "17:00")]
    #[case::paused_in_the_middle("0:00-", "4:00-9:30", "15:30")]
    #[case::paused_across_the_start("-5:00-", "-1:00-2:00", "12:00")]
    #[case::counter_away_in_the_middle("0:00-3:00 8:00-", "", "15:00")]
    #[case::away_and_paused_at_once("0:00-3:00 8:00-", "2:00-9:00", "17:00")]
    #[case::paused_twice("0:00-", "1:00-2:00 3:00-4:00.500", "12:00.500")]
    #[case::paused_only_afterwards("0:00-", "10:00-20:00", "10:00")]
    #[case::marked_away_afterwards("0:00-10:00", "", "10:00")]
    fn the_clock_runs_out_to_the_millisecond(#[case] ready: &str, #[case] paused: &str, #[case] end: &str) {
        let rule = consultation(ready, paused);
        let end = at(end);
        let just_before = end - TimeDelta::milliseconds(1);
        assert_eq!(rule.runs_out_at(just_before).filter(|_| rule.runs(just_before)), Some(end));
        assert_eq!(rule.verdict(just_before), Verdict::Open { runs_out_at: Some(end) });
        assert_eq!(rule.verdict(end), Verdict::Silent { at: end });
        assert_eq!(rule.verdict(end + TimeDelta::hours(9)), Verdict::Silent { at: end });
    }

    #[rstest]
    #[case::never_ready("", "")]
    #[case::ready_only_before("-5:00-0:00", "")]
    #[case::away_after_nine("0:00-9:59.999", "")]
    #[case::paused_and_never_resumed("0:00-", "9:59.999-")]
    #[case::paused_all_along("0:00-", "-1:00-")]
    fn a_clock_that_stands_still_says_nothing(#[case] ready: &str, #[case] paused: &str) {
        let rule = consultation(ready, paused);
        for moment in ["10:00", "30:00", "600:00"] {
            assert_eq!(rule.verdict(at(moment)), Verdict::Open { runs_out_at: None }, "{moment}");
            assert_eq!(rule.runs_out_at(at(moment)), None);
        }
    }

    #[test]
    fn a_counter_ready_before_the_start_says_when() {
        let rule = consultation("-5:00-", "");
        assert_eq!(rule.runs_out_at(at("-3:00")), Some(at("10:00")));
        assert_eq!(rule.elapsed(at("-3:00")), TimeDelta::zero());
        assert!(!rule.runs(at("-3:00")));
        assert_eq!(rule.elapsed(at("3:00")), TimeDelta::minutes(3));
    }

    #[rstest]
    #[case::the_day_before("-1440:00", true)]
    #[case::at_the_start("0:00", true)]
    #[case::just_in_time("9:59.999", true)]
    #[case::just_too_late("10:00.000", false)]
    #[case::late("12:00", false)]
    fn a_contact_counts_by_its_moment(#[case] moment: &str, #[case] counts: bool) {
        let mut rule = consultation("0:00-", "");
        let silent = Verdict::Silent { at: at("10:00") };
        assert_eq!(rule.verdict(at("30:00")), silent);
        assert_eq!(rule.reinstates(sign(moment), at("30:00")), counts);
        rule.contacts.push(sign(moment));
        assert_eq!(rule.verdict(at("30:00")), if counts { Verdict::InContact(sign(moment)) } else { silent });
        assert_eq!(rule.runs_out_at(at("30:00")), (!counts).then(|| at("10:00")));
    }

    #[test]
    fn a_contact_while_the_clock_stands_is_in_time() {
        let mut rule = consultation("0:00-", "9:00-25:00");
        rule.contacts.push(sign("24:00"));
        assert_eq!(rule.verdict(at("40:00")), Verdict::InContact(sign("24:00")));
        // What has not happened yet is not known.
        assert_eq!(rule.verdict(at("8:00")), Verdict::Open { runs_out_at: Some(at("10:00")) });
    }

    #[test]
    fn the_first_contact_is_told_whatever_the_order() {
        let mut rule = consultation("0:00-", "");
        rule.contacts = vec![sign("11:00"), sign("8:00"), sign("2:00")];
        assert_eq!(rule.verdict(at("9:00")), Verdict::InContact(sign("2:00")));
    }

    #[test]
    fn staff_can_undo() {
        let mut rule = consultation("0:00-", "");
        let undone = Undone { at: at("12:00"), by: StaffId(Uuid::nil()), why: "別の窓口で相談中".to_owned() };
        rule.undone = Some(undone.clone());
        assert_eq!(rule.verdict(at("20:00")), Verdict::Undone(undone));
        assert_eq!(rule.runs_out_at(at("20:00")), None);
        assert!(!rule.reinstates(sign("1:00"), at("20:00")));
    }

    #[test]
    fn beginning_twice_is_once_and_ending_before_the_beginning_is_never() {
        let begun = Intervals::default().begin(at("0:00")).begin(at("2:00"));
        assert_eq!(begun, times("0:00-"));
        assert_eq!(begun.end(at("3:00")).end(at("4:00")), times("0:00-3:00"));
        assert_eq!(Intervals::default().begin(at("5:00")).end(at("4:00")), Intervals::default());
        assert_eq!(times("4:00-6:00 0:00-4:00"), times("0:00-6:00"));
    }

    #[test]
    fn it_is_kept_as_json() {
        let mut rule = consultation("-5:00-3:00 7:00-", "1:00-2:00");
        rule.contacts.push(Contact { at: at("1:00"), kind: ContactKind::Call { by: StaffId(Uuid::nil()) } });
        rule.contacts.push(Contact { at: at("2:00"), kind: ContactKind::WaitingRoom });
        let json = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<TenMinutes>(&json).unwrap(), rule);
    }

    fn any_times() -> impl Strategy<Value = Intervals> {
        prop::collection::vec((-10_i64..40, prop::option::weighted(0.8, 1_i64..20)), 0..5).prop_map(|told| {
            let minute = |n: i64| at("0:00") + TimeDelta::minutes(n);
            let interval = |(from, length): (i64, Option<i64>)| Interval {
                from: minute(from),
                until: length.map(|length| minute(from + length)),
            };
            told.into_iter().map(interval).collect::<Vec<_>>().into()
        })
    }

    fn any_rule() -> impl Strategy<Value = TenMinutes> {
        (any_times(), any_times(), prop::collection::vec(-10_i64..60, 0..3)).prop_map(|(ready, paused, contacts)| {
            let contact = |n| Contact { at: at("0:00") + TimeDelta::minutes(n), kind: ContactKind::CannotConnect };
            let contacts = contacts.into_iter().map(contact).collect();
            TenMinutes { ready, paused, contacts, ..TenMinutes::new(at("0:00")) }
        })
    }

    proptest! {
        /// Counted minute by minute, the clock shows the same.
        #[test]
        fn the_clock_is_the_count_of_the_minutes_it_ran(rule in any_rule(), now in -10_i64..70) {
            let minute = |n: i64| at("0:00") + TimeDelta::minutes(n);
            let counted = (0..now.max(0)).filter(|n| rule.runs(minute(*n))).count();
            prop_assert_eq!(rule.elapsed(minute(now)), TimeDelta::minutes(counted as i64));
        }

        /// Silence is final but for what is heard later, and it comes at the instant that was told before.
        #[test]
        fn silence_comes_when_it_was_told(rule in any_rule(), now in -10_i64..70, later in 0_i64..70) {
            let minute = |n: i64| at("0:00") + TimeDelta::minutes(n);
            match rule.verdict(minute(now)) {
                Verdict::Open { runs_out_at: Some(end) } => {
                    prop_assert!(minute(now) < end);
                    prop_assert!(rule.elapsed(end) <= LIMIT);
                    if rule.elapsed(end) == LIMIT && !rule.contacts.iter().any(|contact| contact.at < end) {
                        prop_assert_eq!(rule.verdict(end), Verdict::Silent { at: end });
                    }
                }
                Verdict::Open { runs_out_at: None } => prop_assert!(!rule.runs(minute(now))),
                verdict @ Verdict::Silent { at } => {
                    prop_assert_eq!(rule.elapsed(at), LIMIT);
                    prop_assert!(at <= minute(now));
                    prop_assert_eq!(rule.verdict(minute(now + later)), verdict);
                }
                verdict => prop_assert_eq!(rule.verdict(minute(now + later)), verdict),
            }
        }
    }
}
