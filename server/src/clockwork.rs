//! What time alone makes happen: holds run out, bookings without their receipt become void, ten silent minutes cancel,
//! drafts are forgotten, seekers are told of new terms and reminded of what is to come.
//!
//! One task a node sleeps until the next moment that a booking is due. Several nodes may wake for the same booking: the
//! row's lock and the guard on its state let one of them act. What time makes of a booking is decided by
//! [`State::pass`], so a page that is read before this task ran already shows it.

use crate::{
    clock::{Clock, from_millis},
    desk::{
        Desks,
        attendee::tell,
        day::silence,
        failure::{Failure, retried},
        terms::notice,
    },
    store::{
        booking::{self, CONFIRMED, save},
        database::unavailable,
        entity::booking::{Column, Entity, Model},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
    },
};
use app::{
    desk::error::DeskError,
    domain::{
        booking::State,
        ids::{BookingId, OfficeId},
        time::Instant,
    },
};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};
use tokio::sync::Notify;
use uuid::Uuid;

/// A node looks at least this often, in case another one made a booking and died before it was due.
const LOOK_EVERY: TimeDelta = TimeDelta::seconds(30);
/// How soon what was begun and left is forgotten when its time is over (Duty to forget).
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// How soon somebody who books after new terms were announced is told of them.
const NOTICE_EVERY: TimeDelta = TimeDelta::minutes(10);
/// Due bookings read at once.
const BATCH: u64 = 200;
/// States that time can change.
const PASSING: [&str; 4] = ["held", "awaiting_mail", "awaiting_reply", CONFIRMED];

/// The moment the clockwork sleeps until. Setting it earlier wakes the clockwork.
#[derive(Debug)]
pub struct Alarm {
    at: AtomicI64,
    bell: Notify,
    seat: Notify,
}

impl Default for Alarm {
    fn default() -> Self {
        Alarm { at: AtomicI64::new(i64::MAX), bell: Notify::new(), seat: Notify::new() }
    }
}

impl Alarm {
    /// A booking is due then, milliseconds since 1970 UTC. Call it after the commit.
    pub fn set(&self, due: i64) {
        if due < self.at.load(Ordering::SeqCst) {
            self.bell.notify_one();
        }
    }

    /// A seat may have come free: somebody may be waiting for it. Call it after the commit.
    pub fn seat_is_free(&self) {
        self.seat.notify_one();
    }

    /// Returns when one may have come free since the last time.
    pub async fn free_seat(&self) {
        self.seat.notified().await;
    }
}

/// Runs for the life of the process.
pub async fn run(desks: Desks) {
    let mut forget_at = desks.clock.now();
    let mut notice_at = forget_at;
    loop {
        let now = desks.clock.now();
        // From here on a booking that becomes due earlier than what is found below rings the bell.
        desks.alarm.at.store(i64::MAX, Ordering::SeqCst);
        if let Err(error) = desks.run_due(now).await {
            tracing::warn!(%error, "due bookings have to wait");
        }
        if now >= forget_at {
            match desks.forget_begun(now).await {
                Ok(_) => forget_at = now + FORGET_EVERY,
                Err(error) => tracing::warn!(%error, "what was begun and left could not be forgotten"),
            }
        }
        if now >= notice_at {
            match retried(|| notice::send_all(&desks)).await {
                Ok(()) => notice_at = now + NOTICE_EVERY,
                Err(error) => tracing::warn!(%error, "nobody could be told of new terms"),
            }
        }
        let latest = now + LOOK_EVERY;
        let next = match next_due(&desks).await {
            Ok(Some(due)) => due.clamp(now + TimeDelta::milliseconds(1), latest),
            Ok(None) => latest,
            Err(error) => {
                tracing::warn!(%error, "cannot see what is due next");
                now + TimeDelta::seconds(1)
            }
        };
        desks.alarm.at.store(next.timestamp_millis(), Ordering::SeqCst);
        tokio::select! {
            () = until(&desks.clock, next) => {}
            () = desks.alarm.bell.notified() => {}
        }
    }
}

async fn until(clock: &Clock, at: Instant) {
    let left = (at - clock.now()).to_std().unwrap_or(Duration::ZERO);
    tokio::time::sleep(left).await;
}

/// Asked state by state: the index gives the first of each at once, however many wait behind it.
async fn next_due(desks: &Desks) -> Result<Option<Instant>, DbErr> {
    let mut next: Option<i64> = None;
    for state in PASSING {
        let due: Option<Option<i64>> = Entity::find()
            .select_only()
            .column(Column::DueAt)
            .filter(Column::State.eq(state))
            .filter(Column::DueAt.is_not_null())
            .order_by_asc(Column::DueAt)
            .limit(1)
            .into_tuple()
            .one(desks.db.read())
            .await?;
        next = [next, due.flatten()].into_iter().flatten().min();
    }
    Ok(next.map(from_millis))
}

