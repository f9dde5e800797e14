//! Reminders: an office day before, an hour before, and to check a device that has not been.

use crate::{on_both, stage::*};
use app::{
    desk::{
        SeekerDesk,
        application::{DeviceReport, DeviceResult},
        booking::{BookingView, LinkToken},
    },
    domain::{
        booking::{Canceller, State},
        ids::StaffId,
        reminder::Reminder,
        slot::Span,
    },
};
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};
use server::{
    desk::mail,
    mail::transport::Acceptance,
    store::reminder::{Due, is_moved_since},
};
use uuid::Uuid;

/// A Tuesday: the office day before is Monday, the second one Friday.
const TEN: &str = "2026-12-01 10:00";
const TWO_BEFORE: &str = "2026-11-27 09:00";
const ONE_BEFORE: &str = "2026-11-30 09:00";
const AN_HOUR_BEFORE: &str = "2026-12-01 09:00";

/// Its letters but the one that confirmed it, each with the moment of its writing.
async fn reminders(stage: &Stage, token: &LinkToken) -> Vec<(String, String)> {
    let reminds = |letter: &str| letter.starts_with("reminder") || letter == "device_check";
    let letters = stage.letters(token).await.into_iter().filter(|row| reminds(&row.letter));
    letters
        .map(|row| (row.letter, app::domain::time::jst(from_millis(row.created_at)).format("%m-%d %H:%M").to_string()))
        .collect()
}

fn those(letters: &[(&str, &str)]) -> Vec<(String, String)> {
    letters.iter().map(|(letter, at)| ((*letter).to_owned(), (*at).to_owned())).collect()
}

/// Both jobs, as the clockwork runs them.
async fn remind(stage: &Stage) -> usize {
    let now = stage.now();
    stage.desk.remind_of_days(now).await.unwrap() + stage.desk.remind_of_hours(now).await.unwrap()
}

async fn confirmed(stage: &Stage, number: u16, span: Span) -> BookingView {
    let view = stage.book(number, span).await;
    stage.accept(&view.token).await;
    view
}

async fn check(stage: &Stage, token: &LinkToken, same_device: Option<bool>) {
    let report = DeviceReport { result: DeviceResult::Ready, same_device, findings: Default::default() };
    stage.desk.check_device_again(token, report).await.unwrap();
}

