//! 氏名, kept as written: 髙, 﨑, 𠮷 and the like are never folded, no Unicode normal form is applied.
//!
//! Only spaces are tidied. Characters that could break out of a mail header or turn the direction of a line are
//! refused, not removed: a name is never changed behind a person's back.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{plain::one_string, width::is_hidden};

/// A person's name: one line, single plain spaces inside, none around it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// Why a text is not a name. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    #[error("the name is empty")]
    Empty,
    #[error("the name is longer than {max} characters")]
    TooLong { max: usize },
    #[error("the name holds a line break or another character that cannot be seen")]
    HiddenCharacter,
    #[error("the name holds no letter")]
    NoLetter,
}

impl PersonName {
    /// Most characters of a name, counted after tidying.
    pub const MAX: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = PersonNameError;

    fn from_str(text: &str) -> Result<Self, PersonNameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PersonNameError::Empty);
        }
        if text.chars().any(|c| is_hidden(c) || c == char::REPLACEMENT_CHARACTER) {
            return Err(PersonNameError::HiddenCharacter);
        }
        let mut name = String::with_capacity(text.len());
        for part in text.split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(part);
        }
        if name.chars().count() > Self::MAX {
            return Err(PersonNameError::TooLong { max: Self::MAX });
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(PersonNameError::NoLetter);
        }
        Ok(Self(name))
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

one_string!(PersonName, PersonNameError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::kept_as_written("髙橋　𠮷弥", "髙橋 𠮷弥")]
    #[case::compatibility_ideograph("\u{FA19}谷 﨑子", "\u{FA19}谷 﨑子")]
    #[case::variation_selector("葛\u{E0100}城", "葛\u{E0100}城")]
    #[case::full_width_latin_stays("Ｎｇｕｙｅｎ", "Ｎｇｕｙｅｎ")]
    #[case::half_width_kana_stays("ﾔﾏﾀﾞ", "ﾔﾏﾀﾞ")]
    #[case::vietnamese("Nguyễn Thị Ánh", "Nguyễn Thị Ánh")]
    #[case::nepali_joiner("हर\u{94d}\u{200d}यो", "हर\u{94d}\u{200d}यो")]
    #[case::around_and_inside(" 　山田  　太郎\n", "山田 太郎")]
    #[case::markup_is_only_text("<img onerror=x>", "<img onerror=x>")]
    #[case::formula_is_only_text("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0")]
    fn is_kept(#[case] typed: &str, #[case] kept: &str) {
        assert_eq!(typed.parse::<PersonName>().unwrap().as_str(), kept);
    }

    #[rstest]
    #[case("", PersonNameError::Empty)]
    #[case(" 　\t", PersonNameError::Empty)]
    #[case("山田\r\nBcc: x", PersonNameError::HiddenCharacter)]
    #[case("山田\u{202e}太郎", PersonNameError::HiddenCharacter)]
    #[case("山田\0", PersonNameError::HiddenCharacter)]
    #[case("山田\u{fffd}", PersonNameError::HiddenCharacter)]
    #[case("1234", PersonNameError::NoLetter)]
    #[case("\u{200d}\u{200d}", PersonNameError::NoLetter)]
    fn is_refused(#[case] typed: &str, #[case] why: PersonNameError) {
        assert_eq!(typed.parse::<PersonName>(), Err(why));
    }

    #[test]
    fn length_counts_characters() {
        assert!("𠮷".repeat(PersonName::MAX).parse::<PersonName>().is_ok());
        assert_eq!("𠮷".repeat(PersonName::MAX + 1).parse::<PersonName>(), Err(PersonNameError::TooLong { max: 100 }));
    }

    #[test]
    fn debug_keeps_the_name_out_of_the_log() {
        assert_eq!(format!("{:?}", "山田 太郎".parse::<PersonName>().unwrap()), "PersonName(…)");
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer_and_tidying_is_stable(text in "\\PC*|.*") {
            if let Ok(name) = text.parse::<PersonName>() {
                prop_assert_eq!(&name.to_string().parse::<PersonName>().unwrap(), &name);
                let wire = serde_json::to_string(&name).unwrap();
                prop_assert_eq!(&serde_json::from_str::<PersonName>(&wire).unwrap(), &name);
                let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                prop_assert_eq!(letters(&text), letters(name.as_str()));
            }
        }
    }
}
