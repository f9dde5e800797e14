//! The bookings of a period as rows without anybody in them (Art. 7(1)).
//!
//! They are streamed by the index over office and start, each with just what is counted: a year of a large office is
//! never in memory as bookings.

use crate::{
    clock::from_millis,
    store::booking::{channel_word, from_json},
};
use app::domain::{
    booking::State,
    figures::CHANNELS,
    kind::Kind,
    period::Period,
    statistics::{DeviceClass, Outcome, Row},
    support::Os,
    time::{Instant, date_jst, jst},
};
use chrono::Timelike;
use futures::TryStreamExt;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, StreamTrait};
use std::{collections::HashMap, pin::pin};
use uuid::Uuid;

/// A booking that has ended, with what its seat's story needs.
struct Ended {
    slot: Uuid,
    starts: Instant,
    /// When the seat was taken: by booking, or by moving there.
    taken: Instant,
    /// When the seat was given back.
    freed: Option<Instant>,
    row: Row,
}

/// What is asked, in the database's own words for a part of JSON.
#[must_use]
pub fn statement(backend: DbBackend, office: Uuid, period: Period) -> Statement {
    let os = match backend {
        DbBackend::Postgres => "CAST(device AS json) #>> '{findings,os}'",
        _ => "json_extract(device, '$.findings.os')",
    };
    let sql = format!(
        "SELECT slot_id, starts_at, kind, channel, state_data, created_at, {os} AS os, \
         (SELECT MAX(at) FROM booking_event WHERE booking_id = booking.id AND what = 'moved') AS moved_at \
         FROM booking WHERE office_id = $1 AND starts_at >= $2 AND starts_at < $3 \
         AND state IN ('attended', 'no_show', 'cancelled', 'void', 'refused', 'stopped')"
    );
    let range = period.instants();
    let values = [office.into(), range.start.timestamp_millis().into(), range.end.timestamp_millis().into()];
    Statement::from_sql_and_values(backend, sql, values)
}

/// The bookings whose consultation was, or would have been, in the period, and that have ended.
pub async fn rows<C: ConnectionTrait + StreamTrait>(db: &C, office: Uuid, period: Period) -> Result<Vec<Row>, DbErr> {
    let mut ended: Vec<Ended> = Vec::new();
    let stream = db.stream_raw(statement(ConnectionTrait::get_database_backend(db), office, period)).await?;
    let mut stream = pin!(stream);
    while let Some(found) = stream.try_next().await? {
        ended.extend(read(&found)?);
    }
    Ok(with_free_times(ended))
}

/// Consultations of the period whose time has come and whose outcome nobody has noted.
pub async fn open<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    period: Period,
    kind: Option<Kind>,
    now: Instant,
) -> Result<u64, DbErr> {
    let range = period.instants();
    let sql = "SELECT COUNT(*) AS open FROM booking WHERE office_id = $1 AND starts_at >= $2 AND starts_at < $3 \
               AND state = 'confirmed' AND ($4 = '' OR kind = $4)";
    let values = [
        office.into(),
        range.start.timestamp_millis().into(),
        range.end.min(now).timestamp_millis().into(),
        kind.map_or("", Kind::as_str).into(),
    ];
    let found = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let open: i64 = found.map_or(Ok(0), |row| row.try_get("", "open"))?;
    Ok(u64::try_from(open).unwrap_or_default())
}

