//! Refusing the use of the service with due process, and what a refused seeker and a stranger learn of it (Art. 6(6), 12(1),
//! Secrecy).

use crate::{on_both, someone, staff, stage::*, stranger};
use app::{
    desk::{
        PhoneDesk, SeekerDesk, StandingDesk,
        application::Details,
        booking::{BookingView, SeekerState},
        error::DeskError,
        staff::Actor,
        standing::{DecisionAsk, StandingRoom, Stands},
    },
    domain::{
        booking::State,
        ids::{BookingId, StandingId},
        intake::Intake,
        role::Role,
        standing::{Ground, Window},
    },
    i18n::Locale,
};
use sea_orm::EntityTrait;
use server::{
    desk::mail::{self, errand},
    mail::Sender,
    store::{
        booking as bookings,
        entity::{audit, booking, outbox},
    },
};
use std::sync::Arc;

const MISSED: [&str; 3] = ["2026-12-01 10:00", "2026-12-01 10:30", "2026-12-01 11:00"];
const TEN: &str = "2026-12-08 10:00";
const ELEVEN: &str = "2026-12-08 11:00";
const OWN: &str = "yoshiya@example.jp";
const ANOTHER: &str = "stranger@example.jp";
const NUMBER: &str = "15020-12345678";

/// A booking of that number, as the browser that made it sees it.
async fn book(stage: &Stage, who: u16, at: &str, number: &str, mail: &str) -> BookingView {
    stage.hold(who, span(at, 30)).await.unwrap();
    stage.fill(who, Details { mail: mail.to_owned(), number: number.to_owned(), ..details() }).await;
    stage.desk.submit(visitor(who)).await.unwrap()
}

/// Three consultations passed in silence; it is noon on that day, and there are free times a week later.
async fn silent(stage: &Stage) -> Vec<BookingView> {
    stage.counter_at(&MISSED.map(|at| span(at, 30))).await;
    let mut missed = Vec::new();
    for (who, at) in (1..).zip(MISSED) {
        missed.push(book(stage, who, at, NUMBER, OWN).await);
        stage.accept(&missed.last().unwrap().token).await;
    }
    stage.advance_to(at("2026-12-01 12:00"));
    for (booked, start) in missed.iter().zip(MISSED) {
        stage.change(&booked.token, |state, _| state.miss(at(start) + minutes(10)).unwrap()).await;
    }
    missed
}

async fn room(stage: &Stage, who: &Actor) -> StandingRoom {
    stage.desk.standing_room(who, None).await.unwrap()
}

fn ask(booking: BookingId) -> DecisionAsk {
    DecisionAsk {
        booking,
        ground: Ground::Silence,
        reason: "電話でも連絡がつかない".to_owned(),
        message: "ご連絡のないご欠席が3回ありました。0250-00-0123 へご連絡ください。".to_owned(),
        from: "2026-12-01".parse().unwrap(),
        until: "2027-02-28".parse().unwrap(),
    }
}

/// Two managers, the second of whom has confirmed what the first wrote.
async fn decided(stage: &Stage) -> (Actor, Actor, StandingId) {
    let writer = someone(stage, "writer", Role::Manager).await;
    let reviewer = someone(stage, "reviewer", Role::Manager).await;
    let about = room(stage, &writer).await.proposals[0].about.booking;
    stage.desk.write_decision(&writer, ask(about)).await.unwrap();
    let id = room(stage, &reviewer).await.drafts[0].id;
    stage.desk.review_decision(&reviewer, id).await.unwrap();
    (writer, reviewer, id)
}

async fn row(stage: &Stage, view: &BookingView) -> booking::Model {
    stage.row(&view.token).await
}

async fn state(stage: &Stage, view: &BookingView) -> State {
    bookings::state(&row(stage, view).await).unwrap()
}

async fn letters(stage: &Stage, view: &BookingView) -> Vec<String> {
    stage.letters(&view.token).await.into_iter().map(|row| row.letter).collect()
}

fn sender() -> Sender {
    Sender { from: "yoyaku@madoguchi.example".parse().unwrap(), base_url: Arc::from("https://madoguchi.example") }
}

/// Out of the text of [`ask`], and of the words about its time.
const SAID: &str = "ご連絡のないご欠席が3回ありました";
const PERIOD: &str = "ご利用いただけない期間";

