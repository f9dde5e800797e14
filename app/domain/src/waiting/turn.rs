//! Whose turn it is when a seat comes free, and until when it is offered.

use super::Wants;
use crate::{
    ids::{CounterId, HostId, SlotId, WishId},
    kind::Kind,
    office_day::{OFFER_ENDS_BEFORE, OfficeDays},
    slot::Span,
    time::{Instant, date_jst, jst},
};
use chrono::{Duration, Timelike};

/// The hour in Japan from which on seats are offered.
const DAY_BEGINS: u32 = 8;
/// The hour in Japan by which an offer has ended.
const DAY_ENDS: u32 = 21;

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
    use super::{
        super::{
            Part, Weekdays,
            wants::tests::{at, wants},
        },
        *,
    };
    use crate::office_day::CutOff;
    use chrono::NaiveTime;
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

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
        let days = OfficeDays { cut_offs: vec![("2026-01-01".parse().unwrap(), cut_off)], ..OfficeDays::default() };
        assert_eq!(offer_until(&days, at("2026-12-01 10:00"), at(now), minutes), until.map(at));
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
