//! The calendar of an office: a day or a week of its counters' slots with what stands in them.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, seating},
    store::{
        audit,
        booking::{from_json, standing},
        day, deed,
        entity::{booking, booking_day, slot},
        live_event, office,
        place::Places,
        slot as slots,
    },
};
use app::{
    desk::{
        application::{DeviceReport, DeviceResult, TermsForm},
        board::{Board, BoardDay, Cell, CellBooking, CounterView, Lane, Standing, Window},
        day::Told,
        staff::Actor,
    },
    domain::{
        act::Act,
        attendee::Trouble,
        booking::State,
        declaration::gaps,
        ids::{BookingId, CounterId, SlotId},
        kind::Kind,
        slot::{Span, Tick},
        time::{Instant, at_jst, date_jst},
    },
};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The length of a slot where the office has given the counter's kinds none, in minutes (Art. 6(1)).
const LONGEST: u8 = 30;

/// A booking as the board needs it.
struct Taken {
    slot: Uuid,
    counter: Uuid,
    host: Option<Uuid>,
    span: Span,
    booking: CellBooking,
}

pub async fn board(desks: &Desks, actor: &Actor, window: Window, on: Option<NaiveDate>) -> Result<Board, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    // The number comes first: what changes while the rest is read is told again.
    let seq = live_event::last(db, actor.office).await?;
    let on = on.unwrap_or_else(|| date_jst(now));
    let dates = dates(window, on);
    let shown = match window {
        Window::Day => on.to_string(),
        Window::Week => format!("{on} week"),
    };
    audit::saw(desks, actor, Act::BoardSeen, "", &shown).await?;
    let (Some(first), Some(last)) = (dates.first().copied(), dates.last().copied()) else {
        return Err(DbErr::Type("a date".to_owned()).into());
    };
    let (from, until) = (midnight(first), midnight(last + Days::new(1)));
    let mut counters = office::counters(db, actor.office.0).await?;
    let slots = slot::Entity::find()
        .filter(slot::Column::OfficeId.eq(actor.office.0))
        .filter(slot::Column::StartsAt.gte(from.timestamp_millis()))
        .filter(slot::Column::StartsAt.lt(until.timestamp_millis()))
        .order_by_asc(slot::Column::StartsAt)
        .all(db)
        .await?;
    let taken = taken(db, actor.office.0, from, until, now).await?;
    let days = office::days(db, actor.office).await?;
    let lengths = office::kinds(db, actor.office.0).await?;
    let sitting = seating::who::of(db, actor.office.0).await?;
    let places = Places::read(db, actor.office.0).await?;

    let ticks: HashSet<(Uuid, Tick)> = taken
        .iter()
        .flat_map(|taken| {
            let resources = [Some(taken.counter), taken.host].into_iter().flatten();
            resources.flat_map(|resource| taken.span.ticks().map(move |tick| (resource, tick)))
        })
        .collect();
    let mut bookings: HashMap<Uuid, CellBooking> = taken.into_iter().map(|taken| (taken.slot, taken.booking)).collect();
    // A counter that is no longer there stands where it was in use.
    counters.retain(|counter| {
        let in_use = |row: &slot::Model| {
            row.counter_id == counter.id && (row.closed_at.is_none() || bookings.contains_key(&row.id))
        };
        counter.closed_at.is_none() || slots.iter().any(in_use)
    });
    let hosts: HashMap<Uuid, Option<Uuid>> = counters.iter().map(|row| (row.id, row.host_id)).collect();
    let mut cells: HashMap<(NaiveDate, Uuid), Vec<Cell>> = HashMap::new();
    for row in slots {
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        let booking = bookings.remove(&row.id);
        let resources = [Some(row.counter_id), hosts.get(&row.counter_id).copied().flatten()];
        let blocked = booking.is_none()
            && resources
                .into_iter()
                .flatten()
                .any(|resource| span.ticks().any(|tick| ticks.contains(&(resource, tick))));
        cells.entry((date_jst(span.starts()), row.counter_id)).or_default().push(Cell {
            slot: SlotId(row.id),
            span,
            open: row.closed_at.is_none(),
            blocked,
            booking,
        });
    }
    // The days of the weekend stand in a week only where something is published.
    let shown: Vec<NaiveDate> = dates
        .into_iter()
        .filter(|date| {
            window == Window::Day || !weekend(*date) || counters.iter().any(|row| cells.contains_key(&(*date, row.id)))
        })
        .collect();
    let mut lanes = Vec::with_capacity(shown.len() * counters.len());
    for (day, date) in (0..).zip(&shown) {
        for (counter, row) in (0..).zip(&counters) {
            lanes.push(Lane { day, counter, cells: cells.remove(&(*date, row.id)).unwrap_or_default() });
        }
    }
    Ok(Board {
        now,
        seq,
        window,
        before: before(db, actor.office.0, first).await?,
        after: after(db, actor.office.0, last).await?,
        days: shown
            .into_iter()
            .map(|date| BoardDay { late: days.bookable(noon(date), now).is_err(), day: days.day(date), date })
            .collect(),
        counters: counters
            .into_iter()
            .map(|row| {
                let kinds: Vec<Kind> = row.kinds.split(' ').filter_map(|word| word.parse().ok()).collect();
                let minutes = lengths.iter().find(|(kind, _)| kinds.contains(kind)).map_or(LONGEST, |(_, long)| *long);
                let sitter = sitting.name(row.id, first);
                CounterView {
                    id: CounterId(row.id),
                    place: places.name(row.id),
                    kinds,
                    minutes,
                    sitter,
                    name: row.name,
                }
            })
            .collect(),
        lanes,
        deed: deed::last(db, actor, now).await?,
    })
}