/// What the last letter about the booking tells its seeker; `None`: it is true no more.
async fn answered(stage: &Stage, view: &BookingView) -> Option<String> {
    let letter: outbox::Model = stage.letters(&view.token).await.pop().unwrap();
    errand(&stage.desk, &sender(), &letter).await.unwrap().map(|errand| errand.letter.text)
}

async fn acts(stage: &Stage) -> Vec<String> {
    let rows = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().map(|row| row.act).filter(|act| act != "standing_seen").collect()
}

/// All that the browser is told, but for what it typed and what was drawn for it.
fn told(view: &BookingView) -> String {
    let mut view = serde_json::to_value(view).unwrap();
    for drawn in ["token", "reference"] {
        view[drawn] = serde_json::Value::Null;
    }
    view["details"]["number"] = serde_json::Value::Null;
    view.to_string()
}

on_both! {
    async fn silence_proposes_and_two_people_decide(stage) {
        let missed = silent(stage).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let counter = staff(stage).await;
        let seen = room(stage, &counter).await;
        let [proposed] = &seen.proposals[..] else { panic!("one proposal") };
        assert_eq!((proposed.about.number.as_str(), proposed.silences.len()), (NUMBER, 3));
        assert_eq!(proposed.silences[0].at, at(MISSED[0]) + minutes(10));
        assert_eq!(proposed.about.booking.0, row(stage, &missed[2]).await.id);
        let about = proposed.about.booking;
        assert_eq!(stage.desk.write_decision(&counter, ask(about)).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.dismiss_proposal(&counter, about, "x".to_owned()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.standing_room(&stranger(stage).await, Some(about)).await, Err(DeskError::NotFound));

        let writer = someone(stage, "writer", Role::Manager).await;
        let past = DecisionAsk { from: "2026-11-30".parse().unwrap(), ..ask(about) };
        assert_eq!(stage.desk.write_decision(&writer, past).await, Err(DeskError::Mend));
        stage.desk.write_decision(&writer, ask(about)).await.unwrap();
        assert_eq!(stage.desk.write_decision(&writer, ask(about)).await, Err(DeskError::Conflict));
        assert_eq!(room(stage, &writer).await.proposals, []);
        // What one person wrote refuses nobody.
        let booked = book(stage, 4, TEN, NUMBER, OWN).await;
        assert_eq!(letters(stage, &booked).await, ["booked"]);
        let id = room(stage, &writer).await.drafts[0].id;
        assert_eq!(stage.desk.review_decision(&writer, id).await, Err(DeskError::Conflict));
        assert_eq!(stage.desk.review_decision(&counter, id).await, Err(DeskError::NotFound));

        let reviewer = someone(stage, "reviewer", Role::Manager).await;
        stage.desk.review_decision(&reviewer, id).await.unwrap();
        assert_eq!(stage.desk.review_decision(&reviewer, id).await, Err(DeskError::Conflict));
        let seen = room(stage, &counter).await;
        assert_eq!((seen.proposals.len(), seen.drafts.len()), (0, 0));
        let [matter] = &seen.register[..] else { panic!("one matter") };
        assert_eq!((matter.stands, matter.silences), (Stands::InForce, 3));
        // The seeker is told why, until when and whom to call; what they had booked stays theirs.
        assert_eq!(letters(stage, &missed[2]).await.last().unwrap(), "decided");
        let letter = answered(stage, &missed[2]).await.unwrap();
        assert!(letter.contains(&ask(about).message), "{letter}");
        assert!(letter.contains("令和8年12月1日（火）から令和9年2月28日（日）まで"), "{letter}");
        assert!(state(stage, &booked).await.is_live());
        assert_eq!(acts(stage).await, ["decision_written", "decision_reviewed"]);
    }

    async fn the_form_accepts_as_ever_and_the_letter_says_the_rest(stage) {
        silent(stage).await;
        let (writer, ..) = decided(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let unknown = book(stage, 4, TEN, "99999-1", OWN).await;
        let refused = book(stage, 5, TEN, NUMBER, OWN).await;
        assert_eq!(told(&refused), told(&unknown));
        assert_eq!(refused.state, SeekerState::AwaitingMail);
        // Pressed twice, and on the page that waits.
        assert_eq!(stage.desk.submit(visitor(5)).await.unwrap(), refused);
        let waiting = stage.desk.submitted(visitor(5), Locale::ja).await.unwrap();
        assert_eq!(told(&waiting), told(&stage.desk.submitted(visitor(4), Locale::ja).await.unwrap()));
        assert_eq!(waiting.token, refused.token);

        // Behind it: refused, the seat free, and a letter with the decision's words.
        assert_eq!(state(stage, &refused).await, State::Refused { at: stage.now(), who: writer.staff });
        assert_eq!(stage.history(row(stage, &refused).await.id).await, ["held", "submitted", "refused"]);
        assert_eq!(letters(stage, &refused).await, ["refused"]);
        let letter = answered(stage, &refused).await.unwrap();
        assert!(letter.contains(SAID) && letter.contains(PERIOD), "{letter}");
        book(stage, 6, TEN, "99999-2", ANOTHER).await;

        // The link in the letter opens what it says; the browser that booked learns nothing, and changes nothing.
        let by_letter = stage.desk.key.token(BookingId(row(stage, &refused).await.id), 1);
        assert_eq!(stage.see(&by_letter).await.unwrap().state, SeekerState::Refused);
        assert_eq!(told(&stage.see(&refused.token).await.unwrap()), told(&stage.see(&unknown.token).await.unwrap()));
        let heard = [&refused, &unknown].map(|view| view.token.clone());
        for token in &heard {
            assert!(stage.desk.booking_behind(token).await.is_ok());
        }
        assert_eq!(stage.desk.cancel(&refused.token, String::new()).await, Err(DeskError::Unavailable));
        assert_eq!(stage.desk.press_received(&refused.token).await, Err(DeskError::Unavailable));
        assert!(matches!(state(stage, &refused).await, State::Refused { .. }));
    }

    async fn whoever_gives_anothers_number_learns_only_whom_to_call(stage) {
        silent(stage).await;
        decided(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let refused = book(stage, 4, TEN, NUMBER, ANOTHER).await;
        let letter = answered(stage, &refused).await.unwrap();
        assert!(!letter.contains(SAID) && !letter.contains(PERIOD), "whom to call, and no more: {letter}");
    }

    async fn a_refused_seekers_wrong_address_is_mended_like_any_other(stage) {
        silent(stage).await;
        decided(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let refused = book(stage, 4, TEN, NUMBER, ANOTHER).await;
        let letter = stage.letters(&refused.token).await.pop().unwrap();
        stage.advance(minutes(1));
        mail::refused(&stage.desk, &letter, "mx.example.jp", "550 no such user", stage.now()).await.unwrap();
        let page = stage.desk.submitted(visitor(4), Locale::ja).await.unwrap();
        assert_eq!(page.state, SeekerState::MailRefused);
        let page = stage.desk.mend_address(visitor(4), OWN.to_owned()).await.unwrap();
        assert_eq!((page.state, page.details.mail.as_str()), (SeekerState::AwaitingMail, OWN));
        assert_eq!(letters(stage, &refused).await, ["refused", "refused"]);
        assert!(answered(stage, &refused).await.unwrap().contains(SAID));
    }

    async fn it_holds_on_its_days_only_and_is_lifted_by_review(stage) {
        let missed = silent(stage).await;
        let (_, manager, id) = decided(stage).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let counter = staff(stage).await;
        assert_eq!(stage.desk.lift_decision(&counter, id, "x".to_owned()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.lift_decision(&manager, id, " ".to_owned()).await, Err(DeskError::Mend));
        stage.desk.lift_decision(&manager, id, "入院していたとの説明があった".to_owned()).await.unwrap();
        assert_eq!(stage.desk.lift_decision(&manager, id, "もう一度".to_owned()).await, Err(DeskError::Conflict));
        let booked = book(stage, 4, TEN, NUMBER, OWN).await;
        assert_eq!(letters(stage, &booked).await, ["booked"]);
        let seen = room(stage, &counter).await;
        assert_eq!(seen.register[0].stands, Stands::Lifted);
        // The letter that told of it is true no more, and the silences it answered propose nothing again.
        let told: Vec<_> = stage.letters(&missed[2].token).await;
        let [.., decided, lifted] = &told[..] else { panic!("two letters") };
        assert_eq!((decided.letter.as_str(), lifted.letter.as_str()), ("decided", "lifted"));
        assert!(errand(&stage.desk, &sender(), decided).await.unwrap().is_none());
        assert!(errand(&stage.desk, &sender(), lifted).await.unwrap().is_some());
        assert_eq!(seen.proposals, []);
    }

    async fn a_consultation_after_its_last_day_is_booked(stage) {
        silent(stage).await;
        let writer = someone(stage, "writer", Role::Manager).await;
        let reviewer = someone(stage, "reviewer", Role::Manager).await;
        let about = room(stage, &writer).await.proposals[0].about.booking;
        let until = "2026-12-07".parse().unwrap();
        stage.desk.write_decision(&writer, DecisionAsk { until, ..ask(about) }).await.unwrap();
        let id = room(stage, &reviewer).await.drafts[0].id;
        stage.desk.review_decision(&reviewer, id).await.unwrap();
        stage.counter_at(&[span(TEN, 30)]).await;
        let booked = book(stage, 4, TEN, NUMBER, OWN).await;
        assert_eq!(letters(stage, &booked).await, ["booked"]);
    }

    async fn a_proposal_is_dismissed_and_a_draft_sent_back(stage) {
        silent(stage).await;
        let writer = someone(stage, "writer", Role::Manager).await;
        let about = room(stage, &writer).await.proposals[0].about.booking;
        stage.desk.write_decision(&writer, ask(about)).await.unwrap();
        let id = room(stage, &writer).await.drafts[0].id;
        let dismiss = async |why: &str| stage.desk.dismiss_proposal(&writer, about, why.to_owned()).await;
        assert_eq!(dismiss("通信障害だった").await, Err(DeskError::Conflict));
        stage.desk.send_decision_back(&writer, id, "電話で確かめてから".to_owned()).await.unwrap();
        assert_eq!(room(stage, &writer).await.proposals.len(), 1, "it is as before");
        assert_eq!(dismiss(" ").await, Err(DeskError::Mend));
        dismiss("通信障害だった").await.unwrap();
        assert_eq!(dismiss("通信障害だった").await, Err(DeskError::Conflict));
        let seen = room(stage, &writer).await;
        assert_eq!(seen.proposals, []);
        let stands: Vec<_> = seen.register.iter().map(|matter| matter.stands).collect();
        assert!(stands.contains(&Stands::Dismissed) && stands.contains(&Stands::SentBack), "{stands:?}");
    }

    async fn the_office_sets_its_window(stage) {
        silent(stage).await;
        let manager = someone(stage, "manager", Role::Manager).await;
        let administrator = someone(stage, "administrator", Role::Administrator).await;
        let four = Window::new(30, 4).unwrap();
        assert_eq!(stage.desk.set_standing_window(&manager, four).await, Err(DeskError::NotFound));
        stage.desk.set_standing_window(&administrator, four).await.unwrap();
        let seen = room(stage, &manager).await;
        assert_eq!((seen.window, seen.proposals.len()), (four, 0));
        stage.desk.set_standing_window(&administrator, Window::new(30, 3).unwrap()).await.unwrap();
        assert_eq!(room(stage, &manager).await.proposals.len(), 1);
    }

    async fn at_the_telephone_it_is_told_and_a_manager_may_override(stage) {
        silent(stage).await;
        let (_, manager, _) = decided(stage).await;
        let counter = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        let intake = Intake {
            number: NUMBER.to_owned(),
            name: "髙橋　𠮷弥".to_owned(),
            birth_date: "S60.4.3".to_owned(),
            phone: "090-1234-5678".to_owned(),
            mail: OWN.to_owned(),
            time: format!("consultation {}", span(TEN, 30)),
            ..Intake::default()
        };
        let despite = Intake { refused_reason: "面接の期日が迫っている".to_owned(), ..intake.clone() };
        let known = stage.desk.standing_of(&counter, vec!["1-1".to_owned(), NUMBER.to_owned()]).await.unwrap();
        assert!(!known[0].refuses() && known[1].refuses());
        assert_eq!(stage.desk.take_booking(&counter, intake.clone()).await, Err(DeskError::UseRefused));
        assert_eq!(stage.desk.take_booking(&counter, despite.clone()).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.take_booking(&manager, intake).await, Err(DeskError::UseRefused));
        let taken = stage.desk.take_booking(&manager, despite).await.unwrap();
        let view = stage.see(&stage.token(taken.0)).await.unwrap();
        assert_eq!(view.state, SeekerState::AwaitingReply);
        assert!(acts(stage).await.contains(&"standing_overridden".to_owned()));
    }
}
