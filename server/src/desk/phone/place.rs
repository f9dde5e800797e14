//! A row for a booking that staff make.

use crate::{
    desk::{failure::Failure, hold::choose},
    store::{
        booking::{channel_word, json},
        entity::booking::Model,
        slot,
        writing::Writing,
    },
};
use app::domain::{
    booking::{Channel, State},
    ids::OfficeId,
    kind::Kind,
    reference::Reference,
    slot::Span,
    time::Instant,
};
use rand::RngCore;
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
    Ok(Model {
        id,
        office_id: plan.office.0,
        slot_id: chosen.slot,
        counter_id: chosen.seat.counter,
        host_id: chosen.seat.host,
        starts_at: plan.span.starts().timestamp_millis(),
        minutes: plan.span.minutes().into(),
        kind: plan.kind.as_str().to_owned(),
        channel: channel_word(plan.channel).to_owned(),
        state: plan.state.tag().to_owned(),
        state_data: json(&plan.state)?,
        due_at: plan.state.due(plan.deadline).map(|due| due.timestamp_millis()),
        deadline: plan.deadline.timestamp_millis(),
        reference: Reference::from_seed(rand::rng().next_u64()).to_string(),
        generation: 0,
        sequence: 0,
        lang: String::new(),
        parent_id: None,
        visitor: String::new(),
        address: String::new(),
        name: String::new(),
        kana: String::new(),
        phone: String::new(),
        mail: String::new(),
        number: String::new(),
        topic: String::new(),
        interpreter: 0,
        carer: 0,
        terms: None,
        device: None,
        created_at: now.timestamp_millis(),
        birth_date: String::new(),
        override_reason: None,
        override_by: None,
    })
}
