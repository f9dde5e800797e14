//! Employers at interviews and selections: invited by staff, answering behind a link of their own, told of what becomes of
//! the booking; and times past their deadline, given by a manager.

use crate::{on_both, someone, staff, stage::*, stranger};
use app::{
    desk::{
        AttendeeDesk, DayDesk, PhoneDesk, SeekerDesk, StaffDesk,
        attendee::{AttendanceView, AttendeeToken},
        error::DeskError,
        phone::{Call, Direction, Reasons, Reply, TimesAsked},
        staff::Actor,
    },
    domain::{
        attendee::{Attendance, Employer, Trouble},
        booking::{Receipt, State},
        ids::{AttendeeId, BookingId},
        intake::Intake,
        role::Role,
        slot::Span,
    },
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use server::{
    desk::attendee::letter,
    mail::Sender,
    store::{
        entity::{attendee, audit, counter, outbox},
        outbox::status,
    },
};
use std::sync::Arc;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
/// Its deadline has passed.
const TOMORROW: &str = "2026-11-25 10:00";
const WHY: &str = "会社の都合がこの日しかつかないため";

fn intake(kind: &str, time: &str) -> Intake {
    Intake {
        number: "15020-1234567".to_owned(),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "09012345678".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        time: format!("{kind} {}", span(time, 30)),
        ..Intake::default()
    }
}

fn employer(number: u8) -> Employer {
    Employer {
        job_number: format!("１５０２０ー０１２３４５６{number}"),
        company: format!("新津製作所{number}"),
        person: "小林　正".to_owned(),
        phone: "0250220000".to_owned(),
        mail: format!("saiyo{number}@example.co.jp"),
        lang: "ja".to_owned(),
    }
}

/// A counter for every kind, with slots at these times.
async fn counter_for_all(stage: &Stage, spans: &[Span]) {
    let id = stage.counter_at(spans).await;
    counter::Entity::update_many()
        .col_expr(counter::Column::Kinds, Expr::value("consultation placement interview selection"))
        .filter(counter::Column::Id.eq(id))
        .exec(stage.desk.db.write())
        .await
        .unwrap();
}

async fn taken(stage: &Stage, me: &Actor, kind: &str) -> BookingId {
    counter_for_all(stage, &[span(TEN, 30), span(ELEVEN, 30)]).await;
    stage.desk.take_booking(me, intake(kind, TEN)).await.unwrap()
}

/// An interview at ten whose employer is invited.
async fn interview(stage: &Stage, me: &Actor) -> (BookingId, AttendeeToken) {
    let id = taken(stage, me, "interview").await;
    stage.desk.invite(me, id, employer(1)).await.unwrap();
    (id, token(stage, id).await)
}

async fn rows(stage: &Stage, id: BookingId) -> Vec<attendee::Model> {
    attendee::Entity::find()
        .filter(attendee::Column::BookingId.eq(id.0))
        .order_by_asc(attendee::Column::Id)
        .all(stage.desk.db.read())
        .await
        .unwrap()
}

async fn token(stage: &Stage, id: BookingId) -> AttendeeToken {
    stage.desk.key.attendee_token(AttendeeId(rows(stage, id).await.last().unwrap().id))
}

/// The letters to employers, with their status.
async fn letters(stage: &Stage, id: BookingId) -> Vec<(String, String, String)> {
    let rows: Vec<outbox::Model> = stage.letters(&stage.token(id.0)).await;
    rows.into_iter()
        .filter(|row| row.attendee_id.is_some())
        .map(|row| (row.letter, row.recipient, row.status))
        .collect()
}

fn letter_to(number: u8, letter: &str, status: &str) -> (String, String, String) {
    (letter.to_owned(), format!("saiyo{number}@example.co.jp"), status.to_owned())
}

async fn see(stage: &Stage, token: &AttendeeToken) -> Result<AttendanceView, DeskError> {
    stage.desk.attendance(token, Locale::ja).await
}

async fn stands(stage: &Stage, token: &AttendeeToken) -> Attendance {
    see(stage, token).await.unwrap().attendance
}

async fn acts(stage: &Stage) -> Vec<(String, String)> {
    let rows = audit::Entity::find().order_by_asc(audit::Column::Id).all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().map(|row| (row.act, row.note)).filter(|(act, _)| act != "card_seen").collect()
}

fn sender() -> Sender {
    Sender { from: "yoyaku@madoguchi.example".parse().unwrap(), base_url: Arc::from("https://madoguchi.example") }
}

/// What the employer's calendar file says of itself.
async fn entry(stage: &Stage, token: &AttendeeToken) -> (String, u32) {
    let file = letter::entry_by_link(&stage.desk, &sender(), token).await.unwrap();
    let line = |name: &str| file.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    (line("STATUS:"), line("SEQUENCE:").parse().unwrap())
}

/// What the seeker's says.
async fn seekers_entry(stage: &Stage, id: BookingId) -> (String, u32) {
    let file = server::desk::mail::entry_by_link(&stage.desk, &sender(), &stage.token(id.0)).await.unwrap();
    let line = |name: &str| file.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    (line("STATUS:"), line("SEQUENCE:").parse().unwrap())
}

fn call(note: &str) -> Call {
    Call { at: None, direction: Direction::In, note: note.to_owned() }
}

on_both! {
    async fn an_employer_is_invited_and_learns_of_the_seeker_the_name_alone(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        assert_eq!(letters(stage, id).await, [letter_to(1, "attendee_invited", "waiting")]);
        let view = see(stage, &token).await.unwrap();
        assert_eq!((view.job_number.as_str(), view.company.as_str()), ("15020-01234561", "新津製作所1"));
        assert_eq!((view.seeker.as_deref(), view.office.as_str()), (Some("髙橋 花子"), "ハローワーク新津"));
        assert!(view.tentative && view.open && !view.may_report);
        let told = serde_json::to_string(&view).unwrap();
        for secret in ["hanako@example.jp", "5678", "15020-1234567", "1985"] {
            assert!(!told.contains(secret), "{secret}");
        }
        let card = stage.desk.card(&me, id).await.unwrap();
        assert_eq!(card.attendees.len(), 1);
        assert_eq!(card.attendees[0].phone, "0250-22-0000");
        assert_eq!(stage.history(id.0).await, ["taken_by_phone", "attendee_invited"]);
        assert_eq!(acts(stage).await.last().unwrap(), &("attendee_added".to_owned(), "新津製作所1".to_owned()));
        assert_eq!(stands(stage, &token).await, Attendance::Invited, "looking changes nothing");
        assert_eq!(rows(stage, id).await[0].sequence, 0);
    }

    async fn what_the_employer_says_stands_on_the_card_and_today(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        stage.desk.reply_received(&me, id, Reply::Call).await.unwrap();
        stage.desk.confirm_attendance(&token).await.unwrap();
        let confirmed = Attendance::Confirmed { at: stage.now() };
        stage.advance(minutes(1));
        stage.desk.confirm_attendance(&token).await.unwrap();
        assert_eq!(stands(stage, &token).await, confirmed, "pressed twice");
        let early = stage.desk.report_trouble(&token, Trouble::Late, String::new()).await;
        assert_eq!(early, Err(DeskError::Conflict), "it is not the day");
        stage.advance_to(at(TEN) - minutes(10));
        assert_eq!(stage.desk.today(&me).await.unwrap().counters[0].now.clone().unwrap().attendees[0].attendance, confirmed);
        let long = "あ".repeat(501);
        assert_eq!(stage.desk.report_trouble(&token, Trouble::Late, long).await, Err(DeskError::Mend));
        stage.desk.report_trouble(&token, Trouble::Late, "電車の遅れ".to_owned()).await.unwrap();
        let late = Attendance::Late { at: stage.now(), trouble: Trouble::Late, message: "電車の遅れ".to_owned() };
        let today = stage.desk.today(&me).await.unwrap();
        assert_eq!(today.counters[0].now.clone().unwrap().attendees[0].attendance, late);
        stage.advance(minutes(5));
        stage.desk.confirm_attendance(&token).await.unwrap();
        assert_eq!(stage.desk.card(&me, id).await.unwrap().attendees[0].attendance, Attendance::Confirmed { at: stage.now() });
        let history = stage.history(id.0).await;
        assert_eq!(history[3..], ["attendee_confirmed", "attendee_late", "attendee_confirmed"]);
        let last = stage.desk.card(&me, id).await.unwrap().history.into_iter().find(|line| line.what == "attendee_late").unwrap();
        assert_eq!((last.who.as_str(), last.note.as_str()), ("attendee", "新津製作所1：電車の遅れ"));
    }

    async fn whoever_declines_is_gone_and_another_may_be_invited(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        assert_eq!(stage.desk.invite(&me, id, employer(2)).await, Err(DeskError::Conflict), "an interview has one");
        let again = stage.desk.invite(&me, id, employer(1)).await;
        assert_eq!(again, Ok(span(TEN, 30)), "where it is, pressed twice as well");
        assert_eq!(rows(stage, id).await.len(), 1, "pressed twice");
        stage.desk.decline_attendance(&token, "募集を終えたため".to_owned()).await.unwrap();
        stage.desk.decline_attendance(&token, "もう一度".to_owned()).await.unwrap();
        let view = see(stage, &token).await.unwrap();
        assert_eq!(view.attendance, Attendance::Declined { at: stage.now(), message: "募集を終えたため".to_owned() });
        assert_eq!((view.open, view.seeker), (false, None), "the name is theirs no more");
        assert_eq!(stage.desk.confirm_attendance(&token).await, Err(DeskError::Ended));
        stage.desk.invite(&me, id, employer(2)).await.unwrap();
        let expected = [letter_to(1, "attendee_invited", "waiting"), letter_to(2, "attendee_invited", "waiting")];
        assert_eq!(letters(stage, id).await, expected);
    }

    async fn a_selection_has_several_and_a_consultation_none(stage) {
        let me = staff(stage).await;
        counter_for_all(stage, &[span(TEN, 30), span(ELEVEN, 30)]).await;
        let selection = stage.desk.take_booking(&me, intake("selection", TEN)).await.unwrap();
        for number in 1..=3 {
            stage.desk.invite(&me, selection, employer(number)).await.unwrap();
        }
        assert_eq!(stage.desk.card(&me, selection).await.unwrap().attendees.len(), 3);
        let consultation = stage.desk.take_booking(&me, intake("consultation", ELEVEN)).await.unwrap();
        assert!(!stage.desk.inviting(&me, consultation).await.unwrap().open);
        assert_eq!(stage.desk.invite(&me, consultation, employer(1)).await, Err(DeskError::Conflict));
        let wrong = Employer { mail: "saiyo".to_owned(), ..employer(4) };
        assert_eq!(stage.desk.invite(&me, selection, wrong).await, Err(DeskError::Mend));
    }

    async fn at_the_intake_an_employer_is_invited_with_the_booking(stage) {
        let me = staff(stage).await;
        counter_for_all(stage, &[span(TEN, 30)]).await;
        let with = |kind| Intake { employer: employer(1), ..intake(kind, TEN) };
        assert_eq!(stage.desk.take_booking(&me, with("consultation")).await, Err(DeskError::Mend));
        let id = stage.desk.take_booking(&me, with("interview")).await.unwrap();
        assert_eq!(letters(stage, id).await, [letter_to(1, "attendee_invited", "waiting")]);
        assert!(see(stage, &token(stage, id).await).await.unwrap().open);
    }

    async fn a_removed_employer_is_told_and_their_link_says_so(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        let who = AttendeeId(rows(stage, id).await[0].id);
        let nobody = AttendeeId(uuid::Uuid::now_v7());
        assert_eq!(stage.desk.remove_attendee(&me, id, nobody).await, Err(DeskError::NotFound));
        stage.desk.remove_attendee(&me, id, who).await.unwrap();
        stage.desk.remove_attendee(&me, id, who).await.unwrap();
        let expected = [letter_to(1, "attendee_invited", "superseded"), letter_to(1, "attendee_ended", "waiting")];
        assert_eq!(letters(stage, id).await, expected, "pressed twice");
        assert!(matches!(stands(stage, &token).await, Attendance::Removed { .. }));
        assert_eq!(stage.desk.confirm_attendance(&token).await, Err(DeskError::Ended));
        assert_eq!(entry(stage, &token).await, ("CANCELLED".to_owned(), 1));
        assert_eq!(acts(stage).await.last().unwrap().0, "attendee_removed");
    }

    async fn another_time_is_asked_anew_and_the_seeker_s_letters_stay_apart(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        stage.desk.confirm_attendance(&token).await.unwrap();
        let before = entry(stage, &token).await;
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        assert_eq!(stands(stage, &token).await, Attendance::Invited);
        assert_eq!(see(stage, &token).await.unwrap().span, span(ELEVEN, 30));
        let moved = [letter_to(1, "attendee_invited", "superseded"), letter_to(1, "attendee_moved", "waiting")];
        assert_eq!(letters(stage, id).await, moved);
        assert!(entry(stage, &token).await.1 > before.1);
        stage.desk.resend(&me, id, Some("neu@example.jp".to_owned())).await.unwrap();
        assert_eq!(letters(stage, id).await, moved, "a mended address of the seeker is not the employer's");
    }

    async fn the_seeker_moves_and_cancels_and_the_employer_hears_of_both(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        let seeker = stage.token(id.0);
        stage.desk.reschedule(&seeker, span(ELEVEN, 30)).await.unwrap();
        stage.desk.cancel(&seeker, String::new()).await.unwrap();
        let told: Vec<_> = letters(stage, id).await.into_iter().map(|(letter, _, status)| (letter, status)).collect();
        let expected = [("attendee_invited", "superseded"), ("attendee_moved", "superseded"), ("attendee_ended", "waiting")];
        assert_eq!(told, expected.map(|(letter, status)| (letter.to_owned(), status.to_owned())));
        let view = see(stage, &token).await.unwrap();
        assert_eq!((view.stands, view.open, view.seeker), (false, false, None));
        assert_eq!(stage.desk.confirm_attendance(&token).await, Err(DeskError::Ended));
        assert_eq!(entry(stage, &token).await.0, "CANCELLED");
    }

    async fn the_office_cancels_and_a_call_cancels_and_both_are_told(stage) {
        let me = staff(stage).await;
        let (id, _) = interview(stage, &me).await;
        stage.desk.cancel_by_office(&me, id, "停電のため".to_owned()).await.unwrap();
        assert_eq!(letters(stage, id).await.last().unwrap().0, "attendee_ended");
        let again = stage.desk.take_booking(&me, intake("interview", TEN)).await.unwrap();
        stage.desk.invite(&me, again, employer(1)).await.unwrap();
        stage.desk.cancel_by_phone(&me, again, call("急用")).await.unwrap();
        assert_eq!(letters(stage, again).await.last().unwrap().0, "attendee_ended");
    }

    async fn a_booking_that_becomes_void_is_told_too(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        stage.advance_to(stage.desk.card(&me, id).await.unwrap().deadline + millis(1));
        assert!(!see(stage, &token).await.unwrap().stands, "even before the clockwork ran");
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(letters(stage, id).await.last().unwrap(), &letter_to(1, "attendee_ended", "waiting"));
    }

    async fn a_link_opens_until_thirty_days_after_and_no_other_opens(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        let forged = AttendeeToken(stage.token(rows(stage, id).await[0].id).0);
        assert_eq!(see(stage, &forged).await.err(), Some(DeskError::NotFound), "a seeker's code opens nothing here");
        assert_eq!(see(stage, &AttendeeToken("x".to_owned())).await.err(), Some(DeskError::NotFound));
        assert_eq!(stage.desk.confirm_attendance(&forged).await, Err(DeskError::NotFound));
        stage.advance_to(at(TEN) + minutes(30) + chrono::TimeDelta::days(30));
        assert!(see(stage, &token).await.is_ok());
        assert_eq!(stage.desk.confirm_attendance(&token).await, Err(DeskError::Ended));
        stage.advance(millis(1));
        assert_eq!(see(stage, &token).await.err(), Some(DeskError::NotFound));
        assert_eq!(stage.desk.decline_attendance(&token, String::new()).await, Err(DeskError::NotFound));
    }

    async fn another_office_s_employers_are_not_there(stage) {
        let me = staff(stage).await;
        let other = stranger(stage).await;
        let (id, _) = interview(stage, &me).await;
        let who = AttendeeId(rows(stage, id).await[0].id);
        assert_eq!(stage.desk.inviting(&other, id).await.err(), Some(DeskError::NotFound));
        assert_eq!(stage.desk.invite(&other, id, employer(2)).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.remove_attendee(&other, id, who).await, Err(DeskError::NotFound));
        assert_eq!(letters(stage, id).await.len(), 1);
    }

    async fn an_employer_s_letter_proves_nothing_and_says_where_it_did_not_arrive(stage) {
        let me = staff(stage).await;
        counter_for_all(stage, &[span(TEN, 30)]).await;
        // The very address of the seeker, who books on the site and awaits their own letter.
        stage.book(1, span(TEN, 30)).await;
        let id = crate::only(stage).await;
        server::store::entity::booking::Entity::update_many()
            .col_expr(server::store::entity::booking::Column::Kind, Expr::value("interview"))
            .exec(stage.desk.db.write())
            .await
            .unwrap();
        let same = Employer { mail: "seeker1@example.jp".to_owned(), ..employer(1) };
        stage.desk.invite(&me, id, same).await.unwrap();
        let letter = stage.letters(&stage.token(id.0)).await.into_iter().find(|row| row.attendee_id.is_some()).unwrap();
        let errand = server::desk::mail::errand(&stage.desk, &sender(), &letter).await.unwrap().unwrap();
        assert!(errand.letter.text.contains("15020-01234561") && errand.letter.text.contains("/ja/a/"));
        assert!(!errand.letter.text.contains("髙橋") && !errand.letter.html.contains("髙橋"));
        let by = server::mail::transport::Acceptance { server: "mx".to_owned(), reply: "250 ok".to_owned() };
        server::desk::mail::accepted(&stage.desk, &letter, &by, stage.now()).await.unwrap();
        assert!(matches!(stage.desk.card(&me, id).await.unwrap().state, State::AwaitingMail { refused: None, .. }));
        let sent = stage.letters(&stage.token(id.0)).await.into_iter().find(|row| row.id == letter.id).unwrap();
        assert_eq!(sent.status, status::SENT);

        let who = AttendeeId(rows(stage, id).await[0].id);
        stage.desk.remove_attendee(&me, id, who).await.unwrap();
        stage.desk.invite(&me, id, employer(2)).await.unwrap();
        let letter = stage.letters(&stage.token(id.0)).await.into_iter().find(|row| row.recipient.starts_with("saiyo2")).unwrap();
        server::desk::mail::refused(&stage.desk, &letter, "mx", "550 no such user", stage.now()).await.unwrap();
        let card = stage.desk.card(&me, id).await.unwrap();
        assert!(matches!(card.state, State::AwaitingMail { refused: None, .. }), "the seeker's letter was not refused");
        assert_eq!(card.attendees.iter().map(|one| one.unreached).collect::<Vec<_>>(), [false, true]);
        assert_eq!(card.history.last().unwrap().what, "attendee_unreached");
    }

    async fn what_awaits_its_reply_is_tentative_in_the_calendar_and_every_change_counts(stage) {
        let me = staff(stage).await;
        let (id, token) = interview(stage, &me).await;
        assert_eq!(seekers_entry(stage, id).await, ("TENTATIVE".to_owned(), 0));
        assert_eq!(entry(stage, &token).await, ("TENTATIVE".to_owned(), 0));
        stage.desk.press_received(&stage.token(id.0)).await.unwrap();
        assert_eq!(seekers_entry(stage, id).await, ("CONFIRMED".to_owned(), 1));
        assert_eq!(entry(stage, &token).await, ("CONFIRMED".to_owned(), 1));
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        assert_eq!(seekers_entry(stage, id).await, ("CONFIRMED".to_owned(), 2));
        stage.desk.cancel(&stage.token(id.0), String::new()).await.unwrap();
        assert_eq!(seekers_entry(stage, id).await, ("CANCELLED".to_owned(), 3));
        assert_eq!(entry(stage, &token).await.0, "CANCELLED");
    }

    async fn a_void_booking_leaves_the_calendar(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me, "consultation").await;
        stage.advance_to(stage.desk.card(&me, id).await.unwrap().deadline + millis(1));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(seekers_entry(stage, id).await, ("CANCELLED".to_owned(), 1));
    }

    async fn a_manager_moves_past_the_deadline_with_a_reason(stage) {
        let me = staff(stage).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        let id = taken(stage, &me, "consultation").await;
        counter_for_all(stage, &[span(TOMORROW, 30)]).await;
        let to = span(TOMORROW, 30);
        let asked = || TimesAsked { booking: Some(id), from: None };
        let first = |times: app::desk::phone::FreeTimes| times.kinds[0].days[0].late;
        assert!(!first(stage.desk.free_times(&me, asked()).await.unwrap()));
        assert!(first(stage.desk.free_times(&boss, asked()).await.unwrap()));
        assert_eq!(stage.desk.move_to(&boss, id, to, None, " ").await, Err(DeskError::DeadlinePassed));
        assert_eq!(stage.desk.move_to(&me, id, to, None, WHY).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.move_to(&boss, id, to, None, &"あ".repeat(201)).await, Err(DeskError::Mend));
        stage.desk.move_to(&boss, id, to, None, WHY).await.unwrap();
        let card = stage.desk.card(&boss, id).await.unwrap();
        assert_eq!((card.span, card.override_reason.as_deref()), (to, Some(WHY)));
        assert_eq!(card.state, State::Confirmed { at: stage.now(), by: Receipt::Staff { who: boss.staff } });
        stage.advance(minutes(60));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0), "no deadline undoes it");
        assert_eq!(stage.history(id.0).await, ["taken_by_phone", "overridden", "moved"]);
        let told = acts(stage).await;
        assert!(told.contains(&("overridden".to_owned(), WHY.to_owned())), "{told:?}");
        assert_eq!(seekers_entry(stage, id).await.0, "CONFIRMED");
    }

    async fn a_reason_that_is_not_needed_is_not_kept(stage) {
        let me = staff(stage).await;
        let id = taken(stage, &me, "consultation").await;
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, WHY).await.unwrap();
        let card = stage.desk.card(&me, id).await.unwrap();
        assert_eq!((card.state, card.override_reason), (State::AwaitingReply { since: at("2026-11-24 10:00") }, None));
    }

    async fn a_manager_books_the_next_one_past_its_deadline(stage) {
        let me = staff(stage).await;
        let boss = someone(stage, "boss", Role::Manager).await;
        counter_for_all(stage, &[span(TEN, 30), span("2026-12-02 10:00", 30)]).await;
        let site = stage.book(1, span(TEN, 30)).await;
        stage.accept(&site.token).await;
        let id = crate::only(stage).await;
        stage.advance_to(at(TEN) + minutes(5));
        let next = span("2026-12-02 10:00", 30);
        let late = Reasons { late: WHY.to_owned(), ..Reasons::default() };
        assert_eq!(stage.desk.book_next(&boss, id, next, &Reasons::default()).await, Err(DeskError::DeadlinePassed));
        assert_eq!(stage.desk.book_next(&me, id, next, &late).await, Err(DeskError::NotFound));
        let booked = stage.desk.book_next(&boss, id, next, &late).await.unwrap();
        let card = stage.desk.card(&boss, booked).await.unwrap();
        assert_eq!(card.state, State::Confirmed { at: stage.now(), by: Receipt::Staff { who: boss.staff } });
        assert_eq!(card.override_reason.as_deref(), Some(WHY));
        assert_eq!(stage.history(booked.0).await, ["booked_next", "overridden"]);
        assert_eq!(acts(stage).await.iter().filter(|(act, _)| act == "overridden").count(), 1);
    }
}
