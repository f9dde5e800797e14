//! The office's counters: their names, places, kinds, hosts and order.

use super::{LONGEST, as_kept, neighbour, places};
use crate::{
    desk::{failure::Failure, staff::own_counter},
    store::{
        booking::standing,
        entity::{booking, counter, slot, zoom_host},
        office,
        writing::Writing,
    },
};
use app::{
    desk::{
        error::DeskError,
        plan::{CounterWords, OfficeChange},
        staff::Actor,
    },
    domain::{
        ids::{CounterId, HostId, PlaceId},
        meeting::Joining,
        time::Instant,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

/// Answers whose change it is and what it was, for the log.
pub async fn change(
    tx: &Writing,
    actor: &Actor,
    now: Instant,
    change: &OfficeChange,
) -> Result<(String, String), Failure> {
    match change {
        OfficeChange::AddCounter { name, place } => add(tx, actor, name, *place).await,
        OfficeChange::Counter { counter, words } => {
            let row = own_counter(tx, actor, *counter).await?;
            describe(tx, actor, &row, words).await
        }
        OfficeChange::MoveCounter { counter, up } => {
            let row = own_counter(tx, actor, *counter).await?;
            shift(tx, actor, *counter, *up).await?;
            Ok((row.name, if *up { "up" } else { "down" }.to_owned()))
        }
        OfficeChange::CloseCounter { counter } => close(tx, actor, *counter, now).await,
        OfficeChange::ReopenCounter { counter } => {
            let row = own_counter(tx, actor, *counter).await?;
            let open = counter::ActiveModel { id: Set(row.id), closed_at: Set(None), ..Default::default() };
            counter::Entity::update(open).exec(&**tx).await?;
            Ok((row.name, "open".to_owned()))
        }
        _ => Err(DeskError::Unreadable.into()),
    }
}

/// A new counter comes last and serves every kind that the office offers.
async fn add(tx: &Writing, actor: &Actor, name: &str, place: Option<PlaceId>) -> Result<(String, String), Failure> {
    let name = as_kept(name).ok_or(DeskError::Mend)?;
    let place = match place {
        Some(place) => places::own(tx, actor, place).await?,
        None => places::first(tx, actor).await?,
    };
    let others = office::counters(&**tx, actor.office.0).await?;
    let kinds = office::kinds(&**tx, actor.office.0).await?;
    let row = counter::Model {
        id: Uuid::now_v7(),
        office_id: actor.office.0,
        place_id: place.id,
        name: name.clone(),
        host_id: None,
        kinds: kinds.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>().join(" "),
        position: others.iter().map(|other| other.position).max().map_or(0, |last| last + 1),
        closed_at: None,
        meeting_number: None,
        meeting_passcode: None,
        meeting_url: None,
    };
    let row = sea_orm::ActiveModelTrait::reset_all(row.into_active_model());
    counter::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok((name, "+".to_owned()))
}

/// Bookings already made keep their host.
async fn describe(
    tx: &Writing,
    actor: &Actor,
    row: &counter::Model,
    words: &CounterWords,
) -> Result<(String, String), Failure> {
    let name = as_kept(&words.name).ok_or(DeskError::Mend)?;
    let offered = office::kinds(&**tx, actor.office.0).await?;
    let served: Vec<&str> =
        offered.iter().filter(|(kind, _)| words.kinds.contains(kind)).map(|(kind, _)| kind.as_str()).collect();
    if served.is_empty() {
        return Err(DeskError::Mend.into());
    }
    let host = match words.host {
        Some(HostId(id)) => {
            let host = zoom_host::Entity::find_by_id(id).one(&**tx).await?;
            Some(host.filter(|host| host.office_id == actor.office.0).ok_or(DeskError::NotFound)?)
        }
        None => None,
    };
    let kinds = served.join(" ");
    let host_name = host.as_ref().map_or("-", |host| &host.name);
    // As anybody could send it.
    if let Some(Joining { number, passcode, url }) = &words.fixed {
        Joining::read(number, passcode, url).map_err(|_| DeskError::Mend)?;
    }
    let fixed = words.fixed.as_ref();
    let fixed_number = fixed.map_or("-", |fixed| &fixed.number);
    let mut note = format!("{name}, {kinds}, {host_name}, {fixed_number}");
    let mut place_id = row.place_id;
    if let Some(place) = words.place {
        let place = places::own(tx, actor, place).await?;
        place_id = place.id;
        note = format!("{note}, {}", place.name_ja);
    }
    let changed = counter::ActiveModel {
        id: Set(row.id),
        place_id: Set(place_id),
        name: Set(name),
        kinds: Set(kinds),
        host_id: Set(host.map(|host| host.id)),
        meeting_number: Set(fixed.map(|fixed| fixed.number.clone())),
        meeting_passcode: Set(fixed.map(|fixed| fixed.passcode.clone())),
        meeting_url: Set(fixed.map(|fixed| fixed.url.clone())),
        ..Default::default()
    };
    counter::Entity::update(changed).exec(&**tx).await?;
    Ok((row.name.clone(), note))
}

async fn shift(tx: &Writing, actor: &Actor, id: CounterId, up: bool) -> Result<(), Failure> {
    let mut rows = office::counters(&**tx, actor.office.0).await?;
    let Some(at) = rows.iter().position(|row| row.id == id.0) else { return Err(DeskError::NotFound.into()) };
    // Each place has an order of its own.
    let beside = |other: &usize| rows[*other].place_id == rows[at].place_id;
    if let Some(other) = neighbour(at, up, rows.len()).filter(beside) {
        rows.swap(at, other);
    }
    for (position, row) in (0..).zip(rows) {
        if row.position != position {
            let moved = counter::ActiveModel { id: Set(row.id), position: Set(position), ..Default::default() };
            counter::Entity::update(moved).exec(&**tx).await?;
        }
    }
    Ok(())
}

async fn close(tx: &Writing, actor: &Actor, id: CounterId, now: Instant) -> Result<(String, String), Failure> {
    let row = own_counter(tx, actor, id).await?;
    let from = (now - LONGEST).timestamp_millis();
    // Whoever is taking a seat in one of its slots holds the row: they wait, or are waited for and then seen.
    let slots = slot::Entity::find()
        .filter(slot::Column::CounterId.eq(row.id))
        .filter(slot::Column::StartsAt.gt(from))
        .order_by_asc(slot::Column::StartsAt)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let to_come = standing()
        .filter(booking::Column::CounterId.eq(row.id))
        .filter(booking::Column::StartsAt.gt(from))
        .count(&**tx)
        .await?;
    if to_come > 0 {
        return Err(DeskError::Conflict.into());
    }
    let at = Some(now.timestamp_millis());
    let free = slots.iter().filter(|slot| slot.closed_at.is_none() && slot.starts_at > now.timestamp_millis()).count();
    slot::Entity::update_many()
        .set(slot::ActiveModel { closed_at: Set(at), closed_by_hand: Set(0), ..Default::default() })
        .filter(slot::Column::CounterId.eq(row.id))
        .filter(slot::Column::StartsAt.gt(now.timestamp_millis()))
        .filter(slot::Column::ClosedAt.is_null())
        .exec(&**tx)
        .await?;
    let closed = counter::ActiveModel { id: Set(row.id), closed_at: Set(at), ..Default::default() };
    counter::Entity::update(closed).exec(&**tx).await?;
    Ok((row.name, format!("-, {free}")))
}
