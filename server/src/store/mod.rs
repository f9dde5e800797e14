//! Rows and queries. Only this folder and the desk's transactions know SQL; a constraint's refusal becomes a domain error
//! here, once.

pub mod absence;
pub mod applicant;
pub mod application;
pub mod attendee;
pub mod audit;
pub mod booking;
pub mod consent;
pub mod database;
pub mod day;
pub mod deed;
pub mod entity;
mod group_commit;
pub mod history;
pub mod incident;
pub mod live_event;
pub mod mailbox;
pub mod meeting;
pub mod office;
pub mod outbox;
pub mod person;
pub mod place;
pub mod registration;
pub mod reminder;
pub mod retention;
pub mod roster;
pub mod seat;
pub mod slot;
pub mod staff;
pub mod standing;
pub mod terms;
pub mod wish;
pub mod writing;

pub mod disclosure;
pub mod figures;
