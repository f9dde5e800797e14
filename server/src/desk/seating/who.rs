//! Who sits where on a day.

use crate::store::{entity::seating, staff};
use app::domain::{
    ids::{CounterId, StaffId},
    seating::{Seating, sitter},
};
use chrono::{NaiveDate, Weekday};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// The seatings of an office, with the names of those who sit.
pub struct Seatings {
    seatings: Vec<Seating>,
    names: HashMap<Uuid, String>,
}

impl Seatings {
    /// The name of whoever sits at the counter on that day.
    pub fn name(&self, counter: Uuid, on: NaiveDate) -> Option<String> {
        self.names.get(&sitter(&self.seatings, CounterId(counter), on)?.0).cloned()
    }

    pub fn sits(&self, who: StaffId, counter: Uuid, on: NaiveDate) -> bool {
        sitter(&self.seatings, CounterId(counter), on) == Some(who)
    }
}

pub async fn of<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Seatings, DbErr> {
    let rows = seating::Entity::find().filter(seating::Column::OfficeId.eq(office)).all(db).await?;
    let names = staff::names(db, rows.iter().filter_map(|row| row.staff_id).collect()).await?;
    Ok(Seatings { seatings: rows.iter().map(read).collect::<Result<_, DbErr>>()?, names })
}

pub fn read(row: &seating::Model) -> Result<Seating, DbErr> {
    let unreadable = || DbErr::Type(format!("the seating {}", row.id));
    let weekday = |number: i64| u8::try_from(number).ok().and_then(|number| Weekday::try_from(number).ok());
    Ok(Seating {
        counter: CounterId(row.counter_id),
        from: row.from_date.parse().map_err(|_| unreadable())?,
        weekday: row.weekday.map(|number| weekday(number).ok_or_else(unreadable)).transpose()?,
        staff: row.staff_id.map(StaffId),
    })
}
