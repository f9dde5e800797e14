//! Every server function, asked by nobody, by each role, about the own office and another: what one may not do, and what is
//! another office's, is answered as what is not there.

#[path = "../stage/process.rs"]
mod process;
#[path = "../stage/site.rs"]
mod site;
#[path = "../stage/mod.rs"]
mod stage;

mod functions;
mod things;

use app::domain::role::Role;
use functions::{DESK, OPEN_TO_ALL, WITH_A_COOKIE};
use leptos::server_fn::axum::server_fn_paths;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    keys::{digest, hex, secret},
    store::entity,
};
use site::{Answer, OURS, Site};
use stage::Stage;
use std::collections::BTreeSet;
use things::{Things, account};
use uuid::Uuid;

/// A form with a file, as a browser sends it.
fn with_file(cookie: &str, text: &str) -> (String, String) {
    let cookie = cookie.strip_prefix(OURS).unwrap_or_default();
    let headers = format!("Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=x\r\n{cookie}");
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv";
    (headers, format!("--x\r\n{head}\r\n\r\n{text}\r\n--x--\r\n"))
}

#[test]
fn a_list_of_seekers_is_taken_from_those_who_may_import_it() {
    const TO: &str = "/ja/desk/roster/file";
    const LIST: &str = "求職番号,氏名,生年月日,状態\n15020-1,山田,1990/1/1,利用登録者\n";
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let site = Site::open().await;
        let send = async |cookie: String, text: &str| {
            let (headers, body) = with_file(&cookie, text);
            site.post(TO, &headers, &body).await
        };
        assert!(send(String::new(), LIST).await.location.ends_with("/ja/desk/sign-in"));
        assert_eq!(send(cookie(&site.stage, Role::Counter).await, LIST).await.status, 404);
        let manager = cookie(&site.stage, Role::Manager).await;
        let (headers, body) = with_file(&manager, LIST);
        let elsewhere = headers.replace("same-origin", "cross-site");
        assert_eq!(site.post(TO, &elsewhere, &body).await.status, 403);
        let waiting = async || {
            let rows = entity::roster_file::Entity::find().all(site.stage.desk.db.read()).await.expect("files");
            rows.into_iter().map(|row| row.reading).collect::<Vec<_>>()
        };
        assert!(waiting().await.is_empty(), "nobody of those may");

        let answer = send(manager.clone(), LIST).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/ja/desk/roster"));
        assert_eq!(waiting().await, [r#"{"good":{"rows":1,"added":1,"changed":0,"gone":0}}"#]);
        let many = LIST.to_owned() + &"\n".repeat(2_000_000);
        assert_eq!(send(manager.clone(), &many).await.location, "/ja/desk/roster", "more than a form may have");
        let none = with_file(&manager, "").1.replace("a.csv", "");
        assert_eq!(site.post(TO, &headers, &none).await.location, "/ja/desk/roster?file=none");
        assert_eq!(site.post(TO, &headers, "--x\r\n\r\nhalf").await.location, "/ja/desk/roster?file=broken");
        let too_many = LIST.to_owned() + &"\n".repeat(33 * 1024 * 1024);
        assert_eq!(send(manager, &too_many).await.location, "/ja/desk/roster?file=too_large");
    });
}

/// The cookie of somebody with that role, new for each question: some of them end it.
async fn cookie(stage: &Stage, role: Role) -> String {
    let secret = secret();
    let now = stage.now().timestamp_millis();
    let row = entity::session::Model {
        digest: hex(&digest(&secret)),
        staff_id: account(stage, role).await,
        office_id: stage.office.0,
        created_at: now,
        seen_at: now,
        factor_at: Some(1),
    };
    entity::session::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a session");
    format!("{OURS}Cookie: staff={secret}\r\n")
}

fn is_refused(answer: &Answer) -> bool {
    answer.status == 404 || answer.location.contains("problem=not_found")
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(|c: char| c.is_ascii_digit())
}

