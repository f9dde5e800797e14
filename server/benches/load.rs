//! How many seats an office can give away in a second, and how often its calendar can be read: the release binary over
//! HTTP, with the load made on the same machine. `make bench` prints it.
//!
//! Every answer of `submit` is written to the disk before it is given (SQLite FULL, PostgreSQL with fsync).

#[path = "../tests/stage/process.rs"]
mod process;
#[path = "../tests/stage/mod.rs"]
mod stage;
#[path = "../tests/stage/walk.rs"]
mod walk;

use app::domain::{
    office_day::OfficeDays,
    slot::Span,
    time::{at_jst, date_jst},
};
use chrono::{NaiveTime, TimeDelta};
use process::Process;
use server::clock::Clock;
use stage::{Engine, Stage};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

const CLIENTS: usize = 64;
const BOOKINGS: u16 = 3_000;
const COUNTERS: usize = 60;
/// Rows written one by one to the same disk, to compare with.
const COMMITS: u32 = 2_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        println!("The load generator shares the machine with the server.");
        println!("| what | a second | p50 | p99 |\n|---|---|---|---|");
        for engine in [Engine::Sqlite, Engine::Postgres] {
            disk(engine).await;
            bookings(engine).await;
        }
    });
}

/// Single rows, one client: what the disk and the engine give at this moment.
async fn disk(engine: Engine) {
    use sea_orm::ConnectionTrait;
    let stage = Stage::open_with(engine, Clock::System).await;
    let db = stage.desk.db.write();
    db.execute_unprepared("CREATE TABLE disk (n INTEGER)").await.expect("a table");
    let begun = Instant::now();
    for n in 0..COMMITS {
        db.execute_unprepared(&format!("INSERT INTO disk VALUES ({n})")).await.expect("a row");
    }
    println!("| {engine:?}: single-row commits, one client | {:.0} | – | – |", rate(COMMITS, begun));
}

/// From the hold to the answered submit, five plain forms each, every client on a seat of its own.
async fn bookings(engine: Engine) {
    let stage = Stage::open_with(engine, Clock::System).await;
    let seats = seats(&stage).await;
    let url = stage.desk.db.url().to_owned();
    let server = Arc::new(Process::start(&url, stage.folder(), "drop", Duration::from_secs(30)).await);
    let (next, seats) = (Arc::new(AtomicU16::new(0)), Arc::new(seats));
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (server, next, seats) = (server.clone(), next.clone(), seats.clone());
            tokio::spawn(async move {
                let mut took = Vec::new();
                loop {
                    let who = next.fetch_add(1, Ordering::Relaxed);
                    if who >= BOOKINGS {
                        return took;
                    }
                    let begun = Instant::now();
                    let span = seats[usize::from(who) % seats.len()];
                    walk::done("hold", walk::hold(&server, who, span).await.expect("an answer"));
                    walk::fill(&server, who).await.expect("answers");
                    walk::done("submit", walk::submit(&server, who).await.expect("an answer"));
                    took.push(begun.elapsed());
                }
            })
        })
        .collect();
    let mut took = Vec::new();
    for client in clients {
        took.extend(client.await.expect("a client"));
    }
    took.sort_unstable();
    println!(
        "| {engine:?}: bookings, hold to answered submit, {CLIENTS} clients | {:.0} | {} | {} |",
        rate(BOOKINGS.into(), begun),
        millis(took[took.len() / 2]),
        millis(took[took.len() * 99 / 100]),
    );
    println!("| {engine:?}: resident memory afterwards | {} MB | – | – |", server.resident() / 1_000_000);
}

/// Enough half hours for everyone: a start for each sixty bookings, as many counters.
async fn seats(stage: &Stage) -> Vec<Span> {
    let days = OfficeDays::default();
    let first = date_jst(stage.desk.clock.now()) + TimeDelta::days(14);
    let nine = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock");
    let spans: Vec<Span> = first
        .iter_days()
        .filter(|day| days.is_office_day(*day))
        .flat_map(|day| (0..14).map(move |half| at_jst(day, nine) + TimeDelta::minutes(30 * half)))
        .map(|starts| Span::new(starts, 30).expect("half an hour"))
        .take(usize::from(BOOKINGS) / COUNTERS + 1)
        .collect();
    for _ in 0..COUNTERS {
        stage.counter_at(&spans).await;
    }
    spans
}

fn rate(count: u32, begun: Instant) -> f64 {
    f64::from(count) / begun.elapsed().as_secs_f64()
}

fn millis(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}
