//! What went wrong with the step before, on the page that offers the way on.

use crate::{desk::error::DeskError, locale::use_lang, seeker::address::asked, ui::page::words_of};
use leptos::prelude::*;

/// The problem named by `?problem=…`, in words.
#[component]
pub fn Problem() -> impl IntoView {
    let error = asked("problem").as_deref().and_then(DeskError::of_word)?;
    Some(view! {
        <div class="notice" data-tone="bad" role="alert">
            <p><b>{words_of(error, use_lang())}</b></p>
        </div>
    })
}
