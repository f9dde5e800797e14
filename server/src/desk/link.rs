//! What the link in the letter opens: seeing, confirming the receipt, correcting, cancelling.
//!
//! A wrong link, an unknown one and one that is too old are the same `NotFound`.

use crate::{
    clock::from_millis,
    desk::{
        Desks, duplicate, ending,
        failure::{Failure, retried},
        submit::send_to_mended,
        view,
    },
    store::{
        booking::{self, from_json, json, save},
        consent::{self, Moment},
        database::unavailable,
        entity::booking::{Column, Model},
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
        standing, terms,
    },
};
use app::{
    desk::{
        Answer, Lang,
        application::{DeviceReport, TermsForm},
        booking::{BookingView, Contact, LinkToken},
        error::DeskError,
    },
    domain::{
        booking::{Canceller, Channel, Receipt, State},
        details,
        ids::{BookingId, OfficeId},
        mail_address::MailAddress,
        reminder::AN_HOUR,
        time::Instant,
    },
};
use chrono::TimeDelta;
use sea_orm::DatabaseTransaction;

/// How long a link shows its booking after the consultation.
pub const READABLE_FOR: TimeDelta = TimeDelta::days(30);
/// Most characters of a reason that is kept.
const REASON: usize = 500;

pub async fn booking(desks: &Desks, token: &LinkToken, lang: Lang) -> Answer<BookingView> {
    let row = opened(desks, token).await?;
    retried(|| view::booking(desks, &row, lang)).await
}

/// The row behind the token, for reading.
pub async fn opened(desks: &Desks, token: &LinkToken) -> Answer<Model> {
    let id = desks.key.booking(token).ok_or(DeskError::NotFound)?;
    let row = booking::find(desks.db.read(), id.0).await.map_err(unavailable)?.ok_or(DeskError::NotFound)?;
    if opens(desks, token, &row).is_ok() {
        return Ok(row);
    }
    let row = standing::as_taken(desks.db.read(), row).await.map_err(unavailable)?;
    opens(desks, token, &row)?;
    Ok(row)
}

/// Whether the token opens the booking now.
fn opens(desks: &Desks, token: &LinkToken, row: &Model) -> Result<(), DeskError> {
    let ends = from_millis(row.starts_at) + TimeDelta::minutes(row.minutes.into());
    let proved = desks.key.proves(token, BookingId(row.id), row.generation);
    if proved && desks.clock.now() <= ends + READABLE_FOR { Ok(()) } else { Err(DeskError::NotFound) }
}

/// Whether the token opens the row that this transaction keeps.
pub async fn still_opens(
    desks: &Desks,
    tx: &DatabaseTransaction,
    token: &LinkToken,
    row: &Model,
) -> Result<(), Failure> {
    if opens(desks, token, row).is_err() {
        opens(desks, token, &standing::as_taken(tx, row.clone()).await?)?;
        // Refused behind the page: what could be changed is not there, and nothing tells so (Secrecy).
        return Err(DeskError::Unavailable.into());
    }
    Ok(())
}

/// The booking behind the token, kept by this transaction, with its state as time has made it.
pub async fn locked(desks: &Desks, tx: &DatabaseTransaction, token: &LinkToken) -> Result<(Model, State), Failure> {
    let id = desks.key.booking(token).ok_or(DeskError::NotFound)?;
    let row = booking::lock(tx, id.0).await?.ok_or(DeskError::NotFound)?;
    still_opens(desks, tx, token, &row).await?;
    let state = booking::state(&row)?.pass(desks.clock.now(), booking::deadline(&row));
    if matches!(state, State::Held { .. } | State::Released { .. }) {
        return Err(DeskError::NotFound.into());
    }
    if duplicate::is(&state) {
        // What could be changed is not there, and nothing tells so (Secrecy).
        return Err(DeskError::Unavailable.into());
    }
    Ok((row, state))
}

