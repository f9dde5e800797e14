//! Taking a seat for a while, keeping it longer, letting go of it.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried, retried_for_seat},
        view,
    },
    store::{
        application::{self as applications, Both, Draft},
        booking::{self, Begun, json, save},
        entity::{application, booking::Model},
        history::{self, What, Who},
        live_event::Change,
        seat,
        slot::{self, Candidate},
        writing::Writing,
    },
};
use app::{
    desk::{
        Answer,
        application::{Application, HoldRequest, VisitorKey},
        error::DeskError,
    },
    domain::{
        booking::{Channel, State},
        ids::OfficeId,
        office_day::NotBookable,
        slot::Span,
        time::Instant,
    },
    locale,
};
use chrono::TimeDelta;
use sea_orm::DatabaseTransaction;
use std::net::IpAddr;
use uuid::Uuid;

/// Running holds and bookings without their receipt, per office, from one address. A household, a class or the computers
/// of a library fit in; a program that wants the whole month does not. Two requests at the very same moment may pass the
/// count together.
pub const MOST_PER_ADDRESS: i64 = 20;
/// The same from one browser: three people at one telephone.
pub const MOST_PER_VISITOR: i64 = 3;
/// What a press of "five more minutes" gives (WCAG 2.2.1).
pub const EXTENSION: TimeDelta = TimeDelta::minutes(5);

/// Whether a start can still be booked, as the desk answers it.
pub fn bookable(days: &app::domain::office_day::OfficeDays, span: Span, now: Instant) -> Result<Instant, DeskError> {
    days.bookable(span.starts(), now).map_err(|why| match why {
        NotBookable::Past | NotBookable::CutOffPassed { .. } => DeskError::DeadlinePassed,
        NotBookable::Closed(_) | NotBookable::TooFarAhead { .. } => DeskError::SeatTaken,
    })
}

pub async fn hold(desks: &Desks, visitor: VisitorKey, address: IpAddr, request: HoldRequest) -> Answer<Application> {
    let lang = locale::named(&request.lang).ok_or(DeskError::Unreadable)?;
    let office = desks.live.of_slug(&request.slug).await?.id;
    let wish = Wish { visitor, address: desks.key.address(address), office, request };
    let held = retried_for_seat(desks, || take(desks, &wish)).await?;
    retried(|| view::application(desks, &held.0, Some(&held.1), lang)).await
}

/// Who wants what.
struct Wish {
    visitor: VisitorKey,
    address: String,
    office: OfficeId,
    request: HoldRequest,
}

async fn take(desks: &Desks, wish: &Wish) -> Result<(application::Model, Model), Failure> {
    let now = desks.clock.now();
    let (office, span, kind) = (wish.office, wish.request.span, wish.request.kind);
    let days = desks.live.days(office).await?;
    let deadline = bookable(&days, span, now)?;
    let minutes = desks.live.facts(office).await?.hold_minutes(span.starts());
    let until = days.hold_until(span.starts(), now, minutes);
    let state = State::Held { until, extended: 0, offered: false };

    let tx = desks.begin().await?;
    let before = applications::lock(&tx, wish.visitor).await?;
    let old = match before.as_ref().and_then(|row| row.booking_id) {
        Some(id) => booking::lock(&tx, id).await?,
        None => None,
    };
    let old_state = old.as_ref().map(booking::state).transpose()?;
    let running = matches!(old_state, Some(State::Held { until, .. }) if until > now);
    if let (true, Some(before), Some(old)) = (running, &before, &old)
        && booking::span(old)? == span
        && (old.office_id, old.kind.as_str()) == (office.0, kind.as_str())
    {
        // Pressed twice: the hold goes on as it was.
        return Ok((before.clone(), old.clone()));
    }
    let draft = draft_for(office, before.as_ref(), old_state.as_ref())?;
    let mut changes = Vec::with_capacity(2);
    if let (Some(mut old), Some(held @ State::Held { .. })) = (old, old_state) {
        // Undone with all the rest if the new seat cannot be had. Neither counted nor in the way of the new one from here on.
        changes.push(let_go(&tx, &mut old, held, now).await?);
    }
    let visitor = applications::word(wish.visitor);
    let prospect = slot::prospect(&tx, office.0, kind, span, (&wish.address, &visitor), now).await?;
    if prospect.of_address >= MOST_PER_ADDRESS || prospect.of_visitor >= MOST_PER_VISITOR {
        return Err(DeskError::TooMany.into());
    }
    let id = Uuid::now_v7();
    let chosen = choose(&tx, wish.visitor.0[0].into(), office, id, prospect.candidates).await?;
    let begun = Begun { id, office, kind, chosen, channel: Channel::Site, deadline, state, at: now };
    let row = Model { lang: wish.request.lang.clone(), visitor, address: wish.address.clone(), ..begun.row()? };
    booking::insert(&tx, row.clone());
    let application = application::Model {
        visitor: row.visitor.clone(),
        office_id: office.0,
        booking_id: Some(id),
        kind: row.kind.clone(),
        starts_at: row.starts_at,
        minutes: row.minutes,
        lang: row.lang.clone(),
        address: row.address.clone(),
        draft: json(&draft)?,
        carry_digest: None,
        carry_until: None,
        changed_at: row.created_at,
    };
    if before.is_some() {
        applications::put(&tx, application.clone());
    } else {
        applications::insert(&tx, application.clone());
    }
    history::write(&tx, &row, now, Who::Seeker, What::Held, "");
    changes.push(booking::change(&row, true));
    desks.commit(tx, office, &changes).await?;
    desks.alarm.set(until.timestamp_millis());
    Ok((application, row))
}

