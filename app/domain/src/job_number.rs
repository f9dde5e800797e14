//! 求人番号, the number of a job offer: five digits, a hyphen, up to eight digits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{office_number, plain::one_string};

/// The number of a job offer in its normal form `12345-12345678`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobNumber(String);

pub use office_number::OfficeNumberError as JobNumberError;

impl JobNumber {
    /// The normal form, as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for JobNumber {
    type Err = JobNumberError;

    fn from_str(text: &str) -> Result<Self, JobNumberError> {
        office_number::normal(text).map(Self)
    }
}

impl fmt::Display for JobNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

one_string!(JobNumber, JobNumberError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::as_printed("15020-01234561", "15020-01234561")]
    #[case::missing_hyphen("1502001234561", "15020-01234561")]
    #[case::shortest("15020-1", "15020-1")]
    #[case::full_width("１５０２０−０１２３４５６１", "15020-01234561")]
    #[case::long_vowel_mark("15020ー123", "15020-123")]
    #[case::spaces("　15020 - 0123 4561\n", "15020-01234561")]
    fn is_normalised(#[case] typed: &str, #[case] normal: &str) {
        assert_eq!(typed.parse::<JobNumber>().unwrap().as_str(), normal);
    }

    #[rstest]
    #[case("", JobNumberError::Empty)]
    #[case("　", JobNumberError::Empty)]
    #[case("15020", JobNumberError::TooShort)]
    #[case("15020-123456789", JobNumberError::TooLong { max: 13 })]
    #[case("150-20123", JobNumberError::HyphenElsewhere)]
    #[case("15020--123", JobNumberError::HyphenElsewhere)]
    #[case("求人15020-1", JobNumberError::NotDigits)]
    fn is_refused(#[case] typed: &str, #[case] why: JobNumberError) {
        assert_eq!(typed.parse::<JobNumber>(), Err(why));
    }

    proptest! {
        #[test]
        fn normal_form_is_stable(head in "[0-9０-９]{5}", hyphen in "[-－ー ]?", tail in "[0-9０-９]{1,8}") {
            let once: JobNumber = format!("{head}{hyphen}{tail}").parse().unwrap();
            prop_assert_eq!(&once.to_string().parse::<JobNumber>().unwrap(), &once);
            prop_assert_eq!(once.as_str().split_once('-').map(|(head, _)| head.len()), Some(5));
        }
    }
}
