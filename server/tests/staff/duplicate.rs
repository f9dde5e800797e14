//! Bookings a person may have at once: behind the public form, and at the desk.

use crate::{on_both, someone, staff, stage::*};
use app::{
    desk::{
        PhoneDesk, SeekerDesk,
        booking::{BookingView, SeekerState},
        error::DeskError,
        phone::{AtOnce, Reasons, Reply},
    },
    domain::{ids::BookingId, intake::Intake, role::Role},
};
use futures::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::store::entity::{office_setting, outbox, seat_tick};

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
const TWO: &str = "2026-12-01 14:00";

async fn at_most(stage: &Stage, most: i64) {
    office_setting::Entity::update_many()
        .col_expr(office_setting::Column::MostLive, Expr::value(most))
        .filter(office_setting::Column::OfficeId.eq(stage.office.0))
        .exec(stage.desk.db.write())
        .await
        .unwrap();
}

async fn letters(stage: &Stage, view: &BookingView) -> Vec<String> {
    stage.letters(&view.token).await.into_iter().map(|row| row.letter).collect()
}

/// What is not the booking's own by chance.
fn as_told(view: BookingView) -> BookingView {
    let first = view.details.clone();
    BookingView {
        reference: String::new(),
        span: span(TEN, 30),
        token: app::desk::booking::LinkToken(String::new()),
        details: app::desk::application::Details { mail: String::new(), ..first },
        ..view
    }
}

fn intake(time: &str) -> Intake {
    Intake {
        number: "15020-12345678".to_owned(),
        name: "髙橋 花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "09012345678".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        time: format!("consultation {}", span(time, 30)),
        ..Intake::default()
    }
}

