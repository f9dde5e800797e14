//! The terms of use of an office, read from their official text (Art. 1–14 of the model; data, not code).
//!
//! An office's text comes as plain text, often out of a PDF: 第N条 with full-width digits, a heading （…） on the
//! line before, items (n), ①, ・, pages that break anywhere and lines broken in the middle of a word, with or without
//! an empty line between any two. [`parse`] finds the articles in it and mends the lines. Two things always hold: it
//! never fails, and it loses no letter, for what it does not understand stays as a paragraph where it stood.
//!
//! The binding thing is the source text, whose hash the server keeps; this is only its shape for a page. To teach it
//! another kind of item, add a mark to `line::Mark` and a case to `Mark::read`.

use serde::{Deserialize, Serialize};

pub mod difference;
pub mod doubt;
mod line;
mod reader;

pub use reader::parse;

/// One office's terms, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What stands above the title, for instance 別紙２.
    pub above: Vec<String>,
    /// Empty if the text opens without one.
    pub title: String,
    pub preamble: Vec<Block>,
    pub articles: Vec<Article>,
    /// Date and signature, and supplementary provisions (附則).
    pub closing: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    pub number: u16,
    /// 第6条 or Article 6, digits narrow.
    pub label: String,
    /// Without its brackets.
    pub heading: Option<String>,
    pub blocks: Vec<Block>,
}

/// A paragraph or an item. `level` says how deep it stands in the article: 0 is the article itself, and whatever
/// belongs to an item stands one deeper than the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Paragraph {
        level: u8,
        text: String,
    },
    /// `label` is (1), ① or ・.
    Item {
        level: u8,
        label: String,
        text: String,
    },
}

impl Block {
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Paragraph { text, .. } | Self::Item { text, .. } => text,
        }
    }

    /// (1), ① or ・, if it is an item.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Paragraph { .. } => None,
            Self::Item { label, .. } => Some(label),
        }
    }

    #[must_use]
    pub fn level(&self) -> u8 {
        match self {
            Self::Paragraph { level, .. } | Self::Item { level, .. } => *level,
        }
    }

    fn text_mut(&mut self) -> &mut String {
        match self {
            Self::Paragraph { text, .. } | Self::Item { text, .. } => text,
        }
    }
}

impl Terms {
    #[must_use]
    pub fn article(&self, number: u16) -> Option<&Article> {
        self.articles.iter().find(|a| a.number == number)
    }
}

/// Why an office may change its terms without asking each user (Art. 13, 民法548条の4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 13(1): the change is to the general benefit of the users.
    Benefit,
    /// 13(2): it does not go against the purpose and is reasonable.
    Reasonable,
}

impl Ground {
    pub const ALL: [Ground; 2] = [Ground::Benefit, Ground::Reasonable];

    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Ground::Benefit => "benefit",
            Ground::Reasonable => "reasonable",
        }
    }

    /// The ground that a word names.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|ground| ground.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAPANESE: &str = include_str!("../../../server/demo/terms.ja.txt");
    const ENGLISH: &str = include_str!("../../../server/demo/terms.en.txt");

    #[test]
    fn both_languages_of_the_model_terms_have_the_same_shape() {
        let ja = parse(JAPANESE);
        let en = parse(ENGLISH);
        let numbers: Vec<u16> = ja.articles.iter().map(|a| a.number).collect();
        assert_eq!(numbers, (1..=14).collect::<Vec<_>>());
        assert!(ja.articles.iter().all(|a| a.heading.is_some()));
        for (ja, en) in ja.articles.iter().zip(&en.articles) {
            assert!(en.heading.is_some());
            let labels = |a: &Article| -> Vec<(u8, String)> {
                let label = |b: &Block| b.label().unwrap_or_default().to_owned();
                a.blocks.iter().map(|b| (b.level(), label(b))).collect()
            };
            assert_eq!(labels(ja), labels(en), "Article {}", ja.number);
        }
        assert_eq!(ja.title, "オンライン相談サービス利用規約");
        assert_eq!(en.title, "Terms of use of the online consultation service");
        assert_eq!((ja.preamble.len(), en.preamble.len()), (2, 3));
        assert_eq!((ja.closing.len(), en.closing.len()), (2, 2));
        assert_eq!(en.articles.len(), 14);
    }

    #[test]
    fn every_clause_that_a_declaration_names_is_in_the_model_terms() {
        use super::super::declaration::{Declaration, Pledge};
        let terms = parse(JAPANESE);
        let clauses = Declaration::ALL.map(Declaration::clause);
        for clause in clauses.into_iter().chain(Pledge::ALL.map(Pledge::clause)) {
            let label = format!("({})", clause.item);
            let found = terms
                .article(clause.article)
                .is_some_and(|a| clause.item == 0 || a.blocks.iter().any(|b| b.label() == Some(&label)));
            assert!(found, "Article {clause}");
        }
    }
}