fn midnight(date: NaiveDate) -> Instant {
    at_jst(date, NaiveTime::MIN)
}

/// Every time of a day has the same deadline (R1); a day that has begun has passed its own.
fn noon(date: NaiveDate) -> Instant {
    midnight(date) + TimeDelta::hours(12)
}

fn weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The day, or Monday to Sunday of its week.
fn dates(window: Window, on: NaiveDate) -> Vec<NaiveDate> {
    match window {
        Window::Day => vec![on],
        Window::Week => {
            let monday = on - Days::new(on.weekday().num_days_from_monday().into());
            monday.iter_days().take(7).collect()
        }
    }
}

/// The last weekday before, or a later day of a weekend that has slots.
async fn before<C: ConnectionTrait>(db: &C, office: Uuid, first: NaiveDate) -> Result<NaiveDate, DbErr> {
    let row = slot::Entity::find()
        .filter(slot::Column::OfficeId.eq(office))
        .filter(slot::Column::StartsAt.lt(midnight(first).timestamp_millis()))
        .order_by_desc(slot::Column::StartsAt)
        .one(db)
        .await?;
    let weekday = (1..4).map(|days| first - Days::new(days)).find(|date| !weekend(*date)).unwrap_or(first);
    Ok(row.map_or(weekday, |row| weekday.max(date_jst(from_millis(row.starts_at)))))
}

async fn after<C: ConnectionTrait>(db: &C, office: Uuid, last: NaiveDate) -> Result<NaiveDate, DbErr> {
    let row = slot::Entity::find()
        .filter(slot::Column::OfficeId.eq(office))
        .filter(slot::Column::StartsAt.gte(midnight(last + Days::new(1)).timestamp_millis()))
        .order_by_asc(slot::Column::StartsAt)
        .one(db)
        .await?;
    let weekday = (1..4).map(|days| last + Days::new(days)).find(|date| !weekend(*date)).unwrap_or(last);
    Ok(row.map_or(weekday, |row| weekday.min(date_jst(from_millis(row.starts_at)))))
}

type Row = (Uuid, Uuid, Uuid, Option<Uuid>, i64, i32, String, String, i64, String, Option<String>, Option<String>);

/// What takes a seat in that time. A hold that has run out stands no longer, even before the clockwork has come by.
async fn taken<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    from: Instant,
    until: Instant,
    now: Instant,
) -> Result<Vec<Taken>, Failure> {
    use booking::Column;
    let rows: Vec<Row> = standing()
        .select_only()
        .columns([
            Column::Id,
            Column::SlotId,
            Column::CounterId,
            Column::HostId,
            Column::StartsAt,
            Column::Minutes,
            Column::Kind,
            Column::StateData,
            Column::Deadline,
            Column::Name,
            Column::Terms,
            Column::Device,
        ])
        .filter(Column::OfficeId.eq(office))
        .filter(Column::StartsAt.gte(from.timestamp_millis()))
        .filter(Column::StartsAt.lt(until.timestamp_millis()))
        .into_tuple()
        .all(db)
        .await?;
    let mut taken = Vec::with_capacity(rows.len());
    for (id, slot, counter, host, starts_at, minutes, kind, state, deadline, name, terms, device) in rows {
        let state: State = from_json::<State>(&state)?.pass(now, from_millis(deadline));
        let span = slots::span(starts_at, minutes);
        let (Some(standing), Some(span), Ok(kind)) = (Standing::of(&state), span, kind.parse()) else { continue };
        let flagged = state.is_live() && flagged(terms.as_deref(), device.as_deref())?;
        taken.push(Taken {
            slot,
            counter,
            host,
            span,
            booking: CellBooking { id: BookingId(id), name, kind, standing, flagged, told: None },
        });
    }
    tell(db, &mut taken, now).await?;
    Ok(taken)
}

/// Adds what the seekers of today say of themselves.
async fn tell<C: ConnectionTrait>(db: &C, taken: &mut [Taken], now: Instant) -> Result<(), Failure> {
    let today = date_jst(now);
    let expected =
        |taken: &Taken| taken.booking.standing == Standing::Confirmed && date_jst(taken.span.starts()) == today;
    let ids: Vec<Uuid> = taken.iter().filter(|taken| expected(taken)).map(|taken| taken.booking.id.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let days = booking_day::Entity::find().filter(booking_day::Column::BookingId.is_in(ids)).all(db).await?;
    let told: HashMap<Uuid, Trouble> = days
        .iter()
        .map(|row| Ok(Told::last(&day::read(row)?).map(|told| (row.booking_id, told.trouble))))
        .filter_map(Result::transpose)
        .collect::<Result<_, DbErr>>()?;
    for taken in taken {
        taken.booking.told = told.get(&taken.booking.id.0).copied();
    }
    Ok(())
}

/// Something declared is open, or the device is certainly no good.
fn flagged(terms: Option<&str>, device: Option<&str>) -> Result<bool, DbErr> {
    let open = match terms {
        Some(terms) => !gaps(&from_json::<TermsForm>(terms)?.answers).is_empty(),
        None => false,
    };
    let unsupported = match device {
        Some(device) => from_json::<DeviceReport>(device)?.result == DeviceResult::Unsupported,
        None => false,
    };
    Ok(open || unsupported)
}
