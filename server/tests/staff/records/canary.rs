//! One person goes the whole way through the service and leaves a mark in everything that was ever typed, said or answered
//! about them. The export has every mark; when every schedule is over, no column of any table has one.

use super::*;
use crate::{on_both, someone};
use app::{
    desk::{
        DayDesk, PhoneDesk, SeekerDesk, StaffDesk,
        application::{Details, DeviceReport, DeviceResult},
        day::Step,
        phone::{Call, Direction, Reasons, Reply},
        records::{NewHold, RecordsDesk},
        staff::Actor,
    },
    domain::{
        correction::Correction,
        ids::{BookingId, CounterId},
        intake::Intake,
        role::Role,
    },
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::BTreeMap;

/// What is in the name, the kana, the number, the mail address, the telephone number and the birth date.
const MARKS: [&str; 6] = ["金糸雀", "かなりあ", "98765432", "canary.example", "9871-2345", "1979-07-07"];

fn canary() -> Details {
    Details {
        name: "鳥居　金糸雀".to_owned(),
        kana: "とりい　かなりあ".to_owned(),
        phone: "090-9871-2345".to_owned(),
        mail: "kanaria@canary.example".to_owned(),
        number: "15020-98765432".to_owned(),
        topic: "金糸雀の世話の仕事".to_owned(),
        ..details()
    }
}

/// Every table with its columns, as the database itself tells of them.
async fn columns(stage: &Stage) -> BTreeMap<String, Vec<String>> {
    let db = stage.desk.db.read();
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
        _ => {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master AS m, pragma_table_info(m.name) AS p WHERE m.type = 'table'"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap() {
        tables.entry(row.try_get("", "t").unwrap()).or_default().push(row.try_get("", "c").unwrap());
    }
    tables
}

/// Where any of these texts stands, as `table.column: text`.
async fn found(stage: &Stage, texts: &[String]) -> Vec<String> {
    let db = stage.desk.db.read();
    let tables = columns(stage).await;
    assert!(tables.len() > 30 && tables["booking"].len() > 30, "the walk sees the whole database");
    let mut places = Vec::new();
    for (table, columns) in tables {
        for column in columns {
            for text in texts {
                let sql =
                    format!("SELECT COUNT(*) AS n FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE '%{text}%'");
                let counted = Statement::from_string(db.get_database_backend(), sql);
                let n: i64 = db.query_one_raw(counted).await.unwrap().unwrap().try_get("", "n").unwrap();
                if n > 0 {
                    places.push(format!("{table}.{column}: {text}"));
                }
            }
        }
    }
    places
}

/// A booking of the site, one by telephone and the next one made during it, with all that staff do and write about them.
async fn goes_through(stage: &Stage, boss: &Actor) -> (Uuid, Uuid) {
    let counter = stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30), span("2026-12-08 10:00", 30)]).await;
    stage.hold(1, span(TEN, 30)).await.unwrap();
    stage.fill(1, canary()).await;
    let findings = BTreeMap::from([("platform".to_owned(), "金糸雀 OS".to_owned())]);
    let report = DeviceReport { result: DeviceResult::Ready, same_device: Some(true), findings };
    stage.desk.report_device(visitor(1), report).await.unwrap();
    let site = stage.desk.submit(visitor(1)).await.unwrap();
    let site_id = stage.row(&site.token).await.id;
    // A letter that is refused with its address quoted, and one that is taken.
    let letter = stage.letters(&site.token).await.remove(0);
    let refused = "550 5.1.1 <kanaria@canary.example> unknown";
    assert!(mail::refused(&stage.desk, &letter, "mx.canary.example", refused, stage.now()).await.is_ok());
    stage.desk.resend(boss, BookingId(site_id), None).await.unwrap();
    delivered(stage, &site).await;

    let intake = Intake {
        number: canary().number,
        name: canary().name,
        birth_date: "1979/7/7".to_owned(),
        phone: canary().phone,
        mail: canary().mail,
        time: format!("consultation {}", span(ELEVEN, 30)),
        ..Intake::default()
    };
    let phone = stage.desk.take_booking(boss, intake).await.unwrap();
    stage.desk.reply_received(boss, phone, Reply::Call).await.unwrap();
    let call = Call { at: None, direction: Direction::Out, note: "金糸雀さんに準備を説明".to_owned() };
    stage.desk.note_call(boss, phone, call).await.unwrap();
    stage.desk.find(boss, "金糸雀".to_owned()).await.unwrap();
    let corrected = Correction {
        name: "鳥居 金糸雀子".to_owned(),
        kana: canary().kana,
        phone: canary().phone,
        mail: canary().mail,
        reason: "金糸雀さんの申出".to_owned(),
    };
    assert_eq!(stage.desk.correct_person(boss, phone, corrected).await, Ok(2));
    let hold = NewHold {
        about: canary().number,
        ground: "金糸雀さんの件".to_owned(),
        from: "2026-11-24".to_owned(),
        until: String::new(),
    };
    stage.desk.place_hold(boss, hold).await.unwrap();
    let id = stage.desk.records(boss).await.unwrap().holds[0].id;
    stage.desk.lift_hold(boss, id, "金糸雀さんの件が終わった".to_owned()).await.unwrap();

    stage.advance_to(at(TEN));
    stage.desk.mark_counter(boss, CounterId(counter), true).await.unwrap();
    let site_booking = BookingId(site_id);
    stage.desk.work_booking(boss, site_booking, Step::Arrived).await.unwrap();
    stage.desk.work_booking(boss, site_booking, Step::Begin).await.unwrap();
    let next =
        stage.desk.book_next(boss, site_booking, span("2026-12-08 10:00", 30), &Reasons::default()).await.unwrap();
    let done = Step::Done { note: "金糸雀さんに求人を紹介".to_owned() };
    stage.desk.work_booking(boss, site_booking, done).await.unwrap();
    stage.desk.work_booking(boss, site_booking, Step::Undo { why: "金糸雀さんの続き".to_owned() }).await.unwrap();
    let done = Step::Done { note: "金糸雀さんに求人を紹介".to_owned() };
    stage.desk.work_booking(boss, site_booking, done).await.unwrap();
    stage.desk.cancel_by_office(boss, phone, "金糸雀さんの都合".to_owned()).await.unwrap();
    let (of_phone, of_next) = (stage.token(phone.0), stage.token(next.0));
    for letter in [stage.letters(&of_phone).await, stage.letters(&of_next).await].concat() {
        let by =
            Acceptance { server: "mx.canary.example".to_owned(), reply: "250 <kanaria@canary.example>".to_owned() };
        assert!(mail::accepted(&stage.desk, &letter, &by, stage.now()).await.is_ok());
    }
    (site_id, phone.0)
}

