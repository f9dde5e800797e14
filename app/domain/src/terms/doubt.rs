//! What the reader may not have understood of a text, for whoever imports it to look at. Nothing of the text is dropped
//! either way: a doubt only marks where it stands.

use serde::{Deserialize, Serialize};

use super::{Article, Block, Terms};

/// Where to look, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// Nothing reads as 第N条.
    NoArticles,
    NoTitle,
    /// The articles before and after this one are there.
    MissingArticle {
        number: u16,
    },
    /// The article has no heading （…）, though others have.
    NoHeading {
        number: u16,
    },
    /// The items of an article do not follow one another: after this label another was expected.
    OutOfOrder {
        number: u16,
        label: String,
    },
    /// A paragraph opens like an article or an item but was not taken for one.
    LooksLikeMark {
        text: String,
    },
}

/// Every doubt, in the order of the text.
#[must_use]
pub fn doubts(terms: &Terms) -> Vec<Doubt> {
    let mut found = Vec::new();
    if terms.title.is_empty() {
        found.push(Doubt::NoTitle);
    }
    marks(&terms.preamble, &mut found);
    if terms.articles.is_empty() {
        found.push(Doubt::NoArticles);
    }
    let headed = terms.articles.iter().any(|article| article.heading.is_some());
    let mut expected = 1;
    for article in &terms.articles {
        found.extend((expected..article.number).map(|number| Doubt::MissingArticle { number }));
        expected = article.number.saturating_add(1);
        if headed && article.heading.is_none() {
            found.push(Doubt::NoHeading { number: article.number });
        }
        order(article, &mut found);
        marks(&article.blocks, &mut found);
    }
    marks(&terms.closing, &mut found);
    found
}

/// (1), (2), (3): whatever else comes may be a number that was misread.
fn order(article: &Article, found: &mut Vec<Doubt>) {
    let mut last = 0;
    for block in article.blocks.iter().filter(|block| block.level() == 0) {
        let Some(label) = block.label() else { continue };
        let Some(number) = label.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')?.parse::<u16>().ok()) else {
            continue;
        };
        if number != last + 1 {
            found.push(Doubt::OutOfOrder { number: article.number, label: label.to_owned() });
        }
        last = number;
    }
}

fn marks(blocks: &[Block], found: &mut Vec<Doubt>) {
    for block in blocks.iter().filter(|block| block.label().is_none() && opens_like_a_mark(block.text())) {
        found.push(Doubt::LooksLikeMark { text: block.text().chars().take(30).collect() });
    }
}

fn opens_like_a_mark(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut letters = text.chars().filter(|c| !c.is_whitespace());
    match letters.next() {
        Some('第') => {
            let rest: String = letters.take(4).collect();
            rest.starts_with(digit) && rest.contains('条')
        }
        Some('(' | '（') => letters.next().is_some_and(digit),
        Some('①'..='⑳' | '・' | '•' | '･') => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::parse;

    #[test]
    fn the_model_terms_leave_no_doubt() {
        for text in
            [include_str!("../../../../server/demo/terms.ja.txt"), include_str!("../../../../server/demo/terms.en.txt")]
        {
            assert_eq!(doubts(&parse(text)), []);
        }
    }

    #[test]
    fn a_plain_letter_is_no_terms() {
        assert_eq!(doubts(&parse("こんにちは。お元気ですか。")), [Doubt::NoTitle, Doubt::NoArticles]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let terms = parse("規約\n\n（はじめに）\n第１条　一つ。\n\n第２条　二つ。\n\n（おわりに）\n第４条　四つ。");
        assert_eq!(doubts(&terms), [Doubt::NoHeading { number: 2 }, Doubt::MissingArticle { number: 3 }]);
    }

    #[test]
    fn items_that_do_not_follow_one_another_are_shown() {
        let block = |label: &str| Block::Item { level: 0, label: label.to_owned(), text: "次。".to_owned() };
        let article = |labels: &[&str]| Article {
            number: 1,
            label: "第1条".to_owned(),
            heading: None,
            blocks: labels.iter().map(|label| block(label)).collect(),
        };
        let terms = |labels| Terms { title: "規約".to_owned(), articles: vec![article(labels)], ..Terms::default() };
        assert_eq!(doubts(&terms(&["(1)", "(2)"])), []);
        assert_eq!(doubts(&terms(&["(1)", "(3)"])), [Doubt::OutOfOrder { number: 1, label: "(3)".to_owned() }]);
    }

    #[test]
    fn a_paragraph_that_looks_like_an_item_is_shown() {
        let paragraph = |text: &str| vec![Block::Paragraph { level: 0, text: text.to_owned() }];
        for (text, doubtful) in
            [("（3 例外", true), ("第１条の二", true), ("②次", true), ("第一に、", false), ("（注）", false)]
        {
            let terms = Terms { title: "規約".to_owned(), closing: paragraph(text), ..Terms::default() };
            let found = doubts(&terms).iter().any(|doubt| matches!(doubt, Doubt::LooksLikeMark { .. }));
            assert_eq!(found, doubtful, "{text}");
        }
    }
}
