//! What time alone makes happen.

use crate::{on_both, stage::*};
use app::{
    desk::{SeekerDesk, application::Hold, booking::SeekerState, error::DeskError},
    domain::booking::State,
    i18n::Locale,
};
use chrono::TimeDelta;
use server::clockwork;

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn a_hold_lapses_at_its_end_and_not_before(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.advance(minutes(10) - millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        stage.advance(millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        assert_eq!(stage.history(stage.bookings().await[0].id).await, ["held", "lapsed"]);
    }

    async fn two_nodes_and_one_of_them_acts(stage) {
        for n in 0..10 {
            let time = app::domain::slot::Span::new(at(TEN) + minutes(30 * n), 30).unwrap();
            stage.counter_at(&[time]).await;
            stage.hold(u16::try_from(n).unwrap(), time).await.unwrap();
        }
        stage.advance(minutes(10));
        let nodes: Vec<_> = (0..4).map(|_| {
            let desk = stage.desk.clone();
            tokio::spawn(async move { desk.run_due(desk.clock.now()).await.unwrap() })
        }).collect();
        let mut happened = 0;
        for node in nodes {
            happened += node.await.unwrap();
        }
        assert_eq!(happened, 10);
        for row in stage.bookings().await {
            assert_eq!(stage.history(row.id).await, ["held", "lapsed"]);
        }
    }

    async fn a_letter_underway_at_the_deadline_goes_to_staff_and_keeps_its_seat(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.advance_to(view.deadline);
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        stage.advance(millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        assert_eq!(stage.history(stage.row(&view.token).await.id).await, ["held", "submitted", "overdue"]);
    }

    async fn a_refused_letter_not_mended_is_void_at_the_deadline(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.refuse(&view.token).await;
        stage.advance_to(view.deadline + millis(1));
        // Shown before the clockwork has run.
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::Void);
        assert_eq!(stage.desk.press_received(&view.token).await, Err(DeskError::Ended));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.bookings().await[0].state, "void");
    }

    async fn a_letter_that_comes_back_after_the_deadline_is_for_staff(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.accept(&view.token).await;
        stage.advance_to(view.deadline + TimeDelta::hours(1));
        stage.refuse(&view.token).await;
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::MailRefused);
    }

    async fn a_reply_that_never_came_is_void_at_the_deadline(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let since = stage.now();
        stage.change(&view.token, |_, _| State::AwaitingReply { since }).await;
        stage.advance_to(view.deadline);
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        stage.advance(millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::Void);
    }

    async fn the_button_answers_a_phone_booking(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let since = stage.now();
        stage.change(&view.token, |_, _| State::AwaitingReply { since }).await;
        stage.desk.press_received(&view.token).await.unwrap();
        stage.advance_to(view.deadline + millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
    }

    async fn the_task_wakes_for_what_is_due(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let mut listener = stage.desk.live.of_slug(SLUG).await.unwrap().listen();
        let node = tokio::spawn(clockwork::run(stage.desk.clone()));
        stage.setting("2026-11-30", 2, 0).await;
        // A hold of no length is due at once; the task hears of it by the alarm.
        stage.hold(1, span(TEN, 30)).await.unwrap();
        let freed = async {
            while stage.bookings().await[0].state != "released" {
                listener.recv().await.unwrap();
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), freed).await.expect("it wakes");
        node.abort();
        let _ = node.await;
    }

    async fn drafts_are_forgotten_after_a_day(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        stage.advance(TimeDelta::hours(24));
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(0));
        let mine = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert_eq!((mine.hold, mine.details), (Hold::RanOut, details()));
        stage.advance(millis(1));
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(1));
        assert_eq!(stage.desk.application(visitor(1), Locale::ja).await, Ok(None));
        stage.desk.run_due(stage.now()).await.unwrap();
    }
}
