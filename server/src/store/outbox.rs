//! Letters to be sent. A row names the letter and the booking; text and link are made when sending, the Message-ID here and
//! once for all, so that a copy is known as one.

use crate::store::{
    database::in_turn,
    entity::{
        booking,
        outbox::{ActiveModel, Column, Entity, Model},
        wish,
    },
    retention,
    wish::WishLetter,
    writing::Writing,
};
use app::domain::{
    booking::{Channel, State},
    reminder::Reminder,
    retention::Class,
    time::Instant,
};
use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, LockBehavior, LockType},
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
    /// Ten minutes passed in silence (Art. 6(6)).
    NoShow,
    /// The terms will change (Art. 13, R6).
    NewTerms,
    /// Of a booking by telephone: please reply by the deadline (Art. 6(4)).
    PleaseReply,
    /// Of a booking that staff confirmed: all that the seeker needs (Art. 6(5)).
    Details,
    /// 無効: the deadline passed without a reply.
    Void,
    /// The booking is not taken, or taken no longer (Secrecy, Art. 12(1)).
    Refused,
    /// The consultation was stopped (Art. 12(1)).
    Stopped,
    /// The use of the service is refused for a time: why, until when, whom to call (Art. 6(6), 12(1)).
    Decided,
    /// It is refused no longer, by review.
    Lifted,
    /// The registration could not be found (2(1)): how to register, and whom to call.
    NotRegistered,
    /// Another time on the same day, because the counter's day fell away.
    MovedByOffice,
    /// Cancelled for the same reason, with how to book again.
    Absence,
    /// Behind a booking: the person has as many as the office allows at once (Secrecy).
    AlreadyBooked,
    /// No device has been checked yet (Art. 5(6)).
    DeviceCheck,
    /// One office day before the consultation.
    ReminderDay,
    /// One hour before it.
    ReminderHour,
}

impl Letter {
    pub const ALL: &[Letter] = &[
        Letter::Booked,
        Letter::Moved,
        Letter::Cancelled,
        Letter::Link,
        Letter::NoShow,
        Letter::NewTerms,
        Letter::PleaseReply,
        Letter::Details,
        Letter::Void,
        Letter::Refused,
        Letter::Stopped,
        Letter::Decided,
        Letter::Lifted,
        Letter::NotRegistered,
        Letter::MovedByOffice,
        Letter::Absence,
        Letter::AlreadyBooked,
        Letter::DeviceCheck,
        Letter::ReminderDay,
        Letter::ReminderHour,
    ];

    /// The letter with all that the seeker needs, of a booking that came by this way and is in this state.
    pub fn of_booking(channel: Channel, state: &State) -> Letter {
        match (channel, state) {
            (_, State::AwaitingReply { .. }) => Letter::PleaseReply,
            (Channel::Site, _) | (_, State::AwaitingMail { .. }) => Letter::Booked,
            _ => Letter::Details,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Letter::Booked => "booked",
            Letter::Moved => "moved",
            Letter::Cancelled => "cancelled",
            Letter::Link => "link",
            Letter::NoShow => "no_show",
            Letter::NewTerms => "new_terms",
            Letter::PleaseReply => "please_reply",
            Letter::Details => "details",
            Letter::Void => "void",
            Letter::Refused => "refused",
            Letter::Stopped => "stopped",
            Letter::Decided => "decided",
            Letter::Lifted => "lifted",
            Letter::NotRegistered => "not_registered",
            Letter::MovedByOffice => "moved_by_office",
            Letter::Absence => "absence",
            Letter::AlreadyBooked => "already_booked",
            Letter::DeviceCheck => "device_check",
            Letter::ReminderDay => "reminder_day",
            Letter::ReminderHour => "reminder_hour",
        }
    }

    pub fn of_reminder(reminder: Reminder) -> Letter {
        match reminder {
            Reminder::DeviceCheck => Letter::DeviceCheck,
            Reminder::DayBefore => Letter::ReminderDay,
            Reminder::HourBefore => Letter::ReminderHour,
        }
    }

    /// Whether it asks for a reply where the booking awaits one (Art. 6(4)).
    pub fn asks_reply(self) -> bool {
        matches!(self, Letter::PleaseReply | Letter::Moved | Letter::MovedByOffice)
    }

