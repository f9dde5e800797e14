//! The list of registered seekers, from the file to the booking behind which it is looked at (2(1)).

use crate::{on_both, only, someone, staff, stage::*, stranger};
use app::{
    desk::{
        PhoneDesk, SeekerDesk, StaffDesk,
        application::Details,
        booking::{BookingView, SeekerState},
        error::DeskError,
        phone::Reasons,
        roster::{Counts, Encoding, Reading, RosterDesk, RosterFile, RosterRoom, ToVerify, Trouble, Upload, What},
        staff::Actor,
    },
    domain::{
        booking::State,
        details::Problem,
        ids::BookingId,
        intake::Intake,
        registration::{How, Settlement, Standing},
        role::Role,
        roster::{Column, Registration},
    },
};
use encoding_rs::SHIFT_JIS;
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    desk::mail,
    keys::{digest, hex},
    mail::Sender,
    store::{entity, roster},
};
use std::time::Instant;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
const HEADER: &str = "求職番号,氏名,ふりがな,生年月日,状態";
/// Who books on the stage.
const BOOKS: &str = "15020-12345678,髙橋　𠮷弥,タカハシ　ヨシヤ,S60.4.3,ハローワーク利用登録者";
const BOOKS_ONLINE: &str = "15020-12345678,髙橋　𠮷弥,タカハシ　ヨシヤ,S60.4.3,オンライン登録者";

fn csv(lines: &[&str]) -> RosterFile {
    let lines = std::iter::once(&HEADER).chain(lines);
    let text: String = lines.map(|line| format!("{line}\r\n")).collect();
    RosterFile { name: "名簿.csv".to_owned(), bytes: text.into_bytes() }
}

async fn manager(stage: &Stage) -> Actor {
    someone(stage, "tanaka", Role::Manager).await
}

async fn room(stage: &Stage, me: &Actor) -> RosterRoom {
    stage.desk.roster(me).await.unwrap()
}

async fn read(stage: &Stage, me: &Actor, file: RosterFile) -> Upload {
    stage.desk.read_roster(me, file).await.unwrap();
    room(stage, me).await.upload.unwrap()
}

async fn import(stage: &Stage, me: &Actor, lines: &[&str]) -> Counts {
    let upload = read(stage, me, csv(lines)).await;
    let Reading::Good(counts) = upload.reading else { panic!("{upload:?}") };
    stage.desk.apply_roster(me, upload.id).await.unwrap();
    counts
}

async fn listed(stage: &Stage) -> u64 {
    entity::roster_person::Entity::find().count(stage.desk.db.read()).await.unwrap()
}

/// Books on the site as the stage's seeker, but for what `change` does to the details.
async fn booked(stage: &Stage, number: u16, time: &str, change: impl FnOnce(&mut Details)) -> BookingView {
    stage.counter_at(&[span(time, 30)]).await;
    stage.hold(number, span(time, 30)).await.unwrap();
    let mut details = Details { mail: format!("seeker{number}@example.jp"), ..details() };
    change(&mut details);
    stage.fill(number, details).await;
    stage.desk.submit(visitor(number)).await.unwrap()
}

async fn standing(stage: &Stage, me: &Actor, id: BookingId) -> Standing {
    stage.desk.card(me, id).await.unwrap().registration.unwrap().standing
}

async fn open(stage: &Stage, me: &Actor) -> Vec<ToVerify> {
    let open = stage.desk.to_verify(me).await.unwrap();
    assert_eq!(stage.desk.count_to_verify(me).await, Ok(open.len() as u64));
    open
}

async fn acts(stage: &Stage) -> Vec<String> {
    let mut rows = entity::audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
    rows.sort_by_key(|row| row.id);
    rows.into_iter()
        .map(|row| format!("{} {}", row.act, row.note))
        .filter(|act| !act.starts_with("card_seen"))
        .collect()
}

