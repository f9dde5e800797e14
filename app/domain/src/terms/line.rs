//! The lines of a plain text of terms: what one opens, and where a paragraph ends.

/// A line that is not blank, with what its surroundings say.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    indented: bool,
    /// Blank lines before it.
    gap: usize,
    /// Columns taken, a full-width letter counting two.
    width: usize,
}

impl<'a> Line<'a> {
    pub(super) fn of(text: &'a str) -> Vec<Self> {
        let mut gap = 0;
        let mut lines = Vec::new();
        for raw in text.lines() {
            let trimmed = raw.trim();
            if trimmed.is_empty() {
                gap += 1;
                continue;
            }
            lines.push(Self {
                text: trimmed,
                indented: raw.starts_with(char::is_whitespace),
                gap,
                width: trimmed.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum(),
            });
            gap = 0;
        }
        lines
    }

    pub(super) fn ends_its_sentence(&self) -> bool {
        let closed = self.text.trim_end_matches(['）', ')', '」', '』', '"', '”', ' ']);
        closed.ends_with(['。', '．', '.', '!', '?', '！', '？'])
    }
}

/// What is usual on this page, so that what is unusual can end a paragraph.
pub(super) struct Page {
    gap: usize,
    margin: usize,
}

impl Page {
    pub(super) fn measure(lines: &[Line<'_>]) -> Self {
        let mut gaps: Vec<usize> = lines.iter().skip(1).map(|l| l.gap).collect();
        gaps.sort_unstable();
        Self {
            // The median: half the lines of a text out of a PDF have the same distance, whatever it is.
            gap: gaps.get(gaps.len() / 2).copied().unwrap_or(0),
            margin: lines.iter().map(|l| l.width).max().unwrap_or(0),
        }
    }

    /// A paragraph ends before a wide gap, or where two of three signs meet: the sentence ends, the line stops short
    /// of the margin, the next one is indented. One alone means little in a text out of a PDF.
    pub(super) fn parts(&self, before: &Line<'_>, line: &Line<'_>) -> bool {
        let short = before.width * 100 < self.margin * 85;
        let signs = [before.ends_its_sentence(), short, line.indented];
        line.gap > self.gap || signs.into_iter().filter(|sign| *sign).count() >= 2
    }
}

/// How a line opens.
pub(super) enum Mark<'a> {
    Article { number: u16, label: String, rest: &'a str },
    Number { n: u16, rest: &'a str },
    Circled { n: u16, sign: char, rest: &'a str },
    Bullet { sign: char, rest: &'a str },
    None,
}

impl<'a> Mark<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        read_article(text).or_else(|| read_number(text)).or_else(|| read_sign(text)).unwrap_or(Self::None)
    }
}

/// 第６条 or Article 6, followed by a space or nothing: 第６条の規定 at the head of a broken line is a reference.
pub(super) fn read_article(text: &str) -> Option<Mark<'_>> {
    let (japanese, rest) = match text.strip_prefix('第') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix("Article ")?),
    };
    let (number, rest) = read_digits(rest.trim_start())?;
    let rest = if japanese { rest.trim_start().strip_prefix('条')? } else { rest };
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let label = if japanese { format!("第{number}条") } else { format!("Article {number}") };
    Some(Mark::Article { number, label, rest: rest.trim_start() })
}

fn read_number(text: &str) -> Option<Mark<'_>> {
    let (n, rest) = read_digits(text.strip_prefix(['(', '（'])?.trim_start())?;
    let rest = rest.trim_start().strip_prefix([')', '）'])?;
    Some(Mark::Number { n, rest: rest.trim_start() })
}

fn read_sign(text: &str) -> Option<Mark<'_>> {
    let sign = text.chars().next()?;
    let rest = text[sign.len_utf8()..].trim_start();
    match sign {
        '①'..='⑳' => {
            let n = u16::try_from(u32::from(sign) - u32::from('①') + 1).ok()?;
            Some(Mark::Circled { n, sign, rest })
        }
        '・' | '･' | '•' => Some(Mark::Bullet { sign, rest }),
        _ => None,
    }
}

/// A number written with narrow or full-width digits. One with a leading zero is no number of an article or item.
fn read_digits(text: &str) -> Option<(u16, &str)> {
    let mut n: u16 = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '０'..='９' => u32::from(c) - u32::from('０'),
            _ => break,
        };
        n = n.checked_mul(10)?.checked_add(u16::try_from(digit).ok()?)?;
        if n == 0 {
            return None;
        }
        end = at + c.len_utf8();
    }
    (n > 0).then(|| (n, &text[end..]))
}

/// （目的）: a whole line in one pair of brackets that numbers nothing.
pub(super) fn read_heading(text: &str) -> Option<&str> {
    let inner = text
        .strip_prefix('（')
        .and_then(|t| t.strip_suffix('）'))
        .or_else(|| text.strip_prefix('(').and_then(|t| t.strip_suffix(')')))?;
    let heading = inner.trim();
    (!heading.is_empty() && !inner.contains(['（', '）', '(', ')', '。'])).then_some(heading)
}

/// Whether a line is a date alone (令和7年1月27日, 27 January 2025) or opens the supplementary provisions.
pub(super) fn opens_closing(text: &str) -> bool {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if dense == "附則" || text == "Supplementary provisions" {
        return true;
    }
    if let Some(day) = dense.strip_suffix('日') {
        let era = ["令和", "平成"].iter().find_map(|e| day.strip_prefix(e)).unwrap_or(day);
        return era.contains('年')
            && era.contains('月')
            && era.chars().all(|c| is_digit(c) || matches!(c, '年' | '月' | '元'));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    matches!(words.as_slice(), [day, month, year]
        if day.len() <= 2 && year.len() == 4
            && day.chars().chain(year.chars()).all(|c| c.is_ascii_digit())
            && month.chars().all(|c| c.is_ascii_alphabetic()))
}

/// (2)の規定: a number that a particle follows is spoken of, and opens no item.
pub(super) fn is_reference(rest: &str) -> bool {
    rest.starts_with(['の', 'に', 'で', 'は', 'が', 'を', 'と', 'や', 'か', '及', '又', 'ま', '、', '。', '，'])
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Letters that take two columns: kana, kanji, full-width forms and their punctuation.
pub(super) fn is_wide(c: char) -> bool {
    let c = u32::from(c);
    (0x2e80..=0xff60).contains(&c) || (0xffe0..=0xffe6).contains(&c) || (0x2_0000..=0x3_ffff).contains(&c)
}
