//! Where letters go and whom they come from: `MADOGUCHI_MAIL` and its companions.

use std::{fmt, path::PathBuf, str::FromStr};

use app::domain::mail_address::MailAddress;
use secrecy::SecretString;

/// Everything `mail` needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    pub way: Way,
    /// The sender of every letter; its domain is what carrier filters must let through.
    pub from: MailAddress,
    /// A PEM file with the authority that signed the relay's certificate, where that is not a public one.
    pub authority: Option<PathBuf>,
}

/// Letters are kept in the data folder for `/dev/mail`, or handed to a mail server.
#[derive(Clone, Debug)]
pub enum Way {
    Drop,
    Smtp(Relay),
}

/// The mail server that takes our letters.
#[derive(Clone, Debug)]
pub struct Relay {
    pub host: String,
    pub port: u16,
    pub safety: Safety,
    pub account: Option<Account>,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub name: String,
    pub password: SecretString,
}

/// How the way to the relay is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// `smtp://`: nothing. For a relay on this machine or in the same room.
    Plain,
    /// `smtp+starttls://`: STARTTLS, without which nothing is sent.
    StartTls,
    /// `smtps://`: TLS from the first byte.
    Tls,
}

/// The setting names no way for letters. Says nothing of what was given, for a password may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "drop, or smtp://, smtp+starttls:// or smtps:// with user:password@host:port, of which all but the host may be left out"
)]
pub struct WayError;

impl FromStr for Way {
    type Err = WayError;

    fn from_str(text: &str) -> Result<Self, WayError> {
        if text == "drop" {
            return Ok(Way::Drop);
        }
        let (scheme, rest) = text.split_once("://").ok_or(WayError)?;
        let (safety, usual_port) = match scheme {
            "smtp" => (Safety::Plain, 25),
            "smtp+starttls" => (Safety::StartTls, 587),
            "smtps" => (Safety::Tls, 465),
            _ => return Err(WayError),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        // The name of an account is often an address itself, so the last @ is the one that counts.
        let (account, place) = match rest.rsplit_once('@') {
            Some((account, place)) => (Some(account.parse()?), place),
            None => (None, rest),
        };
        let (host, port) = split_port(place)?;
        Ok(Way::Smtp(Relay { host: host.to_owned(), port: port.unwrap_or(usual_port), safety, account }))
    }
}

impl FromStr for Account {
    type Err = WayError;

    /// `user:password`, each with `%40` and the like for signs that mean something in an address.
    fn from_str(text: &str) -> Result<Self, WayError> {
        let (name, password) = text.split_once(':').ok_or(WayError)?;
        Ok(Account { name: decoded(name)?, password: decoded(password)?.into() })
    }
}

/// Where letters go, without the account.
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Drop => f.write_str("drop"),
            Way::Smtp(relay) => write!(f, "{}:{}", relay.host, relay.port),
        }
    }
}

/// `host`, `host:25`, `[::1]:25`.
///
/// # Errors
/// It is no place.
pub fn split_port(place: &str) -> Result<(&str, Option<u16>), WayError> {
    let (host, port) = match place.strip_prefix('[') {
        Some(six) => {
            let (host, after) = six.split_once(']').ok_or(WayError)?;
            (host, after.strip_prefix(':'))
        }
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let sound = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:_".contains(c));
    let port = port.map(str::parse).transpose().map_err(|_| WayError)?;
    if sound { Ok((host, port)) } else { Err(WayError) }
}

/// Text with `%40` and the like for signs that mean something in an address.
///
/// # Errors
/// It is none.
pub fn decoded(text: &str) -> Result<String, WayError> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(*high).ok_or(WayError)? * 16 + digit(*low).ok_or(WayError)?);
                rest = after;
            }
            (b'%', _) => return Err(WayError),
            (byte, after) => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| WayError)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use secrecy::ExposeSecret;

    use super::*;

    #[rstest]
    #[case("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, Safety::Plain, None))]
    #[case("smtp://[::1]:2525", ("::1", 2525, Safety::Plain, None))]
    #[case("smtp://localhost/", ("localhost", 25, Safety::Plain, None))]
    #[case("smtp+starttls://mail.example.jp", ("mail.example.jp", 587, Safety::StartTls, None))]
    #[case("smtps://office@example.jp:p%40ss%25:1@mail.example.jp", ("mail.example.jp", 465, Safety::Tls, Some(("office@example.jp", "p@ss%:1"))))]
    fn a_relay(#[case] text: &str, #[case] expected: (&str, u16, Safety, Option<(&str, &str)>)) {
        let Ok(Way::Smtp(relay)) = text.parse() else { panic!("{text} is a relay") };
        let account = relay.account.as_ref().map(|a| (a.name.as_str(), a.password.expose_secret()));
        assert_eq!((relay.host.as_str(), relay.port, relay.safety, account), expected);
    }

    #[rstest]
    #[case("")]
    #[case("mail.example.jp")]
    #[case("http://mail.example.jp")]
    #[case("smtp://")]
    #[case("smtp://mail.example.jp:port")]
    #[case("smtp://mail example.jp")]
    #[case("smtps://user@mail.example.jp")]
    #[case("smtps://user:%zz@mail.example.jp")]
    fn what_is_no_way(#[case] text: &str) {
        assert_eq!(text.parse::<Way>().err(), Some(WayError));
    }

    #[test]
    fn a_password_is_not_printed() {
        let way: Way = "smtps://office:geheim@mail.example.jp".parse().unwrap();
        assert!(!format!("{way:?} {way}").contains("geheim"));
    }
}
