//! A mail address as carriers issue them, old Japanese ones included: `ab..c.@docomo.ne.jp` breaks the standard and
//! is somebody's address.
//!
//! What could end a header or an SMTP command (line breaks, spaces, quotes, brackets) can not be in one, so the rest
//! of the program may write an address anywhere.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{plain::one_string, width::narrow};

/// An address with its domain in lower case; the part before the @ is kept as written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress {
    text: String,
    at: usize,
}

/// Why a text is not a mail address. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailAddressError {
    #[error("the mail address is empty")]
    Empty,
    #[error("the mail address is longer than {max} characters")]
    TooLong { max: usize },
    #[error("the mail address holds a space or a line break")]
    Space,
    #[error("the mail address holds a character outside ASCII")]
    NotAscii,
    #[error("the mail address holds a quote, a bracket or another character no address has")]
    NotAllowed,
    #[error("the mail address has no @")]
    NoAt,
    #[error("the mail address has more than one @")]
    SecondAt,
    #[error("the mail address has nothing before its @")]
    NoLocalPart,
    #[error("the mail address has nothing after its @")]
    NoDomain,
    #[error("the domain of the mail address has no dot")]
    NoDot,
    #[error("the domain of the mail address is not one: an empty part, a hyphen at an edge, or a number at the end")]
    Domain,
}

impl MailAddress {
    /// Most characters of an address (RFC 5321 with erratum 1690).
    pub const MAX: usize = 254;
    /// Most characters before the @.
    pub const LOCAL_MAX: usize = 64;

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the @, as written.
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// What stands after the @, in lower case.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The address in the grammar of SMTP: a local part with dots in places the standard forbids is quoted.
    pub fn for_smtp(&self) -> String {
        let local = self.local();
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            format!("\"{local}\"@{}", self.domain())
        } else {
            self.text.clone()
        }
    }
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