/// The same, of a booking that can be changed now.
pub async fn changeable(desks: &Desks, tx: &DatabaseTransaction, token: &LinkToken) -> Result<(Model, State), Failure> {
    let (row, state) = locked(desks, tx, token).await?;
    if !state.is_live() {
        return Err(DeskError::Ended.into());
    }
    if desks.clock.now() >= from_millis(row.starts_at) {
        return Err(DeskError::Begun.into());
    }
    Ok((row, state))
}

async fn seen(desks: &Desks, row: Model) -> Answer<BookingView> {
    retried(|| view::booking(desks, &row, view::lang(&row.lang))).await
}

pub async fn press_received(desks: &Desks, token: &LinkToken) -> Answer<BookingView> {
    let row = retried(|| receive(desks, token)).await?;
    seen(desks, row).await
}

/// The first proof of receipt confirms and stays; a press after it is recorded once.
async fn receive(desks: &Desks, token: &LinkToken) -> Result<Model, Failure> {
    const PROOF: &str = "button";
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    if matches!(state, State::Confirmed { .. }) && consent::recorded(&tx, row.id, Moment::Receipt, PROOF).await? {
        return Ok(row);
    }
    let deadline = booking::deadline(&row);
    let confirms = !matches!(state, State::Confirmed { .. });
    let change = match state.receive(now, Receipt::Button, deadline)? {
        state if confirms => save(&tx, &mut row, state).await?,
        _ => Change::Card { booking: BookingId(row.id) },
    };
    consent::write(&tx, &row, &[(Moment::Receipt, PROOF, now)])?;
    history::write(&tx, &row, now, Who::Seeker, if confirms { What::Confirmed } else { What::Received }, "");
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    Ok(row)
}

pub async fn correct(desks: &Desks, token: &LinkToken, contact: Contact) -> Answer<BookingView> {
    let (phone, mail) = details::check_contact(&contact.phone, &contact.mail).map_err(|_| DeskError::Mend)?;
    let contact = Contact { phone: phone.to_string(), mail: mail.to_string(), ..contact };
    let (row, sent) = retried(|| write_contact(desks, token, &contact)).await?;
    if sent {
        desks.mail_waiting.notify_one();
    }
    seen(desks, row).await
}

/// `true`: a letter is on its way to the new address.
async fn write_contact(desks: &Desks, token: &LinkToken, contact: &Contact) -> Result<(Model, bool), Failure> {
    let tx = desks.begin().await?;
    let (mut row, state) = changeable(desks, &tx, token).await?;
    let mut corrected = Vec::new();
    let (interpreter, carer) = (i32::from(contact.interpreter), i32::from(contact.carer));
    if row.phone != contact.phone {
        corrected.push("phone");
    }
    if (row.interpreter, row.carer) != (interpreter, carer) {
        corrected.push("companions");
    }
    let undelivered = matches!(state, State::AwaitingMail { refused: Some(_), .. });
    let mended = row.mail != contact.mail || undelivered;
    if mended {
        corrected.push("mail");
    }
    if corrected.is_empty() {
        return Ok((row, false));
    }
    row.phone.clone_from(&contact.phone);
    row.mail.clone_from(&contact.mail);
    (row.interpreter, row.carer) = (interpreter, carer);
    booking::update(&tx, &row, &[Column::Phone, Column::Interpreter, Column::Carer]).await?;
    let change = if mended {
        send_to_mended(desks, &tx, &mut row, state).await?
    } else {
        Change::Card { booking: BookingId(row.id) }
    };
    history::write(&tx, &row, desks.clock.now(), Who::Seeker, What::Corrected, &corrected.join(" "));
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    Ok((row, mended))
}

pub async fn check_device_again(desks: &Desks, token: &LinkToken, report: DeviceReport) -> Answer<BookingView> {
    let row = retried(|| write_device(desks, token, &report)).await?;
    seen(desks, row).await
}

async fn write_device(desks: &Desks, token: &LinkToken, report: &DeviceReport) -> Result<Model, Failure> {
    let tx = desks.begin().await?;
    let (mut row, _) = changeable(desks, &tx, token).await?;
    row.device = Some(json(report)?);
    booking::update(&tx, &row, &[Column::Device]).await?;
    history::write(&tx, &row, desks.clock.now(), Who::Seeker, What::DeviceChecked, "");
    desks.commit(tx, OfficeId(row.office_id), &[Change::Card { booking: BookingId(row.id) }]).await?;
    Ok(row)
}

