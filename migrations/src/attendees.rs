//! Employers at interviews, and the letters that are theirs.

use crate::{
    add,
    column::{big, id, int, maybe_id, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn outbox_columns() -> Vec<ColumnDef> {
    // Of a letter to an employer; the seeker's have none.
    vec![maybe_id("attendee_id")]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // `sequence` is that of their calendar's entry; `unreached`: the last letter did not arrive.
        create(
            m,
            "attendee",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("booking_id"),
                text("company"),
                text("person"),
                text("phone"),
                text("mail"),
                text("job_number"),
                text("lang"),
                text("attendance"),
                int("sequence"),
                int("unreached"),
                big("created_at"),
            ],
        )
        .await?;
        index(m, "attendee", &["booking_id"], false).await?;
        add(m, "outbox", outbox_columns()).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        remove(m, "outbox", outbox_columns()).await?;
        drop(m, &["attendee"]).await
    }
}
