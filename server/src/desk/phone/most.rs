//! One booking more than a person may have at once: a manager makes it all the same, with a reason.

use crate::store::{
    audit,
    entity::booking::Model,
    history::{self, What, Who},
    writing::Writing,
};
use app::{
    desk::{Answer, error::DeskError, phone::AtOnce, staff::Actor},
    domain::{act::Act, role::Task, time::Instant},
};

/// The reason, where one is needed.
///
/// # Errors
/// `Mend` (it would be one too many, and no reason is given), `NotFound` (one is, by somebody who may not).
pub fn given<'a>(actor: &Actor, counted: Option<AtOnce>, reason: Option<&'a str>) -> Answer<Option<&'a str>> {
    if !counted.is_some_and(AtOnce::is_full) {
        return Ok(None);
    }
    let reason = reason.ok_or(DeskError::Mend)?;
    actor.may(Task::Override)?;
    Ok(Some(reason))
}

/// Keeps the reason, in history and log.
pub fn write(tx: &Writing, row: &Model, reason: Option<&str>, actor: &Actor, now: Instant) {
    if let Some(reason) = reason {
        history::write(tx, row, now, Who::Staff(actor.staff), What::OverMost, reason);
        audit::write(tx, actor, now, Act::Overridden, &row.reference, reason);
    }
}