fn check_domain(domain: &str) -> Result<(), MailAddressError> {
    if domain.is_empty() {
        return Err(MailAddressError::NoDomain);
    }
    if !domain.contains('.') {
        return Err(MailAddressError::NoDot);
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_a_name = domain.rsplit('.').next().is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
    if domain.split('.').all(label) && last_is_a_name { Ok(()) } else { Err(MailAddressError::Domain) }
}

impl FromStr for MailAddress {
    type Err = MailAddressError;

    fn from_str(text: &str) -> Result<Self, MailAddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(MailAddressError::Empty);
        }
        let mut address = String::new();
        for c in text.chars().map(narrow) {
            match c {
                c if c == ' ' || c.is_control() => return Err(MailAddressError::Space),
                c if !c.is_ascii() => return Err(MailAddressError::NotAscii),
                '@' => address.push(c),
                c if is_local(c) => address.push(c),
                _ => return Err(MailAddressError::NotAllowed),
            }
            if address.len() > Self::MAX {
                return Err(MailAddressError::TooLong { max: Self::MAX });
            }
        }
        let at = address.find('@').ok_or(MailAddressError::NoAt)?;
        if at == 0 {
            return Err(MailAddressError::NoLocalPart);
        }
        if at > Self::LOCAL_MAX {
            return Err(MailAddressError::TooLong { max: Self::LOCAL_MAX });
        }
        address[at..].make_ascii_lowercase();
        let domain = &address[at + 1..];
        if domain.contains('@') {
            return Err(MailAddressError::SecondAt);
        }
        check_domain(domain)?;
        Ok(Self { text: address, at })
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

one_string!(MailAddress, MailAddressError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("taro@example.jp", "taro@example.jp")]
    #[case::old_carrier("ab..c.@docomo.ne.jp", "ab..c.@docomo.ne.jp")]
    #[case::leading_dot(".abc@ezweb.ne.jp", ".abc@ezweb.ne.jp")]
    #[case::plus_and_slash("a+b/c=d@softbank.ne.jp", "a+b/c=d@softbank.ne.jp")]
    #[case::case_of_the_domain("Taro.Yamada@Example.JP", "Taro.Yamada@example.jp")]
    #[case::full_width("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp")]
    #[case::japanese_full_stop("taro@example。jp", "taro@example.jp")]
    #[case::spaces_around("　taro@example.jp \n", "taro@example.jp")]
    #[case::punycode("a@xn--r8jz45g.jp", "a@xn--r8jz45g.jp")]
    fn is_normalised(#[case] typed: &str, #[case] normal: &str) {
        assert_eq!(typed.parse::<MailAddress>().unwrap().as_str(), normal);
    }

    #[rstest]
    #[case("", MailAddressError::Empty)]
    #[case("　", MailAddressError::Empty)]
    #[case("taro example@a.jp", MailAddressError::Space)]
    #[case("taro@a.jp\r\nBcc: x@b.jp", MailAddressError::Space)]
    #[case("taro\0@a.jp", MailAddressError::Space)]
    #[case("\"taro\"@a.jp", MailAddressError::NotAllowed)]
    #[case("taro\\@a.jp", MailAddressError::NotAllowed)]
    #[case("<taro@a.jp>", MailAddressError::NotAllowed)]
    #[case("a@b.jp,c@d.jp", MailAddressError::NotAllowed)]
    #[case("太郎@a.jp", MailAddressError::NotAscii)]
    #[case("taro\u{202e}@a.jp", MailAddressError::NotAscii)]
    #[case("taro.example.jp", MailAddressError::NoAt)]
    #[case("a@b@c.jp", MailAddressError::SecondAt)]
    #[case("@a.jp", MailAddressError::NoLocalPart)]
    #[case("taro@", MailAddressError::NoDomain)]
    #[case("taro@localhost", MailAddressError::NoDot)]
    #[case("taro@a..jp", MailAddressError::Domain)]
    #[case("taro@a.jp.", MailAddressError::Domain)]
    #[case("taro@-a.jp", MailAddressError::Domain)]
    #[case("taro@a_b.jp", MailAddressError::Domain)]
    #[case("taro@192.168.0.1", MailAddressError::Domain)]
    fn is_refused(#[case] typed: &str, #[case] why: MailAddressError) {
        assert_eq!(typed.parse::<MailAddress>(), Err(why));
    }

    #[test]
    fn length_has_an_end() {
        let label = "a".repeat(63);
        let long = format!("a@{label}.{label}.{label}.{}", "a".repeat(60));
        assert_eq!(long.len(), 254);
        assert!(long.parse::<MailAddress>().is_ok());
        assert_eq!(format!("a{long}").parse::<MailAddress>(), Err(MailAddressError::TooLong { max: 254 }));
        let local = format!("{}@a.jp", "a".repeat(65));
        assert_eq!(local.parse::<MailAddress>(), Err(MailAddressError::TooLong { max: 64 }));
    }

    #[test]
    fn parts_and_the_smtp_form() {
        let old: MailAddress = "ab..c.@docomo.ne.jp".parse().unwrap();
        assert_eq!((old.local(), old.domain()), ("ab..c.", "docomo.ne.jp"));
        assert_eq!(old.for_smtp(), "\"ab..c.\"@docomo.ne.jp");
        assert_eq!("a.b@c.jp".parse::<MailAddress>().unwrap().for_smtp(), "a.b@c.jp");
    }

    #[test]
    fn debug_keeps_the_address_out_of_the_log() {
        assert_eq!(format!("{:?}", "a@b.jp".parse::<MailAddress>().unwrap()), "MailAddress(…)");
    }

    proptest! {
        #[test]
        fn normal_form_is_stable(local in "[A-Za-z0-9.+_/-]{1,20}", domain in "[A-Za-z0-9]{1,9}(\\.[A-Za-z]{2,5}){1,2}") {
            let once: MailAddress = format!("{local}@{domain}").parse().unwrap();
            prop_assert_eq!(&once.to_string().parse::<MailAddress>().unwrap(), &once);
            prop_assert_eq!(once.local(), local);
            let wire = serde_json::to_string(&once).unwrap();
            prop_assert_eq!(serde_json::from_str::<MailAddress>(&wire).unwrap(), once);
        }

        #[test]
        fn whatever_is_taken_is_harmless(text in "[a-z@.\"<>\\\\ \r\n\t\0０-９＠。-]{0,40}") {
            if let Ok(address) = text.parse::<MailAddress>() {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\,;:()[]".contains(&b)));
            }
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = text.parse::<MailAddress>();
        }
    }
}
