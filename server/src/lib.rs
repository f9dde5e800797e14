//! The office behind the pages: storage, mail, live events, HTTP.
#![recursion_limit = "512"]

pub mod clock;
pub mod clockwork;
pub mod config;
pub mod demo;
pub mod desk;
pub mod http;
pub mod keys;
pub mod live;
pub mod mail;
pub mod mailbox;
pub mod meetings;
pub mod post;
pub mod run;
pub mod store;
pub mod worker;
pub mod zoom;
