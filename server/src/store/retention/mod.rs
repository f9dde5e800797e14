//! What the duty to forget reads and writes: schedules and holds here; what goes out of a booking, what is about people and
//! goes with no booking, the log, and what visitors have begun, each in its file. There stands which columns are about a
//! person; a table that gets a new one is added to its class there.
//!
//! What stays is named beside what goes: the hash of the terms, the moments, the outcome.

use crate::store::{
    disclosure,
    entity::{booking, legal_hold, retention_setting},
    person::Whose,
};
use app::domain::{
    ids::{BookingId, HoldId},
    retention::{Held, Hold, Schedule, Setting},
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

pub mod apart;
pub mod begun;
pub mod bookings;
pub mod log;

/// The office's schedule, with what is set for days to come.
pub async fn schedule<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Schedule, DbErr> {
    let rows = retention_setting::Entity::find().filter(retention_setting::Column::OfficeId.eq(office)).all(db).await?;
    Ok(Schedule::new(rows.iter().map(setting).collect::<Result<_, _>>()?))
}

pub fn setting(row: &retention_setting::Model) -> Result<Setting, DbErr> {
    let unreadable = || DbErr::Type(format!("the period of {} from {}", row.class, row.from_date));
    Ok(Setting {
        class: row.class.parse().map_err(|_| unreadable())?,
        from: row.from_date.parse().map_err(|_| unreadable())?,
        period: row.period.parse().map_err(|_| unreadable())?,
    })
}

/// The office's holds that have not been lifted.
pub async fn holds<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<Hold>, DbErr> {
    let rows = legal_hold::Entity::find()
        .filter(legal_hold::Column::OfficeId.eq(office))
        .filter(legal_hold::Column::LiftedAt.is_null())
        .all(db)
        .await?;
    rows.iter().map(hold).collect()
}

pub fn hold(row: &legal_hold::Model) -> Result<Hold, DbErr> {
    let date = |text: &str| text.parse::<NaiveDate>().map_err(|_| DbErr::Type("the day of a hold".to_owned()));
    Ok(Hold {
        id: HoldId(row.id),
        about: match row.booking_id {
            Some(id) => Held::Booking(BookingId(id)),
            None => Held::Person { number: row.number.clone() },
        },
        from: date(&row.from_date)?,
        until: row.until_date.as_deref().map(date).transpose()?,
        lifted: row.lifted_at.is_some(),
    })
}

/// What the holds in force on a day keep at an office.
#[derive(Debug, Default)]
pub struct Keeping {
    pub bookings: BTreeSet<Uuid>,
    /// The bookings' spoken numbers, by which the log names them, and the ids of the holds themselves.
    pub abouts: Vec<String>,
    /// 求職番号 of the people.
    pub numbers: BTreeSet<String>,
    /// The numbers, in the office's register, of the disclosures that are about any of them.
    pub disclosures: Vec<i32>,
}

impl Keeping {
    pub async fn of<C: ConnectionTrait>(
        db: &C,
        office: Uuid,
        holds: &[Hold],
        today: NaiveDate,
    ) -> Result<Keeping, DbErr> {
        let mut keeping = Keeping::default();
        let mut about = Condition::any();
        for hold in holds.iter().filter(|hold| hold.is_in_force(today)) {
            keeping.abouts.push(hold.id.0.to_string());
            match &hold.about {
                Held::Booking(id) => about = about.add(booking::Column::Id.eq(id.0)),
                Held::Person { number } if number.is_empty() => {}
                Held::Person { number } => {
                    about = about.add(booking::Column::Number.eq(number.as_str()));
                    keeping.numbers.insert(number.clone());
                }
            }
        }
        if about.is_empty() {
            return Ok(keeping);
        }
        let held: Vec<(Uuid, String)> = booking::Entity::find()
            .select_only()
            .columns([booking::Column::Id, booking::Column::Reference])
            .filter(booking::Column::OfficeId.eq(office))
            .filter(about)
            .into_tuple()
            .all(db)
            .await?;
        for (id, reference) in held {
            keeping.bookings.insert(id);
            keeping.abouts.push(reference);
        }
        let disclosures = disclosure::about(db, office, &keeping.bookings, &keeping.numbers).await?;
        keeping.disclosures = disclosures.into_iter().map(|row| row.number).collect();
        Ok(keeping)
    }

    /// Whether a hold is about the person.
    pub fn keeps_any(&self, whose: &Whose) -> bool {
        whose.numbers.iter().any(|number| self.numbers.contains(number))
            || self.keeps("", whose.bookings.iter().copied())
    }

    fn keeps(&self, number: &str, bookings: impl IntoIterator<Item = Uuid>) -> bool {
        self.numbers.contains(number) || bookings.into_iter().any(|id| self.bookings.contains(&id))
    }
}
