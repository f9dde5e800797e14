//! By phone instead: the office's number and hours, in reach on every page (Art. 1).

use crate::{i18n::*, locale::use_lang};
use leptos::prelude::*;

/// `hours` where the page knows them.
#[component]
pub fn ByPhone(
    #[prop(into)] office: String,
    #[prop(into)] phone: String,
    #[prop(optional, into)] hours: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="by-phone">
            <h2>{td!(lang, seeker.by_phone.title)}</h2>
            <p>{td!(lang, seeker.by_phone.why)}</p>
            <Number office phone hours />
        </section>
    }
    .into_any()
}

/// The number alone, large.
#[component]
pub fn Number(office: String, phone: String, hours: Option<String>) -> impl IntoView {
    let dialled = format!("tel:{}", phone.replace('-', ""));
    view! {
        <p>
            {office}<br />
            <a class="tel" href=dialled>{phone}</a>
            {hours.map(|hours| view! { <br /><span class="quiet">{hours}</span> })}
        </p>
    }
    .into_any()
}

/// At the foot of a page with something to do on it.
#[component]
pub fn Trouble(office: String, phone: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section>
            <h2>{td!(lang, seeker.apply.trouble)}</h2>
            <Number office phone hours=None />
        </section>
    }
    .into_any()
}
