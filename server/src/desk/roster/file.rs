//! A file as the browser sent it becomes a list, or what is wrong with it line by line.

use app::{
    desk::roster::{Encoding, Trouble, What},
    domain::roster::{self, Registered},
};
use chrono::NaiveDate;
use encoding_rs::SHIFT_JIS;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file that was read.
pub struct Read {
    pub encoding: Encoding,
    pub people: Result<Vec<Registered>, Vec<Trouble>>,
}

/// Takes UTF-8 for what it is, with its mark or without, and anything else for Shift_JIS as Windows writes it.
pub fn read(bytes: &[u8], today: NaiveDate) -> Read {
    let (encoding, text) = match bytes.strip_prefix(UTF8_MARK) {
        Some(marked) => (Encoding::Utf8Marked, utf8(marked)),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (Encoding::Utf8, Ok(text.into())),
            Err(_) => (Encoding::ShiftJis, shift_jis(bytes)),
        },
    };
    // No text has it, and every spreadsheet's own file does.
    if bytes.contains(&0) {
        let troubles = vec![Trouble { line: 1, column: None, what: What::NoText }];
        return Read { encoding, people: Err(troubles) };
    }
    Read { encoding, people: text.and_then(|text| lines(&text, today)) }
}

fn utf8(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Vec<Trouble>> {
    std::str::from_utf8(bytes).map(Into::into).map_err(|_| unreadable(bytes, |line| std::str::from_utf8(line).is_ok()))
}

fn shift_jis(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Vec<Trouble>> {
    SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        unreadable(bytes, |line| SHIFT_JIS.decode_without_bom_handling_and_without_replacement(line).is_some())
    })
}

/// The lines that cannot be read. In neither encoding is a line feed part of another character.
fn unreadable(bytes: &[u8], is_readable: impl Fn(&[u8]) -> bool) -> Vec<Trouble> {
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    lines
        .filter(|(_, line)| !is_readable(line))
        .map(|(line, _)| Trouble { line, column: None, what: What::Encoding })
        .collect()
}

fn lines(text: &str, today: NaiveDate) -> Result<Vec<Registered>, Vec<Trouble>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut place = Place { text: text.as_bytes(), at: 0, line: 1 };
    // A text has no record that the reader stumbles at: quotes that nobody closed go on to its end.
    let records = reader.records().map_while(Result::ok).map(|record| {
        let at = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
        (place.line_of(at), record.iter().map(str::to_owned).collect())
    });
    roster::read::<String>(records, today).map_err(|errors| errors.into_iter().map(Trouble::from).collect())
}

/// Counts lines as an editor does. The reader's own count is of before it passes over the end of the line before, and over
/// lines without anything in them.
struct Place<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Place<'_> {
    /// The line of the record that the reader found from there on, which is after the one asked for last.
    fn line_of(&mut self, found: usize) -> u64 {
        let passed = |text: &[u8]| text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = found + passed(self.text.get(found..).unwrap_or_default());
        let before = self.text.get(self.at..begins).unwrap_or_default();
        let pairs = before.windows(2).filter(|pair| *pair == b"\r\n").count();
        let ends = before.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count() - pairs;
        self.line += ends as u64;
        self.at = begins;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::domain::{details::Problem, roster::Column};

    const LIST: &str = "求職番号,氏名,ふりがな,生年月日,状態\r\n\
                        15020-1,髙橋　﨑子,ﾀｶﾊｼ ｻｷｺ,S60.4.3,利用登録者\r\n\
                        \r\n\
                        15020-2,\"山田\r\n太郎\",,H2.1.8,オンライン登録者\r\n\
                        15020-3,佐藤,,H2.1.80,オンライン登録者\r\n";

    fn today() -> NaiveDate {
        "2026-11-24".parse().expect("a date")
    }

    fn good() -> String {
        LIST.lines().take(2).map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn each_encoding_is_known_and_says_the_same() {
        let good = good();
        let (shift_jis, _, unmappable) = SHIFT_JIS.encode(&good);
        assert!(!unmappable);
        let marked = [UTF8_MARK, good.as_bytes()].concat();
        let files =
            [(Encoding::Utf8, good.as_bytes()), (Encoding::Utf8Marked, &marked), (Encoding::ShiftJis, &shift_jis)];
        for (encoding, bytes) in files {
            let read = read(bytes, today());
            assert_eq!(read.encoding, encoding);
            let people = read.people.expect("a list");
            assert_eq!((people[0].name.as_str(), people[0].number.as_str()), ("髙橋 﨑子", "15020-1"));
        }
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        let cell = |line, column, problem| Trouble { line, column: Some(column), what: What::Cell { problem } };
        for list in [LIST.to_owned(), LIST.replace("\r\n", "\n"), LIST.replace("\r\n", "\r")] {
            let troubles = read(list.as_bytes(), today()).people.expect_err("two troubles");
            assert_eq!(troubles, [cell(4, Column::Name, Problem::Character), cell(6, Column::Birth, Problem::Form)]);
        }
    }

    #[test]
    fn lines_in_no_encoding_are_told() {
        let mut bytes = SHIFT_JIS.encode(&good()).0.into_owned();
        bytes.extend_from_slice(b"15020-9,\xff\xff\n");
        let Read { encoding, people } = read(&bytes, today());
        let line = Trouble { line: 3, column: None, what: What::Encoding };
        assert_eq!((encoding, people.expect_err("a trouble")), (Encoding::ShiftJis, vec![line]));
    }

    #[test]
    fn a_spreadsheets_own_file_is_no_text() {
        for bytes in [&b"PK\x03\x04\x00\x00"[..], b"\xff\xfe15\x00,\x00"] {
            let troubles = read(bytes, today()).people.expect_err("a trouble");
            assert_eq!(troubles.iter().map(|trouble| trouble.what).collect::<Vec<_>>(), [What::NoText]);
        }
        assert_eq!(read(b"", today()).people.expect_err("a trouble")[0].what, What::NobodyInIt);
    }
}
