//! Members of staff, as what they did is shown beside their names.

use crate::store::entity::staff::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Their names by their ids, and nothing of what opens an account.
pub async fn names<C: ConnectionTrait>(db: &C, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
    let named = Entity::find().select_only().columns([Column::Id, Column::Name]).filter(Column::Id.is_in(ids));
    Ok(named.into_tuple().all(db).await?.into_iter().collect())
}
