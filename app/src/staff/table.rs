//! A table with its heads. It scrolls by itself where it is wider than the page, and is a region that the keyboard reaches.

use leptos::prelude::*;

#[component]
pub fn Table(
    #[prop(into)] caption: String,
    #[prop(into)] heads: Vec<&'static str>,
    /// A heading above says what the caption says: it is for screen readers only.
    #[prop(optional)]
    quiet: bool,
    /// What the region is called, where that is not the caption.
    #[prop(optional, into)]
    label: Option<String>,
    /// A few short columns: it is as wide as they are, and scrolls on a phone alone.
    #[prop(optional)]
    narrow: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| caption.clone());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class=narrow.then_some("narrow")>
                <caption class=quiet.then_some("unseen")>{caption}</caption>
                <thead>
                    <tr>{heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
