//! The interface, refusals included.

use super::{ACCOUNT, Booked, CLIENT, Call, Fault, GOOD, SECRET, Sky};
use app::domain::{slot::Span, time::JST};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

type Shared = State<Arc<Mutex<Sky>>>;
type Reply = Result<Response, Response>;

pub(super) fn router(sky: Arc<Mutex<Sky>>) -> Router {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/v2/users/{user}/meetings", get(list).post(create))
        .route("/v2/meetings/{number}", get(read).patch(change).delete(delete))
        .with_state(sky)
}

fn error(status: StatusCode, code: u16, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message }))).into_response()
}

fn invalid(field: &str, why: &str) -> Response {
    let errors = json!([{ "field": field, "message": why }]);
    let body = json!({ "code": 300, "message": format!("Validation Failed: {field} {why}"), "errors": errors });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn too_many(message: &str) -> Response {
    error(StatusCode::TOO_MANY_REQUESTS, 429, message)
}

/// An answer that breaks off.
fn broken_off() -> Response {
    let pieces = [Ok(Bytes::from_static(b"{\"id\":")), Err(std::io::Error::other("cut"))];
    Body::from_stream(futures::stream::iter(pieces)).into_response()
}

/// Notes the call, looks at its token, and lets the fault happen that waits for it. What is left of the fault happens to the
/// answer.
async fn meet(shared: &Shared, call: Call, headers: &HeaderMap) -> Result<Option<Fault>, Response> {
    let fault = {
        let mut sky = shared.0.lock().expect("nobody panicked with it");
        sky.calls.push(call);
        sky.faults.iter_mut().find(|(known, _)| *known == call).and_then(|(_, waiting)| waiting.pop_front())
    };
    match fault {
        Some(Fault::TooMany(after)) => {
            let mut answer =
                too_many("You have reached the maximum per-second rate limit for this API. Try again later.");
            if let Some(after) = after {
                answer.headers_mut().insert(header::RETRY_AFTER, after.parse().expect("a header"));
            }
            return Err(answer);
        }
        Some(Fault::TooManyToday) => {
            let mut answer = too_many("You have reached the maximum limit for this API.");
            answer.headers_mut().insert("x-ratelimit-type", "Daily-limit".parse().expect("a header"));
            return Err(answer);
        }
        Some(Fault::Broken) => return Err(error(StatusCode::INTERNAL_SERVER_ERROR, 500, "Something went wrong")),
        Some(Fault::Expired) => return Err(error(StatusCode::UNAUTHORIZED, 124, "Access token is expired.")),
        Some(Fault::Stalled) => std::future::pending().await,
        Some(Fault::Unheard | Fault::AnswerLost | Fault::DoneLater | Fault::Nonsense) | None => {}
    }
    if call != Call::Token {
        let sky = shared.0.lock().expect("nobody panicked with it");
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = token.strip_prefix("Bearer ").unwrap_or_default();
        match sky.tokens.get(token) {
            Some(until) if sky.clock.now() < *until => {}
            Some(_) => return Err(error(StatusCode::UNAUTHORIZED, 124, "Access token is expired.")),
            None => return Err(error(StatusCode::UNAUTHORIZED, 124, "Invalid access token.")),
        }
    }
    Ok(fault)
}

fn after(fault: Option<Fault>, answer: Response) -> Response {
    match fault {
        Some(Fault::AnswerLost | Fault::DoneLater) => broken_off(),
        Some(Fault::Nonsense) => "はい".into_response(),
        _ => answer,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grant {
    grant_type: String,
    account_id: String,
}

async fn token(shared: Shared, headers: HeaderMap, form: axum::extract::Form<Grant>) -> Reply {
    let fault = meet(&shared, Call::Token, &headers).await?;
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    let refused = |reason: &str, error: &str| {
        let body = json!({ "reason": reason, "error": error });
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    };
    if headers.get(header::AUTHORIZATION).is_none_or(|given| given != basic.as_str()) {
        return Err(refused("Invalid client_id or client_secret", "invalid_client"));
    }
    if form.grant_type != "account_credentials" || form.account_id != ACCOUNT {
        return Err(refused("unsupported grant type", "unsupported_grant_type"));
    }
    let mut sky = shared.0.lock().expect("nobody panicked with it");
    let name = format!("token-{}", sky.tokens.len() + 1);
    let until = sky.clock.now() + GOOD;
    sky.tokens.insert(name.clone(), until);
    let body = json!({ "access_token": name, "token_type": "bearer", "expires_in": GOOD.num_seconds(), "scope": "meeting:write:admin" });
    Ok(after(fault, Json(body).into_response()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    waiting_room: Option<bool>,
    join_before_host: Option<bool>,
    approval_type: Option<u8>,
    auto_recording: Option<String>,
    use_pmi: Option<bool>,
    email_notification: Option<bool>,
    auto_start_meeting_summary: Option<bool>,
    auto_start_ai_companion_questions: Option<bool>,
}

impl Rules {
    fn check(&self) -> Result<(), Response> {
        let given = [
            self.waiting_room,
            self.join_before_host,
            self.use_pmi,
            self.email_notification,
            self.auto_start_meeting_summary,
            self.auto_start_ai_companion_questions,
        ];
        let sound = self.approval_type.is_none_or(|kind| kind <= 2)
            && self.auto_recording.as_deref().is_none_or(|how| ["local", "cloud", "none"].contains(&how))
            && given.iter().any(Option::is_some);
        if sound { Ok(()) } else { Err(invalid("settings", "Invalid field.")) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    topic: Option<String>,
    #[serde(rename = "type")]
    kind: Option<u8>,
    start_time: String,
    duration: i64,
    timezone: String,
    password: Option<String>,
    agenda: Option<String>,
    settings: Rules,
}

impl Asked {
    fn read(body: &[u8], now: DateTime<Utc>) -> Result<(Asked, Span), Response> {
        let asked: Asked =
            serde_json::from_slice(body).map_err(|error| invalid("body", &format!("Invalid field: {error}")))?;
        asked.settings.check()?;
        if asked.kind.is_some_and(|kind| kind != 2) {
            return Err(invalid("type", "Invalid field."));
        }
        if asked.topic.as_ref().is_some_and(|topic| topic.chars().count() > 200) {
            return Err(invalid("topic", "The maximum length is 200."));
        }
        if asked.agenda.as_ref().is_some_and(|agenda| agenda.chars().count() > 2000) {
            return Err(invalid("agenda", "The maximum length is 2000."));
        }
        let sound = |c: char| c.is_ascii_alphanumeric() || "@-_*".contains(c);
        if asked.password.as_ref().is_some_and(|code| code.len() > 10 || !code.chars().all(sound)) {
            return Err(invalid("password", "Invalid field."));
        }
        if asked.timezone != "Asia/Tokyo" {
            return Err(invalid("timezone", "Invalid field."));
        }
        let local = NaiveDateTime::parse_from_str(&asked.start_time, "%Y-%m-%dT%H:%M:%S")
            .map_err(|_| invalid("start_time", "Invalid field."))?;
        let starts = local.and_local_timezone(JST).unwrap().with_timezone(&Utc);
        let minutes = u8::try_from(asked.duration).map_err(|_| invalid("duration", "Invalid field."))?;
        let span = Span::new(starts, minutes).map_err(|_| invalid("duration", "Invalid field."))?;
        if span.ends() <= now {
            return Err(invalid("start_time", "The time has passed."));
        }
        Ok((asked, span))
    }
}

impl Sky {
    /// One more creation or change of the host's day.
    fn count(&mut self, user: &str) -> Result<(), Response> {
        let day = self.clock.now().date_naive();
        let count = self.counts.entry((user.to_owned(), day)).or_default();
        if *count >= 100 {
            return Err(too_many(
                "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this \
                 particular user. You may resume these requests at GMT 00:00:00.",
            ));
        }
        *count += 1;
        Ok(())
    }

    fn is_free(&self, user: &str, span: Span, but: Option<i64>) -> Result<(), Response> {
        let other = |(number, booked): (&i64, &Booked)| {
            Some(*number) != but && booked.user == user && booked.span.overlaps(span)
        };
        if self.meetings.iter().any(other) {
            return Err(error(StatusCode::BAD_REQUEST, 3000, "The host has another meeting at this time."));
        }
        Ok(())
    }

    pub(super) fn create(&mut self, user: &str, body: &[u8]) -> Result<i64, Response> {
        if !user.starts_with("host") {
            return Err(error(StatusCode::NOT_FOUND, 1001, "User does not exist."));
        }
        self.count(user)?;
        let (asked, span) = Asked::read(body, self.clock.now())?;
        self.is_free(user, span, None)?;
        self.last += 1;
        let passcode = asked.password.unwrap_or_default();
        let asked = serde_json::from_slice(body).expect("read before");
        self.meetings.insert(self.last, Booked { user: user.to_owned(), span, passcode, asked });
        Ok(self.last)
    }

    fn told(&self, number: i64) -> Value {
        let booked = &self.meetings[&number];
        json!({
            "id": number,
            "uuid": format!("{number}=="),
            "host_id": "h",
            "topic": booked.asked["topic"],
            "agenda": booked.asked["agenda"],
            "type": 2,
            "status": "waiting",
            "start_time": booked.span.starts().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "duration": booked.span.minutes(),
            "timezone": "Asia/Tokyo",
            "password": booked.passcode,
            "join_url": format!("https://zoom.example/j/{number}?pwd=x"),
            "start_url": format!("https://zoom.example/s/{number}?zak=secret"),
        })
    }

    fn must_have(&self, number: i64) -> Result<(), Response> {
        let gone = || error(StatusCode::NOT_FOUND, 3001, &format!("Meeting does not exist: {number}."));
        if self.meetings.contains_key(&number) { Ok(()) } else { Err(gone()) }
    }
}

async fn create(shared: Shared, Path(user): Path<String>, headers: HeaderMap, body: Bytes) -> Reply {
    let fault = meet(&shared, Call::Create, &headers).await?;
    let told = {
        let mut sky = shared.0.lock().expect("nobody panicked with it");
        if let Some(Fault::DoneLater) = fault {
            sky.later.push((user, body.to_vec()));
            return Ok(broken_off());
        }
        let number = sky.create(&user, &body)?;
        sky.told(number)
    };
    if let Some(Fault::Unheard) = fault {
        std::future::pending::<()>().await;
    }
    Ok(after(fault, (StatusCode::CREATED, Json(told)).into_response()))
}

async fn change(shared: Shared, Path(number): Path<i64>, headers: HeaderMap, body: Bytes) -> Reply {
    let fault = meet(&shared, Call::Change, &headers).await?;
    let mut sky = shared.0.lock().expect("nobody panicked with it");
    sky.must_have(number)?;
    let user = sky.meetings[&number].user.clone();
    sky.count(&user)?;
    let (_, span) = Asked::read(&body, sky.clock.now())?;
    sky.is_free(&user, span, Some(number))?;
    if let Some(booked) = sky.meetings.get_mut(&number) {
        booked.span = span;
    }
    Ok(after(fault, StatusCode::NO_CONTENT.into_response()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quietly {
    schedule_for_reminder: bool,
    cancel_meeting_reminder: bool,
}

async fn delete(shared: Shared, Path(number): Path<i64>, Query(how): Query<Quietly>, headers: HeaderMap) -> Reply {
    let fault = meet(&shared, Call::Delete, &headers).await?;
    if how.schedule_for_reminder || how.cancel_meeting_reminder {
        return Err(invalid("reminder", "nobody is written to but by us"));
    }
    let mut sky = shared.0.lock().expect("nobody panicked with it");
    sky.must_have(number)?;
    sky.meetings.remove(&number);
    Ok(after(fault, StatusCode::NO_CONTENT.into_response()))
}

async fn read(shared: Shared, Path(number): Path<i64>, headers: HeaderMap) -> Reply {
    let fault = meet(&shared, Call::Read, &headers).await?;
    let sky = shared.0.lock().expect("nobody panicked with it");
    sky.must_have(number)?;
    Ok(after(fault, Json(sky.told(number)).into_response()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paging {
    #[serde(rename = "type")]
    kind: String,
    page_size: usize,
    next_page_token: String,
}

async fn list(shared: Shared, Path(user): Path<String>, Query(paging): Query<Paging>, headers: HeaderMap) -> Reply {
    let fault = meet(&shared, Call::List, &headers).await?;
    let sky = shared.0.lock().expect("nobody panicked with it");
    if !user.starts_with("host") {
        return Err(error(StatusCode::NOT_FOUND, 1001, "User does not exist."));
    }
    if paging.kind != "scheduled" || !(1..=300).contains(&paging.page_size) {
        return Err(invalid("page_size", "Invalid field."));
    }
    let from: usize = match paging.next_page_token.strip_prefix("after/") {
        Some(from) => from.parse().map_err(|_| invalid("next_page_token", "Invalid field."))?,
        None => 0,
    };
    let all: Vec<i64> =
        sky.meetings.iter().filter(|(_, booked)| booked.user == user).map(|(number, _)| *number).collect();
    let told: Vec<Value> = all.iter().skip(from).take(paging.page_size).map(|number| sky.told(*number)).collect();
    let to = from + told.len();
    let next = if to < all.len() { format!("after/{to}") } else { String::new() };
    let body =
        json!({ "page_size": paging.page_size, "total_records": all.len(), "next_page_token": next, "meetings": told });
    Ok(after(fault, Json(body).into_response()))
}
