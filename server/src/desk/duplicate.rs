//! Bookings a person may have at once. On the site nothing tells of them (Secrecy): the form takes one too many as any other,
//! its seat is free again, and the letter to the address given says that it is not confirmed and whom to call. The page of
//! whoever sent it awaits that letter like any other, and never claims that the booking stands.
//!
//! Two requests at the very same moment may pass the count together.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure},
    store::{
        booking::{self, LIVE},
        entity::{
            booking::{Column, Model},
            outbox as letters,
        },
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace, status},
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, phone::AtOnce},
    domain::{
        booking::{Refusal, State},
        ids::{BookingId, OfficeId, StaffId},
        mail_address::MailAddress,
        time::{Instant, date_jst},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

/// Who refused it: nobody, but the office's setting.
const NOBODY: StaffId = StaffId(Uuid::nil());

/// Whether the state is that of one too many.
pub fn is(state: &State) -> bool {
    matches!(state, State::Refused { who: NOBODY, .. })
}

/// The live bookings of a normalised 求職番号 at the office, where it allows only so many at a consultation's start. `besides`:
/// one that is not counted.
pub async fn at_once<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    number: &str,
    starts: Instant,
    besides: Option<BookingId>,
    now: Instant,
) -> Result<Option<AtOnce>, DbErr> {
    let [first, second, third] = LIVE;
    let sql = format!(
        "SELECT (SELECT most_live FROM office_setting WHERE office_id = $1 AND from_date <= $3 \
         ORDER BY from_date DESC LIMIT 1) AS most, \
         (SELECT COUNT(*) FROM booking WHERE office_id = $1 AND number = $2 \
         AND state IN ('{first}', '{second}', '{third}') AND starts_at + minutes * 60000 > $4 AND id <> $5) AS live"
    );
    let values = [
        office.0.into(),
        number.into(),
        date_jst(starts).to_string().into(),
        now.timestamp_millis().into(),
        besides.map_or(Uuid::nil(), |booking| booking.0).into(),
    ];
    let row = db
        .query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("a count".to_owned()))?;
    let most: Option<i64> = row.try_get("", "most")?;
    let live: i64 = row.try_get("", "live")?;
    Ok(most.map(|most| AtOnce {
        live: u16::try_from(live).unwrap_or(u16::MAX),
        most: u16::try_from(most).unwrap_or(u16::MAX),
    }))
}

/// What becomes of a booking as it is submitted, and its letter. The row has the person already.
pub async fn judge(tx: &Writing, row: &Model, state: State, now: Instant) -> Result<(State, Letter), Failure> {
    let starts = from_millis(row.starts_at);
    let counted = at_once(&**tx, OfficeId(row.office_id), &row.number, starts, None, now).await?;
    if !counted.is_some_and(AtOnce::is_full) {
        return Ok((state, Letter::Booked));
    }
    history::write(tx, row, now, Who::Clockwork, What::Duplicate, "");
    Ok((State::Refused { at: now, who: NOBODY }, Letter::AlreadyBooked))
}

/// The state as the page shows it: one too many awaits its mail, or its address is to be mended, by what became of its letter.
pub async fn shown<C: ConnectionTrait>(db: &C, row: &Model, state: State, now: Instant) -> Result<State, DbErr> {
    let State::Refused { at, who: NOBODY } = state else { return Ok(state) };
    let last = letters::Entity::find()
        .filter(letters::Column::BookingId.eq(row.id))
        .filter(letters::Column::Letter.eq(Letter::AlreadyBooked.word()))
        .order_by_desc(letters::Column::Id)
        .one(db)
        .await?;
    let returned = last.filter(|letter| letter.status == status::REFUSED);
    let refused = returned.map(|letter| Refusal {
        at: from_millis(letter.settled_at.unwrap_or(letter.created_at)),
        reply: letter.reply.unwrap_or_default(),
    });
    // As time makes it of any other whose letter never came.
    Ok(State::AwaitingMail { since: at, refused }.pass(now, booking::deadline(row)))
}

/// The address was mended from the browser that booked: the letter goes there.
///
/// # Errors
/// `Ended`, as of any other once its deadline has passed.
pub async fn send_to_mended(desks: &Desks, tx: Writing, mut row: Model, mail: &MailAddress) -> Result<Model, Failure> {
    let now = desks.clock.now();
    if now > booking::deadline(&row) {
        return Err(DeskError::Ended.into());
    }
    row.mail = mail.to_string();
    booking::update(&tx, &row, &[Column::Mail]).await?;
    outbox::supersede(&tx, row.id, now).await?;
    outbox::write(&tx, &row, Letter::AlreadyBooked, Pace::Bounded, now, &desks.mail_domain).await?;
    history::write(&tx, &row, now, Who::Seeker, What::Corrected, "mail");
    desks.commit(tx, OfficeId(row.office_id), &[Change::Card { booking: BookingId(row.id) }]).await?;
    desks.mail_waiting.notify_one();
    Ok(row)
}
