//! The places (窓口施設) of an office. They are told where its counters are at more than one, and go without saying elsewhere.

use crate::{desk::Lang, domain::ids::PlaceId};
use serde::{Deserialize, Serialize};

/// What a place is called, as staff see it beside the counters at it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlaceName {
    pub id: PlaceId,
    pub ja: String,
    /// Absent: the Japanese name is shown.
    pub en: Option<String>,
}

impl PlaceName {
    pub fn of(&self, lang: Lang) -> &str {
        word(lang, &self.ja, self.en.as_ref())
    }
}

/// A counter as staff are told of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CounterName {
    pub name: String,
    /// Where the office's counters are at more than one.
    pub place: Option<PlaceName>,
}

/// The place whose counter it is, in one language. Nobody has to travel there: it is a call by video.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlaceTold {
    pub name: String,
    pub address: String,
}

/// What the office says of a place. Japanese is mandatory; what is absent in English is shown in Japanese.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlaceText {
    pub ja: String,
    pub en: Option<String>,
    pub address_ja: String,
    pub address_en: Option<String>,
}

impl PlaceText {
    pub fn name(&self, lang: Lang) -> &str {
        word(lang, &self.ja, self.en.as_ref())
    }

    pub fn address(&self, lang: Lang) -> &str {
        word(lang, &self.address_ja, self.address_en.as_ref())
    }
}

fn word<'a>(lang: Lang, ja: &'a str, en: Option<&'a String>) -> &'a str {
    match lang {
        Lang::ja => ja,
        Lang::en => en.map_or(ja, String::as_str),
    }
}

/// As its office's administrator sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlaceSetting {
    pub id: PlaceId,
    pub text: PlaceText,
    /// Counters at it, those no longer in use too.
    pub counters: usize,
}
