//! Puts the lines of a plain text of terms together into articles and items.

use super::line::{Line, Mark, Page, is_reference, is_wide, opens_closing, read_article, read_heading};
use super::{Article, Block, Terms};

/// Reads the plain text of terms. Never fails: a text without articles is all preamble.
#[must_use]
pub fn parse(text: &str) -> Terms {
    let lines = Line::of(text.strip_prefix('\u{feff}').unwrap_or(text));
    let page = Page::measure(&lines);
    let mut reader = Reader::default();
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).map(|p| &lines[p]);
        reader.take(line, before, lines.get(i + 1), &page);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    terms: Terms,
    heading: Option<String>,
    closing: bool,
    /// The article or heading has just begun, so the next line opens a paragraph.
    fresh: bool,
    depth: Depth,
}

/// The items that are open: (n), then ① under it, then ・ under either.
#[derive(Default)]
struct Depth {
    number: u16,
    circled: u16,
    bullet: bool,
}

impl Depth {
    fn under_number(&self) -> u8 {
        u8::from(self.number > 0)
    }

    fn under_circled(&self) -> u8 {
        self.under_number() + u8::from(self.circled > 0)
    }
}

impl Reader {
    fn take(&mut self, line: &Line<'_>, before: Option<&Line<'_>>, after: Option<&Line<'_>>, page: &Page) {
        let parts = before.is_none_or(|b| page.parts(b, line));
        // A reference at the head of a broken line opens nothing.
        let may_open = parts || self.fresh || before.is_none_or(Line::ends_its_sentence);

        if !self.terms.articles.is_empty() && !self.closing && may_open && opens_closing(line.text) {
            self.closing = true;
            self.depth = Depth::default();
            self.open_paragraph(line);
            self.fresh = true;
            return;
        }
        if !self.closing {
            if let Some(heading) = read_heading(line.text)
                && after.is_some_and(|a| self.is_next_article(a.text))
            {
                self.heading = Some(heading.to_owned());
                self.fresh = true;
                return;
            }
            if let Mark::Article { number, label, rest } = Mark::read(line.text)
                && (Some(number) == self.last_article().checked_add(1) || (number > self.last_article() && may_open))
            {
                self.open_article(number, label, rest);
                return;
            }
        }
        match Mark::read(line.text) {
            Mark::Number { n, rest }
                if (Some(n) == self.depth.number.checked_add(1) && (may_open || !is_reference(rest)))
                    || (n == 1 && parts) =>
            {
                self.depth = Depth { number: n, ..Depth::default() };
                self.push_item(0, format!("({n})"), rest);
            }
            Mark::Circled { n, sign, rest } if n == self.depth.circled + 1 && (may_open || !is_reference(rest)) => {
                self.depth.circled = n;
                self.depth.bullet = false;
                self.push_item(self.depth.under_number(), sign.to_string(), rest);
            }
            Mark::Bullet { sign, rest } if may_open || self.depth.bullet => {
                self.depth.bullet = true;
                self.push_item(self.depth.under_circled(), sign.to_string(), rest);
            }
            _ if parts || self.fresh => self.open_paragraph(line),
            _ => self.carry_on(line),
        }
    }

    fn is_next_article(&self, text: &str) -> bool {
        matches!(read_article(text), Some(Mark::Article { number, .. }) if number > self.last_article())
    }

    fn last_article(&self) -> u16 {
        self.terms.articles.last().map_or(0, |a| a.number)
    }

    fn open_article(&mut self, number: u16, label: String, rest: &str) {
        self.depth = Depth::default();
        self.fresh = true;
        self.terms.articles.push(Article { number, label, heading: self.heading.take(), blocks: Vec::new() });
        if !rest.is_empty() {
            self.push(Block::Paragraph { level: 0, text: rest.to_owned() });
        }
    }

    fn open_paragraph(&mut self, line: &Line<'_>) {
        // A paragraph after ① or ・ speaks of the item (n) around the list.
        self.depth.circled = 0;
        self.depth.bullet = false;
        self.push(Block::Paragraph { level: self.depth.under_number(), text: line.text.to_owned() });
    }

