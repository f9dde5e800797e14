//! What leaves the process, and who works at the desk.

use crate::{
    column::{big, id, int, maybe_big, maybe_text, text},
    create, drop, index,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Names the letter and the booking; text and link are made when sending. `leased_until` keeps a row to one node.
        create(
            m,
            "outbox",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("booking_id"),
                text("letter"),
                text("recipient"),
                text("message_id"),
                big("created_at"),
                big("due_at"),
                maybe_big("leased_until"),
                int("attempts"),
                text("status"),
                maybe_big("settled_at"),
                maybe_text("server"),
                maybe_text("reply"),
            ],
        )
        .await?;
        index(m, "outbox", &["status", "due_at"], false).await?;
        index(m, "outbox", &["booking_id"], false).await?;
        index(m, "outbox", &["recipient", "due_at"], false).await?;
        // Numbered per office in commit order, so that a listener resumes by number on any node.
        create(m, "live_event", &["office_id", "seq"], vec![id("office_id"), big("seq"), big("at"), text("change")])
            .await?;
        create(
            m,
            "staff",
            &["id"],
            vec![id("id"), id("office_id"), text("login"), text("name"), text("role"), text("password_hash")],
        )
        .await?;
        index(m, "staff", &["login"], true).await?;
        create(
            m,
            "session",
            &["digest"],
            vec![text("digest"), id("staff_id"), id("office_id"), big("created_at"), big("seen_at")],
        )
        .await?;
        create(m, "sign_in_failure", &["id"], vec![id("id"), text("subject"), big("at")]).await?;
        index(m, "sign_in_failure", &["subject", "at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["sign_in_failure", "session", "staff", "live_event", "outbox"]).await
    }
}
