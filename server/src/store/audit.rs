//! The audit log: who saw and changed what (Art. 8(1)). Lines are appended; the database refuses anything else but to the
//! retention job, which says in `audit_retention` up to where it deletes, for the length of its transaction.

use crate::{
    desk::{Desks, failure::Failure},
    store::{entity::audit, writing::Writing},
};
use app::{
    desk::staff::Actor,
    domain::{
        act::Act,
        ids::{OfficeId, StaffId},
        time::Instant,
    },
};
use chrono::TimeDelta;
use sea_orm::{EntityTrait, QueryTrait, Set};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;

/// Lines that name a disclosure by its number in the register.
pub const OF_DISCLOSURES: [Act; 4] =
    [Act::DisclosureAsked, Act::DisclosureApproved, Act::DisclosureRefused, Act::DisclosureTaken];

/// One who looks at the same thing again within so long, as a live page does at every change, has seen it once.
const SAME_LOOK: TimeDelta = TimeDelta::minutes(10);
/// Looks that are remembered, so that memory is bounded.
const MOST_REMEMBERED: usize = 10_000;

/// A line written with the change it tells of. `about`: a booking's short number, an account's login.
pub fn write(tx: &Writing, actor: &Actor, at: Instant, act: Act, about: &str, note: &str) {
    write_for(tx, actor.office, actor.staff, at, act, about, note);
}

/// The same before there is an actor, while somebody signs in.
pub fn write_for(tx: &Writing, office: OfficeId, staff: StaffId, at: Instant, act: Act, about: &str, note: &str) {
    let line = audit::ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(office.0),
        at: Set(at.timestamp_millis()),
        staff_id: Set(staff.0),
        act: Set(act.as_str().to_owned()),
        about: Set(about.to_owned()),
        note: Set(note.to_owned()),
    };
    tx.record(audit::Entity::insert(line).into_query());
}

/// A session, an act, and what it was about.
type Look = (String, Act, String, String);

/// Looks of the last minutes, on this node.
#[derive(Default)]
pub struct Looks(Mutex<HashMap<Look, Instant>>);

impl Looks {
    fn is_known(&self, look: &Look, now: Instant) -> bool {
        let looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.get(look).is_some_and(|at| now - *at < SAME_LOOK)
    }

    fn remember(&self, look: Look, now: Instant) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.len() >= MOST_REMEMBERED {
            looks.retain(|_, at| now - *at < SAME_LOOK);
        }
        if looks.len() < MOST_REMEMBERED {
            looks.insert(look, now);
        }
    }
}

/// Writes down that somebody looks at personal data. It is on the disk before they see it.
pub async fn saw(desks: &Desks, actor: &Actor, act: Act, about: &str, note: &str) -> Result<(), Failure> {
    let now = desks.clock.now();
    let look = (actor.digest.clone(), act, about.to_owned(), note.to_owned());
    if desks.looks.is_known(&look, now) {
        return Ok(());
    }
    let tx = desks.begin().await?;
    write(&tx, actor, now, act, about, note);
    tx.commit().await?;
    desks.looks.remember(look, now);
    Ok(())
}
