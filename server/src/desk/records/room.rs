//! The schedule, what the last runs did, and the holds.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure},
    store::{
        audit,
        entity::{booking, legal_hold, retention_count, retention_run, retention_setting},
        retention, staff,
    },
};
use app::{
    desk::{
        records::{ClassLine, Count, HeldView, HoldLine, RecordsRoom, RunLine},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::HoldId,
        retention::{Class, Schedule, Setting},
        time::date_jst,
    },
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Runs that are shown.
const RUNS: u64 = 14;
/// Holds that are shown.
const HOLDS: u64 = 200;

pub async fn see(desks: &Desks, actor: &Actor) -> Result<RecordsRoom, Failure> {
    audit::saw(desks, actor, Act::RecordsSeen, "", "").await?;
    let db = desks.db.read();
    let today = date_jst(desks.clock.now());
    let rows = retention_setting::Entity::find()
        .filter(retention_setting::Column::OfficeId.eq(actor.office.0))
        .all(db)
        .await?;
    let settings: Vec<Setting> = rows.iter().map(retention::setting).collect::<Result<_, DbErr>>()?;
    Ok(RecordsRoom {
        today,
        classes: classes(&settings, today),
        runs: runs(db, actor.office.0).await?,
        holds: holds(db, actor.office.0, today).await?,
    })
}

fn classes(settings: &[Setting], today: NaiveDate) -> Vec<ClassLine> {
    let schedule = Schedule::new(settings.to_vec());
    let line = |class| {
        let coming = settings.iter().filter(|setting| setting.class == class && setting.from > today);
        let mut coming: Vec<_> = coming.map(|setting| (setting.from, setting.period)).collect();
        coming.sort_by_key(|(from, _)| *from);
        ClassLine { class, period: schedule.on(class, today), coming }
    };
    Class::ALL.map(line).into()
}

async fn runs<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<RunLine>, Failure> {
    let rows = retention_run::Entity::find().order_by_desc(retention_run::Column::Day).limit(RUNS).all(db).await?;
    let counts = retention_count::Entity::find()
        .filter(retention_count::Column::OfficeId.eq(office))
        .filter(retention_count::Column::Day.is_in(rows.iter().map(|row| row.day.as_str())))
        .all(db)
        .await?;
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let of = |class: Class| counts.iter().find(|count| count.day == row.day && count.class == class.word());
            let counted = |class| {
                let count = of(class)?;
                let [looked, anonymous, deleted, held] =
                    [count.looked, count.anonymous, count.deleted, count.held].map(number);
                Some((class, Count { looked, anonymous, deleted, held }))
            };
            Ok(RunLine {
                day: row.day.parse().map_err(|_| DbErr::Type("the day of a run".to_owned()))?,
                began: from_millis(row.began_at),
                ended: row.ended_at.map(from_millis),
                counts: Class::ALL.into_iter().filter_map(counted).collect(),
            })
        })
        .collect()
}

async fn holds<C: ConnectionTrait>(db: &C, office: Uuid, today: NaiveDate) -> Result<Vec<HoldLine>, Failure> {
    let rows = legal_hold::Entity::find()
        .filter(legal_hold::Column::OfficeId.eq(office))
        .order_by_desc(legal_hold::Column::PlacedAt)
        .limit(HOLDS)
        .all(db)
        .await?;
    let references: HashMap<Uuid, String> = booking::Entity::find()
        .select_only()
        .columns([booking::Column::Id, booking::Column::Reference])
        .filter(booking::Column::Id.is_in(rows.iter().filter_map(|row| row.booking_id)))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let acted = rows.iter().flat_map(|row| std::iter::once(row.placed_by).chain(row.lifted_by)).collect();
    let names = staff::names(db, acted).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let hold = retention::hold(&row)?;
        let about = match row.booking_id.and_then(|id| references.get(&id)) {
            Some(reference) => HeldView::Booking(reference.clone()),
            None if row.number.is_empty() => HeldView::Forgotten,
            None => HeldView::Person(row.number),
        };
        lines.push(HoldLine {
            id: HoldId(row.id),
            about,
            ground: row.ground,
            from: hold.from,
            until: hold.until,
            placed_at: from_millis(row.placed_at),
            placed_by: name(row.placed_by),
            lifted: row
                .lifted_at
                .map(|at| (from_millis(at), row.lifted_by.map(name).unwrap_or_default(), row.lifted_reason)),
            in_force: hold.is_in_force(today),
        });
    }
    lines.sort_by_key(|line| !line.in_force);
    Ok(lines)
}
