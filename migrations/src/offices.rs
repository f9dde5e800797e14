//! Offices, their counters, their days, their slots.

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
        // live_seq is the number of the office's last live event.
        create(m, "office", &["id"], vec![id("id"), text("slug"), text("phone"), big("live_seq"), int("position")])
            .await?;
        index(m, "office", &["slug"], true).await?;
        create(
            m,
            "office_text",
            &["office_id", "lang"],
            vec![id("office_id"), text("lang"), text("name"), text("place"), text("address"), text("hours")],
        )
        .await?;
        create(m, "office_kind", &["office_id", "kind"], vec![id("office_id"), text("kind"), int("minutes")]).await?;
        // Dated settings: a row is in force for consultations from its date on.
        create(
            m,
            "office_setting",
            &["office_id", "from_date"],
            vec![
                id("office_id"),
                text("from_date"),
                int("cut_off_days"),
                text("cut_off_time"),
                int("hold_minutes"),
                int("horizon_days"),
            ],
        )
        .await?;
        create(
            m,
            "office_closure",
            &["office_id", "date"],
            vec![id("office_id"), text("date"), text("reason_ja"), maybe_text("reason_en")],
        )
        .await?;
        create(m, "office_opening", &["office_id", "date"], vec![id("office_id"), text("date"), int("office_day")])
            .await?;
        create(m, "zoom_host", &["id"], vec![id("id"), id("office_id"), text("name")]).await?;
        create(
            m,
            "counter",
            &["id"],
            vec![id("id"), id("office_id"), text("name"), maybe_id("host_id"), text("kinds"), int("position")],
        )
        .await?;
        index(m, "counter", &["office_id"], false).await?;
        create(
            m,
            "slot",
            &["id"],
            vec![id("id"), id("office_id"), id("counter_id"), big("starts_at"), int("minutes"), maybe_big("closed_at")],
        )
        .await?;
        index(m, "slot", &["office_id", "starts_at"], false).await?;
        index(m, "slot", &["counter_id", "starts_at", "minutes"], true).await?;
        // A resource is a counter or a Zoom host. That two taken seats never overlap is this primary key.
        create(
            m,
            "seat_tick",
            &["resource_id", "tick"],
            vec![id("resource_id"), big("tick"), id("office_id"), id("booking_id")],
        )
        .await?;
        index(m, "seat_tick", &["booking_id"], false).await?;
        index(m, "seat_tick", &["office_id", "tick"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(
            m,
            &[
                "seat_tick",
                "slot",
                "counter",
                "zoom_host",
                "office_opening",
                "office_closure",
                "office_setting",
                "office_kind",
                "office_text",
                "office",
            ],
        )
        .await
    }
}
