//! Reads the mailbox for as long as the process lives: on one node at a time, every mail once, as soon as it comes.

use super::imap::{Imap, Open, Trouble};
use crate::{
    desk::{
        Desks,
        mailbox::{
            take::take,
            turn::{self, Place},
        },
    },
    store::mailbox::Reader,
    worker::Pauses,
};
use app::desk::error::DeskError;
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

/// A living node renews its lease three times before it would run out.
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// How often a node looks whether the one that reads is gone.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// A mailbox that comes back is read within two minutes.
const PAUSES: Pauses = Pauses { first: TimeDelta::seconds(1), longest: TimeDelta::seconds(90) };
/// A mail that could not be fetched so often is taken as one that cannot be read, and the next ones are.
const MOST_FETCHES: u32 = 3;

/// Who reads.
pub struct Watch {
    desks: Desks,
    imap: Imap,
    reader: Reader,
    /// The mail whose fetching ended the conversation, and how often.
    stuck: (u32, u32),
}

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error("{0}")]
    Server(#[from] Trouble),
    #[error("{0}")]
    Desk(#[from] DeskError),
}

impl Watch {
    pub fn new(desks: Desks, imap: Imap) -> Self {
        let reader = Reader { mailbox: imap.server().to_string(), holder: Uuid::now_v7() };
        Watch { desks, imap, reader, stuck: (0, 0) }
    }

    /// Runs until `end`. What is underway then is as if it had not begun: the next one reads it.
    pub async fn run(mut self, end: Arc<Notify>) {
        let (desks, reader) = (self.desks.clone(), self.reader.clone());
        tokio::select! {
            () = end.notified() => {}
            () = self.read_for_ever() => {}
        }
        if let Err(error) = turn::leave(&desks, &reader).await {
            tracing::warn!(%error, "the mailbox is left when its lease runs out");
        }
    }

    async fn read_for_ever(&mut self) {
        let mut failures = 0;
        loop {
            let place = match turn::claim(&self.desks, &self.reader).await {
                Ok(Some(place)) => place,
                Ok(None) => {
                    sleep(LOOK_EVERY).await;
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "the mailbox has to wait");
                    sleep(Duration::from_secs(1)).await;
                    continue;
                }
            };
            let (desks, reader) = (self.desks.clone(), self.reader.clone());
            let stopped = tokio::select! {
                stopped = self.converse(place, &mut failures) => stopped,
                lost = keep(&desks, &reader) => lost,
            };
            match stopped {
                Stop::Server(trouble) => {
                    tracing::warn!(%trouble, mailbox = self.reader.mailbox, "the mailbox cannot be read");
                    let _ = turn::troubled(&self.desks, &self.reader, &trouble.0).await;
                }
                Stop::Desk(error) => tracing::warn!(%error, "the mailbox has to wait"),
            }
            let pause = PAUSES.after(failures, rand::random());
            failures = failures.saturating_add(1);
            sleep(pause.to_std().unwrap_or(LOOK_EVERY)).await;
        }
    }

    /// One conversation, to its end.
    async fn converse(&mut self, place: Place, failures: &mut i32) -> Stop {
        let conversation = async {
            let mut open = self.imap.open().await?;
            let mut read_to = self.begin(&open, place);
            loop {
                self.read_new(&mut open, &mut read_to).await?;
                *failures = 0;
                open = open.wait().await?;
            }
        };
        let ended: Result<std::convert::Infallible, Stop> = conversation.await;
        match ended {
            Err(stop) => stop,
        }
    }

    /// The last UID that was read. Under another UIDVALIDITY all have other numbers.
    fn begin(&self, open: &Open, place: Place) -> u32 {
        match place.validity {
            Some(known) if known == open.validity => place.read_to,
            Some(_) => {
                tracing::warn!(
                    mailbox = self.reader.mailbox,
                    "the mails have new numbers: those of two weeks are looked at"
                );
                0
            }
            None => 0,
        }
    }

    /// Takes what is new, in its order; says how many were.
    async fn read_new(&mut self, open: &mut Open, read_to: &mut u32) -> Result<usize, Stop> {
        let mut taken = 0;
        for uid in open.after(*read_to, self.desks.clock.now()).await? {
            let fetched = match self.stuck {
                (stuck, times) if stuck == uid && times >= MOST_FETCHES => open.fetch_outside(uid).await?,
                _ => match open.fetch(uid).await {
                    Ok(fetched) => fetched,
                    Err(trouble) => {
                        self.stuck = (uid, if self.stuck.0 == uid { self.stuck.1 + 1 } else { 1 });
                        return Err(trouble.into());
                    }
                },
            };
            if let Some(mail) = fetched {
                let verdict = take(&self.desks, &self.reader, &mail).await?;
                taken += usize::from(verdict.is_some());
                tracing::info!(uid, verdict = verdict.map_or("known", |verdict| verdict.word()), "a mail came in");
            }
            *read_to = uid;
        }
        turn::looked(&self.desks, &self.reader).await?;
        Ok(taken)
    }

    /// Reads what there is and ends the conversation. `None`: another node reads the mailbox.
    ///
    /// # Errors
    /// [`Stop`]; what was taken before is taken.
    pub async fn read_once(&mut self) -> Result<Option<usize>, Stop> {
        let Some(place) = turn::claim(&self.desks, &self.reader).await? else { return Ok(None) };
        let mut open = self.imap.open().await?;
        let mut read_to = self.begin(&open, place);
        let taken = self.read_new(&mut open, &mut read_to).await?;
        open.close().await;
        Ok(Some(taken))
    }
}

/// Renews the lease until it is lost.
async fn keep(desks: &Desks, reader: &Reader) -> Stop {
    let mut renewal = interval(RENEW_EVERY);
    renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        renewal.tick().await;
        match turn::keep(desks, reader).await {
            Ok(true) => {}
            Ok(false) => return DeskError::Conflict.into(),
            Err(error) => tracing::warn!(%error, "the mailbox's lease could not be renewed"),
        }
    }
}
