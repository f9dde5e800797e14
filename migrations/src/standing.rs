//! Whether somebody may use the service, what the office refused, and what happened.

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
        // How many silences within how many days make a proposal.
        create(
            m,
            "standing_window",
            &["office_id"],
            vec![id("office_id"), int("days"), int("silences"), big("changed_at"), id("changed_by")],
        )
        .await?;
        // `number`: the 求職番号 it is about, `booking_id`: the booking that gave rise to it. `status`: drafted, sent_back,
        // dismissed, decided, lifted. `draft` is JSON of what awaits its review, `matter` of what came of it.
        create(
            m,
            "standing",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                text("number"),
                id("booking_id"),
                text("status"),
                maybe_text("draft"),
                maybe_text("proposal"),
                maybe_text("matter"),
                // Of a decision: its first and its last day.
                maybe_text("from_date"),
                maybe_text("until_date"),
                big("written_at"),
                maybe_big("settled_at"),
                // Why it was sent back, and who did.
                maybe_text("back_why"),
                maybe_id("back_by"),
            ],
        )
        .await?;
        index(m, "standing", &["office_id", "number"], false).await?;
        index(m, "standing", &["booking_id"], false).await?;
        // A booking that was refused or stopped. `standing_id`: by a decision. `message`: what its letter says; empty, and the
        // letter tells nothing but whom to call. `behind` = 1: it was taken as any other and is refused behind the page, which
        // does not tell.
        create(
            m,
            "refusal",
            &["booking_id"],
            vec![id("booking_id"), id("office_id"), maybe_id("standing_id"), text("message"), int("behind"), big("at")],
        )
        .await?;
        // `sort` and `measure` are words; `approver`: who decided the measure.
        create(
            m,
            "incident",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                maybe_id("booking_id"),
                text("sort"),
                text("account"),
                text("done"),
                text("noticed_by"),
                big("at"),
                maybe_text("measure"),
                maybe_id("approver"),
                big("noted_at"),
                id("noted_by"),
            ],
        )
        .await?;
        index(m, "incident", &["office_id", "at"], false).await?;
        index(m, "incident", &["booking_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["incident", "refusal", "standing", "standing_window"]).await
    }
}
