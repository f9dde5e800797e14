//! Opening and closing slots. Everyone's calendar follows by the live event.

use crate::{
    desk::{Desks, failure::Failure, staff::own_counter},
    store::{
        audit,
        booking::standing,
        deed::{self, Changed, Did},
        entity::{booking, counter, slot},
        live_event::Change,
        slot as slots,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        ids::{CounterId, SlotId},
        slot::Span,
        time::{date_jst, time_hm},
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect, Set,
};
use uuid::Uuid;

/// No slot lasts longer (Art. 6(1)), in milliseconds: how far back one can begin and still overlap.
const LONGEST: i64 = 30 * 60 * 1000;

/// Publishes a slot, or one that was closed again.
///
/// # Errors
/// `NotFound` (no counter of this office), `Mend` (it has begun), `Conflict` (it overlaps an open slot of the counter).
pub async fn open(desks: &Desks, actor: &Actor, counter: CounterId, span: Span) -> Result<SlotId, Failure> {
    if span.starts() <= desks.clock.now() {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    // The counter's row keeps two openings of one counter apart.
    let counter = own_counter(&tx, actor, counter).await?;
    if counter.closed_at.is_some() {
        return Err(DeskError::NotFound.into());
    }
    let near = slot::Entity::find()
        .filter(slot::Column::CounterId.eq(counter.id))
        .filter(slot::Column::StartsAt.gt(span.starts().timestamp_millis() - LONGEST))
        .filter(slot::Column::StartsAt.lt(span.ends().timestamp_millis()))
        .all(&*tx)
        .await?;
    let overlaps =
        |row: &slot::Model| row.starts_at + i64::from(row.minutes) * 60_000 > span.starts().timestamp_millis();
    let same = |row: &slot::Model| {
        row.starts_at == span.starts().timestamp_millis() && row.minutes == i32::from(span.minutes())
    };
    if let Some(row) = near.iter().find(|row| same(row) && row.closed_at.is_none()) {
        return Ok(SlotId(row.id));
    }
    if near.iter().any(|row| row.closed_at.is_none() && overlaps(row)) {
        return Err(DeskError::Conflict.into());
    }
    let changed = match near.into_iter().find(same) {
        Some(closed) => {
            let changed = Changed::from(&closed);
            let mut row = closed.into_active_model();
            row.closed_at = Set(None);
            row.closed_by_hand = Set(0);
            row.by_hand = Set(1);
            row.update(&*tx).await?;
            changed
        }
        None => {
            let row = slot::Model {
                id: Uuid::now_v7(),
                office_id: actor.office.0,
                counter_id: counter.id,
                starts_at: span.starts().timestamp_millis(),
                minutes: span.minutes().into(),
                closed_at: None,
                by_hand: 1,
                closed_by_hand: 0,
            };
            let id = row.id;
            slot::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
            Changed { slot: id, before: None }
        }
    };
    let slot = SlotId(changed.slot);
    let now = desks.clock.now();
    audit::write(&tx, actor, now, Act::SlotOpened, "", &described(&counter.name, span));
    deed::write(&tx, actor, now, Did::Opened { slots: vec![changed] }, Vec::new()).await?;
    desks.commit(tx, actor.office, &[Change::Slot { slot, open: true }]).await?;
    tracing::info!(%slot, staff = %actor.staff, "a slot was opened");
    Ok(slot)
}

/// A slot for a person who reads the log.
fn described(counter: &str, span: Span) -> String {
    format!("{counter} {} {}, {}", date_jst(span.starts()), time_hm(span.starts()), span.minutes())
}

/// Takes an empty slot off the calendar.
///
/// # Errors
/// `NotFound`, `Conflict` (somebody holds or has booked it).
pub async fn close(desks: &Desks, actor: &Actor, slot: SlotId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    // Whoever is taking a seat in it holds the row: the two wait for each other.
    let row = slot::Entity::find_by_id(slot.0).lock_exclusive().one(&*tx).await?;
    let row = row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?;
    if row.closed_at.is_some() {
        return Ok(());
    }
    let taken = standing().filter(booking::Column::SlotId.eq(row.id)).count(&*tx).await?;
    if taken > 0 {
        return Err(DeskError::Conflict.into());
    }
    let counter = counter::Entity::find_by_id(row.counter_id).one(&*tx).await?.map(|row| row.name);
    let span = slots::span(row.starts_at, row.minutes);
    let what = span.map(|span| described(&counter.unwrap_or_default(), span)).unwrap_or_default();
    audit::write(&tx, actor, now, Act::SlotClosed, "", &what);
    deed::write(&tx, actor, now, Did::Closed { slots: vec![Changed::from(&row)] }, Vec::new()).await?;
    let mut row = row.into_active_model();
    row.closed_at = Set(Some(now.timestamp_millis()));
    row.closed_by_hand = Set(1);
    row.update(&*tx).await?;
    desks.commit(tx, actor.office, &[Change::Slot { slot, open: false }]).await?;
    tracing::info!(%slot, staff = %actor.staff, "a slot was closed");
    Ok(())
}
