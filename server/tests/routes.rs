//! Every address answers, with a status that says what happened, whatever is sent to it.

#[path = "stage/process.rs"]
mod process;
#[path = "stage/site.rs"]
mod site;
mod stage;
#[expect(dead_code, reason = "each suite uses its part")]
#[path = "stage/story.rs"]
mod story;

use app::domain::{
    booking::{Channel, Receipt, State},
    declaration,
    ids::AttendeeId,
    kind::Kind,
    slot::Span,
};
use leptos::server_fn::axum::server_fn_paths;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    store::{booking::Begun, entity, seat::Seat, slot::Candidate},
    zoom::event::{Hook, SIGNATURE, SIGNED_AT},
};
use site::{Answer, OURS, Site};
use stage::{SLUG, from_millis};
use std::{fmt::Write, path::Path};
use story::go;
use uuid::Uuid;

/// An interview some years ahead, and its employer.
async fn interview(site: &Site) -> Uuid {
    let span = Span::new(from_millis(1_920_000_000_000), 30).expect("a span");
    let stage = &site.stage;
    let counter = stage.counter(None).await;
    let slot = stage.slot(counter, span).await;
    let begun = Begun {
        id: Uuid::now_v7(),
        office: stage.office,
        kind: Kind::Interview,
        chosen: Candidate { slot, seat: Seat { counter, host: None, span } },
        channel: Channel::Phone,
        deadline: span.starts(),
        state: State::Confirmed { at: stage.now(), by: Receipt::Button },
        at: stage.now(),
    };
    let (lang, phone) = ("ja".to_owned(), "090-1234-5678".to_owned());
    let row = entity::booking::Model { lang, phone, name: "髙橋".to_owned(), ..begun.row().expect("a row") };
    let employer = entity::attendee::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        booking_id: row.id,
        company: "新津製作所".to_owned(),
        person: "小林".to_owned(),
        phone: "0250-22-0000".to_owned(),
        mail: "a@example.co.jp".to_owned(),
        job_number: "15020-01234561".to_owned(),
        lang: "ja".to_owned(),
        attendance: r#"{"attendance":"invited"}"#.to_owned(),
        sequence: 0,
        unreached: 0,
        created_at: 0,
    };
    let id = employer.id;
    let db = stage.desk.db.write();
    entity::booking::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await.expect("put");
    let employer = employer.into_active_model().reset_all();
    entity::attendee::Entity::insert(employer).exec_without_returning(db).await.expect("put");
    id
}

#[test]
fn an_employer_s_link_changes_nothing_until_a_button_is_pressed() {
    go(async {
        let site = Site::open().await;
        let id = interview(&site).await;
        let token = site.stage.desk.key.attendee_token(AttendeeId(id)).0;
        let stands = async || {
            let found = entity::attendee::Entity::find_by_id(id).one(site.stage.desk.db.read()).await;
            found.expect("read").expect("there").attendance
        };
        let before = stands().await;
        for (path, words) in [
            (format!("/ja/a/{token}"), "15020-01234561"),
            (format!("/en/a/{token}"), "I will attend"),
            (format!("/ja/a/{token}/decline"), "欠席を知らせる"),
            (format!("/a/{token}.ics"), "STATUS:CONFIRMED"),
        ] {
            let Answer { status, body, .. } = site.page(&path).await;
            assert!(status == 200 && body.contains(words), "{path}: {status} {body}");
            assert!(!body.contains("1234-5678"), "{path} tells the seeker's telephone");
        }
        assert!(site.page(&format!("/ja/a/{token}")).await.body.contains("髙橋"));
        assert_eq!(stands().await, before, "GET changes nothing");
        let path = |name: &str| {
            let known = |path: &&str| {
                path.rsplit('/').next().is_some_and(|last| last.trim_end_matches(char::is_numeric) == name)
            };
            server_fn_paths().map(|(path, _)| path).find(known).expect("it is there").to_owned()
        };
        let form = format!("lang=ja&token={token}");
        let early = site.post(&path("report_trouble"), OURS, &format!("{form}&trouble=late")).await;
        assert!(early.location.contains("problem=conflict"), "it is not the day: {early:?}");
        let pressed = site.post(&path("confirm_attendance"), OURS, &form).await;
        assert_eq!(pressed.location, format!("/ja/a/{token}"));
        assert!(stands().await.contains("confirmed"));
        let long = "x".repeat(501);
        let declined = site.post(&path("decline_attendance"), OURS, &format!("{form}&message={long}")).await;
        assert_eq!(declined.location, format!("/ja/a/{token}/decline?problem=mend"));
    });
}

