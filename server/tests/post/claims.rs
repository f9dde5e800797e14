//! Several nodes empty one outbox.

use crate::{booked, on_both, post, sink::Sink, stage::*};
use app::domain::slot::Span;
use server::store::outbox;
use std::{collections::BTreeSet, sync::Arc};

on_both! {
    async fn several_workers_send_each_letter_once(stage) {
        let sink = Sink::start().await;
        let spans: Vec<_> = (0..40).map(|n| Span::new(at("2026-12-01 00:00") + minutes(30 * n), 30).unwrap()).collect();
        stage.counter_at(&spans).await;
        for (number, span) in (1..).zip(&spans) {
            stage.book(number, *span).await;
        }
        let nodes: Vec<_> = (0..3).map(|_| {
            let worker = post(stage, &sink);
            tokio::spawn(async move { worker.run_due().await.unwrap() })
        }).collect();
        let mut sent = 0;
        for node in nodes {
            sent += node.await.unwrap();
        }
        let recipients: BTreeSet<_> = sink.taken().iter().map(|taken| taken.envelope[1].clone()).collect();
        assert_eq!((sent, sink.taken().len(), recipients.len()), (40, 40, 40));
    }

    async fn a_dead_nodes_letter_is_sent_when_its_claim_has_run_out(stage) {
        let sink = Sink::start().await;
        booked(stage).await;
        let tx = stage.desk.begin().await.unwrap();
        let claimed = outbox::claim(&tx, stage.now(), stage.now() + minutes(1), 10).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claimed.len(), 1);
        let worker = post(stage, &sink);
        assert_eq!(worker.run_due().await, Ok(0));
        stage.advance(minutes(1));
        assert_eq!(worker.run_due().await, Ok(1));
        assert_eq!(sink.taken().len(), 1);
    }

    /// The loop that the service runs: rung after a booking, it needs no clock to move.
    async fn a_booking_rings_the_worker(stage) {
        let sink = Sink::start().await;
        let running = tokio::spawn(post(stage, &sink).run(Arc::default()));
        booked(stage).await;
        sink.has_read(1).await;
        running.abort();
    }
}
