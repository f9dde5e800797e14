//! Opening and closing slots.

use crate::{on_both, seq, staff, stage::*, stranger};
use app::{
    desk::{SeekerDesk, StaffDesk, error::DeskError},
    domain::ids::{CounterId, SlotId},
};

const TEN: &str = "2026-12-01 10:00";

on_both! {
    async fn an_opened_slot_can_be_booked_and_a_closed_one_not(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let before = seq(stage).await;
        let slot = stage.desk.open_slot(&me, counter, span(TEN, 30)).await.unwrap();
        assert_eq!(seq(stage).await, before + 1);
        stage.hold(1, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.desk.close_slot(&me, slot).await, Err(DeskError::Conflict), "somebody holds it");
        stage.desk.release(visitor(1)).await.unwrap();
        stage.desk.close_slot(&me, slot).await.unwrap();
        assert_eq!(stage.hold(2, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        let closed = seq(stage).await;
        stage.desk.close_slot(&me, slot).await.unwrap();
        assert_eq!(seq(stage).await, closed, "closed already: nothing to tell");
        assert_eq!(stage.desk.open_slot(&me, counter, span(TEN, 30)).await, Ok(slot), "the same slot, open again");
        stage.hold(3, span(TEN, 30)).await.unwrap();
    }

    async fn two_open_slots_of_one_counter_do_not_overlap(stage) {
        let me = staff(stage).await;
        let (one, two) = (CounterId(stage.counter(None).await), CounterId(stage.counter(None).await));
        let slot = stage.desk.open_slot(&me, one, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.desk.open_slot(&me, one, span(TEN, 30)).await, Ok(slot), "pressed twice");
        for (starts, minutes) in [(TEN, 20), ("2026-12-01 09:50", 15), ("2026-12-01 10:25", 10), ("2026-12-01 09:45", 30)] {
            let answer = stage.desk.open_slot(&me, one, span(starts, minutes)).await;
            assert_eq!(answer, Err(DeskError::Conflict), "{starts} {minutes}");
        }
        stage.desk.open_slot(&me, one, span("2026-12-01 10:30", 10)).await.unwrap();
        stage.desk.open_slot(&me, one, span("2026-12-01 09:30", 30)).await.unwrap();
        stage.desk.open_slot(&me, two, span(TEN, 20)).await.unwrap();
        stage.desk.close_slot(&me, slot).await.unwrap();
        stage.desk.open_slot(&me, one, span(TEN, 20)).await.unwrap();
        assert_eq!(stage.desk.open_slot(&me, one, span(TEN, 30)).await, Err(DeskError::Conflict), "not over the new one");
    }

    async fn of_two_who_open_overlapping_slots_one_does(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let spans = [span(TEN, 30), span("2026-12-01 10:10", 30)];
        let tries = spans.map(|span| {
            let (desk, me) = (stage.desk.clone(), me.clone());
            tokio::spawn(async move { desk.open_slot(&me, counter, span).await })
        });
        let mut opened = 0;
        for answer in tries {
            match answer.await.unwrap() {
                Ok(_) => opened += 1,
                Err(error) => assert_eq!(error, DeskError::Conflict),
            }
        }
        assert_eq!(opened, 1);
    }

    async fn what_has_begun_is_not_opened(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let answer = stage.desk.open_slot(&me, counter, span("2026-11-24 10:00", 30)).await;
        assert_eq!(answer, Err(DeskError::Mend));
    }

    async fn a_booked_slot_stays_open_until_the_booking_has_gone(stage) {
        let me = staff(stage).await;
        let counter = stage.counter(None).await;
        let slot = SlotId(stage.slot(counter, span(TEN, 30)).await);
        let booked = stage.book(1, span(TEN, 30)).await;
        assert_eq!(stage.desk.close_slot(&me, slot).await, Err(DeskError::Conflict));
        stage.desk.cancel(&booked.token, String::new()).await.unwrap();
        stage.desk.close_slot(&me, slot).await.unwrap();
    }

    async fn another_office_s_counters_and_slots_are_not_there(stage) {
        let stranger = stranger(stage).await;
        let counter = stage.counter(None).await;
        let slot = SlotId(stage.slot(counter, span(TEN, 30)).await);
        let opened = stage.desk.open_slot(&stranger, CounterId(counter), span("2026-12-01 11:00", 30)).await;
        assert_eq!(opened, Err(DeskError::NotFound));
        assert_eq!(stage.desk.close_slot(&stranger, slot).await, Err(DeskError::NotFound));
    }
}
