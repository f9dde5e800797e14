//! Many slots in one press, moves to a counter, and taking all of it back within its minute.

use crate::{on_both, seq, someone, staff, stage::*, stranger};
use app::{
    desk::{
        PhoneDesk, SeekerDesk, StaffDesk,
        board::{Board, Window},
        deeds::{Deed, DeedDesk, Done, Undone, Why},
        error::DeskError,
        staff::Actor,
    },
    domain::{
        booking::State,
        ids::{BookingId, CounterId, DeedId, SlotId},
        role::Role,
        row::MOST,
        slot::Span,
    },
};
use sea_orm::EntityTrait;
use server::store::entity::{audit, deed, outbox, slot};
use uuid::Uuid;

const DAY: &str = "2026-12-01";
const TEN: &str = "2026-12-01 10:00";
const HALF: &str = "2026-12-01 10:30";
const ELEVEN: &str = "2026-12-01 11:00";

async fn board(stage: &Stage, me: &Actor) -> Board {
    stage.desk.board(me, Window::Day, Some(DAY.parse().unwrap())).await.unwrap()
}

async fn last(stage: &Stage, me: &Actor) -> Deed {
    board(stage, me).await.deed.expect("a deed")
}

/// Start and minutes of every slot of the day, and whether it is open.
async fn slots(stage: &Stage, me: &Actor) -> Vec<(Span, bool)> {
    let board = board(stage, me).await;
    let mut cells: Vec<_> =
        board.lanes.iter().flat_map(|lane| &lane.cells).map(|cell| (cell.span, cell.open)).collect();
    cells.sort_unstable();
    cells
}

async fn acts(stage: &Stage) -> Vec<(String, String)> {
    let mut rows = audit::Entity::find().all(stage.desk.db.read()).await.unwrap();
    rows.sort_by_key(|row| (row.at, row.id));
    let told = |row: &audit::Model| !["card_seen", "board_seen"].contains(&row.act.as_str());
    rows.into_iter().filter(told).map(|row| (row.act, row.note)).collect()
}

async fn letters(stage: &Stage, id: BookingId) -> Vec<String> {
    let rows: Vec<outbox::Model> = stage.letters(&stage.token(id.0)).await;
    rows.into_iter().map(|row| row.letter).collect()
}

/// A confirmed booking at [`TEN`], at a counter of its own.
async fn confirmed(stage: &Stage) -> (BookingId, Uuid) {
    let counter = stage.counter_at(&[span(TEN, 30)]).await;
    let booked = stage.book(1, span(TEN, 30)).await;
    stage.accept(&booked.token).await;
    (BookingId(stage.row(&booked.token).await.id), counter)
}

