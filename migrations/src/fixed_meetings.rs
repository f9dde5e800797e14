//! A counter's fixed meeting, for an office whose meetings nobody makes; and no two hosts are one user.

use crate::{add, column::maybe_text, index, remove};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn counter_columns() -> Vec<ColumnDef> {
    // All three, or none; `meeting_passcode` is empty where the meeting has none.
    vec![maybe_text("meeting_number"), maybe_text("meeting_passcode"), maybe_text("meeting_url")]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        add(m, "counter", counter_columns()).await?;
        index(m, "zoom_host", &["zoom_user"], true).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name("zoom_host_zoom_user").table(Alias::new("zoom_host")).to_owned()).await?;
        remove(m, "counter", counter_columns()).await
    }
}
