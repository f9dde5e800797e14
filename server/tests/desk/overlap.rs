//! No two taken seats of one counter, nor of one Zoom host, overlap, whatever their lengths.

use crate::{on_both, stage::*};
use app::desk::error::DeskError;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

on_both! {
    async fn on_one_counter_with_other_lengths(stage) {
        let ten = span("2026-12-01 10:00", 30);
        let later = [
            span("2026-12-01 09:50", 20), span("2026-12-01 10:10", 10), span("2026-12-01 10:20", 20),
            span("2026-12-01 10:25", 30), span("2026-12-01 10:00", 10),
        ];
        let besides = [span("2026-12-01 10:30", 10), span("2026-12-01 09:40", 20)];
        stage.counter_at(&[&[ten], &later[..], &besides[..]].concat()).await;
        stage.hold(0, ten).await.unwrap();
        for (number, overlapping) in (1..).zip(later) {
            assert_eq!(stage.hold(number, overlapping).await, Err(DeskError::SeatTaken), "{overlapping}");
        }
        for (number, beside) in (10..).zip(besides) {
            stage.hold(number, beside).await.unwrap();
        }
    }

    async fn on_one_host_of_two_counters(stage) {
        let host = Uuid::now_v7();
        let (one, two) = (stage.counter(Some(host)).await, stage.counter(Some(host)).await);
        stage.slot(one, span("2026-12-01 10:00", 30)).await;
        stage.slot(two, span("2026-12-01 10:20", 20)).await;
        stage.slot(two, span("2026-12-01 10:30", 30)).await;
        stage.hold(1, span("2026-12-01 10:00", 30)).await.unwrap();
        assert_eq!(stage.hold(2, span("2026-12-01 10:20", 20)).await, Err(DeskError::SeatTaken));
        stage.hold(2, span("2026-12-01 10:30", 30)).await.unwrap();
    }

    /// A conflict found at the key alone, on the host, leaves nothing of the try behind and goes on to the next counter.
    async fn a_try_that_meets_a_conflict_leaves_nothing(stage) {
        let host = Uuid::now_v7();
        let ten = span("2026-12-01 10:00", 30);
        for _ in 0..2 {
            let counter = stage.counter(Some(host)).await;
            stage.slot(counter, ten).await;
        }
        let third = stage.counter(None).await;
        stage.slot(third, ten).await;
        stage.hold(1, ten).await.unwrap();
        stage.hold(2, ten).await.unwrap();
        assert_eq!(stage.hold(3, ten).await, Err(DeskError::SeatTaken));
    }

    /// Not the desk but the database refuses.
    async fn the_database_itself_refuses(stage) {
        stage.counter_at(&[span("2026-12-01 10:00", 30)]).await;
        stage.hold(1, span("2026-12-01 10:00", 30)).await.unwrap();
        let db = stage.desk.db.write();
        let copy = "INSERT INTO seat_tick SELECT resource_id, tick, office_id, booking_id FROM seat_tick";
        let refused = db.execute_raw(Statement::from_string(db.get_database_backend(), copy)).await;
        let error = refused.expect_err("a second owner of a tick");
        assert!(matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))), "{error}");
    }
}
