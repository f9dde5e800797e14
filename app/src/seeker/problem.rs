//! What went wrong with the step before, on the page that offers the way on.

use crate::{
    desk::{Answer, error::DeskError},
    i18n::*,
    locale::use_lang,
    ui::page::words_of,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The problem named by `?problem=…`, in words, with what may help as children.
#[component]
pub fn Problem(#[prop(optional)] children: Option<ChildrenFn>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    move || {
        let error = query.with(|query| query.get_str("problem").and_then(DeskError::of_word))?;
        Some(view! {
            <div class="notice" data-tone="bad" role="alert">
                <p><b>{words_of(error, lang)}</b></p>
                {children.clone().map(|children| children())}
            </div>
        })
    }
}

/// What the hydrated client says when a form could not be sent at all: the form stays as it is.
#[component]
pub fn Unsent<T: Clone + Send + Sync + 'static>(#[prop(into)] answer: Signal<Option<Answer<T>>>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div role="alert">
            {move || {
                matches!(answer.get(), Some(Err(DeskError::Unavailable)))
                    .then(|| {
                        view! {
                            <div class="notice" data-tone="bad">
                                <p><b>{td!(lang, seeker.unsent.title)}</b></p>
                                <p>{td!(lang, seeker.unsent.help)}</p>
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
