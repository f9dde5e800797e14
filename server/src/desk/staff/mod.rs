//! The desk of the staff. Every use case first asks [`Actor::may`] with its task, then whose things they are: what one may
//! not do and another office's things are `NotFound`, as if they were not there. Every view of personal data and every
//! change leaves a line in the audit log.

use crate::{
    desk::{
        Desks,
        deeds::{close, open},
        failure::{Failure, retried},
    },
    store::{
        entity::{booking, counter},
        office,
    },
};
use app::{
    desk::{
        AccountDesk, Answer, EntranceDesk, Lang, StaffDesk,
        audit::{AuditPage, AuditQuery},
        board::{Board, BookingCard, Window},
        error::DeskError,
        staff::{AccountChange, AccountView, Actor, Entry, NewAccount, OfficeChoice, OwnAccount, SignedIn},
    },
    domain::{
        ids::{BookingId, CounterId, OfficeId, SlotId, StaffId},
        role::Task,
        slot::Span,
    },
};
use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;
use std::net::IpAddr;

pub mod account;
mod accounts;
mod audit_log;
mod board;
mod card;
mod entrance;
mod factor;
pub mod letter;
mod own;
mod reach;
mod session;
mod throttle;

#[async_trait::async_trait]
impl EntranceDesk for Desks {
    async fn sign_in(&self, login: &str, password: &str, address: IpAddr) -> Answer<SignedIn> {
        entrance::sign_in(self, login, password, address).await
    }

    async fn entry(&self, cookie: &str) -> Answer<Entry> {
        retried(|| entrance::entry(self, cookie)).await
    }

    async fn give_code(&self, cookie: &str, code: &str, address: IpAddr) -> Answer<SignedIn> {
        retried(|| entrance::give_code(self, cookie, code, address)).await
    }

    async fn first_password(&self, cookie: &str, password: &str) -> Answer<SignedIn> {
        retried(|| entrance::first_password(self, cookie, password)).await
    }

    async fn enrol(&self, cookie: &str, code: &str, address: IpAddr) -> Answer<SignedIn> {
        retried(|| entrance::enrol(self, cookie, code, address)).await
    }

    async fn session(&self, cookie: &str) -> Answer<Actor> {
        retried(|| session::of_cookie(self, cookie)).await
    }

    async fn sign_out(&self, cookie: &str) -> Answer<()> {
        retried(|| entrance::sign_out(self, cookie)).await
    }
}

#[async_trait::async_trait]
impl AccountDesk for Desks {
    async fn own_account(&self, actor: &Actor) -> Answer<OwnAccount> {
        retried(|| own::see(self, actor)).await
    }

    async fn change_password(&self, actor: &Actor, old: &str, new: &str, address: IpAddr) -> Answer<()> {
        retried(|| own::change_password(self, actor, old, new, address)).await
    }

    async fn replace_factor(&self, actor: &Actor, password: &str, address: IpAddr) -> Answer<()> {
        retried(|| own::replace_factor(self, actor, password, address)).await
    }

    async fn sign_out_everywhere(&self, actor: &Actor) -> Answer<()> {
        retried(|| own::sign_out_everywhere(self, actor)).await
    }

    async fn offices(&self, actor: &Actor, lang: Lang) -> Answer<Vec<OfficeChoice>> {
        retried(|| reach::offices(self, actor, lang)).await
    }

    async fn work_for(&self, actor: &Actor, office: OfficeId) -> Answer<()> {
        retried(|| reach::work_for(self, actor, office)).await
    }

    async fn accounts(&self, actor: &Actor) -> Answer<Vec<AccountView>> {
        actor.may(Task::ManageAccounts)?;
        retried(|| accounts::list(self, actor)).await
    }

    async fn add_account(&self, actor: &Actor, new: NewAccount) -> Answer<StaffId> {
        actor.may(Task::ManageAccounts)?;
        retried(|| accounts::add(self, actor, &new)).await
    }

    async fn change_account(&self, actor: &Actor, account: StaffId, change: AccountChange) -> Answer<()> {
        actor.may(Task::ManageAccounts)?;
        retried(|| accounts::change(self, actor, account, &change)).await
    }

    async fn audit(&self, actor: &Actor, query: AuditQuery) -> Answer<AuditPage> {
        actor.may(Task::ReadAudit)?;
        retried(|| audit_log::read(self, actor, &query)).await
    }
}

#[async_trait::async_trait]
impl StaffDesk for Desks {
    async fn board(&self, actor: &Actor, window: Window, on: Option<NaiveDate>) -> Answer<Board> {
        actor.may(Task::SeeBookings)?;
        retried(|| board::board(self, actor, window, on)).await
    }

    async fn card(&self, actor: &Actor, booking: BookingId) -> Answer<BookingCard> {
        actor.may(Task::SeeBookings)?;
        retried(|| card::card(self, actor, booking)).await
    }

    async fn open_slot(&self, actor: &Actor, counter: CounterId, span: Span) -> Answer<SlotId> {
        actor.may(Task::WorkSlots)?;
        retried(|| open::one(self, actor, counter, span)).await
    }

    async fn close_slot(&self, actor: &Actor, slot: SlotId) -> Answer<()> {
        actor.may(Task::WorkSlots)?;
        let slots = [slot];
        retried(|| close::close(self, actor, &slots, "")).await
    }

    async fn resend(&self, actor: &Actor, booking: BookingId, mail: Option<String>) -> Answer<BookingCard> {
        actor.may(Task::WorkBookings)?;
        retried(|| letter::resend(self, actor, booking, mail.as_deref())).await?;
        self.mail_waiting.notify_one();
        self.card(actor, booking).await
    }

    async fn cancel_by_office(&self, actor: &Actor, booking: BookingId, reason: String) -> Answer<BookingCard> {
        actor.may(Task::WorkBookings)?;
        retried(|| letter::cancel(self, actor, booking, &reason)).await?;
        self.mail_waiting.notify_one();
        self.card(actor, booking).await
    }
}

/// The counter, if it is this office's, kept by this transaction until it ends.
pub async fn own_counter(tx: &DatabaseTransaction, actor: &Actor, id: CounterId) -> Result<counter::Model, Failure> {
    let row = office::lock_counter(tx, id.0).await?;
    Ok(row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?)
}

/// The booking, if it is this office's.
pub fn own(row: Option<booking::Model>, actor: &Actor) -> Answer<booking::Model> {
    row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)
}
