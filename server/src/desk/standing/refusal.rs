//! A booking that a decision in force refuses. The form took it as any other; the letter to the address given says the rest
//! (Secrecy).

use crate::{
    desk::{Desks, failure::Failure},
    store::{
        booking,
        entity::{
            booking::{Column, Model},
            refusal::{self, Entity},
            standing as matters,
        },
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
        standing,
        writing::Writing,
    },
};
use app::{
    desk::error::DeskError,
    domain::{
        ids::{BookingId, OfficeId},
        mail_address::MailAddress,
        standing::Decision,
        time::{Instant, date_jst},
    },
};
use sea_orm::{EntityTrait, Set};

/// What its letter says: the decision's text where the address is one that the decision is about, and otherwise nothing but
/// whom to call. Whoever gives another's number learns nothing of them.
async fn message(tx: &Writing, matter: &matters::Model, decision: &Decision, mail: &str) -> Result<String, Failure> {
    let known = standing::knows(&**tx, matter, mail).await?;
    Ok(if known { decision.written().message.clone() } else { String::new() })
}

/// Notes that the booking just submitted is refused by this decision.
pub async fn note_behind(
    tx: &Writing,
    row: &Model,
    matter: &matters::Model,
    decision: &Decision,
    now: Instant,
) -> Result<(), Failure> {
    let refusal = refusal::Model {
        booking_id: row.id,
        office_id: row.office_id,
        standing_id: Some(matter.id),
        message: message(tx, matter, decision, &row.mail).await?,
        behind: 1,
        at: now.timestamp_millis(),
    };
    standing::refuse(tx, refusal);
    let decided_on = date_jst(decision.written().decided_at).to_string();
    history::write(tx, row, now, Who::Staff(decision.written().decided_by), What::Refused, &decided_on);
    Ok(())
}

/// The address was mended from the browser that booked: its letter goes there, and the page shows what it shows of any.
pub async fn send_to_mended(
    desks: &Desks,
    tx: Writing,
    mut row: Model,
    refusal: refusal::Model,
    mail: &MailAddress,
) -> Result<Model, Failure> {
    let now = desks.clock.now();
    let shown = standing::as_taken(&*tx, row.clone()).await?;
    let waits = booking::state(&shown)?.pass(now, booking::deadline(&row));
    if !waits.is_live() {
        return Err(DeskError::Ended.into());
    }
    let returned = matches!(waits, app::domain::booking::State::AwaitingMail { refused: Some(_), .. });
    if row.mail == mail.as_str() && !returned {
        return Ok(shown);
    }
    row.mail = mail.to_string();
    booking::update(&tx, &row, &[Column::Mail]).await?;
    if let Some(id) = refusal.standing_id
        && let Some(matter) = standing::lock(&tx, id).await?
        && let Some(decision) = standing::decision(&matter)?
    {
        let changed = refusal::ActiveModel {
            booking_id: Set(row.id),
            message: Set(message(&tx, &matter, &decision, &row.mail).await?),
            ..Default::default()
        };
        Entity::update(changed).exec(&*tx).await?;
    }
    outbox::supersede(&tx, row.id, now).await?;
    outbox::write(&tx, &row, Letter::Refused, Pace::Bounded, now, &desks.mail_domain).await?;
    history::write(&tx, &row, now, Who::Seeker, What::Corrected, "mail");
    let at = crate::clock::from_millis(refusal.at);
    desks.commit(tx, OfficeId(row.office_id), &[Change::Card { booking: BookingId(row.id) }]).await?;
    desks.mail_waiting.notify_one();
    Ok(standing::shown(row, at, None)?)
}
