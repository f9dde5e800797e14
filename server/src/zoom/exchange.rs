//! One request and its answer over HTTP/1.1, in time and of a bounded length. Redirects are not followed: the token would
//! go with them.

use super::trouble::Trouble;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{HeaderMap, Request, StatusCode, body::Bytes};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::{fmt::Write, time::Duration};
use tokio::time::timeout;
use tokio_rustls::rustls::crypto::ring;

/// Bytes of an answer: a page of meetings is about a quarter of it.
const LONGEST_ANSWER: usize = 1 << 20;
/// A connection that nobody used for so long is closed: Zoom's end of it may be gone.
const REST: Duration = Duration::from_secs(30);

pub struct Exchange {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Exchange {
    /// # Errors
    /// The machine's cryptography cannot be set up.
    pub fn new(patience: Duration) -> anyhow::Result<Exchange> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(REST)
            .build(connector);
        Ok(Exchange { client, patience })
    }

    /// # Errors
    /// `Temporary`. Only where no connection came about is it certain that nothing was done.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer, Trouble> {
        let asked = async {
            let answer = self.client.request(request).await.map_err(|error| {
                let reply = chain(&error);
                if error.is_connect() { Trouble::unsent(&reply) } else { Trouble::lost(&reply) }
            })?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await;
            let body = body.map_err(|error| Trouble::lost(&error.to_string()))?.to_bytes();
            Ok(Answer { status: head.status, headers: head.headers, body })
        };
        timeout(self.patience, asked).await.unwrap_or_else(|_| Err(Trouble::lost("no answer in time")))
    }
}

/// An error with what it came of.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

/// A piece of an address or of a form: all but letters, digits and `-._~` as `%xx`.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            all.push(char::from(byte));
        } else {
            let _ = write!(all, "%{byte:02X}");
        }
        all
    })
}
