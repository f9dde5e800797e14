//! The way of the canary: everything that the service does with a person, and a mark in all that is typed about them.

use super::*;
use app::{
    desk::{
        AbsenceDesk, DayDesk, FiguresDesk, PhoneDesk, SeekerDesk, StaffDesk, StandingDesk,
        absence::{Absence, AbsenceAsk},
        application::{DeviceReport, DeviceResult},
        attendee::{AttendeeDesk, AttendeeToken},
        board::Window,
        day::Step,
        deeds::DeedDesk,
        figures::Form,
        phone::{Call, Direction, Reasons, Reply},
        records::NewHold,
        roster::{RosterDesk, RosterFile},
        standing::{DecisionAsk, NewIncident},
        tray::TrayDesk,
        waiting::{NewWish, WaitingDesk},
    },
    domain::{
        absence::{Decision, Remedy},
        attendee::Employer,
        correction::Correction,
        disclosure::Typed,
        ids::{AttendeeId, CounterId},
        incident::{Measure, Sort},
        intake::Intake,
        kind::Kind,
        registration::{How, Settlement},
        standing::Ground,
        waiting::{Part, Wants, Weekdays},
    },
    i18n::Locale,
};
use sea_orm::{QueryOrder, sea_query::Expr};
use server::{
    desk::mailbox::{
        take::{Fetched, take},
        turn,
    },
    store::{
        entity::{attendee, counter, outbox},
        mailbox::Reader,
        outbox::status,
    },
};

const NEXT: &str = "2026-12-08 10:00";
const INTERVIEW: &str = "2026-12-09 10:00";
const LATER: &str = "2026-12-09 11:00";
const AGAIN: &str = "2026-12-15 10:00";

/// Who works on it: two managers, and somebody who may approve a disclosure.
pub struct Cast {
    pub boss: Actor,
    pub second: Actor,
    pub chief: Actor,
}

impl Cast {
    pub async fn of(stage: &Stage) -> Cast {
        Cast {
            boss: someone(stage, "boss", Role::Manager).await,
            second: someone(stage, "second", Role::Manager).await,
            chief: someone(stage, "chief", Role::Administrator).await,
        }
    }
}

/// A booking of the site, one by telephone and the next one made during it, an interview whose employer attends and whose
/// counter's day falls away, a booking that is refused at the form; and all that staff do and write about them. The site's
/// booking, and the one by telephone.
pub async fn goes_through(stage: &Stage, cast: &Cast) -> (Uuid, Uuid) {
    let boss = &cast.boss;
    is_in_a_list_that_is_put_in_force(stage, boss).await;
    let counter = stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30), span(NEXT, 30), span(AGAIN, 30)]).await;
    let site = books_on_the_site(stage, boss).await;
    waits_for_another_time(stage, site).await;
    let phone = calls(stage, boss).await;
    writes_to_the_office(stage, boss, phone).await;
    is_corrected_and_held(stage, boss, phone).await;
    has_an_interview_that_falls_away(stage, boss).await;
    comes_to_the_consultation(stage, boss, CounterId(counter), site, phone).await;
    is_refused_for_a_time(stage, cast, site).await;
    is_disclosed(stage, cast).await;
    every_letter_is_taken(stage).await;
    is_in_a_list_that_waits(stage, boss).await;
    (site.0, phone.0)
}

const HEADER: &str = "求職番号,氏名,ふりがな,生年月日,状態";
const LISTED: &str = "15020-98765432,鳥居　金糸雀,トリイ　カナリア,S54.7.7,オンライン登録者";

fn list(lines: &[&str]) -> RosterFile {
    let text: String = std::iter::once(&HEADER).chain(lines).map(|line| format!("{line}\r\n")).collect();
    RosterFile { name: "名簿.csv".to_owned(), bytes: text.into_bytes() }
}

async fn is_in_a_list_that_is_put_in_force(stage: &Stage, boss: &Actor) {
    stage.desk.read_roster(boss, list(&[LISTED])).await.unwrap();
    let upload = stage.desk.roster(boss).await.unwrap().upload.unwrap();
    stage.desk.apply_roster(boss, upload.id).await.unwrap();
}

async fn is_in_a_list_that_waits(stage: &Stage, boss: &Actor) {
    let other = format!("15020-1,{OTHER},,S60.4.3,利用登録者");
    stage.desk.read_roster(boss, list(&[LISTED, &other])).await.unwrap();
}