on_both! {
    async fn each_is_written_once_at_its_moment_and_not_before(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = confirmed(stage, 1, span(TEN, 30)).await;
        for moment in [TWO_BEFORE, ONE_BEFORE, AN_HOUR_BEFORE] {
            stage.advance_to(at(moment) - millis(1));
            assert_eq!(remind(stage).await, 0, "before {moment}");
            stage.advance(millis(1));
            assert_eq!(remind(stage).await, 1, "at {moment}");
            assert_eq!(remind(stage).await, 0, "once at {moment}");
        }
        stage.advance(minutes(60));
        assert_eq!(remind(stage).await, 0);
        let written = those(&[("device_check", "11-27 09:00"), ("reminder_day", "11-30 09:00"), ("reminder_hour", "12-01 09:00")]);
        assert_eq!(reminders(stage, &view.token).await, written);
        let id = stage.row(&view.token).await.id;
        assert_eq!(stage.history(id).await, ["held", "submitted", "device_asked", "reminded_day", "reminded_hour"]);
    }

    async fn a_node_that_was_away_writes_late_but_not_what_is_over(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = confirmed(stage, 1, span(TEN, 30)).await;
        stage.advance_to(at("2026-12-01 09:59"));
        stage.desk.remind_of_hours(stage.now()).await.unwrap();
        assert_eq!(reminders(stage, &view.token).await, those(&[("reminder_hour", "12-01 09:59")]));
        stage.advance_to(at(TEN));
        assert_eq!(remind(stage).await, 0);
    }

    async fn the_offices_closures_count(stage) {
        stage.closure("2026-11-30").await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = confirmed(stage, 1, span(TEN, 30)).await;
        stage.advance_to(at("2026-11-26 09:00"));
        assert_eq!(remind(stage).await, 1);
        stage.advance_to(at(TWO_BEFORE));
        assert_eq!(remind(stage).await, 1);
        assert_eq!(reminders(stage, &view.token).await, those(&[("device_check", "11-26 09:00"), ("reminder_day", "11-27 09:00")]));
    }

    async fn whoever_was_told_after_the_moment_is_not_reminded_of_it(stage) {
        stage.setting("2026-11-30", 0, 10).await;
        let later = span("2026-12-01 12:00", 30);
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.counter_at(&[span(TEN, 30), later]).await;
        // Begun before the moment, confirmed by its letter after it.
        stage.advance_to(at("2026-11-30 08:59"));
        let first = stage.book(1, span(TEN, 30)).await;
        assert_eq!(remind(stage).await, 0, "it is not confirmed");
        stage.advance_to(at("2026-11-30 09:01"));
        let by = Acceptance { server: "mx.example.jp".to_owned(), reply: "250 ok".to_owned() };
        mail::accepted(&stage.desk, &stage.letters(&first.token).await[0], &by, stage.now()).await.unwrap_or_else(|_| panic!());
        assert_eq!(remind(stage).await, 0);
        // Made after the moment, and after the hour's.
        let second = confirmed(stage, 2, span(TEN, 30)).await;
        assert_eq!(remind(stage).await, 0);
        stage.advance_to(at("2026-12-01 09:01"));
        assert_eq!(remind(stage).await, 2);
        for view in [&first, &second] {
            assert_eq!(reminders(stage, &view.token).await, those(&[("reminder_hour", "12-01 09:01")]));
        }
        stage.advance_to(at("2026-12-01 11:10"));
        let third = confirmed(stage, 3, later).await;
        assert_eq!(remind(stage).await, 0);
        assert_eq!(reminders(stage, &third.token).await, []);
    }

    async fn a_moved_booking_is_reminded_of_its_new_time(stage) {
        stage.setting("2026-11-30", 0, 10).await;
        let thursday = span("2026-12-03 14:00", 30);
        let noon = span("2026-12-03 12:00", 30);
        let evening = span("2026-12-03 16:00", 30);
        stage.counter_at(&[span(TEN, 30), thursday, noon, evening]).await;
        let view = confirmed(stage, 1, span(TEN, 30)).await;
        check(stage, &view.token, None).await;
        stage.advance_to(at(ONE_BEFORE));
        assert_eq!(remind(stage).await, 1);
        stage.desk.reschedule(&view.token, thursday).await.unwrap();
        stage.advance_to(at(AN_HOUR_BEFORE));
        assert_eq!(remind(stage).await, 0, "the old time");
        stage.advance_to(at("2026-12-02 09:00"));
        assert_eq!(remind(stage).await, 1);
        // Within the day: the hour counts anew, the day does not.
        stage.advance_to(at("2026-12-02 09:30"));
        stage.desk.reschedule(&view.token, noon).await.unwrap();
        assert_eq!(remind(stage).await, 0);
        stage.advance_to(at("2026-12-03 11:00"));
        assert_eq!(remind(stage).await, 1);
        stage.advance(minutes(10));
        stage.desk.reschedule(&view.token, evening).await.unwrap();
        assert_eq!(remind(stage).await, 0);
        stage.advance_to(at("2026-12-03 15:00"));
        assert_eq!(remind(stage).await, 1);
        let written = those(&[
            ("reminder_day", "11-30 09:00"),
            ("reminder_day", "12-02 09:00"),
            ("reminder_hour", "12-03 11:00"),
            ("reminder_hour", "12-03 15:00"),
        ]);
        assert_eq!(reminders(stage, &view.token).await, written);
        let id = stage.row(&view.token).await.id;
        assert!(is_moved_since(stage.desk.db.read(), id, at("2026-12-03 11:10")).await.unwrap());
        assert!(!is_moved_since(stage.desk.db.read(), id, at("2026-12-03 11:11")).await.unwrap());
    }

    async fn only_what_is_confirmed_and_has_an_address_is_reminded(stage) {
        stage.setting("2026-11-30", 0, 60).await;
        let spans: Vec<_> = (0..7).map(|n| Span::new(at("2026-12-01 09:30") + minutes(10 * n), 10).unwrap()).collect();
        stage.counter_at(&spans).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let mut views = Vec::new();
        for (number, span) in (1..).zip(&spans) {
            views.push(confirmed(stage, number, *span).await);
        }
        let now = stage.now();
        stage.desk.cancel(&views[0].token, String::new()).await.unwrap();
        stage.change(&views[1].token, |state, _| state.cancel(now, Canceller::Office { who: StaffId(Uuid::nil()) }, now).unwrap()).await;
        stage.change(&views[2].token, |_, _| State::AwaitingMail { since: now, refused: None }).await;
        stage.change(&views[3].token, |_, _| State::AwaitingReply { since: now }).await;
        stage.change(&views[4].token, |_, _| State::Refused { at: now, who: StaffId(Uuid::nil()) }).await;
        stage.change(&views[5].token, |_, _| State::Void { at: now }).await;
        let nobody = "UPDATE booking SET mail = '' WHERE reference = '".to_owned() + &views[6].reference + "'";
        stage.desk.db.write().execute_unprepared(&nobody).await.unwrap();
        for moment in [TWO_BEFORE, ONE_BEFORE] {
            stage.advance_to(at(moment));
            assert_eq!(remind(stage).await, 0);
        }
        stage.advance_to(at("2026-12-01 08:31"));
        stage.hold(8, span(TEN, 30)).await.unwrap();
        stage.advance_to(at("2026-12-01 09:20"));
        assert_eq!(remind(stage).await, 0);
    }

    async fn whoever_has_checked_the_device_is_not_asked_to(stage) {
        let spans: Vec<_> = (0..4).map(|n| Span::new(at(TEN) + minutes(30 * n), 30).unwrap()).collect();
        stage.counter_at(&spans).await;
        let mut views = Vec::new();
        for (number, span) in (1..).zip(&spans) {
            views.push(confirmed(stage, number, *span).await);
        }
        check(stage, &views[0].token, Some(true)).await;
        check(stage, &views[1].token, None).await;
        check(stage, &views[2].token, Some(false)).await;
        stage.advance_to(at(TWO_BEFORE));
        assert_eq!(remind(stage).await, 2);
        for (view, asked) in views.iter().zip([false, false, true, true]) {
            assert_eq!(!reminders(stage, &view.token).await.is_empty(), asked);
        }
    }

    async fn four_nodes_write_one_letter_each(stage) {
        for n in 0..16 {
            let time = Span::new(at(TEN) + minutes(30 * n), 30).unwrap();
            stage.counter_at(&[time]).await;
            confirmed(stage, u16::try_from(n).unwrap(), time).await;
        }
        stage.advance_to(at(ONE_BEFORE));
        let nodes: Vec<_> = (0..4).map(|_| {
            let desk = stage.desk.clone();
            tokio::spawn(async move { desk.remind_of_days(desk.clock.now()).await.unwrap() })
        }).collect();
        let mut written = 0;
        for node in nodes {
            written += node.await.unwrap();
        }
        assert_eq!(written, 16);
        for row in stage.bookings().await {
            assert_eq!(stage.history(row.id).await, ["held", "submitted", "reminded_day"]);
        }
    }

    async fn each_offices_bookings_are_reminded_by_its_own_days(stage) {
        let other = stage.beside().await;
        other.closure("2026-11-30").await;
        stage.counter_at(&[span(TEN, 30)]).await;
        other.counter_at(&[span(TEN, 30)]).await;
        let ours = confirmed(stage, 1, span(TEN, 30)).await;
        let theirs = confirmed(&other, 2, span(TEN, 30)).await;
        for view in [&ours, &theirs] {
            check(stage, &view.token, None).await;
        }
        stage.advance_to(at("2026-11-27 09:00"));
        assert_eq!(remind(stage).await, 1);
        assert_eq!(reminders(stage, &theirs.token).await, those(&[("reminder_day", "11-27 09:00")]));
        stage.advance_to(at(ONE_BEFORE));
        assert_eq!(remind(stage).await, 1);
        stage.advance_to(at(AN_HOUR_BEFORE));
        assert_eq!(remind(stage).await, 2);
    }

    async fn among_ten_thousand_bookings_they_are_found_by_the_index(stage) {
        // In an office of their own: they have no seats.
        let office = stage.beside().await;
        office.counter_at(&[span(TEN, 30)]).await;
        let view = confirmed(&office, 1, span(TEN, 30)).await;
        check(stage, &view.token, None).await;
        many(stage).await;
        stage.advance_to(at(ONE_BEFORE));
        let (now, date) = (stage.now(), "2026-12-01".parse().unwrap());
        let day = Due::on_day(Reminder::DayBefore, office.office.0, date, now, now);
        for due in [day, Due::within_the_hour(now)] {
            let plan = plan(stage, &due).await;
            for index in ["booking_office_id_starts_at", "booking_event_booking_id"] {
                assert!(plan.contains(index), "{plan}");
            }
            // No letter of this kind has been written yet: PostgreSQL may look through those there are once.
            assert!(plan.contains("outbox_booking_id") || stage.desk.db.is_postgres(), "{plan}");
        }
        // An hour apart, from what is left of Monday to the end of Tuesday, and the first one.
        assert_eq!(stage.desk.remind_of_days(now).await.unwrap(), 14 + 24 + 1);
        assert_eq!(stage.desk.remind_of_days(now).await.unwrap(), 0);
        stage.advance_to(at(AN_HOUR_BEFORE));
        assert_eq!(stage.desk.remind_of_hours(stage.now()).await.unwrap(), 2);
    }
}

