//! An office with Zoom hosts, its bookings, and the node that makes their meetings.

use crate::{cloud::Cloud, stage::*};
use app::{
    desk::{PhoneDesk, SeekerDesk, StaffDesk},
    domain::{ids::BookingId, intake::Intake},
};
use sea_orm::{EntityTrait, IntoActiveModel};
use server::{
    meetings::Meetings,
    store::{
        booking,
        entity::{meeting, zoom_host},
        meeting as meetings,
    },
    worker,
};
use std::sync::Arc;
use uuid::Uuid;

pub async fn host(stage: &Stage, user: Option<&str>) -> Uuid {
    let row = zoom_host::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        name: "Zoom".to_owned(),
        zoom_user: user.map(str::to_owned),
    };
    let id = row.id;
    let row = row.into_active_model();
    zoom_host::Entity::insert(row).exec_without_returning(stage.desk.db.write()).await.unwrap();
    id
}

/// A counter of this host with slots at these times.
pub async fn counter_of(stage: &Stage, user: &str, times: &[&str]) -> Uuid {
    let host = host(stage, Some(user)).await;
    let counter = stage.counter(Some(host)).await;
    for time in times {
        stage.slot(counter, span(time, 30)).await;
    }
    host
}

pub fn node(stage: &Stage, cloud: &Cloud) -> Meetings {
    Meetings { desks: stage.desk.clone(), zoom: Arc::new(cloud.client()), site_days: 2 }
}

/// Does what is due, and says how often something was looked at.
pub async fn run(node: &Meetings) -> usize {
    worker::run_due(node).await.unwrap()
}

/// A booking by telephone, by somebody with a number of their own.
pub async fn telephoned(stage: &Stage, number: u16, time: &str) -> BookingId {
    let intake = Intake {
        number: format!("15020-{number:08}"),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "０９０１２３４５６７８".to_owned(),
        mail: format!("hanako{number}@example.jp"),
        time: format!("consultation {}", span(time, 30)),
        ..Intake::default()
    };
    stage.desk.take_booking(&clerk(stage), intake).await.unwrap()
}

pub async fn cancel(stage: &Stage, id: BookingId) {
    stage.desk.cancel_by_office(&clerk(stage), id, "電話で".to_owned()).await.unwrap();
}

pub async fn shift(stage: &Stage, id: BookingId, time: &str) {
    stage.desk.reschedule(&stage.token(id.0), span(time, 30)).await.unwrap();
}

pub async fn rows(stage: &Stage, id: BookingId) -> Vec<meeting::Model> {
    meetings::of_booking(stage.desk.db.read(), id.0).await.unwrap()
}

pub async fn row(stage: &Stage, id: BookingId) -> meeting::Model {
    let mut rows = rows(stage, id).await;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

/// The one meeting there is is that of this booking, and both say the same.
pub async fn is_the_only_one(stage: &Stage, cloud: &Cloud, id: BookingId) {
    let (number, booked) = cloud.only();
    let rows = rows(stage, id).await;
    let known: Vec<_> = rows.iter().filter(|row| row.number.is_some()).collect();
    assert_eq!(known.len(), 1, "{rows:?}");
    let booking = booking::find(stage.desk.db.read(), id.0).await.unwrap().unwrap();
    assert_eq!((known[0].number, known[0].passcode.as_str()), (Some(number), booked.passcode.as_str()));
    assert_eq!(booked.span, booking::span(&booking).unwrap());
    assert_eq!(booked.asked["agenda"], meetings::tag(id.0));
    assert!(known[0].due_at.is_none_or(|due| Some(due) == known[0].doubt_until), "{known:?}");
    assert_eq!(known[0].trouble, None);
}
