//! Signs letters with the key of our domain (DKIM, RFC 6376), so that whoever gets one can tell that it is ours and whole.

use lettre::{
    Message,
    message::{
        dkim::{
            DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey, dkim_sign,
        },
        header::HeaderName,
    },
};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _},
    pkcs8::{DecodePrivateKey as _, LineEnding},
    traits::PublicKeyParts as _,
};
use std::{fmt, path::Path};

/// Shorter keys are broken, or will be soon (RFC 8301), in bytes.
const SHORTEST_KEY: usize = 256;

/// What of a letter nobody may change on its way, besides its body: all that a reader sees of its head, and what answers to
/// it go by.
const SIGNED: [&str; 9] =
    ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];

/// The key, with the name under which DNS has its public half: `selector._domainkey.domain`.
pub struct Signer(DkimConfig);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

/// Why there can be no signatures.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("cannot be read ({0})")]
    Unreadable(std::io::ErrorKind),
    #[error("holds no private RSA key in PEM")]
    NoKey,
    #[error("holds a key of fewer than 2048 bits")]
    TooShort,
}

/// The word that DNS has the key under is letters, digits, hyphens and dots.
#[derive(Debug, thiserror::Error)]
#[error("letters, digits and hyphens, in parts with dots between")]
pub struct SelectorError;

/// # Errors
/// What cannot stand in a name of DNS.
pub fn selector(word: &str) -> Result<String, SelectorError> {
    let sound = |part: &str| {
        !part.is_empty()
            && part.len() < 64
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if word.split('.').all(sound) { Ok(word.to_owned()) } else { Err(SelectorError) }
}

impl Signer {
    /// With the key in this file, as `openssl genrsa` makes it.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(path: &Path, selector: &str, domain: &str) -> Result<Self, KeyError> {
        let pem = std::fs::read_to_string(path).map_err(|error| KeyError::Unreadable(error.kind()))?;
        Self::new(&pem, selector, domain)
    }

    /// # Errors
    /// `NoKey`, `TooShort`.
    pub fn new(pem: &str, selector: &str, domain: &str) -> Result<Self, KeyError> {
        let key = RsaPrivateKey::from_pkcs8_pem(pem)
            .or_else(|_| RsaPrivateKey::from_pkcs1_pem(pem))
            .map_err(|_| KeyError::NoKey)?;
        if key.size() < SHORTEST_KEY {
            return Err(KeyError::TooShort);
        }
        let pem = key.to_pkcs1_pem(LineEnding::LF).map_err(|_| KeyError::NoKey)?;
        let key = DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa).map_err(|_| KeyError::NoKey)?;
        let relaxed =
            DkimCanonicalization { header: DkimCanonicalizationType::Relaxed, body: DkimCanonicalizationType::Relaxed };
        let headers = SIGNED.map(HeaderName::new_from_ascii_str).into();
        Ok(Self(DkimConfig::new(selector.to_owned(), domain.to_owned(), key, headers, relaxed)))
    }

    pub fn sign(&self, message: &mut Message) {
        dkim_sign(message, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::python;
    use rstest::rstest;

    const KEY: &str = include_str!("dkim/test-key.pem");
    const AS_PKCS1: &str = include_str!("dkim/test-key-pkcs1.pem");
    const SHORT: &str = include_str!("dkim/short-test-key.pem");
    /// The public half, as DNS would have it.
    const PUBLIC: &str = include_str!("dkim/test-key.dns");

    fn message() -> Message {
        Message::builder()
            .from("yoyaku@madoguchi.example".parse().unwrap())
            .to("taro@example.jp".parse().unwrap())
            .subject("予約が確定しました：11月25日（水）10:00 オンライン相談、とても長い件名なので折り返されます")
            .message_id(Some("<1@madoguchi.example>".to_owned()))
            .body("本文です。\r\n".to_owned())
            .unwrap()
    }

    /// By dkimpy, which knows nothing of us but the letter and the public key.
    fn verifies(letter: &str) -> bool {
        let script = "import dkim, json, sys\n\
                      letter, record = json.load(sys.stdin)\n\
                      asked = []\n\
                      def dns(name, timeout=5):\n    asked.append(name)\n    return record.encode()\n\
                      sound = dkim.verify(letter.encode(), dnsfunc=dns)\n\
                      assert asked == [b'mail2026._domainkey.madoguchi.example.'], asked\n\
                      print(json.dumps(sound))";
        python::run(script, &(letter, PUBLIC.trim())).trim() == "true"
    }

    #[rstest]
    #[case(KEY)]
    #[case(AS_PKCS1)]
    fn a_signature_is_sound_and_breaks_with_any_change(#[case] pem: &str) {
        let mut message = message();
        Signer::new(pem, "mail2026", "madoguchi.example").unwrap().sign(&mut message);
        let letter = String::from_utf8(message.formatted()).unwrap();
        assert!(verifies(&letter), "{letter}");
        for (of, to) in [("From: yoyaku@", "From: yoyaky@"), ("<1@", "<2@"), ("\r\n\r\n", "\r\n\r\nX")] {
            let changed = letter.replacen(of, to, 1);
            assert_ne!(changed, letter);
            assert!(!verifies(&changed), "{changed}");
        }
    }

    #[test]
    fn a_key_that_is_none_is_said() {
        for (pem, said) in [
            ("", "holds no private RSA key in PEM"),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no private RSA key in PEM"),
            (SHORT, "holds a key of fewer than 2048 bits"),
        ] {
            assert_eq!(Signer::new(pem, "a", "a.example").unwrap_err().to_string(), said);
        }
        let missing = Signer::read(Path::new("/nowhere/key.pem"), "a", "a.example").unwrap_err().to_string();
        assert_eq!(missing, "cannot be read (entity not found)");
        assert_eq!(format!("{:?}", Signer::new(KEY, "a", "a.example").unwrap()), "Signer(…)");
    }

    #[rstest]
    #[case("madoguchi", true)]
    #[case("mail-2026.office", true)]
    #[case("", false)]
    #[case("a b", false)]
    #[case("a;d=evil.example", false)]
    #[case("a..b", false)]
    #[case("-a", false)]
    fn a_selector_is_a_name_of_dns(#[case] word: &str, #[case] sound: bool) {
        assert_eq!(selector(word).is_ok(), sound);
    }
}
