//! Live events are numbered after their commit.

use crate::{
    column::{big, id, maybe_big, text},
    create, drop, index,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // What is told is told to those who listen now: nobody misses the old rows, and the offices' numbers go on.
        drop(m, &["live_event"]).await?;
        // The ticket is drawn inside the change's transaction, the number given when it is committed.
        let ticket =
            ColumnDef::new(Alias::new("ticket")).big_integer().not_null().auto_increment().primary_key().to_owned();
        let columns = vec![ticket, id("office_id"), maybe_big("seq"), big("at"), text("change")];
        create(m, "live_event", &[], columns).await?;
        index(m, "live_event", &["office_id", "seq"], true).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["live_event"]).await?;
        create(m, "live_event", &["office_id", "seq"], vec![id("office_id"), big("seq"), big("at"), text("change")])
            .await
    }
}
