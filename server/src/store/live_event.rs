//! Live events: rows written with the change they tell of, and numbered once they are committed.
//!
//! A number is given by whoever reads on ([`number`]), on any node, under the office's row: so the numbers of an office become
//! visible in their order, and the changes themselves wait for nobody. The order of the tickets is right for any two changes
//! of one seat, since the later one draws its ticket after the earlier one's commit.

use crate::store::{
    database::Database,
    entity::{
        live_event::{ActiveModel, Column, Entity},
        office,
    },
    office as offices,
    writing::Writing,
};
use app::domain::ids::{BookingId, CounterId, OfficeId, SlotId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Set, Statement,
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
    /// The office's days, settings, words or counters, or many slots at once: whoever listens reads all of it again.
    Office,
    /// A counter was marked ready or away.
    Counter { counter: CounterId },
    /// Nothing that anyone sees. A link was asked for: that costs the same whether or not there is one to send (Secrecy).
    Nothing,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiveEvent {
    pub office: OfficeId,
    pub seq: i64,
    pub change: Change,
}

/// Writes the change; on PostgreSQL every node's listener hears of it at commit.
pub fn write(tx: &Writing, office: OfficeId, at: i64, change: &Change) -> Result<(), DbErr> {
    let change = serde_json::to_string(change).map_err(|error| DbErr::Json(error.to_string()))?;
    let row = ActiveModel { office_id: Set(office.0), at: Set(at), change: Set(change), ..Default::default() };
    tx.record(Entity::insert(row).into_query());
    tx.tell(office);
    Ok(())
}

/// Numbers what is committed and has no number yet.
pub async fn number(db: &Database, office: OfficeId) -> Result<(), DbErr> {
    let unnumbered = Entity::find().filter(Column::OfficeId.eq(office.0)).filter(Column::Seq.is_null());
    if unnumbered.clone().limit(1).count(db.read()).await? == 0 {
        return Ok(());
    }
    let tx = db.begin().await?;
    let last = offices::lock(&tx, office.0).await?.live_seq;
    let backend = tx.get_database_backend();
    let numbered = Statement::from_sql_and_values(
        backend,
        "UPDATE live_event SET seq = $2 + next.place FROM \
         (SELECT ticket, ROW_NUMBER() OVER (ORDER BY ticket) AS place FROM live_event WHERE office_id = $1 AND seq IS NULL) \
         AS next WHERE live_event.ticket = next.ticket",
        [office.0.into(), last.into()],
    );
    let numbered = tx.execute_raw(numbered).await?.rows_affected();
    let raised = Statement::from_sql_and_values(
        backend,
        "UPDATE office SET live_seq = live_seq + $2 WHERE id = $1",
        [office.0.into(), i64::try_from(numbered).unwrap_or_default().into()],
    );
    tx.execute_raw(raised).await?;
    tx.commit().await
}

/// The numbered events of an office after a number, in order.
pub async fn after<C: ConnectionTrait>(db: &C, office: OfficeId, seq: i64) -> Result<Vec<LiveEvent>, DbErr> {
    let rows = Entity::find()
        .filter(Column::OfficeId.eq(office.0))
        .filter(Column::Seq.gt(seq))
        .order_by_asc(Column::Seq)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let change = serde_json::from_str(&row.change).map_err(|error| DbErr::Json(error.to_string()))?;
            Ok(LiveEvent { office, seq: row.seq.unwrap_or_default(), change })
        })
        .collect()
}

/// The number of an office's last event.
pub async fn last<C: ConnectionTrait>(db: &C, office: OfficeId) -> Result<i64, DbErr> {
    Ok(office::Entity::find_by_id(office.0).one(db).await?.map_or(0, |row| row.live_seq))
}
