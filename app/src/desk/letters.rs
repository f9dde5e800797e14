//! What the office writes, to be looked at before it is sent.

use super::{Answer, Lang, staff::Actor};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Every letter by its word, in the order in which they are shown.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LetterNames {
    pub seeker: Vec<String>,
    /// To an employer at an interview.
    pub employer: Vec<String>,
}

/// A letter in one language, but for its HTML, which is a document of its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LetterIn {
    pub lang: String,
    pub subject: String,
    /// The name beside the sender's address.
    pub sender: String,
    pub text: String,
    pub entry: Entry,
}

/// What the letter does to the reader's calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    None,
    Sent,
    Cancelled,
}

/// The letters with the office's own name, phone and hours, about a consultation that there is not.
#[async_trait]
pub trait LetterDesk: Send + Sync + 'static {
    async fn letters(&self, actor: &Actor) -> Answer<LetterNames>;
    /// The letter in every language.
    ///
    /// # Errors
    /// `NotFound`: there is no letter of that word.
    async fn letter(&self, actor: &Actor, word: &str) -> Answer<Vec<LetterIn>>;
    /// Its HTML, as a mail program gets it.
    ///
    /// # Errors
    /// `NotFound`.
    async fn letter_html(&self, actor: &Actor, word: &str, lang: Lang) -> Answer<String>;
}
