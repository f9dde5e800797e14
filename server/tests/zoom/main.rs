//! Meetings with a Zoom that misbehaves on demand: the client alone, and as stories of the desk on SQLite and PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

mod cloud;
#[expect(dead_code, reason = "its faults are for the tests of the outbox of letters")]
#[path = "../../src/mail/sink.rs"]
mod sink;
#[path = "../stage/mod.rs"]
mod stage;

mod room;

mod client;
mod events;
mod meetings;
mod outage;
mod telling;
