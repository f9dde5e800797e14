//! The log of who saw and changed what (Art. 8(1)).

use crate::{on_both, only, someone, stage::*, stranger};
use app::{
    desk::{AccountDesk, StaffDesk, audit::AuditQuery, board::Window, error::DeskError, staff::NewAccount},
    domain::{ids::CounterId, role::Role},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use server::store::entity::audit;

const TEN: &str = "2026-12-01 10:00";

async fn words(stage: &Stage) -> Vec<String> {
    let rows = audit::Entity::find()
        .order_by_asc(audit::Column::At)
        .order_by_asc(audit::Column::Id)
        .all(stage.desk.db.read())
        .await
        .unwrap();
    rows.into_iter().map(|row| format!("{} {}", row.act, row.about).trim().to_owned()).collect()
}

on_both! {
    async fn every_view_of_a_person_and_every_change_leaves_a_line(stage) {
        let me = someone(stage, "sato", Role::Administrator).await;
        let counter = CounterId(stage.counter_at(&[span(TEN, 30)]).await);
        let reference = stage.book(1, span(TEN, 30)).await.reference;
        let booking = only(stage).await;
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        stage.desk.card(&me, booking).await.unwrap();
        let slot = stage.desk.open_slot(&me, counter, span("2026-12-01 11:00", 30)).await.unwrap();
        stage.desk.close_slot(&me, slot).await.unwrap();
        stage.desk.resend(&me, booking, None).await.unwrap();
        stage.desk.cancel_by_office(&me, booking, "急な閉庁".to_owned()).await.unwrap();
        let account = NewAccount { login: "tanaka".to_owned(), name: "田中".to_owned(), role: "counter".to_owned(), password: crate::PASSWORD.to_owned() };
        stage.desk.add_account(&me, account).await.unwrap();
        let mut told = words(stage).await;
        told.sort();
        let mut expected = vec![
            "account_added tanaka".to_owned(),
            "board_seen".to_owned(),
            format!("cancelled {reference}"),
            format!("card_seen {reference}"),
            format!("letter_resent {reference}"),
            "slot_closed".to_owned(),
            "slot_opened".to_owned(),
        ];
        expected.sort();
        assert_eq!(told, expected);
    }

    async fn a_page_that_stays_open_is_one_look_and_one_that_is_opened_later_another(stage) {
        let me = someone(stage, "sato", Role::Counter).await;
        for _ in 0..5 {
            stage.desk.board(&me, Window::Day, None).await.unwrap();
        }
        assert_eq!(words(stage).await.len(), 1);
        stage.desk.board(&me, Window::Week, None).await.unwrap();
        stage.advance(minutes(10));
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        assert_eq!(words(stage).await.len(), 3);
    }

    async fn a_refused_look_leaves_none(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        let stranger = stranger(stage).await;
        assert_eq!(stage.desk.card(&stranger, only(stage).await).await.err(), Some(DeskError::NotFound));
        assert!(words(stage).await.is_empty());
    }

    async fn the_database_itself_refuses_to_change_or_delete_a_line(stage) {
        let me = someone(stage, "sato", Role::Counter).await;
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        let db = stage.desk.db.write();
        for sql in ["UPDATE audit SET act = 'nothing'", "DELETE FROM audit", "UPDATE audit SET at = 0"] {
            assert!(db.execute_unprepared(sql).await.is_err(), "{sql}");
        }
        if stage.desk.db.is_postgres() {
            assert!(db.execute_unprepared("TRUNCATE audit").await.is_err());
        }
        assert_eq!(words(stage).await, ["board_seen"]);
    }

    async fn retention_alone_deletes_and_only_what_is_older(stage) {
        let me = someone(stage, "sato", Role::Counter).await;
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        let between = stage.now().timestamp_millis() + 1;
        stage.advance(minutes(60));
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        let db = stage.desk.db.write();
        db.execute_unprepared(&format!("INSERT INTO audit_retention (before) VALUES ({between})")).await.unwrap();
        assert!(db.execute_unprepared("DELETE FROM audit").await.is_err(), "the newer line is kept");
        db.execute_unprepared(&format!("DELETE FROM audit WHERE at < {between}")).await.unwrap();
        assert_eq!(words(stage).await.len(), 1);
    }

    async fn a_manager_filters_it_and_pages_on(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let me = someone(stage, "sato", Role::Counter).await;
        for _ in 0..60 {
            stage.desk.board(&me, Window::Day, None).await.unwrap();
            stage.advance(minutes(15));
        }
        let all = stage.desk.audit(&boss, AuditQuery::default()).await.unwrap();
        assert_eq!(all.lines.len(), 50);
        assert_eq!(all.lines[0].act, "audit_read", "reading it is in it");
        assert!(all.lines.is_sorted_by(|one, other| one.at >= other.at), "the latest first");
        let rest = stage.desk.audit(&boss, AuditQuery { before: all.before.clone(), ..AuditQuery::default() }).await.unwrap();
        assert_eq!((rest.lines.len(), rest.before), (11, None));
        let of_boss = AuditQuery { staff: Some(boss.staff), ..AuditQuery::default() };
        assert!(stage.desk.audit(&boss, of_boss).await.unwrap().lines.iter().all(|line| line.act == "audit_read"));
        let tomorrow = AuditQuery { from: Some("2026-11-25".parse().unwrap()), act: Some("board_seen".to_owned()), ..AuditQuery::default() };
        let lines = stage.desk.audit(&boss, tomorrow).await.unwrap().lines;
        assert_eq!(lines.len(), 4, "from midnight in Japan on: 10:00 and 60 quarters end at 00:45");
        assert_eq!(all.people.len(), 2);
    }

    async fn counter_staff_and_other_offices_do_not_read_it(stage) {
        let me = someone(stage, "sato", Role::Counter).await;
        stage.desk.board(&me, Window::Day, None).await.unwrap();
        assert_eq!(stage.desk.audit(&me, AuditQuery::default()).await.err(), Some(DeskError::NotFound));
        let stranger = stranger(stage).await;
        let lines = stage.desk.audit(&stranger, AuditQuery::default()).await.unwrap().lines;
        assert!(lines.iter().all(|line| line.act == "audit_read"), "{lines:?}");
    }
}
