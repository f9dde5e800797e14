//! A row for a booking that staff make.

use crate::{
    desk::{failure::Failure, hold::choose},
    store::{booking::Begun, entity::booking::Model, slot, writing::Writing},
};
use app::domain::{
    booking::{Channel, State},
    ids::OfficeId,
    kind::Kind,
    slot::Span,
    time::Instant,
};
use uuid::Uuid;

/// When, what and by which way.
pub struct Plan {
    pub office: OfficeId,
    pub kind: Kind,
    pub span: Span,
    pub channel: Channel,
    pub deadline: Instant,
    pub state: State,
    /// The counter that is tried first.
    pub counter: Option<Uuid>,
}

/// Takes the seat, and gives the row that goes with it, still without a person.
///
/// # Errors
/// `SeatTaken`.
pub async fn seated(tx: &Writing, plan: &Plan, now: Instant) -> Result<Model, Failure> {
    let id = Uuid::now_v7();
    let mut candidates = slot::candidates(tx, plan.office.0, plan.kind, plan.span).await?;
    candidates.sort_by_key(|candidate| Some(candidate.seat.counter) != plan.counter);
    let chosen = choose(tx, 0, plan.office, id, candidates).await?;
    let Plan { office, kind, channel, deadline, ref state, .. } = *plan;
    Ok(Begun { id, office, kind, chosen, channel, deadline, state: state.clone(), at: now }.row()?)
}
