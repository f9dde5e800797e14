//! The places (窓口施設) of an office that take bookings: each counter is at one.

use crate::{
    column::{id, int, maybe_big, maybe_id, maybe_text, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Until now an office was one place: it gets the office's words, and its id.
const OF_OFFICES: &str = "INSERT INTO place (id, office_id, name_ja, name_en, address_ja, address_en, position) \
     SELECT office.id, office.id, COALESCE(ja.name, office.slug), en.name, COALESCE(ja.address, ''), en.address, 0 \
     FROM office \
     LEFT JOIN office_text ja ON ja.office_id = office.id AND ja.lang = 'ja' \
     LEFT JOIN office_text en ON en.office_id = office.id AND en.lang = 'en'";

const COUNTERS: &str = "INSERT INTO counter (id, office_id, place_id, name, host_id, kinds, position, closed_at) \
     SELECT id, office_id, office_id, name, host_id, kinds, position, closed_at FROM counter_before";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too: half of it would leave no counters.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        create(
            m,
            "place",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                text("name_ja"),
                maybe_text("name_en"),
                text("address_ja"),
                maybe_text("address_en"),
                int("position"),
            ],
        )
        .await?;
        index(m, "place", &["office_id"], false).await?;
        let db = m.get_connection();
        db.execute_unprepared(OF_OFFICES).await?;
        // SQLite adds no column that must have a value and has no default: the table is made anew.
        let before = Alias::new("counter_before");
        m.rename_table(Table::rename().table(Alias::new("counter"), before).to_owned()).await?;
        create(
            m,
            "counter",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("place_id"),
                text("name"),
                maybe_id("host_id"),
                text("kinds"),
                int("position"),
                maybe_big("closed_at"),
            ],
        )
        .await?;
        db.execute_unprepared(COUNTERS).await?;
        drop(m, &["counter_before"]).await?;
        index(m, "counter", &["office_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        remove(m, "counter", vec![id("place_id")]).await?;
        drop(m, &["place"]).await
    }
}