#[test]
fn what_one_may_not_do_and_what_is_not_ones_own_is_not_there() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let site = Site::open().await;
        let other = site.stage.beside().await;
        let paths: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
        let known: BTreeSet<_> = DESK.iter().map(|(name, ..)| *name).chain(OPEN_TO_ALL).chain(WITH_A_COOKIE).collect();
        let found: BTreeSet<_> = paths.iter().map(|path| name(path)).collect();
        assert_eq!(found, known, "a function that is not in the tables, or one that has gone");
        for &(function, least, body) in DESK {
            let path = paths.iter().find(|path| name(path) == function).expect("it is there");
            let answer = site.post(path, OURS, &Things::of(&site.stage).await.fill(body)).await;
            assert!(
                answer.status == 401
                    || answer.location.contains("sign_in_first")
                    || answer.location.contains("/desk/sign-in"),
                "{function} by nobody: {answer:?}"
            );
            for role in Role::ALL {
                let asks =
                    async |things: Things| site.post(path, &cookie(&site.stage, role).await, &things.fill(body)).await;
                let own = asks(Things::of(&site.stage).await).await;
                assert_eq!(is_refused(&own), role < least, "{function} by {role:?}: {own:?}");
                if !body.contains('{') || body.contains("{new}") {
                    continue;
                }
                let missing = asks(Things::nowhere()).await;
                assert!(is_refused(&missing), "{function} by {role:?} about nothing: {missing:?}");
                let reaches = function == "work_for" && role == Role::System;
                if !reaches {
                    let others = asks(Things::of(&other).await).await;
                    assert_eq!(others, missing, "{function} by {role:?} about another office's");
                }
            }
        }
        for function in WITH_A_COOKIE {
            let path = paths.iter().find(|path| name(path) == function).expect("it is there");
            let answer = site.post(path, OURS, "lang=ja&code=1&password=1").await;
            assert_eq!(answer.status, 401, "{function} by nobody: {answer:?}");
        }
    });
}

/// The file of a person is no server function: it is asked for as each role here.
#[test]
fn the_file_of_a_person_is_a_managers() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let site = Site::open().await;
        let other = site.stage.beside().await;
        let own = Things::of(&site.stage).await.booking;
        let others = Things::of(&other).await.booking;
        let path = |booking: Uuid| format!("/desk/person/{booking}.json");
        assert_eq!(site.get_with(&path(own), "").await, 401);
        for role in Role::ALL {
            let cookie = cookie(&site.stage, role).await;
            let expected = if role >= Role::Manager { 200 } else { 404 };
            assert_eq!(site.get_with(&path(own), &cookie).await, expected, "{role:?}");
            assert_eq!(site.get_with(&path(others), &cookie).await, 404, "{role:?} of another office");
            assert_eq!(site.get_with(&path(Uuid::now_v7()), &cookie).await, 404, "{role:?} of nobody");
        }
    });
}

/// The HTML of a letter is no server function either.
#[test]
fn the_letters_are_a_managers_and_come_with_a_policy_of_their_own() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let site = Site::open().await;
        let path = "/desk/letters/booked/en.html";
        assert_eq!(site.get_with(path, "").await, 401);
        for role in Role::ALL {
            let cookie = cookie(&site.stage, role).await;
            let answer = site.page_with(path, &cookie).await;
            if role < Role::Manager {
                assert_eq!(answer.status, 404, "{role:?}");
                continue;
            }
            assert_eq!(answer.status, 200, "{role:?}");
            assert!(
                answer.body.contains("Hello Work Niitsu") && answer.body.contains("0250-00-0123"),
                "{}",
                answer.body
            );
            let policy = answer.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.ends_with("; sandbox"),
                "{policy}"
            );
            assert!(!policy.contains("unsafe"), "{policy}");
            for missing in ["/desk/letters/pigeon/en.html", "/desk/letters/booked/xx.html", "/desk/letters/booked/en"] {
                assert_eq!(site.get_with(missing, &cookie).await, 404, "{missing}");
            }
        }
    });
}
