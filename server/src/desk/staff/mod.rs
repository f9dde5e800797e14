//! What staff may ask.

pub mod account;
