//! Slots of one press, kept until the transaction ends, and what is written into one.

use crate::{
    desk::{failure::Failure, staff::own_counter},
    store::{
        deed::Flags,
        entity::{counter, slot},
        writing::Writing,
    },
};
use app::{desk::staff::Actor, domain::ids::CounterId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Slots in the order of their ids, with their counters.
pub struct Known {
    pub rows: Vec<slot::Model>,
    pub counters: HashMap<Uuid, counter::Model>,
}

/// Those that are there of these. Counters are taken first, as by whoever opens one.
///
/// # Errors
/// `NotFound`: another office's.
pub async fn known(tx: &Writing, actor: &Actor, ids: Vec<Uuid>) -> Result<Known, Failure> {
    let asked = slot::Entity::find().filter(slot::Column::Id.is_in(ids));
    let at: BTreeSet<Uuid> = asked.clone().all(&**tx).await?.into_iter().map(|row| row.counter_id).collect();
    let mut counters = HashMap::new();
    for id in at {
        counters.insert(id, own_counter(tx, actor, CounterId(id)).await?);
    }
    let rows = asked.order_by_asc(slot::Column::Id).lock_exclusive().all(&**tx).await?;
    Ok(Known { rows, counters })
}

pub async fn set(tx: &Writing, row: slot::Model, flags: Flags) -> Result<(), DbErr> {
    let mut row = row.into_active_model();
    row.closed_at = Set(flags.closed_at);
    row.by_hand = Set(flags.by_hand);
    row.closed_by_hand = Set(flags.closed_by_hand);
    row.update(&**tx).await?;
    Ok(())
}
