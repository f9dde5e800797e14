//! Usage statistics: a day made by hand, what is published of a month, and that a hundred thousand bookings are counted by
//! the index.

use crate::{on_both, someone, stage::*};
use app::{
    desk::{FiguresDesk, error::DeskError, figures::FiguresAsk, staff::Actor},
    domain::{
        booking::{Canceller, Channel, Receipt, State},
        ids::StaffId,
        kind::Kind,
        period::Period,
        role::Role,
        statistics::Share,
        time::Instant,
    },
    i18n::Locale,
    staff::figures::file,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryOrder, Statement};
use server::store::{
    booking::Begun,
    entity::{audit, booking, booking_event},
    figures as store,
    seat::Seat,
    slot::Candidate,
};
use std::time::Instant as Stopwatch;
use uuid::{NoContext, Timestamp, Uuid};

fn slot_made(at: Instant) -> Uuid {
    Uuid::new_v7(Timestamp::from_unix(NoContext, at.timestamp().cast_unsigned(), 0))
}

/// A booking of the site for a consultation, as it ended.
fn ended(stage: &Stage, starts: &str, slot: Uuid, made: Instant, state: State) -> booking::Model {
    let begun = Begun {
        id: Uuid::now_v7(),
        office: stage.office,
        kind: Kind::Consultation,
        chosen: Candidate { slot, seat: Seat { counter: Uuid::now_v7(), host: None, span: span(starts, 30) } },
        channel: Channel::Site,
        deadline: made,
        state,
        at: made,
    };
    let mut row = begun.row().unwrap();
    row.name = "髙橋 𠮷弥".to_owned();
    row.address = "the-digest-of-an-address".to_owned();
    row
}

