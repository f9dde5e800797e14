//! The seeker says by the page of the booking that they are late, or cannot connect: a contact (R4), noted by the same use case
//! as what staff note.

use super::consultation::Consultation;
use crate::{
    desk::{Desks, failure::Failure, link},
    store::{
        booking,
        history::{What, Who},
    },
};
use app::{
    desk::{booking::LinkToken, error::DeskError},
    domain::{
        attendee::Trouble,
        joining::{Course, Stage},
    },
};

/// Said twice, the first time stands.
///
/// # Errors
/// `NotFound`; `Conflict`: it is not the hour, or the booking is not confirmed; `Ended`.
pub async fn report(desks: &Desks, token: &LinkToken, trouble: Trouble) -> Result<(), Failure> {
    let seen = link::opened(desks, token).await?;
    let tx = desks.begin().await?;
    let mut held = Consultation::hold(desks, tx, &seen).await?;
    link::still_opens(desks, &held.tx, token, &held.row).await?;
    let course = Course::of(&held.state, &held.kept).ok_or(DeskError::NotFound)?;
    match Stage::at(course, booking::span(&held.row)?, held.now) {
        Stage::Awaited | Stage::Ahead => return Err(DeskError::Conflict.into()),
        Stage::Over | Stage::Missed | Stage::Ended => return Err(DeskError::Ended.into()),
        Stage::Near | Stage::Open | Stage::Running => {}
    }
    let Some(state) = held.kept.report(&held.state, trouble, held.now, &held.rule)? else { return Ok(()) };
    let what = match trouble {
        Trouble::Late => What::RunningLate,
        Trouble::CannotConnect => What::CannotConnect,
    };
    held.keep(desks, state, Who::Seeker, what, "").await
}
