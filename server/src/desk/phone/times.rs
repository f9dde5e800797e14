//! The next free times, read from the slots and the seats themselves: whoever is on the telephone is promised nothing that
//! a picture of some moments ago shows.

use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{
        booking::{self, kind},
        entity::{booking::Model, counter},
        slot,
    },
};
use app::{
    desk::{
        phone::{FreeDay, FreeKind, FreeSeat, FreeTimes, TimesAsked, Whose},
        staff::Actor,
    },
    domain::{
        ids::BookingId,
        kind::Kind,
        office_day::{NotBookable, OfficeDays},
        role::Task,
        slot::Span,
        time::{Instant, at_jst, date_jst},
    },
};
use chrono::NaiveTime;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Statement};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Days with something free that are shown of a kind.
const DAYS: usize = 5;
/// Free slots that are read at once: more than an office publishes in the days that are shown.
const MOST: i64 = 4_000;

/// A slot covers the ticks from its start on, five minutes each.
const FREE: &str = "SELECT slot.starts_at, slot.minutes, slot.counter_id, counter.kinds FROM slot \
                    JOIN counter ON counter.id = slot.counter_id \
                    WHERE slot.office_id = $1 AND slot.starts_at > $2 AND slot.closed_at IS NULL \
                    AND NOT EXISTS (SELECT 1 FROM seat_tick WHERE resource_id IN (slot.counter_id, counter.host_id) \
                    AND tick BETWEEN slot.starts_at / 300000 AND slot.starts_at / 300000 + slot.minutes / 5 - 1) \
                    ORDER BY slot.starts_at, counter.position LIMIT $3";

struct Free {
    span: Span,
    counter: Uuid,
    kinds: String,
}

pub async fn free(desks: &Desks, actor: &Actor, asked: &TimesAsked) -> Result<FreeTimes, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let row = match asked.booking {
        Some(id) => Some(own(booking::find(db, id.0).await?, actor)?),
        None => None,
    };
    let from = asked.from.map_or(now, |date| at_jst(date, NaiveTime::MIN).max(now));
    let may_override = actor.may(Task::Override).is_ok();
    let days = desks.live.days(actor.office).await?;
    let free = read(db, actor.office.0, from).await?;
    let mut kinds: Vec<Kind> = desks.live.facts(actor.office).await?.kinds.iter().map(|(kind, _)| *kind).collect();
    if let Some(row) = &row {
        let its = kind(row)?;
        kinds.retain(|kind| *kind == its);
    }
    let counter = row.as_ref().map(|row| row.counter_id);
    let kinds = kinds
        .into_iter()
        .map(|kind| FreeKind { kind, days: of_kind(kind, &free, &days, now, may_override, counter) })
        .collect();
    Ok(FreeTimes { now, kinds, booking: whose(db, row).await?, may_override })
}

async fn whose<C: ConnectionTrait>(db: &C, row: Option<Model>) -> Result<Option<Whose>, DbErr> {
    let Some(row) = row else { return Ok(None) };
    let counter = counter::Entity::find_by_id(row.counter_id).one(db).await?;
    Ok(Some(Whose {
        id: BookingId(row.id),
        span: booking::span(&row)?,
        counter: counter.map(|counter| counter.name).unwrap_or_default(),
        channel: booking::channel(&row)?,
        name: row.name,
        reference: row.reference,
    }))
}

async fn read<C: ConnectionTrait>(db: &C, office: Uuid, from: Instant) -> Result<Vec<Free>, DbErr> {
    let values = [office.into(), from.timestamp_millis().into(), MOST.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), FREE, values)).await?;
    let mut free = Vec::with_capacity(rows.len());
    for row in rows {
        // A length that cannot be is nothing to offer.
        let Some(span) = slot::span(row.try_get("", "starts_at")?, row.try_get("", "minutes")?) else { continue };
        free.push(Free { span, counter: row.try_get("", "counter_id")?, kinds: row.try_get("", "kinds")? });
    }
    Ok(free)
}

fn of_kind(
    kind: Kind,
    free: &[Free],
    days: &OfficeDays,
    now: Instant,
    late_too: bool,
    counter: Option<Uuid>,
) -> Vec<FreeDay> {
    let mut found: BTreeMap<_, FreeDay> = BTreeMap::new();
    for slot in free.iter().filter(|slot| slot.kinds.split(' ').any(|word| word == kind.as_str())) {
        let date = date_jst(slot.span.starts());
        if found.len() == DAYS && !found.contains_key(&date) {
            break;
        }
        let (deadline, late) = match days.bookable(slot.span.starts(), now) {
            Ok(deadline) => (deadline, false),
            Err(NotBookable::CutOffPassed { deadline }) if late_too => (deadline, true),
            Err(_) => continue,
        };
        let day = found.entry(date).or_insert_with(|| FreeDay { date, deadline, late, times: Vec::new() });
        let same_counter = counter == Some(slot.counter);
        match day.times.iter_mut().find(|seat| seat.span == slot.span) {
            Some(seat) => {
                seat.free = seat.free.saturating_add(1);
                seat.same_counter |= same_counter;
            }
            None => day.times.push(FreeSeat { span: slot.span, free: 1, same_counter }),
        }
    }
    found.into_values().collect()
}
