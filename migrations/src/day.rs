//! The day: when counters were ready, and what happened at each consultation.

use crate::{
    column::{big, id, maybe_big, maybe_text, text},
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
            "counter_ready",
            &["id"],
            vec![id("id"), id("office_id"), id("counter_id"), big("began_at"), maybe_big("ended_at")],
        )
        .await?;
        index(m, "counter_ready", &["counter_id", "began_at"], false).await?;
        index(m, "counter_ready", &["office_id", "began_at"], false).await?;
        let db = m.get_connection();
        // A counter is ready once at a time.
        db.execute_unprepared(
            "CREATE UNIQUE INDEX counter_ready_open ON counter_ready (counter_id) WHERE ended_at IS NULL",
        )
        .await?;
        create(
            m,
            "booking_day",
            &["booking_id"],
            vec![
                id("booking_id"),
                id("office_id"),
                id("counter_id"),
                maybe_big("arrived_at"),
                maybe_big("began_at"),
                maybe_big("ended_at"),
                text("contacts"),
                text("paused"),
                maybe_text("undone"),
                maybe_text("before"),
                text("note"),
            ],
        )
        .await?;
        index(m, "booking_day", &["counter_id", "began_at"], false).await?;
        index(m, "booking", &["counter_id", "starts_at"], false).await?;
        // From now on a confirmed booking is due when its ten minutes can be over at the earliest.
        db.execute_unprepared("UPDATE booking SET due_at = starts_at + 600000 WHERE state = 'confirmed'").await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.get_connection().execute_unprepared("UPDATE booking SET due_at = NULL WHERE state = 'confirmed'").await?;
        m.drop_index(Index::drop().name("booking_counter_id_starts_at").table(Alias::new("booking")).to_owned())
            .await?;
        drop(m, &["booking_day", "counter_ready"]).await
    }
}
