//! The register of what is disclosed by law (Art. 7(2)).

use crate::{
    column::{big, id, int, maybe_big, maybe_id, maybe_text, text},
    create, drop, index,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        create(
            m,
            "disclosure",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                // Of the office, from 1 on.
                int("number"),
                // JSON: requester, legal basis, items, whose.
                text("request"),
                big("asked_at"),
                id("asked_by"),
                maybe_big("decided_at"),
                // A second person, whatever a program does.
                maybe_id("decided_by").extra("CHECK (decided_by <> asked_by)").to_owned(),
                // `approved`, `refused`.
                maybe_text("decision"),
                text("why"),
            ],
        )
        .await?;
        index(m, "disclosure", &["office_id", "number"], true).await?;
        // Each handing out. What was handed out is not kept, but for its SHA-256.
        create(
            m,
            "disclosure_copy",
            &["id"],
            vec![id("id"), id("office_id"), id("disclosure_id"), big("at"), id("staff_id"), text("form"), text("hash")],
        )
        .await?;
        index(m, "disclosure_copy", &["disclosure_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["disclosure_copy", "disclosure"]).await
    }
}
