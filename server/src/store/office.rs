//! Offices: their words, days and settings.

use crate::store::entity::{
    counter, office, office_closure, office_kind, office_opening, office_setting, office_text, place,
};
use app::{
    desk::Lang,
    domain::{
        ids::OfficeId,
        kind::Kind,
        office_day::{ClosureReason, CutOff, ExtraOpening, OfficeDays},
        pattern::Hours,
        time::{Instant, date_jst},
        waiting::OFFER_MINUTES,
    },
    locale,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long a seat is held where the office has set nothing.
const HOLD_MINUTES: u8 = 10;

pub async fn by_id<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<office::Model, DbErr> {
    office::Entity::find_by_id(id).one(db).await?.ok_or_else(|| DbErr::RecordNotFound("office".to_owned()))
}

/// The office, kept by this transaction until it ends: whatever of it is changed or counted by one at a time goes by its row.
pub async fn lock(tx: &DatabaseTransaction, id: Uuid) -> Result<office::Model, DbErr> {
    let row = office::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("office".to_owned()))
}

/// The office's counters by their places, each in its order, those no longer in use too.
pub async fn counters<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<counter::Model>, DbErr> {
    let at = counter::Entity::belongs_to(place::Entity).from(counter::Column::PlaceId).to(place::Column::Id);
    counter::Entity::find()
        .join(JoinType::InnerJoin, at.into())
        .filter(counter::Column::OfficeId.eq(office))
        .order_by_asc(place::Column::Position)
        .order_by_asc(place::Column::Id)
        .order_by_asc(counter::Column::Position)
        .order_by_asc(counter::Column::Id)
        .all(db)
        .await
}

/// The counter, kept by this transaction until it ends: its slots are opened and closed by one at a time, and what happens at
/// it is judged by one at a time.
pub async fn lock_counter(tx: &DatabaseTransaction, id: Uuid) -> Result<Option<counter::Model>, DbErr> {
    counter::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// In the order of the door.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<office::Model>, DbErr> {
    office::Entity::find().order_by_asc(office::Column::Position).order_by_asc(office::Column::Slug).all(db).await
}

/// The texts of some offices in this language and in Japanese.
pub async fn texts<C: ConnectionTrait>(db: &C, offices: &[Uuid], lang: Lang) -> Result<Vec<office_text::Model>, DbErr> {
    office_text::Entity::find()
        .filter(office_text::Column::OfficeId.is_in(offices.iter().copied()))
        .filter(office_text::Column::Lang.is_in([locale::code(lang), "ja"]))
        .all(db)
        .await
}

/// Of these texts the office's in this language, or the Japanese one. `true`: it is the fallback.
pub fn chosen(texts: &[office_text::Model], office: Uuid, lang: Lang) -> Result<(&office_text::Model, bool), DbErr> {
    let of = |code: &str| texts.iter().find(|row| row.office_id == office && row.lang == code);
    match of(locale::code(lang)) {
        Some(row) => Ok((row, false)),
        None => of("ja")
            .map(|row| (row, true))
            .ok_or_else(|| DbErr::RecordNotFound("the office's texts in Japanese".to_owned())),
    }
}

/// The kinds of service it offers, each with its length in minutes.
pub async fn kinds<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<(Kind, u8)>, DbErr> {
    let rows = office_kind::Entity::find().filter(office_kind::Column::OfficeId.eq(office)).all(db).await?;
    let mut kinds: Vec<(Kind, u8)> =
        rows.into_iter().filter_map(|row| Some((row.kind.parse().ok()?, u8::try_from(row.minutes).ok()?))).collect();
    kinds.sort_unstable();
    Ok(kinds)
}

/// The office's texts in every language it has.
pub async fn all_texts<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<office_text::Model>, DbErr> {
    office_text::Entity::find().filter(office_text::Column::OfficeId.eq(office)).all(db).await
}

/// The office's dated settings, in the order of their dates.
pub async fn settings<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<office_setting::Model>, DbErr> {
    office_setting::Entity::find()
        .filter(office_setting::Column::OfficeId.eq(office))
        .order_by_asc(office_setting::Column::FromDate)
        .all(db)
        .await
}

/// Of the dated settings, in the order of their dates, the one in force for a consultation of that start.
fn in_force(settings: &[office_setting::Model], starts: Instant) -> Option<&office_setting::Model> {
    let day = date_jst(starts).to_string();
    settings.iter().rev().find(|row| row.from_date <= day)
}

/// How long a seat of that start is held, in minutes.
pub fn hold_minutes(settings: &[office_setting::Model], starts: Instant) -> u8 {
    in_force(settings, starts).and_then(|row| u8::try_from(row.hold_minutes).ok()).unwrap_or(HOLD_MINUTES)
}

/// How long a seat of that start is offered to one on the waiting list, in minutes.
pub fn offer_minutes(settings: &[office_setting::Model], starts: Instant) -> u8 {
    in_force(settings, starts).and_then(|row| u8::try_from(row.offer_minutes).ok()).unwrap_or(OFFER_MINUTES)
}

/// Bookings that a person may have at once, where the office bounds them.
pub fn most_live(settings: &[office_setting::Model], starts: Instant) -> Option<u16> {
    in_force(settings, starts)?.most_live.map(|most| u16::try_from(most).unwrap_or(u16::MAX))
}

pub async fn id_of<C: ConnectionTrait>(db: &C, slug: &str) -> Result<Option<OfficeId>, DbErr> {
    Ok(office::Entity::find().filter(office::Column::Slug.eq(slug)).one(db).await?.map(|row| OfficeId(row.id)))
}

/// The hours of the extra openings on which the patterns have none.
pub async fn extra_hours<C: ConnectionTrait>(db: &C, id: OfficeId) -> Result<BTreeMap<NaiveDate, Hours>, DbErr> {
    let rows = office_opening::Entity::find().filter(office_opening::Column::OfficeId.eq(id.0)).all(db).await?;
    let hours = |row: office_opening::Model| Some((row.date.parse().ok()?, row.hours?.parse().ok()?));
    Ok(rows.into_iter().filter_map(hours).collect())
}

/// Closures, extra openings, cut-offs and horizons, as the office set them.
pub async fn days<C: ConnectionTrait>(db: &C, id: OfficeId) -> Result<OfficeDays, DbErr> {
    let unreadable = |what: &str| DbErr::Type(format!("{what} of office {id} cannot be read"));
    let mut days = OfficeDays::default();
    for row in office_closure::Entity::find().filter(office_closure::Column::OfficeId.eq(id.0)).all(db).await? {
        let date = row.date.parse().map_err(|_| unreadable("a closure"))?;
        days.closures.insert(date, ClosureReason { ja: row.reason_ja, en: row.reason_en });
    }
    for row in office_opening::Entity::find().filter(office_opening::Column::OfficeId.eq(id.0)).all(db).await? {
        let date = row.date.parse().map_err(|_| unreadable("an extra opening"))?;
        days.extra_openings.insert(date, ExtraOpening { counts_as_office_day: row.office_day != 0 });
    }
    for row in settings(db, id.0).await? {
        let from = row.from_date.parse().map_err(|_| unreadable("a setting"))?;
        let time = row.cut_off_time.parse().map_err(|_| unreadable("a cut-off"))?;
        let days_ahead = u8::try_from(row.cut_off_days).map_err(|_| unreadable("a cut-off"))?;
        days.cut_offs.push((from, CutOff { days: days_ahead, time }));
        let horizon = u16::try_from(row.horizon_days).map_err(|_| unreadable("a horizon"))?;
        days.horizons.push((from, horizon));
    }
    Ok(days)
}
