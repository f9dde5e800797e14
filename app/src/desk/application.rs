//! What a visitor has begun and not yet submitted. It outlives its hold: what was typed stays when the seat is gone.

pub use crate::domain::details::Details;
use crate::{
    desk::place::PlaceTold,
    domain::{
        capability::Verdict,
        declaration::{Answers, Declaration},
        details::{Field, Problem},
        kind::Kind,
        slot::Span,
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// SHA-256 of the secret in the visitor's cookie. The secret itself is stored nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct VisitorKey(pub [u8; 32]);

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HoldRequest {
    pub slug: String,
    pub kind: Kind,
    pub span: Span,
    /// `ja`, `en`: the language the visitor reads.
    pub lang: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Application {
    pub slug: String,
    pub office: String,
    /// Of the counter that is held, where the office's are at more than one.
    pub place: Option<PlaceTold>,
    pub phone: String,
    pub mail_domain: String,
    pub kind: Kind,
    /// The time chosen. It stays as a wish when the hold has run out.
    pub span: Span,
    /// The last moment to have it confirmed (R1).
    pub deadline: DateTime<Utc>,
    /// The server's now.
    pub now: DateTime<Utc>,
    pub hold: Hold,
    pub terms: Option<TermsForm>,
    /// Answers and ticks that were not sent yet.
    pub half_terms: Option<TermsForm>,
    pub device: Option<DeviceReport>,
    pub details: Details,
    /// How often terms or details have been sent.
    pub sent: u32,
    /// What is still to mend in `details`; empty when they can be submitted.
    pub problems: Vec<(Field, Problem)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "hold", rename_all = "snake_case")]
pub enum Hold {
    Running {
        until: DateTime<Utc>,
        /// How often five more minutes can still be had.
        extensions_left: u8,
    },
    RanOut,
    /// Submitted: the booking is on its own way now.
    Submitted,
}

/// The third step as given. An answer not given is absent, and asked again.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    /// Hash of the version that was shown.
    pub version: String,
    /// Language it was shown in.
    pub lang: String,
    pub agree: bool,
    /// Zoom's own terms (Art. 4).
    pub zoom: bool,
    /// No recording, no posting (Art. 7(3)).
    pub no_recording: bool,
    pub answers: Answers,
}

impl TermsForm {
    /// Whether all that must be ticked is ticked and every declaration has an answer, whichever it is.
    pub fn is_complete(&self) -> bool {
        self.agree
            && self.zoom
            && self.no_recording
            && Declaration::ALL.iter().all(|declaration| self.answers.contains_key(declaration))
    }
}

/// What a browser could prove about the device, and what it could not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DeviceReport {
    pub result: DeviceResult,
    /// Will you use this device on the day? `None`: not asked.
    pub same_device: Option<bool>,
    /// Findings by name, as words: `camera` → `ok`, `denied`, `missing`, `busy`; see [`crate::domain::capability`].
    pub findings: std::collections::BTreeMap<String, String>,
}

impl DeviceReport {
    /// Whether the device that will be used on the day is still to be checked: put off, or done with another one.
    pub fn is_open(&self) -> bool {
        self.result == DeviceResult::Later || self.same_device == Some(false)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceResult {
    Ready,
    /// Certainly unsupported: the phone is offered, the booking goes on.
    Unsupported,
    /// The browser cannot tell: the declarations stand.
    Unknown,
    /// あとで確認する
    Later,
}

impl DeviceResult {
    /// As it is sent and stored.
    pub fn word(self) -> &'static str {
        match self {
            DeviceResult::Ready => "ready",
            DeviceResult::Unsupported => "unsupported",
            DeviceResult::Unknown => "unknown",
            DeviceResult::Later => "later",
        }
    }
}

impl From<Verdict> for DeviceResult {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ready => DeviceResult::Ready,
            Verdict::Unsupported => DeviceResult::Unsupported,
            Verdict::Unknown => DeviceResult::Unknown,
        }
    }
}
