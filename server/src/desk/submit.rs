//! 予約する: the hold becomes a booking that waits for its letter (Art. 6(3), R2).

use crate::{
    clock::from_millis,
    desk::{
        Desks, duplicate,
        failure::{Failure, retried},
        hold::own,
        standing::refusal,
        view,
    },
    store::{
        applicant,
        application::{self as applications, Draft},
        booking::{self, json, save, save_with},
        consent::{self, Moment},
        database::unavailable,
        entity::booking::{Column, Model},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
        registration, standing,
        writing::Writing,
    },
};
use app::{
    desk::{
        Answer, Lang,
        application::VisitorKey,
        booking::{BookingView, SeekerState},
        error::DeskError,
    },
    domain::{
        booking::State,
        details,
        ids::{BookingId, OfficeId},
        mail_address::MailAddress,
        time::date_jst,
    },
};

/// Bookings that wait for a letter to one mail address, per office. They wait for seconds unless the address is wrong; a
/// stranger who gives another's address could use them up, so there are more than anyone needs.
pub const MOST_PER_MAIL: i64 = 10;

/// The columns of the snapshot.
const GIVEN: [Column; 12] = [
    Column::Name,
    Column::Kana,
    Column::Phone,
    Column::Mail,
    Column::Number,
    Column::Topic,
    Column::Interpreter,
    Column::Carer,
    Column::Lang,
    Column::Terms,
    Column::Device,
    Column::Generation,
];

pub async fn submit(desks: &Desks, visitor: VisitorKey) -> Answer<BookingView> {
    let (row, lang) = retried(|| book(desks, visitor)).await?;
    retried(|| view::booking(desks, &row, lang)).await
}

async fn book(desks: &Desks, visitor: VisitorKey) -> Result<(Model, Lang), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (application, row) = own(&tx, visitor).await?;
    let lang = view::lang(&application.lang);
    let mut row = row.ok_or(DeskError::HoldLapsed)?;
    let state = booking::state(&row)?;
    if !matches!(state, State::Held { .. } | State::Released { .. }) {
        // Pressed twice: the same booking.
        return Ok((standing::as_taken(&*tx, row).await?, lang));
    }
    let state = state.submit(now, booking::deadline(&row))?;
    let Draft { terms, ticked_at, device, details, .. } = applications::draft(&application)?;
    let (Some(terms), Some(device), Some(ticked_at)) = (terms, device, ticked_at) else {
        return Err(DeskError::Incomplete.into());
    };
    let Ok(given) = details::check(&details) else { return Err(DeskError::Incomplete.into()) };
    if !terms.is_complete() {
        return Err(DeskError::Incomplete.into());
    }
    let normal = given.normal();
    let starts = booking::span(&row)?.starts();
    let on = date_jst(starts);
    let known = applicant::known(&tx, row.office_id, &normal.mail, &normal.number, on, now).await?;
    if known.waiting >= MOST_PER_MAIL {
        return Err(DeskError::TooMany.into());
    }
    row.name = normal.name;
    row.kana = normal.kana;
    row.phone = normal.phone;
    row.mail = normal.mail;
    row.number = normal.number;
    row.topic = normal.topic;
    row.interpreter = normal.interpreter.into();
    row.carer = normal.carer.into();
    row.lang = normal.mail_lang;
    row.terms = Some(json(&terms)?);
    row.device = Some(json(&device)?);
    let refused = match known.decided {
        true => standing::in_force(&*tx, row.office_id, &row.number, on).await?,
        false => None,
    };
    let (state, letter) = match &refused {
        Some((_, decision)) => {
            row.generation += 1;
            (state.refuse(now, decision.written().decided_by, starts)?, Letter::Refused)
        }
        None => duplicate::judge(&tx, &row, state, known.most, now).await?,
    };
    let change = save_with(&tx, &mut row, state, &GIVEN).await?;
    outbox::write(&tx, &row, letter, known.turn, now, &desks.mail_domain).await?;
    consent::write(&tx, &row, &[(Moment::Tick, "ticks", ticked_at), (Moment::Applying, "button", now)])?;
    history::write(&tx, &row, now, Who::Seeker, What::Submitted, "");
    if let Some((matter, decision)) = &refused {
        refusal::note_behind(&tx, &row, matter, decision, now).await?;
    }
    registration::compare_with(&tx, &row, known.listed.as_ref(), now);
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    desks.mail_waiting.notify_one();
    // This browser is told what it is told of any number (Secrecy).
    Ok((if refused.is_some() { standing::shown(row, now, None)? } else { row }, lang))
}

