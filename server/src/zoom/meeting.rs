//! A meeting in Zoom's words: how it is asked for, and what is read of the answers.

use app::domain::{
    slot::Span,
    time::{Instant, jst},
};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};

/// What everyone in the waiting room reads. It tells nothing about who is there, nor why.
pub const TOPIC: &str = "ハローワーク オンライン職業相談";
const SCHEDULED: u8 = 2;
const NO_REGISTRATION: u8 = 2;
const TIMEZONE: &str = "Asia/Tokyo";

/// A meeting to be made.
#[derive(Serialize)]
pub struct Plan<'a> {
    topic: &'static str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(flatten)]
    time: Time,
    password: &'a str,
    /// Ours: the booking is found by it if an answer is lost.
    agenda: &'a str,
    settings: Rules,
}

impl<'a> Plan<'a> {
    /// `passcode`: at most ten letters, digits and `@-_*`.
    pub fn new(tag: &'a str, span: Span, passcode: &'a str) -> Plan<'a> {
        Plan {
            topic: TOPIC,
            kind: SCHEDULED,
            time: span.into(),
            password: passcode,
            agenda: tag,
            settings: Rules::default(),
        }
    }
}

/// Another time for a meeting.
#[derive(Serialize)]
pub struct Change {
    #[serde(flatten)]
    time: Time,
    settings: Rules,
}

impl Change {
    pub fn to(span: Span) -> Change {
        Change { time: span.into(), settings: Rules::default() }
    }
}

#[derive(Serialize)]
struct Time {
    start_time: String,
    /// Minutes.
    duration: u8,
    timezone: &'static str,
}

impl From<Span> for Time {
    fn from(span: Span) -> Time {
        let start_time = jst(span.starts()).format("%Y-%m-%dT%H:%M:%S").to_string();
        Time { start_time, duration: span.minutes(), timezone: TIMEZONE }
    }
}

/// Nobody is let in but by the counter, and nothing is recorded, nor written down by a machine (Art. 7(3)).
#[derive(Serialize)]
struct Rules {
    waiting_room: bool,
    join_before_host: bool,
    approval_type: u8,
    auto_recording: &'static str,
    use_pmi: bool,
    email_notification: bool,
    auto_start_meeting_summary: bool,
    auto_start_ai_companion_questions: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            waiting_room: true,
            join_before_host: false,
            approval_type: NO_REGISTRATION,
            auto_recording: "none",
            use_pmi: false,
            email_notification: false,
            auto_start_meeting_summary: false,
            auto_start_ai_companion_questions: false,
        }
    }
}

/// A meeting as Zoom has it.
#[derive(Clone, Debug, Deserialize)]
pub struct Meeting {
    #[serde(rename = "id")]
    pub number: i64,
    pub join_url: String,
    #[serde(rename = "password", default)]
    pub passcode: String,
    #[serde(rename = "start_time", default, deserialize_with = "moment")]
    pub starts: Option<Instant>,
    /// Minutes.
    #[serde(rename = "duration", default)]
    pub minutes: i32,
    #[serde(default, deserialize_with = "secret")]
    pub(super) start_url: Option<SecretString>,
}

/// A meeting in a host's list.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed {
    #[serde(rename = "id")]
    pub number: i64,
    #[serde(default)]
    agenda: String,
}

impl Listed {
    pub fn has_tag(&self, tag: &str) -> bool {
        self.agenda.trim() == tag
    }
}

#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub meetings: Vec<Listed>,
    #[serde(default)]
    pub next_page_token: String,
}

/// A moment that cannot be read is none: what hangs on it is set anew.
fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()).map(|moment| moment.with_timezone(&Utc)))
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(SecretString::from))
}
