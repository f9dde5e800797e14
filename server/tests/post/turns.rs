//! Letters that a stranger can bring about: three an hour to one address, the rest later, none lost.

use crate::{booked, on_both, post, sink::Sink, stage::*};
use app::desk::SeekerDesk;
use server::store::outbox::{self, Letter, MOST_AN_HOUR, Pace};
use std::collections::BTreeMap;

const ADDRESS: &str = "seeker1@example.jp";

on_both! {
    async fn whatever_is_pressed_the_letters_come_three_an_hour_and_all_of_them(stage) {
        let (ten, eleven) = (span("2026-12-01 10:00", 30), span("2026-12-01 11:00", 30));
        stage.counter_at(&[ten, eleven]).await;
        let view = stage.book(1, ten).await;
        stage.accept(&view.token).await;
        // Moved to and fro, the link asked for, the address changed to another one and back.
        for to in [eleven, ten] {
            stage.desk.reschedule(&view.token, to).await.unwrap();
        }
        for _ in 0..3 {
            stage.desk.send_link_again(SLUG, ADDRESS).await.unwrap();
        }
        let waiting = async |hours: i64| {
            let due = (stage.now() + minutes(60 * hours)).timestamp_millis();
            let letters = stage.letters(&view.token).await.into_iter();
            letters.filter(|row| row.recipient == ADDRESS && row.due_at == due).map(|row| row.letter).collect::<Vec<_>>()
        };
        assert_eq!(waiting(0).await, ["booked", "moved", "moved"]);
        assert_eq!(waiting(1).await, ["link", "link", "link"]);
        // What the service itself has to say comes at once.
        let row = stage.bookings().await.remove(0);
        let tx = stage.desk.begin().await.unwrap();
        outbox::write(&tx, &row, Letter::NewTerms, Pace::Official, stage.now(), "madoguchi.example").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(waiting(0).await.len(), 4);
    }

    async fn each_way_to_an_address_waits_its_turn(stage) {
        let (ten, eleven) = (span("2026-12-01 10:00", 30), span("2026-12-01 11:00", 30));
        stage.counter_at(&[ten, eleven]).await;
        let view = stage.book(1, ten).await;
        for _ in 0..2 {
            stage.desk.send_link_again(SLUG, ADDRESS).await.unwrap();
        }
        // The fourth letter, each time after another hour: by another address mended in the browser, by one corrected behind
        // the link, by a move, by a cancellation.
        let hour = |n: i64| at("2026-11-24 10:00") + minutes(60 * n);
        let last = async || stage.letters(&view.token).await.pop().map(|row| (row.letter, from_millis(row.due_at))).unwrap();
        stage.desk.mend_address(visitor(1), "other@example.jp".to_owned()).await.unwrap();
        stage.desk.mend_address(visitor(1), ADDRESS.to_owned()).await.unwrap();
        assert_eq!(last().await, ("booked".to_owned(), hour(1)));
        stage.accept(&view.token).await;
        for mail in ["other@example.jp", ADDRESS] {
            let contact = app::desk::booking::Contact { mail: mail.to_owned(), ..contact(&view) };
            stage.desk.correct(&view.token, contact).await.unwrap();
        }
        assert_eq!(last().await, ("booked".to_owned(), hour(1)));
        stage.desk.reschedule(&view.token, eleven).await.unwrap();
        assert_eq!(last().await, ("moved".to_owned(), hour(1)));
        stage.desk.cancel(&view.token, String::new()).await.unwrap();
        assert_eq!(last().await, ("cancelled".to_owned(), hour(2)));
        let mut of: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for row in stage.letters(&view.token).await {
            of.entry(row.recipient).or_default().push(row.due_at);
        }
        for (address, mut due) in of {
            due.sort_unstable();
            let most = usize::try_from(MOST_AN_HOUR).unwrap();
            for pair in due.windows(most + 1) {
                assert!(pair[most] - pair[0] >= 3_600_000, "{address}: {due:?}");
            }
        }
    }

    async fn what_waits_its_turn_is_sent_when_it_comes(stage) {
        let sink = Sink::start().await;
        booked(stage).await;
        for _ in 0..6 {
            stage.desk.send_link_again(SLUG, ADDRESS).await.unwrap();
        }
        let worker = post(stage, &sink);
        for (sent, taken) in [(3, 3), (3, 6), (1, 7), (0, 7)] {
            assert_eq!(worker.run_due().await, Ok(sent));
            assert_eq!(sink.taken().len(), taken);
            stage.advance(minutes(59));
            assert_eq!(worker.run_due().await, Ok(0));
            stage.advance(minutes(1));
        }
    }

    /// Asked a dozen times at once, as a script would.
    async fn at_once_too(stage) {
        let view = booked(stage).await;
        let asked: Vec<_> = (0..12).map(|_| {
            let desk = stage.desk.clone();
            tokio::spawn(async move { desk.send_link_again(SLUG, ADDRESS).await.unwrap() })
        }).collect();
        for one in asked {
            one.await.unwrap();
        }
        let within = (stage.now() + minutes(59)).timestamp_millis();
        let letters = stage.letters(&view.token).await;
        assert_eq!(letters.len(), 13);
        assert_eq!(letters.iter().filter(|row| row.due_at <= within).count(), 3);
    }
}
