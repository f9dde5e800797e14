//! The meetings of bookings, whatever Zoom does.

use crate::{
    cloud::{Call, Cloud, Fault, HOST},
    on_both,
    room::*,
    stage::*,
};
use app::{
    desk::{SeekerDesk, StaffDesk},
    domain::{booking::State, ids::BookingId},
};
use sea_orm::{EntityTrait, IntoActiveModel};
use server::{
    store::{
        entity::{meeting_count, zoom_host},
        meeting as meetings,
    },
    zoom::meeting::{Plan, TOPIC},
};

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
const TWELVE: &str = "2026-12-01 12:00";
const OTHER: &str = "host2@example.jp";

on_both! {
    async fn a_booking_by_telephone_has_its_meeting_at_once(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        let id = telephoned(stage, 1, TEN).await;
        assert_eq!(cloud.calls(Call::Create), 0, "the booking does not wait for Zoom");
        let node = node(stage, &cloud);
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        let row = row(stage, id).await;
        let (number, booked) = cloud.only();
        assert!(row.join_url.contains(&number.to_string()), "{row:?}");
        assert!(row.passcode.len() == 8 && row.passcode.chars().all(|c| c.is_ascii_digit()));
        assert_eq!(booked.asked["topic"], TOPIC);
        let asked = booked.asked.to_string();
        for secret in ["髙橋", "花子", "15020", "5678", "hanako", "zak"] {
            assert!(!asked.contains(secret) && !format!("{row:?}").contains(secret), "{secret}: {asked}");
        }
        assert_eq!(run(&node).await, 0, "nothing is left to do");
    }

    /// A month of bookings does not use the host's day up.
    async fn a_booking_of_the_site_waits_for_the_office_days_before_it(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        let node = node(stage, &cloud);
        stage.hold(1, span(TEN, 30)).await.unwrap();
        assert_eq!(run(&node).await, 0, "a hold wants no meeting");
        stage.fill(1, details()).await;
        let view = stage.desk.submit(visitor(1)).await.unwrap();
        stage.accept(&view.token).await;
        let id = BookingId(stage.row(&view.token).await.id);
        run(&node).await;
        stage.advance_to(at("2026-11-26 23:59"));
        assert_eq!((run(&node).await, cloud.calls(Call::Create)), (0, 0));
        stage.advance_to(at("2026-11-27 00:00"));
        assert_eq!(run(&node).await, 1);
        is_the_only_one(stage, &cloud, id).await;
    }

    async fn a_booking_stands_while_zoom_is_down(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        for _ in 0..3 {
            cloud.next(Call::Create, Fault::Broken);
        }
        let id = telephoned(stage, 1, TEN).await;
        let node = node(stage, &cloud);
        for _ in 0..3 {
            assert_eq!(run(&node).await, 1);
            assert_eq!(run(&node).await, 0, "not before its time");
            assert!(row(stage, id).await.trouble.is_some());
            let card = stage.desk.card(&clerk(stage), id).await.unwrap();
            assert!(matches!(card.state, State::AwaitingReply { .. }));
            stage.advance(minutes(1));
        }
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
    }

    async fn a_lost_answer_leaves_one_meeting(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        for fault in [Fault::AnswerLost, Fault::Nonsense] {
            cloud.next(Call::Create, fault);
            let id = telephoned(stage, 1, TEN).await;
            let node = node(stage, &cloud);
            run(&node).await;
            assert_eq!((row(stage, id).await.number, cloud.meetings().len()), (None, 1));
            let asked = cloud.calls(Call::Create);
            stage.advance(minutes(1));
            run(&node).await;
            is_the_only_one(stage, &cloud, id).await;
            stage.advance(minutes(10));
            run(&node).await;
            is_the_only_one(stage, &cloud, id).await;
            assert_eq!(cloud.calls(Call::Create), asked);
            assert_eq!(row(stage, id).await.due_at, None);
            cancel(stage, id).await;
            run(&node).await;
            assert_eq!(cloud.meetings(), []);
        }
    }

    async fn what_is_done_long_after_the_connection_broke_is_no_orphan(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN, ELEVEN]).await;
        cloud.next(Call::Create, Fault::DoneLater);
        let id = telephoned(stage, 1, TEN).await;
        let node = node(stage, &cloud);
        run(&node).await;
        shift(stage, id, ELEVEN).await;
        stage.advance(minutes(1));
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        cloud.catch_up();
        assert_eq!(cloud.meetings().len(), 2);
        stage.advance(minutes(10));
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
    }

    async fn a_booking_that_is_cancelled_in_doubt_leaves_none(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN, ELEVEN]).await;
        cloud.next(Call::Create, Fault::DoneLater);
        let first = telephoned(stage, 1, TEN).await;
        let node = node(stage, &cloud);
        run(&node).await;
        cloud.next(Call::Create, Fault::AnswerLost);
        let second = telephoned(stage, 2, ELEVEN).await;
        run(&node).await;
        cancel(stage, first).await;
        cancel(stage, second).await;
        run(&node).await;
        assert_eq!(cloud.meetings(), [], "what was there is gone at once");
        cloud.catch_up();
        assert_eq!(cloud.meetings().len(), 1);
        stage.advance(minutes(10));
        run(&node).await;
        assert_eq!(cloud.meetings(), []);
        assert_eq!(run(&node).await, 0);
    }

    /// A node that is killed between Zoom's answer and our commit.
    async fn a_dead_nodes_meeting_is_found(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        let id = telephoned(stage, 1, TEN).await;
        let tx = stage.desk.begin().await.unwrap();
        let claimed = meetings::claim(&tx, stage.now(), stage.now() + minutes(3), 9).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claimed.len(), 1);
        let tag = meetings::tag(id.0);
        cloud.client().create(HOST, &Plan::new(&tag, span(TEN, 30), "87654321")).await.unwrap();
        let node = node(stage, &cloud);
        assert_eq!(run(&node).await, 0, "the dead node has its claim");
        stage.advance(minutes(3));
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert_eq!((cloud.calls(Call::Create), row(stage, id).await.passcode.as_str()), (1, "87654321"));
        // Cancelled in the meantime, it is found too.
        cancel(stage, id).await;
        run(&node).await;
        let id = telephoned(stage, 2, TEN).await;
        let tx = stage.desk.begin().await.unwrap();
        meetings::claim(&tx, stage.now(), stage.now() + minutes(3), 9).await.unwrap();
        tx.commit().await.unwrap();
        let tag = meetings::tag(id.0);
        cloud.client().create(HOST, &Plan::new(&tag, span(TEN, 30), "87654321")).await.unwrap();
        cancel(stage, id).await;
        stage.advance(minutes(3));
        run(&node).await;
        assert_eq!(cloud.meetings(), []);
    }

    async fn several_nodes_make_each_meeting_once(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        let times: Vec<String> = (9..17).map(|hour| format!("2026-12-01 {hour:02}:00")).collect();
        let times: Vec<&str> = times.iter().map(String::as_str).collect();
        counter_of(stage, HOST, &times).await;
        counter_of(stage, OTHER, &times).await;
        for (number, time) in (1..).zip(times.iter().chain(&times)) {
            telephoned(stage, number, time).await;
        }
        let nodes: Vec<_> = (0..3).map(|_| {
            let node = node(stage, &cloud);
            tokio::spawn(async move { run(&node).await })
        }).collect();
        for node in nodes {
            node.await.unwrap();
        }
        // A node that found all hosts busy has gone home.
        run(&node(stage, &cloud)).await;
        assert_eq!((cloud.meetings().len(), cloud.calls(Call::Create)), (16, 16));
    }

    async fn a_booking_that_ends_takes_its_meeting_with_it(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN, ELEVEN]).await;
        let node = node(stage, &cloud);
        let before = telephoned(stage, 1, TEN).await;
        cancel(stage, before).await;
        run(&node).await;
        assert_eq!(cloud.calls(Call::Create), 0, "what was cancelled before is never made");
        let id = telephoned(stage, 2, TEN).await;
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        cloud.next(Call::Delete, Fault::Broken);
        cancel(stage, id).await;
        run(&node).await;
        assert_eq!(cloud.meetings().len(), 1);
        stage.advance(minutes(1));
        run(&node).await;
        assert_eq!(cloud.meetings(), []);
        // 無効: nobody replied.
        let id = telephoned(stage, 3, ELEVEN).await;
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        stage.advance_to(at("2026-11-28 00:00"));
        stage.desk.run_due(stage.now()).await.unwrap();
        run(&node).await;
        assert_eq!((cloud.meetings(), row(stage, id).await.wanted), (vec![], 0));
    }

    async fn a_booking_that_is_moved_changes_its_meeting(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN, ELEVEN]).await;
        counter_of(stage, OTHER, &[TWELVE]).await;
        let node = node(stage, &cloud);
        let id = telephoned(stage, 1, TEN).await;
        run(&node).await;
        let (number, _) = cloud.only();
        cloud.next(Call::Change, Fault::AnswerLost);
        shift(stage, id, ELEVEN).await;
        run(&node).await;
        stage.advance(minutes(1));
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert_eq!(cloud.only().0, number, "it is the same meeting");
        // Somebody has deleted it in Zoom.
        cloud.lose(number);
        shift(stage, id, TEN).await;
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert_ne!(cloud.only().0, number);
        // At another counter it is another host's.
        shift(stage, id, TWELVE).await;
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert_eq!(cloud.only().1.user, OTHER);
        assert_eq!(rows(stage, id).await.len(), 2);
        // And back again.
        shift(stage, id, ELEVEN).await;
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert_eq!(cloud.only().1.user, HOST);
    }

    /// Zoom takes no two meetings of one host at one time, not even for the moment between two changes.
    async fn bookings_that_move_up_come_right(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN, ELEVEN, TWELVE]).await;
        let node = node(stage, &cloud);
        let first = telephoned(stage, 1, TEN).await;
        let second = telephoned(stage, 2, ELEVEN).await;
        run(&node).await;
        // They change places by way of a third time, before Zoom hears of any of it.
        shift(stage, first, TWELVE).await;
        shift(stage, second, TEN).await;
        shift(stage, first, ELEVEN).await;
        for _ in 0..6 {
            run(&node).await;
            stage.advance(minutes(2));
        }
        let spans: Vec<_> = cloud.meetings().into_iter().map(|(_, booked)| (booked.asked["agenda"].clone(), booked.span)).collect();
        assert_eq!(spans.len(), 2);
        for (id, time) in [(first, ELEVEN), (second, TEN)] {
            assert!(spans.contains(&(meetings::tag(id.0).into(), span(time, 30))), "{spans:?}");
            assert_eq!(row(stage, id).await.trouble, None);
        }
    }

    async fn zoom_is_not_asked_again_before_it_says(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        cloud.next(Call::Create, Fault::TooMany(Some("120")));
        cloud.next(Call::Create, Fault::TooMany(None));
        let id = telephoned(stage, 1, TEN).await;
        let node = node(stage, &cloud);
        run(&node).await;
        stage.advance(minutes(2) - millis(1));
        assert_eq!(run(&node).await, 0);
        stage.advance(millis(1));
        assert_eq!(run(&node).await, 1);
        // Without a time, in a few seconds.
        assert_eq!(cloud.meetings(), []);
        stage.advance(millis(20_000));
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert_eq!(cloud.calls(Call::Create), 3);
    }

    async fn the_hundred_and_first_of_a_hosts_day_waits_for_the_next(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        let host = counter_of(stage, HOST, &[TEN, ELEVEN, TWELVE]).await;
        counter_of(stage, OTHER, &["2026-12-01 13:00"]).await;
        let counted = meeting_count::Model {
            host_id: host,
            date: "2026-11-24".to_owned(),
            office_id: stage.office.0,
            count: 99,
        };
        let counted = counted.into_active_model();
        meeting_count::Entity::insert(counted).exec_without_returning(stage.desk.db.write()).await.unwrap();
        let node = node(stage, &cloud);
        let first = telephoned(stage, 1, TEN).await;
        run(&node).await;
        is_the_only_one(stage, &cloud, first).await;
        let second = telephoned(stage, 2, ELEVEN).await;
        telephoned(stage, 3, "2026-12-01 13:00").await;
        run(&node).await;
        assert_eq!(cloud.calls(Call::Create), 2, "the other host has a day of their own");
        assert!(row(stage, second).await.trouble.is_some());
        // What is deleted does not count.
        cancel(stage, first).await;
        run(&node).await;
        assert_eq!(cloud.meetings().len(), 1);
        stage.advance_to(at("2026-11-25 08:59"));
        assert_eq!(run(&node).await, 0);
        stage.advance_to(at("2026-11-25 09:00"));
        run(&node).await;
        assert_eq!((cloud.meetings().len(), row(stage, second).await.trouble), (2, None));
        // Somebody else used the host's day up.
        cloud.next(Call::Create, Fault::TooManyToday);
        telephoned(stage, 4, TEN).await;
        telephoned(stage, 5, TWELVE).await;
        run(&node).await;
        assert_eq!(cloud.calls(Call::Create), 4, "Zoom is asked once");
        stage.advance_to(at("2026-11-26 09:00"));
        run(&node).await;
        assert_eq!(cloud.meetings().len(), 4);
    }

    async fn a_host_without_a_user_has_no_meetings_made_until_it_has_one(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        let host = host(stage, None).await;
        let counter = stage.counter(Some(host)).await;
        stage.slot(counter, span(TEN, 30)).await;
        let id = telephoned(stage, 1, TEN).await;
        let node = node(stage, &cloud);
        assert_eq!(run(&node).await, 0);
        let user = zoom_host::ActiveModel {
            id: sea_orm::Set(host),
            zoom_user: sea_orm::Set(Some(HOST.to_owned())),
            ..Default::default()
        };
        zoom_host::Entity::update(user).exec(stage.desk.db.write()).await.unwrap();
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
    }
}
