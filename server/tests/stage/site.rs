//! The release binary beside a stage, asked in whatever way.
#![expect(dead_code, reason = "each suite uses its part")]

use crate::{
    process::Process,
    stage::{Engine, Stage},
};
use server::clock::Clock;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Asked in the browser's own way.
pub const OURS: &str = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";

pub struct Site {
    pub server: Process,
    pub stage: Stage,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub status: u16,
    /// Where it leads.
    pub location: String,
    pub body: String,
}

/// An answer with all its headers.
pub struct Whole {
    pub status: u16,
    pub body: String,
    head: String,
}

impl Whole {
    /// The value of a header, which is there once; empty without one.
    pub fn header(&self, name: &str) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
    }
}

impl Site {
    /// With one counter and the system's clock.
    pub async fn open() -> Site {
        let stage = Stage::open_with(Engine::Sqlite, Clock::System).await;
        stage.counter(None).await;
        let server = Process::start(stage.desk.db.url(), stage.folder(), "drop", Duration::from_secs(30)).await;
        Site { server, stage }
    }

    pub async fn get(&self, path: &str) -> u16 {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "").await.status
    }

    pub async fn get_with(&self, path: &str, headers: &str) -> u16 {
        self.ask(&format!("GET {path} HTTP/1.1\r\n{headers}"), "").await.status
    }

    pub async fn page_with(&self, path: &str, headers: &str) -> Whole {
        let (head, body) = self.send(&format!("GET {path} HTTP/1.1\r\n{headers}"), "").await;
        Whole { status: status(&head), body, head }
    }

    pub async fn page(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "").await
    }

    pub async fn post(&self, path: &str, headers: &str, body: &str) -> Answer {
        let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}\r\n{headers}", body.len());
        self.ask(&head, body).await
    }

    async fn ask(&self, head: &str, body: &str) -> Answer {
        let (head, body) = self.send(head, body).await;
        let location = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
        Answer { status: status(&head), location, body }
    }

    /// The answer's head and its body.
    async fn send(&self, head: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.server.at).await.expect("connected");
        let request = format!("{head}Host: {}\r\nConnection: close\r\n\r\n{body}", self.server.at);
        // A body that is too large is refused before it is read.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {head}: {answer}"));
        (head.to_owned(), body.to_owned())
    }
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}
