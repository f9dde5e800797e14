//! The job: once a day however many nodes there are, in batches, taken up where another one stopped.

use super::*;
use crate::{on_both, someone};
use app::{desk::records::RecordsDesk, domain::role::Role};
use chrono::TimeDelta;
use server::store::entity::retention_run;

on_both! {
    async fn twice_the_job_is_once(stage) {
        let (id, _) = booked(stage).await;
        assert!(run(stage, "2027-12-02").await);
        let after = row(stage, id).await;
        assert!(!stage.desk.run_retention(stage.now()).await.unwrap());
        stage.advance(TimeDelta::hours(20));
        assert!(!stage.desk.run_retention(stage.now()).await.unwrap());
        assert_eq!(counted(stage, "2027-12-02", Class::Devices).await, [1, 1, 0, 0]);
        assert!(run(stage, "2027-12-03").await);
        assert_eq!(counted(stage, "2027-12-03", Class::Devices).await, [0; 4], "nothing is left");
        assert_eq!(row(stage, id).await, after);
    }

    async fn before_three_it_is_the_day_before(stage) {
        stage.advance_to(at("2026-11-26 02:59"));
        assert!(stage.desk.run_retention(stage.now()).await.unwrap());
        stage.advance(minutes(1));
        assert!(stage.desk.run_retention(stage.now()).await.unwrap());
        let days: Vec<String> = retention_run::Entity::find()
            .all(stage.desk.db.read())
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.day)
            .collect();
        assert_eq!(days.len(), 2);
        assert!(days.contains(&"2026-11-25".to_owned()) && days.contains(&"2026-11-26".to_owned()));
    }

    async fn two_nodes_and_one_of_them_runs(stage) {
        for n in 0..230 {
            past(stage, &format!("15020-{n}"), at("2023-05-01 09:00") + minutes(5 * n)).await;
        }
        stage.advance_to(at("2026-12-02 03:00"));
        let nodes: Vec<_> = (0..4)
            .map(|_| {
                let desk = stage.desk.clone();
                tokio::spawn(async move { desk.run_retention(desk.clock.now()).await.unwrap() })
            })
            .collect();
        let mut ran = 0;
        for node in nodes {
            ran += usize::from(node.await.unwrap());
        }
        assert_eq!(ran, 1);
        assert_eq!(counted(stage, "2026-12-02", Class::Bookings).await, [230, 230, 0, 0]);
        assert!(stage.bookings().await.iter().all(|row| row.number.is_empty() && row.name.is_empty()));
    }

    async fn what_a_dead_node_left_is_taken_up_when_its_time_is_over(stage) {
        let (id, _) = booked(stage).await;
        stage.advance_to(at("2027-12-02 03:00"));
        let dead = retention_run::Model {
            day: "2027-12-02".to_owned(),
            began_at: stage.now().timestamp_millis(),
            holder: Uuid::now_v7(),
            leased_until: (stage.now() + minutes(10)).timestamp_millis(),
            ended_at: None,
        };
        retention_run::Entity::insert(dead.into_active_model())
            .exec_without_returning(stage.desk.db.write())
            .await
            .unwrap();
        assert!(!stage.desk.run_retention(stage.now()).await.unwrap());
        assert_eq!(rid_of(stage, id).await, []);
        stage.advance(minutes(10));
        assert!(stage.desk.run_retention(stage.now()).await.unwrap());
        assert_eq!(rid_of(stage, id).await.len(), 3);
    }

    async fn a_letter_still_to_be_sent_keeps_its_address(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let id = stage.row(&view.token).await.id;
        run(stage, "2027-12-02").await;
        assert_eq!(rid_of(stage, id).await, [Class::Devices, Class::Access]);
        delivered(stage, &view).await;
        run(stage, "2027-12-03").await;
        assert!(rid_of(stage, id).await.contains(&Class::Outbox));
        assert_eq!(stage.letters(&view.token).await[0].recipient, "");
    }

    async fn the_page_shows_every_class_of_the_run(stage) {
        let manager = someone(stage, "manager", Role::Manager).await;
        booked(stage).await;
        run(stage, "2027-12-02").await;
        let room = stage.desk.records(&manager).await.unwrap();
        let counts = &room.runs[0].counts;
        assert_eq!(counts.len(), Class::ALL.len());
        assert!(room.runs[0].ended.is_some());
        let of = |class: Class| counts.iter().find(|(of, _)| *of == class).unwrap().1;
        assert_eq!((of(Class::Outbox).anonymous, of(Class::Mailbox).looked, of(Class::Backups).looked), (1, 0, 0));
    }
}
