//! Staff start the meeting: how is asked of Zoom at the press, told once, and kept nowhere.

use crate::{
    desk::{Desks, failure::Failure, staff::own},
    store::{audit, booking, entity::booking::Model, live_event::Change, meeting},
    zoom::trouble::Trouble,
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        ids::{BookingId, OfficeId},
    },
};
use secrecy::ExposeSecret;

/// # Errors
/// `NotFound`; `Ended`: there is to be no meeting, or not any more; `NoMeeting`.
pub async fn start(desks: &Desks, actor: &Actor, id: BookingId) -> Result<String, Failure> {
    let db = desks.db.read();
    let now = desks.clock.now();
    let row = own(booking::find(db, id.0).await?, actor)?;
    if !booking::state(&row)?.pass(now, booking::deadline(&row)).has_meeting() {
        return Err(DeskError::Ended.into());
    }
    let to_join = meeting::to_join(db, &row).await?;
    let joining = to_join.joining.ok_or(DeskError::NoMeeting)?;
    let address = match to_join.made {
        Some(number) => as_host(desks, &row, number).await?,
        None => joining.url,
    };
    let tx = desks.begin().await?;
    audit::write(&tx, actor, now, Act::MeetingStarted, &row.reference, "");
    tx.commit().await?;
    Ok(address)
}

async fn as_host(desks: &Desks, row: &Model, number: i64) -> Result<String, Failure> {
    let zoom = desks.zoom.as_deref().ok_or(DeskError::NoMeeting)?;
    match zoom.start_url(number).await {
        Ok(address) => Ok(address.expose_secret().to_owned()),
        Err(trouble) => {
            tracing::warn!(booking = %row.id, %trouble, "a meeting could not be started");
            if trouble == Trouble::Gone {
                let tx = desks.begin().await?;
                meeting::lost(&tx, row.id, number).await?;
                let told = Change::Card { booking: BookingId(row.id) };
                desks.commit(tx, OfficeId(row.office_id), &[told]).await?;
            }
            Err(DeskError::NoMeeting.into())
        }
    }
}
