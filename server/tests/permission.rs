//! Every server function, asked by nobody, by each role, about the own office and another: what one may not do, and what is
//! another office's, is answered as what is not there.

#[path = "stage/process.rs"]
mod process;
#[path = "stage/site.rs"]
mod site;
mod stage;

use app::domain::{
    booking::{Channel, Receipt, State},
    kind::Kind,
    role::Role,
    slot::Span,
};
use leptos::server_fn::axum::server_fn_paths;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    clock::Clock,
    desk::staff::account,
    keys::{digest, hex, secret},
    store::{booking::Begun, entity, seat::Seat, slot::Candidate},
};
use site::{Answer, OURS, Site};
use stage::{Stage, from_millis};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Functions that ask for no session: the seeker's, and those of the sign-in itself, which have stories of their own.
const OPEN_TO_ALL: [&str; 36] = [
    "whole_week",
    "times",
    "hold",
    "office",
    "carry_in",
    "check_again",
    "doors",
    "times_to_move_to",
    "reschedule",
    "keep_details",
    "draft_details",
    "submitted",
    "mend_address",
    "cancel",
    "booking",
    "receive",
    "carry_out",
    "submit",
    "correct",
    "to_correct",
    "extend_hold",
    "release",
    "send_link",
    "begun",
    "report_device",
    "terms",
    "answer_terms",
    "load_entry",
    "sign_in",
    "sign_out",
    "to_declare",
    "declare",
    "invitation",
    "confirm_attendance",
    "report_trouble",
    "decline_attendance",
];

/// Functions that want a session which has not come all the way in.
const WITH_A_COOKIE: [&str; 3] = ["give_code", "first_password", "enrol"];

