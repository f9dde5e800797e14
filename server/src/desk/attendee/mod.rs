//! The employer at an interview or a selection (preamble of the terms): invited and taken off by staff, answering behind a
//! link of their own, and told of whatever becomes of the booking.
//!
//! Whoever changes an attendee holds the booking's row.

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, AttendeeDesk, Lang,
        attendee::{AttendanceView, AttendeeToken, Inviting},
        staff::Actor,
    },
    domain::{
        attendee::{Employer, Trouble},
        ids::{AttendeeId, BookingId},
        role::Task,
        slot::Span,
    },
};

pub mod invite;
pub mod letter;
mod link;
pub mod tell;

#[async_trait::async_trait]
impl AttendeeDesk for Desks {
    async fn attendance(&self, token: &AttendeeToken, lang: Lang) -> Answer<AttendanceView> {
        retried(|| link::view(self, token, lang)).await
    }

    async fn confirm_attendance(&self, token: &AttendeeToken) -> Answer<()> {
        retried(|| link::say(self, token, &link::Said::Comes)).await
    }

    async fn report_trouble(&self, token: &AttendeeToken, trouble: Trouble, message: String) -> Answer<()> {
        let said = link::Said::Trouble(trouble, link::written(&message)?);
        retried(|| link::say(self, token, &said)).await
    }

    async fn decline_attendance(&self, token: &AttendeeToken, message: String) -> Answer<()> {
        let said = link::Said::Declines(link::written(&message)?);
        retried(|| link::say(self, token, &said)).await
    }

    async fn inviting(&self, actor: &Actor, booking: BookingId) -> Answer<Inviting> {
        actor.may(Task::WorkBookings)?;
        retried(|| invite::form(self, actor, booking)).await
    }

    async fn invite(&self, actor: &Actor, booking: BookingId, employer: Employer) -> Answer<Span> {
        actor.may(Task::WorkBookings)?;
        let span = retried(|| invite::invite(self, actor, booking, &employer)).await?;
        self.mail_waiting.notify_one();
        Ok(span)
    }

    async fn remove_attendee(&self, actor: &Actor, booking: BookingId, attendee: AttendeeId) -> Answer<()> {
        actor.may(Task::WorkBookings)?;
        retried(|| invite::remove(self, actor, booking, attendee)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }
}
