//! Staying signed in. Only the digest of the cookie's secret is stored; every step of a sign-in gets a new one.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::Failure,
        staff::{account, reach},
    },
    keys::{digest, hex, secret},
    store::entity::{session, staff},
};
use app::{
    desk::{
        error::DeskError,
        staff::{Actor, SignedIn},
    },
    domain::{
        ids::{OfficeId, StaffId},
        time::Instant,
    },
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

/// A session ends when nothing was asked of it for so long,
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// and so long after the sign-in in any case.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// Being in use is written down no oftener than this.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session that lives, with whose it is.
pub struct Found {
    pub session: session::Model,
    pub staff: staff::Model,
}

/// What stands between a session and the desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    Code,
    Password,
    Enrol,
    Nothing,
}

impl Found {
    pub fn left(&self) -> Result<Left, DbErr> {
        Ok(if self.staff.factor_at.is_some() && self.session.factor_at.is_none() {
            Left::Code
        } else if self.staff.password_changed_at.is_none() {
            Left::Password
        } else if self.staff.factor_at.is_none()
            && self.staff.demo == 0
            && account::role(&self.staff)?.needs_second_factor()
        {
            Left::Enrol
        } else {
            Left::Nothing
        })
    }
}

/// Begins a session of its own, at `began` (the password's moment, from which its longest life counts).
pub async fn start(
    tx: &DatabaseTransaction,
    staff: Uuid,
    office: Uuid,
    began: Instant,
    factor_at: Option<Instant>,
    now: Instant,
) -> Result<SignedIn, DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::CreatedAt.lt((now - LONGEST).timestamp_millis()))
        .exec(tx)
        .await?;
    let secret = secret();
    let row = session::Model {
        digest: hex(&digest(&secret)),
        staff_id: staff,
        office_id: office,
        created_at: began.timestamp_millis(),
        seen_at: now.timestamp_millis(),
        factor_at: factor_at.map(|at| at.timestamp_millis()),
    };
    session::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(SignedIn { secret, expires: began + LONGEST })
}

/// The session goes on under a new secret; the old one opens nothing any more.
pub async fn renew(
    tx: &DatabaseTransaction,
    old: &session::Model,
    factor_at: Option<Instant>,
    now: Instant,
) -> Result<SignedIn, DbErr> {
    session::Entity::delete_by_id(old.digest.as_str()).exec(tx).await?;
    start(tx, old.staff_id, old.office_id, from_millis(old.created_at), factor_at, now).await
}

/// Ends the sessions of an account, but for the one named.
pub async fn end_all(tx: &DatabaseTransaction, staff: Uuid, but: Option<&str>) -> Result<(), DbErr> {
    let mut ended = session::Entity::delete_many().filter(session::Column::StaffId.eq(staff));
    if let Some(digest) = but {
        ended = ended.filter(session::Column::Digest.ne(digest));
    }
    ended.exec(tx).await.map(drop)
}

/// The session that the cookie names, while it lives.
pub async fn find(desks: &Desks, cookie: &str) -> Result<Found, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let row = session::Entity::find_by_id(hex(&digest(cookie))).one(db).await?;
    let row = row
        .filter(|row| now < from_millis(row.created_at) + LONGEST && now < from_millis(row.seen_at) + IDLE)
        .ok_or(DeskError::SignInFirst)?;
    let staff = staff::Entity::find_by_id(row.staff_id).one(db).await?;
    let staff = staff.filter(|staff| staff.closed_at.is_none()).ok_or(DeskError::SignInFirst)?;
    if from_millis(row.seen_at) + SEEN_EVERY <= now {
        session::Entity::update_many()
            .col_expr(session::Column::SeenAt, Expr::value(now.timestamp_millis()))
            .filter(session::Column::Digest.eq(row.digest.as_str()))
            .exec(desks.db.write())
            .await?;
    }
    Ok(Found { session: row, staff })
}

/// Whom the cookie signs in, once every step has been taken.
pub async fn of_cookie(desks: &Desks, cookie: &str) -> Result<Actor, Failure> {
    let found = find(desks, cookie).await?;
    if found.left()? != Left::Nothing {
        return Err(DeskError::SignInFirst.into());
    }
    let office = reach::at_work(desks.db.read(), &found.staff, found.session.office_id).await?;
    Ok(Actor {
        staff: StaffId(found.staff.id),
        role: account::role(&found.staff)?,
        office: OfficeId(office.id),
        name: found.staff.name,
        slug: office.slug,
        digest: found.session.digest,
    })
}
