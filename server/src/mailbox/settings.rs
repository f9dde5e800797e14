//! Where the office's mailbox is: `MADOGUCHI_IMAP` and its companions.

use crate::mail::settings::{Safety, decoded, split_port};
use app::domain::mail_address::MailAddress;
use secrecy::SecretString;
use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

/// Everything that reading needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    pub server: Server,
    pub password: SecretString,
    /// A PEM file with the authority that signed the server's certificate, where that is not a public one.
    pub authority: Option<PathBuf>,
}

/// The mail server that keeps the mailbox, whose account it is, and which mailbox of it.
#[derive(Clone, Debug)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub safety: Safety,
    pub account: String,
    /// Where it stands in the address.
    pub password: Option<SecretString>,
    pub folder: String,
}

/// The setting names no mailbox. Says nothing of what was given, for a password may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "imaps:// or imap+starttls:// with user:password@host:port/mailbox, of which password, port and mailbox may be left out; imap:// on this machine"
)]
pub struct ServerError;

impl FromStr for Server {
    type Err = ServerError;

    fn from_str(text: &str) -> Result<Self, ServerError> {
        let (scheme, rest) = text.split_once("://").ok_or(ServerError)?;
        let (safety, usual_port) = match scheme {
            "imap" => (Safety::Plain, 143),
            "imap+starttls" => (Safety::StartTls, 143),
            "imaps" => (Safety::Tls, 993),
            _ => return Err(ServerError),
        };
        // The name of an account is often an address itself, so the last @ is the one that counts.
        let (account, place) = rest.rsplit_once('@').ok_or(ServerError)?;
        let (place, folder) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = split_port(place).map_err(|_| ServerError)?;
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if safety == Safety::Plain && !is_here {
            return Err(ServerError);
        }
        let (account, password) = match account.split_once(':') {
            Some((account, password)) => (account, Some(decoded(password).map_err(|_| ServerError)?)),
            None => (account, None),
        };
        let read = |text: &str| decoded(text).map_err(|_| ServerError);
        let (account, folder) = (read(account)?, read(folder)?);
        // What is neither letters of ASCII would have to be in a writing of IMAP's own.
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if account.is_empty() || !is_plain(&account) || !is_plain(&folder) {
            return Err(ServerError);
        }
        Ok(Server {
            host: host.to_owned(),
            port: port.unwrap_or(usual_port),
            safety,
            account,
            password: password.map(SecretString::from),
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
        })
    }
}

/// As it is called in the database and in the log, without the password.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}/{}", self.account, self.host, self.folder)
    }
}

/// Where replies to a letter go: the mailbox's address with the letter's id after a plus. `None`: it would be too long to be
/// one.
pub fn reply_to(mailbox: &MailAddress, letter: uuid::Uuid) -> Option<MailAddress> {
    format!("{}+{}@{}", mailbox.local(), letter.simple(), mailbox.domain()).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use secrecy::ExposeSecret;

    #[rstest]
    #[case("imaps://office@mail.example.jp", ("mail.example.jp", 993, Safety::Tls, "office", None, "INBOX"))]
    #[case("imaps://a@b.jp:p%40:1@mail.example.jp:1993/Replies", ("mail.example.jp", 1993, Safety::Tls, "a@b.jp", Some("p@:1"), "Replies"))]
    #[case("imap+starttls://a:b@mail.example.jp/", ("mail.example.jp", 143, Safety::StartTls, "a", Some("b"), "INBOX"))]
    #[case("imap://a:b@127.0.0.1:1143", ("127.0.0.1", 1143, Safety::Plain, "a", Some("b"), "INBOX"))]
    fn a_mailbox(#[case] text: &str, #[case] expected: (&str, u16, Safety, &str, Option<&str>, &str)) {
        let server: Server = text.parse().unwrap();
        let password = server.password.as_ref().map(ExposeSecret::expose_secret);
        let found = (
            server.host.as_str(),
            server.port,
            server.safety,
            server.account.as_str(),
            password,
            server.folder.as_str(),
        );
        assert_eq!(found, expected);
        assert!(!format!("{server:?} {server}").contains("p@:1"));
    }

    #[rstest]
    #[case("")]
    #[case("imaps://mail.example.jp")]
    #[case("imaps://@mail.example.jp")]
    #[case("imap://a:b@mail.example.jp")]
    #[case("pop3://a:b@mail.example.jp")]
    #[case("imaps://a:b@mail.example.jp/%E5%8F%97")]
    #[case("imaps://a%0D%0Ab:c@mail.example.jp")]
    fn what_is_no_mailbox(#[case] text: &str) {
        assert_eq!(text.parse::<Server>().err(), Some(ServerError));
    }

    #[test]
    fn a_letter_says_which_it_is_in_the_address_for_replies() {
        let letter: uuid::Uuid = "0193a000-0000-7000-8000-000000000001".parse().unwrap();
        let address = reply_to(&"Office@example.jp".parse().unwrap(), letter);
        assert_eq!(address.unwrap().as_str(), "Office+0193a000000070008000000000000001@example.jp");
        let long = format!("{}@example.jp", "a".repeat(32)).parse().unwrap();
        assert_eq!(reply_to(&long, letter), None);
    }
}
