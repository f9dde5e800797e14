//! What Zoom tells by itself: signed, at least once, and perhaps late.

use crate::keys::{hex, unhex};
use app::domain::time::Instant;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use hyper::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::Sha256;

pub const SIGNATURE: &str = "x-zm-signature";
/// When it was signed, in seconds since 1970 UTC.
pub const SIGNED_AT: &str = "x-zm-request-timestamp";

/// What is not answered comes again after 5, 20 and 60 minutes, perhaps with the signature of the first time.
const OLDEST: TimeDelta = TimeDelta::minutes(90);
/// Clocks differ.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Somebody is at the meeting: they wait for its host, are in the waiting room, or were let in.
const ENTRANCES: [&str; 4] = [
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_joined",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_joined",
];

/// Knows Zoom by the secret that the app's events are signed with.
pub struct Hook(SecretString);

/// Why nothing is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("it is not signed")]
    Unsigned,
    #[error("somebody else signed it, or another text")]
    Forged,
    #[error("it was signed too long ago, or is to be")]
    Stale,
    #[error("it cannot be read")]
    Unreadable,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Zoom asks whether the address is ours: this is the answer.
    Asked {
        plain: String,
        sealed: String,
    },
    Entered(Entrance),
    /// What nobody here waits for.
    Other,
}

/// Somebody entered a meeting. What they call themselves is not read: it proves nothing, and is not ours to keep.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entrance {
    /// The meeting's.
    pub number: i64,
    /// When they did, not when it is told.
    pub at: Instant,
    /// Of a user of the account.
    pub user: String,
    pub mail: String,
    /// The user whose meeting it is.
    pub host: String,
}

impl Entrance {
    /// Whether it is the meeting's host, whom we know by id or address.
    pub fn is_of_host(&self, known_as: &str) -> bool {
        let named = |name: &str, host: &str| !name.is_empty() && name.eq_ignore_ascii_case(host);
        named(&self.user, &self.host) || named(&self.user, known_as) || named(&self.mail, known_as)
    }
}

impl Hook {
    pub fn new(secret: SecretString) -> Hook {
        Hook(secret)
    }

    /// The event, if it is Zoom's. Takes the same time for every wrong signature.
    pub fn read(&self, headers: &HeaderMap, body: &[u8], now: Instant) -> Result<Event, Refusal> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Refusal::Unsigned);
        let (signature, signed_at) = (header(SIGNATURE)?, header(SIGNED_AT)?);
        let code = signature.strip_prefix("v0=").and_then(unhex).ok_or(Refusal::Forged)?;
        self.of_text(signed_at, body).verify_slice(&code).map_err(|_| Refusal::Forged)?;
        let signed_at = signed_at.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        if signed_at.is_none_or(|at| at < now - OLDEST || at > now + AHEAD) {
            return Err(Refusal::Stale);
        }
        self.understand(body).ok_or(Refusal::Unreadable)
    }

    /// The signature of a text, as Zoom makes it.
    pub fn signature(&self, signed_at: &str, body: &[u8]) -> String {
        format!("v0={}", hex(&self.of_text(signed_at, body).finalize().into_bytes()))
    }

    fn understand(&self, body: &[u8]) -> Option<Event> {
        let Told { event, event_ts, payload } = serde_json::from_slice(body).ok()?;
        if event == "endpoint.url_validation" {
            let plain = payload.plain_token.filter(|token| !token.is_empty())?;
            let sealed = hex(&self.mac().chain_update(plain.as_bytes()).finalize().into_bytes());
            return Some(Event::Asked { plain, sealed });
        }
        if !ENTRANCES.contains(&event.as_str()) {
            return Some(Event::Other);
        }
        let Object { id, host_id, participant } = payload.object;
        let moment = [participant.date_time, participant.join_time].into_iter().flatten().next();
        let at = match moment {
            Some(text) => DateTime::parse_from_rfc3339(&text).ok()?.with_timezone(&Utc),
            None => DateTime::from_timestamp_millis(event_ts?)?,
        };
        let number = match id? {
            Id::Number(number) => number,
            Id::Text(text) => text.parse().ok()?,
        };
        let user = [participant.id, participant.participant_user_id].into_iter().flatten();
        Some(Event::Entered(Entrance {
            number,
            at,
            user: user.into_iter().find(|user| !user.is_empty()).unwrap_or_default(),
            mail: participant.email.unwrap_or_default(),
            host: host_id.unwrap_or_default(),
        }))
    }

    fn of_text(&self, signed_at: &str, body: &[u8]) -> Hmac<Sha256> {
        self.mac().chain_update(b"v0:").chain_update(signed_at).chain_update(b":").chain_update(body)
    }

    fn mac(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(self.0.expose_secret().as_bytes()).expect("HMAC takes keys of any length")
    }
}

