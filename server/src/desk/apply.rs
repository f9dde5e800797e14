//! The steps between a hold and its submission: what is given is kept as given, and nothing typed is lost.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::{Failure, retried},
        hold::{let_go, own},
        view,
    },
    keys::{self, hex},
    store::{
        application::{self as applications, Draft},
        booking,
        database::unavailable,
        entity::{
            application::{Column, Model},
            booking as bookings,
        },
        terms,
    },
};
use app::{
    desk::{
        Answer, Lang,
        application::{Application, Details, DeviceReport, TermsForm, VisitorKey},
        error::DeskError,
    },
    domain::{booking::State, ids::OfficeId},
};
use chrono::TimeDelta;

/// How long a one-time code carries an application to another browser.
const CARRIED_FOR: TimeDelta = TimeDelta::minutes(15);

pub async fn application(desks: &Desks, visitor: VisitorKey, lang: Lang) -> Answer<Option<Application>> {
    let db = desks.db.read();
    let found = applications::with_booking(db, visitor).await.map_err(unavailable)?;
    let Some((row, booking)) = found else { return Ok(None) };
    retried(|| view::application(desks, &row, booking.as_ref(), lang)).await.map(Some)
}

pub async fn answer_terms(desks: &Desks, visitor: VisitorKey, form: TermsForm) -> Answer<Application> {
    let ticked_at = form.agree.then(|| desks.clock.now());
    keep(desks, visitor, Some(&form.version), |draft| {
        draft.sent += 1;
        draft.ticked_at = ticked_at;
        draft.terms = Some(form.clone());
        draft.half_terms = None;
    })
    .await
}

pub async fn draft_terms(desks: &Desks, visitor: VisitorKey, form: TermsForm, sent: u32) -> Answer<()> {
    let kept = keep(desks, visitor, Some(&form.version), |draft| {
        if draft.sent == sent {
            draft.half_terms = Some(form.clone());
        }
    });
    kept.await.map(drop)
}

pub async fn report_device(desks: &Desks, visitor: VisitorKey, report: DeviceReport) -> Answer<Application> {
    keep(desks, visitor, None, |draft| draft.device = Some(report.clone())).await
}

pub async fn keep_details(desks: &Desks, visitor: VisitorKey, details: Details) -> Answer<Application> {
    keep(desks, visitor, None, |draft| {
        draft.sent += 1;
        draft.details = details.clone();
    })
    .await
}

pub async fn draft_details(desks: &Desks, visitor: VisitorKey, details: Details, sent: u32) -> Answer<()> {
    let kept = keep(desks, visitor, None, |draft| {
        if draft.sent == sent {
            draft.details = Details { tried: draft.details.tried, ..details.clone() };
        }
    });
    kept.await.map(drop)
}

/// Changes the draft of what is not submitted yet. `version`: of the terms, which must be the office's.
async fn keep(
    desks: &Desks,
    visitor: VisitorKey,
    version: Option<&str>,
    change: impl Fn(&mut Draft),
) -> Answer<Application> {
    let (row, booking) = retried(|| keep_draft(desks, visitor, version, &change)).await?;
    retried(|| view::application(desks, &row, booking.as_ref(), view::lang(&row.lang))).await
}

/// Reads, and writes in one statement if nobody else wrote meanwhile: the steps of the form are most of what the database
/// is asked.
async fn keep_draft(
    desks: &Desks,
    visitor: VisitorKey,
    version: Option<&str>,
    change: &impl Fn(&mut Draft),
) -> Result<(Model, Option<bookings::Model>), Failure> {
    let db = desks.db.read();
    let (mut row, booking) = applications::with_booking(db, visitor).await?.ok_or(DeskError::NotFound)?;
    if let Some(booking) = &booking
        && !matches!(booking::state(booking)?, State::Held { .. } | State::Released { .. })
    {
        return Err(DeskError::Conflict.into());
    }
    if let Some(version) = version
        && !desks.live.facts(OfficeId(row.office_id)).await?.terms.contains(version)
        // It may have come into the world a moment ago.
        && !terms::versions(db, row.office_id).await?.contains(version)
    {
        return Err(DeskError::Unreadable.into());
    }
    let mut draft = applications::draft(&row)?;
    change(&mut draft);
    let before = std::mem::replace(&mut row.draft, booking::json(&draft)?);
    row.changed_at = desks.clock.now().timestamp_millis();
    applications::exchange(&desks.db, &row, &before).await?;
    Ok((row, booking))
}

pub async fn carry_out(desks: &Desks, visitor: VisitorKey) -> Answer<String> {
    let code = keys::secret();
    retried(|| write_code(desks, visitor, hex(&keys::digest(&code)))).await?;
    Ok(code)
}

async fn write_code(desks: &Desks, visitor: VisitorKey, digest: String) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let mut row = applications::lock(&tx, visitor).await?.ok_or(DeskError::NotFound)?;
    row.carry_digest = Some(digest);
    row.carry_until = Some((desks.clock.now() + CARRIED_FOR).timestamp_millis());
    applications::update(&tx, &row, &[Column::CarryDigest, Column::CarryUntil]).await?;
    desks.commit(tx, OfficeId(row.office_id), &[]).await?;
    Ok(())
}

pub async fn carry_in(desks: &Desks, visitor: VisitorKey, code: &str) -> Answer<Application> {
    let digest = hex(&keys::digest(code));
    let (row, booking) = retried(|| take_over(desks, visitor, &digest)).await?;
    retried(|| view::application(desks, &row, booking.as_ref(), view::lang(&row.lang))).await
}

/// The application and its booking change their visitor. What the new browser had begun makes room for it.
async fn take_over(
    desks: &Desks,
    visitor: VisitorKey,
    digest: &str,
) -> Result<(Model, Option<bookings::Model>), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let mut row = applications::lock_carried(&tx, digest).await?.ok_or(DeskError::NotFound)?;
    if row.carry_until.is_none_or(|until| from_millis(until) <= now) {
        return Err(DeskError::NotFound.into());
    }
    let word = applications::word(visitor);
    let mut changes = Vec::new();
    if row.visitor != word {
        match own(&tx, visitor).await {
            Ok((_, Some(mut old))) => {
                if let held @ State::Held { .. } = booking::state(&old)? {
                    changes.push((old.office_id, let_go(&tx, &mut old, held, now).await?));
                }
            }
            Ok((_, None)) | Err(Failure::Refused(DeskError::NotFound)) => {}
            Err(failure) => return Err(failure),
        }
        applications::delete(&tx, &row.visitor).await?;
    }
    row.visitor = word;
    row.carry_digest = None;
    row.carry_until = None;
    row.changed_at = now.timestamp_millis();
    applications::put(&tx, row.clone());
    let mut booking = match row.booking_id {
        Some(id) => booking::lock(&tx, id).await?,
        None => None,
    };
    if let Some(booking) = &mut booking {
        booking.visitor = row.visitor.clone();
        booking::update(&tx, booking, &[bookings::Column::Visitor]).await?;
    }
    let office = changes.first().map_or(row.office_id, |(office, _)| *office);
    let changes: Vec<_> = changes.into_iter().map(|(_, change)| change).collect();
    desks.commit(tx, OfficeId(office), &changes).await?;
    Ok((row, booking))
}
