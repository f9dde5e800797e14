//! Text that people open in a spreadsheet: CSV as RFC 4180 writes it, with every cell made harmless.
//!
//! A spreadsheet runs a cell that begins like a formula, and names and notes come from anybody. Whatever this program
//! gives out as CSV goes through here.

/// A cell that begins so is run, not read, the full-width forms by programs set to Japanese.
fn would_run(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// One cell, harmless and quoted where it has to be.
#[must_use]
pub fn cell(text: &str) -> String {
    let guard = if text.starts_with(would_run) { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// One line with its end.
#[must_use]
pub fn line<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    // A line of one empty cell would be read as no line at all.
    if cells.iter().all(String::is_empty) && cells.len() == 1 {
        "\"\"\r\n".to_owned()
    } else {
        cells.join(",") + "\r\n"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("山田 太郎", "山田 太郎")]
    #[case("", "")]
    #[case("3", "3")]
    #[case("a-b", "a-b")]
    #[case("=1+1", "'=1+1")]
    #[case("+81 90", "'+81 90")]
    #[case("-5", "'-5")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case("\t=1", "'\t=1")]
    #[case("\r=1", "\"'\r=1\"")]
    #[case("＝1", "'＝1")]
    #[case("a,b", "\"a,b\"")]
    #[case("「a\"b」", "\"「a\"\"b」\"")]
    #[case("=cmd|' /C calc'!A0,\"", "\"'=cmd|' /C calc'!A0,\"\"\"")]
    #[case("a\r\nb", "\"a\r\nb\"")]
    fn cells(#[case] text: &str, #[case] written: &str) {
        assert_eq!(cell(text), written);
    }

    #[test]
    fn lines() {
        assert_eq!(line(["日", "件数", "=x"]), "日,件数,'=x\r\n");
        assert_eq!(line([""]), "\"\"\r\n");
        assert_eq!(line(["", ""]), ",\r\n");
    }

    /// Reads one line as RFC 4180 does.
    fn read(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut rest = line.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(c) = rest.next() {
            let last = cells.last_mut().unwrap();
            match c {
                '"' if quoted && rest.peek() == Some(&'"') => last.extend(rest.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => last.push(c),
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written_and_never_runs(texts in prop::collection::vec("[-=+@,\"'\t\r\na＝ ]{0,6}", 1..6)) {
            let cells = read(&line(&texts));
            prop_assert_eq!(cells.len(), texts.len());
            for (read, text) in cells.iter().zip(&texts) {
                prop_assert!(!read.starts_with(would_run));
                prop_assert_eq!(if text.starts_with(would_run) { &read[1..] } else { &read[..] }, text);
            }
        }
    }
}
