//! Accounts of the staff and their passwords, which are kept as argon2id hashes only.

use crate::{
    desk::{failure::Failure, staff::session},
    store::{database::Database, entity::staff, office as store},
};
use anyhow::{Context, bail, ensure};
use app::{
    desk::error::DeskError,
    domain::{ids::OfficeId, role::Role, time::Instant},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set,
    sea_query::OnConflict,
};
use std::{io::BufRead, ops::RangeInclusive};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// What is compared where there is no account, so that an unknown name takes as long as a wrong password. Nothing hashes
/// to it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Each comparison takes 19 MiB: sign-ins may wait for one another, never take all memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Characters a password has at the least and at the most (ASVS 5.0, 6.2.1 recommends 15 where it is the only factor).
const PASSWORD: RangeInclusive<usize> = 15..=200;
/// Characters of a login and of a name.
const NAME: RangeInclusive<usize> = 1..=60;

/// Adds an account to an office from the command line; the first line of `password` is its first password.
pub async fn add(
    db: &Database,
    office: &str,
    login: &str,
    name: &str,
    role: Role,
    password: impl BufRead,
) -> anyhow::Result<()> {
    let Some(office) = store::id_of(db.read(), office).await? else { bail!("there is no office called {office}") };
    let (Some(login), Some(name)) = (login_as_kept(login), name_as_kept(name)) else {
        bail!("a login is 1 to 60 letters, digits and . _ - @, a name 1 to 60 characters")
    };
    let password = first_line(password, &login)?;
    let row = new_row(office, login, name, role, hash(&password)?);
    ensure!(insert(db.write(), row).await?, "there is an account with that login");
    Ok(())
}

/// Gives an account a new first password and takes its second factor away: for whoever lost both. Its sessions end.
pub async fn reset(db: &Database, login: &str, password: impl BufRead) -> anyhow::Result<()> {
    let Some(row) = find(db.read(), login).await? else { bail!("there is no account called {login}") };
    let password = first_line(password, &row.login)?;
    let tx = db.begin().await?;
    session::end_all(&tx, row.id, None).await?;
    let mut changed = row.clone().into_active_model();
    changed.password_hash = Set(hash(&password)?);
    changed.password_changed_at = Set(None);
    changed.factor_at = Set(None);
    changed.factor_generation = Set(row.factor_generation + 1);
    changed.closed_at = Set(None);
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(())
}

fn first_line(password: impl BufRead, login: &str) -> anyhow::Result<String> {
    let password = password.lines().next().context("the password is read from standard input")??;
    ensure!(
        is_strong(&password, login),
        "a password has at least {} characters and does not contain the login",
        PASSWORD.start()
    );
    Ok(password)
}

/// Adds the demonstration's account, if it is not there yet.
pub async fn add_demo<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    login: &str,
    name: &str,
    role: Role,
    password: &str,
) -> anyhow::Result<()> {
    if find(db, login).await?.is_none() {
        let mut row = new_row(office, login.to_owned(), name.to_owned(), role, hash(password)?);
        row.demo = 1;
        row.password_changed_at = Some(0);
        insert(db, row).await?;
    }
    Ok(())
}

/// An account whose first password somebody else typed.
pub fn new_row(office: OfficeId, login: String, name: String, role: Role, password_hash: String) -> staff::Model {
    staff::Model {
        id: Uuid::now_v7(),
        office_id: office.0,
        login,
        name,
        role: role.as_str().to_owned(),
        password_hash,
        demo: 0,
        password_changed_at: None,
        factor_generation: 0,
        factor_at: None,
        factor_step: 0,
        signed_in_at: None,
        closed_at: None,
    }
}

