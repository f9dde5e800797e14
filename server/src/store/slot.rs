//! Published slots: which of them could be taken.

use crate::store::seat::Seat;
use app::domain::{kind::Kind, slot::Span};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use uuid::Uuid;

/// An open slot whose counter and host are free, as far as this transaction sees. Only [`seat::take`](crate::store::seat::take)
/// knows for sure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub slot: Uuid,
    pub seat: Seat,
}

/// The slots of that start and length which serve the kind, in the order of the counters. They stay open until the
/// transaction ends: whoever closes one waits for it.
pub async fn candidates(
    tx: &DatabaseTransaction,
    office: Uuid,
    kind: Kind,
    span: Span,
) -> Result<Vec<Candidate>, DbErr> {
    let backend = tx.get_database_backend();
    let mut sql = "SELECT slot.id, slot.counter_id, counter.host_id, counter.kinds FROM slot \
                   JOIN counter ON counter.id = slot.counter_id \
                   WHERE slot.office_id = $1 AND slot.starts_at = $2 AND slot.minutes = $3 AND slot.closed_at IS NULL \
                   AND NOT EXISTS (SELECT 1 FROM seat_tick WHERE resource_id IN (slot.counter_id, counter.host_id) \
                   AND tick BETWEEN $4 AND $5) ORDER BY counter.position, counter.id"
        .to_owned();
    if backend == DbBackend::Postgres {
        sql.push_str(" FOR SHARE OF slot");
    }
    let ticks = span.ticks();
    let (first, last) = (ticks.clone().next().unwrap_or_default(), ticks.last().unwrap_or_default());
    let values = [
        office.into(),
        span.starts().timestamp_millis().into(),
        i32::from(span.minutes()).into(),
        first.into(),
        last.into(),
    ];
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut candidates = Vec::with_capacity(rows.len());
    for row in rows {
        let kinds: String = row.try_get("", "kinds")?;
        if kinds.split(' ').any(|word| word == kind.as_str()) {
            candidates.push(Candidate {
                slot: row.try_get("", "id")?,
                seat: Seat { counter: row.try_get("", "counter_id")?, host: row.try_get("", "host_id")?, span },
            });
        }
    }
    Ok(candidates)
}
