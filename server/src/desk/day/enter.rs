//! Somebody entered a meeting, as Zoom tells it: the same as staff note when they see it, by the moment it happened (R4).

use super::{consultation::Consultation, step::to_the_second};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        booking,
        history::{What, Who},
        meeting,
    },
    zoom::event::Entrance,
};

/// Told twice, or of a meeting that is none of ours, it changes nothing. At an interview it may be the employer, whom Zoom
/// cannot tell from the seeker: then it is in the seeker's favour.
pub async fn enter(desks: &Desks, entrance: &Entrance) -> Result<(), Failure> {
    let Some(meeting) = meeting::by_number(desks.db.read(), entrance.number).await? else { return Ok(()) };
    if entrance.is_of_host(meeting.zoom_user.as_deref().unwrap_or_default()) {
        return Ok(());
    }
    let tx = desks.begin().await?;
    let Some(seen) = booking::find(&*tx, meeting.booking_id).await? else { return Ok(()) };
    let mut held = Consultation::hold(desks, tx, &seen).await?;
    let Some(state) = held.kept.enter(&held.state, entrance.at, held.now, &held.rule) else { return Ok(()) };
    tracing::info!(booking = %seen.id, "somebody came to a meeting");
    held.keep(desks, state, Who::Zoom, What::Arrived, &to_the_second(entrance.at)).await
}
