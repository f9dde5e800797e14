//! What is about people and goes with no booking: decisions, incidents, disclosures, the list, letters written later. Each
//! counts from a day of its own, and a hold about the person's number keeps it.

use super::*;
use crate::{on_both, someone};
use app::{
    desk::{
        FiguresDesk, PhoneDesk, StandingDesk,
        phone::{Call, Direction},
        records::{NewHold, RecordsDesk},
        roster::{RosterDesk, RosterFile},
        staff::Actor,
        standing::{DecisionAsk, IncidentQuery, NewIncident, Stands},
    },
    domain::{
        disclosure::Typed,
        ids::{BookingId, StandingId},
        incident::Sort,
        retention::Period,
        role::Role,
        standing::Ground,
    },
};
use server::store::entity::{call, disclosure, incident, outbox, roster_import, roster_person, standing};

const NUMBER: &str = "15020-12345678";

/// Two managers, who can decide together.
async fn two(stage: &Stage) -> (Actor, Actor) {
    (someone(stage, "boss", Role::Manager).await, someone(stage, "second", Role::Manager).await)
}

async fn decided(stage: &Stage, (boss, second): &(Actor, Actor), about: Uuid, until: &str) -> StandingId {
    let ask = DecisionAsk {
        booking: BookingId(about),
        ground: Ground::Conduct,
        reason: "職員をおどした".to_owned(),
        message: "しばらくご利用いただけません".to_owned(),
        from: "2026-12-01".parse().unwrap(),
        until: until.parse().unwrap(),
    };
    stage.desk.write_decision(boss, ask).await.unwrap();
    let id = stage.desk.standing_room(second, None).await.unwrap().drafts[0].id;
    stage.desk.review_decision(second, id).await.unwrap();
    id
}

async fn matter(stage: &Stage) -> standing::Model {
    standing::Entity::find().one(stage.desk.db.read()).await.unwrap().unwrap()
}

/// Two people are in the list that is put in force, one of them the stage's seeker.
async fn listed(stage: &Stage, boss: &Actor) {
    let text = format!(
        "求職番号,氏名,ふりがな,生年月日,状態\r\n{NUMBER},髙橋　𠮷弥,タカハシ　ヨシヤ,S60.4.3,利用登録者\r\n\
         15020-7,山田　太郎,,H2.1.8,利用登録者\r\n"
    );
    let file = RosterFile { name: "名簿.csv".to_owned(), bytes: text.into_bytes() };
    stage.desk.read_roster(boss, file).await.unwrap();
    let upload = stage.desk.roster(boss).await.unwrap().upload.unwrap();
    stage.desk.apply_roster(boss, upload.id).await.unwrap();
}

async fn in_the_list(stage: &Stage) -> Vec<String> {
    let rows = roster_person::Entity::find().all(stage.desk.db.read()).await.unwrap();
    let mut numbers: Vec<String> = rows.into_iter().map(|row| row.number).collect();
    numbers.sort();
    numbers
}

async fn asked(stage: &Stage, boss: &Actor) {
    let typed = Typed {
        requester: "新潟県警察 秋葉警察署長".to_owned(),
        basis: "刑事訴訟法第197条第2項".to_owned(),
        number: NUMBER.to_owned(),
        bookings: true,
        ..Typed::default()
    };
    stage.desk.ask_disclosure(boss, typed).await.unwrap();
}

async fn request(stage: &Stage) -> String {
    disclosure::Entity::find().one(stage.desk.db.read()).await.unwrap().unwrap().request
}

fn shouted(booking: Option<Uuid>) -> NewIncident {
    NewIncident {
        booking: booking.map(BookingId),
        reference: String::new(),
        sort: Sort::Abuse,
        account: "大声を出した".to_owned(),
        done: "注意した".to_owned(),
        noticed_by: "隣の席の人".to_owned(),
        at: None,
        measure: None,
    }
}

async fn accounts(stage: &Stage) -> Vec<String> {
    let rows = incident::Entity::find().all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().map(|row| format!("{}{}{}", row.account, row.done, row.noticed_by)).collect()
}

