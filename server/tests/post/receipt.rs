//! What the answer to a letter makes of its booking (R2).

use crate::{
    TEN, booked, header, on_both, post,
    sink::{Fault, Sink},
    stage::*,
};
use app::{
    desk::{
        SeekerDesk,
        booking::{Proof, SeekerState},
    },
    domain::booking::{Receipt, State},
    i18n::Locale,
};
use mail_parser::MessageParser;
use server::store::{booking as bookings, outbox::status};
use std::sync::Arc;
use tokio::sync::Notify;

on_both! {
    /// Also proves the form in which an old carrier's address goes over the wire.
    async fn an_accepted_letter_confirms(stage) {
        let sink = Sink::start().await;
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        let view = stage.desk.submit(visitor(1)).await.unwrap();
        stage.advance(minutes(1));
        assert_eq!(post(stage, &sink).run_due().await, Ok(1));

        let row = stage.row(&view.token).await;
        let by = Receipt::MailServer { server: "sink.example".to_owned(), reply: "250 2.0.0 queued as 1".to_owned() };
        assert_eq!(bookings::state(&row).unwrap(), State::Confirmed { at: stage.now(), by });
        let confirmed = SeekerState::Confirmed { at: stage.now(), by: Proof::MailServer };
        assert_eq!(stage.see(&view.token).await.unwrap().state, confirmed);
        assert_eq!(stage.history(row.id).await, ["held", "submitted", "confirmed"]);
        let consents = stage.consents(&view.token).await;
        let receipt = consents.last().unwrap();
        assert_eq!((receipt.moment.as_str(), receipt.at), ("receipt", stage.now().timestamp_millis()));
        assert_eq!(receipt.proof, "sink.example: 250 2.0.0 queued as 1");
        let [letter] = &stage.letters(&view.token).await[..] else { panic!("one letter") };
        assert_eq!((letter.status.as_str(), letter.attempts, letter.leased_until), (status::SENT, 1, None));
        assert_eq!(letter.server.as_deref(), Some("sink.example"));

        let taken = &sink.taken()[0];
        assert_eq!(taken.envelope[1], "RCPT TO:<\"ab..c.\"@docomo.ne.jp>");
        assert_eq!(header(taken, "Message-ID:"), letter.message_id);
        let message = MessageParser::default().parse(taken.data.as_bytes()).unwrap();
        let text = message.body_text(0).unwrap();
        assert!(text.contains(&format!("https://madoguchi.example/ja/b/{}", view.token.0)));
        let whole = format!("{:?}{text}{}", message.subject(), message.body_html(0).unwrap());
        for secret in ["面接の練習", "髙橋", "𠮷弥", "15020-12345678", "090-1234-5678"] {
            assert!(!whole.contains(secret), "{secret}");
        }
    }

    async fn until_the_mail_server_answers_nothing_is_confirmed(stage) {
        let sink = Sink::start().await;
        let permit = Arc::new(Notify::new());
        sink.next(Fault::HeldBack(permit.clone()));
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        let sending = tokio::spawn(async move { worker.run_due().await });
        sink.has_read(1).await;
        assert_eq!(stage.desk.submitted(visitor(1), Locale::ja).await.unwrap().state, SeekerState::AwaitingMail);
        stage.advance(millis(20_000));
        permit.notify_one();
        sending.await.unwrap().unwrap();
        let confirmed = SeekerState::Confirmed { at: stage.now(), by: Proof::MailServer };
        assert_eq!(stage.see(&view.token).await.unwrap().state, confirmed);
    }

    async fn a_refused_address_is_mended_and_the_next_letter_confirms(stage) {
        let sink = Sink::start().await;
        sink.next(Fault::Recipient("550 5.1.1 no such user"));
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        worker.run_due().await.unwrap();
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::MailRefused);
        let row = stage.row(&view.token).await;
        assert_eq!(stage.history(row.id).await, ["held", "submitted", "mail_refused"]);
        assert!(row.state_data.contains("550 5.1.1 no such user"));
        assert_eq!(stage.letters(&view.token).await[0].status, status::REFUSED);

        stage.desk.mend_address(visitor(1), "right@example.jp".to_owned()).await.unwrap();
        assert_eq!(worker.run_due().await, Ok(1));
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
        assert_eq!(sink.taken().len(), 1);
        assert_eq!(sink.taken()[0].envelope[1], "RCPT TO:<right@example.jp>");
    }

    async fn a_letter_to_an_address_that_was_mended_meanwhile_proves_nothing(stage) {
        let sink = Sink::start().await;
        let permit = Arc::new(Notify::new());
        sink.next(Fault::HeldBack(permit.clone()));
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        let sending = tokio::spawn({ let worker = worker.clone(); async move { worker.take_turn().await } });
        sink.has_read(1).await;
        stage.desk.mend_address(visitor(1), "right@example.jp".to_owned()).await.unwrap();
        permit.notify_one();
        sending.await.unwrap().unwrap();
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        let letters = stage.letters(&view.token).await;
        assert_eq!((letters[0].status.as_str(), letters[0].server.as_deref()), (status::SUPERSEDED, Some("sink.example")));
        worker.run_due().await.unwrap();
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
    }

    async fn a_cancelled_booking_gets_its_letter_and_no_other(stage) {
        let sink = Sink::start().await;
        let view = booked(stage).await;
        stage.desk.cancel(&view.token, "用事".to_owned()).await.unwrap();
        assert_eq!(post(stage, &sink).run_due().await, Ok(1));
        let [taken] = &sink.taken()[..] else { panic!("one letter") };
        let message = MessageParser::default().parse(taken.data.as_bytes()).unwrap();
        assert!(message.subject().unwrap().starts_with("予約を取り消しました"));
        let entry = message.attachments().next().unwrap();
        assert!(entry.text_contents().unwrap().contains("METHOD:CANCEL"));
        assert!(!message.body_text(0).unwrap().contains("用事"));
    }

    /// Whoever knows an address can ask for its link; what a mail server says to that letter undoes nothing.
    async fn a_refused_link_leaves_the_booking_confirmed(stage) {
        let sink = Sink::start().await;
        let view = booked(stage).await;
        let worker = post(stage, &sink);
        worker.run_due().await.unwrap();
        stage.desk.send_link_again(SLUG, "seeker1@example.jp").await.unwrap();
        sink.next(Fault::Recipient("550 5.7.1 too many"));
        assert_eq!(worker.run_due().await, Ok(1));
        assert!(matches!(stage.see(&view.token).await.unwrap().state, SeekerState::Confirmed { .. }));
    }

    async fn a_moved_booking_is_told_with_the_same_entry(stage) {
        let sink = Sink::start().await;
        let later = span("2026-12-02 11:00", 30);
        stage.counter_at(&[span(TEN, 30), later]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let worker = post(stage, &sink);
        worker.run_due().await.unwrap();
        stage.desk.reschedule(&view.token, later).await.unwrap();
        worker.run_due().await.unwrap();
        let entries: Vec<String> = sink.taken().iter().map(|taken| {
            let message = MessageParser::default().parse(taken.data.as_bytes()).unwrap();
            message.attachments().next().unwrap().text_contents().unwrap().to_owned()
        }).collect();
        let uid = |entry: &str| entry.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
        assert_eq!(uid(&entries[0]), uid(&entries[1]));
        assert!(entries[0].contains("SEQUENCE:0") && entries[1].contains("SEQUENCE:1"));
        assert!(entries[1].contains("DTSTART;TZID=Asia/Tokyo:20261202T110000"));
        let taken = sink.taken();
        let message = MessageParser::default().parse(taken[1].data.as_bytes()).unwrap();
        let text = message.body_text(0).unwrap();
        for row in ["変更前の日時: 令和8年12月1日（火）10:00〜10:30", "新しい日時: 令和8年12月2日（水）11:00〜11:30"] {
            assert!(text.contains(row), "{text}");
        }
    }
}