/// Tells whether the login was free.
pub async fn insert<C: ConnectionTrait>(db: &C, row: staff::Model) -> Result<bool, DbErr> {
    let inserted = staff::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(staff::Column::Login).do_nothing().to_owned())
        .exec_without_returning(db)
        .await;
    match inserted {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

pub fn role(row: &staff::Model) -> Result<Role, DbErr> {
    row.role.parse().map_err(|_| DbErr::Type("an account's role".to_owned()))
}

/// Long enough to stand alone, and not the login with something after it.
pub fn is_strong(password: &str, login: &str) -> bool {
    PASSWORD.contains(&password.chars().count()) && !password.to_lowercase().contains(login)
}

/// A login that can be, in the form it is kept in.
pub fn login_as_kept(login: &str) -> Option<String> {
    let login = login_form(login);
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
    (NAME.contains(&login.chars().count()) && login.chars().all(fits)).then_some(login)
}

/// A name that colleagues read.
pub fn name_as_kept(name: &str) -> Option<String> {
    let name = name.trim();
    (NAME.contains(&name.chars().count()) && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

/// A login name as it is kept: case and the spaces around it do not matter.
pub fn login_form(login: &str) -> String {
    login.trim().to_lowercase()
}

pub async fn find<C: ConnectionTrait>(db: &C, login: &str) -> Result<Option<staff::Model>, DbErr> {
    staff::Entity::find().filter(staff::Column::Login.eq(login_form(login))).one(db).await
}

/// Whether it is the account's password, beside the threads that answer pages. Takes the same time where there is no
/// account.
pub async fn proves(account: Option<&staff::Model>, password: &str) -> bool {
    let hash = account.map_or(NOBODY, |account| &account.password_hash).to_owned();
    let password = password.to_owned();
    let Ok(_turn) = AT_ONCE.acquire().await else { return false };
    tokio::task::spawn_blocking(move || verify(&password, &hash)).await.unwrap_or(false)
}

/// The row with a password of its owner's own.
///
/// # Errors
/// `WeakPassword`: too short, too plain, or the one it replaces.
pub async fn with_password(row: &staff::Model, password: &str, now: Instant) -> Result<staff::ActiveModel, Failure> {
    if !is_strong(password, &row.login) || proves(Some(row), password).await {
        return Err(DeskError::WeakPassword.into());
    }
    let mut changed = staff::ActiveModel { id: Set(row.id), ..Default::default() };
    changed.password_hash = Set(hash_beside(password).await?);
    changed.password_changed_at = Set(Some(now.timestamp_millis()));
    Ok(changed)
}

/// [`hash`], beside the threads that answer pages.
pub async fn hash_beside(password: &str) -> Result<String, Failure> {
    let password = password.to_owned();
    let hashed = tokio::task::spawn_blocking(move || hash(&password)).await;
    hashed.ok().and_then(Result::ok).ok_or_else(|| DbErr::Custom("a password could not be hashed".to_owned()).into())
}

/// Costs tens of milliseconds: call it where nothing waits.
pub fn hash(password: &str) -> anyhow::Result<String> {
    match Argon2::default().hash_password(password.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(error) => bail!("the password cannot be hashed: {error}"),
    }
}

/// Costs as much as [`hash`].
pub fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_only() {
        let kept = hash("正しい馬の電池").expect("hashed");
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify("正しい馬の電池", &kept));
        assert!(!verify("正しい馬の電地", &kept));
        assert!(!verify("正しい馬の電池", "not a hash"));
    }

    /// Otherwise the time of the answer would tell which names there are.
    #[test]
    fn nobody_costs_what_somebody_costs() {
        let kept = hash("正しい馬の電池").expect("hashed");
        let (nobody, somebody) =
            (PasswordHash::new(NOBODY).expect("a hash"), PasswordHash::new(&kept).expect("a hash"));
        assert_eq!(nobody.algorithm, somebody.algorithm);
        assert_eq!(nobody.params.to_string(), somebody.params.to_string());
        assert_eq!(nobody.hash.map(|hash| hash.len()), somebody.hash.map(|hash| hash.len()));
    }
}
