//! The register of disclosures as rows, and the bookings that one is about.

use crate::{
    clock::from_millis,
    store::{
        booking::{from_json, json},
        entity::{
            booking,
            disclosure::{self, Column, Entity, Model},
            disclosure_copy,
        },
    },
};
use app::domain::{
    disclosure::{Request, Scope, Standing},
    ids::{OfficeId, StaffId},
    time::Instant,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set, sea_query::Expr,
};
use std::collections::BTreeSet;
use uuid::Uuid;

use super::writing::Writing;

const APPROVED: &str = "approved";
const REFUSED: &str = "refused";

pub fn request(row: &Model) -> Result<Request, DbErr> {
    from_json(&row.request)
}

pub fn standing(row: &Model) -> Result<Standing, DbErr> {
    let unknown = || DbErr::Type("a disclosure's decision".to_owned());
    let Some(decision) = row.decision.as_deref() else { return Ok(Standing::Asked { by: StaffId(row.asked_by) }) };
    let at = row.decided_at.map(from_millis).ok_or_else(unknown)?;
    let by = row.decided_by.map(StaffId).ok_or_else(unknown)?;
    match decision {
        APPROVED => Ok(Standing::Approved { at, by }),
        REFUSED => Ok(Standing::Refused { at, by, why: row.why.clone() }),
        _ => Err(unknown()),
    }
}

/// The office's, the latest first.
pub async fn all<C: ConnectionTrait>(db: &C, office: OfficeId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OfficeId.eq(office.0)).order_by_desc(Column::Number).all(db).await
}

/// The one, for reading.
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// The one, kept by this transaction until it ends.
pub async fn lock(tx: &DatabaseTransaction, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Puts a request in under the office's next number. Two at once: one of them tries again.
pub async fn insert(
    tx: &Writing,
    office: OfficeId,
    request: &Request,
    at: Instant,
    by: StaffId,
) -> Result<Model, DbErr> {
    let last: Option<i32> = Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::OfficeId.eq(office.0))
        .order_by_desc(Column::Number)
        .into_tuple()
        .one(&**tx)
        .await?;
    let row = Model {
        id: Uuid::now_v7(),
        office_id: office.0,
        number: last.unwrap_or(0) + 1,
        request: json(request)?,
        asked_at: at.timestamp_millis(),
        asked_by: by.0,
        decided_at: None,
        decided_by: None,
        decision: None,
        why: String::new(),
    };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(&**tx).await?;
    Ok(row)
}

/// Writes a decision, which must be the first.
pub fn decide(tx: &Writing, row: &Model, standing: &Standing) {
    let (decision, at, by, why) = match standing {
        Standing::Asked { .. } => return,
        Standing::Approved { at, by } => (APPROVED, at, by, ""),
        Standing::Refused { at, by, why } => (REFUSED, at, by, why.as_str()),
    };
    let changed = disclosure::ActiveModel {
        decision: Set(Some(decision.to_owned())),
        decided_at: Set(Some(at.timestamp_millis())),
        decided_by: Set(Some(by.0)),
        why: Set(why.to_owned()),
        ..Default::default()
    };
    let update = Entity::update_many().set(changed).filter(Column::Id.eq(row.id)).filter(Column::Decision.is_null());
    tx.require(update.into_query());
}

/// What was handed out so far of these, in order.
pub async fn copies<C: ConnectionTrait>(
    db: &C,
    of: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<disclosure_copy::Model>, DbErr> {
    disclosure_copy::Entity::find()
        .filter(disclosure_copy::Column::DisclosureId.is_in(of))
        .order_by_asc(disclosure_copy::Column::At)
        .order_by_asc(disclosure_copy::Column::Id)
        .all(db)
        .await
}

/// The office's that are about any of these.
pub async fn about<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    bookings: &BTreeSet<Uuid>,
    numbers: &BTreeSet<String>,
) -> Result<Vec<Model>, DbErr> {
    let mut found = Vec::new();
    if bookings.is_empty() && numbers.is_empty() {
        return Ok(found);
    }
    for row in all(db, OfficeId(office)).await? {
        let scope = request(&row)?.scope;
        let named = scope.number.as_ref().is_some_and(|number| numbers.contains(number.as_str()));
        let until = row.decided_at.map_or(Instant::MAX_UTC, from_millis);
        let meant = booking::Entity::find()
            .filter(meant(OfficeId(office), &scope, until))
            .filter(booking::Column::Id.is_in(bookings.iter().copied()));
        if named || meant.count(db).await? > 0 {
            found.push(row);
        }
    }
    Ok(found)
}

/// Exactly the bookings that are meant, among those made until then. A hold that became no booking is nobody's, and what has been forgotten
/// means nobody.
pub fn meant(office: OfficeId, scope: &Scope, made_until: Instant) -> Condition {
    use booking::Column;
    let mut meant = Condition::all()
        .add(Column::OfficeId.eq(office.0))
        .add(Column::State.is_not_in(["held", "released"]))
        .add(Column::CreatedAt.lte(made_until.timestamp_millis()));
    if scope.is_nobody() {
        meant = meant.add(Expr::value(false));
    }
    if let Some(number) = &scope.number {
        meant = meant.add(Column::Number.eq(number.as_str()));
    }
    if !scope.references.is_empty() {
        meant = meant.add(Column::Reference.is_in(scope.references.iter().map(ToString::to_string)));
    }
    if let Some(period) = scope.period {
        let range = period.instants();
        meant = meant
            .add(Column::StartsAt.gte(range.start.timestamp_millis()))
            .add(Column::StartsAt.lt(range.end.timestamp_millis()));
    }
    meant
}
