//! Who sits at which counter, on Today and at the heads of the calendar.

use crate::{account, on_both, someone, staff, stranger};
use app::{
    desk::{DayDesk, SeatingDesk, StaffDesk, board::Window, error::DeskError, seating::NewSeating},
    domain::{
        ids::{CounterId, StaffId},
        role::Role,
    },
};
use chrono::Weekday;

fn seating(counter: CounterId, from: &str, weekday: Option<Weekday>, staff: Option<StaffId>) -> NewSeating {
    NewSeating { counter, from: from.parse().unwrap(), weekday, staff }
}

on_both! {
    async fn one_s_own_counter_comes_first_on_today(stage) {
        let manager = someone(stage, "manager", Role::Manager).await;
        let me = staff(stage).await;
        let (one, two) = (CounterId(stage.counter(None).await), CounterId(stage.counter(None).await));
        let names = |today: app::desk::day::Today| {
            today.counters.into_iter().map(|counter| (counter.name, counter.sitter, counter.mine)).collect::<Vec<_>>()
        };
        let nobody = names(stage.desk.today(&me).await.unwrap());
        assert_eq!(nobody, [("1番".to_owned(), None, false), ("2番".to_owned(), None, false)]);

        stage.desk.seat(&manager, seating(two, "2026-11-24", None, Some(me.staff))).await.unwrap();
        let mine = names(stage.desk.today(&me).await.unwrap());
        let sato = Some("佐藤 実".to_owned());
        assert_eq!(mine, [("2番".to_owned(), sato.clone(), true), ("1番".to_owned(), None, false)]);
        let theirs = names(stage.desk.today(&manager).await.unwrap());
        assert_eq!(theirs, [("1番".to_owned(), None, false), ("2番".to_owned(), sato.clone(), false)]);
        let board = stage.desk.board(&me, Window::Day, None).await.unwrap();
        assert_eq!(board.counters.iter().map(|counter| counter.sitter.clone()).collect::<Vec<_>>(), [None, sato]);
        stage.desk.seat(&manager, seating(one, "2026-11-25", Some(Weekday::Wed), Some(me.staff))).await.unwrap();
        let room = stage.desk.seatings(&manager).await.unwrap();
        assert_eq!(room.counters[0].today, None, "tomorrow");
        assert_eq!(room.counters[0].seatings[0].weekday, Some(Weekday::Wed));
    }

    async fn another_of_the_same_days_takes_its_place_and_can_be_taken_back(stage) {
        let manager = someone(stage, "manager", Role::Manager).await;
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        for who in [Some(me.staff), None] {
            stage.desk.seat(&manager, seating(counter, "2026-11-24", None, who)).await.unwrap();
        }
        let room = stage.desk.seatings(&manager).await.unwrap();
        assert_eq!(room.counters[0].seatings.len(), 1);
        assert_eq!(room.counters[0].seatings[0].who, None, "nobody any more");
        let id = room.counters[0].seatings[0].id;
        stage.desk.unseat(&manager, id).await.unwrap();
        assert_eq!(stage.desk.unseat(&manager, id).await, Err(DeskError::NotFound));
        assert!(stage.desk.seatings(&manager).await.unwrap().counters[0].seatings.is_empty());
    }

    async fn what_cannot_be_is_refused_and_another_office_s_is_not_there(stage) {
        let manager = someone(stage, "manager", Role::Manager).await;
        let me = staff(stage).await;
        let stranger = stranger(stage).await;
        let theirs = account(stage, stranger.office, "suzuki", Role::Counter).await;
        let counter = CounterId(stage.counter(None).await);
        let past = seating(counter, "2026-11-23", None, Some(me.staff));
        assert_eq!(stage.desk.seat(&manager, past).await, Err(DeskError::Mend));
        let good = seating(counter, "2026-11-24", None, Some(me.staff));
        assert_eq!(stage.desk.seat(&me, good).await, Err(DeskError::NotFound), "for managers");
        assert_eq!(stage.desk.seat(&stranger, good).await, Err(DeskError::NotFound));
        let foreign = seating(counter, "2026-11-24", None, Some(theirs));
        assert_eq!(stage.desk.seat(&manager, foreign).await, Err(DeskError::NotFound));
        stage.desk.seat(&manager, good).await.unwrap();
        let id = stage.desk.seatings(&manager).await.unwrap().counters[0].seatings[0].id;
        assert_eq!(stage.desk.unseat(&stranger, id).await, Err(DeskError::NotFound));
    }
}
