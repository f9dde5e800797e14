//! Settings. Every one is a flag and an environment variable; a wrong one is one line and exit 2.

use crate::{
    mail::{
        dkim::{self, Signer},
        settings as mail,
    },
    mailbox::settings as mailbox,
    zoom::{event::Hook, settings as zoom},
};
use app::domain::{mail_address::MailAddress, role::Role};
use clap::{Args, Parser, Subcommand};
use secrecy::{ExposeSecret, SecretString};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Madoguchi (窓口): booking of online consultations at public employment offices.
#[derive(Parser, Debug)]
#[command(name = "madoguchi", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serves the pages. Has no account, no demo data and no default secret of its own.
    Serve(Box<Serve>),
    /// Brings the database to the shape this version needs, then ends.
    Migrate {
        #[command(flatten)]
        place: Place,
    },
    /// Adds two demo offices with counters, slots, model terms and a sign-in that works from this machine only. Adds
    /// nothing twice.
    Demo {
        #[command(flatten)]
        place: Place,
        /// Days of slots from today on.
        #[arg(long, env = "MADOGUCHI_DEMO_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=120))]
        days: u16,
    },
    /// Accounts of the office.
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
}

#[derive(Subcommand, Debug)]
pub enum StaffCommand {
    /// Adds an account. Its first password is read from standard input; its owner changes it when they first sign in.
    Add {
        #[command(flatten)]
        place: Place,
        /// The office's word in addresses.
        #[arg(long)]
        office: String,
        #[arg(long)]
        login: String,
        /// As colleagues read it on the board.
        #[arg(long)]
        name: String,
        /// `counter`, `manager`, `administrator` (of the office), `bureau` (of all offices of its bureau) or `system` (of all).
        #[arg(long, default_value = "counter")]
        role: Role,
    },
    /// Gives an account a new first password, read from standard input, and has its second factor set up anew: for whoever
    /// lost both. Its sessions end.
    Reset {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        login: String,
    },
}

/// Where the data is.
#[derive(Args, Debug, Clone)]
pub struct Place {
    /// Folder for the embedded database, the link key and dropped mail.
    #[arg(long, env = "MADOGUCHI_DATA", default_value = "./data")]
    pub data: PathBuf,
    /// `sqlite:<path>` or `postgres://…`; SQLite in the data folder if not given.
    #[arg(long, env = "MADOGUCHI_DATABASE")]
    pub database: Option<String>,
}

impl Place {
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("madoguchi.db").display()))
    }
}

#[derive(Args, Debug, Clone)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, env = "MADOGUCHI_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Folder of the browser's files, as `make` builds it.
    #[arg(long, env = "MADOGUCHI_SITE", default_value = "target/site")]
    pub site: PathBuf,
    /// The address people reach the service at; letters link to it. `https` makes cookies secure.
    #[arg(long, env = "MADOGUCHI_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// 64 hexadecimal digits that links are made with; made and kept in the data folder if not given. All nodes need the
    /// same one.
    #[arg(long, env = "MADOGUCHI_LINK_KEY", hide_env_values = true)]
    pub link_key: Option<String>,
    /// Where letters go: `drop` keeps them for `/dev/mail` on this machine; `smtp://`, `smtp+starttls://` or `smtps://`
    /// with `user:password@host:port` hands them to a mail server.
    #[arg(long, env = "MADOGUCHI_MAIL", default_value = "drop", hide_env_values = true)]
    pub mail: String,
    /// The sender of letters.
    #[arg(long, env = "MADOGUCHI_MAIL_FROM", default_value = "yoyaku@madoguchi.example")]
    pub mail_from: String,
    /// A PEM file with the authority that signed the mail server's certificate, where that is not a public one.
    #[arg(long, env = "MADOGUCHI_MAIL_AUTHORITY")]
    pub mail_authority: Option<PathBuf>,
    /// A PEM file with a private RSA key of 2048 bits or more, as `openssl genrsa 2048` makes it: letters are signed with it
    /// (DKIM). Its public half has to be in DNS, at `<selector>._domainkey.<domain of the sender>`.
    #[arg(long, env = "MADOGUCHI_DKIM_KEY")]
    pub dkim_key: Option<PathBuf>,
    /// The word under which DNS has the public half.
    #[arg(long, env = "MADOGUCHI_DKIM_SELECTOR", default_value = "madoguchi", value_parser = dkim::selector)]
    pub dkim_selector: String,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    #[arg(long, env = "MADOGUCHI_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    #[command(flatten)]
    pub zoom: Zoom,
    #[command(flatten)]
    pub mailbox: Mailbox,
}

