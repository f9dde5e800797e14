//! Turns the texts under `locales/` into typed keys: a missing or misspelt one fails the build.

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?).join("i18n");
    let config = Config::new("ja")?
        .add_locale("en")?
        .add_namespaces([
            "seeker", "staff", "words", "mail", "device", "accounts", "plan", "day", "terms", "phone", "standing",
            "roster", "records", "calendar", "figures", "absence", "attendee", "letters", "waiting", "join", "tray",
        ])?
        .locales_path("./locales")
        .parse_options(ParseOptions::new().interpolate_display(true));
    let texts = TranslationsInfos::parse(config)?;
    texts.emit_diagnostics();
    texts.rerun_if_locales_changed();
    texts.generate_i18n_module(out)?;
    Ok(())
}
