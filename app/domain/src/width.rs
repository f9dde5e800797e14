//! How people type: full-width letters and digits, many dashes, characters nobody sees.
//!
//! The types of this folder fold their input with these few functions, so that a phone number and a 求職番号 agree on
//! what a hyphen is. Nothing here is used on names, which are kept as written. Normalising by hand instead of by
//! Unicode tables keeps those tables out of the browser's download, and keeps 神 (U+FA19) what it is.

/// The half-width twin of a full-width character, and a plain space for every Unicode space.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        // A full stop of a Japanese keyboard stands for the dot of a number or an address.
        '。' | '｡' => '.',
        c if c.is_whitespace() && !c.is_control() => ' ',
        c => c,
    }
}

/// Anything a person types or pastes for a hyphen, the long-vowel mark of the Japanese keyboard among them.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '－' | 'ー' | 'ｰ' | '─' | '━')
}

/// Characters without a shape of their own that break a line, turn its direction or hide in it.
///
/// The joiners U+200C and U+200D are not among them: Nepali names are written with them.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
        || (u32::from(c) & 0xFFFE) == 0xFFFE
}

/// What was meant by a number that was typed or pasted: half-width, without spaces and unseen characters.
pub(super) fn number_as_meant(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|&c| !is_hidden(c)).map(narrow).filter(|&c| c != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_half_width() {
        let narrowed: String = "１２３−Ａｂ＠＋　".chars().map(narrow).collect();
        assert_eq!(narrowed, "123−Ab@+ ");
    }

    #[test]
    fn numbers_lose_spaces_and_unseen_marks() {
        let meant: String = number_as_meant("\u{202a}０９０　1234\t5678\u{202c}\r\n").collect();
        assert_eq!(meant, "09012345678");
    }

    #[test]
    fn letters_of_names_are_not_hidden() {
        for c in "髙𠮷﨑ễß\u{200d}\u{e0100}".chars() {
            assert!(!is_hidden(c), "{c:?}");
        }
        for c in "\0\n\u{202e}\u{2066}\u{feff}\u{ffff}".chars() {
            assert!(is_hidden(c), "{c:?}");
        }
    }
}
