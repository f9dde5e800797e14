//! The rounds of the waiting list: what time has ended is put so, and what is free is offered, each seat to one.
//!
//! This is the one place that offers. Every node makes rounds, when a commit of its own may have freed a seat and every few
//! seconds for the others' (`Alarm`). What a round reads decides nothing: under the wish's lock it is asked again whether it
//! waits, and the seat's ticks let one in (`store/seat.rs`).

use super::{is_offered, is_to_come, settled, wisher};
use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::{Failure, retried},
        hold::{choose, let_go},
    },
    store::{
        booking::{self, Begun, json},
        database::unavailable,
        entity::{booking::Model as Booking, wish::Model},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Pace},
        slot,
        wish::{self, WishLetter},
    },
};
use app::{
    desk::error::DeskError,
    domain::{
        booking::{Channel, State as BookingState},
        ids::{BookingId, OfficeId, WishId},
        time::{Instant, at_jst, date_jst},
        waiting::{End, FreeSeat, State, Wisher, offer_until, pairs},
    },
};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use sea_orm::DbErr;
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;

/// How late a node hears of a seat that another one freed.
const LOOK_EVERY: TimeDelta = TimeDelta::seconds(5);
/// Commits that come closer together than this are one round's business.
const PAUSE: Duration = Duration::from_millis(100);

/// Makes rounds for the life of the process, beside the clockwork: however many wait, no hold runs out late.
pub async fn run(desks: Desks) {
    loop {
        let now = desks.clock.now();
        if let Err(error) = desks.offer_free_seats(now).await {
            tracing::warn!(%error, "whoever waits for a seat has to wait on");
        }
        let latest = now + LOOK_EVERY;
        let due = wish::next_due(desks.db.read()).await.ok().flatten().map(from_millis);
        let next = due.unwrap_or(latest).clamp(now, latest);
        let left = (next - desks.clock.now()).to_std().unwrap_or(Duration::ZERO).max(PAUSE);
        tokio::time::sleep(PAUSE).await;
        tokio::select! {
            () = tokio::time::sleep(left) => {}
            () = desks.alarm.free_seat() => {}
        }
    }
}

impl Desks {
    /// Makes one round through every office at which somebody waits, and says to how many wishes something happened.
    ///
    /// # Errors
    /// `Unavailable`; what was done before stays done.
    pub async fn offer_free_seats(&self, now: Instant) -> Result<usize, DeskError> {
        let mut happened = 0;
        for office in wish::offices(self.db.read()).await.map_err(unavailable)? {
            happened += settle(self, office, now).await?;
            happened += offer(self, OfficeId(office), now).await?;
        }
        Ok(happened)
    }
}

/// The bookings that the wishes speak of: what is offered, and what is to be moved.
async fn bookings(desks: &Desks, rows: &[Model]) -> Result<HashMap<Uuid, Booking>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().flat_map(|row| [row.offer_id, row.booking_id]).flatten().collect();
    booking::by_ids(desks.db.read(), ids).await
}

/// What time, and what became of its bookings, have made of the wish; `None`: it stands as it stood.
fn become_of(
    row: &Model,
    offer: Option<&Booking>,
    moves: Option<&Booking>,
    now: Instant,
) -> Result<Option<State>, Failure> {
    let state = wish::state(row)?;
    let is_over = wish::wants(row)?.until < date_jst(now)
        || match (row.booking_id, moves) {
            (None, _) => false,
            (Some(_), Some(booking)) => !is_to_come(booking, now)?,
            (Some(_), None) => true,
        };
    let passed = settled(state.pass(now), offer, now)?;
    let passed = match passed {
        State::Accepted { .. } | State::Ended { .. } => passed,
        _ if is_over => passed.end(now, End::Over)?,
        State::Offered { .. } if !offer.map(|offer| is_offered(offer, now)).transpose()?.unwrap_or(false) => {
            passed.withdraw()?
        }
        other => other,
    };
    Ok((passed != state).then_some(passed))
}

async fn settle(desks: &Desks, office: Uuid, now: Instant) -> Result<usize, DeskError> {
    let mut settled = 0;
    for id in retried(|| due(desks, office, now)).await? {
        settled += usize::from(retried(|| settle_one(desks, id, now)).await?);
    }
    Ok(settled)
}

/// The wishes that do not stand where they stood.
async fn due(desks: &Desks, office: Uuid, now: Instant) -> Result<Vec<WishId>, Failure> {
    let rows = wish::of_office(desks.db.read(), office).await?;
    let known = bookings(desks, &rows).await?;
    let of = |id: Option<Uuid>| id.and_then(|id| known.get(&id));
    let mut due = Vec::new();
    for row in &rows {
        if become_of(row, of(row.offer_id), of(row.booking_id), now)?.is_some() {
            due.push(WishId(row.id));
        }
    }
    Ok(due)
}

