//! The waiting list (空き待ち): what somebody wishes for, whose turn it is when a seat comes free, and the life of a wish.
//!
//! ```text
//! Asked ─confirm─▶ Waiting ─offer─▶ Offered ─accept─▶ Accepted ─booked─▶ Ended
//!                   ▲ ▲ └───────────────┤ declined, withdrawn, or ran out once
//!                   │ └──wake── Asleep ◀┘ ran out twice, or its letter did not arrive
//!                   └─────────────────────── Accepted, and its hold let go or run out
//! ```
//!
//! A wish is fulfilled by the booking, not by the yes: if the seat that was accepted is not booked, it waits again in its old
//! place, as after a no.
//!
//! Whoever confirmed first comes first. A time is offered to a wish once: whoever let it go does not stand in the way of the
//! next one, and the same seat does not come back to them every half an hour.
//!
//! An address that cannot be written to (the mail server refuses the letter for good, or it comes back) is offered nothing:
//! the open offer ends at once, and every wish of that address at the office sleeps until its owner wakes it. A letter from
//! before they confirmed or woke it says nothing any more, nor does one about another seat than that which is offered.

use super::{
    ids::{BookingId, CounterId, HostId, SlotId, WishId},
    kind::Kind,
    office_day::{OFFER_ENDS_BEFORE, OfficeDays},
    slot::Span,
    time::{Instant, date_jst, jst},
};
use chrono::{Datelike, Duration, NaiveDate, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// Wishes that one mail address may have at once at an office.
pub const MOST_AT_ONCE: usize = 3;
/// How long a seat is offered to one where the office set nothing else, in minutes.
pub const OFFER_MINUTES: u8 = 30;
/// After so many offers without an answer the wish sleeps until its owner wakes it: a forgotten one costs each seat half an
/// hour of everybody else's.
pub const MOST_UNANSWERED: u8 = 2;
/// The hour in Japan from which on seats are offered.
const DAY_BEGINS: u32 = 8;
/// The hour in Japan by which an offer has ended.
const DAY_ENDS: u32 = 21;
/// How far ahead one may wish where the office set no horizon, in days.
const FARTHEST: i64 = 366;

/// When in the day it may begin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Any,
    /// Before noon in Japan.
    Morning,
    Afternoon,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Any, Part::Morning, Part::Afternoon];

    /// The word of forms.
    pub fn word(self) -> &'static str {
        match self {
            Part::Any => "any",
            Part::Morning => "morning",
            Part::Afternoon => "afternoon",
        }
    }

    pub fn of_word(word: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// Days of the week; none at all is any.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(u8);

impl Weekdays {
    pub const MONDAY_FIRST: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    #[must_use]
    pub fn with(self, day: Weekday) -> Weekdays {
        Weekdays(self.0 | 1 << day.num_days_from_monday())
    }

    /// Whether it was named.
    pub fn names(self, day: Weekday) -> bool {
        self.0 & 1 << day.num_days_from_monday() != 0
    }

    pub fn is_any(self) -> bool {
        self.0 & 0b111_1111 == 0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Weekdays::default(), Weekdays::with)
    }
}

/// The days and times that suit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wants {
    pub from: NaiveDate,
    /// The last day; it counts.
    pub until: NaiveDate,
    pub weekdays: Weekdays,
    pub part: Part,
}

/// What is wrong with the days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoDays {
    #[error("the last day is before the first")]
    Backwards,
    #[error("the last day is over")]
    Over,
    #[error("the office takes bookings until {last}")]
    TooFarAhead { last: NaiveDate },
}

/// The last day that can be wished today.
pub fn last_day(days: &OfficeDays, today: NaiveDate) -> NaiveDate {
    days.last_offered(today).unwrap_or(today + Duration::days(FARTHEST))
}

impl Wants {
    /// Whether somebody may wish this today, where the office takes bookings until `last`.
    pub fn check(&self, today: NaiveDate, last: NaiveDate) -> Result<(), NoDays> {
        match self {
            Wants { from, until, .. } if until < from => Err(NoDays::Backwards),
            Wants { until, .. } if *until < today => Err(NoDays::Over),
            Wants { until, .. } if *until > last => Err(NoDays::TooFarAhead { last }),
            _ => Ok(()),
        }
    }

