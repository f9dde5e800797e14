//! Bookings by telephone and at the counter (Art. 6(2), 6(4), 6(5), 6(6)).

use crate::desk::{
    Desks,
    failure::{retried, retried_for_seat},
};
use app::{
    desk::{
        Answer, PhoneDesk,
        phone::{AtOnce, Call, FreeTimes, People, Reasons, Reply, TimesAsked},
        staff::Actor,
    },
    domain::{
        ids::{BookingId, CounterId},
        intake::Intake,
        role::Task,
        slot::Span,
    },
};

mod call;
pub mod find;
mod late;
mod most;
pub mod next;
mod place;
pub(super) mod reply;
mod take;
mod times;

pub use reply::locked;

#[async_trait::async_trait]
impl PhoneDesk for Desks {
    async fn free_times(&self, actor: &Actor, asked: TimesAsked) -> Answer<FreeTimes> {
        actor.may(Task::TakeCalls)?;
        retried(|| times::free(self, actor, &asked)).await
    }

    async fn take_booking(&self, actor: &Actor, intake: Intake) -> Answer<BookingId> {
        actor.may(Task::TakeCalls)?;
        let taken = retried_for_seat(self, || take::take(self, actor, &intake)).await?;
        self.mail_waiting.notify_one();
        Ok(taken)
    }

    async fn reply_received(&self, actor: &Actor, booking: BookingId, how: Reply) -> Answer<()> {
        actor.may(Task::TakeCalls)?;
        retried(|| reply::received(self, actor, booking, how)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn let_stand(&self, actor: &Actor, booking: BookingId, reason: String) -> Answer<()> {
        actor.may(Task::Override)?;
        retried(|| reply::let_stand(self, actor, booking, &reason)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn cancel_by_phone(&self, actor: &Actor, booking: BookingId, call: Call) -> Answer<()> {
        actor.may(Task::TakeCalls)?;
        retried(|| call::cancel(self, actor, booking, &call)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn note_call(&self, actor: &Actor, booking: BookingId, call: Call) -> Answer<()> {
        actor.may(Task::TakeCalls)?;
        retried(|| call::note(self, actor, booking, &call)).await
    }

    async fn find(&self, actor: &Actor, words: String) -> Answer<People> {
        actor.may(Task::TakeCalls)?;
        retried(|| find::find(self, actor, &words)).await
    }

    async fn move_to(
        &self,
        actor: &Actor,
        booking: BookingId,
        to: Span,
        counter: Option<CounterId>,
        late_reason: &str,
    ) -> Answer<()> {
        actor.may(Task::TakeCalls)?;
        let reason = late::read(late_reason)?;
        retried_for_seat(self, || next::move_to(self, actor, booking, to, counter, reason.as_deref())).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn book_next(&self, actor: &Actor, booking: BookingId, to: Span, why: &Reasons) -> Answer<BookingId> {
        actor.may(Task::TakeCalls)?;
        let why = next::Why { late: late::read(&why.late)?, over: late::read(&why.over)? };
        let next = retried_for_seat(self, || next::book(self, actor, booking, to, &why)).await?;
        self.mail_waiting.notify_one();
        Ok(next)
    }

    async fn at_once(&self, actor: &Actor, intake: &Intake) -> Answer<Option<AtOnce>> {
        actor.may(Task::TakeCalls)?;
        retried(|| take::at_once(self, actor, intake)).await
    }

    async fn at_once_besides(&self, actor: &Actor, booking: BookingId, to: Span) -> Answer<Option<AtOnce>> {
        actor.may(Task::TakeCalls)?;
        retried(|| take::at_once_besides(self, actor, booking, to)).await
    }
}
