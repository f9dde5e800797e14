//! Weekly patterns and their publishing.

use crate::{all_is_read_again, on_both, seq, someone, staff, stage::*, stranger};
use app::{
    desk::{PlanDesk, SeekerDesk, StaffDesk, error::DeskError, plan::PublishAsk, staff::Actor},
    domain::{
        ids::{BookingId, CounterId, PatternId},
        kind::Kind,
        pattern::{Dates, Hours, Pattern, Rhythm, Week},
        role::Role,
    },
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::{clock::from_millis, store::entity::slot};
use uuid::Uuid;

/// The same hours from Monday to Friday, from a day on.
fn weekdays(counter: CounterId, from: &str, hours: &str, minutes: u8) -> Pattern {
    let mut week = Week::default();
    week.0[..5].fill(hours.parse::<Hours>().unwrap());
    Pattern {
        counter,
        dates: Dates::new(from.parse().unwrap(), None).unwrap(),
        week,
        rhythm: Rhythm::new(minutes, 0).unwrap(),
    }
}

fn until(date: &str) -> PublishAsk {
    PublishAsk { until: date.parse().unwrap(), counter: None }
}

async fn manager(stage: &Stage) -> Actor {
    someone(stage, "manager", Role::Manager).await
}

/// The starts of the counter's open slots, `12-01 10:00`.
async fn open(stage: &Stage, counter: CounterId) -> Vec<String> {
    let rows = slot::Entity::find()
        .filter(slot::Column::CounterId.eq(counter.0))
        .filter(slot::Column::ClosedAt.is_null())
        .order_by_asc(slot::Column::StartsAt)
        .all(stage.desk.db.read())
        .await
        .unwrap();
    let start =
        |row: slot::Model| app::domain::time::jst(from_millis(row.starts_at)).format("%m-%d %-H:%M").to_string();
    rows.into_iter().map(start).collect()
}

async fn counts(stage: &Stage, me: &Actor, ask: PublishAsk) -> (usize, usize, usize) {
    let preview = stage.desk.preview(me, ask).await.unwrap();
    let opened = preview.counters.iter().map(|counter| counter.opened).sum();
    (opened, preview.counters.iter().map(|counter| counter.closed).sum(), preview.conflicts.len())
}

on_both! {
    async fn a_pattern_is_published_once_and_a_booked_slot_outlasts_its_change(stage) {
        let me = manager(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let id = stage.desk.add_pattern(&me, weekdays(counter, "2026-11-01", "10:00-11:00", 30)).await.unwrap();
        assert_eq!(open(stage, counter).await, [""; 0], "a pattern alone opens nothing");
        // 28 and 29 are a weekend. Today at ten nothing that begins at ten is opened.
        let ask = until("2026-12-01");
        assert_eq!(counts(stage, &me, ask).await, (11, 0, 0));
        assert_eq!(open(stage, counter).await, [""; 0], "looking changes nothing");
        stage.desk.publish(&me, ask).await.unwrap();
        assert_eq!(open(stage, counter).await.len(), 11);
        let told = seq(stage).await;
        stage.desk.publish(&me, ask).await.unwrap();
        assert_eq!((counts(stage, &me, ask).await, seq(stage).await), ((0, 0, 0), told), "published already");

        let booked = stage.book(1, span("2026-12-01 10:30", 30)).await;
        let before = stage.row(&booked.token).await;
        stage.desk.change_pattern(&me, id, weekdays(counter, "2026-11-01", "10:00-10:30", 30)).await.unwrap();
        let preview = stage.desk.preview(&me, ask).await.unwrap();
        assert_eq!(preview.counters[0].closed, 5);
        let conflict = &preview.conflicts[0];
        assert_eq!((conflict.booking, &conflict.reference), (BookingId(before.id), &before.reference));
        assert_eq!((conflict.span, conflict.name.as_str()), (span("2026-12-01 10:30", 30), "髙橋 𠮷弥"));
        stage.desk.publish(&me, ask).await.unwrap();
        assert_eq!(stage.row(&booked.token).await, before, "the booking stays as it is");
        let left = open(stage, counter).await;
        assert_eq!(left.last().map(String::as_str), Some("12-01 10:30"));
        assert_eq!(counts(stage, &me, ask).await, (0, 0, 1), "and is told of again");
        stage.desk.cancel(&booked.token, String::new()).await.unwrap();
        assert_eq!(counts(stage, &me, ask).await, (0, 1, 0));
    }

    async fn what_staff_did_by_hand_stays(stage) {
        let (me, worker) = (manager(stage).await, staff(stage).await);
        let counter = CounterId(stage.counter(None).await);
        stage.desk.add_pattern(&me, weekdays(counter, "2026-12-01", "10:00-11:00", 30)).await.unwrap();
        let ask = until("2026-12-01");
        stage.desk.publish(&me, ask).await.unwrap();
        let by_hand = stage.desk.open_slot(&worker, counter, span("2026-12-01 15:00", 20)).await.unwrap();
        let ten = slot::Entity::find().order_by_asc(slot::Column::StartsAt).one(stage.desk.db.read()).await.unwrap();
        stage.desk.close_slot(&worker, app::domain::ids::SlotId(ten.unwrap().id)).await.unwrap();
        stage.desk.publish(&me, ask).await.unwrap();
        assert_eq!(open(stage, counter).await, ["12-01 10:30", "12-01 15:00"]);
        assert_eq!(counts(stage, &me, ask).await, (0, 0, 0));
        stage.desk.close_slot(&worker, by_hand).await.unwrap();
        stage.desk.publish(&me, ask).await.unwrap();
        assert_eq!(open(stage, counter).await, ["12-01 10:30"]);
    }

    async fn what_is_published_can_be_booked_at_once(stage) {
        let me = manager(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let live = stage.desk.live.of_id(stage.office).await.unwrap();
        let mut heard = live.listen();
        stage.desk.add_pattern(&me, weekdays(counter, "2026-12-01", "10:00-11:00", 30)).await.unwrap();
        stage.desk.publish(&me, until("2026-12-02")).await.unwrap();
        all_is_read_again(&mut heard).await;
        let from = "2026-12-01".parse().ok();
        let calendar = stage.desk.calendar(SLUG, Kind::Consultation, from, 7, Locale::ja).await.unwrap();
        assert_eq!(calendar.days.iter().map(|day| day.times.len()).sum::<usize>(), 4);
        let missed = stage.desk.live.missed(&live, 0, Kind::Consultation).await.unwrap();
        assert!(missed.is_some_and(|patch| patch.again), "whoever was away asks too");
        stage.book(1, span("2026-12-01 10:00", 30)).await;
    }

    async fn a_later_pattern_takes_over_and_an_ended_one_closes(stage) {
        let me = manager(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let usual = stage.desk.add_pattern(&me, weekdays(counter, "2026-11-30", "10:00-10:30", 30)).await.unwrap();
        stage.desk.add_pattern(&me, weekdays(counter, "2026-12-02", "14:00-14:20", 20)).await.unwrap();
        let again = stage.desk.add_pattern(&me, weekdays(counter, "2026-12-02", "9:00-9:30", 30)).await;
        assert_eq!(again, Err(DeskError::Conflict), "which of two that begin on one day?");
        stage.desk.publish(&me, until("2026-12-03")).await.unwrap();
        let all = ["11-30 10:00", "12-01 10:00", "12-02 14:00", "12-03 14:00"];
        assert_eq!(open(stage, counter).await, all);
        let early = stage.desk.end_pattern(&me, usual, "2026-11-29".parse().ok()).await;
        assert_eq!(early, Err(DeskError::Mend));
        stage.desk.end_pattern(&me, usual, "2026-11-30".parse().ok()).await.unwrap();
        stage.desk.publish(&me, until("2026-12-03")).await.unwrap();
        assert_eq!(open(stage, counter).await, ["11-30 10:00", "12-02 14:00", "12-03 14:00"]);
        stage.desk.end_pattern(&me, usual, None).await.unwrap();
        let listed = stage.desk.patterns(&me).await.unwrap();
        assert_eq!(listed.counters[0].patterns.len(), 1);
        assert_eq!(listed.counters[0].published_until, "2026-12-03".parse().ok());
    }

    async fn one_counter_alone_is_published(stage) {
        let me = manager(stage).await;
        let [one, two] = [stage.counter(None).await, stage.counter(None).await].map(CounterId);
        for counter in [one, two] {
            stage.desk.add_pattern(&me, weekdays(counter, "2026-12-01", "10:00-10:30", 30)).await.unwrap();
        }
        let ask = PublishAsk { counter: Some(two), ..until("2026-12-01") };
        stage.desk.publish(&me, ask).await.unwrap();
        assert_eq!((open(stage, one).await.len(), open(stage, two).await.len()), (0, 1));
    }

    async fn a_seat_that_is_taken_while_its_slot_is_unpublished_is_not_lost(stage) {
        let me = manager(stage).await;
        let counter = CounterId(stage.counter(None).await);
        stage.slot(counter.0, span("2026-12-01 10:00", 30)).await;
        let (desk, actor) = (stage.desk.clone(), me.clone());
        let publishing = tokio::spawn(async move { desk.publish(&actor, until("2026-12-01")).await });
        let held = stage.hold(1, span("2026-12-01 10:00", 30)).await;
        publishing.await.unwrap().unwrap();
        assert_eq!(held.is_ok(), !open(stage, counter).await.is_empty(), "{:?}", held.err());
    }

    async fn what_cannot_be_is_refused_and_other_offices_are_not_there(stage) {
        let (me, worker, elsewhere) = (manager(stage).await, staff(stage).await, stranger(stage).await);
        let counter = CounterId(stage.counter(None).await);
        let pattern = weekdays(counter, "2026-12-01", "10:00-11:00", 30);
        assert_eq!(stage.desk.add_pattern(&worker, pattern.clone()).await, Err(DeskError::NotFound), "not a task of theirs");
        assert_eq!(stage.desk.add_pattern(&elsewhere, pattern.clone()).await, Err(DeskError::NotFound));
        let id = stage.desk.add_pattern(&me, pattern.clone()).await.unwrap();
        for missing in [id, PatternId(Uuid::now_v7())] {
            assert_eq!(stage.desk.change_pattern(&elsewhere, missing, pattern.clone()).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.end_pattern(&elsewhere, missing, None).await, Err(DeskError::NotFound));
        }
        let theirs = PublishAsk { counter: Some(counter), ..until("2026-12-01") };
        assert_eq!(stage.desk.publish(&elsewhere, theirs).await, Err(DeskError::NotFound));
        for day in ["2026-11-23", "2036-12-01"] {
            assert_eq!(stage.desk.publish(&me, until(day)).await, Err(DeskError::Mend));
        }
    }
}
