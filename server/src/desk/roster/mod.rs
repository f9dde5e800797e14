//! The list of registered seekers, and the bookings that it does not settle (2(1)).

use crate::{
    desk::{Desks, failure::retried},
    store::{database::unavailable, registration},
};
use app::{
    desk::{
        Answer,
        roster::{RosterDesk, RosterFile, RosterRoom, ToVerify},
        staff::Actor,
    },
    domain::{
        ids::BookingId,
        registration::Settlement,
        role::Task,
        time::{Instant, at_jst, date_jst},
    },
};
use chrono::NaiveTime;
use uuid::Uuid;

mod apply;
mod file;
mod queue;
mod room;
mod settle;
pub mod view;

#[async_trait::async_trait]
impl RosterDesk for Desks {
    async fn roster(&self, actor: &Actor) -> Answer<RosterRoom> {
        actor.may(Task::ImportRoster)?;
        retried(|| room::see(self, actor)).await
    }

    async fn read_roster(&self, actor: &Actor, file: RosterFile) -> Answer<()> {
        actor.may(Task::ImportRoster)?;
        room::read(self, actor, file).await
    }

    async fn apply_roster(&self, actor: &Actor, upload: Uuid) -> Answer<()> {
        actor.may(Task::ImportRoster)?;
        retried(|| apply::apply(self, actor, upload)).await
    }

    async fn give_up_roster(&self, actor: &Actor) -> Answer<()> {
        actor.may(Task::ImportRoster)?;
        retried(|| room::give_up(self, actor)).await
    }

    async fn to_verify(&self, actor: &Actor) -> Answer<Vec<ToVerify>> {
        actor.may(Task::VerifyRegistration)?;
        retried(|| queue::see(self, actor)).await
    }

    async fn count_to_verify(&self, actor: &Actor) -> Answer<u64> {
        actor.may(Task::VerifyRegistration)?;
        let from = beginning_of_today(self.clock.now());
        registration::count_open(self.db.read(), actor.office.0, from).await.map_err(unavailable)
    }

    async fn settle(&self, actor: &Actor, booking: BookingId, settlement: Settlement) -> Answer<()> {
        actor.may(Task::VerifyRegistration)?;
        retried(|| settle::settle(self, actor, booking, settlement)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }
}

/// A consultation of today can still be looked at while it runs.
fn beginning_of_today(now: Instant) -> Instant {
    at_jst(date_jst(now), NaiveTime::MIN)
}
