//! Whom the meeting is told to, and how it is started.

use crate::{
    cloud::{Call, Cloud, Fault, HOST},
    on_both,
    room::*,
    stage::*,
};
use app::{
    desk::{AttendeeDesk, DayDesk, PhoneDesk, StaffDesk, attendee::AttendeeToken, error::DeskError, staff::Actor},
    domain::{
        attendee::Employer,
        ids::{AttendeeId, BookingId},
        intake::Intake,
    },
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use server::{
    desk::{Desks, attendee::letter, mail},
    mail::{Sender, transport::Acceptance},
    store::entity::{attendee, audit, counter, outbox},
};
use std::sync::Arc;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";

/// How often a meeting was started, as the log has it.
async fn presses(stage: &Stage) -> u64 {
    let started = audit::Entity::find().filter(audit::Column::Act.eq("meeting_started"));
    started.count(stage.desk.db.read()).await.unwrap()
}

fn sender() -> Sender {
    Sender { from: "yoyaku@madoguchi.example".parse().unwrap(), base_url: "https://madoguchi.example".into() }
}

/// An interview by telephone with an employer, at a counter with a host.
async fn interview(stage: &Stage) -> BookingId {
    counter_of(stage, HOST, &[TEN, ELEVEN]).await;
    let kinds = counter::Entity::update_many().col_expr(counter::Column::Kinds, Expr::value("interview"));
    kinds.exec(stage.desk.db.write()).await.unwrap();
    let intake = Intake {
        number: "15020-1234567".to_owned(),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "０９０１２３４５６７８".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        time: format!("interview {}", span(TEN, 30)),
        ..Intake::default()
    };
    let id = stage.desk.take_booking(&clerk(stage), intake).await.unwrap();
    let employer = Employer {
        job_number: "15020-01234561".to_owned(),
        company: "新津製作所".to_owned(),
        person: "小林".to_owned(),
        phone: "0250220000".to_owned(),
        mail: "saiyo@company.example".to_owned(),
        lang: "ja".to_owned(),
    };
    stage.desk.invite(&clerk(stage), id, employer).await.unwrap();
    id
}

async fn token(stage: &Stage, id: BookingId) -> AttendeeToken {
    let rows = attendee::Entity::find().filter(attendee::Column::BookingId.eq(id.0));
    let row = rows.one(stage.desk.db.read()).await.unwrap().unwrap();
    stage.desk.key.attendee_token(AttendeeId(row.id))
}

async fn to_employer(stage: &Stage, id: BookingId) -> Vec<outbox::Model> {
    let rows = stage.letters(&stage.token(id.0)).await;
    let letters = rows.into_iter().filter(|row| row.attendee_id.is_some() && row.letter != "attendee_ended");
    letters.collect()
}

/// The letter as it would be sent now.
async fn employers(stage: &Stage, row: &outbox::Model) -> mail::Errand {
    mail::errand(&stage.desk, &sender(), row).await.unwrap().unwrap()
}

async fn is_taken(stage: &Stage, letter: &outbox::Model) {
    let by = Acceptance { server: "mx.example.jp".to_owned(), reply: "250 ok".to_owned() };
    assert!(mail::accepted(&stage.desk, letter, &by, stage.now()).await.is_ok());
}

/// The file that goes with it.
fn entry(errand: &mail::Errand) -> String {
    unfold(&errand.letter.calendar.as_ref().unwrap().0)
}

fn unfold(file: &str) -> String {
    file.replace("\r\n ", "")
}

fn line<'a>(file: &'a str, name: &str) -> &'a str {
    file.lines().find_map(|line| line.strip_prefix(name)).unwrap()
}

