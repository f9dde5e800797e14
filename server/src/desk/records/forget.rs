//! What is due and held, and that it goes: by the job of [`run`](super::run), or at once where a person asks.

use crate::store::{
    office as offices,
    person::Whose,
    retention::{self, Keeping, apart::Apart, bookings},
    writing::Writing,
};
use app::{
    desk::records::Count,
    domain::{
        ids::BookingId,
        retention::{Class, Hold, Kept, Schedule, kept},
        time::at_jst,
    },
};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::DbErr;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a transaction came to, class by class.
pub type Counts = BTreeMap<Class, Count>;

/// The first moment of a day in Japan, in milliseconds since 1970 UTC.
pub fn midnight(day: NaiveDate) -> i64 {
    at_jst(day, NaiveTime::MIN).timestamp_millis()
}

/// An office's schedule and holds, which nobody changes until the transaction ends that read them.
pub struct Rules {
    pub office: Uuid,
    pub schedule: Schedule,
    pub holds: Vec<Hold>,
    pub today: NaiveDate,
}

impl Rules {
    pub async fn of(tx: &Writing, office: Uuid, today: NaiveDate) -> Result<Rules, DbErr> {
        offices::lock(tx, office).await?;
        let schedule = retention::schedule(&**tx, office).await?;
        let holds = retention::holds(&**tx, office).await?;
        Ok(Rules { office, schedule, holds, today })
    }

    pub async fn keeping(&self, tx: &Writing) -> Result<Keeping, DbErr> {
        Keeping::of(&**tx, self.office, &self.holds, self.today).await
    }

    /// The first moment of the day before which something has to be over to be due.
    pub fn before(&self, class: Class) -> Option<i64> {
        self.schedule.due_before(class, self.today).map(midnight)
    }

    /// What there is to forget beside the bookings, of everybody or of one.
    pub fn apart<'a>(&'a self, tx: &'a Writing, keeping: &'a Keeping, whose: Option<&'a Whose>) -> Apart<'a> {
        Apart { tx, office: self.office, schedule: &self.schedule, keeping, today: self.today, whose }
    }

    /// Takes out of these bookings every class that is due and not held. The one way in which the person leaves a booking.
    pub async fn forget_bookings(&self, tx: &Writing, ids: &[Uuid]) -> Result<Counts, DbErr> {
        let Rules { schedule, holds, today, .. } = self;
        let open = match self.before(Class::Outbox) {
            Some(before) => bookings::with_open_letters(&**tx, ids, before).await?,
            None => Vec::new(),
        };
        let mut counts = Counts::new();
        let mut due: BTreeMap<Class, Vec<Uuid>> = BTreeMap::new();
        for old in bookings::lock(tx, ids).await? {
            let ended = old.ended();
            let held = holds.iter().any(|hold| hold.keeps(BookingId(old.id), &old.number, *today));
            for class in Class::OF_A_BOOKING {
                if class == Class::Outbox && open.contains(&old.id) {
                    continue;
                }
                let count = counts.entry(class).or_default();
                match kept(schedule, class, old.forgotten, ended, held, *today) {
                    Kept::Due => {
                        due.entry(class).or_default().push(old.id);
                        count.looked += 1;
                        count.anonymous += 1;
                    }
                    Kept::Held if schedule.is_due(class, ended, *today) => {
                        count.looked += 1;
                        count.held += 1;
                    }
                    Kept::Held | Kept::Forgotten | Kept::Until { .. } => {}
                }
            }
        }
        bookings::forget(tx, &due).await?;
        Ok(counts)
    }
}
