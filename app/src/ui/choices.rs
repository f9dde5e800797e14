//! A question with a few answers as rows, and a single tick.

use super::field::{Help, Wrong, described_by};
use leptos::prelude::*;

/// One answer: what the form sends, and the words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub help: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into(), help: None }
    }

    /// A line under the answer: what follows from it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Choice { help: Some(help.into()), ..self }
    }
}

/// Radio rows. `why` says what the answer is for. The first row has the question's id, so that the error summary leads
/// there.
#[component]
pub fn Choices(
    #[prop(into)] legend: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] why: Option<String>,
    #[prop(default = None)] error: Option<String>,
    /// The value that was chosen before.
    #[prop(optional, into)]
    chosen: Option<String>,
    /// Side by side where there is room: short answers only.
    #[prop(optional)]
    in_a_row: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let rows = options
        .into_iter()
        .enumerate()
        .map(|(place, option)| {
            let id = if place == 0 { id.clone() } else { format!("{id}-{place}") };
            let checked = chosen.as_ref() == Some(&option.value);
            view! {
                <label class="choice">
                    <input id=id type="radio" name=name.clone() value=option.value checked=checked />
                    <span>{option.label} {option.help.map(|help| view! { <small>{help}</small> })}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset
            class=if in_a_row { "choices in-a-row" } else { "choices" }
            role="radiogroup"
            aria-invalid=error.is_some().then_some("true")
            aria-describedby=described_by(&id, why.is_some(), error.is_some())
        >
            <legend>{legend}</legend>
            <Help id=id.clone() help=why.clone() />
            <Wrong id=id.clone() error=error.clone() />
            {rows}
        </fieldset>
    }
}

/// A single tick. Sends `true` when ticked and nothing otherwise. Its words are the children, so that they can link.
#[component]
pub fn Tick(
    #[prop(into)] name: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] why: Option<String>,
    #[prop(default = None)] error: Option<String>,
    #[prop(optional)] checked: bool,
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    view! {
        <div class="field">
            <Help id=id.clone() help=why.clone() />
            <Wrong id=id.clone() error=error.clone() />
            <label class="choice">
                <input
                    id=id.clone()
                    type="checkbox"
                    name=name
                    value="true"
                    checked=checked
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described_by(&id, why.is_some(), error.is_some())
                />
                <span>{children()}</span>
            </label>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rendered;

    #[test]
    fn what_was_chosen_before_stays_chosen_and_the_summary_finds_the_first_row() {
        let html = rendered("/ja", || {
            let options =
                vec![Choice::new("yes", "はい"), Choice::new("unsure", "わからない").help("職員が確かめます")];
            view! { <Choices legend="質問" name="q" options why="理由" error=Some("選んでください".to_owned()) chosen="unsure".to_owned() /> }
        });
        assert!(html.contains("<input id=\"q\" type=\"radio\" name=\"q\" value=\"yes\">"), "{html}");
        assert!(html.contains("value=\"unsure\" checked"), "{html}");
        assert!(html.contains("aria-describedby=\"q-hint q-error\""), "{html}");
    }
}
