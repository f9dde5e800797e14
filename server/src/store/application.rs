//! What visitors have begun: one at a time, named by the digest of their cookie.

use crate::{
    keys::hex,
    store::{
        booking::{from_json, json},
        database::Database,
        entity::{
            application::{ActiveModel, Column, Entity, Model},
            booking,
        },
        slot,
        writing::Writing,
    },
};
use app::{
    desk::application::{Details, DeviceReport, TermsForm, VisitorKey},
    domain::{kind::Kind, slot::Span, time::Instant},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, Iterable, JoinType, ModelTrait, QueryFilter, QuerySelect, QueryTrait, Select, Set,
    sea_query::{LockType, OnConflict},
};
use serde::{Deserialize, Serialize};

/// What was typed so far, right or wrong. It outlives the hold.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub terms: Option<TermsForm>,
    /// When the terms were agreed to: the second moment of consent.
    pub ticked_at: Option<Instant>,
    pub device: Option<DeviceReport>,
    pub details: Details,
    /// How often the details were sent.
    pub sent: u32,
}

/// How a visitor's key is written in the database.
pub fn word(visitor: VisitorKey) -> String {
    hex(&visitor.0)
}

/// The visitor's application with its booking.
pub async fn with_booking<C: ConnectionTrait>(db: &C, visitor: VisitorKey) -> Result<Option<Both>, DbErr> {
    with_its_booking(visitor).select_also(booking::Entity).one(db).await
}

/// The visitor's application, kept by this transaction until it ends, with its booking, which is not: who saves the booking
/// hears if somebody else changed it.
pub async fn lock_with_booking(tx: &DatabaseTransaction, visitor: VisitorKey) -> Result<Option<Both>, DbErr> {
    let mut select = with_its_booking(visitor);
    QuerySelect::query(&mut select).lock_with_tables(LockType::Update, [Entity]);
    select.select_also(booking::Entity).one(tx).await
}

/// An application and the booking it led to.
pub type Both = (Model, Option<booking::Model>);

fn with_its_booking(visitor: VisitorKey) -> Select<Entity> {
    let its = Entity::belongs_to(booking::Entity).from(Column::BookingId).to(booking::Column::Id);
    Entity::find_by_id(word(visitor)).join(JoinType::LeftJoin, its.into())
}

/// The visitor's application, kept by this transaction until it ends.
pub async fn lock(tx: &DatabaseTransaction, visitor: VisitorKey) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(word(visitor)).lock_exclusive().one(tx).await
}

/// The application behind a one-time code.
pub async fn lock_carried(tx: &DatabaseTransaction, digest: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::CarryDigest.eq(digest)).lock_exclusive().one(tx).await
}

/// Writes a visitor's first row. Of two first requests at the same moment the key refuses the second one's, which then
/// finds the other's hold when it tries again.
pub fn insert(tx: &Writing, row: Model) {
    tx.record(Entity::insert(row.into_active_model().reset_all()).into_query());
}

/// Writes the row, in the place of the visitor's last one.
pub fn put(tx: &Writing, row: Model) {
    let others = Column::iter().filter(|column| !matches!(column, Column::Visitor));
    let put = Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Visitor).update_columns(others).to_owned());
    tx.record(put.into_query());
}

/// Writes some columns of the row.
pub async fn update(tx: &DatabaseTransaction, row: &Model, columns: &[Column]) -> Result<(), DbErr> {
    let mut changed = <ActiveModel as Default>::default();
    for column in columns {
        changed.set(*column, row.get(*column));
    }
    Entity::update_many().set(changed).filter(Column::Visitor.eq(row.visitor.as_str())).exec(tx).await?;
    Ok(())
}

/// Writes the draft if it and its booking are still what they were.
///
/// # Errors
/// `RecordNotUpdated` if somebody else wrote since it was read.
pub async fn exchange(db: &Database, row: &Model, before: &str) -> Result<(), DbErr> {
    let mut same = Condition::all().add(Column::Visitor.eq(row.visitor.as_str())).add(Column::Draft.eq(before));
    if let Some(booking) = row.booking_id {
        same = same.add(Column::BookingId.eq(booking));
    }
    let changed = ActiveModel {
        draft: Set(row.draft.clone()),
        changed_at: Set(row.changed_at),
        ..<ActiveModel as Default>::default()
    };
    let update = Entity::update_many().set(changed).filter(same).build(db.read().get_database_backend());
    match db.execute(update).await?.rows_affected() {
        0 => Err(DbErr::RecordNotUpdated),
        _ => Ok(()),
    }
}

pub async fn delete(tx: &DatabaseTransaction, visitor: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(visitor).exec(tx).await?;
    Ok(())
}

pub fn draft(row: &Model) -> Result<Draft, DbErr> {
    from_json(&row.draft)
}

pub fn draft_text(draft: &Draft) -> Result<String, DbErr> {
    json(draft)
}

pub fn span(row: &Model) -> Result<Span, DbErr> {
    slot::span(row.starts_at, row.minutes).ok_or_else(|| DbErr::Type("an application's start and length".to_owned()))
}

pub fn kind(row: &Model) -> Result<Kind, DbErr> {
    row.kind.parse().map_err(|_| DbErr::Type("an application's kind".to_owned()))
}