/// The functions of the desk: their name, who may, and what to send. `{…}` stands for the id of a thing.
const DESK: &[(&str, Role, &str)] = &[
    ("load_desk", Role::Counter, "window=day"),
    ("load_card", Role::Counter, "booking={booking}"),
    ("resend", Role::Counter, "place=?&booking={booking}"),
    ("cancel_by_office", Role::Counter, "place=?&booking={booking}&reason=x"),
    ("open_slot", Role::Counter, "place=?&counter={counter}&date=2031-11-04&time=10:00&minutes=30"),
    ("close_slot", Role::Counter, "place=?&slot={slot}"),
    ("load_account", Role::Counter, ""),
    ("change_password", Role::Counter, "old=x&new=y"),
    ("replace_factor", Role::Counter, "password=x"),
    ("sign_out_everywhere", Role::Counter, ""),
    ("load_offices", Role::Counter, ""),
    ("work_for", Role::Counter, "office={office}"),
    ("load_accounts", Role::Administrator, ""),
    (
        "add_account",
        Role::Administrator,
        "account[login]={new}&account[name]=x&account[role]=counter&account[password]=0123456789abcdef",
    ),
    ("change_account", Role::Administrator, "account={account}&change=factor"),
    ("load_audit", Role::Manager, "query[about]=x"),
    ("load_plan", Role::Manager, ""),
    (
        "add_pattern",
        Role::Manager,
        "pattern[counter]={counter}&pattern[from]=2031-11-03&pattern[mon]=9:00-9:30&pattern[minutes]=30&pattern[between]=0",
    ),
    (
        "change_pattern",
        Role::Manager,
        "id={pattern}&pattern[counter]={counter}&pattern[from]=2031-11-04&pattern[minutes]=30&pattern[between]=0",
    ),
    ("end_pattern", Role::Manager, "id={pattern}"),
    ("publish", Role::Manager, "until={tomorrow}&counter={counter}"),
    ("load_days", Role::Manager, ""),
    ("close_day", Role::Manager, "day[date]=2031-11-04&day[ja]=x"),
    ("open_day", Role::Manager, "day[date]=2031-11-08"),
    ("take_day_back", Role::Manager, "date=2031-11-04"),
    ("load_settings", Role::Administrator, ""),
    ("change_phone", Role::Administrator, "office[phone]=0250-22-2233"),
    ("change_text", Role::Administrator, "text[of]=en"),
    (
        "add_setting",
        Role::Administrator,
        "setting[from]=2031-11-04&setting[days]=2&setting[time]=23:59&setting[hold]=10&setting[horizon]=60",
    ),
    ("drop_setting", Role::Administrator, "from=2031-11-05"),
    ("change_kinds", Role::Administrator, "kinds[consultation]=30"),
    ("add_host", Role::Administrator, "host[host_name]=x"),
    ("add_counter", Role::Administrator, "new[counter_name]=x"),
    ("change_counter", Role::Administrator, "counter[id]={counter}&counter[name]=x&counter[consultation]=true"),
    ("place_counter", Role::Administrator, "counter={counter}&what=up"),
    ("load_today", Role::Counter, ""),
    ("mark_counter", Role::Counter, "counter={counter}&ready=true"),
    ("work_booking", Role::Counter, "booking={booking}&step=arrived"),
    ("load_terms_room", Role::Counter, ""),
    ("keep_terms_draft", Role::Administrator, "texts[japanese]=x"),
    ("schedule_terms", Role::Administrator, "from=2031-04-01&ground=benefit"),
    ("withdraw_terms", Role::Administrator, "version={terms}"),
    ("told_of_terms", Role::Counter, "booking={booking}"),
    ("load_intake", Role::Counter, "typed=false&tried=false"),
    ("take_booking", Role::Counter, "intake[number]=x"),
    ("load_times", Role::Counter, "booking={booking}&tried=false"),
    ("move_to", Role::Counter, "booking={booking}&time=consultation 2031-11-04T01:00Z/PT30M"),
    ("book_next", Role::Counter, "booking={booking}&time=consultation 2031-11-04T01:00Z/PT30M"),
    ("reply_received", Role::Counter, "place=?&booking={booking}&how=mail"),
    ("let_stand", Role::Manager, "place=?&booking={booking}&reason=x"),
    ("cancel_by_phone", Role::Counter, "place=?&booking={booking}&note=x"),
    ("note_call", Role::Counter, "place=?&booking={booking}&direction=in&note=x"),
    ("load_people", Role::Counter, "found=false"),
    ("look_for", Role::Counter, "words=x"),
    ("load_standing", Role::Counter, "booking={booking}&typed=false"),
    (
        "write_decision",
        Role::Manager,
        "decision[booking]={booking}&decision[ground]=conduct&decision[reason]=x&decision[message]=x\
         &decision[from]={tomorrow}&decision[until]={tomorrow}",
    ),
    ("review_decision", Role::Manager, "matter={standing}"),
    ("send_decision_back", Role::Manager, "about={standing}&why=x"),
    ("dismiss_proposal", Role::Manager, "about={booking}&why=x"),
    ("lift_decision", Role::Manager, "about={standing}&why=x"),
    ("set_standing_window", Role::Administrator, "window[silences]=3&window[days]=180"),
    ("load_incidents", Role::Counter, "query[booking]={booking}&typed=false"),
    ("note_incident", Role::Counter, "incident[booking]={booking}&incident[sort]=abuse&incident[account]=x"),
    ("load_roster", Role::Manager, ""),
    ("apply_roster", Role::Manager, "upload=01900000-0000-7000-8000-000000000000"),
    ("give_up_roster", Role::Manager, ""),
    ("load_to_verify", Role::Counter, ""),
    ("verify_registration", Role::Counter, "booking={booking}&how=system"),
    ("switch_registration", Role::Counter, "booking={booking}"),
    ("refuse_registration", Role::Counter, "booking={booking}"),
    ("load_records", Role::Manager, "typed=false"),
    ("set_period", Role::Administrator, "period[class]=audit&period[from]=2031-11-04&period[count]=48"),
    ("drop_period", Role::Administrator, "class=audit&from=2031-11-05"),
    ("place_hold", Role::Manager, "hold[about]=15020-1&hold[ground]=x&hold[from]=2031-11-04"),
    ("lift_hold", Role::Manager, "hold={hold}&reason=x"),
    ("load_person_record", Role::Manager, "booking={booking}&typed=false"),
    ("load_person_file", Role::Manager, "booking={booking}"),
    ("correct_person", Role::Manager, "booking={booking}&correction[name]=x"),
    ("erase_person", Role::Manager, "booking={booking}&reason=x"),
    (
        "open_times",
        Role::Counter,
        "place=?&times[counter]={counter}&times[day]=2031-11-04&times[start]=10:00&times[until]=11:00&times[minutes]=30",
    ),
    ("open_slots", Role::Counter, "place=?&slots={slot}"),
    ("close_slots", Role::Counter, "place=?&slots={slot}&reason=x"),
    ("undo_deed", Role::Counter, "place=?&deed=01890000-0000-7000-8000-000000000000"),
    ("load_figures", Role::Manager, ""),
    ("load_disclosures", Role::Manager, ""),
    ("ask_disclosure", Role::Manager, "asked[requester]=x"),
    ("approve_disclosure", Role::Administrator, "disclosure={disclosure}"),
    ("refuse_disclosure", Role::Administrator, "disclosure={disclosure}&why=x"),
    ("load_absence", Role::Counter, "counter={counter}&date=2031-11-04"),
    (
        "be_absent",
        Role::Counter,
        "absence[id]=019373a0-0000-7000-8000-00000000000a&absence[counter]={counter}&absence[date]=2031-11-04&absence[ja]=x",
    ),
    ("load_absence_calls", Role::Counter, "absence={absence}"),
    ("called_of_absence", Role::Counter, "absence={absence}&booking={booking}"),
    ("load_seating", Role::Manager, ""),
    ("seat_at", Role::Manager, "seating[counter]={counter}&seating[from]=2031-11-04"),
    ("unseat", Role::Manager, "seating={seating}"),
    ("load_employer", Role::Counter, "booking={booking}&tried=false"),
    ("invite_employer", Role::Counter, "booking={booking}&employer[company]=x"),
    ("remove_attendee", Role::Counter, "place=?&booking={booking}&attendee={attendee}"),
];

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

