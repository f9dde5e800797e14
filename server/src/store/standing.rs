//! Decisions about the use of the service, and the bookings that they, or staff, refused.

use crate::{
    clock::from_millis,
    store::{
        booking::{self, from_json, json},
        entity::{
            booking::Model as Booking,
            outbox,
            refusal::{self, Entity as Refusals},
            standing::{Column, Entity, Model},
            standing_window,
        },
        outbox::{Letter, status},
        writing::Writing,
    },
};
use app::domain::{
    booking::{Refusal, State},
    standing::{Decision, Proposal, Standing, Window},
    time::Instant,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The tag of a booking that is refused.
const REFUSED: &str = "refused";

/// The words of the column `status`.
pub mod stage {
    /// Written; a second person has to review it.
    pub const DRAFTED: &str = "drafted";
    pub const SENT_BACK: &str = "sent_back";
    pub const DISMISSED: &str = "dismissed";
    pub const DECIDED: &str = "decided";
    pub const LIFTED: &str = "lifted";
}

/// How many silences within how many days make a proposal at this office.
pub async fn window<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Window, DbErr> {
    let row = standing_window::Entity::find_by_id(office).one(db).await?;
    let set = row.and_then(|row| Window::new(row.days.try_into().ok()?, row.silences.try_into().ok()?).ok());
    Ok(set.unwrap_or_default())
}

/// What came of it; nothing while it awaits its review.
pub fn matter(row: &Model) -> Result<Option<Standing>, DbErr> {
    row.matter.as_deref().map(from_json).transpose()
}

pub fn proposal(row: &Model) -> Result<Option<Proposal>, DbErr> {
    row.proposal.as_deref().map(from_json).transpose()
}

/// The decision that was made, lifted or not.
pub fn decision(row: &Model) -> Result<Option<Decision>, DbErr> {
    Ok(match matter(row)? {
        Some(Standing::Decided { decision, .. } | Standing::Lifted { decision, .. }) => Some(decision),
        _ => None,
    })
}

/// Every matter of the office, the latest first.
pub async fn all<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OfficeId.eq(office)).order_by_desc(Column::WrittenAt).all(db).await
}

/// Those of some 求職番号, the latest first.
pub async fn of_numbers<C: ConnectionTrait>(db: &C, office: Uuid, numbers: &[String]) -> Result<Vec<Model>, DbErr> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find()
        .filter(Column::OfficeId.eq(office))
        .filter(Column::Number.is_in(numbers))
        .order_by_desc(Column::WrittenAt)
        .all(db)
        .await
}

pub async fn by_id<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// The matter, kept by this transaction.
pub async fn lock(tx: &DatabaseTransaction, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// The matter that this booking gave rise to, if it was decided.
pub async fn decided_by_booking<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Status.is_in([stage::DECIDED, stage::LIFTED]))
        .order_by_desc(Column::SettledAt)
        .one(db)
        .await
}

/// The decision that refuses the holder of this 求職番号 a consultation on that day. What was lifted refuses nothing.
pub async fn in_force<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    number: &str,
    on: NaiveDate,
) -> Result<Option<(Model, Decision)>, DbErr> {
    if number.is_empty() {
        return Ok(None);
    }
    let rows = Entity::find()
        .filter(Column::OfficeId.eq(office))
        .filter(Column::Number.eq(number))
        .filter(Column::Status.eq(stage::DECIDED))
        .order_by_desc(Column::UntilDate)
        .all(db)
        .await?;
    for row in rows {
        if let Some(standing) = matter(&row)?
            && standing.in_force(on)
            && let Some(decision) = decision(&row)?
        {
            return Ok(Some((row, decision)));
        }
    }
    Ok(None)
}

/// Whether the bookings that the matter is about were made with this mail address. Only there is its text told whole: who
/// gives another's number learns nothing (Secrecy).
pub async fn knows<C: ConnectionTrait>(db: &C, row: &Model, mail: &str) -> Result<bool, DbErr> {
    use crate::store::entity::booking::{Column, Entity};
    let proposed = proposal(row)?.map(|proposal| proposal.silences).unwrap_or_default();
    let mut bookings: BTreeSet<Uuid> = proposed.into_iter().map(|silence| silence.booking.0).collect();
    bookings.insert(row.booking_id);
    let known = Entity::find().filter(Column::Id.is_in(bookings)).filter(Column::Mail.eq(mail)).one(db).await?;
    Ok(known.is_some())
}

pub async fn put(tx: &Writing, row: Model) -> Result<(), DbErr> {
    Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&**tx).await.map(drop)
}

pub async fn change(tx: &Writing, row: Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(&**tx).await.map(drop)
}

/// Notes that the booking was refused or stopped, and what its letter says.
pub fn refuse(tx: &Writing, row: refusal::Model) {
    tx.record(Refusals::insert(row.into_active_model().reset_all()).into_query());
}

pub async fn refusal<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<Option<refusal::Model>, DbErr> {
    Refusals::find_by_id(booking).one(db).await
}

/// The refusal of a booking that was taken as any other.
pub async fn behind<C: ConnectionTrait>(db: &C, row: &Booking) -> Result<Option<refusal::Model>, DbErr> {
    if row.state != REFUSED {
        return Ok(None);
    }
    Ok(refusal(db, row.id).await?.filter(|refusal| refusal.behind != 0))
}

/// The booking as the browser that made it sees it (Secrecy): refused behind the page, it awaits its mail there like any
/// other, whose letter may not arrive either. Its own link came with the letter, in a generation of its own.
pub async fn as_taken<C: ConnectionTrait>(db: &C, row: Booking) -> Result<Booking, DbErr> {
    let behind = behind(db, &row).await?;
    as_taken_with(db, row, behind.as_ref()).await
}

/// The same with the refusal that is behind it, if one is.
pub async fn as_taken_with<C: ConnectionTrait>(
    db: &C,
    row: Booking,
    behind: Option<&refusal::Model>,
) -> Result<Booking, DbErr> {
    let Some(refusal) = behind else { return Ok(row) };
    let returned = outbox::Entity::find()
        .filter(outbox::Column::BookingId.eq(row.id))
        .filter(outbox::Column::Letter.eq(Letter::Refused.word()))
        .filter(outbox::Column::Status.eq(status::REFUSED))
        .filter(outbox::Column::Recipient.eq(&row.mail))
        .order_by_desc(outbox::Column::Id)
        .limit(1)
        .one(db)
        .await?;
    let refused = returned.and_then(|letter| {
        Some(Refusal { at: from_millis(letter.settled_at?), reply: letter.reply.unwrap_or_default() })
    });
    shown(row, from_millis(refusal.at), refused)
}

/// The same of a booking that was refused behind the page at `since`.
pub fn shown(mut row: Booking, since: Instant, refused: Option<Refusal>) -> Result<Booking, DbErr> {
    let state = State::AwaitingMail { since, refused };
    row.state = state.tag().to_owned();
    row.state_data = json(&state)?;
    row.due_at = state.due(booking::deadline(&row)).map(|due| due.timestamp_millis());
    row.generation -= 1;
    Ok(row)
}
