//! Versions of the terms that are prepared, announced and taken back.

use crate::{
    add,
    column::{big, id, maybe_big, maybe_text, text},
    create, drop, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn columns() -> Vec<ColumnDef> {
    vec![
        // Why it could change without asking (Art. 13); empty for the first version.
        maybe_text("ground"),
        maybe_big("withdrawn_at"),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        add(m, "terms", columns()).await?;
        create(
            m,
            "terms_draft",
            &["office_id"],
            vec![id("office_id"), text("japanese"), text("english"), big("changed_at"), id("changed_by")],
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["terms_draft"]).await?;
        remove(m, "terms", columns()).await
    }
}
