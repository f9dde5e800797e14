//! 予約する, and the page that waits for the mail server.

use crate::{on_both, stage::*};
use app::{
    desk::{
        SeekerDesk,
        application::{Details, Hold, TermsForm},
        booking::{Proof, SeekerState},
        error::DeskError,
    },
    i18n::Locale,
};
use server::store::outbox::status;

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn a_hold_becomes_a_booking_that_awaits_its_letter(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.desk.answer_terms(visitor(1), terms_form()).await.unwrap();
        stage.advance(minutes(2));
        stage.desk.report_device(visitor(1), device()).await.unwrap();
        stage.desk.keep_details(visitor(1), details()).await.unwrap();
        let view = stage.desk.submit(visitor(1)).await.unwrap();
        assert_eq!((&view.state, view.span, view.changeable), (&SeekerState::AwaitingMail, span(TEN, 30), true));
        // The snapshot is normalised; names stay as written.
        assert_eq!(view.details.name, "髙橋 𠮷弥");
        assert_eq!(view.details.kana, "たかはし よしや");
        assert_eq!(view.details.phone, "090-1234-5678");
        assert_eq!(view.details.mail, "ab..c.@docomo.ne.jp");
        assert_eq!(view.details.number, "15020-12345678");
        assert_eq!((view.details.interpreter, view.details.carer), (true, false));
        assert_eq!(view.terms_version, TERMS);

        let [letter] = &stage.letters(&view.token).await[..] else { panic!("one letter") };
        assert_eq!((letter.letter.as_str(), letter.status.as_str()), ("booked", status::WAITING));
        assert_eq!(letter.recipient, "ab..c.@docomo.ne.jp");
        assert_eq!(letter.message_id, format!("<{}@madoguchi.example>", letter.id));
        assert_eq!(letter.due_at, stage.now().timestamp_millis());

        let consents = stage.consents(&view.token).await;
        let moments: Vec<_> = consents.iter().map(|row| (row.moment.as_str(), from_millis(row.at))).collect();
        assert_eq!(moments, [("tick", at("2026-11-24 10:00")), ("applying", at("2026-11-24 10:02"))]);
        assert!(consents.iter().all(|row| row.terms_hash == TERMS && row.lang == "ja"));
        let row = stage.row(&view.token).await;
        assert_eq!(stage.history(row.id).await, ["held", "submitted"]);
        assert_eq!(row.due_at, Some(row.deadline + 1));
        let application = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert_eq!(application.hold, Hold::Submitted);
    }

    async fn pressed_twice_it_is_the_same_booking_with_one_letter(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let first = stage.book(1, span(TEN, 30)).await;
        stage.advance(minutes(1));
        let second = stage.desk.submit(visitor(1)).await.unwrap();
        assert_eq!((first.reference, &first.token), (second.reference, &second.token));
        assert_eq!(stage.letters(&first.token).await.len(), 1);
        assert_eq!(stage.consents(&first.token).await.len(), 2);
        // Also after it was confirmed.
        stage.accept(&first.token).await;
        let third = stage.desk.submit(visitor(1)).await.unwrap();
        assert_eq!(third.state, SeekerState::Confirmed { at: stage.now(), by: Proof::MailServer });
    }

    async fn at_the_same_moment_it_is_one_booking(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        let tasks: Vec<_> = (0..8).map(|_| {
            let desk = stage.desk.clone();
            tokio::spawn(async move { desk.submit(visitor(1)).await.unwrap().token })
        }).collect();
        let mut tokens = Vec::new();
        for task in tasks {
            tokens.push(task.await.unwrap());
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 1);
        assert_eq!(stage.letters(&tokens[0]).await.len(), 1);
    }

    async fn every_step_has_to_be_done(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.desk.submit(visitor(1)).await, Err(DeskError::Incomplete));
        stage.fill(1, details()).await;
        stage.desk.answer_terms(visitor(1), TermsForm { no_recording: false, ..terms_form() }).await.unwrap();
        assert_eq!(stage.desk.submit(visitor(1)).await, Err(DeskError::Incomplete));
        stage.desk.answer_terms(visitor(1), TermsForm { answers: Default::default(), ..terms_form() }).await.unwrap();
        assert_eq!(stage.desk.submit(visitor(1)).await, Err(DeskError::Incomplete));
        stage.desk.answer_terms(visitor(1), terms_form()).await.unwrap();
        stage.desk.keep_details(visitor(1), Details { name: "　".to_owned(), ..details() }).await.unwrap();
        assert_eq!(stage.desk.submit(visitor(1)).await, Err(DeskError::Incomplete));
        stage.desk.keep_details(visitor(1), details()).await.unwrap();
        stage.desk.submit(visitor(1)).await.unwrap();
    }

    async fn what_was_submitted_is_not_filled_in_again(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        assert_eq!(stage.desk.keep_details(visitor(1), details()).await, Err(DeskError::Conflict));
        assert_eq!(stage.desk.extend_hold(visitor(1)).await, Err(DeskError::Conflict));
        stage.desk.release(visitor(1)).await.unwrap();
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        // A further booking begins with nothing filled in: the browser may be another person's by now.
        let next = stage.hold(1, span("2026-12-01 11:00", 30)).await.unwrap();
        assert_eq!((next.details, next.terms), (Details::default(), None));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
    }

    async fn an_address_is_mended_from_the_same_browser(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.refuse(&view.token).await;
        let refused = stage.desk.submitted(visitor(1), Locale::ja).await.unwrap();
        assert_eq!(refused.state, SeekerState::MailRefused);
        assert_eq!(stage.desk.mend_address(visitor(1), "no address".to_owned()).await, Err(DeskError::Mend));
        let mended = stage.desk.mend_address(visitor(1), "Right@Example.JP".to_owned()).await.unwrap();
        assert_eq!(mended.state, SeekerState::AwaitingMail);
        assert_eq!(mended.details.mail, "Right@example.jp");
        let letters = stage.letters(&view.token).await;
        let seen: Vec<_> = letters.iter().map(|row| (row.recipient.as_str(), row.status.as_str())).collect();
        assert_eq!(seen, [("seeker1@example.jp", status::SUPERSEDED), ("Right@example.jp", status::WAITING)]);
        // The same address again, while its letter is on the way, is nothing to do.
        stage.desk.mend_address(visitor(1), "Right@example.jp".to_owned()).await.unwrap();
        assert_eq!(stage.letters(&view.token).await.len(), 2);
        stage.accept(&view.token).await;
        let confirmed = stage.desk.mend_address(visitor(1), "other@example.jp".to_owned()).await;
        assert_eq!(confirmed, Err(DeskError::Conflict));
    }

    async fn only_the_browser_that_booked_sees_it(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        stage.desk.submitted(visitor(1), Locale::en).await.unwrap();
        assert_eq!(stage.desk.submitted(visitor(2), Locale::ja).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.mend_address(visitor(2), "x@example.jp".to_owned()).await, Err(DeskError::NotFound));
    }

    async fn an_hour_brings_three_letters_to_one_address_and_the_rest_later(stage) {
        let mut due = Vec::new();
        for n in 0..5 {
            let time = app::domain::slot::Span::new(at(TEN) + minutes(30 * n), 30).unwrap();
            stage.counter_at(&[time]).await;
            let number = u16::try_from(n).unwrap();
            stage.hold(number, time).await.unwrap();
            stage.fill(number, Details { mail: "same@example.jp".to_owned(), ..details() }).await;
            let view = stage.desk.submit(visitor(number)).await.unwrap();
            due.push(from_millis(stage.letters(&view.token).await[0].due_at));
            stage.advance(minutes(1));
        }
        let expected = ["10:00", "10:01", "10:02", "11:00", "11:01"].map(|time| at(&format!("2026-11-24 {time}")));
        assert_eq!(due, expected);
    }
}
