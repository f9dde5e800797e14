//! The places that an office's counters are at.

use crate::{on_both, settings::change, someone, stage::*, stranger};
use app::{
    desk::{
        PlanDesk,
        error::DeskError,
        place::PlaceText,
        plan::{CounterWords, OfficeChange, OfficeSettings},
        staff::Actor,
    },
    domain::{
        ids::{CounterId, PlaceId},
        kind::Kind,
        role::Role,
    },
};
use migrations::Migrator;
use sea_orm::{EntityTrait, QueryOrder};
use sea_orm_migration::MigratorTrait;
use server::store::entity::{audit, counter, place};
use uuid::Uuid;

const CORNER: &str = "駅前コーナー";

fn text(ja: &str, en: Option<&str>) -> PlaceText {
    PlaceText {
        ja: ja.to_owned(),
        en: en.map(str::to_owned),
        address_ja: "新潟市秋葉区駅前1-1".to_owned(),
        address_en: None,
    }
}

async fn administrator(stage: &Stage) -> Actor {
    someone(stage, "boss", Role::Administrator).await
}

async fn settings(stage: &Stage, me: &Actor) -> OfficeSettings {
    stage.desk.settings(me).await.unwrap()
}

async fn names(stage: &Stage, me: &Actor) -> Vec<String> {
    settings(stage, me).await.places.into_iter().map(|place| place.text.ja).collect()
}

/// The counter is at that place from now on.
fn moved(counter: Uuid, place: PlaceId) -> OfficeChange {
    let words = CounterWords {
        name: "1番".to_owned(),
        kinds: vec![Kind::Consultation],
        host: None,
        place: Some(place),
        fixed: None,
    };
    OfficeChange::Counter { counter: CounterId(counter), words }
}

