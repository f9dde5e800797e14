//! Accounts of the staff and their passwords, which are kept as argon2id hashes only.

use crate::store::{database::Database, entity::staff, office as store};
use anyhow::{Context, bail, ensure};
use app::domain::ids::OfficeId;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use std::io::BufRead;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The account of the demonstration: it signs in from this machine only.
pub const DEMO_ROLE: &str = "demo";
const STAFF_ROLE: &str = "staff";
/// What is compared where there is no account, so that an unknown name takes as long as a wrong password. Nothing hashes
/// to it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Each comparison takes 19 MiB: sign-ins may wait for one another, never take all memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Characters a password has at the least (ASVS 5.0, 6.2.1 recommends 15 where it is the only factor).
const SHORTEST_PASSWORD: usize = 15;

/// Adds an account to an office; the first line of `password` is its password.
pub async fn add(db: &Database, office: &str, login: &str, name: &str, password: impl BufRead) -> anyhow::Result<()> {
    let password = password.lines().next().context("the password is read from standard input")??;
    ensure!(password.chars().count() >= SHORTEST_PASSWORD, "a password has at least {SHORTEST_PASSWORD} characters");
    let Some(office) = store::id_of(db.read(), office).await? else { bail!("there is no office called {office}") };
    ensure!(!login.trim().is_empty() && !name.trim().is_empty(), "login and name are not empty");
    ensure!(
        insert(db.write(), office, login, name, STAFF_ROLE, &password).await?,
        "there is an account called {login}"
    );
    Ok(())
}

/// Adds the demonstration's account, if it is not there yet.
pub async fn add_demo<C: ConnectionTrait>(db: &C, office: OfficeId, login: &str, password: &str) -> anyhow::Result<()> {
    insert(db, office, login, "デモ職員", DEMO_ROLE, password).await.map(drop)
}

async fn insert<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    login: &str,
    name: &str,
    role: &str,
    password: &str,
) -> anyhow::Result<bool> {
    if find(db, login).await?.is_some() {
        return Ok(false);
    }
    staff::Entity::insert(staff::ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(office.0),
        login: Set(login_form(login)),
        name: Set(name.trim().to_owned()),
        role: Set(role.to_owned()),
        password_hash: Set(hash(password)?),
    })
    .exec_without_returning(db)
    .await?;
    Ok(true)
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
