//! The places (窓口施設) of an office, and which counter is at which.

use crate::store::{
    entity::{counter, place},
    office,
};
use app::{
    desk::{
        Lang,
        place::{CounterName, PlaceName, PlaceText, PlaceTold},
    },
    domain::ids::PlaceId,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The office's places in their order.
pub async fn all<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<place::Model>, DbErr> {
    place::Entity::find()
        .filter(place::Column::OfficeId.eq(office))
        .order_by_asc(place::Column::Position)
        .order_by_asc(place::Column::Id)
        .all(db)
        .await
}

/// What the office says of it.
pub fn text(row: place::Model) -> PlaceText {
    PlaceText { ja: row.name_ja, en: row.name_en, address_ja: row.address_ja, address_en: row.address_en }
}

/// The names of all the office's counters, those no longer in use too.
pub async fn counters<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<HashMap<Uuid, CounterName>, DbErr> {
    Ok(Places::read(db, office).await?.counters(&office::counters(db, office).await?))
}

/// The places of an office's counters, by counter. Where all counters in use are at one, it goes without saying, and nothing
/// is told of it.
#[derive(Default)]
pub struct Places(HashMap<Uuid, place::Model>);

impl Places {
    pub async fn read<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Self, DbErr> {
        let counters = office::counters(db, office).await?;
        let in_use: BTreeSet<Uuid> =
            counters.iter().filter(|row| row.closed_at.is_none()).map(|row| row.place_id).collect();
        if in_use.len() < 2 {
            return Ok(Self::default());
        }
        let places: HashMap<Uuid, place::Model> = all(db, office).await?.into_iter().map(|row| (row.id, row)).collect();
        let at = |place: Uuid| places.get(&place).cloned();
        Ok(Self(counters.into_iter().filter_map(|row| Some((row.id, at(row.place_id)?))).collect()))
    }

    /// Of a counter, for staff.
    pub fn name(&self, counter: Uuid) -> Option<PlaceName> {
        let row = self.0.get(&counter)?;
        Some(PlaceName { id: PlaceId(row.id), ja: row.name_ja.clone(), en: row.name_en.clone() })
    }

    /// Of counters with theirs, for staff.
    pub fn counters(&self, rows: &[counter::Model]) -> HashMap<Uuid, CounterName> {
        let named = |row: &counter::Model| CounterName { name: row.name.clone(), place: self.name(row.id) };
        rows.iter().map(|row| (row.id, named(row))).collect()
    }

    /// Of a counter, for whoever has a booking there. What there is in Japanese alone is told in Japanese.
    pub fn told(&self, counter: Uuid, lang: Lang) -> Option<PlaceTold> {
        let text = text(self.0.get(&counter)?.clone());
        Some(PlaceTold { name: text.name(lang).to_owned(), address: text.address(lang).to_owned() })
    }
}
