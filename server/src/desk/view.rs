//! Rows as pages see them.

use crate::{
    clock::from_millis,
    desk::{Desks, duplicate, failure::Failure},
    store::{
        application::{self as applications, Draft},
        booking::{self, from_json},
        entity::{application, booking::Model},
        meeting, office,
    },
};
use app::{
    desk::{
        Lang,
        application::{Application, Details, Hold, TermsForm},
        booking::{BookingView, SeekerState},
        error::DeskError,
    },
    domain::{
        booking::{Channel, MOST_EXTENSIONS, State},
        details,
        ids::{BookingId, OfficeId},
        time::Instant,
    },
    locale,
};

/// The language kept with an application.
pub fn lang(word: &str) -> Lang {
    locale::named(word).unwrap_or(Lang::ja)
}

pub async fn application(
    desks: &Desks,
    row: &application::Model,
    booking: Option<&Model>,
    lang: Lang,
) -> Result<Application, Failure> {
    let now = desks.clock.now();
    let facts = desks.live.facts(OfficeId(row.office_id)).await?;
    let (text, _) = office::chosen(&facts.texts, row.office_id, lang)?;
    let Draft { terms, half_terms, device, details, sent, .. } = applications::draft(row)?;
    let span = applications::span(row)?;
    let deadline = match booking {
        Some(booking) => booking::deadline(booking),
        None => desks.live.days(OfficeId(row.office_id)).await?.deadline(span.starts()),
    };
    Ok(Application {
        slug: facts.office.slug.clone(),
        office: text.name.clone(),
        place: booking.and_then(|booking| facts.places.told(booking.counter_id, lang)),
        phone: facts.office.phone.clone(),
        mail_domain: desks.mail_domain.to_string(),
        kind: applications::kind(row)?,
        span,
        deadline,
        now,
        hold: booking.map_or(Ok(Hold::RanOut), |booking| hold(booking, now))?,
        terms,
        half_terms,
        device,
        sent,
        problems: details::check(&details).err().unwrap_or_default(),
        details,
    })
}

/// What is left of the hold, whether or not the clockwork has already run.
fn hold(row: &Model, now: Instant) -> Result<Hold, Failure> {
    let deadline = booking::deadline(row);
    Ok(match booking::state(row)?.pass(now, deadline) {
        State::Held { until, extended, .. } => {
            let left = if until >= deadline { 0 } else { MOST_EXTENSIONS.saturating_sub(extended) };
            Hold::Running { until, extensions_left: left }
        }
        State::Released { .. } => Hold::RanOut,
        _ => Hold::Submitted,
    })
}

/// A booking as its seeker sees it; a hold is none yet.
pub async fn booking(desks: &Desks, row: &Model, lang: Lang) -> Result<BookingView, Failure> {
    let now = desks.clock.now();
    let facts = desks.live.facts(OfficeId(row.office_id)).await?;
    let (text, _) = office::chosen(&facts.texts, row.office_id, lang)?;
    let state = booking::state(row)?.pass(now, booking::deadline(row));
    let state = duplicate::shown(desks.db.read(), row, state, now).await?;
    // Nothing is asked for a booking of the site, which is most of them.
    let joining = match booking::channel(row)? {
        Channel::Phone | Channel::Session if state.is_live() => meeting::to_join(desks.db.read(), row).await?.joining,
        _ => None,
    };
    let terms: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
    Ok(BookingView {
        reference: row.reference.clone(),
        slug: facts.office.slug.clone(),
        office: text.name.clone(),
        address: text.address.clone(),
        place: facts.places.told(row.counter_id, lang),
        phone: facts.office.phone.clone(),
        mail_domain: desks.mail_domain.to_string(),
        kind: booking::kind(row)?,
        channel: booking::channel(row)?,
        span: booking::span(row)?,
        deadline: booking::deadline(row),
        now,
        state: SeekerState::of(&state).ok_or(DeskError::NotFound)?,
        mail_delayed: false,
        device: row.device.as_deref().map(from_json).transpose()?,
        details: details(row),
        declared: terms.is_complete(),
        terms_version: terms.version,
        changeable: state.is_live() && now < from_millis(row.starts_at),
        joining,
        token: desks.key.token(BookingId(row.id), row.generation),
    })
}

/// The snapshot of what the seeker gave.
fn details(row: &Model) -> Details {
    Details {
        name: row.name.clone(),
        kana: row.kana.clone(),
        phone: row.phone.clone(),
        mail: row.mail.clone(),
        number: row.number.clone(),
        topic: row.topic.clone(),
        interpreter: row.interpreter != 0,
        carer: row.carer != 0,
        mail_lang: row.lang.clone(),
        tried: true,
    }
}