pub async fn declare(desks: &Desks, token: &LinkToken, form: TermsForm) -> Answer<BookingView> {
    let row = retried(|| write_terms(desks, token, &form)).await?;
    seen(desks, row).await
}

pub async fn declared(desks: &Desks, token: &LinkToken) -> Result<TermsForm, Failure> {
    let row = opened(desks, token).await?;
    Ok(row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default())
}

async fn write_terms(desks: &Desks, token: &LinkToken, form: &TermsForm) -> Result<Model, Failure> {
    let now = desks.clock.now();
    let office = opened(desks, token).await?.office_id;
    if terms::version(desks.db.read(), office, &form.version)
        .await?
        .is_none_or(|version| version.in_force_from > now.timestamp_millis())
    {
        return Err(DeskError::Unreadable.into());
    }
    let tx = desks.begin().await?;
    let (mut row, _) = changeable(desks, &tx, token).await?;
    if booking::channel(&row)? == Channel::Site {
        // Asked before it was submitted, and agreed to then.
        return Err(DeskError::Conflict.into());
    }
    let ticked = row.terms.as_deref().map(from_json::<TermsForm>).transpose()?.is_some_and(|before| before.agree);
    row.terms = Some(json(form)?);
    booking::update(&tx, &row, &[Column::Terms]).await?;
    if form.agree && !ticked {
        consent::write(&tx, &row, &[(Moment::Tick, "ticks", now)])?;
    }
    if form.is_complete() && now >= from_millis(row.starts_at) - AN_HOUR {
        // So late nothing is asked again.
        consent::joined(&tx, &row, (&form.version, &form.lang), now);
    }
    history::write(&tx, &row, now, Who::Seeker, What::Declared, "");
    desks.commit(tx, OfficeId(row.office_id), &[Change::Card { booking: BookingId(row.id) }]).await?;
    Ok(row)
}

pub async fn cancel(desks: &Desks, token: &LinkToken, reason: &str) -> Answer<BookingView> {
    let reason: String = reason.trim().chars().take(REASON).collect();
    let row = retried(|| end(desks, token, &reason)).await?;
    desks.mail_waiting.notify_one();
    seen(desks, row).await
}

async fn end(desks: &Desks, token: &LinkToken, reason: &str) -> Result<Model, Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, token).await?;
    if matches!(state, State::Cancelled { by: Canceller::SeekerByLink, .. }) {
        // Pressed twice.
        return Ok(row);
    }
    let state = state.cancel(now, Canceller::SeekerByLink, from_millis(row.starts_at))?;
    let change = ending::end(desks, &tx, &mut row, state, Letter::Cancelled, Pace::Bounded, now).await?;
    history::write(&tx, &row, now, Who::Seeker, What::Cancelled, reason);
    desks.commit(tx, OfficeId(row.office_id), &[change]).await?;
    Ok(row)
}

pub async fn send_link_again(desks: &Desks, slug: &str, mail: &str) -> Answer<()> {
    let mail: MailAddress = mail.parse().map_err(|_| DeskError::Mend)?;
    let office = desks.live.of_slug(slug).await?.id;
    retried(|| write_links(desks, office, &mail)).await?;
    desks.mail_waiting.notify_one();
    Ok(())
}

/// Whether or not anything matches, a transaction writes and is synced, so that both take the same time (Secrecy).
async fn write_links(desks: &Desks, office: OfficeId, mail: &MailAddress) -> Result<(), Failure> {
    let now: Instant = desks.clock.now();
    let tx = desks.begin().await?;
    for row in booking::live_of(&tx, office.0, mail.as_str(), now).await? {
        outbox::write(&tx, &row, Letter::Link, Pace::Bounded, now, &desks.mail_domain).await?;
        history::write(&tx, &row, now, Who::Seeker, What::LinkSent, "");
    }
    desks.commit(tx, office, &[Change::Nothing]).await?;
    Ok(())
}
