//! The client, fault by fault.

use crate::cloud::{ACCOUNT, CLIENT, Call, Cloud, Fault, GOOD, HOST};
use app::domain::{slot::Span, time::Instant};
use chrono::TimeDelta;
use hyper::{Method, Request, StatusCode, header};
use rstest::rstest;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use server::{
    clock::Clock,
    zoom::{
        Zoom,
        exchange::Exchange,
        meeting::{Plan, TOPIC},
        settings::Settings,
        trouble::Trouble,
    },
};
use std::time::Duration;

const TAG: &str = "madoguchi 1";
const SHORT: Duration = Duration::from_millis(400);

fn at(text: &str) -> Instant {
    format!("{text}:00+09:00").parse().unwrap()
}

fn span(text: &str) -> Span {
    Span::new(at(text), 30).unwrap()
}

fn ten() -> Span {
    span("2026-12-01T10:00")
}

async fn cloud() -> (Cloud, Clock) {
    let clock = Clock::at(at("2026-11-24T10:00"));
    (Cloud::start(&clock).await, clock)
}

async fn create(zoom: &Zoom, span: Span) -> Result<i64, Trouble> {
    zoom.create(HOST, &Plan::new(TAG, span, "12345678")).await.map(|made| made.number)
}

#[tokio::test]
async fn a_meeting_is_made_read_changed_listed_and_deleted() {
    let (cloud, _) = cloud().await;
    let zoom = cloud.client();
    let made = zoom.create(HOST, &Plan::new(TAG, ten(), "12345678")).await.unwrap();
    assert_eq!((made.passcode.as_str(), made.starts, made.minutes), ("12345678", Some(ten().starts()), 30));
    assert!(made.join_url.contains(&made.number.to_string()));
    let asked = json!({
        "topic": TOPIC,
        "type": 2,
        "start_time": "2026-12-01T10:00:00",
        "duration": 30,
        "timezone": "Asia/Tokyo",
        "password": "12345678",
        "agenda": TAG,
        "settings": {
            "waiting_room": true,
            "join_before_host": false,
            "approval_type": 2,
            "auto_recording": "none",
            "use_pmi": false,
            "email_notification": false,
            "auto_start_meeting_summary": false,
            "auto_start_ai_companion_questions": false,
        },
    });
    assert_eq!(cloud.only().1.asked, asked);
    let url = zoom.start_url(made.number).await.unwrap();
    assert!(url.expose_secret().contains("/s/") && !format!("{made:?} {url:?}").contains("zak"));
    let later = span("2026-12-01T15:30");
    zoom.change(made.number, later).await.unwrap();
    assert_eq!(cloud.only().1.span, later);
    let listed = zoom.meetings(HOST).await.unwrap();
    assert!(listed.len() == 1 && listed[0].has_tag(TAG) && !listed[0].has_tag("madoguchi 11"));
    assert_eq!(zoom.meetings("host2@example.jp").await.unwrap().len(), 0);
    zoom.delete(made.number).await.unwrap();
    assert_eq!(cloud.meetings(), []);
    assert_eq!(zoom.delete(made.number).await, Err(Trouble::Gone));
    assert_eq!(zoom.change(made.number, ten()).await, Err(Trouble::Gone));
    assert_eq!(zoom.meeting(made.number).await.err(), Some(Trouble::Gone));
}

/// What a fault means to whoever asked.
#[derive(Debug)]
enum Meaning {
    /// `after` is in seconds; the second is whether it may be done.
    Temporary(Option<i64>, bool),
    DayUsedUp,
}

