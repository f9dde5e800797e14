//! Who is still to be reminded. The outbox itself says who has been: a letter of that kind since the booking last got its
//! time. So a moved booking is reminded of its new time, and nobody twice.

use crate::store::{
    booking::CONFIRMED,
    day::day_around,
    entity::{
        booking::{Column, Entity},
        booking_event as events, office, outbox as letters,
    },
    history::What,
    outbox::Letter,
};
use app::domain::{
    reminder::{AN_HOUR, Reminder},
    time::{Instant, at_jst},
};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

/// What tells a seeker when the consultation is: whoever heard it after a reminder's moment needs none.
const TOLD: [What; 6] =
    [What::Confirmed, What::Received, What::Replied, What::Overridden, What::Moved, What::MovedBack];
const MOVED: [What; 2] = [What::Moved, What::MovedBack];

/// What the device's report looks like in the database while there is something to check.
const OPEN_REPORTS: [&str; 2] = [r#"%"result":"later"%"#, r#"%"same_device":false%"#];

/// Bookings that have come to a reminder's moment.
#[derive(Clone, Debug)]
pub struct Due {
    reminder: Reminder,
    starts: Condition,
    moment: Expr,
}

impl Due {
    /// Those of an office on a day; the reminder was due at `moment`.
    pub fn on_day(reminder: Reminder, office: Uuid, date: NaiveDate, moment: Instant, now: Instant) -> Due {
        let day = day_around(at_jst(date, NaiveTime::MIN));
        let starts = Condition::all()
            .add(Column::OfficeId.eq(office))
            .add(Column::StartsAt.gte(day.start))
            .add(Column::StartsAt.lt(day.end))
            .add(Column::StartsAt.gt(now.timestamp_millis()));
        Due { reminder, starts, moment: Expr::value(moment.timestamp_millis()) }
    }

    /// Those of every office that start within the next hour.
    pub fn within_the_hour(now: Instant) -> Due {
        // By office, for that is how the index finds a time.
        let offices = Query::select().column(office::Column::Id).from(office::Entity).to_owned();
        let starts = Condition::all()
            .add(Column::OfficeId.in_subquery(offices))
            .add(Column::StartsAt.gt(now.timestamp_millis()))
            .add(Column::StartsAt.lte((now + AN_HOUR).timestamp_millis()));
        let moment = Expr::col((Entity, Column::StartsAt)).sub(AN_HOUR.num_milliseconds());
        Due { reminder: Reminder::HourBefore, starts, moment }
    }

    pub fn reminder(&self) -> Reminder {
        self.reminder
    }

    /// Those who are to be reminded still, by their ids.
    pub fn bookings(&self) -> Select<Entity> {
        let found = Entity::find()
            .filter(self.starts.clone())
            .filter(Column::State.eq(CONFIRMED))
            .filter(Column::Mail.ne(""))
            .filter(Expr::col((Entity, Column::CreatedAt)).lte(self.moment.clone()))
            .filter(Expr::exists(told_after(self.moment.clone())).not())
            .filter(Expr::exists(reminded(self.reminder)).not())
            .order_by_asc(Column::Id);
        if self.reminder == Reminder::DeviceCheck { found.filter(device_is_open()) } else { found }
    }

    /// Up to `most` of them, with their offices.
    pub async fn first<C: ConnectionTrait>(&self, db: &C, most: u64) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let found = self.bookings().select_only().columns([Column::OfficeId, Column::Id]).limit(most);
        found.into_tuple().all(db).await
    }
}

/// Whether the consultation of that booking got its time only after `at`: what a reminder said then is so no more.
pub async fn is_moved_since<C: ConnectionTrait>(db: &C, booking: Uuid, at: Instant) -> Result<bool, DbErr> {
    let moves = events::Entity::find()
        .filter(events::Column::BookingId.eq(booking))
        .filter(events::Column::What.is_in(MOVED.map(What::word)))
        .filter(events::Column::At.gte(at.timestamp_millis()));
    Ok(moves.count(db).await? > 0)
}

/// The seeker heard of the time only after the moment.
fn told_after(moment: Expr) -> SelectStatement {
    of_booking(TOLD).and_where(Expr::col((events::Entity, events::Column::At)).gt(moment)).to_owned()
}

/// A letter of the kind was written since the booking got its time.
fn reminded(reminder: Reminder) -> SelectStatement {
    let written = || Expr::col((letters::Entity, letters::Column::CreatedAt));
    let moved = of_booking(MOVED).and_where(Expr::col((events::Entity, events::Column::At)).gte(written())).to_owned();
    Query::select()
        .column((letters::Entity, letters::Column::Id))
        .from(letters::Entity)
        .and_where(Expr::col((letters::Entity, letters::Column::BookingId)).eq(Expr::col((Entity, Column::Id))))
        .and_where(Expr::col((letters::Entity, letters::Column::Letter)).eq(Letter::of_reminder(reminder).word()))
        .and_where(Expr::exists(moved).not())
        .to_owned()
}

fn of_booking<const N: usize>(what: [What; N]) -> SelectStatement {
    Query::select()
        .column((events::Entity, events::Column::Id))
        .from(events::Entity)
        .and_where(Expr::col((events::Entity, events::Column::BookingId)).eq(Expr::col((Entity, Column::Id))))
        .and_where(Expr::col((events::Entity, events::Column::What)).is_in(what.map(What::word)))
        .to_owned()
}

fn device_is_open() -> Condition {
    let reported = OPEN_REPORTS.map(|pattern| Column::Device.like(pattern));
    reported.into_iter().fold(Condition::any().add(Column::Device.is_null()), Condition::add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::booking::json;
    use app::desk::application::{DeviceReport, DeviceResult};

    #[test]
    fn the_patterns_for_sql_find_what_there_is_still_to_check() {
        for result in [DeviceResult::Ready, DeviceResult::Unsupported, DeviceResult::Unknown, DeviceResult::Later] {
            for same_device in [None, Some(true), Some(false)] {
                let report = DeviceReport { result, same_device, findings: Default::default() };
                let text = json(&report).unwrap();
                let found = OPEN_REPORTS.iter().any(|pattern| text.contains(pattern.trim_matches('%')));
                assert_eq!(found, report.is_open(), "{text}");
            }
        }
    }
}
