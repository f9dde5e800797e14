//! Lawful disclosure: nothing leaves without a second person, and what leaves is exactly what was approved (Art. 7(2)).

use crate::{on_both, someone, stage::*, stranger};
use app::{
    desk::{
        FiguresDesk, SeekerDesk,
        error::DeskError,
        figures::{Form, HandedOut},
        staff::Actor,
    },
    domain::{
        disclosure::{Standing, Typed},
        ids::DisclosureId,
        role::Role,
    },
    i18n::Locale,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use server::{
    keys::{digest, hex},
    store::entity::{audit, booking, disclosure},
};

const TEN: &str = "2026-12-01 10:00";
const ELEVEN: &str = "2026-12-01 11:00";

/// All about the person of the stage's bookings.
fn typed() -> Typed {
    Typed {
        requester: "新潟県警察 秋葉警察署長".to_owned(),
        basis: "刑事訴訟法第197条第2項 令和8年11月20日付け第12号".to_owned(),
        number: "15020-12345678".to_owned(),
        bookings: true,
        ..Typed::default()
    }
}

/// Two bookings of the person, in the order of time; whoever asks and whoever approves.
async fn cast(stage: &Stage) -> (Actor, Actor, [booking::Model; 2]) {
    stage.counter_at(&[span(TEN, 30), span(ELEVEN, 30)]).await;
    let one = stage.book(1, span(TEN, 30)).await;
    let two = stage.book(2, span(ELEVEN, 30)).await;
    let rows = [stage.row(&one.token).await, stage.row(&two.token).await];
    (someone(stage, "manager", Role::Manager).await, someone(stage, "boss", Role::Administrator).await, rows)
}

async fn approved(stage: &Stage, asks: &Actor, approves: &Actor, typed: Typed) -> DisclosureId {
    let id = stage.desk.ask_disclosure(asks, typed).await.unwrap();
    stage.desk.approve_disclosure(approves, id).await.unwrap();
    id
}

async fn csv(stage: &Stage, who: &Actor, id: DisclosureId) -> Result<HandedOut, DeskError> {
    stage.desk.hand_out(who, id, Form::Csv, Locale::ja).await
}

/// The lines of the facts: item, booking, moment, what, value.
fn facts(file: &HandedOut) -> Vec<&str> {
    let (_, facts) = file.text.split_once("\r\n\r\n").expect("a head and facts");
    facts.lines().skip(1).collect()
}

async fn log(stage: &Stage) -> Vec<String> {
    let rows = audit::Entity::find().filter(audit::Column::Act.like("disclosure%"));
    let rows = rows.order_by_asc(audit::Column::Id).all(stage.desk.db.read()).await.unwrap();
    rows.into_iter().map(|row| format!("{} {}", row.act, row.about)).collect()
}

on_both! {
    async fn nothing_is_handed_out_before_a_second_person_approves(stage) {
        let (me, boss, rows) = cast(stage).await;
        let id = stage.desk.ask_disclosure(&me, typed()).await.unwrap();
        assert_eq!(csv(stage, &me, id).await.err(), Some(DeskError::Conflict));
        assert_eq!(stage.desk.approve_disclosure(&me, id).await, Err(DeskError::NotFound), "a manager asks");
        let own = stage.desk.ask_disclosure(&boss, typed()).await.unwrap();
        assert_eq!(stage.desk.approve_disclosure(&boss, own).await, Err(DeskError::Conflict), "not one's own");
        assert_eq!(stage.desk.refuse_disclosure(&boss, own, "x".to_owned()).await, Err(DeskError::Conflict));
        assert_eq!(csv(stage, &boss, own).await.err(), Some(DeskError::Conflict));
        let register = stage.desk.disclosures(&boss).await.unwrap();
        let seen: Vec<_> = register.entries.iter().map(|entry| (entry.number, entry.may_decide, entry.bookings)).collect();
        assert_eq!(seen, [(2, false, 2), (1, true, 2)]);

        stage.advance(minutes(5));
        stage.desk.approve_disclosure(&boss, id).await.unwrap();
        assert_eq!(stage.desk.approve_disclosure(&boss, id).await, Err(DeskError::Conflict), "once");
        stage.advance(minutes(5));
        let file = csv(stage, &me, id).await.unwrap();
        assert!(rows.iter().all(|row| file.text.contains(&row.reference)));
        let entry = stage.desk.disclosures(&me).await.unwrap().entries.pop().unwrap();
        assert_eq!(entry.standing, Standing::Approved { at: at("2026-11-24 10:05"), by: boss.staff });
        assert_eq!((entry.asked_by.as_str(), entry.decided_by.as_deref()), ("佐藤 実", Some("佐藤 実")));
        assert_eq!(entry.taken.len(), 1);
        assert_eq!((entry.taken[0].at, entry.taken[0].hash.clone()), (stage.now(), hex(&digest(&file.text))));
        let expected = [
            "disclosure_asked 1",
            "disclosure_asked 2",
            "disclosures_seen",
            "disclosure_approved 1",
            "disclosure_taken 1",
            "disclosures_seen",
        ];
        let log = log(stage).await;
        assert_eq!(log.iter().map(|line| line.trim()).collect::<Vec<_>>(), expected);
    }

    async fn exactly_the_items_chosen_of_exactly_the_bookings_named(stage) {
        let (me, boss, [one, two]) = cast(stage).await;
        let only_one = Typed { references: one.reference.clone(), ..typed() };
        let id = approved(stage, &me, &boss, only_one).await;
        let file = csv(stage, &me, id).await.unwrap();
        let lines = facts(&file);
        assert!(!file.text.contains(&two.reference));
        assert!(lines.iter().all(|line| line.starts_with(&format!("予約,{},", one.reference))), "{lines:?}");
        for part in ["氏名,髙橋 𠮷弥", "求職番号,15020-12345678", "相談内容,面接の練習をしたい", "同席,通訳"] {
            assert!(lines.iter().any(|line| line.ends_with(part)), "{part} in {lines:?}");
        }

        let rest = Typed {
            bookings: false, consents: true, declarations: true, device: true, access_history: true, number: String::new(),
            from: "2026-12-01".to_owned(), until: "2026-12-01".to_owned(), ..typed()
        };
        let id = approved(stage, &me, &boss, rest).await;
        let file = csv(stage, &me, id).await.unwrap();
        let lines = facts(&file);
        let of = |item: &str| lines.iter().filter(|line| line.starts_with(item)).count();
        assert_eq!(of("予約,"), 0);
        assert_eq!(of("申告"), 20, "ten answers of each booking");
        assert!(of("同意の記録,") >= 4 && of("端末識別情報,") >= 4 && of("アクセス履歴,") >= 2, "{lines:?}");
        for private in ["髙橋", "15020-12345678", "面接", "090-1234-5678", "佐藤"] {
            assert!(!file.text.contains(private), "{private}");
        }

        let elsewhen = Typed { from: "2026-12-02".to_owned(), until: "2026-12-31".to_owned(), ..typed() };
        assert_eq!(stage.desk.ask_disclosure(&me, elsewhen).await, Err(DeskError::Conflict), "nobody is meant");
        let nameless = Typed { number: String::new(), ..typed() };
        assert_eq!(stage.desk.ask_disclosure(&me, nameless).await, Err(DeskError::Mend));
    }

    async fn what_happens_after_the_approval_is_not_in_it(stage) {
        let (me, boss, rows) = cast(stage).await;
        let history = Typed { access_history: true, ..typed() };
        let id = approved(stage, &me, &boss, history).await;
        let before = csv(stage, &me, id).await.unwrap().text;
        stage.advance(minutes(60));
        let token = stage.token(rows[0].id);
        stage.desk.press_received(&token).await.unwrap();
        let later = stage.counter_at(&[span("2026-12-02 10:00", 30)]).await;
        assert_ne!(later, rows[0].counter_id);
        let third = stage.book(3, span("2026-12-02 10:00", 30)).await;
        let after = csv(stage, &me, id).await.unwrap().text;
        assert!(!after.contains(&third.reference));
        let events = |text: &str| text.lines().filter(|line| line.starts_with("アクセス履歴,")).count();
        assert_eq!(events(&before), events(&after));
        let entry = stage.desk.disclosures(&me).await.unwrap().entries.pop().unwrap();
        assert_eq!((entry.taken.len(), entry.bookings), (2, 2));
        stage.advance(minutes(30 * 24 * 60));
        assert_eq!(csv(stage, &me, id).await.err(), Some(DeskError::Conflict), "an approval does not last for ever");
    }

    async fn what_a_seeker_typed_does_not_run_and_text_is_the_same_in_words(stage) {
        let (me, boss, [one, _]) = cast(stage).await;
        booking::Entity::update_many()
            .col_expr(booking::Column::Topic, Expr::value("=HYPERLINK(\"http://example.jp\")"))
            .filter(booking::Column::Id.eq(one.id))
            .exec(stage.desk.db.write())
            .await
            .unwrap();
        let id = approved(stage, &me, &boss, typed()).await;
        let file = csv(stage, &me, id).await.unwrap();
        assert!(file.text.starts_with('\u{FEFF}') && file.text.contains(",\"'=HYPERLINK("), "{}", file.text);
        let text = stage.desk.hand_out(&me, id, Form::Text, Locale::en).await.unwrap();
        assert!(text.text.contains("Legal basis: 刑事訴訟法第197条第2項"), "{}", text.text);
        let taken = stage.desk.disclosures(&me).await.unwrap().entries.pop().unwrap().taken;
        assert_eq!(taken.iter().map(|one| one.form).collect::<Vec<_>>(), [Form::Csv, Form::Text]);
        assert_ne!(taken[0].hash, taken[1].hash);
    }

    async fn a_refusal_has_its_reason_and_hands_nothing_out(stage) {
        let (me, boss, _) = cast(stage).await;
        let id = stage.desk.ask_disclosure(&me, typed()).await.unwrap();
        assert_eq!(stage.desk.refuse_disclosure(&boss, id, " ".to_owned()).await, Err(DeskError::Mend));
        stage.desk.refuse_disclosure(&boss, id, "根拠が足りない".to_owned()).await.unwrap();
        assert_eq!(csv(stage, &me, id).await.err(), Some(DeskError::Conflict));
        assert_eq!(stage.desk.approve_disclosure(&boss, id).await, Err(DeskError::Conflict));
        let entry = stage.desk.disclosures(&me).await.unwrap().entries.pop().unwrap();
        assert!(matches!(entry.standing, Standing::Refused { why, .. } if why == "根拠が足りない"));
    }

    async fn another_offices_are_not_there_and_counter_staff_see_none(stage) {
        let (me, boss, rows) = cast(stage).await;
        let id = approved(stage, &me, &boss, typed()).await;
        let elsewhere = stranger(stage).await;
        let not_there = Some(DeskError::NotFound);
        assert_eq!(csv(stage, &elsewhere, id).await.err(), not_there);
        assert_eq!(stage.desk.approve_disclosure(&elsewhere, id).await.err(), not_there);
        assert_eq!(stage.desk.refuse_disclosure(&elsewhere, id, "x".to_owned()).await.err(), not_there);
        assert!(stage.desk.disclosures(&elsewhere).await.unwrap().entries.is_empty());
        let asked = Typed { references: rows[0].reference.clone(), ..typed() };
        assert_eq!(stage.desk.ask_disclosure(&elsewhere, asked).await, Err(DeskError::Conflict), "no booking of theirs");
        let counter = crate::staff(stage).await;
        assert_eq!(stage.desk.disclosures(&counter).await.err(), not_there);
        assert_eq!(stage.desk.ask_disclosure(&counter, typed()).await.err(), not_there);
        assert_eq!(csv(stage, &counter, id).await.err(), not_there);
    }

    async fn the_database_itself_wants_a_second_person(stage) {
        let (me, _, _) = cast(stage).await;
        let id = stage.desk.ask_disclosure(&me, typed()).await.unwrap();
        let db = stage.desk.db.write();
        let mut row = disclosure::Entity::find_by_id(id.0).one(db).await.unwrap().unwrap();
        row.decided_by = Some(me.staff.0);
        assert!(row.into_active_model().reset_all().update(db).await.is_err());
    }
}
