//! Wishes on the waiting list as rows. Whoever changes one holds its row, and its offer's booking after it.

use crate::{
    clock::from_millis,
    store::{
        booking::{from_json, json},
        entity::{
            outbox,
            wish::{ActiveModel, Column, Entity, Model},
        },
        slot,
        writing::Writing,
    },
};
use app::domain::{
    ids::{BookingId, CounterId, HostId, SlotId, WishId},
    kind::Kind,
    time::{Instant, date_jst},
    waiting::{FreeSeat, State, Wants},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set, Statement,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The tags of the wishes that an address has, see [`State::counts`].
const COUNTED: [&str; 4] = ["waiting", "offered", "accepted", "asleep"];

pub fn state(row: &Model) -> Result<State, DbErr> {
    from_json(&row.state_data)
}

pub fn wants(row: &Model) -> Result<Wants, DbErr> {
    from_json(&row.wants)
}

pub fn kind(row: &Model) -> Result<Kind, DbErr> {
    row.kind.parse().map_err(|_| DbErr::Type("a wish's kind".to_owned()))
}

/// The starts that were offered before.
pub fn offered(row: &Model) -> Result<Vec<Instant>, DbErr> {
    let starts: Vec<i64> = from_json(&row.offered)?;
    Ok(starts.into_iter().map(from_millis).collect())
}

/// A letter about a wish; its word is in the column `letter` of the outbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WishLetter {
    /// Whoever left it is asked whether it is theirs.
    Asked,
    /// A seat came free, and is kept for them for a while.
    Offered,
}

impl WishLetter {
    pub const ALL: [WishLetter; 2] = [WishLetter::Asked, WishLetter::Offered];

    pub fn word(self) -> &'static str {
        match self {
            WishLetter::Asked => "wish_asked",
            WishLetter::Offered => "wish_offered",
        }
    }

    pub fn of_word(word: &str) -> Option<WishLetter> {
        WishLetter::ALL.into_iter().find(|letter| letter.word() == word)
    }
}

/// What a wish begins with.
pub struct Left<'a> {
    pub office: Uuid,
    pub booking: Option<BookingId>,
    pub kind: Kind,
    pub lang: &'a str,
    pub mail: &'a str,
    /// Where it comes from, so that what nobody confirms is bounded.
    pub address: &'a str,
    pub wants: Wants,
    pub state: State,
    pub at: Instant,
}

impl Left<'_> {
    pub fn row(&self) -> Result<Model, DbErr> {
        let at = self.at.timestamp_millis();
        Ok(Model {
            id: Uuid::now_v7(),
            office_id: self.office,
            booking_id: self.booking.map(|booking| booking.0),
            kind: self.kind.as_str().to_owned(),
            lang: self.lang.to_owned(),
            mail: self.mail.to_owned(),
            address: self.address.to_owned(),
            wants: json(&self.wants)?,
            until_date: self.wants.until.to_string(),
            offered: "[]".to_owned(),
            state: self.state.tag().to_owned(),
            state_data: json(&self.state)?,
            offer_id: None,
            due_at: None,
            created_at: at,
            changed_at: at,
        })
    }
}

pub fn insert(tx: &Writing, row: &Model) {
    tx.record(Entity::insert(row.clone().into_active_model().reset_all()).into_query());
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// The wish, kept by this transaction until it ends.
pub async fn lock(tx: &DatabaseTransaction, id: WishId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.0).lock_exclusive().one(tx).await
}

/// Puts the wish where it stands now. The commit is refused with `RecordNotUpdated` if somebody else was first.
pub fn save(tx: &Writing, row: &mut Model, state: State, now: Instant) -> Result<(), DbErr> {
    let before = std::mem::replace(&mut row.state_data, json(&state)?);
    row.state = state.tag().to_owned();
    (row.offer_id, row.due_at) = match state {
        State::Offered { seat, until, .. } => (Some(seat.0), Some(until.timestamp_millis())),
        State::Accepted { seat, .. } => (Some(seat.0), None),
        _ => (None, None),
    };
    row.changed_at = now.timestamp_millis();
    let changed = ActiveModel {
        state: Set(row.state.clone()),
        state_data: Set(row.state_data.clone()),
        offer_id: Set(row.offer_id),
        due_at: Set(row.due_at),
        changed_at: Set(row.changed_at),
        offered: Set(row.offered.clone()),
        mail: Set(row.mail.clone()),
        wants: Set(row.wants.clone()),
        until_date: Set(row.until_date.clone()),
        ..<ActiveModel as Default>::default()
    };
    let update = Entity::update_many().set(changed).filter(Column::Id.eq(row.id)).filter(Column::StateData.eq(before));
    tx.require(update.into_query());
    Ok(())
}

/// Other wishes that the address has at the office.
pub async fn counted(tx: &DatabaseTransaction, row: &Model) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::OfficeId.eq(row.office_id))
        .filter(Column::Mail.eq(row.mail.as_str()))
        .filter(Column::State.is_in(COUNTED))
        .filter(Column::Id.ne(row.id))
        .count(tx)
        .await
}

/// The wishes of the address that count at the office.
pub async fn ids_of_mail(tx: &DatabaseTransaction, office: Uuid, mail: &str) -> Result<Vec<WishId>, DbErr> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::OfficeId.eq(office))
        .filter(Column::Mail.eq(mail))
        .filter(Column::State.is_in(COUNTED))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(WishId).collect())
}

