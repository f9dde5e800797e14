//! Erasure that a person asks for: what the schedule allows is done at once, the rest stays until its day.

use crate::{
    desk::{
        Desks,
        failure::Failure,
        records::{forget::Rules, person},
    },
    store::{audit, entity::booking, live_event::Change, person::Whose, retention::log, wish},
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{act::Act, ids::BookingId, intake::reason, retention::Class, time::date_jst},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Lines of the log about one person, at the most: what is left over goes with the next run of the job.
const LINES: u64 = 5_000;

pub async fn what_is_due(desks: &Desks, actor: &Actor, id: BookingId, why: &str) -> Result<BookingId, Failure> {
    let now = desks.clock.now();
    let today = date_jst(now);
    let tx = desks.begin().await?;
    let rules = Rules::of(&tx, actor.office.0, today).await?;
    let rows = person::of(&*tx, actor, id).await?;
    let why = reason(why).map_err(|_| DeskError::Mend)?;
    let whose = Whose::of(&*tx, actor.office.0, &rows).await?;
    let keeping = rules.keeping(&tx).await?;
    let ids = &whose.bookings;
    let of_bookings = rules.forget_bookings(&tx, ids).await?;
    let apart = rules.apart(&tx, &keeping, Some(&whose));
    let beside = apart.forget().await?;
    let listed = apart.list().await?;
    let wishes = match keeping.keeps_any(&whose) {
        true => 0,
        false => wish::forget(&tx, wish::of_person(actor.office.0, &whose.mails, ids)).await?,
    };
    let counts = of_bookings.values().chain(beside.values()).chain([&listed]);
    let forgotten: u64 = counts.map(|count| count.anonymous + count.deleted).sum::<u64>() + wishes;
    let lines = match rules.before(Class::Audit) {
        Some(before) => {
            let old = log::old_lines(&*tx, actor.office.0, before, &keeping, Some(&whose.references), LINES).await?;
            if old.is_empty() { 0 } else { log::delete_lines(&tx, before, &old).await? }
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
