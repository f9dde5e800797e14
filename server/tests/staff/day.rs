//! The ten minutes of R4 at the desk: the cases of the ruling, on a clock that is moved.

use crate::{on_both, only, seq, someone, staff, stage::*, stranger};
use app::{
    desk::{DayDesk, StaffDesk, booking::BookingView, day::Step, error::DeskError, staff::Actor},
    domain::{
        booking::State,
        ids::{BookingId, CounterId},
        role::Role,
    },
};
use chrono::{NaiveTime, TimeDelta};
use server::store::{booking as bookings, entity::booking};
use uuid::Uuid;

const TEN: &str = "2026-12-01 10:00";

/// A confirmed booking at ten at a counter of its own, and somebody who works there. It is ten to ten.
async fn confirmed(stage: &Stage) -> (Actor, CounterId, BookingView) {
    let me = staff(stage).await;
    let counter = stage.counter_at(&[span(TEN, 30)]).await;
    let booked = stage.book(1, span(TEN, 30)).await;
    stage.accept(&booked.token).await;
    stage.advance_to(at(TEN) - minutes(10));
    (me, CounterId(counter), booked)
}

fn seconds(seconds: i64) -> TimeDelta {
    TimeDelta::seconds(seconds)
}

async fn state(stage: &Stage, booked: &BookingView) -> State {
    bookings::state(&stage.row(&booked.token).await).unwrap()
}

async fn due(stage: &Stage) -> usize {
    stage.desk.run_due(stage.now()).await.unwrap()
}

async fn ready(stage: &Stage, me: &Actor, counter: CounterId, ready: bool) {
    stage.desk.mark_counter(me, counter, ready).await.unwrap();
}

async fn step(stage: &Stage, me: &Actor, booked: &BookingView, step: Step) -> Result<(), DeskError> {
    let id = BookingId(stage.row(&booked.token).await.id);
    stage.desk.work_booking(me, id, step).await
}

fn call_at(hour: u32, minute: u32, second: u32, milli: u32) -> Step {
    Step::Contact { call: true, at: NaiveTime::from_hms_milli_opt(hour, minute, second, milli) }
}

/// Silent until that instant and not a millisecond before.
async fn silent_at(stage: &Stage, booked: &BookingView, end: TimeDelta) {
    stage.advance_to(at(TEN) + end - millis(1));
    assert_eq!(due(stage).await, 0);
    assert!(matches!(state(stage, booked).await, State::Confirmed { .. }));
    stage.advance(millis(1));
    assert_eq!(due(stage).await, 1);
    assert_eq!(state(stage, booked).await, State::NoShow { at: at(TEN) + end });
}

async fn letters(stage: &Stage, booked: &BookingView) -> Vec<String> {
    stage.letters(&booked.token).await.into_iter().map(|row| row.letter).collect()
}