async fn plan(stage: &Stage, due: &Due) -> String {
    let db = stage.desk.db.write();
    let asked = due.bookings().build(db.get_database_backend());
    let (explain, column) =
        if stage.desk.db.is_postgres() { ("EXPLAIN", "QUERY PLAN") } else { ("EXPLAIN QUERY PLAN", "detail") };
    let asked = Statement { sql: format!("{explain} {}", asked.sql), ..asked };
    let lines = db.query_all_raw(asked).await.unwrap();
    lines.iter().map(|row| row.try_get::<String>("", column).unwrap()).collect::<Vec<_>>().join("\n")
}

/// Ten thousand more of the only booking there is, an hour apart, with all that was told of them.
async fn many(stage: &Stage) {
    let db = stage.desk.db.write();
    let (id, series, digits) = match db.get_database_backend() {
        DbBackend::Postgres => (
            "gen_random_uuid()",
            "SELECT n FROM generate_series(CAST(1 AS bigint), 10000) AS s(n)",
            "lpad(n::text, 9, '0')",
        ),
        _ => (
            "randomblob(16)",
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 10000) SELECT n FROM s",
            "printf('%09d', n)",
        ),
    };
    let same = "office_id, slot_id, counter_id, host_id, minutes, kind, channel, state, state_data, due_at, deadline, \
                generation, sequence, lang, parent_id, visitor, address, name, kana, phone, mail, number, topic, \
                interpreter, carer, terms, device, created_at, birth_date, override_reason, override_by";
    let bookings = format!(
        "INSERT INTO booking (id, reference, starts_at, {same}) \
         SELECT {id}, {digits}, starts_at + (n - 5000) * 3600000, {same} \
         FROM booking CROSS JOIN ({series}) AS more"
    );
    db.execute_unprepared(&bookings).await.unwrap();
    let letters = format!(
        "INSERT INTO outbox (id, office_id, booking_id, letter, recipient, message_id, created_at, due_at, attempts, status) \
         SELECT {id}, office_id, id, 'booked', mail, '<' || reference || '@a.example>', created_at, created_at, 1, 'sent' \
         FROM booking"
    );
    db.execute_unprepared(&letters).await.unwrap();
    let events = format!(
        "INSERT INTO booking_event (id, office_id, booking_id, at, who, what, note) \
         SELECT {id}, office_id, id, created_at, 'post', 'confirmed', '' FROM booking"
    );
    db.execute_unprepared(&events).await.unwrap();
    db.execute_unprepared("ANALYZE").await.unwrap();
}
