//! What the clockwork does when ten minutes may have run out (Art. 6(6), R4).

use crate::{
    desk::{Desks, failure::Failure},
    store::{
        booking::{self, save},
        day,
        entity::booking::Column,
        history::{self, What, Who},
        office,
        outbox::{self, Letter, Pace},
    },
};
use app::domain::{booking::State, ids::OfficeId, ten_minutes::Verdict, time::Instant};
use sea_orm::DbErr;
use uuid::Uuid;

/// Looks at a confirmed booking that is due: cancels it if its seeker has been silent for ten minutes, and tells them;
/// otherwise it is due when the ten minutes end as things stand, and not at all while the clock stands still. Whatever
/// sets the clock going lets the clockwork look again.
///
/// `false`: nothing happened, or another node was first.
pub async fn look(desks: &Desks, id: Uuid, now: Instant) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    let Some(seen) = booking::find(&*tx, id).await? else { return Ok(false) };
    office::lock_counter(&tx, seen.counter_id).await?;
    let Some(mut row) = booking::lock(&tx, id).await? else { return Ok(false) };
    if row.counter_id != seen.counter_id {
        return Err(DbErr::RecordNotUpdated.into());
    }
    let state = booking::state(&row)?;
    if !matches!(state, State::Confirmed { .. }) || row.due_at.is_none_or(|due| due > now.timestamp_millis()) {
        return Ok(false);
    }
    let mut kept = day::of(&*tx, row.id).await?;
    let at = match day::rule(&*tx, &row, &kept).await?.verdict(now) {
        Verdict::Silent { at } => at,
        verdict => {
            row.due_at = match verdict {
                Verdict::Open { runs_out_at } => runs_out_at.map(|at| at.timestamp_millis()),
                _ => None,
            };
            booking::update(&tx, &row, &[Column::DueAt]).await?;
            tx.commit().await?;
            return Ok(false);
        }
    };
    let missed = kept.miss(state, at)?;
    let change = save(&tx, &mut row, missed).await?;
    day::keep(&tx, &row, &kept).await?;
    outbox::supersede(&tx, row.id, now).await?;
    if !row.mail.is_empty() {
        outbox::write(&tx, &row, Letter::NoShow, Pace::Official, now, &desks.mail_domain).await?;
    }
    history::write(&tx, &row, at, Who::Clockwork, What::NoShow, "");
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    desks.mail_waiting.notify_one();
    Ok(true)
}
