//! Silent no-shows, counted over the office's window (Art. 6(6), R4).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    booking::State,
    ids::BookingId,
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

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::{booking::Canceller, ids::StaffId, time::at_jst};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn noon(text: &str) -> Instant {
        at_jst(day(text), NaiveTime::from_hms_opt(12, 0, 0).unwrap())
    }

    fn silences(days: &[&str]) -> Vec<Silence> {
        (1..).zip(days).map(|(n, day)| Silence { booking: BookingId(Uuid::from_u128(n)), at: noon(day) }).collect()
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
            State::Cancelled { at, by: Canceller::Office { who: StaffId(Uuid::from_u128(1)) } },
            State::Cancelled { at, by: Canceller::SeekerByLink },
            State::Void { at },
            State::Attended { at },
            State::Stopped { at, who: StaffId(Uuid::from_u128(1)) },
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
