//! What a consultation is for (preamble of the terms).

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Kind of service. Counters and lengths depend on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 職業相談
    Consultation,
    /// 職業紹介
    Placement,
    /// 面接: an employer attends.
    Interview,
    /// 管理選考: the office selects for an employer.
    Selection,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Consultation, Kind::Placement, Kind::Interview, Kind::Selection];

    /// The word in addresses and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Consultation => "consultation",
            Kind::Placement => "placement",
            Kind::Interview => "interview",
            Kind::Selection => "selection",
        }
    }
}

/// The word names no kind of service.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no such kind of service")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownKind)
    }
}
