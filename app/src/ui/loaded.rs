//! What a resource answers, or why it cannot.

use crate::{desk::Answer, i18n::*, locale::use_lang, ui::page::Failure};
use leptos::prelude::*;

/// Shows what was answered. While another answer is on its way the last one stays, so nothing jumps.
pub fn loaded<T, V>(from: Resource<Answer<T>>, show: impl Fn(T) -> V + Clone + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match from.await {
                        Ok(found) => show(found).into_any(),
                        Err(error) => {
                            view! {
                                <h1>{td!(use_lang(), words.sorry)}</h1>
                                <Failure error=error />
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}
