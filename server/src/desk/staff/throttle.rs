//! Tries at a password or a code are counted, per account and per address, and then refused for a while.

use crate::{
    desk::Desks,
    keys::{digest, hex},
    store::{
        database::{in_turn, unavailable},
        entity::sign_in_failure,
    },
};
use app::{
    desk::{Answer, error::DeskError},
    domain::time::Instant,
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};
use std::net::IpAddr;
use uuid::Uuid;

/// Wrong tries are counted over so long.
const THROTTLED: TimeDelta = TimeDelta::minutes(15);
/// So many wrong tries for one account,
const MOST_PER_ACCOUNT: u64 = 6;
/// and from one address, behind which a whole office may sit.
const MOST_PER_ADDRESS: u64 = 30;

/// A try that counts as wrong until it has proved right: many at once cannot slip through together.
pub struct Try {
    account: String,
    rows: Vec<Uuid>,
}

/// Writes the try down for the account and the address.
///
/// # Errors
/// `TooMany` if one of them has had too many.
pub async fn count(desks: &Desks, login: &str, address: IpAddr, now: Instant) -> Answer<Try> {
    // The name is not stored as typed: people type passwords into the wrong field.
    let account = format!("account:{}", hex(&digest(login)));
    let subjects = [(account.clone(), MOST_PER_ACCOUNT), (format!("address:{address}"), MOST_PER_ADDRESS)];
    let tx = desks.begin().await?;
    for (subject, most) in &subjects {
        in_turn(&tx, subject).await.map_err(unavailable)?;
        let wrong = sign_in_failure::Entity::find()
            .filter(sign_in_failure::Column::Subject.eq(subject))
            .filter(sign_in_failure::Column::At.gt((now - THROTTLED).timestamp_millis()))
            .count(&*tx)
            .await
            .map_err(unavailable)?;
        if wrong >= *most {
            return Err(DeskError::TooMany);
        }
    }
    let models =
        subjects.map(|(subject, _)| sign_in_failure::Model { id: Uuid::now_v7(), subject, at: now.timestamp_millis() });
    let rows = models.iter().map(|row| row.id).collect();
    let models = models.into_iter().map(|row| row.into_active_model().reset_all());
    sign_in_failure::Entity::insert_many(models).exec_without_returning(&*tx).await.map_err(unavailable)?;
    tx.commit().await.map_err(unavailable)?;
    Ok(Try { account, rows })
}

/// The try was right: it and the account's wrong ones before it are forgotten.
pub async fn forget(tx: &DatabaseTransaction, right: &Try, now: Instant) -> Result<(), DbErr> {
    sign_in_failure::Entity::delete_many()
        .filter(
            Condition::any()
                .add(sign_in_failure::Column::Id.is_in(right.rows.iter().copied()))
                .add(sign_in_failure::Column::Subject.eq(right.account.as_str()))
                .add(sign_in_failure::Column::At.lt((now - THROTTLED).timestamp_millis())),
        )
        .exec(tx)
        .await?;
    Ok(())
}
