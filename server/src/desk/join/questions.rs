//! What is asked again at joining: what may have changed since it was declared (Art. 5, 12), and what has changed in the terms
//! (R6). They bind without it, so the version that was agreed to stays with the booking; what is said here is in the ledger.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, link},
    store::{
        booking::{self, from_json, json},
        consent, day,
        entity::booking::{Column, Model},
        entity::terms as versions,
        history::{self, What, Who},
        live_event::Change,
        office, terms,
    },
};
use app::{
    desk::{
        Lang,
        application::TermsForm,
        booking::LinkToken,
        error::DeskError,
        join::{JoiningAnswers, NewTerms, Questions},
    },
    domain::{
        booking::State,
        declaration::asked_at_joining,
        ids::{BookingId, OfficeId},
        joining::{Course, Stage},
        reminder::AN_HOUR,
        terms::{difference::Difference, parse},
        time::Instant,
    },
    locale,
};
use sea_orm::ConnectionTrait;

/// Whether they are still to be answered under the terms in force.
pub async fn are_open<C: ConnectionTrait>(db: &C, row: &Model, now: Instant) -> Result<bool, Failure> {
    let Some(in_force) = terms::in_force(db, row.office_id, now).await? else { return Ok(false) };
    Ok(!consent::has_joined(db, row.id, &in_force.hash, since(row)).await?)
}

/// What was answered before a booking moved was of its old day.
fn since(row: &Model) -> Instant {
    from_millis(row.starts_at) - AN_HOUR
}

async fn is_at_hand<C: ConnectionTrait>(db: &C, row: &Model, state: &State, now: Instant) -> Result<bool, Failure> {
    let course = Course::of(state, &day::of(db, row.id).await?).ok_or(DeskError::NotFound)?;
    Ok(Stage::at(course, booking::span(row)?, now).is_at_hand())
}

pub async fn asked(desks: &Desks, token: &LinkToken, lang: Lang) -> Result<Questions, Failure> {
    let row = link::opened(desks, token).await?;
    let db = desks.db.read();
    let now = desks.clock.now();
    let facts = desks.live.facts(OfficeId(row.office_id)).await?;
    let (text, _) = office::chosen(&facts.texts, row.office_id, lang)?;
    let state = booking::state(&row)?.pass(now, booking::deadline(&row));
    let given: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
    let in_force = terms::in_force(db, row.office_id, now).await?.ok_or(DeskError::NotFound)?;
    Ok(Questions {
        office: text.name.clone(),
        slug: facts.office.slug.clone(),
        phone: facts.office.phone.clone(),
        open: is_at_hand(db, &row, &state, now).await?,
        declared: given.is_complete(),
        changeable: state.is_live() && now < from_millis(row.starts_at),
        asked: asked_at_joining(&given.answers),
        new_terms: new_terms(db, &row, &given, &in_force, lang).await?,
        given: given.answers,
        version: in_force.hash,
        token: desks.key.token(BookingId(row.id), row.generation),
    })
}

/// The version that was agreed to, where it is another than the one in force.
async fn other<C: ConnectionTrait>(
    db: &C,
    row: &Model,
    given: &TermsForm,
    in_force: &versions::Model,
) -> Result<Option<versions::Model>, Failure> {
    if given.version == in_force.hash {
        return Ok(None);
    }
    Ok(terms::version(db, row.office_id, &given.version).await?)
}

/// `None` where they are those that were agreed to.
async fn new_terms<C: ConnectionTrait>(
    db: &C,
    row: &Model,
    given: &TermsForm,
    in_force: &versions::Model,
    lang: Lang,
) -> Result<Option<NewTerms>, Failure> {
    let Some(agreed) = other(db, row, given, in_force).await? else { return Ok(None) };
    let mut shown = locale::code(lang);
    let mut old = terms::text(db, agreed.id, shown).await?;
    let mut new = terms::text(db, in_force.id, shown).await?;
    if old.lang != new.lang {
        // One of the two is there in Japanese only.
        shown = "ja";
        (old, new) = (terms::text(db, agreed.id, shown).await?, terms::text(db, in_force.id, shown).await?);
    }
    let parts = Difference::between(&parse(&old.source), &parse(&new.source)).changes().cloned().collect();
    Ok(Some(NewTerms { in_force_from: from_millis(in_force.in_force_from), parts, lang: new.lang }))
}

/// # Errors
/// `NotFound`; `Conflict` (it is not the hour, or the terms are others by now); `Incomplete` (nothing was declared before).
pub async fn answer(desks: &Desks, token: &LinkToken, said: &JoiningAnswers) -> Result<bool, Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let (mut row, state) = link::locked(desks, &tx, token).await?;
    let in_force = terms::in_force(&*tx, row.office_id, now).await?.ok_or(DeskError::NotFound)?;
    if !is_at_hand(&*tx, &row, &state, now).await? || in_force.hash != said.version {
        return Err(DeskError::Conflict.into());
    }
    let mut given: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
    if !given.is_complete() {
        return Err(DeskError::Incomplete.into());
    }
    let asked = asked_at_joining(&given.answers);
    let agrees = said.agree || other(&*tx, &row, &given, &in_force).await?.is_none();
    let whole = agrees && asked.iter().all(|asked| said.answers.contains_key(asked));
    given.answers.extend(asked.iter().filter_map(|asked| Some((*asked, *said.answers.get(asked)?))));
    row.terms = Some(json(&given)?);
    booking::update(&tx, &row, &[Column::Terms]).await?;
    if whole && !consent::has_joined(&*tx, row.id, &in_force.hash, since(&row)).await? {
        consent::joined(&tx, &row, (&in_force.hash, &said.lang), now);
    }
    history::write(&tx, &row, now, Who::Seeker, What::Declared, "");
    desks.commit(tx, OfficeId(row.office_id), &[Change::Card { booking: BookingId(row.id) }]).await?;
    Ok(whole)
}
