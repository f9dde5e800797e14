//! What a new version of the terms changes, article by article (Art. 13, R6).
//!
//! Articles are matched by their number. Nothing is left out on either side: what is kept and removed, in its order, is
//! the old version, and what is kept and added is the new one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Article, Block, Terms};

/// A part of the terms that is compared by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// What stands above the title, and the title.
    Title,
    Preamble,
    Article(u16),
    Closing,
}

/// One paragraph or item beside the other version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Kept(Block),
    Removed(Block),
    Added(Block),
}

impl Line {
    fn before(&self) -> Option<&Block> {
        match self {
            Self::Kept(block) | Self::Removed(block) => Some(block),
            Self::Added(_) => None,
        }
    }

    fn after(&self) -> Option<&Block> {
        match self {
            Self::Kept(block) | Self::Added(block) => Some(block),
            Self::Removed(_) => None,
        }
    }
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Unchanged,
    Changed,
    Added,
    Removed,
}

/// A part of both versions. The first line of an article is an item of its label and heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub place: Place,
    pub change: Change,
    pub lines: Vec<Line>,
}

impl Part {
    /// How the part read before.
    pub fn before(&self) -> impl Iterator<Item = &Block> {
        self.lines.iter().filter_map(Line::before)
    }

    /// How it reads now.
    pub fn after(&self) -> impl Iterator<Item = &Block> {
        self.lines.iter().filter_map(Line::after)
    }
}

/// Two versions side by side, in the order of the text. A part that neither version has is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub parts: Vec<Part>,
}

impl Difference {
    #[must_use]
    pub fn between(old: &Terms, new: &Terms) -> Self {
        let (old, new) = (Parts::of(old), Parts::of(new));
        let mut places: Vec<_> = old.0.keys().chain(new.0.keys()).copied().collect();
        places.sort_unstable();
        places.dedup();
        let side = |parts: &Parts, key| parts.0.get(key).cloned();
        let parts = places.iter().map(|key| Part::between(key.0, side(&old, key), side(&new, key)));
        Self { parts: parts.collect() }
    }

    /// The parts that read otherwise than before.
    pub fn changes(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.change != Change::Unchanged)
    }
}

impl Part {
    fn between(place: Place, old: Option<Vec<Block>>, new: Option<Vec<Block>>) -> Self {
        let (change, lines) = match (old, new) {
            (Some(old), Some(new)) => {
                let change = if old == new { Change::Unchanged } else { Change::Changed };
                (change, compare(old, new))
            }
            (old, None) => (Change::Removed, old.into_iter().flatten().map(Line::Removed).collect()),
            (None, Some(new)) => (Change::Added, new.into_iter().map(Line::Added).collect()),
        };
        Self { place, change, lines }
    }
}

/// The parts of one version. A number that comes twice, which the reader never makes, has its second article beside the
/// other version's second.
struct Parts(BTreeMap<(Place, usize), Vec<Block>>);

impl Parts {
    fn of(terms: &Terms) -> Self {
        let mut parts = BTreeMap::new();
        let titles = terms.above.iter().chain(Some(&terms.title).filter(|title| !title.is_empty()));
        let titles: Vec<Block> = titles.map(|text| Block::Paragraph { level: 0, text: text.clone() }).collect();
        for (place, blocks) in
            [(Place::Title, titles), (Place::Preamble, terms.preamble.clone()), (Place::Closing, terms.closing.clone())]
        {
            if !blocks.is_empty() {
                parts.insert((place, 0), blocks);
            }
        }
        for article in &terms.articles {
            let place = Place::Article(article.number);
            let before = parts.range((place, 0)..=(place, usize::MAX)).count();
            parts.insert((place, before), article_lines(article));
        }
        Self(parts)
    }
}

fn article_lines(article: &Article) -> Vec<Block> {
    let text = article.heading.clone().unwrap_or_default();
    let head = Block::Item { level: 0, label: article.label.clone(), text };
    std::iter::once(head).chain(article.blocks.iter().cloned()).collect()
}

/// Above this many comparisons a part is told as removed and added whole: no official text comes near it, a pasted
/// book does.
const MOST_COMPARISONS: usize = 4_000_000;

/// The longest common subsequence stays, the rest goes or comes; what goes stands before what comes in its place.
fn compare(mut old: Vec<Block>, mut new: Vec<Block>) -> Vec<Line> {
    let same_head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let mut lines: Vec<Line> = old.drain(..same_head).map(Line::Kept).collect();
    new.drain(..same_head);
    let same_tail = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let tail = old.split_off(old.len() - same_tail);
    new.truncate(new.len() - same_tail);

    let kept = if old.len().saturating_mul(new.len()) > MOST_COMPARISONS { Vec::new() } else { common(&old, &new) };
    let (mut old, mut new) = (old.into_iter(), new.into_iter());
    let (mut olds, mut news) = (0, 0);
    for (i, j) in kept {
        lines.extend(old.by_ref().take(i - olds).map(Line::Removed));
        lines.extend(new.by_ref().take(j - news).map(Line::Added));
        lines.extend(old.next().map(Line::Kept));
        new.next();
        (olds, news) = (i + 1, j + 1);
    }
    lines.extend(old.map(Line::Removed));
    lines.extend(new.map(Line::Added));
    lines.extend(tail.into_iter().map(Line::Kept));
    lines
}

