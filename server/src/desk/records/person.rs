//! One person's records: which bookings are theirs, and how long each class of them is kept.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, span},
        entity::{audit as lines, booking::Model},
        person,
        retention::{self, bookings as kept_bookings},
    },
};
use app::{
    desk::{
        error::DeskError,
        records::{KeptBooking, PersonRecord},
        staff::Actor,
    },
    domain::{
        act::Act,
        booking::State,
        ids::BookingId,
        retention::{Class, Hold, Schedule, kept},
        time::date_jst,
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// The bookings of the person that this one is of, the latest first. A hold is no booking yet.
pub async fn of<C: ConnectionTrait>(db: &C, actor: &Actor, id: BookingId) -> Result<Vec<Model>, Failure> {
    let row = own(booking::find(db, id.0).await?, actor)?;
    if matches!(booking::state(&row)?, State::Held { .. } | State::Released { .. }) {
        return Err(DeskError::NotFound.into());
    }
    Ok(person::bookings(db, &row).await?)
}

/// The latest booking in which the person is still known.
pub fn known(rows: &[Model]) -> Option<&Model> {
    rows.iter().find(|row| !row.name.is_empty() || !row.number.is_empty())
}

pub async fn see(desks: &Desks, actor: &Actor, id: BookingId) -> Result<PersonRecord, Failure> {
    let db = desks.db.read();
    let rows = of(db, actor, id).await?;
    let latest = known(&rows).or(rows.first()).ok_or(DeskError::NotFound)?;
    audit::saw(desks, actor, Act::PersonSeen, &latest.reference, "").await?;
    let now = desks.clock.now();
    let today = date_jst(now);
    let schedule = retention::schedule(db, actor.office.0).await?;
    let holds = retention::holds(db, actor.office.0).await?;
    let marks = kept_bookings::forgotten(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let mut bookings = Vec::with_capacity(rows.len());
    for row in &rows {
        let forgotten = marks.get(&row.id).copied().unwrap_or_default();
        let held = is_held(&holds, row, today);
        let ended = kept_bookings::ended(row.starts_at, row.minutes);
        let of = |class| (class, kept(&schedule, class, forgotten, ended, held, today));
        bookings.push(KeptBooking {
            id: BookingId(row.id),
            reference: row.reference.clone(),
            span: span(row)?,
            state: booking::state(row)?.pass(now, booking::deadline(row)),
            kept: Class::OF_A_BOOKING.map(of).into(),
        });
    }
    let log = lines::Entity::find()
        .filter(lines::Column::OfficeId.eq(actor.office.0))
        .filter(lines::Column::About.is_in(rows.iter().map(|row| row.reference.as_str())));
    let last = log.clone().order_by_desc(lines::Column::At).one(db).await?;
    Ok(PersonRecord {
        booking: id,
        log: log.count(db).await?,
        log_due: last.map(|line| due(&schedule, &line)),
        name: latest.name.clone(),
        kana: latest.kana.clone(),
        number: latest.number.clone(),
        phone: latest.phone.clone(),
        mail: latest.mail.clone(),
        birth_date: latest.birth_date.clone(),
        bookings,
    })
}

fn due(schedule: &Schedule, line: &lines::Model) -> chrono::NaiveDate {
    schedule.due_on(Class::Audit, date_jst(from_millis(line.at)))
}

pub fn is_held(holds: &[Hold], row: &Model, today: chrono::NaiveDate) -> bool {
    holds.iter().any(|hold| hold.keeps(BookingId(row.id), &row.number, today))
}