/// A confirmed booking that starts in at most five minutes, at a counter with a meeting of its own.
async fn soon(site: &Site) -> Uuid {
    let stage = &site.stage;
    let starts = (stage.now().timestamp() / 300 + 1) * 300_000;
    let span = Span::new(from_millis(starts), 30).expect("a span");
    let counter = stage.counter(None).await;
    stage.fixed_meeting(counter).await;
    let slot = stage.slot(counter, span).await;
    let begun = Begun {
        id: Uuid::now_v7(),
        office: stage.office,
        kind: Kind::Consultation,
        chosen: Candidate { slot, seat: Seat { counter, host: None, span } },
        channel: Channel::Site,
        deadline: span.starts(),
        state: State::Confirmed { at: stage.now(), by: Receipt::Button },
        at: stage.now(),
    };
    let (lang, phone) = ("ja".to_owned(), "090-1234-5678".to_owned());
    let terms = Some(serde_json::to_string(&stage::terms_form()).expect("a form"));
    let row = entity::booking::Model { lang, phone, terms, name: "髙橋".to_owned(), ..begun.row().expect("a row") };
    let id = row.id;
    let db = stage.desk.db.write();
    entity::booking::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await.expect("put");
    id
}

#[test]
fn the_page_that_takes_a_seeker_in_changes_nothing_until_a_button_is_pressed() {
    go(async {
        let site = Site::open().await;
        let id = soon(&site).await;
        let token = site.stage.token(id).0;
        let page = format!("/ja/b/{token}/join");
        let before = site.stage.history(id).await;
        for (path, words) in [
            (page.clone(), "123 4567 8901"),
            (format!("/en/b/{token}/join"), "href=\"https://zoom.us/j/12345678901\""),
            (page.clone(), "0250-00-0123"),
            (format!("/ja/b/{token}/ready"), "今日の確認"),
            (format!("/ja/b/{token}/device?from=join"), "参加のページへもどる"),
        ] {
            let Answer { status, body, .. } = site.page(&path).await;
            assert!(status == 200 && body.contains(words), "{path}: {status} {body}");
            assert!(!body.contains("1234-5678"), "{path} tells the seeker's telephone");
        }
        assert_eq!(site.stage.history(id).await, before, "GET changes nothing");
        let path = |name: &str| {
            let known = |path: &&str| {
                path.rsplit('/').next().is_some_and(|last| last.trim_end_matches(char::is_numeric) == name)
            };
            server_fn_paths().map(|(path, _)| path).find(known).expect("it is there").to_owned()
        };
        let form = format!("lang=ja&token={token}");
        let late = site.post(&path("tell_office"), OURS, &format!("{form}&trouble=late")).await;
        assert_eq!(late.location, format!("{page}?done=late"));
        assert!(site.page(&page).await.body.contains("遅れるとのご連絡を受け付けました"));
        let nothing = site.post(&path("make_ready"), OURS, &format!("{form}&form[version]={}", stage::TERMS)).await;
        assert_eq!(nothing.location, format!("/ja/b/{token}/ready?mend=yes"));
        let answers: String = declaration::asked_at_joining(&stage::terms_form().answers)
            .iter()
            .map(|asked| format!("&form[answers][{}]=yes", asked.id()))
            .collect();
        let form = format!("{form}&form[version]={}&form[lang]=ja{answers}", stage::TERMS);
        let done = site.post(&path("make_ready"), OURS, &form).await;
        assert_eq!(done.location, format!("{page}?done=answered"));
        let body = site.page(&format!("{page}?done=answered")).await.body;
        assert!(body.contains("今日の確認を受け付けました") && body.contains("今日の確認は済んでいます"), "{body}");
        let nowhere = site.post(&path("tell_office"), OURS, "lang=ja&token=x&trouble=late").await;
        assert_eq!(nowhere.location, "/ja/b/x/join?problem=not_found");
    });
}

