//! Single days: closures with their reason for the public, and extra openings. Bookings already made stay, and so do their
//! deadlines.

use super::as_kept;
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        audit,
        booking::standing,
        entity::{booking, office_closure, office_opening},
        live_event::Change,
        office, place, slot as slots,
    },
};
use app::{
    desk::{
        error::DeskError,
        plan::{Closure, Conflict, DaysView, Opening},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::BookingId,
        office_day::OfficeDays,
        time::{at_jst, date_jst},
    },
};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub async fn list(desks: &Desks, actor: &Actor) -> Result<DaysView, Failure> {
    let db = desks.db.read();
    let today = date_jst(desks.clock.now());
    let days = office::days(db, actor.office).await?;
    let mut hours = office::extra_hours(db, actor.office).await?;
    let closed: Vec<NaiveDate> = days.closures.range(today..).map(|(date, _)| *date).collect();
    let mut bookings = bookings(db, actor.office.0, &closed).await?;
    let mut closures = Vec::new();
    for (date, reason) in days.closures.into_iter().filter(|(date, _)| *date >= today) {
        let standing = bookings.remove(&date).unwrap_or_default();
        closures.push((Closure { date, ja: reason.ja, en: reason.en }, standing));
    }
    if closures.iter().any(|(_, standing)| !standing.is_empty()) {
        audit::saw(desks, actor, Act::ConflictsSeen, "", "").await?;
    }
    let openings = days
        .extra_openings
        .into_iter()
        .filter(|(date, _)| *date >= today)
        .map(|(date, opening)| Opening {
            date,
            office_day: opening.counts_as_office_day,
            hours: hours.remove(&date).unwrap_or_default(),
        })
        .collect();
    Ok(DaysView { today, closures, openings })
}

/// Who stands on a closed day, by their start.
async fn bookings<C: ConnectionTrait>(
    db: &C,
    of: Uuid,
    closed: &[NaiveDate],
) -> Result<BTreeMap<NaiveDate, Vec<Conflict>>, DbErr> {
    use booking::Column;
    let mut found: BTreeMap<NaiveDate, Vec<Conflict>> = BTreeMap::new();
    if closed.is_empty() {
        return Ok(found);
    }
    let names = place::counters(db, of).await?;
    for &date in closed {
        let midnight = |date| at_jst(date, NaiveTime::MIN).timestamp_millis();
        let rows: Vec<(Uuid, Uuid, String, String, i64, i32)> = standing()
            .select_only()
            .columns([
                Column::Id,
                Column::CounterId,
                Column::Reference,
                Column::Name,
                Column::StartsAt,
                Column::Minutes,
            ])
            .filter(Column::OfficeId.eq(of))
            .filter(Column::StartsAt.gte(midnight(date)))
            .filter(Column::StartsAt.lt(midnight(date + chrono::Days::new(1))))
            .order_by_asc(Column::StartsAt)
            .into_tuple()
            .all(db)
            .await?;
        let conflicts = rows.into_iter().filter_map(|(id, counter, reference, name, starts_at, minutes)| {
            let counter = names.get(&counter).cloned().unwrap_or_default();
            Some(Conflict { booking: BookingId(id), reference, name, counter, span: slots::span(starts_at, minutes)? })
        });
        found.insert(date, conflicts.collect());
    }
    Ok(found)
}

pub async fn close(desks: &Desks, actor: &Actor, closure: &Closure) -> Result<(), Failure> {
    let now = desks.clock.now();
    let reason_ja = as_kept(&closure.ja).ok_or(DeskError::Mend)?;
    let reason_en = match closure.en.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Some(as_kept(text).ok_or(DeskError::Mend)?),
        None => None,
    };
    if closure.date < date_jst(now) {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    let (office_id, date) = (actor.office.0, closure.date.to_string());
    office_closure::Entity::delete_by_id((office_id, date.clone())).exec(&*tx).await?;
    audit::write(&tx, actor, now, Act::DayClosed, &date, &reason_ja);
    let row = office_closure::Model { office_id, date, reason_ja, reason_en };
    office_closure::Entity::insert(row.into_active_model()).exec_without_returning(&*tx).await?;
    desks.commit(tx, actor.office, &[Change::Office]).await
}

/// # Errors
/// `Mend`: the day is over, or open anyway.
pub async fn open(desks: &Desks, actor: &Actor, opening: &Opening) -> Result<(), Failure> {
    let now = desks.clock.now();
    if opening.date < date_jst(now) || OfficeDays::default().takes_bookings(opening.date) {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    let (office_id, date) = (actor.office.0, opening.date.to_string());
    office_opening::Entity::delete_by_id((office_id, date.clone())).exec(&*tx).await?;
    let hours = opening.hours.to_string();
    audit::write(&tx, actor, now, Act::DayOpened, &date, &hours);
    let row = office_opening::ActiveModel {
        office_id: Set(office_id),
        date: Set(date),
        office_day: Set(opening.office_day.into()),
        hours: Set(Some(hours)),
    };
    office_opening::Entity::insert(row).exec_without_returning(&*tx).await?;
    desks.commit(tx, actor.office, &[Change::Office]).await
}

pub async fn take_back(desks: &Desks, actor: &Actor, date: NaiveDate) -> Result<(), Failure> {
    let now = desks.clock.now();
    if date < date_jst(now) {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    let key = (actor.office.0, date.to_string());
    let closure = office_closure::Entity::delete_by_id(key.clone()).exec(&*tx).await?.rows_affected;
    let opening = office_opening::Entity::delete_by_id(key).exec(&*tx).await?.rows_affected;
    if closure + opening == 0 {
        // Pressed twice, or a colleague was first.
        return Ok(());
    }
    audit::write(&tx, actor, now, Act::DayTakenBack, &date.to_string(), "");
    desks.commit(tx, actor.office, &[Change::Office]).await
}
