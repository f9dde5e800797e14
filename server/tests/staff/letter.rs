//! The letter again, to a mended address, and cancelling for the office.

use crate::{on_both, only, seq, staff, stage::*, stranger};
use app::{
    desk::{SeekerDesk, StaffDesk, error::DeskError},
    domain::booking::{Canceller, State},
};

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn a_refused_letter_goes_to_the_mended_address(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        stage.refuse(&booked.token).await;
        let id = only(stage).await;
        let before = seq(stage).await;
        let card = stage.desk.resend(&me, id, Some(" hanako@example.jp ".to_owned())).await.unwrap();
        assert!(matches!(card.state, State::AwaitingMail { refused: None, .. }));
        assert_eq!(card.details.mail, "hanako@example.jp");
        let letters = stage.letters(&booked.token).await;
        assert_eq!(letters.iter().map(|row| row.status.as_str()).collect::<Vec<_>>(), ["superseded", "waiting"]);
        assert_eq!(letters[1].recipient, "hanako@example.jp");
        assert_ne!(letters[0].message_id, letters[1].message_id);
        assert!(seq(stage).await > before);
        let last = card.history.last().unwrap();
        assert_eq!((last.what.as_str(), last.who.as_str()), ("resent", "佐藤 実"));
        assert!(stage.see(&booked.token).await.is_ok(), "nobody got the refused letter: its link may stay");
    }

    async fn a_link_that_may_have_reached_somebody_else_opens_nothing(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        stage.accept(&booked.token).await;
        let card = stage.desk.resend(&me, only(stage).await, Some("hanako@example.jp".to_owned())).await.unwrap();
        assert!(matches!(card.state, State::Confirmed { .. }), "it stays confirmed");
        assert_eq!(stage.see(&booked.token).await.err(), Some(DeskError::NotFound));
    }

    async fn the_same_letter_again_leaves_the_link(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        stage.accept(&booked.token).await;
        stage.desk.resend(&me, only(stage).await, None).await.unwrap();
        assert_eq!(stage.letters(&booked.token).await.len(), 2);
        assert!(stage.see(&booked.token).await.is_ok());
    }

    async fn an_address_that_cannot_be_is_asked_again(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        let answer = stage.desk.resend(&me, only(stage).await, Some("hanako".to_owned())).await;
        assert_eq!(answer, Err(DeskError::Mend));
        assert_eq!(stage.letters(&booked.token).await.len(), 1);
    }

    async fn the_office_cancels_with_a_reason_and_the_seat_is_free(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        stage.accept(&booked.token).await;
        let id = only(stage).await;
        assert_eq!(stage.desk.cancel_by_office(&me, id, "  ".to_owned()).await, Err(DeskError::Mend));
        let card = stage.desk.cancel_by_office(&me, id, "庁舎の停電のため".to_owned()).await.unwrap();
        let by = Canceller::Office { who: me.staff };
        assert_eq!(card.state, State::Cancelled { at: stage.now(), by });
        let last = card.history.last().unwrap();
        assert_eq!((last.what.as_str(), last.who.as_str(), last.note.as_str()), ("cancelled", "佐藤 実", "庁舎の停電のため"));
        assert_eq!(stage.letters(&booked.token).await.last().unwrap().letter, "cancelled");
        stage.hold(2, span(TEN, 30)).await.expect("the seat is free");
        let again = stage.desk.cancel_by_office(&me, id, "もう一度".to_owned()).await;
        assert_eq!(again, Err(DeskError::Ended));
    }

    async fn another_office_s_bookings_are_not_there(stage) {
        let stranger = stranger(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        let id = only(stage).await;
        assert_eq!(stage.desk.resend(&stranger, id, None).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.cancel_by_office(&stranger, id, "x".to_owned()).await, Err(DeskError::NotFound));
        stage.desk.submitted(visitor(1), app::i18n::Locale::ja).await.expect("it is as it was");
    }
}
