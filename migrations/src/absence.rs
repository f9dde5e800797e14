//! A counter's day that falls away, who sits at which counter, and how many bookings a person may have at once.

use crate::{
    add,
    column::{big, id, int, maybe_big, maybe_id, maybe_text, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Columns that `office_setting` gets.
fn setting_columns() -> Vec<ColumnDef> {
    // Live bookings of one 求職番号; none is as many as one likes.
    vec![maybe_big("most_live")]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        create(
            m,
            "absence",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("counter_id"),
                text("date"),
                big("from_at"),
                text("reason_ja"),
                maybe_text("reason_en"),
                id("staff_id"),
                big("at"),
            ],
        )
        .await?;
        index(m, "absence", &["office_id", "date"], false).await?;
        // `outcome`: stayed, reseated, moved, cancelled. `to_call`: a letter is not enough.
        create(
            m,
            "absence_booking",
            &["absence_id", "booking_id"],
            vec![
                id("absence_id"),
                id("booking_id"),
                id("office_id"),
                text("outcome"),
                big("was_starts_at"),
                int("was_minutes"),
                int("to_call"),
            ],
        )
        .await?;
        index(m, "absence_booking", &["booking_id"], false).await?;
        // `weekday`: 0 is Monday; without one, every day. Without `staff_id` nobody sits there any more.
        create(
            m,
            "seating",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("counter_id"),
                text("from_date"),
                maybe_big("weekday"),
                maybe_id("staff_id"),
            ],
        )
        .await?;
        index(m, "seating", &["office_id"], false).await?;
        add(m, "office_setting", setting_columns()).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        remove(m, "office_setting", setting_columns()).await?;
        drop(m, &["seating", "absence_booking", "absence"]).await
    }
}
