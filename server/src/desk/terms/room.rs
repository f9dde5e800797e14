//! Everything staff see of the office's terms.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, terms::notice},
    store::{
        entity::{staff, terms, terms_draft, terms_text},
        terms as store,
    },
};
use app::{
    desk::{
        staff::Actor,
        terms::{Draft, DraftTexts, Standing, TermsRoom, VersionLine},
    },
    domain::{
        ids::TermsId,
        terms::{Ground, difference::Difference, doubt::doubts, parse},
        time::date_jst,
    },
};
use chrono::Days;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub async fn see(desks: &Desks, actor: &Actor) -> Result<TermsRoom, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let rows = terms::Entity::find()
        .filter(terms::Column::OfficeId.eq(actor.office.0))
        .order_by_desc(terms::Column::InForceFrom)
        .order_by_desc(terms::Column::Id)
        .all(db)
        .await?;
    let in_force = store::in_force(db, actor.office.0, now).await?;
    let coming = store::scheduled(db, actor.office.0, now).await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        let standing = if row.withdrawn_at.is_some() {
            Standing::Withdrawn
        } else if row.in_force_from > now.timestamp_millis() {
            Standing::Scheduled
        } else if in_force.as_ref().is_some_and(|version| version.id == row.id) {
            Standing::InForce
        } else {
            Standing::Past
        };
        let (told, to_call) = if standing == Standing::Scheduled {
            notice::counts(db, actor.office.0, &row.hash, now).await?
        } else {
            (0, 0)
        };
        versions.push(VersionLine {
            id: TermsId(row.id),
            version: row.hash.chars().take(store::FEWEST_DIGITS).collect(),
            standing,
            in_force_from: from_millis(row.in_force_from),
            ground: row.ground.as_deref().and_then(Ground::of_word),
            told,
            to_call,
        });
    }
    let draft = match terms_draft::Entity::find_by_id(actor.office.0).one(db).await? {
        Some(row) => {
            let before = match coming.or(in_force) {
                Some(version) => terms_text::Entity::find_by_id((version.id, "ja".to_owned())).one(db).await?,
                None => None,
            };
            let read = parse(&row.japanese);
            let before = before.map(|text| parse(&text.source)).unwrap_or_default();
            let author = staff::Entity::find_by_id(row.changed_by).one(db).await?;
            Some(Draft {
                changes: Difference::between(&before, &read).changes().cloned().collect(),
                doubts: doubts(&read),
                read,
                texts: DraftTexts { japanese: row.japanese, english: row.english },
                changed_at: from_millis(row.changed_at),
                changed_by: author.map(|author| author.name).unwrap_or_default(),
            })
        }
        None => None,
    };
    Ok(TermsRoom { versions, draft, earliest: date_jst(now) + Days::new(1) })
}
