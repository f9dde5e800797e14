//! What a press on the calendar did, kept for the minute in which it can be taken back.

use crate::{
    column::{big, id, maybe_text, text},
    create, drop, index,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // `did` and `undone` are JSON, in ids and times only: nobody's name is in them.
        create(
            m,
            "deed",
            &["id"],
            vec![id("id"), id("office_id"), id("staff_id"), big("at"), text("did"), maybe_text("undone")],
        )
        .await?;
        index(m, "deed", &["staff_id", "at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["deed"]).await
    }
}
