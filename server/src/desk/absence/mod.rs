//! A counter's day that falls away at once (急な休み): planned, done at one press, and whom to call.

use crate::desk::{
    Desks,
    failure::{retried, retried_for_seat},
};
use app::{
    desk::{
        AbsenceDesk, Answer, PhoneDesk,
        absence::{Absence, AbsenceAsk, AbsenceReport, AbsenceRoom},
        phone::{Call, Direction},
        staff::Actor,
    },
    domain::{
        ids::{AbsenceId, BookingId},
        role::Task,
    },
};

mod press;
mod report;
mod room;
mod stretch;

#[async_trait::async_trait]
impl AbsenceDesk for Desks {
    async fn absence_room(&self, actor: &Actor, ask: AbsenceAsk) -> Answer<AbsenceRoom> {
        actor.may(Task::WorkBookings)?;
        retried(|| room::see(self, actor, ask)).await
    }

    async fn be_absent(&self, actor: &Actor, absence: Absence) -> Answer<AbsenceId> {
        actor.may(Task::WorkBookings)?;
        let done = retried_for_seat(self, || press::press(self, actor, &absence)).await?;
        self.mail_waiting.notify_one();
        Ok(done)
    }

    async fn absence_report(&self, actor: &Actor, absence: AbsenceId) -> Answer<AbsenceReport> {
        actor.may(Task::WorkBookings)?;
        retried(|| report::see(self, actor, absence)).await
    }

    async fn called_of_absence(
        &self,
        actor: &Actor,
        absence: AbsenceId,
        booking: BookingId,
        note: String,
    ) -> Answer<()> {
        actor.may(Task::TakeCalls)?;
        if retried(|| report::was_called(self, actor, absence, booking)).await? {
            return Ok(());
        }
        self.note_call(actor, booking, Call { at: None, direction: Direction::Out, note }).await
    }
}
