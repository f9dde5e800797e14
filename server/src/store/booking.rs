//! Bookings as rows. Every change of a booking's state goes through [`save`], which keeps the tag, the data, the moment at
//! which time changes it, the seat's ticks and the meeting that it wants in step.

use crate::{
    clock::from_millis,
    store::{
        entity::booking::{ActiveModel, Column, Entity, Model},
        live_event::Change,
        meeting,
        seat::{self, Seat},
        slot::{self, Candidate},
        writing::Writing,
    },
};
use app::domain::{
    booking::{Channel, State},
    ids::{BookingId, OfficeId},
    kind::Kind,
    reference::Reference,
    slot::Span,
    ten_minutes::LIMIT,
    time::Instant,
};
use rand::RngCore;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Set, sea_query::OnConflict,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The tag of the state whose ten minutes can run out (R4).
pub const CONFIRMED: &str = "confirmed";

/// The tags of the states whose consultation is still expected.
pub const LIVE: [&str; 3] = ["awaiting_mail", "awaiting_reply", CONFIRMED];
/// The tags of the states that take no seat, see [`State::takes_seat`].
const GONE: [&str; 4] = ["released", "cancelled", "void", "refused"];

/// Bookings that take their seat, holds among them.
pub fn standing() -> Select<Entity> {
    Entity::find().filter(Column::State.is_not_in(GONE))
}

/// The booking, kept by this transaction until it ends: what is decided on it stays true.
pub async fn lock(tx: &DatabaseTransaction, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// The booking, for reading.
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Those of the office that await their reply.
pub async fn awaiting_reply<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<Model>, DbErr> {
    let awaiting = Entity::find().filter(Column::OfficeId.eq(office)).filter(Column::State.eq("awaiting_reply"));
    awaiting.all(db).await
}

/// These bookings by their ids.
pub async fn by_ids<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Model>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub fn state(row: &Model) -> Result<State, DbErr> {
    from_json(&row.state_data)
}

pub fn span(row: &Model) -> Result<Span, DbErr> {
    slot::span(row.starts_at, row.minutes).ok_or_else(|| DbErr::Type("a booking's start and length".to_owned()))
}

pub fn kind(row: &Model) -> Result<Kind, DbErr> {
    row.kind.parse().map_err(|_| DbErr::Type("a booking's kind".to_owned()))
}

/// The last moment to have it confirmed (R1), as it was when the seat was taken.
pub fn deadline(row: &Model) -> Instant {
    from_millis(row.deadline)
}

pub fn channel(row: &Model) -> Result<Channel, DbErr> {
    [Channel::Site, Channel::Phone, Channel::Session]
        .into_iter()
        .find(|channel| channel_word(*channel) == row.channel)
        .ok_or_else(|| DbErr::Type("a booking's channel".to_owned()))
}

/// The word of a channel in the database.
pub fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Site => "site",
        Channel::Phone => "phone",
        Channel::Session => "session",
    }
}

/// What is read only as a whole is JSON text.
pub fn json<T: serde::Serialize>(value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

pub fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// What a booking begins with.
pub struct Begun {
    pub id: Uuid,
    pub office: OfficeId,
    pub kind: Kind,
    /// Where the key let it sit down.
    pub chosen: Candidate,
    pub channel: Channel,
    pub deadline: Instant,
    pub state: State,
    pub at: Instant,
}

impl Begun {
    /// The row, with a spoken number drawn for it and still without a person.
    pub fn row(&self) -> Result<Model, DbErr> {
        let Candidate { slot, seat: Seat { counter, host, span } } = self.chosen;
        Ok(Model {
            id: self.id,
            office_id: self.office.0,
            slot_id: slot,
            counter_id: counter,
            host_id: host,
            starts_at: span.starts().timestamp_millis(),
            minutes: span.minutes().into(),
            kind: self.kind.as_str().to_owned(),
            channel: channel_word(self.channel).to_owned(),
            state: self.state.tag().to_owned(),
            state_data: json(&self.state)?,
            due_at: self.state.due(self.deadline).map(|due| due.timestamp_millis()),
            deadline: self.deadline.timestamp_millis(),
            reference: Reference::from_seed(rand::rng().next_u64()).to_string(),
            generation: 0,
            sequence: 0,
            lang: String::new(),
            parent_id: None,
            visitor: String::new(),
            address: String::new(),
            name: String::new(),
            kana: String::new(),
            phone: String::new(),
            mail: String::new(),
            number: String::new(),
            topic: String::new(),
            interpreter: 0,
            carer: 0,
            terms: None,
            device: None,
            created_at: self.at.timestamp_millis(),
            birth_date: String::new(),
            override_reason: None,
            override_by: None,
        })
    }
}

/// Puts a new booking in when the transaction ends. If another has its spoken number, the commit is refused with
/// `RecordNotUpdated`: who tries again draws another.
pub fn insert(tx: &Writing, mut row: Model) {
    if row.state == CONFIRMED {
        row.due_at = Some(silent_at_the_earliest(&row));
    }
    if LIVE.contains(&row.state.as_str()) {
        meeting::want(tx, &row);
    }
    let insert = Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Reference).do_nothing().to_owned());
    tx.require(insert.into_query());
}

