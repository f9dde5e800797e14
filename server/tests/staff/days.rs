//! Closures and extra openings.

use crate::{all_is_read_again, on_both, someone, stage::*};
use app::{
    desk::{
        PlanDesk, SeekerDesk,
        calendar::DayKind,
        error::DeskError,
        plan::{Closure, Opening, PublishAsk},
    },
    domain::{
        ids::CounterId,
        kind::Kind,
        pattern::{Dates, Hours, Pattern, Rhythm, Week},
        role::Role,
    },
    i18n::Locale,
};

fn closure(date: &str) -> Closure {
    Closure { date: date.parse().unwrap(), ja: "庁舎の工事のため".to_owned(), en: Some("Works".to_owned()) }
}

fn opening(date: &str, hours: &str) -> Opening {
    Opening { date: date.parse().unwrap(), office_day: false, hours: hours.parse::<Hours>().unwrap() }
}

/// What the public calendar says of a day.
async fn day(stage: &Stage, date: &str) -> DayKind {
    let from = date.parse().ok();
    let calendar = stage.desk.calendar(SLUG, Kind::Consultation, from, 1, Locale::en).await.unwrap();
    calendar.days[0].kind.clone()
}

on_both! {
    async fn a_closed_day_is_told_to_everyone_and_its_bookings_are_listed(stage) {
        let me = someone(stage, "manager", Role::Manager).await;
        let ten = span("2026-12-01 10:00", 30);
        stage.counter_at(&[ten, span("2026-12-01 11:00", 30)]).await;
        let booked = stage.book(1, ten).await;
        let before = stage.row(&booked.token).await;
        assert!(matches!(day(stage, "2026-12-01").await, DayKind::Open { .. }));
        let mut heard = stage.desk.live.of_id(stage.office).await.unwrap().listen();
        stage.desk.close_day(&me, closure("2026-12-01")).await.unwrap();
        all_is_read_again(&mut heard).await;
        assert_eq!(day(stage, "2026-12-01").await, DayKind::Closed { reason: "Works".to_owned() });
        assert_eq!(stage.hold(2, span("2026-12-01 11:00", 30)).await.err(), Some(DeskError::SeatTaken));
        assert_eq!(stage.row(&booked.token).await, before, "a booking already made stays");
        let listed = stage.desk.planned_days(&me).await.unwrap();
        assert_eq!(listed.closures[0].1[0].reference, before.reference);

        stage.desk.take_day_back(&me, "2026-12-01".parse().unwrap()).await.unwrap();
        all_is_read_again(&mut heard).await;
        assert!(matches!(day(stage, "2026-12-01").await, DayKind::Open { .. }));
        assert!(stage.desk.planned_days(&me).await.unwrap().closures.is_empty());
        assert_eq!(stage.desk.take_day_back(&me, "2026-12-01".parse().unwrap()).await, Ok(()), "pressed twice");
    }

    async fn publishing_leaves_a_closed_day_out_and_takes_an_extra_one_in(stage) {
        let me = someone(stage, "manager", Role::Manager).await;
        let counter = CounterId(stage.counter(None).await);
        let mut week = Week::default();
        week.0[..5].fill("10:00-10:30".parse().unwrap());
        let dates = Dates::new("2026-12-01".parse().unwrap(), None).unwrap();
        let pattern = Pattern { counter, dates, week, rhythm: Rhythm::new(30, 0).unwrap() };
        stage.desk.add_pattern(&me, pattern).await.unwrap();
        stage.desk.close_day(&me, closure("2026-12-02")).await.unwrap();
        stage.desk.open_day(&me, opening("2026-12-05", "9:00-10:00")).await.unwrap();
        let ask = PublishAsk { until: "2026-12-07".parse().unwrap(), counter: None };
        // 1, 3, 4, 7, and two on Saturday.
        assert_eq!(stage.desk.preview(&me, ask).await.unwrap().counters[0].opened, 6);
        stage.desk.publish(&me, ask).await.unwrap();
        let listed = stage.desk.planned_days(&me).await.unwrap();
        assert_eq!(listed.openings, [opening("2026-12-05", "9:00-10:00")]);
        stage.desk.take_day_back(&me, "2026-12-05".parse().unwrap()).await.unwrap();
        assert_eq!(stage.desk.preview(&me, ask).await.unwrap().counters[0].closed, 2);
    }

    async fn what_cannot_be_is_refused(stage) {
        let me = someone(stage, "manager", Role::Manager).await;
        assert_eq!(stage.desk.close_day(&me, closure("2026-11-23")).await, Err(DeskError::Mend), "it is over");
        assert_eq!(stage.desk.close_day(&me, Closure { ja: " ".to_owned(), ..closure("2026-12-01") }).await, Err(DeskError::Mend));
        assert_eq!(stage.desk.open_day(&me, opening("2026-12-01", "")).await, Err(DeskError::Mend), "open anyway");
        let worker = crate::staff(stage).await;
        assert_eq!(stage.desk.close_day(&worker, closure("2026-12-01")).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.planned_days(&worker).await.err(), Some(DeskError::NotFound));
    }
}
