//! Meetings with a Zoom that misbehaves on demand: the client alone, and as stories of the desk on SQLite and PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

mod cloud;
#[path = "../stage/mod.rs"]
mod stage;

mod client;
mod events;
mod meetings;
