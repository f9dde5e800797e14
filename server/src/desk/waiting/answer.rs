//! What is pressed behind a wish's link, but for the yes to an offer.

use super::{opened, settled};
use crate::{
    desk::{Desks, failure::Failure, hold::let_go},
    store::{
        booking::{self, json},
        database::in_turn,
        entity::{booking::Model as Booking, wish::Model},
        history::{self, What, Who},
        live_event::Change,
        outbox, wish,
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, waiting::WishToken},
    domain::{
        booking::State as BookingState,
        ids::{BookingId, OfficeId},
        time::{Instant, date_jst},
        waiting::{End, MOST_AT_ONCE, State, Wants, last_day},
    },
};

/// The wish behind the link, kept by this transaction, with its state as time, and what became of its seat, have made it.
pub async fn locked(desks: &Desks, tx: &Writing, token: &WishToken) -> Result<(Model, State), Failure> {
    let id = desks.key.wish(token).ok_or(DeskError::NotFound)?;
    let row = wish::lock(tx, id).await?.ok_or(DeskError::NotFound)?;
    let now = desks.clock.now();
    let state = wish::state(&row)?.pass(now);
    let state = match state {
        State::Accepted { seat, .. } => settled(state, booking::lock(tx, seat.0).await?.as_ref(), now)?,
        other => other,
    };
    Ok((row, state))
}

pub async fn confirm(desks: &Desks, token: &WishToken) -> Result<(), Failure> {
    let now = desks.clock.now();
    let mail = opened(desks, token).await?.mail;
    let tx = desks.begin().await?;
    // Two presses for the same address at the same moment count each other.
    in_turn(&tx, &format!("wishes of {mail}")).await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    let confirmed = state.confirm(now)?;
    if confirmed == state {
        return Ok(());
    }
    if wish::counted(&tx, &row).await? >= MOST_AT_ONCE as u64 {
        return Err(DeskError::TooMany.into());
    }
    let office = OfficeId(row.office_id);
    wish::save(&tx, &mut row, confirmed, now)?;
    desks.commit(tx, office, &[Change::Nothing]).await?;
    desks.alarm.seat_is_free();
    Ok(())
}

/// It keeps its place. What was offered before may be offered again: other days may mean another mind.
pub async fn change(desks: &Desks, token: &WishToken, wants: Wants) -> Result<(), Failure> {
    let now = desks.clock.now();
    let office = OfficeId(opened(desks, token).await?.office_id);
    let days = desks.live.days(office).await?;
    let today = date_jst(now);
    wants.check(today, last_day(&days, today)).map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    match state {
        State::Waiting { .. } | State::Asleep { .. } => {}
        State::Ended { .. } => return Err(DeskError::Ended.into()),
        State::Asked | State::Offered { .. } | State::Accepted { .. } => return Err(DeskError::Conflict.into()),
    }
    row.wants = json(&wants)?;
    row.until_date = wants.until.to_string();
    "[]".clone_into(&mut row.offered);
    wish::save(&tx, &mut row, state, now)?;
    desks.commit(tx, office, &[Change::Nothing]).await?;
    desks.alarm.seat_is_free();
    Ok(())
}

pub async fn wake(desks: &Desks, token: &WishToken) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    let woken = state.wake(now)?;
    let office = OfficeId(row.office_id);
    wish::save(&tx, &mut row, woken, now)?;
    desks.commit(tx, office, &[Change::Nothing]).await?;
    desks.alarm.seat_is_free();
    Ok(())
}

pub async fn take_back(desks: &Desks, token: &WishToken) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    if matches!(state, State::Ended { why: End::TakenBack, .. }) {
        // Pressed twice.
        return Ok(());
    }
    let ended = state.end(now, End::TakenBack)?;
    give_back(desks, tx, &mut row, ended, now).await
}

pub async fn decline(desks: &Desks, token: &WishToken, offer: BookingId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    let declined = state.decline(now, offer)?;
    give_back(desks, tx, &mut row, declined, now).await
}

/// Puts the wish where it stands now; the seat that was offered to it, if there is one, is free.
async fn give_back(desks: &Desks, tx: Writing, row: &mut Model, state: State, now: Instant) -> Result<(), Failure> {
    let offer = row.offer_id;
    wish::save(&tx, row, state, now)?;
    outbox::supersede_wish(&tx, row.id, now).await?;
    let mut changes = vec![Change::Nothing];
    if let Some(id) = offer
        && let Some(mut seat) = booking::lock(&tx, id).await?
    {
        changes.extend(take_away(&tx, &mut seat, (Who::Seeker, What::OfferDeclined), now).await?);
    }
    desks.commit(tx, OfficeId(row.office_id), &changes).await
}

/// The seat that is offered is free again; `why` is written down, unless time was faster. `None`: it is offered no more.
pub async fn take_away(
    tx: &Writing,
    seat: &mut Booking,
    (who, what): (Who, What),
    now: Instant,
) -> Result<Option<Change>, Failure> {
    let held @ BookingState::Held { until, offered: true, .. } = booking::state(seat)? else { return Ok(None) };
    if until <= now {
        return let_go(tx, seat, held, now).await.map(Some);
    }
    let change = booking::save(tx, seat, held.release(now)?).await?;
    history::write(tx, seat, now, who, what, "");
    Ok(Some(change))
}
