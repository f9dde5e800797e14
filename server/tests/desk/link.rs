//! What the link in the letter opens.

use crate::{on_both, stage::*};
use app::{
    desk::{
        SeekerDesk,
        application::{DeviceReport, DeviceResult},
        booking::{Contact, LinkToken, Proof, SeekerState},
        error::DeskError,
    },
    domain::ids::BookingId,
    i18n::Locale,
};
use chrono::TimeDelta;
use server::{keys::LinkKey, store::outbox::status};
use uuid::Uuid;

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn wrong_unknown_and_expired_are_the_same(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let id = stage.desk.key.booking(&view.token).unwrap();
        let wrong = [
            LinkToken("x".to_owned()),
            LinkToken(format!("{}A", view.token.0)),
            LinkKey::new([8; 32]).token(id, 0),
            stage.desk.key.token(id, 1),
            stage.desk.key.token(BookingId(Uuid::now_v7()), 0),
        ];
        for token in wrong {
            assert_eq!(stage.see(&token).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.press_received(&token).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.cancel(&token, String::new()).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.reschedule(&token, span(TEN, 30)).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.correct(&token, contact(&view)).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.check_device_again(&token, device()).await, Err(DeskError::NotFound));
        }
        // A hold has a link as little as a booking that is not there.
        stage.counter_at(&[span("2026-12-01 11:00", 30)]).await;
        stage.hold(2, span("2026-12-01 11:00", 30)).await.unwrap();
        let held = stage.bookings().await.pop().unwrap();
        assert_eq!(stage.see(&stage.token(held.id)).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.press_received(&stage.token(held.id)).await, Err(DeskError::NotFound));
    }

    async fn a_link_is_for_reading_once_the_consultation_began_and_for_thirty_days(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        stage.accept(&token).await;
        assert!(stage.see(&token).await.unwrap().changeable);
        stage.advance_to(at(TEN));
        assert!(!stage.see(&token).await.unwrap().changeable);
        assert_eq!(stage.desk.cancel(&token, String::new()).await, Err(DeskError::Begun));
        assert_eq!(stage.desk.reschedule(&token, span("2026-12-10 10:00", 30)).await, Err(DeskError::Begun));
        assert_eq!(stage.desk.check_device_again(&token, device()).await, Err(DeskError::Begun));
        stage.advance_to(at("2026-12-31 10:30"));
        stage.see(&token).await.unwrap();
        stage.advance(millis(1));
        assert_eq!(stage.see(&token).await, Err(DeskError::NotFound));
    }

    async fn opening_the_link_changes_nothing(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        let before = stage.row(&token).await;
        for _ in 0..100 {
            stage.see(&token).await.unwrap();
        }
        assert_eq!(stage.row(&token).await, before);
        assert_eq!(stage.consents(&token).await.len(), 2);
    }

    async fn the_button_confirms_and_is_recorded_once(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        stage.advance(minutes(5));
        let confirmed = SeekerState::Confirmed { at: stage.now(), by: Proof::Button };
        assert_eq!(stage.desk.press_received(&token).await.unwrap().state, confirmed);
        stage.advance(minutes(5));
        assert_eq!(stage.desk.press_received(&token).await.unwrap().state, confirmed);
        let moments: Vec<_> = stage.consents(&token).await.into_iter().map(|row| (row.moment, row.proof)).collect();
        assert_eq!(moments.iter().filter(|(moment, proof)| moment == "receipt" && proof == "button").count(), 1);
    }

    async fn the_button_after_the_mail_server_leaves_the_first_proof(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        let confirmed = SeekerState::Confirmed { at: stage.now(), by: Proof::MailServer };
        stage.accept(&token).await;
        stage.advance(minutes(5));
        for _ in 0..2 {
            assert_eq!(stage.desk.press_received(&token).await.unwrap().state, confirmed);
        }
        assert_eq!(stage.consents(&token).await.iter().filter(|row| row.moment == "receipt").count(), 1);
        assert_eq!(stage.history(stage.row(&token).await.id).await, ["held", "submitted", "received"]);
    }

    async fn the_button_after_the_deadline_is_too_late(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.advance_to(view.deadline + millis(1));
        assert_eq!(stage.desk.press_received(&view.token).await, Err(DeskError::DeadlinePassed));
    }

    async fn a_corrected_address_gets_the_letter(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.accept(&view.token).await;
        let same = stage.desk.correct(&view.token, contact(&view)).await.unwrap();
        assert_eq!(stage.letters(&view.token).await.len(), 1);
        assert_eq!(same.details, view.details);
        let other = Contact { phone: "03-1234-5678".to_owned(), carer: true, ..contact(&view) };
        let corrected = stage.desk.correct(&view.token, other.clone()).await.unwrap();
        assert_eq!((corrected.details.phone.as_str(), corrected.details.carer), ("03-1234-5678", true));
        assert_eq!(stage.letters(&view.token).await.len(), 1);
        let other = Contact { mail: "new@example.jp".to_owned(), ..other };
        let corrected = stage.desk.correct(&view.token, other).await.unwrap();
        // Confirmed it stays: the letter was received once.
        assert!(matches!(corrected.state, SeekerState::Confirmed { .. }));
        let letters = stage.letters(&view.token).await;
        assert_eq!(letters.len(), 2);
        assert_eq!((letters[1].recipient.as_str(), letters[1].letter.as_str()), ("new@example.jp", "booked"));
        let wrong = Contact { phone: "1".to_owned(), ..contact(&view) };
        assert_eq!(stage.desk.correct(&view.token, wrong).await, Err(DeskError::Mend));
    }

    async fn a_refused_letter_is_mended_by_link_too(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        stage.refuse(&view.token).await;
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::MailRefused);
        // The address was right, the mailbox was full: the same one again.
        let again = stage.desk.correct(&view.token, contact(&view)).await.unwrap();
        assert_eq!(again.state, SeekerState::AwaitingMail);
        assert_eq!(stage.letters(&view.token).await.len(), 2);
    }

    async fn the_device_is_checked_again(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        let report = DeviceReport { result: DeviceResult::Ready, same_device: Some(true), findings: Default::default() };
        let view = stage.desk.check_device_again(&token, report.clone()).await.unwrap();
        assert_eq!(view.device, Some(report));
    }

    async fn cancelled_the_seat_is_free_and_a_letter_says_so(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let at = stage.now();
        let cancelled = stage.desk.cancel(&view.token, " 就職が決まりました ".to_owned()).await.unwrap();
        assert_eq!((&cancelled.state, cancelled.changeable), (&SeekerState::CancelledBySeeker { at }, false));
        stage.desk.cancel(&view.token, "again".to_owned()).await.unwrap();
        let letters: Vec<_> = stage.letters(&view.token).await.into_iter().map(|row| (row.letter, row.status)).collect();
        assert_eq!(letters, [
            ("booked".to_owned(), status::SUPERSEDED.to_owned()),
            ("cancelled".to_owned(), status::WAITING.to_owned()),
        ]);
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.desk.press_received(&view.token).await, Err(DeskError::Ended));
        assert_eq!(stage.desk.reschedule(&view.token, span(TEN, 30)).await, Err(DeskError::Ended));
        assert_eq!(stage.desk.correct(&view.token, contact(&view)).await, Err(DeskError::Ended));
    }

    async fn the_link_is_sent_again_to_its_address_only(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        let one = stage.book(1, span(TEN, 30)).await;
        let two = stage.book(2, span("2026-12-01 11:00", 30)).await;
        for (slug, mail, answer) in [
            (SLUG, "seeker1@example.jp", Ok(())),
            (SLUG, "nobody@example.jp", Ok(())),
            (SLUG, "no address", Err(DeskError::Mend)),
            ("nowhere", "seeker1@example.jp", Err(DeskError::NotFound)),
        ] {
            assert_eq!(stage.desk.send_link_again(slug, mail).await, answer);
        }
        let letters: Vec<_> = stage.letters(&one.token).await.into_iter().map(|row| row.letter).collect();
        assert_eq!(letters, ["booked", "link"]);
        assert_eq!(stage.letters(&two.token).await.len(), 1);
        // A cancelled booking has nothing to be sent.
        stage.desk.cancel(&two.token, String::new()).await.unwrap();
        stage.desk.send_link_again(SLUG, "seeker2@example.jp").await.unwrap();
        assert!(stage.letters(&two.token).await.iter().all(|row| row.letter != "link"));
    }

    async fn however_often_it_is_asked_an_hour_brings_three_letters(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let one = stage.book(1, span(TEN, 30)).await;
        for _ in 0..6 {
            stage.desk.send_link_again(SLUG, "seeker1@example.jp").await.unwrap();
        }
        let mut due: Vec<_> = stage.letters(&one.token).await.iter().map(|row| from_millis(row.due_at)).collect();
        due.sort_unstable();
        let hour = |n| stage.now() + TimeDelta::hours(n);
        assert_eq!(due, [hour(0), hour(0), hour(0), hour(1), hour(1), hour(1), hour(2)]);
    }

    async fn an_old_version_of_the_terms_stays_readable(stage) {
        let now = stage.desk.terms(SLUG, None, Locale::en).await.unwrap();
        assert_eq!((now.hash.as_str(), now.lang.as_str()), (TERMS, "ja"));
        assert_eq!(stage.desk.terms(SLUG, Some(&TERMS[..12]), Locale::ja).await.unwrap(), now);
        for other in ["", "5f0c", "ffffffffffff", "%%%%%%%%%%%%", "5f0c9a4be2d1_"] {
            assert_eq!(stage.desk.terms(SLUG, Some(other), Locale::ja).await, Err(DeskError::NotFound), "{other}");
        }
    }

    async fn the_door_lists_offices_in_the_language_asked_for(stage) {
        let [door] = &stage.desk.doors(Locale::en).await.unwrap()[..] else { panic!("one office") };
        assert_eq!((door.slug.as_str(), door.name.as_str()), (SLUG, "Hello Work Niitsu"));
        let office = stage.desk.office(SLUG, Locale::ja).await.unwrap();
        assert_eq!((office.name.as_str(), office.fallback), ("ハローワーク新津", false));
        assert_eq!(office.kinds, [(app::domain::kind::Kind::Consultation, 30)]);
        assert_eq!(stage.desk.office("nowhere", Locale::ja).await, Err(DeskError::NotFound));
    }
}
