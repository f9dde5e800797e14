//! What the desk answers, or why it cannot.

use crate::{
    desk::{Answer, error::DeskError},
    i18n::*,
    locale::use_lang,
    ui::page::{Failure, Missing},
};
use leptos::prelude::*;

/// Shows what was answered. The page is sent once it is there.
pub fn loaded<T, V>(
    answer: impl Future<Output = Answer<T>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        match answer.await {
            Ok(found) => show(found).into_any(),
            Err(DeskError::NotFound) => view! { <Missing /> }.into_any(),
            Err(error) => view! {
                <h1>{td!(use_lang(), words.sorry)}</h1>
                <Failure error=error />
            }
            .into_any(),
        }
    })
}