/// Takes the first of the candidates that the key lets through. `turn` says which is tried first: different people begin at
/// different ones, so that a crowd does not push at one seat.
pub async fn choose(
    tx: &DatabaseTransaction,
    turn: usize,
    office: OfficeId,
    booking: Uuid,
    mut candidates: Vec<Candidate>,
) -> Result<Candidate, Failure> {
    if !candidates.is_empty() {
        let first = turn % candidates.len();
        candidates.rotate_left(first);
    }
    for candidate in candidates {
        if seat::take(tx, office.0, booking, candidate.seat).await? {
            return Ok(candidate);
        }
    }
    Err(DeskError::SeatTaken.into())
}

/// What was typed stays when another time is chosen. A booking already made leaves nothing behind, and terms are those of
/// one office.
pub fn draft_for(office: OfficeId, before: Option<&application::Model>, old: Option<&State>) -> Result<Draft, Failure> {
    let Some(before) = before else { return Ok(Draft::default()) };
    if !matches!(old, None | Some(State::Held { .. } | State::Released { .. })) {
        return Ok(Draft::default());
    }
    let mut draft = applications::draft(before)?;
    if before.office_id != office.0 {
        draft.terms = None;
        draft.half_terms = None;
        draft.ticked_at = None;
    }
    Ok(draft)
}

/// Ends a hold: by the seeker's choice, or as run out if time was faster.
pub async fn let_go(tx: &Writing, row: &mut Model, held: State, now: Instant) -> Result<Change, Failure> {
    let (state, who, what) = match held.pass(now, booking::deadline(row)) {
        lapsed @ State::Released { .. } => (lapsed, Who::Clockwork, What::Lapsed),
        running => (running.release(now)?, Who::Seeker, What::Released),
    };
    let change = save(tx, row, state).await?;
    history::write(tx, row, now, who, what, "");
    Ok(change)
}

/// The visitor's application with its booking, the application kept by this transaction.
pub async fn own(tx: &DatabaseTransaction, visitor: VisitorKey) -> Result<Both, Failure> {
    Ok(applications::lock_with_booking(tx, visitor).await?.ok_or(DeskError::NotFound)?)
}

pub async fn extend(desks: &Desks, visitor: VisitorKey) -> Answer<Application> {
    let (application, row) = retried(|| longer(desks, visitor)).await?;
    retried(|| view::application(desks, &application, Some(&row), view::lang(&application.lang))).await
}

async fn longer(desks: &Desks, visitor: VisitorKey) -> Result<(application::Model, Model), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut application, row) = own(&tx, visitor).await?;
    let mut row = row.ok_or(DeskError::HoldLapsed)?;
    let deadline = booking::deadline(&row);
    let state = match booking::state(&row)? {
        State::Released { .. } => return Err(DeskError::HoldLapsed.into()),
        held => held.extend(now, EXTENSION, deadline)?,
    };
    save(&tx, &mut row, state).await?;
    application.changed_at = now.timestamp_millis();
    applications::update(&tx, &application, &[application::Column::ChangedAt]).await?;
    history::write(&tx, &row, now, Who::Seeker, What::Extended, "");
    desks.commit(tx, OfficeId(row.office_id), &[]).await?;
    Ok((application, row))
}

pub async fn release(desks: &Desks, visitor: VisitorKey) -> Answer<()> {
    retried(|| give_back(desks, visitor)).await
}

/// Nothing held is nothing to do: pressed twice, or run out before.
async fn give_back(desks: &Desks, visitor: VisitorKey) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let (_, row) = own(&tx, visitor).await?;
    let Some(mut row) = row else { return Ok(()) };
    let held @ State::Held { .. } = booking::state(&row)? else { return Ok(()) };
    let change = let_go(&tx, &mut row, held, desks.clock.now()).await?;
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    Ok(())
}
