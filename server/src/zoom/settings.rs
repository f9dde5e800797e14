//! The account whose hosts hold the meetings: `MADOGUCHI_ZOOM_ACCOUNT` and its companions.

use hyper::Uri;
use secrecy::SecretString;
use std::{net::IpAddr, str::FromStr};

#[derive(Clone, Debug)]
pub struct Settings {
    pub account: String,
    pub client: String,
    pub secret: SecretString,
    pub token: Address,
    pub api: Address,
}

/// Where Zoom is: `https://…`, without a slash at the end. What has no secret to lose, a server on this machine, may be
/// `http://…`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(String);

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("https:// with a host and a path, or http:// on this machine")]
pub struct AddressError;

impl Address {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let uri: Uri = text.parse().map_err(|_| AddressError)?;
        let host = uri.host().ok_or(AddressError)?.trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let is_safe = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => is_here,
            _ => false,
        };
        let is_plain = uri.query().is_none() && !text.contains('@');
        if is_safe && is_plain { Ok(Address(text.trim_end_matches('/').to_owned())) } else { Err(AddressError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://api.zoom.us/v2", Some("https://api.zoom.us/v2"))]
    #[case("https://zoom.us/oauth/token/", Some("https://zoom.us/oauth/token"))]
    #[case("http://127.0.0.1:4000/v2", Some("http://127.0.0.1:4000/v2"))]
    #[case("http://[::1]:4000", Some("http://[::1]:4000"))]
    #[case("http://api.zoom.us/v2", None)]
    #[case("https://user:secret@api.zoom.us/v2", None)]
    #[case("https://api.zoom.us/v2?page=1", None)]
    #[case("api.zoom.us", None)]
    #[case("", None)]
    fn an_address(#[case] text: &str, #[case] kept: Option<&str>) {
        assert_eq!(text.parse::<Address>().ok().as_ref().map(Address::as_str), kept);
    }
}