async fn books_on_the_site(stage: &Stage, boss: &Actor) -> BookingId {
    stage.hold(1, span(TEN, 30)).await.unwrap();
    stage.fill(1, canary()).await;
    let findings = BTreeMap::from([("platform".to_owned(), "金糸雀 OS".to_owned())]);
    let report = DeviceReport { result: DeviceResult::Ready, same_device: Some(true), findings };
    stage.desk.report_device(visitor(1), report).await.unwrap();
    let site = stage.desk.submit(visitor(1)).await.unwrap();
    let id = BookingId(stage.row(&site.token).await.id);
    // A letter that is refused with its address quoted, and one that is taken.
    let letter = stage.letters(&site.token).await.remove(0);
    let refused = "550 5.1.1 <kanaria@canary.example> unknown";
    assert!(mail::refused(&stage.desk, &letter, "mx.canary.example", refused, stage.now()).await.is_ok());
    stage.desk.resend(boss, id, None).await.unwrap();
    delivered(stage, &site).await;
    stage.desk.settle(boss, id, Settlement::Switched).await.unwrap();
    id
}

/// A wish of nobody's confirmed by the letter, and one to move the booking: on days that have no slots.
async fn waits_for_another_time(stage: &Stage, site: BookingId) {
    let wants = Wants {
        from: "2026-12-21".parse().unwrap(),
        until: "2026-12-22".parse().unwrap(),
        weekdays: Weekdays::default(),
        part: Part::Any,
    };
    let new =
        NewWish { slug: SLUG.to_owned(), kind: Kind::Consultation, wants, mail: canary().mail, lang: "ja".to_owned() };
    stage.desk.leave_wish(address(1), new).await.unwrap();
    stage.desk.wish_to_move(&stage.token(site.0), wants).await.unwrap();
    assert_eq!(stage.desk.offer_free_seats(stage.now()).await, Ok(0));
}

/// A reply that comes from another address, one from their own, and one that names no letter.
async fn writes_to_the_office(stage: &Stage, boss: &Actor, phone: BookingId) {
    let letter = stage.letters(&stage.token(phone.0)).await.remove(0);
    let answers = format!("In-Reply-To: {}\r\nMessage-ID: <1@canary.example>", letter.message_id);
    let reader = Reader { mailbox: "office@mail.example/INBOX".to_owned(), holder: Uuid::now_v7() };
    turn::claim(&stage.desk, &reader).await.unwrap();
    for (uid, from, header) in [
        (1, "金糸雀 <kanaria@other.example>", answers.as_str()),
        (2, "kanaria@canary.example", "Message-ID: <2@canary.example>\r\nSubject: =?utf-8?B?6YeR57O46ZuA?="),
        (3, "金糸雀 <kanaria@canary.example>", "X: y"),
    ] {
        let bytes = format!("From: {from}\r\n{header}\r\n\r\n金糸雀です。090-9871-2345").into_bytes();
        let size = u32::try_from(bytes.len()).unwrap();
        let mail = Fetched { validity: 1, uid, arrived: stage.now(), size, bytes };
        assert!(take(&stage.desk, &reader, &mail).await.unwrap().is_some());
    }
    let waiting = stage.desk.tray(boss).await.unwrap().waiting;
    stage.desk.settle_mail(boss, waiting[0].id, "金糸雀さんに電話した".to_owned()).await.unwrap();
}

fn intake(kind: &str, time: &str) -> Intake {
    Intake {
        number: canary().number,
        name: canary().name,
        birth_date: "1979/7/7".to_owned(),
        phone: canary().phone,
        mail: canary().mail,
        time: format!("{kind} {}", span(time, 30)),
        ..Intake::default()
    }
}

async fn calls(stage: &Stage, boss: &Actor) -> BookingId {
    let phone = stage.desk.take_booking(boss, intake("consultation", ELEVEN)).await.unwrap();
    stage.desk.settle(boss, phone, Settlement::Verified { how: How::Card }).await.unwrap();
    stage.desk.reply_received(boss, phone, Reply::Call).await.unwrap();
    let call = Call { at: None, direction: Direction::Out, note: "金糸雀さんに準備を説明".to_owned() };
    stage.desk.note_call(boss, phone, call).await.unwrap();
    stage.desk.find(boss, "金糸雀".to_owned()).await.unwrap();
    phone
}