    /// Whether its receipt, or its return, tells of the booking (R2). Whoever knows an address can ask for its link: what a
    /// mail server says to that must not undo a booking.
    pub fn proves_receipt(self) -> bool {
        matches!(self, Letter::Booked | Letter::Moved | Letter::MovedByOffice)
    }

    /// Whether it only says again what is so: it changes nothing about the consultation.
    pub fn reminds(self) -> bool {
        matches!(self, Letter::DeviceCheck | Letter::ReminderDay | Letter::ReminderHour)
    }

    /// Whether it tells that the consultation does not take place.
    pub fn ends(self) -> bool {
        use Letter::{Absence, Cancelled, NoShow, NotRegistered, Refused, Stopped, Void};
        matches!(self, Absence | Cancelled | NoShow | NotRegistered | Refused | Stopped | Void)
    }

    pub fn of_word(word: &str) -> Option<Letter> {
        Letter::ALL.iter().copied().find(|letter| letter.word() == word)
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
    /// Not sent while it still had a use; staff hear of it.
    pub const GIVEN_UP: &str = "given_up";
}

/// Whether a stranger can make the office write this letter to an address that is not theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Anyone can bring it about: at most [`MOST_AN_HOUR`] to one address, the rest delayed, never dropped.
    Bounded,
    /// As `Bounded`, and its turn, in milliseconds since 1970 UTC, was asked for before: see [`turn_after`].
    InTurn(i64),
    /// Staff or the service itself wrote it: at once.
    Official,
}

/// Letters of [`Pace::Bounded`] to one address within any hour.
pub const MOST_AN_HOUR: u64 = 3;

/// Writes the letter to the booking's address. Ring `Desks::mail_waiting` after the commit.
pub async fn write(
    tx: &Writing,
    row: &booking::Model,
    letter: Letter,
    pace: Pace,
    now: Instant,
    mail_domain: &str,
) -> Result<Uuid, DbErr> {
    put(tx, To { booking: row, attendee: None, recipient: &row.mail }, letter.word(), pace, now, mail_domain).await
}

/// Whom a letter goes to.
pub struct To<'a> {
    pub booking: &'a booking::Model,
    /// The employer's, where it is not the seeker's.
    pub attendee: Option<Uuid>,
    pub recipient: &'a str,
}

/// The row of a letter, by the word that its kind has.
pub async fn put(
    tx: &Writing,
    to: To<'_>,
    word: &str,
    pace: Pace,
    now: Instant,
    mail_domain: &str,
) -> Result<Uuid, DbErr> {
    let due = due(tx, to.recipient, pace, now).await?;
    retention::bookings::written_again(&**tx, to.booking, Class::Outbox, now).await?;
    let id = Uuid::now_v7();
    let letter = ActiveModel {
        id: Set(id),
        office_id: Set(to.booking.office_id),
        booking_id: Set(to.booking.id),
        letter: Set(word.to_owned()),
        recipient: Set(to.recipient.to_owned()),
        message_id: Set(format!("<{id}@{mail_domain}>")),
        created_at: Set(now.timestamp_millis()),
        due_at: Set(due),
        leased_until: Set(None),
        attempts: Set(0),
        status: Set(status::WAITING.to_owned()),
        settled_at: Set(None),
        server: Set(None),
        reply: Set(None),
        attendee_id: Set(to.attendee),
        wish_id: Set(None),
    };
    tx.record(Entity::insert(letter).into_query());
    Ok(id)
}

/// The row of a letter about a wish on the waiting list, which has no booking.
pub async fn put_of_wish(
    tx: &Writing,
    wish: &wish::Model,
    letter: WishLetter,
    pace: Pace,
    now: Instant,
    mail_domain: &str,
) -> Result<(), DbErr> {
    let id = Uuid::now_v7();
    let letter = ActiveModel {
        id: Set(id),
        office_id: Set(wish.office_id),
        booking_id: Set(wish.id),
        letter: Set(letter.word().to_owned()),
        recipient: Set(wish.mail.clone()),
        message_id: Set(format!("<{id}@{mail_domain}>")),
        created_at: Set(now.timestamp_millis()),
        due_at: Set(due(tx, &wish.mail, pace, now).await?),
        leased_until: Set(None),
        attempts: Set(0),
        status: Set(status::WAITING.to_owned()),
        settled_at: Set(None),
        server: Set(None),
        reply: Set(None),
        attendee_id: Set(None),
        wish_id: Set(Some(wish.id)),
    };
    tx.record(Entity::insert(letter).into_query());
    Ok(())
}

