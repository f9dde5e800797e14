//! One's own account: the password, the second factor, the browsers that are signed in.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::Failure,
        staff::{account, factor, session, throttle},
    },
    store::{
        audit,
        entity::{session as sessions, staff},
    },
};
use app::{
    desk::{
        error::DeskError,
        staff::{Actor, OwnAccount},
    },
    domain::act::Act,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use std::net::IpAddr;

async fn row(desks: &Desks, actor: &Actor) -> Result<staff::Model, Failure> {
    Ok(staff::Entity::find_by_id(actor.staff.0).one(desks.db.read()).await?.ok_or(DeskError::NotFound)?)
}

pub async fn see(desks: &Desks, actor: &Actor) -> Result<OwnAccount, Failure> {
    let db = desks.db.read();
    let row = row(desks, actor).await?;
    let factor = match row.factor_at {
        Some(at) => Some((from_millis(at), factor::recovery_left(db, &row).await?)),
        None => None,
    };
    // The demonstration's account is everybody's.
    let offered = (factor.is_none() && row.demo == 0).then(|| factor::offered(desks, &row)).transpose()?;
    let sessions = sessions::Entity::find().filter(sessions::Column::StaffId.eq(row.id)).count(db).await?;
    Ok(OwnAccount { login: row.login, name: row.name, role: actor.role, factor, offered, sessions })
}

/// The account, if that is its password; wrong tries are counted as at the sign-in.
async fn proved(desks: &Desks, actor: &Actor, password: &str, address: IpAddr) -> Result<staff::Model, Failure> {
    let now = desks.clock.now();
    let row = row(desks, actor).await?;
    if row.demo != 0 {
        return Err(DeskError::Conflict.into());
    }
    let counted = throttle::count(desks, &row.login, address, now).await?;
    if !account::proves(Some(&row), password).await {
        return Err(DeskError::WrongCredentials.into());
    }
    let tx = desks.begin().await?;
    throttle::forget(&tx, &counted, now).await?;
    tx.commit().await?;
    Ok(row)
}

pub async fn change_password(
    desks: &Desks,
    actor: &Actor,
    old: &str,
    new: &str,
    address: IpAddr,
) -> Result<(), Failure> {
    let now = desks.clock.now();
    let row = proved(desks, actor, old, address).await?;
    let changed = account::with_password(&row, new, now).await?;
    let tx = desks.begin().await?;
    changed.update(&*tx).await?;
    session::end_all(&tx, row.id, Some(&actor.digest)).await?;
    audit::write(&tx, actor, now, Act::PasswordChanged, &row.login, "");
    tx.commit().await?;
    Ok(())
}

pub async fn replace_factor(desks: &Desks, actor: &Actor, password: &str, address: IpAddr) -> Result<(), Failure> {
    let now = desks.clock.now();
    let row = proved(desks, actor, password, address).await?;
    let tx = desks.begin().await?;
    let changed = staff::ActiveModel {
        id: Set(row.id),
        factor_at: Set(None),
        factor_generation: Set(row.factor_generation + 1),
        ..Default::default()
    };
    changed.update(&*tx).await?;
    session::end_all(&tx, row.id, Some(&actor.digest)).await?;
    audit::write(&tx, actor, now, Act::FactorGivenUp, &row.login, "");
    tx.commit().await?;
    Ok(())
}

pub async fn sign_out_everywhere(desks: &Desks, actor: &Actor) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    session::end_all(&tx, actor.staff.0, None).await?;
    audit::write(&tx, actor, desks.clock.now(), Act::SignedOutEverywhere, "", "");
    tx.commit().await?;
    Ok(())
}