async fn is_corrected_and_held(stage: &Stage, boss: &Actor, phone: BookingId) {
    let corrected = Correction {
        name: "鳥居 金糸雀子".to_owned(),
        kana: canary().kana,
        phone: canary().phone,
        mail: canary().mail,
        reason: "金糸雀さんの申出".to_owned(),
    };
    assert_eq!(stage.desk.correct_person(boss, phone, corrected).await, Ok(2));
    let hold = NewHold {
        about: canary().number,
        ground: "金糸雀さんの件".to_owned(),
        from: "2026-11-24".to_owned(),
        until: String::new(),
    };
    stage.desk.place_hold(boss, hold).await.unwrap();
    let id = stage.desk.records(boss).await.unwrap().holds[0].id;
    stage.desk.lift_hold(boss, id, "金糸雀さんの件が終わった".to_owned()).await.unwrap();
}

fn employer(number: u8) -> Employer {
    Employer {
        job_number: format!("15020-0123456{number}"),
        company: format!("籠目製作所{number}"),
        person: "籠目　鳴子".to_owned(),
        phone: "0250998877".to_owned(),
        mail: format!("saiyo{number}@kagome.example"),
        lang: "ja".to_owned(),
    }
}

async fn token_of_the_last_employer(stage: &Stage, booking: BookingId) -> AttendeeToken {
    let row = attendee::Entity::find()
        .filter(attendee::Column::BookingId.eq(booking.0))
        .order_by_desc(attendee::Column::Id)
        .one(stage.desk.db.read())
        .await
        .unwrap()
        .unwrap();
    stage.desk.key.attendee_token(AttendeeId(row.id))
}

/// One employer cannot be reached, and says no; another is told that it does not take place.
async fn has_an_interview_that_falls_away(stage: &Stage, boss: &Actor) {
    let counter = stage.counter_at(&[span(INTERVIEW, 30), span(LATER, 30)]).await;
    counter::Entity::update_many()
        .col_expr(counter::Column::Kinds, Expr::value("interview"))
        .filter(counter::Column::Id.eq(counter))
        .exec(stage.desk.db.write())
        .await
        .unwrap();
    let id = stage.desk.take_booking(boss, intake("interview", INTERVIEW)).await.unwrap();
    stage.desk.reply_received(boss, id, Reply::Call).await.unwrap();
    stage.desk.invite(boss, id, employer(1)).await.unwrap();
    let refused = "550 5.1.1 <saiyo1@kagome.example> unknown";
    for letter in stage.letters(&stage.token(id.0)).await.into_iter().filter(|row| row.attendee_id.is_some()) {
        assert!(mail::refused(&stage.desk, &letter, "mx.kagome.example", refused, stage.now()).await.is_ok());
    }
    // Moved on the calendar, and back within the minute.
    stage.desk.move_to(boss, id, span(LATER, 30), None, "").await.unwrap();
    let board = stage.desk.board(boss, Window::Day, "2026-12-09".parse().ok()).await.unwrap();
    stage.desk.undo(boss, board.deed.unwrap().id).await.unwrap();
    let token = token_of_the_last_employer(stage, id).await;
    stage.desk.decline_attendance(&token, "籠目です。金糸雀さんとは別の人に決まりました".to_owned()).await.unwrap();
    stage.desk.invite(boss, id, employer(2)).await.unwrap();

    let ask = AbsenceAsk { counter: Some(CounterId(counter)), date: "2026-12-09".parse().ok(), from: None };
    let plan = stage.desk.absence_room(boss, ask).await.unwrap().plan.unwrap();
    let cancel =
        |one: &app::desk::absence::LeavingBooking| Decision { booking: one.id, was: one.span, remedy: Remedy::Cancel };
    let absence = Absence {
        id: plan.id,
        counter: plan.counter,
        date: plan.date,
        from: None,
        ja: "金糸雀さんの担当者の急な休みのため".to_owned(),
        en: Some("Whoever looks after 金糸雀 is ill".to_owned()),
        decisions: plan.bookings.iter().map(cancel).collect(),
    };
    let done = stage.desk.be_absent(boss, absence).await.unwrap();
    stage.desk.called_of_absence(boss, done, id, "金糸雀さんに電話で伝えた".to_owned()).await.unwrap();
}

