//! Everything said back in a list, with 「変更」 beside what can still be changed.

use crate::{i18n::*, locale::use_lang};
use leptos::prelude::*;

#[component]
pub fn Summary<C: IntoView + 'static>(children: TypedChildren<C>) -> impl IntoView {
    view! { <dl class="summary">{children.into_inner()()}</dl> }
}

/// One line of it: a term, what was given (the children), and where to change it.
#[component]
pub fn Given<C: IntoView + 'static>(
    #[prop(into)] term: String,
    /// The address of the step that asked for it.
    #[prop(optional, into)]
    change: Option<String>,
    /// To be read twice: the mail address, the reference number.
    #[prop(optional)]
    large: bool,
    children: TypedChildren<C>,
) -> impl IntoView {
    let lang = use_lang();
    let link = change.map(|address| {
        let of = td_string!(lang, words.ui.about, what = term.clone());
        view! {
            <dd class="change">
                <a href=address>{td!(lang, words.ui.change)} <span class="unseen">{of}</span></a>
            </dd>
        }
    });
    view! {
        <div>
            <dt>{term}</dt>
            <dd class=large.then_some("large")>{children.into_inner()()}</dd>
            {link}
        </div>
    }
}
