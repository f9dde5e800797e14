//! Seekers are reminded by letter: an office day before their consultation and an hour before it, and to check their device
//! while there is time. Told twice is told once: the booking's row keeps two nodes apart.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::{Failure, retried},
    },
    store::{
        booking::from_json,
        database::unavailable,
        entity::{booking::Model, outbox::Model as Row},
        history::{self, What, Who},
        live_event::Change,
        office,
        outbox::{self, Letter, Pace},
        reminder::{self, Due},
    },
};
use app::{
    desk::{application::DeviceReport, error::DeskError},
    domain::{
        booking::State,
        ids::{BookingId, OfficeId},
        office_day::OfficeDays,
        reminder::{AN_HOUR, Ahead, Reminder, days_due, morning_before},
        time::Instant,
    },
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Bookings reminded in one transaction: few enough that nobody waits long for the writer.
const BATCH: u64 = 50;

impl Desks {
    /// Reminds of the consultations that start within an hour, and says how many letters were written.
    ///
    /// # Errors
    /// `Unavailable`; what was written before stays written.
    pub async fn remind_of_hours(&self, now: Instant) -> Result<usize, DeskError> {
        write_all(self, &Due::within_the_hour(now), now).await
    }

    /// Writes the reminders that go by office days.
    ///
    /// # Errors
    /// `Unavailable`; what was written before stays written.
    pub async fn remind_of_days(&self, now: Instant) -> Result<usize, DeskError> {
        let mut written = 0;
        for office in office::all(self.db.read()).await.map_err(unavailable)? {
            let days = office::days(self.db.read(), OfficeId(office.id)).await.map_err(unavailable)?;
            for reminder in Reminder::ALL {
                let Ahead::OfficeDays(ahead) = reminder.ahead() else { continue };
                for (date, moment) in days_due(&days, ahead, now) {
                    if reminder == Reminder::DeviceCheck && is_overtaken(&days, date, now) {
                        continue;
                    }
                    written += write_all(self, &Due::on_day(reminder, office.id, date, moment, now), now).await?;
                }
            }
        }
        Ok(written)
    }
}

/// The reminder of the day before says itself what there is still to check.
fn is_overtaken(days: &OfficeDays, date: NaiveDate, now: Instant) -> bool {
    morning_before(days, date, 1) <= now
}

async fn write_all(desks: &Desks, due: &Due, now: Instant) -> Result<usize, DeskError> {
    let mut written = 0;
    loop {
        let found = due.first(desks.db.read(), BATCH).await.map_err(unavailable)?;
        if found.is_empty() {
            return Ok(written);
        }
        let mut by_office: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for (office, booking) in found {
            by_office.entry(office).or_default().push(booking);
        }
        let before = written;
        for (office, bookings) in by_office {
            written += retried(|| write(desks, due, office, &bookings, now)).await?;
        }
        if written == before {
            // Another node is at it.
            return Ok(written);
        }
        desks.mail_waiting.notify_one();
    }
}

/// Asks again under the bookings' rows: another node, or the seeker, may have been first.
async fn write(desks: &Desks, due: &Due, office: Uuid, bookings: &[Uuid], now: Instant) -> Result<usize, Failure> {
    use crate::store::entity::booking::{Column, Entity};
    let tx = desks.begin().await?;
    let these = || Column::Id.is_in(bookings.iter().copied());
    // A statement of its own: what stands beside a locked row is read as it is after the wait.
    let locked: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(these())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(&*tx)
        .await?;
    let rows = due.bookings().filter(Column::Id.is_in(locked)).all(&*tx).await?;
    let letter = Letter::of_reminder(due.reminder());
    let what = match due.reminder() {
        Reminder::DeviceCheck => What::DeviceAsked,
        Reminder::DayBefore => What::RemindedDay,
        Reminder::HourBefore => What::RemindedHour,
    };
    let mut changes = Vec::new();
    for row in &rows {
        outbox::write(&tx, row, letter, Pace::Official, now, &desks.mail_domain).await?;
        history::write(&tx, row, now, Who::Clockwork, what, "");
        changes.push(Change::Card { booking: BookingId(row.id) });
    }
    desks.commit(tx, OfficeId(office), &changes).await?;
    Ok(rows.len())
}

/// Whether a reminder that waited is still to be sent at `now`: the booking stands as it stood, and the letter comes while it
/// is of use. An hour before the start the last one says it all.
pub async fn is_true(desks: &Desks, letter: &Row, booking: &Model, state: &State, now: Instant) -> Result<bool, DbErr> {
    let starts = from_millis(booking.starts_at);
    let kind = Letter::of_word(&letter.letter);
    let until = if kind == Some(Letter::ReminderHour) { starts } else { starts - AN_HOUR };
    let stands = matches!(state, State::Confirmed { .. }) && booking.mail == letter.recipient && now < until;
    if !stands || (kind == Some(Letter::DeviceCheck) && !device_is_open(booking)?) {
        return Ok(false);
    }
    Ok(!reminder::is_moved_since(desks.db.read(), booking.id, from_millis(letter.created_at)).await?)
}

/// Whether the device that will be used is still to be checked.
pub fn device_is_open(row: &Model) -> Result<bool, DbErr> {
    let report: Option<DeviceReport> = row.device.as_deref().map(from_json).transpose()?;
    Ok(report.is_none_or(|report| report.is_open()))
}
