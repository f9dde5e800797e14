//! Every address answers, with a status that says what happened, whatever is sent to it.

#[path = "stage/process.rs"]
mod process;
#[path = "stage/site.rs"]
mod site;
mod stage;

use leptos::server_fn::axum::server_fn_paths;
use site::{Answer, OURS, Site};
use stage::SLUG;
use std::{fmt::Write, path::Path};

fn go(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(story);
}

/// How many functions the pages' sources declare.
fn declared(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| match path.is_dir() {
            true => declared(&path),
            false => std::fs::read_to_string(&path).expect("a source").matches("\n#[server").count(),
        })
        .sum()
}

#[test]
fn every_function_of_the_sources_answers_and_no_input_makes_it_stumble() {
    go(async {
        let site = Site::open().await;
        let functions: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
        assert_eq!(functions.len(), declared(&sources), "{functions:?}");
        let mut deep = String::new();
        for _ in 0..10_000 {
            write!(deep, "[a]").expect("text");
        }
        let long = "x".repeat(60_000);
        let inputs = [
            String::new(),
            "a=b".to_owned(),
            format!("lang=ja&slug={SLUG}&kind=consultation&start=yesterday"),
            format!("lang=ja&slug={SLUG}&kind=%00&start=2026-12-01T01:00:00Z/30&mail=%ED%A0%80&token=%F0%9F"),
            format!("lang={long}"),
            format!("form{deep}=1&details{deep}=1&report{deep}=1&contact{deep}=1"),
            "lang=ja&token=..%2F..%2F&code=%0d%0aSet-Cookie:x&id=1&window=year&place=%3Cimg%20onerror%3E".to_owned(),
        ];
        for path in &functions {
            for input in &inputs {
                let Answer { status, body, .. } = site.post(path, OURS, input).await;
                let shown: String = input.chars().take(80).collect();
                assert!(status < 500, "{path} with {shown}: {status} {body}");
                assert!(!body.starts_with("Could not find"), "{path}: {body}");
            }
            let status = site.post(path, OURS, &"x".repeat(1_000_000)).await.status;
            assert_eq!(status, 413, "{path}");
            let status = site.post(path, "Sec-Fetch-Site: cross-site\r\n", "a=b").await.status;
            assert_eq!(status, 403, "{path}: from elsewhere");
            assert!(site.get(path).await >= 400, "{path}: nothing is done by GET");
        }
        assert_eq!(site.get("/healthz").await, 200, "still there");
    });
}

#[test]
fn every_page_says_whether_it_is_there() {
    go(async {
        let site = Site::open().await;
        let times = format!("/ja/{SLUG}/consultation/times");
        let there = ["/ja", "/en", &times, "/ja/apply/terms", "/en/desk/sign-in", "/icon.svg"];
        for path in there {
            assert_eq!(site.get(path).await, 200, "{path}");
        }
        let not_there = [
            "/fr".to_owned(),
            format!("/fr/{SLUG}/consultation/times"),
            "/fr/desk".to_owned(),
            "/ja/nowhere".to_owned(),
            format!("/ja/{SLUG}/haircut/times"),
            "/ja/b/not-a-token".to_owned(),
            "/ja/a/b/c/d".to_owned(),
            "/ja/a/not-a-token".to_owned(),
            "/en/a/not-a-token/decline".to_owned(),
            "/a/not-a-token.ics".to_owned(),
            "/b/not-a-token.ics".to_owned(),
            "/wp-login.php".to_owned(),
            "/api/app/nothing".to_owned(),
        ];
        for path in not_there {
            let status = site.get(&path).await;
            assert!(status == 404 || path.starts_with("/api") && status == 400, "{path}: {status}");
        }
    });
}