on_both! {
    async fn a_decision_counts_from_its_last_day_and_what_was_decided_stays(stage) {
        let (id, _) = booked(stage).await;
        let people = two(stage).await;
        decided(stage, &people, id, "2027-11-30").await;
        let before = matter(stage).await;
        run(stage, "2030-11-30").await;
        assert_eq!(row(stage, id).await.number, "", "the booking's time was over a year before");
        assert_eq!(matter(stage).await, before);
        run(stage, "2030-12-01").await;
        let after = matter(stage).await;
        let words = format!("{}{:?}{:?}{:?}", after.number, after.draft, after.matter, after.back_why);
        for word in [NUMBER, "おどした", "ご利用"] {
            assert!(!words.contains(word), "{words}");
        }
        let dates = |row: &standing::Model| (row.status.clone(), row.from_date.clone(), row.until_date.clone(), row.settled_at);
        assert_eq!(dates(&after), dates(&before));
        assert_eq!(counted(stage, "2030-12-01", Class::Bookings).await, [1, 1, 0, 0]);
        let register = stage.desk.standing_room(&people.0, None).await.unwrap().register;
        assert_eq!((register.len(), register[0].stands), (1, Stands::Over));
        assert_eq!(register[0].decision.as_ref().unwrap().ground, Ground::Conduct);
        run(stage, "2030-12-02").await;
        assert_eq!(counted(stage, "2030-12-02", Class::Bookings).await, [0; 4], "once");
    }

    async fn what_is_about_a_held_number_stays_until_the_hold_is_lifted(stage) {
        let (id, _) = booked(stage).await;
        let people = two(stage).await;
        let boss = &people.0;
        listed(stage, boss).await;
        decided(stage, &people, id, "2027-02-28").await;
        asked(stage, boss).await;
        stage.desk.note_incident(boss, shouted(Some(id))).await.unwrap();
        let hold = NewHold {
            about: NUMBER.to_owned(),
            ground: "令和9年（ワ）第1号".to_owned(),
            from: "2026-11-24".to_owned(),
            until: String::new(),
        };
        stage.desk.place_hold(boss, hold).await.unwrap();
        let before = (matter(stage).await, request(stage).await, accounts(stage).await);
        run(stage, "2032-01-05").await;
        assert_eq!((matter(stage).await, request(stage).await, accounts(stage).await), before);
        assert_eq!(in_the_list(stage).await, [NUMBER], "nobody holds the other one");
        // The booking, the decision and the row of the list; the disclosure.
        assert_eq!(counted(stage, "2032-01-05", Class::Bookings).await, [5, 1, 1, 3]);
        let lines = server::store::entity::audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
        let acts: Vec<&str> = lines.iter().map(|line| line.act.as_str()).collect();
        assert!(acts.contains(&"disclosure_asked") && acts.contains(&"hold_placed"), "{acts:?}");

        let held = stage.desk.records(boss).await.unwrap().holds[0].id;
        stage.desk.lift_hold(boss, held, "和解".to_owned()).await.unwrap();
        run(stage, "2032-01-06").await;
        assert_eq!((matter(stage).await.number.as_str(), in_the_list(stage).await), ("", vec![]));
        assert!(!request(stage).await.contains("秋葉") && !request(stage).await.contains(NUMBER));
        assert_eq!(accounts(stage).await, [""]);
        let entry = stage.desk.disclosures(boss).await.unwrap().entries.remove(0);
        assert_eq!((entry.number, entry.bookings), (1, 0), "nobody is meant by what is forgotten");
    }

    async fn the_list_counts_from_the_last_import(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        listed(stage, &boss).await;
        run(stage, "2029-11-24").await;
        assert_eq!(in_the_list(stage).await.len(), 2);
        listed(stage, &boss).await;
        run(stage, "2032-11-24").await;
        assert_eq!(in_the_list(stage).await.len(), 2);
        run(stage, "2032-11-25").await;
        assert_eq!(in_the_list(stage).await, Vec::<String>::new());
        assert_eq!(counted(stage, "2032-11-25", Class::Bookings).await, [3, 1, 2, 0]);
        let imports = roster_import::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert!(imports.iter().all(|row| row.file.is_empty() && !row.digest.is_empty() && row.rows == 2));
    }

    async fn an_incident_goes_with_its_booking_or_when_its_own_time_is_over(stage) {
        let (id, _) = booked(stage).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        stage.desk.note_incident(&boss, shouted(Some(id))).await.unwrap();
        stage.desk.note_incident(&boss, shouted(None)).await.unwrap();
        run(stage, "2029-11-25").await;
        assert_eq!(accounts(stage).await.iter().filter(|text| text.is_empty()).count(), 1, "of no booking");
        run(stage, "2029-12-01").await;
        assert_eq!(accounts(stage).await.iter().filter(|text| text.is_empty()).count(), 1);
        // What comes up about a consultation long ago counts from when it is noted.
        run(stage, "2029-12-02").await;
        assert_eq!(accounts(stage).await, ["", ""]);
        stage.desk.note_incident(&boss, shouted(Some(id))).await.unwrap();
        run(stage, "2032-12-02").await;
        assert_eq!(accounts(stage).await.iter().filter(|text| text.is_empty()).count(), 2);
        run(stage, "2032-12-03").await;
        assert_eq!(accounts(stage).await, ["", "", ""]);
        let lines = stage.desk.incidents(&boss, IncidentQuery::default()).await.unwrap().lines;
        assert!(lines.iter().all(|line| line.sort == Sort::Abuse));
    }

    async fn a_letter_written_later_counts_from_its_own_day(stage) {
        let (id, view) = booked(stage).await;
        let people = two(stage).await;
        let chief = someone(stage, "chief", Role::Administrator).await;
        let tomorrow = "2026-11-25".parse().unwrap();
        stage.desk.set_period(&chief, Class::Outbox, tomorrow, Period::Months(2)).await.unwrap();
        let matter = decided(stage, &people, id, "2027-11-30").await;
        delivered(stage, &view).await;
        run(stage, "2027-02-02").await;
        assert!(rid_of(stage, id).await.contains(&Class::Outbox));
        stage.advance_to(at("2027-03-01 10:00"));
        stage.desk.lift_decision(&people.0, matter, "申立てを認めた".to_owned()).await.unwrap();
        run(stage, "2027-05-02").await;
        let last = async || -> outbox::Model { stage.letters(&view.token).await.pop().unwrap() };
        assert_eq!(last().await.recipient, "seeker1@example.jp", "it is still to be sent");
        for letter in stage.letters(&view.token).await {
            let by = Acceptance { server: "mx.example.jp".to_owned(), reply: "250 ok".to_owned() };
            mail::accepted(&stage.desk, &letter, &by, stage.now()).await.ok();
        }
        run(stage, "2027-05-03").await;
        let letter = last().await;
        assert_eq!((letter.letter.as_str(), letter.recipient.as_str(), letter.reply), ("lifted", "", None));
        assert_eq!(counted(stage, "2027-05-03", Class::Outbox).await, [1, 1, 0, 0]);
    }

    async fn a_call_about_what_is_forgotten_goes_with_the_next_run(stage) {
        let (id, _) = booked(stage).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        run(stage, "2029-12-02").await;
        let call = Call { at: None, direction: Direction::In, note: "髙橋さんから昔の相談の件".to_owned() };
        stage.desk.note_call(&boss, BookingId(id), call).await.unwrap();
        assert!(!rid_of(stage, id).await.contains(&Class::Bookings));
        run(stage, "2029-12-03").await;
        assert!(rid_of(stage, id).await.contains(&Class::Bookings));
        let calls = call::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert_eq!(calls.iter().map(|call| call.note.as_str()).collect::<Vec<_>>(), [""]);
    }

    async fn an_erasure_takes_at_once_what_is_due_of_the_number_alone(stage) {
        let (id, _) = booked(stage).await;
        let people = two(stage).await;
        let boss = &people.0;
        listed(stage, boss).await;
        decided(stage, &people, id, "2026-12-31").await;
        asked(stage, boss).await;
        stage.desk.note_incident(boss, shouted(Some(id))).await.unwrap();
        stage.desk.note_incident(boss, shouted(None)).await.unwrap();
        stage.advance_to(at("2029-12-31 10:00"));
        stage.desk.erase_person(boss, BookingId(id), "本人の申出".to_owned()).await.unwrap();
        assert_eq!(matter(stage).await.number, NUMBER, "its last day was three years ago today");
        assert_eq!(in_the_list(stage).await, ["15020-7"]);
        assert!(!request(stage).await.contains(NUMBER));
        assert_eq!(accounts(stage).await.iter().filter(|text| text.is_empty()).count(), 1);
    }
}
