//! Each class goes on its day and not before, and the office's settings move that day.

use super::*;
use crate::{on_both, someone, stranger};
use app::{
    desk::{StaffDesk, board::Window, error::DeskError, records::RecordsDesk},
    domain::{retention::Period, role::Role},
};
use chrono::NaiveDate;
use server::store::entity::{application, audit, session, sign_in_failure};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn lines(stage: &Stage) -> usize {
    audit::Entity::find().all(stage.desk.db.read()).await.unwrap().len()
}

on_both! {
    async fn each_class_of_a_booking_is_forgotten_on_its_day(stage) {
        let (id, view) = booked(stage).await;
        let before = (row(stage, id).await, stage.history(id).await, stage.consents(&view.token).await);
        assert!(run(stage, "2027-12-01").await);
        assert_eq!(rid_of(stage, id).await, []);
        assert_eq!(row(stage, id).await.name, before.0.name);

        assert!(run(stage, "2027-12-02").await);
        assert_eq!(rid_of(stage, id).await, [Class::Devices, Class::Access, Class::Outbox]);
        let now = row(stage, id).await;
        assert_eq!((now.visitor.as_str(), now.address.as_str()), ("", ""));
        assert_eq!((now.name.as_str(), now.generation), (before.0.name.as_str(), 0));
        let letter = &stage.letters(&view.token).await[0];
        assert_eq!((letter.recipient.as_str(), letter.reply.as_deref(), letter.status.as_str()), ("", None, "sent"));

        assert!(run(stage, "2029-12-01").await);
        assert!(!rid_of(stage, id).await.contains(&Class::Bookings));
        assert!(run(stage, "2029-12-02").await);
        let now = row(stage, id).await;
        let person = [now.name, now.kana, now.phone, now.mail, now.number, now.topic, now.birth_date];
        assert!(person.iter().all(String::is_empty), "{person:?}");
        assert_eq!((now.interpreter, now.generation), (0, 1), "links open nothing");
        assert_eq!((now.state, now.starts_at, now.created_at), (before.0.state, before.0.starts_at, before.0.created_at));
        assert!(!now.state_data.contains("example.jp") && now.state_data.contains("mail_server"));
        assert_eq!(stage.history(id).await, before.1, "what happened stays");
        assert!(stage.consents(&view.token).await.iter().any(|row| row.proof.contains("example.jp")));

        assert!(run(stage, "2031-12-01").await);
        assert!(!rid_of(stage, id).await.contains(&Class::Consents));
        assert!(run(stage, "2031-12-02").await);
        let after = stage.consents(&view.token).await;
        let kept = |rows: &[server::store::entity::consent::Model]| -> Vec<_> {
            rows.iter().map(|row| (row.moment.clone(), row.terms_hash.clone(), row.at)).collect()
        };
        assert_eq!(kept(&after), kept(&before.2), "hash and moments stay");
        assert!(after.iter().all(|row| !row.proof.contains("example.jp")));
        let terms = row(stage, id).await.terms.unwrap();
        assert!(terms.contains(TERMS) && !terms.contains("clean_device"), "{terms}");
    }

    async fn the_log_is_deleted_after_its_time_and_only_by_the_job(stage) {
        use sea_orm::ConnectionTrait;
        let me = someone(stage, "sato", Role::Counter).await;
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        stage.advance(chrono::TimeDelta::days(1));
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        run(stage, "2029-11-24").await;
        assert_eq!(lines(stage).await, 2);
        run(stage, "2029-11-25").await;
        assert_eq!(lines(stage).await, 1);
        assert_eq!(counted(stage, "2029-11-25", Class::Audit).await, [1, 0, 1, 0]);
        // The way is closed again behind the job.
        for sql in ["DELETE FROM audit", "UPDATE audit SET note = ''"] {
            assert!(stage.desk.db.write().execute_unprepared(sql).await.is_err(), "{sql}");
        }
        run(stage, "2029-11-26").await;
        assert_eq!(lines(stage).await, 0);
    }

    async fn drafts_and_dead_sign_ins_go(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.advance(minutes(10));
        stage.desk.run_due(stage.now()).await.unwrap();
        let me = someone(stage, "sato", Role::Counter).await;
        let seen = stage.now().timestamp_millis();
        let db = stage.desk.db.write();
        let session = session::Model {
            digest: "d".to_owned(),
            staff_id: me.staff.0,
            office_id: stage.office.0,
            created_at: seen,
            seen_at: seen,
            factor_at: None,
        };
        session::Entity::insert(session.into_active_model()).exec_without_returning(db).await.unwrap();
        let failure = sign_in_failure::Model { id: Uuid::now_v7(), subject: "address:192.0.2.1".to_owned(), at: seen };
        sign_in_failure::Entity::insert(failure.into_active_model()).exec_without_returning(db).await.unwrap();
        run(stage, "2026-11-25").await;
        assert_eq!(counted(stage, "2026-11-25", Class::Drafts).await, [0; 4]);
        run(stage, "2026-11-26").await;
        assert_eq!(counted(stage, "2026-11-26", Class::Drafts).await, [1, 0, 1, 0]);
        assert!(application::Entity::find().one(stage.desk.db.read()).await.unwrap().is_none());
        run(stage, "2027-11-24").await;
        assert_eq!(counted(stage, "2027-11-24", Class::Access).await, [0; 4]);
        run(stage, "2027-11-25").await;
        assert_eq!(counted(stage, "2027-11-25", Class::Access).await, [2, 0, 2, 0]);
        run(stage, "2027-12-02").await;
        assert_eq!(counted(stage, "2027-12-02", Class::Access).await, [1, 1, 0, 0], "the hold that ran out");
    }

    async fn a_shorter_time_holds_from_its_day(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let (id, _) = booked(stage).await;
        stage.desk.set_period(&boss, Class::Bookings, day("2028-03-01"), Period::Months(12)).await.unwrap();
        run(stage, "2028-02-29").await;
        assert!(!rid_of(stage, id).await.contains(&Class::Bookings));
        run(stage, "2028-03-01").await;
        assert!(rid_of(stage, id).await.contains(&Class::Bookings));
    }

    async fn an_administrator_sets_within_bounds_and_takes_back_what_is_to_come(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let manager = someone(stage, "manager", Role::Manager).await;
        let me = someone(stage, "sato", Role::Counter).await;
        let tomorrow = day("2026-11-25");
        for (class, from, period) in [
            (Class::Bookings, tomorrow, Period::Months(11)),
            (Class::Bookings, tomorrow, Period::Days(400)),
            (Class::Bookings, day("2026-11-23"), Period::Months(36)),
            (Class::Drafts, tomorrow, Period::Days(1)),
        ] {
            assert_eq!(stage.desk.set_period(&boss, class, from, period).await, Err(DeskError::Mend), "{class:?}");
        }
        let set = Period::Months(48);
        assert_eq!(stage.desk.set_period(&manager, Class::Audit, tomorrow, set).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.records(&me).await.err(), Some(DeskError::NotFound));
        stage.desk.set_period(&boss, Class::Audit, tomorrow, set).await.unwrap();
        let of = |room: app::desk::records::RecordsRoom| room.classes.into_iter().find(|line| line.class == Class::Audit).unwrap();
        let line = of(stage.desk.records(&manager).await.unwrap());
        assert_eq!((line.period, line.coming), (Period::Months(36), vec![(tomorrow, set)]));
        stage.desk.drop_period(&boss, Class::Audit, tomorrow).await.unwrap();
        assert_eq!(of(stage.desk.records(&manager).await.unwrap()).coming, []);
        stage.desk.set_period(&boss, Class::Audit, tomorrow, set).await.unwrap();
        stage.advance(chrono::TimeDelta::days(1));
        assert_eq!(of(stage.desk.records(&manager).await.unwrap()).period, set);
        assert_eq!(stage.desk.drop_period(&boss, Class::Audit, tomorrow).await, Err(DeskError::Mend));
        let other = stranger(stage).await;
        assert_eq!(of(stage.desk.records(&other).await.unwrap()).period, Period::Months(36));
    }
}
