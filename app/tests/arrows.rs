//! The arrows of ARCHITECTURE.md run one way: `domain` knows the language and nothing else of ours, `app` knows no storage.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// Lines of code under `folder` for which `wrong` holds, as `file:line: text`.
fn offences(folder: &str, wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut offences = Vec::new();
    let files = sources(&root.join(folder));
    assert!(files.len() > 5, "{folder} has sources");
    for path in files {
        let text = fs::read_to_string(&path).expect("a source");
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.trim_start();
            if !code.starts_with("//") && wrong(code) {
                offences.push(format!("{}:{number}: {code}", path.display()));
            }
        }
    }
    offences
}

fn manifest(of: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(of).join("Cargo.toml")).expect("a manifest")
}

/// Whether the code names the crate or module `name` by a path.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
            && (after.starts_with("::") || after.starts_with(';'))
    })
}

#[test]
fn domain_uses_nothing_of_ours_and_no_io() {
    let foreign = [
        "leptos",
        "leptos_router",
        "leptos_meta",
        "leptos_i18n",
        "axum",
        "http",
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "gloo_timers",
        "tokio",
        "sea_orm",
        "sqlx",
        "lettre",
        "rand",
        "std::fs",
        "std::net",
        "std::io",
        "std::env",
        "std::process",
        "std::time",
        "std::thread",
    ];
    let found = offences("domain/src", |code| foreign.iter().any(|name| names(code, name)));
    assert!(found.is_empty(), "domain reaches out:\n{}", found.join("\n"));
    let manifest = manifest("domain");
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").expect("what the rules stand on");
    let (dependencies, _) = dependencies.split_once("\n[").expect("an end of it");
    for line in dependencies.lines().filter(|line| !line.is_empty()) {
        let name = line.split('.').next().unwrap_or_default();
        assert!(
            ["chrono", "serde", "thiserror", "unicode-normalization", "uuid"].contains(&name),
            "domain takes {name}"
        );
    }
}

#[test]
fn app_knows_no_storage_no_mail_and_no_meetings() {
    let foreign = ["sea_orm", "sea_orm_migration", "sqlx", "lettre", "reqwest", "migrations", "server"];
    let found = offences("src", |code| foreign.iter().any(|name| names(code, name)));
    assert!(found.is_empty(), "app reaches out:\n{}", found.join("\n"));
    let manifest = manifest("");
    for name in ["sea-orm", "sqlx", "lettre", "migrations", "server"] {
        assert!(!manifest.lines().any(|line| line.starts_with(&format!("{name}."))), "app depends on {name}");
    }
}

#[test]
fn the_test_sees_an_arrow_that_runs_the_wrong_way() {
    assert!(names("use sea_orm::EntityTrait;", "sea_orm"));
    assert!(names("    std::fs::read(path)", "std::fs"));
    assert!(!names("let leptos_like = 1;", "leptos"));
}
