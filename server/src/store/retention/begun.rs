//! What was begun and left: visitors' drafts, lists that nobody put in force, deeds whose minute is over, wishes that nobody
//! confirmed or that have ended. One rule for all of
//! them, whichever job comes by: [`Class::Drafts`] is counted from the hour in which they were touched last.

use crate::store::{
    entity::{application, deed, roster_file, wish},
    wish as wishes,
    writing::Writing,
};
use app::domain::{
    retention::{Class, Period},
    time::Instant,
};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What was touched before that moment is over, in milliseconds since 1970 UTC.
fn over(now: Instant) -> i64 {
    let kept = match Class::Drafts.usual() {
        Period::Days(days) => TimeDelta::days(days.into()),
        Period::Months(months) => TimeDelta::days(31 * i64::from(months)),
    };
    (now - kept).timestamp_millis()
}

/// The offices at which something is over.
pub async fn offices<C: ConnectionTrait>(db: &C, now: Instant) -> Result<BTreeSet<Uuid>, DbErr> {
    let before = over(now);
    let drafts = application::Entity::find().select_only().column(application::Column::OfficeId).distinct();
    let files = roster_file::Entity::find().select_only().column(roster_file::Column::OfficeId);
    let deeds = deed::Entity::find().select_only().column(deed::Column::OfficeId).distinct();
    let mut offices: BTreeSet<Uuid> = BTreeSet::new();
    offices.extend(drafts.filter(application::Column::ChangedAt.lt(before)).into_tuple::<Uuid>().all(db).await?);
    offices.extend(files.filter(roster_file::Column::At.lt(before)).into_tuple::<Uuid>().all(db).await?);
    offices.extend(deeds.filter(deed::Column::At.lt(before)).into_tuple::<Uuid>().all(db).await?);
    let wishes = wish::Entity::find().select_only().column(wish::Column::OfficeId).distinct();
    offices.extend(wishes.filter(wishes::left_before(before)).into_tuple::<Uuid>().all(db).await?);
    Ok(offices)
}

/// Deletes what is over at the office, but for drafts and wishes of these bookings, which a hold keeps. A list that nobody put in force is a
/// copy of a file that the office has, with everybody in it: no hold on one of them keeps it.
pub async fn delete(tx: &Writing, office: Uuid, now: Instant, held: &BTreeSet<Uuid>) -> Result<u64, DbErr> {
    let before = over(now);
    let mut drafts = application::Entity::delete_many()
        .filter(application::Column::OfficeId.eq(office))
        .filter(application::Column::ChangedAt.lt(before));
    if !held.is_empty() {
        let others = application::Column::BookingId.is_not_in(held.iter().copied());
        drafts = drafts.filter(Condition::any().add(application::Column::BookingId.is_null()).add(others));
    }
    let drafts = drafts.exec(&**tx).await?.rows_affected;
    let files = roster_file::Entity::delete_many()
        .filter(roster_file::Column::OfficeId.eq(office))
        .filter(roster_file::Column::At.lt(before))
        .exec(&**tx)
        .await?;
    let deeds = deed::Entity::delete_many()
        .filter(deed::Column::OfficeId.eq(office))
        .filter(deed::Column::At.lt(before))
        .exec(&**tx)
        .await?;
    let mut left = Condition::all().add(wishes::left_before(before)).add(wish::Column::OfficeId.eq(office));
    if !held.is_empty() {
        let others = wish::Column::BookingId.is_not_in(held.iter().copied());
        left = left.add(Condition::any().add(wish::Column::BookingId.is_null()).add(others));
    }
    let wishes = wishes::forget(tx, left).await?;
    Ok(drafts + files.rows_affected + deeds.rows_affected + wishes)
}
