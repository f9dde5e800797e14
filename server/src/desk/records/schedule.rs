//! How long each class is kept, as dated settings of the office.

use crate::{
    desk::{Desks, failure::Failure},
    store::{audit, entity::retention_setting, office},
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        retention::{Class, Period},
        time::date_jst,
    },
};
use chrono::NaiveDate;
use sea_orm::{EntityTrait, IntoActiveModel};

/// A period is set from today on at the earliest: what was forgotten by another one is gone.
pub async fn set(desks: &Desks, actor: &Actor, class: Class, from: NaiveDate, period: Period) -> Result<(), Failure> {
    let now = desks.clock.now();
    if from < date_jst(now) || !class.allows(period) {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    // Changes of one office's settings come one after another, and none in the middle of a batch of the job.
    office::lock(&tx, actor.office.0).await?;
    let row = retention_setting::Model {
        office_id: actor.office.0,
        class: class.word().to_owned(),
        from_date: from.to_string(),
        period: period.to_string(),
    };
    let key = (row.office_id, row.class.clone(), row.from_date.clone());
    retention_setting::Entity::delete_by_id(key).exec(&*tx).await?;
    retention_setting::Entity::insert(row.into_active_model()).exec_without_returning(&*tx).await?;
    audit::write(&tx, actor, now, Act::RetentionSet, class.word(), &format!("{period} from {from}"));
    tx.commit().await?;
    Ok(())
}

pub async fn take_back(desks: &Desks, actor: &Actor, class: Class, from: NaiveDate) -> Result<(), Failure> {
    let now = desks.clock.now();
    if from <= date_jst(now) {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    office::lock(&tx, actor.office.0).await?;
    let key = (actor.office.0, class.word().to_owned(), from.to_string());
    let dropped = retention_setting::Entity::delete_by_id(key).exec(&*tx).await?;
    if dropped.rows_affected > 0 {
        audit::write(&tx, actor, now, Act::RetentionSet, class.word(), &format!("- from {from}"));
    }
    tx.commit().await?;
    Ok(())
}
