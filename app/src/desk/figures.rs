//! Figures of a period, and the register of what was disclosed (Art. 7).

use crate::domain::{
    booking::State,
    declaration::Declaration,
    disclosure::{Item, Request, Standing},
    ids::DisclosureId,
    kind::Kind,
    period::{Period, PeriodError},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use crate::domain::figures::{Figures, Release};

/// What is asked of the figures. Without a period, this month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FiguresAsk {
    pub period: Option<Period>,
    pub kind: Option<Kind>,
}

/// Why an address asks for no period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskError {
    /// One of the two days is missing, or is no day.
    Date,
    Order,
    TooLong,
}

impl FiguresAsk {
    /// Reads an address by its names: `from`, `until`, `kind`. An unknown kind is not asked for.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<FiguresAsk, AskError> {
        let get = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let day = |text: Option<String>| text.and_then(|text| text.parse().ok()).ok_or(AskError::Date);
        let period = match (get("from"), get("until")) {
            (None, None) => None,
            (from, until) => Some(Period::new(day(from)?, day(until)?).map_err(|error| match error {
                PeriodError::EndsBeforeStart => AskError::Order,
                PeriodError::TooLong => AskError::TooLong,
            })?),
        };
        Ok(FiguresAsk { period, kind: get("kind").and_then(|kind| kind.parse().ok()) })
    }
}

/// Figures as a page or a file shows them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FiguresView {
    pub today: NaiveDate,
    pub figures: Figures,
}

/// What was disclosed and is asked to be, the latest first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Register {
    pub now: DateTime<Utc>,
    pub entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: DisclosureId,
    /// Of the office, from 1 on.
    pub number: i32,
    pub request: Request,
    pub asked_at: DateTime<Utc>,
    pub asked_by: String,
    pub standing: Standing,
    /// The name of whoever decided.
    pub decided_by: Option<String>,
    /// Bookings that it is about, as of now.
    pub bookings: u64,
    pub taken: Vec<Taken>,
    /// Whoever looks may decide it: they may approve, and did not ask.
    pub may_decide: bool,
}

/// One handing out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Taken {
    pub at: DateTime<Utc>,
    pub who: String,
    pub form: Form,
    /// SHA-256 of the file, hexadecimal.
    pub hash: String,
}

/// The file's form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Csv,
    Text,
}

impl Form {
    pub const ALL: [Form; 2] = [Form::Csv, Form::Text];

    /// The word in the database and in forms, and the ending of the file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::Text => "txt",
        }
    }

    pub fn of_word(word: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.as_str() == word)
    }
}

/// The file, as it is handed out and as its hash is taken.
#[derive(Clone, PartialEq, Eq)]
pub struct HandedOut {
    pub number: i32,
    pub text: String,
}

/// One thing that is disclosed about one booking.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    pub item: Item,
    /// The booking's short number.
    pub reference: String,
    /// When it was, where it has a moment.
    pub at: Option<DateTime<Utc>>,
    pub what: What,
    pub value: String,
}

/// What a fact says. A file names it in its language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    Time,
    Kind,
    Channel,
    State(State),
    Made,
    Name,
    Kana,
    BirthDate,
    Number,
    Phone,
    Mail,
    Topic,
    Companions,
    /// A moment of consent, by its word.
    Consent(String),
    Declaration(Declaration),
    DeviceResult,
    SameDevice,
    /// A finding about the device, by its name.
    Finding(String),
    /// The digest of the network address, and that of the browser's cookie.
    Address,
    Browser,
    /// What happened, by its word.
    Event(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_period_or_for_none() {
        let ask = |from: &'static str, until: &'static str| {
            FiguresAsk::read(move |name| match name {
                "from" => Some(from.to_owned()),
                "until" => Some(until.to_owned()),
                "kind" => Some("haircut".to_owned()),
                _ => None,
            })
        };
        assert_eq!(ask("", " "), Ok(FiguresAsk::default()));
        assert!(ask("2026-11-01", "2026-11-30").is_ok_and(|ask| ask.period.is_some_and(Period::is_month)));
        assert_eq!(ask("2026-11-01", ""), Err(AskError::Date));
        assert_eq!(ask("2026-11-31", "2026-12-01"), Err(AskError::Date));
        assert_eq!(ask("2026-12-01", "2026-11-01"), Err(AskError::Order));
        assert_eq!(ask("2016-12-01", "2026-11-01"), Err(AskError::TooLong));
    }
}