/// The things of an office that a question can be about, new for each.
struct Things {
    booking: Uuid,
    counter: Uuid,
    slot: Uuid,
    account: Uuid,
    office: Uuid,
    pattern: Uuid,
    terms: Uuid,
    standing: Uuid,
    hold: Uuid,
    disclosure: Uuid,
    absence: Uuid,
    seating: Uuid,
    attendee: Uuid,
}

impl Things {
    async fn of(stage: &Stage) -> Things {
        let span = Span::new(from_millis(1_920_000_000_000), 30).expect("a span");
        let counter = stage.counter(None).await;
        let slot = stage.slot(counter, span).await;
        // A booking whose seat is at a counter of its own.
        let other = stage.counter(None).await;
        let taken = stage.slot(other, span).await;
        let booking = booking(stage, taken, other, span).await;
        let account = account(stage, Role::Counter).await;
        let pattern = pattern(stage, counter).await;
        Things {
            booking,
            counter,
            slot,
            account,
            office: stage.office.0,
            pattern,
            terms: announced(stage).await,
            standing: decision(stage, booking).await,
            hold: hold(stage).await,
            disclosure: asked(stage).await,
            absence: absence(stage, other, booking).await,
            seating: seating(stage, counter).await,
            attendee: attendee(stage, booking).await,
        }
    }

    fn nowhere() -> Things {
        let id = Uuid::now_v7;
        Things {
            booking: id(),
            counter: id(),
            slot: id(),
            account: id(),
            office: id(),
            pattern: id(),
            terms: id(),
            standing: id(),
            hold: id(),
            disclosure: id(),
            absence: id(),
            seating: id(),
            attendee: id(),
        }
    }

    fn fill(&self, body: &str) -> String {
        let filled = [
            ("{booking}", self.booking),
            ("{counter}", self.counter),
            ("{slot}", self.slot),
            ("{account}", self.account),
            ("{office}", self.office),
            ("{pattern}", self.pattern),
            ("{terms}", self.terms),
            ("{standing}", self.standing),
            ("{hold}", self.hold),
            ("{disclosure}", self.disclosure),
            ("{absence}", self.absence),
            ("{seating}", self.seating),
            ("{attendee}", self.attendee),
            ("{new}", Uuid::now_v7()),
        ];
        let tomorrow = Clock::System.now().date_naive() + chrono::Days::new(2);
        let body = body.replace("{tomorrow}", &tomorrow.to_string());
        filled.iter().fold(format!("lang=ja&{body}"), |body, (name, id)| body.replace(name, &id.to_string()))
    }
}

/// Terms that come into force some day.
async fn announced(stage: &Stage) -> Uuid {
    let row = entity::terms::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        hash: hex(&digest(&secret())),
        in_force_from: 1_920_000_000_000,
        ground: None,
        withdrawn_at: None,
    };
    let id = row.id;
    entity::terms::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("terms");
    id
}

/// A matter of which nobody has written anything down yet.
async fn decision(stage: &Stage, booking: Uuid) -> Uuid {
    let row = entity::standing::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        number: "15020-1".to_owned(),
        booking_id: booking,
        status: "sent_back".to_owned(),
        draft: None,
        proposal: None,
        matter: None,
        from_date: None,
        until_date: None,
        written_at: 0,
        settled_at: None,
        back_why: None,
        back_by: None,
    };
    let id = row.id;
    entity::standing::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a matter");
    id
}

