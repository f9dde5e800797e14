//! What the seeker and the staff see, and the rules behind it. Compiled twice: with `ssr` into the server, with `hydrate`
//! into the two browser clients.
#![recursion_limit = "512"]

pub mod browser;
pub mod desk;
pub mod domain;
pub mod locale;
pub mod request;
pub mod seeker;
pub mod shell;
pub mod staff;
pub mod ui;

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
