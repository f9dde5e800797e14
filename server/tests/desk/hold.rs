//! Holding a seat, keeping it, letting it go.

use crate::{on_both, stage::*};
use app::{
    desk::{SeekerDesk, application::Hold, error::DeskError},
    i18n::Locale,
};
use std::net::{IpAddr, Ipv4Addr};

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn a_hold_says_until_when_and_by_when(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let held = stage.hold(1, span(TEN, 30)).await.unwrap();
        assert_eq!(held.hold, Hold::Running { until: at("2026-11-24 10:10"), extensions_left: 10 });
        assert_eq!(held.deadline, at("2026-11-27 23:59") + chrono::TimeDelta::seconds(59));
        assert_eq!((held.office.as_str(), held.phone.as_str()), ("ハローワーク新津", "0250-00-0123"));
        assert_eq!(held.mail_domain, "madoguchi.example");
        assert!(!held.problems.is_empty());
    }

    async fn a_taken_seat_is_refused_and_stays_where_it_is(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.hold(2, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        let first = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert!(matches!(first.hold, Hold::Running { .. }));
        assert_eq!(stage.desk.application(visitor(2), Locale::ja).await.unwrap(), None);
    }

    async fn there_are_as_many_seats_as_free_counters(stage) {
        for _ in 0..3 {
            stage.counter_at(&[span(TEN, 30)]).await;
        }
        for number in 0..3 {
            stage.hold(number, span(TEN, 30)).await.unwrap();
        }
        assert_eq!(stage.hold(3, span(TEN, 30)).await, Err(DeskError::SeatTaken));
    }

    async fn forty_at_once_for_one_seat_and_one_gets_it(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.desk.live.of_slug(SLUG).await.unwrap();
        let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(40));
        let tasks: Vec<_> = (0..40).map(|number| {
            let (desk, barrier) = (stage.desk.clone(), barrier.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                let request = app::desk::application::HoldRequest {
                    slug: SLUG.to_owned(),
                    kind: app::domain::kind::Kind::Consultation,
                    span: span(TEN, 30),
                    lang: "ja".to_owned(),
                };
                desk.hold(visitor(number), address(number), request).await
            })
        }).collect();
        let mut winners = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => winners += 1,
                Err(error) => assert_eq!(error, DeskError::SeatTaken),
            }
        }
        assert_eq!(winners, 1);
    }

    async fn another_choice_frees_the_seat_held_before(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.hold(1, span("2026-12-01 11:00", 30)).await.unwrap();
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.hold(3, span("2026-12-01 11:00", 30)).await, Err(DeskError::SeatTaken));
    }

    async fn another_choice_that_is_taken_keeps_the_seat_held(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.hold(2, span("2026-12-01 11:00", 30)).await.unwrap();
        assert_eq!(stage.hold(1, span("2026-12-01 11:00", 30)).await, Err(DeskError::SeatTaken));
        let mine = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert_eq!(mine.span, span(TEN, 30));
        assert!(matches!(mine.hold, Hold::Running { .. }));
        assert_eq!(stage.hold(3, span(TEN, 30)).await, Err(DeskError::SeatTaken));
    }

    async fn another_choice_may_overlap_the_seat_held(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 10:10", 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        let moved = stage.hold(1, span("2026-12-01 10:10", 30)).await.unwrap();
        assert_eq!(moved.span, span("2026-12-01 10:10", 30));
    }

    async fn another_choice_keeps_what_was_typed(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        let moved = stage.hold(1, span("2026-12-01 11:00", 30)).await.unwrap();
        assert_eq!(moved.details, details());
        assert!(moved.terms.is_some() && moved.device.is_some() && moved.problems.is_empty());
    }

    async fn pressed_twice_it_is_one_hold_with_the_first_end(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let first = stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.advance(minutes(3));
        let second = stage.hold(1, span(TEN, 30)).await.unwrap();
        assert_eq!(first.hold, second.hold);
        stage.hold(2, span(TEN, 30)).await.unwrap();
    }

    async fn pressed_twice_at_the_very_first_moment_it_is_one_hold(stage) {
        for _ in 0..8 {
            stage.counter_at(&[span(TEN, 30)]).await;
        }
        let request = app::desk::application::HoldRequest {
            slug: SLUG.to_owned(),
            kind: app::domain::kind::Kind::Consultation,
            span: span(TEN, 30),
            lang: "ja".to_owned(),
        };
        let tasks: Vec<_> = (0..8).map(|_| {
            let (desk, request) = (stage.desk.clone(), request.clone());
            tokio::spawn(async move { desk.hold(visitor(1), address(1), request).await.unwrap() })
        }).collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(stage.bookings().await.len(), 1);
    }

    async fn a_seat_comes_free_exactly_when_its_hold_ends(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.advance(minutes(10) - millis(1));
        assert_eq!(stage.hold(2, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        stage.advance(millis(1));
        // The clockwork has not run: the reading shows it, and the seat can be had.
        let mine = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert_eq!(mine.hold, Hold::RanOut);
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.desk.extend_hold(visitor(1)).await, Err(DeskError::HoldLapsed));
        assert_eq!(stage.desk.submit(visitor(1)).await, Err(DeskError::HoldLapsed));
    }

    async fn five_more_minutes_ten_times(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        for time in 1..=10 {
            stage.advance(minutes(5));
            let held = stage.desk.extend_hold(visitor(1)).await.unwrap();
            let until = at("2026-11-24 10:10") + minutes(5 * i64::from(time));
            assert_eq!(held.hold, Hold::Running { until, extensions_left: 10 - time });
        }
        assert_eq!(stage.desk.extend_hold(visitor(1)).await, Err(DeskError::Conflict));
    }

    async fn never_held_beyond_the_deadline(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let deadline = at("2026-11-27 23:59") + chrono::TimeDelta::seconds(59);
        stage.advance_to(deadline - minutes(31));
        stage.hold(1, span(TEN, 30)).await.unwrap();
        for _ in 0..4 {
            stage.desk.extend_hold(visitor(1)).await.unwrap();
        }
        let last = stage.desk.extend_hold(visitor(1)).await.unwrap();
        assert_eq!(last.hold, Hold::Running { until: deadline, extensions_left: 0 });
        assert_eq!(stage.desk.extend_hold(visitor(1)).await, Err(DeskError::Conflict));
    }

    async fn let_go_the_seat_is_free_and_what_was_typed_stays(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        stage.desk.release(visitor(1)).await.unwrap();
        stage.desk.release(visitor(1)).await.unwrap();
        stage.hold(2, span(TEN, 30)).await.unwrap();
        let mine = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert_eq!((mine.hold, mine.span, mine.details), (Hold::RanOut, span(TEN, 30), details()));
        assert_eq!(stage.history(stage.bookings().await[0].id).await, ["held", "released"]);
    }

    async fn what_cannot_be_booked_is_not_held(stage) {
        stage.counter_at(&[
            span("2026-11-24 09:00", 30), span("2026-11-25 10:00", 30), span("2026-12-05 10:00", 30), span(TEN, 30),
        ]).await;
        assert_eq!(stage.hold(1, span("2026-11-24 09:00", 30)).await, Err(DeskError::DeadlinePassed));
        assert_eq!(stage.hold(1, span("2026-11-25 10:00", 30)).await, Err(DeskError::DeadlinePassed));
        // A Saturday that is no extra opening.
        assert_eq!(stage.hold(1, span("2026-12-05 10:00", 30)).await, Err(DeskError::SeatTaken));
        // Never published.
        assert_eq!(stage.hold(1, span("2026-12-01 15:00", 30)).await, Err(DeskError::SeatTaken));
        assert_eq!(stage.hold(1, span(TEN, 20)).await, Err(DeskError::SeatTaken));
        // The offer ends half an hour before the deadline.
        stage.advance_to(at("2026-11-27 23:30"));
        assert_eq!(stage.hold(1, span(TEN, 30)).await, Err(DeskError::DeadlinePassed));
        let request = app::desk::application::HoldRequest {
            slug: "nowhere".to_owned(),
            kind: app::domain::kind::Kind::Consultation,
            span: span(TEN, 30),
            lang: "ja".to_owned(),
        };
        assert_eq!(stage.desk.hold(visitor(1), address(1), request).await, Err(DeskError::NotFound));
    }

    async fn a_closed_slot_and_another_kind_are_not_to_be_had(stage) {
        let counter = stage.counter(None).await;
        let slot = stage.slot(counter, span(TEN, 30)).await;
        let request = app::desk::application::HoldRequest {
            slug: SLUG.to_owned(),
            kind: app::domain::kind::Kind::Interview,
            span: span(TEN, 30),
            lang: "ja".to_owned(),
        };
        assert_eq!(stage.desk.hold(visitor(1), address(1), request).await, Err(DeskError::SeatTaken));
        stage.close_slot(slot).await;
        assert_eq!(stage.hold(1, span(TEN, 30)).await, Err(DeskError::SeatTaken));
    }

    async fn one_address_cannot_hold_the_whole_month(stage) {
        let spans: Vec<_> = (0..8).map(|n| span(TEN, 30).starts() + minutes(30 * n)).collect();
        for _ in 0..3 {
            stage.counter_at(&spans.iter().map(|at| app::domain::slot::Span::new(*at, 30).unwrap()).collect::<Vec<_>>()).await;
        }
        let one = IpAddr::from(Ipv4Addr::new(203, 0, 113, 9));
        for number in 0..20 {
            let span = app::domain::slot::Span::new(spans[usize::from(number) / 3], 30).unwrap();
            stage.hold_from(number, one, span).await.unwrap();
        }
        let last = app::domain::slot::Span::new(spans[7], 30).unwrap();
        assert_eq!(stage.hold_from(20, one, last).await, Err(DeskError::TooMany));
        // Who holds a seat may still choose another, and another address is not concerned.
        stage.hold_from(0, one, last).await.unwrap();
        stage.hold(21, last).await.unwrap();
        // Holds that ran out do not count.
        stage.advance(minutes(10));
        stage.hold_from(22, one, last).await.unwrap();
    }

    async fn one_browser_has_few_bookings_without_receipt(stage) {
        for n in 0..4 {
            stage.counter_at(&[app::domain::slot::Span::new(at(TEN) + minutes(30 * n), 30).unwrap()]).await;
        }
        let mut first = None;
        for n in 0..3 {
            let view = stage.book(1, app::domain::slot::Span::new(at(TEN) + minutes(30 * n), 30).unwrap()).await;
            first = first.or(Some(view));
        }
        let last = app::domain::slot::Span::new(at(TEN) + minutes(90), 30).unwrap();
        assert_eq!(stage.hold(1, last).await, Err(DeskError::TooMany));
        stage.accept(&first.unwrap().token).await;
        stage.hold(1, last).await.unwrap();
    }

    async fn settings_changed_later_do_not_move_a_deadline(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let held = stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.setting("2026-11-30", 4, 10).await;
        let after = stage.desk.application(visitor(1), Locale::ja).await.unwrap().unwrap();
        assert_eq!(held.deadline, after.deadline);
    }
}
