//! Opening slots. The row of a counter is kept while it is done, which keeps two openings of one counter apart.

use super::{
    changes,
    rows::{self, Known},
    told,
};
use crate::{
    desk::{Desks, failure::Failure, staff::own_counter},
    store::{
        deed::{self, Changed, Did, Flags},
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
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

/// What staff open stands, whatever the patterns say.
const BY_HAND: Flags = Flags { closed_at: None, by_hand: 1, closed_by_hand: 0 };

/// No slot lasts longer (Art. 6(1)): how far back one can begin and still overlap.
const LONGEST: TimeDelta = TimeDelta::minutes(30);

/// The slots of a counter that have to do with a time.
async fn near(tx: &Writing, counter: Uuid, from: Instant, until: Instant) -> Result<Vec<slot::Model>, DbErr> {
    slot::Entity::find()
        .filter(slot::Column::CounterId.eq(counter))
        .filter(slot::Column::StartsAt.gt((from - LONGEST).timestamp_millis()))
        .filter(slot::Column::StartsAt.lt(until.timestamp_millis()))
        .order_by_asc(slot::Column::StartsAt)
        .all(&**tx)
        .await
}

/// Whether an open one among these is in the way.
fn in_the_way(near: &[slot::Model], span: Span) -> bool {
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

/// Why a slot of the counter cannot be open at that time, among those near it.
fn hindered(near: &[slot::Model], span: Span, now: Instant) -> Option<Why> {
    if span.starts() <= now { Some(Why::Begun) } else { in_the_way(near, span).then_some(Why::Overlaps) }
}

/// [`hindered`] by what stands in the database by now.
pub(super) async fn hindrance(tx: &Writing, counter: Uuid, span: Span, now: Instant) -> Result<Option<Why>, DbErr> {
    Ok(hindered(&near(tx, counter, span.starts(), span.ends()).await?, span, now))
}

/// The slot that the counter had at the very time is open again. Where there was none, a new one, which is still to be put in.
async fn at(
    tx: &Writing,
    counter: &counter::Model,
    near: &[slot::Model],
    span: Span,
) -> Result<(Changed, Option<slot::Model>), DbErr> {
    let Some(closed) = near.iter().find(|row| slots::span(row.starts_at, row.minutes) == Some(span)) else {
        let fresh = new(counter, span);
        return Ok((Changed { slot: fresh.id, before: None }, Some(fresh)));
    };
    rows::set(tx, closed.clone(), BY_HAND).await?;
    Ok((Changed::from(closed), None))
}

/// The counter, if it is this office's and in use.
async fn counter_in_use(tx: &Writing, actor: &Actor, id: CounterId) -> Result<counter::Model, Failure> {
    let counter = own_counter(tx, actor, id).await?;
    if counter.closed_at.is_some() { Err(DeskError::NotFound.into()) } else { Ok(counter) }
}

/// Publishes a slot, or one that was closed again.
///
/// # Errors
/// `NotFound` (no counter of this office), `Mend` (it has begun), `Conflict` (it overlaps an open slot of the counter).
pub async fn one(desks: &Desks, actor: &Actor, counter: CounterId, span: Span) -> Result<SlotId, Failure> {
    if span.starts() <= desks.clock.now() {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    let counter = counter_in_use(&tx, actor, counter).await?;
    let known = near(&tx, counter.id, span.starts(), span.ends()).await?;
    let is_there =
        |row: &&slot::Model| row.closed_at.is_none() && slots::span(row.starts_at, row.minutes) == Some(span);
    if let Some(row) = known.iter().find(is_there) {
        // Pressed twice, or a colleague was first.
        return Ok(SlotId(row.id));
    }
    if in_the_way(&known, span) {
        return Err(DeskError::Conflict.into());
    }
    let (opened, fresh) = at(&tx, &counter, &known, span).await?;
    if let Some(fresh) = fresh {
        slot::Entity::insert(fresh.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
    }
    told::write(desks, &tx, actor, Act::SlotOpened, [(counter.name.as_str(), span)], "");
    finish(desks, tx, actor, vec![opened], Vec::new()).await?;
    Ok(SlotId(opened.slot))
}

pub async fn row(desks: &Desks, actor: &Actor, counter: CounterId, spans: &[Span]) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let counter = counter_in_use(&tx, actor, counter).await?;
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Err(DeskError::Mend.into()) };
    let known = near(&tx, counter.id, first.starts(), last.ends()).await?;
    let (mut opened, mut skipped, mut done) = (Vec::new(), Vec::new(), Vec::new());
    let mut fresh = Vec::new();
    for &span in spans {
        if let Some(why) = hindered(&known, span, now) {
            skipped.push(Skipped { counter: counter.name.clone(), span, why });
            continue;
        }
        let (changed, row) = at(&tx, &counter, &known, span).await?;
        opened.push(changed);
        fresh.extend(row.map(|row| row.into_active_model().reset_all()));
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
    let Known { rows, counters } = rows::known(&tx, actor, ids.iter().map(|id| id.0).collect()).await?;
    if rows.len() != ids.len() {
        return Err(DeskError::NotFound.into());
    }
    let (mut opened, mut skipped, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.into_iter().filter(|row| row.closed_at.is_some()) {
        let Some(counter) = counters.get(&row.counter_id).filter(|counter| counter.closed_at.is_none()) else {
            return Err(DeskError::NotFound.into());
        };
        let Some(span) = slots::span(row.starts_at, row.minutes) else { continue };
        // Asked anew for each: one that was opened just now may overlap the next.
        match hindrance(&tx, row.counter_id, span, now).await? {
            Some(why) => skipped.push(Skipped { counter: counter.name.clone(), span, why }),
            None => {
                opened.push(Changed::from(&row));
                rows::set(&tx, row, BY_HAND).await?;
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
