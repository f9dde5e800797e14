//! Online meetings: which user of the Zoom account each host is, the meetings of bookings, and how many a host had made.

use crate::{
    add,
    column::{big, id, int, maybe_big, maybe_text, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn host_columns() -> Vec<ColumnDef> {
    // The user's id or address in the account; a host without one has no meetings made.
    vec![maybe_text("zoom_user")]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        add(m, "zoom_host", host_columns()).await?;
        // `wanted`, `starts_at` and `minutes` are as the booking has it, `number` to `made_minutes` as Zoom has it.
        // `due_at` is when something is to be done, 0 as soon as possible. `doubt_until`: until then an answer that was
        // lost may turn out to be a meeting.
        create(
            m,
            "meeting",
            &["booking_id", "host_id"],
            vec![
                id("booking_id"),
                id("host_id"),
                id("office_id"),
                int("wanted"),
                big("starts_at"),
                int("minutes"),
                maybe_text("zoom_user"),
                maybe_big("number"),
                text("passcode"),
                text("join_url"),
                maybe_big("made_starts_at"),
                int("made_minutes"),
                maybe_big("due_at"),
                maybe_big("leased_until"),
                int("attempts"),
                maybe_big("doubt_until"),
                maybe_text("trouble"),
            ],
        )
        .await?;
        index(m, "meeting", &["due_at"], false).await?;
        index(m, "meeting", &["leased_until"], false).await?;
        // Creations and changes of a host's day, which begins at 00:00 UTC.
        create(
            m,
            "meeting_count",
            &["host_id", "date"],
            vec![id("host_id"), text("date"), id("office_id"), int("count")],
        )
        .await?;
        m.get_connection()
            .execute_unprepared(
                "INSERT INTO meeting (booking_id, host_id, office_id, wanted, starts_at, minutes, passcode, join_url, \
                 made_minutes, due_at, attempts) \
                 SELECT id, host_id, office_id, 1, starts_at, minutes, '', '', 0, 0, 0 FROM booking \
                 WHERE host_id IS NOT NULL AND state IN ('awaiting_mail', 'awaiting_reply', 'confirmed')",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["meeting_count", "meeting"]).await?;
        remove(m, "zoom_host", host_columns()).await
    }
}