/// `None`: it has no outcome.
fn read(found: &QueryResult) -> Result<Option<Ended>, DbErr> {
    let state: State = from_json(&found.try_get::<String>("", "state_data")?)?;
    let Some(outcome) = Outcome::of(&state) else { return Ok(None) };
    let instant = |name: &str| found.try_get("", name).map(from_millis);
    let (starts, made) = (instant("starts_at")?, instant("created_at")?);
    let moved = found.try_get::<Option<i64>>("", "moved_at")?.map(from_millis);
    let unknown = |what: &str| DbErr::Type(format!("a booking's {what}"));
    let kind = found.try_get::<String>("", "kind")?.parse().map_err(|_| unknown("kind"))?;
    let word: String = found.try_get("", "channel")?;
    let channel =
        CHANNELS.into_iter().find(|channel| channel_word(*channel) == word).ok_or_else(|| unknown("channel"))?;
    // The word of the system, and its version where that is known.
    let os: Option<String> = found.try_get("", "os")?;
    let os = os.as_deref().and_then(|os| os.split(' ').next()).and_then(Os::of_word);
    let date = date_jst(starts);
    Ok(Some(Ended {
        slot: found.try_get("", "slot_id")?,
        starts,
        taken: moved.unwrap_or(made),
        freed: match state {
            State::Cancelled { at, .. } | State::Void { at } | State::Refused { at, .. } => Some(at),
            _ => None,
        },
        row: Row {
            date,
            hour: u8::try_from(jst(starts).hour()).unwrap_or_default(),
            kind,
            channel,
            device: os.map_or(DeviceClass::Unknown, DeviceClass::of),
            outcome,
            lead_days: u16::try_from((date - date_jst(made)).num_days().max(0)).unwrap_or(u16::MAX),
            free_minutes: None,
        },
    }))
}

/// A seat is free from when its slot was made, which its id tells, or from when the booking before gave it back. Who held
/// it without booking does not count.
fn with_free_times(mut ended: Vec<Ended>) -> Vec<Row> {
    ended.sort_by_key(|one| (one.starts, one.taken));
    let mut freed: HashMap<Uuid, Instant> = HashMap::new();
    ended
        .into_iter()
        .map(|one| {
            let since = freed.get(&one.slot).copied().or_else(|| made(one.slot));
            let free = since.map(|since| (one.taken - since).num_minutes());
            if let Some(at) = one.freed {
                freed.insert(one.slot, at);
            }
            Row { free_minutes: free.and_then(|minutes| u32::try_from(minutes).ok()), ..one.row }
        })
        .collect()
}

/// When a slot was made: the time in an id of version 7.
fn made(slot: Uuid) -> Option<Instant> {
    let (seconds, nanos) = slot.get_timestamp()?.to_unix();
    Instant::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use uuid::{NoContext, Timestamp};

    const MADE: u64 = 1_764_000_000;

    fn slot(number: u64) -> Uuid {
        Uuid::new_v7(Timestamp::from_unix(NoContext, MADE + number, 0))
    }

    fn ended(slot: Uuid, taken: i64, freed: Option<i64>) -> Ended {
        let at = |minutes| Instant::from_timestamp(MADE.cast_signed(), 0).unwrap() + TimeDelta::minutes(minutes);
        let row = Row {
            date: date_jst(at(0)),
            hour: 10,
            kind: Kind::Consultation,
            channel: CHANNELS[0],
            device: DeviceClass::Unknown,
            outcome: Outcome::Attended,
            lead_days: 0,
            free_minutes: None,
        };
        Ended { slot, starts: at(10_000), taken: at(taken), freed: freed.map(at), row }
    }

    #[test]
    fn a_seat_is_free_from_its_making_or_from_its_last_release() {
        let (one, other, unknown) = (slot(0), slot(0), Uuid::nil());
        let free: Vec<_> = with_free_times(vec![
            ended(one, 300, None),
            ended(one, 60, Some(200)),
            ended(other, 90, None),
            ended(unknown, 95, None),
        ])
        .into_iter()
        .map(|row| row.free_minutes)
        .collect();
        assert_eq!(free, [Some(60), Some(90), None, Some(100)], "by when they were taken");
    }

    #[test]
    fn a_seat_taken_before_its_slot_was_made_tells_nothing() {
        assert_eq!(with_free_times(vec![ended(slot(600), 5, None)])[0].free_minutes, None);
    }
}
