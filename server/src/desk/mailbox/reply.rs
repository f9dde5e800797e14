//! A mail that is a booking's reply in the word of staff (R3): of the booking that it names, or of one that they choose.

use super::tray::{lines, verdict, waiting};
use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::Failure,
        phone::{find, reply::send_details},
        staff::own,
    },
    store::{
        audit,
        booking::{self, save},
        consent::{self, Moment},
        entity::{booking::Model as Booking, mail_in::Model},
        history::{self, What, Who},
        mailbox::{self, settled},
    },
};
use app::{
    desk::{
        error::DeskError,
        phone::Reply,
        staff::Actor,
        tray::{AwaitingReply, Replying},
    },
    domain::{
        act::Act,
        booking::State,
        ids::{BookingId, MailId},
        inbox,
    },
};
use sea_orm::DbErr;

/// Bookings that are shown at once.
const MOST: usize = 50;
/// What the log has in the place of the sort of words, where all were looked at.
const ALL: &str = "awaiting_reply";

/// The booking's state if the mail is its reply.
pub fn counted(mail: &Model, row: &Booking) -> Result<State, Failure> {
    let arrived = from_millis(mail.arrived_at);
    Ok(inbox::counted(booking::state(row)?, arrived, &mail.message_id, booking::deadline(row))?)
}

pub async fn candidates(desks: &Desks, actor: &Actor, id: MailId, words: &str) -> Result<Replying, Failure> {
    let db = desks.db.read();
    let now = desks.clock.now();
    let mail = mailbox::find(db, id.0).await?.filter(|row| row.office_id == actor.office.0);
    let mail = mail.ok_or(DeskError::NotFound)?;
    if !verdict(&mail)?.waits() {
        return Err(DeskError::NotFound.into());
    }
    let (sorts, mut rows) = if words.trim().is_empty() {
        (ALL.to_owned(), booking::awaiting_reply(db, actor.office.0).await?)
    } else {
        find::awaiting_reply(db, actor.office, words).await?
    };
    rows.retain(|row| counted(&mail, row).is_ok());
    // Never taken for the look before, as in `find`.
    let tx = desks.begin().await?;
    audit::write(&tx, actor, now, Act::PeopleSearched, "", &format!("{sorts}: {}", rows.len()));
    tx.commit().await?;
    rows.sort_by_key(|row| (!row.mail.eq_ignore_ascii_case(&mail.sender), row.starts_at, row.id));
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let bookings = rows.iter().map(awaiting).collect::<Result<_, _>>()?;
    let mail = lines(db, vec![mail], now).await?.pop().ok_or(DeskError::NotFound)?;
    Ok(Replying { mail, bookings, more })
}

fn awaiting(row: &Booking) -> Result<AwaitingReply, DbErr> {
    Ok(AwaitingReply {
        booking: BookingId(row.id),
        reference: row.reference.clone(),
        name: row.name.clone(),
        number: row.number.clone(),
        mail: row.mail.clone(),
        span: booking::span(row)?,
        deadline: booking::deadline(row),
    })
}

/// `chosen`: the booking whose reply it is; otherwise the one that it names.
pub async fn count(desks: &Desks, actor: &Actor, id: MailId, chosen: Option<BookingId>) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let Some(mail) = waiting(&tx, actor, id).await? else { return Ok(()) };
    let verdict = verdict(&mail)?;
    let (of, may) = match chosen {
        Some(chosen) => (Some(chosen.0), verdict.may_be_a_reply()),
        None => (mail.booking_id, verdict.may_count()),
    };
    let of = of.ok_or(DeskError::Conflict)?;
    let mut row = own(booking::lock(&tx, of).await?, actor)?;
    if !may {
        return Err(DeskError::Conflict.into());
    }
    let state = counted(&mail, &row)?;
    let change = save(&tx, &mut row, state).await?;
    let (how, arrived) = (Reply::Mail, from_millis(mail.arrived_at));
    consent::write(&tx, &row, &[(Moment::Receipt, &format!("staff: {}", how.word()), arrived)])?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::Replied, how.word());
    if chosen.is_some() {
        mailbox::tie(&tx, mail.id, row.id).await?;
    }
    mailbox::settle(&tx, mail.id, settled::COUNTED, actor.staff.0, now, "").await?;
    audit::write(&tx, actor, now, Act::MailCounted, &row.reference, "");
    send_details(desks, &tx, &row, now).await?;
    desks.commit(tx, actor.office, &[change]).await?;
    Ok(())
}
