//! Weekly patterns as they are kept. They change nothing on the calendar until they are published.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, staff::own_counter},
    store::{
        audit,
        booking::{from_json, json},
        entity::{pattern, slot},
        office,
        place::Places,
    },
};
use app::{
    desk::{
        error::DeskError,
        plan::{KeptPattern, Patterns, PlannedCounter},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{CounterId, PatternId},
        pattern::{Dates, Pattern, in_force},
        time::date_jst,
    },
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

pub async fn list(desks: &Desks, actor: &Actor) -> Result<Patterns, Failure> {
    let db = desks.db.read();
    let today = date_jst(desks.clock.now());
    let rows = pattern::Entity::find().filter(pattern::Column::OfficeId.eq(actor.office.0)).all(db).await?;
    let mut kept: HashMap<Uuid, Vec<(PatternId, Pattern)>> = HashMap::new();
    for row in rows {
        kept.entry(row.counter_id).or_default().push((PatternId(row.id), from_json(&row.plan)?));
    }
    let last: Vec<(Uuid, Option<i64>)> = slot::Entity::find()
        .select_only()
        .column(slot::Column::CounterId)
        .column_as(slot::Column::StartsAt.max(), "last")
        .filter(slot::Column::OfficeId.eq(actor.office.0))
        .filter(slot::Column::ClosedAt.is_null())
        .group_by(slot::Column::CounterId)
        .into_tuple()
        .all(db)
        .await?;
    let last: HashMap<Uuid, i64> = last.into_iter().filter_map(|(counter, last)| Some((counter, last?))).collect();
    let places = Places::read(db, actor.office.0).await?;
    let planned = |row: crate::store::entity::counter::Model| {
        let mut patterns = kept.remove(&row.id).unwrap_or_default();
        patterns.sort_by_key(|(_, pattern)| pattern.dates.from());
        let all: Vec<Pattern> = patterns.iter().map(|(_, pattern)| pattern.clone()).collect();
        let now = in_force(&all, today);
        PlannedCounter {
            id: CounterId(row.id),
            published_until: last.get(&row.id).map(|last| date_jst(from_millis(*last))),
            place: places.name(row.id),
            name: row.name,
            patterns: patterns
                .into_iter()
                .map(|(id, pattern)| KeptPattern { id, in_force: now == Some(&pattern), pattern })
                .collect(),
        }
    };
    let counters = office::counters(db, actor.office.0).await?;
    let counters = counters.into_iter().filter(|row| row.closed_at.is_none()).map(planned).collect();
    Ok(Patterns { today, counters })
}

/// The patterns of a counter.
pub async fn of_counter<C: ConnectionTrait>(db: &C, counter: Uuid) -> Result<Vec<Pattern>, DbErr> {
    let rows = pattern::Entity::find().filter(pattern::Column::CounterId.eq(counter)).all(db).await?;
    rows.iter().map(|row| from_json(&row.plan)).collect()
}

pub async fn add(desks: &Desks, actor: &Actor, pattern: &Pattern) -> Result<PatternId, Failure> {
    let tx = desks.begin().await?;
    let counter = own_counter(&tx, actor, pattern.counter).await?;
    if counter.closed_at.is_some() {
        return Err(DeskError::NotFound.into());
    }
    let others = of_counter(&*tx, counter.id).await?;
    if others.iter().any(|other| other.dates.from() == pattern.dates.from()) {
        return Err(DeskError::Conflict.into());
    }
    let row =
        pattern::Model { id: Uuid::now_v7(), office_id: actor.office.0, counter_id: counter.id, plan: json(pattern)? };
    let id = PatternId(row.id);
    pattern::Entity::insert(row.into_active_model()).exec_without_returning(&*tx).await?;
    audit::write(&tx, actor, desks.clock.now(), Act::PatternAdded, &counter.name, &described(pattern));
    tx.commit().await?;
    Ok(id)
}

pub async fn change(desks: &Desks, actor: &Actor, id: PatternId, pattern: &Pattern) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let (row, old, counter) = own(&tx, actor, id).await?;
    let pattern = Pattern { counter: old.counter, ..pattern.clone() };
    let others = pattern::Entity::find()
        .filter(pattern::Column::CounterId.eq(row.counter_id))
        .filter(pattern::Column::Id.ne(row.id))
        .all(&*tx)
        .await?;
    for other in others {
        if from_json::<Pattern>(&other.plan)?.dates.from() == pattern.dates.from() {
            return Err(DeskError::Conflict.into());
        }
    }
    put(&tx, row, &pattern).await?;
    audit::write(&tx, actor, desks.clock.now(), Act::PatternChanged, &counter, &described(&pattern));
    tx.commit().await?;
    Ok(())
}

pub async fn end(desks: &Desks, actor: &Actor, id: PatternId, last: Option<NaiveDate>) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (row, old, counter) = own(&tx, actor, id).await?;
    match last {
        None => {
            pattern::Entity::delete_by_id(row.id).exec(&*tx).await?;
            audit::write(&tx, actor, now, Act::PatternRemoved, &counter, &described(&old));
        }
        Some(last) => {
            let dates = Dates::new(old.dates.from(), Some(last)).map_err(|_| DeskError::Mend)?;
            let ended = Pattern { dates, ..old };
            put(&tx, row, &ended).await?;
            audit::write(&tx, actor, now, Act::PatternEnded, &counter, &described(&ended));
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The pattern, kept by this transaction through its counter, and the counter's name.
async fn own(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: PatternId,
) -> Result<(pattern::Model, Pattern, String), Failure> {
    let row = pattern::Entity::find_by_id(id.0).one(tx).await?;
    let row = row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?;
    let counter = own_counter(tx, actor, CounterId(row.counter_id)).await?;
    // Again, now that nobody else changes it.
    let row = pattern::Entity::find_by_id(id.0).one(tx).await?.ok_or(DeskError::NotFound)?;
    let old = from_json(&row.plan)?;
    Ok((row, old, counter.name))
}

async fn put(tx: &DatabaseTransaction, row: pattern::Model, pattern: &Pattern) -> Result<(), Failure> {
    let row = pattern::Model { plan: json(pattern)?, ..row };
    let row = sea_orm::ActiveModelTrait::reset_all(row.into_active_model());
    pattern::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// A pattern for a person who reads the log: days, length and minutes between, the hours from Monday.
fn described(pattern: &Pattern) -> String {
    let until = pattern.dates.until().map(|until| until.to_string()).unwrap_or_default();
    let hours: Vec<String> = pattern.week.0.iter().map(ToString::to_string).collect();
    let (minutes, between) = (pattern.rhythm.minutes(), pattern.rhythm.between());
    format!("{}..{until} {minutes}+{between}: {}", pattern.dates.from(), hours.join(" / "))
}
