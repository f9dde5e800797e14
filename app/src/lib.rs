//! What the seeker and the staff see, and the rules behind it. With `ssr` both are compiled into the server; with `hydrate`
//! and one of `seeker` and `staff` into the client of that name, so that neither carries the other's pages.
#![recursion_limit = "512"]

#[cfg(feature = "seeker")]
pub mod attendee;
pub mod browser;
pub mod desk;
pub mod json;
pub mod locale;
pub mod request;
#[cfg(feature = "seeker")]
pub mod seeker;
pub mod shell;
#[cfg(feature = "staff")]
pub mod staff;
pub mod ui;

pub use domain;

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
