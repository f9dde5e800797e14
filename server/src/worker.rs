//! How an outbox is emptied: what is due is claimed, a few errands at a time, and each is seen to its outcome.
//!
//! An errand is claimed for a time, so that on several nodes one does it; the claim runs out if the node dies. None is lost.

use std::{sync::Arc, time::Duration};

use app::{desk::error::DeskError, domain::time::Instant};
use chrono::TimeDelta;
use sea_orm::DbErr;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{self, sleep, sleep_until},
};

use crate::{
    desk::Desks,
    store::{database::unavailable, writing::Writing},
};

/// Errands that are written closer together than this are claimed together.
const CLAIM_EVERY: Duration = Duration::from_millis(20);
/// How often an outcome is offered to a database that is away, a second apart, before the claim is left to run out.
const TRIES_TO_TELL: u32 = 120;

/// What empties one outbox. Cheap to clone.
pub trait Worker: Clone + Send + Sync + 'static {
    type Errand: Send + 'static;

    /// Errands underway at the same time.
    const MOST_UNDERWAY: usize;
    /// A node looks at least this often, in case another one died with errands of its own.
    const LOOK_EVERY: TimeDelta;
    /// The errands, for the log.
    const WHAT: &'static str;

    fn desks(&self) -> &Desks;

    /// When the next errand that no node is doing is due, be it in the past, in milliseconds since 1970 UTC.
    fn next_due(&self, now: Instant) -> impl Future<Output = Result<Option<i64>, DbErr>> + Send;

    /// Takes up to `most` due errands for this node alone.
    fn claim(
        &self,
        tx: &Writing,
        now: Instant,
        most: u64,
    ) -> impl Future<Output = Result<Vec<Self::Errand>, DbErr>> + Send;

    /// One errand, from its claim to its outcome.
    fn see_to(self, errand: Self::Errand) -> impl Future<Output = ()> + Send;

    /// Ends when somebody has written an errand that does not wait for the next look.
    fn rung(&self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// Runs until `end`, and then sees the errands that are underway to their outcome: one that was done and that nobody has
/// noted would be done a second time.
pub async fn run<W: Worker>(worker: W, end: Arc<Notify>) {
    let mut underway = JoinSet::new();
    let end = end.notified();
    tokio::pin!(end);
    let mut claim_at = time::Instant::now();
    loop {
        sleep_until(claim_at).await;
        claim_at = time::Instant::now() + CLAIM_EVERY;
        let pause = match take(&worker, W::MOST_UNDERWAY - underway.len()).await {
            Ok(errands) if errands.is_empty() => pause(&worker).await,
            Ok(errands) => {
                for errand in errands {
                    underway.spawn(worker.clone().see_to(errand));
                }
                Duration::ZERO
            }
            Err(error) => {
                tracing::warn!(%error, "{} have to wait", W::WHAT);
                Duration::from_secs(1)
            }
        };
        let room = underway.len() < W::MOST_UNDERWAY;
        tokio::select! {
            () = &mut end => break,
            () = sleep(pause), if room => {}
            () = worker.rung(), if room => {}
            Some(_) = underway.join_next() => {}
        }
    }
    underway.join_all().await;
}

/// Does what is due now, each errand to its end, and says how many there were.
///
/// # Errors
/// `Unavailable`; what was done before is done.
pub async fn run_due<W: Worker>(worker: &W) -> Result<usize, DeskError> {
    let mut count = 0;
    loop {
        match take_turn(worker).await? {
            0 => return Ok(count),
            done => count += done,
        }
    }
}

/// Does one handful of what is due now.
///
/// # Errors
/// `Unavailable`; nothing was done.
pub async fn take_turn<W: Worker>(worker: &W) -> Result<usize, DeskError> {
    let errands = take(worker, W::MOST_UNDERWAY).await?;
    let count = errands.len();
    let mut underway = JoinSet::new();
    for errand in errands {
        underway.spawn(worker.clone().see_to(errand));
    }
    underway.join_all().await;
    Ok(count)
}

async fn take<W: Worker>(worker: &W, most: usize) -> Result<Vec<W::Errand>, DeskError> {
    let desks = worker.desks();
    let now = desks.clock.now();
    let due = worker.next_due(now).await.map_err(unavailable)?;
    if most == 0 || due.is_none_or(|due| due > now.timestamp_millis()) {
        return Ok(Vec::new());
    }
    let tx = desks.begin().await?;
    let errands = worker.claim(&tx, now, most as u64).await.map_err(unavailable)?;
    tx.commit().await.map_err(unavailable)?;
    Ok(errands)
}

async fn pause<W: Worker>(worker: &W) -> Duration {
    let now = worker.desks().clock.now();
    let due = worker.next_due(now).await.ok().flatten();
    let until_due = due.map_or(W::LOOK_EVERY, |due| TimeDelta::milliseconds(due - now.timestamp_millis()));
    until_due.clamp(TimeDelta::milliseconds(1), W::LOOK_EVERY).to_std().unwrap_or(Duration::from_secs(1))
}

/// Tells the desk, however long the database is away: what came of an errand must not be forgotten. `errand` names it in
/// the log.
pub async fn tell<F>(errand: impl std::fmt::Display, mut what: impl FnMut() -> F)
where
    F: Future<Output = Result<(), DeskError>>,
{
    for _ in 0..TRIES_TO_TELL {
        match what().await {
            Ok(()) => return,
            Err(DeskError::Unavailable) => sleep(Duration::from_secs(1)).await,
            Err(error) => return tracing::error!(%error, %errand, "what became of an errand has no place"),
        }
    }
    tracing::error!(%errand, "what became of an errand could not be written down");
}

/// Pauses between attempts: ever longer, a little at random so that errands do not come in step.
#[derive(Clone, Copy, Debug)]
pub struct Pauses {
    pub first: TimeDelta,
    pub longest: TimeDelta,
}

impl Pauses {
    /// The pause after `attempts` before the one that failed now. `chance` is any number.
    pub fn after(self, attempts: i32, chance: u32) -> TimeDelta {
        let doubled = self.first * 2_i32.pow(attempts.clamp(0, 8).unsigned_abs());
        let pause = doubled.min(self.longest);
        let jitter = pause.num_milliseconds() / 4;
        pause + TimeDelta::milliseconds(i64::from(chance) % (2 * jitter + 1) - jitter)
    }
}
