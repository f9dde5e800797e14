//! The office's mailbox: what comes in.
//!
//! `reading` makes of a mail's bytes what can be judged, whatever they are; `report` reads what mail servers report (RFC 3464).
//! What a mail brings about is decided in `domain/inbox.rs`.

pub mod reading;
mod report;
