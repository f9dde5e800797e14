//! Setting up the second factor: the picture, the recovery codes, the code that proves it works.

use crate::{desk::staff::Factor, i18n::*, locale::use_lang, ui::field::Field};
use leptos::prelude::*;

/// What stands above the field for the code.
#[component]
pub fn SetUp(factor: Factor) -> impl IntoView {
    let lang = use_lang();
    let side = factor.picture.side;
    view! {
        <ol class="set-up">
            <li>
                <p>{td_string!(lang, accounts.step.enrol.scan)}</p>
                <svg
                    class="qr"
                    role="img"
                    aria-label=td_string!(lang, accounts.step.enrol.picture)
                    viewBox=format!("0 0 {side} {side}")
                    shape-rendering="crispEdges"
                >
                    <path d=factor.picture.path />
                </svg>
                <p class="hint">{td_string!(lang, accounts.step.enrol.by_hand)}</p>
                <p><code class="secret">{factor.secret}</code></p>
            </li>
            <li>
                <p>{td_string!(lang, accounts.step.enrol.recovery)}</p>
                <p class="hint">{td_string!(lang, accounts.step.enrol.recovery_help)}</p>
                <ul class="recovery">
                    {factor.recovery.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
                </ul>
            </li>
            <li>
                <p>{td_string!(lang, accounts.step.enrol.confirm)}</p>
            </li>
        </ol>
    }
    .into_any()
}

/// The code that the app shows, which proves that it is set up.
#[component]
pub fn CodeField() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Field
            label=td_string!(lang, accounts.step.code.label)
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            short=true
        />
    }
}
