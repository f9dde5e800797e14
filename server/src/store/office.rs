//! Offices: their words, days and settings.

use crate::store::entity::{office, office_closure, office_opening, office_setting};
use app::domain::{
    ids::OfficeId,
    office_day::{ClosureReason, CutOff, ExtraOpening, OfficeDays},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

pub async fn id_of<C: ConnectionTrait>(db: &C, slug: &str) -> Result<Option<OfficeId>, DbErr> {
    Ok(office::Entity::find().filter(office::Column::Slug.eq(slug)).one(db).await?.map(|row| OfficeId(row.id)))
}

/// Closures, extra openings and cut-offs, as the office set them.
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
    let settings = office_setting::Entity::find()
        .filter(office_setting::Column::OfficeId.eq(id.0))
        .order_by_asc(office_setting::Column::FromDate)
        .all(db)
        .await?;
    for row in settings {
        let from = row.from_date.parse().map_err(|_| unreadable("a setting"))?;
        let time = row.cut_off_time.parse().map_err(|_| unreadable("a cut-off"))?;
        let days_ahead = u8::try_from(row.cut_off_days).map_err(|_| unreadable("a cut-off"))?;
        days.cut_offs.push((from, CutOff { days: days_ahead, time }));
    }
    Ok(days)
}
