//! The waiting list: wishes, their letters, and how long a seat is offered to one.

use crate::{
    add,
    column::{big, id, int, maybe_big, maybe_id, text},
    create, drop, index, remove,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

fn outbox_columns() -> Vec<ColumnDef> {
    // Of a letter about a wish, which has no booking: there `booking_id` is the wish's own id.
    vec![maybe_id("wish_id")]
}

fn setting_columns() -> Vec<ColumnDef> {
    vec![int("offer_minutes").default(30).to_owned()]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // `state` is the tag of `state_data`, `offer_id` the hold of an offer that is open or accepted and `due_at` the open
        // one's end. `booking_id`: which booking it is to move. `offered`: the starts that were offered before.
        create(
            m,
            "wish",
            &["id"],
            vec![
                id("id"),
                id("office_id"),
                maybe_id("booking_id"),
                text("kind"),
                text("lang"),
                text("mail"),
                text("address"),
                text("wants"),
                text("until_date"),
                text("offered"),
                text("state"),
                text("state_data"),
                maybe_id("offer_id"),
                maybe_big("due_at"),
                big("created_at"),
                big("changed_at"),
            ],
        )
        .await?;
        index(m, "wish", &["office_id", "state"], false).await?;
        index(m, "wish", &["state", "due_at"], false).await?;
        index(m, "wish", &["mail", "state"], false).await?;
        index(m, "wish", &["address", "state"], false).await?;
        index(m, "wish", &["booking_id"], false).await?;
        // One offer is one wish's.
        index(m, "wish", &["offer_id"], true).await?;
        add(m, "outbox", outbox_columns()).await?;
        index(m, "outbox", &["wish_id"], false).await?;
        add(m, "office_setting", setting_columns()).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        remove(m, "office_setting", setting_columns()).await?;
        m.drop_index(Index::drop().name("outbox_wish_id").table(Alias::new("outbox")).to_owned()).await?;
        remove(m, "outbox", outbox_columns()).await?;
        drop(m, &["wish"]).await
    }
}
