//! The steps between the hold and its submission.

use crate::{on_both, stage::*};
use app::{
    desk::{
        SeekerDesk,
        application::{Details, DeviceReport, DeviceResult, Hold, TermsForm},
        error::DeskError,
    },
    domain::details::{Field, Problem},
    i18n::Locale,
};

const TEN: &str = "2026-12-01 10:00";

async fn kept(stage: &Stage) -> Details {
    stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap().details
}

on_both! {
    async fn answers_are_kept_whole_or_not(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        let half = TermsForm { zoom: false, ..terms_form() };
        let after = stage.desk.answer_terms(visitor(1), half.clone()).await.unwrap();
        assert_eq!(after.terms, Some(half));
        let report = DeviceReport {
            result: DeviceResult::Ready,
            same_device: Some(true),
            findings: [("camera".to_owned(), "ok".to_owned())].into(),
        };
        stage.desk.report_device(visitor(1), report.clone()).await.unwrap();
        let wrong = Details { number: "１５０".to_owned(), mail: String::new(), ..details() };
        let after = stage.desk.keep_details(visitor(1), wrong.clone()).await.unwrap();
        assert_eq!((after.details, after.device), (wrong, Some(report)));
        assert_eq!(after.problems, [(Field::Number, Problem::Form), (Field::Mail, Problem::Empty)]);
    }

    async fn half_answered_terms_come_back_and_agree_to_nothing(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let shown = stage.hold(1, span(TEN, 30)).await.unwrap().sent;
        let half = TermsForm { no_recording: false, ..terms_form() };
        let begun = async || stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        stage.desk.draft_terms(visitor(1), half.clone(), shown).await.unwrap();
        let after = begun().await;
        assert_eq!((after.terms, after.half_terms), (None, Some(half.clone())));
        stage.desk.answer_terms(visitor(1), terms_form()).await.unwrap();
        stage.desk.draft_terms(visitor(1), half, shown).await.unwrap();
        let after = begun().await;
        assert_eq!((after.terms, after.half_terms), (Some(terms_form()), None), "it came after the press");
        let other = TermsForm { version: "nobody's".to_owned(), ..terms_form() };
        let sent = after.sent;
        assert_eq!(stage.desk.draft_terms(visitor(1), other, sent).await, Err(DeskError::Unreadable));
    }

    async fn a_draft_that_comes_after_the_details_takes_nothing_back(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let shown = stage.hold(1, span(TEN, 30)).await.unwrap().sent;
        let half = Details { mail: String::new(), tried: false, ..details() };
        stage.desk.draft_details(visitor(1), half.clone(), shown).await.unwrap();
        assert_eq!(kept(stage).await, half);
        let sent = stage.desk.keep_details(visitor(1), details()).await.unwrap();
        stage.desk.draft_details(visitor(1), half.clone(), shown).await.unwrap();
        assert_eq!(kept(stage).await, details());
        stage.desk.draft_details(visitor(1), half.clone(), sent.sent).await.unwrap();
        let again = kept(stage).await;
        assert_eq!(again, Details { tried: true, ..half }, "typed on the page that was shown after");
    }

    async fn what_is_typed_after_the_hold_ran_out_is_kept_too(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.advance(minutes(11));
        stage.desk.run_due(stage.now()).await.unwrap();
        let after = stage.desk.keep_details(visitor(1), details()).await.unwrap();
        assert_eq!((after.hold, after.details), (Hold::RanOut, details()));
        // The time is free again: the same browser goes on where it was.
        let again = stage.hold(1, span(TEN, 30)).await.unwrap();
        assert!(matches!(again.hold, Hold::Running { .. }));
        assert_eq!(again.details, details());
    }

    async fn terms_that_the_office_never_had_are_not_agreed_to(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        let other = TermsForm { version: "0".repeat(64), ..terms_form() };
        assert_eq!(stage.desk.answer_terms(visitor(1), other).await, Err(DeskError::Unreadable));
    }

    async fn who_has_not_begun_has_nothing(stage) {
        assert_eq!(stage.desk.application(visitor(9), Locale::ja).await, Ok(None));
        assert_eq!(stage.desk.extend_hold(visitor(9)).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.keep_details(visitor(9), details()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.answer_terms(visitor(9), terms_form()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.submit(visitor(9)).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.submitted(visitor(9), Locale::ja).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.carry_out(visitor(9)).await, Err(DeskError::NotFound));
    }

    async fn a_code_carries_hold_and_draft_to_another_browser_once(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        // The other browser held something too: it makes room.
        stage.hold(2, span("2026-12-01 11:00", 30)).await.unwrap();
        let code = stage.desk.carry_out(visitor(1)).await.unwrap();
        assert_eq!(stage.desk.carry_in(visitor(2), "guessed").await, Err(DeskError::NotFound));
        let carried = stage.desk.carry_in(visitor(2), &code).await.unwrap();
        assert_eq!((carried.span, carried.details), (span(TEN, 30), details()));
        assert!(matches!(carried.hold, Hold::Running { .. }));
        assert_eq!(stage.desk.carry_in(visitor(3), &code).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.application(visitor(1), Locale::ja).await, Ok(None));
        stage.hold(4, span("2026-12-01 11:00", 30)).await.unwrap();
        stage.desk.submit(visitor(2)).await.unwrap();
    }

    async fn a_code_is_good_for_fifteen_minutes_and_in_the_same_browser(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        let code = stage.desk.carry_out(visitor(1)).await.unwrap();
        stage.desk.carry_in(visitor(1), &code).await.unwrap();
        let code = stage.desk.carry_out(visitor(1)).await.unwrap();
        stage.advance(minutes(15));
        assert_eq!(stage.desk.carry_in(visitor(2), &code).await, Err(DeskError::NotFound));
    }
}
