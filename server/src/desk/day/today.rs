//! The counters side by side: now, next, and what has passed.

use crate::{
    desk::{Desks, failure::Failure, seating},
    store::{
        attendee, audit,
        booking::{self as bookings},
        day,
        entity::{booking, booking_day, counter_ready},
        live_event, meeting, office,
        place::Places,
        wish,
    },
};
use app::{
    desk::{
        attendee::AttendeeMark,
        board::Standing,
        day::{CounterDay, DayBooking, TenClock, Today, Told},
        staff::Actor,
    },
    domain::{
        act::Act,
        attendee::Attendance,
        booking::State,
        day::Day,
        ids::{BookingId, CounterId},
        ten_minutes::{Interval, Intervals, LIMIT, Verdict},
        time::{Instant, date_jst},
    },
};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// A consultation is the counter's business from so long before its start.
const BEFORE: TimeDelta = TimeDelta::minutes(15);

/// What the ten minutes of a counter's bookings depend on.
struct Counter {
    name: String,
    ready: Intervals,
    sessions: Vec<(Uuid, Interval)>,
}

pub async fn today(desks: &Desks, actor: &Actor) -> Result<Today, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    // The number comes first: what changes while the rest is read is told again.
    let seq = live_event::last(db, actor.office).await?;
    let date = date_jst(now);
    audit::saw(desks, actor, Act::TodaySeen, "", &date.to_string()).await?;
    let around = day::day_around(now);
    let counters = office::counters(db, actor.office.0).await?;
    let places = Places::read(db, actor.office.0).await?;
    let ready = counter_ready::Entity::find()
        .filter(counter_ready::Column::OfficeId.eq(actor.office.0))
        .filter(counter_ready::Column::BeganAt.gte(around.start))
        .filter(counter_ready::Column::BeganAt.lt(around.end))
        .all(db)
        .await?;
    let rows = bookings::standing()
        .filter(booking::Column::OfficeId.eq(actor.office.0))
        .filter(booking::Column::StartsAt.gte(around.start))
        .filter(booking::Column::StartsAt.lt(around.end))
        .filter(booking::Column::State.ne("held"))
        .order_by_asc(booking::Column::StartsAt)
        .all(db)
        .await?;
    let days = booking_day::Entity::find()
        .filter(booking_day::Column::BookingId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let days: HashMap<Uuid, (Uuid, Day)> = days
        .iter()
        .map(|row| Ok((row.booking_id, (row.counter_id, day::read(row)?))))
        .collect::<Result<_, sea_orm::DbErr>>()?;

    let mut employers: HashMap<Uuid, Vec<AttendeeMark>> = HashMap::new();
    for one in attendee::of(db, rows.iter().map(|row| row.id)).await? {
        let attendance = attendee::attendance(&one)?;
        if !matches!(attendance, Attendance::Removed { .. }) {
            employers.entry(one.booking_id).or_default().push(AttendeeMark { company: one.company, attendance });
        }
    }

    let mut at_work: HashMap<Uuid, Counter> = HashMap::new();
    for row in &counters {
        let sessions = days.iter().filter(|(_, (counter, _))| *counter == row.id);
        at_work.insert(
            row.id,
            Counter {
                name: row.name.clone(),
                ready: day::intervals(ready.iter().filter(|ready| ready.counter_id == row.id)),
                sessions: sessions.filter_map(|(id, (_, day))| Some((*id, day.session()?))).collect(),
            },
        );
    }
    let startable = meeting::to_start(db, &rows, &counters).await?;
    let mut lanes: HashMap<Uuid, Vec<DayBooking>> = HashMap::new();
    for row in &rows {
        let Some(counter) = at_work.get(&row.counter_id) else { continue };
        let kept = days.get(&row.id).map(|(_, day)| day.clone()).unwrap_or_default();
        if let Some(mut shown) = shown(row, &kept, counter, now)? {
            shown.attendees = employers.remove(&row.id).unwrap_or_default();
            shown.place = places.name(row.counter_id);
            shown.to_start = shown.standing == Standing::Confirmed && startable.contains(&row.id);
            lanes.entry(row.counter_id).or_default().push(shown);
        }
    }
    let again_at = lanes
        .values()
        .flatten()
        .filter(|one| one.is_open())
        .flat_map(|one| [one.span.starts() - BEFORE, one.span.ends()])
        .filter(|at| *at > now)
        .min();
    let waiting = wish::count_waiting(db, actor.office.0, date).await?;
    let mut earlier = Vec::new();
    let sitting = seating::who::of(db, actor.office.0).await?;
    let mut counters: Vec<CounterDay> = counters
        .into_iter()
        .map(|row| {
            let counter = at_work.get(&row.id);
            let mut lane = lanes.remove(&row.id).unwrap_or_default();
            let current = lane.iter().position(is_in_session).or_else(|| {
                lane.iter().position(|one| one.is_open() && one.span.ends() > now && one.span.starts() - BEFORE <= now)
            });
            let current = current.map(|at| lane.remove(at));
            let next = lane.iter().position(|one| one.is_open() && one.span.ends() > now);
            let next = next.map(|at| lane.remove(at));
            let busy = current.as_ref().is_some_and(is_in_session);
            let last = lane.iter().filter(|one| one.standing == Standing::Attended).max_by_key(|one| one.ended);
            let last = last.filter(|one| !busy && one.note.is_empty()).cloned();
            earlier.extend(lane.into_iter().filter(|one| !one.is_open() || one.span.ends() <= now));
            CounterDay {
                id: CounterId(row.id),
                place: places.name(row.id),
                sitter: sitting.name(row.id, date),
                mine: sitting.sits(actor.staff, row.id, date),
                ready_since: counter.and_then(|counter| since(&counter.ready, now)),
                name: row.name,
                now: current,
                next,
                last,
            }
        })
        .collect();
    // One's own counter first; the others keep their order.
    counters.sort_by_key(|counter| !counter.mine);
    earlier.sort_by_key(|one| (!one.is_open(), one.span.starts()));
    Ok(Today { now, seq, date, counters, earlier, again_at, waiting })
}

