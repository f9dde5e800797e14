//! Written by one person, reviewed by a second, lifted by review; or dismissed (Art. 6(6), 12(1)).

use super::proposal;
use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, from_json, json},
        entity::standing::Model,
        office,
        outbox::{self, Letter, Pace},
        standing::{self, stage},
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor, standing::DecisionAsk},
    domain::{
        act::Act,
        ids::{BookingId, StandingId},
        intake::reason,
        standing::{self as rule, Draft, Ground, Standing, StandingError},
        time::Instant,
    },
};
use uuid::Uuid;

impl From<StandingError> for Failure {
    fn from(error: StandingError) -> Self {
        Failure::Refused(match error {
            StandingError::NoReason
            | StandingError::ReasonTooLong
            | StandingError::NoMessage
            | StandingError::MessageTooLong
            | StandingError::UntilBeforeFrom
            | StandingError::LongerThanAYear => DeskError::Mend,
            StandingError::Ended => DeskError::Ended,
            StandingError::SameReviewer
            | StandingError::Backdated
            | StandingError::NoProposal
            | StandingError::WrongState => DeskError::Conflict,
        })
    }
}

/// A transaction in which nobody else writes about the standings of this office.
async fn alone(desks: &Desks, actor: &Actor) -> Result<Writing, Failure> {
    let tx = desks.begin().await?;
    office::lock(&tx, actor.office.0).await?;
    Ok(tx)
}

async fn locked(tx: &Writing, actor: &Actor, id: StandingId) -> Result<Model, Failure> {
    let row = standing::lock(tx, id.0).await?.filter(|row| row.office_id == actor.office.0);
    Ok(row.ok_or(DeskError::NotFound)?)
}

fn why(text: &str) -> Result<String, DeskError> {
    reason(text).map_err(|_| DeskError::Mend)
}

/// A new matter about the seeker of this booking.
fn begun(row: &crate::store::entity::booking::Model, status: &str, now: Instant) -> Model {
    Model {
        id: Uuid::now_v7(),
        office_id: row.office_id,
        number: row.number.clone(),
        booking_id: row.id,
        status: status.to_owned(),
        draft: None,
        proposal: None,
        matter: None,
        from_date: None,
        until_date: None,
        written_at: now.timestamp_millis(),
        settled_at: None,
        back_why: None,
        back_by: None,
    }
}

pub async fn write(desks: &Desks, actor: &Actor, ask: &DecisionAsk) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = alone(desks, actor).await?;
    let about = own(booking::find(&*tx, ask.booking.0).await?, actor)?;
    let draft = Draft {
        ground: ask.ground,
        reason: ask.reason.trim().to_owned(),
        message: ask.message.trim().to_owned(),
        written_by: actor.staff,
        written_at: now,
        from: ask.from,
        until: ask.until,
    };
    // A first day that has passed is to be mended here; at the review it is too late for that.
    let draft = draft.check().map_err(|_| DeskError::Mend)?;
    if about.number.is_empty() {
        return Err(DeskError::Mend.into());
    }
    let known = standing::of_numbers(&*tx, about.office_id, std::slice::from_ref(&about.number)).await?;
    if known.iter().any(|matter| matter.status == stage::DRAFTED) {
        return Err(DeskError::Conflict.into());
    }
    let mut row = match ask.ground {
        Ground::Conduct => begun(&about, stage::DRAFTED, now),
        Ground::Silence => {
            let proposed = proposal::of_booking(&*tx, &about, now).await?;
            let (proposal, last) = proposed.ok_or(StandingError::NoProposal)?;
            let row = begun(&last, stage::DRAFTED, now);
            Model { proposal: Some(json(&proposal)?), ..row }
        }
    };
    row.from_date = Some(draft.from.to_string());
    row.until_date = Some(draft.until.to_string());
    row.draft = Some(json(&draft)?);
    standing::put(&tx, row).await?;
    audit::write(&tx, actor, now, Act::DecisionWritten, &about.reference, &draft.reason);
    tx.commit().await?;
    Ok(())
}

