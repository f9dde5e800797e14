//! 求職番号: five digits, a hyphen, up to eight digits.
//!
//! Full-width digits, spaces and a missing hyphen are normalised once, here; whether the number exists is never
//! decided here, and never told on the public site.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{office_number, plain::one_string};

/// A registration number in its normal form `12345-12345678`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SeekerNumber(String);

pub use office_number::OfficeNumberError as SeekerNumberError;

impl SeekerNumber {
    /// The normal form, as it is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SeekerNumber {
    type Err = SeekerNumberError;

    fn from_str(text: &str) -> Result<Self, SeekerNumberError> {
        office_number::normal(text).map(Self)
    }
}

impl fmt::Display for SeekerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

one_string!(SeekerNumber, SeekerNumberError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::as_printed("15020-12345678", "15020-12345678")]
    #[case::missing_hyphen("1502012345678", "15020-12345678")]
    #[case::shortest("15020-1", "15020-1")]
    #[case::shortest_without_hyphen("150201", "15020-1")]
    #[case::full_width("１５０２０－１２３４５６７８", "15020-12345678")]
    #[case::long_vowel_mark("15020ー123", "15020-123")]
    #[case::minus_sign("15020−123", "15020-123")]
    #[case::spaces("　15020 - 123 456\t", "15020-123456")]
    #[case::leading_zeros("01010-00000012", "01010-00000012")]
    fn is_normalised(#[case] typed: &str, #[case] normal: &str) {
        assert_eq!(typed.parse::<SeekerNumber>().unwrap().as_str(), normal);
    }

    #[rstest]
    #[case("", SeekerNumberError::Empty)]
    #[case(" 　\n", SeekerNumberError::Empty)]
    #[case("15020", SeekerNumberError::TooShort)]
    #[case("15020-", SeekerNumberError::TooShort)]
    #[case("15020-123456789", SeekerNumberError::TooLong { max: 13 })]
    #[case("1502-012345", SeekerNumberError::HyphenElsewhere)]
    #[case("15020-123-4", SeekerNumberError::HyphenElsewhere)]
    #[case("-15020123", SeekerNumberError::HyphenElsewhere)]
    #[case("15020-12a", SeekerNumberError::NotDigits)]
    #[case("一五〇二〇-1", SeekerNumberError::NotDigits)]
    fn is_refused(#[case] typed: &str, #[case] why: SeekerNumberError) {
        assert_eq!(typed.parse::<SeekerNumber>(), Err(why));
    }

    #[test]
    fn debug_and_errors_keep_the_number_out_of_the_log() {
        let number: SeekerNumber = "15020-12345678".parse().unwrap();
        assert_eq!(format!("{number:?}"), "SeekerNumber(…)");
        let error = serde_json::from_str::<SeekerNumber>("\"15020-12x\"").unwrap_err();
        assert!(!error.to_string().contains("15020"), "{error}");
    }

    proptest! {
        #[test]
        fn normal_form_is_stable(head in "[0-9０-９]{5}", hyphen in "[-－ー ]?", tail in "[0-9０-９]{1,8}") {
            let once: SeekerNumber = format!("{head}{hyphen}{tail}").parse().unwrap();
            prop_assert_eq!(&once.to_string().parse::<SeekerNumber>().unwrap(), &once);
            let wire = serde_json::to_string(&once).unwrap();
            prop_assert_eq!(serde_json::from_str::<SeekerNumber>(&wire).unwrap(), once);
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            if let Ok(number) = text.parse::<SeekerNumber>() {
                prop_assert!((7..=14).contains(&number.as_str().len()));
            }
        }
    }
}
