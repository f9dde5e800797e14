//! The short number of a booking that a seeker reads out on the telephone: `4821-7730`.
//!
//! It opens nothing: links carry their own token, and staff ask for a name beside it. The office keeps it unique and
//! draws again where a number is taken.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    plain::one_string,
    width::{is_hyphen, number_as_meant},
};

/// Eight digits, spoken in two groups of four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(u32);

/// Why a text is not a reference number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("the reference number is empty")]
    Empty,
    #[error("the reference number holds something other than digits and a hyphen")]
    NotDigits,
    #[error("the reference number has not eight digits")]
    WrongLength,
}

impl Reference {
    const COUNT: u64 = 100_000_000;

    /// The number drawn from `seed`, which the caller takes from a good source of chance.
    ///
    /// Neighbouring seeds give numbers far apart, so nobody learns from two of them how many bookings lie between.
    pub fn from_seed(seed: u64) -> Self {
        let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        Self((mixed % Self::COUNT) as u32)
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let mut digits = 0;
        let mut number: u32 = 0;
        for c in number_as_meant(text) {
            match c.to_digit(10) {
                Some(digit) if digits < 8 => {
                    digits += 1;
                    number = number * 10 + digit;
                }
                Some(_) => return Err(ReferenceError::WrongLength),
                None if is_hyphen(c) => {}
                None => return Err(ReferenceError::NotDigits),
            }
        }
        match digits {
            0 => Err(ReferenceError::Empty),
            8 => Ok(Self(number)),
            _ => Err(ReferenceError::WrongLength),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

one_string!(Reference, ReferenceError);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("4821-7730")]
    #[case("48217730")]
    #[case("４８２１　７７３０")]
    #[case(" 4821ー7730 ")]
    fn is_read_as_spoken(#[case] typed: &str) {
        assert_eq!(typed.parse::<Reference>().unwrap().to_string(), "4821-7730");
    }

    #[rstest]
    #[case("", ReferenceError::Empty)]
    #[case("4821-773", ReferenceError::WrongLength)]
    #[case("4821-77301", ReferenceError::WrongLength)]
    #[case("4821-773o", ReferenceError::NotDigits)]
    fn is_refused(#[case] typed: &str, #[case] why: ReferenceError) {
        assert_eq!(typed.parse::<Reference>(), Err(why));
    }

    #[test]
    fn ten_thousand_seeds_hardly_ever_meet() {
        let drawn: BTreeSet<_> = (0..10_000).map(Reference::from_seed).collect();
        assert!(drawn.len() > 9_990, "{}", drawn.len());
    }

    proptest! {
        #[test]
        fn reads_back(seed in any::<u64>()) {
            let reference = Reference::from_seed(seed);
            let shown = reference.to_string();
            prop_assert_eq!(shown.len(), 9);
            prop_assert_eq!(shown.parse::<Reference>().unwrap(), reference);
            let wire = serde_json::to_string(&reference).unwrap();
            prop_assert_eq!(serde_json::from_str::<Reference>(&wire).unwrap(), reference);
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = text.parse::<Reference>();
        }
    }
}
