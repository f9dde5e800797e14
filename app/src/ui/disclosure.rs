//! Something that not everybody needs to read at once: an article of the terms, an explanation.

use leptos::prelude::*;

#[component]
pub fn Disclosure(
    #[prop(into)] title: String,
    /// One of several articles under one another, with rules between them.
    #[prop(optional)]
    article: bool,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class=article.then_some("article") open=open>
            <summary>{title}</summary>
            {children()}
        </details>
    }
    .into_any()
}
