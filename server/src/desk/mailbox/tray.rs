//! The tray (受信トレイ): what came in and is for a person to read.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, mailbox::reply},
    store::{
        audit, booking,
        entity::{booking::Model as Booking, mail_in::Model},
        mailbox::{self, settled},
        staff,
        writing::Writing,
    },
};
use app::{
    desk::{
        error::DeskError,
        staff::Actor,
        tray::{MailAbout, MailLine, MailSettled, MailboxState, TrayRoom},
    },
    domain::{
        act::Act,
        ids::{BookingId, MailId},
        inbox::Verdict,
        intake::reason,
        time::Instant,
    },
};
use sea_orm::{ConnectionTrait, DbErr};

/// Mails that are shown at once.
const MOST: usize = 100;
/// Mails that are shown after they were settled.
const MOST_SETTLED: u64 = 50;

pub async fn see(desks: &Desks, actor: &Actor) -> Result<TrayRoom, Failure> {
    let db = desks.db.read();
    audit::saw(desks, actor, Act::TraySeen, "", "").await?;
    let mut waiting = mailbox::waiting(db, actor.office.0, MOST as u64 + 1).await?;
    let more = waiting.len() > MOST;
    waiting.truncate(MOST);
    let done = mailbox::settled(db, actor.office.0, MOST_SETTLED).await?;
    let mailbox = mailbox::all(db).await?.into_iter().next().map(|row| MailboxState {
        looked_at: row.looked_at.map(from_millis),
        trouble: row.trouble.zip(row.trouble_at.map(from_millis)),
    });
    let now = desks.clock.now();
    Ok(TrayRoom { mailbox, waiting: lines(db, waiting, now).await?, more, settled: lines(db, done, now).await? })
}

pub async fn lines<C: ConnectionTrait>(db: &C, rows: Vec<Model>, now: Instant) -> Result<Vec<MailLine>, Failure> {
    let bookings = booking::by_ids(db, rows.iter().filter_map(|row| row.booking_id)).await?;
    let names = staff::names(db, rows.iter().filter_map(|row| row.settled_by).collect()).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let verdict = verdict(&row)?;
        let booking = row.booking_id.and_then(|id| bookings.get(&id));
        let about = booking.map(|booking| about(booking, now)).transpose()?;
        let may_count = verdict.may_count() && booking.is_some_and(|booking| reply::counted(&row, booking).is_ok());
        let settled = row.settled_at.map(|at| MailSettled {
            counted: row.settled.as_deref() == Some(settled::COUNTED),
            at: from_millis(at),
            who: row.settled_by.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
            note: row.note.clone(),
        });
        lines.push(MailLine {
            id: MailId(row.id),
            arrived: from_millis(row.arrived_at),
            sender: row.sender,
            sender_name: row.sender_name,
            subject: row.subject,
            text: row.body,
            is_cut: row.cut != 0,
            size: u64::try_from(row.size).unwrap_or_default(),
            verdict,
            about,
            may_count,
            may_tie: settled.is_none() && verdict.may_be_a_reply(),
            settled,
        });
    }
    Ok(lines)
}

pub fn verdict(row: &Model) -> Result<Verdict, DbErr> {
    Verdict::of_word(&row.verdict).ok_or_else(|| DbErr::Type("a mail's verdict".to_owned()))
}

fn about(row: &Booking, now: Instant) -> Result<MailAbout, DbErr> {
    Ok(MailAbout {
        booking: BookingId(row.id),
        reference: row.reference.clone(),
        span: booking::span(row)?,
        state: booking::state(row)?.pass(now, booking::deadline(row)),
        name: row.name.clone(),
        mail: row.mail.clone(),
    })
}

/// The mail, which waits in the actor's tray. `None`: it was settled before, and that stands.
pub async fn waiting(tx: &Writing, actor: &Actor, id: MailId) -> Result<Option<Model>, Failure> {
    let row = mailbox::lock_mail(tx, id.0).await?.filter(|row| row.office_id == actor.office.0);
    let row = row.ok_or(DeskError::NotFound)?;
    if !verdict(&row)?.waits() {
        return Err(DeskError::NotFound.into());
    }
    Ok(Some(row).filter(|row| row.settled.is_none()))
}

pub async fn settle(desks: &Desks, actor: &Actor, id: MailId, note: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let Some(mail) = waiting(&tx, actor, id).await? else { return Ok(()) };
    let note = reason(note).map_err(|_| DeskError::Mend)?;
    mailbox::settle(&tx, mail.id, settled::NOTED, actor.staff.0, now, &note).await?;
    let about = match mail.booking_id {
        Some(booking) => booking::find(&*tx, booking).await?.map(|row| row.reference),
        None => None,
    };
    audit::write(&tx, actor, now, Act::MailSettled, &about.unwrap_or_default(), "");
    desks.commit(tx, actor.office, &[]).await?;
    Ok(())
}