on_both! {
    async fn a_place_is_added_renamed_and_ordered(stage) {
        let me = administrator(stage).await;
        change(stage, &me, OfficeChange::AddPlace(text(CORNER, None))).await;
        assert_eq!(names(stage, &me).await, ["ハローワーク新津", CORNER]);
        let corner = settings(stage, &me).await.places[1].id;
        let renamed = text("駅前サテライト", Some("Station satellite"));
        change(stage, &me, OfficeChange::Place { place: corner, text: renamed.clone() }).await;
        assert_eq!(settings(stage, &me).await.places[1].text, renamed);
        change(stage, &me, OfficeChange::MovePlace { place: corner, up: true }).await;
        assert_eq!(names(stage, &me).await, ["駅前サテライト", "ハローワーク新津"]);
        change(stage, &me, OfficeChange::MovePlace { place: corner, up: true }).await;
        assert_eq!(names(stage, &me).await[0], "駅前サテライト", "there is nothing above the first");
        for wrong in [text(" ", None), text(CORNER, Some("\u{7}")), PlaceText { address_ja: String::new(), ..text(CORNER, None) }] {
            assert_eq!(stage.desk.change_office(&me, OfficeChange::AddPlace(wrong)).await, Err(DeskError::Mend));
        }
        let lines = audit::Entity::find().order_by_asc(audit::Column::Id).all(stage.desk.db.read()).await.unwrap();
        let lines: Vec<_> = lines.into_iter().map(|row| (row.act, row.about, row.note)).collect();
        let line = |about: &str, note: &str| ("place_changed".to_owned(), about.to_owned(), note.to_owned());
        let words = "駅前サテライト / Station satellite / 新潟市秋葉区駅前1-1";
        let up = line("駅前サテライト", "up");
        assert_eq!(lines, [line(CORNER, "+"), line(CORNER, words), up.clone(), up]);
    }

    async fn counters_move_between_places_and_an_empty_place_is_taken_out(stage) {
        let me = administrator(stage).await;
        let [one, two] = [stage.counter(None).await, stage.counter(None).await];
        let main = settings(stage, &me).await.places[0].id;
        let corner = PlaceId(stage.place(CORNER).await);
        let order = async || {
            let counters = settings(stage, &me).await.counters;
            counters.into_iter().map(|row| (row.id.0, row.place)).collect::<Vec<_>>()
        };
        change(stage, &me, moved(one, corner)).await;
        assert_eq!(order().await, [(two, main), (one, corner)], "by place, then by their own order");
        change(stage, &me, OfficeChange::MoveCounter { counter: CounterId(one), up: true }).await;
        assert_eq!(order().await, [(two, main), (one, corner)], "the order is that of its place");
        change(stage, &me, OfficeChange::AddCounter { name: "3番".to_owned(), place: Some(corner) }).await;
        change(stage, &me, OfficeChange::AddCounter { name: "4番".to_owned(), place: None }).await;
        let at: Vec<_> = order().await.into_iter().map(|(_, place)| place).collect();
        assert_eq!(at, [main, main, corner, corner]);
        assert_eq!(settings(stage, &me).await.places.iter().map(|place| place.counters).collect::<Vec<_>>(), [2, 2]);

        let remove = OfficeChange::RemovePlace { place: corner };
        assert_eq!(stage.desk.change_office(&me, remove.clone()).await, Err(DeskError::Conflict), "counters are at it");
        let third = settings(stage, &me).await.counters[3].id;
        change(stage, &me, OfficeChange::CloseCounter { counter: third }).await;
        change(stage, &me, moved(one, main)).await;
        assert_eq!(stage.desk.change_office(&me, remove.clone()).await, Err(DeskError::Conflict), "one that is closed too");
        change(stage, &me, moved(third.0, main)).await;
        change(stage, &me, remove).await;
        assert_eq!(names(stage, &me).await, ["ハローワーク新津"]);
    }

    async fn the_last_place_stays_and_an_office_without_one_gets_its_own(stage) {
        let me = administrator(stage).await;
        let only = settings(stage, &me).await.places[0].id;
        let remove = OfficeChange::RemovePlace { place: only };
        assert_eq!(stage.desk.change_office(&me, remove).await, Err(DeskError::Conflict));
        place::Entity::delete_by_id(only.0).exec(stage.desk.db.write()).await.unwrap();
        change(stage, &me, OfficeChange::AddCounter { name: "1番".to_owned(), place: None }).await;
        let seen = settings(stage, &me).await;
        assert_eq!(seen.places[0].text.en.as_deref(), Some("Hello Work Niitsu"));
        assert_eq!(seen.counters[0].place, seen.places[0].id);
    }

    async fn another_offices_places_are_not_there(stage) {
        let me = administrator(stage).await;
        let elsewhere = stranger(stage).await;
        let manager = someone(stage, "manager", Role::Manager).await;
        let counter = stage.counter(None).await;
        let corner = PlaceId(stage.place(CORNER).await);
        let foreign = PlaceId(stage.beside().await.place(CORNER).await);
        let about = |place| {
            [
                OfficeChange::Place { place, text: text("x", None) },
                OfficeChange::MovePlace { place, up: true },
                OfficeChange::RemovePlace { place },
                OfficeChange::AddCounter { name: "2番".to_owned(), place: Some(place) },
                moved(counter, place),
            ]
        };
        for change in about(foreign) {
            assert_eq!(stage.desk.change_office(&me, change.clone()).await, Err(DeskError::NotFound), "{change:?}");
        }
        for change in about(corner) {
            assert_eq!(stage.desk.change_office(&elsewhere, change.clone()).await, Err(DeskError::NotFound), "{change:?}");
            assert_eq!(stage.desk.change_office(&manager, change).await, Err(DeskError::NotFound), "not a task of theirs");
        }
        assert_eq!(names(stage, &me).await, ["ハローワーク新津", CORNER]);
    }

    async fn a_database_in_service_gets_a_place_for_each_office(stage) {
        let other = stage.beside().await;
        let mut counters = vec![(stage.counter(None).await, stage.office.0), (other.counter(None).await, other.office.0)];
        stage.place(CORNER).await;
        let db = stage.desk.db.write();
        let all = Migrator::migrations();
        let since = all.iter().position(|migration| migration.name() == "places").unwrap();
        let before = counter::Entity::find_by_id(counters[0].0).one(db).await.unwrap().unwrap();
        Migrator::down(db, Some(u32::try_from(all.len() - since).unwrap())).await.unwrap();
        assert!(place::Entity::find().one(db).await.is_err(), "as it was before");
        Migrator::up(db, None).await.unwrap();

        let places = place::Entity::find().order_by_asc(place::Column::OfficeId).all(db).await.unwrap();
        let own: Vec<_> = places.iter().map(|row| (row.office_id, row.name_ja.as_str(), row.name_en.as_deref())).collect();
        let name = Some("Hello Work Niitsu");
        let mut expected = [(stage.office.0, "ハローワーク新津", name), (other.office.0, "ハローワーク新津", name)];
        expected.sort();
        assert_eq!(own, expected);
        let of = |office| places.iter().find(|row| row.office_id == office).map(|row| row.id).unwrap();
        let mut rows: Vec<_> =
            counter::Entity::find().all(db).await.unwrap().into_iter().map(|row| (row.id, row.place_id)).collect();
        rows.sort();
        counters.iter_mut().for_each(|(_, at)| *at = of(*at));
        counters.sort();
        assert_eq!(rows, counters);
        let after = counter::Entity::find_by_id(before.id).one(db).await.unwrap().unwrap();
        assert_eq!(counter::Model { place_id: before.place_id, ..after }, before, "all else is as it was");
    }
}
