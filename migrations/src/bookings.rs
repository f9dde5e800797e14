//! Applications, bookings, and what is kept of them.

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
        create(m, "terms", &["id"], vec![id("id"), id("office_id"), text("hash"), big("in_force_from")]).await?;
        index(m, "terms", &["office_id", "in_force_from"], false).await?;
        create(m, "terms_text", &["terms_id", "lang"], vec![id("terms_id"), text("lang"), text("source")]).await?;
        // What a visitor has begun: one at a time, keyed by the digest of the cookie.
        create(
            m,
            "application",
            &["visitor"],
            vec![
                text("visitor"),
                id("office_id"),
                maybe_id("booking_id"),
                text("kind"),
                big("starts_at"),
                int("minutes"),
                text("lang"),
                text("address"),
                text("draft"),
                maybe_text("carry_digest"),
                maybe_big("carry_until"),
                big("changed_at"),
            ],
        )
        .await?;
        index(m, "application", &["carry_digest"], false).await?;
        index(m, "application", &["changed_at"], false).await?;
        index(m, "application", &["booking_id"], false).await?;
        // `state` is the tag of `state_data`; `due_at` is when time alone changes it. The person's columns are a snapshot
        // of what the seeker gave, empty while held.
        create(
            m,
            "booking",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("slot_id"),
                id("counter_id"),
                // The Zoom host whose time it takes, as the counter had it then.
                maybe_id("host_id"),
                big("starts_at"),
                int("minutes"),
                text("kind"),
                text("channel"),
                text("state"),
                text("state_data"),
                maybe_big("due_at"),
                big("deadline"),
                text("reference"),
                int("generation"),
                int("sequence"),
                text("lang"),
                maybe_id("parent_id"),
                text("visitor"),
                text("address"),
                text("name"),
                text("kana"),
                text("phone"),
                text("mail"),
                text("number"),
                text("topic"),
                int("interpreter"),
                int("carer"),
                maybe_text("terms"),
                maybe_text("device"),
                big("created_at"),
            ],
        )
        .await?;
        index(m, "booking", &["office_id", "starts_at"], false).await?;
        index(m, "booking", &["slot_id"], false).await?;
        index(m, "booking", &["state", "due_at"], false).await?;
        index(m, "booking", &["visitor", "state"], false).await?;
        index(m, "booking", &["address", "state"], false).await?;
        index(m, "booking", &["mail", "state"], false).await?;
        index(m, "booking", &["reference"], true).await?;
        // The consent ledger: applying, the site's tick, receipt.
        create(
            m,
            "consent",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("booking_id"),
                text("moment"),
                text("terms_hash"),
                text("lang"),
                text("proof"),
                big("at"),
            ],
        )
        .await?;
        index(m, "consent", &["booking_id"], false).await?;
        create(
            m,
            "booking_event",
            &["id"],
            vec![id("id"), id("office_id"), id("booking_id"), big("at"), text("who"), text("what"), text("note")],
        )
        .await?;
        index(m, "booking_event", &["booking_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["booking_event", "consent", "booking", "application", "terms_text", "terms"]).await
    }
}
