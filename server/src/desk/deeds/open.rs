//! Opening many slots. The row of a counter is kept while it is done, which keeps two openings of one counter apart.

use super::{changes, told};
use crate::{
    desk::{Desks, failure::Failure, staff::own_counter},
    store::{
        deed::{self, Changed, Did},
        entity::{counter, slot},
        slot as slots,
        writing::Writing,
    },
};
use app::{
    desk::{
        deeds::{Skipped, Why},
        error::DeskError,
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{CounterId, SlotId},
        slot::Span,
        time::Instant,
    },
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// No slot lasts longer (Art. 6(1)): how far back one can begin and still overlap.
const LONGEST: TimeDelta = TimeDelta::minutes(30);

/// The slots of a counter that have to do with a time.
pub(super) async fn near<C: ConnectionTrait>(
    db: &C,
    counter: Uuid,
    from: Instant,
    until: Instant,
) -> Result<Vec<slot::Model>, DbErr> {
    slot::Entity::find()
        .filter(slot::Column::CounterId.eq(counter))
        .filter(slot::Column::StartsAt.gt((from - LONGEST).timestamp_millis()))
        .filter(slot::Column::StartsAt.lt(until.timestamp_millis()))
        .order_by_asc(slot::Column::StartsAt)
        .all(db)
        .await
}

/// Whether an open one among these is in the way.
pub(super) fn in_the_way(near: &[slot::Model], span: Span) -> bool {
    near.iter()
        .filter(|row| row.closed_at.is_none())
        .any(|row| slots::span(row.starts_at, row.minutes).is_some_and(|other| other.overlaps(span)))
}

fn new(counter: &counter::Model, span: Span) -> slot::Model {
    slot::Model {
        id: Uuid::now_v7(),
        office_id: counter.office_id,
        counter_id: counter.id,
        starts_at: span.starts().timestamp_millis(),
        minutes: span.minutes().into(),
        closed_at: None,
        by_hand: 1,
        closed_by_hand: 0,
    }
}

async fn reopen(tx: &Writing, row: slot::Model) -> Result<(), DbErr> {
    let mut row = row.into_active_model();
    row.closed_at = Set(None);
    row.by_hand = Set(1);
    row.closed_by_hand = Set(0);
    row.update(&**tx).await?;
    Ok(())
}

pub async fn row(desks: &Desks, actor: &Actor, counter: CounterId, spans: &[Span]) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let counter = own_counter(&tx, actor, counter).await?;
    if counter.closed_at.is_some() {
        return Err(DeskError::NotFound.into());
    }
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Err(DeskError::Mend.into()) };
    let known = near(&*tx, counter.id, first.starts(), last.ends()).await?;
    let (mut opened, mut skipped, mut done) = (Vec::new(), Vec::new(), Vec::new());
    let mut fresh = Vec::new();
    for &span in spans {
        let why =
            if span.starts() <= now { Some(Why::Begun) } else { in_the_way(&known, span).then_some(Why::Overlaps) };
        if let Some(why) = why {
            skipped.push(Skipped { counter: counter.name.clone(), span, why });
            continue;
        }
        let same = known.iter().find(|row| slots::span(row.starts_at, row.minutes) == Some(span));
        opened.push(match same {
            Some(closed) => {
                reopen(&tx, closed.clone()).await?;
                Changed::from(closed)
            }
            None => {
                let row = new(&counter, span);
                let id = row.id;
                fresh.push(row.into_active_model().reset_all());
                Changed { slot: id, before: None }
            }
        });
        done.push(span);
    }
    if opened.is_empty() {
        return Err(DeskError::Conflict.into());
    }
    if !fresh.is_empty() {
        slot::Entity::insert_many(fresh).exec_without_returning(&*tx).await?;
    }
    told::write(desks, &tx, actor, Act::SlotOpened, done.into_iter().map(|span| (counter.name.as_str(), span)), "");
    finish(desks, tx, actor, opened, skipped).await
}

pub async fn again(desks: &Desks, actor: &Actor, ids: &[SlotId]) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let asked = || slot::Entity::find().filter(slot::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let at: BTreeSet<Uuid> = asked().all(&*tx).await?.into_iter().map(|row| row.counter_id).collect();
    let mut counters = HashMap::new();
    for id in at {
        let counter = own_counter(&tx, actor, CounterId(id)).await?;
        counters.insert(id, counter);
    }
    let rows = asked().order_by_asc(slot::Column::Id).lock_exclusive().all(&*tx).await?;
    if rows.len() != ids.len() {
        return Err(DeskError::NotFound.into());
    }
    let (mut opened, mut skipped, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.into_iter().filter(|row| row.closed_at.is_some()) {
        let Some(counter) = counters.get(&row.counter_id).filter(|counter| counter.closed_at.is_none()) else {
            return Err(DeskError::NotFound.into());
        };
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        let why = if span.starts() <= now {
            Some(Why::Begun)
        } else {
            // Asked anew for each: one that was opened just now may overlap the next.
            let near = near(&*tx, row.counter_id, span.starts(), span.ends()).await?;
            in_the_way(&near, span).then_some(Why::Overlaps)
        };
        match why {
            Some(why) => skipped.push(Skipped { counter: counter.name.clone(), span, why }),
            None => {
                opened.push(Changed::from(&row));
                reopen(&tx, row).await?;
                done.push((counter.name.as_str(), span));
            }
        }
    }
    if opened.is_empty() {
        // All were open already, or none could be.
        return if skipped.is_empty() { Ok(()) } else { Err(DeskError::Conflict.into()) };
    }
    told::write(desks, &tx, actor, Act::SlotOpened, done, "");
    finish(desks, tx, actor, opened, skipped).await
}

async fn finish(
    desks: &Desks,
    tx: Writing,
    actor: &Actor,
    opened: Vec<Changed>,
    skipped: Vec<Skipped>,
) -> Result<(), Failure> {
    let slots: Vec<Uuid> = opened.iter().map(|changed| changed.slot).collect();
    deed::write(&tx, actor, desks.clock.now(), Did::Opened { slots: opened }, skipped).await?;
    desks.commit(tx, actor.office, &changes(&slots, true)).await?;
    tracing::info!(slots = slots.len(), staff = %actor.staff, "slots were opened");
    Ok(())
}
