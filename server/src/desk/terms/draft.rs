//! The next version: kept as typed, put on a day, taken back.

use crate::{
    desk::{Desks, failure::Failure},
    keys::{digest, hex},
    store::{
        audit,
        entity::{terms, terms_draft, terms_text},
        office, terms as store,
    },
};
use app::{
    desk::{LONGEST_TERMS, error::DeskError, staff::Actor, terms::DraftTexts},
    domain::{
        act::Act,
        ids::TermsId,
        terms::{Ground, parse},
        time::{at_jst, date_jst},
    },
};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set, sea_query::OnConflict,
};
use uuid::Uuid;

pub async fn keep(desks: &Desks, actor: &Actor, texts: &DraftTexts) -> Result<(), Failure> {
    // A browser sends a line's end as two characters; the text that binds has one.
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    let (japanese, english) = (plain(&texts.japanese), plain(&texts.english));
    if [&japanese, &english].into_iter().any(|text| text.chars().count() > LONGEST_TERMS) {
        return Err(DeskError::Mend.into());
    }
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    if japanese.trim().is_empty() && english.trim().is_empty() {
        terms_draft::Entity::delete_by_id(actor.office.0).exec(&*tx).await?;
    } else {
        let row = terms_draft::Model {
            office_id: actor.office.0,
            japanese,
            english,
            changed_at: now.timestamp_millis(),
            changed_by: actor.staff.0,
        };
        use terms_draft::Column;
        terms_draft::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(
                OnConflict::column(Column::OfficeId)
                    .update_columns([Column::Japanese, Column::English, Column::ChangedAt, Column::ChangedBy])
                    .to_owned(),
            )
            .exec_without_returning(&*tx)
            .await?;
    }
    audit::write(&tx, actor, now, Act::TermsDrafted, "", "");
    tx.commit().await?;
    Ok(())
}

pub async fn schedule(desks: &Desks, actor: &Actor, from: NaiveDate, ground: Ground) -> Result<(), Failure> {
    let now = desks.clock.now();
    if from <= date_jst(now) {
        return Err(DeskError::Mend.into());
    }
    let tx = desks.begin().await?;
    // The office's row keeps two who schedule apart.
    office::lock(&tx, actor.office.0).await?;
    let draft = terms_draft::Entity::find_by_id(actor.office.0).one(&*tx).await?.ok_or(DeskError::NotFound)?;
    if parse(&draft.japanese).articles.is_empty() {
        return Err(DeskError::Mend.into());
    }
    let hash = hex(&digest(&draft.japanese));
    let in_force = store::in_force(&*tx, actor.office.0, now).await?;
    let coming = store::scheduled(&*tx, actor.office.0, now).await?;
    if coming.is_some() || in_force.is_some_and(|version| version.hash == hash) {
        return Err(DeskError::Conflict.into());
    }
    let id = Uuid::now_v7();
    let row = terms::Model {
        id,
        office_id: actor.office.0,
        hash: hash.clone(),
        in_force_from: at_jst(from, NaiveTime::MIN).timestamp_millis(),
        ground: Some(ground.as_str().to_owned()),
        withdrawn_at: None,
    };
    terms::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
    for (lang, source) in [("ja", draft.japanese), ("en", draft.english)] {
        if !source.trim().is_empty() {
            let text = terms_text::Model { terms_id: id, lang: lang.to_owned(), source };
            terms_text::Entity::insert(text.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
        }
    }
    terms_draft::Entity::delete_by_id(actor.office.0).exec(&*tx).await?;
    audit::write(&tx, actor, now, Act::TermsScheduled, "", &format!("{from} {} {}", ground.as_str(), &hash[..12]));
    tx.commit().await?;
    Ok(())
}

pub async fn withdraw(desks: &Desks, actor: &Actor, id: TermsId) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    let row = terms::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
    let row = row.filter(|row| row.office_id == actor.office.0).ok_or(DeskError::NotFound)?;
    if row.withdrawn_at.is_some() || row.in_force_from <= now.timestamp_millis() {
        return Err(DeskError::Conflict.into());
    }
    let texts = terms_text::Entity::find().filter(terms_text::Column::TermsId.eq(row.id)).all(&*tx).await?;
    let of = |lang: &str| texts.iter().find(|text| text.lang == lang).map(|text| text.source.clone());
    let draft = terms_draft::Model {
        office_id: actor.office.0,
        japanese: of("ja").unwrap_or_default(),
        english: of("en").unwrap_or_default(),
        changed_at: now.timestamp_millis(),
        changed_by: actor.staff.0,
    };
    terms_draft::Entity::insert(draft.into_active_model().reset_all())
        .on_conflict_do_nothing()
        .exec_without_returning(&*tx)
        .await?;
    let note = row.hash.chars().take(12).collect::<String>();
    let mut row = row.into_active_model();
    row.withdrawn_at = Set(Some(now.timestamp_millis()));
    row.update(&*tx).await?;
    audit::write(&tx, actor, now, Act::TermsWithdrawn, "", &note);
    tx.commit().await?;
    Ok(())
}
