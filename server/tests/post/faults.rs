//! A mail server that is busy, silent, gone, or gone at the worst moment.

use crate::{
    booked, by_way, header, impatient, on_both, post,
    sink::{Cover, Fault, Sink, certificate},
    stage::*,
};
use app::{desk::booking::SeekerState, domain::slot::Span};
use server::{
    mail::transport::Patience,
    store::{outbox, outbox::status},
};
use std::sync::Arc;

/// What may come right by itself, or is our own fault and not the address's.
fn passing() -> Vec<Fault> {
    vec![
        Fault::Greeting("421 4.3.2 busy"),
        Fault::Greeting("554 5.7.1 not from there"),
        Fault::Sender("451 4.7.1 later"),
        Fault::Sender("550 5.7.1 you may not send as this"),
        Fault::Recipient("450 4.2.1 greylisted"),
        Fault::Recipient("530 5.7.0 sign in first"),
        Fault::Nonsense,
        Fault::StallAtRecipient(Arc::default()),
        Fault::Verdict("421 4.3.2 going down"),
        Fault::Verdict("452 4.3.1 disk full"),
        Fault::HeldBack(Arc::default()),
        Fault::CutAfterData,
    ]
}

/// What is said of this letter, or of this address, for good.
const LASTING: [Fault; 4] = [
    Fault::Recipient("550 5.1.1 no such user"),
    Fault::Recipient("553 5.1.3 no such domain"),
    Fault::Verdict("552 5.3.4 too big"),
    Fault::Verdict("554 5.6.0 not this letter"),
];

on_both! {
    /// One letter a fault: it waits, is sent again when its time has come, and confirms then.
    async fn a_passing_fault_is_survived_and_staff_read_of_it_once(stage) {
        for (number, fault) in (1..).zip(passing()) {
            let sink = Sink::start().await;
            let time = Span::new(at("2026-12-01 09:00") + minutes(30 * i64::from(number)), 30).unwrap();
            stage.counter_at(&[time]).await;
            let view = stage.book(number, time).await;
            let worker = impatient(stage, &sink);
            for _ in 0..2 {
                sink.next(fault.clone());
                assert_eq!(worker.run_due().await, Ok(1), "{fault:?}");
                assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail, "{fault:?}");
                let [letter] = &stage.letters(&view.token).await[..] else { panic!("one letter") };
                assert_eq!((letter.status.as_str(), letter.leased_until), (status::WAITING, None), "{fault:?}");
                assert!(letter.reply.as_ref().is_some_and(|reply| !reply.is_empty()), "{fault:?}");
                assert_eq!(worker.run_due().await, Ok(0), "{fault:?}: not before its time");
                stage.advance(minutes(1));
            }
            assert_eq!(worker.run_due().await, Ok(1), "{fault:?}");
            assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }), "{fault:?}");
            let id = stage.row(&view.token).await.id;
            assert_eq!(stage.history(id).await, ["held", "submitted", "mail_deferred", "confirmed"], "{fault:?}");
            let taken = sink.taken();
            assert!(taken.iter().all(|one| header(one, "Message-ID:") == header(&taken[0], "Message-ID:")), "{fault:?}");
        }
    }

    async fn a_lasting_refusal_is_told_at_once_and_not_tried_again(stage) {
        for (number, fault) in (1..).zip(LASTING) {
            let sink = Sink::start().await;
            let time = Span::new(at("2026-12-01 09:00") + minutes(30 * i64::from(number)), 30).unwrap();
            stage.counter_at(&[time]).await;
            let view = stage.book(number, time).await;
            sink.next(fault.clone());
            let worker = post(stage, &sink);
            assert_eq!(worker.run_due().await, Ok(1), "{fault:?}");
            assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::MailRefused, "{fault:?}");
            stage.advance(minutes(60));
            assert_eq!(worker.run_due().await, Ok(0), "{fault:?}");
            let id = stage.row(&view.token).await.id;
            assert_eq!(stage.history(id).await, ["held", "submitted", "mail_refused"], "{fault:?}");
        }
    }

    async fn where_nobody_listens_the_letter_waits(stage) {
        let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let view = booked(stage).await;
        let gone = by_way(stage, &format!("smtp://{nobody}"), Patience::default(), None);
        assert_eq!(gone.run_due().await, Ok(1));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        stage.advance(minutes(1));
        let sink = Sink::start().await;
        assert_eq!(post(stage, &sink).run_due().await, Ok(1));
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
    }

    /// Nothing goes over a line that is not as safe as was asked for, and the letter is not lost for it.
    async fn where_tls_is_wrong_the_letter_waits_and_nothing_is_said(stage) {
        let (authority, acceptor) = certificate();
        let known = Some(authority.path().to_owned());
        let cases = [
            // Nobody vouches for the server; it is another machine's; it knows no TLS; it has no STARTTLS.
            ("smtps", "localhost", Cover::Tls(acceptor.clone()), None),
            ("smtp+starttls", "localhost", Cover::StartTls(acceptor.clone()), None),
            ("smtps", "127.0.0.1", Cover::Tls(acceptor.clone()), known.clone()),
            ("smtps", "localhost", Cover::None, known.clone()),
            ("smtp+starttls", "localhost", Cover::None, known.clone()),
        ];
        let short = std::time::Duration::from_secs(2);
        let patience = Patience { connect: short, command: short, verdict: short };
        for (number, (scheme, host, cover, authority)) in (1..).zip(cases) {
            let sink = Sink::start_under(cover).await;
            let time = Span::new(at("2026-12-01 09:00") + minutes(30 * i64::from(number)), 30).unwrap();
            stage.counter_at(&[time]).await;
            let view = stage.book(number, time).await;
            let way = format!("{scheme}://{host}:{}", sink.address.port());
            assert_eq!(by_way(stage, &way, patience, authority).run_due().await, Ok(1), "{way}");
            assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail, "{way}");
            assert!(sink.taken().is_empty(), "{way}");
            stage.advance(minutes(1));
            let right = Sink::start_under(Cover::Tls(acceptor.clone())).await;
            let way = format!("smtps://localhost:{}", right.address.port());
            assert_eq!(by_way(stage, &way, patience, known.clone()).run_due().await, Ok(1));
            assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
        }
    }

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
