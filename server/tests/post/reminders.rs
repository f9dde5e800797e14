//! Reminders on their way: what they say, and what becomes of one that waited too long.

use crate::{TEN, booked, on_both, post, sink::Sink, stage::*};
use app::desk::{SeekerDesk, booking::BookingView};
use mail_parser::MessageParser;
use server::store::outbox::status;

/// The letters that the mail server has read after the confirmation: their subjects and texts.
fn read(sink: &Sink) -> Vec<(String, String)> {
    let taken = sink.taken();
    let letters = taken.iter().skip(1).map(|taken| {
        let message = MessageParser::default().parse(taken.data.as_bytes()).unwrap();
        assert!(message.attachments().next().is_none(), "it changes no calendar");
        (message.subject().unwrap().to_owned(), message.body_text(0).unwrap().into_owned())
    });
    letters.collect()
}

async fn confirmed(stage: &Stage, sink: &Sink) -> BookingView {
    let view = booked(stage).await;
    post(stage, sink).run_due().await.unwrap();
    view
}

async fn statuses(stage: &Stage, view: &BookingView) -> Vec<(String, String)> {
    let rows = stage.letters(&view.token).await;
    rows.into_iter().skip(1).map(|row| (row.letter, row.status)).collect()
}

on_both! {
    async fn they_say_when_where_to_check_and_how_to_cancel(stage) {
        let sink = Sink::start().await;
        let view = confirmed(stage, &sink).await;
        stage.fixed_meeting(stage.row(&view.token).await.counter_id).await;
        let worker = post(stage, &sink);
        let booking = format!("https://madoguchi.example/ja/b/{}", view.token.0);
        for moment in ["2026-11-27 09:00", "2026-11-30 09:00", "2026-12-01 09:00"] {
            stage.advance_to(at(moment));
            stage.desk.remind_of_days(stage.now()).await.unwrap();
            stage.desk.remind_of_hours(stage.now()).await.unwrap();
            assert_eq!(worker.run_due().await, Ok(1));
        }
        let [device, day, hour] = &read(&sink)[..] else { panic!("three letters") };
        assert!(device.0.starts_with("端末の確認がまだです") && device.1.contains(&format!("{booking}/device")));
        assert!(day.0.starts_with("ご予約の日が近づきました") && day.1.contains(&booking) && day.1.contains("端末の確認"));
        assert!(hour.0.starts_with("まもなく始まります") && hour.1.contains(&booking));
        // Whoever booked on the site hears now what to join with (Art. 6(3)), and all three lead to the page that takes them in.
        for (letter, tells) in [(device, false), (day, false), (hour, true)] {
            assert!(letter.1.contains(&format!("{booking}/join")), "{}", letter.1);
            assert_eq!((letter.1.contains("123 4567 8901"), letter.1.contains("ab1")), (tells, tells), "{}", letter.1);
        }
        for (_, text) in [day, hour] {
            assert!(text.contains("ほかの方の相談に使えたはず") && text.contains("0250-00-0123"), "{text}");
        }
    }

    async fn one_that_waited_is_not_sent_of_a_booking_that_was_moved_or_cancelled(stage) {
        stage.setting("2026-11-30", 0, 10).await;
        let later = span("2026-12-04 10:00", 30);
        stage.counter_at(&[later]).await;
        let sink = Sink::start().await;
        let view = confirmed(stage, &sink).await;
        let worker = post(stage, &sink);
        for moment in ["2026-11-27 09:00", "2026-11-30 09:00"] {
            stage.advance_to(at(moment));
            assert_eq!(stage.desk.remind_of_days(stage.now()).await, Ok(1));
        }
        stage.advance(minutes(5));
        stage.desk.reschedule(&view.token, later).await.unwrap();
        worker.run_due().await.unwrap();
        let of = |letter: &str, status: &str| (letter.to_owned(), status.to_owned());
        assert_eq!(statuses(stage, &view).await, [
            of("device_check", status::SUPERSEDED),
            of("reminder_day", status::SUPERSEDED),
            of("moved", status::SENT),
        ]);
        stage.advance_to(at("2026-12-03 09:00"));
        stage.desk.remind_of_days(stage.now()).await.unwrap();
        stage.desk.cancel(&view.token, String::new()).await.unwrap();
        worker.run_due().await.unwrap();
        let waited = statuses(stage, &view).await;
        assert!(waited[3..].iter().all(|(letter, now)| letter == "cancelled" || now == status::SUPERSEDED), "{waited:?}");
        assert_eq!(waited.last(), Some(&of("cancelled", status::SENT)));
    }

    async fn one_that_is_overtaken_by_the_next_or_by_the_start_is_not_sent(stage) {
        let sink = Sink::start().await;
        let view = confirmed(stage, &sink).await;
        assert_eq!(view.span, span(TEN, 30));
        sink.close(true);
        let worker = post(stage, &sink);
        for moment in ["2026-11-27 09:00", "2026-11-30 09:00", "2026-12-01 09:00"] {
            stage.advance_to(at(moment));
            stage.desk.remind_of_days(stage.now()).await.unwrap();
            stage.desk.remind_of_hours(stage.now()).await.unwrap();
        }
        worker.run_due().await.unwrap();
        let of = |letter: &str, status: &str| (letter.to_owned(), status.to_owned());
        assert_eq!(statuses(stage, &view).await, [
            of("device_check", status::SUPERSEDED),
            of("reminder_day", status::SUPERSEDED),
            of("reminder_hour", status::WAITING),
        ]);
        stage.advance_to(at(TEN));
        sink.close(false);
        worker.run_due().await.unwrap();
        assert_eq!(statuses(stage, &view).await.pop(), Some(of("reminder_hour", status::SUPERSEDED)));
        assert_eq!(sink.taken().len(), 1, "the confirmation alone");
    }
}
