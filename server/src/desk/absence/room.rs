//! What would become of the bookings, read afresh: nothing here is promised until the press.

use super::stretch::Stretch;
use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure},
    store::{
        audit, booking as bookings,
        day::day_around,
        entity::{absence, booking, booking_day, counter, seat_tick, slot},
        office,
        place::Places,
        slot as slots,
    },
};
use app::{
    desk::{
        absence::{AbsenceAsk, AbsencePlan, AbsenceRoom, CounterChoice, KnownAbsence, LeavingBooking, Other},
        board::Standing,
        error::DeskError,
        place::CounterName,
        staff::Actor,
    },
    domain::{
        absence::{Leaving, OtherSeat, propose},
        act::Act,
        ids::{AbsenceId, BookingId, CounterId, HostId},
        slot::{Span, Tick},
        time::{Instant, date_jst},
    },
};
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How long one that is over is still in the list.
const SHOWN: Days = Days::new(14);
/// Most that are in it.
const MOST: u64 = 30;

/// The office's counters, those no longer in use too.
#[derive(Clone, Copy)]
struct Counters<'a> {
    rows: &'a [counter::Model],
    names: &'a HashMap<Uuid, CounterName>,
}

pub async fn see(desks: &Desks, actor: &Actor, ask: AbsenceAsk) -> Result<AbsenceRoom, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let today = date_jst(now);
    let counters = office::counters(db, actor.office.0).await?;
    let names = Places::read(db, actor.office.0).await?.counters(&counters);
    let all = Counters { rows: &counters, names: &names };
    let plan = match ask.counter {
        Some(id) => {
            let counter = counters.iter().find(|row| row.id == id.0).ok_or(DeskError::NotFound)?;
            let date = ask.date.unwrap_or(today);
            let stretch = Stretch::of(date, ask.from, now)?;
            Some(plan(desks, actor, counter, all, date, stretch, now).await?)
        }
        None => None,
    };
    let known = absence::Entity::find()
        .filter(absence::Column::OfficeId.eq(actor.office.0))
        .filter(absence::Column::Date.gte((today - SHOWN).to_string()))
        .order_by_desc(absence::Column::Date)
        .order_by_desc(absence::Column::At)
        .limit(MOST)
        .all(db)
        .await?
        .into_iter()
        .map(|row| known(row, &names))
        .collect::<Result<_, DbErr>>()?;
    let in_use = counters.iter().filter(|row| row.closed_at.is_none());
    let choice = |row: &counter::Model| CounterChoice {
        id: CounterId(row.id),
        place: names.get(&row.id).and_then(|it| it.place.clone()),
        name: row.name.clone(),
    };
    let counters = in_use.map(choice).collect();
    Ok(AbsenceRoom { today, counters, plan, known })
}

/// The row with its counter's name.
pub fn known(row: absence::Model, names: &HashMap<Uuid, CounterName>) -> Result<KnownAbsence, DbErr> {
    Ok(KnownAbsence {
        id: AbsenceId(row.id),
        counter: names.get(&row.counter_id).cloned().unwrap_or_default(),
        date: row.date.parse().map_err(|_| DbErr::Type("the day of an absence".to_owned()))?,
        from: from_millis(row.from_at),
        ja: row.reason_ja,
    })
}

async fn plan(
    desks: &Desks,
    actor: &Actor,
    counter: &counter::Model,
    all: Counters<'_>,
    date: NaiveDate,
    stretch: Stretch,
    now: Instant,
) -> Result<AbsencePlan, Failure> {
    let db = desks.db.read();
    audit::saw(desks, actor, Act::AbsenceSeen, "", &format!("{} {date}", counter.name)).await?;
    let rows = live(stretch.bookings(db, counter.id).await?, now)?;
    let sessions = in_session(db, &rows).await?;
    let (seats, free) = seats(db, actor.office.0, counter.id, all.rows, stretch, &rows).await?;
    let leaving: Vec<Leaving> = rows
        .iter()
        .map(|(row, span, _)| {
            let kind = bookings::kind(row)?;
            Ok(Leaving { booking: BookingId(row.id), kind, span: *span, in_session: sessions.contains(&row.id) })
        })
        .collect::<Result<_, DbErr>>()?;
    let others = |one: &Leaving| {
        let can_move = one.span.starts() > now;
        let fits = move |seat: &&OtherSeat| can_move && seat.span.starts() > now && seat.kinds.contains(&one.kind);
        let other = |seat: &OtherSeat| Other {
            counter: seat.counter,
            name: all.names.get(&seat.counter.0).cloned().unwrap_or_default(),
            span: seat.span,
        };
        seats.iter().filter(fits).map(other).collect()
    };
    let bookings = propose(&leaving, &seats, now)
        .into_iter()
        .zip(&leaving)
        .zip(rows)
        .map(|((proposed, one), (row, span, standing))| LeavingBooking {
            id: one.booking,
            kind: one.kind,
            span,
            standing,
            has_mail: !row.mail.is_empty() && standing != Standing::MailRefused,
            proposed,
            others: others(one),
            reference: row.reference,
            name: row.name,
        })
        .collect();
    Ok(AbsencePlan {
        id: AbsenceId(Uuid::now_v7()),
        counter: CounterId(counter.id),
        name: counter.name.clone(),
        place: all.names.get(&counter.id).and_then(|it| it.place.clone()),
        date,
        from: stretch.from,
        free,
        bookings,
    })
}

