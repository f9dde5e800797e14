//! Telephone numbers of Japan, by hand: the general library is larger than the whole seeker's client.
//!
//! Kept as E.164 (`+819012345678`), shown as written in Japan (`090-1234-5678`).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::width::{is_hyphen, number_as_meant};

/// A telephone number of Japan's numbering plan.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(
    /// With the leading zero, digits only, ten or eleven of them.
    String,
);

/// Why a text is not a telephone number. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneNumberError {
    #[error("the telephone number is empty")]
    Empty,
    #[error("the telephone number holds something other than digits and hyphens")]
    NotDigits,
    #[error("the telephone number has a country code other than +81")]
    ForeignCountry,
    #[error("the telephone number lacks its leading zero")]
    NoLeadingZero,
    #[error("the telephone number begins as no number of a person does")]
    UnknownPrefix,
    #[error("the telephone number has fewer than {expected} digits")]
    TooShort { expected: usize },
    #[error("the telephone number has more than {expected} digits")]
    TooLong { expected: usize },
}

/// Lengths of the groups of a ten-digit number by its first digits; the longest match wins, and [`USUAL`] where none
/// matches. Area codes of Japan do not follow from their first two digits, so this is the numbering plan itself.
const GROUPS: [([usize; 3], &str); 5] = [
    ([2, 4, 4], "03 0420 0429 04700 04701 04709 0471 06"),
    (
        [3, 3, 4],
        "011 01540 01541 01548 01550 01551 01557 0177 0188 0196 0199 0221 0222 0223 0227 0230 0231 0232 0236 \
     0239 0245 0249 02500 02501 0251 0252 0253 02540 02541 0255 02560 02561 0257 02580 02581 025917 \
     025999 0262 0264 0271 0272 0273 0275 02780 02781 02788 02789 0281 02830 02831 02833 02834 0286 0289 \
     0290 02917 0292 0293 0298 04 04220 04221 04291 04297 04298 0462 0464 0468 04750 04751 04759 04790 \
     04791 04799 052 0530 0534 0535 0539 054 0552 0559 0580 0582 0583 0588 0589 0590 0591 0592 0593 05980 \
     05981 05989 05990 05991 05999 060 072 0734 075 0760 0762 0764 0769 0775 0777 078 0792 0793 0794 \
     07950 07951 07955 07956 07959 07960 07961 07966 07967 0821 0822 08240 08241 08242 08243 08249 0825 \
     0828 08290 08291 08292 082941 082942 082943 08296 08299 0832 08360 08370 08371 083766 083767 083768 \
     08377 08378 08379 08380 08381 0839 083960 083961 083963 083966 0849 08510 08511 0860 0861 0862 08636 \
     0864 0865 086552 086553 08660 08661 086691 086697 086698 086722 086723 086724 086726 086728 086737 \
     086738 08680 08681 08689 08690 08691 08694 08695 08699 087 0886 0888 0890 0891 0899 092 093 0941 \
     0945 0951 0953 0958 0961 0962 0963 0971 0975 0976 0981 0988 0989 0991 0992 099331 099343 099345 \
     099347 09940 09941 09947 09948 0998 0999",
    ),
    (
        [4, 2, 4],
        "02232 02233 02557 02558 02572 02573 02574 02642 02643 02644 02645 02896 02897 02898 02899 02932 \
     02933 02934 0422 04282 04283 04287 04288 04289 0436 0438 0439 046 0470 0475 0476 0478 0479 0480 0493 \
     0494 0495 053960 053961 053962 053963 053974 053977 05399 0544 0545 0547 0548 059790 059791 059797 \
     059798 0721 0725 07946 07947 07948 082920 086360 086361 086366 08654 08655 08656 08657 086992 086993 \
     0875 0877 0879 0920 0930",
    ),
    ([4, 3, 3], "0120 0570 0990"),
    (
        [5, 1, 4],
        "01267 01372 01374 01377 01392 01397 01398 01456 01457 01466 01547 01558 01564 01586 01587 01632 \
     01634 01635 01648 01654 01655 01656 01658 04992 04994 04996 04998 05769 05979 07468 08387 08388 \
     08389 08396 08477 0851 09802 09912 09913 09969",
    ),
];

