//! A time whose deadline has passed: a manager gives it all the same, with a reason (原則として, Art. 6(1)).

use crate::{
    desk::hold::bookable,
    store::{
        audit,
        entity::booking::Model,
        history::{self, What, Who},
        writing::Writing,
    },
};
use app::{
    desk::{Answer, error::DeskError, staff::Actor},
    domain::{
        act::Act,
        intake::reason_if_any,
        office_day::{NotBookable, OfficeDays},
        role::Task,
        slot::Span,
        time::Instant,
    },
};

/// The deadline of a time that staff give, and why it is given where that has passed.
#[derive(Clone, Debug)]
pub struct Given {
    pub deadline: Instant,
    pub late: Option<String>,
}

/// A reason as typed; nothing typed is none.
///
/// # Errors
/// `Mend`: it cannot be kept.
pub fn read(typed: &str) -> Answer<Option<String>> {
    reason_if_any(typed).map_err(|_| DeskError::Mend)
}

/// # Errors
/// `SeatTaken` (the office is closed, or the day is too far ahead), `DeadlinePassed` (without a reason, or it has begun),
/// `NotFound` (a reason by somebody who may not).
pub fn given(actor: &Actor, days: &OfficeDays, span: Span, now: Instant, reason: Option<&str>) -> Answer<Given> {
    match (days.bookable(span.starts(), now), reason) {
        (Err(NotBookable::CutOffPassed { deadline }), Some(reason)) => {
            actor.may(Task::Override)?;
            Ok(Given { deadline, late: Some(reason.to_owned()) })
        }
        _ => Ok(Given { deadline: bookable(days, span, now)?, late: None }),
    }
}

/// Notes in the row why it stands; nothing where its deadline is still open.
pub fn note(row: &mut Model, given: &Given, actor: &Actor) {
    if given.late.is_some() {
        row.override_reason.clone_from(&given.late);
        row.override_by = Some(actor.staff.0);
    }
}

/// The same in history and log.
pub fn write(tx: &Writing, row: &Model, given: &Given, actor: &Actor, now: Instant) {
    if let Some(reason) = &given.late {
        history::write(tx, row, now, Who::Staff(actor.staff), What::Overridden, reason);
        audit::write(tx, actor, now, Act::Overridden, &row.reference, reason);
    }
}
