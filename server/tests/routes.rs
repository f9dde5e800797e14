//! Every address answers, with a status that says what happened, whatever is sent to it.

#[path = "stage/process.rs"]
mod process;
mod stage;

use leptos::server_fn::axum::server_fn_paths;
use process::Process;
use server::clock::Clock;
use stage::{Engine, SLUG, Stage};
use std::{fmt::Write, path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

struct Site {
    server: Process,
    _stage: Stage,
}

/// Status and body.
type Answer = (u16, String);

impl Site {
    async fn open() -> Site {
        let stage = Stage::open_with(Engine::Sqlite, Clock::System).await;
        stage.counter(None).await;
        let server = Process::start(stage.desk.db.url(), stage.folder(), "drop", Duration::from_secs(30)).await;
        Site { server, _stage: stage }
    }

    async fn get(&self, path: &str) -> u16 {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "").await.0
    }

    async fn post(&self, path: &str, headers: &str, body: &str) -> Answer {
        let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}\r\n{headers}", body.len());
        self.ask(&head, body).await
    }

    async fn ask(&self, head: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.server.at).await.expect("connected");
        let request = format!("{head}Host: {}\r\nConnection: close\r\n\r\n{body}", self.server.at);
        // A body that is too large is refused before it is read.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {head}: {answer}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, body.to_owned())
    }
}

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

/// Asked of a site in the browser's own way.
const OURS: &str = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";

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
                let (status, body) = site.post(path, OURS, input).await;
                let shown: String = input.chars().take(80).collect();
                assert!(status < 500, "{path} with {shown}: {status} {body}");
                assert!(!body.starts_with("Could not find"), "{path}: {body}");
            }
            let (status, _) = site.post(path, OURS, &"x".repeat(1_000_000)).await;
            assert_eq!(status, 413, "{path}");
            let (status, _) = site.post(path, "Sec-Fetch-Site: cross-site\r\n", "a=b").await;
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
            "/wp-login.php".to_owned(),
            "/api/app/nothing".to_owned(),
        ];
        for path in not_there {
            let status = site.get(&path).await;
            assert!(status == 404 || path.starts_with("/api") && status == 400, "{path}: {status}");
        }
    });
}