#[derive(Deserialize)]
struct Told {
    event: String,
    /// Milliseconds since 1970 UTC.
    event_ts: Option<i64>,
    #[serde(default)]
    payload: Payload,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Payload {
    #[serde(rename = "plainToken")]
    plain_token: Option<String>,
    object: Object,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Object {
    id: Option<Id>,
    host_id: Option<String>,
    participant: Participant,
}

/// A number is text in the events of meetings.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(i64),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Participant {
    id: Option<String>,
    participant_user_id: Option<String>,
    email: Option<String>,
    date_time: Option<String>,
    join_time: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const QUESTION: &str = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1764550860000}"#;
    const SIGNED: &str = "1764550860";
    const CODE: &str = "v0=08598c65e41c8bde4ee2f2ecd96017b54f7133081af7a87eea55fc47c0f04423";

    fn hook() -> Hook {
        Hook::new("hush".into())
    }

    fn now() -> Instant {
        DateTime::from_timestamp(1_764_550_860, 0).unwrap()
    }

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    /// As Zoom sends it now.
    fn read(body: &str) -> Result<Event, Refusal> {
        let signature = hook().signature(SIGNED, body.as_bytes());
        hook().read(&headers(&[(SIGNATURE, &signature), (SIGNED_AT, SIGNED)]), body.as_bytes(), now())
    }

    /// The codes were made elsewhere.
    #[test]
    fn the_question_whose_address_it_is_is_answered() {
        let asked = hook().read(&headers(&[(SIGNATURE, CODE), (SIGNED_AT, SIGNED)]), QUESTION.as_bytes(), now());
        let sealed = "36517668f50730dfc6247803d9cc2b23e89a05172ec38cd1797466a23164362a".to_owned();
        assert_eq!(asked, Ok(Event::Asked { plain: "qgg8vlvZRS6UYooatFL8Aw".to_owned(), sealed }));
        assert_eq!(hook().signature(SIGNED, QUESTION.as_bytes()), CODE);
    }

    #[rstest]
    #[case::no_signature(&[(SIGNED_AT, SIGNED)], QUESTION, Refusal::Unsigned)]
    #[case::no_moment(&[(SIGNATURE, CODE)], QUESTION, Refusal::Unsigned)]
    #[case::another_moment(&[(SIGNATURE, CODE), (SIGNED_AT, "1764550861")], QUESTION, Refusal::Forged)]
    #[case::another_text(&[(SIGNATURE, CODE), (SIGNED_AT, SIGNED)], "{}", Refusal::Forged)]
    #[case::another_version(&[(SIGNATURE, "v1=08598c65e41c8bde4ee2f2ecd96017b54f7133081af7a87eea55fc47c0f04423"), (SIGNED_AT, SIGNED)], QUESTION, Refusal::Forged)]
    #[case::half_a_code(&[(SIGNATURE, "v0=08598c65e41c8bde"), (SIGNED_AT, SIGNED)], QUESTION, Refusal::Forged)]
    #[case::no_code(&[(SIGNATURE, "v0="), (SIGNED_AT, SIGNED)], QUESTION, Refusal::Forged)]
    #[case::nonsense(&[(SIGNATURE, "yes"), (SIGNED_AT, SIGNED)], QUESTION, Refusal::Forged)]
    fn what_zoom_did_not_sign(#[case] given: &[(&'static str, &str)], #[case] body: &str, #[case] refusal: Refusal) {
        assert_eq!(hook().read(&headers(given), body.as_bytes(), now()), Err(refusal));
    }

    #[test]
    fn what_somebody_else_signed() {
        let signature = Hook::new("hash".into()).signature(SIGNED, QUESTION.as_bytes());
        let given = headers(&[(SIGNATURE, &signature), (SIGNED_AT, SIGNED)]);
        assert_eq!(hook().read(&given, QUESTION.as_bytes(), now()), Err(Refusal::Forged));
    }

