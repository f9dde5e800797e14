//! The conversation with the mail server (IMAP, RFC 3501; IDLE, RFC 2177). The mailbox is opened for reading only: what is in it
//! stays as it is, for whoever else reads it. Of a mail only so much is fetched as is looked at.

use super::settings::{Server, Settings};
use crate::{desk::mailbox::take::Fetched, mail::settings::Safety};
use anyhow::Context as _;
use app::domain::time::Instant;
use async_imap::{
    Client, Session,
    error::Error,
    extensions::idle::IdleResponse,
    imap_proto::{Response, Status},
    types::{Fetch, UnsolicitedResponse},
};
use chrono::TimeDelta;
use futures::TryStreamExt;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt::Debug, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// Bytes of a mail that are fetched at the most: header, text, and of a report all that matters.
const MOST: u32 = 256 * 1024;
/// What lies in a mailbox for longer when it is first seen, or when its numbers have changed, is left alone. Shorter than any
/// office may keep what came in, so that what is known is not taken for new.
const FIRST_SIGHT: TimeDelta = TimeDelta::days(14);

/// How long each part of the conversation may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub connect: Duration,
    pub command: Duration,
    /// After so long an IDLE is begun anew: routers forget who is silent.
    pub idle: Duration,
    /// How often a server without IDLE is asked.
    pub poll: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(60),
            idle: Duration::from_secs(5 * 60),
            poll: Duration::from_secs(30),
        }
    }
}

/// Why the mailbox cannot be read, for staff and log: nothing of any mail is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let said = |words: &str| words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
        Trouble(match error {
            Error::No(words) | Error::Bad(words) => said(&words),
            Error::ConnectionLost => "the mail server ended the conversation".to_owned(),
            // What could not be read may be a mail.
            Error::Io(error) if error.kind() == std::io::ErrorKind::Other => {
                "the mail server's answer could not be read".to_owned()
            }
            Error::Io(error) => said(&error.to_string()),
            _ => "the mail server answered something else than was asked".to_owned(),
        })
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Error::Io(error).into()
    }
}