on_both! {
    async fn a_list_is_looked_at_before_it_is_put_in_force(stage) {
        let me = manager(stage).await;
        let file = csv(&[BOOKS, "15020-2,山田 太郎,,1990/1/1,オンライン登録者"]);
        let sha = hex(&digest(std::str::from_utf8(&file.bytes).unwrap()));
        let upload = read(stage, &me, file).await;
        assert_eq!((upload.file.name.as_str(), upload.file.encoding), ("名簿.csv", Encoding::Utf8));
        assert_eq!((&upload.file.digest, upload.file.who.as_str(), upload.file.at), (&sha, "佐藤 実", stage.now()));
        assert_eq!(upload.reading, Reading::Good(Counts { rows: 2, added: 2, ..Counts::default() }));
        assert_eq!(listed(stage).await, 0, "nothing has changed");

        stage.desk.apply_roster(&me, upload.id).await.unwrap();
        let RosterRoom { registered, imports, upload: waits } = room(stage, &me).await;
        assert_eq!((registered, waits), (2, None));
        assert_eq!((imports.len(), &imports[0].file.digest, imports[0].counts.rows), (1, &sha, 2));
        assert_eq!(stage.desk.apply_roster(&me, upload.id).await, Err(DeskError::Conflict), "once");

        let counts = import(stage, &me, &[BOOKS_ONLINE, "15020-3,鈴木,,1990/1/1,利用登録者"]).await;
        assert_eq!(counts, Counts { rows: 2, added: 1, changed: 1, gone: 1 });
        let found = roster::find(stage.desk.db.read(), stage.office.0, "15020-12345678").await.unwrap().unwrap();
        assert_eq!((found.kana.as_str(), found.birth_date.as_str()), ("たかはし よしや", "1985-04-03"));
        assert_eq!(found.registration, Registration::Online);
        let acts = acts(stage).await;
        assert_eq!(acts[0], format!("roster_read {} 2 +2 ~0 -0", &sha[..12]));
        assert_eq!(acts.iter().filter(|act| act.starts_with("roster_applied")).count(), 2);
        assert!(!acts.iter().any(|act| act.contains("髙橋") || act.contains("15020")), "{acts:?}");
    }

    async fn shift_jis_and_utf_8_say_the_same(stage) {
        let me = manager(stage).await;
        let text = String::from_utf8(csv(&["15020-1,髙橋 﨑子,ﾀｶﾊｼ ｻｷｺ,S60.4.3,利用登録者"]).bytes).unwrap();
        let (shift_jis, _, unmappable) = SHIFT_JIS.encode(&text);
        assert!(!unmappable);
        import(stage, &me, &["15020-1,髙橋 﨑子,ﾀｶﾊｼ ｻｷｺ,S60.4.3,利用登録者"]).await;
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (encoding, bytes) in [(Encoding::ShiftJis, shift_jis.into_owned()), (Encoding::Utf8Marked, marked)] {
            let upload = read(stage, &me, RosterFile { name: "C:\\名簿\\a.csv".to_owned(), bytes }).await;
            assert_eq!((upload.file.encoding, upload.file.name.as_str()), (encoding, "a.csv"));
            assert_eq!(upload.reading, Reading::Good(Counts { rows: 1, ..Counts::default() }), "nothing is otherwise");
        }
    }

    async fn what_is_wrong_is_told_by_its_line_and_nothing_is_half_imported(stage) {
        let me = manager(stage).await;
        import(stage, &me, &[BOOKS]).await;
        let file = csv(&[
            "15020-2,山田,,1990/1/1,利用登録者",
            "1502,1,x,1990/1/1,退職",
            "15020-2,佐藤,,2026-11-25,利用登録者",
        ]);
        let upload = read(stage, &me, file).await;
        let cell = |line, column, problem| Trouble { line, column: Some(column), what: What::Cell { problem } };
        let troubles = vec![
            cell(3, Column::Number, Problem::Form),
            cell(3, Column::Name, Problem::Form),
            cell(3, Column::Kana, Problem::Form),
            Trouble { line: 3, column: Some(Column::Registration), what: What::State },
            Trouble { line: 4, column: Some(Column::Number), what: What::SameNumber { first: 2 } },
            cell(4, Column::Birth, Problem::Form),
        ];
        assert_eq!(upload.reading, Reading::Bad { troubles, all: 6 });
        assert_eq!(stage.desk.apply_roster(&me, upload.id).await, Err(DeskError::Conflict));
        assert_eq!(listed(stage).await, 1);

        let many: Vec<String> = (0..150).map(|n| format!("15020-{n},1,,1990/1/1,利用登録者")).collect();
        let lines: Vec<&str> = many.iter().map(String::as_str).collect();
        let Reading::Bad { troubles, all } = read(stage, &me, csv(&lines)).await.reading else { panic!("bad") };
        assert_eq!((troubles.len(), all), (100, 150));

        stage.desk.give_up_roster(&me).await.unwrap();
        assert_eq!(room(stage, &me).await.upload, None);
    }

    async fn a_transaction_that_fails_leaves_the_list_as_it_was(stage) {
        let me = manager(stage).await;
        import(stage, &me, &[BOOKS]).await;
        let upload = read(stage, &me, csv(&["15020-2,山田,,1990/1/1,利用登録者"])).await;
        // The last thing that is written cannot be.
        let broken = "ALTER TABLE roster_import RENAME TO roster_import_away";
        sea_orm::ConnectionTrait::execute_unprepared(stage.desk.db.write(), broken).await.unwrap();
        assert_eq!(stage.desk.apply_roster(&me, upload.id).await, Err(DeskError::Unavailable));
        let list = roster::all(stage.desk.db.read(), stage.office.0).await.unwrap();
        assert_eq!(list.into_keys().collect::<Vec<_>>(), ["15020-12345678"]);
    }

    async fn a_booking_is_compared_with_the_list_behind_it(stage) {
        let me = manager(stage).await;
        import(stage, &me, &[BOOKS, "15020-2,山田 太郎,,1990/1/1,オンライン登録者"]).await;
        let cases = [
            ("10:00", "１５０２０12345678", "髙橋𠮷弥", Standing::Registered),
            ("11:00", "15020-12345678", "高橋 𠮷弥", Standing::Differs),
            ("12:00", "15020-2", "山田太郎", Standing::Online),
            ("13:00", "15020-3", "山田太郎", Standing::Unknown),
        ];
        for (place, (time, number, name, stands)) in (1..).zip(cases) {
            let view = booked(stage, place, &format!("2026-12-01 {time}"), |details| {
                details.number = number.to_owned();
                details.name = name.to_owned();
                if number == "15020-2" {
                    details.kana = String::new();
                }
            })
            .await;
            let row = stage.row(&view.token).await;
            assert_eq!(standing(stage, &me, BookingId(row.id)).await, stands, "{number} {name}");
        }
        let open = open(stage, &me).await;
        let seen: Vec<_> = open.iter().map(|item| (item.standing, item.differing.as_slice())).collect();
        let expected: [(Standing, &[Column]); 3] =
            [(Standing::Differs, &[Column::Name]), (Standing::Online, &[]), (Standing::Unknown, &[])];
        assert_eq!(seen, expected);
        let (beside, registration) = open[0].listed.clone().unwrap();
        assert_eq!((beside.name.as_str(), open[0].given.name.as_str()), ("髙橋 𠮷弥", "高橋 𠮷弥"));
        assert_eq!(registration, Registration::Full);
        assert!(open[2].listed.is_none());
        assert_eq!(acts(stage).await.iter().filter(|act| act.starts_with("registrations_seen")).count(), 1);
    }

    /// Nothing that the seeker sees, and no letter, tells a number that exists from one that does not.
    async fn the_public_sees_the_same_whatever_the_list_has(stage) {
        let me = manager(stage).await;
        import(stage, &me, &[BOOKS, "15020-2,山田,,1990/1/1,オンライン登録者"]).await;
        let mut seen = Vec::new();
        for (place, number) in (1..).zip(["15020-12345678", "15020-2", "15020-99999999"]) {
            let view = booked(stage, place, TEN, |details| {
                details.number = number.to_owned();
                details.mail = "same@example.jp".to_owned();
            })
            .await;
            let token = view.token.clone();
            let by_link = stage.see(&token).await.unwrap();
            let letters: Vec<_> = stage.letters(&token).await.into_iter().map(|row| (row.letter, row.status)).collect();
            let history = stage.history(stage.row(&token).await.id).await;
            let alike = |view: BookingView| {
                let own = [&view.reference, &view.token.0, &view.details.number].map(|own| own.to_owned());
                let sent = serde_json::to_string(&view).unwrap();
                own.iter().fold(sent, |sent, own| sent.replace(own.as_str(), ""))
            };
            seen.push((alike(view), alike(by_link), letters, history));
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
        assert_eq!(open(stage, &me).await.len(), 2);
    }

    async fn by_telephone_the_birth_date_is_compared_too(stage) {
        let me = manager(stage).await;
        import(stage, &me, &[BOOKS]).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let intake = |time: &str, birth_date: &str| Intake {
            number: "15020-12345678".to_owned(),
            name: "髙橋　𠮷弥".to_owned(),
            birth_date: birth_date.to_owned(),
            phone: "090-1234-5678".to_owned(),
            mail: "a@example.jp".to_owned(),
            time: format!("consultation {}", span(time, 30)),
            ..Intake::default()
        };
        let right = stage.desk.take_booking(&me, intake(TEN, "S60.4.3")).await.unwrap();
        let wrong = stage.desk.take_booking(&me, intake(ELEVEN, "S60.4.30")).await.unwrap();
        assert_eq!(standing(stage, &me, right).await, Standing::Registered);
        assert_eq!(standing(stage, &me, wrong).await, Standing::Differs);
        assert_eq!(open(stage, &me).await[0].differing, [Column::Birth]);
        let found = stage.desk.find(&me, "タカハシ".to_owned()).await.unwrap();
        assert_eq!(found.people.iter().map(|one| one.bookings.len()).collect::<Vec<_>>(), [2], "by the kana of the list");
        assert!(stage.desk.find(&me, "タナカ".to_owned()).await.unwrap().people.is_empty());
        let other = stranger(stage).await;
        assert!(stage.desk.find(&other, "タカハシ".to_owned()).await.unwrap().people.is_empty());
    }

    async fn a_new_list_settles_what_it_can(stage) {
        let me = manager(stage).await;
        let view = booked(stage, 1, TEN, |_| {}).await;
        let id = only(stage).await;
        assert_eq!(standing(stage, &me, id).await, Standing::Unknown);
        import(stage, &me, &[BOOKS_ONLINE]).await;
        assert_eq!(standing(stage, &me, id).await, Standing::Online);
        import(stage, &me, &[BOOKS]).await;
        assert_eq!(standing(stage, &me, id).await, Standing::Registered);
        assert_eq!(open(stage, &me).await, []);
        import(stage, &me, &["15020-2,山田,,1990/1/1,利用登録者"]).await;
        assert_eq!(standing(stage, &me, id).await, Standing::Unknown, "no longer in it");

        stage.desk.settle(&me, id, Settlement::Verified { how: How::Card }).await.unwrap();
        import(stage, &me, &["15020-3,佐藤,,1990/1/1,利用登録者"]).await;
        assert_eq!(open(stage, &me).await, [], "what staff have settled stays settled");
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
    }

    async fn staff_verify_and_the_booking_goes_on(stage) {
        let me = staff(stage).await;
        let view = booked(stage, 1, TEN, |_| {}).await;
        let id = only(stage).await;
        stage.desk.settle(&me, id, Settlement::Verified { how: How::Call }).await.unwrap();
        stage.desk.settle(&me, id, Settlement::Verified { how: How::System }).await.unwrap();
        let registration = stage.desk.card(&me, id).await.unwrap().registration.unwrap();
        let settled = registration.settled.unwrap();
        assert_eq!(settled.settlement, Settlement::Verified { how: How::Call }, "the first one stands");
        assert_eq!((settled.before, settled.after), (None, Some(Registration::Full)));
        assert_eq!((settled.who.as_str(), settled.at), ("佐藤 実", stage.now()));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::AwaitingMail);
        assert_eq!(stage.history(id.0).await.last().unwrap(), "registration_verified");
        assert_eq!(acts(stage).await, ["registration_verified call"]);
    }

    async fn somebody_registered_online_is_switched_for_good(stage) {
        let me = manager(stage).await;
        import(stage, &me, &[BOOKS_ONLINE]).await;
        booked(stage, 1, TEN, |_| {}).await;
        let id = only(stage).await;
        assert_eq!(open(stage, &me).await[0].standing, Standing::Online);
        stage.desk.settle(&me, id, Settlement::Switched).await.unwrap();
        let settled = stage.desk.card(&me, id).await.unwrap().registration.unwrap().settled.unwrap();
        assert_eq!((settled.before, settled.after), (Some(Registration::Online), Some(Registration::Full)));
        assert_eq!((settled.who.as_str(), settled.at), ("佐藤 実", stage.now()));
        assert_eq!(acts(stage).await.last().unwrap(), "registration_switched online full");
        assert_eq!(open(stage, &me).await, []);

        let next = booked(stage, 2, ELEVEN, |_| {}).await;
        let next = BookingId(stage.row(&next.token).await.id);
        assert_eq!(standing(stage, &me, next).await, Standing::Registered, "the next booking knows");
        assert_eq!(stage.desk.settle(&me, next, Settlement::Switched).await, Err(DeskError::Conflict));
    }

    async fn who_is_not_registered_is_told_how_to_and_the_seat_is_free(stage) {
        let me = staff(stage).await;
        let view = booked(stage, 1, TEN, |_| {}).await;
        let id = only(stage).await;
        stage.accept(&view.token).await;
        stage.desk.settle(&me, id, Settlement::Refused).await.unwrap();
        let card = stage.desk.card(&me, id).await.unwrap();
        assert_eq!(card.state, State::Refused { at: stage.now(), who: me.staff });
        let settled = card.registration.unwrap().settled.unwrap();
        assert_eq!((settled.settlement, settled.before, settled.after), (Settlement::Refused, None, None));
        assert_eq!(stage.see(&view.token).await.unwrap().state, SeekerState::Refused);
        let letters = stage.letters(&view.token).await;
        let words: Vec<_> = letters.iter().map(|row| (row.letter.as_str(), row.status.as_str())).collect();
        assert_eq!(words, [("booked", "superseded"), ("not_registered", "waiting")]);
        let sender = Sender { from: "office@madoguchi.example".parse().unwrap(), base_url: "https://m.example".into() };
        assert!(mail::errand(&stage.desk, &sender, &letters[1]).await.unwrap().is_some(), "it is sent");

        assert_eq!(open(stage, &me).await, []);
        let verified = stage.desk.settle(&me, id, Settlement::Verified { how: How::Card }).await;
        assert_eq!(verified, Err(DeskError::Conflict));
        stage.hold(2, span(TEN, 30)).await.expect("the seat is free");
    }

    async fn a_consultation_that_has_begun_is_not_refused(stage) {
        let me = staff(stage).await;
        let view = booked(stage, 1, TEN, |_| {}).await;
        let id = only(stage).await;
        stage.accept(&view.token).await;
        stage.advance_to(at(TEN));
        assert_eq!(stage.desk.settle(&me, id, Settlement::Refused).await, Err(DeskError::Begun));
        assert_eq!(open(stage, &me).await.len(), 1, "it can still be verified");
        stage.advance_to(at("2026-12-02 09:00"));
        assert_eq!(open(stage, &me).await.len(), 0);
    }

    async fn the_next_booking_keeps_what_was_found_out(stage) {
        let me = staff(stage).await;
        let view = booked(stage, 1, TEN, |_| {}).await;
        stage.slot(stage.row(&view.token).await.counter_id, span("2026-12-10 10:00", 30)).await;
        let id = only(stage).await;
        stage.accept(&view.token).await;
        stage.desk.settle(&me, id, Settlement::Verified { how: How::Card }).await.unwrap();
        stage.advance_to(at("2026-12-01 10:05"));
        let next = stage.desk.book_next(&me, id, span("2026-12-10 10:00", 30), &Reasons::default()).await.unwrap();
        let registration = stage.desk.card(&me, next).await.unwrap().registration.unwrap();
        assert_eq!(registration.settled.map(|settled| settled.settlement), Some(Settlement::Verified { how: How::Card }));
    }

    async fn another_offices_list_and_bookings_are_not_there(stage) {
        let me = manager(stage).await;
        let other = stranger(stage).await;
        import(stage, &me, &[BOOKS]).await;
        booked(stage, 1, TEN, |details| details.number = "15020-9".to_owned()).await;
        let id = only(stage).await;
        assert_eq!(room(stage, &other).await.registered, 0);
        assert_eq!(stage.desk.to_verify(&other).await, Ok(Vec::new()));
        assert_eq!(stage.desk.settle(&other, id, Settlement::Switched).await, Err(DeskError::NotFound));
        let upload = read(stage, &me, csv(&[BOOKS_ONLINE])).await;
        assert_eq!(stage.desk.apply_roster(&other, upload.id).await, Err(DeskError::Conflict));
        import(stage, &other, &["15020-9,髙橋　𠮷弥,,1990/1/1,利用登録者"]).await;
        assert_eq!(standing(stage, &me, id).await, Standing::Unknown);
    }

    async fn counter_staff_verify_and_do_not_import(stage) {
        let me = staff(stage).await;
        assert_eq!(stage.desk.roster(&me).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.read_roster(&me, csv(&[BOOKS])).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.to_verify(&me).await, Ok(Vec::new()));
    }

    async fn a_list_that_nobody_put_in_force_is_forgotten(stage) {
        let me = manager(stage).await;
        read(stage, &me, csv(&[BOOKS])).await;
        stage.advance(chrono::TimeDelta::days(1));
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(0));
        stage.advance(millis(1));
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(1));
        assert_eq!(room(stage, &me).await.upload, None);
    }

    async fn a_hundred_thousand_seekers_are_imported_at_once(stage) {
        let me = manager(stage).await;
        let line = |n: u32, state: &str| format!("15020-{n:08},山田　太郎,ヤマダ　タロウ,昭和60年4月3日,{state}");
        let lines: Vec<String> = (0..100_000).map(|n| line(n, "利用登録者")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let text = String::from_utf8(csv(&lines).bytes).unwrap();
        let file = RosterFile { name: "all.csv".to_owned(), bytes: SHIFT_JIS.encode(&text).0.into_owned() };
        let begun = Instant::now();
        let upload = read(stage, &me, file).await;
        let was_read = begun.elapsed();
        stage.desk.apply_roster(&me, upload.id).await.unwrap();
        let applied = begun.elapsed() - was_read;
        assert_eq!(listed(stage).await, 100_000);
        println!("read in {was_read:?}, put in force in {applied:?}");
    }
}