    #[rstest]
    #[case::the_third_retry(TimeDelta::minutes(86), true)]
    #[case::older(TimeDelta::minutes(91), false)]
    #[case::a_little_ahead(-TimeDelta::minutes(4), true)]
    #[case::ahead(-TimeDelta::minutes(6), false)]
    fn it_counts_for_a_while(#[case] age: TimeDelta, #[case] counts: bool) {
        let given = headers(&[(SIGNATURE, CODE), (SIGNED_AT, SIGNED)]);
        let read = hook().read(&given, QUESTION.as_bytes(), now() + age);
        assert_eq!(read.err(), (!counts).then_some(Refusal::Stale));
    }

    #[rstest]
    #[case::no_number("soon")]
    #[case::beyond_time("99999999999999999")]
    fn a_moment_that_is_none(#[case] signed_at: &str) {
        let signature = hook().signature(signed_at, QUESTION.as_bytes());
        let given = headers(&[(SIGNATURE, &signature), (SIGNED_AT, signed_at)]);
        assert_eq!(hook().read(&given, QUESTION.as_bytes(), now()), Err(Refusal::Stale));
    }

    #[rstest]
    #[case::no_json("yes")]
    #[case::empty("")]
    #[case::no_event(r#"{"payload":{}}"#)]
    #[case::a_question_without_its_token(r#"{"event":"endpoint.url_validation","payload":{}}"#)]
    #[case::no_meeting(r#"{"event":"meeting.participant_joined","event_ts":1,"payload":{"object":{}}}"#)]
    #[case::a_meeting_without_a_number(
        r#"{"event":"meeting.participant_joined","event_ts":1,"payload":{"object":{"id":"x"}}}"#
    )]
    #[case::at_no_time(r#"{"event":"meeting.participant_joined","payload":{"object":{"id":"8"}}}"#)]
    #[case::at_a_time_that_is_none(r#"{"event":"meeting.participant_joined","event_ts":1,"payload":{"object":{"id":"8","participant":{"join_time":"soon"}}}}"#)]
    fn what_cannot_be_read(#[case] body: &str) {
        assert_eq!(read(body), Err(Refusal::Unreadable));
    }

    #[rstest]
    #[case::waits_for_the_host(r#"{"event":"meeting.participant_jbh_waiting","event_ts":9,"payload":{"object":{"id":"85746065432","host_id":"h","participant":{"user_name":"A","id":null,"date_time":"2025-12-01T01:00:00Z"}}}}"#)]
    #[case::in_the_waiting_room(r#"{"event":"meeting.participant_joined_waiting_room","event_ts":9,"payload":{"account_id":"a","object":{"id":85746065432,"host_id":"h","participant":{"date_time":"2025-12-01T01:00:00Z","email":""}}}}"#)]
    #[case::let_in(r#"{"event":"meeting.participant_joined","event_ts":9,"payload":{"object":{"id":"85746065432","host_id":"h","participant":{"user_id":"167","join_time":"2025-12-01T10:00:00+09:00"}}}}"#)]
    #[case::at_the_events_own_time(r#"{"event":"meeting.participant_jbh_joined","event_ts":1764550800000,"payload":{"object":{"id":"85746065432","host_id":"h"}}}"#)]
    fn somebody_comes(#[case] body: &str) {
        let at = "2025-12-01T01:00:00Z".parse().unwrap();
        let (user, mail, host) = (String::new(), String::new(), "h".to_owned());
        assert_eq!(read(body), Ok(Event::Entered(Entrance { number: 85_746_065_432, at, user, mail, host })));
    }

    #[test]
    fn what_nobody_waits_for_is_heard_and_no_more() {
        assert_eq!(read(r#"{"event":"meeting.participant_left","payload":{"object":{"id":"8"}}}"#), Ok(Event::Other));
        assert_eq!(read(r#"{"event":"meeting.ended"}"#), Ok(Event::Other));
    }

    #[rstest]
    #[case::nobody_known("", "", false)]
    #[case::by_the_meetings_own_word("H1", "", true)]
    #[case::by_id("host1@example.jp", "", true)]
    #[case::by_address("", "Host1@example.jp", true)]
    #[case::somebody_else("H2", "other@example.jp", false)]
    fn the_host_is_not_the_seeker(#[case] user: &str, #[case] mail: &str, #[case] is_host: bool) {
        let (user, mail) = (user.to_owned(), mail.to_owned());
        let entrance = Entrance { number: 1, at: now(), user, mail, host: "H1".to_owned() };
        assert_eq!(entrance.is_of_host("host1@example.jp"), is_host);
        assert!(!Entrance { host: String::new(), user: String::new(), mail: String::new(), ..entrance }.is_of_host(""));
    }
}
