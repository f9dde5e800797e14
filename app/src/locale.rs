//! The language of a page is the first segment of its address (`/ja`, `/en`): the server decides it, the page keeps it.

use crate::i18n::Locale;
use leptos::prelude::*;

/// The languages of the interface, in the order they are offered, each with its own name.
pub const LANGUAGES: [(Locale, &str, &str); 2] = [(Locale::ja, "ja", "日本語"), (Locale::en, "en", "English")];

/// The language named by an address' first segment or a form's field.
pub fn named(word: &str) -> Option<Locale> {
    LANGUAGES.iter().find(|(_, code, _)| *code == word).map(|(locale, ..)| *locale)
}

/// `ja`, `en`: for addresses, `lang` attributes and the wire.
pub fn code(locale: Locale) -> &'static str {
    LANGUAGES.iter().find(|(known, ..)| *known == locale).map_or("ja", |(_, code, _)| code)
}

/// The language of an address, Japanese where it names none.
pub fn of_path(path: &str) -> Locale {
    path.split('/').nth(1).and_then(named).unwrap_or(Locale::ja)
}

/// The language of the page that is being shown, which the shell provides on the server and the address tells in the browser.
/// It stays the same for the page's life: another language is another page.
pub fn use_lang() -> Locale {
    use_context::<Locale>().unwrap_or_else(|| {
        let path = if cfg!(target_arch = "wasm32") { window().location().pathname() } else { Ok(String::new()) };
        of_path(&path.unwrap_or_default())
    })
}
