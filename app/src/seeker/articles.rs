//! An office's terms on screen: article by article, from its own text.

use crate::{
    desk::office::TermsView,
    domain::{
        terms::{Block, parse},
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    ui::{disclosure::Disclosure, when},
};
use leptos::prelude::*;

/// The articles under one another, each closed until wanted.
#[component]
pub fn Articles(terms: TermsView) -> impl IntoView {
    let text = parse(&terms.text);
    let articles = text
        .articles
        .into_iter()
        .map(|article| {
            let title = match article.heading {
                Some(heading) => format!("{}　{heading}", article.label),
                None => article.label,
            };
            view! { <Disclosure title article=true>{blocks(article.blocks)}</Disclosure> }
        })
        .collect_view();
    view! { <div lang=terms.lang>{blocks(text.preamble)} {articles} {blocks(text.closing)}</div> }
}

/// The whole text open, to be read or printed.
#[component]
pub fn WholeText(terms: TermsView) -> impl IntoView {
    let text = parse(&terms.text);
    let articles = text
        .articles
        .into_iter()
        .map(|article| {
            view! {
                <h2>{article.label} " " {article.heading}</h2>
                {blocks(article.blocks)}
            }
        })
        .collect_view();
    view! { <div lang=terms.lang>{blocks(text.preamble)} {articles} {blocks(text.closing)}</div> }
}

/// From when it is in force, which version it is, and which language binds.
#[component]
pub fn Version(terms: TermsView) -> impl IntoView {
    let lang = use_lang();
    let from = when::date(date_jst(terms.in_force_from), lang);
    let hash = terms.hash.get(..12).unwrap_or(&terms.hash).to_owned();
    let note = match (lang, terms.lang.as_str()) {
        (Locale::ja, _) => None,
        (_, shown) if shown == code(lang) => Some(td_string!(lang, seeker.terms.binding)),
        _ => Some(td_string!(lang, seeker.terms.only_japanese)),
    };
    view! {
        <p class="quiet">
            {td!(lang, seeker.terms.version, from = from, hash = hash)}
            {note.map(|note| view! { <br />{note} })}
        </p>
    }
    .into_any()
}

fn blocks(blocks: Vec<Block>) -> impl IntoView {
    blocks
        .into_iter()
        .map(|block| {
            let level = block.level().to_string();
            let label = block.label().map(|label| format!("{label}　"));
            view! { <p class="clause" data-level=level>{label} {block.text().to_owned()}</p> }
        })
        .collect_view()
}