/// The mailbox that replies and delivery reports come to; one for the installation.
#[derive(Args, Debug, Clone)]
pub struct Mailbox {
    /// `imaps://` or `imap+starttls://` with `user:password@host:port/mailbox`, of which password, port and mailbox may be left
    /// out; without it nothing is read.
    #[arg(long, env = "MADOGUCHI_IMAP", hide_env_values = true)]
    pub imap: Option<SecretString>,
    /// A file with the password, where it does not stand in the address.
    #[arg(long, env = "MADOGUCHI_IMAP_PASSWORD_FILE")]
    pub imap_password_file: Option<PathBuf>,
    /// A PEM file with the authority that signed the server's certificate, where that is not a public one.
    #[arg(long, env = "MADOGUCHI_IMAP_AUTHORITY")]
    pub imap_authority: Option<PathBuf>,
    /// The mailbox's own address, where its server takes `name+anything@…` for it: letters ask for replies to it, each with its
    /// own word after the plus. Without it replies are known by the Message-ID that they name.
    #[arg(long, env = "MADOGUCHI_IMAP_ADDRESS")]
    pub imap_address: Option<MailAddress>,
}

impl Mailbox {
    /// The mailbox, where there is one.
    ///
    /// # Errors
    /// One line, without what was given.
    pub fn settings(&self) -> anyhow::Result<Option<mailbox::Settings>> {
        let Some(address) = not_empty(self.imap.as_ref()) else { return Ok(None) };
        let server: mailbox::Server =
            address.expose_secret().trim().parse().map_err(|error| anyhow::anyhow!("--imap is {error}"))?;
        let password = match (&server.password, &self.imap_password_file) {
            (Some(password), None) => password.clone(),
            (None, Some(path)) => {
                let read = std::fs::read_to_string(path);
                let text =
                    read.map_err(|error| anyhow::anyhow!("--imap-password-file: {}: {error}", path.display()))?;
                text.trim_end_matches(['\r', '\n']).to_owned().into()
            }
            _ => anyhow::bail!("--imap has a password, or --imap-password-file names its file: one of them"),
        };
        Ok(Some(mailbox::Settings { server, password, authority: self.imap_authority.clone() }))
    }
}

/// The Zoom account that meetings are made with, of a server-to-server app: all three, or none.
#[derive(Args, Debug, Clone)]
pub struct Zoom {
    /// The account's id.
    #[arg(long = "zoom-account", env = "MADOGUCHI_ZOOM_ACCOUNT")]
    pub account: Option<String>,
    /// The app's client id.
    #[arg(long = "zoom-client", env = "MADOGUCHI_ZOOM_CLIENT")]
    pub client: Option<String>,
    /// The app's client secret.
    #[arg(long = "zoom-secret", env = "MADOGUCHI_ZOOM_SECRET", hide_env_values = true)]
    pub secret: Option<SecretString>,
    /// The secret token that the app's events are signed with; without it none are taken.
    #[arg(long = "zoom-events-secret", env = "MADOGUCHI_ZOOM_EVENTS_SECRET", hide_env_values = true)]
    pub events_secret: Option<SecretString>,
    /// Where tokens are given.
    #[arg(long = "zoom-token-url", env = "MADOGUCHI_ZOOM_TOKEN_URL", default_value = "https://zoom.us/oauth/token")]
    pub token_url: String,
    /// Where meetings are made.
    #[arg(long = "zoom-api-url", env = "MADOGUCHI_ZOOM_API_URL", default_value = "https://api.zoom.us/v2")]
    pub api_url: String,
    /// How many office days before its consultation the meeting of a booking made on the site is made: Zoom makes 100 a day
    /// for one host.
    #[arg(long = "zoom-site-days", env = "MADOGUCHI_ZOOM_SITE_DAYS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=10))]
    pub site_days: u8,
}

