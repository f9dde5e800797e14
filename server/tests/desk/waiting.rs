//! The waiting list: who is offered which seat, and what becomes of it.

use crate::{on_both, stage::*};
use app::{
    desk::{
        DayDesk, SeekerDesk, StaffDesk,
        application::{Details, Hold},
        board::{self, Window},
        booking::SeekerState,
        error::DeskError,
        records::RecordsDesk,
        staff::Actor,
        waiting::{Accepted, NewWish, Standing, WaitingDesk, WishToken},
    },
    domain::{
        ids::{BookingId, WishId},
        kind::Kind,
        role::Role,
        time::Instant,
        waiting::{End, Part, State, Wants, Weekdays},
    },
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::{
    desk::mail,
    store::{
        entity::{outbox, wish},
        wish as wishes,
    },
};
use std::collections::BTreeSet;

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";
const NEXT: &str = "2026-12-08 14:00";

fn wants() -> Wants {
    Wants {
        from: "2026-11-24".parse().unwrap(),
        until: "2026-12-11".parse().unwrap(),
        weekdays: Weekdays::default(),
        part: Part::Any,
    }
}

fn new(number: u16, wants: Wants) -> NewWish {
    NewWish {
        slug: SLUG.to_owned(),
        kind: Kind::Consultation,
        wants,
        mail: format!("waits{number}@example.jp"),
        lang: "ja".to_owned(),
    }
}

/// The last wish of the address.
async fn row(stage: &Stage, mail: &str) -> wish::Model {
    wish::Entity::find()
        .filter(wish::Column::Mail.eq(mail))
        .order_by_desc(wish::Column::Id)
        .one(stage.desk.db.read())
        .await
        .unwrap()
        .unwrap()
}

async fn asks(stage: &Stage, number: u16, wants: Wants) -> WishToken {
    let new = new(number, wants);
    let mail = new.mail.clone();
    stage.desk.leave_wish(address(number), new).await.unwrap();
    stage.desk.key.wish_token(WishId(row(stage, &mail).await.id))
}

async fn waits_for(stage: &Stage, number: u16, wants: Wants) -> WishToken {
    let token = asks(stage, number, wants).await;
    stage.desk.confirm_wish(&token).await.unwrap();
    token
}

async fn waits(stage: &Stage, number: u16) -> WishToken {
    waits_for(stage, number, wants()).await
}

async fn round(stage: &Stage) -> usize {
    stage.desk.offer_free_seats(stage.now()).await.unwrap()
}

async fn standing(stage: &Stage, token: &WishToken) -> Standing {
    stage.desk.wish(token, None, Locale::ja).await.unwrap().standing
}

/// The mail server refuses the letter for good.
async fn refused(stage: &Stage, letter: &outbox::Model) {
    assert!(mail::refused(&stage.desk, letter, "mx.example.jp", "550 unknown", stage.now()).await.is_ok());
}

/// Until when the browser reads that the seat it accepted is kept.
async fn kept(stage: &Stage, token: &WishToken, browser: u16) -> Option<Instant> {
    stage.desk.wish(token, Some(visitor(browser)), Locale::ja).await.unwrap().kept
}

async fn offer(stage: &Stage, token: &WishToken) -> BookingId {
    match standing(stage, token).await {
        Standing::Offered { offer, .. } => offer,
        other => panic!("nothing is offered: {other:?}"),
    }
}

async fn letters(stage: &Stage, token: &WishToken) -> Vec<outbox::Model> {
    let id = stage.desk.key.wish(token).unwrap();
    outbox::Entity::find()
        .filter(outbox::Column::WishId.eq(id.0))
        .order_by_asc(outbox::Column::Id)
        .all(stage.desk.db.read())
        .await
        .unwrap()
}

async fn words(stage: &Stage, token: &WishToken) -> Vec<String> {
    letters(stage, token).await.into_iter().map(|row| row.letter).collect()
}

on_both! {
    async fn a_wish_counts_once_it_is_confirmed_and_its_seat_is_kept(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = asks(stage, 1, wants()).await;
        assert_eq!(standing(stage, &token).await, Standing::Asked);
        assert_eq!(round(stage).await, 0, "nobody has confirmed it");
        assert_eq!(words(stage, &token).await, ["wish_asked"]);
        stage.desk.confirm_wish(&token).await.unwrap();
        stage.desk.confirm_wish(&token).await.unwrap();
        assert_eq!(standing(stage, &token).await, Standing::Waiting);
        assert_eq!(round(stage).await, 1);
        let Standing::Offered { span: offered, until, deadline, .. } = standing(stage, &token).await else { panic!() };
        assert_eq!((offered, until), (span(TEN, 30), at("2026-11-24 10:30")));
        assert_eq!(deadline, at("2026-11-27 23:59") + chrono::TimeDelta::seconds(59));
        assert_eq!(words(stage, &token).await, ["wish_asked", "wish_offered"]);
        assert_eq!(stage.hold(2, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        assert_eq!(round(stage).await, 0, "one offer at a time");
    }

    async fn the_first_is_asked_first_and_the_next_when_the_time_is_over(stage) {
        let booked = {
            stage.counter_at(&[span(TEN, 30)]).await;
            stage.book(9, span(TEN, 30)).await
        };
        let late = asks(stage, 1, wants()).await;
        let first = waits(stage, 2).await;
        stage.advance(minutes(1));
        stage.desk.confirm_wish(&late).await.unwrap();
        assert_eq!(round(stage).await, 0, "nothing is free");
        stage.desk.cancel(&booked.token, String::new()).await.unwrap();
        assert_eq!(round(stage).await, 1);
        offer(stage, &first).await;
        assert_eq!(standing(stage, &late).await, Standing::Waiting);
        stage.advance(minutes(30) - millis(1));
        assert_eq!(round(stage).await, 0);
        stage.advance(millis(1));
        assert_eq!(round(stage).await, 2, "one ran out, one is made");
        offer(stage, &late).await;
        assert_eq!(standing(stage, &first).await, Standing::Waiting);
        // The seat was offered to everybody once: now it is on the site for anyone.
        stage.advance(minutes(30));
        assert_eq!(round(stage).await, 1);
        stage.hold(3, span(TEN, 30)).await.unwrap();
        let seats: Vec<_> = stage.bookings().await.into_iter().skip(1).take(2).map(|row| row.state).collect();
        assert_eq!(seats, ["released", "released"]);
    }

    async fn two_without_an_answer_and_it_sleeps_until_it_is_woken(stage) {
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30), span(NEXT, 30)]).await;
        let token = waits(stage, 1).await;
        for last in [false, true] {
            assert!(round(stage).await > 0);
            let Standing::Offered { last: said, .. } = standing(stage, &token).await else { panic!() };
            assert_eq!(said, last, "the page says before it sleeps that it will");
            stage.advance(minutes(30));
        }
        assert_eq!(round(stage).await, 1);
        assert_eq!(standing(stage, &token).await, Standing::Asleep { unreached: false });
        assert_eq!(round(stage).await, 0);
        let other = waits(stage, 2).await;
        stage.advance(minutes(1));
        stage.desk.wake_wish(&token).await.unwrap();
        assert_eq!(round(stage).await, 2);
        let Standing::Offered { span: theirs, .. } = standing(stage, &other).await else { panic!() };
        let Standing::Offered { span: mine, .. } = standing(stage, &token).await else { panic!() };
        assert_eq!((theirs, mine), (span(TEN, 30), span(NEXT, 30)), "behind the others, and nothing twice");
    }

    async fn a_no_gives_the_seat_to_the_next_at_once(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let first = waits(stage, 1).await;
        stage.advance(millis(1));
        let next = waits(stage, 2).await;
        round(stage).await;
        let id = offer(stage, &first).await;
        stage.desk.decline_offer(&first, id).await.unwrap();
        assert_eq!(stage.desk.decline_offer(&first, id).await, Err(DeskError::HoldLapsed));
        assert_eq!(stage.history(id.0).await, ["offered", "offer_declined"]);
        assert_eq!(round(stage).await, 1);
        offer(stage, &next).await;
        assert_eq!(standing(stage, &first).await, Standing::Waiting);
    }

    /// The mail server refuses the letter for good: the seat does not wait for half an hour.
    async fn a_refused_letter_gives_the_seat_to_the_next_at_once(stage) {
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let first = waits_for(stage, 1, Wants { until: "2026-12-01".parse().unwrap(), ..wants() }).await;
        let same_address = waits_for(stage, 1, Wants { from: "2026-12-02".parse().unwrap(), ..wants() }).await;
        stage.advance(millis(1));
        let next = waits(stage, 2).await;
        round(stage).await;
        let (id, letter) = (offer(stage, &first).await, letters(stage, &first).await.remove(1));
        let theirs = offer(stage, &next).await;
        stage.desk.decline_offer(&next, theirs).await.unwrap();
        refused(stage, &letter).await;
        assert_eq!(standing(stage, &first).await, Standing::Asleep { unreached: true });
        assert_eq!(standing(stage, &same_address).await, Standing::Asleep { unreached: true }, "nor to its other wishes");
        assert_eq!(stage.history(id.0).await, ["offered", "offer_unreached"]);
        assert_eq!(stage.desk.accept_offer(&first, id, visitor(1), address(1)).await.unwrap_err(), DeskError::HoldLapsed);
        assert_eq!(round(stage).await, 1);
        let Standing::Offered { span: offered, .. } = standing(stage, &next).await else { panic!() };
        assert_eq!(offered, span(TEN, 30));
        let theirs = offer(stage, &next).await;
        stage.desk.decline_offer(&next, theirs).await.unwrap();
        stage.counter_at(&[span(NEXT, 30)]).await;
        assert_eq!(round(stage).await, 1, "the next one alone");
        // Back at the page they are told again, and what was refused before says nothing any more.
        stage.advance(millis(1));
        stage.desk.wake_wish(&same_address).await.unwrap();
        refused(stage, &letter).await;
        assert_eq!(standing(stage, &same_address).await, Standing::Waiting);
        assert_eq!(standing(stage, &first).await, Standing::Asleep { unreached: true });
    }

    async fn what_was_answered_is_not_ended_by_its_letter(stage) {
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        let token = waits(stage, 1).await;
        round(stage).await;
        let (id, letter) = (offer(stage, &token).await, letters(stage, &token).await.remove(1));
        stage.desk.decline_offer(&token, id).await.unwrap();
        round(stage).await;
        let id = offer(stage, &token).await;
        refused(stage, &letter).await;
        assert_eq!(offer(stage, &token).await, id, "another seat, another letter");
        let letter = letters(stage, &token).await.remove(2);
        stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.unwrap();
        refused(stage, &letter).await;
        assert_eq!(standing(stage, &token).await, Standing::Accepted);
        assert!(kept(stage, &token, 1).await.is_some());
    }

    async fn accepting_makes_the_seat_the_browsers_hold_and_the_way_goes_on(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = waits(stage, 1).await;
        round(stage).await;
        let id = offer(stage, &token).await;
        stage.advance(minutes(29));
        let accepted = stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.unwrap();
        let Accepted::Begun(application) = accepted.clone() else { panic!() };
        assert_eq!(application.span, span(TEN, 30));
        assert_eq!(application.hold, Hold::Running { until: at("2026-11-24 10:39"), extensions_left: 10 });
        assert_eq!(application.details.mail, "waits1@example.jp");
        assert_eq!(stage.desk.accept_offer(&token, id, visitor(1), address(1)).await, Ok(accepted), "pressed twice");
        let other = stage.desk.accept_offer(&token, id, visitor(2), address(2)).await;
        assert_eq!(other, Err(DeskError::Ended), "another browser does not get it");
        assert_eq!(round(stage).await, 0);
        assert_eq!(standing(stage, &token).await, Standing::Accepted, "nothing is booked yet");
        stage.fill(1, details()).await;
        stage.desk.submit(visitor(1)).await.unwrap();
        assert_eq!(standing(stage, &token).await, Standing::Ended { why: End::Accepted }, "before a round has said so");
        assert_eq!(round(stage).await, 1);
        assert_eq!(row(stage, "waits1@example.jp").await.state, "ended");
        assert_eq!(stage.history(id.0).await, ["offered", "offer_accepted", "submitted"]);
    }

    async fn the_browser_that_accepted_is_led_on_and_no_other(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = waits(stage, 1).await;
        round(stage).await;
        assert_eq!(kept(stage, &token, 1).await, None, "nothing is accepted yet");
        let id = offer(stage, &token).await;
        stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.unwrap();
        assert_eq!(kept(stage, &token, 1).await, Some(at("2026-11-24 10:30")), "as long as it was offered");
        assert_eq!(kept(stage, &token, 2).await, None);
        assert_eq!(stage.desk.wish(&token, None, Locale::ja).await.unwrap().kept, None);
        stage.desk.extend_hold(visitor(1)).await.unwrap();
        assert_eq!(kept(stage, &token, 1).await, Some(at("2026-11-24 10:35")));
        stage.fill(1, details()).await;
        stage.desk.submit(visitor(1)).await.unwrap();
        assert_eq!(kept(stage, &token, 1).await, None);
    }

    /// A yes alone is no booking: whoever does not come to its end waits on where they stood.
    async fn a_seat_that_was_not_booked_is_waited_for_again_in_the_old_place(stage) {
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        for browser in 1..=2 {
            let since = stage.now();
            let token = waits(stage, browser).await;
            stage.advance(minutes(1));
            round(stage).await;
            let id = offer(stage, &token).await;
            stage.desk.accept_offer(&token, id, visitor(browser), address(browser)).await.unwrap();
            assert_eq!(stage.desk.change_wish(&token, wants()).await, Err(DeskError::Conflict), "not while it is kept");
            if browser == 1 {
                stage.advance_to(kept(stage, &token, browser).await.unwrap());
                stage.desk.run_due(stage.now()).await.unwrap();
            } else {
                stage.desk.release(visitor(browser)).await.unwrap();
            }
            assert_eq!(standing(stage, &token).await, Standing::Waiting, "before a round has said so");
            let late = stage.desk.accept_offer(&token, id, visitor(browser), address(browser)).await;
            assert_eq!(late, Err(DeskError::HoldLapsed));
            assert_eq!(round(stage).await, 2, "it waits, and is offered the other one");
            let Standing::Offered { span: other, .. } = standing(stage, &token).await else { panic!() };
            assert_eq!(other, span(ELEVEN, 30), "not the same one again");
            let row = row(stage, &format!("waits{browser}@example.jp")).await;
            let State::Offered { since: stands, unanswered, .. } = wishes::state(&row).unwrap() else { panic!() };
            assert_eq!((stands, unanswered), (since, 0), "in its old place");
            stage.desk.take_wish_back(&token).await.unwrap();
        }
    }

    async fn a_wish_whose_days_went_by_while_its_seat_was_kept_is_over_if_it_was_not_booked(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = waits_for(stage, 1, Wants { until: "2026-12-01".parse().unwrap(), ..wants() }).await;
        round(stage).await;
        let id = offer(stage, &token).await;
        stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.unwrap();
        stage.advance_to(at("2026-12-02 00:00"));
        assert_eq!(standing(stage, &token).await, Standing::Ended { why: End::Over });
        assert_eq!(round(stage).await, 1);
        assert_eq!(standing(stage, &token).await, Standing::Ended { why: End::Over });
    }

    async fn what_the_browser_held_before_is_let_go(stage) {
        stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
        stage.hold(1, span(ELEVEN, 30)).await.unwrap();
        let token = waits(stage, 1).await;
        round(stage).await;
        let id = offer(stage, &token).await;
        stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.unwrap();
        stage.hold(2, span(ELEVEN, 30)).await.unwrap();
        assert_eq!(stage.hold(3, span(TEN, 30)).await, Err(DeskError::SeatTaken));
    }

    async fn accepting_moves_the_booking_that_the_wish_is_of(stage) {
        stage.counter_at(&[span(TEN, 30), span(NEXT, 30)]).await;
        let view = stage.book(1, span(NEXT, 30)).await;
        stage.accept(&view.token).await;
        let token = stage.desk.wish_to_move(&view.token, wants()).await.unwrap();
        assert_eq!(standing(stage, &token).await, Standing::Waiting, "the booking's letter proved the address");
        assert_eq!(round(stage).await, 1);
        let before = stage.row(&view.token).await;
        let id = offer(stage, &token).await;
        assert_eq!(stage.see(&view.token).await.unwrap().span, span(NEXT, 30), "as it was until the answer");
        let accepted = stage.desk.accept_offer(&token, id, visitor(7), address(7)).await.unwrap();
        assert_eq!(accepted, Accepted::Moved(view.token.clone()));
        assert_eq!(stage.desk.accept_offer(&token, id, visitor(7), address(7)).await, Ok(accepted), "pressed twice");
        let moved = stage.see(&view.token).await.unwrap();
        assert_eq!(moved.span, span(TEN, 30));
        assert!(matches!(moved.state, SeekerState::Confirmed { .. }));
        let after = stage.row(&view.token).await;
        assert_eq!((after.sequence, after.generation), (before.sequence + 1, before.generation));
        assert_eq!(stage.letters(&view.token).await.last().unwrap().letter, "moved");
        assert_eq!(stage.history(after.id).await, ["held", "submitted", "moved"]);
        stage.hold(2, span(NEXT, 30)).await.unwrap();
        assert_eq!(stage.hold(3, span(TEN, 30)).await, Err(DeskError::SeatTaken));
        assert_eq!(stage.desk.application(visitor(7), Locale::ja).await.unwrap(), None, "a browser has nothing to do with it");
    }

    async fn a_booking_that_ended_waits_for_nothing(stage) {
        stage.counter_at(&[span(TEN, 30), span(NEXT, 30), span(ELEVEN, 30)]).await;
        let view = stage.book(1, span(NEXT, 30)).await;
        let token = stage.desk.wish_to_move(&view.token, wants()).await.unwrap();
        round(stage).await;
        let id = offer(stage, &token).await;
        stage.desk.cancel(&view.token, String::new()).await.unwrap();
        assert_eq!(standing(stage, &token).await, Standing::Ended { why: End::Over });
        assert!(stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.is_err());
        assert_eq!(round(stage).await, 1);
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(stage.desk.wish_to_move(&view.token, wants()).await, Err(DeskError::Ended));
    }

    async fn an_offer_that_ran_out_is_not_accepted_though_no_round_was_made(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = waits(stage, 1).await;
        round(stage).await;
        let id = offer(stage, &token).await;
        stage.advance(minutes(30));
        let late = stage.desk.accept_offer(&token, id, visitor(1), address(1)).await;
        assert_eq!(late, Err(DeskError::HoldLapsed));
        assert_eq!(standing(stage, &token).await, Standing::Waiting);
        // The clockwork frees the seat by itself.
        stage.desk.run_due(stage.now()).await.unwrap();
        assert_eq!(stage.history(id.0).await, ["offered", "lapsed"]);
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(round(stage).await, 1);
    }

    async fn a_seat_whose_deadline_is_near_is_for_whoever_comes_first(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.advance_to(at("2026-11-27 23:00"));
        let token = waits(stage, 1).await;
        assert_eq!(round(stage).await, 0);
        assert_eq!(standing(stage, &token).await, Standing::Waiting);
        stage.hold(2, span(TEN, 30)).await.unwrap();
    }

    async fn what_does_not_suit_is_not_offered(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let afternoon = waits_for(stage, 1, Wants { part: Part::Afternoon, ..wants() }).await;
        let later = waits_for(stage, 2, Wants { from: "2026-12-02".parse().unwrap(), ..wants() }).await;
        assert_eq!(round(stage).await, 0);
        stage.desk.change_wish(&afternoon, wants()).await.unwrap();
        assert_eq!(round(stage).await, 1);
        offer(stage, &afternoon).await;
        assert_eq!(stage.desk.change_wish(&afternoon, wants()).await, Err(DeskError::Conflict), "answer first");
        assert_eq!(standing(stage, &later).await, Standing::Waiting);
        let backwards = Wants { until: "2026-11-30".parse().unwrap(), from: "2026-12-02".parse().unwrap(), ..wants() };
        assert_eq!(stage.desk.change_wish(&later, backwards).await, Err(DeskError::Mend));
    }

    /// Many nodes make rounds at the same moment: each seat goes to one, and each one gets one.
    async fn rounds_at_once_offer_each_seat_once(stage) {
        for _ in 0..2 {
            stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30), span(NEXT, 30)]).await;
        }
        let mut tokens = Vec::new();
        for number in 0..9 {
            tokens.push(waits(stage, number).await);
        }
        stage.desk.live.of_slug(SLUG).await.unwrap();
        let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(6));
        let rounds: Vec<_> = (0..6).map(|_| {
            let (desk, barrier, now) = (stage.desk.clone(), barrier.clone(), stage.now());
            tokio::spawn(async move {
                barrier.wait().await;
                desk.offer_free_seats(now).await.unwrap()
            })
        }).collect();
        let mut made = 0;
        for round in rounds {
            made += round.await.unwrap();
        }
        made += round(stage).await;
        assert_eq!(made, 6);
        let rows = wish::Entity::find().all(stage.desk.db.read()).await.unwrap();
        let offers: Vec<_> = rows.iter().filter_map(|row| row.offer_id).collect();
        let seats: BTreeSet<_> = offers.iter().collect();
        assert_eq!((offers.len(), seats.len()), (6, 6));
        let held: Vec<_> = stage.bookings().await.into_iter().filter(|row| row.state == "held").collect();
        assert_eq!(held.len(), 6);
        assert_eq!(held.iter().map(|row| row.slot_id).collect::<BTreeSet<_>>().len(), 6);
        let written = outbox::Entity::find().filter(outbox::Column::Letter.eq("wish_offered"));
        assert_eq!(written.count(stage.desk.db.read()).await.unwrap(), 6);
    }

    /// Whoever is faster at the form has it; the wish waits on.
    async fn a_seat_that_somebody_took_is_offered_to_nobody(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let token = waits(stage, 1).await;
        stage.hold(2, span(TEN, 30)).await.unwrap();
        assert_eq!(round(stage).await, 0);
        stage.advance(minutes(10));
        stage.desk.run_due(stage.now()).await.unwrap();
        assert_eq!(round(stage).await, 1, "the hold ran out");
        offer(stage, &token).await;
    }

    async fn three_at_once_and_a_stranger_learns_nothing(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let mut tokens = Vec::new();
        for _ in 0..3 {
            tokens.push(waits(stage, 1).await);
        }
        // The form says the same; the fourth is refused to whoever opens the letter.
        let fourth = asks(stage, 1, wants()).await;
        assert_eq!(stage.desk.confirm_wish(&fourth).await, Err(DeskError::TooMany));
        stage.desk.take_wish_back(&tokens[0]).await.unwrap();
        stage.desk.take_wish_back(&tokens[0]).await.unwrap();
        assert_eq!(standing(stage, &tokens[0]).await, Standing::Ended { why: End::TakenBack });
        stage.desk.confirm_wish(&fourth).await.unwrap();
        assert_eq!(stage.desk.confirm_wish(&tokens[0]).await, Err(DeskError::Ended));
        assert_eq!(stage.desk.wish(&WishToken("x".to_owned()), None, Locale::ja).await, Err(DeskError::NotFound));
    }

    /// What strangers bring about is three letters an hour, the rest delayed; what is left unanswered is bounded too.
    async fn letters_that_a_stranger_triggers_are_bounded(stage) {
        for n in 0..12 {
            stage.desk.leave_wish(address(n), new(1, wants())).await.unwrap();
        }
        let rows = outbox::Entity::find().order_by_asc(outbox::Column::Id).all(stage.desk.db.read()).await.unwrap();
        assert_eq!(rows.len(), 10);
        let due: Vec<_> = rows.iter().map(|row| from_millis(row.due_at)).collect();
        let hours = |n| at("2026-11-24 10:00") + chrono::TimeDelta::hours(n);
        assert_eq!(due, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3].map(hours));
        for n in 2..22 {
            stage.desk.leave_wish(address(99), new(n, wants())).await.unwrap();
        }
        assert_eq!(stage.desk.leave_wish(address(99), new(22, wants())).await, Err(DeskError::TooMany));
    }

    /// The letter that confirms a booking does not wait for the offers that led to it.
    async fn an_offer_takes_nobodys_turn(stage) {
        let starts: Vec<_> = (0..4).map(|n| app::domain::slot::Span::new(at(TEN) + minutes(30 * n), 30).unwrap()).collect();
        stage.counter_at(&starts).await;
        let token = waits(stage, 1).await;
        for _ in 0..3 {
            round(stage).await;
            let id = offer(stage, &token).await;
            stage.desk.decline_offer(&token, id).await.unwrap();
        }
        round(stage).await;
        let id = offer(stage, &token).await;
        stage.desk.accept_offer(&token, id, visitor(1), address(1)).await.unwrap();
        stage.fill(1, Details { mail: "waits1@example.jp".to_owned(), ..details() }).await;
        let view = stage.desk.submit(visitor(1)).await.unwrap();
        assert_eq!(from_millis(stage.letters(&view.token).await[0].due_at), stage.now());
    }

    async fn staff_see_what_is_offered_and_how_many_wait(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        waits(stage, 1).await;
        waits_for(stage, 2, Wants { part: Part::Afternoon, ..wants() }).await;
        asks(stage, 3, wants()).await;
        round(stage).await;
        let me = clerk(stage);
        assert_eq!(stage.desk.today(&me).await.unwrap().waiting, 2);
        let board = stage.desk.board(&me, Window::Day, "2026-12-01".parse().ok()).await.unwrap();
        let seats: Vec<_> = board.lanes.iter().flat_map(|lane| &lane.cells).map(|cell| cell.booking.clone()).collect();
        let [Some(booking)] = &seats[..] else { panic!("{seats:?}") };
        assert_eq!(booking.standing, board::Standing::Offered { until: at("2026-11-24 10:30") });
        assert_eq!(booking.name, "", "nobody's yet");
        let card = stage.desk.card(&me, booking.id).await.unwrap();
        assert_eq!(card.history.iter().map(|line| line.what.as_str()).collect::<Vec<_>>(), ["offered"]);
    }

    /// By the address of the person's bookings; what others wish stays.
    async fn a_person_s_wishes_go_with_what_they_ask_to_be_erased(stage) {
        stage.counter_at(&[span(NEXT, 30)]).await;
        let view = stage.book(1, span(NEXT, 30)).await;
        let mine = stage.desk.wish_to_move(&view.token, wants()).await.unwrap();
        let asked = NewWish { mail: "seeker1@example.jp".to_owned(), ..new(1, wants()) };
        stage.desk.leave_wish(address(1), asked).await.unwrap();
        let other = waits(stage, 2).await;
        let me = Actor { role: Role::Manager, ..clerk(stage) };
        let booking = BookingId(stage.row(&view.token).await.id);
        let file = stage.desk.export_person(&me, booking).await.unwrap();
        let wishes = file.sections.iter().find(|section| section.name == "wish").unwrap();
        assert_eq!(wishes.rows.len(), 2);
        stage.desk.erase_person(&me, booking, "本人の申出".to_owned()).await.unwrap();
        assert_eq!(stage.desk.wish(&mine, None, Locale::ja).await, Err(DeskError::NotFound));
        assert_eq!(wish::Entity::find().count(stage.desk.db.read()).await.unwrap(), 1);
        assert_eq!(standing(stage, &other).await, Standing::Waiting);
        let left = outbox::Entity::find().filter(outbox::Column::WishId.is_not_null());
        assert_eq!(left.count(stage.desk.db.read()).await.unwrap(), 1);
    }

    async fn what_cannot_be_wished_is_not_left(stage) {
        let over = Wants { from: "2026-11-01".parse().unwrap(), until: "2026-11-23".parse().unwrap(), ..wants() };
        let far = Wants { until: "2027-11-26".parse().unwrap(), ..wants() };
        for wrong in [over, far] {
            assert_eq!(stage.desk.leave_wish(address(1), new(1, wrong)).await, Err(DeskError::Mend));
        }
        let nobody = NewWish { mail: "nobody".to_owned(), ..new(1, wants()) };
        assert_eq!(stage.desk.leave_wish(address(1), nobody).await, Err(DeskError::Mend));
        let kind = NewWish { kind: Kind::Interview, ..new(1, wants()) };
        assert_eq!(stage.desk.leave_wish(address(1), kind).await, Err(DeskError::NotFound));
        let elsewhere = NewWish { slug: "nowhere".to_owned(), ..new(1, wants()) };
        assert_eq!(stage.desk.leave_wish(address(1), elsewhere).await, Err(DeskError::NotFound));
    }

    async fn it_ends_with_its_days_and_is_forgotten_a_day_later(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        let unconfirmed = asks(stage, 1, wants()).await;
        let token = waits_for(stage, 2, Wants { until: "2026-11-27".parse().unwrap(), ..wants() }).await;
        stage.advance_to(at("2026-11-25 10:01"));
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(1));
        assert_eq!(stage.desk.wish(&unconfirmed, None, Locale::ja).await, Err(DeskError::NotFound));
        assert!(letters(stage, &unconfirmed).await.is_empty(), "its letters with it");
        assert_eq!(standing(stage, &token).await, Standing::Waiting);
        stage.advance_to(at("2026-11-28 00:00"));
        assert_eq!(standing(stage, &token).await, Standing::Ended { why: End::Over });
        assert_eq!(round(stage).await, 1);
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(0));
        stage.advance_to(at("2026-11-29 00:01"));
        assert_eq!(stage.desk.forget_begun(stage.now()).await, Ok(1));
        assert_eq!(wish::Entity::find().count(stage.desk.db.read()).await.unwrap(), 0);
        assert_eq!(outbox::Entity::find().count(stage.desk.db.read()).await.unwrap(), 0);
    }
}
