//! Publishing: a counter's slots become what its patterns want, in one transaction a counter. A booked slot is never
//! touched, what staff opened by hand stays, and what they closed by hand stays closed.

use super::{LONGEST, pattern};
use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
        staff::own_counter,
    },
    store::{
        audit,
        booking::standing,
        entity::{booking, counter, slot},
        live_event::Change,
        office, place, slot as slots,
    },
};
use app::{
    desk::{
        Answer,
        error::DeskError,
        place::CounterName,
        plan::{Conflict, CounterPreview, Preview, PublishAsk},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{BookingId, CounterId, SlotId},
        office_day::OfficeDays,
        pattern::{ExistingSlot, Hours, Plan, plan, wanted},
        time::{Instant, at_jst, date_jst},
    },
};
use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How far ahead can be published: further is a mistyped year.
const FURTHEST: Days = Days::new(400);
/// Rows of one statement, below what either database takes.
const AT_ONCE: usize = 500;

/// What holds for every counter of the office.
struct Calendar {
    days: OfficeDays,
    extra: BTreeMap<NaiveDate, Hours>,
    now: Instant,
    until: NaiveDate,
}

impl Calendar {
    async fn read<C: ConnectionTrait>(db: &C, actor: &Actor, now: Instant, ask: PublishAsk) -> Result<Self, DbErr> {
        Ok(Calendar {
            days: office::days(db, actor.office).await?,
            extra: office::extra_hours(db, actor.office).await?,
            now,
            until: ask.until,
        })
    }
}

fn checked(ask: PublishAsk, now: Instant) -> Result<(), DeskError> {
    let today = date_jst(now);
    if ask.until < today || ask.until > today + FURTHEST { Err(DeskError::Mend) } else { Ok(()) }
}

/// The counters that are asked for.
async fn asked<C: ConnectionTrait>(db: &C, actor: &Actor, ask: PublishAsk) -> Result<Vec<counter::Model>, Failure> {
    let mut rows = office::counters(db, actor.office.0).await?;
    rows.retain(|row| row.closed_at.is_none() && ask.counter.is_none_or(|only| only.0 == row.id));
    if rows.is_empty() && ask.counter.is_some() {
        return Err(DeskError::NotFound.into());
    }
    Ok(rows)
}

pub async fn preview(desks: &Desks, actor: &Actor, ask: PublishAsk) -> Result<Preview, Failure> {
    let now = desks.clock.now();
    checked(ask, now)?;
    let db = desks.db.read();
    let calendar = Calendar::read(db, actor, now, ask).await?;
    let mut previews = Vec::new();
    let mut conflicts = Vec::new();
    let names = place::counters(db, actor.office.0).await?;
    for row in asked(db, actor, ask).await? {
        let counter = names.get(&row.id).cloned().unwrap_or_default();
        let Drawn { plan, taken } = draw(db, &row, &calendar, false).await?;
        let in_the_way = |slot: &SlotId| taken.get(&slot.0).and_then(|booking| conflict(booking, &counter));
        conflicts.extend(plan.conflicts.iter().filter_map(in_the_way));
        previews.push(CounterPreview {
            counter,
            opened: plan.open.len() + plan.reopen.len(),
            closed: plan.close.len(),
        });
    }
    conflicts.sort_by_key(|conflict| conflict.span);
    if !conflicts.is_empty() {
        audit::saw(desks, actor, Act::ConflictsSeen, "", &format!("..{}", ask.until)).await?;
    }
    Ok(Preview { ask, counters: previews, conflicts })
}

pub async fn publish(desks: &Desks, actor: &Actor, ask: PublishAsk) -> Answer<()> {
    checked(ask, desks.clock.now())?;
    for row in retried(|| asked(desks.db.read(), actor, ask)).await? {
        retried(|| publish_counter(desks, actor, CounterId(row.id), ask)).await?;
    }
    Ok(())
}

async fn publish_counter(desks: &Desks, actor: &Actor, counter: CounterId, ask: PublishAsk) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let counter = own_counter(&tx, actor, counter).await?;
    if counter.closed_at.is_some() {
        return Ok(());
    }
    let calendar = Calendar::read(&*tx, actor, now, ask).await?;
    let Drawn { plan, .. } = draw(&*tx, &counter, &calendar, true).await?;
    if plan.open.is_empty() && plan.reopen.is_empty() && plan.close.is_empty() {
        return Ok(());
    }
    carry_out(&tx, &counter, &plan, now).await?;
    let note = format!("..{}: +{} -{}", ask.until, plan.open.len() + plan.reopen.len(), plan.close.len());
    audit::write(&tx, actor, now, Act::SlotsPublished, &counter.name, &note);
    // A month is thousands of slots: whoever listens reads all of it once, and not each.
    desks.commit(tx, actor.office, &[Change::Office]).await?;
    tracing::info!(counter = %counter.id, staff = %actor.staff, until = %ask.until, "slots were published");
    Ok(())
}

