//! What staff do about employers: inviting and taking off, each told by letter.

use crate::{
    clock::from_millis,
    desk::{Desks, attendee::link::noted, failure::Failure, staff::own},
    store::{
        attendee::{self, AttendeeLetter, attendance, expected, save},
        audit,
        booking::{self, json},
        entity::{attendee::Model, booking::Model as Booking},
        history::{self, What, Who},
        live_event::Change,
        outbox::Pace,
        writing::Writing,
    },
};
use app::{
    desk::{attendee::Inviting, error::DeskError, staff::Actor},
    domain::{
        act::Act,
        attendee::{Attendance, Checked, Employer, check, most},
        ids::{AttendeeId, BookingId},
        slot::Span,
        time::Instant,
    },
};
use uuid::Uuid;

pub async fn form(desks: &Desks, actor: &Actor, id: BookingId) -> Result<Inviting, Failure> {
    let db = desks.db.read();
    let row = own(booking::find(db, id.0).await?, actor)?;
    audit::saw(desks, actor, Act::CardSeen, &row.reference, "").await?;
    let now = desks.clock.now();
    let state = booking::state(&row)?.pass(now, booking::deadline(&row));
    let kind = booking::kind(&row)?;
    let there = expected(db, row.id).await?.len();
    Ok(Inviting {
        booking: id,
        kind,
        span: booking::span(&row)?,
        open: state.is_live() && now < from_millis(row.starts_at) && there < most(kind),
        name: row.name,
        reference: row.reference,
    })
}

pub async fn invite(desks: &Desks, actor: &Actor, id: BookingId, typed: &Employer) -> Result<Span, Failure> {
    let now = desks.clock.now();
    let employer = check(typed).map_err(|_| DeskError::Mend);
    let tx = desks.begin().await?;
    let booking = own(booking::lock(&tx, id.0).await?, actor)?;
    let employer = employer?;
    let span = booking::span(&booking)?;
    if !booking::state(&booking)?.pass(now, booking::deadline(&booking)).is_live() {
        return Err(DeskError::Ended.into());
    }
    if now >= from_millis(booking.starts_at) {
        return Err(DeskError::Begun.into());
    }
    let there = expected(&*tx, booking.id).await?;
    let same = |row: &Model| row.mail == employer.mail.as_str() && row.job_number == employer.job_number.as_str();
    if there.iter().any(same) {
        // Pressed twice.
        return Ok(span);
    }
    if there.len() >= most(booking::kind(&booking)?) {
        return Err(DeskError::Conflict.into());
    }
    put_in(desks, &tx, actor, &booking, &employer, now).await?;
    desks.commit(tx, actor.office, &[Change::Card { booking: id }]).await?;
    Ok(span)
}

/// Invites an employer to a booking that this transaction keeps, or makes.
pub async fn put_in(
    desks: &Desks,
    tx: &Writing,
    actor: &Actor,
    booking: &Booking,
    employer: &Checked,
    now: Instant,
) -> Result<(), Failure> {
    let row = Model {
        id: Uuid::now_v7(),
        office_id: booking.office_id,
        booking_id: booking.id,
        company: employer.company.to_string(),
        person: employer.person.to_string(),
        phone: employer.phone.to_string(),
        mail: employer.mail.to_string(),
        job_number: employer.job_number.to_string(),
        lang: employer.lang.to_owned(),
        attendance: json(&Attendance::Invited)?,
        sequence: 0,
        unreached: 0,
        created_at: now.timestamp_millis(),
    };
    attendee::insert(tx, &row);
    attendee::write(tx, booking, &row, AttendeeLetter::Invited, Pace::Official, now, &desks.mail_domain).await?;
    let whose = noted(&row, "");
    history::write(tx, booking, now, Who::Staff(actor.staff), What::AttendeeInvited, &whose);
    audit::write(tx, actor, now, Act::AttendeeAdded, &booking.reference, &whose);
    Ok(())
}

pub async fn remove(desks: &Desks, actor: &Actor, id: BookingId, attendee: AttendeeId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let booking = own(booking::lock(&tx, id.0).await?, actor)?;
    let row = attendee::find(&*tx, attendee.0).await?;
    let mut row = row.filter(|row| row.booking_id == booking.id).ok_or(DeskError::NotFound)?;
    let before = attendance(&row)?;
    if matches!(before, Attendance::Removed { .. }) {
        // Pressed twice.
        return Ok(());
    }
    // Whoever will not come anyway, or to what is over, needs no letter.
    let state = booking::state(&booking)?.pass(now, booking::deadline(&booking));
    let told = before.is_expected() && state.is_live();
    row.sequence += i32::from(told);
    save(&tx, &mut row, &before.remove(now)?)?;
    if told {
        attendee::write(&tx, &booking, &row, AttendeeLetter::Ended, Pace::Official, now, &desks.mail_domain).await?;
    }
    let whose = noted(&row, "");
    history::write(&tx, &booking, now, Who::Staff(actor.staff), What::AttendeeRemoved, &whose);
    audit::write(&tx, actor, now, Act::AttendeeRemoved, &booking.reference, &whose);
    desks.commit(tx, actor.office, &[Change::Card { booking: id }]).await?;
    Ok(())
}
