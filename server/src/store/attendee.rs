//! Employers at interviews as rows. Whoever changes one holds its booking's row.

use crate::store::{
    booking::{from_json, json},
    entity::{
        attendee::{ActiveModel, Column, Entity, Model},
        booking,
    },
    outbox::{self, Pace, To},
    writing::Writing,
};
use app::{
    desk::attendee::AttendeeCard,
    domain::{attendee::Attendance, ids::AttendeeId, time::Instant},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QueryTrait, Set, sea_query::Expr,
};
use uuid::Uuid;

pub fn attendance(row: &Model) -> Result<Attendance, DbErr> {
    from_json(&row.attendance)
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Of these bookings, in the order in which they were invited; those that will not come among them.
pub async fn of<C: ConnectionTrait>(db: &C, bookings: impl IntoIterator<Item = Uuid>) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::BookingId.is_in(bookings)).order_by_asc(Column::Id).all(db).await
}

/// The same, of those that the office still counts on.
pub async fn expected<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<Vec<Model>, DbErr> {
    let mut rows = of(db, [booking]).await?;
    let mut wrong = None;
    rows.retain(|row| match attendance(row) {
        Ok(attendance) => attendance.is_expected(),
        Err(error) => {
            wrong = Some(error);
            false
        }
    });
    wrong.map_or(Ok(rows), Err)
}

pub fn insert(tx: &Writing, row: &Model) {
    tx.record(Entity::insert(row.clone().into_active_model().reset_all()).into_query());
}

/// Puts them where they stand now, with the sequence of their calendar's entry. A commit is refused with
/// `RecordNotUpdated` if somebody else was first.
pub fn save(tx: &Writing, row: &mut Model, attendance: &Attendance) -> Result<(), DbErr> {
    let before = std::mem::replace(&mut row.attendance, json(attendance)?);
    let changed = ActiveModel {
        attendance: Set(row.attendance.clone()),
        sequence: Set(row.sequence),
        ..<ActiveModel as Default>::default()
    };
    let update = Entity::update_many().set(changed).filter(Column::Id.eq(row.id)).filter(Column::Attendance.eq(before));
    tx.require(update.into_query());
    Ok(())
}

/// Which letter to an employer; its word is in the column `letter` of the outbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AttendeeLetter {
    Invited,
    /// The booking has another time: they are asked again.
    Moved,
    /// How to join: the ID was not known yet, or there is another one.
    Meeting,
    /// The interview does not take place, or they are not needed there.
    Ended,
}

impl AttendeeLetter {
    pub const ALL: [AttendeeLetter; 4] =
        [AttendeeLetter::Invited, AttendeeLetter::Moved, AttendeeLetter::Meeting, AttendeeLetter::Ended];

    pub fn word(self) -> &'static str {
        match self {
            AttendeeLetter::Invited => "attendee_invited",
            AttendeeLetter::Moved => "attendee_moved",
            AttendeeLetter::Meeting => "attendee_meeting",
            AttendeeLetter::Ended => "attendee_ended",
        }
    }

    pub fn of_word(word: &str) -> Option<AttendeeLetter> {
        AttendeeLetter::ALL.into_iter().find(|letter| letter.word() == word)
    }
}

/// Writes a letter to them, in the place of what still waits. Ring `Desks::mail_waiting` after the commit.
pub async fn write(
    tx: &Writing,
    booking: &booking::Model,
    row: &Model,
    letter: AttendeeLetter,
    pace: Pace,
    now: Instant,
    mail_domain: &str,
) -> Result<(), DbErr> {
    outbox::supersede_attendee(tx, row.id, now).await?;
    let to = To { booking, attendee: Some(row.id), recipient: &row.mail };
    outbox::put(tx, to, letter.word(), pace, now, mail_domain).await.map(drop)
}

/// Writes the letter that tells how to join, unless one that has not begun to be sent tells it. One that is being sent at this
/// moment may not tell it yet, and goes on.
pub async fn write_meeting(
    tx: &Writing,
    booking: &booking::Model,
    row: &Model,
    now: Instant,
    mail_domain: &str,
) -> Result<(), DbErr> {
    if outbox::is_idle_for(&**tx, row.id, now).await? {
        return Ok(());
    }
    let to = To { booking, attendee: Some(row.id), recipient: &row.mail };
    outbox::put(tx, to, AttendeeLetter::Meeting.word(), Pace::Official, now, mail_domain).await.map(drop)
}

/// Whether their last letter arrived.
pub async fn reached<C: ConnectionTrait>(db: &C, id: Uuid, reached: bool) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Unreached, Expr::value(i32::from(!reached)))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await
        .map(drop)
}

/// As staff see them.
pub fn card(row: &Model) -> Result<AttendeeCard, DbErr> {
    Ok(AttendeeCard {
        id: AttendeeId(row.id),
        company: row.company.clone(),
        person: row.person.clone(),
        phone: row.phone.clone(),
        mail: row.mail.clone(),
        job_number: row.job_number.clone(),
        attendance: attendance(row)?,
        unreached: row.unreached != 0,
    })
}
