//! Who saw and changed what (Art. 8(1)).

use crate::domain::ids::StaffId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What is asked of the log. Everything left out is not asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// First and last day, in Japan.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub staff: Option<StaffId>,
    /// The word of an act.
    pub act: Option<String>,
    /// The short number of a booking, or the login of an account.
    pub about: Option<String>,
    /// Lines older than this one's place.
    pub before: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AuditPage {
    /// The latest first.
    pub lines: Vec<AuditLine>,
    /// Where the next page begins, if there is one.
    pub before: Option<String>,
    /// Everybody whose acts the office has kept, for the choice.
    pub people: Vec<(StaffId, String)>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AuditLine {
    pub at: DateTime<Utc>,
    pub who: String,
    /// The act's word, translated by the page.
    pub act: String,
    /// The booking's short number, the account's login.
    pub about: String,
    pub note: String,
}
