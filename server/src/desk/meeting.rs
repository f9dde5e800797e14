//! What is to be done about a booking's meeting, and what came of it.

use crate::{
    clock::from_millis,
    desk::{Desks, attendee::tell, failure::Failure},
    store::{
        booking,
        entity::{booking::Model as Booking, meeting::Model as Row, zoom_host},
        live_event::Change,
        meeting::{self, Outcome},
    },
};
use app::domain::{
    ids::{BookingId, OfficeId},
    meeting::{Todo, made_from},
    slot::Span,
    time::Instant,
};
use sea_orm::{DbErr, EntityTrait};

/// What is to be asked of Zoom.
#[derive(Clone, Debug)]
pub struct Errand {
    pub todo: Todo,
    /// Whose meeting it is, as the account knows them.
    pub user: String,
    /// Ours are known by it.
    pub tag: String,
    pub span: Span,
    pub number: Option<i64>,
    /// There may be one that we do not know of: it is looked for before one is made.
    pub in_doubt: bool,
}

/// What is to be done about it now. Otherwise until when nothing is, if ever.
pub async fn errand(desks: &Desks, row: &Row, site_days: u8) -> Result<Result<Errand, Option<Instant>>, Failure> {
    let db = desks.db.read();
    let now = desks.clock.now();
    let meeting = meeting::meeting(row)?;
    let todo = meeting.todo(now);
    if todo == Todo::Nothing {
        return Ok(Err(None));
    }
    let host = zoom_host::Entity::find_by_id(row.host_id).one(db).await?;
    // Where there is or may be a meeting it is that of whoever was asked.
    let asked = row.zoom_user.clone().filter(|_| meeting.made.is_some() || row.doubt_until.is_some());
    let Some(user) = asked.or_else(|| host.and_then(|host| host.zoom_user)) else { return Ok(Err(None)) };
    if todo == Todo::Make && !meeting.in_doubt {
        let Some(booking) = booking::find(db, row.booking_id).await? else { return Ok(Err(None)) };
        let days = desks.live.days(OfficeId(row.office_id)).await?;
        let from = made_from(booking::channel(&booking)?, &days, meeting.span.starts(), site_days);
        if let Some(from) = from.filter(|from| now < *from) {
            return Ok(Err(Some(from)));
        }
    }
    Ok(Ok(Errand {
        todo,
        user,
        tag: meeting::tag(row.booking_id),
        span: meeting.span,
        number: row.number,
        in_doubt: meeting.in_doubt,
    }))
}

/// Counts a creation or change before it is asked for. `false`: the host's day is used up.
pub async fn may_ask(desks: &Desks, row: &Row) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    let is_free = meeting::count(&tx, row, desks.clock.now()).await?;
    tx.commit().await?;
    Ok(is_free)
}

/// Zoom says that the host's day is used up.
pub async fn used_up(desks: &Desks, row: &Row) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    meeting::use_up(&tx, row, desks.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Writes down what came of it, and tells those who look at the booking.
pub async fn settled(desks: &Desks, row: &Row, outcome: &Outcome) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    // Kept before the meeting's row, as by whoever changes what the booking wants.
    let booking = match outcome {
        Outcome::Made(_) => booking::lock(&tx, row.booking_id).await?,
        _ => None,
    };
    let Some(after) = meeting::settle(&tx, row, outcome, now).await? else { return Ok(()) };
    let shows = |row: &Row| (row.number, row.made_starts_at, row.trouble.is_some());
    let told = (shows(row) != shows(&after)).then_some(Change::Card { booking: BookingId(row.booking_id) });
    let is_told = match &booking {
        Some(booking) if row.number != after.number && is_to_join(&after, booking, now)? => {
            tell::meeting(desks, &tx, booking, now).await?
        }
        _ => false,
    };
    desks.commit(tx, OfficeId(row.office_id), told.as_slice()).await?;
    if is_told {
        desks.mail_waiting.notify_one();
    }
    Ok(())
}

/// Whether this is the meeting in which the booking is still to take place.
fn is_to_join(row: &Row, booking: &Booking, now: Instant) -> Result<bool, DbErr> {
    let is_its = row.wanted != 0 && booking.host_id == Some(row.host_id);
    let state = booking::state(booking)?.pass(now, booking::deadline(booking));
    Ok(is_its && state.is_live() && now < from_millis(booking.starts_at))
}
