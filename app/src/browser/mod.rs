//! What only a browser can do: its devices, its line, what it says of itself. Called from handlers and effects, which the
//! server never runs.
//!
//! What has been started ends when its value is dropped: cameras and microphones stop, sounds fall silent.

pub(crate) mod fetch;
pub mod level;
pub mod media;
pub mod network;
pub mod platform;
pub mod post;
pub mod speaker;
pub mod unkept;
pub mod webrtc;
