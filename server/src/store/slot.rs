//! Published slots: which of them could be taken.

use crate::{clock::from_millis, store::seat::Seat};
use app::domain::{kind::Kind, slot::Span, time::Instant};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

/// An open slot whose counter and host are free, as far as this transaction sees. Only [`seat::take`](crate::store::seat::take)
/// knows for sure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub slot: Uuid,
    pub seat: Seat,
}

/// When it is, as a slot's or a booking's columns have it; `None` where that cannot be.
pub fn span(starts_at: i64, minutes: i32) -> Option<Span> {
    Span::new(from_millis(starts_at), u8::try_from(minutes).ok()?).ok()
}

/// What a hold is decided by.
pub struct Prospect {
    pub candidates: Vec<Candidate>,
    /// Holds that run and bookings without their receipt whose deadline is still open, of the address at the office.
    pub of_address: i64,
    /// The same of the visitor.
    pub of_visitor: i64,
}

const OPEN: &str = "SELECT slot.id, slot.counter_id, counter.host_id, counter.kinds, counter.position FROM slot \
                    JOIN counter ON counter.id = slot.counter_id \
                    WHERE slot.office_id = $1 AND slot.starts_at = $2 AND slot.minutes = $3 AND slot.closed_at IS NULL \
                    AND NOT EXISTS (SELECT 1 FROM seat_tick WHERE resource_id IN (slot.counter_id, counter.host_id) \
                    AND tick BETWEEN $4 AND $5)";

/// CASE, so that the address or the visitor is looked up, and never every booking of the office or every hold.
const UNSETTLED: &str = "CASE WHEN office_id <> $1 THEN FALSE WHEN state = 'held' THEN due_at > $8 \
                         WHEN state = 'awaiting_mail' THEN deadline >= $8 ELSE FALSE END";

/// The slots of that start and length which serve the kind, in the order of the counters. They stay open until the
/// transaction ends: whoever closes one waits for it.
pub async fn candidates(
    tx: &DatabaseTransaction,
    office: Uuid,
    kind: Kind,
    span: Span,
) -> Result<Vec<Candidate>, DbErr> {
    let backend = tx.get_database_backend();
    let sql = format!("{OPEN} ORDER BY counter.position, counter.id{}", share(backend));
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, asked(office, span))).await?;
    rows.iter().filter_map(|row| candidate(row, kind, span).transpose()).collect()
}

/// The [`candidates`], and beside them what the address and the visitor have unsettled: read together, on one way there and
/// back.
pub async fn prospect(
    tx: &DatabaseTransaction,
    office: Uuid,
    kind: Kind,
    span: Span,
    (address, visitor): (&str, &str),
    now: Instant,
) -> Result<Prospect, DbErr> {
    let backend = tx.get_database_backend();
    let sql = format!(
        "SELECT counted.of_address, counted.of_visitor, open.id, open.counter_id, open.host_id, open.kinds FROM \
         (SELECT (SELECT COUNT(*) FROM booking WHERE address = $6 AND {UNSETTLED}) AS of_address, \
         (SELECT COUNT(*) FROM booking WHERE visitor = $7 AND {UNSETTLED}) AS of_visitor) AS counted \
         LEFT JOIN ({OPEN}{}) AS open ON TRUE ORDER BY open.position, open.counter_id",
        share(backend),
    );
    let values = asked(office, span).into_iter().chain([address.into(), visitor.into(), now.timestamp_millis().into()]);
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let counted = rows.first().ok_or_else(|| DbErr::RecordNotFound("a count".to_owned()))?;
    let mut prospect = Prospect {
        candidates: Vec::with_capacity(rows.len()),
        of_address: counted.try_get("", "of_address")?,
        of_visitor: counted.try_get("", "of_visitor")?,
    };
    for row in &rows {
        // Where nothing is open the counts stand alone.
        if row.try_get::<Option<Uuid>>("", "id")?.is_some() {
            prospect.candidates.extend(candidate(row, kind, span)?);
        }
    }
    Ok(prospect)
}

fn share(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { " FOR SHARE OF slot" } else { "" }
}

/// The values of [`OPEN`].
fn asked(office: Uuid, span: Span) -> [Value; 5] {
    let ticks = span.ticks();
    let (first, last) = (ticks.clone().next().unwrap_or_default(), ticks.last().unwrap_or_default());
    [
        office.into(),
        span.starts().timestamp_millis().into(),
        i32::from(span.minutes()).into(),
        first.into(),
        last.into(),
    ]
}

/// `None`: the counter does not serve the kind.
fn candidate(row: &QueryResult, kind: Kind, span: Span) -> Result<Option<Candidate>, DbErr> {
    let kinds: String = row.try_get("", "kinds")?;
    if !kinds.split(' ').any(|word| word == kind.as_str()) {
        return Ok(None);
    }
    let seat = Seat { counter: row.try_get("", "counter_id")?, host: row.try_get("", "host_id")?, span };
    Ok(Some(Candidate { slot: row.try_get("", "id")?, seat }))
}
