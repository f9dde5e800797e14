//! Empties the outbox: takes the letters that are due, hands them to the mail server, and tells the desk what came of it.
//!
//! A letter's claim is renewed while the mail server takes its time. A second copy goes out only if the process dies between
//! the mail server's 250 and our commit, and it carries the same Message-ID.

use std::{sync::Arc, time::Duration};

use app::{desk::error::DeskError, domain::time::Instant};
use chrono::TimeDelta;
use sea_orm::DbErr;
use tokio::{
    sync::Notify,
    time::{MissedTickBehavior, interval},
};

use crate::{
    desk::{
        Desks,
        failure::retried,
        mail::{self, Errand},
    },
    mail::{
        Mailer, Sender,
        sealing::{Cover, seal},
        transport::{Acceptance, Failure},
    },
    store::{entity::outbox::Model as Row, outbox, writing::Writing},
    worker::{self, Pauses, Worker, tell},
};

/// A dead node's letters wait this long. A living one renews its claim three times in it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// A mail server that comes back has every letter within five minutes.
const PAUSES: Pauses = Pauses { first: TimeDelta::seconds(5), longest: TimeDelta::seconds(180) };

/// The worker. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    pub desks: Desks,
    pub mailer: Arc<Mailer>,
    pub sender: Sender,
}

impl Worker for Post {
    type Errand = Row;

    const MOST_UNDERWAY: usize = 16;
    const LOOK_EVERY: TimeDelta = TimeDelta::seconds(5);
    const WHAT: &'static str = "letters";

    fn desks(&self) -> &Desks {
        &self.desks
    }

    async fn next_due(&self, now: Instant) -> Result<Option<i64>, DbErr> {
        outbox::next_due(self.desks.db.read(), now).await
    }

    async fn claim(&self, tx: &Writing, now: Instant, most: u64) -> Result<Vec<Row>, DbErr> {
        outbox::claim(tx, now, now + LEASE, most).await
    }

    async fn see_to(self, row: Row) {
        self.deliver(row).await;
    }

    async fn rung(&self) {
        self.desks.mail_waiting.notified().await;
    }
}

impl Post {
    /// See [`worker::run`].
    pub async fn run(self, end: Arc<Notify>) {
        worker::run(self, end).await;
    }

    /// See [`worker::run_due`].
    ///
    /// # Errors
    /// `Unavailable`; what was sent before is sent.
    pub async fn run_due(&self) -> Result<usize, DeskError> {
        worker::run_due(self).await
    }

    /// See [`worker::take_turn`].
    ///
    /// # Errors
    /// `Unavailable`; nothing was sent.
    pub async fn take_turn(&self) -> Result<usize, DeskError> {
        worker::take_turn(self).await
    }

    /// One letter, from its claim to its outcome.
    async fn deliver(self, mut row: Row) {
        let errand = match retried(|| mail::errand(&self.desks, &self.sender, &row)).await {
            Ok(errand) => errand,
            // Nothing was sent: the claim runs out, and it is tried again.
            Err(error) => return tracing::warn!(%error, letter = %row.id, "a letter could not be written"),
        };
        let desks = &self.desks;
        let now = desks.clock.now();
        let Some(errand) = errand else {
            return tell(row.id, || retried(|| mail::superseded(desks, &row, now))).await;
        };
        if now > errand.until {
            return tell(row.id, || retried(|| mail::given_up(desks, &row, now))).await;
        }
        if let Some(due) = errand.waits {
            return tell(row.id, || retried(|| mail::waiting(desks, &row, due))).await;
        }
        let verdict = self.hand_over(&mut row, &errand).await;
        let at = desks.clock.now();
        match &verdict {
            Ok(by) => tell(row.id, || retried(|| mail::accepted(desks, &row, by, at))).await,
            Err(Failure::Permanent { server, reply }) => {
                tell(row.id, || retried(|| mail::refused(desks, &row, server, reply, at))).await;
            }
            Err(Failure::Temporary { reply }) => {
                tracing::warn!(letter = %row.id, attempt = row.attempts + 1, reply, "a letter could not be sent yet");
                let due = next_attempt(at, row.attempts, errand.until, rand::random());
                tell(row.id, || retried(|| mail::deferred(desks, &row, reply, at, due))).await;
            }
        }
    }

    /// Writes, seals and sends, keeping the claim while it lasts.
    async fn hand_over(&self, row: &mut Row, errand: &Errand) -> Result<Acceptance, Failure> {
        let reply_to = self.mailer.replies_to(row.id);
        let cover = Cover {
            from: &errand.from,
            to: &errand.to,
            message_id: &row.message_id,
            date: errand.date,
            reply_to: reply_to.as_ref(),
            signer: self.mailer.signer(),
        };
        let sealed = seal(&errand.letter, cover).map_err(|error| {
            tracing::error!(%error, letter = %row.id, "a letter could not be sealed");
            Failure::Temporary { reply: "it could not be sealed".to_owned() }
        })?;
        let sending = self.mailer.send(row.id, &sealed);
        tokio::pin!(sending);
        let mut renewal = interval(RENEW_EVERY);
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        renewal.tick().await;
        loop {
            tokio::select! {
                verdict = &mut sending => return verdict,
                _ = renewal.tick() => {
                    let until = self.desks.clock.now() + LEASE;
                    if let Err(error) = outbox::renew(self.desks.db.write(), row, until).await {
                        tracing::warn!(%error, letter = %row.id, "a claim could not be renewed");
                    }
                }
            }
        }
    }
}

/// When to try again after `attempts` before this one, and once more at the very end of the letter's use. `chance` is any
/// number.
fn next_attempt(now: Instant, attempts: i32, until: Instant, chance: u32) -> Instant {
    let due = now + PAUSES.after(attempts, chance);
    if now < until && due > until { until } else { due }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    proptest! {
        #[test]
        fn pauses_grow_to_three_minutes_and_none_misses_the_end(attempts in 0_i32..1000, left in 0_i64..100_000, chance: u32) {
            let until = at(left);
            let due = next_attempt(at(0), attempts, until, chance);
            prop_assert!(due <= until || left == 0);
            prop_assert!(due - at(0) <= PAUSES.longest + PAUSES.longest / 4);
            prop_assert!(due > at(0));
            if attempts < 5 && due < until {
                prop_assert!(due - at(0) >= PAUSES.first * 2_i32.pow(attempts.unsigned_abs()) * 3 / 4);
            }
        }
    }
}
