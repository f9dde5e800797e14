//! How the seekers of bookings stand to the list, in rows of their own beside the bookings.
//!
//! Every booking that is made has its row, whatever the list says, and nothing that the public sees is read from it. A
//! booking made in the very moment in which a list comes into force may be compared with the one before; staff see the list
//! as it is beside it, and the next one settles it.

use crate::store::{
    booking::LIVE,
    entity::{
        booking as bookings,
        booking_registration::{Column, Entity, Model},
    },
    roster::{self, Listed},
    writing::Writing,
};
use app::domain::{
    registration::{Standing, Who},
    time::Instant,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, OnConflict},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Bookings that are shown at once: an office without a list has all of its bookings to look at.
const MOST_OPEN: u64 = 100;
/// Bookings compared at once.
const AT_ONCE: usize = 1_000;

/// What the seeker gave of themselves.
pub fn given(row: &bookings::Model) -> Who<'_> {
    Who { name: &row.name, kana: &row.kana, birth_date: &row.birth_date }
}

pub fn standing(row: &bookings::Model, listed: Option<&Listed>) -> Standing {
    Standing::of(&given(row), listed.map(|listed| (listed.who(), listed.registration)))
}

fn unsettled(row: &bookings::Model, standing: Standing, now: Instant) -> Model {
    Model {
        booking_id: row.id,
        office_id: row.office_id,
        standing: standing.word().to_owned(),
        matched_at: now.timestamp_millis(),
        settled: None,
        how: None,
        before: None,
        after: None,
        settled_by: None,
        settled_at: None,
    }
}

/// Compares a booking that is being made with the list.
pub async fn compare(tx: &Writing, row: &bookings::Model, now: Instant) -> Result<(), DbErr> {
    let listed = roster::find(&**tx, row.office_id, &row.number).await?;
    compare_with(tx, row, listed.as_ref(), now);
    Ok(())
}

/// The same, with whom the list has under its number.
pub fn compare_with(tx: &Writing, row: &bookings::Model, listed: Option<&Listed>, now: Instant) {
    put(tx, unsettled(row, standing(row, listed), now));
}

/// The same for a booking made during another one of the same seeker: what staff found out then, they have found out.
pub async fn compare_next(tx: &Writing, row: &bookings::Model, parent: Uuid, now: Instant) -> Result<(), DbErr> {
    match find(&**tx, parent).await? {
        Some(known) if known.settled.is_some() => {
            put(tx, Model { booking_id: row.id, ..known });
            Ok(())
        }
        _ => compare(tx, row, now).await,
    }
}

pub async fn find<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(booking).one(db).await
}

/// Writes the row when the transaction ends, in the place of the one there is.
pub fn put(tx: &Writing, row: Model) {
    let others = Column::iter().filter(|column| !matches!(column, Column::BookingId));
    let put = Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::BookingId).update_columns(others).to_owned());
    tx.record(put.into_query());
}

/// Bookings from that moment on whose registration is to be looked at.
fn open(office: Uuid, from: Instant) -> Select<bookings::Entity> {
    let its = bookings::Entity::belongs_to(Entity).from(bookings::Column::Id).to(Column::BookingId);
    bookings::Entity::find()
        .join(JoinType::InnerJoin, its.into())
        .filter(bookings::Column::OfficeId.eq(office))
        .filter(bookings::Column::StartsAt.gte(from.timestamp_millis()))
        .filter(bookings::Column::State.is_in(LIVE))
        .filter(Column::Settled.is_null())
        .filter(Column::Standing.ne(Standing::Registered.word()))
}

pub async fn count_open<C: ConnectionTrait>(db: &C, office: Uuid, from: Instant) -> Result<u64, DbErr> {
    open(office, from).count(db).await
}

/// The soonest first, at most [`MOST_OPEN`].
pub async fn first_open<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    from: Instant,
) -> Result<Vec<bookings::Model>, DbErr> {
    open(office, from)
        .order_by_asc(bookings::Column::StartsAt)
        .order_by_asc(bookings::Column::Id)
        .limit(MOST_OPEN)
        .all(db)
        .await
}

/// Compares the bookings from that moment on with the list again, but for those that staff have settled, and says how many
/// stand otherwise now.
pub async fn compare_again(tx: &Writing, office: Uuid, now: Instant) -> Result<usize, DbErr> {
    let rows = bookings::Entity::find()
        .filter(bookings::Column::OfficeId.eq(office))
        .filter(bookings::Column::StartsAt.gte(now.timestamp_millis()))
        .filter(bookings::Column::State.is_in(LIVE))
        .all(&**tx)
        .await?;
    let mut otherwise = 0;
    for rows in rows.chunks(AT_ONCE) {
        let known = Entity::find().filter(Column::BookingId.is_in(rows.iter().map(|row| row.id))).all(&**tx).await?;
        let known: HashMap<Uuid, Model> = known.into_iter().map(|row| (row.booking_id, row)).collect();
        let people = roster::among(&**tx, office, rows.iter().map(|row| row.number.as_str())).await?;
        let mut by_standing: HashMap<Standing, Vec<Uuid>> = HashMap::new();
        for row in rows {
            let standing = standing(row, people.get(&row.number));
            match known.get(&row.id) {
                Some(before) if before.settled.is_some() || before.standing == standing.word() => {}
                Some(_) => by_standing.entry(standing).or_default().push(row.id),
                None => put(tx, unsettled(row, standing, now)),
            }
        }
        for (standing, bookings) in by_standing {
            otherwise += bookings.len();
            Entity::update_many()
                .col_expr(Column::Standing, Expr::value(standing.word()))
                .col_expr(Column::MatchedAt, Expr::value(now.timestamp_millis()))
                .filter(Column::BookingId.is_in(bookings))
                .exec(&**tx)
                .await?;
        }
    }
    Ok(otherwise)
}
