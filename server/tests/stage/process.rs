//! The release binary as a process of its own, spoken to over plain HTTP, as a browser without JavaScript does it.
#![expect(dead_code, reason = "each suite uses its part")]

use crate::stage::{address, visitor_secret};
use std::{net::SocketAddr, path::Path, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, ChildStderr, Command},
    time::timeout,
};

/// A server that ends with the story.
pub struct Process {
    child: Child,
    pub at: SocketAddr,
}

/// What came back: the status and where it leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    pub status: u16,
    pub location: String,
}

impl Reply {
    /// The kind of problem in the address it leads to.
    pub fn problem(&self) -> Option<&str> {
        self.location.split(['?', '&']).find_map(|part| part.strip_prefix("problem="))
    }
}

impl Process {
    /// Starts it and waits until it is ready, which takes `ready` at most.
    pub async fn start(database: &str, data: &Path, mail: &str, ready: Duration) -> Process {
        Process::start_with(database, data, mail, &[], ready).await
    }

    /// With more settings.
    pub async fn start_with(
        database: &str,
        data: &Path,
        mail: &str,
        settings: &[(&str, &str)],
        ready: Duration,
    ) -> Process {
        // A port that was free a moment ago; two stories that drew the same one draw again.
        for _ in 0..5 {
            let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
            let at = port.expect("a free port");
            let mut child = Command::new(env!("CARGO_BIN_EXE_madoguchi"))
                .arg("serve")
                .env_clear()
                .env("MADOGUCHI_LISTEN", at.to_string())
                .env("MADOGUCHI_DATABASE", database)
                .env("MADOGUCHI_DATA", data)
                .env("MADOGUCHI_MAIL", mail)
                .env("MADOGUCHI_LINK_KEY", "07".repeat(32))
                .env("MADOGUCHI_TRUSTED_PROXIES", "127.0.0.1")
                .env("MADOGUCHI_ZOOM_EVENTS_SECRET", "hush")
                .envs(settings.iter().copied())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .expect("the binary starts");
            let says = child.stderr.take().expect("what it says");
            if serves(says, ready).await {
                return Process { child, at };
            }
        }
        panic!("the server was not ready within {ready:?}");
    }

    pub async fn get(&self, path: &str) -> std::io::Result<Reply> {
        let stream = TcpStream::connect(self.at).await?;
        send(stream, format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.at)).await
    }

    /// Sends a plain form as this visitor, from an address of their own.
    pub async fn post(&self, who: u16, function: &str, form: &[(&str, &str)]) -> std::io::Result<Reply> {
        let stream = TcpStream::connect(self.at).await?;
        send(stream, self.request(who, function, form)).await
    }

    /// The request of [`Process::post`], to be sent when everyone is ready.
    pub fn request(&self, who: u16, function: &str, form: &[(&str, &str)]) -> String {
        let body: Vec<_> = form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let body = body.join("&");
        format!(
            "POST /api/app/seeker/{function} HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\n\
             Sec-Fetch-Site: same-origin\r\nX-Forwarded-For: {address}\r\nCookie: visitor={secret}\r\n\
             Accept: text/html\r\nReferer: http://{at}/ja\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}",
            at = self.at,
            address = address(who),
            secret = visitor_secret(who),
            length = body.len(),
        )
    }

    /// Bytes of memory the process holds.
    pub fn resident(&self) -> u64 {
        let pages = |text: String| text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
        let id = self.child.id().expect("it runs");
        std::fs::read_to_string(format!("/proc/{id}/statm")).ok().and_then(pages).unwrap_or_default() * 4096
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    /// `kill -9` without waiting for the end, from beside a request.
    pub fn strike(&mut self) {
        self.child.start_kill().expect("killed");
    }
}

/// Waits until the server says that it serves; `false` if it ends before, or says nothing of it for so long. What it says is
/// passed on, then and later.
async fn serves(says: ChildStderr, within: Duration) -> bool {
    let mut lines = BufReader::new(says).lines();
    let serving = async {
        while let Ok(Some(line)) = lines.next_line().await {
            eprintln!("{line}");
            if line.contains("serving on") {
                return true;
            }
        }
        false
    };
    let is_serving = timeout(within, serving).await.unwrap_or(false);
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            eprintln!("{line}");
        }
    });
    is_serving
}

/// Sends a request and reads the answer's head.
pub async fn send(mut stream: TcpStream, request: String) -> std::io::Result<Reply> {
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut part).await? {
            0 => break,
            read => answer.extend_from_slice(&part[..read]),
        }
    }
    let head = String::from_utf8_lossy(&answer);
    let cut = || std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the answer was cut off");
    let (head, _) = head.split_once("\r\n\r\n").ok_or_else(cut)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
    let location = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("location"))
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default();
    Ok(Reply { status, location })
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}
