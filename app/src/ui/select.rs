//! A choice from a list that is too long for rows: a native select with its label above.

use super::field::{Help, Label, Wrong, described_by};
use leptos::prelude::*;

#[component]
pub fn Select<V, W>(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// What the form sends, and the words.
    options: Vec<(V, W)>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(default = None)] error: Option<String>,
    /// The value that was chosen before.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView
where
    V: Into<String> + Send + 'static,
    W: Into<String> + Send + 'static,
{
    let id = id.unwrap_or_else(|| name.clone());
    view! {
        <div class="field">
            <Label id=id.clone() label optional=false />
            <Help id=id.clone() help=help.clone() />
            <Wrong id=id.clone() error=error.clone() />
            <select
                id=id.clone()
                name=name
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(&id, help.is_some(), error.is_some())
            >
                {options
                    .into_iter()
                    .map(|(option, words)| {
                        let option: String = option.into();
                        let selected = option == value;
                        view! { <option value=option selected=selected>{words.into()}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}
