//! The HTML around a page. Each client has its own, with its own sheet and program.

use crate::locale;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The document of a page of the client whose files are called `options.output_name`.
pub fn shell<V: IntoView + 'static>(
    options: LeptosOptions,
    lang: crate::i18n::Locale,
    app: fn() -> V,
) -> impl IntoView {
    let sheet = format!("/pkg/{}.css", options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang=locale::code(lang)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                <link rel="stylesheet" href=sheet />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>{app()}</body>
        </html>
    }
}
