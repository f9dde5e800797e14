//! What happened, as it is kept.

use crate::store::{
    entity::incident::{Column, Entity, Model},
    writing::Writing,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::Expr,
};
use std::ops::Range;
use uuid::Uuid;

pub fn write(tx: &Writing, row: Model) {
    tx.record(Entity::insert(sea_orm::ActiveModelTrait::reset_all(row.into_active_model())).into_query());
}

/// Which are wanted; what is absent does not matter.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub sort: Option<&'static str>,
    /// In milliseconds since 1970 UTC.
    pub between: Option<Range<i64>>,
    /// About one of these bookings.
    pub bookings: Option<Vec<Uuid>>,
}

/// The latest first.
pub async fn find<C: ConnectionTrait>(db: &C, office: Uuid, wanted: Wanted, most: u64) -> Result<Vec<Model>, DbErr> {
    let Wanted { sort, between, bookings } = wanted;
    let matching = Condition::all()
        .add(Column::OfficeId.eq(office))
        .add_option(sort.map(|sort| Column::Sort.eq(sort)))
        .add_option(between.as_ref().map(|between| Column::At.gte(between.start)))
        .add_option(between.as_ref().map(|between| Column::At.lt(between.end)))
        .add_option(bookings.map(|ids| if ids.is_empty() { Expr::value(false) } else { Column::BookingId.is_in(ids) }));
    Entity::find().filter(matching).order_by_desc(Column::At).order_by_desc(Column::Id).limit(most).all(db).await
}
