//! A person's own data: which bookings are theirs, the correction, the erasure.

use super::*;
use crate::{on_both, someone, stranger};
use app::{
    desk::{SeekerDesk, StaffDesk, error::DeskError, records::RecordsDesk},
    domain::{correction::Correction, ids::BookingId, retention::Kept, role::Role},
};
use server::store::entity::audit;

fn as_kept() -> Correction {
    Correction {
        name: "髙橋 𠮷弥".to_owned(),
        kana: "たかはし よしや".to_owned(),
        phone: "090-1234-5678".to_owned(),
        mail: "seeker1@example.jp".to_owned(),
        reason: "本人の申出".to_owned(),
    }
}

async fn change(stage: &Stage, id: Uuid, change: impl FnOnce(&mut booking::ActiveModel)) {
    let mut active = booking::ActiveModel { id: sea_orm::Set(id), ..Default::default() };
    change(&mut active);
    booking::Entity::update(active).exec(stage.desk.db.write()).await.unwrap();
}

async fn notes(stage: &Stage, act: &str) -> Vec<String> {
    let lines = audit::Entity::find().filter(audit::Column::Act.eq(act)).all(stage.desk.db.read()).await.unwrap();
    lines.into_iter().map(|line| line.note).collect()
}

on_both! {
    async fn a_person_is_their_number_and_what_is_linked_to_it(stage) {
        use sea_orm::Set;
        let boss = someone(stage, "boss", Role::Manager).await;
        let (id, _) = booked(stage).await;
        let same = past(stage, "15020-12345678", at("2026-10-01 10:00")).await;
        let other = past(stage, "15020-7", at("2026-10-02 10:00")).await;
        // No number: the one with the same name and telephone, and the one that was made during the first.
        let namesake = past(stage, "", at("2026-09-01 10:00")).await;
        let next = past(stage, "", at("2026-12-08 10:00")).await;
        let nobody = past(stage, "", at("2026-09-02 10:00")).await;
        change(stage, namesake, |row| {
            row.name = Set("髙橋 𠮷弥".to_owned());
            row.phone = Set("090-1234-5678".to_owned());
        })
        .await;
        change(stage, next, |row| row.parent_id = Set(Some(id))).await;
        let record = stage.desk.person(&boss, BookingId(same)).await.unwrap();
        let found: Vec<Uuid> = record.bookings.iter().map(|booking| booking.id.0).collect();
        assert_eq!(found, [next, id, same, namesake]);
        assert!(!found.contains(&other) && !found.contains(&nobody));
        let alone = stage.desk.person(&boss, BookingId(other)).await.unwrap();
        assert_eq!((alone.bookings.len(), alone.number.as_str()), (1, "15020-7"));

        let me = someone(stage, "sato", Role::Counter).await;
        for who in [stranger(stage).await, me] {
            assert_eq!(stage.desk.person(&who, BookingId(id)).await.err(), Some(DeskError::NotFound));
            assert_eq!(stage.desk.export_person(&who, BookingId(id)).await.err(), Some(DeskError::NotFound));
            assert_eq!(stage.desk.correct_person(&who, BookingId(id), as_kept()).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.erase_person(&who, BookingId(id), "x".to_owned()).await, Err(DeskError::NotFound));
        }
        assert_eq!(notes(stage, "person_exported").await.len(), 0);
    }

    async fn a_correction_changes_what_was_changed_on_all_bookings_and_keeps_what_was(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (id, _) = booked(stage).await;
        let earlier = past(stage, "15020-12345678", at("2026-10-01 10:00")).await;
        let typed = Correction { name: "高橋　吉弥".to_owned(), ..as_kept() };
        assert_eq!(stage.desk.correct_person(&boss, BookingId(earlier), typed).await, Ok(2));
        let (new, old) = (row(stage, id).await, row(stage, earlier).await);
        assert_eq!((new.name.as_str(), old.name.as_str()), ("高橋 吉弥", "高橋 吉弥"));
        assert_eq!((old.phone.as_str(), new.generation), ("", 0), "what nobody changed stays");
        let mut told = notes(stage, "person_corrected").await;
        told.sort();
        assert_eq!(told, [
            "本人の申出 / name: 求職者 15020-12345678 → 高橋 吉弥",
            "本人の申出 / name: 髙橋 𠮷弥 → 高橋 吉弥",
        ]);
        let card = stage.desk.card(&boss, BookingId(id)).await.unwrap();
        let last = card.history.last().unwrap();
        assert_eq!((last.what.as_str(), last.note.as_str()), ("corrected", "name"));
        let same = Correction { name: "高橋 吉弥".to_owned(), ..as_kept() };
        assert_eq!(stage.desk.correct_person(&boss, BookingId(id), same).await, Ok(0));
        let wrong = Correction { mail: "a".to_owned(), reason: String::new(), ..as_kept() };
        assert_eq!(stage.desk.correct_person(&boss, BookingId(id), wrong).await, Err(DeskError::Mend));
    }

    async fn a_mended_address_gets_the_letter_and_old_links_open_nothing(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (id, view) = booked(stage).await;
        let before = row(stage, id).await.sequence;
        let typed = Correction { mail: "new@example.jp".to_owned(), ..as_kept() };
        assert_eq!(stage.desk.correct_person(&boss, BookingId(id), typed).await, Ok(1));
        assert_eq!(stage.see(&view.token).await.err(), Some(DeskError::NotFound));
        let now = row(stage, id).await;
        assert_eq!((now.mail.as_str(), now.state.as_str(), now.generation), ("new@example.jp", "confirmed", 1));
        assert_eq!(now.sequence, before + 1, "the entry in the calendar leads to the new link");
        let letters = stage.letters(&view.token).await;
        assert_eq!((letters.len(), letters[1].recipient.as_str(), letters[1].status.as_str()), (2, "new@example.jp", "waiting"));
        let token = stage.desk.key.token(BookingId(id), 1);
        assert!(stage.desk.booking(&token, app::i18n::Locale::ja).await.is_ok());
    }

    async fn an_erasure_does_what_the_schedule_allows_and_says_what_stays(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let (id, _) = booked(stage).await;
        let old = past(stage, "15020-12345678", at("2024-11-20 10:00")).await;
        stage.desk.card(&boss, BookingId(old)).await.unwrap();
        stage.advance_to(at("2027-11-30 10:00"));
        let of = |record: &app::desk::records::PersonRecord, id: Uuid| -> Vec<Kept> {
            let booking = record.bookings.iter().find(|booking| booking.id.0 == id).unwrap();
            booking.kept.iter().map(|(_, kept)| *kept).collect()
        };
        let due = |text: &str| Kept::Until { due: text.parse().unwrap() };
        let record = stage.desk.person(&boss, BookingId(old)).await.unwrap();
        assert_eq!(of(&record, old), [Kept::Due, due("2029-11-21"), Kept::Due, Kept::Due, Kept::Due]);
        let (year, three, five) = (due("2027-12-02"), due("2029-12-02"), due("2031-12-02"));
        assert_eq!(of(&record, id), [three, five, year, year, year]);
        assert_eq!(record.due(), 4);
        assert_eq!(record.log_due, Some("2030-12-01".parse().unwrap()));

        assert_eq!(stage.desk.erase_person(&boss, BookingId(old), " ".to_owned()).await, Err(DeskError::Mend));
        assert_eq!(row(stage, old).await.number, "15020-12345678");
        let next = stage.desk.erase_person(&boss, BookingId(old), "本人の申出".to_owned()).await;
        assert_eq!(next, Ok(BookingId(id)), "the one in which the person is still known");
        assert_eq!(rid_of(stage, old).await, [Class::Bookings, Class::Devices, Class::Access, Class::Outbox]);
        assert_eq!(row(stage, old).await.name, "");
        assert_eq!(rid_of(stage, id).await, []);
        assert_eq!(notes(stage, "person_erased").await, ["本人の申出 / 4 + 0"]);
        let record = stage.desk.person(&boss, BookingId(old)).await.unwrap();
        assert_eq!((record.name.as_str(), record.due()), ("", 0));
        assert_eq!(of(&record, old)[0], Kept::Forgotten);
    }

    async fn what_is_held_is_not_erased_on_request(stage) {
        let boss = someone(stage, "boss", Role::Manager).await;
        let old = past(stage, "15020-7", at("2020-11-20 10:00")).await;
        let hold = app::desk::records::NewHold {
            about: "15020-7".to_owned(),
            ground: "監査".to_owned(),
            from: "2026-11-24".to_owned(),
            until: String::new(),
        };
        stage.desk.place_hold(&boss, hold).await.unwrap();
        stage.desk.erase_person(&boss, BookingId(old), "本人の申出".to_owned()).await.unwrap();
        assert_eq!(rid_of(stage, old).await, []);
        let record = stage.desk.person(&boss, BookingId(old)).await.unwrap();
        assert!(record.bookings[0].kept.iter().all(|(_, kept)| *kept == Kept::Held));
    }
}
