//! What a new version of the terms changes (Art. 13, R6), a part at a time: what reads otherwise, struck out and put in.

use crate::{
    domain::terms::{
        Block,
        difference::{Change, Line, Part, Place},
    },
    i18n::*,
    locale::use_lang,
};
use leptos::prelude::*;

#[component]
pub fn Changed(
    part: Part,
    /// The language of the text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let lang = use_lang();
    let place = match part.place {
        Place::Title => td_string!(lang, terms.changes.place_title).to_owned(),
        Place::Preamble => td_string!(lang, terms.changes.preamble).to_owned(),
        Place::Article(number) => td_string!(lang, terms.changes.article, number = number),
        Place::Closing => td_string!(lang, terms.changes.closing).to_owned(),
    };
    let change = match part.change {
        Change::Unchanged => return ().into_any(),
        Change::Changed => td_string!(lang, terms.changes.changed),
        Change::Added => td_string!(lang, terms.changes.added),
        Change::Removed => td_string!(lang, terms.changes.removed),
    };
    view! {
        <h4>{place} " " <span class="badge" data-tone="wait">{change}</span></h4>
        <div lang=text>
            {part
                .lines
                .iter()
                .filter_map(|line| match line {
                    Line::Kept(_) => None,
                    Line::Removed(block) => Some(view! { <del>{clause(block)}</del> }.into_any()),
                    Line::Added(block) => Some(view! { <ins>{clause(block)}</ins> }.into_any()),
                })
                .collect_view()}
        </div>
    }
    .into_any()
}

/// A paragraph or an item, as deep as it stands.
pub fn clause(block: &Block) -> AnyView {
    let label = block.label().map(|label| format!("{label}　"));
    view! { <p class="clause" data-level=block.level().to_string()>{label} {block.text().to_owned()}</p> }.into_any()
}
