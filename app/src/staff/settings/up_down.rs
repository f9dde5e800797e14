//! The two buttons of a form that moves a line of a list: they send `up` or `down` as `what`.

use crate::{i18n::*, locale::use_lang};
use leptos::prelude::*;

#[component]
pub fn UpDown(
    /// Whose line it is, for those who do not see it.
    name: String,
) -> impl IntoView {
    let lang = use_lang();
    [("up", td_string!(lang, plan.settings.up)), ("down", td_string!(lang, plan.settings.down))]
        .map(|(what, words)| {
            view! {
                <button class="button-secondary" name="what" value=what>
                    {words} <span class="unseen">{td_string!(lang, words.ui.about, what = name.clone())}</span>
                </button>
            }
        })
        .into_iter()
        .collect_view()
}
