//! What presses on the calendar did, in ids and times, kept for the minute in which they can be taken back.

use crate::store::{
    booking::{from_json, json},
    entity::{
        deed::{ActiveModel, Column, Entity, Model},
        slot,
    },
    writing::Writing,
};
use app::{
    desk::{
        deeds::{Deed, Done, Skipped, UNDO_FOR, Undone},
        staff::Actor,
    },
    domain::{ids::DeedId, slot::Span, time::Instant},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QueryTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Kept {
    pub did: Did,
    pub skipped: Vec<Skipped>,
}

/// What has to be known to take it back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Did {
    Opened {
        slots: Vec<Changed>,
    },
    Closed {
        slots: Vec<Changed>,
    },
    Moved {
        booking: Uuid,
        /// The booking's sequence after it: whatever happened since has raised it.
        sequence: i32,
        from: Place,
        to: Span,
        counter: String,
        told: bool,
    },
}

/// A slot, and how it was before.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Changed {
    pub slot: Uuid,
    /// `None`: it was not there.
    pub before: Option<Flags>,
}

impl Changed {
    pub fn from(row: &slot::Model) -> Self {
        let (closed_at, by_hand, closed_by_hand) = (row.closed_at, row.by_hand, row.closed_by_hand);
        Changed { slot: row.id, before: Some(Flags { closed_at, by_hand, closed_by_hand }) }
    }
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Flags {
    pub closed_at: Option<i64>,
    pub by_hand: i32,
    pub closed_by_hand: i32,
}

/// Where a booking was, and until when it could be confirmed there, in milliseconds since 1970 UTC.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Place {
    pub slot: Uuid,
    pub span: Span,
    pub deadline: i64,
}

/// Keeps a deed, and forgets those of the same hand that can no longer be taken back.
pub async fn write(tx: &Writing, actor: &Actor, now: Instant, did: Did, skipped: Vec<Skipped>) -> Result<(), DbErr> {
    let over = (now - UNDO_FOR).timestamp_millis();
    Entity::delete_many().filter(Column::StaffId.eq(actor.staff.0)).filter(Column::At.lt(over)).exec(&**tx).await?;
    let row = Model {
        id: Uuid::now_v7(),
        office_id: actor.office.0,
        staff_id: actor.staff.0,
        at: now.timestamp_millis(),
        did: json(&Kept { did, skipped })?,
        undone: None,
    };
    tx.record(Entity::insert(sea_orm::ActiveModelTrait::reset_all(row.into_active_model())).into_query());
    Ok(())
}

/// The last deed of this hand at the office, if its minute is not over.
pub async fn last<C: ConnectionTrait>(db: &C, actor: &Actor, now: Instant) -> Result<Option<Deed>, DbErr> {
    let row = Entity::find()
        .filter(Column::StaffId.eq(actor.staff.0))
        .filter(Column::OfficeId.eq(actor.office.0))
        .filter(Column::At.gte((now - UNDO_FOR).timestamp_millis()))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .one(db)
        .await?;
    row.map(|row| shown(&row)).transpose()
}

fn shown(row: &Model) -> Result<Deed, DbErr> {
    let Kept { did, skipped } = from_json(&row.did)?;
    let undone = row.undone.as_deref().map(from_json::<Undone>).transpose()?;
    let done = match did {
        Did::Opened { slots } => Done::Opened { slots: slots.len() },
        Did::Closed { slots } => Done::Closed { slots: slots.len() },
        Did::Moved { from, to, counter, told, .. } => Done::Moved { from: from.span, to, counter, told },
    };
    let until = crate::clock::from_millis(row.at) + UNDO_FOR;
    Ok(Deed { id: DeedId(row.id), done, skipped, until, undone })
}

/// Notes at the end of the transaction that it was taken back.
///
/// # Errors
/// `RecordNotUpdated` from the commit, if somebody else was first.
pub fn undone(tx: &Writing, deed: Uuid, undone: &Undone) -> Result<(), DbErr> {
    let changed = ActiveModel { undone: sea_orm::Set(Some(json(undone)?)), ..Default::default() };
    let update = Entity::update_many().set(changed).filter(Column::Id.eq(deed)).filter(Column::Undone.is_null());
    tx.require(update.into_query());
    Ok(())
}
