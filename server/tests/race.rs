//! Many phones, one seat: clients at a barrier, over HTTP, against the server as it is served.
//!
//! One gets the seat, in every round; the others are told kindly, and nobody sees an error of the server. On PostgreSQL two
//! processes serve the same database. The control takes the key off the table of ticks: then seats are sold twice, so the
//! key it is that keeps them. On SQLite there is no such control, since all writing of a process goes through one
//! connection and the race is over before the key is asked; there `desk/overlap.rs` asks the key itself.
//!
//! `MADOGUCHI_RACE_ROUNDS` says how many rounds (50 if not set).

#[path = "stage/process.rs"]
mod process;
mod stage;
#[expect(dead_code, reason = "each suite uses its part")]
#[path = "stage/story.rs"]
mod story;

use app::domain::slot::Span;
use chrono::TimeDelta;
use process::{Process, send};
use sea_orm::ConnectionTrait;
use server::clock::Clock;
use stage::{Engine, SLUG, Stage};
use std::{sync::Arc, time::Duration};
use story::go;
use tokio::{net::TcpStream, sync::Barrier};

const CLIENTS: u16 = 200;

fn rounds() -> usize {
    std::env::var("MADOGUCHI_RACE_ROUNDS").map_or(50, |rounds| rounds.parse().expect("a number of rounds"))
}

struct Race {
    stage: Stage,
    nodes: Vec<Process>,
}

/// What a round came to.
#[derive(Debug, Default)]
struct Round {
    winners: usize,
    told_it_is_taken: usize,
    others: Vec<process::Reply>,
}

impl Race {
    async fn prepare(engine: Engine) -> Race {
        let stage = Stage::open_with(engine, Clock::System).await;
        let url = stage.desk.db.url().to_owned();
        let mut nodes = Vec::new();
        for _ in 0..if engine == Engine::Postgres { 2 } else { 1 } {
            nodes.push(Process::start(&url, stage.folder(), "drop", Duration::from_secs(30)).await);
        }
        Race { stage, nodes }
    }

    /// Everyone is connected and waits; then all press at once, each one of `wanted`.
    async fn run(&self, first: u16, wanted: &[Span]) -> Round {
        let barrier = Arc::new(Barrier::new(usize::from(CLIENTS)));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let node = &self.nodes[usize::from(number) % self.nodes.len()];
                let start = wanted[usize::from(number) % wanted.len()].to_string();
                let form = [("lang", "ja"), ("slug", SLUG), ("kind", "consultation"), ("start", start.as_str())];
                let request = node.request(first + number, "times/hold", &form);
                let (at, barrier) = (node.at, barrier.clone());
                tokio::spawn(async move {
                    let stream = TcpStream::connect(at).await.expect("connected");
                    barrier.wait().await;
                    send(stream, request).await.expect("an answer")
                })
            })
            .collect();
        let mut round = Round::default();
        for client in clients {
            let reply = client.await.expect("a client");
            match (reply.status, reply.problem()) {
                (303, None) => round.winners += 1,
                (303, Some("seat_taken")) => round.told_it_is_taken += 1,
                _ => round.others.push(reply),
            }
        }
        round
    }

    /// `times` says for each round which times are pressed; all of a round's overlap.
    async fn rounds(&self, times: impl Fn(Span) -> Vec<Span>) {
        let spans: Vec<_> = self.stage.half_hours().take(rounds()).collect();
        let counter = self.stage.counter(None).await;
        for span in spans.iter().flat_map(|span| times(*span)) {
            self.stage.slot(counter, span).await;
        }
        for (number, span) in spans.iter().enumerate() {
            let first = u16::try_from(number % 300).expect("small") * CLIENTS;
            let round = self.run(first, &times(*span)).await;
            assert!(round.others.is_empty(), "round {number}: {:?}", &round.others[..round.others.len().min(3)]);
            assert_eq!((round.winners, round.told_it_is_taken), (1, usize::from(CLIENTS) - 1), "round {number}");
        }
        self.stage.seats_are_those_of_bookings().await;
    }
}

fn same(span: Span) -> Vec<Span> {
    vec![span]
}

/// Half an hour, and ten minutes in its middle, and twenty at its end.
fn overlapping(span: Span) -> Vec<Span> {
    let part = |after, minutes| Span::new(span.starts() + TimeDelta::minutes(after), minutes).expect("a part");
    vec![span, part(10, 20), part(15, 15), part(0, 20)]
}

#[test]
fn one_seat_on_sqlite() {
    go(async { Race::prepare(Engine::Sqlite).await.rounds(same).await });
}

#[test]
fn one_seat_on_postgres_with_two_nodes() {
    go(async { Race::prepare(Engine::Postgres).await.rounds(same).await });
}

#[test]
fn overlapping_times_on_sqlite() {
    go(async { Race::prepare(Engine::Sqlite).await.rounds(overlapping).await });
}

#[test]
fn overlapping_times_on_postgres_with_two_nodes() {
    go(async { Race::prepare(Engine::Postgres).await.rounds(overlapping).await });
}

#[test]
fn without_the_key_seats_are_sold_twice() {
    go(async {
        let race = Race::prepare(Engine::Postgres).await;
        let db = race.stage.desk.db.write();
        db.execute_unprepared("ALTER TABLE seat_tick DROP CONSTRAINT seat_tick_pkey").await.expect("the key is off");
        let counter = race.stage.counter(None).await;
        let mut winners = Vec::new();
        for (number, span) in race.stage.half_hours().take(10).enumerate() {
            race.stage.slot(counter, span).await;
            let round = race.run(u16::try_from(number).expect("small") * CLIENTS, &[span]).await;
            winners.push(round.winners);
        }
        println!("winners of one seat without the key, round by round: {winners:?}");
        assert!(winners.iter().any(|winners| *winners > 1), "the race is no race: {winners:?}");
    });
}
