//! The page that takes a seeker into the consultation. Opening it changes nothing.

use crate::{
    clock::from_millis,
    desk::{Desks, duplicate, failure::Failure, link},
    store::{
        booking::{self, LIVE, from_json},
        day,
        entity::booking::{Column, Entity, Model},
        meeting, office, slot,
    },
};
use app::{
    desk::{
        Lang,
        application::TermsForm,
        booking::{LinkToken, SeekerState},
        error::DeskError,
        join::JoinView,
    },
    domain::{
        ids::{BookingId, OfficeId},
        joining::{Course, Stage},
        kind::Kind,
        slot::Span,
        ten_minutes::Verdict,
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub mod questions;

pub async fn view(desks: &Desks, token: &LinkToken, lang: Lang) -> Result<JoinView, Failure> {
    let row = link::opened(desks, token).await?;
    let db = desks.db.read();
    let now = desks.clock.now();
    let facts = desks.live.facts(OfficeId(row.office_id)).await?;
    let (text, _) = office::chosen(&facts.texts, row.office_id, lang)?;
    let state = booking::state(&row)?.pass(now, booking::deadline(&row));
    let state = duplicate::shown(db, &row, state, now).await?;
    let kept = day::of(db, row.id).await?;
    let course = Course::of(&state, &kept).ok_or(DeskError::NotFound)?;
    let span = booking::span(&row)?;
    let stage = Stage::at(course, span, now);
    let to_join = if stage.is_to_come() { meeting::to_join(db, &row).await? } else { meeting::ToJoin::default() };
    let rule = day::rule(db, &row, &kept).await?;
    let silent_at = match rule.verdict(now) {
        Verdict::Open { runs_out_at } if stage == Stage::Running => runs_out_at,
        _ => None,
    };
    let given: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
    let declared = given.is_complete();
    Ok(JoinView {
        now,
        slug: facts.office.slug.clone(),
        office: text.name.clone(),
        phone: facts.office.phone.clone(),
        hours: text.hours.clone(),
        reference: row.reference.clone(),
        kind: booking::kind(&row)?,
        span,
        state: SeekerState::of(&state).ok_or(DeskError::NotFound)?,
        course,
        joining: to_join.joining,
        is_coming: to_join.is_coming,
        ready: rule.ready.holds(now),
        here: kept.arrived.is_some(),
        told: kept.told(),
        silent_at,
        device: row.device.as_deref().map(from_json).transpose()?,
        other_device: false,
        declared,
        to_answer: declared && stage.is_at_hand() && questions::are_open(db, &row, now).await?,
        changeable: state.is_live() && now < from_millis(row.starts_at),
        next: if stage.is_to_come() && stage != Stage::Running { None } else { next(db, &row).await? },
        token: desks.key.token(BookingId(row.id), row.generation),
    })
}

/// What was agreed on during the consultation (Art. 6(5)). Found by the person, so that nobody looks through all bookings.
async fn next<C: ConnectionTrait>(db: &C, row: &Model) -> Result<Option<(Kind, Span)>, Failure> {
    let found = Entity::find()
        .filter(Column::OfficeId.eq(row.office_id))
        .filter(Column::Number.eq(&row.number))
        .filter(Column::ParentId.eq(row.id))
        .filter(Column::State.is_in(LIVE))
        .order_by_asc(Column::StartsAt)
        .one(db)
        .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(slot::span(found.starts_at, found.minutes).zip(booking::kind(&found).ok()).map(|(span, kind)| (kind, span)))
}
