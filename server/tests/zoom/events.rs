//! What Zoom tells of those who come, at the desk: by the moment they came, once, whoever it was (R4).

use crate::{
    cloud::{Cloud, HOST},
    on_both,
    room::{cancel, counter_of, node, run},
    stage::*,
};
use app::{
    desk::{DayDesk, StaffDesk, booking::BookingView},
    domain::{
        booking::State,
        ids::{BookingId, CounterId},
        time::Instant,
    },
};
use server::{
    desk::{day::enter::enter, failure::retried},
    store::booking,
    zoom::event::Entrance,
};

const TEN: &str = "2026-12-01 10:00";

/// A confirmed booking at ten whose meeting is made and whose counter is ready. It is five to ten.
struct Expected {
    cloud: Cloud,
    booked: BookingView,
    id: BookingId,
    number: i64,
}

async fn expected(stage: &Stage) -> Expected {
    let cloud = Cloud::start(&stage.desk.clock).await;
    counter_of(stage, HOST, &[TEN]).await;
    let booked = stage.book(1, span(TEN, 30)).await;
    stage.accept(&booked.token).await;
    stage.advance_to(at(TEN) - minutes(5));
    run(&node(stage, &cloud)).await;
    let row = stage.row(&booked.token).await;
    stage.desk.mark_counter(&clerk(stage), CounterId(row.counter_id), true).await.unwrap();
    let (number, _) = cloud.only();
    Expected { cloud, booked, id: BookingId(row.id), number }
}

impl Expected {
    fn entrance(&self, at: Instant) -> Entrance {
        Entrance { number: self.number, at, user: String::new(), mail: String::new(), host: "H1".to_owned() }
    }

    async fn state(&self, stage: &Stage) -> State {
        booking::state(&stage.row(&self.booked.token).await).unwrap()
    }
}

async fn told(stage: &Stage, entrance: &Entrance) {
    retried(|| enter(&stage.desk, entrance)).await.unwrap();
}

async fn due(stage: &Stage) -> usize {
    stage.desk.run_due(stage.now()).await.unwrap()
}

on_both! {
    async fn who_enters_has_come_and_today_says_since_when(stage) {
        let expected = expected(stage).await;
        stage.advance_to(at(TEN) + minutes(4));
        told(stage, &expected.entrance(at(TEN) + minutes(2))).await;
        let today = stage.desk.today(&clerk(stage)).await.unwrap();
        let now = today.counters[0].now.clone().unwrap();
        let came = Some(at(TEN) + minutes(2));
        assert_eq!((now.id, now.arrived, now.contact, now.clock), (expected.id, came, came, None));
        let card = stage.desk.card(&clerk(stage), expected.id).await.unwrap();
        let line = card.history.last().unwrap();
        assert_eq!((line.what.as_str(), line.who.as_str(), line.note.as_str()), ("arrived", "zoom", "10:02:00"));
        // Told again, and of the same one being let in.
        let before = stage.history(expected.id.0).await;
        for minute in [2, 2, 3] {
            told(stage, &expected.entrance(at(TEN) + minutes(minute))).await;
        }
        assert_eq!(stage.history(expected.id.0).await, before);
        stage.advance_to(at(TEN) + minutes(60));
        assert_eq!(due(stage).await, 0);
        assert!(matches!(expected.state(stage).await, State::Confirmed { .. }));
    }

    async fn an_entrance_that_is_told_late_brings_the_booking_back(stage) {
        let expected = expected(stage).await;
        stage.advance_to(at(TEN) + minutes(10));
        assert_eq!(due(stage).await, 1);
        assert_eq!(expected.state(stage).await, State::NoShow { at: at(TEN) + minutes(10) });
        // Whoever waits there is not put out.
        run(&node(stage, &expected.cloud)).await;
        assert_eq!(expected.cloud.only().0, expected.number);
        stage.advance(minutes(15));
        told(stage, &expected.entrance(at(TEN) + minutes(10))).await;
        assert!(matches!(expected.state(stage).await, State::NoShow { .. }), "that was too late");
        let in_time = expected.entrance(at(TEN) + minutes(10) - millis(1));
        told(stage, &in_time).await;
        assert!(matches!(expected.state(stage).await, State::Confirmed { .. }));
        told(stage, &in_time).await;
        let arrivals = stage.history(expected.id.0).await.into_iter().filter(|what| what == "arrived").count();
        assert_eq!(arrivals, 1);
        assert_eq!(due(stage).await, 0);
        run(&node(stage, &expected.cloud)).await;
        assert_eq!(expected.cloud.only().0, expected.number);
        stage.seats_are_those_of_bookings().await;
        let letters: Vec<_> = stage.letters(&expected.booked.token).await;
        assert!(letters.iter().all(|letter| letter.letter != "no_show" || letter.status == "superseded"));
    }

    async fn the_host_is_not_the_seeker(stage) {
        let expected = expected(stage).await;
        stage.advance_to(at(TEN) + minutes(2));
        let entrance = expected.entrance(at(TEN) + minutes(1));
        told(stage, &Entrance { user: "H1".to_owned(), ..entrance.clone() }).await;
        told(stage, &Entrance { mail: HOST.to_uppercase(), ..entrance }).await;
        stage.advance_to(at(TEN) + minutes(10));
        assert_eq!(due(stage).await, 1);
        assert!(matches!(expected.state(stage).await, State::NoShow { .. }));
    }

    async fn what_is_no_contact_changes_nothing(stage) {
        let expected = expected(stage).await;
        let before = stage.history(expected.id.0).await;
        let now = expected.entrance(stage.now());
        told(stage, &Entrance { number: 1, ..now.clone() }).await;
        told(stage, &Entrance { at: stage.now() - minutes(24 * 60), ..now.clone() }).await;
        assert_eq!(stage.history(expected.id.0).await, before, "another meeting, or tried out the day before");
        cancel(stage, expected.id).await;
        let before = stage.history(expected.id.0).await;
        told(stage, &now).await;
        assert_eq!(stage.history(expected.id.0).await, before);
        assert!(matches!(expected.state(stage).await, State::Cancelled { .. }));
    }
}
