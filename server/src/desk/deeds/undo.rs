//! Taking back what was just done: its inverse, as far as what happened since leaves room for it.

use super::{
    changes,
    close::taken,
    open,
    rows::{self, Known},
    told,
};
use crate::{
    clock::from_millis,
    desk::{
        Desks,
        attendee::tell,
        failure::Failure,
        phone::reply,
        reschedule::{Turn, moved, shift},
    },
    store::{
        audit, booking,
        booking::from_json,
        deed::{self, Changed, Did, Kept, Place},
        entity::{deed as entity_deed, slot},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Pace},
        slot as slots,
        writing::Writing,
    },
};
use app::{
    desk::{
        deeds::{Skipped, UNDO_FOR, Undone, Why},
        error::DeskError,
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{BookingId, DeedId},
        role::Task,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

pub async fn undo(desks: &Desks, actor: &Actor, id: DeedId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let row = entity_deed::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
    // One that is forgotten, another office's and one that never was are answered alike.
    let row = row.filter(|row| row.office_id == actor.office.0 && from_millis(row.at) + UNDO_FOR >= now);
    let row = row.ok_or(DeskError::Conflict)?;
    if row.undone.is_some() {
        // Pressed twice.
        return Ok(());
    }
    let Kept { did, .. } = from_json(&row.did)?;
    match did {
        Did::Opened { slots } => shut(desks, tx, actor, row.id, &slots).await,
        Did::Closed { slots } => open_again(desks, tx, actor, row.id, &slots).await,
        Did::Moved { booking, sequence, from, told, .. } => {
            actor.may(Task::TakeCalls)?;
            let moved = Moved { booking: BookingId(booking), sequence, from, told };
            move_back(desks, tx, actor, row.id, &moved).await
        }
    }
}

/// An opening taken back: what was not there goes again, unless somebody has taken it.
async fn shut(desks: &Desks, tx: Writing, actor: &Actor, deed: Uuid, changed: &[Changed]) -> Result<(), Failure> {
    let Known { rows, counters } =
        rows::known(&tx, actor, changed.iter().map(|changed| changed.slot).collect()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let taken = taken(&*tx, &ids).await?;
    let mut undone = Undone::default();
    let (mut closed, mut gone, mut done) = (Vec::new(), false, Vec::new());
    for row in rows.into_iter().filter(|row| row.closed_at.is_none()) {
        let counter = counters.get(&row.counter_id).map_or("", |counter| counter.name.as_str());
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        if taken.contains(&row.id) {
            undone.stay.push(Skipped { counter: counter.to_owned(), span, why: Why::Taken });
            continue;
        }
        undone.back += 1;
        done.push((counter, span));
        closed.push(row.id);
        match changed.iter().find(|changed| changed.slot == row.id).and_then(|changed| changed.before) {
            Some(before) => rows::set(&tx, row, before).await?,
            None if remembered(&tx, row.id).await? => {
                // A booking that is over still tells of it. To the patterns it is as if it had never been there.
                let closed_at = Some(desks.clock.now().timestamp_millis());
                rows::set(&tx, row, deed::Flags { closed_at, by_hand: 0, closed_by_hand: 0 }).await?;
            }
            None => {
                slot::Entity::delete_by_id(row.id).exec(&*tx).await?;
                gone = true;
            }
        }
    }
    told::write(desks, &tx, actor, Act::TakenBack, done, "");
    deed::undone(&tx, deed, &undone)?;
    // Of a slot that is no longer there nothing can be read: all is read again.
    let changes = if gone { vec![Change::Office] } else { changes(&closed, false) };
    desks.commit(tx, actor.office, &changes).await
}

/// Whether any booking, over or not, was at the slot.
async fn remembered(tx: &Writing, slot: Uuid) -> Result<bool, Failure> {
    use crate::store::entity::booking::{Column, Entity};
    Ok(Entity::find().filter(Column::SlotId.eq(slot)).limit(1).count(&**tx).await? > 0)
}

/// A closing taken back, but where another slot was opened over it meanwhile, or its time has come.
async fn open_again(desks: &Desks, tx: Writing, actor: &Actor, deed: Uuid, changed: &[Changed]) -> Result<(), Failure> {
    let now = desks.clock.now();
    let Known { rows, counters } =
        rows::known(&tx, actor, changed.iter().map(|changed| changed.slot).collect()).await?;
    let mut undone = Undone::default();
    let (mut opened, mut done) = (Vec::new(), Vec::new());
    for row in rows.into_iter().filter(|row| row.closed_at.is_some()) {
        let counter = counters.get(&row.counter_id).map_or("", |counter| counter.name.as_str());
        let before = changed.iter().find(|changed| changed.slot == row.id).and_then(|changed| changed.before);
        let (Some(span), Some(before)) = (slots::span(row.starts_at, row.minutes), before) else { continue };
        if let Some(why) = open::hindrance(&tx, row.counter_id, span, now).await? {
            undone.stay.push(Skipped { counter: counter.to_owned(), span, why });
            continue;
        }
        undone.back += 1;
        done.push((counter, span));
        opened.push(row.id);
        rows::set(&tx, row, before).await?;
    }
    told::write(desks, &tx, actor, Act::TakenBack, done, "");
    deed::undone(&tx, deed, &undone)?;
    desks.commit(tx, actor.office, &changes(&opened, true)).await
}

/// A move, as it is kept.
struct Moved {
    booking: BookingId,
    sequence: i32,
    from: Place,
    told: bool,
}

/// A move taken back. The letter that told of it is out, or as good as: another tells where the booking is now.
async fn move_back(
    desks: &Desks,
    tx: Writing,
    actor: &Actor,
    deed: Uuid,
    &Moved { booking: id, sequence, from, told }: &Moved,
) -> Result<(), Failure> {
    let now = desks.clock.now();
    let (mut row, state) = reply::locked(desks, &tx, actor, id).await?;
    if row.sequence != sequence {
        return Err(DeskError::Conflict.into());
    }
    let left = booking::span(&row)?;
    let deadline = from_millis(from.deadline);
    let turn = Turn::Back { slot: from.slot, deadline };
    let changes = shift(&tx, &mut row, state, from.span, Ok(deadline), now, turn).await?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::MovedBack, &left.to_string());
    if told && !row.mail.is_empty() {
        outbox::write(&tx, &row, moved(&row)?, Pace::Official, now, &desks.mail_domain).await?;
    }
    if left != from.span {
        tell::moved(desks, &tx, &row, Pace::Official, now).await?;
    }
    audit::write(&tx, actor, now, Act::TakenBack, &row.reference, &left.to_string());
    deed::undone(&tx, deed, &Undone { back: 1, stay: Vec::new() })?;
    desks.commit(tx, actor.office, &changes).await?;
    if let Some(due) = row.due_at {
        desks.alarm.set(due);
    }
    Ok(())
}
