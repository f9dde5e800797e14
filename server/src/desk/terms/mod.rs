//! The office's terms (利用規約): the draft, its day, and who is told before it (Art. 13, R6).

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, TermsDesk,
        staff::Actor,
        terms::{Call, DraftTexts, TermsRoom},
    },
    domain::{
        ids::{BookingId, TermsId},
        role::Task,
        terms::Ground,
    },
};
use chrono::NaiveDate;

mod draft;
pub mod notice;
mod room;

#[async_trait::async_trait]
impl TermsDesk for Desks {
    async fn terms_room(&self, actor: &Actor) -> Answer<TermsRoom> {
        actor.may(Task::SeeTerms)?;
        retried(|| room::see(self, actor)).await
    }

    async fn keep_terms_draft(&self, actor: &Actor, texts: DraftTexts) -> Answer<()> {
        actor.may(Task::ManageTerms)?;
        retried(|| draft::keep(self, actor, &texts)).await
    }

    async fn schedule_terms(&self, actor: &Actor, from: NaiveDate, ground: Ground) -> Answer<()> {
        actor.may(Task::ManageTerms)?;
        retried(|| draft::schedule(self, actor, from, ground)).await?;
        retried(|| notice::send(self, actor.office.0)).await
    }

    async fn withdraw_terms(&self, actor: &Actor, version: TermsId) -> Answer<()> {
        actor.may(Task::ManageTerms)?;
        retried(|| draft::withdraw(self, actor, version)).await
    }

    async fn terms_calls(&self, actor: &Actor) -> Answer<Vec<Call>> {
        actor.may(Task::SeeTerms)?;
        retried(|| notice::calls(self, actor)).await
    }

    async fn told_of_terms(&self, actor: &Actor, booking: BookingId) -> Answer<()> {
        actor.may(Task::SeeTerms)?;
        retried(|| notice::told(self, actor, booking)).await
    }
}
