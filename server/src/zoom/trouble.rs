//! Why Zoom did not do what was asked, and what that means for whoever asked.

use super::exchange::Answer;
use app::domain::time::Instant;
use chrono::{DateTime, TimeDelta, Utc};
use hyper::{HeaderMap, StatusCode};
use serde::Deserialize;

/// No wait is longer, whatever is asked for.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);
/// Characters of Zoom's words that are kept.
const LONGEST_REPLY: usize = 300;

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Trouble {
    /// It may pass by itself.
    #[error("not now: {reply}")]
    Temporary {
        reply: String,
        /// Zoom asked not to be asked again before that (`Retry-After`).
        after: Option<Instant>,
        /// The answer was lost, or was none: it may be done all the same.
        may_be_done: bool,
    },
    /// There is no such meeting, or no longer.
    #[error("there is no such meeting")]
    Gone,
    /// The host's creations and changes of this day are used up, until 00:00 UTC.
    #[error("the host's day is used up")]
    DayUsedUp,
    /// As long as settings and request are what they are, the answer will be.
    #[error("refused ({status}): {reply}")]
    Refused { status: u16, reply: String },
}

/// What Zoom says of an error; of a token, `reason`.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Said {
    code: i64,
    message: String,
    reason: String,
}

/// Zoom's code for a user who is not in the account.
const NO_SUCH_USER: i64 = 1001;

impl Trouble {
    /// Nothing was sent.
    pub fn unsent(why: &str) -> Trouble {
        Trouble::Temporary { reply: bounded(why), after: None, may_be_done: false }
    }

    /// It was sent, and no whole answer came.
    pub fn lost(why: &str) -> Trouble {
        Trouble::Temporary { reply: bounded(why), after: None, may_be_done: true }
    }

    /// Zoom said yes, in words that cannot be read.
    pub fn unreadable(why: &str) -> Trouble {
        Trouble::lost(&format!("an answer that cannot be read: {why}"))
    }

    /// Whether what was asked for may be done all the same.
    pub fn may_be_done(&self) -> bool {
        matches!(self, Trouble::Temporary { may_be_done: true, .. })
    }

    /// Of the token: what was to be done with it has not been tried.
    pub fn before_anything(self) -> Trouble {
        match self {
            Trouble::Temporary { reply, after, .. } => Trouble::Temporary { reply, after, may_be_done: false },
            other => other,
        }
    }

    /// Of an address without a meeting in it: what is not there is set wrong.
    pub fn of_host(self) -> Trouble {
        match self {
            Trouble::Gone => Trouble::Refused { status: 404, reply: "there is no such address or host".to_owned() },
            other => other,
        }
    }

    /// The answer, if it is a yes.
    pub fn judge(answer: Answer, now: Instant) -> Result<Answer, Trouble> {
        let status = answer.status;
        if status.is_success() {
            return Ok(answer);
        }
        let said: Said = serde_json::from_slice(&answer.body).unwrap_or_default();
        let words = [said.message.as_str(), said.reason.as_str()].into_iter().find(|text| !text.is_empty());
        let reply = bounded(&format!("{} {}", status.as_u16(), words.unwrap_or_default()));
        Err(match status {
            StatusCode::NOT_FOUND if said.code != NO_SUCH_USER => Trouble::Gone,
            StatusCode::TOO_MANY_REQUESTS if is_of_the_day(&answer.headers, &said) => Trouble::DayUsedUp,
            StatusCode::TOO_MANY_REQUESTS => {
                Trouble::Temporary { reply, after: retry_after(&answer.headers, now), may_be_done: false }
            }
            _ if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => {
                Trouble::Temporary { reply, after: retry_after(&answer.headers, now), may_be_done: true }
            }
            _ => Trouble::Refused { status: status.as_u16(), reply },
        })
    }
}

/// Zoom does not say it in one way: the host's limit is in the words only, the account's in a header too.
fn is_of_the_day(headers: &HeaderMap, said: &Said) -> bool {
    let limit = headers.get("x-ratelimit-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    limit.eq_ignore_ascii_case("daily-limit") || said.message.contains("daily rate limit")
}

/// Seconds, or a moment as HTTP or as ISO 8601 writes it: Zoom has sent all three.
fn retry_after(headers: &HeaderMap, now: Instant) -> Option<Instant> {
    let text = headers.get(hyper::header::RETRY_AFTER)?.to_str().ok()?.trim();
    let moment = match text.parse::<u32>() {
        Ok(seconds) => now + TimeDelta::seconds(seconds.into()),
        Err(_) => {
            DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok()?.with_timezone(&Utc)
        }
    };
    Some(moment.clamp(now, now + LONGEST_WAIT))
}

/// One line of a bounded length.
fn bounded(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_REPLY).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::RETRY_AFTER;
    use rstest::rstest;

    #[rstest]
    #[case("30", Some(30))]
    #[case(" 0 ", Some(0))]
    #[case("2026-12-01T01:02:00Z", Some(120))]
    #[case("Tue, 01 Dec 2026 01:01:00 GMT", Some(60))]
    #[case("Tue, 01 Dec 2026 00:00:00 GMT", Some(0))]
    #[case("4294967295", Some(86_400))]
    #[case("soon", None)]
    #[case("-5", None)]
    fn a_wait(#[case] text: &str, #[case] seconds: Option<i64>) {
        let now: Instant = "2026-12-01T01:00:00Z".parse().unwrap();
        let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
        assert_eq!(retry_after(&headers, now), seconds.map(|seconds| now + TimeDelta::seconds(seconds)));
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
