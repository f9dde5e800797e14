//! Weekly patterns, and what publishing them leaves as staff made it.

use crate::{
    add,
    column::{id, int, maybe_big, maybe_text, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Columns that `slot` gets, in order.
fn slot_columns() -> Vec<ColumnDef> {
    vec![
        // Staff opened it on the calendar: no pattern closes it.
        int("by_hand").default(0).to_owned(),
        // Staff closed it there: no pattern opens it again.
        int("closed_by_hand").default(0).to_owned(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // `plan` is JSON: the days it holds for, the hours of the week, length and minutes between.
        create(m, "pattern", &["id"], vec![id("id"), id("office_id"), id("counter_id"), text("plan")]).await?;
        index(m, "pattern", &["office_id"], false).await?;
        add(m, "slot", slot_columns()).await?;
        // Until now every slot was the work of hands.
        let db = m.get_connection();
        db.execute_unprepared("UPDATE slot SET by_hand = 1 WHERE closed_at IS NULL").await?;
        db.execute_unprepared("UPDATE slot SET closed_by_hand = 1 WHERE closed_at IS NOT NULL").await?;
        // The hours of an extra opening on a weekday for which the patterns have none.
        add(m, "office_opening", vec![maybe_text("hours")]).await?;
        add(m, "counter", vec![maybe_big("closed_at")]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        remove(m, "counter", vec![maybe_big("closed_at")]).await?;
        remove(m, "office_opening", vec![maybe_text("hours")]).await?;
        remove(m, "slot", slot_columns()).await?;
        drop(m, &["pattern"]).await
    }
}
