//! Coming in: the password, then what is left to do, one step at a time. Each step goes on under a new secret.

use crate::{
    desk::{
        Desks,
        failure::Failure,
        staff::{
            account, factor,
            factor::Opened,
            session::{self, Found, Left},
            throttle,
        },
    },
    store::{audit, database::unavailable, entity::staff},
};
use app::{
    desk::{
        Answer,
        error::DeskError,
        staff::{Entry, SignedIn, Step},
    },
    domain::{
        act::Act,
        ids::{OfficeId, StaffId},
    },
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use std::net::IpAddr;

pub async fn sign_in(desks: &Desks, login: &str, password: &str, address: IpAddr) -> Answer<SignedIn> {
    let now = desks.clock.now();
    let login = account::login_form(login);
    let counted = throttle::count(desks, &login, address, now).await?;
    let found = account::find(desks.db.read(), &login).await.map_err(unavailable)?;
    let from_here = desks.demo_sign_in && address.to_canonical().is_loopback();
    let found = found.filter(|found| found.closed_at.is_none() && (found.demo == 0 || from_here));
    let right = account::proves(found.as_ref(), password).await;
    let Some(found) = found.filter(|_| right) else { return Err(DeskError::WrongCredentials) };
    let begin = async {
        let tx = desks.db.begin().await?;
        throttle::forget(&tx, &counted, now).await?;
        let signed_in = session::start(&tx, found.id, found.office_id, now, None, now).await?;
        write_down(&tx, desks, &found, Act::SignedIn, "");
        let mut row = found.clone().into_active_model();
        row.signed_in_at = Set(Some(now.timestamp_millis()));
        row.update(&*tx).await?;
        tx.commit().await?;
        Ok(signed_in)
    };
    begin.await.map_err(unavailable)
}

fn write_down(tx: &crate::store::writing::Writing, desks: &Desks, staff: &staff::Model, act: Act, note: &str) {
    audit::write_for(tx, OfficeId(staff.office_id), StaffId(staff.id), desks.clock.now(), act, &staff.login, note);
}

pub async fn entry(desks: &Desks, cookie: &str) -> Result<Entry, Failure> {
    let found = session::find(desks, cookie).await?;
    let step = match found.left()? {
        Left::Code => Step::Code,
        Left::Password => Step::Password,
        Left::Enrol => Step::Enrol(factor::offered(desks, &found.staff)?),
        Left::Nothing => Step::Open,
    };
    Ok(Entry { name: found.staff.name, step })
}

/// The session, if this is its next step.
async fn at(desks: &Desks, cookie: &str, step: Left) -> Result<Found, Failure> {
    let found = session::find(desks, cookie).await?;
    if found.left()? == step { Ok(found) } else { Err(DeskError::Conflict.into()) }
}

/// # Errors
/// `WrongCode`, `TooMany` after six wrong ones, `SignInFirst`, `Conflict` (no code is asked for).
pub async fn give_code(desks: &Desks, cookie: &str, code: &str, address: IpAddr) -> Result<SignedIn, Failure> {
    let found = at(desks, cookie, Left::Code).await?;
    prove(desks, &found, code, address).await
}

/// # Errors
/// As [`give_code`].
pub async fn enrol(desks: &Desks, cookie: &str, code: &str, address: IpAddr) -> Result<SignedIn, Failure> {
    let found = session::find(desks, cookie).await?;
    // Whoever needs none may have one all the same.
    if found.staff.factor_at.is_some() || found.staff.demo != 0 || matches!(found.left()?, Left::Code | Left::Password)
    {
        return Err(DeskError::Conflict.into());
    }
    prove(desks, &found, code, address).await
}

/// Takes a code and goes on with the session; the first code that is right sets the factor up.
async fn prove(desks: &Desks, found: &Found, code: &str, address: IpAddr) -> Result<SignedIn, Failure> {
    let now = desks.clock.now();
    let Found { staff, session } = found;
    let counted = throttle::count(desks, &staff.login, address, now).await?;
    let tx = desks.begin().await?;
    let Some(opened) = factor::take(desks, &tx, staff, code, now).await? else {
        return Err(DeskError::WrongCode.into());
    };
    throttle::forget(&tx, &counted, now).await?;
    if staff.factor_at.is_none() {
        let row = staff::ActiveModel {
            id: Set(staff.id),
            factor_at: Set(Some(now.timestamp_millis())),
            ..Default::default()
        };
        staff::Entity::update(row).exec(&*tx).await?;
        session::end_all(&tx, staff.id, Some(&session.digest)).await?;
        write_down(&tx, desks, staff, Act::FactorSet, "");
    } else if opened == Opened::ByRecovery {
        write_down(&tx, desks, staff, Act::RecoveryUsed, "");
    }
    let signed_in = session::renew(&tx, session, Some(now), now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// # Errors
/// `WeakPassword`: too short, or the one it replaces. `SignInFirst`, `Conflict`.
pub async fn first_password(desks: &Desks, cookie: &str, password: &str) -> Result<SignedIn, Failure> {
    let found = at(desks, cookie, Left::Password).await?;
    let now = desks.clock.now();
    let changed = account::with_password(&found.staff, password, now).await?;
    let tx = desks.begin().await?;
    changed.update(&*tx).await?;
    session::end_all(&tx, found.staff.id, Some(&found.session.digest)).await?;
    write_down(&tx, desks, &found.staff, Act::PasswordChanged, "");
    let factor_at = found.session.factor_at.map(crate::clock::from_millis);
    let signed_in = session::renew(&tx, &found.session, factor_at, now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

pub async fn sign_out(desks: &Desks, cookie: &str) -> Result<(), Failure> {
    let found = session::find(desks, cookie).await?;
    let tx = desks.begin().await?;
    crate::store::entity::session::Entity::delete_by_id(found.session.digest.as_str()).exec(&*tx).await?;
    write_down(&tx, desks, &found.staff, Act::SignedOut, "");
    tx.commit().await?;
    Ok(())
}
