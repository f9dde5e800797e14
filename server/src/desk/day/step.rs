//! What staff note of a booking on its day.

use super::consultation::Consultation;
use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit, booking, day,
        history::{What, Who},
    },
};
use app::{
    desk::{day::Step, error::DeskError, staff::Actor},
    domain::{
        act::Act,
        day::Moment,
        ids::BookingId,
        ten_minutes::{Contact, ContactKind},
        time::{Instant, at_jst, date_jst, jst},
    },
};

/// The longest note or reason, in characters.
const LONGEST: usize = 500;

/// # Errors
/// `NotFound`; `Mend` (a note that is too long, an undo without its reason, a contact that has not happened yet); `Ended`
/// (ten silent minutes have passed: undo it first); `Conflict` (the counter is in session with somebody else, or the booking
/// is not confirmed).
pub async fn take(desks: &Desks, actor: &Actor, id: BookingId, step: &Step) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let seen = own(booking::find(&*tx, id.0).await?, actor)?;
    let mut held = Consultation::hold(desks, tx, &seen).await?;
    let now = held.now;
    let moment = Moment { now, by: actor.staff, rule: &held.rule };
    let (state, kept) = (held.state.clone(), &mut held.kept);
    let (state, what, act, note) = match step {
        Step::Arrived => (kept.arrive(state, moment)?, What::Arrived, Act::ArrivalNoted, String::new()),
        Step::Contact { call, at } => {
            let at = at.map_or(now, |time| at_jst(date_jst(now), time));
            if at > now {
                return Err(DeskError::Mend.into());
            }
            let by = actor.staff;
            let kind = if *call { ContactKind::Call { by } } else { ContactKind::Noted { by } };
            let state = kept.hear(state, Contact { at, kind }, now, &held.rule)?;
            (state, What::Contact, Act::ContactNoted, to_the_second(at))
        }
        Step::Begin => {
            let others = day::elsewhere(&*held.tx, &held.row).await?;
            if !kept.is_in_session() && others.iter().any(|session| session.until.is_none()) {
                return Err(DeskError::Conflict.into());
            }
            (kept.begin(state, moment)?, What::Begun, Act::SessionBegun, String::new())
        }
        Step::Done { note } => {
            let note = written(note)?;
            (kept.finish(state, note.clone(), moment)?, What::Attended, Act::SessionDone, note)
        }
        Step::Outcome { note } => {
            let note = written(note)?;
            kept.note(&state, note.clone())?;
            (state, What::OutcomeNoted, Act::OutcomeNoted, note)
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
    audit::write(&held.tx, actor, now, act, &held.row.reference, &note);
    held.keep(desks, state, Who::Staff(actor.staff), what, &note).await
}

pub(super) fn to_the_second(at: Instant) -> String {
    jst(at).format("%H:%M:%S").to_string()
}

fn written(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    if text.chars().count() > LONGEST || text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(DeskError::Mend);
    }
    Ok(text.to_owned())
}
