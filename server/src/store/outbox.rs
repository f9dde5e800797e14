//! Letters to be sent. A row names the letter and the booking; text and link are made when sending, the Message-ID here and
//! once for all, so that a copy is known as one.

use crate::store::entity::{
    booking,
    outbox::{ActiveModel, Column, Entity},
};
use app::domain::time::Instant;
use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};
use uuid::Uuid;

/// Which letter; its word is in the column `letter`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Letter {
    /// The confirmation mail of Art. 6(3), with all that the seeker needs.
    Booked,
    Moved,
    Cancelled,
    /// "Send me my link again."
    Link,
}

impl Letter {
    pub const ALL: [Letter; 4] = [Letter::Booked, Letter::Moved, Letter::Cancelled, Letter::Link];

    pub fn word(self) -> &'static str {
        match self {
            Letter::Booked => "booked",
            Letter::Moved => "moved",
            Letter::Cancelled => "cancelled",
            Letter::Link => "link",
        }
    }

    pub fn of_word(word: &str) -> Option<Letter> {
        Letter::ALL.into_iter().find(|letter| letter.word() == word)
    }
}

/// The words of the column `status`.
pub mod status {
    pub const WAITING: &str = "waiting";
    /// The mail server accepted it (R2).
    pub const SENT: &str = "sent";
    /// The mail server refused it for good.
    pub const REFUSED: &str = "refused";
    /// Not sent: the address was mended, and another letter took its place.
    pub const SUPERSEDED: &str = "superseded";
}

/// Whether a stranger can make the office write this letter to an address that is not theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Anyone can bring it about: at most [`MOST_AN_HOUR`] to one address, the rest delayed, never dropped.
    Bounded,
    /// Staff or the service itself wrote it: at once.
    Official,
}

/// Letters of [`Pace::Bounded`] to one address within any hour.
pub const MOST_AN_HOUR: u64 = 3;

/// Writes the letter to the booking's address. Ring `Desks::mail_waiting` after the commit.
pub async fn write(
    tx: &DatabaseTransaction,
    row: &booking::Model,
    letter: Letter,
    pace: Pace,
    now: Instant,
    mail_domain: &str,
) -> Result<Uuid, DbErr> {
    let due = match pace {
        Pace::Official => now.timestamp_millis(),
        Pace::Bounded => next_turn(tx, &row.mail, now).await?,
    };
    let id = Uuid::now_v7();
    Entity::insert(ActiveModel {
        id: Set(id),
        office_id: Set(row.office_id),
        booking_id: Set(row.id),
        letter: Set(letter.word().to_owned()),
        recipient: Set(row.mail.clone()),
        message_id: Set(format!("<{id}@{mail_domain}>")),
        created_at: Set(now.timestamp_millis()),
        due_at: Set(due),
        leased_until: Set(None),
        attempts: Set(0),
        status: Set(status::WAITING.to_owned()),
        settled_at: Set(None),
        server: Set(None),
        reply: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}

/// Now, or an hour after the third last letter to that address.
async fn next_turn(tx: &DatabaseTransaction, recipient: &str, now: Instant) -> Result<i64, DbErr> {
    let third_last: Option<i64> = Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(Column::Recipient.eq(recipient))
        .filter(Column::DueAt.gt((now - TimeDelta::hours(1)).timestamp_millis()))
        .order_by_desc(Column::DueAt)
        .offset(MOST_AN_HOUR - 1)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    let now = now.timestamp_millis();
    Ok(third_last.map_or(now, |due| now.max(due + TimeDelta::hours(1).num_milliseconds())))
}

/// Stops the booking's letters that still wait: their address was mended, or what they say is no longer so. One that is
/// being handed over at this moment may still arrive; it is superseded all the same, and proves no receipt.
pub async fn supersede(tx: &DatabaseTransaction, booking: Uuid, now: Instant) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status::SUPERSEDED))
        .col_expr(Column::SettledAt, Expr::value(now.timestamp_millis()))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Status.eq(status::WAITING))
        .exec(tx)
        .await?;
    Ok(())
}