const USUAL: [usize; 3] = [4, 2, 4];

impl PhoneNumber {
    /// `+81` and the number without its leading zero: the form to keep and to dial.
    pub fn e164(&self) -> String {
        format!("+81{}", &self.0[1..])
    }

    fn groups(&self) -> [usize; 3] {
        if self.0.len() == 11 {
            return if self.0.starts_with("0800") { [4, 3, 4] } else { [3, 4, 4] };
        }
        GROUPS
            .iter()
            .flat_map(|(groups, prefixes)| prefixes.split(' ').map(move |prefix| (prefix, groups)))
            .filter(|(prefix, _)| self.0.starts_with(prefix))
            .max_by_key(|(prefix, _)| prefix.len())
            .map_or(USUAL, |(_, groups)| *groups)
    }
}

/// Takes the country code off, whichever way it was written.
fn national(plus: bool, digits: &str) -> Result<String, PhoneNumberError> {
    let after_code = if plus {
        Some(digits.strip_prefix("81").ok_or(PhoneNumberError::ForeignCountry)?)
    } else {
        // Dialling prefixes to Japan, or the code alone as some phones fill it in.
        [("0081", 13), ("01081", 14), ("81", 11)]
            .into_iter()
            .find(|(prefix, least)| digits.starts_with(prefix) && digits.len() >= *least)
            .map(|(prefix, _)| &digits[prefix.len()..])
    };
    match after_code {
        Some(rest) => Ok(format!("0{}", rest.strip_prefix('0').unwrap_or(rest))),
        None if digits.starts_with('0') => Ok(digits.to_owned()),
        None => Err(PhoneNumberError::NoLeadingZero),
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneNumberError;

    fn from_str(text: &str) -> Result<Self, PhoneNumberError> {
        // Longer than any country's number with every prefix: the rest is not read.
        const ENOUGH: usize = 24;
        let mut plus = false;
        let mut digits = String::new();
        for c in number_as_meant(text) {
            match c {
                '0'..='9' if digits.len() < ENOUGH => digits.push(c),
                '0'..='9' | '(' | ')' | '.' => {}
                '+' if digits.is_empty() && !plus => plus = true,
                c if is_hyphen(c) => {}
                _ => return Err(PhoneNumberError::NotDigits),
            }
        }
        if digits.is_empty() {
            return Err(if plus { PhoneNumberError::NotDigits } else { PhoneNumberError::Empty });
        }
        let number = national(plus, &digits)?;
        let expected = match number.as_bytes() {
            [b'0', b'5'..=b'9', b'0', ..] => 11,
            // 00: a call abroad or a carrier's prefix. 020: machines and pagers.
            [b'0', b'0', ..] | [b'0', b'2', b'0', ..] => {
                return Err(PhoneNumberError::UnknownPrefix);
            }
            _ => 10,
        };
        match number.len() {
            n if n < expected => Err(PhoneNumberError::TooShort { expected }),
            n if n > expected => Err(PhoneNumberError::TooLong { expected }),
            _ => Ok(Self(number)),
        }
    }
}

/// As written in Japan: `090-1234-5678`, `0250-22-0000`.
impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [area, local, _] = self.groups();
        let (area, rest) = self.0.split_at(area);
        let (local, subscriber) = rest.split_at(local);
        write!(f, "{area}-{local}-{subscriber}")
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberError;

    fn try_from(text: String) -> Result<Self, PhoneNumberError> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> String {
        number.e164()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::mobile("090-1234-5678", "+819012345678", "090-1234-5678")]
    #[case::no_hyphens("08012345678", "+818012345678", "080-1234-5678")]
    #[case::full_width("０７０－１２３４－５６７８", "+817012345678", "070-1234-5678")]
    #[case::spaces("　090 1234 5678 ", "+819012345678", "090-1234-5678")]
    #[case::long_vowel_marks("090ー1234ー5678", "+819012345678", "090-1234-5678")]
    #[case::country_code("+81 90-1234-5678", "+819012345678", "090-1234-5678")]
    #[case::country_code_and_zero("+81 (0)90 1234 5678", "+819012345678", "090-1234-5678")]
    #[case::full_width_plus("＋８１９０１２３４５６７８", "+819012345678", "090-1234-5678")]
    #[case::no_plus("819012345678", "+819012345678", "090-1234-5678")]
    #[case::dialled_from_abroad("010-81-90-1234-5678", "+819012345678", "090-1234-5678")]
    #[case::pasted_with_marks("\u{202a}090-1234-5678\u{202c}", "+819012345678", "090-1234-5678")]
    #[case::new_mobile("060-1234-5678", "+816012345678", "060-1234-5678")]
    #[case::internet("050 1234 5678", "+815012345678", "050-1234-5678")]
    #[case::niitsu("(0250)22-2233", "+81250222233", "0250-22-2233")]
    #[case::niigata("0252230000", "+81252230000", "025-223-0000")]
    #[case::tokyo("0312345678", "+81312345678", "03-1234-5678")]
    #[case::osaka("0661234567", "+81661234567", "06-6123-4567")]
    #[case::sapporo("0112345678", "+81112345678", "011-234-5678")]
    #[case::tokorozawa("0429981111", "+81429981111", "04-2998-1111")]
    #[case::tachikawa("0425231111", "+81425231111", "042-523-1111")]
    #[case::five_digit_area("0499812345", "+81499812345", "04998-1-2345")]
    #[case::free_call("0120123456", "+81120123456", "0120-123-456")]
    #[case::free_call_long("08001234567", "+818001234567", "0800-123-4567")]
    fn is_normalised(#[case] typed: &str, #[case] e164: &str, #[case] shown: &str) {
        let number: PhoneNumber = typed.parse().unwrap();
        assert_eq!(number.e164(), e164);
        assert_eq!(number.to_string(), shown);
    }

    #[rstest]
    #[case("", PhoneNumberError::Empty)]
    #[case(" - ", PhoneNumberError::Empty)]
    #[case("+", PhoneNumberError::NotDigits)]
    #[case("090-1234-567", PhoneNumberError::TooShort { expected: 11 })]
    #[case("090-1234-56789", PhoneNumberError::TooLong { expected: 11 })]
    #[case("025-223-000", PhoneNumberError::TooShort { expected: 10 })]
    #[case("+1 202 555 0100", PhoneNumberError::ForeignCountry)]
    #[case("9012345678", PhoneNumberError::NoLeadingZero)]
    #[case("090-1234-5678 内線3", PhoneNumberError::NotDigits)]
    #[case("0901234+5678", PhoneNumberError::NotDigits)]
    #[case("020-1234-5678", PhoneNumberError::UnknownPrefix)]
    #[case("0033 1 23 45", PhoneNumberError::UnknownPrefix)]
    fn is_refused(#[case] typed: &str, #[case] why: PhoneNumberError) {
        assert_eq!(typed.parse::<PhoneNumber>(), Err(why));
    }

    #[test]
    fn wire_is_e164_and_debug_says_nothing() {
        let number: PhoneNumber = "090-1234-5678".parse().unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"+819012345678\"");
        assert_eq!(format!("{number:?}"), "PhoneNumber(…)");
    }

    proptest! {
        #[test]
        fn both_forms_read_back(number in "0[1-9][0-9]{8,9}") {
            if let Ok(phone) = number.parse::<PhoneNumber>() {
                prop_assert_eq!(&phone.to_string().parse::<PhoneNumber>().unwrap(), &phone);
                prop_assert_eq!(&phone.e164().parse::<PhoneNumber>().unwrap(), &phone);
                prop_assert_eq!(phone.to_string().replace('-', ""), number);
            }
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = text.parse::<PhoneNumber>();
        }
    }
}