on_both! {
    async fn one_too_many_is_taken_as_any_other_and_only_its_letter_says_more(stage) {
        at_most(stage, 1).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let first = stage.book(1, span(TEN, 30)).await;
        let second = stage.book(2, span(ELEVEN, 30)).await;
        assert_eq!(letters(stage, &first).await, ["booked"]);
        assert_eq!(letters(stage, &second).await, ["already_booked"]);
        assert_eq!(as_told(second.clone()), as_told(first.clone()), "the page says what it says of any");
        let waits = stage.desk.submitted(visitor(2), app::i18n::Locale::ja).await.unwrap();
        assert_eq!(waits.state, SeekerState::AwaitingMail);
        assert_eq!(stage.see(&second.token).await.unwrap().state, SeekerState::AwaitingMail);
        let seats = seat_tick::Entity::find()
            .filter(seat_tick::Column::BookingId.eq(stage.row(&second.token).await.id))
            .all(stage.desk.db.read())
            .await
            .unwrap();
        assert!(seats.is_empty());
        stage.hold(3, span(ELEVEN, 30)).await.unwrap();
        assert_eq!(stage.history(stage.row(&second.token).await.id).await, ["held", "duplicate", "submitted"]);
        for answer in [
            stage.desk.cancel(&second.token, String::new()).await,
            stage.desk.press_received(&second.token).await,
            stage.desk.reschedule(&second.token, span(TEN, 30)).await,
        ] {
            assert_eq!(answer.err(), Some(DeskError::Unavailable), "nothing tells what it is");
        }
        stage.desk.cancel(&first.token, String::new()).await.unwrap();
        stage.desk.release(visitor(3)).await.unwrap();
        let third = stage.book(4, span(ELEVEN, 30)).await;
        assert_eq!(letters(stage, &third).await, ["booked"], "the first has ended");
    }

    async fn a_letter_that_comes_back_shows_so_and_can_be_sent_elsewhere(stage) {
        at_most(stage, 1).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        let second = stage.book(2, span(ELEVEN, 30)).await;
        let letter = stage.letters(&second.token).await.remove(0);
        outbox::Entity::update_many()
            .col_expr(outbox::Column::Status, Expr::value("refused"))
            .filter(outbox::Column::Id.eq(letter.id))
            .exec(stage.desk.db.write())
            .await
            .unwrap();
        assert_eq!(stage.see(&second.token).await.unwrap().state, SeekerState::MailRefused);
        let mended = stage.desk.mend_address(visitor(2), "other@example.jp".to_owned()).await.unwrap();
        assert_eq!((mended.state, mended.details.mail.as_str()), (SeekerState::AwaitingMail, "other@example.jp"));
        assert_eq!(letters(stage, &second).await, ["already_booked", "already_booked"]);
    }

    async fn an_address_that_is_already_the_one_gets_no_second_letter(stage) {
        at_most(stage, 1).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        let second = stage.book(2, span(ELEVEN, 30)).await;
        let mail = stage.row(&second.token).await.mail;
        stage.desk.mend_address(visitor(2), mail).await.unwrap();
        assert_eq!(letters(stage, &second).await, ["already_booked"]);
    }

    async fn two_of_one_person_at_the_same_moment_are_counted_one_after_the_other(stage) {
        at_most(stage, 1).await;
        let times = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "13:00", "13:30"];
        let spans = times.map(|time| span(&format!("2026-12-01 {time}"), 30));
        stage.counter_at(&spans).await;
        for (n, one) in (1..).zip(spans) {
            stage.ready_to_send(n, one).await;
        }
        let booked = join_all((1..=8).map(|n| stage.desk.submit(visitor(n)))).await;
        let mut stand = 0;
        for view in booked {
            stand += usize::from(stage.row(&view.unwrap().token).await.state == "awaiting_mail");
        }
        assert_eq!(stand, 1);
    }

    async fn at_the_desk_a_manager_goes_over_it_with_a_reason(stage) {
        at_most(stage, 2).await;
        let (me, manager) = (staff(stage).await, someone(stage, "manager", Role::Manager).await);
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30), span(TWO, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        stage.desk.take_booking(&me, intake(ELEVEN)).await.unwrap();
        assert_eq!(stage.desk.take_booking(&me, intake(TWO)).await, Err(DeskError::Mend));
        assert_eq!(stage.desk.at_once(&me, &intake(TWO)).await, Ok(Some(AtOnce { live: 2, most: 2 })));
        let reason = Intake { over_reason: "面接が重なるため".to_owned(), ..intake(TWO) };
        assert_eq!(stage.desk.take_booking(&me, reason.clone()).await, Err(DeskError::NotFound));
        let third = stage.desk.take_booking(&manager, reason).await.unwrap();
        assert_eq!(stage.history(third.0).await, ["taken_by_phone", "over_most"]);
    }

    async fn the_next_one_counts_but_not_the_consultation_that_runs(stage) {
        at_most(stage, 1).await;
        let (me, manager) = (staff(stage).await, someone(stage, "manager", Role::Manager).await);
        let (next, later) = (span("2026-12-15 10:00", 30), span("2026-12-16 10:00", 30));
        stage.counter_at(&[span(TEN, 30), next, later]).await;
        let id = stage.desk.take_booking(&me, intake(TEN)).await.unwrap();
        stage.desk.reply_received(&me, id, Reply::Call).await.unwrap();
        stage.advance_to(at(TEN) + minutes(5));
        let none = Reasons::default();
        assert_eq!(stage.desk.at_once_besides(&me, id, next).await, Ok(Some(AtOnce { live: 0, most: 1 })));
        stage.desk.book_next(&me, id, next, &none).await.expect("the one that runs is not counted");
        assert_eq!(stage.desk.book_next(&me, id, later, &none).await, Err(DeskError::Mend));
        assert_eq!(stage.desk.at_once_besides(&me, id, later).await, Ok(Some(AtOnce { live: 1, most: 1 })));
        let why = Reasons { over: "面接の準備のため".to_owned(), ..none };
        assert_eq!(stage.desk.book_next(&me, id, later, &why).await, Err(DeskError::NotFound));
        let over = stage.desk.book_next(&manager, id, later, &why).await.unwrap();
        assert_eq!(stage.history(over.0).await, ["booked_next", "over_most"]);
        assert_eq!(stage.desk.at_once_besides(&crate::stranger(stage).await, id, later).await, Err(DeskError::NotFound));
    }

    async fn a_user_of_the_site_has_no_more_by_a_next_one(stage) {
        at_most(stage, 2).await;
        let me = staff(stage).await;
        let (next, later) = (span("2026-12-15 10:00", 30), span("2026-12-16 10:00", 30));
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30), next, later]).await;
        let first = stage.book(1, span(TEN, 30)).await;
        stage.accept(&first.token).await;
        stage.book(2, span(ELEVEN, 30)).await;
        let id = BookingId(stage.row(&first.token).await.id);
        stage.advance_to(at(TEN) + minutes(5));
        let none = Reasons::default();
        stage.desk.book_next(&me, id, next, &none).await.unwrap();
        assert_eq!(stage.desk.book_next(&me, id, later, &none).await, Err(DeskError::Mend));
    }

    async fn without_a_setting_there_is_no_limit(stage) {
        let me = staff(stage).await;
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        assert_eq!(letters(stage, &stage.book(2, span(ELEVEN, 30)).await).await, ["booked"]);
        assert_eq!(stage.desk.at_once(&me, &intake(TEN)).await, Ok(None));
    }
}
