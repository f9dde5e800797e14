//! Bookings by telephone and at the counter, from the intake to the reply, the deadline and the next booking.

use crate::{on_both, someone, staff, stage::*, stranger};
use app::{
    desk::{
        DayDesk, PhoneDesk, SeekerDesk, StaffDesk,
        application::TermsForm,
        booking::SeekerState,
        day::Step,
        error::DeskError,
        phone::{Call, Direction, Reasons, Reply, TimesAsked},
        staff::Actor,
    },
    domain::{
        booking::{Canceller, Channel, Receipt, State},
        ids::BookingId,
        intake::Intake,
        role::Role,
        slot::Span,
    },
};
use sea_orm::EntityTrait;
use server::store::entity::{audit, outbox};

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
/// Its deadline, 23:59:59 on Friday the 20th, has passed.
const TOMORROW: &str = "2026-11-25 10:00";

fn intake(time: &str) -> Intake {
    Intake {
        number: "１５０２０１２３４５６７".to_owned(),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "０９０１２３４５６７８".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        time: format!("consultation {}", span(time, 30)),
        ..Intake::default()
    }
}

async fn taken(stage: &Stage, me: &Actor) -> BookingId {
    stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
    stage.desk.take_booking(me, intake(TEN)).await.unwrap()
}

async fn state(stage: &Stage, me: &Actor, id: BookingId) -> State {
    stage.desk.card(me, id).await.unwrap().state
}

async fn letters(stage: &Stage, id: BookingId) -> Vec<(String, String)> {
    let rows: Vec<outbox::Model> = stage.letters(&stage.token(id.0)).await;
    rows.into_iter().map(|row| (row.letter, row.status)).collect()
}

async fn acts(stage: &Stage) -> Vec<String> {
    let rows = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().map(|row| row.act).filter(|act| act != "card_seen").collect()
}

fn waiting(letter: &str) -> (String, String) {
    (letter.to_owned(), "waiting".to_owned())
}

fn call(note: &str) -> Call {
    Call { at: None, direction: Direction::In, note: note.to_owned() }
}

fn stands(me: &Actor, at: app::domain::time::Instant) -> State {
    State::Confirmed { at, by: Receipt::Staff { who: me.staff } }
}

