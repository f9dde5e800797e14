//! The seeker's desk, told as stories on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

#[path = "../stage/mod.rs"]
mod stage;

mod apply;
mod clockwork;
mod hold;
mod join;
mod link;
mod overlap;
mod remind;
mod reschedule;
mod submit;
mod waiting;
