//! Secrets: the key that links are made with, the cookies' digests, and what is drawn at random.

use anyhow::Context;
use app::{
    desk::{application::VisitorKey, attendee::AttendeeToken, booking::LinkToken, waiting::WishToken},
    domain::ids::{AttendeeId, BookingId, StaffId, WishId},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};
use std::{io::Write, net::IpAddr, path::Path, sync::Arc};
use uuid::Uuid;

/// Bytes of the message authentication code in a link: 160 bits.
const MAC: usize = 20;

/// Makes and opens the links in letters. A token is never stored, so that it can be mailed again and nothing can be stolen.
#[derive(Clone)]
pub struct LinkKey(Arc<SecretBox<[u8; 32]>>);

impl LinkKey {
    pub fn new(key: [u8; 32]) -> Self {
        LinkKey(Arc::new(SecretBox::new(Box::new(key))))
    }

    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> anyhow::Result<Self> {
        unhex(text.trim()).map(LinkKey::new).context("the link key is 64 hexadecimal digits")
    }

    /// The key kept in the data folder; made on first use, readable by its owner only.
    pub fn kept_in(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("link.key");
        if let Ok(text) = std::fs::read_to_string(&path) {
            return LinkKey::from_hex(&text).with_context(|| format!("{}", path.display()));
        }
        let mut key = [0; 32];
        rand::rng().fill_bytes(&mut key);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file =
            options.open(&path).with_context(|| format!("cannot keep the link key in {}", path.display()))?;
        file.write_all(hex(&key).as_bytes())?;
        file.sync_all()?;
        Ok(LinkKey::new(key))
    }

    /// The secret of the link to a booking. A new generation makes the old links void.
    pub fn token(&self, booking: BookingId, generation: i32) -> LinkToken {
        LinkToken(sealed(booking.0, self.mac(booking, generation)))
    }

    /// The booking that a token speaks of. Nothing is proved until [`LinkKey::proves`] has compared its code.
    pub fn booking(&self, token: &LinkToken) -> Option<BookingId> {
        subject(&token.0).map(BookingId)
    }

    /// Whether the token is the booking's, in this generation. Takes the same time for every wrong one.
    pub fn proves(&self, token: &LinkToken, booking: BookingId, generation: i32) -> bool {
        is_sealed(&token.0, booking.0, self.mac(booking, generation))
    }

    /// The secret of an employer's link. It opens nothing of the seeker's, nor the other way round.
    pub fn attendee_token(&self, attendee: AttendeeId) -> AttendeeToken {
        AttendeeToken(sealed(attendee.0, self.attendee_mac(attendee)))
    }

    /// The attendee whose link this is.
    pub fn attendee(&self, token: &AttendeeToken) -> Option<AttendeeId> {
        let attendee = AttendeeId(subject(&token.0)?);
        is_sealed(&token.0, attendee.0, self.attendee_mac(attendee)).then_some(attendee)
    }

    /// The secret of the link to a wish on the waiting list.
    pub fn wish_token(&self, wish: WishId) -> WishToken {
        WishToken(sealed(wish.0, self.wish_mac(wish)))
    }

    /// The wish whose link this is.
    pub fn wish(&self, token: &WishToken) -> Option<WishId> {
        let wish = WishId(subject(&token.0)?);
        is_sealed(&token.0, wish.0, self.wish_mac(wish)).then_some(wish)
    }

    /// What is kept of the address a request comes from, so that holds can be bounded: it cannot be turned back without the
    /// key. Of IPv6 it takes the network (/64), which one household changes within at will.
    pub fn address(&self, address: IpAddr) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(b"madoguchi address 1");
        match address.to_canonical() {
            IpAddr::V4(address) => mac.update(&address.octets()),
            IpAddr::V6(address) => mac.update(&address.octets()[..8]),
        }
        URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..MAC])
    }

    /// The secret that an account's second factor is made of: 160 bits, as RFC 4226 recommends.
    pub fn factor(&self, staff: StaffId, generation: i32) -> [u8; 20] {
        let mut secret = [0; 20];
        secret.copy_from_slice(&self.of_staff(b"madoguchi factor 1", staff, generation, 0)[..20]);
        secret
    }

    /// A recovery code of an account: ten letters and digits that are not taken for each other, 50 bits.
    pub fn recovery(&self, staff: StaffId, generation: i32, number: u8) -> String {
        const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let bytes = self.of_staff(b"madoguchi recovery 1", staff, generation, number);
        let code: String = bytes[..10].iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        format!("{}-{}", &code[..5], &code[5..])
    }

    fn of_staff(&self, what: &[u8], staff: StaffId, generation: i32, number: u8) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(what);
        mac.update(staff.0.as_bytes());
        mac.update(&generation.to_be_bytes());
        mac.update(&[number]);
        mac.finalize().into_bytes().into()
    }

    fn attendee_mac(&self, attendee: AttendeeId) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(b"madoguchi attendee 1");
        mac.update(attendee.0.as_bytes());
        mac
    }

    fn wish_mac(&self, wish: WishId) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(b"madoguchi wish 1");
        mac.update(wish.0.as_bytes());
        mac
    }

    fn mac(&self, booking: BookingId, generation: i32) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(b"madoguchi link 1");
        mac.update(booking.0.as_bytes());
        mac.update(&generation.to_be_bytes());
        mac
    }
}

