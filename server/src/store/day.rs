//! What is kept of the day: when a counter was ready, and what happened at a consultation.
//!
//! Whoever changes or judges one of them holds the counter's row ([`office::lock_counter`](super::office::lock_counter)) from before they look at the clock, so that a
//! consultation is judged by all that happened before that moment.

use crate::{
    clock::from_millis,
    store::{
        booking::{CONFIRMED, from_json, json},
        entity::{booking, booking_day, counter_ready},
        writing::Writing,
    },
};
use app::domain::{
    day::Day,
    reminder::AN_HOUR,
    ten_minutes::{Interval, Intervals, TenMinutes},
    time::{Instant, at_jst, date_jst},
};
use chrono::{Days, NaiveTime, TimeDelta};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, sea_query::Expr, sea_query::OnConflict,
};
use std::ops::Range;
use uuid::Uuid;

/// The day in Japan that an instant is in, in milliseconds since 1970 UTC.
pub fn day_around(at: Instant) -> Range<i64> {
    let midnight = |date| at_jst(date, NaiveTime::MIN).timestamp_millis();
    let date = date_jst(at);
    midnight(date)..midnight(date.checked_add_days(Days::new(1)).unwrap_or(date))
}

/// When the counters were ready on the day, of those rows that began on it. Nobody is ready overnight: what was never
/// ended ends with its day.
pub fn intervals<'a>(rows: impl Iterator<Item = &'a counter_ready::Model>) -> Intervals {
    let interval = |row: &counter_ready::Model| {
        let from = from_millis(row.began_at);
        let midnight = day_around(from).end;
        Interval { from, until: Some(from_millis(row.ended_at.unwrap_or(midnight).min(midnight))) }
    };
    rows.map(interval).collect::<Vec<_>>().into()
}

/// What is kept of a consultation; nothing happened where there is no row.
pub async fn of<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<Day, DbErr> {
    booking_day::Entity::find_by_id(booking)
        .one(db)
        .await?
        .as_ref()
        .map(read)
        .transpose()
        .map(Option::unwrap_or_default)
}

pub fn read(row: &booking_day::Model) -> Result<Day, DbErr> {
    Ok(Day {
        arrived: row.arrived_at.map(from_millis),
        began: row.began_at.map(from_millis),
        ended: row.ended_at.map(from_millis),
        contacts: from_json(&row.contacts)?,
        paused: from_json(&row.paused)?,
        undone: row.undone.as_deref().map(from_json).transpose()?,
        before: row.before.as_deref().map(from_json).transpose()?,
        note: row.note.clone(),
    })
}

pub async fn keep(tx: &Writing, row: &booking::Model, day: &Day) -> Result<(), DbErr> {
    use booking_day::Column;
    let millis = |at: Option<Instant>| at.map(|at| at.timestamp_millis());
    let kept = booking_day::Model {
        booking_id: row.id,
        office_id: row.office_id,
        counter_id: row.counter_id,
        arrived_at: millis(day.arrived),
        began_at: millis(day.began),
        ended_at: millis(day.ended),
        contacts: json(&day.contacts)?,
        paused: json(&day.paused)?,
        undone: day.undone.as_ref().map(json).transpose()?,
        before: day.before.as_ref().map(json).transpose()?,
        note: day.note.clone(),
    };
    let again = OnConflict::column(Column::BookingId)
        .update_columns([
            Column::CounterId,
            Column::ArrivedAt,
            Column::BeganAt,
            Column::EndedAt,
            Column::Contacts,
            Column::Paused,
            Column::Undone,
            Column::Before,
            Column::Note,
        ])
        .to_owned();
    booking_day::Entity::insert(kept.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(&**tx)
        .await
        .map(drop)
}

/// The consultation has another time: what happened before it was of the old one. What was noted of its outcome stays.
pub async fn begin_anew(tx: &DatabaseTransaction, booking: Uuid) -> Result<(), DbErr> {
    use booking_day::Column;
    booking_day::Entity::update_many()
        .col_expr(Column::ArrivedAt, Expr::value(None::<i64>))
        .col_expr(Column::Contacts, Expr::value("[]"))
        .col_expr(Column::Paused, Expr::value("[]"))
        .filter(Column::BookingId.eq(booking))
        .exec(tx)
        .await
        .map(drop)
}

/// The bookings of a counter whose seekers may be looking at the page that takes them in.
pub async fn at_hand<C: ConnectionTrait>(db: &C, counter: Uuid, now: Instant) -> Result<Vec<Uuid>, DbErr> {
    use booking::Column;
    booking::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CounterId.eq(counter))
        .filter(Column::State.eq(CONFIRMED))
        .filter(Column::StartsAt.lte((now + AN_HOUR).timestamp_millis()))
        .filter(Column::StartsAt.gt((now - TimeDelta::days(1)).timestamp_millis()))
        .into_tuple()
        .all(db)
        .await
}

/// When the counter was in session with others on the day of `booking`.
pub async fn elsewhere<C: ConnectionTrait>(db: &C, booking: &booking::Model) -> Result<Vec<Interval>, DbErr> {
    use booking_day::Column;
    let day = day_around(from_millis(booking.starts_at));
    let rows = booking_day::Entity::find()
        .filter(Column::CounterId.eq(booking.counter_id))
        .filter(Column::BookingId.ne(booking.id))
        .filter(Column::BeganAt.gte(day.start))
        .filter(Column::BeganAt.lt(day.end))
        .all(db)
        .await?;
    rows.iter().filter_map(|row| read(row).map(|day| day.session()).transpose()).collect()
}

/// The rule of the consultation, by all that is kept.
pub async fn rule<C: ConnectionTrait>(db: &C, booking: &booking::Model, kept: &Day) -> Result<TenMinutes, DbErr> {
    use counter_ready::Column;
    let starts = from_millis(booking.starts_at);
    let day = day_around(starts);
    let rows = counter_ready::Entity::find()
        .filter(Column::CounterId.eq(booking.counter_id))
        .filter(Column::BeganAt.gte(day.start))
        .filter(Column::BeganAt.lt(day.end))
        .all(db)
        .await?;
    Ok(kept.rule(starts, intervals(rows.iter()), elsewhere(db, booking).await?))
}

/// Lets the clockwork look again at what has begun at the counter: when its ten minutes end may have moved. Set the alarm
/// to `now` after the commit.
pub async fn look_again(tx: &DatabaseTransaction, counter: Uuid, now: Instant) -> Result<(), DbErr> {
    use booking::Column;
    booking::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(Some(now.timestamp_millis())))
        .filter(Column::CounterId.eq(counter))
        .filter(Column::State.eq(CONFIRMED))
        .filter(Column::StartsAt.lte(now.timestamp_millis()))
        .filter(Column::StartsAt.gt((now - TimeDelta::days(1)).timestamp_millis()))
        .exec(tx)
        .await
        .map(drop)
}
