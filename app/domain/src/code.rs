//! Codes that are read from a screen or a sheet of paper and typed again.

use super::width::{is_hyphen, number_as_meant};

/// What was meant: half-width, lower case, without spaces and hyphens.
pub fn as_meant(typed: &str) -> String {
    number_as_meant(typed).filter(|c| !is_hyphen(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_taken_however_it_is_typed() {
        for typed in ["123456", "１２３ ４５６", "123-456", " 123ー456\n"] {
            assert_eq!(super::as_meant(typed), "123456", "{typed}");
        }
        assert_eq!(super::as_meant("AB3D-efgh"), "ab3defgh");
    }
}
