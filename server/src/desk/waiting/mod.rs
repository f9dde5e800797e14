//! The waiting list (空き待ち): wishes left and answered behind their links, and the rounds in which what is free is offered.
//!
//! Whoever changes a wish holds its row first, then the seat that is offered, then the booking that it is to move.

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::{Failure, retried},
    },
    store::{
        booking,
        entity::{booking::Model as Booking, wish::Model},
        live_event::Change,
        wish,
    },
};
use app::{
    desk::{
        Answer, Lang,
        application::VisitorKey,
        booking::LinkToken,
        error::DeskError,
        waiting::{Accepted, NewWish, WaitingDesk, WishToken, WishView},
    },
    domain::{
        booking::State as BookingState,
        ids::{BookingId, WishId},
        time::Instant,
        waiting::{NotPossible, State, Wants, Wisher, last_day},
    },
};
use chrono::NaiveDate;
use sea_orm::DbErr;
use std::net::IpAddr;

mod accept;
mod answer;
mod leave;
pub mod letter;
mod round;
pub mod unreached;
mod view;

pub use round::run;

/// Whether a seat may have come free by the change.
pub fn may_free(change: &Change) -> bool {
    matches!(change, Change::Booking { taken: false, .. } | Change::Slot { open: true, .. } | Change::Office)
}

impl From<NotPossible> for Failure {
    fn from(error: NotPossible) -> Self {
        Failure::Refused(match error {
            NotPossible::Lapsed => DeskError::HoldLapsed,
            NotPossible::Ended => DeskError::Ended,
            NotPossible::WrongState => DeskError::Conflict,
        })
    }
}

/// The wish behind the link, for reading. A wrong link and one that is forgotten are the same `NotFound`.
async fn opened(desks: &Desks, token: &WishToken) -> Result<Model, Failure> {
    let id = desks.key.wish(token).ok_or(DeskError::NotFound)?;
    Ok(wish::find(desks.db.read(), id.0).await?.ok_or(DeskError::NotFound)?)
}

/// Whether the booking is still to take place, and can be moved.
fn is_to_come(row: &Booking, now: Instant) -> Result<bool, DbErr> {
    let state = booking::state(row)?.pass(now, booking::deadline(row));
    Ok(state.is_live() && now < from_millis(row.starts_at))
}

/// Whether the hold still keeps the seat for whoever it is offered to.
fn is_offered(row: &Booking, now: Instant) -> Result<bool, DbErr> {
    Ok(matches!(booking::state(row)?.pass(now, booking::deadline(row)), BookingState::Held { offered: true, .. }))
}

/// What became of the seat that the wish accepted; any other stands as it stood.
fn settled(state: State, seat: Option<&Booking>, now: Instant) -> Result<State, Failure> {
    let State::Accepted { .. } = state else { return Ok(state) };
    let seat = seat.map(|row| booking::state(row).map(|state| state.pass(now, booking::deadline(row)))).transpose()?;
    Ok(match seat {
        Some(BookingState::Held { .. }) => state,
        None | Some(BookingState::Released { .. }) => state.let_go()?,
        Some(_) => state.booked(now)?,
    })
}

/// The wish as the rules of the list see it. `None`: it is not one that waits.
fn wisher(row: &Model, moves: Option<&Booking>) -> Result<Option<Wisher>, DbErr> {
    let State::Waiting { since, .. } = wish::state(row)? else { return Ok(None) };
    Ok(Some(Wisher {
        id: WishId(row.id),
        since,
        kind: wish::kind(row)?,
        wants: wish::wants(row)?,
        offered: wish::offered(row)?,
        has: moves.map(|booking| from_millis(booking.starts_at)),
    }))
}

#[async_trait::async_trait]
impl WaitingDesk for Desks {
    async fn days_to_wish(&self, slug: &str) -> Answer<(NaiveDate, NaiveDate)> {
        let office = self.live.of_slug(slug).await?.id;
        let days = self.live.days(office).await?;
        let today = app::domain::time::date_jst(self.clock.now());
        Ok((today, last_day(&days, today)))
    }

    async fn leave_wish(&self, address: IpAddr, wish: NewWish) -> Answer<()> {
        leave::leave(self, address, wish).await
    }

    async fn wish_to_move(&self, booking: &LinkToken, wants: Wants) -> Answer<WishToken> {
        leave::to_move(self, booking, wants).await
    }

    async fn wish(&self, token: &WishToken, visitor: Option<VisitorKey>, lang: Lang) -> Answer<WishView> {
        retried(|| view::wish(self, token, visitor, lang)).await
    }

    async fn confirm_wish(&self, token: &WishToken) -> Answer<()> {
        retried(|| answer::confirm(self, token)).await
    }

    async fn change_wish(&self, token: &WishToken, wants: Wants) -> Answer<()> {
        retried(|| answer::change(self, token, wants)).await
    }

    async fn wake_wish(&self, token: &WishToken) -> Answer<()> {
        retried(|| answer::wake(self, token)).await
    }

    async fn take_wish_back(&self, token: &WishToken) -> Answer<()> {
        retried(|| answer::take_back(self, token)).await
    }

    async fn decline_offer(&self, token: &WishToken, offer: BookingId) -> Answer<()> {
        retried(|| answer::decline(self, token, offer)).await
    }

    async fn accept_offer(
        &self,
        token: &WishToken,
        offer: BookingId,
        visitor: VisitorKey,
        address: IpAddr,
    ) -> Answer<Accepted> {
        accept::accept(self, token, offer, visitor, address).await
    }
}
