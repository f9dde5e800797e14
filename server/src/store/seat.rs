//! Seats: the ticks that a booking takes of its counter and, where there is one, of its Zoom host.
//!
//! The primary key of `seat_tick` over resource and tick is what refuses an overlap, on both databases, whatever was read
//! before. Nothing else decides whether a seat is free.

use crate::store::entity::{booking, seat_tick};
use app::domain::slot::Span;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set, sea_query::OnConflict};
use uuid::Uuid;

/// A counter and its Zoom host: what one consultation has to itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seat {
    pub counter: Uuid,
    pub host: Option<Uuid>,
    pub span: Span,
}

impl Seat {
    /// The seat a booking speaks of.
    pub fn of(row: &booking::Model) -> Result<Seat, DbErr> {
        Ok(Seat { counter: row.counter_id, host: row.host_id, span: crate::store::booking::span(row)? })
    }

    /// Resource and tick in the order of the key, so that two takers meet at their first common tick and never hold one
    /// each while they wait for the other's.
    fn ticks(self) -> Vec<(Uuid, i64)> {
        let mut resources: Vec<Uuid> = [Some(self.counter), self.host].into_iter().flatten().collect();
        resources.sort_unstable();
        resources.into_iter().flat_map(|resource| self.span.ticks().map(move |tick| (resource, tick))).collect()
    }
}

/// Takes the seat for the booking, or leaves everything as it was and answers `false`.
pub async fn take(tx: &DatabaseTransaction, office: Uuid, booking: Uuid, seat: Seat) -> Result<bool, DbErr> {
    let ticks = seat.ticks();
    let wanted = ticks.len() as u64;
    let rows = ticks.into_iter().map(|(resource_id, tick)| seat_tick::ActiveModel {
        resource_id: Set(resource_id),
        tick: Set(tick),
        office_id: Set(office),
        booking_id: Set(booking),
    });
    let taken = seat_tick::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await;
    let taken = match taken {
        Ok(rows) => rows,
        Err(DbErr::RecordNotInserted) => 0,
        Err(error) => return Err(error),
    };
    if taken == wanted {
        return Ok(true);
    }
    if taken > 0 {
        free(tx, booking).await?;
    }
    Ok(false)
}

/// Gives back every tick of the booking.
pub async fn free(tx: &DatabaseTransaction, booking: Uuid) -> Result<(), DbErr> {
    seat_tick::Entity::delete_many().filter(seat_tick::Column::BookingId.eq(booking)).exec(tx).await?;
    Ok(())
}