/// When a letter to that address is due, in milliseconds since 1970 UTC.
async fn due(tx: &Writing, recipient: &str, pace: Pace, now: Instant) -> Result<i64, DbErr> {
    match pace {
        Pace::Official => Ok(now.timestamp_millis()),
        Pace::InTurn(due) => Ok(due),
        Pace::Bounded => next_turn(tx, recipient, now).await,
    }
}

/// Now, or an hour after the third last letter to that address. An offer from the waiting list takes nobody's turn: the letter
/// that confirms what was accepted must not wait for it.
async fn next_turn(tx: &Writing, recipient: &str, now: Instant) -> Result<i64, DbErr> {
    // Letters of this very transaction count too, and those of whoever asks at this moment.
    tx.write_records().await?;
    in_turn(tx, &format!("letters to {recipient}")).await?;
    let third_last: Option<i64> = Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(Column::Recipient.eq(recipient))
        .filter(Column::Letter.ne(WishLetter::Offered.word()))
        .filter(Column::DueAt.gt((now - TimeDelta::hours(1)).timestamp_millis()))
        .order_by_desc(Column::DueAt)
        .offset(MOST_AN_HOUR - 1)
        .limit(1)
        .into_tuple()
        .one(&**tx)
        .await?;
    Ok(turn_after(third_last, now))
}

/// When the next letter to an address is due, in milliseconds since 1970 UTC: its third last one's moment and an hour, or now.
pub fn turn_after(third_last: Option<i64>, now: Instant) -> i64 {
    let now = now.timestamp_millis();
    third_last.map_or(now, |due| now.max(due + TimeDelta::hours(1).num_milliseconds()))
}

/// Stops the letters to the booking's seeker that still wait: their address was mended, or what they say is no longer so.
/// One that is being handed over at this moment may still arrive; it is superseded all the same, and proves no receipt.
pub async fn supersede(tx: &DatabaseTransaction, booking: Uuid, now: Instant) -> Result<(), DbErr> {
    let seekers = Condition::all().add(Column::BookingId.eq(booking)).add(Column::AttendeeId.is_null());
    stop(tx, seekers, now).await
}

/// Stops the letters to an employer that still wait, in the same way.
pub async fn supersede_attendee(tx: &DatabaseTransaction, attendee: Uuid, now: Instant) -> Result<(), DbErr> {
    stop(tx, Condition::all().add(Column::AttendeeId.eq(attendee)), now).await
}

/// Stops the letters about a wish that still wait, in the same way.
pub async fn supersede_wish(tx: &DatabaseTransaction, wish: Uuid, now: Instant) -> Result<(), DbErr> {
    stop(tx, Condition::all().add(Column::WishId.eq(wish)), now).await
}

async fn stop(tx: &DatabaseTransaction, which: Condition, now: Instant) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status::SUPERSEDED))
        .col_expr(Column::SettledAt, Expr::value(now.timestamp_millis()))
        .filter(which)
        .filter(Column::Status.eq(status::WAITING))
        .exec(tx)
        .await?;
    Ok(())
}

/// Waiting, and not being sent by any node at this moment.
fn idle(now: Instant) -> Condition {
    let unleased =
        Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lte(now.timestamp_millis()));
    Condition::all().add(Column::Status.eq(status::WAITING)).add(unleased)
}

/// Whether a letter to that employer waits that nobody has begun to send.
pub async fn is_idle_for<C: ConnectionTrait>(db: &C, attendee: Uuid, now: Instant) -> Result<bool, DbErr> {
    Ok(Entity::find().filter(idle(now)).filter(Column::AttendeeId.eq(attendee)).count(db).await? > 0)
}

/// When the next letter that no node is sending is due, be it in the past.
pub async fn next_due<C: ConnectionTrait>(db: &C, now: Instant) -> Result<Option<i64>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(idle(now))
        .order_by_asc(Column::DueAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
}