fn is_in_session(one: &DayBooking) -> bool {
    one.is_open() && one.began.is_some() && one.ended.is_none()
}

fn since(ready: &Intervals, now: Instant) -> Option<Instant> {
    ready.iter().find(|one| one.from <= now && one.until.is_none_or(|until| now < until)).map(|one| one.from)
}

fn shown(row: &booking::Model, kept: &Day, counter: &Counter, now: Instant) -> Result<Option<DayBooking>, Failure> {
    let state = bookings::state(row)?.pass(now, bookings::deadline(row));
    let Some(standing) = Standing::of(&state) else { return Ok(None) };
    let span = bookings::span(row)?;
    let others = counter.sessions.iter().filter(|(id, _)| *id != row.id).map(|(_, session)| *session).collect();
    let rule = kept.rule(span.starts(), counter.ready.clone(), others);
    let verdict = rule.verdict(now);
    let confirmed = matches!(state, State::Confirmed { .. });
    let clock = match &verdict {
        Verdict::Open { runs_out_at } if confirmed => {
            Some(TenClock { left: (LIMIT - rule.elapsed(now)).num_milliseconds(), runs_out_at: *runs_out_at })
        }
        Verdict::Silent { at } if confirmed => Some(TenClock { left: 0, runs_out_at: Some(*at) }),
        _ => None,
    };
    Ok(Some(DayBooking {
        id: BookingId(row.id),
        counter: counter.name.clone(),
        place: None,
        name: row.name.clone(),
        kind: bookings::kind(row)?,
        span,
        standing,
        arrived: kept.arrived,
        began: kept.began,
        ended: kept.ended,
        contact: match verdict {
            Verdict::InContact(contact) => Some(contact.at),
            _ => None,
        },
        paused: kept.paused.holds(now),
        told: confirmed.then(|| Told::last(kept)).flatten(),
        to_start: false,
        clock,
        note: kept.note.clone(),
        attendees: Vec::new(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    #[test]
    fn a_counter_is_ready_since_its_last_mark() {
        let at = |millis| from_millis(millis);
        let ready = Intervals::default().begin(at(0)).end(at(10)).begin(at(20));
        assert_eq!(since(&ready, at(15)), None);
        assert_eq!(since(&ready, at(25)), Some(at(20)));
    }
}
