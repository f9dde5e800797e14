//! Usage statistics and lawful disclosure (Art. 7).

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, FiguresDesk, Lang,
        figures::{FiguresAsk, FiguresView, Form, HandedOut, Register, Release},
        staff::Actor,
    },
    domain::{disclosure::Typed, ids::DisclosureId, period::Period, role::Task},
};

mod count;
mod facts;
mod register;

#[async_trait::async_trait]
impl FiguresDesk for Desks {
    async fn figures(&self, actor: &Actor, ask: FiguresAsk) -> Answer<FiguresView> {
        actor.may(Task::SeeFigures)?;
        retried(|| count::figures(self, actor, ask)).await
    }

    async fn export_figures(&self, actor: &Actor, ask: FiguresAsk) -> Answer<FiguresView> {
        actor.may(Task::SeeFigures)?;
        retried(|| count::export(self, actor, ask)).await
    }

    async fn release(&self, actor: &Actor, month: Period) -> Answer<Release> {
        actor.may(Task::SeeFigures)?;
        retried(|| count::release(self, actor, month)).await
    }

    async fn disclosures(&self, actor: &Actor) -> Answer<Register> {
        actor.may(Task::Disclose)?;
        retried(|| register::read(self, actor)).await
    }

    async fn ask_disclosure(&self, actor: &Actor, typed: Typed) -> Answer<DisclosureId> {
        actor.may(Task::Disclose)?;
        retried(|| register::ask(self, actor, &typed)).await
    }

    async fn approve_disclosure(&self, actor: &Actor, id: DisclosureId) -> Answer<()> {
        actor.may(Task::ApproveDisclosure)?;
        retried(|| register::approve(self, actor, id)).await
    }

    async fn refuse_disclosure(&self, actor: &Actor, id: DisclosureId, why: String) -> Answer<()> {
        actor.may(Task::ApproveDisclosure)?;
        retried(|| register::refuse(self, actor, id, &why)).await
    }

    async fn hand_out(&self, actor: &Actor, id: DisclosureId, form: Form, lang: Lang) -> Answer<HandedOut> {
        actor.may(Task::Disclose)?;
        retried(|| register::hand_out(self, actor, id, form, lang)).await
    }
}
