//! Numbers that an office gives (求職番号, 求人番号): the five digits of the office, a hyphen, up to eight digits of its own
//! count.
//!
//! Full-width digits, spaces and a missing hyphen are normalised once, here; whether a number exists is never decided here.

use super::width::{is_hyphen, number_as_meant};

/// Digits before the hyphen.
pub const HEAD: usize = 5;
/// Most digits after the hyphen.
pub const TAIL: usize = 8;

/// Why a text is not such a number. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfficeNumberError {
    #[error("the number is empty")]
    Empty,
    #[error("the number holds something that is neither digit nor hyphen")]
    NotDigits,
    #[error("the number has its hyphen elsewhere than after five digits")]
    HyphenElsewhere,
    #[error("the number has fewer than six digits")]
    TooShort,
    #[error("the number has more than {max} digits")]
    TooLong { max: usize },
}

/// The normal form `12345-12345678`, as it is stored and compared.
pub(super) fn normal(text: &str) -> Result<String, OfficeNumberError> {
    const MAX: usize = HEAD + TAIL;
    let mut digits = String::new();
    let mut seen_anything = false;
    let mut hyphens = 0;
    let mut hyphen_elsewhere = false;
    for c in number_as_meant(text) {
        seen_anything = true;
        if c.is_ascii_digit() {
            // One digit more than can be right is enough to know.
            if digits.len() <= MAX {
                digits.push(c);
            }
        } else if is_hyphen(c) {
            hyphens += 1;
            hyphen_elsewhere |= digits.len() != HEAD || hyphens > 1;
        } else {
            return Err(OfficeNumberError::NotDigits);
        }
    }
    if !seen_anything {
        return Err(OfficeNumberError::Empty);
    }
    if hyphen_elsewhere {
        return Err(OfficeNumberError::HyphenElsewhere);
    }
    if digits.len() <= HEAD {
        return Err(OfficeNumberError::TooShort);
    }
    if digits.len() > MAX {
        return Err(OfficeNumberError::TooLong { max: MAX });
    }
    digits.insert(HEAD, '-');
    Ok(digits)
}
