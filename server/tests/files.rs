//! The files of the desk over HTTP: who gets them, what they are called, and what a link alone can do.

#[path = "stage/process.rs"]
mod process;
#[path = "stage/site.rs"]
mod site;
mod stage;

use app::{
    desk::{FiguresDesk, staff::Actor},
    domain::{disclosure::Typed, ids::StaffId, role::Role},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};
use server::{
    desk::staff::account,
    keys::{digest, hex, secret},
    store::entity::{audit, booking, disclosure_copy, session, staff},
};
use site::{OURS, Site};
use stage::{Stage, at, span};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

/// Somebody of the stage's office, and the cookie of their session.
async fn someone(stage: &Stage, role: Role) -> (Actor, String) {
    let login = Uuid::now_v7().to_string();
    let mut row = account::new_row(stage.office, login, "佐藤 実".to_owned(), role, String::new());
    row.password_changed_at = Some(0);
    row.factor_at = Some(1);
    let id = row.id;
    staff::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an account");
    let (secret, now) = (secret(), stage.now().timestamp_millis());
    let digest = hex(&digest(&secret));
    let row = session::Model {
        digest: digest.clone(),
        staff_id: id,
        office_id: stage.office.0,
        created_at: now,
        seen_at: now,
        factor_at: Some(1),
    };
    session::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a session");
    let (name, slug) = ("佐藤 実".to_owned(), stage.slug.clone());
    let actor = Actor { staff: StaffId(id), role, office: stage.office, name, slug, digest };
    (actor, format!("Cookie: staff={secret}\r\n"))
}

