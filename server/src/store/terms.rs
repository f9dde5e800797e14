//! Versions of an office's terms. They stay for ever.

use crate::{
    clock::from_millis,
    store::entity::{terms, terms_text},
};
use app::{desk::terms::VersionName, domain::time::Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Fewest digits of a hash that name a version.
pub const FEWEST_DIGITS: usize = 12;

/// The hashes of every version the office ever had.
pub async fn versions<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<HashSet<String>, DbErr> {
    let rows = terms::Entity::find()
        .select_only()
        .column(terms::Column::Hash)
        .filter(terms::Column::OfficeId.eq(office))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The office's versions by these hashes, for people to read; one that it never had is its digits alone.
pub async fn names<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    hashes: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, VersionName>, DbErr> {
    let name = |hash: &str| VersionName { from: None, digits: hash.chars().take(FEWEST_DIGITS).collect() };
    let mut names: HashMap<_, _> = hashes.into_iter().map(|hash| (hash.to_owned(), name(hash))).collect();
    if names.is_empty() {
        return Ok(names);
    }
    let rows: Vec<(String, i64)> = terms::Entity::find()
        .select_only()
        .columns([terms::Column::Hash, terms::Column::InForceFrom])
        .filter(terms::Column::OfficeId.eq(office))
        .filter(terms::Column::Hash.is_in(names.keys()))
        .into_tuple()
        .all(db)
        .await?;
    for (hash, from) in rows {
        names.entry(hash).and_modify(|name| name.from = Some(from_millis(from)));
    }
    Ok(names)
}

/// The version in force at that moment.
pub async fn in_force<C: ConnectionTrait>(db: &C, office: Uuid, at: Instant) -> Result<Option<terms::Model>, DbErr> {
    terms::Entity::find()
        .filter(terms::Column::OfficeId.eq(office))
        .filter(terms::Column::InForceFrom.lte(at.timestamp_millis()))
        .filter(terms::Column::WithdrawnAt.is_null())
        .order_by_desc(terms::Column::InForceFrom)
        .order_by_desc(terms::Column::Id)
        .one(db)
        .await
}

/// The version that is to come into force after that moment.
pub async fn scheduled<C: ConnectionTrait>(db: &C, office: Uuid, at: Instant) -> Result<Option<terms::Model>, DbErr> {
    terms::Entity::find()
        .filter(terms::Column::OfficeId.eq(office))
        .filter(terms::Column::WithdrawnAt.is_null())
        .filter(terms::Column::InForceFrom.gt(at.timestamp_millis()))
        .order_by_asc(terms::Column::InForceFrom)
        .one(db)
        .await
}

/// The version that the first digits of its hash name: in force, past, or announced.
pub async fn version<C: ConnectionTrait>(db: &C, office: Uuid, digits: &str) -> Result<Option<terms::Model>, DbErr> {
    if digits.len() < FEWEST_DIGITS || !digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return Ok(None);
    }
    terms::Entity::find()
        .filter(terms::Column::OfficeId.eq(office))
        .filter(terms::Column::Hash.starts_with(digits))
        .filter(terms::Column::WithdrawnAt.is_null())
        .order_by_asc(terms::Column::InForceFrom)
        .one(db)
        .await
}

/// Its text in this language, or the Japanese one, which binds.
pub async fn text<C: ConnectionTrait>(db: &C, terms: Uuid, lang: &str) -> Result<terms_text::Model, DbErr> {
    let mut texts = terms_text::Entity::find()
        .filter(terms_text::Column::TermsId.eq(terms))
        .filter(terms_text::Column::Lang.is_in([lang, "ja"]))
        .all(db)
        .await?;
    let wanted = texts.iter().position(|text| text.lang == lang).unwrap_or(0);
    if texts.is_empty() {
        return Err(DbErr::RecordNotFound("the terms in Japanese".to_owned()));
    }
    Ok(texts.swap_remove(wanted))
}
