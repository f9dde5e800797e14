//! The office's desk, told as stories on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

#[path = "../stage/mod.rs"]
mod stage;

mod board;
mod letter;
mod session;
mod slot;

use app::{
    desk::board::StaffSession,
    domain::ids::{BookingId, OfficeId, StaffId},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    desk::staff::account,
    store::{entity, live_event},
};
use stage::Stage;
use uuid::Uuid;

const PASSWORD: &str = "正しい馬の電池とホチキス";

/// An account of an office, with [`PASSWORD`].
async fn account(stage: &Stage, office: OfficeId, login: &str, role: &str) -> StaffId {
    let row = entity::staff::Model {
        id: Uuid::now_v7(),
        office_id: office.0,
        login: login.to_owned(),
        name: "佐藤 実".to_owned(),
        role: role.to_owned(),
        password_hash: account::hash(PASSWORD).expect("a hash"),
    };
    let id = StaffId(row.id);
    entity::staff::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an account");
    id
}

/// Somebody who works at the stage's office, signed in.
async fn staff(stage: &Stage) -> StaffSession {
    let staff = account(stage, stage.office, "sato", "staff").await;
    StaffSession {
        staff,
        office: stage.office,
        name: "佐藤 実".to_owned(),
        slug: stage::SLUG.to_owned(),
        digest: String::new(),
    }
}

/// Somebody who works at another office.
async fn stranger(stage: &Stage) -> StaffSession {
    let office = entity::office::Model {
        id: Uuid::now_v7(),
        slug: "elsewhere".to_owned(),
        phone: "03-0000-0123".to_owned(),
        live_seq: 0,
        position: 1,
    };
    let id = OfficeId(office.id);
    entity::office::Entity::insert(office.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an office");
    StaffSession {
        staff: StaffId(Uuid::now_v7()),
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

/// The only booking there is.
async fn only(stage: &Stage) -> BookingId {
    let rows = stage.bookings().await;
    assert_eq!(rows.len(), 1);
    BookingId(rows[0].id)
}
