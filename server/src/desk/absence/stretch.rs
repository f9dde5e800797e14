//! The rest of a counter's day: from when it falls away, and the bookings that stand in it.

use crate::store::{
    booking::{self, standing},
    entity::booking::{Column, Model},
};
use app::{
    desk::error::DeskError,
    domain::time::{Instant, at_jst, date_jst},
};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};
use uuid::Uuid;

/// No consultation lasts longer (Art. 6(1)): how far back one can begin and still run.
const LONGEST: TimeDelta = TimeDelta::minutes(30);

#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub from: Instant,
    /// The day's end in Japan.
    pub until: Instant,
}

impl Stretch {
    /// # Errors
    /// `Mend`: the day is over.
    pub fn of(date: NaiveDate, from: Option<NaiveTime>, now: Instant) -> Result<Stretch, DeskError> {
        if date < date_jst(now) {
            return Err(DeskError::Mend);
        }
        let next = date.checked_add_days(Days::new(1)).ok_or(DeskError::Mend)?;
        let until = at_jst(next, NaiveTime::MIN);
        Ok(Stretch { from: at_jst(date, from.unwrap_or(NaiveTime::MIN)).max(now), until })
    }

    /// What takes a seat of the counter in it, running consultations too, holds among them. By their start.
    pub async fn bookings<C: ConnectionTrait>(&self, db: &C, counter: Uuid) -> Result<Vec<Model>, DbErr> {
        let mut rows = standing()
            .filter(Column::CounterId.eq(counter))
            .filter(Column::StartsAt.gt((self.from - LONGEST).timestamp_millis()))
            .filter(Column::StartsAt.lt(self.until.timestamp_millis()))
            .order_by_asc(Column::StartsAt)
            .all(db)
            .await?;
        let mut outside = None;
        rows.retain(|row| match booking::span(row) {
            Ok(span) => span.ends() > self.from,
            Err(error) => {
                outside = Some(error);
                false
            }
        });
        outside.map_or(Ok(rows), Err)
    }
}
