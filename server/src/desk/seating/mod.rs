//! Who sits at which counter (担当): planned by managers, shown on Today and at the heads of the calendar.

use crate::desk::{Desks, failure::retried};
use app::{
    desk::{
        Answer, SeatingDesk,
        seating::{NewSeating, SeatingRoom},
        staff::Actor,
    },
    domain::{ids::SeatingId, role::Task},
};

mod plan;
pub mod who;

#[async_trait::async_trait]
impl SeatingDesk for Desks {
    async fn seatings(&self, actor: &Actor) -> Answer<SeatingRoom> {
        actor.may(Task::PlanSlots)?;
        retried(|| plan::see(self, actor)).await
    }

    async fn seat(&self, actor: &Actor, seating: NewSeating) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| plan::seat(self, actor, seating)).await
    }

    async fn unseat(&self, actor: &Actor, seating: SeatingId) -> Answer<()> {
        actor.may(Task::PlanSlots)?;
        retried(|| plan::unseat(self, actor, seating)).await
    }
}