on_both! {
    async fn what_is_said_on_the_telephone_awaits_its_reply(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        let card = stage.desk.card(&me, id).await.unwrap();
        assert_eq!(card.state, State::AwaitingReply { since: stage.now() });
        assert_eq!((card.channel, card.birth_date.as_str()), (Channel::Phone, "1985-04-03"));
        assert_eq!(card.details.number, "15020-1234567");
        assert_eq!(card.deadline, at("2026-11-27 23:59") + chrono::TimeDelta::seconds(59));
        assert_eq!(letters(stage, id).await, [waiting("please_reply")]);
        let consents = stage.consents(&stage.token(id.0)).await;
        assert_eq!((consents[0].moment.as_str(), consents[0].proof.as_str()), ("applying", "phone"));
        assert_eq!(consents[0].terms_hash, TERMS);
        assert_eq!(card.history.last().unwrap().who, "佐藤 実");
        assert_eq!(acts(stage).await, ["phone_booked"]);
    }

    async fn a_taken_seat_and_what_is_to_mend_leave_nothing_behind(stage) {
        let me = staff(stage).await;
        let other = stranger(stage).await;
        taken(stage, &me).await;
        assert_eq!(stage.desk.take_booking(&me, intake(TEN)).await, Err(DeskError::SeatTaken));
        let wrong = Intake { birth_date: "60/4/3".to_owned(), ..intake(ELEVEN) };
        assert_eq!(stage.desk.take_booking(&me, wrong).await, Err(DeskError::Mend));
        assert_eq!(stage.desk.take_booking(&other, intake(ELEVEN)).await, Err(DeskError::SeatTaken));
        assert_eq!(stage.bookings().await.len(), 1);
        let free = stage.desk.free_times(&me, TimesAsked::default()).await.unwrap();
        let offered: Vec<Span> = free.kinds[0].days.iter().flat_map(|day| &day.times).map(|seat| seat.span).collect();
        assert_eq!(offered, [span(ELEVEN, 30)]);
    }

    async fn the_button_behind_the_link_is_a_reply(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        let token = stage.token(id.0);
        assert_eq!(stage.see(&token).await.unwrap().state, SeekerState::AwaitingReply);
        stage.desk.press_received(&token).await.unwrap();
        assert_eq!(state(stage, &me, id).await, State::Confirmed { at: stage.now(), by: Receipt::Button });
    }

    async fn behind_the_link_the_terms_and_declarations_are_asked(stage) {
        let me = staff(stage).await;
        let token = stage.token(taken(stage, &me).await.0);
        let half = TermsForm { agree: false, ..terms_form() };
        assert!(!stage.desk.declare(&token, half.clone()).await.unwrap().declared);
        assert_eq!(stage.desk.declared(&token).await, Ok(half));
        assert!(stage.desk.declare(&token, terms_form()).await.unwrap().declared);
        assert_eq!(stage.consents(&token).await.iter().filter(|row| row.moment == "tick").count(), 1);
        let unknown = TermsForm { version: "0000000000000000".to_owned(), ..terms_form() };
        assert_eq!(stage.desk.declare(&token, unknown).await, Err(DeskError::Unreadable));
    }

    async fn staff_hear_the_reply_once(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        let at = stage.now();
        stage.desk.reply_received(&me, id, Reply::Call).await.unwrap();
        stage.advance(minutes(1));
        stage.desk.reply_received(&me, id, Reply::Mail).await.unwrap();
        assert_eq!(state(stage, &me, id).await, stands(&me, at));
        assert_eq!(stage.history(id.0).await, ["taken_by_phone", "replied"]);
        assert_eq!(letters(stage, id).await.last(), Some(&waiting("details")));
        assert_eq!(acts(stage).await, ["phone_booked", "reply_noted"]);
    }

    async fn without_a_reply_it_is_void_at_the_second_of_the_deadline(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        let deadline = stage.desk.card(&me, id).await.unwrap().deadline;
        stage.advance_to(deadline);
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        stage.advance(millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        assert!(matches!(state(stage, &me, id).await, State::Void { .. }));
        let sent = letters(stage, id).await;
        assert_eq!(sent, [("please_reply".to_owned(), "superseded".to_owned()), waiting("void")]);
        assert_eq!(stage.desk.reply_received(&me, id, Reply::Mail).await, Err(DeskError::Ended));
        assert_eq!(stage.history(id.0).await, ["taken_by_phone", "void"]);
    }

    async fn a_reply_in_the_last_second_counts(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        stage.advance_to(stage.desk.card(&me, id).await.unwrap().deadline);
        stage.desk.reply_received(&me, id, Reply::Counter).await.unwrap();
        stage.advance(minutes(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        assert!(matches!(state(stage, &me, id).await, State::Confirmed { .. }));
    }

    async fn whoever_has_no_mail_address_is_told_by_telephone(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let form = Intake { mail: String::new(), ..intake(TEN) };
        assert_eq!(stage.desk.take_booking(&me, form.clone()).await, Err(DeskError::Mend));
        let told = Intake { told: true, told_reason: "メールをお持ちでない".to_owned(), ..form };
        let id = stage.desk.take_booking(&me, told).await.unwrap();
        assert_eq!(state(stage, &me, id).await, stands(&me, stage.now()));
        assert_eq!(stage.history(id.0).await, ["taken_by_phone", "told"]);
        assert_eq!(letters(stage, id).await, []);
    }

    async fn past_the_deadline_only_a_manager_takes_it_with_a_reason(stage) {
        let me = staff(stage).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        stage.counter_at(&[span(TOMORROW, 30)]).await;
        let late = Intake { late_reason: "面接の前日のため".to_owned(), ..intake(TOMORROW) };
        assert_eq!(stage.desk.take_booking(&boss, intake(TOMORROW)).await, Err(DeskError::DeadlinePassed));
        assert_eq!(stage.desk.take_booking(&me, late.clone()).await, Err(DeskError::NotFound));
        assert!(stage.desk.free_times(&me, TimesAsked::default()).await.unwrap().kinds[0].days.is_empty());
        assert!(stage.desk.free_times(&boss, TimesAsked::default()).await.unwrap().kinds[0].days[0].late);
        let id = stage.desk.take_booking(&boss, late).await.unwrap();
        stage.advance(minutes(60));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        let card = stage.desk.card(&boss, id).await.unwrap();
        assert_eq!(card.state, stands(&boss, stage.now() - minutes(60)));
        assert_eq!(card.override_reason.as_deref(), Some("面接の前日のため"));
        let mut told = acts(stage).await;
        told.sort();
        assert_eq!(told, ["overridden", "phone_booked"], "both of the same moment");
    }

    async fn what_a_manager_lets_stand_no_deadline_undoes(stage) {
        let me = staff(stage).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        let id = crate::only(stage).await;
        stage.advance_to(booked.deadline + millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(stage.desk.let_stand(&me, id, "x".to_owned()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.let_stand(&boss, id, " ".to_owned()).await, Err(DeskError::Mend));
        stage.desk.let_stand(&boss, id, "電話で確かめた".to_owned()).await.unwrap();
        stage.advance(minutes(60));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        assert!(matches!(state(stage, &boss, id).await, State::Confirmed { by: Receipt::Staff { .. }, .. }));
        assert_eq!(stage.history(id.0).await, ["held", "submitted", "overdue", "overridden"]);
        assert_eq!(stage.desk.let_stand(&boss, id, "x".to_owned()).await, Err(DeskError::Conflict));
    }

    async fn a_call_cancels_by_its_own_time(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        stage.desk.reply_received(&me, id, Reply::Call).await.unwrap();
        stage.advance_to(at(TEN) + minutes(5));
        let now = stage.now();
        assert_eq!(stage.desk.cancel_by_phone(&me, id, call("急用")).await, Err(DeskError::Begun));
        let tomorrow = Call { at: Some(now + minutes(60)), ..call("急用") };
        assert_eq!(stage.desk.cancel_by_phone(&me, id, tomorrow).await, Err(DeskError::Mend));
        let before = Call { at: Some(at(TEN) - minutes(5)), ..call("急用") };
        stage.desk.cancel_by_phone(&me, id, before).await.unwrap();
        let by = Canceller::SeekerByPhone { noted_by: me.staff };
        assert_eq!(state(stage, &me, id).await, State::Cancelled { at: at(TEN) - minutes(5), by });
        assert_eq!(letters(stage, id).await.last(), Some(&waiting("cancelled")));
    }

    async fn a_call_stands_in_the_history(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        stage.advance(minutes(10));
        let earlier = Call { at: Some(stage.now() - minutes(5)), direction: Direction::Out, note: "留守".to_owned() };
        stage.desk.note_call(&me, id, earlier).await.unwrap();
        assert_eq!(stage.desk.note_call(&me, id, call(" ")).await, Err(DeskError::Mend));
        let line = stage.desk.card(&me, id).await.unwrap().history.pop().unwrap();
        assert_eq!((line.what.as_str(), line.who.as_str(), line.note.as_str()), ("call_out", "佐藤 実", "留守"));
        assert_eq!(line.at, stage.now() - minutes(5));
    }

    async fn a_seeker_is_found_by_whatever_they_say(stage) {
        let me = staff(stage).await;
        let other = stranger(stage).await;
        let id = taken(stage, &me).await;
        stage.book(1, span(ELEVEN, 30)).await;
        for words in ["15020-1234567", "１５０２０１２３４５６７", "髙橋花子", "花子", "HANAKO@example.jp"] {
            let found = stage.desk.find(&me, words.to_owned()).await.unwrap().people;
            assert_eq!(found.len(), 1, "{words}");
            assert_eq!((found[0].bookings[0].id, found[0].bookings[0].consents.len()), (id, 1), "{words}");
            assert_eq!(stage.desk.find(&other, words.to_owned()).await.unwrap().people, [], "{words}");
        }
        assert_eq!(stage.desk.find(&me, "090-1234-5678".to_owned()).await.unwrap().people.len(), 2);
        assert_eq!(stage.desk.find(&me, "ﾀｶﾊｼ".to_owned()).await.unwrap().people.len(), 1);
        assert_eq!(stage.desk.find(&me, "%".to_owned()).await.unwrap().people, []);
        assert_eq!(stage.desk.find(&me, " ".to_owned()).await.err(), Some(DeskError::Mend));
        let log = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
        let notes: Vec<_> = log.iter().filter(|row| row.act == "people_searched").map(|row| row.note.as_str()).collect();
        assert!(notes.contains(&"number: 1") && notes.contains(&"phone: 2"), "{notes:?}");
        assert_eq!(notes.len(), 13, "each search is a look of its own: {notes:?}");
        assert!(log.iter().all(|row| !row.note.contains("花子") && !row.about.contains("花子")));
    }

    async fn a_move_frees_the_old_seat_and_asks_again(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me).await;
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        let card = stage.desk.card(&me, id).await.unwrap();
        assert_eq!(card.span, span(ELEVEN, 30));
        assert!(matches!(card.state, State::AwaitingReply { .. }));
        assert_eq!(stage.history(id.0).await, ["taken_by_phone", "moved"]);
        assert_eq!(letters(stage, id).await.last(), Some(&waiting("please_reply")));
        stage.desk.take_booking(&me, intake(TEN)).await.expect("the old seat is free");
        assert_eq!(stage.desk.move_to(&me, id, span(TEN, 30), None, "").await, Err(DeskError::SeatTaken));
        assert_eq!(stage.desk.card(&me, id).await.unwrap().span, span(ELEVEN, 30));
    }

    async fn the_next_one_is_booked_in_session_by_the_way_of_its_channel(stage) {
        let me = staff(stage).await;
        let next = span("2026-12-15 10:00", 30);
        let first = stage.counter_at(&[next]).await;
        let second = stage.counter_at(&[span(TEN, 30), next]).await;
        let third = stage.counter_at(&[span(ELEVEN, 30), next]).await;
        let phone = stage.desk.take_booking(&me, intake(TEN)).await.unwrap();
        stage.desk.reply_received(&me, phone, Reply::Call).await.unwrap();
        let site = stage.book(1, span(ELEVEN, 30)).await;
        stage.accept(&site.token).await;
        let site = BookingId(stage.row(&site.token).await.id);
        assert_eq!(stage.desk.book_next(&me, phone, next, &Reasons::default()).await, Err(DeskError::Conflict), "it has not begun");
        stage.advance_to(at(ELEVEN));
        let offered = stage.desk.free_times(&me, TimesAsked { booking: Some(phone), from: None }).await.unwrap();
        assert!(offered.kinds[0].days[0].times[0].same_counter);
        let by_phone = stage.desk.book_next(&me, phone, next, &Reasons::default()).await.unwrap();
        let by_site = stage.desk.book_next(&me, site, next, &Reasons::default()).await.unwrap();
        let row = |id: BookingId| async move { stage.row(&stage.token(id.0)).await };
        let (by_phone_row, by_site_row) = (row(by_phone).await, row(by_site).await);
        assert_eq!((by_phone_row.counter_id, by_site_row.counter_id), (second, third));
        assert_eq!((by_phone_row.parent_id, by_site_row.parent_id), (Some(phone.0), Some(site.0)));
        assert_eq!(state(stage, &me, by_phone).await, stands(&me, stage.now()));
        assert_eq!(state(stage, &me, by_site).await, State::AwaitingMail { since: stage.now(), refused: None });
        assert_eq!((letters(stage, by_phone).await, letters(stage, by_site).await), (vec![waiting("details")], vec![waiting("booked")]));
        assert_eq!(stage.desk.card(&me, by_phone).await.unwrap().channel, Channel::Session);
        assert_ne!(first, second);
    }

    async fn begun_before_its_time_it_has_a_next_one(stage) {
        let me = staff(stage).await;
        let next = span("2026-12-15 10:00", 30);
        stage.counter_at(&[span(TEN, 30), next]).await;
        let id = stage.desk.take_booking(&me, intake(TEN)).await.unwrap();
        stage.desk.reply_received(&me, id, Reply::Call).await.unwrap();
        stage.advance_to(at(TEN) - minutes(10));
        assert!(!stage.desk.card(&me, id).await.unwrap().may_book_next, "it is to come");
        stage.desk.work_booking(&me, id, Step::Arrived).await.unwrap();
        stage.desk.work_booking(&me, id, Step::Begin).await.unwrap();
        assert!(stage.desk.card(&me, id).await.unwrap().may_book_next);
        let made = stage.desk.book_next(&me, id, next, &Reasons::default()).await.unwrap();
        assert_eq!(state(stage, &me, made).await, stands(&me, stage.now()));
    }

    async fn another_office_s_bookings_are_missing_on_the_telephone(stage) {
        let me = staff(stage).await;
        let other = stranger(stage).await;
        let id = taken(stage, &me).await;
        let desk = &stage.desk;
        let missing = DeskError::NotFound;
        assert_eq!(desk.reply_received(&other, id, Reply::Mail).await, Err(missing));
        assert_eq!(desk.let_stand(&other, id, "x".to_owned()).await, Err(missing));
        assert_eq!(desk.cancel_by_phone(&other, id, call("x")).await, Err(missing));
        assert_eq!(desk.note_call(&other, id, call("x")).await, Err(missing));
        assert_eq!(desk.move_to(&other, id, span(ELEVEN, 30), None, "").await, Err(missing));
        assert_eq!(desk.book_next(&other, id, span(ELEVEN, 30), &Reasons::default()).await.err(), Some(missing));
        let asked = TimesAsked { booking: Some(id), from: None };
        assert_eq!(desk.free_times(&other, asked).await.err(), Some(missing));
        assert_eq!(stage.history(id.0).await, ["taken_by_phone"]);
    }
}
