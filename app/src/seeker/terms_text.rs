//! The full text of an office's terms, in force or an earlier version: they stay readable for ever.

use crate::{
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, segment},
        articles::{Version, WholeText},
        terms::terms,
    },
    ui::{loaded::loaded, page::Page},
};
use leptos::prelude::*;

#[component]
pub fn TermsText() -> impl IntoView {
    let lang = use_lang();
    let slug = segment("office");
    let version = Some(segment("version")).filter(|version| !version.is_empty());
    view! {
        <Page title=td_string!(lang, seeker.full_terms.title)>
            <a class="back" href=address::office(lang, &slug)>{td!(lang, seeker.back)}</a>
            {loaded(
                terms(code(lang).to_owned(), slug, version),
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