fn digits(file: &str, name: &str) -> String {
    line(file, name).chars().filter(char::is_ascii_digit).collect()
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

    /// An employer at an interview joins the same meeting, and their calendar says where.
    async fn an_employer_is_told_the_id_with_the_invitation_if_it_is_made_in_time(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        let id = interview(stage).await;
        let [invited] = &to_employer(stage, id).await[..] else { panic!("one letter") };
        let errand = employers(stage, invited).await;
        assert_eq!(errand.waits, Some(stage.now() + millis(3_000)));
        assert!(!errand.letter.text.contains("ミーティングID"));
        let node = node(stage, &cloud);
        run(&node).await;
        let errand = employers(stage, invited).await;
        assert_eq!(errand.waits, None);
        let (number, booked) = cloud.only();
        let grouped = stage.see(&stage.token(id.0)).await.unwrap().joining.unwrap().grouped();
        assert!(errand.letter.text.contains(&grouped) && errand.letter.text.contains(&booked.passcode));
        let told = entry(&errand);
        assert!(told.contains(&grouped) && told.contains("/a/") && !told.contains(&booked.passcode), "{told}");
        assert_eq!(to_employer(stage, id).await.len(), 1, "nothing more is to be told");
        is_taken(stage, invited).await;
        // Somebody deleted it in Zoom: another is made, and its ID is told.
        let desk = Desks { zoom: Some(Arc::new(cloud.client())), ..stage.desk.clone() };
        cloud.lose(number);
        assert_eq!(desk.start_meeting(&clerk(stage), id).await, Err(DeskError::NoMeeting));
        run(&node).await;
        let [_, again] = &to_employer(stage, id).await[..] else { panic!("two letters") };
        assert_eq!(again.letter, "attendee_meeting");
        let errand = employers(stage, again).await;
        let (number, _) = cloud.only();
        let now = entry(&errand);
        assert!(number.to_string() == digits(&now, "LOCATION:") && !now.contains(&grouped), "{now}");
        assert_eq!(line(&now, "UID:"), line(&told, "UID:"));
        assert_eq!((line(&told, "SEQUENCE:"), line(&now, "SEQUENCE:")), ("1", "2"));
        cancel(stage, id).await;
        assert_eq!(to_employer(stage, id).await[1].status, "superseded");
        assert!(stage.desk.attendance(&token(stage, id).await, Locale::ja).await.unwrap().joining.is_none());
    }

    async fn an_employer_is_told_the_id_afterwards_if_zoom_was_down(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        let id = interview(stage).await;
        let node = node(stage, &cloud);
        cloud.next(Call::Create, Fault::Broken);
        run(&node).await;
        stage.advance(minutes(2));
        let [invited] = &to_employer(stage, id).await[..] else { panic!("one letter") };
        let before = employers(stage, invited).await;
        assert!(before.waits.is_none() && !before.letter.text.contains("ミーティングID"));
        // It is being sent at this very moment, and does not tell it.
        let leased = outbox::Column::LeasedUntil;
        outbox::Entity::update_many()
            .col_expr(leased, Expr::value((stage.now() + minutes(1)).timestamp_millis()))
            .filter(outbox::Column::Id.eq(invited.id))
            .exec(stage.desk.db.write())
            .await
            .unwrap();
        run(&node).await;
        let [invited, after] = &to_employer(stage, id).await[..] else { panic!("two letters") };
        assert_eq!((invited.status.as_str(), after.letter.as_str()), ("waiting", "attendee_meeting"));
        let after = employers(stage, after).await;
        let view = stage.desk.attendance(&token(stage, id).await, Locale::ja).await.unwrap();
        let joining = view.joining.unwrap();
        assert!(after.letter.text.contains(&joining.grouped()) && after.letter.text.contains(&joining.passcode));
        let (before, after) = (entry(&before), entry(&after));
        assert_eq!(digits(&after, "LOCATION:"), joining.number);
        assert_eq!((line(&before, "SEQUENCE:"), line(&after, "SEQUENCE:")), ("0", "1"));
        assert_eq!(line(&before, "UID:"), line(&after, "UID:"));
        let own = letter::entry_by_link(&stage.desk, &sender(), &token(stage, id).await).await.unwrap();
        assert_eq!(digits(&unfold(&own), "LOCATION:"), joining.number, "the file of the page says the same");
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