/// With the device whose system has that word.
fn on(row: booking::Model, os: &str) -> booking::Model {
    let device = format!(r#"{{"result":"ready","same_device":true,"findings":{{"os":"{os}"}}}}"#);
    booking::Model { device: Some(device), ..row }
}

async fn put(stage: &Stage, rows: impl IntoIterator<Item = booking::Model>) {
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    booking::Entity::insert_many(rows).exec_without_returning(stage.desk.db.write()).await.unwrap();
}

fn day(text: &str) -> Period {
    Period::new(text.parse().unwrap(), text.parse().unwrap()).unwrap()
}

/// What is there of a line's label.
fn count<L: PartialEq + std::fmt::Debug, C>(table: &app::domain::statistics::Table<L, C>, label: &L) -> u64 {
    let line = table.lines.iter().find(|(of, _)| of == label);
    line.unwrap_or_else(|| panic!("a line of {label:?}")).1.iter().sum()
}

async fn log(stage: &Stage) -> Vec<String> {
    let rows = audit::Entity::find().order_by_asc(audit::Column::Id).all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().map(|row| format!("{} {}", row.act, row.note)).collect()
}

/// Somebody of an office beside the stage's, whose seats nobody compares at the end.
async fn manager(stage: &Stage) -> (Stage, Actor) {
    let office = stage.beside().await;
    let boss = someone(&office, "boss", Role::Manager).await;
    (office, boss)
}

on_both! {
    async fn a_day_made_by_hand(stage) {
        let (office, boss) = manager(stage).await;
        let who = StaffId(Uuid::now_v7());
        let made = at("2026-11-11 09:00");
        let end = at("2026-11-16 12:00");
        let attended = || State::Attended { at: end };
        // A seat that was given back after two hours and taken again an hour later.
        let twice = slot_made(made);
        let moved = ended(&office, "2026-11-16 14:00", slot_made(made), made, State::Stopped { at: end, who });
        let event = booking_event::Model {
            id: Uuid::now_v7(),
            office_id: office.office.0,
            booking_id: moved.id,
            at: (made + minutes(5 * 24 * 60)).timestamp_millis(),
            who: "seeker".to_owned(),
            what: "moved".to_owned(),
            note: String::new(),
        };
        let by_seeker = State::Cancelled { at: made + minutes(180), by: Canceller::SeekerByLink };
        let interview = booking::Model {
            kind: Kind::Interview.as_str().to_owned(),
            channel: "phone".to_owned(),
            ..ended(&office, "2026-11-16 11:00", slot_made(made), made + minutes(30), State::NoShow { at: end })
        };
        let other = stage.beside().await;
        put(stage, [
            on(ended(&office, "2026-11-16 10:00", slot_made(made), made + minutes(59), attended()), "ios 17.5"),
            on(ended(&office, "2026-11-16 10:30", twice, made + minutes(60), by_seeker), "windows"),
            on(ended(&office, "2026-11-16 10:30", twice, made + minutes(240), attended()), "windows"),
            interview,
            moved,
            ended(&office, "2026-11-16 15:00", Uuid::nil(), made, State::Void { at: end }),
            // What is not counted: open, held, given up, another day's, another office's.
            ended(&office, "2026-11-16 15:30", slot_made(made), made, State::Confirmed { at: made, by: Receipt::Button }),
            ended(&office, "2026-11-16 16:00", slot_made(made), made, State::Released { at: made }),
            ended(&office, "2026-11-17 00:00", slot_made(made), made, attended()),
            ended(&office, "2026-11-15 23:55", slot_made(made), made, attended()),
            ended(&other, "2026-11-16 10:00", slot_made(made), made, attended()),
        ]).await;
        booking_event::Entity::insert(event.into_active_model().reset_all())
            .exec_without_returning(stage.desk.db.write()).await.unwrap();

        let ask = FiguresAsk { period: Some(day("2026-11-16")), kind: None };
        let figures = stage.desk.figures(&boss, ask).await.unwrap().figures;
        assert_eq!((figures.total, figures.open), (6, 1));
        assert_eq!(figures.no_shows, Share { part: 1, whole: 4 }, "of two attended, one stopped, one missed");
        assert_eq!(figures.days.line_totals(), [6]);
        let hours: Vec<_> = [10, 11, 14, 15, 16].iter().map(|hour| count(&figures.hours, hour)).collect();
        assert_eq!(hours, [3, 1, 1, 1, 0]);
        assert_eq!(count(&figures.weekdays, &0), 6, "a Monday");
        assert_eq!((count(&figures.kinds, &Kind::Consultation), count(&figures.kinds, &Kind::Interview)), (5, 1));
        assert_eq!((count(&figures.channels, &Channel::Site), count(&figures.channels, &Channel::Phone)), (5, 1));
        assert_eq!(figures.devices.line_totals(), [1, 0, 2, 3], "phone, tablet, computer, not known");
        assert_eq!(figures.outcomes.line_totals(), [2, 1, 1, 0, 1, 0, 1]);
        // 5 days for all; free: 59, 60, 60 after it came back, 30, five days for the moved one, one not known.
        assert_eq!((figures.lead_days, figures.free_minutes), (Some(5), Some(60)));
        assert_eq!(figures.frees.line_totals(), [2, 2, 0, 0, 1, 0, 0, 1]);

        let ask = FiguresAsk { kind: Some(Kind::Interview), ..ask };
        let interviews = stage.desk.figures(&boss, ask).await.unwrap().figures;
        assert_eq!((interviews.total, interviews.open, interviews.no_shows.per_mille()), (1, 0, Some(1000)));
        let this_month = stage.desk.figures(&boss, FiguresAsk::default()).await.unwrap().figures;
        assert_eq!((this_month.period, this_month.total), (Period::month_of("2026-11-24".parse().unwrap()), 8));
        assert!(log(stage).await.is_empty(), "counts are nobody's data");
    }

    async fn a_file_that_is_taken_away_is_in_the_log_and_harmless(stage) {
        let (office, boss) = manager(stage).await;
        let made = at("2026-11-11 09:00");
        put(stage, [ended(&office, "2026-11-16 10:00", slot_made(made), made, State::Attended { at: made })]).await;
        let ask = FiguresAsk { period: Some(day("2026-11-16")), kind: None };
        let figures = stage.desk.export_figures(&boss, ask).await.unwrap().figures;
        assert_eq!(log(stage).await, ["figures_taken internal 2026-11-16/2026-11-16"]);
        for lang in [Locale::ja, Locale::en] {
            let text = file::internal(&figures, lang);
            assert!(text.starts_with('\u{FEFF}'));
            for line in text.trim_start_matches('\u{FEFF}').lines() {
                assert!(!line.starts_with(['=', '+', '-', '@']) && !line.contains(",-") && !line.contains(",="), "{line}");
            }
            for private in ["髙橋", "digest", &boss.name] {
                assert!(!text.contains(private), "{private}");
            }
        }
        let text = file::internal(&figures, Locale::ja);
        assert!(text.contains("\r\n日,相談済み,連絡のない欠席,取消（本人）,取消（職員）,無効,お断り,中止,合計\r\n11月16日（月）,1,0,0,0,0,0,0,1\r\n"), "{text}");
    }

    async fn what_is_published_holds_no_small_count(stage) {
        let (office, boss) = manager(stage).await;
        let made = at("2026-10-01 09:00");
        let mut rows = Vec::new();
        for number in 0..40_u32 {
            // Thirty-six by the site and four on the telephone; three did not come.
            let state = if number < 3 { State::NoShow { at: made } } else { State::Attended { at: made } };
            let starts = format!("2026-10-{:02} 10:00", 5 + number % 20);
            let mut row = on(ended(&office, &starts, slot_made(made), made, state), "android");
            if number >= 36 {
                row.channel = "phone".to_owned();
            }
            rows.push(row);
        }
        put(stage, rows).await;
        let october = Period::month_of("2026-10-01".parse().unwrap());
        let release = stage.desk.release(&boss, october).await.unwrap();
        assert_eq!(release.channels.total, Some(40));
        let told: Vec<_> = release.channels.lines.iter().map(|line| line.total).collect();
        assert_eq!(told, [None, None, None], "36 would tell the 4 beside 40");
        assert!(release.outcomes.lines.iter().all(|line| line.total.is_none()));
        let text = file::published(&release, "ハローワーク新津", Locale::ja);
        let counts = text.split([',', '\r', '\n']).filter_map(|cell| cell.parse::<u64>().ok());
        assert!(counts.clone().count() > 0 && counts.clone().all(|count| count >= 10), "{text}");
        assert!(text.contains("電話,10件未満\r\n"), "{text}");
        for private in ["髙橋", "digest", "android", &boss.name, &office.office.to_string()] {
            assert!(!text.contains(private), "{private} in {text}");
        }
        assert_eq!(log(stage).await, ["figures_taken published 2026-10-01/2026-10-31"]);
    }

    async fn only_a_month_that_is_over_is_published_and_managers_alone_see_figures(stage) {
        let (_, boss) = manager(stage).await;
        let november = Period::month_of("2026-11-01".parse().unwrap());
        let year = Period::fiscal_year_of("2025-11-01".parse().unwrap());
        for period in [november, year, day("2026-10-01")] {
            assert_eq!(stage.desk.release(&boss, period).await.err(), Some(DeskError::Mend), "{period:?}");
        }
        let me = crate::staff(stage).await;
        assert_eq!(stage.desk.figures(&me, FiguresAsk::default()).await.err(), Some(DeskError::NotFound));
        assert_eq!(stage.desk.export_figures(&me, FiguresAsk::default()).await.err(), Some(DeskError::NotFound));
        assert_eq!(stage.desk.release(&me, november).await.err(), Some(DeskError::NotFound));
        assert!(log(stage).await.is_empty());
    }

    async fn a_month_among_a_hundred_thousand_bookings_is_found_by_the_index(stage) {
        let (office, boss) = manager(stage).await;
        let made = at("2024-03-01 09:00");
        let first = on(ended(&office, "2024-04-01 09:00", slot_made(made), made, State::Attended { at: made }), "ios 17.5");
        put(stage, [first]).await;
        many(stage, &office).await;
        let october = Period::month_of("2026-10-01".parse().unwrap());
        let db = stage.desk.db.write();
        let asked = store::statement(db.get_database_backend(), office.office.0, october);
        let explain = if stage.desk.db.is_postgres() { "EXPLAIN" } else { "EXPLAIN QUERY PLAN" };
        let asked = Statement { sql: format!("{explain} {}", asked.sql), ..asked };
        let column = if stage.desk.db.is_postgres() { "QUERY PLAN" } else { "detail" };
        let plan: Vec<String> =
            db.query_all_raw(asked).await.unwrap().iter().map(|row| row.try_get("", column).unwrap()).collect();
        let plan = plan.join("\n");
        assert!(plan.contains("booking_office_id_starts_at") && plan.contains("booking_event_booking_id"), "{plan}");
        let watch = Stopwatch::now();
        let month = FiguresAsk { period: Some(october), kind: None };
        let month = stage.desk.figures(&boss, month).await.unwrap().figures.total;
        let one = watch.elapsed();
        let all = Period::new("2024-04-01".parse().unwrap(), "2027-03-31".parse().unwrap()).unwrap();
        let all = stage.desk.figures(&boss, FiguresAsk { period: Some(all), kind: None }).await.unwrap().figures.total;
        println!("{month} of a month in {one:?}, {all} of three years in {:?}", watch.elapsed() - one);
        assert!(month > 2_000 && all > 80_000, "{month} {all}");
    }
}

/// A hundred thousand more of the only booking there is, a quarter of an hour apart.
async fn many(stage: &Stage, office: &Stage) {
    let db = stage.desk.db.write();
    let (id, series, digits) = match db.get_database_backend() {
        DbBackend::Postgres => (
            "gen_random_uuid()",
            "SELECT n FROM generate_series(CAST(1 AS bigint), 100000) AS s(n)",
            "lpad(n::text, 9, '0')",
        ),
        _ => (
            "randomblob(16)",
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100000) SELECT n FROM s",
            "printf('%09d', n)",
        ),
    };
    let same = "office_id, slot_id, counter_id, host_id, minutes, kind, channel, state, state_data, due_at, deadline, \
                generation, sequence, lang, parent_id, visitor, address, name, kana, phone, mail, number, topic, \
                interpreter, carer, terms, device, created_at, birth_date, override_reason, override_by";
    let sql = format!(
        "INSERT INTO booking (id, reference, starts_at, {same}) \
         SELECT {id}, {digits}, starts_at + n * 900000, {same} FROM booking CROSS JOIN ({series}) AS more \
         WHERE office_id = $1"
    );
    let backend = db.get_database_backend();
    db.execute_raw(Statement::from_sql_and_values(backend, sql, [office.office.0.into()])).await.unwrap();
    let submitted = format!(
        "INSERT INTO booking_event (id, office_id, booking_id, at, who, what, note) \
         SELECT {id}, office_id, id, created_at, 'seeker', 'submitted', '' FROM booking"
    );
    db.execute_unprepared(&submitted).await.unwrap();
    db.execute_unprepared("ANALYZE").await.unwrap();
}
