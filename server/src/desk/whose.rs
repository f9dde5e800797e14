//! Which booking a browser or a link may listen to.

use crate::{
    desk::Desks,
    keys::hex,
    store::{
        database::unavailable,
        entity::{application, booking},
        standing,
    },
};
use app::{
    desk::{Answer, application::VisitorKey, booking::LinkToken, error::DeskError},
    domain::ids::{BookingId, OfficeId},
};
use sea_orm::EntityTrait;

impl Desks {
    /// The booking this browser holds or has made.
    pub async fn booking_of(&self, visitor: VisitorKey) -> Answer<(OfficeId, BookingId)> {
        let row = application::Entity::find_by_id(hex(&visitor.0)).one(self.db.read()).await.map_err(unavailable)?;
        let row = row.ok_or(DeskError::NotFound)?;
        Ok((OfficeId(row.office_id), row.booking_id.map(BookingId).ok_or(DeskError::NotFound)?))
    }

    /// The booking behind a link.
    pub async fn booking_behind(&self, token: &LinkToken) -> Answer<(OfficeId, BookingId)> {
        let id = self.key.booking(token).ok_or(DeskError::NotFound)?;
        let row = booking::Entity::find_by_id(id.0).one(self.db.read()).await.map_err(unavailable)?;
        let row = row.ok_or(DeskError::NotFound)?;
        let proves = |generation| self.key.proves(token, id, generation);
        if !proves(row.generation) {
            // The browser that made a booking refused behind the page listens like any other (Secrecy).
            let shown = standing::as_taken(self.db.read(), row.clone()).await.map_err(unavailable)?;
            proves(shown.generation).then_some(()).ok_or(DeskError::NotFound)?;
        }
        Ok((OfficeId(row.office_id), id))
    }
}
