//! A consultation on its day, held with its counter while something is noted of it, whoever notes it.

use crate::{
    desk::{Desks, failure::Failure},
    store::{
        booking::{self, save},
        day,
        entity::booking::Model,
        history::{self, What, Who},
        live_event::Change,
        office, outbox,
        writing::Writing,
    },
};
use app::{
    desk::error::DeskError,
    domain::{
        booking::State,
        day::Day,
        ids::{BookingId, OfficeId},
        ten_minutes::TenMinutes,
        time::Instant,
    },
};
use sea_orm::DbErr;

/// Nobody else notes or judges anything at the counter until it is kept, or let go.
pub struct Consultation {
    pub tx: Writing,
    pub row: Model,
    pub state: State,
    pub kept: Day,
    /// By all that was kept before.
    pub rule: TenMinutes,
    /// Read when the counter was held.
    pub now: Instant,
}

impl Consultation {
    /// # Errors
    /// `NotFound`: it has gone since it was `seen`.
    pub async fn hold(desks: &Desks, tx: Writing, seen: &Model) -> Result<Consultation, Failure> {
        office::lock_counter(&tx, seen.counter_id).await?;
        let row = booking::lock(&tx, seen.id).await?.ok_or(DeskError::NotFound)?;
        if row.counter_id != seen.counter_id {
            return Err(DbErr::RecordNotUpdated.into());
        }
        let now = desks.clock.now();
        let kept = day::of(&*tx, row.id).await?;
        let rule = day::rule(&*tx, &row, &kept).await?;
        Ok(Consultation { state: booking::state(&row)?, tx, row, kept, rule, now })
    }

    /// Keeps what was noted and what became of the booking by it, and tells those who look at the day.
    pub async fn keep(self, desks: &Desks, state: State, by: Who, what: What, note: &str) -> Result<(), Failure> {
        let Consultation { tx, mut row, state: was, kept, now, .. } = self;
        let mut changes = vec![Change::Card { booking: BookingId(row.id) }];
        if state != was {
            if matches!(was, State::NoShow { .. }) {
                // The letter that told of it says what is so no longer.
                outbox::supersede(&tx, row.id, now).await?;
            }
            changes.push(save(&tx, &mut row, state).await?);
        }
        day::keep(&tx, &row, &kept).await?;
        day::look_again(&tx, row.counter_id, now).await?;
        history::write(&tx, &row, now, by, what, note);
        desks.commit(tx, OfficeId(row.office_id), &changes).await?;
        desks.alarm.set(now.timestamp_millis());
        Ok(())
    }
}