/// The whole answer, head and body.
async fn ask(site: &Site, method: &str, path: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(site.server.at).await.expect("connected");
    let length = body.len();
    let host = site.server.at;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("answered");
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

async fn booked(stage: &Stage) -> booking::Model {
    let row = server::store::booking::Begun {
        id: Uuid::now_v7(),
        office: stage.office,
        kind: app::domain::kind::Kind::Consultation,
        chosen: server::store::slot::Candidate {
            slot: Uuid::now_v7(),
            seat: server::store::seat::Seat { counter: Uuid::now_v7(), host: None, span: span("2026-10-05 10:00", 30) },
        },
        channel: app::domain::booking::Channel::Site,
        deadline: at("2026-10-01 10:00"),
        state: app::domain::booking::State::Attended { at: at("2026-10-05 10:30") },
        at: at("2026-10-01 10:00"),
    };
    let row = booking::Model { number: "15020-12345678".to_owned(), ..row.row().expect("a row") };
    booking::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a booking");
    row
}

#[test]
fn files_are_given_to_whom_they_are_for() {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(async {
        let site = Site::open().await;
        let stage = &site.stage;
        let row = booked(stage).await;
        let (manager, cookie) = someone(stage, Role::Manager).await;
        let (boss, _) = someone(stage, Role::Administrator).await;
        let (_, counter) = someone(stage, Role::Counter).await;
        let internal = "/ja/desk/figures/internal.csv?from=2026-10-01&until=2026-10-31";
        let published = "/ja/desk/figures/published.csv?month=2026-10";

        let answer = ask(&site, "GET", internal, &cookie, "").await;
        assert_eq!(status(&answer), 200, "{answer}");
        assert!(answer.contains("content-type: text/csv; charset=utf-8\r\n"), "{answer}");
        let named = "content-disposition: attachment; filename=\"figures-internal-2026-10-01_2026-10-31.csv\"\r\n";
        assert!(answer.contains(named) && answer.contains("cache-control: no-store"), "{answer}");
        assert!(answer.contains("\u{FEFF}") && answer.contains("10月5日（月）,1,0,0,0,0,0,0,1\r\n"), "{answer}");
        let answer = ask(&site, "GET", published, &cookie, "").await;
        assert!(
            answer.contains("filename=\"figures-published-2026-10.csv\"") && answer.contains("10件未満"),
            "{answer}"
        );
        assert!(!answer.contains(&row.reference), "{answer}");
        for path in [internal, published] {
            assert_eq!(status(&ask(&site, "GET", path, &counter, "").await), 404, "{path}");
            let stranger = ask(&site, "GET", path, "", "").await;
            assert!(status(&stranger) == 303 && stranger.contains("location: /ja/desk/sign-in"), "{stranger}");
            assert_eq!(status(&ask(&site, "GET", &path.replace("/ja/", "/fr/"), &cookie, "").await), 404);
        }
        for (path, wanted) in [
            ("/ja/desk/figures/internal.csv?from=yesterday", 400),
            ("/ja/desk/figures/published.csv?month=2026-13", 400),
            ("/ja/desk/figures/published.csv", 400),
            ("/ja/desk/figures/published.csv?month=2199-01", 422),
        ] {
            assert_eq!(status(&ask(&site, "GET", path, &cookie, "").await), wanted, "{path}");
        }

        let page = ask(&site, "GET", "/ja/desk/figures?from=2026-10-01&until=2026-10-31", &cookie, "").await;
        assert!(status(&page) == 200 && page.contains("aria-labelledby=\"hours-name hours-about\""), "{page}");
        assert!(page.contains("published.csv?month=2026-10") && !page.contains(" style="), "{page}");
        let page = ask(&site, "GET", "/en/desk/figures?from=2026-10-31&until=2026-10-01", &cookie, "").await;
        assert!(status(&page) == 200 && page.contains("The last day has to be after the first."), "{page}");

        let typed = Typed {
            requester: "警察署".to_owned(),
            basis: "刑事訴訟法第197条第2項".to_owned(),
            number: row.number.clone(),
            bookings: true,
            ..Typed::default()
        };
        let id = stage.desk.ask_disclosure(&manager, typed).await.expect("asked");
        let path = format!("/ja/desk/disclosures/{id}/file");
        let form = format!("{OURS}{cookie}");
        assert_eq!(status(&ask(&site, "POST", &path, &form, "form=csv").await), 409, "nobody has approved it");
        let page = ask(&site, "GET", "/ja/desk/disclosures", &cookie, "").await;
        assert!(status(&page) == 200 && page.contains("第1号") && !page.contains("開示を承認する"), "{page}");
        stage.desk.approve_disclosure(&boss, id).await.expect("approved");
        let page = ask(&site, "GET", "/ja/desk/disclosures", &cookie, "").await;
        assert!(page.contains(&format!("action=\"{path}\"")), "{page}");
        let answer = ask(&site, "POST", &path, &form, "form=csv").await;
        assert!(answer.contains("filename=\"disclosure-1.csv\"") && answer.contains(&row.reference), "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let register = stage.desk.disclosures(&manager).await.expect("a register");
        assert_eq!(register.entries[0].taken[0].hash, hex(&digest(body)), "of the very bytes");

        let elsewhere = format!("Sec-Fetch-Site: cross-site\r\n{cookie}");
        assert_eq!(status(&ask(&site, "POST", &path, &elsewhere, "form=csv").await), 403);
        assert_eq!(status(&ask(&site, "GET", &path, &cookie, "").await), 405, "a link takes nothing");
        assert_eq!(status(&ask(&site, "POST", &path, &form, "form=exe").await), 400);
        let others = stage.beside().await;
        let (_, theirs) = someone(&others, Role::System).await;
        assert_eq!(status(&ask(&site, "POST", &path, &format!("{OURS}{theirs}"), "form=csv").await), 404);
        let db = stage.desk.db.read();
        assert_eq!(disclosure_copy::Entity::find().count(db).await.expect("copies"), 1);
        let lines = audit::Entity::find().all(db).await.expect("a log");
        let taken = lines.iter().filter(|line| line.act == "figures_taken").count();
        assert_eq!(taken, 2, "one line for each file");
    });
}
