//! The office-day engine (R1): which days count, until when a booking must be confirmed, how long a seat is held.
//!
//! One engine for the server and the browser: [`OfficeDays`] is sent to the page, which tells each slot's deadline by
//! the same code that decides it.
//!
//! Settings with a date are those in force on the day of the *consultation*, not on the day of booking: everybody who
//! looks at a slot sees one deadline, whenever they look. A booking keeps the deadline it was made with, so a later
//! change never moves it; that is for the booking's row, not for this engine.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use super::{
    holiday::{Holiday, holiday},
    time::{Instant, at_jst, date_jst},
};

/// The site stops offering a slot this long before its deadline, so that the confirmation mail has time (R1).
pub const OFFER_ENDS_BEFORE: Duration = Duration::minutes(30);

const LAST_SECOND: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => panic!("the last second of a day is a time"),
};

/// By when a booking must be confirmed: `days` office days before the consultation, at `time` in Japan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutOff {
    pub days: u8,
    pub time: NaiveTime,
}

impl Default for CutOff {
    /// Art. 6(1): two office days ahead, until the last second of the day.
    fn default() -> Self {
        Self { days: 2, time: LAST_SECOND }
    }
}

/// Why the office is closed on a day, as told to the public.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClosureReason {
    pub ja: String,
    /// Absent: the Japanese text is shown, and said to be a fallback.
    pub en: Option<String>,
}

/// A day the office opens although the calendar says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExtraOpening {
    /// Whether the day counts when deadlines are reckoned.
    pub counts_as_office_day: bool,
}

/// What the office set for its days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeDays {
    pub closures: BTreeMap<NaiveDate, ClosureReason>,
    pub extra_openings: BTreeMap<NaiveDate, ExtraOpening>,
    /// Each with the first day of consultation it holds for, in any order; of two with one day the later entry.
    pub cut_offs: Vec<(NaiveDate, CutOff)>,
    /// How many days ahead the site offers, each with the first day on which it holds for those who look; without one, all.
    pub horizons: Vec<(NaiveDate, u16)>,
}

/// What kind of day it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Day {
    Office,
    /// Takes bookings; an office day only if marked so.
    ExtraOpening(ExtraOpening),
    Weekend,
    Holiday(Holiday),
    /// 12-29 to 01-03.
    YearEnd,
    Closure(ClosureReason),
}

impl Day {
    pub fn takes_bookings(&self) -> bool {
        matches!(self, Day::Office | Day::ExtraOpening(_))
    }

    pub fn is_office_day(&self) -> bool {
        matches!(self, Day::Office | Day::ExtraOpening(ExtraOpening { counts_as_office_day: true }))
    }
}

/// Why a slot can not be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NotBookable {
    #[error("the consultation has begun")]
    Past,
    #[error("it had to be confirmed by {deadline}")]
    CutOffPassed { deadline: Instant },
    #[error("the office takes no bookings for that day")]
    Closed(Day),
    #[error("bookings are taken until {last}")]
    TooFarAhead { last: NaiveDate },
}

