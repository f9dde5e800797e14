//! A distinct type for every id, so that a slot's can never be passed where a booking's is meant.
//! Inside they are UUIDv7; the person hears the short [`reference`](crate::domain) instead.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// A public employment office (公共職業安定所).
    OfficeId,
    /// A counter (窓口) at which one consultation runs at a time.
    CounterId,
    /// A Zoom host: the second resource that one consultation holds alone.
    HostId,
    /// One counter, one start, one length.
    SlotId,
    /// A booking from hold to end.
    BookingId,
    /// A member of staff (職員).
    StaffId,
    /// One version of an office's terms (利用規約).
    TermsId,
    /// A weekly pattern (週間パターン) of a counter.
    PatternId,
    /// An employer's person at an interview (求人者).
    AttendeeId,
}
