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

use super::{ids::BookingId, time::Instant};
use serde::{Deserialize, Serialize};

mod turn;
mod wants;

pub use turn::{FreeSeat, Wisher, offer_until, pairs};
pub use wants::{NoDays, Part, Wants, Weekdays, last_day};

/// Wishes that one mail address may have at once at an office.
pub const MOST_AT_ONCE: usize = 3;
/// How long a seat is offered to one where the office set nothing else, in minutes.
pub const OFFER_MINUTES: u8 = 30;
/// After so many offers without an answer the wish sleeps until its owner wakes it: a forgotten one costs each seat half an
/// hour of everybody else's.
pub const MOST_UNANSWERED: u8 = 2;

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

#[cfg(test)]
mod tests {
    use super::{wants::tests::at, *};
    use chrono::Duration;
    use uuid::Uuid;

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
}
