//! Everyone with a live booking is told of new terms before they bind (R6): by letter, or by telephone where there is no
//! mail address. What has been told is in the consent ledger, beside the version agreed to.

use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit, booking, consent,
        consent::Moment,
        entity::{booking as bookings, consent as consents, terms as versions},
        history::{self, What, Who},
        office,
        outbox::{self, Letter, Pace},
        terms,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor, terms::Call},
    domain::{act::Act, ids::BookingId, time::Instant},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Bookings told in one transaction.
const BATCH: u64 = 100;

/// Bookings still to come whose seekers have not been told of that version.
fn untold(office: Uuid, hash: &str, now: Instant) -> Condition {
    let told = consents::Entity::find()
        .select_only()
        .column(consents::Column::BookingId)
        .filter(consents::Column::OfficeId.eq(office))
        .filter(consents::Column::Moment.eq(Moment::Notified.word()))
        .filter(consents::Column::TermsHash.eq(hash))
        .into_query();
    Condition::all()
        .add(bookings::Column::OfficeId.eq(office))
        .add(bookings::Column::StartsAt.gt(now.timestamp_millis()))
        .add(bookings::Column::State.is_in(booking::LIVE))
        .add(bookings::Column::Id.not_in_subquery(told))
}

/// Writes the letters that are still to be written about the office's scheduled version. Told twice is told once: the row
/// of the version keeps two nodes apart.
pub async fn send(desks: &Desks, office: Uuid) -> Result<(), Failure> {
    loop {
        let now = desks.clock.now();
        let tx = desks.begin().await?;
        let Some(coming) = terms::scheduled(&*tx, office, now).await? else { return Ok(()) };
        versions::Entity::find_by_id(coming.id).lock_exclusive().one(&*tx).await?;
        let rows = bookings::Entity::find()
            .filter(untold(office, &coming.hash, now))
            .filter(bookings::Column::Mail.ne(""))
            .limit(BATCH)
            .all(&*tx)
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            outbox::write(&tx, row, Letter::NewTerms, Pace::Official, now, &desks.mail_domain).await?;
            consent::notified(&tx, row, &coming.hash, "letter", now);
            history::write(&tx, row, now, Who::Clockwork, What::TermsTold, "");
        }
        tx.commit().await?;
        desks.mail_waiting.notify_one();
    }
}

/// The same for every office that has a version scheduled: bookings are made after it was announced, too.
pub async fn send_all(desks: &Desks) -> Result<(), Failure> {
    let now = desks.clock.now();
    let offices: BTreeSet<Uuid> = versions::Entity::find()
        .select_only()
        .column(versions::Column::OfficeId)
        .filter(versions::Column::WithdrawnAt.is_null())
        .filter(versions::Column::InForceFrom.gt(now.timestamp_millis()))
        .into_tuple()
        .all(desks.db.read())
        .await?
        .into_iter()
        .collect();
    for office in offices {
        send(desks, office).await?;
    }
    Ok(())
}

/// How many have been told of a version, and how many have to be called.
pub async fn counts<C: ConnectionTrait>(db: &C, office: Uuid, hash: &str, now: Instant) -> Result<(u64, u64), DbErr> {
    use sea_orm::PaginatorTrait;
    let told = consents::Entity::find()
        .filter(consents::Column::OfficeId.eq(office))
        .filter(consents::Column::Moment.eq(Moment::Notified.word()))
        .filter(consents::Column::TermsHash.eq(hash))
        .count(db)
        .await?;
    let to_call = bookings::Entity::find()
        .filter(untold(office, hash, now))
        .filter(bookings::Column::Mail.eq(""))
        .count(db)
        .await?;
    Ok((told, to_call))
}

pub async fn calls(desks: &Desks, actor: &Actor) -> Result<Vec<Call>, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let Some(coming) = terms::scheduled(db, actor.office.0, now).await? else { return Ok(Vec::new()) };
    audit::saw(desks, actor, Act::TermsCallsSeen, "", "").await?;
    let rows = bookings::Entity::find()
        .filter(untold(actor.office.0, &coming.hash, now))
        .filter(bookings::Column::Mail.eq(""))
        .order_by_asc(bookings::Column::StartsAt)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Call {
                booking: BookingId(row.id),
                span: booking::span(&row)?,
                reference: row.reference,
                name: row.name,
                phone: row.phone,
            })
        })
        .collect()
}

/// Somebody was told on the telephone.
///
/// # Errors
/// `NotFound`, `Conflict` (no version is scheduled). Told already is nothing to do.
pub async fn told(desks: &Desks, actor: &Actor, id: BookingId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    office::lock(&tx, actor.office.0).await?;
    let row = own(booking::lock(&tx, id.0).await?, actor)?;
    let coming = terms::scheduled(&*tx, actor.office.0, now).await?.ok_or(DeskError::Conflict)?;
    let is_untold = bookings::Entity::find()
        .filter(untold(actor.office.0, &coming.hash, now))
        .filter(bookings::Column::Id.eq(row.id))
        .one(&*tx)
        .await?
        .is_some();
    if !is_untold {
        return Ok(());
    }
    consent::notified(&tx, &row, &coming.hash, "telephone", now);
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::TermsTold, "");
    audit::write(&tx, actor, now, Act::TermsTold, &row.reference, "");
    tx.commit().await?;
    Ok(())
}
