//! Another time for the same booking: the old seat is freed if and only if the new one is taken.

use crate::{on_both, stage::*};
use app::desk::{SeekerDesk, booking::SeekerState, error::DeskError};

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn it_stays_the_same_booking(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-08 14:00", 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.accept(&view.token).await;
        let before = stage.row(&view.token).await;
        let moved = stage.desk.reschedule(&view.token, span("2026-12-08 14:00", 30)).await.unwrap();
        assert_eq!((&moved.token, &moved.reference), (&view.token, &view.reference));
        assert_eq!(moved.span, span("2026-12-08 14:00", 30));
        assert_eq!(moved.deadline, at("2026-12-04 23:59") + chrono::TimeDelta::seconds(59));
        assert!(matches!(moved.state, SeekerState::Confirmed { .. }));
        let after = stage.row(&view.token).await;
        assert_eq!((after.generation, after.sequence), (before.generation, before.sequence + 1));
        assert_eq!(stage.letters(&view.token).await.last().unwrap().letter, "moved");
        assert_eq!(stage.history(after.id).await, ["held", "submitted", "moved"]);
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.hold(3, span("2026-12-08 14:00", 30)).await, Err(DeskError::SeatTaken));
    }

    async fn if_the_new_seat_is_taken_the_old_one_stays(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-08 14:00", 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.hold(2, span("2026-12-08 14:00", 30)).await.unwrap();
        let before = stage.row(&view.token).await;
        let refused = stage.desk.reschedule(&view.token, span("2026-12-08 14:00", 30)).await;
        assert_eq!(refused, Err(DeskError::SeatTaken));
        assert_eq!(stage.row(&view.token).await, before);
        assert_eq!(stage.letters(&view.token).await.len(), 1);
        assert_eq!(stage.hold(3, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        // The hold ran out this very moment: now it can be had.
        stage.advance(minutes(10));
        stage.desk.reschedule(&view.token, span("2026-12-08 14:00", 30)).await.unwrap();
    }

    async fn by_ten_minutes_over_its_own_old_seat(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 10:10", 30), span("2026-12-01 10:20", 10)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.desk.reschedule(&view.token, span("2026-12-01 10:10", 30)).await.unwrap();
        assert_eq!(stage.hold(2, span("2026-12-01 10:20", 10)).await, Err(DeskError::SeatTaken));
        stage.desk.reschedule(&view.token, span("2026-12-01 10:20", 10)).await.unwrap();
        assert_eq!(stage.row(&view.token).await.sequence, 2);
    }

    async fn to_the_same_time_is_nothing_to_do(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let before = stage.row(&view.token).await;
        stage.desk.reschedule(&view.token, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.row(&view.token).await, before);
    }

    async fn not_to_a_time_that_cannot_be_booked(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-11-25 10:00", 30), span("2026-12-02 10:00", 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let late = stage.desk.reschedule(&view.token, span("2026-11-25 10:00", 30)).await;
        assert_eq!(late, Err(DeskError::DeadlinePassed));
        // On the day itself the old time may still be moved, to one whose deadline is open.
        stage.accept(&view.token).await;
        stage.advance_to(at("2026-12-01 09:59"));
        let late = stage.desk.reschedule(&view.token, span("2026-12-02 10:00", 30)).await;
        assert_eq!(late, Err(DeskError::DeadlinePassed));
    }

    async fn two_may_change_places_only_one_after_the_other(stage) {
        let other = span("2026-12-08 14:00", 30);
        stage.counter_at(&[span(TEN, 30), other]).await;
        let (one, two) = (stage.book(1, span(TEN, 30)).await, stage.book(2, other).await);
        let (desk, token) = (stage.desk.clone(), one.token.clone());
        let first = tokio::spawn(async move { desk.reschedule(&token, span("2026-12-08 14:00", 30)).await });
        let second = stage.desk.reschedule(&two.token, span(TEN, 30)).await;
        assert_eq!(first.await.unwrap(), Err(DeskError::SeatTaken));
        assert_eq!(second, Err(DeskError::SeatTaken));
    }

    async fn a_booking_and_a_hold_push_at_one_seat_and_one_gets_it(stage) {
        let wanted = span("2026-12-08 14:00", 30);
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30), wanted]).await;
        let (one, two) = (stage.book(1, span(TEN, 30)).await, stage.book(2, span("2026-12-01 11:00", 30)).await);
        let tasks = [one.token, two.token].map(|token| {
            let desk = stage.desk.clone();
            tokio::spawn(async move { desk.reschedule(&token, wanted).await.is_ok() })
        });
        let held = stage.hold(3, wanted).await.is_ok();
        let mut winners = usize::from(held);
        for task in tasks {
            winners += usize::from(task.await.unwrap());
        }
        assert_eq!(winners, 1);
    }
}
