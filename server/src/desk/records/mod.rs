//! Records about people (Duty to forget): the schedule, the daily job, legal holds, and what a person may ask of their own
//! data. Only here, by [`forget`] and [`begun`], is anything forgotten.

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer,
        records::{NewHold, PersonFile, PersonRecord, RecordsDesk, RecordsRoom},
        staff::Actor,
    },
    domain::{
        correction::Correction,
        ids::{BookingId, HoldId},
        retention::{Class, Period},
        role::Task,
    },
};
use chrono::NaiveDate;

mod begun;
mod correct;
mod erase;
mod export;
mod forget;
mod hold;
mod person;
mod room;
mod run;
mod schedule;

#[async_trait::async_trait]
impl RecordsDesk for Desks {
    async fn records(&self, actor: &Actor) -> Answer<RecordsRoom> {
        actor.may(Task::KeepRecords)?;
        retried(|| room::see(self, actor)).await
    }

    async fn set_period(&self, actor: &Actor, class: Class, from: NaiveDate, period: Period) -> Answer<()> {
        actor.may(Task::ManageOffice)?;
        retried(|| schedule::set(self, actor, class, from, period)).await
    }

    async fn drop_period(&self, actor: &Actor, class: Class, from: NaiveDate) -> Answer<()> {
        actor.may(Task::ManageOffice)?;
        retried(|| schedule::take_back(self, actor, class, from)).await
    }

    async fn place_hold(&self, actor: &Actor, hold: NewHold) -> Answer<()> {
        actor.may(Task::KeepRecords)?;
        retried(|| hold::place(self, actor, &hold)).await
    }

    async fn lift_hold(&self, actor: &Actor, hold: HoldId, reason: String) -> Answer<()> {
        actor.may(Task::KeepRecords)?;
        retried(|| hold::lift(self, actor, hold, &reason)).await
    }

    async fn person(&self, actor: &Actor, booking: BookingId) -> Answer<PersonRecord> {
        actor.may(Task::KeepRecords)?;
        retried(|| person::see(self, actor, booking)).await
    }

    async fn export_person(&self, actor: &Actor, booking: BookingId) -> Answer<PersonFile> {
        actor.may(Task::KeepRecords)?;
        retried(|| export::everything(self, actor, booking)).await
    }

    async fn correct_person(&self, actor: &Actor, booking: BookingId, typed: Correction) -> Answer<u32> {
        actor.may(Task::KeepRecords)?;
        let corrected = retried(|| correct::all(self, actor, booking, &typed)).await?;
        self.mail_waiting.notify_one();
        Ok(corrected)
    }

    async fn erase_person(&self, actor: &Actor, booking: BookingId, reason: String) -> Answer<BookingId> {
        actor.may(Task::KeepRecords)?;
        retried(|| erase::what_is_due(self, actor, booking, &reason)).await
    }
}