impl Zoom {
    /// The account, where there is one.
    ///
    /// # Errors
    /// One line, without what was given.
    pub fn settings(&self) -> anyhow::Result<Option<zoom::Settings>> {
        let token = self.token_url.parse().map_err(|error| anyhow::anyhow!("--zoom-token-url is {error}"))?;
        let api = self.api_url.parse().map_err(|error| anyhow::anyhow!("--zoom-api-url is {error}"))?;
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        match (given(&self.account), given(&self.client), not_empty(self.secret.as_ref())) {
            (None, None, None) => Ok(None),
            (Some(account), Some(client), Some(secret)) => {
                Ok(Some(zoom::Settings { account, client, secret, token, api }))
            }
            _ => anyhow::bail!("--zoom-account, --zoom-client and --zoom-secret go together"),
        }
    }

    /// What knows Zoom's events from anybody's, where they are taken.
    pub fn hook(&self) -> Option<Hook> {
        not_empty(self.events_secret.as_ref()).map(Hook::new)
    }
}

fn not_empty(secret: Option<&SecretString>) -> Option<SecretString> {
    secret.filter(|secret| !secret.expose_secret().trim().is_empty()).cloned()
}

impl Serve {
    /// The base of links, without a slash at the end.
    pub fn base_url(&self) -> String {
        let base = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        base.trim_end_matches('/').to_owned()
    }

    pub fn is_secure(&self) -> bool {
        self.base_url().starts_with("https://")
    }

    /// Whether the service listens and is reached on this machine only: the demo sign-in and the mail drop answer then.
    /// A proxy on this machine would make every visitor look like one, so the public address counts too.
    pub fn is_for_this_machine(&self) -> bool {
        let host = self.public_host();
        let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        is_local && self.listen.ip().is_loopback()
    }