impl Desks {
    /// Does what is due at `now`, and says to how many bookings something happened.
    ///
    /// # Errors
    /// `Unavailable`; what was done before stays done.
    pub async fn run_due(&self, now: Instant) -> Result<usize, DeskError> {
        let mut happened = 0;
        loop {
            let due: Vec<(Uuid, String)> = Entity::find()
                .select_only()
                .columns([Column::Id, Column::State])
                .filter(Column::State.is_in(PASSING))
                .filter(Column::DueAt.lte(now.timestamp_millis()))
                .order_by_asc(Column::DueAt)
                .limit(BATCH)
                .into_tuple()
                .all(self.db.read())
                .await
                .map_err(unavailable)?;
            let found = due.len() as u64;
            for (id, state) in due {
                let changed = match state.as_str() {
                    CONFIRMED => retried(|| silence::look(self, id, now)).await?,
                    _ => retried(|| pass(self, id, now)).await?,
                };
                happened += usize::from(changed);
            }
            if found < BATCH {
                return Ok(happened);
            }
        }
    }
}

/// How late a reminder that goes by the hour is at the most.
const REMIND_EVERY: Duration = Duration::from_secs(60);
/// The same for those that go by office days.
const REMIND_DAYS_EVERY: Duration = Duration::from_secs(10 * 60);

/// Reminds seekers of their consultations. Runs for the life of the process, beside [`run`]: however many there are at nine
/// in the morning, no hold runs out late, and no last reminder comes late for them.
pub async fn remind(desks: Desks) {
    let hours = async {
        loop {
            if let Err(error) = desks.remind_of_hours(desks.clock.now()).await {
                tracing::warn!(%error, "reminders have to wait");
            }
            tokio::time::sleep(REMIND_EVERY).await;
        }
    };
    let days = async {
        loop {
            if let Err(error) = desks.remind_of_days(desks.clock.now()).await {
                tracing::warn!(%error, "reminders of the office day before have to wait");
            }
            tokio::time::sleep(REMIND_DAYS_EVERY).await;
        }
    };
    tokio::join!(hours, days);
}

/// How often a node asks whether the day's run of the retention job is done.
const RUN_EVERY: Duration = Duration::from_secs(10 * 60);

/// Forgets once a day, from three o'clock in Japan on, what is due (Duty to forget). Runs for the life of the process,
/// beside [`run`]: however much there is to forget, no hold runs out late.
pub async fn forget_daily(desks: Desks) {
    loop {
        if let Err(error) = desks.run_retention(desks.clock.now()).await {
            tracing::warn!(%error, "the day's run of the retention job goes on later");
        }
        tokio::time::sleep(RUN_EVERY).await;
    }
}

/// `false`: another node, or the seeker, was first.
async fn pass(desks: &Desks, id: Uuid, now: Instant) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    let Some(mut row) = booking::lock(&tx, id).await? else { return Ok(false) };
    if row.due_at.is_none_or(|due| due > now.timestamp_millis()) {
        return Ok(false);
    }
    let office = OfficeId(row.office_id);
    let before = booking::state(&row)?;
    let unanswered = matches!(before, State::AwaitingReply { .. }) && !row.mail.is_empty();
    let mut told = false;
    let state = before.pass(now, booking::deadline(&row));
    let change = match state {
        State::Released { at } => {
            let change = save(&tx, &mut row, state).await?;
            history::write(&tx, &row, at, Who::Clockwork, What::Lapsed, "");
            change
        }
        State::Void { at } => {
            let change = save(&tx, &mut row, state).await?;
            history::write(&tx, &row, at, Who::Clockwork, What::Void, "");
            if unanswered {
                // Who was told to reply hears that it is too late; a letter that was refused would be again.
                outbox::supersede(&tx, row.id, now).await?;
                outbox::write(&tx, &row, Letter::Void, Pace::Official, now, &desks.mail_domain).await?;
                told = true;
            }
            told |= tell::ended(desks, &tx, &row, Pace::Official, now).await?;
            change
        }
        _ => overdue(&tx, &mut row, now).await?,
    };
    desks.commit(tx, office, &[change]).await?;
    if told {
        desks.mail_waiting.notify_one();
    }
    Ok(true)
}

/// The letter is still underway at the deadline: staff hear of it, once, and decide (R1).
async fn overdue(tx: &crate::store::writing::Writing, row: &mut Model, now: Instant) -> Result<Change, DbErr> {
    row.due_at = None;
    booking::update(tx, row, &[Column::DueAt]).await?;
    history::write(tx, row, now, Who::Clockwork, What::Overdue, "");
    Ok(Change::Card { booking: BookingId(row.id) })
}
