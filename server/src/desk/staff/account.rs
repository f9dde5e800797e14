//! Accounts of the staff and their passwords, which are kept as argon2id hashes only.

use crate::store::{database::Database, entity::staff, office as store};
use anyhow::{Context, bail, ensure};
use app::domain::ids::OfficeId;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use std::io::BufRead;
use uuid::Uuid;

/// The account of the demonstration: it signs in from this machine only.
pub const DEMO_ROLE: &str = "demo";
const STAFF_ROLE: &str = "staff";
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
    if staff::Entity::find().filter(staff::Column::Login.eq(login)).one(db).await?.is_some() {
        return Ok(false);
    }
    staff::Entity::insert(staff::ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(office.0),
        login: Set(login.to_owned()),
        name: Set(name.to_owned()),
        role: Set(role.to_owned()),
        password_hash: Set(hash(password)?),
    })
    .exec_without_returning(db)
    .await?;
    Ok(true)
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
}
