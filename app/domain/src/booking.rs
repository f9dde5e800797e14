//! The life of a booking. A state carries its data; a transition consumes the old state and returns the new one or says
//! why not. What cannot be built cannot be stored.
//!
//! ```text
//! Held ─submit─▶ AwaitingMail ─received─▶ Confirmed ─▶ Attended | NoShow | CancelledBy…
//!   └─lapse/release─▶ Released      AwaitingReply ─reply─▶ Confirmed
//!                                         └─deadline─▶ Void
//! ```

use crate::ids::StaffId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

type At = DateTime<Utc>;

/// Where a booking came from (Art. 1, Art. 6(2)).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 予約サイト
    Site,
    /// 電話
    Phone,
    /// During an earlier consultation (Art. 6(5)).
    Session,
}

/// What proved that the letter was received (R2, R3).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum Receipt {
    /// The mail server accepted the letter after DATA: its name and its words.
    MailServer { server: String, reply: String },
    /// The button on the page behind the link in the letter.
    Button,
    /// A reply to the letter (Art. 6(4)).
    Reply { message_id: String },
    /// Staff heard it from the seeker.
    Staff { who: StaffId },
}

/// Why the letter has not arrived so far (R2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    pub at: At,
    /// The mail server's words, for staff only.
    pub reply: String,
}

/// Who cancelled, and by which way (Art. 6(6)).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Canceller {
    /// The seeker, by the link in the letter.
    SeekerByLink,
    /// The seeker, on the phone; staff noted it.
    SeekerByPhone { noted_by: StaffId },
    /// The office. Never counts against the seeker (R4).
    Office { who: StaffId },
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// A seat kept while the seeker fills in the rest. `extended` counts the five-minute extensions taken.
    Held {
        until: At,
        extended: u8,
        /// It is kept for somebody on the waiting list, who has not answered yet: no browser has it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        offered: bool,
    },
    /// Given back before it was submitted, or run out.
    Released {
        at: At,
    },
    /// Submitted on the site; confirmed when the letter is received (Art. 6(3), R2).
    AwaitingMail {
        since: At,
        refused: Option<Refusal>,
    },
    /// Taken by phone; void unless answered by the deadline (Art. 6(4), R3).
    AwaitingReply {
        since: At,
    },
    Confirmed {
        at: At,
        by: Receipt,
    },
    Attended {
        at: At,
    },
    /// Ten minutes passed in silence (Art. 6(6), R4).
    NoShow {
        at: At,
    },
    Cancelled {
        at: At,
        by: Canceller,
    },
    /// 無効: the deadline passed without the receipt or the reply.
    Void {
        at: At,
    },
    /// Refused behind the booking (Secrecy): not registered, a duplicate, or use refused.
    Refused {
        at: At,
        who: StaffId,
    },
    /// Stopped while running (Art. 12(1)).
    Stopped {
        at: At,
        who: StaffId,
    },
}

/// The transition does not fit the state the booking is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotPossible {
    #[error("the hold has run out")]
    HoldLapsed,
    #[error("it cannot be extended again")]
    NoMoreExtensions,
    #[error("the deadline has passed")]
    DeadlinePassed,
    #[error("the consultation has begun")]
    Begun,
    #[error("the booking has ended")]
    Ended,
    #[error("the booking is not in a state for this")]
    WrongState,
}

/// How a consultation stands in a calendar (STATUS of RFC 5545).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// The reply is still awaited (Art. 6(4)).
    Tentative,
    Confirmed,
    Cancelled,
}

/// The longest a hold can be extended: ten times (WCAG 2.2.1).
pub const MOST_EXTENSIONS: u8 = 10;

