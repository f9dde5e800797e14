//! Whom the meeting is told to, and how it is started.

use crate::{
    cloud::{Call, Cloud, Fault, HOST},
    on_both,
    room::*,
    stage::*,
};
use app::{
    desk::{DayDesk, StaffDesk, error::DeskError, staff::Actor},
    domain::ids::BookingId,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    desk::{Desks, mail},
    mail::Sender,
    store::entity::{audit, counter},
};
use std::sync::Arc;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";

/// How often a meeting was started, as the log has it.
async fn presses(stage: &Stage) -> u64 {
    let started = audit::Entity::find().filter(audit::Column::Act.eq("meeting_started"));
    started.count(stage.desk.db.read()).await.unwrap()
}

on_both! {
    /// Art. 6(3), 6(5): the letter of a booking by telephone tells the meeting's ID.
    async fn a_letter_waits_for_the_meeting_and_not_for_ever(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN, ELEVEN]).await;
        let node = node(stage, &cloud);
        let sender = Sender { from: "yoyaku@madoguchi.example".parse().unwrap(), base_url: "https://madoguchi.example".into() };
        let letter = async |id: BookingId| {
            let row = stage.letters(&stage.token(id.0)).await.remove(0);
            mail::errand(&stage.desk, &sender, &row).await.unwrap().unwrap()
        };
        let id = telephoned(stage, 1, TEN).await;
        let errand = letter(id).await;
        assert_eq!(errand.waits, Some(stage.now() + millis(3_000)));
        assert!(!errand.letter.text.contains("ミーティングID"));
        run(&node).await;
        let errand = letter(id).await;
        let view = stage.see(&stage.token(id.0)).await.unwrap();
        let (number, booked) = cloud.only();
        let joining = view.joining.unwrap();
        assert_eq!((joining.number.as_str(), &joining.passcode), (number.to_string().as_str(), &booked.passcode));
        assert_eq!(errand.waits, None);
        for part in ["ミーティングID", &joining.grouped(), "パスコード", &joining.passcode] {
            assert!(errand.letter.text.contains(part) && errand.letter.html.contains(part), "{part}");
        }
        let card = stage.desk.card(&clerk(stage), id).await.unwrap();
        assert_eq!((card.joining, card.meeting_trouble), (Some(joining), None));
        // Zoom is down: it goes out without.
        cloud.next(Call::Create, Fault::Broken);
        let id = telephoned(stage, 2, ELEVEN).await;
        run(&node).await;
        assert!(letter(id).await.waits.is_some());
        assert!(stage.desk.card(&clerk(stage), id).await.unwrap().meeting_trouble.is_some());
        stage.advance(minutes(2));
        let errand = letter(id).await;
        assert!(errand.waits.is_none() && !errand.letter.text.contains("ミーティングID"));
    }

    async fn without_an_account_the_counters_meeting_is_told(stage) {
        let counter_id = stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let fixed = counter::ActiveModel {
            id: sea_orm::Set(counter_id),
            meeting_number: sea_orm::Set(Some("12345678901".to_owned())),
            meeting_passcode: sea_orm::Set(Some("ab1".to_owned())),
            meeting_url: sea_orm::Set(Some("https://zoom.us/j/12345678901".to_owned())),
            ..Default::default()
        };
        counter::Entity::update(fixed).exec(stage.desk.db.write()).await.unwrap();
        let id = telephoned(stage, 1, TEN).await;
        let token = stage.token(id.0);
        assert_eq!(stage.see(&token).await.unwrap().joining.unwrap().grouped(), "123 4567 8901");
        let sender = Sender { from: "yoyaku@madoguchi.example".parse().unwrap(), base_url: "https://madoguchi.example".into() };
        let row = stage.letters(&token).await.remove(0);
        let errand = mail::errand(&stage.desk, &sender, &row).await.unwrap().unwrap();
        assert!(errand.waits.is_none() && errand.letter.text.contains("123 4567 8901"));
        let started = stage.desk.start_meeting(&clerk(stage), id).await;
        assert_eq!(started.as_deref(), Ok("https://zoom.us/j/12345678901"));
        // Who booked on the site is told on the day, and staff see it at once.
        let site = stage.book(1, span(ELEVEN, 30)).await;
        assert_eq!(site.joining, None);
        let row = stage.row(&site.token).await;
        assert!(stage.desk.card(&clerk(stage), BookingId(row.id)).await.unwrap().joining.is_some());
        cancel(stage, id).await;
        assert_eq!(stage.see(&token).await.unwrap().joining, None);
    }

    async fn staff_start_the_meeting_and_the_press_is_written_down(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        counter_of(stage, HOST, &[TEN]).await;
        let desk = Desks { zoom: Some(Arc::new(cloud.client())), ..stage.desk.clone() };
        let id = telephoned(stage, 1, TEN).await;
        let me = clerk(stage);
        assert_eq!(desk.start_meeting(&me, id).await, Err(DeskError::NoMeeting), "it is not made yet");
        let node = node(stage, &cloud);
        run(&node).await;
        let (number, _) = cloud.only();
        assert_eq!(presses(stage).await, 0);
        let address = desk.start_meeting(&me, id).await.unwrap();
        assert_eq!(address, format!("https://zoom.example/s/{number}?zak=secret"));
        assert_eq!(presses(stage).await, 1);
        let kept = row(stage, id).await;
        assert!(!format!("{kept:?}").contains("zak"), "the address that signs somebody in is kept nowhere");
        for fault in [Fault::Broken, Fault::AnswerLost, Fault::TooMany(None)] {
            cloud.next(Call::Read, fault);
            assert_eq!(desk.start_meeting(&me, id).await, Err(DeskError::NoMeeting), "{fault:?}");
        }
        assert_eq!(presses(stage).await, 1);
        assert_eq!(stage.desk.start_meeting(&me, id).await, Err(DeskError::NoMeeting), "the account was given up");
        let elsewhere = Actor { office: stage.beside().await.office, ..me.clone() };
        assert_eq!(desk.start_meeting(&elsewhere, id).await, Err(DeskError::NotFound));
        // Somebody deleted it in Zoom: it is made again.
        cloud.lose(number);
        assert_eq!(desk.start_meeting(&me, id).await, Err(DeskError::NoMeeting));
        run(&node).await;
        is_the_only_one(stage, &cloud, id).await;
        assert!(desk.start_meeting(&me, id).await.is_ok());
        cancel(stage, id).await;
        assert_eq!(desk.start_meeting(&me, id).await, Err(DeskError::Ended));
    }
}
