//! The duty to forget, the clock moved through years: each class on its day and not before, holds, the job that runs once,
//! and what a person may ask of their own data.

mod apart;
mod canary;
mod hold;
mod job;
mod person;
mod schedule;

use crate::stage::*;
use app::{
    desk::booking::BookingView,
    domain::{
        booking::{Canceller, Channel, State},
        ids::StaffId,
        kind::Kind,
        retention::Class,
        slot::Span,
        time::Instant,
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use server::{
    desk::mail,
    mail::transport::Acceptance,
    store::{
        booking::Begun,
        entity::{booking, retention_count},
        retention::bookings,
        seat::Seat,
        slot::Candidate,
    },
};
use uuid::Uuid;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";

/// The run of that day, at three in the morning. `true`: it was done now.
async fn run(stage: &Stage, day: &str) -> bool {
    stage.advance_to(at(&format!("{day} 03:00")));
    stage.desk.run_retention(stage.now()).await.unwrap()
}

/// What a day's run came to in the stage's office: looked at, made anonymous, deleted, held.
async fn counted(stage: &Stage, day: &str, class: Class) -> [i64; 4] {
    let row = retention_count::Entity::find()
        .filter(retention_count::Column::OfficeId.eq(stage.office.0))
        .filter(retention_count::Column::Day.eq(day))
        .filter(retention_count::Column::Class.eq(class.word()))
        .one(stage.desk.db.read())
        .await
        .unwrap()
        .unwrap();
    [row.looked, row.anonymous, row.deleted, row.held]
}

async fn row(stage: &Stage, id: Uuid) -> booking::Model {
    booking::Entity::find_by_id(id).one(stage.desk.db.read()).await.unwrap().unwrap()
}

/// Which classes a booking has been rid of.
async fn rid_of(stage: &Stage, id: Uuid) -> Vec<Class> {
    let marks = bookings::forgotten(stage.desk.db.read(), &[id]).await.unwrap()[&id];
    Class::OF_A_BOOKING.into_iter().filter(|class| marks & class.mark() != 0).collect()
}

/// The mail server takes every letter of the booking, and quotes the address in its answer.
async fn delivered(stage: &Stage, view: &BookingView) {
    for letter in stage.letters(&view.token).await {
        let reply = format!("250 2.1.5 <{}> ok", letter.recipient);
        let by = Acceptance { server: "mx.example.jp".to_owned(), reply };
        assert!(mail::accepted(&stage.desk, &letter, &by, stage.now()).await.is_ok());
    }
}

/// A booking of the site at ten whose letter was received.
async fn booked(stage: &Stage) -> (Uuid, BookingView) {
    stage.counter_at(&[span(TEN, 30)]).await;
    let view = stage.book(1, span(TEN, 30)).await;
    delivered(stage, &view).await;
    (stage.row(&view.token).await.id, view)
}

/// A cancelled booking of somebody with that number, as the database has it.
async fn past(stage: &Stage, number: &str, starts: Instant) -> Uuid {
    let span = Span::new(starts, 30).unwrap();
    let begun = Begun {
        id: Uuid::now_v7(),
        office: stage.office,
        kind: Kind::Consultation,
        chosen: Candidate { slot: Uuid::now_v7(), seat: Seat { counter: Uuid::now_v7(), host: None, span } },
        channel: Channel::Phone,
        deadline: starts,
        state: State::Cancelled { at: starts, by: Canceller::Office { who: StaffId(Uuid::nil()) } },
        at: starts,
    };
    let name = format!("求職者 {number}");
    let row = booking::Model { lang: "ja".to_owned(), number: number.to_owned(), name, ..begun.row().unwrap() };
    let id = row.id;
    booking::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .unwrap();
    id
}
