//! The accounts of the office, for whoever manages them.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::Failure,
        staff::{account, session},
    },
    store::{audit, entity::staff},
};
use app::{
    desk::{
        error::DeskError,
        staff::{AccountChange, AccountView, Actor, NewAccount},
    },
    domain::{act::Act, ids::StaffId, role::Role},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

/// Those who may sign in first, then the closed ones.
pub async fn list(desks: &Desks, actor: &Actor) -> Result<Vec<AccountView>, Failure> {
    audit::saw(desks, actor, Act::AccountsSeen, "", "").await?;
    let mut rows = staff::Entity::find()
        .filter(staff::Column::OfficeId.eq(actor.office.0))
        .order_by_asc(staff::Column::Login)
        .all(desks.db.read())
        .await?;
    rows.sort_by_key(|row| row.closed_at.is_some());
    rows.into_iter()
        .map(|row| {
            let role = account::role(&row)?;
            Ok(AccountView {
                id: StaffId(row.id),
                role,
                has_factor: row.factor_at.is_some(),
                signed_in: row.signed_in_at.map(from_millis),
                closed: row.closed_at.is_some(),
                own: row.id == actor.staff.0,
                changeable: row.demo == 0 && actor.role.may_appoint(role),
                login: row.login,
                name: row.name,
            })
        })
        .collect()
}

pub async fn add(desks: &Desks, actor: &Actor, new: &NewAccount) -> Result<StaffId, Failure> {
    let role: Role = new.role.parse().map_err(|_| DeskError::Mend)?;
    if !actor.role.may_appoint(role) {
        return Err(DeskError::NotFound.into());
    }
    let login = account::login_as_kept(&new.login).ok_or(DeskError::Mend)?;
    let name = account::name_as_kept(&new.name).ok_or(DeskError::Mend)?;
    if !account::is_strong(&new.password, &login) {
        return Err(DeskError::WeakPassword.into());
    }
    let row = account::new_row(actor.office, login, name, role, account::hash_beside(&new.password).await?);
    let (id, login) = (StaffId(row.id), row.login.clone());
    let tx = desks.begin().await?;
    if !account::insert(&*tx, row).await? {
        return Err(DeskError::LoginTaken.into());
    }
    audit::write(&tx, actor, desks.clock.now(), Act::AccountAdded, &login, role.as_str());
    tx.commit().await?;
    Ok(id)
}

/// # Errors
/// `NotFound` (another office's, or one above), `Conflict` (one's own role, closing oneself, the demonstration's account),
/// `WeakPassword`.
pub async fn change(desks: &Desks, actor: &Actor, id: StaffId, change: &AccountChange) -> Result<(), Failure> {
    let now = desks.clock.now();
    let hashed = match change {
        AccountChange::Password { password } => Some(account::hash_beside(password).await?),
        _ => None,
    };
    let tx = desks.begin().await?;
    let row = staff::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
    let row = row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?;
    if !actor.role.may_appoint(account::role(&row)?) {
        return Err(DeskError::NotFound.into());
    }
    let own = id == actor.staff;
    if row.demo != 0 || own && !matches!(change, AccountChange::Open) {
        return Err(DeskError::Conflict.into());
    }
    let mut changed = staff::ActiveModel { id: Set(row.id), ..Default::default() };
    let note = match change {
        AccountChange::Role { role } => {
            if !actor.role.may_appoint(*role) {
                return Err(DeskError::NotFound.into());
            }
            changed.role = Set(role.as_str().to_owned());
            format!("role {}", role.as_str())
        }
        AccountChange::Password { password } => {
            if !account::is_strong(password, &row.login) {
                return Err(DeskError::WeakPassword.into());
            }
            changed.password_hash = hashed.map_or(sea_orm::NotSet, Set);
            changed.password_changed_at = Set(None);
            "password".to_owned()
        }
        AccountChange::Factor => {
            changed.factor_at = Set(None);
            changed.factor_generation = Set(row.factor_generation + 1);
            "factor".to_owned()
        }
        AccountChange::Close => {
            changed.closed_at = Set(Some(now.timestamp_millis()));
            "closed".to_owned()
        }
        AccountChange::Open => {
            changed.closed_at = Set(None);
            "open".to_owned()
        }
    };
    changed.update(&*tx).await?;
    // What somebody may do, and how they prove who they are, holds from now on.
    session::end_all(&tx, row.id, None).await?;
    audit::write(&tx, actor, now, Act::AccountChanged, &row.login, &note);
    tx.commit().await?;
    Ok(())
}