/// An id with its code, as a link carries them.
fn sealed(id: Uuid, mac: Hmac<Sha256>) -> String {
    let mut bytes = id.as_bytes().to_vec();
    bytes.extend_from_slice(&mac.finalize().into_bytes()[..MAC]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The id that a link carries, not proved yet.
fn subject(token: &str) -> Option<Uuid> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    (bytes.len() == 16 + MAC).then(|| Uuid::from_slice(&bytes[..16]).ok()).flatten()
}

/// Takes the same time for every wrong code.
fn is_sealed(token: &str, id: Uuid, mac: Hmac<Sha256>) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
    bytes.len() == 16 + MAC && bytes[..16] == *id.as_bytes() && mac.verify_truncated_left(&bytes[16..]).is_ok()
}

/// A fresh secret for a cookie or a one-time code: 256 bits, URL-safe.
pub fn secret() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a secret: its SHA-256.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

pub fn visitor_key(secret: &str) -> VisitorKey {
    VisitorKey(digest(secret))
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// From 64 hexadecimal digits.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_they_are_written() {
        let bytes = digest("x");
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        assert_eq!(unhex(&hex(&bytes).to_uppercase()), Some(bytes));
        for wrong in ["", "00", &"+f".repeat(32), &"0g".repeat(32), &"窓".repeat(22)] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_link_opens_its_booking_in_its_generation_only() {
        let key = LinkKey::new([7; 32]);
        let (one, other) = (BookingId(Uuid::from_u128(1)), BookingId(Uuid::from_u128(2)));
        let token = key.token(one, 0);
        assert_eq!(key.booking(&token), Some(one));
        assert!(key.proves(&token, one, 0));
        assert!(!key.proves(&token, one, 1));
        assert!(!key.proves(&token, other, 0));
        assert!(!LinkKey::new([8; 32]).proves(&token, one, 0));
        assert!(key.booking(&LinkToken("short".to_owned())).is_none());
        assert!(!key.proves(&LinkToken(format!("{}A", token.0)), one, 0));
    }

    #[test]
    fn an_employer_s_link_is_theirs_alone() {
        let key = LinkKey::new([7; 32]);
        let id = Uuid::from_u128(1);
        let token = key.attendee_token(AttendeeId(id));
        assert_eq!(key.attendee(&token), Some(AttendeeId(id)));
        assert_eq!(LinkKey::new([8; 32]).attendee(&token), None);
        assert!(!key.proves(&LinkToken(token.0.clone()), BookingId(id), 0), "the seeker's link has another code");
        assert_eq!(key.attendee(&AttendeeToken(key.token(BookingId(id), 0).0)), None);
        assert_eq!(key.attendee(&AttendeeToken(format!("{}A", token.0))), None);
    }

    #[test]
    fn a_wish_s_link_opens_neither_a_booking_nor_an_employer_s_page() {
        let key = LinkKey::new([7; 32]);
        let id = Uuid::from_u128(1);
        let token = key.wish_token(WishId(id));
        assert_eq!(key.wish(&token), Some(WishId(id)));
        assert_eq!(LinkKey::new([8; 32]).wish(&token), None);
        assert!(!key.proves(&LinkToken(token.0.clone()), BookingId(id), 0));
        assert_eq!(key.attendee(&AttendeeToken(token.0)), None);
        assert_eq!(key.wish(&WishToken(key.token(BookingId(id), 0).0)), None);
    }

    #[test]
    fn the_key_is_made_once_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let booking = BookingId(Uuid::from_u128(1));
        let token = LinkKey::kept_in(folder.path()).expect("made").token(booking, 0);
        assert!(LinkKey::kept_in(folder.path()).expect("kept").proves(&token, booking, 0));
    }
}
