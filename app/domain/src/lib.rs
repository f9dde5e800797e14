//! The rules of the service. Nothing of ours, no clock, no randomness, no I/O: time and ids come in as arguments.
//!
//! A new rule is one file here with its tests under it. A package of its own, so that nothing else can be reached from here.

pub mod absence;
pub mod act;
pub mod attendee;
pub mod birth_date;
pub mod booking;
pub mod capability;
pub mod code;
pub mod correction;
pub mod day;
pub mod declaration;
pub mod details;
pub mod era;
pub mod holiday;
pub mod ids;
pub mod inbox;
pub mod incident;
pub mod intake;
pub mod job_number;
pub mod joining;
pub mod kana;
pub mod kind;
pub mod mail_address;
pub mod meeting;
pub mod office_day;
pub mod office_number;
pub mod pattern;
pub mod person_name;
pub mod phone;
pub mod reference;
pub mod registration;
pub mod reminder;
pub mod retention;
pub mod role;
pub mod roster;
pub mod row;
pub mod seating;
pub mod seeker_number;
pub mod sheet;
pub mod slot;
pub mod standing;
pub mod statistics;
pub mod support;
pub mod ten_minutes;
pub mod terms;
pub mod time;
pub mod topic;
pub mod waiting;

pub mod disclosure;
pub mod figures;
pub mod period;

mod plain;
mod width;