on_both! {
    async fn silent_for_ten_minutes_is_cancelled_once_and_told(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        let before = seq(stage).await;
        silent_at(stage, &booked, minutes(10)).await;
        assert_eq!(due(stage).await, 0, "twice does nothing more");
        stage.advance(minutes(60));
        assert_eq!(due(stage).await, 0);
        assert_eq!(letters(stage, &booked).await, ["booked", "no_show"]);
        assert!(seq(stage).await > before);
        let history = stage.history(stage.row(&booked.token).await.id).await;
        assert_eq!(history.last().map(String::as_str), Some("no_show"));
    }

    async fn the_office_is_seven_minutes_late(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        stage.advance_to(at(TEN) + minutes(7));
        assert_eq!(due(stage).await, 0);
        ready(stage, &me, counter, true).await;
        silent_at(stage, &booked, minutes(17)).await;
    }

    async fn late_beyond_the_ten_minutes_the_clock_begins_then(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        stage.advance_to(at(TEN) + minutes(12));
        assert_eq!(due(stage).await, 0);
        ready(stage, &me, counter, true).await;
        assert_eq!(due(stage).await, 0);
        silent_at(stage, &booked, minutes(22)).await;
    }

    async fn paused_in_the_middle(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        stage.advance_to(at(TEN) + minutes(4));
        step(stage, &me, &booked, Step::Pause).await.unwrap();
        stage.advance_to(at(TEN) + minutes(30));
        assert_eq!(due(stage).await, 0, "it stands still");
        step(stage, &me, &booked, Step::Resume).await.unwrap();
        silent_at(stage, &booked, minutes(36)).await;
    }

    async fn a_counter_that_is_away_stops_the_clock(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        stage.advance_to(at(TEN) + minutes(3));
        ready(stage, &me, counter, false).await;
        stage.advance_to(at(TEN) + minutes(8));
        ready(stage, &me, counter, true).await;
        silent_at(stage, &booked, minutes(15)).await;
    }

    async fn a_counter_never_ready_says_nothing(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        stage.advance_to(at(TEN) + minutes(600));
        assert_eq!(due(stage).await, 0);
        assert!(matches!(state(stage, &booked).await, State::Confirmed { .. }));
        // Nor one that somebody forgot the day before: nobody is ready overnight.
        stage.advance(TimeDelta::days(1));
        ready(stage, &me, counter, true).await;
        assert_eq!(due(stage).await, 0);
        assert!(matches!(state(stage, &booked).await, State::Confirmed { .. }));
    }

    async fn nobody_is_ready_overnight(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        stage.desk.clock.advance(-TimeDelta::days(1));
        ready(stage, &me, counter, true).await;
        stage.advance_to(at(TEN) + minutes(20));
        assert_eq!(due(stage).await, 0);
        // It is marked again for the new day.
        ready(stage, &me, counter, true).await;
        silent_at(stage, &booked, minutes(30)).await;
    }

    async fn a_contact_at_the_last_millisecond_counts(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        stage.advance_to(at(TEN) + minutes(10) - millis(1));
        step(stage, &me, &booked, Step::Contact { call: false, at: None }).await.unwrap();
        stage.advance(minutes(30));
        assert_eq!(due(stage).await, 0);
        assert!(matches!(state(stage, &booked).await, State::Confirmed { .. }));
        assert_eq!(letters(stage, &booked).await, ["booked"]);
    }

    async fn a_contact_at_ten_minutes_is_too_late(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        stage.advance_to(at(TEN) + minutes(10));
        let late = step(stage, &me, &booked, Step::Contact { call: false, at: None }).await;
        assert_eq!(late, Err(DeskError::Ended));
        assert_eq!(step(stage, &me, &booked, Step::Arrived).await, Err(DeskError::Ended));
        assert_eq!(due(stage).await, 1);
        assert_eq!(step(stage, &me, &booked, call_at(10, 10, 0, 0)).await, Err(DeskError::Ended));
    }

    async fn what_is_heard_late_but_happened_in_time_brings_it_back(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        let before = state(stage, &booked).await;
        ready(stage, &me, counter, true).await;
        silent_at(stage, &booked, minutes(10)).await;
        stage.advance(minutes(5));
        step(stage, &me, &booked, call_at(10, 9, 59, 999)).await.unwrap();
        assert_eq!(state(stage, &booked).await, before, "confirmed as it was");
        stage.advance(minutes(60));
        assert_eq!(due(stage).await, 0);
        let rows = stage.letters(&booked.token).await;
        assert_eq!(rows.last().map(|row| row.status.as_str()), Some("superseded"), "not told of what is so no longer");
        let future = step(stage, &me, &booked, call_at(23, 0, 0, 0)).await;
        assert_eq!(future, Err(DeskError::Mend), "what has not happened");
    }

    async fn an_earlier_consultation_that_runs_over_holds_the_clock(stage) {
        let me = staff(stage).await;
        let early = "2026-12-01 9:30".replace(" 9", " 09");
        let counter = CounterId(stage.counter_at(&[span(&early, 30), span(TEN, 30)]).await);
        let one = stage.book(1, span(&early, 30)).await;
        let two = stage.book(2, span(TEN, 30)).await;
        stage.accept(&one.token).await;
        stage.accept(&two.token).await;
        stage.advance_to(at(&early));
        ready(stage, &me, counter, true).await;
        step(stage, &me, &one, Step::Begin).await.unwrap();
        stage.advance_to(at(TEN) + minutes(6));
        assert_eq!(step(stage, &me, &two, Step::Begin).await, Err(DeskError::Conflict), "one at a time");
        stage.advance_to(at(TEN) + minutes(11));
        assert_eq!(due(stage).await, 0);
        step(stage, &me, &one, Step::Done { note: "求人を2件紹介".to_owned() }).await.unwrap();
        silent_at(stage, &two, minutes(21)).await;
        assert_eq!(state(stage, &one).await, State::Attended { at: at(TEN) + minutes(11) });
    }

    async fn a_day_as_it_should_be(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        stage.advance(minutes(8));
        step(stage, &me, &booked, Step::Arrived).await.unwrap();
        stage.advance(minutes(3));
        step(stage, &me, &booked, Step::Begin).await.unwrap();
        stage.advance(minutes(25));
        assert_eq!(due(stage).await, 0);
        step(stage, &me, &booked, Step::Done { note: " 次は履歴書を見る ".to_owned() }).await.unwrap();
        assert_eq!(state(stage, &booked).await, State::Attended { at: at(TEN) + minutes(26) });
        let again = step(stage, &me, &booked, Step::Done { note: String::new() }).await;
        assert_eq!(again, Err(DeskError::Ended));
        let id = only(stage).await;
        assert_eq!(stage.history(id.0).await[2..], ["arrived", "begun", "attended"]);
        let card = stage.desk.card(&me, id).await.unwrap();
        assert_eq!(card.history.last().map(|line| line.note.as_str()), Some("次は履歴書を見る"));
        // Pressed at the wrong row.
        assert_eq!(step(stage, &me, &booked, Step::Undo { why: " ".to_owned() }).await, Err(DeskError::Mend));
        step(stage, &me, &booked, Step::Undo { why: "押し間違い".to_owned() }).await.unwrap();
        assert!(matches!(state(stage, &booked).await, State::Confirmed { .. }));
        stage.advance(minutes(60));
        assert_eq!(due(stage).await, 0);
    }

    async fn staff_undo_and_it_stays_undone(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        let before = state(stage, &booked).await;
        ready(stage, &me, counter, true).await;
        silent_at(stage, &booked, minutes(10)).await;
        assert_eq!(step(stage, &me, &booked, Step::Undo { why: String::new() }).await, Err(DeskError::Mend));
        step(stage, &me, &booked, Step::Undo { why: "入室の表示が出ていなかった".to_owned() }).await.unwrap();
        assert_eq!(state(stage, &booked).await, before);
        stage.advance(minutes(60));
        assert_eq!(due(stage).await, 0);
        step(stage, &me, &booked, Step::Begin).await.unwrap();
        step(stage, &me, &booked, Step::Done { note: String::new() }).await.unwrap();
    }

    async fn two_nodes_and_one_letter(stage) {
        let me = staff(stage).await;
        let mut all = Vec::new();
        for n in 1..=5 {
            let counter = CounterId(stage.counter_at(&[span(TEN, 30)]).await);
            let booked = stage.book(n, span(TEN, 30)).await;
            stage.accept(&booked.token).await;
            all.push((counter, booked));
        }
        stage.advance_to(at(TEN));
        for (counter, _) in &all {
            ready(stage, &me, *counter, true).await;
        }
        stage.advance(minutes(10));
        let nodes: Vec<_> = (0..4).map(|_| {
            let desk = stage.desk.clone();
            tokio::spawn(async move { desk.run_due(desk.clock.now()).await.unwrap() })
        }).collect();
        let mut happened = 0;
        for node in nodes {
            happened += node.await.unwrap();
        }
        assert_eq!(happened, 5);
        for (_, booked) in &all {
            assert_eq!(letters(stage, booked).await, ["booked", "no_show"]);
        }
    }

    async fn the_task_wakes_when_the_clock_is_set_going(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        stage.advance_to(at(TEN) + minutes(10));
        assert_eq!(due(stage).await, 0);
        let mut listener = stage.desk.live.of_slug(SLUG).await.unwrap().listen();
        let node = tokio::spawn(server::clockwork::run(stage.desk.clone()));
        ready(stage, &me, counter, true).await;
        stage.advance(minutes(10));
        // Another press wakes it, as the passing of time would: the clock of the stage is moved by nobody else.
        stage.desk.alarm.set(0);
        let missed = async {
            while !matches!(state(stage, &booked).await, State::NoShow { .. }) {
                stage.desk.alarm.set(0);
                let _ = tokio::time::timeout(std::time::Duration::from_millis(300), listener.recv()).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), missed).await.expect("it wakes");
        node.abort();
        let _ = node.await;
    }

    async fn whatever_else_is_saved_meanwhile_the_ten_minutes_are_looked_at(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        stage.advance_to(at(TEN) + minutes(5));
        step(stage, &me, &booked, Step::Pause).await.unwrap();
        stage.advance(minutes(1));
        step(stage, &me, &booked, Step::Resume).await.unwrap();
        assert_eq!(due(stage).await, 0);
        stage.desk.resend(&me, only(stage).await, None).await.unwrap();
        silent_at(stage, &booked, minutes(11)).await;
    }

    async fn without_an_address_nothing_is_sent(stage) {
        use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
        let (me, counter, booked) = confirmed(stage).await;
        let mut row: booking::ActiveModel = stage.row(&booked.token).await.into_active_model();
        row.mail = Set(String::new());
        row.update(stage.desk.db.write()).await.unwrap();
        ready(stage, &me, counter, true).await;
        silent_at(stage, &booked, minutes(10)).await;
        assert_eq!(letters(stage, &booked).await, ["booked"]);
    }

    async fn another_office_s_day_is_not_there(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        let stranger = stranger(stage).await;
        assert_eq!(stage.desk.mark_counter(&stranger, counter, true).await, Err(DeskError::NotFound));
        assert_eq!(step(stage, &stranger, &booked, Step::Arrived).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.mark_counter(&me, CounterId(Uuid::now_v7()), true).await, Err(DeskError::NotFound));
        assert!(stage.desk.today(&stranger).await.unwrap().counters.is_empty());
    }

    async fn every_change_is_in_the_log(stage) {
        let (me, counter, booked) = confirmed(stage).await;
        ready(stage, &me, counter, true).await;
        ready(stage, &me, counter, true).await;
        stage.desk.today(&me).await.unwrap();
        stage.advance(seconds(30));
        for one in [Step::Pause, Step::Resume, call_at(9, 50, 10, 0), Step::Begin, Step::Done { note: String::new() }] {
            step(stage, &me, &booked, one).await.unwrap();
        }
        step(stage, &me, &booked, Step::Undo { why: "x".to_owned() }).await.unwrap();
        ready(stage, &me, counter, false).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        let page = app::desk::AccountDesk::audit(&stage.desk, &boss, Default::default()).await.unwrap();
        let mut acts: Vec<_> = page.lines.into_iter().map(|line| line.act).collect();
        acts.retain(|act| act != "audit_read");
        acts.reverse();
        assert_eq!(
            acts,
            [
                "counter_ready",
                "today_seen",
                "clock_paused",
                "clock_resumed",
                "contact_noted",
                "session_begun",
                "session_done",
                "undone",
                "counter_away"
            ]
        );
    }
}
