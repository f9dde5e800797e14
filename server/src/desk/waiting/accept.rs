//! The yes to an offer: the booking moves to the seat, or the seat becomes the browser's hold and the site's way goes on.

use super::answer::locked;
use crate::{
    desk::{
        Desks,
        attendee::tell,
        failure::{Failure, retried},
        hold::{draft_for, let_go},
        reschedule::{Turn, moved, shift},
        view,
    },
    keys::LinkKey,
    store::{
        application as applications,
        booking::{self, json, save, save_with},
        entity::{
            application::Model as ApplicationRow,
            booking::{Column, Model as Booking},
            wish::Model,
        },
        history::{self, What, Who},
        outbox::{self, Pace},
        wish,
        writing::Writing,
    },
};
use app::{
    desk::{
        Answer,
        application::VisitorKey,
        booking::LinkToken,
        error::DeskError,
        waiting::{Accepted, WishToken},
    },
    domain::{
        booking::State,
        ids::{BookingId, OfficeId},
        time::Instant,
        waiting::NotPossible,
    },
};
use std::net::IpAddr;

enum Taken {
    Moved(LinkToken),
    Begun(Box<(ApplicationRow, Booking)>),
}

pub async fn accept(
    desks: &Desks,
    token: &WishToken,
    offer: BookingId,
    visitor: VisitorKey,
    address: IpAddr,
) -> Answer<Accepted> {
    match retried(|| take(desks, token, offer, visitor, address)).await? {
        Taken::Moved(booking) => {
            desks.mail_waiting.notify_one();
            Ok(Accepted::Moved(booking))
        }
        Taken::Begun(begun) => {
            let (application, row) = *begun;
            let lang = view::lang(&application.lang);
            let view = retried(|| view::application(desks, &application, Some(&row), lang)).await?;
            Ok(Accepted::Begun(Box::new(view)))
        }
    }
}

async fn take(
    desks: &Desks,
    token: &WishToken,
    offer: BookingId,
    visitor: VisitorKey,
    address: IpAddr,
) -> Result<Taken, Failure> {
    let now = desks.clock.now();
    // Asked before the transaction begins: it may take a connection of its own.
    let office = OfficeId(super::opened(desks, token).await?.office_id);
    let (facts, days) = (desks.live.facts(office).await?, desks.live.days(office).await?);
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    let accepted = match state.accept(now, offer) {
        Err(NotPossible::Ended) => return pressed_twice(desks, &tx, &row, offer, visitor).await,
        other => other?,
    };
    let mut seat = booking::lock(&tx, offer.0).await?.ok_or(DeskError::HoldLapsed)?;
    let held = booking::state(&seat)?;
    let State::Held { until: offered_until, offered: true, .. } = held.clone().pass(now, booking::deadline(&seat))
    else {
        return Err(DeskError::HoldLapsed.into());
    };
    let accepted = if row.booking_id.is_some() { accepted.booked(now)? } else { accepted };
    wish::save(&tx, &mut row, accepted, now)?;
    outbox::supersede_wish(&tx, row.id, now).await?;
    if let Some(id) = row.booking_id {
        return moves(desks, tx, office, id, seat, held, now).await;
    }
    let starts = booking::span(&seat)?.starts();
    // Nobody loses time by saying yes. An offer ends before the deadline.
    let until = days.hold_until(starts, now, facts.hold_minutes(starts)).max(offered_until);
    seat.visitor = applications::word(visitor);
    seat.address = desks.key.address(address);
    seat.lang.clone_from(&row.lang);
    let changed = [Column::Visitor, Column::Address, Column::Lang];
    let mut changes = vec![save_with(&tx, &mut seat, held.take_offer(now, until)?, &changed).await?];
    let before = applications::lock(&tx, visitor).await?;
    let old = match before.as_ref().and_then(|row| row.booking_id) {
        Some(id) => booking::lock(&tx, id).await?,
        None => None,
    };
    let old_state = old.as_ref().map(booking::state).transpose()?;
    let mut draft = draft_for(office, before.as_ref(), old_state.as_ref())?;
    if let (Some(mut old), Some(held @ State::Held { .. })) = (old, old_state) {
        changes.push(let_go(&tx, &mut old, held, now).await?);
    }
    if draft.details.mail.is_empty() {
        // The letter has proved it.
        draft.details.mail.clone_from(&row.mail);
    }
    let application = ApplicationRow {
        visitor: seat.visitor.clone(),
        office_id: office.0,
        booking_id: Some(seat.id),
        kind: seat.kind.clone(),
        starts_at: seat.starts_at,
        minutes: seat.minutes,
        lang: row.lang.clone(),
        address: seat.address.clone(),
        draft: json(&draft)?,
        carry_digest: None,
        carry_until: None,
        changed_at: now.timestamp_millis(),
    };
    if before.is_some() {
        applications::put(&tx, application.clone());
    } else {
        applications::insert(&tx, application.clone());
    }
    history::write(&tx, &seat, now, Who::Seeker, What::OfferAccepted, "");
    desks.commit(tx, office, &changes).await?;
    desks.alarm.set(until.timestamp_millis());
    Ok(Taken::Begun(Box::new((application, seat))))
}

