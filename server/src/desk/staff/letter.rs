//! What the office sends a seeker of its own accord: the letter again, or that the office cancels.

use crate::{
    desk::{Desks, ending, failure::Failure, staff::own},
    store::{
        audit, booking,
        entity::booking::Column,
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
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
    },
};

/// Sends the booking's letter again, to `mail` if it is given. A mended address makes the links already sent void, unless
/// they were refused: they may have reached somebody else.
///
/// # Errors
/// `NotFound`, `Mend` (no address, or none that can be), `Ended`.
pub async fn resend(desks: &Desks, actor: &Actor, id: BookingId, mail: Option<&str>) -> Result<(), Failure> {
    let now = desks.clock.now();
    let mail = mail.map(str::parse::<MailAddress>).transpose().map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    let mut row = own(booking::lock(&tx, id.0).await?, actor)?;
    let state = booking::state(&row)?;
    let refused = matches!(state, State::AwaitingMail { refused: Some(_), .. });
    let state = state.mend()?;
    if let Some(mail) = mail.filter(|mail| mail.as_str() != row.mail) {
        row.mail = mail.as_str().to_owned();
        row.generation += i32::from(!refused);
        // The entry in the calendar leads to the new link.
        row.sequence += i32::from(!refused);
        history::write(&tx, &row, now, Who::Staff(actor.staff), What::Corrected, "mail");
    }
    if row.mail.is_empty() {
        return Err(DeskError::Mend.into());
    }
    outbox::supersede(&tx, row.id, now).await?;
    let letter = Letter::of_booking(booking::channel(&row)?, &state);
    let change =
        booking::save_with(&tx, &mut row, state, &[Column::Mail, Column::Generation, Column::Sequence]).await?;
    outbox::write(&tx, &row, letter, Pace::Official, now, &desks.mail_domain).await?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::Resent, "");
    audit::write(&tx, actor, now, Act::LetterResent, &row.reference, "");
    desks.commit(tx, actor.office, &[change, Change::Card { booking: id }]).await?;
    Ok(())
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
