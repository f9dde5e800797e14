//! The office's desk, told as stories on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

#[path = "../stage/mod.rs"]
mod stage;

mod absence;
mod accounts;
mod attendee;
mod audit;
mod board;
mod day;
mod day_page;
mod days;
mod deeds;
mod duplicate;
mod incidents;
mod letter;
mod phone;
mod places;
mod plan;
mod reach;
mod records;
mod roster;
mod seating;
mod second_factor;
mod session;
mod settings;
mod several_places;
mod slot;
mod standing;
mod terms;
mod tray;

mod disclosure;
mod figures;

use app::{
    desk::staff::Actor,
    domain::{
        ids::{BookingId, OfficeId, StaffId},
        role::Role,
    },
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    desk::staff::account,
    live::Batch,
    store::{entity, live_event},
};
use stage::Stage;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use uuid::Uuid;

const PASSWORD: &str = "正しい馬の電池とホチキスの針の箱";

/// An account of an office, with [`PASSWORD`].
async fn account(stage: &Stage, office: OfficeId, login: &str, role: Role) -> StaffId {
    put(stage, office, login, role, |row| row.password_changed_at = Some(0)).await
}

/// An account as somebody else made it, but for what `change` does to it.
async fn put(
    stage: &Stage,
    office: OfficeId,
    login: &str,
    role: Role,
    change: impl FnOnce(&mut entity::staff::Model),
) -> StaffId {
    let hash = account::hash(PASSWORD).expect("a hash");
    let mut row = account::new_row(office, login.to_owned(), "佐藤 実".to_owned(), role, hash);
    change(&mut row);
    let id = StaffId(row.id);
    assert!(account::insert(stage.desk.db.write(), row).await.expect("an account"), "{login} is new");
    id
}

/// Somebody who works at the stage's office, signed in.
async fn staff(stage: &Stage) -> Actor {
    someone(stage, "sato", Role::Counter).await
}

/// Somebody with that role at the stage's office, signed in.
async fn someone(stage: &Stage, login: &str, role: Role) -> Actor {
    Actor {
        staff: account(stage, stage.office, login, role).await,
        role,
        office: stage.office,
        name: "佐藤 実".to_owned(),
        slug: stage::SLUG.to_owned(),
        digest: String::new(),
    }
}

/// Somebody who works at another office.
async fn stranger(stage: &Stage) -> Actor {
    let office = entity::office::Model {
        id: Uuid::now_v7(),
        slug: "elsewhere".to_owned(),
        phone: "03-0000-0123".to_owned(),
        live_seq: 0,
        position: 1,
        bureau_id: None,
    };
    let id = OfficeId(office.id);
    entity::office::Entity::insert(office.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an office");
    Actor {
        staff: StaffId(Uuid::now_v7()),
        role: Role::System,
        office: id,
        name: "鈴木 学".to_owned(),
        slug: "elsewhere".to_owned(),
        digest: String::new(),
    }
}

async fn seq(stage: &Stage) -> i64 {
    live_event::number(&stage.desk.db, stage.office).await.expect("numbered");
    live_event::last(stage.desk.db.read(), stage.office).await.expect("a number")
}

/// Waits until pages are told to ask for all they show, which the picture has by then.
async fn all_is_read_again(heard: &mut Receiver<Arc<Batch>>) {
    let again = |batch: Arc<Batch>| batch.patches.values().any(|patch| patch.contains("\"again\":true"));
    while !again(heard.recv().await.expect("a batch")) {}
}

/// The only booking there is.
async fn only(stage: &Stage) -> BookingId {
    let rows = stage.bookings().await;
    assert_eq!(rows.len(), 1);
    BookingId(rows[0].id)
}
