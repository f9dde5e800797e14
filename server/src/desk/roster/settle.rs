//! What staff make of a booking whose registration had to be looked at.

use crate::{
    desk::{Desks, ending, failure::Failure, phone::locked},
    store::{
        audit,
        entity::booking_registration::Model,
        history::{self, What, Who},
        live_event::Change,
        outbox::{Letter, Pace},
        registration, roster,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{act::Act, booking::State, ids::BookingId, registration::Settlement, roster::Registration},
};

pub async fn settle(desks: &Desks, actor: &Actor, id: BookingId, settlement: Settlement) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, actor, id).await?;
    let known = registration::find(&*tx, row.id).await?;
    if known.as_ref().and_then(|known| known.settled.as_deref()) == Some(settlement.word()) {
        // Pressed twice.
        return Ok(());
    }
    if matches!(state, State::Refused { .. }) {
        return Err(DeskError::Conflict.into());
    }
    let listed = roster::find(&*tx, row.office_id, &row.number).await?;
    let standing = registration::standing(&row, listed.as_ref());
    let before = listed.map(|listed| listed.registration);
    let mut change = Change::Card { booking: id };
    let (before, what, act, note) = match settlement {
        Settlement::Verified { how } => (before, What::RegistrationVerified, Act::RegistrationVerified, how.word()),
        Settlement::Switched => {
            if before == Some(Registration::Full) {
                return Err(DeskError::Conflict.into());
            }
            roster::switch(&tx, row.office_id, &row.number, Registration::Full).await?;
            // Who is in no list is still what staff found them to be.
            (Some(Registration::Online), What::RegistrationSwitched, Act::RegistrationSwitched, "online full")
        }
        Settlement::Refused => {
            let starts = crate::store::booking::span(&row)?.starts();
            let state = state.refuse(now, actor.staff, starts)?;
            change = ending::end(desks, &tx, &mut row, state, Letter::NotRegistered, Pace::Official, now).await?;
            (before, What::RegistrationRefused, Act::RegistrationRefused, "")
        }
    };
    let how = if let Settlement::Verified { how } = settlement { Some(how.word().to_owned()) } else { None };
    registration::put(
        &tx,
        Model {
            booking_id: row.id,
            office_id: row.office_id,
            standing: standing.word().to_owned(),
            matched_at: now.timestamp_millis(),
            settled: Some(settlement.word().to_owned()),
            how,
            before: before.map(|registration| registration.word().to_owned()),
            after: settlement.after(before).map(|registration| registration.word().to_owned()),
            settled_by: Some(actor.staff.0),
            settled_at: Some(now.timestamp_millis()),
        },
    );
    history::write(&tx, &row, now, Who::Staff(actor.staff), what, note);
    audit::write(&tx, actor, now, act, &row.reference, note);
    desks.commit(tx, actor.office, &[change]).await?;
    Ok(())
}
