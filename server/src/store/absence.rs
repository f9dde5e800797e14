//! Why a counter's day fell away, for the letters about it.

use crate::store::{
    entity::{absence, absence_booking},
    outbox::Letter,
};
use app::desk::Lang;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// The office's words in this language, or the Japanese ones; none for a letter that is not about an absence.
pub async fn reason<C: ConnectionTrait>(
    db: &C,
    booking: Uuid,
    letter: Letter,
    lang: Lang,
) -> Result<Option<String>, DbErr> {
    if !matches!(letter, Letter::MovedByOffice | Letter::Absence) {
        return Ok(None);
    }
    let last = absence_booking::Entity::find()
        .filter(absence_booking::Column::BookingId.eq(booking))
        .order_by_desc(absence_booking::Column::AbsenceId)
        .one(db)
        .await?;
    let Some(last) = last else { return Ok(None) };
    let row = absence::Entity::find_by_id(last.absence_id).one(db).await?;
    Ok(row.map(|row| match (lang, row.reason_en) {
        (Lang::en, Some(en)) => en,
        _ => row.reason_ja,
    }))
}
