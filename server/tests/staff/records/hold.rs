//! Legal holds: what they keep is not forgotten, and the run says so.

use super::*;
use crate::{on_both, someone, stranger};
use app::{
    desk::{
        SeekerDesk, StaffDesk,
        error::DeskError,
        records::{HeldView, NewHold, RecordsDesk},
        staff::Actor,
    },
    domain::{ids::BookingId, ids::HoldId, role::Role},
};
use server::store::entity::audit;
use std::collections::BTreeSet;

fn hold(about: &str) -> NewHold {
    NewHold {
        about: about.to_owned(),
        ground: "令和9年（ワ）第1号".to_owned(),
        from: "2026-11-24".to_owned(),
        until: String::new(),
    }
}

async fn only(stage: &Stage, boss: &Actor) -> HoldId {
    stage.desk.records(boss).await.unwrap().holds[0].id
}

on_both! {
    async fn nothing_of_a_held_person_is_forgotten_until_it_is_lifted(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (id, view) = booked(stage).await;
        let other = past(stage, "15020-7", at(TEN)).await;
        stage.desk.card(&boss, BookingId(id)).await.unwrap();
        stage.desk.place_hold(&boss, hold("15020-12345678")).await.unwrap();
        let before = (row(stage, id).await, stage.letters(&view.token).await);
        // Drafts of theirs stay, too, whichever job comes by.
        stage.advance(chrono::TimeDelta::days(2));
        stage.desk.forget_begun(stage.now()).await.unwrap();
        run(stage, "2032-01-05").await;
        assert_eq!((row(stage, id).await, stage.letters(&view.token).await), before);
        assert_eq!(stage.desk.application(visitor(1), app::i18n::Locale::ja).await.unwrap().unwrap().details.name, details().name);
        for class in Class::OF_A_BOOKING {
            assert_eq!(counted(stage, "2032-01-05", class).await, [2, 1, 0, 1], "{class:?}");
        }
        assert_eq!(rid_of(stage, other).await.len(), 5);
        let about: Vec<String> =
            audit::Entity::find().all(stage.desk.db.read()).await.unwrap().into_iter().map(|line| line.about).collect();
        let held = only(stage, &boss).await.0.to_string();
        assert_eq!(
            BTreeSet::from_iter(about),
            BTreeSet::from([before.0.reference, held]),
            "what was seen of the held booking, and who held it"
        );
        assert_eq!(counted(stage, "2032-01-05", Class::Audit).await[3], 2);

        stage.desk.lift_hold(&boss, only(stage, &boss).await, "和解".to_owned()).await.unwrap();
        run(stage, "2032-01-06").await;
        assert_eq!(rid_of(stage, id).await.len(), 5);
        assert_eq!(counted(stage, "2032-01-06", Class::Bookings).await, [1, 1, 0, 0]);
    }

    async fn a_hold_on_a_booking_keeps_that_one_and_ends_on_its_day(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (id, view) = booked(stage).await;
        let other = past(stage, "15020-12345678", at(ELEVEN)).await;
        let until = NewHold { until: "2032-01-31".to_owned(), ..hold(&view.reference) };
        stage.desk.place_hold(&boss, until).await.unwrap();
        run(stage, "2032-01-31").await;
        assert_eq!((rid_of(stage, id).await.len(), rid_of(stage, other).await.len()), (0, 5));
        assert!(stage.desk.records(&boss).await.unwrap().holds[0].in_force);
        run(stage, "2032-02-01").await;
        assert_eq!(rid_of(stage, id).await.len(), 5);
        assert!(!stage.desk.records(&boss).await.unwrap().holds[0].in_force);
    }

    async fn a_hold_says_who_why_and_until_when_and_is_forgotten_itself(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let stranger = stranger(stage).await;
        stage.desk.place_hold(&boss, hold("１５０２０ー７")).await.unwrap();
        let line = stage.desk.records(&boss).await.unwrap().holds.remove(0);
        assert_eq!((line.about, line.placed_by.as_str()), (HeldView::Person("15020-7".to_owned()), "佐藤 実"));
        let lift = async |actor: &Actor, why: &str| stage.desk.lift_hold(actor, line.id, why.to_owned()).await;
        assert_eq!(lift(&stranger, "x").await, Err(DeskError::NotFound));
        assert_eq!(lift(&boss, " ").await, Err(DeskError::Mend));
        lift(&boss, "終結").await.unwrap();
        assert_eq!(lift(&boss, "終結").await, Err(DeskError::Ended));
        let line = stage.desk.records(&boss).await.unwrap().holds.remove(0);
        assert_eq!(line.lifted.map(|(_, who, why)| (who, why)), Some(("佐藤 実".to_owned(), "終結".to_owned())));
        run(stage, "2029-11-24").await;
        assert_eq!(stage.desk.records(&boss).await.unwrap().holds[0].ground, "令和9年（ワ）第1号");
        run(stage, "2029-11-25").await;
        let line = stage.desk.records(&boss).await.unwrap().holds.remove(0);
        assert_eq!((line.about, line.ground.as_str()), (HeldView::Forgotten, ""));
    }

    async fn what_cannot_be_held_is_said(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let me = someone(stage, "sato", Role::Counter).await;
        assert_eq!(stage.desk.place_hold(&me, hold("15020-7")).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.place_hold(&boss, hold("花子")).await, Err(DeskError::Mend));
        assert_eq!(stage.desk.place_hold(&boss, hold("4821-7730")).await, Err(DeskError::Conflict));
        let ends_before = NewHold { until: "2026-11-23".to_owned(), ..hold("15020-7") };
        assert_eq!(stage.desk.place_hold(&boss, ends_before).await, Err(DeskError::Mend));
        assert!(stage.desk.records(&boss).await.unwrap().holds.is_empty());
    }

    async fn a_draft_is_kept_as_long_as_the_hold_and_no_longer(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (_, view) = booked(stage).await;
        let until = NewHold { until: "2026-11-26".to_owned(), ..hold(&view.reference) };
        stage.desk.place_hold(&boss, until).await.unwrap();
        let draft = async || stage.desk.application(visitor(1), app::i18n::Locale::ja).await.unwrap();
        stage.advance_to(at("2026-11-26 23:59"));
        stage.desk.forget_begun(stage.now()).await.unwrap();
        assert!(draft().await.is_some(), "it is held");
        stage.advance(minutes(1));
        stage.desk.forget_begun(stage.now()).await.unwrap();
        assert!(draft().await.is_none(), "the hold is over");
    }

    async fn a_seat_that_is_held_by_a_visitor_is_no_booking_to_keep(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        let reference = stage.bookings().await.remove(0).reference;
        assert_eq!(stage.desk.place_hold(&boss, hold(&reference)).await, Err(DeskError::Conflict));
        stage.desk.release(visitor(1)).await.unwrap();
        assert_eq!(stage.desk.place_hold(&boss, hold(&reference)).await, Err(DeskError::Conflict));
        assert!(stage.desk.records(&boss).await.unwrap().holds.is_empty());
    }
}
