//! The page that takes a seeker into the consultation, on a clock that is moved.

use crate::{on_both, stage::*};
use app::{
    desk::{
        DayDesk, PhoneDesk, SeekerDesk, StaffDesk, TermsDesk,
        board::Window,
        booking::{BookingView, LinkToken},
        day::{DayBooking, Step, Told},
        error::DeskError,
        join::{JoinView, JoiningAnswers, Questions},
        phone::Reasons,
        staff::Actor,
        terms::DraftTexts,
    },
    domain::{
        attendee::Trouble,
        booking::State,
        declaration::{Answer, Answers, Declaration},
        ids::{BookingId, CounterId},
        joining::Stage as Moment,
        role::Role,
        terms::Ground,
    },
    i18n::Locale,
};
use sea_orm::ConnectionTrait;
use server::{keys::LinkKey, store::booking as bookings};

const TEN: &str = "2026-12-01 10:00";

/// A confirmed booking of the site at ten, at a counter with a meeting of its own.
async fn confirmed(stage: &Stage) -> (CounterId, BookingView) {
    let counter = stage.counter_at(&[span(TEN, 30)]).await;
    stage.fixed_meeting(counter).await;
    let view = stage.book(1, span(TEN, 30)).await;
    stage.accept(&view.token).await;
    (CounterId(counter), view)
}

async fn page(stage: &Stage, token: &LinkToken) -> JoinView {
    stage.desk.join(token, Locale::ja).await.unwrap()
}

async fn moment(stage: &Stage, token: &LinkToken) -> Moment {
    page(stage, token).await.stage(stage.now())
}

async fn asked(stage: &Stage, token: &LinkToken) -> Questions {
    stage.desk.questions(token, Locale::ja).await.unwrap()
}

async fn tell(stage: &Stage, token: &LinkToken, trouble: Trouble) -> Result<(), DeskError> {
    stage.desk.tell_office(token, trouble).await
}

async fn ready(stage: &Stage, counter: CounterId, ready: bool) {
    stage.desk.mark_counter(&clerk(stage), counter, ready).await.unwrap();
}

async fn id(stage: &Stage, token: &LinkToken) -> BookingId {
    BookingId(stage.row(token).await.id)
}

async fn state(stage: &Stage, token: &LinkToken) -> State {
    bookings::state(&stage.row(token).await).unwrap()
}

/// The booking as Today shows it.
async fn today(stage: &Stage) -> DayBooking {
    let today = stage.desk.today(&clerk(stage)).await.unwrap();
    today.counters.into_iter().find_map(|counter| counter.now.or(counter.next)).expect("somebody")
}

/// What the board says of the one booking of the day.
async fn on_board(stage: &Stage) -> Option<Trouble> {
    let board = stage.desk.board(&clerk(stage), Window::Day, None).await.unwrap();
    let told = board.lanes.into_iter().flat_map(|lane| lane.cells).find_map(|cell| cell.booking);
    told.expect("a booking").told
}

/// As answered to all that is asked.
fn answers(asked: &Questions, agree: bool) -> JoiningAnswers {
    let answers: Answers = asked.asked.iter().map(|asked| (*asked, Answer::Yes)).collect();
    JoiningAnswers { version: asked.version.clone(), lang: "ja".to_owned(), agree, answers }
}

async fn joined(stage: &Stage, token: &LinkToken) -> Vec<String> {
    let rows = stage.consents(token).await;
    rows.into_iter().filter(|row| row.moment == "joining").map(|row| row.terms_hash).collect()
}

