//! The day at the counters, as the page Today shows it.

use crate::{
    desk::{attendee::AttendeeMark, board::Standing, place::PlaceName},
    domain::{
        attendee::Trouble,
        day::Day,
        ids::{BookingId, CounterId},
        kind::Kind,
        slot::Span,
        ten_minutes::LIMIT,
    },
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Today {
    pub now: DateTime<Utc>,
    /// The event stream goes on from here.
    pub seq: i64,
    pub date: NaiveDate,
    pub counters: Vec<CounterDay>,
    /// What has passed: first what is still open, so that it is never left (R4), then what came of the rest.
    pub earlier: Vec<DayBooking>,
    /// When time alone next changes what is now and next.
    pub again_at: Option<DateTime<Utc>>,
    /// How many wait for a seat.
    pub waiting: u64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterDay {
    pub id: CounterId,
    pub name: String,
    /// Where the office's counters are at more than one.
    pub place: Option<PlaceName>,
    /// Who sits there today.
    pub sitter: Option<String>,
    /// It is the counter of the one who looks; those stand first.
    pub mine: bool,
    /// Absent while it is away.
    pub ready_since: Option<DateTime<Utc>>,
    pub now: Option<DayBooking>,
    pub next: Option<DayBooking>,
    /// What was here last, while nobody has written what came of it and the next one has not begun.
    pub last: Option<DayBooking>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DayBooking {
    pub id: BookingId,
    pub counter: String,
    pub place: Option<PlaceName>,
    pub name: String,
    pub kind: Kind,
    pub span: Span,
    pub standing: Standing,
    pub arrived: Option<DateTime<Utc>>,
    pub began: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    /// The first sign in time.
    pub contact: Option<DateTime<Utc>>,
    pub paused: bool,
    /// What the seeker said last by the page of the booking, while it is still to be.
    pub told: Option<Told>,
    /// There is a meeting to start.
    pub to_start: bool,
    /// While nothing has been heard of the seeker.
    pub clock: Option<TenClock>,
    pub note: String,
    /// The employers of an interview.
    pub attendees: Vec<AttendeeMark>,
}

impl DayBooking {
    /// It is still to be, or to be noted what came of it.
    pub fn is_open(&self) -> bool {
        matches!(
            self.standing,
            Standing::AwaitingMail | Standing::MailRefused | Standing::AwaitingReply | Standing::Confirmed
        )
    }
}

/// Late, or without a connection, and since when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Told {
    pub trouble: Trouble,
    pub at: DateTime<Utc>,
}

impl Told {
    /// `None` once the consultation has begun after it.
    pub fn last(day: &Day) -> Option<Told> {
        let (trouble, at) = day.told().into_iter().next_back()?;
        day.began.is_none_or(|began| began < at).then_some(Told { trouble, at })
    }
}

/// The ten minutes of R4.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TenClock {
    /// What is left of them, in milliseconds, when the page was made.
    pub left: i64,
    /// When they end; absent while the clock stands.
    pub runs_out_at: Option<DateTime<Utc>>,
}

impl TenClock {
    /// Whole seconds left at `now`, from 600 down to 0, never rounded up.
    pub fn seconds(self, now: DateTime<Utc>) -> i64 {
        let left = self.runs_out_at.map_or(TimeDelta::milliseconds(self.left), |end| end - now);
        left.clamp(TimeDelta::zero(), LIMIT).num_seconds()
    }
}

/// What staff note of a booking on its day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The seeker is in the waiting room.
    Arrived,
    /// A sign of the seeker, by a call or otherwise, at that time of today or now.
    Contact {
        call: bool,
        at: Option<NaiveTime>,
    },
    Begin,
    Done {
        note: String,
    },
    /// What came of a consultation that is over.
    Outcome {
        note: String,
    },
    Pause,
    Resume,
    /// Takes back a cancellation by silence, or an outcome.
    Undo {
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_shows_whole_seconds_and_stands_while_the_clock_does() {
        let now = DateTime::UNIX_EPOCH;
        let running = |seconds| TenClock { left: 0, runs_out_at: Some(now + TimeDelta::milliseconds(seconds)) };
        assert_eq!(running(432_999).seconds(now), 432);
        assert_eq!(running(900_000).seconds(now), 600, "before the start it is full");
        assert_eq!(running(-5).seconds(now), 0);
        let standing = TenClock { left: 61_500, runs_out_at: None };
        assert_eq!(standing.seconds(now + TimeDelta::hours(1)), 61);
    }
}
