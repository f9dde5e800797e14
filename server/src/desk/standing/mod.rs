//! Whether somebody may use the service, as the office decides it, and what happened (Art. 6(6), 7(3), 9–12).

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, StandingDesk,
        staff::Actor,
        standing::{DecisionAsk, IncidentQuery, IncidentRoom, NewIncident, PersonStanding, StandingRoom},
    },
    domain::{
        ids::{BookingId, StandingId},
        role::Task,
        standing::Window,
    },
};

mod decide;
mod incident;
mod person;
mod proposal;
pub mod refusal;
mod room;

#[async_trait::async_trait]
impl StandingDesk for Desks {
    async fn standing_room(&self, actor: &Actor, about: Option<BookingId>) -> Answer<StandingRoom> {
        actor.may(Task::NoteIncidents)?;
        retried(|| room::room(self, actor, about)).await
    }

    async fn write_decision(&self, actor: &Actor, ask: DecisionAsk) -> Answer<()> {
        actor.may(Task::DecideStanding)?;
        retried(|| decide::write(self, actor, &ask)).await
    }

    async fn review_decision(&self, actor: &Actor, matter: StandingId) -> Answer<()> {
        actor.may(Task::DecideStanding)?;
        retried(|| decide::review(self, actor, matter)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn send_decision_back(&self, actor: &Actor, matter: StandingId, why: String) -> Answer<()> {
        actor.may(Task::DecideStanding)?;
        retried(|| decide::send_back(self, actor, matter, &why)).await
    }

    async fn dismiss_proposal(&self, actor: &Actor, booking: BookingId, why: String) -> Answer<()> {
        actor.may(Task::DecideStanding)?;
        retried(|| decide::dismiss(self, actor, booking, &why)).await
    }

    async fn lift_decision(&self, actor: &Actor, matter: StandingId, why: String) -> Answer<()> {
        actor.may(Task::DecideStanding)?;
        retried(|| decide::lift(self, actor, matter, &why)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }

    async fn set_standing_window(&self, actor: &Actor, window: Window) -> Answer<()> {
        actor.may(Task::ManageOffice)?;
        retried(|| proposal::set_window(self, actor, window)).await
    }

    async fn standing_of(&self, actor: &Actor, numbers: Vec<String>) -> Answer<Vec<PersonStanding>> {
        actor.may(Task::NoteIncidents)?;
        retried(|| person::of(self, actor, &numbers)).await
    }

    async fn incidents(&self, actor: &Actor, query: IncidentQuery) -> Answer<IncidentRoom> {
        actor.may(Task::NoteIncidents)?;
        retried(|| incident::room(self, actor, &query)).await
    }

    async fn note_incident(&self, actor: &Actor, new: NewIncident) -> Answer<()> {
        actor.may(Task::NoteIncidents)?;
        if new.measure.is_some() {
            actor.may(Task::DecideStanding)?;
        }
        retried(|| incident::note(self, actor, &new)).await?;
        self.mail_waiting.notify_one();
        Ok(())
    }
}
