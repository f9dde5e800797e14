//! Something to measure a line against, for the device check: an empty answer, and bytes that no proxy can shrink.
//!
//! They cost the server bandwidth, so each address has an allowance a minute, many times what one check needs.

use crate::http::{House, cookies};
use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rand::RngCore;
use serde::Deserialize;
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

const MOST_BYTES: usize = 1_000_000;
/// What an address may ask for in a minute: a dozen phones behind one router can each run their check.
const ALLOWANCE: usize = 16 * MOST_BYTES;
const MINUTE: Duration = Duration::from_secs(60);
/// An empty answer counts as so many bytes.
const LEAST: usize = 8 * 1024;

pub fn routes() -> Router<House> {
    let mut bytes = vec![0; MOST_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    let bytes = Bytes::from(bytes);
    let allowances = Arc::new(Allowances::default());
    let delay = {
        let allowances = allowances.clone();
        move |house: State<House>, peer: ConnectInfo<SocketAddr>, headers: HeaderMap| async move {
            if allowances.spend(asking(&house, &peer, &headers), LEAST, Instant::now()) {
                StatusCode::NO_CONTENT
            } else {
                StatusCode::TOO_MANY_REQUESTS
            }
        }
    };
    let bytes = move |house: State<House>,
                      peer: ConnectInfo<SocketAddr>,
                      headers: HeaderMap,
                      Query(Wanted { size }): Query<Wanted>| async move {
        if size > MOST_BYTES {
            return StatusCode::BAD_REQUEST.into_response();
        }
        if !allowances.spend(asking(&house, &peer, &headers), size.max(LEAST), Instant::now()) {
            return StatusCode::TOO_MANY_REQUESTS.into_response();
        }
        plain(bytes.slice(..size))
    };
    Router::new().route("/check/delay", get(delay)).route("/check/bytes", get(bytes))
}

#[derive(Deserialize)]
struct Wanted {
    size: usize,
}

fn plain(bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
}

fn asking(house: &House, peer: &ConnectInfo<SocketAddr>, headers: &HeaderMap) -> IpAddr {
    cookies::address(peer.0, headers, &house.settings.trusted_proxies)
}

/// What each address has had in the running minute.
#[derive(Default)]
struct Allowances(Mutex<Minute>);

struct Minute {
    began: Instant,
    spent: HashMap<IpAddr, usize>,
}

impl Default for Minute {
    fn default() -> Self {
        Minute { began: Instant::now(), spent: HashMap::new() }
    }
}

impl Allowances {
    /// Whether `address` may have so many bytes more.
    fn spend(&self, address: IpAddr, bytes: usize, now: Instant) -> bool {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(minute.began) >= MINUTE {
            *minute = Minute { began: now, spent: HashMap::new() };
        }
        let spent = minute.spent.entry(address).or_default();
        if *spent + bytes > ALLOWANCE {
            return false;
        }
        *spent += bytes;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_allowance_a_minute_and_others_have_theirs() {
        let allowances = Allowances::default();
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let now = Instant::now();
        assert!((0..16).all(|_| allowances.spend(one, MOST_BYTES, now)));
        assert!(!allowances.spend(one, LEAST, now));
        assert!(allowances.spend(other, LEAST, now));
        assert!(allowances.spend(one, LEAST, now + MINUTE));
    }
}
