//! Legal holds (保存の延長): placed with a ground, lifted with a reason, never deleted while they say anything.

use crate::{
    desk::{Desks, failure::Failure},
    store::{
        audit,
        entity::{booking, legal_hold},
        office,
    },
};
use app::{
    desk::{
        error::DeskError,
        records::{CheckedHold, HeldBy, NewHold},
        staff::Actor,
    },
    domain::{act::Act, ids::HoldId, intake::reason},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

pub async fn place(desks: &Desks, actor: &Actor, typed: &NewHold) -> Result<(), Failure> {
    let now = desks.clock.now();
    let CheckedHold { about, ground, from, until } = typed.check().map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    // The job's batches hold the same row: what is placed before one begins is kept by it.
    office::lock(&tx, actor.office.0).await?;
    let (number, of) = match about {
        HeldBy::Number(number) => (number.to_string(), None),
        HeldBy::Reference(reference) => {
            let row = booking::Entity::find()
                .filter(booking::Column::OfficeId.eq(actor.office.0))
                .filter(booking::Column::Reference.eq(reference.to_string()))
                // A seat that a visitor holds is nobody's booking yet.
                .filter(booking::Column::State.is_not_in(["held", "released"]))
                .one(&*tx)
                .await?;
            (String::new(), Some(row.ok_or(DeskError::Conflict)?))
        }
    };
    let reference = of.as_ref().map(|row| row.reference.clone()).unwrap_or_default();
    let row = legal_hold::Model {
        id: Uuid::now_v7(),
        office_id: actor.office.0,
        number,
        booking_id: of.map(|row| row.id),
        ground,
        from_date: from.to_string(),
        until_date: until.map(|until| until.to_string()),
        placed_at: now.timestamp_millis(),
        placed_by: actor.staff.0,
        lifted_at: None,
        lifted_by: None,
        lifted_reason: String::new(),
    };
    let id = row.id;
    legal_hold::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
    // Who it is on stands in the hold; the log names a booking only.
    let about = if reference.is_empty() { id.to_string() } else { reference };
    audit::write(&tx, actor, now, Act::HoldPlaced, &about, &term(from.to_string(), until.map(|day| day.to_string())));
    tx.commit().await?;
    Ok(())
}

fn term(from: String, until: Option<String>) -> String {
    format!("{from}/{}", until.as_deref().unwrap_or(".."))
}

pub async fn lift(desks: &Desks, actor: &Actor, id: HoldId, why: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let row = legal_hold::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
    let row = row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?;
    let why = reason(why).map_err(|_| DeskError::Mend)?;
    if row.lifted_at.is_some() {
        return Err(DeskError::Ended.into());
    }
    let of = match row.booking_id {
        Some(booking) => booking::Entity::find_by_id(booking).one(&*tx).await?.map(|row| row.reference),
        None => None,
    };
    let term = term(row.from_date.clone(), row.until_date.clone());
    let mut row = row.into_active_model();
    row.lifted_at = Set(Some(now.timestamp_millis()));
    row.lifted_by = Set(Some(actor.staff.0));
    row.lifted_reason = Set(why);
    row.update(&*tx).await?;
    audit::write(&tx, actor, now, Act::HoldLifted, &of.unwrap_or_else(|| id.to_string()), &term);
    tx.commit().await?;
    Ok(())
}
