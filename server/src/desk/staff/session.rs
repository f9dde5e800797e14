//! Signing in and staying signed in. Only the digest of the cookie's secret is stored; every sign-in gets a new one.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, staff::account},
    keys::{digest, hex, secret},
    store::{
        database::unavailable,
        entity::{office, session, sign_in_failure, staff},
    },
};
use app::{
    desk::{
        Answer,
        board::{SignedIn, StaffSession},
        error::DeskError,
    },
    domain::{
        ids::{OfficeId, StaffId},
        time::Instant,
    },
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, Statement, sea_query::Expr,
};
use std::net::IpAddr;
use uuid::Uuid;

/// A session ends when nothing was asked of it for so long,
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// and so long after the sign-in in any case.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// Being in use is written down no oftener than this.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Wrong tries are counted over so long.
const THROTTLED: TimeDelta = TimeDelta::minutes(15);
/// So many wrong tries for one account,
const MOST_PER_ACCOUNT: u64 = 6;
/// and from one address, behind which a whole office may sit.
const MOST_PER_ADDRESS: u64 = 30;

pub async fn sign_in(desks: &Desks, login: &str, password: &str, address: IpAddr) -> Answer<SignedIn> {
    let now = desks.clock.now();
    let login = account::login_form(login);
    // The name is not stored as typed: people type passwords into the wrong field.
    let subjects = [
        (format!("account:{}", hex(&digest(&login))), MOST_PER_ACCOUNT),
        (format!("address:{address}"), MOST_PER_ADDRESS),
    ];
    // A try counts as wrong until it has proved right: many at once cannot slip through together.
    let counted = count(desks, &subjects, now).await?;
    let found = account::find(desks.db.read(), &login).await.map_err(unavailable)?;
    let found = found.filter(|found| {
        found.role != account::DEMO_ROLE || (desks.demo_sign_in && address.to_canonical().is_loopback())
    });
    let right = account::proves(found.as_ref(), password).await;
    let Some(found) = found.filter(|_| right) else { return Err(DeskError::WrongCredentials) };
    let secret = secret();
    let session = start(desks, &found, &secret, &counted, &subjects[0].0, now).await.map_err(unavailable)?;
    Ok(SignedIn { session, secret, expires: now + LONGEST })
}

/// Writes the try down for each subject, unless one has had too many.
async fn count(desks: &Desks, subjects: &[(String, u64)], now: Instant) -> Answer<Vec<Uuid>> {
    let tx = desks.begin().await?;
    for (subject, most) in subjects {
        lock(&tx, subject).await.map_err(unavailable)?;
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
    let rows: Vec<_> = subjects
        .iter()
        .map(|(subject, _)| sign_in_failure::Model {
            id: Uuid::now_v7(),
            subject: subject.clone(),
            at: now.timestamp_millis(),
        })
        .collect();
    let ids = rows.iter().map(|row| row.id).collect();
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    sign_in_failure::Entity::insert_many(rows).exec_without_returning(&*tx).await.map_err(unavailable)?;
    tx.commit().await.map_err(unavailable)?;
    Ok(ids)
}

/// Lets tries of one subject count one after the other. SQLite has one writer at a time anyway.
async fn lock(tx: &DatabaseTransaction, subject: &str) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [subject.into()])).await?;
    }
    Ok(())
}

async fn start(
    desks: &Desks,
    found: &staff::Model,
    secret: &str,
    counted: &[Uuid],
    account: &str,
    now: Instant,
) -> Result<StaffSession, DbErr> {
    let tx = desks.db.begin().await?;
    sign_in_failure::Entity::delete_many()
        .filter(
            Condition::any()
                .add(sign_in_failure::Column::Id.is_in(counted.iter().copied()))
                .add(sign_in_failure::Column::Subject.eq(account))
                .add(sign_in_failure::Column::At.lt((now - THROTTLED).timestamp_millis())),
        )
        .exec(&*tx)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::CreatedAt.lt((now - LONGEST).timestamp_millis()))
        .exec(&*tx)
        .await?;
    let row = session::Model {
        digest: hex(&digest(secret)),
        staff_id: found.id,
        office_id: found.office_id,
        created_at: now.timestamp_millis(),
        seen_at: now.timestamp_millis(),
    };
    session::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(&*tx).await?;
    tx.commit().await?;
    view(desks, row).await
}

/// Whom the cookie signs in, while it does.
pub async fn of_cookie(desks: &Desks, cookie: &str) -> Result<StaffSession, Failure> {
    let now = desks.clock.now();
    let row = session::Entity::find_by_id(hex(&digest(cookie))).one(desks.db.read()).await?;
    let row = row
        .filter(|row| now < from_millis(row.created_at) + LONGEST && now < from_millis(row.seen_at) + IDLE)
        .ok_or(DeskError::SignInFirst)?;
    if from_millis(row.seen_at) + SEEN_EVERY <= now {
        session::Entity::update_many()
            .col_expr(session::Column::SeenAt, Expr::value(now.timestamp_millis()))
            .filter(session::Column::Digest.eq(row.digest.as_str()))
            .exec(desks.db.write())
            .await?;
    }
    Ok(view(desks, row).await?)
}

pub async fn end(desks: &Desks, session: &StaffSession) -> Result<(), Failure> {
    session::Entity::delete_by_id(session.digest.as_str()).exec(desks.db.write()).await?;
    Ok(())
}

async fn view(desks: &Desks, row: session::Model) -> Result<StaffSession, DbErr> {
    let gone = |what: &str| DbErr::RecordNotFound(format!("the {what} of a session"));
    let db = desks.db.read();
    let staff = staff::Entity::find_by_id(row.staff_id).one(db).await?.ok_or_else(|| gone("staff"))?;
    let office = office::Entity::find_by_id(row.office_id).one(db).await?.ok_or_else(|| gone("office"))?;
    Ok(StaffSession {
        staff: StaffId(staff.id),
        office: OfficeId(office.id),
        name: staff.name,
        slug: office.slug,
        digest: row.digest,
    })
}