impl State {
    /// The word in the database and in addresses.
    pub fn tag(&self) -> &'static str {
        match self {
            State::Held { .. } => "held",
            State::Released { .. } => "released",
            State::AwaitingMail { .. } => "awaiting_mail",
            State::AwaitingReply { .. } => "awaiting_reply",
            State::Confirmed { .. } => "confirmed",
            State::Attended { .. } => "attended",
            State::NoShow { .. } => "no_show",
            State::Cancelled { .. } => "cancelled",
            State::Void { .. } => "void",
            State::Refused { .. } => "refused",
            State::Stopped { .. } => "stopped",
        }
    }

    /// Whether a booking in this state takes its seat. The desk writes and deletes the seat's ticks by this alone.
    pub fn takes_seat(&self) -> bool {
        match self {
            State::Held { .. }
            | State::AwaitingMail { .. }
            | State::AwaitingReply { .. }
            | State::Confirmed { .. }
            | State::Attended { .. }
            | State::NoShow { .. }
            | State::Stopped { .. } => true,
            State::Released { .. } | State::Cancelled { .. } | State::Void { .. } | State::Refused { .. } => false,
        }
    }

    /// Whether the seeker still expects the consultation to take place.
    pub fn is_live(&self) -> bool {
        matches!(self, State::AwaitingMail { .. } | State::AwaitingReply { .. } | State::Confirmed { .. })
    }

    /// Whether there is to be an online meeting for the booking. One that took place keeps its own: people may still be in it.
    /// So does one that silence ended: what is heard late may bring it back, and the seeker may be waiting there (R4).
    pub fn has_meeting(&self) -> bool {
        self.is_live() || matches!(self, State::Attended { .. } | State::NoShow { .. })
    }

    /// How it stands in the seeker's calendar; a hold stands in none. The letter that a site booking awaits is its own proof
    /// (R2), so its entry is confirmed from the first.
    pub fn entry(&self) -> Option<Entry> {
        match self {
            State::Held { .. } | State::Released { .. } => None,
            State::AwaitingReply { .. } => Some(Entry::Tentative),
            State::AwaitingMail { .. } | State::Confirmed { .. } | State::Attended { .. } | State::Stopped { .. } => {
                Some(Entry::Confirmed)
            }
            State::NoShow { .. } | State::Cancelled { .. } | State::Void { .. } | State::Refused { .. } => {
                Some(Entry::Cancelled)
            }
        }
    }

    /// The five more minutes, by a press, up to ten times, never beyond `deadline`.
    pub fn extend(self, now: At, more: chrono::TimeDelta, deadline: At) -> Result<State, NotPossible> {
        match self {
            State::Held { until, .. } if until <= now => Err(NotPossible::HoldLapsed),
            State::Held { extended, .. } if extended >= MOST_EXTENSIONS => Err(NotPossible::NoMoreExtensions),
            State::Held { until, .. } if until >= deadline => Err(NotPossible::NoMoreExtensions),
            State::Held { until, extended, offered: false } => {
                Ok(State::Held { until: (until + more).min(deadline), extended: extended + 1, offered: false })
            }
            _ => Err(NotPossible::WrongState),
        }
    }

    /// Whoever the seat was offered to takes it: from here on it is a hold like any other, until the moment given.
    pub fn take_offer(self, now: At, hold_until: At) -> Result<State, NotPossible> {
        match self {
            State::Held { until, offered: true, .. } if until <= now => Err(NotPossible::HoldLapsed),
            State::Held { offered: true, .. } => Ok(State::Held { until: hold_until, extended: 0, offered: false }),
            State::Released { .. } => Err(NotPossible::HoldLapsed),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// Let go by the seeker, by another choice, or by expiry.
    pub fn release(self, now: At) -> Result<State, NotPossible> {
        match self {
            State::Held { .. } => Ok(State::Released { at: now }),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// 予約する on the site: the hold becomes a booking that waits for its letter (R2).
    pub fn submit(self, now: At, deadline: At) -> Result<State, NotPossible> {
        match self {
            State::Held { until, .. } if until <= now => Err(NotPossible::HoldLapsed),
            State::Held { .. } if deadline < now => Err(NotPossible::DeadlinePassed),
            State::Held { offered: true, .. } => Err(NotPossible::WrongState),
            State::Held { .. } => Ok(State::AwaitingMail { since: now, refused: None }),
            State::Released { .. } => Err(NotPossible::HoldLapsed),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// The letter was received (Art. 6(3)) or answered (Art. 6(4)). Heard twice, the first one stands. It counts by the
    /// moment it happened, so `at` may lie before `now`, but never after the deadline.
    pub fn receive(self, at: At, by: Receipt, deadline: At) -> Result<State, NotPossible> {
        match self {
            State::AwaitingMail { .. } | State::AwaitingReply { .. } if at > deadline => {
                Err(NotPossible::DeadlinePassed)
            }
            State::AwaitingReply { .. } if matches!(by, Receipt::MailServer { .. }) => Err(NotPossible::WrongState),
            State::AwaitingMail { .. } | State::AwaitingReply { .. } => Ok(State::Confirmed { at, by }),
            confirmed @ State::Confirmed { .. } => Ok(confirmed),
            _ => Err(NotPossible::Ended),
        }
    }

    /// A manager lets it stand although its receipt or its reply is not there, or its deadline has passed (原則として,
    /// Art. 6(1)).
    pub fn let_stand(self, now: At, who: StaffId, starts: At) -> Result<State, NotPossible> {
        match self {
            State::AwaitingMail { .. } | State::AwaitingReply { .. } if now >= starts => Err(NotPossible::Begun),
            State::AwaitingMail { .. } | State::AwaitingReply { .. } => {
                Ok(State::Confirmed { at: now, by: Receipt::Staff { who } })
            }
            State::Confirmed { .. } => Err(NotPossible::WrongState),
            _ => Err(NotPossible::Ended),
        }
    }

    /// The letter was refused for good, or came back (R2). The seat stays until the deadline.
    pub fn refuse_letter(self, refusal: Refusal) -> Result<State, NotPossible> {
        match self {
            State::AwaitingMail { since, .. } => Ok(State::AwaitingMail { since, refused: Some(refusal) }),
            State::Confirmed { by: Receipt::MailServer { .. }, at } => {
                Ok(State::AwaitingMail { since: at, refused: Some(refusal) })
            }
            _ => Err(NotPossible::WrongState),
        }
    }

    /// The seeker mended the address: a new letter is on its way.
    pub fn mend(self) -> Result<State, NotPossible> {
        match self {
            State::AwaitingMail { since, .. } => Ok(State::AwaitingMail { since, refused: None }),
            other if other.is_live() => Ok(other),
            _ => Err(NotPossible::Ended),
        }
    }

    /// Cancelled before the start by the seeker, or by the office at any time before the end (Art. 6(6)).
    pub fn cancel(self, now: At, by: Canceller, starts: At) -> Result<State, NotPossible> {
        match self {
            state if !state.is_live() => Err(NotPossible::Ended),
            _ if now >= starts && !matches!(by, Canceller::Office { .. }) => Err(NotPossible::Begun),
            _ => Ok(State::Cancelled { at: now, by }),
        }
    }

    /// The consultation took place.
    pub fn attend(self, now: At) -> Result<State, NotPossible> {
        match self {
            State::Confirmed { .. } => Ok(State::Attended { at: now }),
            State::Attended { .. } | State::NoShow { .. } => Err(NotPossible::Ended),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// The office does not take the booking, or takes it no longer (Secrecy, Art. 12(1)): before its start.
    pub fn refuse(self, now: At, who: StaffId, starts: At) -> Result<State, NotPossible> {
        match self {
            state if !state.is_live() => Err(NotPossible::Ended),
            _ if now >= starts => Err(NotPossible::Begun),
            _ => Ok(State::Refused { at: now, who }),
        }
    }

    /// The office stops a consultation that has begun (Art. 12(1)).
    pub fn stop(self, now: At, who: StaffId, starts: At) -> Result<State, NotPossible> {
        match self {
            State::Confirmed { .. } if now < starts => Err(NotPossible::WrongState),
            State::Confirmed { .. } => Ok(State::Stopped { at: now, who }),
            State::AwaitingMail { .. } | State::AwaitingReply { .. } | State::Held { .. } => {
                Err(NotPossible::WrongState)
            }
            _ => Err(NotPossible::Ended),
        }
    }

    /// The ten minutes ran out in silence at `at` (Art. 6(6), R4).
    pub fn miss(self, at: At) -> Result<State, NotPossible> {
        match self {
            State::Confirmed { .. } => Ok(State::NoShow { at }),
            _ => Err(NotPossible::WrongState),
        }
    }

    /// Another time for the same booking (Reschedule). It stays confirmed if the new deadline is still open; the caller
    /// passes that deadline.
    pub fn reschedule(self, now: At, old_starts: At, new_deadline: At) -> Result<State, NotPossible> {
        match self {
            state if !state.is_live() => Err(NotPossible::Ended),
            _ if now >= old_starts => Err(NotPossible::Begun),
            _ if now > new_deadline => Err(NotPossible::DeadlinePassed),
            state => Ok(state),
        }
    }

    /// What time alone makes of the booking: a hold runs out; a reply that never came, or a letter refused for good and
    /// not mended, makes it void (R2, R3). A letter that is still underway at the deadline, or that came back only after
    /// it, goes to staff and is never silently void (R1).
    pub fn pass(self, now: At, deadline: At) -> State {
        match self {
            State::Held { until, .. } if until <= now => State::Released { at: until },
            State::AwaitingReply { .. } if deadline < now => State::Void { at: now },
            State::AwaitingMail { refused: Some(Refusal { at, .. }), .. } if at <= deadline && deadline < now => {
                State::Void { at: now }
            }
            other => other,
        }
    }

    /// The first moment at which time has something to say about the booking: [`State::pass`] changes it then, or staff
    /// have to hear that its letter is still underway. Instants are kept to the millisecond, and the deadline itself is
    /// still in time.
    pub fn due(&self, deadline: At) -> Option<At> {
        match self {
            State::Held { until, .. } => Some(*until),
            State::AwaitingMail { .. } | State::AwaitingReply { .. } => {
                Some(deadline + chrono::TimeDelta::milliseconds(1))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    const WHO: StaffId = StaffId(Uuid::nil());

    fn at(seconds: i64) -> At {
        let start: At = "2026-12-01T01:00:00Z".parse().unwrap();
        start + chrono::TimeDelta::seconds(seconds)
    }

    fn confirmed() -> State {
        State::Confirmed { at: at(-86_400), by: Receipt::Button }
    }

    /// An offered seat is nobody's hold until it is taken: it is neither kept for longer nor submitted.
    #[test]
    fn an_offered_seat_becomes_a_hold_by_being_taken_in_time() {
        let offered = State::Held { until: at(60), extended: 0, offered: true };
        assert_eq!(offered.clone().extend(at(0), chrono::TimeDelta::minutes(5), at(900)), Err(NotPossible::WrongState));
        assert_eq!(offered.clone().submit(at(0), at(900)), Err(NotPossible::WrongState));
        let held = State::Held { until: at(600), extended: 0, offered: false };
        assert_eq!(offered.clone().take_offer(at(59), at(600)), Ok(held.clone()));
        assert_eq!(offered.clone().take_offer(at(60), at(600)), Err(NotPossible::HoldLapsed));
        assert_eq!(held.take_offer(at(0), at(600)), Err(NotPossible::WrongState));
        assert_eq!(confirmed().take_offer(at(0), at(600)), Err(NotPossible::WrongState));
        assert_eq!(offered.pass(at(60), at(900)), State::Released { at: at(60) });
    }

    #[test]
    fn a_hold_kept_before_there_were_offers_reads_as_one_of_a_browser() {
        let text = r#"{"state":"held","until":"2026-12-01T01:00:00Z","extended":2}"#;
        let held: State = serde_json::from_str(text).unwrap();
        assert_eq!(held, State::Held { until: at(0), extended: 2, offered: false });
        assert_eq!(serde_json::to_string(&held).unwrap(), text);
    }

    #[rstest]
    #[case::confirmed(confirmed(), -1, Ok(State::Refused { at: at(-1), who: WHO }))]
    #[case::awaiting(State::AwaitingReply { since: at(-9) }, -1, Ok(State::Refused { at: at(-1), who: WHO }))]
    #[case::begun(confirmed(), 0, Err(NotPossible::Begun))]
    #[case::over(State::Void { at: at(-9) }, -1, Err(NotPossible::Ended))]
    fn a_booking_is_refused_before_its_start(
        #[case] state: State,
        #[case] now: i64,
        #[case] becomes: Result<State, NotPossible>,
    ) {
        assert_eq!(state.refuse(at(now), WHO, at(0)), becomes);
    }

    #[rstest]
    #[case::running(confirmed(), 60, Ok(State::Stopped { at: at(60), who: WHO }))]
    #[case::not_begun(confirmed(), -1, Err(NotPossible::WrongState))]
    #[case::silent(State::NoShow { at: at(600) }, 601, Err(NotPossible::Ended))]
    #[case::unconfirmed(State::AwaitingReply { since: at(-9) }, 60, Err(NotPossible::WrongState))]
    fn a_consultation_is_stopped_while_it_runs(
        #[case] state: State,
        #[case] now: i64,
        #[case] becomes: Result<State, NotPossible>,
    ) {
        assert_eq!(state.stop(at(now), WHO, at(0)), becomes);
    }
}
