//! The full text of an office's terms, in force or an earlier version: they stay readable for ever.

use crate::{
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        articles::{Version, WholeText},
        terms::terms,
    },
    ui::{loaded::loaded, page::Page},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn TermsText() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let asked = move || params.with(|params| (params.get("office").unwrap_or_default(), params.get("version")));
    let text = Resource::new_blocking(asked, move |(slug, version)| terms(code(lang).to_owned(), slug, version));
    let back = move || address::office(lang, &asked().0);
    view! {
        <Page title=td_string!(lang, seeker.full_terms.title)>
            <a class="back" href=back>{td!(lang, seeker.back)}</a>
            {loaded(
                text,
                move |terms| {
                    view! {
                        <h1>{td!(lang, seeker.full_terms.title)}</h1>
                        <Version terms=terms.clone() />
                        <WholeText terms />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}
