//! When a counter's day falls away at once (急な休み): what becomes of each of its bookings, and who has to be called.
//!
//! Nobody's time changes where another counter has the same time. Then comes the nearest time of the day that one can still
//! be told of, and only then the office cancels.

use crate::domain::{
    ids::{BookingId, CounterId, HostId},
    kind::Kind,
    slot::{Span, Tick},
    time::Instant,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, fmt, str::FromStr};
use uuid::Uuid;

/// A time is proposed only to somebody who can still hear of it.
pub const NOTICE: TimeDelta = TimeDelta::hours(1);
/// Whose consultation begins within so long may not read a letter before it.
pub const CALL_WITHIN: TimeDelta = TimeDelta::hours(2);

/// A booking of the counter that falls away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaving {
    pub booking: BookingId,
    pub kind: Kind,
    pub span: Span,
    /// The consultation is running.
    pub in_session: bool,
}

/// A free seat of another counter, once the bookings of the absent one have left theirs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtherSeat {
    pub counter: CounterId,
    pub host: Option<HostId>,
    pub span: Span,
    pub kinds: Vec<Kind>,
}

impl OtherSeat {
    fn ticks(&self) -> impl Iterator<Item = (Uuid, Tick)> + '_ {
        let resources = [Some(self.counter.0), self.host.map(|host| host.0)];
        resources.into_iter().flatten().flat_map(|resource| self.span.ticks().map(move |tick| (resource, tick)))
    }
}

/// What becomes of a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// It stays where it is: a colleague sees to it.
    Stay,
    /// The office cancels. It never counts against the seeker (R4).
    Cancel,
    Move {
        counter: CounterId,
        span: Span,
    },
}

/// A remedy for a booking as it was shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decision {
    pub booking: BookingId,
    /// When it was to be then: one that was moved meanwhile is decided anew.
    pub was: Span,
    pub remedy: Remedy,
}

/// How a form sends it: `{booking} {was} cancel`, `{booking} {was} {counter} {span}`.
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.booking, self.was)?;
        match self.remedy {
            Remedy::Stay => f.write_str("stay"),
            Remedy::Cancel => f.write_str("cancel"),
            Remedy::Move { counter, span } => write!(f, "{counter} {span}"),
        }
    }
}

/// The text is no decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a decision")]
pub struct NoDecision;

impl FromStr for Decision {
    type Err = NoDecision;

    fn from_str(text: &str) -> Result<Self, NoDecision> {
        let words: Vec<&str> = text.split(' ').collect();
        let (booking, was, remedy) = match words.as_slice() {
            [booking, was, "stay"] => (booking, was, Remedy::Stay),
            [booking, was, "cancel"] => (booking, was, Remedy::Cancel),
            [booking, was, counter, span] => {
                let counter = counter.parse().map_err(|_| NoDecision)?;
                (booking, was, Remedy::Move { counter, span: span.parse().map_err(|_| NoDecision)? })
            }
            _ => return Err(NoDecision),
        };
        let booking = booking.parse().map_err(|_| NoDecision)?;
        Ok(Decision { booking, was: was.parse().map_err(|_| NoDecision)?, remedy })
    }
}

/// The remedies in the order of the bookings. Each seat is given once; the same time goes before any other, for all.
pub fn propose(leaving: &[Leaving], seats: &[OtherSeat], now: Instant) -> Vec<Remedy> {
    let mut taken: HashSet<(Uuid, Tick)> = HashSet::new();
    let mut take = |wanted: &dyn Fn(&OtherSeat) -> Option<TimeDelta>| {
        let free = |seat: &&OtherSeat| seat.ticks().all(|tick| !taken.contains(&tick));
        let near = |seat| wanted(seat).map(|distance| (distance, seat));
        // The first of several at one distance: the order of the counters.
        let (_, seat) = seats.iter().filter(free).filter_map(near).min_by_key(|(distance, _)| *distance)?;
        taken.extend(seat.ticks());
        Some(Remedy::Move { counter: seat.counter, span: seat.span })
    };
    let mut remedies: Vec<Option<Remedy>> = leaving
        .iter()
        .map(|one| {
            if one.in_session {
                return Some(Remedy::Stay);
            }
            if one.span.starts() <= now {
                return Some(Remedy::Cancel);
            }
            take(&|seat| (seat.span == one.span && seat.kinds.contains(&one.kind)).then_some(TimeDelta::zero()))
        })
        .collect();
    for (one, remedy) in leaving.iter().zip(&mut remedies) {
        if remedy.is_none() {
            *remedy = take(&|seat| {
                let in_time = seat.span.starts() >= now + NOTICE && seat.kinds.contains(&one.kind);
                in_time.then(|| distance(one.span, seat.span))
            });
        }
    }
    remedies.into_iter().map(|remedy| remedy.unwrap_or(Remedy::Cancel)).collect()
}

/// Of two as near the later one is nearer: whoever has planned their morning can wait better than hurry.
fn distance(from: Span, to: Span) -> TimeDelta {
    let later = to.starts() - from.starts();
    if later >= TimeDelta::zero() { later } else { TimeDelta::seconds(1) - later }
}

