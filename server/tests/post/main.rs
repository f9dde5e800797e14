//! The outbox, emptied into a mail server that misbehaves on demand, told as stories on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

#[expect(dead_code, reason = "some of its faults are for the tests of the transport")]
#[path = "../../src/mail/sink.rs"]
mod sink;
#[path = "../stage/mod.rs"]
mod stage;

mod claims;
mod faults;
mod receipt;
mod reminders;
mod turns;

use app::desk::booking::BookingView;
use server::{
    mail::{
        Mailer, Sender,
        settings::{Settings, Way},
        transport::Patience,
    },
    post::Post,
};
use sink::Sink;
use stage::{Stage, span};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

const TEN: &str = "2026-12-01 10:00";

/// A worker that hands its letters to the sink.
fn post(stage: &Stage, sink: &Sink) -> Post {
    patient(stage, sink, Patience::default())
}

/// One that does not wait for an answer.
fn impatient(stage: &Stage, sink: &Sink) -> Post {
    let short = Duration::from_millis(150);
    patient(stage, sink, Patience { connect: short, command: short, verdict: short })
}

fn patient(stage: &Stage, sink: &Sink, patience: Patience) -> Post {
    by_way(stage, &format!("smtp://{}", sink.address), patience, None)
}

/// One that goes by this way, trusting who is vouched for by `authority`.
fn by_way(stage: &Stage, way: &str, patience: Patience, authority: Option<PathBuf>) -> Post {
    let way: Way = way.parse().expect("a relay");
    let from: app::domain::mail_address::MailAddress = "yoyaku@madoguchi.example".parse().expect("an address");
    let settings = Settings { way, from: from.clone(), authority };
    let mailer = Mailer::new(&settings, Path::new("."), "madoguchi.example", patience).expect("a mailer");
    let sender = Sender { from, base_url: Arc::from("https://madoguchi.example") };
    Post { desks: stage.desk.clone(), mailer: Arc::new(mailer), sender }
}

/// A booking at ten whose letter waits.
async fn booked(stage: &Stage) -> BookingView {
    stage.counter_at(&[span(TEN, 30)]).await;
    stage.book(1, span(TEN, 30)).await
}

/// A header of a letter as the mail server got it.
fn header<'a>(letter: &'a sink::Taken, name: &str) -> &'a str {
    letter.data.lines().find_map(|line| line.strip_prefix(name)).map_or("", str::trim)
}
