//! Bookings by telephone: the birth date, the override of the deadline, the log of calls.

use crate::{
    column::{big, id, maybe_id, maybe_text, text},
    create, drop, index,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn booking_columns() -> Vec<ColumnDef> {
    vec![
        // ISO text; empty for the site, which does not ask (6(2)).
        text("birth_date").default("").to_owned(),
        // Why it stands past its deadline, and who let it.
        maybe_text("override_reason"),
        maybe_id("override_by"),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for mut column in booking_columns() {
            m.alter_table(Table::alter().table(Alias::new("booking")).add_column(&mut column).to_owned()).await?;
        }
        index(m, "booking", &["office_id", "number"], false).await?;
        index(m, "booking", &["office_id", "phone"], false).await?;
        // `direction`: in, out. `at`: when the call was.
        create(
            m,
            "call",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                id("booking_id"),
                big("at"),
                id("staff_id"),
                text("direction"),
                text("note"),
                big("noted_at"),
            ],
        )
        .await?;
        index(m, "call", &["booking_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["call"]).await?;
        for name in ["booking_office_id_number", "booking_office_id_phone"] {
            m.drop_index(Index::drop().name(name).table(Alias::new("booking")).to_owned()).await?;
        }
        for column in booking_columns() {
            let name = Alias::new(column.get_column_name());
            m.alter_table(Table::alter().table(Alias::new("booking")).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
