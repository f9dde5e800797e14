//! The log, the holds that are over, and dead sign-ins.

use super::Keeping;
use crate::store::{
    audit::OF_DISCLOSURES,
    entity::{audit, legal_hold, session, sign_in_failure},
    writing::Writing,
};
use app::domain::{act::Act, time::date_jst};
use chrono::DateTime;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

/// Lines about what a hold keeps.
fn held(keeping: &Keeping) -> Condition {
    let disclosures = keeping.disclosures.iter().map(ToString::to_string);
    let of_disclosures = Condition::all()
        .add(audit::Column::Act.is_in(OF_DISCLOSURES.map(Act::as_str)))
        .add(audit::Column::About.is_in(disclosures));
    Condition::any().add(audit::Column::About.is_in(keeping.abouts.iter().map(String::as_str))).add(of_disclosures)
}

/// Lines of the log older than that which no hold keeps, at most so many, the oldest first. `about`: of these alone.
pub async fn old_lines<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    before: i64,
    keeping: &Keeping,
    about: Option<&[String]>,
    most: u64,
) -> Result<Vec<Uuid>, DbErr> {
    let mut lines = audit::Entity::find()
        .select_only()
        .column(audit::Column::Id)
        .filter(audit::Column::OfficeId.eq(office))
        .filter(audit::Column::At.lt(before))
        .filter(held(keeping).not())
        .order_by_asc(audit::Column::At)
        .limit(most);
    if let Some(about) = about {
        lines = lines.filter(audit::Column::About.is_in(about.iter().map(String::as_str)));
    }
    lines.into_tuple().all(db).await
}

/// How many lines older than that are about what a hold keeps.
pub async fn lines_kept<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    before: i64,
    keeping: &Keeping,
) -> Result<u64, DbErr> {
    audit::Entity::find()
        .filter(audit::Column::OfficeId.eq(office))
        .filter(audit::Column::At.lt(before))
        .filter(held(keeping))
        .count(db)
        .await
}

/// Deletes lines of the log that are older than that. The database lets this transaction do it and no other: the way that
/// is opened here is closed before the commit.
pub async fn delete_lines(tx: &Writing, before: i64, lines: &[Uuid]) -> Result<u64, DbErr> {
    let open =
        Query::insert().into_table("audit_retention").columns(["before"]).values_panic([before.into()]).to_owned();
    tx.execute(&open).await?;
    let deleted = audit::Entity::delete_many()
        .filter(audit::Column::Id.is_in(lines.iter().copied()))
        .filter(audit::Column::At.lt(before))
        .exec(&**tx)
        .await?;
    let close =
        Query::delete().from_table("audit_retention").and_where(ExprTrait::eq(Expr::col("before"), before)).to_owned();
    tx.execute(&close).await?;
    Ok(deleted.rows_affected)
}

/// Holds that ended before that moment: that there was one stays, without whom it was about and why.
pub async fn forget_holds(tx: &Writing, office: Uuid, before: i64) -> Result<u64, DbErr> {
    let day = date_jst(DateTime::from_timestamp_millis(before).unwrap_or_default()).to_string();
    let ended = Condition::any()
        .add(legal_hold::Column::LiftedAt.lt(before))
        .add(legal_hold::Column::UntilDate.lt(day.as_str()));
    let personal = Condition::any().add(legal_hold::Column::Number.ne("")).add(legal_hold::Column::Ground.ne(""));
    let changed = legal_hold::Entity::update_many()
        .col_expr(legal_hold::Column::Number, Expr::value(""))
        .col_expr(legal_hold::Column::Ground, Expr::value(""))
        .col_expr(legal_hold::Column::LiftedReason, Expr::value(""))
        .filter(legal_hold::Column::OfficeId.eq(office))
        .filter(ended)
        .filter(personal)
        .exec(&**tx)
        .await?;
    Ok(changed.rows_affected)
}

/// Sessions of the office that were last seen before that, and tries at a password from before it: those belong to no
/// office, so that the first office of a run takes them.
pub async fn delete_sign_ins(tx: &Writing, office: Uuid, before: i64) -> Result<u64, DbErr> {
    let sessions = session::Entity::delete_many()
        .filter(session::Column::OfficeId.eq(office))
        .filter(session::Column::SeenAt.lt(before))
        .exec(&**tx)
        .await?;
    let tries =
        sign_in_failure::Entity::delete_many().filter(sign_in_failure::Column::At.lt(before)).exec(&**tx).await?;
    Ok(sessions.rows_affected + tries.rows_affected)
}
