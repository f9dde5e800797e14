//! Another time for the same booking, in one step for the database (Reschedule).

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        attendee::tell,
        failure::{Failure, retried, retried_for_seat},
        hold::{bookable, choose},
        link::{locked, opened},
        view,
    },
    store::{
        booking::{self, save_with},
        day,
        entity::booking::{Column, Model},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
        seat, slot,
        writing::Writing,
    },
};
use app::{
    desk::{
        Answer,
        booking::{BookingView, LinkToken},
    },
    domain::{booking::State, ids::OfficeId, slot::Span, time::Instant},
};
use sea_orm::DbErr;
use uuid::Uuid;

/// The columns that say where and when.
const PLACE: [Column; 7] = [
    Column::SlotId,
    Column::CounterId,
    Column::HostId,
    Column::StartsAt,
    Column::Minutes,
    Column::Deadline,
    Column::Sequence,
];

pub async fn reschedule(desks: &Desks, token: &LinkToken, to: Span) -> Answer<BookingView> {
    let row = retried_for_seat(desks, || change_seat(desks, token, to)).await?;
    desks.mail_waiting.notify_one();
    retried(|| view::booking(desks, &row, view::lang(&row.lang))).await
}

/// Gives its seat back and takes another; if there is none, nothing of it happened. The new time may overlap the old one.
async fn change_seat(desks: &Desks, token: &LinkToken, to: Span) -> Result<Model, Failure> {
    let now = desks.clock.now();
    let office = OfficeId(opened(desks, token).await?.office_id);
    // Asked before the transaction begins: it may take a connection of its own.
    let days = desks.live.days(office).await?;
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    let from = booking::span(&row)?;
    if state.is_live() && from == to {
        // Pressed twice.
        return Ok(row);
    }
    let turn = usize::from(row.id.as_bytes()[15]);
    let changes = shift(&tx, &mut row, state, to, bookable(&days, to, now), now, Turn::By(turn)).await?;
    history::write(&tx, &row, now, Who::Seeker, What::Moved, &from.to_string());
    outbox::write(&tx, &row, moved(&row)?, Pace::Bounded, now, &desks.mail_domain).await?;
    tell::moved(desks, &tx, &row, Pace::Bounded, now).await?;
    desks.commit(tx, office, &changes).await?;
    if let Some(due) = row.due_at {
        desks.alarm.set(due);
    }
    Ok(row)
}

/// Which counter is tried first for the new seat.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    By(usize),
    /// The booking's own.
    SameCounter,
    /// This counter and no other. The time may stay what it is.
    Counter(Uuid),
    /// The seat that it had before, with the deadline that it had there.
    Back {
        slot: Uuid,
        deadline: Instant,
    },
}

/// The letter after a move: whoever has not replied yet is asked again, with the new deadline.
pub fn moved(row: &Model) -> Result<Letter, DbErr> {
    Ok(if matches!(booking::state(row)?, State::AwaitingReply { .. }) { Letter::PleaseReply } else { Letter::Moved })
}

/// Gives the booking's seat back and takes another with this deadline, in the row and in the database. What tells of it is
/// the caller's.
pub async fn shift(
    tx: &Writing,
    row: &mut Model,
    state: State,
    to: Span,
    deadline: Answer<Instant>,
    now: Instant,
    turn: Turn,
) -> Result<[Change; 2], Failure> {
    // What cannot be moved at all is said before what is wrong with the new time.
    let state = state.reschedule(now, from_millis(row.starts_at), now)?;
    let deadline = match turn {
        Turn::Counter(_) if booking::span(row)? == to => booking::deadline(row),
        // What was confirmed in time stays so where it was; what was not has to be so still.
        Turn::Back { deadline, .. } => {
            let confirmed = matches!(state, State::Confirmed { .. });
            state.clone().reschedule(now, to.starts(), if confirmed { now } else { deadline })?;
            deadline
        }
        _ => deadline?,
    };
    let left = booking::change(row, false);
    if row.starts_at != to.starts().timestamp_millis() {
        day::begin_anew(tx, row.id).await?;
    }
    seat::free(tx, row.id).await?;
    let mut candidates = slot::candidates(tx, row.office_id, booking::kind(row)?, to).await?;
    let turn = match turn {
        Turn::By(turn) => turn,
        Turn::SameCounter => {
            candidates.sort_by_key(|candidate| candidate.seat.counter != row.counter_id);
            0
        }
        Turn::Counter(counter) => {
            candidates.retain(|candidate| candidate.seat.counter == counter);
            0
        }
        Turn::Back { slot, .. } => {
            candidates.retain(|candidate| candidate.slot == slot);
            0
        }
    };
    let chosen = choose(tx, turn, OfficeId(row.office_id), row.id, candidates).await?;
    row.slot_id = chosen.slot;
    row.counter_id = chosen.seat.counter;
    row.host_id = chosen.seat.host;
    row.starts_at = to.starts().timestamp_millis();
    row.minutes = to.minutes().into();
    row.deadline = deadline.timestamp_millis();
    row.sequence += 1;
    let taken = save_with(tx, row, state, &PLACE).await?;
    Ok([left, taken])
}
