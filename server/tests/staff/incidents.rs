//! What happened is kept, and with it a consultation stopped or a booking refused (Art. 7(3), 9–12).

use crate::{on_both, someone, staff, stage::*, stranger};
use app::{
    desk::{
        DayDesk, StandingDesk,
        booking::{BookingView, SeekerState},
        day::Step,
        error::DeskError,
        staff::Actor,
        standing::{DecisionAsk, IncidentQuery, NewIncident},
    },
    domain::{
        booking::State,
        ids::BookingId,
        incident::{Measure, Sort},
        role::Role,
        standing::Ground,
    },
};
use sea_orm::EntityTrait;
use server::store::entity::audit;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";

/// A confirmed booking at ten, and its id.
async fn confirmed(stage: &Stage) -> (BookingView, BookingId) {
    stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
    let booked = stage.book(1, span(TEN, 30)).await;
    stage.accept(&booked.token).await;
    let id = BookingId(stage.row(&booked.token).await.id);
    (booked, id)
}

fn abuse(booking: Option<BookingId>) -> NewIncident {
    NewIncident {
        booking,
        reference: String::new(),
        sort: Sort::Abuse,
        account: "大声で職員をおどした。\n注意してもやめなかった。".to_owned(),
        done: "通話を切った".to_owned(),
        noticed_by: String::new(),
        at: None,
        measure: None,
    }
}

fn with(measure: Measure, new: NewIncident) -> NewIncident {
    NewIncident { measure: Some((measure, "暴言のため、中止しました。0250-00-0123".to_owned())), ..new }
}

async fn noted(stage: &Stage, me: &Actor, query: IncidentQuery) -> Vec<Sort> {
    stage.desk.incidents(me, query).await.unwrap().lines.into_iter().map(|line| line.sort).collect()
}

async fn letters(stage: &Stage, booked: &BookingView) -> Vec<(String, String)> {
    stage.letters(&booked.token).await.into_iter().map(|row| (row.letter, row.status)).collect()
}