/// Bookings of this address whose consultation is still expected.
pub async fn live_of(tx: &DatabaseTransaction, office: Uuid, mail: &str, now: Instant) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Mail.eq(mail))
        .filter(Column::State.is_in(LIVE))
        .filter(Column::OfficeId.eq(office))
        .filter(Column::StartsAt.gt(now.timestamp_millis()))
        .order_by_asc(Column::StartsAt)
        .all(tx)
        .await
}

/// Puts the booking into its new state, in the row and in the database, and says what to tell the live calendar. Where the
/// seat stays as it is, the database hears of it at the end of the transaction.
///
/// # Errors
/// `RecordNotUpdated`, here or from the commit, if somebody else changed the state since the row was read, or if the seat it
/// would take again is no longer free.
pub async fn save(tx: &Writing, row: &mut Model, state: State) -> Result<Change, DbErr> {
    save_with(tx, row, state, &[]).await
}

/// As [`save`], and writes these columns of the row in the same statement.
pub async fn save_with(tx: &Writing, row: &mut Model, new: State, columns: &[Column]) -> Result<Change, DbErr> {
    let old = state(row)?;
    let before = std::mem::replace(&mut row.state_data, json(&new)?);
    row.state = new.tag().to_owned();
    row.due_at = due(&new, row);
    // Whoever has the entry in a calendar takes the change for newer than what they have.
    row.sequence += i32::from(old.entry().is_some_and(|entry| Some(entry) != new.entry()));
    let mut changed = ActiveModel {
        sequence: Set(row.sequence),
        state: Set(row.state.clone()),
        state_data: Set(row.state_data.clone()),
        due_at: Set(row.due_at),
        ..Default::default()
    };
    for column in columns {
        changed.set(*column, row.get(*column));
    }
    let is_moved = columns.iter().any(|column| matches!(column, Column::StartsAt | Column::HostId));
    meeting::follow(tx, row, old.has_meeting(), new.has_meeting(), is_moved).await?;
    let update = Entity::update_many().set(changed).filter(Column::Id.eq(row.id)).filter(Column::StateData.eq(before));
    let (had, has) = (old.takes_seat(), new.takes_seat());
    if had == has {
        tx.require(update.into_query());
        return Ok(change(row, has));
    }
    if update.exec(&**tx).await?.rows_affected != 1 {
        return Err(DbErr::RecordNotUpdated);
    }
    if had {
        seat::free(tx, row.id).await?;
    } else if !seat::take(tx, row.office_id, row.id, Seat::of(row)?).await? {
        return Err(DbErr::RecordNotUpdated);
    }
    Ok(change(row, has))
}

/// When time has something to say about the booking in this state, in milliseconds since 1970 UTC. A confirmed one is looked
/// at when its ten minutes can be over at the earliest (R4).
fn due(state: &State, row: &Model) -> Option<i64> {
    match state {
        State::Confirmed { .. } => Some(silent_at_the_earliest(row)),
        _ => state.due(deadline(row)).map(|due| due.timestamp_millis()),
    }
}

fn silent_at_the_earliest(row: &Model) -> i64 {
    row.starts_at + LIMIT.num_milliseconds()
}

/// Writes columns of the row that are not its state.
pub async fn update(tx: &DatabaseTransaction, row: &Model, columns: &[Column]) -> Result<(), DbErr> {
    let mut changed = <ActiveModel as Default>::default();
    for column in columns {
        changed.set(*column, row.get(*column));
    }
    Entity::update_many().set(changed).filter(Column::Id.eq(row.id)).exec(tx).await?;
    Ok(())
}

/// What the live calendar hears of the booking's seat.
pub fn change(row: &Model, taken: bool) -> Change {
    Change::Booking {
        booking: BookingId(row.id),
        counter: row.counter_id,
        host: row.host_id,
        starts_at: row.starts_at,
        minutes: row.minutes,
        taken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::domain::{
        booking::{Canceller, Receipt},
        ids::StaffId,
    };

    #[test]
    fn the_words_for_sql_say_what_the_states_say() {
        let (at, who) = (Instant::UNIX_EPOCH, StaffId(Uuid::nil()));
        let states = [
            State::Held { until: at, extended: 0, offered: false },
            State::Released { at },
            State::AwaitingMail { since: at, refused: None },
            State::AwaitingReply { since: at },
            State::Confirmed { at, by: Receipt::Button },
            State::Attended { at },
            State::NoShow { at },
            State::Cancelled { at, by: Canceller::SeekerByLink },
            State::Void { at },
            State::Refused { at, who },
            State::Stopped { at, who },
        ];
        for state in states {
            assert_eq!(GONE.contains(&state.tag()), !state.takes_seat(), "{}", state.tag());
            assert_eq!(LIVE.contains(&state.tag()), state.is_live(), "{}", state.tag());
            // What is put in anew has its meeting by this word.
            assert!(!state.is_live() || state.has_meeting(), "{}", state.tag());
        }
    }
}
