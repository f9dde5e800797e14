//! What was done, and whom to call.

use super::room::known;
use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure},
    store::{
        audit, booking as bookings,
        entity::{absence, absence_booking, call},
        place, slot as slots, staff,
    },
};
use app::{
    desk::{
        absence::{AbsenceReport, MovedBooking, Outcome},
        error::DeskError,
        phone::Direction,
        staff::Actor,
    },
    domain::{
        act::Act,
        booking::State,
        ids::{AbsenceId, BookingId},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// The absence, if it is this office's.
async fn own<C: ConnectionTrait>(db: &C, actor: &Actor, id: AbsenceId) -> Result<absence::Model, Failure> {
    let row = absence::Entity::find_by_id(id.0).one(db).await?;
    Ok(row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?)
}

/// Calls from the office about these bookings since then, the first of each.
async fn calls<C: ConnectionTrait>(db: &C, of: &[Uuid], since: i64) -> Result<HashMap<Uuid, call::Model>, DbErr> {
    let rows = call::Entity::find()
        .filter(call::Column::BookingId.is_in(of.iter().copied()))
        .filter(call::Column::Direction.eq(Direction::Out.word()))
        .filter(call::Column::At.gte(since))
        .order_by_desc(call::Column::At)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.booking_id, row)).collect())
}

pub async fn see(desks: &Desks, actor: &Actor, id: AbsenceId) -> Result<AbsenceReport, Failure> {
    let db = desks.db.read();
    let row = own(db, actor, id).await?;
    let counters = place::counters(db, actor.office.0).await?;
    let at = row.at;
    let absence = known(row, &counters)?;
    audit::saw(desks, actor, Act::AbsenceSeen, "", &format!("{} {}", absence.counter.name, absence.date)).await?;
    let kept = absence_booking::Entity::find()
        .filter(absence_booking::Column::AbsenceId.eq(id.0))
        .order_by_asc(absence_booking::Column::WasStartsAt)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = kept.iter().map(|row| row.booking_id).collect();
    let mut calls = calls(db, &ids, at).await?;
    let mut rows = bookings::by_ids(db, ids).await?;
    let names = staff::names(db, calls.values().map(|call| call.staff_id).collect()).await?;
    let mut moved = Vec::with_capacity(kept.len());
    for line in kept {
        let was = slots::span(line.was_starts_at, line.was_minutes);
        let (Some(row), Some(was)) = (rows.remove(&line.booking_id), was) else { continue };
        let state = bookings::state(&row)?;
        let is = if state.takes_seat() {
            Some((bookings::span(&row)?, counters.get(&row.counter_id).cloned().unwrap_or_default()))
        } else {
            None
        };
        let called = calls.remove(&row.id).map(|call| {
            (from_millis(call.at), names.get(&call.staff_id).cloned().unwrap_or_else(|| call.staff_id.to_string()))
        });
        let refused = matches!(state, State::AwaitingMail { refused: Some(_), .. });
        moved.push(MovedBooking {
            id: BookingId(row.id),
            has_mail: !row.mail.is_empty() && !refused,
            reference: row.reference,
            name: row.name,
            phone: row.phone,
            was,
            outcome: Outcome::of_word(&line.outcome).ok_or_else(|| DbErr::Type("an outcome".to_owned()))?,
            is,
            to_call: line.to_call != 0,
            called,
        });
    }
    Ok(AbsenceReport { absence, bookings: moved })
}

/// Whether a call about it is noted since the absence.
///
/// # Errors
/// `NotFound`: no absence of this office, or none of the booking's.
pub async fn was_called(desks: &Desks, actor: &Actor, id: AbsenceId, booking: BookingId) -> Result<bool, Failure> {
    let db = desks.db.read();
    let row = own(db, actor, id).await?;
    absence_booking::Entity::find_by_id((id.0, booking.0)).one(db).await?.ok_or(DeskError::NotFound)?;
    Ok(calls(db, &[booking.0], row.at).await?.contains_key(&booking.0))
}
