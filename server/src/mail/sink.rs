//! A mail server inside the test process: speaks SMTP over a real socket and misbehaves on demand.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What happens to the next letter. Without one it is accepted.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The greeting of the next connection.
    Greeting(&'static str),
    Sender(&'static str),
    Recipient(&'static str),
    /// In answer to the letter itself.
    Verdict(&'static str),
    /// The letter is read, the answer waits for the permit.
    HeldBack(Arc<Notify>),
    /// Silence after RCPT; the answers come when the permit does, too late.
    StallAtRecipient(Arc<Notify>),
    /// The connection ends when the letter was read.
    CutAfterData,
    /// Nobody listens to what is said: an answer that is no SMTP.
    Nonsense,
}

pub struct Sink {
    pub address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    faults: Mutex<VecDeque<Fault>>,
    taken: Mutex<Vec<Taken>>,
    connections: AtomicUsize,
    read: Notify,
}

/// A letter that was read whole, accepted or not.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The commands before it, as they came.
    pub envelope: Vec<String>,
    pub data: String,
}

impl Sink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State::default());
        let sink = Self { address, state: state.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                state.connections.fetch_add(1, Ordering::Relaxed);
                let state = state.clone();
                tokio::spawn(async move { converse(stream, &state).await });
            }
        });
        sink
    }

    pub fn next(&self, fault: Fault) {
        self.state.faults.lock().expect("unpoisoned").push_back(fault);
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.state.taken.lock().expect("unpoisoned").clone()
    }

    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// Waits until so many letters have been read.
    pub async fn has_read(&self, count: usize) {
        loop {
            let read = self.state.read.notified();
            if self.taken().len() >= count {
                return;
            }
            read.await;
        }
    }
}

impl State {
    fn fault(&self, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut faults = self.faults.lock().expect("unpoisoned");
        if faults.front().is_some_and(fits) { faults.pop_front() } else { None }
    }
}

async fn converse(stream: TcpStream, state: &State) {
    let mut stream = BufReader::new(stream);
    if let Some(Fault::Greeting(line)) = state.fault(|f| matches!(f, Fault::Greeting(_))) {
        say(&mut stream, line).await;
        return;
    }
    say(&mut stream, "220 sink.example ESMTP").await;
    let mut envelope = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.is_err() || line.is_empty() {
            return;
        }
        let command = line.trim_end().to_owned();
        let word = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        if matches!(word.as_str(), "MAIL" | "RCPT") {
            envelope.push(command.clone());
        }
        match word.as_str() {
            "EHLO" => say(&mut stream, "250-sink.example greets you\r\n250 8BITMIME").await,
            "MAIL" => match state.fault(|f| matches!(f, Fault::Sender(_))) {
                Some(Fault::Sender(reply)) => say(&mut stream, reply).await,
                _ => say(&mut stream, "250 2.1.0 sender ok").await,
            },
            "RCPT" => {
                let now = |f: &Fault| matches!(f, Fault::Recipient(_) | Fault::StallAtRecipient(_) | Fault::Nonsense);
                match state.fault(now) {
                    Some(Fault::Recipient(reply)) => say(&mut stream, reply).await,
                    Some(Fault::Nonsense) => say(&mut stream, "?!?").await,
                    Some(Fault::StallAtRecipient(permit)) => {
                        permit.notified().await;
                        say(&mut stream, "250 2.1.5 at last").await;
                    }
                    _ => say(&mut stream, "250 2.1.5 recipient ok").await,
                }
            }
            "DATA" => {
                say(&mut stream, "354 go ahead").await;
                let Some(data) = read_letter(&mut stream).await else { return };
                let count = {
                    let mut taken = state.taken.lock().expect("unpoisoned");
                    taken.push(Taken { envelope: std::mem::take(&mut envelope), data });
                    taken.len()
                };
                state.read.notify_waiters();
                let now = |f: &Fault| matches!(f, Fault::Verdict(_) | Fault::HeldBack(_) | Fault::CutAfterData);
                match state.fault(now) {
                    Some(Fault::Verdict(reply)) => say(&mut stream, reply).await,
                    Some(Fault::CutAfterData) => return,
                    Some(Fault::HeldBack(permit)) => {
                        permit.notified().await;
                        say(&mut stream, &format!("250 2.0.0 queued as {count}")).await;
                    }
                    _ => say(&mut stream, &format!("250 2.0.0 queued as {count}")).await,
                }
            }
            "RSET" => {
                envelope.clear();
                say(&mut stream, "250 2.0.0 forgotten").await;
            }
            "NOOP" => say(&mut stream, "250 2.0.0 here").await,
            "QUIT" => return say(&mut stream, "221 2.0.0 bye").await,
            _ => say(&mut stream, "500 5.5.1 what?").await,
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) {
    // A client that has gone is what some tests are about.
    let _ = stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await;
}

/// Reads to the lone dot and takes the doubled dots apart again.
async fn read_letter(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut letter = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(letter);
        }
        letter.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
