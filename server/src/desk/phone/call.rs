//! Calls: noted on a booking, and one that cancels it (Art. 6(6)).

use crate::{
    desk::{Desks, ending, failure::Failure, phone::reply::locked},
    store::{
        audit, booking,
        entity::{booking::Model, call},
        history::{self, What, Who},
        live_event::Change,
        outbox::{Letter, Pace},
        retention,
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, phone::Call, staff::Actor},
    domain::{act::Act, booking::Canceller, ids::BookingId, intake::reason, retention::Class, time::Instant},
};
use sea_orm::{EntityTrait, QueryTrait, Set};
use uuid::Uuid;

/// When the call was and what was said, or what is to mend.
fn read(call: &Call, now: Instant) -> Result<(Instant, String), DeskError> {
    let at = call.at.unwrap_or(now);
    match reason(&call.note) {
        Ok(note) if at <= now => Ok((at, note)),
        _ => Err(DeskError::Mend),
    }
}

fn write(tx: &Writing, row: &Model, actor: &Actor, call: &Call, at: Instant, note: &str, now: Instant) {
    let line = call::ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(row.office_id),
        booking_id: Set(row.id),
        at: Set(at.timestamp_millis()),
        staff_id: Set(actor.staff.0),
        direction: Set(call.direction.word().to_owned()),
        note: Set(note.to_owned()),
        noted_at: Set(now.timestamp_millis()),
    };
    tx.record(call::Entity::insert(line).into_query());
}

pub async fn note(desks: &Desks, actor: &Actor, id: BookingId, call: &Call) -> Result<(), Failure> {
    let now = desks.clock.now();
    let (at, note) = read(call, now)?;
    let tx = desks.begin().await?;
    let (row, _) = locked(desks, &tx, actor, id).await?;
    write(&tx, &row, actor, call, at, &note, now);
    retention::bookings::written_again(&*tx, &row, Class::Bookings, now).await?;
    audit::write(&tx, actor, now, Act::CallNoted, &row.reference, call.direction.word());
    desks.commit(tx, actor.office, &[Change::Card { booking: id }]).await?;
    Ok(())
}

pub async fn cancel(desks: &Desks, actor: &Actor, id: BookingId, call: &Call) -> Result<(), Failure> {
    let now = desks.clock.now();
    let (at, note) = read(call, now)?;
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, actor, id).await?;
    let starts = booking::span(&row)?.starts();
    let state = state.cancel(at, Canceller::SeekerByPhone { noted_by: actor.staff }, starts)?;
    let change = ending::end(desks, &tx, &mut row, state, Letter::Cancelled, Pace::Official, now).await?;
    write(&tx, &row, actor, call, at, &note, now);
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::CancelledByPhone, &note);
    audit::write(&tx, actor, now, Act::CancelledByPhone, &row.reference, &note);
    desks.commit(tx, actor.office, &[change]).await?;
    Ok(())
}
