//! `kill -9` around Zoom's answer: a booking has one meeting in the end, one that was cancelled has none, and no other is left
//! in Zoom. What the dead node had in hand is looked for before anything is made again.

use crate::{
    Crash,
    cloud::{Call, Cloud, Fault, HOST},
    crashes,
    process::Process,
    stage::{Engine, Stage, clerk},
    story::{go, until},
};
use app::{
    desk::{PhoneDesk, StaffDesk},
    domain::{ids::BookingId, intake::Intake, slot::Span},
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use server::{
    clock::Clock,
    store::{
        entity::{meeting, zoom_host},
        meeting::of_booking,
    },
};
use std::time::Duration;
use uuid::Uuid;

async fn prepare(engine: Engine) -> Crash {
    let stage = Stage::open_with(engine, Clock::System).await;
    let host = Uuid::now_v7();
    let row = zoom_host::Model {
        id: host,
        office_id: stage.office.0,
        name: "Zoom".to_owned(),
        zoom_user: Some(HOST.to_owned()),
    };
    let put = zoom_host::Entity::insert(row.into_active_model());
    put.exec_without_returning(stage.desk.db.write()).await.expect("a host");
    let counter = stage.counter(Some(host)).await;
    for span in stage.half_hours().take(crashes()) {
        stage.slot(counter, span).await;
    }
    Crash { stage, mail: "drop".to_owned() }
}

async fn start(crash: &Crash, cloud: &Cloud) -> Process {
    let settings = cloud.settings();
    let account = [
        ("MADOGUCHI_ZOOM_ACCOUNT", crate::cloud::ACCOUNT),
        ("MADOGUCHI_ZOOM_CLIENT", crate::cloud::CLIENT),
        ("MADOGUCHI_ZOOM_SECRET", crate::cloud::SECRET),
        ("MADOGUCHI_ZOOM_TOKEN_URL", settings.token.as_str()),
        ("MADOGUCHI_ZOOM_API_URL", settings.api.as_str()),
    ];
    let url = crash.stage.desk.db.url();
    Process::start_with(url, crash.stage.folder(), &crash.mail, &account, crate::READY).await
}

async fn telephoned(stage: &Stage, number: usize, span: Span) -> BookingId {
    let intake = Intake {
        number: format!("15020-{number:08}"),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "０９０１２３４５６７８".to_owned(),
        mail: format!("hanako{number}@example.jp"),
        time: format!("consultation {span}"),
        ..Intake::default()
    };
    stage.desk.take_booking(&clerk(stage), intake).await.expect("a booking")
}

async fn rows(stage: &Stage, id: BookingId) -> Vec<meeting::Model> {
    of_booking(stage.desk.db.read(), id.0).await.expect("meetings")
}

/// Nobody waits the minutes until a dead node's claims run out.
async fn end_leases(crash: &Crash) {
    crash.stage.desk.db.write().execute_unprepared("UPDATE meeting SET leased_until = NULL").await.expect("ended");
}

async fn killed_around_zoom_s_answer(engine: Engine) {
    let crash = prepare(engine).await;
    let stage = &crash.stage;
    let cloud = Cloud::start(&Clock::System).await;
    let mut spans = stage.half_hours();
    let mut server = start(&crash, &cloud).await;
    let mut standing = Vec::new();
    for round in 0..crashes().div_ceil(3) {
        // It was asked for and nothing was done; it was done and nobody heard of it; whatever it was at that moment.
        let fault = [Some(Fault::Stalled), Some(Fault::Unheard), None][round % 3];
        let asked = cloud.calls(Call::Create);
        if let Some(fault) = fault {
            cloud.next(Call::Create, fault);
        }
        let id = telephoned(stage, round, spans.next().expect("a time")).await;
        until("Zoom is asked", async || cloud.calls(Call::Create) > asked).await;
        if fault.is_none() {
            let moment = u64::from(server::keys::digest(&format!("{round}"))[0]) / 16;
            tokio::time::sleep(Duration::from_millis(moment)).await;
        }
        server.kill().await;
        let is_cancelled = round % 4 == 3;
        if is_cancelled {
            stage.desk.cancel_by_office(&clerk(stage), id, "電話で".to_owned()).await.expect("cancelled");
        } else {
            standing.push(id);
        }
        end_leases(&crash).await;
        server = start(&crash, &cloud).await;
        until("all that was to be done is done", async || {
            rows(stage, id)
                .await
                .iter()
                .all(|row| row.leased_until.is_none() && row.due_at.is_none() && row.number.is_some() != is_cancelled)
        })
        .await;
        let mut known = Vec::new();
        for id in &standing {
            known.extend(rows(stage, *id).await.into_iter().filter_map(|row| row.number));
        }
        known.sort_unstable();
        let there: Vec<_> = cloud.meetings().into_iter().map(|(number, _)| number).collect();
        assert_eq!((known.len(), &known), (standing.len(), &there), "round {round}: {fault:?}");
    }
    stage.seats_are_those_of_bookings().await;
}

#[test]
fn killed_around_the_answer_of_zoom_on_sqlite() {
    go(killed_around_zoom_s_answer(Engine::Sqlite));
}

#[test]
fn killed_around_the_answer_of_zoom_on_postgres() {
    go(killed_around_zoom_s_answer(Engine::Postgres));
}
