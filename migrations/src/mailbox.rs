//! Mail that came in, and how far the office's mailbox has been read.

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
        // One row a mailbox of the installation, which is no office's alone. `validity` and `read_to`: UIDVALIDITY and the last
        // UID that was read. `holder`: the node that reads. `trouble`: why it cannot be read, since `trouble_at`.
        create(
            m,
            "mailbox",
            &["name"],
            vec![
                text("name"),
                maybe_big("validity"),
                big("read_to"),
                id("holder"),
                big("leased_until"),
                maybe_big("looked_at"),
                maybe_text("trouble"),
                maybe_big("trouble_at"),
            ],
        )
        .await?;
        // `digest`: known again under another UIDVALIDITY. `letter_id`: the row of the outbox that it names. `verdict`: what came
        // of it; `settled`, by staff: noted, counted. `cut` = 1: there is more in the mailbox than here.
        create(
            m,
            "mail_in",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                maybe_id("booking_id"),
                maybe_id("letter_id"),
                text("mailbox"),
                big("validity"),
                big("uid"),
                text("digest"),
                text("message_id"),
                text("sender"),
                text("sender_name"),
                text("subject"),
                text("body"),
                int("cut"),
                big("size"),
                big("arrived_at"),
                big("read_at"),
                text("verdict"),
                maybe_text("settled"),
                maybe_big("settled_at"),
                maybe_id("settled_by"),
                text("note"),
            ],
        )
        .await?;
        index(m, "mail_in", &["mailbox", "validity", "uid"], true).await?;
        index(m, "mail_in", &["digest"], true).await?;
        index(m, "mail_in", &["booking_id"], false).await?;
        index(m, "mail_in", &["office_id", "settled", "arrived_at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["mail_in", "mailbox"]).await
    }
}
