//! Which node reads the mailbox, and how far it has come.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
    },
    store::{
        database::unavailable,
        mailbox::{self, Reader},
    },
};
use app::{desk::error::DeskError, domain::time::Instant};
use chrono::TimeDelta;

/// A dead node's mailbox waits this long.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// UIDVALIDITY, where it was ever read, and the last UID that was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub validity: Option<u32>,
    pub read_to: u32,
}

/// Takes the mailbox for this node, which renews it with [`keep`]. `None`: another node reads it.
///
/// # Errors
/// `Unavailable`.
pub async fn claim(desks: &Desks, reader: &Reader) -> Result<Option<Place>, DeskError> {
    let now = desks.clock.now();
    retried(|| take(desks, reader, now)).await
}

async fn take(desks: &Desks, reader: &Reader, now: Instant) -> Result<Option<Place>, Failure> {
    let tx = desks.begin().await?;
    let Some(row) = mailbox::claim(&tx, reader, now, now + LEASE).await? else { return Ok(None) };
    tx.commit().await?;
    let number = |column: i64| u32::try_from(column).unwrap_or_default();
    Ok(Some(Place { validity: row.validity.map(number), read_to: number(row.read_to) }))
}

/// Keeps it for longer. `false`: another node has it.
///
/// # Errors
/// `Unavailable`.
pub async fn keep(desks: &Desks, reader: &Reader) -> Result<bool, DeskError> {
    mailbox::renew(desks.db.write(), reader, desks.clock.now() + LEASE).await.map_err(unavailable)
}

/// Leaves it to whoever comes first.
///
/// # Errors
/// `Unavailable`; then the lease runs out.
pub async fn leave(desks: &Desks, reader: &Reader) -> Result<(), DeskError> {
    mailbox::renew(desks.db.write(), reader, desks.clock.now()).await.map(drop).map_err(unavailable)
}

/// The mailbox was looked into, and everything in it is read.
///
/// # Errors
/// `Unavailable`.
pub async fn looked(desks: &Desks, reader: &Reader) -> Result<(), DeskError> {
    mailbox::looked(desks.db.write(), reader, desks.clock.now()).await.map_err(unavailable)
}

/// It cannot be read; staff see why and since when.
///
/// # Errors
/// `Unavailable`.
pub async fn troubled(desks: &Desks, reader: &Reader, why: &str) -> Result<(), DeskError> {
    mailbox::troubled(desks.db.write(), reader, why, desks.clock.now()).await.map_err(unavailable)
}