/// The places of a longest common subsequence in both lists.
fn common(old: &[Block], new: &[Block]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // The longest of what follows from i and j on.
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut kept = Vec::new();
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::*;

    const OLD: &str = "\
ためしの規約

はじめの言葉です。

（目的）
第1条 相談のためのものです。

（料金）
第2条 次のとおりとします。
(1) 無料です。
(2) 通信料はご負担ください。

（禁止）
第3条 録画はできません。

令和7年1月27日
所長
";

    const NEW: &str = "\
ためしの規約

はじめの言葉です。

（目的）
第1条 相談のためのものです。

（料金と機器）
第2条 次のとおりとします。
(1) 無料です。
(2) 通信料と機器はご負担ください。
(3) 機器は貸し出しません。

（個人の部屋）
第4条 ひとりの部屋でご参加ください。

令和9年4月1日
所長
";

    fn told(part: &Part) -> Vec<String> {
        let say = |sign: &str, block: &Block| format!("{sign}{}{}", block.label().unwrap_or_default(), block.text());
        let line = |line: &Line| match line {
            Line::Kept(block) => say(" ", block),
            Line::Removed(block) => say("-", block),
            Line::Added(block) => say("+", block),
        };
        part.lines.iter().map(line).collect()
    }

    #[test]
    fn every_article_says_what_became_of_it() {
        let difference = Difference::between(&parse(OLD), &parse(NEW));
        let changes: Vec<_> = difference.parts.iter().map(|part| (part.place, part.change)).collect();
        assert_eq!(
            changes,
            [
                (Place::Title, Change::Unchanged),
                (Place::Preamble, Change::Unchanged),
                (Place::Article(1), Change::Unchanged),
                (Place::Article(2), Change::Changed),
                (Place::Article(3), Change::Removed),
                (Place::Article(4), Change::Added),
                (Place::Closing, Change::Changed),
            ]
        );
        assert_eq!(
            told(&difference.parts[3]),
            [
                "-第2条料金",
                "+第2条料金と機器",
                " 次のとおりとします。",
                " (1)無料です。",
                "-(2)通信料はご負担ください。",
                "+(2)通信料と機器はご負担ください。",
                "+(3)機器は貸し出しません。",
            ]
        );
        assert_eq!(told(&difference.parts[6]), ["-令和7年1月27日", "+令和9年4月1日", " 所長"]);
        assert_eq!(difference.changes().count(), 4);
    }

    #[test]
    fn a_version_differs_in_nothing_from_itself_and_in_everything_from_nothing() {
        let terms = parse(OLD);
        assert_eq!(Difference::between(&terms, &terms).changes().count(), 0);
        let added = Difference::between(&Terms::default(), &terms);
        assert!(added.parts.iter().all(|part| part.change == Change::Added));
        assert_eq!(Difference::between(&Terms::default(), &Terms::default()), Difference::default());
    }

    #[test]
    fn a_pasted_book_is_told_whole() {
        let blocks = |word: &str| -> Vec<Block> {
            (0..3_000).map(|n| Block::Paragraph { level: 0, text: format!("{word}{n}") }).collect()
        };
        let lines = compare(blocks("a"), blocks("b"));
        assert_eq!(lines.len(), 6_000);
    }

    fn any_blocks() -> impl Strategy<Value = Vec<Block>> {
        let block = (0_u8..2, "[ab]", prop::option::of("[12]")).prop_map(|(level, text, label)| match label {
            Some(label) => Block::Item { level, label, text },
            None => Block::Paragraph { level, text },
        });
        prop::collection::vec(block, 0..6)
    }

    fn any_terms() -> impl Strategy<Value = Terms> {
        let article = (1_u16..5, prop::option::of("[ab]"), any_blocks()).prop_map(|(number, heading, blocks)| {
            Article { number, label: format!("第{number}条"), heading, blocks }
        });
        let articles = prop::collection::vec(article, 0..5).prop_map(|mut articles| {
            articles.sort_by_key(|article| article.number);
            articles
        });
        let above = prop::collection::vec("[ab]", 0..2);
        (above, "[ab]?", any_blocks(), articles, any_blocks())
            .prop_map(|(above, title, preamble, articles, closing)| Terms { above, title, preamble, articles, closing })
    }

    /// All that a version says, one after the other.
    fn whole(terms: &Terms) -> Vec<Block> {
        let title = Some(terms.title.clone()).filter(|title| !title.is_empty());
        let titles = terms.above.iter().cloned().chain(title).map(|text| Block::Paragraph { level: 0, text });
        let articles = terms.articles.iter().flat_map(article_lines);
        titles.chain(terms.preamble.clone()).chain(articles).chain(terms.closing.clone()).collect()
    }

    proptest! {
        #[test]
        fn nothing_is_dropped_on_either_side(old in any_terms(), new in any_terms()) {
            let difference = Difference::between(&old, &new);
            let before: Vec<Block> = difference.parts.iter().flat_map(Part::before).cloned().collect();
            let after: Vec<Block> = difference.parts.iter().flat_map(Part::after).cloned().collect();
            prop_assert_eq!(before, whole(&old));
            prop_assert_eq!(after, whole(&new));
            for part in &difference.parts {
                let kept = part.lines.iter().all(|line| matches!(line, Line::Kept(_)));
                prop_assert_eq!(kept, part.change == Change::Unchanged);
            }
        }

        /// No longer common part could have been kept.
        #[test]
        fn as_much_as_can_be_is_kept(old in any_blocks(), new in any_blocks()) {
            fn longest(old: &[Block], new: &[Block]) -> usize {
                match (old, new) {
                    ([one, old @ ..], [other, new @ ..]) if one == other => 1 + longest(old, new),
                    ([_, rest_of_old @ ..], [_, rest_of_new @ ..]) => {
                        longest(rest_of_old, new).max(longest(old, rest_of_new))
                    }
                    _ => 0,
                }
            }
            let kept = compare(old.clone(), new.clone()).iter().filter(|line| matches!(line, Line::Kept(_))).count();
            prop_assert_eq!(kept, longest(&old, &new));
        }
    }
}
