//! The day at the counters: ready and away, who has come, and the ten minutes (R4).

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, DayDesk,
        day::{Step, Today},
        staff::Actor,
    },
    domain::{
        ids::{BookingId, CounterId},
        role::Task,
    },
};

mod consultation;
mod counter;
pub mod enter;
pub mod report;
pub mod silence;
mod start;
mod step;
mod today;

#[async_trait::async_trait]
impl DayDesk for Desks {
    async fn today(&self, actor: &Actor) -> Answer<Today> {
        actor.may(Task::WorkDay)?;
        retried(|| today::today(self, actor)).await
    }

    async fn mark_counter(&self, actor: &Actor, counter: CounterId, ready: bool) -> Answer<()> {
        actor.may(Task::WorkDay)?;
        retried(|| counter::mark(self, actor, counter, ready)).await
    }

    async fn work_booking(&self, actor: &Actor, booking: BookingId, step: Step) -> Answer<()> {
        actor.may(Task::WorkDay)?;
        retried(|| step::take(self, actor, booking, &step)).await
    }

    async fn start_meeting(&self, actor: &Actor, booking: BookingId) -> Answer<String> {
        actor.may(Task::WorkDay)?;
        retried(|| start::start(self, actor, booking)).await
    }
}