pub async fn review(desks: &Desks, actor: &Actor, id: StandingId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = alone(desks, actor).await?;
    let mut row = locked(&tx, actor, id).await?;
    if row.status != stage::DRAFTED {
        return Err(DeskError::Conflict.into());
    }
    let draft: Draft = row.draft.as_deref().map(from_json).transpose()?.ok_or(DeskError::Conflict)?;
    let decision = draft.review(actor.staff, now)?;
    let note = decision.written().reason.clone();
    let decided = match standing::proposal(&row)? {
        Some(proposal) => Standing::Proposed { proposal }.decide(decision)?,
        None => Standing::for_conduct(decision)?,
    };
    row.status = stage::DECIDED.to_owned();
    row.matter = Some(json(&decided)?);
    row.settled_at = Some(now.timestamp_millis());
    settle(desks, tx, actor, row, (Act::DecisionReviewed, &note), Some(Letter::Decided)).await
}

pub async fn send_back(desks: &Desks, actor: &Actor, id: StandingId, text: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = alone(desks, actor).await?;
    let mut row = locked(&tx, actor, id).await?;
    let text = why(text)?;
    if row.status != stage::DRAFTED {
        return Err(DeskError::Conflict.into());
    }
    row.status = stage::SENT_BACK.to_owned();
    row.settled_at = Some(now.timestamp_millis());
    row.back_why = Some(text.clone());
    row.back_by = Some(actor.staff.0);
    settle(desks, tx, actor, row, (Act::DecisionSentBack, &text), None).await
}

pub async fn dismiss(desks: &Desks, actor: &Actor, id: BookingId, text: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = alone(desks, actor).await?;
    let about = own(booking::find(&*tx, id.0).await?, actor)?;
    let text = why(text)?;
    let (proposal, last) = proposal::of_booking(&*tx, &about, now).await?.ok_or(StandingError::NoProposal)?;
    let act = rule::Act { at: now, by: actor.staff, why: text.clone() };
    let kept = json(&proposal)?;
    let dismissed = Standing::Proposed { proposal }.dismiss(act)?;
    let mut row = begun(&last, stage::DISMISSED, now);
    row.proposal = Some(kept);
    row.matter = Some(json(&dismissed)?);
    row.settled_at = Some(now.timestamp_millis());
    standing::put(&tx, row).await?;
    audit::write(&tx, actor, now, Act::ProposalDismissed, &last.reference, &text);
    tx.commit().await?;
    Ok(())
}

pub async fn lift(desks: &Desks, actor: &Actor, id: StandingId, text: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = alone(desks, actor).await?;
    let mut row = locked(&tx, actor, id).await?;
    let text = why(text)?;
    let decided = standing::matter(&row)?.ok_or(DeskError::Conflict)?;
    let lifted = decided.lift(rule::Act { at: now, by: actor.staff, why: text.clone() })?;
    row.status = stage::LIFTED.to_owned();
    row.matter = Some(json(&lifted)?);
    settle(desks, tx, actor, row, (Act::DecisionLifted, &text), Some(Letter::Lifted)).await
}

/// Keeps the matter as it is now, writes it down, and tells the seeker where there is an address.
async fn settle(
    desks: &Desks,
    tx: Writing,
    actor: &Actor,
    row: Model,
    (act, note): (Act, &str),
    letter: Option<Letter>,
) -> Result<(), Failure> {
    let now = desks.clock.now();
    let about = booking::find(&*tx, row.booking_id).await?.ok_or(DeskError::NotFound)?;
    standing::change(&tx, row).await?;
    if let Some(letter) = letter.filter(|_| !about.mail.is_empty()) {
        outbox::write(&tx, &about, letter, Pace::Official, now, &desks.mail_domain).await?;
    }
    audit::write(&tx, actor, now, act, &about.reference, note);
    tx.commit().await?;
    Ok(())
}
