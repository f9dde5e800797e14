//! The fields a seeker types, and what can be wrong with each. The words for a person are in `words.problem`.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Kana,
    Phone,
    Mail,
    Number,
    Topic,
}

impl Field {
    /// The name of the form's field and of its element.
    pub fn id(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Kana => "kana",
            Field::Phone => "phone",
            Field::Mail => "mail",
            Field::Number => "number",
            Field::Topic => "topic",
        }
    }
}

/// What has to be mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    Empty,
    TooLong {
        most: u16,
    },
    /// It does not have the form that this field has; the words give an example.
    Form,
    /// A character that cannot be used here.
    Character,
}