/// Wishes from one address on the net that nobody has confirmed yet.
pub async fn asked_from(tx: &DatabaseTransaction, office: Uuid, address: &str) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::Address.eq(address))
        .filter(Column::State.eq("asked"))
        .filter(Column::OfficeId.eq(office))
        .count(tx)
        .await
}

/// The same of a mail address.
pub async fn asked_of(tx: &DatabaseTransaction, office: Uuid, mail: &str) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::Mail.eq(mail))
        .filter(Column::State.eq("asked"))
        .filter(Column::OfficeId.eq(office))
        .count(tx)
        .await
}

/// The offices at which somebody waits.
pub async fn offices<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<Uuid>, DbErr> {
    let found = Entity::find().select_only().column(Column::OfficeId).distinct().filter(Column::State.is_in(COUNTED));
    Ok(found.into_tuple::<Uuid>().all(db).await?.into_iter().collect())
}

/// The wishes that count at the office.
pub async fn of_office<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::OfficeId.eq(office))
        .filter(Column::State.is_in(COUNTED))
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// When the first open offer runs out.
pub async fn next_due<C: ConnectionTrait>(db: &C) -> Result<Option<i64>, DbErr> {
    let due: Option<Option<i64>> = Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(Column::State.eq("offered"))
        .order_by_asc(Column::DueAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(due.flatten())
}

/// The seats of the office that begin in that time and are free, as far as is seen: only
/// [`seat::take`](crate::store::seat::take) knows for sure.
pub async fn free_seats<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    (from, until): (Instant, Instant),
) -> Result<Vec<FreeSeat>, DbErr> {
    const SQL: &str = "SELECT slot.id, slot.counter_id, slot.starts_at, slot.minutes, counter.host_id, counter.kinds FROM slot \
                       JOIN counter ON counter.id = slot.counter_id \
                       WHERE slot.office_id = $1 AND slot.starts_at > $2 AND slot.starts_at < $3 AND slot.closed_at IS NULL \
                       AND NOT EXISTS (SELECT 1 FROM seat_tick WHERE resource_id IN (slot.counter_id, counter.host_id) \
                       AND tick >= slot.starts_at / 300000 AND tick < slot.starts_at / 300000 + slot.minutes / 5) \
                       ORDER BY slot.starts_at, counter.position, slot.id";
    let values = [office.into(), from.timestamp_millis().into(), until.timestamp_millis().into()];
    let mut seats = Vec::new();
    for row in db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await? {
        let Some(span) = slot::span(row.try_get("", "starts_at")?, row.try_get("", "minutes")?) else { continue };
        let kinds: String = row.try_get("", "kinds")?;
        seats.push(FreeSeat {
            slot: SlotId(row.try_get("", "id")?),
            counter: CounterId(row.try_get("", "counter_id")?),
            host: row.try_get::<Option<Uuid>>("", "host_id")?.map(HostId),
            kinds: kinds.split(' ').filter_map(|word| word.parse().ok()).collect(),
            span,
        });
    }
    Ok(seats)
}

/// Wishes that nobody confirmed, or that have ended, and that were touched last before that moment, in milliseconds since
/// 1970 UTC; and those whose days were over by then, whether or not a round has said so.
pub fn left_before(before: i64) -> Condition {
    let left = Condition::all().add(Column::State.is_in(["asked", "ended"])).add(Column::ChangedAt.lt(before));
    Condition::any().add(left).add(Column::UntilDate.lt(date_jst(from_millis(before)).to_string()))
}

/// Wishes of these addresses, or to move one of these bookings.
pub fn of_person(office: Uuid, mails: &[String], bookings: &[Uuid]) -> Condition {
    let theirs = Condition::any()
        .add(Column::Mail.is_in(mails.iter().map(String::as_str)))
        .add(Column::BookingId.is_in(bookings.iter().copied()));
    Condition::all().add(Column::OfficeId.eq(office)).add(theirs)
}

/// Deletes these wishes with their letters. A seat that is offered comes free when its time is over.
pub async fn forget(tx: &Writing, which: Condition) -> Result<u64, DbErr> {
    let ids: Vec<Uuid> = Entity::find().select_only().column(Column::Id).filter(which).into_tuple().all(&**tx).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    outbox::Entity::delete_many().filter(outbox::Column::WishId.is_in(ids.iter().copied())).exec(&**tx).await?;
    Ok(Entity::delete_many().filter(Column::Id.is_in(ids)).exec(&**tx).await?.rows_affected)
}

/// How many wait at the office for a day, or later.
pub async fn count_waiting<C: ConnectionTrait>(db: &C, office: Uuid, from: NaiveDate) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::OfficeId.eq(office))
        .filter(Column::State.is_in(["waiting", "offered"]))
        .filter(Column::UntilDate.gte(from.to_string()))
        .count(db)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::domain::waiting::End;

    #[test]
    fn the_words_for_sql_say_what_the_states_say() {
        let at = Instant::UNIX_EPOCH;
        let states = [
            State::Asked,
            State::Waiting { since: at, unanswered: 0 },
            State::Offered { since: at, unanswered: 0, seat: BookingId(Uuid::nil()), until: at },
            State::Accepted { since: at, seat: BookingId(Uuid::nil()) },
            State::Asleep { since: at, unreached: false },
            State::Ended { at, why: End::Over },
        ];
        for state in states {
            assert_eq!(COUNTED.contains(&state.tag()), state.counts(), "{}", state.tag());
        }
    }
}