#[rstest]
#[case::too_many(Fault::TooMany(None), Meaning::Temporary(None, false))]
#[case::too_many_for_a_while(Fault::TooMany(Some("7")), Meaning::Temporary(Some(7), false))]
#[case::too_many_until(Fault::TooMany(Some("2026-11-24T01:01:00Z")), Meaning::Temporary(Some(60), false))]
#[case::too_many_until_as_http_says(
    Fault::TooMany(Some("Tue, 24 Nov 2026 01:02:00 GMT")),
    Meaning::Temporary(Some(120), false)
)]
#[case::too_many_today(Fault::TooManyToday, Meaning::DayUsedUp)]
#[case::broken(Fault::Broken, Meaning::Temporary(None, true))]
#[case::nonsense(Fault::Nonsense, Meaning::Temporary(None, true))]
#[case::stalled(Fault::Stalled, Meaning::Temporary(None, true))]
#[case::unheard(Fault::Unheard, Meaning::Temporary(None, true))]
#[case::lost(Fault::AnswerLost, Meaning::Temporary(None, true))]
#[tokio::test]
async fn a_fault_of_a_creation(#[case] fault: Fault, #[case] meaning: Meaning) {
    let (cloud, clock) = cloud().await;
    let zoom = cloud.client_with(if matches!(fault, Fault::Stalled | Fault::Unheard) {
        SHORT
    } else {
        Duration::from_secs(30)
    });
    cloud.next(Call::Create, fault);
    let trouble = create(&zoom, ten()).await.unwrap_err();
    let as_meant = match (&trouble, &meaning) {
        (Trouble::Temporary { after, may_be_done, .. }, Meaning::Temporary(seconds, done)) => {
            *after == seconds.map(|seconds| clock.now() + TimeDelta::seconds(seconds)) && may_be_done == done
        }
        (Trouble::DayUsedUp, Meaning::DayUsedUp) => true,
        _ => false,
    };
    assert!(as_meant, "{fault:?}: {trouble:?}, not {meaning:?}");
    // What was done all the same is in the list.
    let done = matches!(fault, Fault::Unheard | Fault::AnswerLost | Fault::Nonsense);
    assert_eq!(zoom.meetings(HOST).await.unwrap().len(), usize::from(done));
    if !done {
        create(&zoom, ten()).await.unwrap();
    }
}

#[rstest]
#[case::change(Call::Change)]
#[case::delete(Call::Delete)]
#[case::read(Call::Read)]
#[case::list(Call::List)]
#[tokio::test]
async fn a_fault_of_another_request(#[case] call: Call) {
    let (cloud, _) = cloud().await;
    let zoom = cloud.client();
    let number = create(&zoom, ten()).await.unwrap();
    for fault in [Fault::TooMany(Some("1")), Fault::Broken, Fault::AnswerLost] {
        cloud.next(call, fault);
        let answer = match call {
            Call::Change => zoom.change(number, ten()).await,
            Call::Delete => zoom.delete(number).await,
            Call::Read => zoom.meeting(number).await.map(drop),
            _ => zoom.meetings(HOST).await.map(drop),
        };
        assert!(matches!(answer, Err(Trouble::Temporary { .. })), "{fault:?}: {answer:?}");
    }
}

#[tokio::test]
async fn what_zoom_does_not_take_is_refused() {
    let (cloud, _) = cloud().await;
    let zoom = cloud.client();
    let number = create(&zoom, ten()).await.unwrap();
    let refused = |answer: Result<i64, Trouble>, part: &str| {
        let Err(Trouble::Refused { status, reply }) = answer else { panic!("{answer:?}") };
        assert!(reply.contains(part), "{status} {reply}");
    };
    let overlapping = Span::new(at("2026-12-01T10:15"), 30).unwrap();
    refused(create(&zoom, overlapping).await, "another meeting");
    refused(create(&zoom, span("2026-11-24T09:00")).await, "start_time");
    refused(
        zoom.create(HOST, &Plan::new(TAG, span("2026-12-01T12:00"), "パス")).await.map(|made| made.number),
        "password",
    );
    refused(
        zoom.create("nobody@example.jp", &Plan::new(TAG, ten(), "1")).await.map(|made| made.number),
        "User does not exist",
    );
    let second = create(&zoom, span("2026-12-01T11:00")).await.unwrap();
    refused(zoom.change(second, ten()).await.map(|()| 0), "another meeting");
    assert_eq!(cloud.meetings().iter().map(|(number, _)| *number).collect::<Vec<_>>(), [number, second]);
}

/// The server of the tests is as strict as Zoom's: a field that is not known is refused.
#[tokio::test]
async fn an_unknown_field_is_refused() {
    let (cloud, _) = cloud().await;
    create(&cloud.client(), ten()).await.unwrap();
    let mut asked: Value = cloud.only().1.asked;
    asked["start_time"] = "2026-12-01T12:00:00".into();
    let exchange = Exchange::new(Duration::from_secs(30)).unwrap();
    let send = async |body: &Value| {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}/users/{HOST}/meetings", cloud.settings().api.as_str()))
            .header(header::AUTHORIZATION, "Bearer token-1")
            .body(body.to_string().into())
            .unwrap();
        exchange.send(request).await.unwrap().status
    };
    asked["seeker"] = "髙橋".into();
    assert_eq!(send(&asked).await, StatusCode::BAD_REQUEST);
    asked.as_object_mut().unwrap().remove("seeker");
    assert_eq!(send(&asked).await, StatusCode::CREATED);
}

