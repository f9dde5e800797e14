//! Random walks of several visitors at one office, on both databases, beside a reference that keeps everything in a list.
//!
//! After every step the outcome is of the same kind, every booking is in the same state at the same time, the taken ticks
//! are exactly those of the bookings whose state takes a seat, and no two of one resource overlap. The reference lets time
//! act at once; the database may be behind until somebody asks or the clockwork runs, and nobody must notice.
//!
//! `MADOGUCHI_MODEL_STEPS` says how many steps (5,000 if not set). A failure prints its seed; `MADOGUCHI_MODEL_SEED` walks
//! the same way again.

mod reference;
#[path = "../stage/mod.rs"]
mod stage;

use app::{
    desk::{SeekerDesk, booking::LinkToken, error::DeskError},
    domain::{
        booking::{Canceller, Receipt, Refusal, State},
        slot::Span,
        time::Instant,
    },
};
use chrono::TimeDelta;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use reference::{Kept, Life, Outcome, Reference, deadline};
use server::store::booking as bookings;
use stage::{Engine, Stage, at, details, minutes, span, visitor};
use uuid::Uuid;

const VISITORS: u16 = 6;
/// Steps of one walk: long enough for a month, short enough to shrink.
const WALK: usize = 100;

#[derive(Clone, Debug)]
enum Step {
    Hold { who: u16, time: usize },
    Extend { who: u16 },
    Release { who: u16 },
    Submit { who: u16 },
    Accept { who: u16 },
    Refuse { who: u16 },
    Press { who: u16 },
    Move { who: u16, time: usize },
    Cancel { who: u16 },
    Wait { minutes: i64 },
    Clockwork,
}

fn step() -> impl Strategy<Value = Step> {
    let (who, time) = (0..VISITORS, 0..TIMES.len());
    prop_oneof![
        6 => (who.clone(), time.clone()).prop_map(|(who, time)| Step::Hold { who, time }),
        2 => who.clone().prop_map(|who| Step::Extend { who }),
        1 => who.clone().prop_map(|who| Step::Release { who }),
        6 => who.clone().prop_map(|who| Step::Submit { who }),
        3 => who.clone().prop_map(|who| Step::Accept { who }),
        2 => who.clone().prop_map(|who| Step::Refuse { who }),
        2 => who.clone().prop_map(|who| Step::Press { who }),
        5 => (who.clone(), time).prop_map(|(who, time)| Step::Move { who, time }),
        2 => who.prop_map(|who| Step::Cancel { who }),
        3 => prop_oneof![8 => 1..12i64, 2 => 60..600i64, 1 => 1_440..4_320i64].prop_map(|minutes| Step::Wait { minutes }),
        1 => Just(Step::Clockwork),
    ]
}

/// Times with their lengths, some of which overlap, on days with different deadlines.
const TIMES: [(&str, u8); 9] = [
    ("2026-11-30 10:00", 30),
    ("2026-12-01 10:00", 30),
    ("2026-12-01 10:10", 30),
    ("2026-12-01 10:20", 20),
    ("2026-12-01 10:30", 10),
    ("2026-12-01 10:30", 30),
    ("2026-12-02 09:00", 20),
    ("2026-12-02 09:15", 30),
    ("2026-12-08 13:00", 30),
];

fn time(index: usize) -> Span {
    let (starts, minutes) = TIMES[index];
    span(starts, minutes)
}

struct Walk {
    stage: Stage,
    reference: Reference,
    /// The visitors of other walks are other people.
    first: u16,
}

impl Walk {
    /// Three counters, two of them with one host; every time is offered at two of them.
    async fn begin(beside: &Stage, first: u16) -> Walk {
        let stage = beside.beside().await;
        stage.advance_to(at("2026-11-24 10:00"));
        let host = Some(Uuid::now_v7());
        let mut slots = Vec::new();
        let counters =
            [(stage.counter(host).await, host), (stage.counter(host).await, host), (stage.counter(None).await, None)];
        for index in 0..TIMES.len() {
            for place in [counters[index % 3], counters[(index + 1) % 3]] {
                stage.slot(place.0, time(index)).await;
                slots.push((place, time(index)));
            }
        }
        let now = stage.now();
        Walk { stage, reference: Reference { slots, kept: Vec::new(), now }, first }
    }

