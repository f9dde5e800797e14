//! The office's calendar and the card of a booking.

use crate::{on_both, only, seq, staff, stage::*, stranger};
use app::{
    desk::{
        SeekerDesk, StaffDesk,
        board::{Board, Cell, Standing, Window},
        error::DeskError,
    },
    domain::{declaration, time::date_jst},
};
use chrono::NaiveDate;
use uuid::Uuid;

const DAY: &str = "2026-12-01";
const TEN: &str = "2026-12-01 10:00";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cells(board: &Board) -> Vec<&Cell> {
    board.lanes.iter().flat_map(|lane| &lane.cells).collect()
}

on_both! {
    async fn a_day_shows_every_counter_with_what_stands_in_it(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 10:30", 30), span("2026-12-01 11:00", 30)]).await;
        let two = stage.counter(None).await;
        let closed = stage.slot(two, span(TEN, 30)).await;
        stage.close_slot(closed).await;
        let booked = stage.book(1, span(TEN, 30)).await;
        stage.accept(&booked.token).await;
        stage.hold(2, span("2026-12-01 10:30", 30)).await.unwrap();

        let told = seq(stage).await;
        let board = stage.desk.board(&me, Window::Day, Some(date(DAY))).await.unwrap();
        assert_eq!(board.seq, told);
        assert_eq!(board.counters.iter().map(|counter| counter.name.as_str()).collect::<Vec<_>>(), ["1番", "2番"]);
        assert_eq!(board.lanes.iter().map(|lane| lane.cells.len()).collect::<Vec<_>>(), [3, 1]);
        let cells = cells(&board);
        let standings: Vec<_> = cells.iter().map(|cell| cell.booking.as_ref().map(|booking| booking.standing)).collect();
        let until = at("2026-11-24 10:10");
        assert_eq!(standings, [Some(Standing::Confirmed), Some(Standing::Held { until }), None, None]);
        assert_eq!(cells[0].booking.as_ref().unwrap().name, "髙橋 𠮷弥");
        assert_eq!(cells[1].booking.as_ref().unwrap().name, "");
        assert_eq!(cells.iter().map(|cell| cell.open).collect::<Vec<_>>(), [true, true, true, false]);

        stage.advance_to(until);
        let board = stage.desk.board(&me, Window::Day, Some(date(DAY))).await.unwrap();
        assert_eq!(cells_of(&board)[1].booking, None, "a hold that has run out stands no longer");
        stage.desk.release(visitor(2)).await.unwrap();
    }

    async fn today_is_shown_where_no_day_is_asked_for(stage) {
        let me = staff(stage).await;
        let board = stage.desk.board(&me, Window::Day, None).await.unwrap();
        assert_eq!(board.days[0].date, date_jst(stage.now()));
        assert_eq!((board.before, board.after), (date("2026-11-23"), date("2026-11-25")));
    }

    async fn a_weekend_is_passed_over_unless_something_is_published(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span("2026-12-05 10:00", 30)]).await;
        let friday = stage.desk.board(&me, Window::Day, Some(date("2026-12-04"))).await.unwrap();
        assert_eq!(friday.after, date("2026-12-05"));
        let next = stage.desk.board(&me, Window::Day, Some(date("2026-12-11"))).await.unwrap();
        assert_eq!(next.after, date("2026-12-14"));
        let days = async |on| {
            let week = stage.desk.board(&me, Window::Week, Some(date(on))).await.unwrap();
            let (first, last) = (week.days[0].date, week.days[week.days.len() - 1].date);
            (first, last, week.lanes.len())
        };
        assert_eq!(days("2026-12-03").await, (date("2026-11-30"), date("2026-12-05"), 6));
        assert_eq!(days("2026-12-13").await, (date("2026-12-07"), date("2026-12-11"), 5));
    }

    async fn a_free_slot_beside_a_taken_host_is_not_to_be_had(stage) {
        let me = staff(stage).await;
        let host = Uuid::now_v7();
        let (one, two) = (stage.counter(Some(host)).await, stage.counter(Some(host)).await);
        stage.slot(one, span(TEN, 30)).await;
        stage.slot(two, span("2026-12-01 10:20", 20)).await;
        stage.slot(two, span("2026-12-01 10:40", 20)).await;
        stage.book(1, span(TEN, 30)).await;
        let board = stage.desk.board(&me, Window::Day, Some(date(DAY))).await.unwrap();
        assert_eq!(cells(&board).iter().map(|cell| cell.blocked).collect::<Vec<_>>(), [false, true, false]);
    }

    async fn an_open_declaration_is_flagged_and_stands_on_the_card(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.hold(1, span(TEN, 30)).await.unwrap();
        stage.fill(1, details()).await;
        let mut form = terms_form();
        form.answers.insert(declaration::Declaration::Antivirus, declaration::Answer::NotSure);
        stage.desk.answer_terms(visitor(1), form).await.unwrap();
        stage.desk.submit(visitor(1)).await.unwrap();

        let board = stage.desk.board(&me, Window::Day, Some(date(DAY))).await.unwrap();
        assert!(cells(&board)[0].booking.as_ref().unwrap().flagged);
        let card = stage.desk.card(&me, only(stage).await).await.unwrap();
        let gaps = declaration::gaps(&card.terms.unwrap().answers);
        assert_eq!(gaps.iter().map(|gap| gap.declaration).collect::<Vec<_>>(), [declaration::Declaration::Antivirus]);
        assert_eq!(card.details.phone, "090-1234-5678");
        assert!(card.details.interpreter && !card.details.carer);
        assert_eq!(card.counter, "1番");
        assert!(card.history.iter().any(|line| line.what == "submitted" && line.who == "seeker"), "{:?}", card.history);
    }

    async fn another_office_sees_nothing(stage) {
        let stranger = stranger(stage).await;
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        let board = stage.desk.board(&stranger, Window::Week, Some(date(DAY))).await.unwrap();
        assert!(board.counters.is_empty() && board.lanes.is_empty());
        assert_eq!(stage.desk.card(&stranger, only(stage).await).await, Err(DeskError::NotFound));
    }
}

fn cells_of(board: &Board) -> Vec<&Cell> {
    cells(board)
}