    pub fn suits(&self, starts: Instant) -> bool {
        let (date, local) = (date_jst(starts), jst(starts));
        let part = match self.part {
            Part::Any => true,
            Part::Morning => local.hour() < 12,
            Part::Afternoon => local.hour() >= 12,
        };
        part && self.from <= date
            && date <= self.until
            && (self.weekdays.is_any() || self.weekdays.names(date.weekday()))
    }
}

/// Why a wish is one no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    TakenBack,
    Accepted,
    /// Its days are over, or the booking that it was to move.
    Over,
}

/// Where a wish stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Left on the site; nobody at the address has answered yet.
    Asked,
    /// Since when it counts, and how many offers ran out one after another.
    Waiting {
        since: Instant,
        unanswered: u8,
    },
    Offered {
        since: Instant,
        unanswered: u8,
        /// The hold that keeps the seat.
        seat: BookingId,
        until: Instant,
    },
    /// They said yes, and the seat is the hold of a browser; it is not booked yet.
    Accepted {
        since: Instant,
        seat: BookingId,
    },
    Asleep {
        since: Instant,
        /// It fell asleep because its letter did not arrive.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unreached: bool,
    },
    Ended {
        at: Instant,
        why: End,
    },
}

/// It does not fit where the wish stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotPossible {
    #[error("the offer has run out")]
    Lapsed,
    #[error("the wish has ended")]
    Ended,
    #[error("the wish is not in a state for this")]
    WrongState,
}

