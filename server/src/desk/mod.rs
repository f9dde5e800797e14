//! The use cases: open a transaction, load, ask `domain` to decide, store, write history, outbox and live event, commit.
//!
//! The traits of `app::desk` are implemented in the files beside this one, a file a use case or a few that belong together.

mod absence;
mod apply;
pub mod attendee;
pub mod day;
mod deeds;
mod duplicate;
mod ending;
pub mod failure;
mod hold;
mod join;
mod link;
pub mod mail;
pub mod mailbox;
pub mod meeting;
mod offices;
mod phone;
mod plan;
mod records;
pub mod remind;
mod reschedule;
mod roster;
mod samples;
mod seating;
mod seeker;
pub mod staff;
mod standing;
mod submit;
pub mod terms;
mod view;
pub mod waiting;
mod whose;

mod figures;

use crate::{
    clock::Clock,
    clockwork::Alarm,
    desk::failure::Failure,
    keys::LinkKey,
    live::Live,
    store::{
        audit,
        database::{Database, unavailable},
        live_event::{self, Change},
        writing::Writing,
    },
    zoom::Zoom,
};
use app::{desk::error::DeskError, domain::ids::OfficeId};
use std::sync::Arc;
use tokio::sync::Notify;

/// What every use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Desks {
    pub db: Database,
    pub clock: Clock,
    pub key: LinkKey,
    /// The domain our letters come from.
    pub mail_domain: Arc<str>,
    /// Rung after a commit that wrote an outbox row: `post` listens.
    pub mail_waiting: Arc<Notify>,
    /// The calendar's picture; rung after a commit that wrote a live event.
    pub live: Live,
    /// Set to the next moment at which time alone changes a booking: `clockwork` listens.
    pub alarm: Arc<Alarm>,
    /// The demonstration's account may sign in: the service is reached from this machine only.
    pub demo_sign_in: bool,
    /// What staff have looked at in the last minutes.
    pub looks: Arc<audit::Looks>,
    /// The account that meetings are made with, where there is one.
    pub zoom: Option<Arc<Zoom>>,
}

impl Desks {
    pub async fn begin(&self) -> Result<Writing, DeskError> {
        self.db.begin().await.map_err(unavailable)
    }

    /// Tells the changes as live events of the office and commits.
    pub async fn commit(&self, tx: Writing, office: OfficeId, changes: &[Change]) -> Result<(), Failure> {
        let at = self.clock.now().timestamp_millis();
        for change in changes {
            live_event::write(&tx, office, at, change)?;
        }
        tx.commit().await?;
        self.live.ring(office);
        if changes.iter().any(waiting::may_free) {
            self.alarm.seat_is_free();
        }
        Ok(())
    }
}