    fn carry_on(&mut self, line: &Line<'_>) {
        match self.blocks().last_mut() {
            Some(block) => join(block.text_mut(), line.text),
            None => self.open_paragraph(line),
        }
    }

    fn push_item(&mut self, level: u8, label: String, text: &str) {
        self.push(Block::Item { level, label, text: text.to_owned() });
    }

    fn push(&mut self, block: Block) {
        self.fresh = false;
        self.blocks().push(block);
    }

    fn blocks(&mut self) -> &mut Vec<Block> {
        if self.closing {
            return &mut self.terms.closing;
        }
        match self.terms.articles.last_mut() {
            Some(article) => &mut article.blocks,
            None => &mut self.terms.preamble,
        }
    }

    /// The title is the last of the paragraphs that open the text without being sentences.
    fn finish(mut self) -> Terms {
        let titles = self
            .terms
            .preamble
            .iter()
            .take_while(|b| matches!(b, Block::Paragraph { text, .. } if !text.contains('。') && !text.ends_with('.')))
            .count();
        let mut above: Vec<String> = self.terms.preamble.drain(..titles).map(|b| b.text().to_owned()).collect();
        self.terms.title = above.pop().unwrap_or_default();
        self.terms.above = above;
        self.terms
    }
}

/// Mends a line broken in the middle: nothing goes between two Japanese letters, a space between two Latin words.
fn join(text: &mut String, next: &str) {
    let narrow = |c: Option<char>| c.is_some_and(|c| !is_wide(c));
    if narrow(text.chars().last()) && narrow(next.chars().next()) {
        text.push(' ');
    }
    text.push_str(next);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    /// The seed's shape in our own words: out of a PDF, an empty line after every line, words broken anywhere.
    const OUT_OF_A_PDF: &str = "\
 別紙１（見本） \n\n \n\n \nためしの規約 \n\n \n\n \n\
この文章は、行の終わりで言葉が切れていても、正しくつながることを確かめるた\n\nめのものです。 \n\n\
なお、第２条により、二つ目の段落も別に読み取られることを、ここで見ておくこと\n\nにします。 \n\n \n\n\
（はじめに） \n\n第１条 カメラのある Web ブ\n\nラウザで Zoom\n\nMeetings を使うときは、あらかじめ次の\n\n第２条の規定も見てください。 \n \
（決めごと） \n\n第 ２ 条 \n\n(1) 一つ目。ただし、\n\n(2)の場合を除きます。 \n\n(2） 次を伝えます。 \n\n\
①  名前 \n\n②  番号 \n\n　  ここは(2)の続きの段落です。 \n (3)三つ目です。 \n\n\
・ 白い紙を持ってき\n\nてください。 \n\n・黒い筆も要ります。 \n\n \n\n \n令和 ８年 11 月１日 \n\n \n\n \nためし所長 \n";

    fn shape(blocks: &[Block]) -> Vec<(u8, &str, &str)> {
        blocks
            .iter()
            .map(|b| match b {
                Block::Paragraph { level, text } => (*level, "", text.as_str()),
                Block::Item { level, label, text } => (*level, label.as_str(), text.as_str()),
            })
            .collect()
    }

    #[test]
    fn lines_broken_in_the_middle_of_a_word_are_mended() {
        let terms = parse(OUT_OF_A_PDF);
        assert_eq!(terms.above, ["別紙１（見本）"]);
        assert_eq!(terms.title, "ためしの規約");
        assert_eq!(
            shape(&terms.preamble),
            [
                (0, "", "この文章は、行の終わりで言葉が切れていても、正しくつながることを確かめるためのものです。"),
                (0, "", "なお、第２条により、二つ目の段落も別に読み取られることを、ここで見ておくことにします。"),
            ]
        );
        assert_eq!(shape(&terms.closing), [(0, "", "令和 ８年 11 月１日"), (0, "", "ためし所長")]);
    }

    #[test]
    fn a_reference_at_the_head_of_a_line_opens_neither_article_nor_item() {
        let terms = parse(OUT_OF_A_PDF);
        let heads: Vec<_> = terms.articles.iter().map(|a| (a.number, a.label.as_str(), a.heading.as_deref())).collect();
        assert_eq!(heads, [(1, "第1条", Some("はじめに")), (2, "第2条", Some("決めごと"))]);
        let first = terms.article(1).map(|a| shape(&a.blocks));
        assert_eq!(
            first,
            Some(vec![(
                0,
                "",
                "カメラのある Web ブラウザで Zoom Meetings を使うときは、あらかじめ次の第２条の規定も見てください。"
            )])
        );
    }

    #[test]
    fn items_nest_and_a_paragraph_after_a_list_belongs_to_the_item_around_it() {
        let terms = parse(OUT_OF_A_PDF);
        assert_eq!(
            terms.article(2).map(|a| shape(&a.blocks)),
            Some(vec![
                (0, "(1)", "一つ目。ただし、(2)の場合を除きます。"),
                (0, "(2)", "次を伝えます。"),
                (1, "①", "名前"),
                (1, "②", "番号"),
                (1, "", "ここは(2)の続きの段落です。"),
                (0, "(3)", "三つ目です。"),
                (1, "・", "白い紙を持ってきてください。"),
                (1, "・", "黒い筆も要ります。"),
            ])
        );
    }

    #[test]
    fn supplementary_provisions_close_the_text() {
        let terms = parse("約束\n\n第1条 守ります。\n\n附　則\nこの規約は明日から使います。");
        assert_eq!(shape(&terms.closing), [(0, "", "附　則"), (0, "", "この規約は明日から使います。")]);
    }

    #[test]
    fn the_parsed_terms_travel_as_json() {
        let terms = parse(OUT_OF_A_PDF);
        let back = serde_json::to_string(&terms).ok().and_then(|json| serde_json::from_str::<Terms>(&json).ok());
        assert_eq!(back, Some(terms));
    }

    /// The letters of a text, whatever their width, without the white space that lines are mended with.
    fn letters(text: &str) -> String {
        let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        dense.nfkc().filter(|c| !c.is_whitespace()).collect()
    }

    fn written_out(terms: &Terms) -> String {
        let mut out = terms.above.concat();
        out.push_str(&terms.title);
        let blocks = |out: &mut String, blocks: &[Block]| {
            for (_, label, text) in shape(blocks) {
                out.push_str(label);
                out.push_str(text);
            }
        };
        blocks(&mut out, &terms.preamble);
        for article in &terms.articles {
            if let Some(heading) = &article.heading {
                out.extend(["（", heading, "）"]);
            }
            out.push_str(&article.label);
            blocks(&mut out, &article.blocks);
        }
        blocks(&mut out, &terms.closing);
        out
    }

    #[test]
    fn no_letter_of_the_model_terms_is_lost() {
        for text in [
            OUT_OF_A_PDF,
            include_str!("../../../../server/demo/terms.ja.txt"),
            include_str!("../../../../server/demo/terms.en.txt"),
        ] {
            assert_eq!(letters(&written_out(&parse(text))), letters(text));
        }
    }

    /// Lines as terms have them, and lines that only look so.
    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            "[ 　]{0,2}[第(（]?[ ]?[0-9０-９]{1,6}[ ]?[条)）]?[ の]?[あ-んa-z。.]{0,9}",
            "[ 　]{0,2}(（|\\()[あ-ん。（）]{0,5}(）|\\))[ 　]?",
            "[ 　]?[①-⑳・•･第条附則令和年月日0-9]{0,5}[ぁ-んA-Za-z 。]{0,12}",
            "Article [0-9]{1,6}[ .]?[a-z. ]{0,9}",
            "\\PC{0,20}",
        ]
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_keeps_its_letters(lines in prop::collection::vec(line(), 0..30)) {
            let text = lines.join("\n");
            prop_assert_eq!(letters(&written_out(&parse(&text))), letters(&text));
        }

        #[test]
        fn whatever_comes_nothing_panics(text in any::<String>()) {
            let text = text.trim_start_matches('\u{feff}');
            prop_assert_eq!(letters(&written_out(&parse(text))), letters(text));
        }
    }
}
