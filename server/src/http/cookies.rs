//! Who a request comes from: cookies and the address, behind trusted proxies only.

use crate::keys;
use app::{
    desk::application::VisitorKey,
    request::{Cookies, Form},
};
use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos_axum::ResponseOptions;
use std::{
    net::{IpAddr, SocketAddr},
    ops::RangeInclusive,
    sync::{Arc, Mutex, PoisonError},
};

const VISITOR: &str = "visitor";
const STAFF: &str = "staff";
/// Characters of a secret.
const SECRET: RangeInclusive<usize> = 20..=64;
/// What browsers keep in one cookie.
const LONGEST: usize = 3_500;
/// To mend what was typed into a form.
const TYPED_SECONDS: u32 = 10 * 60;
/// A visitor's cookie lives as long as a draft does.
const VISITOR_SECONDS: u32 = 24 * 60 * 60;

/// The cookies of one request, and those its answer sets.
pub struct RequestCookies {
    secure: bool,
    staff: Option<String>,
    kept: Vec<(Form, String)>,
    visitor: Mutex<Option<String>>,
    address: IpAddr,
    response: ResponseOptions,
}

impl RequestCookies {
    pub fn of(headers: &HeaderMap, secure: bool, address: IpAddr, response: ResponseOptions) -> Arc<dyn Cookies> {
        Arc::new(RequestCookies {
            secure,
            staff: staff(headers, secure),
            kept: Form::ALL
                .into_iter()
                .filter_map(|form| Some((form, find(headers, &name(cookie(form), secure), 1..=LONGEST)?)))
                .collect(),
            visitor: Mutex::new(find(headers, &name(VISITOR, secure), SECRET)),
            address,
            response,
        })
    }

    fn set(&self, cookie: &str, secret: &str, age: &str) {
        let secure = if self.secure { "; Secure" } else { "" };
        let value = format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", name(cookie, self.secure));
        if let Ok(value) = HeaderValue::from_str(&value) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }
}

impl Cookies for RequestCookies {
    fn visitor(&self) -> Option<VisitorKey> {
        self.visitor.lock().unwrap_or_else(PoisonError::into_inner).as_deref().map(keys::visitor_key)
    }

    fn visitor_or_new(&self) -> VisitorKey {
        let mut visitor = self.visitor.lock().unwrap_or_else(PoisonError::into_inner);
        let secret = visitor.get_or_insert_with(|| {
            let secret = keys::secret();
            self.set(VISITOR, &secret, &format!("; Max-Age={VISITOR_SECONDS}"));
            secret
        });
        keys::visitor_key(secret)
    }

    fn staff(&self) -> Option<String> {
        self.staff.clone()
    }

    fn set_staff(&self, secret: &str) {
        self.set(STAFF, secret, "");
    }

    fn clear_staff(&self) {
        self.set(STAFF, "", "; Max-Age=0");
        for form in Form::OF_STAFF {
            self.forget(form);
        }
    }

    fn kept(&self, form: Form) -> Option<String> {
        let (_, kept) = self.kept.iter().find(|(known, _)| *known == form)?;
        String::from_utf8(URL_SAFE_NO_PAD.decode(kept).ok()?).ok()
    }

    fn keep(&self, form: Form, typed: &str) {
        let typed = URL_SAFE_NO_PAD.encode(typed);
        if typed.len() <= LONGEST {
            self.set(cookie(form), &typed, &format!("; Max-Age={TYPED_SECONDS}"));
        }
    }

    fn forget(&self, form: Form) {
        self.set(cookie(form), "", "; Max-Age=0");
    }

    fn address(&self) -> IpAddr {
        self.address
    }
}

/// The visitor of a request that is no page.
pub fn visitor(headers: &HeaderMap, secure: bool) -> Option<VisitorKey> {
    find(headers, &name(VISITOR, secure), SECRET).as_deref().map(keys::visitor_key)
}

/// The secret of the staff session of a request that is no page.
pub fn staff(headers: &HeaderMap, secure: bool) -> Option<String> {
    find(headers, &name(STAFF, secure), SECRET)
}

/// Where the typed text of a form is kept.
fn cookie(form: Form) -> &'static str {
    match form {
        Form::Contact => "typed",
        Form::Address => "address",
        Form::Intake => "intake",
        Form::People => "people",
        Form::Standing => "standing",
        Form::Incident => "incident",
        Form::Records => "records",
        Form::Waiting => "waiting",
        Form::Reply => "reply",
        Form::Disclosure => "disclosure",
        Form::Attendance => "attendance",
        Form::Employer => "employer",
        Form::Times => "times",
    }
}

/// `__Host-` ties the cookie to this host, and browsers accept it over TLS only.
fn name(cookie: &str, secure: bool) -> String {
    if secure { format!("__Host-{cookie}") } else { cookie.to_owned() }
}

fn find(headers: &HeaderMap, name: &str, length: RangeInclusive<usize>) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && length.contains(&value.len()))
        .map(|(_, value)| value.to_owned())
}

/// The visitor's address: the peer, or what a trusted proxy says of it (the last hop that is not itself trusted).
pub fn address(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.ip().to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse::<IpAddr>().ok())
        .rfind(|hop| !trusted.contains(hop))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| ((*name).parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn a_forwarded_address_counts_from_a_trusted_proxy_only() {
        let peer: SocketAddr = "10.0.0.1:443".parse().expect("an address");
        let forged = headers(&[("x-forwarded-for", "1.2.3.4, 198.51.100.7")]);
        assert_eq!(address(peer, &forged, &[]), peer.ip());
        assert_eq!(address(peer, &forged, &[peer.ip()]).to_string(), "198.51.100.7");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let secret = keys::secret();
        let found = headers(&[("cookie", &format!("xvisitor=no; visitor={secret}"))]);
        assert_eq!(find(&found, "visitor", SECRET).as_deref(), Some(secret.as_str()));
        assert_eq!(find(&found, "staff", SECRET), None);
    }
}
