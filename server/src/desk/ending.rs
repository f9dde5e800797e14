//! A booking that does not take place any more: its seat is free, what still waits to be sent is so no longer, and the seeker
//! and whoever was to attend are told.

use crate::{
    desk::{Desks, attendee::tell, failure::Failure},
    store::{
        booking::save,
        entity::booking::Model,
        live_event::Change,
        outbox::{self, Letter, Pace},
        writing::Writing,
    },
};
use app::domain::{booking::State, time::Instant};

/// Puts the booking into the state that ends it, with the letter that says so. Why, in history and log, is the caller's. Ring
/// `Desks::mail_waiting` after the commit.
pub async fn end(
    desks: &Desks,
    tx: &Writing,
    row: &mut Model,
    state: State,
    letter: Letter,
    pace: Pace,
    now: Instant,
) -> Result<Change, Failure> {
    outbox::supersede(tx, row.id, now).await?;
    let change = save(tx, row, state).await?;
    if !row.mail.is_empty() {
        outbox::write(tx, row, letter, pace, now, &desks.mail_domain).await?;
    }
    tell::ended(desks, tx, row, pace, now).await?;
    Ok(change)
}
