//! The seeker's desk, told as stories on SQLite and on PostgreSQL.

#[path = "../stage/mod.rs"]
mod stage;

mod apply;
mod clockwork;
mod hold;
mod link;
mod overlap;
mod reschedule;
mod submit;
