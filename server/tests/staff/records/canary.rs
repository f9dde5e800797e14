//! One person goes the whole way through the service and leaves a mark in everything that was ever typed, said or answered
//! about them. The export has every mark; when every schedule is over, no column of any table has one.

mod way;

use super::*;
use crate::{on_both, someone};
use app::{
    desk::{
        FiguresDesk, StaffDesk, StandingDesk,
        application::Details,
        records::{PersonFile, RecordsDesk},
        roster::RosterDesk,
        staff::Actor,
        standing::IncidentQuery,
    },
    domain::{ids::BookingId, role::Role},
    i18n::Locale,
    staff::person::file::names,
};
use sea_orm::{ConnectionTrait, DbBackend, PaginatorTrait, Statement};
use server::store::entity::{deed, roster_file, roster_person};
use std::collections::{BTreeMap, BTreeSet};
use way::{Cast, goes_through};

/// What is in the name, the kana, the number, the mail address, the telephone number and the birth date; and in those of the
/// employers of the interview.
const MARKS: [&str; 9] = [
    "金糸雀",
    "かなりあ",
    "98765432",
    "canary.example",
    "9871-2345",
    "1979-07-07",
    "籠目",
    "kagome.example",
    "99-8877",
];
/// Somebody else, in the same list.
const OTHER: &str = "雀部　太郎";

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

/// Tables and columns of the file that have no words.
fn wordless(file: &PersonFile, lang: Locale) -> BTreeSet<String> {
    fn fields<'a>(name: &str, value: &'a serde_json::Value, names: &mut BTreeSet<&'a str>) {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        // What a check found has names of its own.
        for (name, value) in
            values.iter().filter_map(|value| value.as_object()).flatten().filter(|_| name != "findings")
        {
            names.insert(name);
            fields(name, value, names);
        }
    }
    let mut without = BTreeSet::new();
    for section in &file.sections {
        if names::table(&section.name, lang).is_none() {
            without.insert(section.name.clone());
        }
        for (name, value) in section.rows.iter().flatten() {
            let mut within = BTreeSet::new();
            fields(name, value, &mut within);
            let told = within.into_iter().filter(|within| names::within(within, lang).is_none());
            without.extend(told.map(|within| format!("{}.{name}.{within}", section.name)));
            if names::column(&section.name, name, lang).is_none() {
                without.insert(format!("{}.{name}", section.name));
            }
        }
    }
    without
}

/// In which tables they stand.
fn tables(places: &[String]) -> BTreeSet<&str> {
    places.iter().filter_map(|place| place.split('.').next()).collect()
}

/// Every table that the way leads through has a mark, or the test would prove nothing of it.
const MARKED: [&str; 18] = [
    "absence",
    "application",
    "attendee",
    "audit",
    "booking",
    "booking_day",
    "booking_event",
    "call",
    "consent",
    "disclosure",
    "incident",
    "legal_hold",
    "mail_in",
    "outbox",
    "refusal",
    "roster_file",
    "roster_person",
    "standing",
];

on_both! {
    async fn the_canary_is_in_the_export_and_when_its_time_is_over_nowhere(stage) {
        let cast = Cast::of(stage).await;
        let (site, phone) = goes_through(stage, &cast).await;
        let boss = &cast.boss;
        let mut marks: Vec<String> = MARKS.iter().map(|mark| (*mark).to_owned()).collect();
        let kept = row(stage, site).await;
        marks.extend([kept.visitor.clone(), kept.address.clone()]);
        let places = found(stage, &marks).await;
        let marked = tables(&places);
        for table in MARKED {
            assert!(marked.contains(table), "the canary is everywhere: {table} of {marked:?}");
        }

        // The export has every mark, and every table in which the database has one.
        let file: PersonFile = stage.desk.export_person(boss, BookingId(phone)).await.unwrap();
        let exported = serde_json::to_string(&file).unwrap();
        for mark in &marks {
            assert!(exported.contains(mark.as_str()), "{mark} is not in the export");
        }
        let sections: BTreeSet<&str> = file.sections.iter().map(|section| section.name.as_str()).collect();
        for section in [
            "declarations", "device_checks", "seat_tick", "links", "absence_booking", "booking_registration", "deed",
            "disclosure_copy",
        ] {
            assert!(sections.contains(section), "{section} of {sections:?}");
        }
        assert_eq!(marked.difference(&sections).collect::<Vec<_>>(), Vec::<&&str>::new(), "not in the export");
        assert!(!exported.contains("雀部"), "nobody else is in it");
        let bookings = &file.sections[0];
        assert_eq!((bookings.name.as_str(), bookings.rows.len()), ("booking", 5));

        // On paper, too, everything is told in words.
        for lang in [Locale::ja, Locale::en] {
            assert_eq!(wordless(&file, lang), BTreeSet::new());
        }

        // Years later, the last class is due; each day in between has had its run in other stories.
        let outcome = (kept.reference, kept.starts_at, stage.history(site).await, stage.consents(&stage.token(site)).await.len());
        run(stage, "2027-12-20").await;
        assert!(!found(stage, &marks).await.is_empty());
        run(stage, "2030-03-10").await;
        let left = found(stage, &marks).await;
        assert_eq!(tables(&left).into_iter().collect::<Vec<_>>(), ["consent"], "kept for longer: {left:?}");
        run(stage, "2031-12-20").await;
        assert_eq!(found(stage, &marks).await, Vec::<String>::new());
        let db = stage.desk.db.read();
        let emptied = [
            deed::Entity::find().count(db).await,
            roster_file::Entity::find().count(db).await,
            roster_person::Entity::find().count(db).await,
        ];
        assert_eq!(emptied, [Ok(0), Ok(0), Ok(0)]);

        // The pages open, though they have nobody to tell of.
        stage.desk.person(boss, BookingId(site)).await.unwrap();
        stage.desk.card(boss, BookingId(phone)).await.unwrap();
        stage.desk.incidents(boss, IncidentQuery::default()).await.unwrap();
        stage.desk.roster(boss).await.unwrap();
        assert_eq!(stage.desk.standing_room(boss, None).await.unwrap().register.len(), 2);
        let register = stage.desk.disclosures(&cast.chief).await.unwrap().entries;
        assert!(register.iter().all(|entry| entry.bookings == 0 && !entry.may_decide));
        let about: Vec<usize> = register.iter().map(|entry| entry.taken.len()).collect();
        assert_eq!(about, [0, 2], "the hashes of what was handed out stay");

        // What remains is what is no person's.
        let after = row(stage, site).await;
        assert_eq!(after.state, "attended");
        let remains = (after.reference, after.starts_at, stage.history(site).await, stage.consents(&stage.token(site)).await.len());
        assert_eq!(remains, outcome);
        assert!(stage.consents(&stage.token(site)).await.iter().all(|row| row.terms_hash == TERMS));
    }
}
