//! Reading the audit log.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure},
    store::{audit, entity::audit as lines, staff},
};
use app::{
    desk::{
        audit::{AuditLine, AuditPage, AuditQuery},
        staff::Actor,
    },
    domain::{act::Act, ids::StaffId, time::at_jst},
};
use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Lines on one page.
const PAGE: usize = 50;

/// The latest lines first.
pub async fn read(desks: &Desks, actor: &Actor, query: &AuditQuery) -> Result<AuditPage, Failure> {
    use lines::Column;
    audit::saw(desks, actor, Act::AuditRead, query.about.as_deref().unwrap_or_default().trim(), "").await?;
    let db = desks.db.read();
    let mut wanted = Condition::all().add(Column::OfficeId.eq(actor.office.0));
    let midnight = |date: NaiveDate| at_jst(date, NaiveTime::MIN).timestamp_millis();
    if let Some(from) = query.from {
        wanted = wanted.add(Column::At.gte(midnight(from)));
    }
    if let Some(after) = query.until.and_then(|until| until.checked_add_days(Days::new(1))) {
        wanted = wanted.add(Column::At.lt(midnight(after)));
    }
    if let Some(staff) = query.staff {
        wanted = wanted.add(Column::StaffId.eq(staff.0));
    }
    if let Some(act) = query.act.as_deref().and_then(|word| word.parse::<Act>().ok()) {
        wanted = wanted.add(Column::Act.eq(act.as_str()));
    }
    if let Some(about) = query.about.as_deref().map(str::trim).filter(|about| !about.is_empty()) {
        wanted = wanted.add(Column::About.eq(about));
    }
    if let Some((at, id)) = query.before.as_deref().and_then(place) {
        wanted = wanted.add(
            Condition::any().add(Column::At.lt(at)).add(Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id))),
        );
    }
    let mut rows = lines::Entity::find()
        .filter(wanted)
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(PAGE as u64 + 1)
        .all(db)
        .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let before = rows.last().filter(|_| more).map(|row| format!("{}_{}", row.at, row.id));
    let acted: Vec<Uuid> = lines::Entity::find()
        .select_only()
        .column(Column::StaffId)
        .distinct()
        .filter(Column::OfficeId.eq(actor.office.0))
        .into_tuple()
        .all(db)
        .await?;
    let names = staff::names(db, acted).await?;
    let mut people: Vec<_> = names.iter().map(|(id, name)| (StaffId(*id), name.clone())).collect();
    people.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    let lines = rows
        .into_iter()
        .map(|row| AuditLine {
            at: from_millis(row.at),
            who: names.get(&row.staff_id).cloned().unwrap_or_default(),
            act: row.act,
            about: row.about,
            note: row.note,
        })
        .collect();
    Ok(AuditPage { lines, before, people })
}

/// The moment and the id that a page goes on from.
fn place(text: &str) -> Option<(i64, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}
