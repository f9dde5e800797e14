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

/// While it is at work, its form says so in its place (`data-busy`).
#[component]
pub fn Button(
    #[prop(into)] words: String,
    #[prop(optional)] weight: Weight,
    /// What the form is told when it is sent by this button.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <button class=weight.class() name=name value=value data-busy=td_string!(lang, words.ui.sending)>
            {words}
        </button>
    }
}
