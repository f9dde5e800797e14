//! Zoom's programming interface, as far as meetings need it: made, changed, deleted, read and listed in the name of one
//! account, by its own credentials (server to server).
//!
//! Nothing of a seeker goes there: a meeting has the service's name for a topic and the booking's id for a tag.

pub mod event;
pub mod exchange;
pub mod meeting;
pub mod settings;
mod token;
pub mod trouble;

use crate::{
    clock::Clock,
    zoom::{
        exchange::{Answer, Exchange, encoded},
        meeting::{Change, Listed, Meeting, Page, Plan},
        settings::Settings,
        token::Tokens,
        trouble::Trouble,
    },
};
use app::domain::slot::Span;
use hyper::{Method, Request, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How long an answer may take, from the first byte sent to the last one read.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Meetings in one page of a list: the most that Zoom gives.
const PAGE: u32 = 300;
/// Pages read at most; a host with more meetings than that is nobody's.
const MOST_PAGES: u32 = 20;

/// The account. One for all workers of a process, so that they share its token.
pub struct Zoom {
    exchange: Exchange,
    tokens: Tokens,
    api: String,
    clock: Clock,
}

impl Zoom {
    /// # Errors
    /// The machine's cryptography cannot be set up.
    pub fn new(settings: &Settings, patience: Duration, clock: Clock) -> anyhow::Result<Zoom> {
        Ok(Zoom {
            exchange: Exchange::new(patience)?,
            tokens: Tokens::new(settings),
            api: settings.api.as_str().to_owned(),
            clock,
        })
    }

    /// Makes a meeting of this host, with a waiting room and nothing recorded.
    ///
    /// # Errors
    /// See [`Trouble`]; after one that [`Trouble::may_be_done`] the meeting may be there.
    pub async fn create(&self, user: &str, plan: &Plan<'_>) -> Result<Meeting, Trouble> {
        let path = format!("/users/{}/meetings", encoded(user));
        let answer = self.call(Method::POST, &path, Some(plan)).await.map_err(Trouble::of_host)?;
        read(&answer)
    }

    /// Gives a meeting another time. What is said of waiting room and recording is said again.
    ///
    /// # Errors
    /// `Gone`: there is no such meeting any more.
    pub async fn change(&self, number: i64, span: Span) -> Result<(), Trouble> {
        self.call(Method::PATCH, &format!("/meetings/{number}"), Some(&Change::to(span))).await.map(drop)
    }

    /// # Errors
    /// `Gone`: there is no such meeting any more.
    pub async fn delete(&self, number: i64) -> Result<(), Trouble> {
        // Nobody is to hear of it from Zoom.
        let path = format!("/meetings/{number}?schedule_for_reminder=false&cancel_meeting_reminder=false");
        self.call(Method::DELETE, &path, None::<&()>).await.map(drop)
    }

    /// # Errors
    /// `Gone`: there is no such meeting any more.
    pub async fn meeting(&self, number: i64) -> Result<Meeting, Trouble> {
        read(&self.call(Method::GET, &format!("/meetings/{number}"), None::<&()>).await?)
    }

    /// The address that the host starts the meeting with. It signs its user in: it is fetched when it is used, and kept
    /// nowhere.
    ///
    /// # Errors
    /// `Gone`: there is no such meeting any more.
    pub async fn start_url(&self, number: i64) -> Result<SecretString, Trouble> {
        self.meeting(number).await?.start_url.ok_or_else(|| Trouble::unreadable("no start_url"))
    }

    /// The host's meetings that are not over.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn meetings(&self, user: &str) -> Result<Vec<Listed>, Trouble> {
        let mut all = Vec::new();
        let mut token = String::new();
        for _ in 0..MOST_PAGES {
            let path = format!(
                "/users/{}/meetings?type=scheduled&page_size={PAGE}&next_page_token={}",
                encoded(user),
                encoded(&token)
            );
            let page: Page = read(&self.call(Method::GET, &path, None::<&()>).await.map_err(Trouble::of_host)?)?;
            all.extend(page.meetings);
            if page.next_page_token.is_empty() {
                return Ok(all);
            }
            token = page.next_page_token;
        }
        Err(Trouble::unreadable("a list without an end"))
    }

    /// One request with a token. A token that Zoom takes for expired is replaced once: it was not done then.
    async fn call<B: Serialize>(&self, method: Method, path: &str, body: Option<&B>) -> Result<Answer, Trouble> {
        let body = match body {
            Some(body) => serde_json::to_vec(body).map_err(|error| Trouble::unsent(&error.to_string()))?,
            None => Vec::new(),
        };
        let mut is_second = false;
        loop {
            let token = self.tokens.get(&self.exchange, &self.clock).await?;
            let mut request = Request::builder()
                .method(method.clone())
                .uri(format!("{}{path}", self.api))
                .header(header::AUTHORIZATION, format!("Bearer {}", token.expose_secret()))
                .header(header::ACCEPT, "application/json");
            if !body.is_empty() {
                request = request.header(header::CONTENT_TYPE, "application/json");
            }
            let request = request.body(body.clone().into()).map_err(|error| Trouble::unsent(&error.to_string()))?;
            let answer = self.exchange.send(request).await?;
            if answer.status == StatusCode::UNAUTHORIZED && !is_second {
                self.tokens.forget(&token).await;
                is_second = true;
                continue;
            }
            return Trouble::judge(answer, self.clock.now());
        }
    }
}

/// # Errors
/// `Temporary`, and it was done: Zoom said yes in words that cannot be read.
fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Trouble> {
    serde_json::from_slice(&answer.body).map_err(|error| Trouble::unreadable(&error.to_string()))
}
