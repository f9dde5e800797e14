//! The office's places: their words and order. A place that no counter is at can be taken out, but never the last one.

use super::{as_kept, neighbour};
use crate::{
    desk::failure::Failure,
    store::{
        entity::{counter, place},
        office, place as store,
        writing::Writing,
    },
};
use app::{
    desk::{
        error::DeskError,
        place::{PlaceSetting, PlaceText},
        plan::OfficeChange,
        staff::Actor,
    },
    domain::ids::PlaceId,
    i18n::Locale,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Set};
use uuid::Uuid;

pub async fn list<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Vec<PlaceSetting>, DbErr> {
    let counters = office::counters(db, id).await?;
    let setting = |row: place::Model| PlaceSetting {
        id: PlaceId(row.id),
        counters: counters.iter().filter(|counter| counter.place_id == row.id).count(),
        text: store::text(row),
    };
    Ok(store::all(db, id).await?.into_iter().map(setting).collect())
}

/// Answers whose change it is and what it was, for the log.
pub async fn change(tx: &Writing, actor: &Actor, change: &OfficeChange) -> Result<(String, String), Failure> {
    match change {
        OfficeChange::AddPlace(text) => {
            let last = store::all(&**tx, actor.office.0).await?.last().map_or(-1, |last| last.position);
            let row = kept(actor, Uuid::now_v7(), text, last + 1)?;
            put(tx, row.clone()).await?;
            Ok((row.name_ja, "+".to_owned()))
        }
        OfficeChange::Place { place, text } => {
            let before = own(tx, actor, *place).await?;
            let after = kept(actor, before.id, text, before.position)?;
            let note =
                [Some(&after.name_ja), after.name_en.as_ref(), Some(&after.address_ja), after.address_en.as_ref()];
            let note: Vec<&str> = note.into_iter().flatten().map(String::as_str).collect();
            let note = note.join(" / ");
            let after = sea_orm::ActiveModelTrait::reset_all(after.into_active_model());
            place::Entity::update(after).exec(&**tx).await?;
            Ok((before.name_ja, note))
        }
        OfficeChange::MovePlace { place, up } => {
            let row = own(tx, actor, *place).await?;
            shift(tx, actor, row.id, *up).await?;
            Ok((row.name_ja, if *up { "up" } else { "down" }.to_owned()))
        }
        OfficeChange::RemovePlace { place } => {
            let row = own(tx, actor, *place).await?;
            let here = counter::Entity::find().filter(counter::Column::PlaceId.eq(row.id)).count(&**tx).await?;
            if here > 0 || store::all(&**tx, actor.office.0).await?.len() < 2 {
                return Err(DeskError::Conflict.into());
            }
            place::Entity::delete_by_id(row.id).exec(&**tx).await?;
            Ok((row.name_ja, "-".to_owned()))
        }
        _ => Err(DeskError::Unreadable.into()),
    }
}

/// The place, if it is this office's.
pub async fn own(tx: &Writing, actor: &Actor, id: PlaceId) -> Result<place::Model, Failure> {
    let row = place::Entity::find_by_id(id.0).one(&**tx).await?;
    Ok(row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?)
}

/// Where a counter is of which nobody says where: at the office's first place. An office without any gets one of its own name.
pub async fn first(tx: &Writing, actor: &Actor) -> Result<place::Model, Failure> {
    let id = actor.office.0;
    if let Some(first) = store::all(&**tx, id).await?.into_iter().next() {
        return Ok(first);
    }
    let texts = office::all_texts(&**tx, id).await?;
    let (ja, _) = office::chosen(&texts, id, Locale::ja)?;
    let en = texts.iter().find(|text| text.lang == "en");
    let row = place::Model {
        id: Uuid::now_v7(),
        office_id: id,
        name_ja: ja.name.clone(),
        name_en: en.map(|text| text.name.clone()),
        address_ja: ja.address.clone(),
        address_en: en.map(|text| text.address.clone()),
        position: 0,
    };
    put(tx, row.clone()).await?;
    Ok(row)
}

fn kept(actor: &Actor, id: Uuid, text: &PlaceText, position: i32) -> Result<place::Model, DeskError> {
    let word = |text: &String| as_kept(text).ok_or(DeskError::Mend);
    let if_any = |text: &Option<String>| text.as_ref().map(word).transpose();
    Ok(place::Model {
        id,
        office_id: actor.office.0,
        name_ja: word(&text.ja)?,
        name_en: if_any(&text.en)?,
        address_ja: word(&text.address_ja)?,
        address_en: if_any(&text.address_en)?,
        position,
    })
}

async fn put(tx: &Writing, row: place::Model) -> Result<(), DbErr> {
    place::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await.map(drop)
}

async fn shift(tx: &Writing, actor: &Actor, id: Uuid, up: bool) -> Result<(), DbErr> {
    let mut rows = store::all(&**tx, actor.office.0).await?;
    let at = rows.iter().position(|row| row.id == id);
    if let Some((at, other)) = at.and_then(|at| Some((at, neighbour(at, up, rows.len())?))) {
        rows.swap(at, other);
    }
    for (position, row) in (0..).zip(rows) {
        if row.position != position {
            let moved = place::ActiveModel { id: Set(row.id), position: Set(position), ..Default::default() };
            place::Entity::update(moved).exec(&**tx).await?;
        }
    }
    Ok(())
}