/// A legal hold of nobody.
async fn hold(stage: &Stage) -> Uuid {
    let row = entity::legal_hold::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        number: "15020-1".to_owned(),
        booking_id: None,
        ground: "x".to_owned(),
        from_date: "2026-11-24".to_owned(),
        until_date: None,
        placed_at: 0,
        placed_by: Uuid::nil(),
        lifted_at: None,
        lifted_by: None,
        lifted_reason: String::new(),
    };
    let id = row.id;
    entity::legal_hold::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a hold");
    id
}

/// What somebody else asked to disclose.
async fn asked(stage: &Stage) -> Uuid {
    let id = Uuid::now_v7();
    let row = entity::disclosure::Model {
        id,
        office_id: stage.office.0,
        number: i32::from_be_bytes([0, id.as_bytes()[13], id.as_bytes()[14], id.as_bytes()[15]]),
        request: r#"{"requester":"x","basis":"y","items":["bookings"],"scope":{"number":"15020-12345678","references":[],"period":null}}"#.to_owned(),
        asked_at: 0,
        asked_by: Uuid::now_v7(),
        decided_at: None,
        decided_by: None,
        decision: None,
        why: String::new(),
    };
    entity::disclosure::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a disclosure");
    id
}

async fn booking(stage: &Stage, slot: Uuid, counter: Uuid, span: Span) -> Uuid {
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
    let mail = "a@example.jp".to_owned();
    let row =
        entity::booking::Model {
            lang: "ja".to_owned(), name: "髙橋".to_owned(), mail, ..begun.row().expect("a row")
        };
    let id = row.id;
    entity::booking::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a booking");
    id
}

/// An employer who is invited to it.
async fn attendee(stage: &Stage, booking: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let row = entity::attendee::Model {
        id,
        office_id: stage.office.0,
        booking_id: booking,
        company: "新津製作所".to_owned(),
        person: "小林".to_owned(),
        phone: "0250-22-0000".to_owned(),
        mail: "a@example.co.jp".to_owned(),
        job_number: "15020-1".to_owned(),
        lang: "ja".to_owned(),
        attendance: r#"{"attendance":"invited"}"#.to_owned(),
        sequence: 0,
        unreached: 0,
        created_at: 0,
    };
    entity::attendee::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an attendee");
    id
}

async fn pattern(stage: &Stage, counter: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let plan = format!(
        r#"{{"counter":"{counter}","dates":["2031-11-03",null],"week":[[],[],[],[],[],[],[]],"rhythm":[30,0]}}"#
    );
    let row = entity::pattern::Model { id, office_id: stage.office.0, counter_id: counter, plan };
    entity::pattern::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a pattern");
    id
}

/// A counter's day that fell away, with this booking in it.
async fn absence(stage: &Stage, counter: Uuid, booking: Uuid) -> Uuid {
    let row = entity::absence::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        counter_id: counter,
        date: "2030-11-04".to_owned(),
        from_at: 0,
        reason_ja: "急な休み".to_owned(),
        reason_en: None,
        staff_id: Uuid::now_v7(),
        at: 0,
    };
    let line = entity::absence_booking::Model {
        absence_id: row.id,
        booking_id: booking,
        office_id: stage.office.0,
        outcome: "cancelled".to_owned(),
        was_starts_at: 1_920_000_000_000,
        was_minutes: 30,
        to_call: 1,
    };
    let id = row.id;
    entity::absence::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("an absence");
    entity::absence_booking::Entity::insert(line.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("its booking");
    id
}

async fn seating(stage: &Stage, counter: Uuid) -> Uuid {
    let row = entity::seating::Model {
        id: Uuid::now_v7(),
        office_id: stage.office.0,
        counter_id: counter,
        from_date: "2030-11-04".to_owned(),
        weekday: None,
        staff_id: None,
    };
    let id = row.id;
    entity::seating::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(stage.desk.db.write())
        .await
        .expect("a seating");
    id
}

async fn account(stage: &Stage, role: Role) -> Uuid {
    let mut row = account::new_row(stage.office, Uuid::now_v7().to_string(), "佐藤".to_owned(), role, String::new());
    row.password_changed_at = Some(0);
    row.factor_at = Some(1);
    let id = row.id;
    assert!(account::insert(stage.desk.db.write(), row).await.expect("an account"));
    id
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
                    || answer.location.ends_with("/desk/sign-in"),
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
