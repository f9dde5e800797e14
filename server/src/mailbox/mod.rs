//! The office's mailbox: what comes in.
//!
//! `reading` makes of a mail's bytes what can be judged, whatever they are; `report` reads what mail servers report (RFC 3464).
//! `imap` converses with the server, and `watch` goes on doing so. What a mail brings about is decided in `domain/inbox.rs` and
//! done in `desk/mailbox`.

pub mod imap;
pub mod reading;
mod report;
pub mod settings;
pub mod watch;
