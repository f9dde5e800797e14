//! Live events: numbered rows written with the change they tell of.
//!
//! The number is taken from the office's row in the change's own transaction, which holds that row until it commits: events
//! of an office become visible in the order of their numbers, on any node. Write them last, to hold the row for the
//! shortest time.

use crate::store::entity::{live_event, office};
use app::domain::ids::{BookingId, OfficeId, SlotId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, Set,
    Statement,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What changed, in ids only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A booking took or left its seat, or changed its state on it.
    Booking {
        booking: BookingId,
        counter: Uuid,
        host: Option<Uuid>,
        starts_at: i64,
        minutes: i32,
        /// Whether the seat is taken after the change.
        taken: bool,
    },
    /// A slot was opened or closed.
    Slot { slot: SlotId, open: bool },
    /// Something of the booking that is not on the calendar: its card.
    Card { booking: BookingId },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveEvent {
    pub office: OfficeId,
    pub seq: i64,
    pub change: Change,
}

/// Writes the change as the office's next event; on PostgreSQL every node's listener hears of it at commit.
pub async fn write(tx: &DatabaseTransaction, office: OfficeId, at: i64, change: &Change) -> Result<i64, DbErr> {
    let backend = tx.get_database_backend();
    let next = Statement::from_sql_and_values(
        backend,
        match backend {
            DbBackend::Postgres => "UPDATE office SET live_seq = live_seq + 1 WHERE id = $1 RETURNING live_seq",
            _ => "UPDATE office SET live_seq = live_seq + 1 WHERE id = ? RETURNING live_seq",
        },
        [office.0.into()],
    );
    let row = tx.query_one_raw(next).await?.ok_or_else(|| DbErr::RecordNotFound("office".to_owned()))?;
    let seq: i64 = row.try_get("", "live_seq")?;
    let change = serde_json::to_string(change).map_err(|error| DbErr::Json(error.to_string()))?;
    live_event::Entity::insert(live_event::ActiveModel {
        office_id: Set(office.0),
        seq: Set(seq),
        at: Set(at),
        change: Set(change),
    })
    .exec_without_returning(tx)
    .await?;
    if backend == DbBackend::Postgres {
        tx.execute_raw(Statement::from_sql_and_values(
            backend,
            "SELECT pg_notify('madoguchi_live', $1)",
            [office.0.to_string().into()],
        ))
        .await?;
    }
    Ok(seq)
}

/// Writes the office's number as it is. What has nothing to tell then costs what telling costs.
pub async fn touch(tx: &DatabaseTransaction, office: OfficeId) -> Result<(), DbErr> {
    let touch = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "UPDATE office SET live_seq = live_seq WHERE id = $1",
        [office.0.into()],
    );
    tx.execute_raw(touch).await.map(drop)
}

/// The events of an office after a number, in order.
pub async fn after<C: ConnectionTrait>(db: &C, office: OfficeId, seq: i64) -> Result<Vec<LiveEvent>, DbErr> {
    let rows = live_event::Entity::find()
        .filter(live_event::Column::OfficeId.eq(office.0))
        .filter(live_event::Column::Seq.gt(seq))
        .order_by_asc(live_event::Column::Seq)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let change = serde_json::from_str(&row.change).map_err(|error| DbErr::Json(error.to_string()))?;
            Ok(LiveEvent { office, seq: row.seq, change })
        })
        .collect()
}

/// The number of an office's last event.
pub async fn last<C: ConnectionTrait>(db: &C, office: OfficeId) -> Result<i64, DbErr> {
    Ok(office::Entity::find_by_id(office.0).one(db).await?.map_or(0, |row| row.live_seq))
}
