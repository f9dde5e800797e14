//! A mail server inside the test process: speaks SMTP over a real socket and misbehaves on demand.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// `office` with the password `geheim`, which is all that opens the sink.
const SIGN_IN: &str = "AUTH PLAIN AG9mZmljZQBnZWhlaW0=";

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
    closed: AtomicBool,
    read: Notify,
}

/// A letter that was read whole, accepted or not.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The commands before it, as they came.
    pub envelope: Vec<String>,
    pub data: String,
}

/// How the sink's conversations are kept from others' eyes.
#[derive(Clone)]
pub enum Cover {
    None,
    StartTls(TlsAcceptor),
    Tls(TlsAcceptor),
}

/// A certificate for this machine that no public authority knows, in a file, and what serves it.
pub fn certificate() -> (tempfile::NamedTempFile, TlsAcceptor) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let file = tempfile::NamedTempFile::new().expect("a certificate");
    std::fs::write(file.path(), made.cert.pem()).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("a certificate")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate");
    (file, TlsAcceptor::from(Arc::new(config)))
}

impl Sink {
    pub async fn start() -> Self {
        Self::start_under(Cover::None).await
    }

    pub async fn start_under(cover: Cover) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State::default());
        let sink = Self { address, state: state.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                state.connections.fetch_add(1, Ordering::Relaxed);
                let (state, cover) = (state.clone(), cover.clone());
                tokio::spawn(async move { receive(stream, cover, &state).await });
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

    /// While closed, every connection is turned away.
    pub fn close(&self, closed: bool) {
        self.state.closed.store(closed, Ordering::Relaxed);
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

/// One connection, with what covers it.
async fn receive(stream: TcpStream, cover: Cover, state: &State) {
    let mut stream = BufReader::new(stream);
    match cover {
        Cover::None => {
            if greet(&mut stream, state).await {
                converse(&mut stream, false, state).await;
            }
        }
        Cover::Tls(acceptor) => {
            let Ok(stream) = acceptor.accept(stream.into_inner()).await else { return };
            let mut stream = BufReader::new(stream);
            if greet(&mut stream, state).await {
                converse(&mut stream, false, state).await;
            }
        }
        Cover::StartTls(acceptor) => {
            if greet(&mut stream, state).await && converse(&mut stream, true, state).await {
                let Ok(stream) = acceptor.accept(stream.into_inner()).await else { return };
                converse(&mut BufReader::new(stream), false, state).await;
            }
        }
    }
}

/// `false`: the client was turned away.
async fn greet<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, state: &State) -> bool {
    if state.closed.load(Ordering::Relaxed) {
        say(stream, "421 4.3.2 closed").await;
        return false;
    }
    if let Some(Fault::Greeting(line)) = state.fault(|f| matches!(f, Fault::Greeting(_))) {
        say(stream, line).await;
        return false;
    }
    say(stream, "220 sink.example ESMTP").await;
    true
}

/// `true`: the client asked for TLS.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    offers_tls: bool,
    state: &State,
) -> bool {
    let mut envelope = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.is_err() || line.is_empty() {
            return false;
        }
        let command = line.trim_end().to_owned();
        let word = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        if matches!(word.as_str(), "MAIL" | "RCPT") {
            envelope.push(command.clone());
        }
        match word.as_str() {
            "EHLO" if offers_tls => say(stream, "250-sink.example greets you\r\n250 STARTTLS").await,
            "EHLO" => say(stream, "250-sink.example greets you\r\n250 AUTH PLAIN").await,
            "STARTTLS" if offers_tls => {
                say(stream, "220 2.0.0 go ahead").await;
                return true;
            }
            "AUTH" => say(stream, if command == SIGN_IN { "235 2.7.0 welcome" } else { "535 5.7.8 who?" }).await,
            "MAIL" => match state.fault(|f| matches!(f, Fault::Sender(_))) {
                Some(Fault::Sender(reply)) => say(stream, reply).await,
                _ => say(stream, "250 2.1.0 sender ok").await,
            },
            "RCPT" => {
                let now = |f: &Fault| matches!(f, Fault::Recipient(_) | Fault::StallAtRecipient(_) | Fault::Nonsense);
                match state.fault(now) {
                    Some(Fault::Recipient(reply)) => say(stream, reply).await,
                    Some(Fault::Nonsense) => say(stream, "?!?").await,
                    Some(Fault::StallAtRecipient(permit)) => {
                        permit.notified().await;
                        say(stream, "250 2.1.5 at last").await;
                    }
                    _ => say(stream, "250 2.1.5 recipient ok").await,
                }
            }
            "DATA" => {
                say(stream, "354 go ahead").await;
                let Some(data) = read_letter(stream).await else { return false };
                let count = {
                    let mut taken = state.taken.lock().expect("unpoisoned");
                    taken.push(Taken { envelope: std::mem::take(&mut envelope), data });
                    taken.len()
                };
                state.read.notify_waiters();
                let now = |f: &Fault| matches!(f, Fault::Verdict(_) | Fault::HeldBack(_) | Fault::CutAfterData);
                match state.fault(now) {
                    Some(Fault::Verdict(reply)) => say(stream, reply).await,
                    Some(Fault::CutAfterData) => return false,
                    Some(Fault::HeldBack(permit)) => {
                        permit.notified().await;
                        say(stream, &format!("250 2.0.0 queued as {count}")).await;
                    }
                    _ => say(stream, &format!("250 2.0.0 queued as {count}")).await,
                }
            }
            "RSET" => {
                envelope.clear();
                say(stream, "250 2.0.0 forgotten").await;
            }
            "NOOP" => say(stream, "250 2.0.0 here").await,
            "QUIT" => {
                say(stream, "221 2.0.0 bye").await;
                return false;
            }
            _ => say(stream, "500 5.5.1 what?").await,
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, line: &str) {
    // A client that has gone is what some tests are about.
    let _ = stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await;
}

/// Reads to the lone dot and takes the doubled dots apart again.
async fn read_letter<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
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
