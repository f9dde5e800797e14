//! The tables as rows, one file a table, as `migrations` makes them.

pub mod application;
pub mod audit;
pub mod booking;
pub mod booking_day;
pub mod booking_event;
pub mod bureau;
pub mod call;
pub mod consent;
pub mod counter;
pub mod counter_ready;
pub mod live_event;
pub mod office;
pub mod office_closure;
pub mod office_kind;
pub mod office_opening;
pub mod office_setting;
pub mod office_text;
pub mod outbox;
pub mod pattern;
pub mod recovery_use;
pub mod seat_tick;
pub mod session;
pub mod sign_in_failure;
pub mod slot;
pub mod staff;
pub mod terms;
pub mod terms_draft;
pub mod terms_text;
pub mod zoom_host;

pub mod disclosure;
pub mod disclosure_copy;
