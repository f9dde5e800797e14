//! A booking that a decision in force refuses. The form took it as any other; the letter to the address given says the rest
//! (Secrecy).

use crate::{
    desk::failure::Failure,
    store::{
        entity::{
            booking::Model,
            refusal::{self, Entity},
            standing as matters,
        },
        history::{self, What, Who},
        standing,
        writing::Writing,
    },
};
use app::domain::{
    standing::Decision,
    time::{Instant, date_jst},
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

/// The address was mended: what its letter says depends on whose it is.
pub async fn readdress(tx: &Writing, row: &Model, refusal: &refusal::Model) -> Result<(), Failure> {
    if let Some(id) = refusal.standing_id
        && let Some(matter) = standing::lock(tx, id).await?
        && let Some(decision) = standing::decision(&matter)?
    {
        let changed = refusal::ActiveModel {
            booking_id: Set(row.id),
            message: Set(message(tx, &matter, &decision, &row.mail).await?),
            ..Default::default()
        };
        Entity::update(changed).exec(&**tx).await?;
    }
    Ok(())
}