on_both! {
    async fn the_canary_is_in_the_export_and_when_its_time_is_over_nowhere(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (site, phone) = goes_through(stage, &boss).await;
        let mut marks: Vec<String> = MARKS.iter().map(|mark| (*mark).to_owned()).collect();
        let kept = row(stage, site).await;
        marks.extend([kept.visitor.clone(), kept.address.clone()]);

        // The export has every mark, and every place in which the database has one.
        let file = stage.desk.export_person(&boss, BookingId(phone)).await.unwrap();
        let exported = serde_json::to_string(&file).unwrap();
        for mark in &marks {
            assert!(exported.contains(mark.as_str()), "{mark} is not in the export");
        }
        let sections: Vec<&str> = file.sections.iter().map(|section| section.name.as_str()).collect();
        for section in [
            "booking", "declarations", "device_checks", "booking_event", "booking_day", "consent", "outbox", "call",
            "application", "seat_tick", "legal_hold", "audit", "links",
        ] {
            assert!(sections.contains(&section), "{section} of {sections:?}");
        }
        let places = found(stage, &marks).await;
        assert!(places.len() > 20, "the canary is everywhere: {places:?}");
        for place in &places {
            let table = place.split('.').next().unwrap();
            assert!(sections.contains(&table), "{place} is not in the export");
        }
        let bookings = &file.sections[0];
        assert_eq!((bookings.name.as_str(), bookings.rows.len()), ("booking", 3));

        // Years later, the last class is due; each day in between has had its run in other stories.
        let outcome = (kept.reference, kept.starts_at, stage.history(site).await, stage.consents(&stage.token(site)).await.len());
        run(stage, "2027-12-10").await;
        assert!(!found(stage, &marks).await.is_empty());
        run(stage, "2029-12-10").await;
        assert!(!found(stage, &marks).await.is_empty(), "consents are kept for longer");
        run(stage, "2031-12-10").await;
        assert_eq!(found(stage, &marks).await, Vec::<String>::new());

        // What remains is what is no person's.
        let after = row(stage, site).await;
        assert_eq!(after.state, "attended");
        let remains = (after.reference, after.starts_at, stage.history(site).await, stage.consents(&stage.token(site)).await.len());
        assert_eq!(remains, outcome);
        assert!(stage.consents(&stage.token(site)).await.iter().all(|row| row.terms_hash == TERMS));
    }
}
