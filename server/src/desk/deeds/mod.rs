//! Slots opened and closed, many in one press or one, and taking back what was just done on the calendar.

use crate::{
    desk::{Desks, failure::retried},
    store::live_event::Change,
};
use app::{
    desk::{Answer, deeds::DeedDesk, error::DeskError, staff::Actor},
    domain::{
        ids::{CounterId, DeedId, SlotId},
        role::Task,
        row::{MOST, row},
        time::Instant,
    },
};

pub mod close;
pub mod open;
mod rows;
mod told;
mod undo;

#[async_trait::async_trait]
impl DeedDesk for Desks {
    async fn open_row(
        &self,
        actor: &Actor,
        counter: CounterId,
        from: Instant,
        until: Instant,
        minutes: u8,
    ) -> Answer<()> {
        actor.may(Task::WorkSlots)?;
        let spans = row(from, until, minutes).map_err(|_| DeskError::Mend)?;
        retried(|| open::row(self, actor, counter, &spans)).await
    }

    async fn open_slots(&self, actor: &Actor, slots: Vec<SlotId>) -> Answer<()> {
        actor.may(Task::WorkSlots)?;
        let slots = bounded(slots)?;
        retried(|| open::again(self, actor, &slots)).await
    }

    async fn close_slots(&self, actor: &Actor, slots: Vec<SlotId>, reason: String) -> Answer<()> {
        actor.may(Task::WorkSlots)?;
        let slots = bounded(slots)?;
        retried(|| close::close(self, actor, &slots, &reason)).await
    }

    async fn undo(&self, actor: &Actor, deed: DeedId) -> Answer<()> {
        actor.may(Task::WorkSlots)?;
        retried(|| undo::undo(self, actor, deed)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }
}

/// Each once, in the order in which their rows are kept, so that two presses never hold one each and wait for the other's.
fn bounded(mut slots: Vec<SlotId>) -> Answer<Vec<SlotId>> {
    slots.sort_unstable();
    slots.dedup();
    match slots.len() {
        0 => Err(DeskError::Mend),
        1..=MOST => Ok(slots),
        _ => Err(DeskError::TooMany),
    }
}

/// Slots that are told of one by one; of more, whoever listens reads all of it again.
const TOLD_SINGLY: usize = 24;

/// What the calendars hear of slots that were opened or closed.
fn changes(slots: &[uuid::Uuid], open: bool) -> Vec<Change> {
    if slots.len() > TOLD_SINGLY {
        return vec![Change::Office];
    }
    slots.iter().map(|slot| Change::Slot { slot: SlotId(*slot), open }).collect()
}
