//! What the employer's link opens. A wrong link, an unknown one and one that is too old are the same `NotFound`; opening it
//! changes nothing.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, link::READABLE_FOR},
    store::{
        attendee::{self, attendance, save},
        booking,
        entity::{attendee::Model, booking::Model as Booking},
        history::{self, What, Who},
        live_event::Change,
        meeting, office,
    },
};
use app::{
    desk::{
        Lang,
        attendee::{AttendanceView, AttendeeToken},
        error::DeskError,
    },
    domain::{
        attendee::{self as rule, Attendance, Trouble, may_report},
        booking::State,
        ids::{AttendeeId, BookingId, OfficeId},
        time::Instant,
    },
};
use chrono::TimeDelta;

/// What an employer says.
pub enum Said {
    Comes,
    Trouble(Trouble, String),
    Declines(String),
}

/// # Errors
/// `Mend`: too long.
pub fn written(message: &str) -> Result<String, DeskError> {
    rule::message(message).map_err(|_| DeskError::Mend)
}

/// The attendee behind the link and their booking, for reading.
pub async fn opened(desks: &Desks, token: &AttendeeToken) -> Result<(Model, Booking), Failure> {
    let id = desks.key.attendee(token).ok_or(DeskError::NotFound)?;
    let row = attendee::find(desks.db.read(), id.0).await?.ok_or(DeskError::NotFound)?;
    let booking = booking::find(desks.db.read(), row.booking_id).await?.ok_or(DeskError::NotFound)?;
    opens(&booking, desks.clock.now())?;
    Ok((row, booking))
}

fn opens(booking: &Booking, now: Instant) -> Result<(), DeskError> {
    let ends = from_millis(booking.starts_at) + TimeDelta::minutes(booking.minutes.into());
    if now <= ends + READABLE_FOR { Ok(()) } else { Err(DeskError::NotFound) }
}

pub async fn view(desks: &Desks, token: &AttendeeToken, lang: Lang) -> Result<AttendanceView, Failure> {
    let (row, booking) = opened(desks, token).await?;
    let now = desks.clock.now();
    let facts = desks.live.facts(OfficeId(row.office_id)).await?;
    let (text, _) = office::chosen(&facts.texts, row.office_id, lang)?;
    let state = booking::state(&booking)?.pass(now, booking::deadline(&booking));
    let span = booking::span(&booking)?;
    let attendance = attendance(&row)?;
    let meets = attendance.is_expected() && state.is_live();
    let open = meets && now < span.ends();
    let joining = if open { meeting::to_join(desks.db.read(), &booking).await?.joining } else { None };
    Ok(AttendanceView {
        office: text.name.clone(),
        place: facts.places.told(booking.counter_id, lang),
        phone: facts.office.phone.clone(),
        kind: booking::kind(&booking)?,
        span,
        job_number: row.job_number,
        company: row.company,
        person: row.person,
        seeker: meets.then_some(booking.name),
        attendance,
        stands: state.is_live() || matches!(state, State::Attended { .. }),
        tentative: matches!(state, State::AwaitingReply { .. } | State::AwaitingMail { .. }),
        open,
        may_report: open && may_report(span, now),
        joining,
        token: desks.key.attendee_token(AttendeeId(row.id)),
    })
}

pub async fn say(desks: &Desks, token: &AttendeeToken, said: &Said) -> Result<(), Failure> {
    let now = desks.clock.now();
    let id = desks.key.attendee(token).ok_or(DeskError::NotFound)?;
    let tx = desks.begin().await?;
    let seen = attendee::find(&*tx, id.0).await?.ok_or(DeskError::NotFound)?;
    let booking = booking::lock(&tx, seen.booking_id).await?.ok_or(DeskError::NotFound)?;
    opens(&booking, now)?;
    // What they said meanwhile is seen only under the booking's lock.
    let mut row = attendee::find(&*tx, id.0).await?.ok_or(DeskError::NotFound)?;
    let state = booking::state(&booking)?.pass(now, booking::deadline(&booking));
    let span = booking::span(&booking)?;
    if !state.is_live() || now >= span.ends() {
        return Err(DeskError::Ended.into());
    }
    let before = attendance(&row)?;
    let (after, what, message) = match said {
        Said::Comes => (before.clone().confirm(now)?, What::AttendeeConfirmed, ""),
        Said::Trouble(trouble, message) => {
            let what = match trouble {
                Trouble::Late => What::AttendeeLate,
                Trouble::CannotConnect => What::AttendeeCannotConnect,
            };
            (before.clone().report(now, *trouble, message.clone(), span)?, what, message.as_str())
        }
        Said::Declines(message) => {
            (before.clone().decline(now, message.clone())?, What::AttendeeDeclined, message.as_str())
        }
    };
    if after == before {
        // Pressed twice.
        return Ok(());
    }
    if matches!(after, Attendance::Confirmed { .. } | Attendance::Declined { .. }) {
        row.sequence += 1;
    }
    save(&tx, &mut row, &after)?;
    history::write(&tx, &booking, now, Who::Attendee, what, &noted(&row, message));
    desks.commit(tx, OfficeId(row.office_id), &[Change::Card { booking: BookingId(booking.id) }]).await?;
    Ok(())
}

/// Whose it is, and what they wrote.
pub fn noted(row: &Model, message: &str) -> String {
    if message.is_empty() { row.company.clone() } else { format!("{}：{message}", row.company) }
}
