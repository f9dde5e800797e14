//! What confirms a booking in the word of staff: the seeker's reply (Art. 6(4)), or a manager's override (Art. 6(1)).

use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, save, save_with},
        consent::{self, Moment},
        entity::booking::{Column, Model},
        history::{self, What, Who},
        outbox::{self, Letter, Pace},
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, phone::Reply, staff::Actor},
    domain::{
        act::Act,
        booking::{Receipt, State},
        ids::BookingId,
        intake::reason,
        time::Instant,
    },
};

/// The booking, kept by this transaction, with its state as time has made it.
pub async fn locked(desks: &Desks, tx: &Writing, actor: &Actor, id: BookingId) -> Result<(Model, State), Failure> {
    let row = own(booking::lock(tx, id.0).await?, actor)?;
    let state = booking::state(&row)?.pass(desks.clock.now(), booking::deadline(&row));
    if matches!(state, State::Held { .. } | State::Released { .. }) {
        return Err(DeskError::NotFound.into());
    }
    Ok((row, state))
}

pub async fn received(desks: &Desks, actor: &Actor, id: BookingId, how: Reply) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, actor, id).await?;
    if matches!(state, State::Confirmed { .. }) {
        return Ok(());
    }
    let state = state.receive(now, Receipt::Staff { who: actor.staff }, booking::deadline(&row))?;
    let change = save(&tx, &mut row, state).await?;
    consent::write(&tx, &row, &[(Moment::Receipt, &format!("staff: {}", how.word()), now)])?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::Replied, how.word());
    audit::write(&tx, actor, now, Act::ReplyNoted, &row.reference, how.word());
    send_details(desks, &tx, &row, now).await?;
    desks.commit(tx, actor.office, &[change]).await?;
    Ok(())
}

pub async fn let_stand(desks: &Desks, actor: &Actor, id: BookingId, why: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let why = reason(why).map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, actor, id).await?;
    let starts = booking::span(&row)?.starts();
    let state = state.let_stand(now, actor.staff, starts)?;
    row.override_reason = Some(why.clone());
    row.override_by = Some(actor.staff.0);
    let change = save_with(&tx, &mut row, state, &[Column::OverrideReason, Column::OverrideBy]).await?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::Overridden, &why);
    audit::write(&tx, actor, now, Act::Overridden, &row.reference, &why);
    send_details(desks, &tx, &row, now).await?;
    desks.commit(tx, actor.office, &[change]).await?;
    Ok(())
}

/// The letter with all that the seeker needs, in the place of what still waits to be sent.
pub async fn send_details(desks: &Desks, tx: &Writing, row: &Model, now: Instant) -> Result<(), Failure> {
    if !row.mail.is_empty() {
        outbox::supersede(tx, row.id, now).await?;
        outbox::write(tx, row, Letter::Details, Pace::Official, now, &desks.mail_domain).await?;
    }
    Ok(())
}
