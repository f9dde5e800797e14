//! Putting a file in force. What it changes is found before the transaction; nobody else changes the list meanwhile, since
//! an office has one file that waits, and only that one is put in force.

use crate::{
    desk::{
        Desks,
        failure::Failure,
        roster::room::{self, beside},
    },
    store::{
        audit,
        booking::from_json,
        entity::{roster_file, roster_import},
        live_event::Change,
        registration,
        roster::{self, Listed},
    },
};
use app::{
    desk::{
        error::DeskError,
        roster::{Counts, Reading},
        staff::Actor,
    },
    domain::{act::Act, roster::Registered},
};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, QuerySelect, QueryTrait};
use std::collections::HashMap;
use uuid::Uuid;

/// By the number.
pub type List = HashMap<String, Listed>;

/// What a new list does to the one before.
pub struct Difference<'a> {
    /// New ones, and those who are registered otherwise.
    put: Vec<(&'a String, &'a Listed)>,
    gone: Vec<&'a String>,
    pub counts: Counts,
}

impl<'a> Difference<'a> {
    pub fn between(before: &'a List, after: &'a List) -> Self {
        let put: Vec<_> = after.iter().filter(|(number, listed)| before.get(*number) != Some(listed)).collect();
        let gone: Vec<_> = before.keys().filter(|number| !after.contains_key(*number)).collect();
        let changed = put.iter().filter(|(number, _)| before.contains_key(*number)).count();
        let counts = Counts {
            rows: after.len() as u64,
            added: (put.len() - changed) as u64,
            changed: changed as u64,
            gone: gone.len() as u64,
        };
        Difference { put, gone, counts }
    }
}

pub fn list(people: &[Registered]) -> List {
    people.iter().map(|seeker| (seeker.number.to_string(), seeker.into())).collect()
}

pub async fn apply(desks: &Desks, actor: &Actor, upload: Uuid) -> Result<(), Failure> {
    let office = actor.office.0;
    let file = roster_file::Entity::find_by_id(office).one(desks.db.read()).await?;
    let file = file.filter(|file| file.id == upload).ok_or(DeskError::Conflict)?;
    let Reading::Good(_) = from_json(&file.reading)? else { return Err(DeskError::Conflict.into()) };
    let people = file.people;
    let after = beside(move || from_json::<Vec<Registered>>(&people).map(|people| list(&people))).await??;
    let before = roster::all(desks.db.read(), office).await?;
    let (before, after, counts) = beside(move || {
        let counts = Difference::between(&before, &after).counts;
        (before, after, counts)
    })
    .await?;

    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let waits: Option<Uuid> = roster_file::Entity::find_by_id(office)
        .select_only()
        .column(roster_file::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .one(&*tx)
        .await?;
    if waits != Some(upload) {
        return Err(DeskError::Conflict.into());
    }
    let Difference { put, gone, .. } = Difference::between(&before, &after);
    roster::remove(&tx, office, &gone).await?;
    roster::put(&tx, office, &put).await?;
    roster_file::Entity::delete_by_id(office).exec(&*tx).await?;
    let otherwise = registration::compare_again(&tx, office, now).await?;
    let kept = |count: u64| i64::try_from(count).map_err(|_| DbErr::Type("a count".to_owned()));
    let import = roster_import::Model {
        id: upload,
        office_id: office,
        at: now.timestamp_millis(),
        staff_id: actor.staff.0,
        file: file.file,
        encoding: file.encoding,
        digest: file.digest,
        rows: kept(counts.rows)?,
        added: kept(counts.added)?,
        changed: kept(counts.changed)?,
        gone: kept(counts.gone)?,
    };
    let note = room::note(&import.digest, counts);
    tx.record(roster_import::Entity::insert(import.into_active_model().reset_all()).into_query());
    audit::write(&tx, actor, now, Act::RosterApplied, "", &note);
    // Many cards at once are one event.
    let told: &[Change] = if otherwise > 0 { &[Change::Office] } else { &[] };
    desks.commit(tx, actor.office, told).await?;
    Ok(())
}