/// The seat changes hands within the transaction: nobody else can have it in between, and the old one is freed if and only
/// if the new one is taken (Reschedule).
async fn moves(
    desks: &Desks,
    tx: Writing,
    office: OfficeId,
    id: uuid::Uuid,
    mut seat: Booking,
    held: State,
    now: Instant,
) -> Result<Taken, Failure> {
    let mut row = booking::lock(&tx, id).await?.ok_or(DeskError::Ended)?;
    let state = booking::state(&row)?.pass(now, booking::deadline(&row));
    let (from, to, deadline) = (booking::span(&row)?, booking::span(&seat)?, booking::deadline(&seat));
    let slot = seat.slot_id;
    let handed = save(&tx, &mut seat, held.release(now)?).await?;
    history::write(&tx, &seat, now, Who::Seeker, What::OfferAccepted, "");
    let [left, taken] = shift(&tx, &mut row, state, to, Ok(deadline), now, Turn::Back { slot, deadline }).await?;
    history::write(&tx, &row, now, Who::Seeker, What::Moved, &from.to_string());
    outbox::write(&tx, &row, moved(&row)?, Pace::Bounded, now, &desks.mail_domain).await?;
    tell::moved(desks, &tx, &row, Pace::Bounded, now).await?;
    desks.commit(tx, office, &[handed, left, taken]).await?;
    if let Some(due) = row.due_at {
        desks.alarm.set(due);
    }
    Ok(Taken::Moved(of(&desks.key, &row)))
}

fn of(key: &LinkKey, row: &Booking) -> LinkToken {
    key.token(BookingId(row.id), row.generation)
}

/// The same answer as the first time, to whom it was given.
async fn pressed_twice(
    desks: &Desks,
    tx: &Writing,
    row: &Model,
    offer: BookingId,
    visitor: VisitorKey,
) -> Result<Taken, Failure> {
    let seat = booking::find(&**tx, offer.0).await?.ok_or(DeskError::Ended)?;
    match row.booking_id {
        Some(id) => {
            let booking = booking::find(&**tx, id).await?.ok_or(DeskError::Ended)?;
            if booking.slot_id == seat.slot_id {
                Ok(Taken::Moved(of(&desks.key, &booking)))
            } else {
                Err(DeskError::Ended.into())
            }
        }
        None => match applications::with_booking(&**tx, visitor).await? {
            Some((application, Some(held))) if held.id == seat.id => Ok(Taken::Begun(Box::new((application, held)))),
            _ => Err(DeskError::Ended.into()),
        },
    }
}