/// Those whose consultation is expected, without holds.
fn live(rows: Vec<booking::Model>, now: Instant) -> Result<Vec<(booking::Model, Span, Standing)>, DbErr> {
    let mut live = Vec::with_capacity(rows.len());
    for row in rows {
        let state = bookings::state(&row)?.pass(now, bookings::deadline(&row));
        let span = bookings::span(&row)?;
        if let Some(standing) = Standing::of(&state).filter(|_| state.is_live()) {
            live.push((row, span, standing));
        }
    }
    Ok(live)
}

async fn in_session<C: ConnectionTrait>(
    db: &C,
    rows: &[(booking::Model, Span, Standing)],
) -> Result<HashSet<Uuid>, DbErr> {
    let running = booking_day::Entity::find()
        .filter(booking_day::Column::BookingId.is_in(rows.iter().map(|(row, ..)| row.id)))
        .filter(booking_day::Column::BeganAt.is_not_null())
        .filter(booking_day::Column::EndedAt.is_null())
        .all(db)
        .await?;
    Ok(running.into_iter().map(|row| row.booking_id).collect())
}

/// The free seats of the other counters on that day once these bookings have left theirs, and how many free slots of the
/// absent one fall away.
async fn seats<C: ConnectionTrait>(
    db: &C,
    of: Uuid,
    absent: Uuid,
    counters: &[counter::Model],
    stretch: Stretch,
    leaving: &[(booking::Model, Span, Standing)],
) -> Result<(Vec<OtherSeat>, usize), DbErr> {
    let day = day_around(stretch.until - chrono::TimeDelta::seconds(1));
    let slots = slot::Entity::find()
        .filter(slot::Column::OfficeId.eq(of))
        .filter(slot::Column::StartsAt.gte(day.start.max(stretch.from.timestamp_millis())))
        .filter(slot::Column::StartsAt.lt(day.end))
        .filter(slot::Column::ClosedAt.is_null())
        .order_by_asc(slot::Column::StartsAt)
        .all(db)
        .await?;
    let ticks: Vec<(Uuid, Tick, Uuid)> = seat_tick::Entity::find()
        .select_only()
        .columns([seat_tick::Column::ResourceId, seat_tick::Column::Tick, seat_tick::Column::BookingId])
        .filter(seat_tick::Column::OfficeId.eq(of))
        .filter(seat_tick::Column::Tick.gte(day.start / 300_000))
        .filter(seat_tick::Column::Tick.lt(day.end / 300_000))
        .into_tuple()
        .all(db)
        .await?;
    let leaving: HashSet<Uuid> = leaving.iter().map(|(row, ..)| row.id).collect();
    let taken_now: HashSet<(Uuid, Tick)> = ticks.iter().map(|(resource, tick, _)| (*resource, *tick)).collect();
    let others = ticks.iter().filter(|(_, _, booking)| !leaving.contains(booking));
    let taken: HashSet<(Uuid, Tick)> = others.map(|(resource, tick, _)| (*resource, *tick)).collect();
    let by_id: HashMap<Uuid, (usize, &counter::Model)> =
        counters.iter().enumerate().map(|(place, row)| (row.id, (place, row))).collect();
    let mut free = 0;
    let mut seats = Vec::new();
    for row in slots {
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        let Some((place, counter)) = by_id.get(&row.counter_id) else { continue };
        let resources = [Some(counter.id), counter.host_id];
        let is_free = |taken: &HashSet<(Uuid, Tick)>| {
            !resources.into_iter().flatten().any(|id| span.ticks().any(|tick| taken.contains(&(id, tick))))
        };
        if counter.id == absent {
            free += usize::from(is_free(&taken_now));
        } else if counter.closed_at.is_none() && is_free(&taken) {
            let kinds = counter.kinds.split(' ').filter_map(|word| word.parse().ok()).collect();
            let host = counter.host_id.map(HostId);
            seats.push((place, OtherSeat { counter: CounterId(counter.id), host, span, kinds }));
        }
    }
    seats.sort_by_key(|(place, seat)| (seat.span.starts(), *place));
    Ok((seats.into_iter().map(|(_, seat)| seat).collect(), free))
}