on_both! {
    async fn a_row_of_slots_is_opened_in_one_step_and_can_be_booked(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let told = seq(stage).await;
        stage.desk.open_row(&me, counter, at(TEN), at("2026-12-01 11:25"), 20).await.unwrap();
        let twenty = |start| span(start, 20);
        let four = [TEN, "2026-12-01 10:20", "2026-12-01 10:40", ELEVEN].map(|start| (twenty(start), true));
        assert_eq!(slots(stage, &me).await, four);
        assert_eq!(seq(stage).await, told + 4, "each is told of");
        stage.hold(1, twenty("2026-12-01 10:20")).await.unwrap();
        let deed = last(stage, &me).await;
        assert_eq!((deed.done, deed.skipped, deed.undone), (Done::Opened { slots: 4 }, vec![], None));
        assert_eq!(acts(stage).await, [("slot_opened".to_owned(), "1番 2026-12-01 10:00 10:20 10:40 11:00, 20".to_owned())]);
    }

    async fn what_is_in_the_way_of_a_row_is_left_out_and_named(stage) {
        let me = staff(stage).await;
        let counter = stage.counter_at(&[span("2026-12-01 10:25", 20)]).await;
        stage.desk.open_row(&me, CounterId(counter), at(TEN), at("2026-12-01 11:20"), 20).await.unwrap();
        let deed = last(stage, &me).await;
        assert_eq!(deed.done, Done::Opened { slots: 2 });
        let skipped: Vec<_> = deed.skipped.iter().map(|it| (it.counter.as_str(), it.span, it.why)).collect();
        let at_20 = ("1番", span("2026-12-01 10:20", 20), Why::Overlaps);
        assert_eq!(skipped, [at_20, ("1番", span("2026-12-01 10:40", 20), Why::Overlaps)]);
        let again = stage.desk.open_row(&me, CounterId(counter), at(TEN), at("2026-12-01 10:20"), 20).await;
        assert_eq!(again, Err(DeskError::Conflict), "nothing was left to open");
    }

    async fn a_row_that_cannot_be_is_not_opened(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        for (from, until, long) in [(TEN, "2026-12-01 10:15", 20), (TEN, TEN, 20), (TEN, ELEVEN, 45), ("2026-12-01 10:02", ELEVEN, 20)] {
            let answer = stage.desk.open_row(&me, counter, at(from), at(until), long).await;
            assert_eq!(answer, Err(DeskError::Mend), "{from} {until} {long}");
        }
        let past = stage.desk.open_row(&me, counter, at("2026-11-24 09:00"), at("2026-11-24 10:00"), 30).await;
        assert_eq!(past, Err(DeskError::Conflict), "all of it has begun");
        stage.desk.open_row(&me, counter, at("2026-11-24 09:30"), at("2026-11-24 10:40"), 20).await.unwrap();
        assert_eq!(last(stage, &me).await.skipped.len(), 2, "what has begun is left out");
    }

    async fn an_opening_taken_back_leaves_what_was_booked_meanwhile(stage) {
        let me = staff(stage).await;
        let counter = stage.counter(None).await;
        let closed = stage.slot(counter, span(TEN, 20)).await;
        stage.close_slot(closed).await;
        let before = slot::Entity::find_by_id(closed).one(stage.desk.db.read()).await.unwrap();
        stage.desk.open_row(&me, CounterId(counter), at(TEN), at(ELEVEN), 20).await.unwrap();
        stage.hold(1, span("2026-12-01 10:20", 20)).await.unwrap();
        stage.hold(2, span("2026-12-01 10:40", 20)).await.unwrap();
        stage.desk.release(visitor(2)).await.unwrap();
        let deed = last(stage, &me).await;
        stage.desk.undo(&me, deed.id).await.unwrap();
        let left = [(span(TEN, 20), false), (span("2026-12-01 10:20", 20), true), (span("2026-12-01 10:40", 20), false)];
        assert_eq!(slots(stage, &me).await, left, "a slot that a booking tells of is closed");
        let after = slot::Entity::find_by_id(closed).one(stage.desk.db.read()).await.unwrap();
        assert_eq!(after, before, "closed as it was before");
        let undone = last(stage, &me).await.undone.unwrap();
        assert_eq!((undone.back, undone.stay.len(), undone.stay[0].why), (2, 1, Why::Taken));
        let told = seq(stage).await;
        stage.desk.undo(&me, deed.id).await.unwrap();
        assert_eq!(seq(stage).await, told, "pressed twice");
        assert_eq!(stage.hold(3, span("2026-12-01 10:40", 20)).await, Err(DeskError::SeatTaken));
    }

    async fn a_slot_that_was_not_there_goes_again(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let mut heard = stage.desk.live.of_id(stage.office).await.unwrap().listen();
        stage.desk.open_slot(&me, counter, span(TEN, 30)).await.unwrap();
        assert_eq!(last(stage, &me).await.done, Done::Opened { slots: 1 });
        let deed = last(stage, &me).await;
        stage.desk.undo(&me, deed.id).await.unwrap();
        assert_eq!(slots(stage, &me).await, []);
        crate::all_is_read_again(&mut heard).await;
        assert_eq!(stage.hold(1, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        assert_eq!(acts(stage).await.last(), Some(&("taken_back".to_owned(), "1番 2026-12-01 10:00, 30".to_owned())));
    }

    async fn many_are_closed_but_those_that_were_booked_meanwhile(stage) {
        let me = staff(stage).await;
        let counter = stage.counter(None).await;
        let mut ids = Vec::new();
        for start in [TEN, HALF, ELEVEN] {
            ids.push(SlotId(stage.slot(counter, span(start, 30)).await));
        }
        stage.hold(1, span(HALF, 30)).await.unwrap();
        stage.desk.close_slots(&me, ids.clone(), " 研修のため ".to_owned()).await.unwrap();
        assert_eq!(slots(stage, &me).await.iter().map(|(_, open)| *open).collect::<Vec<_>>(), [false, true, false]);
        let deed = last(stage, &me).await;
        assert_eq!(deed.done, Done::Closed { slots: 2 });
        assert_eq!((deed.skipped[0].span, deed.skipped[0].why), (span(HALF, 30), Why::Taken));
        assert_eq!(acts(stage).await, [("slot_closed".to_owned(), "1番 2026-12-01 10:00 11:00, 30: 研修のため".to_owned())]);
        let told = seq(stage).await;
        assert_eq!(stage.desk.close_slots(&me, vec![ids[1]], String::new()).await, Err(DeskError::Conflict));
        stage.desk.close_slots(&me, vec![ids[0]], String::new()).await.expect("closed already");
        assert_eq!(seq(stage).await, told);

        // Over one of them something else is opened: that one stays closed.
        stage.desk.open_slot(&someone(stage, "kato", Role::Counter).await, CounterId(counter), span("2026-12-01 11:10", 10)).await.unwrap();
        stage.desk.undo(&me, deed.id).await.unwrap();
        let undone = last(stage, &me).await.undone.unwrap();
        assert_eq!((undone.back, undone.stay[0].span, undone.stay[0].why), (1, span(ELEVEN, 30), Why::Overlaps));
        stage.hold(2, span(TEN, 30)).await.expect("open again");
    }

    async fn closed_slots_are_opened_again_together(stage) {
        let me = staff(stage).await;
        let (one, two) = (stage.counter(None).await, stage.counter(None).await);
        let ids = [SlotId(stage.slot(one, span(TEN, 30)).await), SlotId(stage.slot(two, span(HALF, 30)).await)];
        stage.desk.close_slots(&me, ids.to_vec(), String::new()).await.unwrap();
        stage.desk.open_row(&me, CounterId(one), at(TEN), at("2026-12-01 10:10"), 10).await.unwrap();
        stage.desk.open_slots(&me, ids.to_vec()).await.unwrap();
        let deed = last(stage, &me).await;
        assert_eq!((deed.done, deed.skipped.len()), (Done::Opened { slots: 1 }, 1));
        stage.hold(1, span(HALF, 30)).await.unwrap();
        stage.desk.undo(&me, deed.id).await.unwrap();
        assert_eq!(last(stage, &me).await.undone.unwrap().stay[0].why, Why::Taken);
    }

    async fn more_than_a_counter_has_in_a_day_is_too_many(stage) {
        let me = staff(stage).await;
        let many: Vec<_> = (0..=MOST).map(|_| SlotId(Uuid::now_v7())).collect();
        assert_eq!(stage.desk.close_slots(&me, many.clone(), String::new()).await, Err(DeskError::TooMany));
        assert_eq!(stage.desk.open_slots(&me, many).await, Err(DeskError::TooMany));
        assert_eq!(stage.desk.close_slots(&me, vec![], String::new()).await, Err(DeskError::Mend));
        let slot = SlotId(stage.slot(stage.counter(None).await, span(TEN, 30)).await);
        assert_eq!(stage.desk.close_slots(&me, vec![slot], "あ".repeat(201)).await, Err(DeskError::Mend));
    }

    async fn a_move_goes_to_the_counter_that_was_chosen_and_back(stage) {
        let me = staff(stage).await;
        let (id, home) = confirmed(stage).await;
        stage.counter_at(&[span(ELEVEN, 30)]).await;
        let chosen = stage.counter_at(&[span(ELEVEN, 30)]).await;
        let was = letters(stage, id).await.len();
        stage.desk.move_to(&me, id, span(ELEVEN, 30), Some(CounterId(chosen)), "").await.unwrap();
        let row = stage.row(&stage.token(id.0)).await;
        assert_eq!((row.counter_id, row.sequence), (chosen, 1));
        let deed = last(stage, &me).await;
        let (from, to) = (span(TEN, 30), span(ELEVEN, 30));
        assert_eq!(deed.done, Done::Moved { from, to, counter: "3番".to_owned(), told: true });
        stage.desk.undo(&me, deed.id).await.unwrap();
        stage.desk.undo(&me, deed.id).await.expect("pressed twice");
        let row = stage.row(&stage.token(id.0)).await;
        assert_eq!((row.counter_id, row.sequence), (home, 2));
        assert_eq!(last(stage, &me).await.undone, Some(Undone { back: 1, stay: vec![] }));
        assert_eq!(letters(stage, id).await[was..], ["moved", "moved"], "the seeker is written to again");
        assert_eq!(stage.history(id.0).await[stage.history(id.0).await.len() - 2..], ["moved", "moved_back"]);
        let acts: Vec<_> = acts(stage).await.into_iter().map(|(act, _)| act).collect();
        assert_eq!(acts, ["moved", "taken_back"]);
    }

    async fn the_same_time_at_another_counter_is_nothing_to_the_seeker(stage) {
        let me = staff(stage).await;
        let (id, home) = confirmed(stage).await;
        let other = stage.counter_at(&[span(TEN, 30)]).await;
        let was = letters(stage, id).await;
        // The deadline of R1 has long passed: nothing is confirmed anew.
        stage.advance_to(at("2026-12-01 09:30"));
        stage.desk.move_to(&me, id, span(TEN, 30), Some(CounterId(other)), "").await.unwrap();
        assert_eq!(stage.row(&stage.token(id.0)).await.counter_id, other);
        assert_eq!(letters(stage, id).await, was);
        assert_eq!(stage.history(id.0).await.last().map(String::as_str), Some("reseated"));
        stage.desk.undo(&me, last(stage, &me).await.id).await.unwrap();
        assert_eq!(stage.row(&stage.token(id.0)).await.counter_id, home);
        assert_eq!(letters(stage, id).await, was);
        let late = stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await;
        assert_eq!(late, Err(DeskError::DeadlinePassed), "another time is");
    }

    async fn a_move_is_taken_back_only_to_its_own_seat(stage) {
        let me = staff(stage).await;
        let (id, home) = confirmed(stage).await;
        let free = stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        let deed = last(stage, &me).await;
        stage.desk.close_slots(&me, vec![SlotId(slot_at(stage, home).await)], String::new()).await.unwrap();
        assert_eq!(stage.desk.undo(&me, deed.id).await, Err(DeskError::SeatTaken), "another counter is no way back");
        assert_eq!(stage.row(&stage.token(id.0)).await.counter_id, free, "it stays where it is");
        stage.desk.undo(&me, last(stage, &me).await.id).await.unwrap();
        stage.desk.undo(&me, deed.id).await.expect("now there is");
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        let deed = last(stage, &me).await;
        stage.desk.move_to(&me, id, span(TEN, 30), Some(CounterId(free)), "").await.unwrap();
        assert_eq!(stage.desk.undo(&me, deed.id).await, Err(DeskError::Conflict), "it was moved again");
        assert!(matches!(stage.desk.card(&me, id).await.unwrap().state, State::Confirmed { .. }));
    }

    async fn a_deed_is_forgotten_after_its_minute(stage) {
        let me = staff(stage).await;
        let counter = CounterId(stage.counter(None).await);
        stage.desk.open_slot(&me, counter, span(TEN, 30)).await.unwrap();
        let deed = last(stage, &me).await;
        assert_eq!(deed.until, stage.now() + minutes(1));
        stage.advance(minutes(1));
        assert_eq!(last(stage, &me).await.id, deed.id);
        stage.advance(millis(1));
        assert_eq!(board(stage, &me).await.deed, None);
        assert_eq!(stage.desk.undo(&me, deed.id).await, Err(DeskError::Conflict));
        stage.desk.open_slot(&me, counter, span(HALF, 30)).await.unwrap();
        assert_eq!(deed::Entity::find().all(stage.desk.db.read()).await.unwrap().len(), 1, "the old one is gone");
    }

    async fn another_office_s_deeds_and_slots_are_missing(stage) {
        let me = staff(stage).await;
        let other = stranger(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let slot = stage.desk.open_slot(&me, counter, span(TEN, 30)).await.unwrap();
        let deed = last(stage, &me).await.id;
        let desk = &stage.desk;
        assert_eq!(desk.undo(&other, deed).await, desk.undo(&other, DeedId(Uuid::now_v7())).await);
        assert_eq!(desk.close_slots(&other, vec![slot], String::new()).await, Err(DeskError::NotFound));
        assert_eq!(desk.open_slots(&other, vec![slot]).await, Err(DeskError::NotFound));
        assert_eq!(desk.open_row(&other, counter, at(HALF), at(ELEVEN), 30).await, Err(DeskError::NotFound));
        let (id, _) = confirmed(stage).await;
        assert_eq!(desk.move_to(&other, id, span(ELEVEN, 30), None, "").await, Err(DeskError::NotFound));
        assert_eq!(slots(stage, &me).await.len(), 2);
        assert_eq!(board(stage, &other).await.deed, None, "and each sees their own alone");
        // A colleague may take back what somebody else did: it is the office's calendar.
        desk.undo(&someone(stage, "kato", Role::Counter).await, deed).await.unwrap();
    }

    async fn of_a_booking_and_a_closing_at_the_same_moment_one_is(stage) {
        let me = staff(stage).await;
        let counter = stage.counter(None).await;
        let slot = SlotId(stage.slot(counter, span(TEN, 30)).await);
        let closing = {
            let (desk, me) = (stage.desk.clone(), me.clone());
            tokio::spawn(async move { desk.close_slots(&me, vec![slot], String::new()).await })
        };
        let held = stage.hold(1, span(TEN, 30)).await;
        let closed = closing.await.unwrap();
        assert!(held.is_ok() != closed.is_ok(), "{held:?} {closed:?}");
    }

    async fn the_phone_s_move_can_be_taken_back_too(stage) {
        let me = staff(stage).await;
        let (id, _) = confirmed(stage).await;
        stage.counter_at(&[span(ELEVEN, 30)]).await;
        stage.desk.move_to(&me, id, span(ELEVEN, 30), None, "").await.unwrap();
        stage.desk.undo(&me, last(stage, &me).await.id).await.unwrap();
        assert_eq!(stage.desk.card(&me, id).await.unwrap().span, span(TEN, 30));
    }
}

/// The slot of a counter that has one.
async fn slot_at(stage: &Stage, counter: Uuid) -> Uuid {
    let rows = slot::Entity::find().all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().find(|row| row.counter_id == counter).unwrap().id
}
