//! A counter's day that falls away at once: what is proposed, the one press, and whom to call.

use crate::{on_both, staff, stage::*, stranger};
use app::{
    desk::{
        AbsenceDesk, SeekerDesk, StaffDesk,
        absence::{Absence, AbsenceAsk, AbsencePlan, Outcome},
        error::DeskError,
        staff::Actor,
    },
    domain::{
        absence::{Decision, Remedy},
        booking::{Canceller, State},
        ids::{AbsenceId, BookingId, CounterId},
        slot::Span,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::store::entity::{booking, call, slot};
use uuid::Uuid;

const TEN: &str = "2026-12-01 10:00";
const HALF: &str = "2026-12-01 10:30";
const ELEVEN: &str = "2026-12-01 11:00";
const TWO: &str = "2026-12-01 14:00";

fn at_ten() -> Span {
    span(TEN, 30)
}

/// A booking at the only counter there is, confirmed.
async fn booked(stage: &Stage, number: u16, span: Span) -> booking::Model {
    let view = stage.book(number, span).await;
    stage.accept(&view.token).await;
    stage.row(&view.token).await
}

async fn row(stage: &Stage, id: Uuid) -> booking::Model {
    booking::Entity::find_by_id(id).one(stage.desk.db.read()).await.unwrap().unwrap()
}

async fn letters(stage: &Stage, id: Uuid) -> Vec<String> {
    stage.letters(&stage.token(id)).await.into_iter().map(|row| row.letter).collect()
}

async fn plan(stage: &Stage, me: &Actor, counter: Uuid) -> AbsencePlan {
    let ask = AbsenceAsk { counter: Some(CounterId(counter)), date: "2026-12-01".parse().ok(), from: None };
    stage.desk.absence_room(me, ask).await.unwrap().plan.unwrap()
}

/// All that is proposed.
fn as_proposed(plan: &AbsencePlan) -> Absence {
    let decision =
        |one: &app::desk::absence::LeavingBooking| Decision { booking: one.id, was: one.span, remedy: one.proposed };
    Absence {
        id: plan.id,
        counter: plan.counter,
        date: plan.date,
        from: None,
        ja: "担当者の急な休みのため".to_owned(),
        en: None,
        decisions: plan.bookings.iter().map(decision).collect(),
    }
}

fn to(counter: Uuid, time: &str) -> Remedy {
    Remedy::Move { counter: CounterId(counter), span: span(time, 30) }
}

async fn open_slots(stage: &Stage, counter: Uuid) -> usize {
    let rows = slot::Entity::find()
        .filter(slot::Column::CounterId.eq(counter))
        .filter(slot::Column::ClosedAt.is_null())
        .all(stage.desk.db.read())
        .await
        .unwrap();
    rows.len()
}

on_both! {
    async fn one_press_moves_and_cancels_a_counter_s_day(stage) {
        let me = staff(stage).await;
        let absent = stage.counter_at(&[at_ten(), span(HALF, 30), span(ELEVEN, 30), span(TWO, 30)]).await;
        let (one, two, three) = (
            booked(stage, 1, at_ten()).await,
            booked(stage, 2, span(HALF, 30)).await,
            booked(stage, 3, span(ELEVEN, 30)).await,
        );
        let other = stage.counter_at(&[at_ten(), span(TWO, 30)]).await;
        let plan = plan(stage, &me, absent).await;
        let proposed: Vec<_> = plan.bookings.iter().map(|one| one.proposed).collect();
        assert_eq!(proposed, [to(other, TEN), to(other, TWO), Remedy::Cancel]);
        assert_eq!(plan.free, 1);
        assert!(stage.bookings().await.iter().all(|row| row.counter_id == absent), "looking changes nothing");

        let asked = as_proposed(&plan);
        let done = stage.desk.be_absent(&me, asked.clone()).await.unwrap();
        assert_eq!(done, plan.id);
        let (a, b, c) = (row(stage, one.id).await, row(stage, two.id).await, row(stage, three.id).await);
        assert_eq!((a.counter_id, a.starts_at, a.sequence), (other, one.starts_at, 0), "only the counter changed");
        assert_eq!((b.counter_id, b.starts_at, b.sequence), (other, at(TWO).timestamp_millis(), 1));
        assert_eq!((b.deadline, b.reference.clone()), (two.deadline, two.reference.clone()));
        let cancelled = State::Cancelled { at: stage.now(), by: Canceller::Office { who: me.staff } };
        assert_eq!(server::store::booking::state(&c).unwrap(), cancelled);
        assert_eq!(letters(stage, one.id).await, ["booked"], "nothing to tell");
        assert_eq!(letters(stage, two.id).await, ["booked", "moved_by_office"]);
        assert_eq!(letters(stage, three.id).await, ["booked", "absence"]);
        assert_eq!(stage.history(one.id).await.last().unwrap(), "reseated");
        assert_eq!(stage.history(two.id).await.last().unwrap(), "moved");
        assert_eq!(open_slots(stage, absent).await, 0);
        assert_eq!(stage.hold(9, span(TWO, 30)).await.err(), Some(DeskError::SeatTaken), "both seats are gone");

        stage.advance(minutes(1));
        assert_eq!(stage.desk.be_absent(&me, asked).await, Ok(done), "pressed twice");
        assert_eq!(row(stage, two.id).await, b);
        assert_eq!(letters(stage, two.id).await.len(), 2);

        let report = stage.desk.absence_report(&me, done).await.unwrap();
        let outcomes: Vec<_> = report.bookings.iter().map(|one| (one.outcome, one.to_call)).collect();
        assert_eq!(
            outcomes,
            [(Outcome::Reseated, false), (Outcome::Moved, false), (Outcome::Cancelled, false)],
            "a week ahead a letter is enough"
        );
    }

    async fn whoever_cannot_read_a_letter_in_time_is_called_and_the_call_is_noted_once(stage) {
        let me = staff(stage).await;
        let absent = stage.counter_at(&[at_ten(), span(TWO, 30)]).await;
        let (one, two) = (booked(stage, 1, at_ten()).await, booked(stage, 2, span(TWO, 30)).await);
        stage.advance_to(at("2026-12-01 09:00"));
        let ask = AbsenceAsk { counter: Some(CounterId(absent)), ..AbsenceAsk::default() };
        let plan = stage.desk.absence_room(&me, ask).await.unwrap().plan.unwrap();
        assert_eq!(plan.from, stage.now(), "of today the rest");
        let done = stage.desk.be_absent(&me, as_proposed(&plan)).await.unwrap();
        let report = stage.desk.absence_report(&me, done).await.unwrap();
        let to_call: Vec<_> = report.bookings.iter().map(|one| (one.id.0, one.to_call, one.called.is_some())).collect();
        assert_eq!(to_call, [(one.id, true, false), (two.id, false, false)]);
        assert_eq!(report.bookings[0].phone, "090-1234-5678");
        for _ in 0..2 {
            stage.desk.called_of_absence(&me, done, BookingId(one.id), "伝えた".to_owned()).await.unwrap();
            stage.advance(minutes(1));
        }
        let calls = call::Entity::find().all(stage.desk.db.read()).await.unwrap();
        assert_eq!(calls.len(), 1);
        assert_eq!((calls[0].direction.as_str(), calls[0].booking_id), ("out", one.id));
        let report = stage.desk.absence_report(&me, done).await.unwrap();
        assert_eq!(report.bookings[0].called.clone().unwrap().1, "佐藤 実");
        assert_eq!(stage.desk.called_of_absence(&me, done, BookingId(Uuid::now_v7()), "x".to_owned()).await, Err(DeskError::NotFound));
    }

    async fn a_seat_taken_in_between_is_told_and_nothing_is_half_done(stage) {
        let me = staff(stage).await;
        let absent = stage.counter_at(&[at_ten(), span(HALF, 30)]).await;
        booked(stage, 1, at_ten()).await;
        booked(stage, 2, span(HALF, 30)).await;
        stage.counter_at(&[at_ten(), span(TWO, 30)]).await;
        let plan = plan(stage, &me, absent).await;
        booked(stage, 3, span(TWO, 30)).await;
        let before = stage.bookings().await;
        assert_eq!(stage.desk.be_absent(&me, as_proposed(&plan)).await, Err(DeskError::SeatTaken));
        assert_eq!(stage.bookings().await, before);
        assert_eq!(open_slots(stage, absent).await, 2);
        assert!(stage.desk.absence_report(&me, plan.id).await.is_err());
        // Shown again, it fits what is there.
        let again = self::plan(stage, &me, absent).await;
        assert_eq!(again.bookings[1].proposed, Remedy::Cancel);
        stage.desk.be_absent(&me, as_proposed(&again)).await.unwrap();
    }

    async fn a_booking_that_came_or_moved_meanwhile_is_decided_anew(stage) {
        let me = staff(stage).await;
        let absent = stage.counter_at(&[at_ten(), span(HALF, 30), span(TWO, 30)]).await;
        let one = stage.book(1, at_ten()).await;
        let shown = plan(stage, &me, absent).await;
        stage.book(2, span(TWO, 30)).await;
        assert_eq!(stage.desk.be_absent(&me, as_proposed(&shown)).await, Err(DeskError::Conflict));
        let shown = plan(stage, &me, absent).await;
        stage.desk.reschedule(&one.token, span(HALF, 30)).await.unwrap();
        assert_eq!(stage.desk.be_absent(&me, as_proposed(&shown)).await, Err(DeskError::Conflict));
        let shown = plan(stage, &me, absent).await;
        stage.desk.cancel(&one.token, String::new()).await.unwrap();
        stage.desk.be_absent(&me, as_proposed(&shown)).await.unwrap();
        assert_eq!(letters(stage, stage.row(&one.token).await.id).await.last().unwrap(), "cancelled", "its own");
    }

    async fn they_may_take_each_other_s_zoom_host(stage) {
        let me = staff(stage).await;
        let host = Some(Uuid::now_v7());
        let absent = stage.counter(host).await;
        stage.slot(absent, at_ten()).await;
        let one = booked(stage, 1, at_ten()).await;
        let other = stage.counter(host).await;
        stage.slot(other, at_ten()).await;
        let plan = plan(stage, &me, absent).await;
        assert_eq!(plan.bookings[0].proposed, to(other, TEN), "its own host is free once it has left");
        stage.desk.be_absent(&me, as_proposed(&plan)).await.unwrap();
        assert_eq!(row(stage, one.id).await.counter_id, other);
    }

    async fn a_hold_is_let_go_and_what_a_colleague_sees_to_stays(stage) {
        let me = staff(stage).await;
        let absent = stage.counter_at(&[at_ten(), span(HALF, 30)]).await;
        let one = booked(stage, 1, at_ten()).await;
        stage.hold(2, span(HALF, 30)).await.unwrap();
        let plan = plan(stage, &me, absent).await;
        assert_eq!(plan.bookings.len(), 1, "a hold is nobody's booking yet");
        let mut asked = as_proposed(&plan);
        asked.decisions[0].remedy = Remedy::Stay;
        stage.desk.be_absent(&me, asked).await.unwrap();
        assert_eq!(row(stage, one.id).await, one);
        assert_eq!(stage.desk.extend_hold(visitor(2)).await.err(), Some(DeskError::HoldLapsed));
    }

    async fn what_cannot_be_is_refused_and_another_office_s_is_not_there(stage) {
        let me = staff(stage).await;
        let absent = stage.counter_at(&[at_ten()]).await;
        let plan = plan(stage, &me, absent).await;
        let asked = as_proposed(&plan);
        let no_reason = Absence { ja: " ".to_owned(), ..asked.clone() };
        assert_eq!(stage.desk.be_absent(&me, no_reason).await, Err(DeskError::Mend));
        let over = Absence { date: "2026-11-23".parse().unwrap(), ..asked.clone() };
        assert_eq!(stage.desk.be_absent(&me, over).await, Err(DeskError::Mend));
        let stranger = stranger(stage).await;
        assert_eq!(stage.desk.be_absent(&stranger, asked.clone()).await, Err(DeskError::NotFound));
        let ask = AbsenceAsk { counter: Some(CounterId(absent)), ..AbsenceAsk::default() };
        assert_eq!(stage.desk.absence_room(&stranger, ask).await.err(), Some(DeskError::NotFound));
        let done = stage.desk.be_absent(&me, asked).await.unwrap();
        assert_eq!(stage.desk.absence_report(&stranger, done).await.err(), Some(DeskError::NotFound));
        let nowhere = AbsenceId(Uuid::now_v7());
        assert_eq!(stage.desk.absence_report(&me, nowhere).await.err(), Some(DeskError::NotFound));
        assert_eq!(stage.desk.card(&me, BookingId(nowhere.0)).await.err(), Some(DeskError::NotFound));
    }
}
