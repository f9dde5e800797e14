//! Marking a counter ready and away. The ten minutes of its consultations run only while it is ready (R4).

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, staff::own_counter},
    store::{audit, day, entity::counter_ready, live_event::Change},
};
use app::{
    desk::staff::Actor,
    domain::{
        act::Act,
        ids::{BookingId, CounterId},
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use uuid::Uuid;

/// Marking it what it is already changes nothing.
///
/// # Errors
/// `NotFound`: no counter of this office.
pub async fn mark(desks: &Desks, actor: &Actor, counter: CounterId, ready: bool) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let row = own_counter(&tx, actor, counter).await?;
    let now = desks.clock.now();
    let open = counter_ready::Entity::find()
        .filter(counter_ready::Column::CounterId.eq(row.id))
        .filter(counter_ready::Column::EndedAt.is_null())
        .one(&*tx)
        .await?;
    let midnight = |open: &counter_ready::Model| day::day_around(from_millis(open.began_at)).end;
    let is_ready = open.as_ref().is_some_and(|open| now.timestamp_millis() < midnight(open));
    if ready == is_ready {
        return Ok(());
    }
    if let Some(open) = open {
        let ended = now.timestamp_millis().min(midnight(&open));
        let mut open = open.into_active_model();
        open.ended_at = Set(Some(ended));
        open.update(&*tx).await?;
    }
    if ready {
        let begun = counter_ready::Model {
            id: Uuid::now_v7(),
            office_id: row.office_id,
            counter_id: row.id,
            began_at: now.timestamp_millis(),
            ended_at: None,
        };
        counter_ready::Entity::insert(begun.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
    }
    day::look_again(&tx, row.id, now).await?;
    let act = if ready { Act::CounterReady } else { Act::CounterAway };
    audit::write(&tx, actor, now, act, "", &row.name);
    // Whoever waits for the counter is looking at the page of their booking.
    let waiting = day::at_hand(&*tx, row.id, now).await?;
    let mut changes = vec![Change::Counter { counter }];
    changes.extend(waiting.into_iter().map(|id| Change::Card { booking: BookingId(id) }));
    desks.commit(tx, actor.office, &changes).await?;
    desks.alarm.set(now.timestamp_millis());
    tracing::info!(%counter, ready, staff = %actor.staff, "a counter was marked");
    Ok(())
}
