//! Hands a sealed letter to the mail server and says what became of it (R2).
//!
//! lettre speaks the protocol; the conversation is ours, for three reasons. The verdict has to name the server and its
//! words. A refusal of our sender or password is our fault and no fault of the seeker's address. And a conversation
//! that ran out of time must never be used again: an answer that comes late would be taken for the next letter's.

use std::{
    error::Error as _,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context as _;
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Noop, Rcpt, Rset},
        extension::ClientId,
        response::{Response, Severity},
    },
};
use secrecy::ExposeSecret as _;
use tokio::time::{Instant, timeout};

use super::settings::{Relay, Safety, Settings};

/// A letter as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub from: Address,
    pub to: Address,
    pub bytes: Vec<u8>,
}

/// The mail server took the letter: 2xx after DATA. This is what R2 calls received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The name the server gives itself.
    pub server: String,
    /// Code and words, one line.
    pub reply: String,
}

/// The letter is not with the mail server, or it is not known to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The server refuses this letter or this address for good.
    #[error("refused by {server}: {reply}")]
    Permanent { server: String, reply: String },
    /// It may come right by itself, or by whoever keeps the settings: 4xx, silence, no connection, our own sign-in.
    #[error("not now: {reply}")]
    Temporary { reply: String },
}

impl Failure {
    pub fn reply(&self) -> &str {
        match self {
            Failure::Permanent { reply, .. } | Failure::Temporary { reply } => reply,
        }
    }
}

/// How long each part of the conversation may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub connect: Duration,
    pub command: Duration,
    /// For the answer after DATA, at which a server may be scanning or storing.
    pub verdict: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(30),
            verdict: Duration::from_secs(5 * 60),
        }
    }
}

/// Connections kept open between letters; more are opened as needed.
const MOST_IDLE: usize = 4;
const LONGEST_IDLE: Duration = Duration::from_secs(30);
/// Many servers end a conversation after about so many letters.
const LETTERS_A_CONNECTION: u16 = 50;

pub struct Smtp {
    relay: Relay,
    credentials: Option<Credentials>,
    tls: Option<TlsParameters>,
    hello: ClientId,
    patience: Patience,
    idle: Mutex<Vec<Connection>>,
}

struct Connection {
    smtp: AsyncSmtpConnection,
    letters: u16,
    since: Instant,
}

impl Smtp {
    /// `hello` is the name we give ourselves, the host of the public address.
    ///
    /// # Errors
    /// A certificate authority that cannot be read.
    pub fn new(relay: Relay, settings: &Settings, hello: &str, patience: Patience) -> anyhow::Result<Self> {
        let credentials = relay
            .account
            .as_ref()
            .map(|account| Credentials::new(account.name.clone(), account.password.expose_secret().to_owned()));
        let tls = match relay.safety {
            Safety::Plain => None,
            Safety::StartTls | Safety::Tls => {
                let mut builder = TlsParameters::builder(relay.host.clone());
                if let Some(path) = &settings.authority {
                    let pem = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                    builder = builder.add_root_certificate(
                        Certificate::from_pem(&pem)
                            .with_context(|| format!("{} holds no certificate", path.display()))?,
                    );
                }
                Some(builder.build_rustls()?)
            }
        };
        let hello = match hello.parse() {
            Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::Domain(hello.to_owned()),
        };
        Ok(Self { relay, credentials, tls, hello, patience, idle: Mutex::default() })
    }

    /// Hands over one letter.
    ///
    /// # Errors
    /// [`Failure`]; after a temporary one the letter may or may not have been taken.
    pub async fn send(&self, letter: &Sealed) -> Result<Acceptance, Failure> {
        let mut connection = self.connection().await?;
        let server = connection.smtp.server_info().name().to_owned();
        match self.hand_over(&mut connection.smtp, letter, &server).await {
            Ok(response) => {
                connection.letters += 1;
                self.keep(connection);
                Ok(Acceptance { server, reply: words(response.code().into(), response.message()) })
            }
            Err(Stop::Refused(failure)) => {
                // The conversation goes on: it is told to forget this letter.
                if self.command(&mut connection.smtp, Rset).await.is_ok() {
                    self.keep(connection);
                }
                Err(failure)
            }
            Err(Stop::Broken(failure)) => Err(failure),
        }
    }