async fn comes_to_the_consultation(stage: &Stage, boss: &Actor, counter: CounterId, site: BookingId, phone: BookingId) {
    stage.advance_to(at(TEN));
    stage.desk.mark_counter(boss, counter, true).await.unwrap();
    stage.desk.work_booking(boss, site, Step::Arrived).await.unwrap();
    stage.desk.work_booking(boss, site, Step::Begin).await.unwrap();
    let next = stage.desk.book_next(boss, site, span(NEXT, 30), &Reasons::default()).await.unwrap();
    let done = || Step::Done { note: "金糸雀さんに求人を紹介".to_owned() };
    stage.desk.work_booking(boss, site, done()).await.unwrap();
    stage.desk.work_booking(boss, site, Step::Undo { why: "金糸雀さんの続き".to_owned() }).await.unwrap();
    stage.desk.work_booking(boss, site, done()).await.unwrap();
    stage.desk.cancel_by_office(boss, phone, "金糸雀さんの都合".to_owned()).await.unwrap();
    every_letter_is_taken(stage).await;
    let incident = |booking, measure| NewIncident {
        booking,
        reference: String::new(),
        sort: Sort::Abuse,
        account: "金糸雀さんが大声を出した".to_owned(),
        done: "金糸雀さんに注意した".to_owned(),
        noticed_by: "金糸雀さんの担当".to_owned(),
        at: None,
        measure,
    };
    stage.desk.note_incident(boss, incident(Some(site), None)).await.unwrap();
    stage.desk.note_incident(boss, incident(None, None)).await.unwrap();
    let told = Some((Measure::Refuse, "金糸雀様 次のご予約はお受けできません".to_owned()));
    stage.desk.note_incident(boss, incident(Some(next), told)).await.unwrap();
}

/// Written, sent back, written again and reviewed; a booking at the form is refused by it; and it is lifted.
async fn is_refused_for_a_time(stage: &Stage, cast: &Cast, site: BookingId) {
    let ask = || DecisionAsk {
        booking: site,
        ground: Ground::Conduct,
        reason: "金糸雀さんの迷惑行為".to_owned(),
        message: "金糸雀様 2月末までご利用いただけません".to_owned(),
        from: "2026-12-01".parse().unwrap(),
        until: "2027-02-28".parse().unwrap(),
    };
    let drafted = async || stage.desk.standing_room(&cast.second, None).await.unwrap().drafts[0].id;
    stage.desk.write_decision(&cast.boss, ask()).await.unwrap();
    let why = "金糸雀さんの言い分を聞いてから".to_owned();
    stage.desk.send_decision_back(&cast.second, drafted().await, why).await.unwrap();
    stage.desk.write_decision(&cast.boss, ask()).await.unwrap();
    let matter = drafted().await;
    stage.desk.review_decision(&cast.second, matter).await.unwrap();

    stage.hold(2, span(AGAIN, 30)).await.unwrap();
    stage.fill(2, canary()).await;
    let taken = stage.desk.submit(visitor(2)).await.unwrap();
    assert_eq!(stage.row(&taken.token).await.state, "refused");
    stage.desk.lift_decision(&cast.second, matter, "金糸雀さんの申立てを認めた".to_owned()).await.unwrap();
}

async fn is_disclosed(stage: &Stage, Cast { boss, chief, .. }: &Cast) {
    let typed = Typed {
        requester: "金糸雀さんの件の捜査官".to_owned(),
        basis: "刑事訴訟法第197条第2項 金糸雀さんの件".to_owned(),
        number: canary().number,
        bookings: true,
        access_history: true,
        ..Typed::default()
    };
    let id = stage.desk.ask_disclosure(boss, typed.clone()).await.unwrap();
    stage.desk.approve_disclosure(chief, id).await.unwrap();
    for form in [Form::Csv, Form::Text] {
        assert!(stage.desk.hand_out(boss, id, form, Locale::ja).await.unwrap().text.contains("金糸雀"));
    }
    let id = stage.desk.ask_disclosure(boss, typed).await.unwrap();
    stage.desk.refuse_disclosure(chief, id, "金糸雀さんとの関係が分からない".to_owned()).await.unwrap();
}

/// The mail servers quote whom they took it for.
async fn every_letter_is_taken(stage: &Stage) {
    let waiting = outbox::Entity::find().filter(outbox::Column::Status.eq(status::WAITING));
    for letter in waiting.all(stage.desk.db.read()).await.unwrap() {
        let reply = format!("250 <{}>", letter.recipient);
        let by = Acceptance { server: "mx.canary.example".to_owned(), reply };
        assert!(mail::accepted(&stage.desk, &letter, &by, stage.now()).await.is_ok());
    }
}
