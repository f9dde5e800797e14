//! What the office sends a seeker of its own accord: the letter again, or that the office cancels.

use crate::{
    desk::{Desks, ending, failure::Failure, staff::own},
    store::{
        audit, booking,
        entity::booking::{Column, Model},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        booking::{Canceller, State},
        ids::BookingId,
        intake::reason,
        mail_address::MailAddress,
        time::Instant,
    },
};

/// Sends the booking's letter again, to `mail` if it is given.
///
/// # Errors
/// `NotFound`, `Mend` (no address, or none that can be), `Ended`.
pub async fn resend(desks: &Desks, actor: &Actor, id: BookingId, mail: Option<&str>) -> Result<(), Failure> {
    let now = desks.clock.now();
    let mail = mail.map(str::parse::<MailAddress>).transpose().map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    let mut row = own(booking::lock(&tx, id.0).await?, actor)?;
    let state = booking::state(&row)?;
    let mended = mail.filter(|mail| mail.as_str() != row.mail);
    let has_mended = mended.is_some();
    if let Some(mail) = mended {
        row.mail = mail.as_str().to_owned();
        history::write(&tx, &row, now, Who::Staff(actor.staff), What::Corrected, "mail");
    }
    let change = send_anew(desks, &tx, &mut row, state, has_mended, now).await?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::Resent, "");
    audit::write(&tx, actor, now, Act::LetterResent, &row.reference, "");
    desks.commit(tx, actor.office, &[change, Change::Card { booking: id }]).await?;
    Ok(())
}

/// Writes the booking's letter anew, to the address that the row has. What still waits for the seeker is not sent.
///
/// # Errors
/// `Ended`, `Mend` (it has no address).
pub async fn send_anew(
    desks: &Desks,
    tx: &Writing,
    row: &mut Model,
    state: State,
    mended: bool,
    now: Instant,
) -> Result<Change, Failure> {
    if mended {
        void_links(row, &state);
    }
    let state = state.mend()?;
    if row.mail.is_empty() {
        return Err(DeskError::Mend.into());
    }
    outbox::supersede(tx, row.id, now).await?;
    let letter = Letter::of_booking(booking::channel(row)?, &state);
    let change = booking::save_with(tx, row, state, &[Column::Mail, Column::Generation, Column::Sequence]).await?;
    outbox::write(tx, row, letter, Pace::Official, now, &desks.mail_domain).await?;
    Ok(change)
}

/// The address was mended: the links already sent may have reached somebody else, and open nothing any more, unless they
/// were refused there. The entry in the calendar leads to the new link.
pub fn void_links(row: &mut Model, state: &State) {
    let refused = matches!(state, State::AwaitingMail { refused: Some(_), .. });
    row.generation += i32::from(!refused);
    row.sequence += i32::from(!refused);
}

/// The office cancels; it never counts against the seeker (R4).
///
/// # Errors
/// `NotFound`, `Mend` (no reason, or one too long), `Ended`.
pub async fn cancel(desks: &Desks, actor: &Actor, id: BookingId, why: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let why = reason(why).map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    let mut row = own(booking::lock(&tx, id.0).await?, actor)?;
    let starts = booking::span(&row)?.starts();
    let state = booking::state(&row)?.cancel(now, Canceller::Office { who: actor.staff }, starts)?;
    let change = ending::end(desks, &tx, &mut row, state, Letter::Cancelled, Pace::Official, now).await?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::Cancelled, &why);
    audit::write(&tx, actor, now, Act::Cancelled, &row.reference, &why);
    desks.commit(tx, actor.office, &[change]).await?;
    Ok(())
}
