//! A button that sends its form.

use crate::{i18n::*, locale::use_lang};
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Weight {
    /// The one thing to press on this screen.
    #[default]
    Main,
    Second,
    /// Takes something away; stands on a page of its own.
    Danger,
    /// A link by its looks: 「手放す」.
    Quiet,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Weight::Main => "button",
            Weight::Second => "button-secondary",
            Weight::Danger => "button-danger",
            Weight::Quiet => "button-link",
        }
    }
}

/// Says in words when it is at work, keeps its place and its focus, and does not send twice.
#[component]
pub fn Button(
    #[prop(into)] words: String,
    #[prop(optional)] weight: Weight,
    /// While the answer is awaited.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What the form is told when it is sent by this button.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let at_work = td_string!(lang, words.ui.sending).to_string();
    view! {
        <button
            class=weight.class()
            name=name
            value=value
            aria-disabled=move || busy.get().then_some("true")
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                }
            }
        >
            {move || if busy.get() { at_work.clone() } else { words.clone() }}
        </button>
    }
    .into_any()
}
