//! A counter's fixed meeting, for an office whose meetings nobody makes; no two hosts are one user, and a meeting is found by
//! the number that Zoom tells of.

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
        index(m, "zoom_host", &["zoom_user"], true).await?;
        index(m, "meeting", &["number"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [("meeting_number", "meeting"), ("zoom_host_zoom_user", "zoom_host")] {
            m.drop_index(Index::drop().name(name).table(Alias::new(table)).to_owned()).await?;
        }
        remove(m, "counter", counter_columns()).await
    }
}
