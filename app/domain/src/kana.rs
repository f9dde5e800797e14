//! ふりがな: how a name is read, for staff who call a person by it.
//!
//! Katakana, half-width kana and loose voicing marks become one form, hiragana, which is shown back.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    plain::one_string,
    width::{is_hyphen, narrow},
};

/// A reading in hiragana, with ー, ・ and single spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kana(String);

/// Why a text is not a reading. Carries nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KanaError {
    #[error("the reading is empty")]
    Empty,
    #[error("the reading is longer than {max} characters")]
    TooLong { max: usize },
    #[error("the reading holds something other than kana")]
    NotKana,
}

/// U+FF66 to U+FF9D in order.
const HALF_WIDTH: &str =
    "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

impl Kana {
    /// Most characters of a reading, counted in its normal form.
    pub const MAX: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The hiragana of one kana, or the character itself.
fn hiragana(c: char) -> char {
    let code = u32::from(c);
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(code - 0x60).unwrap_or(c),
        'ｦ'..='ﾝ' => HALF_WIDTH.chars().nth((code - 0xFF66) as usize).unwrap_or(c),
        '･' | '·' => '・',
        c => c,
    }
}

/// Joins a loose voicing mark to the kana before it.
fn voiced(kana: char, mark: char) -> Option<char> {
    let step = match (kana, mark) {
        ('う', 'ﾞ') => return Some('ゔ'),
        ('は' | 'ひ' | 'ふ' | 'へ' | 'ほ', 'ﾟ') => 2,
        (
            'か' | 'き' | 'く' | 'け' | 'こ' | 'さ' | 'し' | 'す' | 'せ' | 'そ' | 'た' | 'ち' | 'つ' | 'て' | 'と'
            | 'は' | 'ひ' | 'ふ' | 'へ' | 'ほ' | 'ゝ',
            'ﾞ',
        ) => 1,
        _ => return None,
    };
    char::from_u32(u32::from(kana) + step)
}

impl FromStr for Kana {
    type Err = KanaError;

    fn from_str(text: &str) -> Result<Self, KanaError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KanaError::Empty);
        }
        let mut reading = String::new();
        let mut length = 0;
        let mut previous = ' ';
        for typed in text.chars() {
            let c = hiragana(typed);
            let mark = match c {
                '\u{3099}' | '\u{309B}' | 'ﾞ' => Some('ﾞ'),
                '\u{309A}' | '\u{309C}' | 'ﾟ' => Some('ﾟ'),
                _ => None,
            };
            let next = match (c, mark) {
                (_, Some(mark)) => {
                    previous = voiced(previous, mark).ok_or(KanaError::NotKana)?;
                    reading.pop();
                    reading.push(previous);
                    continue;
                }
                ('ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ー' | '・', None) => c,
                // A dash inside a word stands for the long-vowel mark.
                (c, None) if is_hyphen(c) && !matches!(previous, ' ' | '・') => 'ー',
                (c, None) if narrow(c) == ' ' => ' ',
                _ => return Err(KanaError::NotKana),
            };
            if next == ' ' && previous == ' ' {
                continue;
            }
            length += 1;
            if length > Self::MAX {
                return Err(KanaError::TooLong { max: Self::MAX });
            }
            reading.push(next);
            previous = next;
        }
        if !reading.chars().any(|c| matches!(c, 'ぁ'..='ゖ')) {
            return Err(KanaError::NotKana);
        }
        Ok(Self(reading))
    }
}

impl fmt::Display for Kana {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

one_string!(Kana, KanaError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::hiragana("やまだ たろう", "やまだ たろう")]
    #[case::katakana("ヤマダ　タロウ", "やまだ たろう")]
    #[case::half_width("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ たろう")]
    #[case::half_width_plosive("ﾍﾟﾝﾄﾞﾙﾄﾝ", "ぺんどるとん")]
    #[case::loose_marks("か\u{3099}は\u{309A}う゛", "がぱゔ")]
    #[case::long_vowel("ジョージ・ﾏｰﾃｨﾝ", "じょーじ・まーてぃん")]
    #[case::dash_for_long_vowel("ジョ-ジ", "じょーじ")]
    #[case::small_ke("セキガハラ ヶ", "せきがはら ゖ")]
    #[case::iteration("さゝき みすヾ", "さゝき みすゞ")]
    #[case::spaces("  やまだ \u{3000} たろう ", "やまだ たろう")]
    fn is_normalised(#[case] typed: &str, #[case] normal: &str) {
        assert_eq!(typed.parse::<Kana>().unwrap().as_str(), normal);
    }

    #[rstest]
    #[case("", KanaError::Empty)]
    #[case("　", KanaError::Empty)]
    #[case("山田", KanaError::NotKana)]
    #[case("Yamada", KanaError::NotKana)]
    #[case("やまだ\nたろう", KanaError::NotKana)]
    #[case("ー・", KanaError::NotKana)]
    #[case("゛や", KanaError::NotKana)]
    #[case("や゛", KanaError::NotKana)]
    #[case("や\u{202e}ま", KanaError::NotKana)]
    fn is_refused(#[case] typed: &str, #[case] why: KanaError) {
        assert_eq!(typed.parse::<Kana>(), Err(why));
    }

    #[test]
    fn length_is_that_of_the_normal_form() {
        assert!("ﾀﾞ".repeat(Kana::MAX).parse::<Kana>().is_ok());
        assert_eq!("あ".repeat(Kana::MAX + 1).parse::<Kana>(), Err(KanaError::TooLong { max: 100 }));
    }

    #[test]
    fn debug_keeps_the_reading_out_of_the_log() {
        assert_eq!(format!("{:?}", "やまだ".parse::<Kana>().unwrap()), "Kana(…)");
    }

    proptest! {
        #[test]
        fn normal_form_is_stable(text in "[ぁ-ゖァ-ヶｦ-ﾟゝゞヽヾー・･ 　゛゜\u{3099}\u{309a}-]{1,30}") {
            if let Ok(kana) = text.parse::<Kana>() {
                prop_assert_eq!(&kana.to_string().parse::<Kana>().unwrap(), &kana);
                let wire = serde_json::to_string(&kana).unwrap();
                prop_assert_eq!(serde_json::from_str::<Kana>(&wire).unwrap(), kana);
            }
        }

        #[test]
        fn half_width_and_katakana_agree(text in "[ヲァィゥェォャュョッアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン]{1,20}") {
            let half: String = text
                .chars()
                .map(|c| ('ｦ'..='ﾝ').find(|&h| hiragana(h) == hiragana(c)).unwrap())
                .collect();
            prop_assert_eq!(half.parse::<Kana>().unwrap(), text.parse::<Kana>().unwrap());
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = text.parse::<Kana>();
        }
    }
}
