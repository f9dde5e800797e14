//! The mail that comes in: what it brings about by itself (R2, R3), and the tray that staff empty.

use crate::{
    desk::{Desks, failure::retried},
    store::{database::unavailable, mailbox},
};
use app::{
    desk::{
        Answer,
        staff::Actor,
        tray::{Replying, TrayDesk, TrayRoom},
    },
    domain::{
        ids::{BookingId, MailId},
        role::Task,
    },
};

mod reply;
pub mod take;
mod tray;
pub mod turn;

#[async_trait::async_trait]
impl TrayDesk for Desks {
    async fn tray(&self, actor: &Actor) -> Answer<TrayRoom> {
        actor.may(Task::ReadMail)?;
        retried(|| tray::see(self, actor)).await
    }

    async fn count_mails(&self, actor: &Actor) -> Answer<u64> {
        actor.may(Task::ReadMail)?;
        mailbox::count_waiting(self.db.read(), actor.office.0).await.map_err(unavailable)
    }

    async fn settle_mail(&self, actor: &Actor, mail: MailId, note: String) -> Answer<()> {
        actor.may(Task::ReadMail)?;
        retried(|| tray::settle(self, actor, mail, &note)).await
    }

    async fn count_as_reply(&self, actor: &Actor, mail: MailId) -> Answer<()> {
        actor.may(Task::ReadMail)?;
        actor.may(Task::TakeCalls)?;
        retried(|| reply::count(self, actor, mail, None)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn replying(&self, actor: &Actor, mail: MailId, words: String) -> Answer<Replying> {
        actor.may(Task::ReadMail)?;
        actor.may(Task::TakeCalls)?;
        retried(|| reply::candidates(self, actor, mail, &words)).await
    }

    async fn count_as_reply_to(&self, actor: &Actor, mail: MailId, booking: BookingId) -> Answer<()> {
        actor.may(Task::ReadMail)?;
        actor.may(Task::TakeCalls)?;
        retried(|| reply::count(self, actor, mail, Some(booking))).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }
}
