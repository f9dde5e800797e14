//! The duty to forget: schedules, runs of the job, legal holds, and what each booking has been rid of.

use crate::{
    add,
    column::{big, id, int, maybe_big, maybe_id, maybe_text, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn booking_columns() -> Vec<ColumnDef> {
    // A bit for each class that has been taken out of it.
    vec![int("forgotten").default(0).to_owned()]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        add(m, "booking", booking_columns()).await?;
        // Dated: a row is in force from its date on. `period`: 36m, 35d.
        create(
            m,
            "retention_setting",
            &["office_id", "class", "from_date"],
            vec![id("office_id"), text("class"), text("from_date"), text("period")],
        )
        .await?;
        // One a day, however many nodes there are. `holder` is the node at work, until `leased_until`.
        create(
            m,
            "retention_run",
            &["day"],
            vec![text("day"), big("began_at"), id("holder"), big("leased_until"), maybe_big("ended_at")],
        )
        .await?;
        // What a run came to in an office, class by class, counted with each batch.
        create(
            m,
            "retention_count",
            &["day", "office_id", "class"],
            vec![
                text("day"),
                id("office_id"),
                text("class"),
                big("looked"),
                big("anonymous"),
                big("deleted"),
                big("held"),
            ],
        )
        .await?;
        // Of a person by `number`, or of a booking.
        create(
            m,
            "legal_hold",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                text("number"),
                maybe_id("booking_id"),
                text("ground"),
                text("from_date"),
                maybe_text("until_date"),
                big("placed_at"),
                id("placed_by"),
                maybe_big("lifted_at"),
                maybe_id("lifted_by"),
                text("lifted_reason"),
            ],
        )
        .await?;
        index(m, "legal_hold", &["office_id", "placed_at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["legal_hold", "retention_count", "retention_run", "retention_setting"]).await?;
        remove(m, "booking", booking_columns()).await
    }
}
