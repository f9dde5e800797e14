//! Planning the days: patterns and their publishing, closures, the office's settings. Every change is in the audit log, and
//! everyone's page follows by one live event.

mod counters;
mod days;
mod hosts;
mod pattern;
mod places;
mod publish;
mod settings;

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, PlanDesk,
        plan::{Closure, DaysView, OfficeChange, OfficeSettings, Opening, Patterns, Preview, PublishAsk},
        staff::Actor,
    },
    domain::{ids::PatternId, pattern::Pattern, role::Task},
};
use chrono::{NaiveDate, TimeDelta};

/// No slot lasts longer (Art. 6(1)): how far back one can begin and still run.
const LONGEST: TimeDelta = TimeDelta::minutes(30);
/// The longest word of an office that is kept: a name, an address, a reason.
const LONGEST_TEXT: usize = 200;

#[async_trait::async_trait]
impl PlanDesk for Desks {
    async fn patterns(&self, actor: &Actor) -> Answer<Patterns> {
        actor.may(Task::PlanSlots)?;
        retried(|| pattern::list(self, actor)).await
    }

    async fn add_pattern(&self, actor: &Actor, pattern: Pattern) -> Answer<PatternId> {
        actor.may(Task::PlanSlots)?;
        retried(|| pattern::add(self, actor, &pattern)).await
    }

    async fn change_pattern(&self, actor: &Actor, id: PatternId, pattern: Pattern) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| pattern::change(self, actor, id, &pattern)).await
    }

    async fn end_pattern(&self, actor: &Actor, id: PatternId, last: Option<NaiveDate>) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| pattern::end(self, actor, id, last)).await
    }

    async fn preview(&self, actor: &Actor, ask: PublishAsk) -> Answer<Preview> {
        actor.may(Task::PlanSlots)?;
        retried(|| publish::preview(self, actor, ask)).await
    }

    async fn publish(&self, actor: &Actor, ask: PublishAsk) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        publish::publish(self, actor, ask).await
    }

    async fn planned_days(&self, actor: &Actor) -> Answer<DaysView> {
        actor.may(Task::PlanSlots)?;
        retried(|| days::list(self, actor)).await
    }

    async fn close_day(&self, actor: &Actor, closure: Closure) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| days::close(self, actor, &closure)).await
    }

    async fn open_day(&self, actor: &Actor, opening: Opening) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| days::open(self, actor, &opening)).await
    }

    async fn take_day_back(&self, actor: &Actor, date: NaiveDate) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| days::take_back(self, actor, date)).await
    }

    async fn settings(&self, actor: &Actor) -> Answer<OfficeSettings> {
        actor.may(Task::ManageOffice)?;
        retried(|| settings::see(self, actor)).await
    }

    async fn change_office(&self, actor: &Actor, change: OfficeChange) -> Answer<()> {
        actor.may(Task::ManageOffice)?;
        retried(|| settings::change(self, actor, &change)).await
    }
}

/// Whom something changes places with that goes up or down in a list of so many.
fn neighbour(at: usize, up: bool, of: usize) -> Option<usize> {
    if up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < of) }
}

/// As kept: without room around it. `None`: nothing, or too long to be meant.
fn as_kept(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control))
        .then(|| text.to_owned())
}
