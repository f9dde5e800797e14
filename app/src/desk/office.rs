//! What a visitor sees of an office.

use crate::domain::kind::Kind;
use serde::{Deserialize, Serialize};

/// A line of the door's list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OfficeDoor {
    pub slug: String,
    pub name: String,
    /// Prefecture and town, as one says it.
    pub place: String,
    /// As dialled within Japan.
    pub phone: String,
    pub hours: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OfficeView {
    pub slug: String,
    pub name: String,
    pub address: String,
    /// As dialled within Japan, `0250-22-2233`.
    pub phone: String,
    pub hours: String,
    /// The kinds of service offered, each with its length in minutes.
    pub kinds: Vec<(Kind, u8)>,
    /// Some text is shown in Japanese since there is none in the language asked for.
    pub fallback: bool,
    /// The domain our letters come from, for carrier filters.
    pub mail_domain: String,
}

/// One version of an office's terms, in one language.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TermsView {
    /// SHA-256 of the Japanese source, hexadecimal. The version agreed to.
    pub hash: String,
    pub in_force_from: chrono::DateTime<chrono::Utc>,
    /// The text as imported, in the language shown; `domain::terms` reads it article by article.
    pub text: String,
    /// The language of `text`; the Japanese text binds.
    pub lang: String,
}
