//! Planning the days of an office: patterns, what publishing them changes, closures, and the office's settings.

use crate::{
    desk::place::{CounterName, PlaceName, PlaceSetting, PlaceText},
    domain::{
        ids::{BookingId, CounterId, HostId, PatternId, PlaceId},
        kind::Kind,
        meeting::Joining,
        pattern::{Hours, Pattern},
        slot::Span,
    },
};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Patterns {
    pub today: NaiveDate,
    /// Counters that are in use, in their order.
    pub counters: Vec<PlannedCounter>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlannedCounter {
    pub id: CounterId,
    pub name: String,
    pub place: Option<PlaceName>,
    /// By their first day.
    pub patterns: Vec<KeptPattern>,
    /// The day of the last slot that is open.
    pub published_until: Option<NaiveDate>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct KeptPattern {
    pub id: PatternId,
    pub pattern: Pattern,
    /// It is the one that holds today.
    pub in_force: bool,
}

/// From today to that day, for one counter or for all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublishAsk {
    pub until: NaiveDate,
    pub counter: Option<CounterId>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Preview {
    pub ask: PublishAsk,
    pub counters: Vec<CounterPreview>,
    /// By their start.
    pub conflicts: Vec<Conflict>,
}

/// How many slots of a counter would change.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterPreview {
    pub counter: CounterName,
    /// New ones, and closed ones that open again.
    pub opened: usize,
    pub closed: usize,
}

/// A booking that stands where nothing is wanted. It stays until a person moves or cancels it, or for good.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Conflict {
    pub booking: BookingId,
    pub reference: String,
    /// Empty while it is only held.
    pub name: String,
    pub counter: CounterName,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DaysView {
    pub today: NaiveDate,
    /// By their date, each with the bookings that stand on it.
    pub closures: Vec<(Closure, Vec<Conflict>)>,
    pub openings: Vec<Opening>,
}

/// 休み: the office takes no bookings on that day, and says why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closure {
    pub date: NaiveDate,
    /// Shown to the public.
    pub ja: String,
    pub en: Option<String>,
}

/// 臨時開庁
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opening {
    pub date: NaiveDate,
    /// It counts when deadlines are reckoned (R1).
    pub office_day: bool,
    /// Where the pattern has no hours for the weekday.
    pub hours: Hours,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OfficeSettings {
    pub today: NaiveDate,
    /// As dialled within Japan.
    pub phone: String,
    pub texts: Vec<OfficeText>,
    /// By their date.
    pub dated: Vec<DatedSetting>,
    /// The kinds of service offered, each with its length in minutes.
    pub kinds: Vec<(Kind, u8)>,
    /// In their order.
    pub places: Vec<PlaceSetting>,
    /// By their place, each in the order of its own.
    pub counters: Vec<CounterSetting>,
    pub hosts: Vec<HostSetting>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OfficeText {
    /// `ja`, `en`
    pub lang: String,
    pub name: String,
    pub place: String,
    pub address: String,
    pub hours: String,
}

/// In force from a date on. What holds for a consultation is what is in force on its day, but for the horizon: that is of
/// the day on which somebody looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DatedSetting {
    pub from: NaiveDate,
    /// Office days before the consultation, and the minute at whose end the last one closes (R1).
    pub cut_off_days: u8,
    pub cut_off_time: NaiveTime,
    pub hold_minutes: u8,
    /// How long a seat that came free is offered to one on the waiting list.
    pub offer_minutes: u8,
    pub horizon_days: u16,
    /// Live bookings of one 求職番号 at the most; without it, as many as one likes.
    pub most_live: Option<u8>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterSetting {
    pub id: CounterId,
    pub place: PlaceId,
    pub name: String,
    pub kinds: Vec<Kind>,
    pub host: Option<HostId>,
    /// Where all its consultations take place, where no meetings are made.
    pub fixed: Option<Joining>,
    pub closed: bool,
}

/// What is said of a counter.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CounterWords {
    pub name: String,
    pub kinds: Vec<Kind>,
    pub host: Option<HostId>,
    /// Without it, it stays where it is.
    pub place: Option<PlaceId>,
    pub fixed: Option<Joining>,
}

/// A Zoom host.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HostSetting {
    pub id: HostId,
    pub name: String,
    /// As Zoom's account knows them; without it no meetings are made.
    pub user: Option<String>,
    /// How many counters have it, closed ones too.
    pub counters: u64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum OfficeChange {
    Phone {
        phone: String,
    },
    /// Japanese is mandatory; an empty text of another language falls back to it.
    Text(OfficeText),
    /// In place of one of the same day.
    Setting(DatedSetting),
    /// Takes back one that is not in force yet.
    DropSetting {
        from: NaiveDate,
    },
    /// All that are offered from now on. Counters no longer serve the others.
    Kinds {
        kinds: Vec<(Kind, u8)>,
    },
    AddHost {
        name: String,
        user: Option<String>,
    },
    Host {
        host: HostId,
        name: String,
        user: Option<String>,
    },
    /// One that no counter has, and that no meeting waits for.
    RemoveHost {
        host: HostId,
    },
    AddPlace(PlaceText),
    Place {
        place: PlaceId,
        text: PlaceText,
    },
    /// One step up or down in the order.
    MovePlace {
        place: PlaceId,
        up: bool,
    },
    /// One that no counter is at, if it is not the last.
    RemovePlace {
        place: PlaceId,
    },
    AddCounter {
        name: String,
        /// Without it, at the first.
        place: Option<PlaceId>,
    },
    Counter {
        counter: CounterId,
        words: CounterWords,
    },
    /// One step up or down in the order of its place.
    MoveCounter {
        counter: CounterId,
        up: bool,
    },
    /// With its free slots to come.
    CloseCounter {
        counter: CounterId,
    },
    ReopenCounter {
        counter: CounterId,
    },
}