on_both! {
    async fn a_running_consultation_is_stopped_and_its_counter_is_free(stage) {
        let (booked, id) = confirmed(stage).await;
        let next = stage.book(2, span(ELEVEN, 30)).await;
        stage.accept(&next.token).await;
        let next = BookingId(stage.row(&next.token).await.id);
        let me = staff(stage).await;
        let manager = someone(stage, "manager", Role::Manager).await;
        let stop = || with(Measure::Stop, abuse(Some(id)));
        assert_eq!(stage.desk.note_incident(&manager, stop()).await, Err(DeskError::Conflict), "it has not begun");
        stage.advance_to(at(TEN) + minutes(5));
        stage.desk.work_booking(&me, id, Step::Begin).await.unwrap();
        assert_eq!(stage.desk.note_incident(&me, stop()).await, Err(DeskError::NotFound));
        let connection = NewIncident { sort: Sort::Connection, ..stop() };
        assert_eq!(stage.desk.note_incident(&manager, connection).await, Err(DeskError::Mend), "nobody's conduct");
        stage.desk.note_incident(&manager, stop()).await.unwrap();
        let row = stage.row(&booked.token).await;
        let state = server::store::booking::state(&row).unwrap();
        assert_eq!(state, State::Stopped { at: stage.now(), who: manager.staff });
        assert_eq!(stage.see(&booked.token).await.unwrap().state, SeekerState::Stopped);
        assert_eq!(letters(stage, &booked).await.last().unwrap().0, "stopped");
        assert_eq!(stage.history(row.id).await.last().unwrap(), "stopped");
        let seen = stage.desk.incidents(&me, IncidentQuery { booking: Some(id), ..IncidentQuery::default() }).await.unwrap();
        let [line] = &seen.lines[..] else { panic!("one incident") };
        assert_eq!((line.measure, line.approver.as_str(), line.sort), (Some(Measure::Stop), "佐藤 実", Sort::Abuse));
        assert_eq!(stage.desk.note_incident(&manager, stop()).await, Err(DeskError::Conflict));
        // Nobody sits at the counter any more.
        stage.advance_to(at(ELEVEN) + minutes(1));
        stage.desk.work_booking(&me, next, Step::Begin).await.unwrap();
        let acts: Vec<_> = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert!(acts.iter().any(|line| line.act == "consultation_stopped"));
    }

    async fn a_confirmed_booking_is_refused_and_its_seat_is_free(stage) {
        let (booked, id) = confirmed(stage).await;
        let manager = someone(stage, "manager", Role::Manager).await;
        let seen = stage.desk.incidents(&manager, IncidentQuery { booking: Some(id), ..IncidentQuery::default() }).await;
        assert_eq!(seen.unwrap().about.unwrap().measures, [Measure::Refuse]);
        let untold = NewIncident { measure: Some((Measure::Refuse, " ".to_owned())), ..abuse(Some(id)) };
        assert_eq!(stage.desk.note_incident(&manager, untold).await, Err(DeskError::Mend));
        stage.desk.note_incident(&manager, with(Measure::Refuse, abuse(Some(id)))).await.unwrap();
        assert_eq!(stage.see(&booked.token).await.unwrap().state, SeekerState::Refused);
        let told = letters(stage, &booked).await;
        assert_eq!(told.last().unwrap(), &("refused".to_owned(), "waiting".to_owned()));
        assert!(told.iter().rev().skip(1).all(|(_, status)| status != "waiting"), "{told:?}");
        // Whoever comes next has the seat.
        stage.book(2, span(TEN, 30)).await;
    }

    async fn what_happened_is_kept_by_anyone_and_found(stage) {
        let (booked, id) = confirmed(stage).await;
        let me = staff(stage).await;
        let outside = NewIncident { sort: Sort::Outside, account: "停電した".to_owned(), ..abuse(None) };
        stage.desk.note_incident(&me, outside).await.unwrap();
        stage.advance(minutes(1));
        let typed = NewIncident { reference: booked.reference.clone(), ..abuse(None) };
        stage.desk.note_incident(&me, typed).await.unwrap();
        let wrong = NewIncident { reference: "0000-0000".to_owned(), ..abuse(None) };
        assert_eq!(stage.desk.note_incident(&me, wrong).await, Err(DeskError::Mend));
        let empty = NewIncident { account: " ".to_owned(), ..abuse(None) };
        assert_eq!(stage.desk.note_incident(&me, empty).await, Err(DeskError::Mend));
        let tomorrow = NewIncident { at: Some(stage.now() + minutes(1)), ..abuse(None) };
        assert_eq!(stage.desk.note_incident(&me, tomorrow).await, Err(DeskError::Mend));

        assert_eq!(noted(stage, &me, IncidentQuery::default()).await, [Sort::Abuse, Sort::Outside]);
        let of_booking = IncidentQuery { booking: Some(id), ..IncidentQuery::default() };
        assert_eq!(noted(stage, &me, of_booking.clone()).await, [Sort::Abuse]);
        let of_sort = IncidentQuery { sort: Some(Sort::Outside), ..IncidentQuery::default() };
        assert_eq!(noted(stage, &me, of_sort).await, [Sort::Outside]);
        let later = IncidentQuery { from: "2026-11-25".parse().ok(), ..IncidentQuery::default() };
        assert_eq!(noted(stage, &me, later).await, []);
        let today = "2026-11-24".parse().ok();
        let today = IncidentQuery { from: today, until: today, ..IncidentQuery::default() };
        assert_eq!(noted(stage, &me, today).await.len(), 2);

        let other = stranger(stage).await;
        assert_eq!(noted(stage, &other, IncidentQuery::default()).await, []);
        assert_eq!(stage.desk.incidents(&other, of_booking).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.note_incident(&other, abuse(Some(id))).await, Err(DeskError::NotFound));
        let person = stage.desk.standing_of(&me, vec!["15020-12345678".to_owned()]).await.unwrap();
        assert_eq!(person[0].incidents.len(), 1);
    }

    async fn conduct_is_decided_on_without_a_proposal(stage) {
        let (_, id) = confirmed(stage).await;
        let writer = someone(stage, "writer", Role::Manager).await;
        let reviewer = someone(stage, "reviewer", Role::Manager).await;
        let ask = DecisionAsk {
            booking: id,
            ground: Ground::Conduct,
            reason: "職員への脅迫".to_owned(),
            message: "0250-00-0123 へご連絡ください。".to_owned(),
            from: "2026-11-24".parse().unwrap(),
            until: "2027-05-23".parse().unwrap(),
        };
        let silence = DecisionAsk { ground: Ground::Silence, ..ask.clone() };
        assert_eq!(stage.desk.write_decision(&writer, silence).await, Err(DeskError::Conflict));
        stage.desk.write_decision(&writer, ask).await.unwrap();
        let room = stage.desk.standing_room(&reviewer, Some(id)).await.unwrap();
        assert_eq!(room.about.unwrap().booking, id);
        // Its first day passes before anybody has looked: it is written again.
        stage.advance_to(at("2026-11-25 09:00"));
        let draft = &room.drafts[0];
        assert_eq!(stage.desk.review_decision(&reviewer, draft.id).await, Err(DeskError::Conflict));
        stage.desk.send_decision_back(&reviewer, draft.id, "期日を改めて".to_owned()).await.unwrap();
    }
}
