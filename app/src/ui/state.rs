//! One line that says how things stand: a sign and words; the colour only repeats them.

use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// ✓
    Good,
    /// …
    Wait,
    /// !
    Bad,
    /// ー: cancelled, past, not checked.
    Quiet,
}

impl Tone {
    /// What the sheet calls it.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Wait => "wait",
            Tone::Bad => "bad",
            Tone::Quiet => "quiet",
        }
    }
}

/// A line in the text. A change of it is spoken.
#[component]
pub fn State(#[prop(into)] tone: Signal<Tone>, #[prop(into)] words: Signal<String>) -> impl IntoView {
    view! {
        <p class="state" data-tone=move || tone.get().name() role="status">
            {move || words.get()}
        </p>
    }
}

/// The heading of a page whose first news is a state: 「予約が確定しました」. A change of it is spoken.
#[component]
pub fn StateHeading(#[prop(into)] tone: Signal<Tone>, #[prop(into)] words: Signal<String>) -> impl IntoView {
    view! {
        <div role="status">
            <h1 class="state" data-tone=move || tone.get().name()>
                {move || words.get()}
            </h1>
        </div>
    }
}

/// Inside a line or a table.
#[component]
pub fn Badge(#[prop(into)] tone: Signal<Tone>, #[prop(into)] words: Signal<String>) -> impl IntoView {
    view! {
        <span class="badge" data-tone=move || tone.get().name()>
            {move || words.get()}
        </span>
    }
}
