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

use app::domain::{office_day::OfficeDays, slot::Span, time::date_jst};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use process::Process;
use server::clock::Clock;
use stage::{Engine, Stage, half_hours};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const CLIENTS: usize = 64;
const BOOKINGS: u16 = 3_000;
const COUNTERS: usize = 60;
/// How long the calendar is read.
const READING: Duration = Duration::from_secs(5);
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
            calendar(engine).await;
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

/// The calendar page of a week of eighty times, whole as the server renders it, over connections that stay open.
async fn calendar(engine: Engine) {
    let stage = Stage::open_with(engine, Clock::System).await;
    let spans = times(16).take(80).collect::<Vec<_>>();
    stage.counter_at(&spans).await;
    let from = date_jst(spans[0].starts());
    let url = stage.desk.db.url().to_owned();
    let server = Process::start(&url, stage.folder(), "drop", Duration::from_secs(30)).await;
    let request =
        format!("GET /ja/{}/consultation/times?from={from} HTTP/1.1\r\nHost: {}\r\n\r\n", stage::SLUG, server.at,);
    let begun = Instant::now();
    let readers: Vec<_> =
        (0..CLIENTS).map(|_| tokio::spawn(read(server.at, request.clone(), begun + READING))).collect();
    let mut took = Vec::new();
    for reader in readers {
        took.extend(reader.await.expect("a reader").expect("answers"));
    }
    took.sort_unstable();
    println!(
        "| {engine:?}: calendar page of 80 times, {CLIENTS} connections | {:.0} | {} | {} |",
        rate(u32::try_from(took.len()).unwrap_or(u32::MAX), begun),
        millis(took[took.len() / 2]),
        millis(took[took.len() * 99 / 100]),
    );
}

/// Asks again and again, and says how long each answer took.
async fn read(at: SocketAddr, request: String, until: Instant) -> std::io::Result<Vec<Duration>> {
    const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";
    let mut stream = TcpStream::connect(at).await?;
    let (mut page, mut took) = (Vec::new(), Vec::new());
    while Instant::now() < until {
        let begun = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        page.clear();
        while !page.ends_with(LAST_CHUNK) {
            if stream.read_buf(&mut page).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        took.push(begun.elapsed());
    }
    let page = String::from_utf8_lossy(&page);
    assert_eq!(page.matches("class=\"time\"").count(), 80, "{page}");
    Ok(took)
}

/// Enough half hours for everyone: a start for each sixty bookings, as many counters.
async fn seats(stage: &Stage) -> Vec<Span> {
    let spans: Vec<Span> = times(14).take(usize::from(BOOKINGS) / COUNTERS + 1).collect();
    for _ in 0..COUNTERS {
        stage.counter_at(&spans).await;
    }
    spans
}

/// So many a day, from the Monday after next whose week has no holiday.
fn times(a_day: u8) -> impl Iterator<Item = Span> {
    let days = OfficeDays::default();
    let soon = date_jst(Clock::System.now()) + TimeDelta::days(14);
    let monday = |day: &NaiveDate| day.weekday() == Weekday::Mon;
    let whole_week = move |day: &NaiveDate| day.iter_days().take(5).all(|day| days.is_office_day(day));
    half_hours(soon.iter_days().filter(monday).find(whole_week).expect("a week without a holiday"), a_day)
}

fn rate(count: u32, begun: Instant) -> f64 {
    f64::from(count) / begun.elapsed().as_secs_f64()
}

fn millis(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}