/// Takes up to `most` due letters for this node alone, until `until`. What another node is just taking is passed over.
pub async fn claim(tx: &DatabaseTransaction, now: Instant, until: Instant, most: u64) -> Result<Vec<Model>, DbErr> {
    let mut rows = Entity::find()
        .filter(idle(now))
        .filter(Column::DueAt.lte(now.timestamp_millis()))
        .order_by_asc(Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    if rows.is_empty() {
        return Ok(rows);
    }
    let until = until.timestamp_millis();
    Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    for row in &mut rows {
        row.leased_until = Some(until);
    }
    Ok(rows)
}

/// Keeps a claimed letter to this node for longer, while the mail server takes its time.
pub async fn renew<C: ConnectionTrait>(db: &C, row: &mut Model, until: Instant) -> Result<(), DbErr> {
    let until = until.timestamp_millis();
    let renewed = Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .filter(Column::Id.eq(row.id))
        .filter(Column::LeasedUntil.eq(row.leased_until))
        .exec(db)
        .await?;
    if renewed.rows_affected == 1 {
        row.leased_until = Some(until);
    }
    Ok(())
}

/// Gives a claimed letter back until `due`: nothing was tried.
pub async fn wait(tx: &DatabaseTransaction, row: &Model, due: Instant) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due.timestamp_millis()))
        .col_expr(Column::LeasedUntil, Expr::value(None::<i64>))
        .filter(Column::Id.eq(row.id))
        .filter(Column::LeasedUntil.eq(row.leased_until))
        .filter(Column::Status.eq(status::WAITING))
        .exec(tx)
        .await
        .map(drop)
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// One of [`status`]; still waiting, it is due again at `due_at`.
    pub status: &'static str,
    pub due_at: Option<Instant>,
    pub server: Option<&'a str>,
    pub reply: &'a str,
    pub at: Instant,
}

/// Writes down what became of an attempt. `false`: the letter waits no more, for it was superseded meanwhile, or another
/// node came first; what is written then is only the answer.
pub async fn settle(tx: &DatabaseTransaction, row: &Model, outcome: Outcome<'_>) -> Result<bool, DbErr> {
    let waits = outcome.status == status::WAITING;
    let told = Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(row.attempts + 1))
        .col_expr(Column::LeasedUntil, Expr::value(None::<i64>))
        .col_expr(Column::Server, Expr::value(outcome.server))
        .col_expr(Column::Reply, Expr::value(outcome.reply))
        .filter(Column::Id.eq(row.id));
    let mut settled = told.clone().col_expr(Column::Status, Expr::value(outcome.status));
    if !waits {
        settled = settled.col_expr(Column::SettledAt, Expr::value(outcome.at.timestamp_millis()));
    }
    if let Some(due) = outcome.due_at {
        settled = settled.col_expr(Column::DueAt, Expr::value(due.timestamp_millis()));
    }
    let settled = settled.filter(Column::Status.eq(status::WAITING)).exec(tx).await?;
    if settled.rows_affected == 1 {
        return Ok(true);
    }
    told.filter(Column::Status.eq(status::SUPERSEDED)).exec(tx).await?;
    Ok(false)
}

/// The letter came back after it was taken (R2).
pub async fn came_back(tx: &DatabaseTransaction, row: &Model, server: &str, reply: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status::REFUSED))
        .col_expr(Column::Server, Expr::value(server))
        .col_expr(Column::Reply, Expr::value(reply))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Status.eq(status::SENT))
        .exec(tx)
        .await
        .map(drop)
}

/// Of these letters the first that there is.
pub async fn first_of<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<Option<Model>, DbErr> {
    if ids.is_empty() {
        return Ok(None);
    }
    let mut rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows.into_iter().next())
}

/// Whether a letter about the booking was tried, and is to be tried again.
pub async fn is_delayed<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<bool, DbErr> {
    let tried = Entity::find()
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Status.eq(status::WAITING))
        .filter(Column::Attempts.gt(0));
    Ok(tried.count(db).await? > 0)
}

/// Letters that are still to be sent.
pub async fn waiting<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    Entity::find().filter(Column::Status.eq(status::WAITING)).count(db).await
}