pub async fn submitted(desks: &Desks, visitor: VisitorKey, lang: Lang) -> Answer<BookingView> {
    let db = desks.db.read();
    let found = applications::with_booking(db, visitor).await.map_err(unavailable)?;
    let row = found.and_then(|(_, booking)| booking).ok_or(DeskError::NotFound)?;
    let row = standing::as_taken(db, row).await.map_err(unavailable)?;
    let view = retried(|| view::booking(desks, &row, lang)).await?;
    let waits = view.state == SeekerState::AwaitingMail;
    let mail_delayed = waits && outbox::is_delayed(db, row.id).await.map_err(unavailable)?;
    Ok(BookingView { mail_delayed, ..view })
}

pub async fn mend_address(desks: &Desks, visitor: VisitorKey, mail: &str) -> Answer<BookingView> {
    let mail: MailAddress = mail.parse().map_err(|_| DeskError::Mend)?;
    let (row, lang) = retried(|| mend(desks, visitor, &mail)).await?;
    retried(|| view::booking(desks, &row, lang)).await
}

async fn mend(desks: &Desks, visitor: VisitorKey, mail: &MailAddress) -> Result<(Model, Lang), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (application, row) = own(&tx, visitor).await?;
    let lang = view::lang(&application.lang);
    let mut row = row.ok_or(DeskError::NotFound)?;
    let behind = standing::behind(&*tx, &row).await?;
    let taken = standing::as_taken_with(&*tx, row.clone(), behind.as_ref()).await?;
    let made = booking::state(&taken)?.pass(now, booking::deadline(&row));
    // As the browser that booked sees it: what was refused behind the page, or was one too many, awaits its mail (Secrecy).
    let State::AwaitingMail { refused, .. } = duplicate::shown(&*tx, &row, made.clone(), now).await? else {
        return Err(if made.is_live() { DeskError::Conflict } else { DeskError::Ended }.into());
    };
    if row.mail == mail.as_str() && refused.is_none() {
        // Its letter is on the way already.
        return Ok((taken, lang));
    }
    row.mail = mail.to_string();
    let change = if let Some(refusal) = &behind {
        refusal::readdress(&tx, &row, refusal).await?;
        send_behind(desks, &tx, &row, Letter::Refused).await?
    } else if duplicate::is(&made) {
        send_behind(desks, &tx, &row, Letter::AlreadyBooked).await?
    } else {
        send_to_mended(desks, &tx, &mut row, made).await?
    };
    history::write(&tx, &row, now, Who::Seeker, What::Corrected, "mail");
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    desks.mail_waiting.notify_one();
    Ok((
        match behind {
            Some(refusal) => standing::shown(row, from_millis(refusal.at), None)?,
            None => row,
        },
        lang,
    ))
}

/// The letter of a booking that is not what its page says goes to the address that the row now has.
async fn send_behind(desks: &Desks, tx: &Writing, row: &Model, letter: Letter) -> Result<Change, Failure> {
    let now = desks.clock.now();
    booking::update(tx, row, &[Column::Mail]).await?;
    outbox::supersede(tx, row.id, now).await?;
    outbox::write(tx, row, letter, Pace::Bounded, now, &desks.mail_domain).await?;
    Ok(Change::Card { booking: BookingId(row.id) })
}

/// The booking's letter once more, to the address that the row now has; what waited for the old one is not sent.
pub async fn send_to_mended(desks: &Desks, tx: &Writing, row: &mut Model, state: State) -> Result<Change, Failure> {
    let now = desks.clock.now();
    booking::update(tx, row, &[Column::Mail]).await?;
    let state = state.mend()?;
    let letter = Letter::of_booking(booking::channel(row)?, &state);
    let change = save(tx, row, state).await?;
    outbox::supersede(tx, row.id, now).await?;
    outbox::write(tx, row, letter, Pace::Bounded, now, &desks.mail_domain).await?;
    Ok(change)
}
