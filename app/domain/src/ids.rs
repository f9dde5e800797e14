//! A distinct type for every id, so that a slot's can never be passed where a booking's is meant.
//! Inside they are UUIDv7; the person hears the short [`reference`](crate::reference) instead.

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
    /// A place (窓口施設) of an office that takes bookings: its counters are there.
    PlaceId,
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
    /// One matter between the office and a seeker about the use of the service (Art. 6(6), 12(1)).
    StandingId,
    /// Something that happened and is kept (Art. 7(3), 9–12).
    IncidentId,
    /// A legal hold (保存の延長) on a person's or a booking's rows.
    HoldId,
    /// What one press did to the calendar, as it can be taken back.
    DeedId,
    /// What is asked to be disclosed by law (Art. 7(2)).
    DisclosureId,
    /// A counter's day that fell away at once (急な休み).
    AbsenceId,
    /// Who sits at a counter from a day on (担当).
    SeatingId,
    /// An employer's person at an interview (求人者).
    AttendeeId,
    /// A wish on the waiting list (空き待ち).
    WishId,
    /// A mail that came in.
    MailId,
}