/// How many functions the pages' sources declare.
fn declared(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| match path.is_dir() {
            true => declared(&path),
            false => std::fs::read_to_string(&path).expect("a source").matches("\n#[server").count(),
        })
        .sum()
}

#[test]
fn every_function_of_the_sources_answers_and_no_input_makes_it_stumble() {
    go(async {
        let site = Site::open().await;
        let functions: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
        assert_eq!(functions.len(), declared(&sources), "{functions:?}");
        let mut deep = String::new();
        for _ in 0..10_000 {
            write!(deep, "[a]").expect("text");
        }
        let long = "x".repeat(60_000);
        let inputs = [
            String::new(),
            "a=b".to_owned(),
            format!("lang=ja&slug={SLUG}&kind=consultation&start=yesterday"),
            format!("lang=ja&slug={SLUG}&kind=%00&start=2026-12-01T01:00:00Z/30&mail=%ED%A0%80&token=%F0%9F"),
            format!("lang={long}"),
            format!("form{deep}=1&details{deep}=1&report{deep}=1&contact{deep}=1"),
            "lang=ja&token=..%2F..%2F&code=%0d%0aSet-Cookie:x&id=1&window=year&place=%3Cimg%20onerror%3E".to_owned(),
        ];
        for path in &functions {
            for input in &inputs {
                let Answer { status, body, .. } = site.post(path, OURS, input).await;
                let shown: String = input.chars().take(80).collect();
                assert!(status < 500, "{path} with {shown}: {status} {body}");
                assert!(!body.starts_with("Could not find"), "{path}: {body}");
            }
            let status = site.post(path, OURS, &"x".repeat(1_000_000)).await.status;
            assert_eq!(status, 413, "{path}");
            let status = site.post(path, "Sec-Fetch-Site: cross-site\r\n", "a=b").await.status;
            assert_eq!(status, 403, "{path}: from elsewhere");
            assert!(site.get(path).await >= 400, "{path}: nothing is done by GET");
        }
        assert_eq!(site.get("/healthz").await, 200, "still there");
    });
}

/// Zoom is known by its signature alone: it signs in nowhere, and is no browser.
#[test]
fn an_event_of_zoom_s_is_taken_with_its_signature() {
    const TO: &str = "/zoom/events";
    const QUESTION: &str = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#;
    const ENTRANCE: &str =
        r#"{"event":"meeting.participant_joined","event_ts":1,"payload":{"object":{"id":"85000000001"}}}"#;
    go(async {
        let site = Site::open().await;
        let hook = Hook::new("hush".into());
        let send = async |age: i64, signed: &str, body: &str| {
            let at = (site.stage.now().timestamp() - age).to_string();
            let code = hook.signature(&at, signed.as_bytes());
            let headers = format!("Content-Type: application/json\r\n{SIGNATURE}: {code}\r\n{SIGNED_AT}: {at}\r\n");
            site.post(TO, &headers, body).await
        };
        let asked = send(0, QUESTION, QUESTION).await;
        assert_eq!(asked.status, 200);
        let sealed = "36517668f50730dfc6247803d9cc2b23e89a05172ec38cd1797466a23164362a";
        assert!(asked.body.contains(sealed) && asked.body.contains("qgg8vlvZRS6UYooatFL8Aw"), "{}", asked.body);
        assert_eq!(send(0, ENTRANCE, ENTRANCE).await.status, 204, "of no meeting of ours");
        assert_eq!(send(60, ENTRANCE, ENTRANCE).await.status, 204, "again");
        assert_eq!(send(0, QUESTION, ENTRANCE).await.status, 401, "another text");
        assert_eq!(send(6000, ENTRANCE, ENTRANCE).await.status, 401, "too old");
        assert_eq!(send(0, "yes", "yes").await.status, 400);
        assert_eq!(site.post(TO, "Content-Type: application/json\r\n", ENTRANCE).await.status, 401, "not signed");
        let long = "x".repeat(1_000_000);
        assert_eq!(send(0, &long, &long).await.status, 413);
        assert_eq!(site.get(TO).await, 405);
        assert_eq!(site.get("/healthz").await, 200, "still there");
    });
}

