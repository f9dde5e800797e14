//! Meetings with a Zoom that misbehaves on demand, fault by fault.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

mod cloud;

mod client;
