//! Planning who sits where.

use super::who;
use crate::{
    desk::{Desks, failure::Failure, staff::own_counter},
    store::{
        audit,
        entity::{seating, staff},
        live_event::Change,
        office,
        place::Places,
    },
};
use app::{
    desk::{
        error::DeskError,
        seating::{KeptSeating, NewSeating, SeatedCounter, SeatingRoom},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{CounterId, SeatingId, StaffId},
        time::date_jst,
    },
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

pub async fn see(desks: &Desks, actor: &Actor) -> Result<SeatingRoom, Failure> {
    let db = desks.db.read();
    let today = date_jst(desks.clock.now());
    let people = staff::Entity::find()
        .filter(staff::Column::OfficeId.eq(actor.office.0))
        .order_by_asc(staff::Column::Name)
        .all(db)
        .await?;
    let names: HashMap<Uuid, &str> = people.iter().map(|row| (row.id, row.name.as_str())).collect();
    let seatings = seating::Entity::find()
        .filter(seating::Column::OfficeId.eq(actor.office.0))
        .order_by_asc(seating::Column::FromDate)
        .order_by_asc(seating::Column::Weekday)
        .all(db)
        .await?;
    let sitting = who::of(db, actor.office.0).await?;
    let places = Places::read(db, actor.office.0).await?;
    let mut counters = Vec::new();
    for row in office::counters(db, actor.office.0).await?.into_iter().filter(|row| row.closed_at.is_none()) {
        let mut kept = Vec::new();
        for line in seatings.iter().filter(|line| line.counter_id == row.id) {
            let read = who::read(line)?;
            let who = line.staff_id.map(|id| names.get(&id).map(|name| (*name).to_owned()).unwrap_or_default());
            kept.push(KeptSeating { id: SeatingId(line.id), from: read.from, weekday: read.weekday, who });
        }
        let today = sitting.name(row.id, today);
        counters.push(SeatedCounter {
            id: CounterId(row.id),
            place: places.name(row.id),
            name: row.name,
            today,
            seatings: kept,
        });
    }
    let staff =
        people.iter().filter(|row| row.closed_at.is_none()).map(|row| (StaffId(row.id), row.name.clone())).collect();
    Ok(SeatingRoom { today, counters, staff })
}

pub async fn seat(desks: &Desks, actor: &Actor, new: NewSeating) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    // The counter's row keeps two seatings of one day apart.
    let counter = own_counter(&tx, actor, new.counter).await?;
    if new.from < date_jst(now) {
        return Err(DeskError::Mend.into());
    }
    let name = match new.staff {
        Some(StaffId(id)) => {
            let row = staff::Entity::find_by_id(id).one(&*tx).await?;
            let row = row.filter(|row| row.office_id == actor.office.0 && row.closed_at.is_none());
            row.ok_or(DeskError::NotFound)?.name
        }
        None => "-".to_owned(),
    };
    let weekday = new.weekday.map(|weekday| i64::from(weekday.num_days_from_monday()));
    let same_days = match weekday {
        Some(weekday) => seating::Column::Weekday.eq(weekday),
        None => seating::Column::Weekday.is_null(),
    };
    let same = Condition::all()
        .add(seating::Column::CounterId.eq(counter.id))
        .add(seating::Column::FromDate.eq(new.from.to_string()))
        .add(same_days);
    seating::Entity::delete_many().filter(same).exec(&*tx).await?;
    let row = seating::Model {
        id: Uuid::now_v7(),
        office_id: actor.office.0,
        counter_id: counter.id,
        from_date: new.from.to_string(),
        weekday,
        staff_id: new.staff.map(|staff| staff.0),
    };
    let row = sea_orm::ActiveModelTrait::reset_all(row.into_active_model());
    seating::Entity::insert(row).exec_without_returning(&*tx).await?;
    let what = match new.weekday {
        Some(weekday) => format!("{} {weekday}: {name}", new.from),
        None => format!("{}: {name}", new.from),
    };
    audit::write(&tx, actor, now, Act::SeatingChanged, &counter.name, &what);
    desks.commit(tx, actor.office, &[Change::Office]).await
}

/// # Errors
/// `NotFound`: none of this office. One that is gone already is, too: what it was is not known any more.
pub async fn unseat(desks: &Desks, actor: &Actor, id: SeatingId) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let row = seating::Entity::find_by_id(id.0).one(&*tx).await?;
    let row = row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?;
    let counter = own_counter(&tx, actor, CounterId(row.counter_id)).await?;
    seating::Entity::delete_by_id(row.id).exec(&*tx).await?;
    let what = format!("{} -", row.from_date);
    audit::write(&tx, actor, desks.clock.now(), Act::SeatingChanged, &counter.name, &what);
    desks.commit(tx, actor.office, &[Change::Office]).await
}
