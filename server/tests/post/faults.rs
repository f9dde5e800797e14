//! A mail server that is busy, silent, gone, or gone at the worst moment.

use crate::{
    booked, header, impatient, on_both, post,
    sink::{Fault, Sink},
    stage::*,
};
use app::{desk::booking::SeekerState, domain::slot::Span};
use server::store::{outbox, outbox::status};
use std::sync::Arc;

on_both! {
    async fn a_busy_server_is_asked_again_with_the_same_letter(stage) {
        let sink = Sink::start().await;
        sink.next(Fault::Verdict("451 4.3.0 try again"));
        sink.next(Fault::Verdict("452 4.3.1 and again"));
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        for _ in 0..2 {
            assert_eq!(worker.run_due().await, Ok(1));
            assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
            assert_eq!(worker.run_due().await, Ok(0), "not before its time");
            stage.advance(minutes(1));
        }
        assert_eq!(worker.run_due().await, Ok(1));
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
        let id = stage.row(&view.token).await.id;
        assert_eq!(stage.history(id).await, ["held", "submitted", "mail_deferred", "confirmed"]);
        let ids: Vec<_> = sink.taken().iter().map(|taken| header(taken, "Message-ID:").to_owned()).collect();
        assert_eq!(ids.len(), 3);
        assert!(ids.iter().all(|id| *id == ids[0] && !id.is_empty()));
    }

    async fn a_connection_cut_after_the_letter_confirms_nothing_and_sends_a_copy(stage) {
        let sink = Sink::start().await;
        sink.next(Fault::CutAfterData);
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        worker.run_due().await.unwrap();
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        stage.advance(minutes(1));
        worker.run_due().await.unwrap();
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
        let taken = sink.taken();
        assert_eq!(header(&taken[0], "Message-ID:"), header(&taken[1], "Message-ID:"));
    }

    async fn a_silent_server_is_left_and_asked_again(stage) {
        let sink = Sink::start().await;
        sink.next(Fault::StallAtRecipient(Arc::default()));
        let view = booked(stage).await;
        let worker = impatient(stage, &sink);
        worker.run_due().await.unwrap();
        assert_eq!(stage.letters(&view.token).await[0].status, status::WAITING);
        stage.advance(minutes(1));
        worker.run_due().await.unwrap();
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
    }

    /// R1: what is still underway at the deadline goes to staff and is never silently void.
    async fn a_letter_that_misses_the_deadline_is_given_up_and_staff_hear_of_it(stage) {
        let sink = Sink::start().await;
        sink.close(true);
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        worker.run_due().await.unwrap();
        stage.advance_to(at("2026-11-27 23:59"));
        worker.run_due().await.unwrap();
        assert_eq!(stage.letters(&view.token).await[0].status, status::WAITING);
        stage.advance_to(at("2026-11-28 00:01"));
        sink.close(false);
        worker.run_due().await.unwrap();
        stage.desk.run_due(stage.now()).await.unwrap();
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        assert_eq!(stage.letters(&view.token).await[0].status, status::GIVEN_UP);
        assert!(sink.taken().is_empty());
        let id = stage.row(&view.token).await.id;
        let history = stage.history(id).await;
        assert!(history.contains(&"mail_given_up".to_owned()) && history.contains(&"overdue".to_owned()), "{history:?}");
    }

    async fn after_an_hour_without_a_mail_server_the_outbox_is_empty_in_five_minutes(stage) {
        let sink = Sink::start().await;
        sink.close(true);
        let spans: Vec<_> = (0..8).map(|n| Span::new(at("2026-12-01 09:00") + minutes(30 * n), 30).unwrap()).collect();
        stage.counter_at(&spans).await;
        for (number, span) in (1..).zip(&spans) {
            stage.book(number, *span).await;
        }
        let worker = post(stage, &sink);
        let half_a_minute = millis(30_000);
        for _ in 0..120 {
            worker.run_due().await.unwrap();
            stage.advance(half_a_minute);
        }
        assert_eq!(outbox::waiting(stage.desk.db.read()).await, Ok(8));
        sink.close(false);
        for _ in 0..10 {
            worker.run_due().await.unwrap();
            stage.advance(half_a_minute);
        }
        assert_eq!(outbox::waiting(stage.desk.db.read()).await, Ok(0));
        assert_eq!(sink.taken().len(), 8);
    }
}