/// Whether somebody has to be called: what changed for them cannot be read in a letter, or not surely before it is so.
pub fn must_call(remedy: Remedy, was: Span, has_mail: bool, now: Instant) -> bool {
    let earliest = match remedy {
        Remedy::Stay => return false,
        Remedy::Move { span, .. } if span == was => return false,
        Remedy::Move { span, .. } => span.starts().min(was.starts()),
        Remedy::Cancel => was.starts(),
    };
    !has_mail || earliest <= now + CALL_WITHIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at_jst;
    use chrono::NaiveTime;

    fn at(time: &str) -> Instant {
        let time: NaiveTime = format!("{time}:00").parse().expect("a time");
        at_jst("2026-11-25".parse().expect("a date"), time)
    }

    fn span(time: &str) -> Span {
        Span::new(at(time), 30).expect("a span")
    }

    fn leaving(time: &str) -> Leaving {
        Leaving { booking: BookingId(Uuid::nil()), kind: Kind::Consultation, span: span(time), in_session: false }
    }

    fn counter(number: u128) -> CounterId {
        CounterId(Uuid::from_u128(number))
    }

    fn seat(number: u128, time: &str) -> OtherSeat {
        OtherSeat { counter: counter(number), host: None, span: span(time), kinds: vec![Kind::Consultation] }
    }

    fn moved(number: u128, time: &str) -> Remedy {
        Remedy::Move { counter: counter(number), span: span(time) }
    }

    #[test]
    fn the_same_time_goes_before_any_other_for_all() {
        let bookings = [leaving("10:00"), leaving("11:00")];
        // The nearest to ten is eleven, but that is the other's own time.
        let seats = [seat(2, "11:00"), seat(3, "14:00")];
        assert_eq!(propose(&bookings, &seats, at("09:00")), [moved(3, "14:00"), moved(2, "11:00")]);
    }

    #[test]
    fn each_seat_is_given_once_and_then_the_office_cancels() {
        let bookings = [leaving("10:00"), leaving("10:00"), leaving("10:00")];
        let seats = [seat(2, "10:00"), seat(2, "10:30")];
        let wanted = [moved(2, "10:00"), moved(2, "10:30"), Remedy::Cancel];
        assert_eq!(propose(&bookings, &seats, at("09:00")), wanted);
    }

    #[test]
    fn two_counters_of_one_zoom_host_are_one_seat() {
        let host = Some(HostId(Uuid::from_u128(9)));
        let seats = [OtherSeat { host, ..seat(2, "10:00") }, OtherSeat { host, ..seat(3, "10:00") }];
        let wanted = [moved(2, "10:00"), Remedy::Cancel];
        assert_eq!(propose(&[leaving("10:00"), leaving("10:00")], &seats, at("09:00")), wanted);
    }

    #[test]
    fn of_two_as_near_the_later_one_and_none_too_soon_or_of_another_kind() {
        let placement = OtherSeat { kinds: vec![Kind::Placement], ..seat(2, "11:00") };
        let seats = [placement, seat(3, "10:30"), seat(3, "11:30")];
        assert_eq!(propose(&[leaving("11:00")], &seats, at("09:00")), [moved(3, "11:30")]);
        assert_eq!(propose(&[leaving("11:00")], &[seat(3, "10:30")], at("10:00")), [Remedy::Cancel], "in half an hour");
        assert_eq!(propose(&[leaving("10:30")], &[seat(3, "10:30")], at("10:00")), [moved(3, "10:30")], "its own time");
    }

    #[test]
    fn what_runs_goes_on_and_what_should_have_begun_is_cancelled() {
        let running = Leaving { in_session: true, ..leaving("10:00") };
        let seats = [seat(2, "10:00"), seat(2, "14:00")];
        assert_eq!(propose(&[running], &seats, at("10:05")), [Remedy::Stay]);
        assert_eq!(propose(&[leaving("10:00")], &seats, at("10:05")), [Remedy::Cancel]);
    }

    #[test]
    fn who_is_called() {
        let (ten, now) = (span("10:00"), at("07:00"));
        assert!(!must_call(moved(2, "10:00"), ten, false, at("09:59")), "only the counter changed");
        assert!(!must_call(Remedy::Stay, ten, false, at("09:59")));
        assert!(!must_call(Remedy::Cancel, ten, true, now));
        assert!(must_call(Remedy::Cancel, ten, true, at("08:00")), "within two hours");
        assert!(must_call(Remedy::Cancel, ten, false, now), "no mail");
        assert!(must_call(moved(2, "09:00"), ten, true, now), "the new time is within two hours");
        assert!(!must_call(moved(2, "14:00"), ten, true, now));
    }

    #[test]
    fn a_form_s_words_are_read_back() {
        for remedy in [Remedy::Stay, Remedy::Cancel, moved(2, "14:00")] {
            let decision = Decision { booking: BookingId(Uuid::from_u128(1)), was: span("10:00"), remedy };
            assert_eq!(decision.to_string().parse(), Ok(decision));
        }
        for text in ["", "cancel", "x y cancel", "x y z w v"] {
            assert_eq!(text.parse::<Decision>(), Err(NoDecision), "{text}");
        }
    }
}
