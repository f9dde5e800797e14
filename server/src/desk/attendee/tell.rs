//! What becomes of a booking is told its employers in the same transaction. A silent seeker is not: the employer sits with
//! the office then, and staff may take the cancellation back (R4).
//!
//! So is the ID of a meeting that was made: their calendar's entry says where to meet.
//!
//! `true`: somebody is told. Ring `Desks::mail_waiting` after the commit.

use crate::{
    desk::{Desks, failure::Failure},
    store::{
        attendee::{self, AttendeeLetter, attendance, expected, save},
        entity::booking::Model,
        outbox::Pace,
        writing::Writing,
    },
};
use app::domain::time::Instant;

/// The booking has another time: whoever is expected is asked again. `row` has the new time.
pub async fn moved(desks: &Desks, tx: &Writing, row: &Model, pace: Pace, now: Instant) -> Result<bool, Failure> {
    each(desks, tx, row, AttendeeLetter::Moved, pace, now).await
}

/// It does not take place.
pub async fn ended(desks: &Desks, tx: &Writing, row: &Model, pace: Pace, now: Instant) -> Result<bool, Failure> {
    each(desks, tx, row, AttendeeLetter::Ended, pace, now).await
}

/// The meeting was made, or made anew: how to join is another now, and so is the entry in their calendar.
pub async fn meeting(desks: &Desks, tx: &Writing, row: &Model, now: Instant) -> Result<bool, Failure> {
    let expected = expected(&**tx, row.id).await?;
    let anyone = !expected.is_empty();
    for mut one in expected {
        let stands = attendance(&one)?;
        one.sequence += 1;
        save(tx, &mut one, &stands)?;
        attendee::write_meeting(tx, row, &one, now, &desks.mail_domain).await?;
    }
    Ok(anyone)
}

async fn each(
    desks: &Desks,
    tx: &Writing,
    row: &Model,
    letter: AttendeeLetter,
    pace: Pace,
    now: Instant,
) -> Result<bool, Failure> {
    let expected = expected(&**tx, row.id).await?;
    let anyone = !expected.is_empty();
    for mut one in expected {
        if letter == AttendeeLetter::Moved {
            let asked = attendance(&one)?.moved();
            save(tx, &mut one, &asked)?;
        }
        attendee::write(tx, row, &one, letter, pace, now, &desks.mail_domain).await?;
    }
    Ok(anyone)
}