async fn in_time<T, E: Into<Trouble>>(
    limit: Duration,
    doing: impl Future<Output = Result<T, E>>,
) -> Result<T, Trouble> {
    match timeout(limit, doing).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(Trouble("the mail server did not answer in time".to_owned())),
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

type Conversation = Session<Box<dyn Wire>>;

/// Opens conversations.
pub struct Imap {
    server: Server,
    password: SecretString,
    tls: Option<TlsConnector>,
    patience: Patience,
}

impl Imap {
    /// # Errors
    /// A certificate authority that cannot be read.
    pub fn new(settings: &Settings, patience: Patience) -> anyhow::Result<Self> {
        let tls = match settings.server.safety {
            Safety::Plain => None,
            Safety::StartTls | Safety::Tls => Some(TlsConnector::from(Arc::new(tls(settings)?))),
        };
        Ok(Imap { server: settings.server.clone(), password: settings.password.clone(), tls, patience })
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Signs in and opens the mailbox for reading.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn open(&self) -> Result<Open, Trouble> {
        let client = in_time(self.patience.connect, self.connect()).await?;
        let password = self.password.expose_secret();
        let signing_in = async { client.login(&self.server.account, password).await.map_err(|(error, _)| error) };
        let mut conversation = in_time(self.patience.command, signing_in).await?;
        let can = in_time(self.patience.command, conversation.capabilities()).await?;
        let mailbox = in_time(self.patience.command, conversation.examine(&self.server.folder)).await?;
        let validity = mailbox.uid_validity.ok_or_else(|| Trouble("the mailbox has no UIDVALIDITY".to_owned()))?;
        Ok(Open { conversation, validity, can_idle: can.has_str("IDLE"), patience: self.patience })
    }

    async fn connect(&self) -> Result<Client<Box<dyn Wire>>, Trouble> {
        let stream = TcpStream::connect((self.server.host.as_str(), self.server.port)).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Wire> = match (self.server.safety, &self.tls) {
            (Safety::StartTls, Some(tls)) => {
                let mut plain = Client::new(stream);
                greeted(&mut plain).await?;
                plain.run_command_and_check_ok("STARTTLS", None).await?;
                // What came before TLS is left behind with the client.
                let stream = self.secured(tls, plain.into_inner()).await?;
                return Ok(Client::new(stream));
            }
            (Safety::Tls, Some(tls)) => self.secured(tls, stream).await?,
            _ => Box::new(stream),
        };
        let mut client = Client::new(stream);
        greeted(&mut client).await?;
        Ok(client)
    }

    async fn secured(&self, tls: &TlsConnector, stream: TcpStream) -> Result<Box<dyn Wire>, Trouble> {
        let name = ServerName::try_from(self.server.host.clone())
            .map_err(|_| Trouble("the mail server's name is none".to_owned()))?;
        // Says what is wrong with a certificate, and nothing of any mail.
        let stream = tls.connect(name, stream).await.map_err(|error| Trouble(error.to_string()))?;
        Ok(Box::new(stream))
    }
}

fn tls(settings: &Settings) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    match &settings.authority {
        Some(path) => {
            let certificates =
                CertificateDer::pem_file_iter(path).with_context(|| format!("cannot read {}", path.display()))?;
            for certificate in certificates {
                roots.add(certificate.with_context(|| format!("{} holds no certificate", path.display()))?)?;
            }
            anyhow::ensure!(!roots.is_empty(), "{} holds no certificate", path.display());
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

async fn greeted<T: Wire>(client: &mut Client<T>) -> Result<(), Trouble> {
    let greeting = client.read_response().await?.ok_or(Error::ConnectionLost)?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok, .. } => Ok(()),
        _ => Err(Trouble("the mail server does not greet us".to_owned())),
    }
}

/// A mailbox that is open for reading.
pub struct Open {
    conversation: Conversation,
    pub validity: u32,
    pub can_idle: bool,
    patience: Patience,
}

impl Open {
    /// The UIDs after the last one that was read, in their order. `read_to` = 0: nothing was read so far.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn after(&mut self, read_to: u32, now: Instant) -> Result<Vec<u32>, Trouble> {
        while self.conversation.unsolicited_responses.try_recv().is_ok() {}
        let wanted = match read_to {
            0 => format!("SINCE {}", (now - FIRST_SIGHT).format("%-d-%b-%Y")),
            u32::MAX => return Ok(Vec::new()),
            _ => format!("UID {}:*", read_to + 1),
        };
        let found = in_time(self.patience.command, self.conversation.uid_search(wanted)).await?;
        // `n:*` names the last one even where that is before n.
        let mut found: Vec<u32> = found.into_iter().filter(|uid| *uid > read_to).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// The first of a mail. `None`: somebody has taken it out of the mailbox meanwhile.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn fetch(&mut self, uid: u32) -> Result<Option<Fetched>, Trouble> {
        self.ask(uid, &format!("(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{MOST}>)")).await
    }

    /// As [`Open::fetch`], without a byte of what is in it: it could not be fetched again and again.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn fetch_outside(&mut self, uid: u32) -> Result<Option<Fetched>, Trouble> {
        self.ask(uid, "(UID RFC822.SIZE INTERNALDATE)").await
    }

    async fn ask(&mut self, uid: u32, what: &str) -> Result<Option<Fetched>, Trouble> {
        let validity = self.validity;
        let fetching = async {
            let found: Vec<Fetch> = self.conversation.uid_fetch(uid.to_string(), what).await?.try_collect().await?;
            Ok::<_, Error>(found.into_iter().find(|fetch| fetch.uid == Some(uid)))
        };
        let found = in_time(self.patience.command, fetching).await?;
        Ok(found.map(|fetch| Fetched {
            validity,
            uid,
            arrived: fetch.internal_date().map_or(Instant::MAX_UTC, |at| at.to_utc()),
            size: fetch.size.unwrap_or_default(),
            bytes: fetch.body().unwrap_or_default().to_vec(),
        }))
    }

    /// Waits until something may have come.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn wait(self) -> Result<Open, Trouble> {
        let Open { mut conversation, validity, can_idle, patience } = self;
        if !can_idle {
            tokio::time::sleep(patience.poll).await;
            in_time(patience.command, conversation.noop()).await?;
            return Ok(Open { conversation, validity, can_idle, patience });
        }
        let told = conversation.unsolicited_responses.clone();
        let mut idle = conversation.idle();
        in_time(patience.command, idle.init()).await?;
        // It may have come since the mailbox was searched.
        let mut has_come = false;
        while let Ok(response) = told.try_recv() {
            has_come |= matches!(response, UnsolicitedResponse::Exists(_));
        }
        if !has_come {
            let (waiting, _until_dropped) = idle.wait_with_timeout(patience.idle);
            match timeout(patience.idle, waiting).await {
                // Nobody here interrupts it: the conversation is at its end.
                Ok(Ok(IdleResponse::ManualInterrupt)) => return Err(Error::ConnectionLost.into()),
                Ok(Err(error)) => return Err(error.into()),
                Ok(Ok(IdleResponse::NewData(_) | IdleResponse::Timeout)) | Err(_) => {}
            }
        }
        let conversation = in_time(patience.command, idle.done()).await?;
        Ok(Open { conversation, validity, can_idle, patience })
    }

    /// Says good-bye, for politeness.
    pub async fn close(mut self) {
        let _ = in_time(self.patience.connect, self.conversation.logout()).await;
    }
}
