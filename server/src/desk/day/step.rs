//! What staff note of a booking on its day.

use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, save},
        day,
        history::{self, What, Who},
        live_event::Change,
        office, outbox,
    },
};
use app::{
    desk::{day::Step, error::DeskError, staff::Actor},
    domain::{
        act::Act,
        booking::State,
        day::Moment,
        ids::BookingId,
        ten_minutes::{Contact, ContactKind},
        time::{Instant, at_jst, date_jst, jst},
    },
};
use sea_orm::DbErr;

/// The longest note or reason, in characters.
const LONGEST: usize = 500;

/// # Errors
/// `NotFound`; `Mend` (a note that is too long, an undo without its reason, a contact that has not happened yet); `Ended`
/// (ten silent minutes have passed: undo it first); `Conflict` (the counter is in session with somebody else, or the booking
/// is not confirmed).
pub async fn take(desks: &Desks, actor: &Actor, id: BookingId, step: &Step) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let seen = own(booking::find(&*tx, id.0).await?, actor)?;
    office::lock_counter(&tx, seen.counter_id).await?;
    let mut row = own(booking::lock(&tx, id.0).await?, actor)?;
    if row.counter_id != seen.counter_id {
        return Err(DbErr::RecordNotUpdated.into());
    }
    let now = desks.clock.now();
    let mut kept = day::of(&*tx, row.id).await?;
    let rule = day::rule(&*tx, &row, &kept).await?;
    let moment = Moment { now, by: actor.staff, rule: &rule };
    let state = booking::state(&row)?;
    let was = state.clone();
    let (state, what, act, note) = match step {
        Step::Arrived => (kept.arrive(state, moment)?, What::Arrived, Act::ArrivalNoted, String::new()),
        Step::Contact { call, at } => {
            let at = at.map_or(now, |time| at_jst(date_jst(now), time));
            if at > now {
                return Err(DeskError::Mend.into());
            }
            let by = actor.staff;
            let kind = if *call { ContactKind::Call { by } } else { ContactKind::Noted { by } };
            let state = kept.hear(state, Contact { at, kind }, moment)?;
            (state, What::Contact, Act::ContactNoted, to_the_second(at))
        }
        Step::Begin => {
            let others = day::elsewhere(&*tx, &row).await?;
            if !kept.is_in_session() && others.iter().any(|session| session.until.is_none()) {
                return Err(DeskError::Conflict.into());
            }
            (kept.begin(state, moment)?, What::Begun, Act::SessionBegun, String::new())
        }
        Step::Done { note } => {
            let note = written(note)?;
            (kept.finish(state, note.clone(), moment)?, What::Attended, Act::SessionDone, note)
        }
        Step::Pause => {
            kept.pause(&state, moment)?;
            (state, What::Paused, Act::ClockPaused, String::new())
        }
        Step::Resume => {
            kept.resume(&state, moment)?;
            (state, What::Resumed, Act::ClockResumed, String::new())
        }
        Step::Undo { why } => {
            let why = Some(written(why)?).filter(|why| !why.is_empty()).ok_or(DeskError::Mend)?;
            (kept.undo(state, why.clone(), moment)?, What::Undone, Act::Undone, why)
        }
    };
    let mut changes = vec![Change::Card { booking: id }];
    if state != was {
        if matches!(was, State::NoShow { .. }) {
            // The letter that told of it says what is so no longer.
            outbox::supersede(&tx, row.id, now).await?;
        }
        changes.push(save(&tx, &mut row, state).await?);
    }
    day::keep(&tx, &row, &kept).await?;
    day::look_again(&tx, row.counter_id, now).await?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), what, &note);
    audit::write(&tx, actor, now, act, &row.reference, &note);
    desks.commit(tx, actor.office, &changes).await?;
    desks.alarm.set(now.timestamp_millis());
    Ok(())
}

fn to_the_second(at: Instant) -> String {
    jst(at).format("%H:%M:%S").to_string()
}

fn written(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    if text.chars().count() > LONGEST || text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(DeskError::Mend);
    }
    Ok(text.to_owned())
}
