//! The account's token: fetched with its credentials, kept while it is good, and renewed by one at a time.

use super::{
    exchange::{Exchange, encoded},
    settings::{Address, Settings},
    trouble::Trouble,
};
use crate::clock::Clock;
use app::domain::time::Instant;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use hyper::{Method, Request, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

/// A token is renewed so long before it ends, or after half of its time where it is short.
const AHEAD: TimeDelta = TimeDelta::minutes(2);

pub struct Tokens {
    address: Address,
    account: String,
    /// The credentials as HTTP carries them.
    basic: SecretString,
    /// Who renews it keeps it to themselves until it is there: the others wait and find it.
    held: Mutex<Option<Token>>,
}

struct Token {
    access: SecretString,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    /// Seconds.
    expires_in: i64,
}

impl Tokens {
    pub fn new(settings: &Settings) -> Tokens {
        let credentials = format!("{}:{}", settings.client, settings.secret.expose_secret());
        Tokens {
            address: settings.token.clone(),
            account: settings.account.clone(),
            basic: format!("Basic {}", STANDARD.encode(credentials)).into(),
            held: Mutex::default(),
        }
    }

    /// # Errors
    /// `Refused`: the credentials are not those of an account.
    pub async fn get(&self, exchange: &Exchange, clock: &Clock) -> Result<SecretString, Trouble> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.as_ref().filter(|token| clock.now() < token.renew_at) {
            return Ok(token.access.clone());
        }
        let token = self.fetch(exchange, clock).await.map_err(Trouble::before_anything)?;
        Ok(held.insert(token).access.clone())
    }

    /// Zoom does not take this one any more.
    pub async fn forget(&self, access: &SecretString) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|token| token.access.expose_secret() == access.expose_secret()) {
            *held = None;
        }
    }

    async fn fetch(&self, exchange: &Exchange, clock: &Clock) -> Result<Token, Trouble> {
        let asked_at = clock.now();
        let form = format!("grant_type=account_credentials&account_id={}", encoded(&self.account));
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.address.as_str())
            .header(header::AUTHORIZATION, self.basic.expose_secret())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.into())
            .map_err(|error| Trouble::unsent(&error.to_string()))?;
        let answer = Trouble::judge(exchange.send(request).await?, clock.now()).map_err(Trouble::of_host)?;
        let granted: Granted =
            serde_json::from_slice(&answer.body).map_err(|error| Trouble::unreadable(&error.to_string()))?;
        let good = TimeDelta::seconds(granted.expires_in.clamp(0, 86_400));
        Ok(Token { access: granted.access_token.into(), renew_at: asked_at + (good - AHEAD).max(good / 2) })
    }
}
