//! Erasure that a person asks for: what the schedule allows is done at once, the rest stays until its day.

use crate::{
    desk::{
        Desks,
        failure::Failure,
        records::{person, run},
    },
    store::{audit, entity::booking, live_event::Change, retention},
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        ids::BookingId,
        intake::reason,
        retention::Class,
        time::{at_jst, date_jst},
    },
};
use chrono::NaiveTime;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Lines of the log about one person, at the most: what is left over goes with the next run of the job.
const LINES: u64 = 5_000;

pub async fn what_is_due(desks: &Desks, actor: &Actor, id: BookingId, why: &str) -> Result<BookingId, Failure> {
    let now = desks.clock.now();
    let today = date_jst(now);
    let tx = desks.begin().await?;
    let rules = run::rules(&tx, actor.office.0).await?;
    let rows = person::of(&*tx, actor, id).await?;
    let why = reason(why).map_err(|_| DeskError::Mend)?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let counts = run::forget_due(&tx, &rules, &ids, today).await?;
    let forgotten: u64 = counts.values().map(|count| count.anonymous).sum();
    let lines = match rules.0.due_before(Class::Audit, today) {
        Some(day) => {
            let before = at_jst(day, NaiveTime::MIN).timestamp_millis();
            let kept = run::references(&tx, actor.office.0, &rules.1, today).await?;
            let about: Vec<String> = rows.iter().map(|row| row.reference.clone()).collect();
            let old = retention::old_lines(&*tx, actor.office.0, before, &kept, Some(&about), LINES).await?;
            if old.is_empty() { 0 } else { retention::delete_lines(&tx, before, &old).await? }
        }
        None => 0,
    };
    let about = rows.iter().find(|row| row.id == id.0).ok_or(DeskError::NotFound)?;
    // What linked them may have gone with the rest: the page goes on with a booking by which the person is known.
    let left = booking::Entity::find()
        .filter(booking::Column::Id.is_in(ids.iter().copied()))
        .order_by_desc(booking::Column::StartsAt)
        .all(&*tx)
        .await?;
    let next = person::known(&left).map_or(id, |row| BookingId(row.id));
    let note = format!("{why} / {forgotten} + {lines}");
    audit::write(&tx, actor, now, Act::PersonErased, &about.reference, &note);
    let changed: Vec<Change> = ids.iter().map(|id| Change::Card { booking: BookingId(*id) }).collect();
    desks.commit(tx, actor.office, &changed).await?;
    Ok(next)
}
