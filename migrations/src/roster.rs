//! The list of registered seekers, and how the seeker of each booking stands to it (2(1)).

use crate::{
    column::{big, id, maybe_big, maybe_id, maybe_text, text},
    create, drop, index,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // The list in force; `kana` is empty where the list has none.
        create(
            m,
            "roster_person",
            &["office_id", "number"],
            vec![id("office_id"), text("number"), text("name"), text("kana"), text("birth_date"), text("registration")],
        )
        .await?;
        create(
            m,
            "roster_import",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                big("at"),
                id("staff_id"),
                text("file"),
                text("encoding"),
                text("digest"),
                big("rows"),
                big("added"),
                big("changed"),
                big("gone"),
            ],
        )
        .await?;
        index(m, "roster_import", &["office_id", "at"], false).await?;
        // A file that was read and waits to be put in force, one an office: `people` is its list, empty where something is
        // wrong with it.
        create(
            m,
            "roster_file",
            &["office_id"],
            vec![
                id("office_id"),
                id("id"),
                big("at"),
                id("staff_id"),
                text("file"),
                text("encoding"),
                text("digest"),
                text("reading"),
                text("people"),
            ],
        )
        .await?;
        // `standing` is what the list says; `settled` what staff made of it, with how the seeker was registered before and
        // after.
        create(
            m,
            "booking_registration",
            &["booking_id"],
            vec![
                id("booking_id"),
                id("office_id"),
                text("standing"),
                big("matched_at"),
                maybe_text("settled"),
                maybe_text("how"),
                maybe_text("before"),
                maybe_text("after"),
                maybe_id("settled_by"),
                maybe_big("settled_at"),
            ],
        )
        .await?;
        m.get_connection()
            .execute_unprepared(
                "INSERT INTO booking_registration (booking_id, office_id, standing, matched_at) \
                 SELECT id, office_id, 'unknown', created_at FROM booking WHERE state NOT IN ('held', 'released')",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop(m, &["booking_registration", "roster_file", "roster_import", "roster_person"]).await
    }
}