#[test]
fn every_page_says_whether_it_is_there() {
    go(async {
        let site = Site::open().await;
        let times = format!("/ja/{SLUG}/consultation/times");
        let wait = format!("/ja/{SLUG}/consultation/wait");
        let there = ["/ja", "/en", &times, &wait, "/ja/apply/terms", "/en/desk/sign-in", "/icon.svg"];
        for path in there {
            assert_eq!(site.get(path).await, 200, "{path}");
        }
        let slash = site.page("/ja/desk/").await;
        assert_eq!((slash.status, slash.location.as_str()), (308, "/ja/desk"));
        let not_there = [
            "/fr".to_owned(),
            format!("/fr/{SLUG}/consultation/times"),
            "/fr/desk".to_owned(),
            "/ja/nowhere".to_owned(),
            format!("/ja/{SLUG}/haircut/times"),
            format!("/ja/{SLUG}/haircut/wait"),
            "/ja/b/not-a-token".to_owned(),
            "/ja/b/not-a-token/wait".to_owned(),
            "/ja/w/not-a-token".to_owned(),
            "/ja/w/not-a-token/stop".to_owned(),
            "/ja/b/not-a-token/join".to_owned(),
            "/en/b/not-a-token/ready".to_owned(),
            "/ja/a/b/c/d".to_owned(),
            "/ja/a/not-a-token".to_owned(),
            "/en/a/not-a-token/decline".to_owned(),
            "/a/not-a-token.ics".to_owned(),
            "/b/not-a-token.ics".to_owned(),
            "/wp-login.php".to_owned(),
            "/api/app/nothing".to_owned(),
        ];
        for path in not_there {
            let status = site.get(&path).await;
            assert!(status == 404 || path.starts_with("/api") && status == 400, "{path}: {status}");
        }
    });
}

#[test]
fn what_is_not_there_says_so_and_leads_on() {
    go(async {
        let site = Site::open().await;
        let (ja, en) = ("お探しのページは見つかりません", "We cannot find that page");
        let pages = [
            ("/ja/nowhere".to_owned(), "ja", ja, "/ja#offices"),
            (format!("/en/{SLUG}/haircut/times"), "en", en, "/en#offices"),
            (format!("/ja/{SLUG}/nokind"), "ja", ja, "/ja#offices"),
            ("/xx".to_owned(), "ja", ja, "/ja#offices"),
            ("/xx/a/b/c/d".to_owned(), "ja", ja, "/ja#offices"),
            ("/ja/desk/nothing".to_owned(), "ja", ja, "/ja/desk"),
            ("/en/desk/phone".to_owned(), "en", en, "/en/desk"),
        ];
        for (path, lang, heading, onward) in pages {
            let Answer { status, body, .. } = site.page(&path).await;
            assert_eq!(status, 404, "{path}");
            let said = [
                format!("<html lang=\"{lang}\""),
                format!("<title>{heading}"),
                format!("<h1>{heading}"),
                format!("href=\"{onward}\""),
            ];
            for part in said {
                assert!(body.contains(&part), "{path}: no {part} in {body}");
            }
        }
    });
}
