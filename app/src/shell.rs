//! The HTML around a page. Each client has its own, with its own sheet and program.
#![cfg(feature = "ssr")]

use crate::{i18n::*, locale, request};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// The document of a page of the client whose files are called `options.output_name`. `islands`: only those live in the
/// browser, and the rest of the page is the server's alone.
pub fn shell<V: IntoView + 'static>(
    options: LeptosOptions,
    lang: Locale,
    islands: bool,
    app: fn() -> V,
) -> impl IntoView {
    provide_context(lang);
    if let Some(nonce) = use_nonce() {
        request::header("content-security-policy", &policy(&nonce, islands));
    }
    let sheet = format!("/pkg/{}.css", options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang=locale::code(lang)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                {islands.then(|| view! { <meta name="description" content=td_string!(lang, seeker.door.lead) /> })}
                <link rel="stylesheet" href=sheet />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <HydrationScripts options=options islands=islands />
                <MetaTags />
            </head>
            <body>{app()}</body>
        </html>
    }
}

/// Where a form of the desk may lead. A browser follows the answer that starts a meeting nowhere else.
const STAFF_FORMS: &str = "'self' https://zoom.us https://*.zoom.us";

/// What a page may load: its own files, and the one script that carries its nonce. WebAssembly needs its own word. A page of
/// the staff shows documents of ours in a frame.
fn policy(nonce: &str, islands: bool) -> String {
    let (frames, forms) = if islands { ("'none'", "'self'") } else { ("'self'", STAFF_FORMS) };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         media-src 'self' blob: mediastream:; frame-src {frames}; connect-src 'self'; manifest-src 'self'; form-action {forms}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}
