//! Why a use case stopped: the desk refused, or the database did. Only the second kind may be worth another try.

use crate::{desk::Desks, store::database::unavailable};
use app::{
    desk::{Answer, error::DeskError},
    domain::booking::NotPossible,
};
use sea_orm::{DbErr, RuntimeErr, sqlx};

#[derive(Debug)]
pub enum Failure {
    Refused(DeskError),
    Database(DbErr),
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Failure::Refused(error)
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Failure::Database(error)
    }
}

impl From<NotPossible> for Failure {
    fn from(error: NotPossible) -> Self {
        Failure::Refused(match error {
            NotPossible::HoldLapsed => DeskError::HoldLapsed,
            NotPossible::DeadlinePassed => DeskError::DeadlinePassed,
            NotPossible::Begun => DeskError::Begun,
            NotPossible::Ended => DeskError::Ended,
            NotPossible::NoMoreExtensions | NotPossible::WrongState => DeskError::Conflict,
        })
    }
}

/// Tries in all. Two that met at a seat have parted after one; more means that the database is not well.
const TRIES: u32 = 5;

/// Runs a use case, and again where the database let another go first.
pub async fn retried<T, F>(mut step: impl FnMut() -> F) -> Result<T, DeskError>
where
    F: Future<Output = Result<T, Failure>>,
{
    for _ in 1..TRIES {
        match step().await {
            Err(Failure::Database(error)) if may_pass(&error) => {}
            other => return settle(other),
        }
    }
    settle(step().await)
}

/// [`retried`], and once more where the seat may be one whose hold ran out this moment.
pub async fn retried_for_seat<T, F>(desks: &Desks, mut step: impl FnMut() -> F) -> Answer<T>
where
    F: Future<Output = Result<T, Failure>>,
{
    match retried(&mut step).await {
        Err(DeskError::SeatTaken) if desks.run_due(desks.clock.now()).await? > 0 => retried(step).await,
        other => other,
    }
}

fn settle<T>(result: Result<T, Failure>) -> Result<T, DeskError> {
    result.map_err(|failure| match failure {
        Failure::Refused(error) => error,
        Failure::Database(error) => unavailable(error),
    })
}

/// A deadlock or a serialisation failure of PostgreSQL, a busy SQLite, or a row that somebody else changed first.
fn may_pass(error: &DbErr) -> bool {
    if matches!(error, DbErr::RecordNotUpdated) {
        return true;
    }
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let sqlx::Error::Database(error) = error.as_ref() else { return false };
    // 40001 serialization_failure, 40P01 deadlock_detected, 23505 unique_violation (two first requests of one visitor);
    // SQLITE_BUSY with its extended codes.
    error.code().is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "23505" | "5" | "261" | "517"))
}
