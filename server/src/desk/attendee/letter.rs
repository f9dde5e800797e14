//! The letters to employers, from the outbox to their outcome. None of them proves anything about the booking (R2): only
//! whether an employer was reached is noted.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        attendee::link::{self, noted},
        failure::{Failure, retried},
        mail::{Errand, WORTH_SENDING, awaited, told},
        view,
    },
    mail::{Sender, calendar::Method, letter::attendee::Invitation},
    store::{
        attendee::{self, AttendeeLetter, attendance, reached},
        booking,
        entity::{attendee::Model, booking::Model as Booking, outbox::Model as Row},
        history::{self, What, Who},
        live_event::Change,
        meeting::{self, ToJoin},
        outbox::{self, Outcome},
    },
};
use app::{
    attendee::address,
    desk::{Answer, attendee::AttendeeToken},
    domain::{
        attendee::Attendance,
        booking::{Channel, State},
        ids::{AttendeeId, BookingId, OfficeId},
        mail_address::MailAddress,
        meeting::Joining,
    },
};
use sea_orm::DbErr;
use uuid::Uuid;

/// What the letter says, or `None` if it is true no more.
pub async fn errand(desks: &Desks, sender: &Sender, row: &Row, attendee: Uuid) -> Result<Option<Errand>, Failure> {
    let db = desks.db.read();
    let letter = AttendeeLetter::of_word(&row.letter).ok_or_else(|| DbErr::Type("a letter's word".to_owned()))?;
    let Some(booking) = booking::find(db, row.booking_id).await? else { return Ok(None) };
    let Some(attendee) = attendee::find(db, attendee).await? else { return Ok(None) };
    let state = booking::state(&booking)?.pass(desks.clock.now(), booking::deadline(&booking));
    let meets = state.is_live() && attendance(&attendee)?.is_expected();
    let meeting = if meets { meeting::to_join(db, &booking).await? } else { ToJoin::default() };
    let is_true = match letter {
        AttendeeLetter::Invited | AttendeeLetter::Moved => meets,
        AttendeeLetter::Meeting => meeting.joining.is_some(),
        AttendeeLetter::Ended => !meets,
    };
    if !is_true {
        return Ok(None);
    }
    let starts = from_millis(booking.starts_at);
    let until = match letter {
        AttendeeLetter::Invited | AttendeeLetter::Moved | AttendeeLetter::Meeting => starts,
        AttendeeLetter::Ended => starts.max(from_millis(row.created_at) + WORTH_SENDING),
    };
    // A meeting of the site's is made shortly before its day: how to join comes in a letter of its own then.
    let waits = match booking::channel(&booking)? {
        Channel::Site => None,
        Channel::Phone | Channel::Session => awaited(&meeting, row, desks.clock.now()),
    };
    let mut invitation = invitation(desks, sender, &booking, &attendee, letter, meeting.joining).await?;
    if letter == AttendeeLetter::Moved {
        invitation.before = history::moved_from(db, booking.id, from_millis(row.created_at)).await?;
    }
    Ok(Some(Errand {
        letter: invitation.written(),
        from: invitation.from,
        to: invitation.to,
        date: invitation.now,
        until,
        waits,
    }))
}

async fn invitation(
    desks: &Desks,
    sender: &Sender,
    booking: &Booking,
    row: &Model,
    letter: AttendeeLetter,
    joining: Option<Joining>,
) -> Result<Invitation, Failure> {
    let now = desks.clock.now();
    let lang = view::lang(&row.lang);
    let office = desks.live.facts(OfficeId(row.office_id)).await?;
    let attendance = attendance(row)?;
    let state = booking::state(booking)?.pass(now, booking::deadline(booking));
    let to: MailAddress = row.mail.parse().map_err(|_| DbErr::Type("an employer's mail address".to_owned()))?;
    let token = desks.key.attendee_token(AttendeeId(row.id));
    Ok(Invitation {
        lang,
        letter,
        removed: matches!(attendance, Attendance::Removed { .. }),
        office: told(&office, booking.counter_id, lang)?,
        kind: booking::kind(booking)?,
        span: booking::span(booking)?,
        before: None,
        job_number: row.job_number.clone(),
        company: row.company.clone(),
        person: row.person.clone(),
        link: format!("{}{}", sender.base_url, address::attendance(lang, &token)),
        tentative: matches!(state, State::AwaitingReply { .. } | State::AwaitingMail { .. }),
        joining,
        accepted: matches!(attendance, Attendance::Confirmed { .. } | Attendance::Late { .. }),
        uid: format!("{}@{}", row.id, sender.from.domain()),
        // The seeker's own confirmation changes the entry too.
        sequence: u32::try_from(row.sequence + booking.sequence).unwrap_or_default(),
        from: sender.from.clone(),
        to,
        now,
    })
}

/// The interview's entry for the employer's own calendar, by their link: of one that they do not attend, one that takes the
/// entry away.
///
/// # Errors
/// `NotFound` for every wrong link.
pub async fn entry_by_link(desks: &Desks, sender: &Sender, token: &AttendeeToken) -> Answer<String> {
    retried(async || {
        let (row, booking) = link::opened(desks, token).await?;
        let state = booking::state(&booking)?.pass(desks.clock.now(), booking::deadline(&booking));
        let stands = attendance(&row)?.is_expected() && state.takes_seat();
        let (letter, method) =
            if stands { (AttendeeLetter::Invited, Method::Publish) } else { (AttendeeLetter::Ended, Method::Cancel) };
        let joining = if stands { meeting::to_join(desks.db.read(), &booking).await?.joining } else { None };
        Ok(invitation(desks, sender, &booking, &row, letter, joining).await?.calendar_file(method))
    })
    .await
}

/// What became of a letter to an employer. Staff hear of one that did not arrive.
pub async fn settled(desks: &Desks, row: &Row, attendee: Uuid, outcome: Outcome<'_>) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let Some(booking) = booking::lock(&tx, row.booking_id).await? else { return Ok(()) };
    let Some(one) = attendee::find(&*tx, attendee).await? else { return Ok(()) };
    let mut told = Vec::new();
    if outbox::settle(&tx, row, outcome).await? {
        let arrived = match outcome.status {
            outbox::status::SENT => Some(true),
            outbox::status::REFUSED | outbox::status::GIVEN_UP => Some(false),
            _ => None,
        };
        if let Some(arrived) = arrived {
            reached(&*tx, one.id, arrived).await?;
            told.push(Change::Card { booking: BookingId(booking.id) });
        }
        if arrived == Some(false) {
            let note = noted(&one, outcome.reply);
            history::write(&tx, &booking, outcome.at, Who::Post, What::AttendeeUnreached, &note);
        }
    }
    desks.commit(tx, OfficeId(booking.office_id), &told).await?;
    Ok(())
}
