//! The page Today: now, next, the clock, and what is still open.

use crate::{on_both, staff, stage::*};
use app::{
    desk::{
        DayDesk,
        board::Standing,
        day::{Step, TenClock},
        error::DeskError,
    },
    domain::ids::{BookingId, CounterId},
};

const TEN: &str = "2026-12-01 10:00";
const HALF: &str = "2026-12-01 10:30";

on_both! {
    async fn now_next_and_what_is_left_open(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter_at(&[span(TEN, 30), span(HALF, 30)]).await);
        stage.counter(None).await;
        let one = stage.book(1, span(TEN, 30)).await;
        let two = stage.book(2, span(HALF, 30)).await;
        stage.accept(&one.token).await;
        stage.accept(&two.token).await;
        let (one, two) = (stage.row(&one.token).await.id, stage.row(&two.token).await.id);
        stage.advance_to(at(TEN) - minutes(60));
        let early = stage.desk.today(&me).await.unwrap();
        assert_eq!(early.counters.len(), 2);
        assert_eq!(early.counters[0].now, None);
        assert_eq!(early.counters[0].next.as_ref().map(|next| next.id.0), Some(one));
        assert_eq!(early.again_at, Some(at(TEN) - minutes(15)));

        stage.advance_to(at(TEN));
        let away = stage.desk.today(&me).await.unwrap();
        let now = away.counters[0].now.clone().unwrap();
        assert_eq!((now.id.0, now.standing), (one, Standing::Confirmed));
        assert_eq!(now.clock, Some(TenClock { left: 600_000, runs_out_at: None }), "it stands");
        assert_eq!(away.counters[0].next.as_ref().map(|next| next.id.0), Some(two));

        stage.desk.mark_counter(&me, counter, true).await.unwrap();
        stage.advance(minutes(3));
        let running = stage.desk.today(&me).await.unwrap();
        assert_eq!(running.counters[0].ready_since, Some(at(TEN)));
        let clock = running.counters[0].now.as_ref().and_then(|now| now.clock).unwrap();
        assert_eq!(clock, TenClock { left: 420_000, runs_out_at: Some(at(TEN) + minutes(10)) });
        assert_eq!(clock.seconds(running.now + minutes(1)), 360);

        stage.desk.work_booking(&me, BookingId(one), Step::Arrived).await.unwrap();
        let waiting = stage.desk.today(&me).await.unwrap();
        let now = waiting.counters[0].now.clone().unwrap();
        assert_eq!((now.clock, now.arrived), (None, Some(stage.now())));

        // Nobody noted what came of either.
        stage.advance_to(at(HALF) + minutes(120));
        stage.desk.run_due(stage.now()).await.unwrap();
        let late = stage.desk.today(&me).await.unwrap();
        assert_eq!((late.counters[0].now.clone(), late.counters[0].next.clone()), (None, None));
        let left: Vec<_> = late.earlier.iter().map(|one| (one.id.0, one.is_open(), one.standing)).collect();
        assert_eq!(left, [(one, true, Standing::Confirmed), (two, false, Standing::NoShow)]);

        stage.desk.work_booking(&me, BookingId(one), Step::Done { note: "紹介状".to_owned() }).await.unwrap();
        let done = stage.desk.today(&me).await.unwrap();
        assert_eq!(done.earlier.iter().filter(|one| one.is_open()).count(), 0);
        assert_eq!(done.earlier[0].note, "紹介状");
    }

    async fn a_session_that_runs_over_stays_in_its_place(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter_at(&[span(TEN, 30), span(HALF, 30)]).await);
        let one = stage.book(1, span(TEN, 30)).await;
        let two = stage.book(2, span(HALF, 30)).await;
        stage.accept(&one.token).await;
        stage.accept(&two.token).await;
        let id = BookingId(stage.row(&one.token).await.id);
        stage.advance_to(at(TEN));
        stage.desk.mark_counter(&me, counter, true).await.unwrap();
        stage.desk.work_booking(&me, id, Step::Begin).await.unwrap();
        stage.advance_to(at(HALF) + minutes(5));
        let over = stage.desk.today(&me).await.unwrap();
        assert_eq!(over.counters[0].now.as_ref().map(|now| now.id), Some(id));
        let next = over.counters[0].next.clone().unwrap();
        assert_eq!(next.id.0, stage.row(&two.token).await.id);
        assert_eq!(next.clock, Some(TenClock { left: 600_000, runs_out_at: None }), "the office's time never counts");
    }

    async fn what_came_of_it_is_asked_once_it_is_over(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter_at(&[span(TEN, 30), span(HALF, 30)]).await);
        let one = stage.book(1, span(TEN, 30)).await;
        let two = stage.book(2, span(HALF, 30)).await;
        stage.accept(&one.token).await;
        stage.accept(&two.token).await;
        let (one, two) = (BookingId(stage.row(&one.token).await.id), BookingId(stage.row(&two.token).await.id));
        stage.advance_to(at(TEN));
        stage.desk.mark_counter(&me, counter, true).await.unwrap();
        let work = async |booking, step| stage.desk.work_booking(&me, booking, step).await;
        let outcome = |note: &str| Step::Outcome { note: note.to_owned() };
        let asked = async || {
            let today = stage.desk.today(&me).await.unwrap();
            today.counters[0].last.as_ref().map(|last| last.id)
        };
        work(one, Step::Begin).await.unwrap();
        assert_eq!(work(one, outcome("早すぎる")).await, Err(DeskError::Conflict), "nothing has come of it yet");
        assert_eq!(asked().await, None);
        stage.advance(minutes(20));
        work(one, Step::Done { note: String::new() }).await.unwrap();
        assert_eq!(asked().await, Some(one));
        work(two, Step::Begin).await.unwrap();
        assert_eq!(asked().await, None, "there is another to talk with");
        work(two, Step::Done { note: "応募を決めた".to_owned() }).await.unwrap();
        assert_eq!(asked().await, None, "it is written");

        work(one, outcome("紹介状")).await.unwrap();
        work(one, outcome("紹介状を２通")).await.unwrap();
        assert_eq!(work(one, outcome(&"長".repeat(501))).await, Err(DeskError::Mend));
        let today = stage.desk.today(&me).await.unwrap();
        let notes: Vec<_> = today.earlier.iter().map(|one| (one.id, one.note.as_str())).collect();
        assert_eq!(notes, [(one, "紹介状を２通"), (two, "応募を決めた")]);
    }

    async fn a_day_without_bookings_shows_its_counters(stage) {
        let me = staff(stage).await;
        stage.counter(None).await;
        let today = stage.desk.today(&me).await.unwrap();
        assert_eq!(today.counters.len(), 1);
        assert!(today.earlier.is_empty() && today.again_at.is_none());
    }
}