    async fn hand_over(&self, smtp: &mut AsyncSmtpConnection, letter: &Sealed, server: &str) -> Result<Response, Stop> {
        self.command(smtp, Mail::new(Some(letter.from.clone()), vec![]))
            .await
            .map_err(|error| error.about_us("our sender"))?;
        self.command(smtp, Rcpt::new(letter.to.clone(), vec![])).await.map_err(|error| error.about_letter(server))?;
        let go = self.command(smtp, Data).await.map_err(|error| error.about_letter(server))?;
        if !go.has_code(354) {
            return Err(Stop::broken("the mail server did not ask for the letter"));
        }
        let verdict = match timeout(self.patience.verdict, smtp.message(&letter.bytes)).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(error)) => return Err(Trouble::from(error).about_letter(server)),
            Err(_) => return Err(Stop::broken("no answer after the letter was handed over")),
        };
        if verdict.code().severity == Severity::PositiveCompletion {
            Ok(verdict)
        } else {
            Err(Stop::broken("the mail server's answer to the letter was none"))
        }
    }

    /// A command and its answer, in time.
    async fn command(
        &self,
        smtp: &mut AsyncSmtpConnection,
        command: impl std::fmt::Display,
    ) -> Result<Response, Trouble> {
        match timeout(self.patience.command, smtp.command(command)).await {
            Ok(answer) => answer.map_err(Trouble::from),
            Err(_) => Err(Trouble::Broken("no answer in time".to_owned())),
        }
    }

    async fn connection(&self) -> Result<Connection, Failure> {
        while let Some(mut connection) = self.take_idle() {
            if connection.since.elapsed() < LONGEST_IDLE && self.command(&mut connection.smtp, Noop).await.is_ok() {
                return Ok(connection);
            }
        }
        let opening = timeout(self.patience.connect, self.open()).await;
        let smtp = opening
            .map_err(|_| Failure::Temporary { reply: "no connection in time".to_owned() })?
            .map_err(|error| Trouble::from(error).about_us("the connection").into_failure())?;
        Ok(Connection { smtp, letters: 0, since: Instant::now() })
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let place = (self.relay.host.as_str(), self.relay.port);
        let limit = Some(self.patience.connect);
        let wrapped = self.tls.clone().filter(|_| self.relay.safety == Safety::Tls);
        let mut smtp = AsyncSmtpConnection::connect_tokio1(place, limit, &self.hello, wrapped, None).await?;
        if let (Safety::StartTls, Some(tls)) = (self.relay.safety, &self.tls) {
            smtp.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            smtp.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(smtp)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, mut connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if connection.letters < LETTERS_A_CONNECTION && idle.len() < MOST_IDLE {
            connection.since = Instant::now();
            idle.push(connection);
        }
    }
}

/// Why the conversation about a letter ended before its time.
enum Stop {
    /// By an answer; the connection is sound.
    Refused(Failure),
    /// By silence or nonsense; the connection is done with.
    Broken(Failure),
}

impl Stop {
    fn broken(what: &str) -> Self {
        Stop::Broken(Failure::Temporary { reply: what.to_owned() })
    }

    fn into_failure(self) -> Failure {
        match self {
            Stop::Refused(failure) | Stop::Broken(failure) => failure,
        }
    }
}

/// What went wrong with one command, before it is known what that means for the letter.
enum Trouble {
    Answer { code: u16, reply: String },
    Broken(String),
}

impl Trouble {
    /// Trouble with our sender, our password or the connection: never the fault of the letter.
    fn about_us(self, what: &str) -> Stop {
        match self {
            Trouble::Answer { reply, .. } => {
                tracing::error!(reply, "the mail server refuses {what}");
                Stop::Refused(Failure::Temporary { reply })
            }
            Trouble::Broken(reply) => Stop::Broken(Failure::Temporary { reply }),
        }
    }

    fn about_letter(self, server: &str) -> Stop {
        match self {
            // These ask for a sign-in or complain about the order of commands: again our fault.
            Trouble::Answer { code: 503 | 530 | 534 | 535 | 538, .. } => self.about_us("to talk to us"),
            Trouble::Answer { code: 500.., reply } => {
                Stop::Refused(Failure::Permanent { server: server.to_owned(), reply })
            }
            Trouble::Answer { code: 421, reply } | Trouble::Broken(reply) => Stop::Broken(Failure::Temporary { reply }),
            Trouble::Answer { reply, .. } => Stop::Refused(Failure::Temporary { reply }),
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error.status() {
            Some(code) => {
                let said = error.source().map(ToString::to_string).unwrap_or_default();
                Trouble::Answer { code: code.into(), reply: words(code.into(), [said.as_str()].into_iter()) }
            }
            None => Trouble::Broken(printable(&error.to_string())),
        }
    }
}

fn words<'a>(code: u16, lines: impl Iterator<Item = &'a str>) -> String {
    printable(&format!("{code} {}", lines.collect::<Vec<_>>().join(" ")))
}

/// What a foreign server said, as one harmless line for the record.
fn printable(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests;
