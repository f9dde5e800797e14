//! Who sits at which counter, as staff plan it.

use crate::{
    desk::place::PlaceName,
    domain::ids::{CounterId, SeatingId, StaffId},
};
use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SeatingRoom {
    pub today: NaiveDate,
    /// Counters that are in use, in their order.
    pub counters: Vec<SeatedCounter>,
    /// Accounts that can sign in, by name.
    pub staff: Vec<(StaffId, String)>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SeatedCounter {
    pub id: CounterId,
    pub name: String,
    pub place: Option<PlaceName>,
    /// Who sits there today.
    pub today: Option<String>,
    /// By their first day.
    pub seatings: Vec<KeptSeating>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct KeptSeating {
    pub id: SeatingId,
    pub from: NaiveDate,
    pub weekday: Option<Weekday>,
    /// Absent: nobody any more.
    pub who: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewSeating {
    pub counter: CounterId,
    pub from: NaiveDate,
    pub weekday: Option<Weekday>,
    pub staff: Option<StaffId>,
}