/// What would change at a counter, and who stands on its slots.
struct Drawn {
    plan: Plan,
    taken: HashMap<Uuid, Taken>,
}

struct Taken {
    id: Uuid,
    reference: String,
    name: String,
    starts_at: i64,
    minutes: i32,
}

/// `lock` keeps the slots: whoever is taking a seat in one waits, or is waited for and then seen.
async fn draw<C: ConnectionTrait>(
    db: &C,
    counter: &counter::Model,
    calendar: &Calendar,
    lock: bool,
) -> Result<Drawn, DbErr> {
    let Calendar { days, extra, now, until } = calendar;
    let from = (*now - LONGEST).timestamp_millis();
    let end = at_jst(*until + Days::new(1), NaiveTime::MIN).timestamp_millis();
    let mut slots = slot::Entity::find()
        .filter(slot::Column::CounterId.eq(counter.id))
        .filter(slot::Column::StartsAt.gt(from))
        .filter(slot::Column::StartsAt.lt(end))
        .order_by_asc(slot::Column::StartsAt)
        .order_by_asc(slot::Column::Id);
    if lock {
        slots = slots.lock_exclusive();
    }
    let slots = slots.all(db).await?;
    let taken = taken(db, counter.id, from, end).await?;
    let mut wanted = wanted(&pattern::of_counter(db, counter.id).await?, days, extra, date_jst(*now), *until);
    wanted.retain(|span| span.starts() > *now);
    let mut existing = Vec::with_capacity(slots.len());
    for row in slots {
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        let begun = span.starts() <= *now;
        let booked = taken.contains_key(&row.id);
        let open = row.closed_at.is_none();
        // Nothing is opened over what runs, nor where staff closed by hand.
        if begun && open || !open && !booked && row.closed_by_hand != 0 {
            wanted.retain(|other| !other.overlaps(span));
        }
        if !begun {
            existing.push(ExistingSlot { id: SlotId(row.id), span, open, booked, by_hand: row.by_hand != 0 });
        }
    }
    Ok(Drawn { plan: plan(&existing, &wanted), taken })
}

async fn taken<C: ConnectionTrait>(db: &C, counter: Uuid, from: i64, end: i64) -> Result<HashMap<Uuid, Taken>, DbErr> {
    use booking::Column;
    let rows: Vec<(Uuid, Uuid, String, String, i64, i32)> = standing()
        .select_only()
        .columns([Column::SlotId, Column::Id, Column::Reference, Column::Name, Column::StartsAt, Column::Minutes])
        .filter(Column::CounterId.eq(counter))
        .filter(Column::StartsAt.gt(from))
        .filter(Column::StartsAt.lt(end))
        .into_tuple()
        .all(db)
        .await?;
    let taken =
        |(slot, id, reference, name, starts_at, minutes)| (slot, Taken { id, reference, name, starts_at, minutes });
    Ok(rows.into_iter().map(taken).collect())
}

fn conflict(taken: &Taken, counter: &CounterName) -> Option<Conflict> {
    Some(Conflict {
        booking: BookingId(taken.id),
        reference: taken.reference.clone(),
        name: taken.name.clone(),
        counter: counter.clone(),
        span: slots::span(taken.starts_at, taken.minutes)?,
    })
}

async fn carry_out(tx: &DatabaseTransaction, counter: &counter::Model, plan: &Plan, now: Instant) -> Result<(), DbErr> {
    for spans in plan.open.chunks(AT_ONCE) {
        let rows = spans.iter().map(|span| {
            let row = slot::Model {
                id: Uuid::now_v7(),
                office_id: counter.office_id,
                counter_id: counter.id,
                starts_at: span.starts().timestamp_millis(),
                minutes: span.minutes().into(),
                closed_at: None,
                by_hand: 0,
                closed_by_hand: 0,
            };
            sea_orm::ActiveModelTrait::reset_all(row.into_active_model())
        });
        slot::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    for ids in plan.reopen.chunks(AT_ONCE) {
        let open = slot::ActiveModel { closed_at: Set(None), by_hand: Set(0), ..Default::default() };
        set(tx, ids, open).await?;
    }
    for ids in plan.close.chunks(AT_ONCE) {
        let closed_at = Some(now.timestamp_millis());
        let closed = slot::ActiveModel { closed_at: Set(closed_at), closed_by_hand: Set(0), ..Default::default() };
        set(tx, ids, closed).await?;
    }
    Ok(())
}

async fn set(tx: &DatabaseTransaction, ids: &[SlotId], to: slot::ActiveModel) -> Result<(), DbErr> {
    let ids = ids.iter().map(|id| id.0);
    slot::Entity::update_many().set(to).filter(slot::Column::Id.is_in(ids)).exec(tx).await?;
    Ok(())
}