    fn token(&mut self, who: u16) -> Option<LinkToken> {
        let kept = self.reference.booked(who)?;
        let expired = self.stage.now() > kept.span.ends() + TimeDelta::days(30);
        (!expired).then(|| self.stage.token(kept.id))
    }

    async fn go(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let desk = self.stage.desk.clone();
        match *step {
            Step::Hold { who, time: index } => {
                let expected = self.reference.hold(who, time(index));
                let found = self.stage.hold(self.first + who, time(index)).await;
                same(step, expected.map(drop), found.as_ref().map(drop).map_err(|error| *error))?;
                if let (Ok(ended), Ok(_)) = (expected, found) {
                    self.adopt(who, ended).await?;
                }
            }
            Step::Extend { who } => {
                same(step, self.reference.extend(who), desk.extend_hold(visitor(self.first + who)).await.map(drop))?;
            }
            Step::Release { who } => {
                same(step, self.reference.release(who), desk.release(visitor(self.first + who)).await)?;
            }
            Step::Submit { who } => {
                if self.reference.own(who).is_some_and(|kept| matches!(kept.life, Life::Held { .. })) {
                    self.stage.fill(self.first + who, details()).await;
                }
                same(step, self.reference.submit(who), desk.submit(visitor(self.first + who)).await.map(drop))?;
            }
            Step::Press { who } => {
                if let Some(token) = self.token(who) {
                    same(step, self.reference.receive(who, false), desk.press_received(&token).await.map(drop))?;
                }
            }
            Step::Accept { who } => {
                if let Some(token) = self.token(who) {
                    let found = self.letter(&token, |state, now, deadline| {
                        let by = Receipt::MailServer { server: "mx".to_owned(), reply: "250".to_owned() };
                        state.receive(now, by, deadline)
                    });
                    let found = found.await;
                    same(step, self.reference.receive(who, true), found)?;
                }
            }
            Step::Refuse { who } => {
                if let Some(token) = self.token(who) {
                    let found = self.letter(&token, |state, now, _| {
                        state.refuse_letter(Refusal { at: now, reply: "550".to_owned() })
                    });
                    let found = found.await;
                    same(step, self.reference.refuse(who), found)?;
                    // Refused after its deadline's end is for staff; refused in time and late by now is void.
                    self.reference.wait(TimeDelta::zero());
                }
            }
            Step::Move { who, time: index } => {
                if let Some(token) = self.token(who) {
                    let expected = self.reference.reschedule(who, time(index));
                    let found = desk.reschedule(&token, time(index)).await;
                    same(step, expected.map(drop), found.map(drop))?;
                    if expected == Ok(true) {
                        self.follow(&token, time(index)).await?;
                    }
                }
            }
            Step::Cancel { who } => {
                if let Some(token) = self.token(who) {
                    same(step, self.reference.cancel(who), desk.cancel(&token, String::new()).await.map(drop))?;
                }
            }
            Step::Wait { minutes: by } => {
                self.stage.advance(minutes(by));
                self.reference.wait(minutes(by));
            }
            Step::Clockwork => {
                desk.run_due(desk.clock.now()).await.map_err(|error| TestCaseError::fail(error.to_string()))?;
            }
        }
        self.compare(step).await
    }

    /// The reference does not care which of the free counters was taken, only that it was free.
    async fn adopt(&mut self, who: u16, ended: Option<Uuid>) -> Result<(), TestCaseError> {
        let rows = self.stage.bookings().await;
        let Some(row) = rows.into_iter().find(|row| !self.reference.kept.iter().any(|kept| kept.id == row.id)) else {
            return Ok(());
        };
        if let Some(kept) = self.reference.kept.iter_mut().find(|kept| Some(kept.id) == ended) {
            kept.life = Life::Released;
        }
        let span = bookings::span(&row).expect("a span");
        let place = (row.counter_id, row.host_id);
        prop_assert!(self.reference.free(place, span, None), "the seat was not free");
        let until = (self.reference.now + minutes(10)).min(deadline(span));
        let life = Life::Held { until, extended: 0 };
        self.reference.kept.push(Kept { id: row.id, who, place, span, deadline: deadline(span), life });
        Ok(())
    }

