//! Empties the outbox: takes the letters that are due, hands them to the mail server, and tells the desk what came of it.
//!
//! A letter is claimed for a time, so that on several nodes one sends it; the claim is renewed while the mail server
//! takes its time, and runs out if the node dies. None is lost. A second copy goes out only if the process dies between
//! the mail server's 250 and our commit, and it carries the same Message-ID.

use std::{sync::Arc, time::Duration};

use app::{desk::error::DeskError, domain::time::Instant};
use chrono::TimeDelta;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, sleep_until},
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
    store::{database::unavailable, entity::outbox::Model as Row, outbox},
};

/// Letters handed over at the same time.
const MOST_UNDERWAY: usize = 16;
/// A dead node's letters wait this long. A living one renews its claim three times in it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// A node looks at least this often, in case another one died with letters of its own.
const LOOK_EVERY: TimeDelta = TimeDelta::seconds(5);
/// The first pause after a letter could not be sent; it doubles from there …
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// … to this. A mail server that comes back has every letter within five minutes.
const LONGEST_PAUSE: TimeDelta = TimeDelta::seconds(180);
/// Letters that are written closer together than this are claimed together.
const CLAIM_EVERY: Duration = Duration::from_millis(20);
/// How often the answer is offered to a database that is away, a second apart, before the claim is left to run out.
const TRIES_TO_TELL: u32 = 120;

/// The worker. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    pub desks: Desks,
    pub mailer: Arc<Mailer>,
    pub sender: Sender,
}

impl Post {
    /// Runs until `end`, and then sees the letters that are underway to their outcome: one that a mail server has accepted
    /// and nobody has noted would be sent a second time.
    pub async fn run(self, end: Arc<Notify>) {
        let mut underway = JoinSet::new();
        let end = end.notified();
        tokio::pin!(end);
        let mut claim_at = tokio::time::Instant::now();
        loop {
            sleep_until(claim_at).await;
            claim_at = tokio::time::Instant::now() + CLAIM_EVERY;
            let pause = match self.take(MOST_UNDERWAY - underway.len()).await {
                Ok(rows) if rows.is_empty() => self.pause().await,
                Ok(rows) => {
                    for row in rows {
                        underway.spawn(self.clone().deliver(row));
                    }
                    Duration::ZERO
                }
                Err(error) => {
                    tracing::warn!(%error, "letters have to wait");
                    Duration::from_secs(1)
                }
            };
            let room = underway.len() < MOST_UNDERWAY;
            tokio::select! {
                () = &mut end => break,
                () = sleep(pause), if room => {}
                () = self.desks.mail_waiting.notified(), if room => {}
                Some(_) = underway.join_next() => {}
            }
        }
        underway.join_all().await;
    }

    /// Sends what is due now, each letter to its end, and says how many there were.
    ///
    /// # Errors
    /// `Unavailable`; what was sent before is sent.
    pub async fn run_due(&self) -> Result<usize, DeskError> {
        let mut count = 0;
        loop {
            match self.take_turn().await? {
                0 => return Ok(count),
                sent => count += sent,
            }
        }
    }

    /// Sends one handful of what is due now.
    ///
    /// # Errors
    /// `Unavailable`; nothing was sent.
    pub async fn take_turn(&self) -> Result<usize, DeskError> {
        let rows = self.take(MOST_UNDERWAY).await?;
        let count = rows.len();
        let mut underway = JoinSet::new();
        for row in rows {
            underway.spawn(self.clone().deliver(row));
        }
        underway.join_all().await;
        Ok(count)
    }

    async fn take(&self, most: usize) -> Result<Vec<Row>, DeskError> {
        let now = self.desks.clock.now();
        let due = outbox::next_due(self.desks.db.read(), now).await.map_err(unavailable)?;
        if most == 0 || due.is_none_or(|due| due > now.timestamp_millis()) {
            return Ok(Vec::new());
        }
        let tx = self.desks.begin().await?;
        let rows = outbox::claim(&tx, now, now + LEASE, most as u64).await.map_err(unavailable)?;
        tx.commit().await.map_err(unavailable)?;
        Ok(rows)
    }

    async fn pause(&self) -> Duration {
        let now = self.desks.clock.now();
        let due = outbox::next_due(self.desks.db.read(), now).await.ok().flatten();
        let until_due = due.map_or(LOOK_EVERY, |due| TimeDelta::milliseconds(due - now.timestamp_millis()));
        until_due.clamp(TimeDelta::milliseconds(1), LOOK_EVERY).to_std().unwrap_or(Duration::from_secs(1))
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
            return tell(&row, || retried(|| mail::superseded(desks, &row, now))).await;
        };
        if now > errand.until {
            return tell(&row, || retried(|| mail::given_up(desks, &row, now))).await;
        }
        let verdict = self.hand_over(&mut row, &errand).await;
        let at = desks.clock.now();
        match &verdict {
            Ok(by) => tell(&row, || retried(|| mail::accepted(desks, &row, by, at))).await,
            Err(Failure::Permanent { server, reply }) => {
                tell(&row, || retried(|| mail::refused(desks, &row, server, reply, at))).await;
            }
            Err(Failure::Temporary { reply }) => {
                tracing::warn!(letter = %row.id, attempt = row.attempts + 1, reply, "a letter could not be sent yet");
                let due = next_attempt(at, row.attempts, errand.until, rand::random());
                tell(&row, || retried(|| mail::deferred(desks, &row, reply, at, due))).await;
            }
        }
    }

    /// Writes, seals and sends, keeping the claim while it lasts.
    async fn hand_over(&self, row: &mut Row, errand: &Errand) -> Result<Acceptance, Failure> {
        let cover = Cover {
            from: &errand.from,
            to: &errand.to,
            message_id: &row.message_id,
            date: errand.date,
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

/// Tells the desk, however long the database is away: what the mail server said must not be forgotten.
async fn tell<F>(row: &Row, mut what: impl FnMut() -> F)
where
    F: Future<Output = Result<(), DeskError>>,
{
    for _ in 0..TRIES_TO_TELL {
        match what().await {
            Ok(()) => return,
            Err(DeskError::Unavailable) => sleep(Duration::from_secs(1)).await,
            Err(error) => return tracing::error!(%error, letter = %row.id, "what became of a letter has no place"),
        }
    }
    tracing::error!(letter = %row.id, "what became of a letter could not be written down");
}

/// When to try again after `attempts` before this one: ever longer, a little at random so that letters do not come in
/// step, and once more at the very end of the letter's use. `chance` is any number.
fn next_attempt(now: Instant, attempts: i32, until: Instant, chance: u32) -> Instant {
    let doubled = FIRST_PAUSE * 2_i32.pow(attempts.clamp(0, 8).unsigned_abs());
    let pause = doubled.min(LONGEST_PAUSE);
    let jitter = pause.num_milliseconds() / 4;
    let shift = i64::from(chance) % (2 * jitter + 1) - jitter;
    let due = now + pause + TimeDelta::milliseconds(shift);
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
            prop_assert!(due - at(0) <= LONGEST_PAUSE + LONGEST_PAUSE / 4);
            prop_assert!(due > at(0));
            if attempts < 5 && due < until {
                prop_assert!(due - at(0) >= FIRST_PAUSE * 2_i32.pow(attempts.unsigned_abs()) * 3 / 4);
            }
        }
    }
}
