//! The office's terms: drafts, versions, and who is told before a change binds (Art. 13, R6).

use crate::{on_both, only, someone, staff, stage::*, stranger};
use app::{
    desk::{
        SeekerDesk, TermsDesk,
        error::DeskError,
        staff::Actor,
        terms::{DraftTexts, Standing},
    },
    domain::{
        role::Role,
        terms::{Ground, difference::Change},
    },
    i18n::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::{desk::terms::notice, store::entity::booking};

const TEN: &str = "2026-12-01 10:00";
const NEW: &str = "規約\n\n第１条　この規約は新しい。\n\n第２条　二つ目。";

fn texts(japanese: &str) -> DraftTexts {
    DraftTexts { japanese: japanese.to_owned(), english: String::new() }
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

async fn scheduled(stage: &Stage) -> Actor {
    let boss = someone(stage, "boss", Role::Administrator).await;
    stage.desk.keep_terms_draft(&boss, texts(NEW)).await.unwrap();
    stage.desk.schedule_terms(&boss, day("2026-11-28"), Ground::Benefit).await.unwrap();
    boss
}

async fn standings(stage: &Stage, actor: &Actor) -> Vec<Standing> {
    stage.desk.terms_room(actor).await.unwrap().versions.into_iter().map(|version| version.standing).collect()
}

/// The mail server's part is over, and there is no address any more.
async fn without_mail(stage: &Stage) {
    booking::Entity::update_many()
        .col_expr(booking::Column::Mail, Expr::value(""))
        .filter(booking::Column::OfficeId.eq(stage.office.0))
        .exec(stage.desk.db.write())
        .await
        .unwrap();
}

on_both! {
    async fn a_draft_is_kept_as_typed_and_says_what_it_changes(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        assert!(stage.desk.terms_room(&boss).await.unwrap().draft.is_none());
        stage.desk.keep_terms_draft(&boss, texts(&NEW.replace('\n', "\r\n"))).await.unwrap();
        let draft = stage.desk.terms_room(&boss).await.unwrap().draft.expect("a draft");
        assert_eq!(draft.texts.japanese, NEW, "lines end as they did in the text");
        assert_eq!(draft.doubts, []);
        assert_eq!(draft.read.articles.len(), 2);
        assert!(draft.changes.iter().any(|part| part.change == Change::Changed));
        assert!(draft.changes.iter().any(|part| part.change == Change::Added));
        stage.desk.keep_terms_draft(&boss, DraftTexts::default()).await.unwrap();
        assert!(stage.desk.terms_room(&boss).await.unwrap().draft.is_none());
    }

    async fn a_scheduled_version_binds_from_its_midnight_in_japan(stage) {
        let boss = scheduled(stage).await;
        assert_eq!(standings(stage, &boss).await, [Standing::Scheduled, Standing::InForce]);
        let before = stage.desk.terms(&stage.slug, None, Locale::ja).await.unwrap();
        assert_eq!(before.hash, TERMS);
        stage.advance_to(at("2026-11-27 23:59"));
        assert_eq!(stage.desk.terms(&stage.slug, None, Locale::ja).await.unwrap().hash, TERMS);
        stage.advance_to(at("2026-11-28 00:00"));
        let after = stage.desk.terms(&stage.slug, None, Locale::ja).await.unwrap();
        assert_eq!(after.text, NEW);
        assert_eq!(standings(stage, &boss).await, [Standing::InForce, Standing::Past]);
        assert_eq!(stage.desk.terms(&stage.slug, Some(&TERMS[..12]), Locale::ja).await.unwrap().hash, TERMS, "for ever");
    }

    async fn its_text_is_public_from_the_announcement(stage) {
        let boss = scheduled(stage).await;
        let version = stage.desk.terms_room(&boss).await.unwrap().versions[0].version.clone();
        assert_eq!(stage.desk.terms(&stage.slug, Some(&version), Locale::ja).await.unwrap().text, NEW);
    }

    async fn what_cannot_be_scheduled_is_refused(stage) {
        let boss = someone(stage, "boss", Role::Administrator).await;
        let schedule = |date: &'static str| { let (desk, boss) = (stage.desk.clone(), boss.clone()); async move { desk.schedule_terms(&boss, day(date), Ground::Benefit).await } };
        assert_eq!(schedule("2026-11-28").await, Err(DeskError::NotFound), "no draft");
        stage.desk.keep_terms_draft(&boss, texts("こんにちは")).await.unwrap();
        assert_eq!(schedule("2026-11-28").await, Err(DeskError::Mend), "no article");
        stage.desk.keep_terms_draft(&boss, texts(NEW)).await.unwrap();
        assert_eq!(schedule("2026-11-24").await, Err(DeskError::Mend), "today has begun");
        schedule("2026-11-25").await.unwrap();
        stage.desk.keep_terms_draft(&boss, texts(&format!("{NEW}二"))).await.unwrap();
        assert_eq!(schedule("2026-11-28").await, Err(DeskError::Conflict), "one at a time");
        stage.advance_to(at("2026-11-26 09:00"));
        stage.desk.keep_terms_draft(&boss, texts(NEW)).await.unwrap();
        assert_eq!(schedule("2026-11-28").await, Err(DeskError::Conflict), "it is in force already");
        let long = texts(&"長".repeat(app::desk::LONGEST_TERMS + 1));
        assert_eq!(stage.desk.keep_terms_draft(&boss, long).await, Err(DeskError::Mend));
    }

    async fn a_version_taken_back_binds_nobody_and_is_a_draft_again(stage) {
        let boss = scheduled(stage).await;
        let id = stage.desk.terms_room(&boss).await.unwrap().versions[0].id;
        assert_eq!(stage.desk.withdraw_terms(&stranger(stage).await, id).await, Err(DeskError::NotFound));
        stage.desk.withdraw_terms(&boss, id).await.unwrap();
        let room = stage.desk.terms_room(&boss).await.unwrap();
        assert_eq!(room.versions[0].standing, Standing::Withdrawn);
        assert_eq!(room.draft.expect("a draft again").texts.japanese, NEW);
        stage.advance_to(at("2026-12-01 00:00"));
        assert_eq!(stage.desk.terms(&stage.slug, None, Locale::ja).await.unwrap().hash, TERMS);
        assert_eq!(stage.desk.withdraw_terms(&boss, id).await, Err(DeskError::Conflict));
    }

    async fn everyone_with_a_booking_gets_one_letter_also_who_books_later(stage) {
        stage.counter_at(&[span(TEN, 30), span("2026-12-01 11:00", 30)]).await;
        let early = stage.book(1, span(TEN, 30)).await;
        stage.accept(&early.token).await;
        let boss = scheduled(stage).await;
        let late = stage.book(2, span("2026-12-01 11:00", 30)).await;
        for _ in 0..2 {
            notice::send_all(&stage.desk).await.unwrap();
        }
        for view in [&early, &late] {
            let letters = stage.letters(&view.token).await;
            assert_eq!(letters.iter().filter(|letter| letter.letter == "new_terms").count(), 1);
            let consents = stage.consents(&view.token).await;
            assert_eq!(consents.iter().filter(|consent| consent.moment == "notified").count(), 1);
        }
        let line = stage.desk.terms_room(&boss).await.unwrap().versions[0].clone();
        assert_eq!((line.told, line.to_call), (2, 0));
    }

    async fn whoever_has_no_mail_address_is_on_the_call_list_until_told(stage) {
        stage.counter_at(&[span(TEN, 30)]).await;
        stage.book(1, span(TEN, 30)).await;
        without_mail(stage).await;
        let boss = scheduled(stage).await;
        let me = staff(stage).await;
        let calls = stage.desk.terms_calls(&me).await.unwrap();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].booking, only(stage).await);
        let elsewhere = stranger(stage).await;
        assert_eq!(stage.desk.told_of_terms(&elsewhere, calls[0].booking).await, Err(DeskError::NotFound));
        for _ in 0..2 {
            stage.desk.told_of_terms(&me, calls[0].booking).await.unwrap();
        }
        assert!(stage.desk.terms_calls(&me).await.unwrap().is_empty());
        let line = stage.desk.terms_room(&boss).await.unwrap().versions[0].clone();
        assert_eq!((line.told, line.to_call), (1, 0), "told once");
    }

    async fn counter_staff_read_and_call_and_change_nothing(stage) {
        let me = staff(stage).await;
        assert!(stage.desk.terms_room(&me).await.is_ok());
        assert_eq!(stage.desk.keep_terms_draft(&me, texts(NEW)).await, Err(DeskError::NotFound));
        assert_eq!(stage.desk.schedule_terms(&me, day("2026-11-28"), Ground::Benefit).await, Err(DeskError::NotFound));
    }
}