    async fn follow(&mut self, token: &LinkToken, to: Span) -> Result<(), TestCaseError> {
        let row = self.stage.row(token).await;
        let place = (row.counter_id, row.host_id);
        prop_assert!(self.reference.free(place, to, Some(row.id)), "the new seat was not free");
        let Some(kept) = self.reference.kept.iter_mut().find(|kept| kept.id == row.id) else {
            return Err(TestCaseError::fail("a booking that nobody made"));
        };
        (kept.place, kept.span, kept.deadline) = (place, to, deadline(to));
        self.reference.wait(TimeDelta::zero());
        Ok(())
    }

    /// What the mail server said reaches the booking as time has made it.
    async fn letter(
        &self,
        token: &LinkToken,
        to: impl FnOnce(State, Instant, Instant) -> Result<State, app::domain::booking::NotPossible>,
    ) -> Outcome {
        use app::domain::booking::NotPossible;
        let now = self.stage.now();
        let row = self.stage.row(token).await;
        let deadline = bookings::deadline(&row);
        let state = bookings::state(&row).expect("a state").pass(now, deadline);
        match to(state, now, deadline) {
            Ok(state) => {
                self.stage.change(token, |_, _| state).await;
                Ok(())
            }
            Err(NotPossible::DeadlinePassed) => Err(DeskError::DeadlinePassed),
            Err(NotPossible::Ended) => Err(DeskError::Ended),
            Err(_) => Err(DeskError::Conflict),
        }
    }

    async fn compare(&self, step: &Step) -> Result<(), TestCaseError> {
        self.stage.seats_are_those_of_bookings().await;
        for row in self.stage.bookings().await {
            let Some(kept) = self.reference.kept.iter().find(|kept| kept.id == row.id) else {
                return Err(TestCaseError::fail(format!("{step:?} made a booking that nobody asked for")));
            };
            let state = bookings::state(&row).expect("a state").pass(self.stage.now(), bookings::deadline(&row));
            prop_assert_eq!(state.tag(), kept.life.tag(), "{:?}", step);
            prop_assert_eq!(bookings::span(&row).expect("a span"), kept.span, "{:?}", step);
            prop_assert_eq!(bookings::deadline(&row), kept.deadline, "{:?}", step);
            if let (State::Held { until, extended, .. }, Life::Held { until: end, extended: times }) =
                (&state, kept.life)
            {
                prop_assert_eq!((*until, *extended), (end, times), "{:?}", step);
            }
            if let State::Cancelled { by, .. } = state {
                prop_assert_eq!(by, Canceller::SeekerByLink);
            }
        }
        Ok(())
    }
}

fn same(step: &Step, expected: Outcome, found: Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(found, expected, "{:?}", step);
    Ok(())
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn walk(engine: Engine) {
    let steps: usize =
        setting("MADOGUCHI_MODEL_STEPS").map_or(5_000, |steps| steps.parse().expect("a number of steps"));
    let seed: [u8; 32] = match setting("MADOGUCHI_MODEL_SEED") {
        Some(hex) => {
            let bytes: Vec<u8> = (0..64)
                .step_by(2)
                .map(|at| {
                    u8::from_str_radix(hex.get(at..at + 2).unwrap_or_default(), 16).expect("64 hexadecimal digits")
                })
                .collect();
            bytes.try_into().expect("64 hexadecimal digits")
        }
        None => server::keys::digest(&Uuid::now_v7().to_string()),
    };
    println!("MADOGUCHI_MODEL_SEED={}", server::keys::hex(&seed));
    let cases = u32::try_from(steps.div_ceil(WALK)).expect("fewer steps");
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let first = runtime.block_on(Stage::open(engine));
    let walks = prop::collection::vec(step(), WALK..=WALK);
    let visitors = std::cell::Cell::new(0);
    let walked = runner.run(&walks, |steps| {
        runtime.block_on(async {
            let mut walk = Walk::begin(&first, visitors.replace(visitors.get() + VISITORS)).await;
            for step in &steps {
                walk.go(step).await?;
            }
            Ok(())
        })
    });
    if let Err(failure) = walked {
        panic!("{failure}\nMADOGUCHI_MODEL_SEED={}", server::keys::hex(&seed));
    }
}

#[test]
fn random_walks_on_sqlite_find_no_difference() {
    walk(Engine::Sqlite);
}

#[test]
fn random_walks_on_postgres_find_no_difference() {
    walk(Engine::Postgres);
}
