//! Bookings a person may have at once. On the site nothing tells of them (Secrecy): the form takes one too many as any other,
//! its seat is free again, and the letter to the address given says that it is not confirmed and whom to call. The page of
//! whoever sent it awaits that letter like any other, and never claims that the booking stands.

use crate::{
    clock::from_millis,
    desk::failure::Failure,
    store::{
        booking::{self, LIVE},
        database::in_turn,
        entity::{
            booking::{Column, Entity, Model},
            outbox as letters,
        },
        history::{self, What, Who},
        office,
        outbox::{Letter, status},
        writing::Writing,
    },
};
use app::{
    desk::phone::AtOnce,
    domain::{
        booking::{Refusal, State},
        ids::{BookingId, OfficeId, StaffId},
        time::Instant,
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;

/// Who refused it: nobody, but the office's setting.
const NOBODY: StaffId = StaffId(Uuid::nil());

/// Whether the state is that of one too many.
pub fn is(state: &State) -> bool {
    matches!(state, State::Refused { who: NOBODY, .. })
}

/// Whose bookings are counted.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    pub office: OfficeId,
    /// The normalised 求職番号.
    pub number: &'a str,
    /// One that is not counted.
    pub besides: Option<BookingId>,
}

impl Whose<'_> {
    /// Those that are live.
    async fn live<C: ConnectionTrait>(self, db: &C, now: Instant) -> Result<u16, DbErr> {
        let live = Entity::find()
            .filter(Column::OfficeId.eq(self.office.0))
            .filter(Column::Number.eq(self.number))
            .filter(Column::State.is_in(LIVE))
            .filter(Column::Id.ne(self.besides.map_or(Uuid::nil(), |booking| booking.0)))
            .filter(Expr::col(Column::StartsAt).add(Expr::col(Column::Minutes).mul(60_000)).gt(now.timestamp_millis()))
            .count(db)
            .await?;
        Ok(u16::try_from(live).unwrap_or(u16::MAX))
    }

    /// Whoever makes one more counts in turn with others of the same.
    fn subject(self) -> String {
        format!("{} {}", self.office, self.number)
    }
}

/// A person's live bookings, where the office allows only so many at a consultation's start.
pub async fn at_once<C: ConnectionTrait>(
    db: &C,
    whose: Whose<'_>,
    starts: Instant,
    now: Instant,
) -> Result<Option<AtOnce>, DbErr> {
    let settings = office::settings(db, whose.office.0).await?;
    let Some(most) = office::most_live(&settings, starts) else { return Ok(None) };
    Ok(Some(AtOnce { live: whose.live(db, now).await?, most }))
}

/// The same, counted by a transaction that makes one more: of two that count the same person's, the second waits for the
/// first to end.
pub async fn at_once_in_turn(
    tx: &Writing,
    whose: Whose<'_>,
    starts: Instant,
    now: Instant,
) -> Result<Option<AtOnce>, DbErr> {
    in_turn(tx, &whose.subject()).await?;
    at_once(&**tx, whose, starts, now).await
}

/// What becomes of a booking as it is submitted, and its letter. The row has the person already; `most` is what the office
/// allows.
pub async fn judge(
    tx: &Writing,
    row: &Model,
    state: State,
    most: Option<u16>,
    now: Instant,
) -> Result<(State, Letter), Failure> {
    let whose = Whose { office: OfficeId(row.office_id), number: &row.number, besides: None };
    let full = match most {
        Some(most) => {
            in_turn(tx, &whose.subject()).await?;
            AtOnce { live: whose.live(&**tx, now).await?, most }.is_full()
        }
        None => false,
    };
    if !full {
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