impl State {
    /// The word in the database.
    pub fn tag(&self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Waiting { .. } => "waiting",
            State::Offered { .. } => "offered",
            State::Accepted { .. } => "accepted",
            State::Asleep { .. } => "asleep",
            State::Ended { .. } => "ended",
        }
    }

    /// It is offered a seat, and falls asleep if this offer runs out.
    pub fn is_last_offer(&self) -> bool {
        matches!(self, State::Offered { unanswered, .. } if unanswered + 1 >= MOST_UNANSWERED)
    }

    /// Whether it is one of the wishes that an address has.
    pub fn counts(&self) -> bool {
        matches!(self, State::Waiting { .. } | State::Offered { .. } | State::Accepted { .. } | State::Asleep { .. })
    }

    /// The button on the page behind the link in the letter. Pressed twice, the first one stands.
    pub fn confirm(self, now: Instant) -> Result<State, NotPossible> {
        match self {
            State::Asked => Ok(State::Waiting { since: now, unanswered: 0 }),
            State::Ended { .. } => Err(NotPossible::Ended),
            other => Ok(other),
        }
    }

    /// It keeps its place.
    pub fn offer(self, seat: BookingId, until: Instant) -> Result<State, NotPossible> {
        match self {
            State::Waiting { since, unanswered } => Ok(State::Offered { since, unanswered, seat, until }),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// What time makes of it: an offer runs out.
    pub fn pass(self, now: Instant) -> State {
        match self {
            State::Offered { since, unanswered, until, .. } if until <= now => {
                if self.is_last_offer() {
                    State::Asleep { since, unreached: false }
                } else {
                    State::Waiting { since, unanswered: unanswered + 1 }
                }
            }
            other => other,
        }
    }

    /// The office took the seat away before it was answered: it was not the fault of whoever waits.
    pub fn withdraw(self) -> Result<State, NotPossible> {
        match self {
            State::Offered { since, unanswered, .. } => Ok(State::Waiting { since, unanswered }),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// A letter about a wish of the same address, written at `written`, did not arrive. `offers`: it is the one that offers what
    /// is offered now.
    #[must_use]
    pub fn unreached(self, written: Instant, offers: bool) -> State {
        match self {
            State::Offered { since, .. } if offers => State::Asleep { since, unreached: true },
            State::Waiting { since, .. } | State::Asleep { since, .. } if since <= written => {
                State::Asleep { since, unreached: true }
            }
            other => other,
        }
    }

    /// Somebody who says no is there: what ran out before counts no longer.
    pub fn decline(self, now: Instant, offer: BookingId) -> Result<State, NotPossible> {
        match self {
            State::Offered { seat, until, .. } if seat != offer || until <= now => Err(NotPossible::Lapsed),
            State::Offered { since, .. } => Ok(State::Waiting { since, unanswered: 0 }),
            State::Ended { .. } => Err(NotPossible::Ended),
            _ => Err(NotPossible::Lapsed),
        }
    }

    /// The seat is theirs to book. `Ended` where it has been accepted already.
    pub fn accept(self, now: Instant, offer: BookingId) -> Result<State, NotPossible> {
        match self {
            State::Offered { since, seat, until, .. } if seat == offer && now < until => {
                Ok(State::Accepted { since, seat })
            }
            State::Accepted { seat, .. } if seat == offer => Err(NotPossible::Ended),
            State::Ended { .. } => Err(NotPossible::Ended),
            _ => Err(NotPossible::Lapsed),
        }
    }

    /// The seat that was accepted is booked, and the wish fulfilled.
    pub fn booked(self, now: Instant) -> Result<State, NotPossible> {
        match self {
            State::Accepted { .. } => Ok(State::Ended { at: now, why: End::Accepted }),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// The seat that was accepted was let go, or its hold ran out: it keeps its place, and whoever said yes is there.
    pub fn let_go(self) -> Result<State, NotPossible> {
        match self {
            State::Accepted { since, .. } => Ok(State::Waiting { since, unanswered: 0 }),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// Its owner is back: it waits again, behind those who wait by now.
    pub fn wake(self, now: Instant) -> Result<State, NotPossible> {
        match self {
            State::Asleep { .. } => Ok(State::Waiting { since: now, unanswered: 0 }),
            State::Ended { .. } => Err(NotPossible::Ended),
            other => Ok(other),
        }
    }

    pub fn end(self, now: Instant, why: End) -> Result<State, NotPossible> {
        match self {
            State::Ended { .. } => Err(NotPossible::Ended),
            _ => Ok(State::Ended { at: now, why }),
        }
    }
}

/// Until when a seat of that start can be offered now, for `minutes`. `None`: it is not offered any more.
///
/// An offer lasts its whole time, and ends when the site would stop offering the seat to anybody at the latest: whoever says
/// yes in the last minute has as long to fill in the rest, and their letter as long to arrive, as anyone. So nothing is
/// offered in the last hour before a deadline; what comes free then is on the site for whoever comes first. Nor is anything
/// offered at night: nobody should lose their turn by sleeping.
pub fn offer_until(days: &OfficeDays, starts: Instant, now: Instant, minutes: u8) -> Option<Instant> {
    let deadline = days.bookable(starts, now).ok()?;
    let until = now + Duration::minutes(minutes.into());
    let by_day = date_jst(now) == date_jst(until) && jst(now).hour() >= DAY_BEGINS && jst(until).hour() < DAY_ENDS;
    (by_day && until <= deadline - OFFER_ENDS_BEFORE).then_some(until)
}

/// A seat that is free.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FreeSeat {
    pub slot: SlotId,
    pub counter: CounterId,
    pub host: Option<HostId>,
    pub kinds: Vec<Kind>,
    pub span: Span,
}

impl FreeSeat {
    /// Whether one of the two cannot be taken beside the other.
    pub fn collides(&self, other: &FreeSeat) -> bool {
        let shared = self.counter == other.counter || (self.host.is_some() && self.host == other.host);
        shared && self.span.overlaps(other.span)
    }
}

/// A confirmed wish without an open offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wisher {
    pub id: WishId,
    pub since: Instant,
    pub kind: Kind,
    pub wants: Wants,
    /// Times that were offered before.
    pub offered: Vec<Instant>,
    /// The time of the booking that is to be moved.
    pub has: Option<Instant>,
}

impl Wisher {
    pub fn suits(&self, seat: &FreeSeat) -> bool {
        let starts = seat.span.starts();
        seat.kinds.contains(&self.kind)
            && self.wants.suits(starts)
            && self.has != Some(starts)
            && !self.offered.contains(&starts)
    }
}

/// Who is offered which seat: each wish in its turn takes the earliest one that suits. The pairs are places in the two.
pub fn pairs(wishers: &[Wisher], seats: &[FreeSeat]) -> Vec<(usize, usize)> {
    let mut turns: Vec<usize> = (0..wishers.len()).collect();
    turns.sort_by_key(|place| (wishers[*place].since, wishers[*place].id));
    let mut left: Vec<usize> = (0..seats.len()).collect();
    left.sort_by_key(|place| (seats[*place].span, *place));
    let mut pairs = Vec::new();
    for turn in turns {
        let Some(seat) = left.iter().copied().find(|place| wishers[turn].suits(&seats[*place])) else { continue };
        left.retain(|other| *other != seat && !seats[*other].collides(&seats[seat]));
        pairs.push((turn, seat));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{office_day::CutOff, time::at_jst};
    use chrono::NaiveTime;
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Instant {
        let (date, time) = text.split_once(' ').unwrap();
        at_jst(day(date), format!("{time}:00").parse().unwrap())
    }

    fn wants() -> Wants {
        Wants {
            from: day("2026-12-01"),
            until: day("2026-12-11"),
            weekdays: [Weekday::Tue, Weekday::Fri].into_iter().collect(),
            part: Part::Morning,
        }
    }

    #[rstest]
    #[case("2026-12-01 10:00", true)]
    #[case("2026-12-01 11:55", true)]
    #[case::noon("2026-12-01 12:00", false)]
    #[case::another_day_of_the_week("2026-12-02 10:00", false)]
    #[case::the_last_day("2026-12-11 09:00", true)]
    #[case::later("2026-12-15 10:00", false)]
    #[case::earlier("2026-11-27 10:00", false)]
    fn what_suits(#[case] starts: &str, #[case] suits: bool) {
        assert_eq!(wants().suits(at(starts)), suits);
        let afternoon = Wants { part: Part::Afternoon, ..wants() };
        assert!(!(afternoon.suits(at(starts)) && suits));
    }

    #[test]
    fn any_day_of_the_week_where_none_is_named() {
        let any = Wants { weekdays: Weekdays::default(), part: Part::Any, ..wants() };
        assert!(any.suits(at("2026-12-02 16:00")) && any.suits(at("2026-12-05 09:00")));
    }

    #[rstest]
    #[case("2026-12-01", "2026-11-30", Err(NoDays::Backwards))]
    #[case("2026-11-20", "2026-11-23", Err(NoDays::Over))]
    #[case("2026-11-20", "2026-11-24", Ok(()))]
    #[case("2026-11-24", "2026-12-24", Ok(()))]
    #[case("2026-11-24", "2026-12-25", Err(NoDays::TooFarAhead { last: day("2026-12-24") }))]
    fn days_that_can_be_wished(#[case] from: &str, #[case] until: &str, #[case] answer: Result<(), NoDays>) {
        let days = OfficeDays { horizons: vec![(day("2020-01-01"), 30)], ..OfficeDays::default() };
        let wants = Wants { from: day(from), until: day(until), ..wants() };
        let today = day("2026-11-24");
        assert_eq!(wants.check(today, last_day(&days, today)), answer);
    }

    /// Tue 2026-12-01 has its deadline on Fri 2026-11-27 at 17:00.
    #[rstest]
    #[case("2026-11-27 16:00", 30, Some("2026-11-27 16:30"))]
    #[case("2026-11-27 16:01", 30, None)]
    #[case("2026-11-27 16:20", 10, Some("2026-11-27 16:30"))]
    #[case("2026-11-27 15:31", 60, None)]
    #[case("2026-12-02 09:00", 30, None)]
    #[case::asleep("2026-11-26 07:59", 30, None)]
    #[case::awake("2026-11-26 08:00", 30, Some("2026-11-26 08:30"))]
    #[case::in_the_evening("2026-11-26 20:29", 30, Some("2026-11-26 20:59"))]
    #[case::too_late("2026-11-26 20:30", 30, None)]
    #[case::over_midnight("2026-11-26 23:00", 120, None)]
    fn an_offer_has_its_whole_time_before_the_site_would_stop(
        #[case] now: &str,
        #[case] minutes: u8,
        #[case] until: Option<&str>,
    ) {
        let cut_off = CutOff { days: 2, time: NaiveTime::from_hms_opt(17, 0, 0).unwrap() };
        let days = OfficeDays { cut_offs: vec![(day("2026-01-01"), cut_off)], ..OfficeDays::default() };
        assert_eq!(offer_until(&days, at("2026-12-01 10:00"), at(now), minutes), until.map(at));
    }

    #[test]
    fn two_without_an_answer_and_it_sleeps_but_a_no_is_an_answer() {
        let (one, other) = (BookingId(Uuid::from_u128(1)), BookingId(Uuid::from_u128(2)));
        let since = at("2026-11-24 10:00");
        let until = at("2026-11-24 10:30");
        let waiting = State::Asked.confirm(since).unwrap();
        assert_eq!(waiting, State::Waiting { since, unanswered: 0 });
        assert_eq!(waiting.confirm(until), Ok(waiting), "pressed twice");
        let offered = waiting.offer(one, until).unwrap();
        assert_eq!(offered.offer(other, until), Err(NotPossible::WrongState), "one at a time");
        assert_eq!(offered.pass(until - Duration::milliseconds(1)), offered);
        let once = offered.pass(until);
        assert_eq!(once, State::Waiting { since, unanswered: 1 });
        let again = once.offer(other, until).unwrap();
        assert!(again.is_last_offer() && !offered.is_last_offer() && !once.is_last_offer());
        assert_eq!(again.decline(since, one), Err(NotPossible::Lapsed), "an old page");
        assert_eq!(again.decline(since, other), Ok(waiting));
        assert_eq!(again.withdraw(), Ok(once));
        let asleep = again.pass(until);
        assert_eq!(asleep, State::Asleep { since, unreached: false });
        assert_eq!(asleep.offer(one, until), Err(NotPossible::WrongState));
        assert_eq!(asleep.wake(until), Ok(State::Waiting { since: until, unanswered: 0 }), "behind the others");
        assert_eq!(offered.accept(until, one), Err(NotPossible::Lapsed));
        assert_eq!(offered.accept(since, other), Err(NotPossible::Lapsed));
        let accepted = offered.accept(since, one).unwrap();
        assert_eq!(accepted.pass(until), accepted, "what time makes of it is the hold's");
        assert_eq!(accepted.accept(since, one), Err(NotPossible::Ended), "pressed twice");
        assert_eq!(accepted.accept(since, other), Err(NotPossible::Lapsed));
        assert_eq!(accepted.let_go(), Ok(waiting), "not booked: in its old place");
        assert_eq!(waiting.let_go(), Err(NotPossible::WrongState));
        assert_eq!(offered.booked(since), Err(NotPossible::WrongState));
        let ended = accepted.booked(since).unwrap();
        assert_eq!(ended, State::Ended { at: since, why: End::Accepted });
        for again in [ended.accept(since, one), ended.confirm(since), ended.wake(since), ended.end(since, End::Over)] {
            assert_eq!(again, Err(NotPossible::Ended));
        }
    }

    #[test]
    fn who_cannot_be_written_to_is_offered_nothing_until_they_are_back() {
        let one = BookingId(Uuid::from_u128(1));
        let (since, written) = (at("2026-11-24 10:00"), at("2026-11-24 11:00"));
        let waiting = State::Waiting { since, unanswered: 1 };
        let asleep = State::Asleep { since, unreached: true };
        let offered = waiting.offer(one, written + Duration::minutes(30)).unwrap();
        assert_eq!(offered.unreached(written, true), asleep);
        assert_eq!(offered.unreached(written, false), offered, "the letter of this offer has its own outcome");
        assert_eq!(waiting.unreached(written, false), asleep);
        assert_eq!(State::Asleep { since, unreached: false }.unreached(written, false), asleep);
        let woken = asleep.wake(written + Duration::milliseconds(1)).unwrap();
        assert_eq!(woken.unreached(written, false), woken, "they have confirmed anew since");
        assert_eq!(State::Asked.unreached(written, false), State::Asked);
        let ended = waiting.end(since, End::TakenBack).unwrap();
        assert_eq!(ended.unreached(written, true), ended);
    }

    fn seat(number: u128, counter: u128, host: Option<u128>, minute: i64, length: u8) -> FreeSeat {
        FreeSeat {
            slot: SlotId(Uuid::from_u128(number)),
            counter: CounterId(Uuid::from_u128(counter)),
            host: host.map(|host| HostId(Uuid::from_u128(host))),
            kinds: vec![Kind::Consultation],
            span: Span::new(at("2026-12-01 09:00") + Duration::minutes(minute), length).unwrap(),
        }
    }

    fn wisher(number: u128, since: i64, kind: Kind) -> Wisher {
        Wisher {
            id: WishId(Uuid::from_u128(number)),
            since: at("2026-11-24 10:00") + Duration::seconds(since),
            kind,
            wants: Wants { weekdays: Weekdays::default(), ..wants() },
            offered: Vec::new(),
            has: None,
        }
    }

    #[test]
    fn the_first_who_waits_has_the_earliest_that_suits() {
        let seats = [seat(1, 1, None, 60, 30), seat(2, 1, None, 0, 30)];
        let second = wisher(1, 20, Kind::Consultation);
        let first = wisher(2, 10, Kind::Consultation);
        let other_kind = wisher(3, 0, Kind::Interview);
        let third = wisher(4, 30, Kind::Consultation);
        let wishers = [second, first, other_kind, third];
        assert_eq!(pairs(&wishers, &seats), [(1, 1), (0, 0)]);
    }

    #[test]
    fn what_was_offered_before_and_what_one_has_is_for_the_next() {
        let seats = [seat(1, 1, None, 0, 30)];
        let starts = seats[0].span.starts();
        let let_go = Wisher { offered: vec![starts], ..wisher(1, 0, Kind::Consultation) };
        let booked = Wisher { has: Some(starts), ..wisher(2, 1, Kind::Consultation) };
        let next = wisher(3, 2, Kind::Consultation);
        assert_eq!(pairs(&[let_go, booked, next], &seats), [(2, 0)]);
    }

    proptest! {
        /// Never two offers for one seat, nor for two that cannot both be taken; never two to one wish; nobody is passed over
        /// for somebody who came later.
        #[test]
        fn each_seat_goes_to_one_and_each_one_gets_one(
            seats in prop::collection::vec((0..4_u128, prop::option::of(0..2_u128), 0..30_i64, 2..=6_u8), 0..14),
            wishers in prop::collection::vec((0..40_i64, any::<bool>(), 0..3_usize), 0..10),
        ) {
            let seats: Vec<_> = seats
                .into_iter()
                .enumerate()
                .map(|(n, (counter, host, at, length))| seat(n as u128, counter, host, at * 5, length * 5))
                .collect();
            let wishers: Vec<_> = wishers
                .into_iter()
                .enumerate()
                .map(|(n, (since, same, part))| {
                    let kind = if same { Kind::Consultation } else { Kind::Interview };
                    let wants = Wants { part: Part::ALL[part], ..wisher(0, 0, kind).wants };
                    Wisher { wants, ..wisher(n as u128, since, kind) }
                })
                .collect();
            let pairs = pairs(&wishers, &seats);
            for (place, (one, seat)) in pairs.iter().enumerate() {
                prop_assert!(wishers[*one].suits(&seats[*seat]));
                for (other, taken) in &pairs[place + 1..] {
                    prop_assert!(one != other);
                    prop_assert!(!seats[*seat].collides(&seats[*taken]));
                }
            }
            for (place, left) in wishers.iter().enumerate() {
                if pairs.iter().any(|(one, _)| *one == place) {
                    continue;
                }
                // All that would suit went to somebody before them.
                for seat in seats.iter().filter(|seat| left.suits(seat)) {
                    let earlier = |(one, taken): &(usize, usize)| {
                        seats[*taken].collides(seat) && (wishers[*one].since, wishers[*one].id) < (left.since, left.id)
                    };
                    prop_assert!(pairs.iter().any(earlier));
                }
            }
        }
    }
}
