//! Closing slots: empty ones are off the calendar, and those that are taken stay.

use super::{changes, told};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        booking::standing,
        deed::{self, Changed, Did},
        entity::{booking, slot},
        office, slot as slots,
    },
};
use app::{
    desk::{
        deeds::{Skipped, Why},
        error::DeskError,
        staff::Actor,
    },
    domain::{act::Act, ids::SlotId, intake::reason_if_any},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Which of these slots somebody holds or has booked.
pub(super) async fn taken<C: ConnectionTrait>(db: &C, slots: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let taken: Vec<Uuid> = standing()
        .select_only()
        .column(booking::Column::SlotId)
        .filter(booking::Column::SlotId.is_in(slots.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(taken.into_iter().collect())
}

pub async fn close(desks: &Desks, actor: &Actor, ids: &[SlotId], why: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let why = reason_if_any(why).map_err(|_| DeskError::Mend)?.unwrap_or_default();
    let tx = desks.begin().await?;
    // Whoever is taking a seat in one of them holds its row: the two wait for each other.
    let rows = slot::Entity::find()
        .filter(slot::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(slot::Column::OfficeId.eq(actor.office.0))
        .order_by_asc(slot::Column::Id)
        .lock_exclusive()
        .all(&*tx)
        .await?;
    if rows.len() != ids.len() {
        return Err(DeskError::NotFound.into());
    }
    let open: Vec<_> = rows.into_iter().filter(|row| row.closed_at.is_none()).collect();
    if open.is_empty() {
        // Pressed twice, or a colleague was first.
        return Ok(());
    }
    let taken = taken(&*tx, &open.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let names: HashMap<Uuid, String> =
        office::counters(&*tx, actor.office.0).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let (mut closed, mut skipped, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for row in &open {
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        let counter = names.get(&row.counter_id).map_or("", String::as_str);
        if taken.contains(&row.id) {
            skipped.push(Skipped { counter: counter.to_owned(), span, why: Why::Taken });
        } else {
            closed.push(Changed::from(row));
            done.push((counter, span));
        }
    }
    if closed.is_empty() {
        return Err(DeskError::Conflict.into());
    }
    let slots: Vec<Uuid> = closed.iter().map(|changed| changed.slot).collect();
    let shut = slot::ActiveModel {
        closed_at: Set(Some(now.timestamp_millis())),
        closed_by_hand: Set(1),
        ..Default::default()
    };
    slot::Entity::update_many().set(shut).filter(slot::Column::Id.is_in(slots.iter().copied())).exec(&*tx).await?;
    told::write(desks, &tx, actor, Act::SlotClosed, done, &why);
    deed::write(&tx, actor, now, Did::Closed { slots: closed }, skipped).await?;
    desks.commit(tx, actor.office, &changes(&slots, false)).await?;
    tracing::info!(slots = slots.len(), staff = %actor.staff, "slots were closed");
    Ok(())
}
