//! The desk of the staff. Every use case asks first whose things they are: another office's are `NotFound`, as if they
//! were not there.

use crate::{
    desk::{Desks, failure::retried},
    store::entity::booking,
};
use app::{
    desk::{
        Answer, StaffDesk,
        board::{Board, BookingCard, SignedIn, StaffSession, Window},
        error::DeskError,
    },
    domain::{
        ids::{BookingId, CounterId, SlotId},
        slot::Span,
    },
};
use chrono::NaiveDate;
use std::net::IpAddr;

pub mod account;
mod board;
mod card;
mod letter;
mod session;
mod slot;

#[async_trait::async_trait]
impl StaffDesk for Desks {
    async fn sign_in(&self, login: &str, password: &str, address: IpAddr) -> Answer<SignedIn> {
        session::sign_in(self, login, password, address).await
    }

    async fn session(&self, cookie: &str) -> Answer<StaffSession> {
        retried(|| session::of_cookie(self, cookie)).await
    }

    async fn sign_out(&self, session: &StaffSession) -> Answer<()> {
        retried(|| session::end(self, session)).await
    }

    async fn board(&self, session: &StaffSession, window: Window, on: Option<NaiveDate>) -> Answer<Board> {
        retried(|| board::board(self, session, window, on)).await
    }

    async fn card(&self, session: &StaffSession, booking: BookingId) -> Answer<BookingCard> {
        retried(|| card::card(self, session, booking)).await
    }

    async fn open_slot(&self, session: &StaffSession, counter: CounterId, span: Span) -> Answer<SlotId> {
        retried(|| slot::open(self, session, counter, span)).await
    }

    async fn close_slot(&self, session: &StaffSession, slot: SlotId) -> Answer<()> {
        retried(|| slot::close(self, session, slot)).await
    }

    async fn resend(&self, session: &StaffSession, booking: BookingId, mail: Option<String>) -> Answer<BookingCard> {
        retried(|| letter::resend(self, session, booking, mail.as_deref())).await?;
        self.mail_waiting.notify_one();
        self.card(session, booking).await
    }

    async fn cancel_by_office(
        &self,
        session: &StaffSession,
        booking: BookingId,
        reason: String,
    ) -> Answer<BookingCard> {
        retried(|| letter::cancel(self, session, booking, &reason)).await?;
        self.mail_waiting.notify_one();
        self.card(session, booking).await
    }
}

/// The booking, if it is this office's.
fn own(row: Option<booking::Model>, session: &StaffSession) -> Answer<booking::Model> {
    row.filter(|row| row.office_id == session.office.0).ok_or(DeskError::NotFound)
}