    /// The host in the address people reach the service at.
    pub fn public_host(&self) -> String {
        let base = self.base_url();
        let host = base.split_once("://").map_or(base.as_str(), |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default();
        host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']).to_owned()
    }

    /// How letters are sent, and as whom.
    ///
    /// # Errors
    /// One line that does not repeat what was given: a password may be in it.
    pub fn mail_settings(&self) -> anyhow::Result<mail::Settings> {
        Ok(mail::Settings {
            way: self.mail.parse().map_err(|error| anyhow::anyhow!("--mail is {error}"))?,
            from: self.mail_from.parse().map_err(|error| anyhow::anyhow!("--mail-from: {error}"))?,
            authority: self.mail_authority.clone(),
        })
    }

    /// Who signs letters; nobody where no key is set.
    ///
    /// # Errors
    /// One line that says what is wrong with the key.
    pub fn signer(&self) -> anyhow::Result<Option<Signer>> {
        let read = |path: &PathBuf| {
            Signer::read(path, &self.dkim_selector, self.mail_domain())
                .map_err(|error| anyhow::anyhow!("--dkim-key: {} {error}", path.display()))
        };
        self.dkim_key.as_ref().map(read).transpose()
    }

    /// The domain in the sender's address.
    pub fn mail_domain(&self) -> &str {
        self.mail_from.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }

    /// What does not fit together, in one line.
    pub fn check(&self) -> Result<(), String> {
        let base = self.base_url();
        if !base.starts_with("http://") && !base.starts_with("https://") {
            return Err("--public-url starts with http:// or https://".to_owned());
        }
        self.mail_settings().map_err(|error| error.to_string())?;
        self.zoom.settings().map_err(|error| error.to_string())?;
        self.mailbox.settings().map_err(|error| error.to_string())?;
        self.signer().map_err(|error| error.to_string())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn serve(arguments: &[&str]) -> Serve {
        match Cli::try_parse_from(["madoguchi", "serve"].iter().chain(arguments)).expect("settings").command {
            Command::Serve(serve) => *serve,
            _ => panic!("serve was asked for"),
        }
    }

    #[test]
    fn only_a_loopback_service_with_a_loopback_address_is_for_this_machine() {
        for (arguments, local) in [
            (&[][..], true),
            (&["--listen", "[::1]:3000"], true),
            (&["--public-url", "http://localhost:3000"], true),
            (&["--listen", "0.0.0.0:3000"], false),
            (&["--public-url", "https://yoyaku.example"], false),
            (&["--listen", "0.0.0.0:3000", "--public-url", "http://127.0.0.1:3000"], false),
        ] {
            assert_eq!(serve(arguments).is_for_this_machine(), local, "{arguments:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert!(serve(&[]).check().is_ok());
        assert!(serve(&["--mail", "smtp://127.0.0.1:25"]).check().is_ok());
        assert!(serve(&["--mail", "pigeon"]).check().is_err());
        assert!(serve(&["--mail-from", "nobody"]).check().is_err());
        assert!(serve(&["--public-url", "yoyaku.example"]).check().is_err());
        let key = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail/dkim/test-key.pem");
        assert!(serve(&["--dkim-key", key, "--dkim-selector", "mail2026"]).check().is_ok());
        let none = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        assert_eq!(
            serve(&["--dkim-key", none]).check(),
            Err(format!("--dkim-key: {none} holds no private RSA key in PEM"))
        );
        assert!(Cli::try_parse_from(["madoguchi", "serve", "--dkim-selector", "a b"]).is_err());
    }

    #[test]
    fn a_zoom_account_is_whole_or_none() {
        const WHOLE: [&str; 6] = ["--zoom-account", "a", "--zoom-client", "c", "--zoom-secret", "hush"];
        let with = |more: &[&'static str]| serve(&[&WHOLE[..], more].concat());
        assert!(serve(&[]).zoom.settings().expect("sound").is_none());
        let settings = with(&[]).zoom.settings().expect("sound").expect("an account");
        assert_eq!(settings.api.as_str(), "https://api.zoom.us/v2");
        assert_eq!(settings.token.as_str(), "https://zoom.us/oauth/token");
        assert!(!format!("{:?}", with(&[])).contains("hush"), "a log shows no secret");
        for left_out in [0, 2, 4] {
            let mut some = WHOLE.to_vec();
            some.drain(left_out..left_out + 2);
            let line = serve(&some).check().expect_err("not whole");
            assert!(line.contains("go together") && !line.contains("hush"), "{line}");
        }
        assert!(serve(&["--zoom-account", " ", "--zoom-client", "c", "--zoom-secret", "hush"]).check().is_err());
        assert!(with(&["--zoom-api-url", "http://zoom.example/v2"]).check().is_err());
        assert!(with(&["--zoom-token-url", "nowhere"]).check().is_err());
        assert!(with(&["--zoom-api-url", "http://127.0.0.1:1/v2"]).check().is_ok());
        assert!(Cli::try_parse_from(["madoguchi", "serve", "--zoom-site-days", "11"]).is_err());
    }

    #[test]
    fn a_mailbox_has_one_password() {
        let settings = |arguments: &[&str]| serve(arguments).mailbox.settings();
        assert!(settings(&[]).expect("sound").is_none());
        assert!(settings(&["--imap", " "]).expect("sound").is_none());
        let given = settings(&["--imap", "imaps://a:hush@b.example"]).expect("sound").expect("a mailbox");
        assert_eq!(given.password.expose_secret(), "hush");
        assert!(!format!("{:?}", serve(&["--imap", "imaps://a:hush@b.example"])).contains("hush"), "a log shows none");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("password");
        std::fs::write(&file, "hush hush\n").expect("a file");
        let file = file.to_str().expect("a path");
        let read = settings(&["--imap", "imaps://a@b.example", "--imap-password-file", file]).expect("sound");
        assert_eq!(read.expect("a mailbox").password.expose_secret(), "hush hush");
        for wrong in [
            &["--imap", "imaps://a@b.example"][..],
            &["--imap", "imaps://a:hush@b.example", "--imap-password-file", file],
            &["--imap", "imaps://a@b.example", "--imap-password-file", "/nowhere"],
            &["--imap", "hush"],
        ] {
            let line = serve(wrong).check().expect_err("wrong");
            assert!(!line.contains("hush"), "{line}");
        }
    }

    #[test]
    fn events_are_taken_where_there_is_a_secret() {
        assert!(serve(&[]).zoom.hook().is_none());
        assert!(serve(&["--zoom-events-secret", " "]).zoom.hook().is_none());
        assert!(serve(&["--zoom-events-secret", "hush"]).zoom.hook().is_some());
    }
}