on_both! {
    async fn the_page_goes_with_the_day(stage) {
        let counter = stage.counter_at(&[span(TEN, 30)]).await;
        stage.fixed_meeting(counter).await;
        let view = stage.book(1, span(TEN, 30)).await;
        let token = view.token;
        assert_eq!((moment(stage, &token).await, page(stage, &token).await.joining), (Moment::Awaited, None));
        stage.accept(&token).await;
        let ahead = page(stage, &token).await;
        assert_eq!(ahead.stage(stage.now()), Moment::Ahead);
        assert_eq!(ahead.joining.unwrap().grouped(), "123 4567 8901", "a booking of the site is told here");
        assert!(!ahead.to_answer && ahead.changeable && ahead.declared);

        stage.advance_to(at("2026-12-01 09:00"));
        let near = page(stage, &token).await;
        assert_eq!((near.stage(stage.now()), near.to_answer, near.ready), (Moment::Near, true, false));
        stage.advance_to(at("2026-12-01 09:50"));
        ready(stage, CounterId(counter), true).await;
        let open = page(stage, &token).await;
        assert_eq!((open.stage(stage.now()), open.ready, open.silent_at), (Moment::Open, true, None));
        stage.advance_to(at(TEN));
        let running = page(stage, &token).await;
        assert_eq!((running.stage(stage.now()), running.silent_at), (Moment::Running, Some(at("2026-12-01 10:10"))));
        assert!(!running.changeable);
        stage.desk.work_booking(&clerk(stage), id(stage, &token).await, Step::Begin).await.unwrap();
        let begun = page(stage, &token).await;
        assert_eq!((begun.stage(stage.now()), begun.here, begun.silent_at), (Moment::Running, true, None));
        stage.advance(minutes(20));
        let done = Step::Done { note: String::new() };
        stage.desk.work_booking(&clerk(stage), id(stage, &token).await, done).await.unwrap();
        let over = page(stage, &token).await;
        assert_eq!((over.stage(stage.now()), over.joining, over.next), (Moment::Over, None, None));
    }

    async fn opening_it_changes_nothing_and_a_wrong_link_opens_nothing(stage) {
        let (_, view) = confirmed(stage).await;
        stage.advance_to(at("2026-12-01 09:30"));
        let (row, history) = (stage.row(&view.token).await, stage.history(stage.row(&view.token).await.id).await);
        for _ in 0..20 {
            page(stage, &view.token).await;
            asked(stage, &view.token).await;
        }
        assert_eq!(stage.row(&view.token).await, row);
        assert_eq!(stage.history(row.id).await, history);
        let known = stage.desk.key.booking(&view.token).unwrap();
        for token in [LinkToken("x".to_owned()), LinkKey::new([8; 32]).token(known, 0), stage.desk.key.token(known, 1)] {
            assert_eq!(stage.desk.join(&token, Locale::ja).await, Err(DeskError::NotFound));
            assert_eq!(stage.desk.questions(&token, Locale::ja).await, Err(DeskError::NotFound));
            assert_eq!(tell(stage, &token, Trouble::Late).await, Err(DeskError::NotFound));
            let said = JoiningAnswers::default();
            assert_eq!(stage.desk.answer_questions(&token, said).await, Err(DeskError::NotFound));
        }
        assert_eq!(stage.history(row.id).await, history);
    }

    async fn whoever_says_that_they_are_late_is_seen_at_once_and_not_cancelled(stage) {
        let (counter, view) = confirmed(stage).await;
        let token = view.token;
        stage.advance_to(at("2026-12-01 08:59"));
        assert_eq!(tell(stage, &token, Trouble::Late).await, Err(DeskError::Conflict), "it is not the hour");
        stage.advance_to(at("2026-12-01 09:40"));
        assert_eq!((today(stage).await.told, on_board(stage).await), (None, None));
        let heard = stage.now();
        tell(stage, &token, Trouble::Late).await.unwrap();
        let late = Told { trouble: Trouble::Late, at: heard };
        assert_eq!((today(stage).await.told, on_board(stage).await), (Some(late), Some(Trouble::Late)));
        assert_eq!(today(stage).await.contact, Some(heard));
        assert_eq!(page(stage, &token).await.told, [(Trouble::Late, heard)]);

        stage.advance(minutes(5));
        tell(stage, &token, Trouble::Late).await.unwrap();
        assert_eq!(page(stage, &token).await.told, [(Trouble::Late, heard)], "the first time stands");
        tell(stage, &token, Trouble::CannotConnect).await.unwrap();
        assert_eq!(on_board(stage).await, Some(Trouble::CannotConnect));
        let history = stage.history(id(stage, &token).await.0).await;
        assert_eq!(history, ["held", "submitted", "running_late", "cannot_connect"]);

        ready(stage, counter, true).await;
        stage.advance_to(at("2026-12-01 10:25"));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
        assert!(matches!(state(stage, &token).await, State::Confirmed { .. }));
        assert_eq!(page(stage, &token).await.silent_at, None);
        stage.desk.work_booking(&clerk(stage), id(stage, &token).await, Step::Begin).await.unwrap();
        assert_eq!((today(stage).await.told, on_board(stage).await), (None, None), "they are there");
    }

    async fn it_counts_until_ten_minutes_to_the_millisecond(stage) {
        let (counter, view) = confirmed(stage).await;
        stage.advance_to(at("2026-12-01 09:55"));
        ready(stage, counter, true).await;
        stage.advance_to(at("2026-12-01 10:10") - millis(1));
        tell(stage, &view.token, Trouble::CannotConnect).await.unwrap();
        stage.advance(minutes(10));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(0));
    }

    async fn after_ten_silent_minutes_it_comes_too_late(stage) {
        let (counter, view) = confirmed(stage).await;
        stage.advance_to(at("2026-12-01 09:55"));
        ready(stage, counter, true).await;
        stage.advance_to(at("2026-12-01 10:10"));
        assert_eq!(tell(stage, &view.token, Trouble::Late).await, Err(DeskError::Ended), "before anybody has looked");
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1));
        assert_eq!(tell(stage, &view.token, Trouble::Late).await, Err(DeskError::Ended));
        assert_eq!(moment(stage, &view.token).await, Moment::Missed);
    }

    async fn what_has_ended_has_nothing_to_tell(stage) {
        let (_, view) = confirmed(stage).await;
        stage.desk.cancel(&view.token, String::new()).await.unwrap();
        stage.advance_to(at("2026-12-01 09:55"));
        assert_eq!(tell(stage, &view.token, Trouble::Late).await, Err(DeskError::Ended));
        assert_eq!((moment(stage, &view.token).await, page(stage, &view.token).await.joining), (Moment::Ended, None));
    }

    async fn pressed_many_times_at_once_it_is_said_once(stage) {
        let (_, view) = confirmed(stage).await;
        stage.advance_to(at("2026-12-01 09:55"));
        let press = || tell(stage, &view.token, Trouble::Late);
        let (one, two, three, four) = tokio::join!(press(), press(), press(), press());
        assert_eq!([one, two, three, four], [Ok(()); 4]);
        assert_eq!(page(stage, &view.token).await.told.len(), 1);
        let history = stage.history(id(stage, &view.token).await.0).await;
        assert_eq!(history.iter().filter(|what| *what == "running_late").count(), 1);
    }

    async fn whoever_waits_hears_that_the_counter_is_ready(stage) {
        let (counter, view) = confirmed(stage).await;
        stage.advance_to(at("2026-12-01 09:10"));
        let booking = id(stage, &view.token).await;
        let mut heard = stage.desk.live.of_id(stage.office).await.unwrap().listen();
        ready(stage, counter, true).await;
        while !heard.recv().await.unwrap().bookings.contains(&booking) {}
        assert!(page(stage, &view.token).await.ready);
        assert!(today(stage).await.to_start, "staff start the fixed meeting from Today");
    }

    async fn what_may_have_changed_is_asked_again_in_the_last_hour(stage) {
        let (_, view) = confirmed(stage).await;
        let token = view.token;
        assert!(!asked(stage, &token).await.open);
        let early = answers(&asked(stage, &token).await, false);
        assert_eq!(stage.desk.answer_questions(&token, early).await, Err(DeskError::Conflict), "it is not the hour");
        stage.advance_to(at("2026-12-01 09:10"));
        let questions = asked(stage, &token).await;
        assert!(questions.open && questions.new_terms.is_none());
        assert_eq!(questions.asked.len(), 4);
        assert_eq!(questions.given.len(), Declaration::ALL.len(), "the answers of the booking are shown");

        let mut some = answers(&questions, false);
        some.answers.insert(Declaration::TrustedNetwork, Answer::No);
        some.answers.remove(&Declaration::PrivateRoom);
        // What is not asked is not changed.
        some.answers.insert(Declaration::Firewall, Answer::No);
        assert_eq!(stage.desk.answer_questions(&token, some).await, Ok(false));
        let given = asked(stage, &token).await.given;
        assert_eq!((given[&Declaration::TrustedNetwork], given[&Declaration::Firewall]), (Answer::No, Answer::Yes));
        assert!(page(stage, &token).await.to_answer && joined(stage, &token).await.is_empty());

        for _ in 0..2 {
            let all = answers(&asked(stage, &token).await, false);
            assert_eq!(stage.desk.answer_questions(&token, all).await, Ok(true));
        }
        assert_eq!(joined(stage, &token).await, [TERMS], "once in the ledger");
        assert!(!page(stage, &token).await.to_answer);
        let other = JoiningAnswers { version: "0123456789ab".to_owned(), ..answers(&asked(stage, &token).await, true) };
        assert_eq!(stage.desk.answer_questions(&token, other).await, Err(DeskError::Conflict));
    }

    async fn terms_that_changed_are_shown_and_the_version_agreed_to_stays(stage) {
        let (_, view) = confirmed(stage).await;
        let token = view.token;
        let boss = Actor { role: Role::Administrator, ..clerk(stage) };
        let japanese = "第１条　この規約は新しい。\n\n第２条　二つ目。".to_owned();
        stage.desk.keep_terms_draft(&boss, DraftTexts { japanese, english: String::new() }).await.unwrap();
        stage.desk.schedule_terms(&boss, "2026-11-28".parse().unwrap(), Ground::Benefit).await.unwrap();
        stage.advance_to(at("2026-12-01 09:10"));
        let questions = stage.desk.questions(&token, Locale::en).await.unwrap();
        let new = questions.new_terms.clone().expect("they have changed");
        assert_eq!((new.parts.len(), new.lang.as_str()), (2, "ja"), "there is no translation");
        assert_eq!(new.in_force_from, at("2026-11-28 00:00"));
        assert_eq!(stage.desk.answer_questions(&token, answers(&questions, false)).await, Ok(false));
        assert!(page(stage, &token).await.to_answer);
        assert_eq!(stage.desk.answer_questions(&token, answers(&questions, true)).await, Ok(true));
        assert!(!page(stage, &token).await.to_answer);
        assert_eq!(joined(stage, &token).await, std::slice::from_ref(&questions.version));
        assert_eq!(stage.see(&token).await.unwrap().terms_version, TERMS);
    }

    async fn a_booking_that_moved_begins_anew(stage) {
        stage.setting("2026-11-30", 0, 10).await;
        let thursday = span("2026-12-03 14:00", 30);
        let counter = stage.counter_at(&[span(TEN, 30), thursday]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        stage.accept(&token).await;
        stage.advance_to(at("2026-12-01 09:10"));
        tell(stage, &token, Trouble::Late).await.unwrap();
        let all = answers(&asked(stage, &token).await, false);
        assert_eq!(stage.desk.answer_questions(&token, all).await, Ok(true));
        stage.desk.reschedule(&token, thursday).await.unwrap();
        let moved = page(stage, &token).await;
        assert_eq!((moved.stage(stage.now()), moved.told.len(), moved.span), (Moment::Ahead, 0, thursday));
        stage.advance_to(at("2026-12-03 13:30"));
        assert!(page(stage, &token).await.to_answer, "what was answered was of the other day");
        ready(stage, CounterId(counter), true).await;
        stage.advance_to(at("2026-12-03 14:10"));
        assert_eq!(stage.desk.run_due(stage.now()).await, Ok(1), "what was said was of the other day");
    }

    async fn after_it_the_page_tells_what_was_agreed_next(stage) {
        let next = span("2026-12-11 11:00", 30);
        let (counter, view) = confirmed(stage).await;
        stage.slot(counter.0, next).await;
        stage.advance_to(at(TEN));
        let booking = id(stage, &view.token).await;
        stage.desk.work_booking(&clerk(stage), booking, Step::Begin).await.unwrap();
        stage.desk.book_next(&clerk(stage), booking, next, &Reasons::default()).await.unwrap();
        stage.desk.work_booking(&clerk(stage), booking, Step::Done { note: String::new() }).await.unwrap();
        assert_eq!(page(stage, &view.token).await.next.map(|(_, span)| span), Some(next));
    }

    async fn by_telephone_all_is_asked_on_its_own_page_and_not_again(stage) {
        let (_, view) = confirmed(stage).await;
        let token = view.token;
        let by_phone = format!("UPDATE booking SET channel = 'phone', terms = NULL WHERE reference = '{}'", view.reference);
        stage.desk.db.write().execute_unprepared(&by_phone).await.unwrap();
        stage.advance_to(at("2026-12-01 09:10"));
        let before = page(stage, &token).await;
        assert!(!before.declared && !before.to_answer && !asked(stage, &token).await.declared);
        let all = answers(&asked(stage, &token).await, true);
        assert_eq!(stage.desk.answer_questions(&token, all).await, Err(DeskError::Incomplete));
        stage.desk.declare(&token, terms_form()).await.unwrap();
        let after = page(stage, &token).await;
        assert!(after.declared && !after.to_answer);
    }
}