#[tokio::test]
async fn the_hundred_and_first_creation_of_a_day_waits_for_the_next_day() {
    let (cloud, clock) = cloud().await;
    let zoom = cloud.client();
    let number = create(&zoom, ten()).await.unwrap();
    for _ in 1..100 {
        zoom.change(number, ten()).await.unwrap();
    }
    assert_eq!(create(&zoom, span("2026-12-01T11:00")).await, Err(Trouble::DayUsedUp));
    assert_eq!(zoom.change(number, ten()).await, Err(Trouble::DayUsedUp));
    // Another host has a day of its own, and the next one begins at 00:00 UTC.
    let other = Plan::new(TAG, ten(), "1");
    zoom.create("host2@example.jp", &other).await.unwrap();
    clock.advance(at("2026-11-25T09:00") - clock.now());
    create(&zoom, span("2026-12-01T11:00")).await.unwrap();
}

#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let (cloud, _) = cloud().await;
    cloud.plan(HOST, span("2026-12-01T00:00"), 301);
    let zoom = cloud.client();
    create(&zoom, span("2026-12-24T10:00")).await.unwrap();
    let listed = zoom.meetings(HOST).await.unwrap();
    assert_eq!((listed.len(), listed.iter().filter(|one| one.has_tag(TAG)).count()), (302, 1));
    assert_eq!(cloud.calls(Call::List), 2);
}

#[tokio::test]
async fn a_token_is_fetched_by_one_and_renewed_before_it_ends() {
    let (cloud, clock) = cloud().await;
    let zoom = cloud.client();
    let all = futures::future::join_all((0..8).map(|_| zoom.meetings(HOST))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(cloud.calls(Call::Token), 1);
    clock.advance(GOOD - TimeDelta::minutes(3));
    zoom.meetings(HOST).await.unwrap();
    assert_eq!(cloud.calls(Call::Token), 1);
    clock.advance(TimeDelta::minutes(2));
    let all = futures::future::join_all((0..8).map(|_| zoom.meetings(HOST))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(cloud.calls(Call::Token), 2, "a minute before its end, by one");
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let (cloud, _) = cloud().await;
    let zoom = cloud.client();
    zoom.meetings(HOST).await.unwrap();
    cloud.next(Call::Create, Fault::Expired);
    create(&zoom, ten()).await.unwrap();
    assert_eq!((cloud.calls(Call::Token), cloud.meetings().len()), (2, 1));
    cloud.next(Call::Create, Fault::Expired);
    cloud.next(Call::Create, Fault::Expired);
    let answer = create(&zoom, span("2026-12-01T11:00")).await;
    assert!(matches!(answer, Err(Trouble::Refused { status: 401, .. })), "{answer:?}");
    assert_eq!(cloud.calls(Call::Token), 3);
}

#[tokio::test]
async fn without_a_token_nothing_was_done() {
    let (cloud, _) = cloud().await;
    let zoom = cloud.client_with(SHORT);
    for fault in [Fault::TooMany(Some("3")), Fault::Broken, Fault::Stalled, Fault::AnswerLost, Fault::Nonsense] {
        cloud.next(Call::Token, fault);
        let trouble = create(&zoom, ten()).await.unwrap_err();
        assert!(matches!(trouble, Trouble::Temporary { may_be_done: false, .. }), "{fault:?}: {trouble:?}");
    }
    assert_eq!(cloud.calls(Call::Create), 0);
}

#[tokio::test]
async fn wrong_credentials_are_refused_and_not_told() {
    let (cloud, clock) = cloud().await;
    let wrong = [
        Settings { secret: "guessed".into(), ..cloud.settings() },
        Settings { client: format!("{CLIENT}2"), ..cloud.settings() },
        Settings { account: format!("{ACCOUNT}2"), ..cloud.settings() },
        Settings { token: format!("http://{}/elsewhere", cloud.address).parse().unwrap(), ..cloud.settings() },
        Settings { api: format!("http://{}/v3", cloud.address).parse().unwrap(), ..cloud.settings() },
    ];
    for settings in wrong {
        let zoom = Zoom::new(&settings, Duration::from_secs(30), clock.clone()).unwrap();
        let trouble = create(&zoom, ten()).await.unwrap_err();
        assert!(matches!(trouble, Trouble::Refused { .. }), "{settings:?}: {trouble:?}");
        assert!(!trouble.to_string().contains("guessed") && !format!("{settings:?}").contains("guessed"));
    }
    assert_eq!(cloud.meetings(), []);
}

#[tokio::test]
async fn nobody_there_means_that_nothing_was_done() {
    let (cloud, clock) = cloud().await;
    // A port that was one a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = Settings { api: format!("http://{free}/v2").parse().unwrap(), ..cloud.settings() };
    let zoom = Zoom::new(&settings, Duration::from_secs(30), clock).unwrap();
    let trouble = create(&zoom, ten()).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Temporary { may_be_done: false, .. }), "{trouble:?}");
}
