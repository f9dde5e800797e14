//! Many slots in one press, moves, and taking back what one has just done on the calendar.

use crate::{
    desk::{Answer, staff::Actor},
    domain::{
        ids::{CounterId, DeedId, SlotId},
        slot::Span,
    },
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long a deed can be taken back.
pub const UNDO_FOR: TimeDelta = TimeDelta::minutes(1);

/// What one press did. Each can be taken back by anyone who may do it, for [`UNDO_FOR`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Deed {
    pub id: DeedId,
    pub done: Done,
    /// What was asked for and left as it was.
    pub skipped: Vec<Skipped>,
    /// It can be taken back until then.
    pub until: DateTime<Utc>,
    /// What came of taking it back.
    pub undone: Option<Undone>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Done {
    Opened {
        slots: usize,
    },
    Closed {
        slots: usize,
    },
    Moved {
        from: Span,
        to: Span,
        /// The name of the counter that it is at now.
        counter: String,
        /// A letter tells the seeker.
        told: bool,
    },
}

/// A slot that a press or its undoing did not touch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Skipped {
    pub counter: String,
    pub span: Span,
    pub why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Somebody holds or has booked it.
    Taken,
    /// An open slot of the counter is in the way.
    Overlaps,
    /// It has begun.
    Begun,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Undone {
    /// How many slots are as they were before; of a move, 1.
    pub back: usize,
    /// Those that stay as they are.
    pub stay: Vec<Skipped>,
}

/// Opening, closing and moving on the calendar. Another office's things are `NotFound`.
#[async_trait]
pub trait DeedDesk: Send + Sync + 'static {
    /// Opens as many slots of `minutes` as fit between the two, one after another. Those over an open slot are left out.
    ///
    /// # Errors
    /// `Mend` (no row of slots, see [`row`](crate::domain::row::row)), `Conflict` (none could be opened).
    async fn open_row(
        &self,
        actor: &Actor,
        counter: CounterId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        minutes: u8,
    ) -> Answer<()>;
    /// Opens closed slots again.
    ///
    /// # Errors
    /// `TooMany` (more than [`MOST`](crate::domain::row::MOST)), `Conflict` (none could be opened).
    async fn open_slots(&self, actor: &Actor, slots: Vec<SlotId>) -> Answer<()>;
    /// Closes empty slots. Those that somebody took meanwhile stay. The reason, if any, is kept in the log.
    ///
    /// # Errors
    /// `TooMany`, `Mend` (a reason that cannot be kept), `Conflict` (none could be closed).
    async fn close_slots(&self, actor: &Actor, slots: Vec<SlotId>, reason: String) -> Answer<()>;
    /// Takes a deed back, as far as it can be: a slot that was booked meanwhile stays open, one that something overlaps now
    /// stays closed. A move goes back if its old seat is free, and the seeker is written to again. Pressed twice it is taken
    /// back once.
    ///
    /// # Errors
    /// `Conflict` (its minute is over, or it has been forgotten since: a deed that never was is answered likewise),
    /// `SeatTaken`, `DeadlinePassed`, `Begun`, `Ended`.
    async fn undo(&self, actor: &Actor, deed: DeedId) -> Answer<()>;
}