impl OfficeDays {
    /// A closure wins over an extra opening: it is the news. A holiday's name wins over 年末年始 and the weekend,
    /// because it tells more. An extra opening of a usual office day changes nothing.
    pub fn day(&self, date: NaiveDate) -> Day {
        if let Some(reason) = self.closures.get(&date) {
            return Day::Closure(reason.clone());
        }
        let by_calendar = if let Some(holiday) = holiday(date) {
            Day::Holiday(holiday)
        } else if matches!((date.month(), date.day()), (12, 29..=31) | (1, 1..=3)) {
            Day::YearEnd
        } else if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            Day::Weekend
        } else {
            return Day::Office;
        };
        match self.extra_openings.get(&date) {
            Some(&opening) => Day::ExtraOpening(opening),
            None => by_calendar,
        }
    }

    pub fn takes_bookings(&self, date: NaiveDate) -> bool {
        self.day(date).takes_bookings()
    }

    pub fn is_office_day(&self, date: NaiveDate) -> bool {
        self.day(date).is_office_day()
    }

    /// The `n`th office day before `date`, itself not counted; `date` where `n` is 0.
    pub fn office_days_before(&self, date: NaiveDate, n: u8) -> NaiveDate {
        let mut day = date;
        for _ in 0..n {
            loop {
                let Some(before) = day.pred_opt() else {
                    return day;
                };
                day = before;
                if self.is_office_day(day) {
                    break;
                }
            }
        }
        day
    }

    /// The setting in force on the day of the consultation.
    pub fn cut_off(&self, consultation: NaiveDate) -> CutOff {
        self.cut_offs
            .iter()
            .filter(|(from, _)| *from <= consultation)
            .max_by_key(|(from, _)| *from)
            .map_or_else(CutOff::default, |(_, cut_off)| *cut_off)
    }

    /// The last day that the site offers to those who look on `today`; `None` where the office set no horizon. Staff may
    /// book beyond it.
    pub fn last_offered(&self, today: NaiveDate) -> Option<NaiveDate> {
        let horizons = self.horizons.iter().filter(|(from, _)| *from <= today);
        horizons.max_by_key(|(from, _)| *from).map(|(_, days)| today + Duration::days(i64::from(*days)))
    }

    /// The last instant at which a booking of this start may be confirmed (R1), always before the start.
    pub fn deadline(&self, starts: Instant) -> Instant {
        let date = date_jst(starts);
        let cut_off = self.cut_off(date);
        let deadline = at_jst(self.office_days_before(date, cut_off.days), cut_off.time);
        // Only an office that asks for no day ahead can set an hour after the start.
        deadline.min(starts - Duration::seconds(1))
    }

    /// Whether the site offers this start now, and the deadline if so. The offer ends [`OFFER_ENDS_BEFORE`] the
    /// deadline; who holds the seat by then may still confirm it, see [`OfficeDays::confirmable`].
    pub fn bookable(&self, starts: Instant, now: Instant) -> Result<Instant, NotBookable> {
        if let Some(last) = self.last_offered(date_jst(now)).filter(|last| *last < date_jst(starts)) {
            return Err(NotBookable::TooFarAhead { last });
        }
        self.open_until(starts, now, OFFER_ENDS_BEFORE)
    }

    /// Whether a seat already held may be confirmed now; the deadline's last second is still in time.
    pub fn confirmable(&self, starts: Instant, now: Instant) -> Result<Instant, NotBookable> {
        self.open_until(starts, now, Duration::zero())
    }

    fn open_until(&self, starts: Instant, now: Instant, ahead: Duration) -> Result<Instant, NotBookable> {
        if starts <= now {
            return Err(NotBookable::Past);
        }
        let day = self.day(date_jst(starts));
        if !day.takes_bookings() {
            return Err(NotBookable::Closed(day));
        }
        let deadline = self.deadline(starts);
        if now > deadline - ahead {
            return Err(NotBookable::CutOffPassed { deadline });
        }
        Ok(deadline)
    }

    /// The end of a hold taken now for `minutes`, never beyond the deadline (R1). Five more of them, ten times at most,
    /// are a matter of the booking's state.
    pub fn hold_until(&self, starts: Instant, now: Instant, minutes: u8) -> Instant {
        (now + Duration::minutes(i64::from(minutes))).min(self.deadline(starts))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A time on the clocks of Japan.
    fn at(text: &str) -> Instant {
        let (date, time) = text.split_once(' ').unwrap();
        at_jst(day(date), time.parse().unwrap())
    }

    fn closed(ja: &str) -> ClosureReason {
        ClosureReason { ja: ja.to_owned(), en: None }
    }

    #[test]
    fn the_site_offers_as_far_ahead_as_the_setting_of_the_day_says() {
        let horizons = vec![(day("2026-12-01"), 14), (day("2020-01-01"), 7)];
        let office = OfficeDays { horizons, ..OfficeDays::default() };
        let ask = |starts, now| office.bookable(at(starts), at(now)).is_ok();
        assert!(ask("2026-12-01 10:00:00", "2026-11-24 10:00:00"));
        let last = day("2026-12-01");
        let answer = office.bookable(at("2026-12-02 10:00:00"), at("2026-11-24 23:59:59"));
        assert_eq!(answer, Err(NotBookable::TooFarAhead { last }));
        assert!(ask("2026-12-15 10:00:00", "2026-12-01 00:00:00"), "the new setting");
        assert!(!ask("2026-12-16 10:00:00", "2026-12-01 00:00:00"));
        assert!(office.confirmable(at("2026-12-22 10:00:00"), at("2026-11-24 10:00:00")).is_ok(), "staff may");
        assert_eq!(OfficeDays::default().last_offered(last), None);
    }

    /// Every example that R1 works.
    #[rstest]
    #[case("2026-11-25", "2026-11-20")]
    #[case("2026-12-07", "2026-12-03")]
    #[case("2027-01-04", "2026-12-25")]
    #[case("2027-01-05", "2026-12-28")]
    #[case("2027-01-06", "2027-01-04")]
    #[case("2027-03-23", "2027-03-18")]
    #[case("2027-05-06", "2027-04-28")]
    fn worked_examples_of_r1(#[case] consultation: NaiveDate, #[case] last_day: NaiveDate) {
        let office = OfficeDays::default();
        for time in ["08:30:00", "10:00:00", "16:45:00"] {
            let starts = at_jst(consultation, time.parse().unwrap());
            let deadline = at_jst(last_day, "23:59:59".parse().unwrap());
            assert_eq!(office.deadline(starts), deadline);
            assert_eq!(office.confirmable(starts, deadline), Ok(deadline));
            assert_eq!(
                office.confirmable(starts, deadline + Duration::seconds(1)),
                Err(NotBookable::CutOffPassed { deadline })
            );
        }
    }

    #[rstest]
    #[case("2026-11-24", Day::Office)]
    #[case("2026-11-23", Day::Holiday(Holiday::LabourThanksgiving))]
    #[case("2026-11-22", Day::Weekend)]
    #[case("2026-12-28", Day::Office)]
    #[case("2026-12-29", Day::YearEnd)]
    #[case("2027-01-01", Day::Holiday(Holiday::NewYear))]
    #[case("2027-01-02", Day::YearEnd)]
    #[case("2027-01-03", Day::YearEnd)]
    #[case("2027-01-04", Day::Office)]
    #[case("2020-10-12", Day::Office)]
    fn kinds_of_day(#[case] date: NaiveDate, #[case] kind: Day) {
        assert_eq!(OfficeDays::default().day(date), kind);
    }

    #[test]
    fn the_site_stops_offering_half_an_hour_before() {
        let office = OfficeDays::default();
        let starts = at("2026-11-25 10:00:00");
        let deadline = at("2026-11-20 23:59:59");
        assert_eq!(office.bookable(starts, at("2026-11-20 23:29:59")), Ok(deadline));
        assert_eq!(office.bookable(starts, at("2026-11-20 23:30:00")), Err(NotBookable::CutOffPassed { deadline }));
        assert_eq!(office.confirmable(starts, at("2026-11-20 23:30:00")), Ok(deadline));
        assert_eq!(office.bookable(starts, starts), Err(NotBookable::Past));
        assert_eq!(
            office.bookable(at("2026-11-23 10:00:00"), at("2026-11-01 10:00:00")),
            Err(NotBookable::Closed(Day::Holiday(Holiday::LabourThanksgiving)))
        );
    }

    #[test]
    fn a_closure_moves_the_deadline_ahead() {
        let office = OfficeDays {
            closures: BTreeMap::from([(day("2026-12-03"), closed("庁舎の工事"))]),
            ..OfficeDays::default()
        };
        assert_eq!(office.deadline(at("2026-12-07 10:00:00")), at("2026-12-02 23:59:59"));
        assert_eq!(
            office.bookable(at("2026-12-03 10:00:00"), at("2026-11-01 09:00:00")),
            Err(NotBookable::Closed(Day::Closure(closed("庁舎の工事"))))
        );
    }

    #[rstest]
    #[case::takes_bookings_only(false, "2026-12-03 23:59:59")]
    #[case::counts_too(true, "2026-12-04 23:59:59")]
    fn a_saturday_opened(#[case] counts_as_office_day: bool, #[case] deadline: &str) {
        let office = OfficeDays {
            extra_openings: BTreeMap::from([(day("2026-12-05"), ExtraOpening { counts_as_office_day })]),
            ..OfficeDays::default()
        };
        assert!(office.takes_bookings(day("2026-12-05")));
        assert_eq!(office.is_office_day(day("2026-12-05")), counts_as_office_day);
        assert_eq!(office.deadline(at("2026-12-07 10:00:00")), at(deadline));
        assert_eq!(office.deadline(at("2026-12-05 10:00:00")), at("2026-12-03 23:59:59"));
    }

    #[test]
    fn an_opening_does_not_unmake_an_office_day_and_a_closure_ends_an_opening() {
        let mut office = OfficeDays::default();
        for date in ["2026-12-04", "2026-12-05"] {
            office.extra_openings.insert(day(date), ExtraOpening { counts_as_office_day: false });
        }
        assert_eq!(office.day(day("2026-12-04")), Day::Office);
        office.closures.insert(day("2026-12-05"), closed("大雪"));
        assert_eq!(office.day(day("2026-12-05")), Day::Closure(closed("大雪")));
    }

    #[test]
    fn a_setting_holds_from_its_day_of_consultation() {
        let one_day = CutOff { days: 1, time: "17:00:00".parse().unwrap() };
        let three_days = CutOff { days: 3, time: LAST_SECOND };
        let office = OfficeDays {
            cut_offs: vec![(day("2027-02-01"), three_days), (day("2026-12-08"), one_day)],
            ..OfficeDays::default()
        };
        assert_eq!(office.deadline(at("2026-12-07 10:00:00")), at("2026-12-03 23:59:59"));
        assert_eq!(office.deadline(at("2026-12-08 10:00:00")), at("2026-12-07 17:00:00"));
        assert_eq!(office.deadline(at("2027-02-01 10:00:00")), at("2027-01-27 23:59:59"));
    }

    #[test]
    fn an_office_that_asks_for_no_day_ahead_ends_at_the_start() {
        let office = OfficeDays {
            cut_offs: vec![(day("2026-01-01"), CutOff { days: 0, time: LAST_SECOND })],
            ..OfficeDays::default()
        };
        assert_eq!(office.deadline(at("2026-12-07 10:00:00")), at("2026-12-07 09:59:59"));
    }

    #[test]
    fn a_hold_ends_at_the_deadline_at_the_latest() {
        let office = OfficeDays::default();
        let starts = at("2026-11-25 10:00:00");
        let hold = |now| office.hold_until(starts, at(now), 10);
        assert_eq!(hold("2026-11-20 12:00:00"), at("2026-11-20 12:10:00"));
        assert_eq!(hold("2026-11-20 23:55:00"), at("2026-11-20 23:59:59"));
    }

    #[test]
    fn the_browser_gets_the_same_rules() {
        let office = OfficeDays {
            closures: BTreeMap::from([(day("2026-12-03"), closed("工事"))]),
            extra_openings: BTreeMap::from([(day("2026-12-05"), ExtraOpening { counts_as_office_day: true })]),
            cut_offs: vec![(day("2026-12-01"), CutOff::default())],
            horizons: vec![(day("2026-12-01"), 60)],
        };
        let wire = serde_json::to_string(&office).unwrap();
        assert_eq!(serde_json::from_str::<OfficeDays>(&wire).unwrap(), office);
    }

    prop_compose! {
        fn any_office()(
            closures in proptest::collection::btree_set(0_i64..800, 0..40),
            openings in proptest::collection::btree_map(0_i64..800, any::<bool>(), 0..40),
            cut_off in (0_u8..6, 0_u32..86_400),
        ) -> OfficeDays {
            let date = |n: i64| day("2026-01-01") + Duration::days(n);
            OfficeDays {
                closures: closures.into_iter().map(|n| (date(n), closed("休み"))).collect(),
                extra_openings: openings
                    .into_iter()
                    .map(|(n, counts_as_office_day)| (date(n), ExtraOpening { counts_as_office_day }))
                    .collect(),
                cut_offs: vec![(date(0), CutOff {
                    days: cut_off.0,
                    time: NaiveTime::from_num_seconds_from_midnight_opt(cut_off.1, 0).unwrap(),
                })],
                horizons: Vec::new(),
            }
        }
    }

    fn any_start() -> impl Strategy<Value = Instant> {
        // 2026-02-01 to 2027-12-31, any minute.
        (0_i64..698 * 1_440).prop_map(|minute| at("2026-02-01 00:00:00") + Duration::minutes(minute))
    }

    proptest! {
        #[test]
        fn deadline_is_before_the_start_and_never_goes_back(
            office in any_office(), one in any_start(), other in any_start(),
        ) {
            let (first, second) = if one <= other { (one, other) } else { (other, one) };
            prop_assert!(office.deadline(first) < first);
            prop_assert!(office.deadline(first) <= office.deadline(second));
        }

        #[test]
        fn just_so_many_office_days_lie_between(office in any_office(), starts in any_start(), n in 1_u8..6) {
            let date = date_jst(starts);
            let before = office.office_days_before(date, n);
            prop_assert!(office.is_office_day(before));
            let counted = before.iter_days().take_while(|&d| d < date).filter(|&d| office.is_office_day(d)).count();
            prop_assert_eq!(counted, usize::from(n));
        }

        #[test]
        fn what_is_bookable_is_confirmable_and_can_be_held(
            office in any_office(), starts in any_start(), minutes in 0_i64..20_000,
        ) {
            let now = starts - Duration::minutes(minutes);
            if let Ok(deadline) = office.bookable(starts, now) {
                prop_assert_eq!(office.confirmable(starts, now), Ok(deadline));
                let until = office.hold_until(starts, now, 10);
                prop_assert_eq!(until, now + Duration::minutes(10));
                prop_assert!(until < deadline);
            }
        }
    }
}