/// `false`: another node, or whoever waits, was first.
async fn settle_one(desks: &Desks, id: WishId, now: Instant) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    let Some(mut row) = wish::lock(&tx, id).await? else { return Ok(false) };
    let offer = match row.offer_id {
        Some(id) => booking::lock(&tx, id).await?,
        None => None,
    };
    let moves = match row.booking_id {
        Some(id) => booking::find(&*tx, id).await?,
        None => None,
    };
    let Some(state) = become_of(&row, offer.as_ref(), moves.as_ref(), now)? else { return Ok(false) };
    wish::save(&tx, &mut row, state, now)?;
    let mut changes = vec![Change::Nothing];
    // The clockwork may have let it go already.
    if let Some(mut offer) = offer
        && let held @ BookingState::Held { offered: true, .. } = booking::state(&offer)?
    {
        changes.push(let_go(&tx, &mut offer, held, now).await?);
    }
    desks.commit(tx, OfficeId(row.office_id), &changes).await?;
    Ok(true)
}

/// The moment at which the day ends.
fn end_of(date: NaiveDate) -> Instant {
    at_jst(date.checked_add_days(Days::new(1)).unwrap_or(date), NaiveTime::MIN)
}

async fn wishers(desks: &Desks, office: OfficeId) -> Result<Vec<Wisher>, Failure> {
    let rows = wish::of_office(desks.db.read(), office.0).await?;
    let known = bookings(desks, &rows).await?;
    let mut wishers = Vec::new();
    for row in &rows {
        wishers.extend(wisher(row, row.booking_id.and_then(|id| known.get(&id)))?);
    }
    Ok(wishers)
}

async fn offer(desks: &Desks, office: OfficeId, now: Instant) -> Result<usize, DeskError> {
    let wishers = retried(|| wishers(desks, office)).await?;
    let Some(last) = wishers.iter().map(|wisher| wisher.wants.until).max() else { return Ok(0) };
    let (days, facts) = (desks.live.days(office).await?, desks.live.facts(office).await?);
    let until = |seat: &FreeSeat| {
        let starts = seat.span.starts();
        offer_until(&days, starts, now, facts.offer_minutes(starts))
    };
    let mut seats = wish::free_seats(desks.db.read(), office.0, (now, end_of(last))).await.map_err(unavailable)?;
    seats.retain(|seat| until(seat).is_some());
    let mut offered = 0;
    for (turn, place) in pairs(&wishers, &seats) {
        let seat = &seats[place];
        let Some(until) = until(seat) else { continue };
        let deadline = days.deadline(seat.span.starts());
        let made = retried(|| offer_one(desks, office, wishers[turn].id, seat, (now, until, deadline))).await?;
        if made {
            desks.alarm.set(until.timestamp_millis());
            desks.mail_waiting.notify_one();
        }
        offered += usize::from(made);
    }
    Ok(offered)
}

/// Keeps the seat for the wish and writes the letter. `false`: it waits no more, or somebody else has the seat.
async fn offer_one(
    desks: &Desks,
    office: OfficeId,
    id: WishId,
    seat: &FreeSeat,
    (now, until, deadline): (Instant, Instant, Instant),
) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    let Some(mut row) = wish::lock(&tx, id).await? else { return Ok(false) };
    let moves = match row.booking_id {
        Some(id) => booking::find(&*tx, id).await?,
        None => None,
    };
    let Some(wisher) = wisher(&row, moves.as_ref())?.filter(|wisher| wisher.suits(seat)) else { return Ok(false) };
    let mut candidates = slot::candidates(&tx, office.0, wisher.kind, seat.span).await?;
    candidates.retain(|candidate| candidate.slot == seat.slot.0);
    let hold = Uuid::now_v7();
    let chosen = match choose(&tx, 0, office, hold, candidates).await {
        Err(Failure::Refused(DeskError::SeatTaken)) => return Ok(false),
        other => other?,
    };
    let state = BookingState::Held { until, extended: 0, offered: true };
    let begun = Begun { id: hold, office, kind: wisher.kind, chosen, channel: Channel::Site, deadline, state, at: now };
    let booking = Booking { lang: row.lang.clone(), ..begun.row()? };
    booking::insert(&tx, booking.clone());
    let mut offered: Vec<i64> = wisher.offered.iter().map(Instant::timestamp_millis).collect();
    offered.push(booking.starts_at);
    row.offered = json(&offered)?;
    if let Some(moves) = moves {
        // Its address may have been mended.
        row.mail = moves.mail;
    }
    let state = wish::state(&row)?.offer(BookingId(hold), until)?;
    wish::save(&tx, &mut row, state, now)?;
    outbox::put_of_wish(&tx, &row, WishLetter::Offered, Pace::Official, now, &desks.mail_domain).await?;
    history::write(&tx, &booking, now, Who::Clockwork, What::Offered, "");
    desks.commit(tx, office, &[booking::change(&booking, true)]).await?;
    Ok(true)
}
