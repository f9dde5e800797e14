//! 相談内容: what the seeker wants to talk about, at most 1,000 characters.
//!
//! It is the most private thing the service holds: staff of the office read it, no mail and no log carries it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{plain::one_string, width::is_hidden};

/// Text of one or more lines without control characters, not empty.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Topic(String);

/// Why a text is not a topic. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TopicError {
    #[error("the topic is empty")]
    Empty,
    #[error("the topic has {length} characters, more than {max}")]
    TooLong { length: usize, max: usize },
}

impl Topic {
    /// Most characters, counted as [`Topic::count`] does.
    pub const MAX: usize = 1_000;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many characters of `typed` count: a line break is one however the browser sends it, and 𠮷 is one, though
    /// `maxlength` in HTML counts it twice.
    pub fn count(typed: &str) -> usize {
        tidy(typed).chars().count()
    }
}

/// One kind of line break, tabs as spaces, nothing unseen, nothing around.
fn tidy(typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    let mut rest = typed.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' => {
                rest.next_if_eq(&'\n');
                text.push('\n');
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            '\t' => text.push(' '),
            c if is_hidden(c) => {}
            c => text.push(c),
        }
    }
    text.trim().to_owned()
}

impl FromStr for Topic {
    type Err = TopicError;

    fn from_str(typed: &str) -> Result<Self, TopicError> {
        let text = tidy(typed);
        match text.chars().count() {
            0 => Err(TopicError::Empty),
            length if length > Self::MAX => Err(TopicError::TooLong { length, max: Self::MAX }),
            _ => Ok(Self(text)),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

one_string!(Topic, TopicError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::lines("求人票について\r\n面接の練習\rその他", "求人票について\n面接の練習\nその他")]
    #[case::edges("\n  相談です　\n\n", "相談です")]
    #[case::control("相\0談\u{7}\u{202e}です\u{feff}", "相談です")]
    #[case::tab("a\tb", "a b")]
    #[case::widths_stay("Ａ ｶﾅ 髙", "Ａ ｶﾅ 髙")]
    #[case::markup_stays("</textarea><script>", "</textarea><script>")]
    fn is_tidied(#[case] typed: &str, #[case] kept: &str) {
        assert_eq!(typed.parse::<Topic>().unwrap().as_str(), kept);
    }

    #[rstest]
    #[case("")]
    #[case(" 　\r\n\u{200b}")]
    fn is_not_empty(#[case] typed: &str) {
        assert_eq!(typed.parse::<Topic>(), Err(TopicError::Empty));
    }

    #[test]
    fn a_thousand_characters_whatever_their_bytes() {
        let full = format!("{}\r\n{}", "𠮷".repeat(499), "あ".repeat(500));
        assert_eq!(Topic::count(&full), 1_000);
        assert!(full.parse::<Topic>().is_ok());
        assert_eq!(format!("{full}い").parse::<Topic>(), Err(TopicError::TooLong { length: 1_001, max: 1_000 }));
    }

    #[test]
    fn debug_keeps_the_topic_out_of_the_log() {
        assert_eq!(format!("{:?}", "相談".parse::<Topic>().unwrap()), "Topic(…)");
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer_and_tidying_is_stable(text in any::<String>()) {
            if let Ok(topic) = text.parse::<Topic>() {
                prop_assert_eq!(&topic.to_string().parse::<Topic>().unwrap(), &topic);
                prop_assert_eq!(Topic::count(topic.as_str()), Topic::count(&text));
                prop_assert!(topic.as_str().chars().all(|c| c == '\n' || !c.is_control()));
                let wire = serde_json::to_string(&topic).unwrap();
                prop_assert_eq!(serde_json::from_str::<Topic>(&wire).unwrap(), topic);
            }
        }
    }
}
