//! Where an office's counters are at several places, whoever reads of a counter reads of its place; where they are at one, it
//! goes without saying.

use crate::{on_both, only, settings::change, someone, stage::*};
use app::{
    desk::{
        AbsenceDesk, DayDesk, PlanDesk, SeatingDesk, SeekerDesk, StaffDesk,
        absence::AbsenceAsk,
        board::Window,
        place::{PlaceName, PlaceTold},
        plan::{CounterWords, OfficeChange},
        staff::Actor,
    },
    domain::{
        ids::{CounterId, PlaceId},
        kind::Kind,
        role::Role,
        time::date_jst,
    },
    i18n::Locale,
};
use server::{
    desk::mail::{entry_by_link, errand},
    mail::Sender,
};
use std::sync::Arc;
use uuid::Uuid;

const TEN: &str = "2026-12-01 10:00";
const CORNER: &str = "駅前コーナー";

fn moved(counter: Uuid, place: PlaceId) -> OfficeChange {
    let words = CounterWords {
        name: "2番".to_owned(),
        kinds: vec![Kind::Consultation],
        host: None,
        place: Some(place),
        fixed: None,
    };
    OfficeChange::Counter { counter: CounterId(counter), words }
}

fn names(places: impl Iterator<Item = Option<PlaceName>>) -> Vec<Option<String>> {
    places.map(|place| place.map(|place| place.ja)).collect()
}

/// The places beside the counters on every page of the desk that lists them.
async fn lists(stage: &Stage, me: &Actor) -> Vec<Vec<Option<String>>> {
    let desk = &stage.desk;
    let board = desk.board(me, Window::Week, Some(date_jst(at(TEN)))).await.unwrap();
    let room = desk.absence_room(me, AbsenceAsk::default()).await.unwrap();
    vec![
        names(board.counters.into_iter().map(|counter| counter.place)),
        names(desk.today(me).await.unwrap().counters.into_iter().map(|counter| counter.place)),
        names(desk.patterns(me).await.unwrap().counters.into_iter().map(|counter| counter.place)),
        names(desk.seatings(me).await.unwrap().counters.into_iter().map(|counter| counter.place)),
        names(room.counters.into_iter().map(|counter| counter.place)),
    ]
}

on_both! {
    async fn the_place_is_told_once_counters_are_at_two(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let sender = Sender { from: "a@madoguchi.example".parse().unwrap(), base_url: Arc::from("https://madoguchi.example") };
        let main = stage.counter(None).await;
        let other = stage.counter_at(&[span(TEN, 30)]).await;
        let token = stage.book(1, span(TEN, 30)).await.token;
        let letter = stage.letters(&token).await.remove(0);
        let told = async || {
            let written = errand(&stage.desk, &sender, &letter).await.unwrap().unwrap().letter.text;
            let calendar = entry_by_link(&stage.desk, &sender, &token).await.unwrap().replace("\r\n ", "");
            let view = stage.see(&token).await.unwrap();
            let begun = stage.desk.application(visitor(1), Locale::ja).await.unwrap().and_then(|begun| begun.place);
            assert_eq!(begun.as_ref().map(|place| &place.name), view.place.as_ref().map(|place| &place.name));
            (written.contains(CORNER), calendar.contains(CORNER), view.place)
        };
        let corner = PlaceId(stage.place(CORNER).await);
        assert_eq!(told().await, (false, false, None), "a place without counters changes nothing");
        assert_eq!(lists(stage, &me).await, vec![vec![None, None]; 5]);

        change(stage, &me, moved(other, corner)).await;
        let place = PlaceTold { name: CORNER.to_owned(), address: "新潟市秋葉区本町1-1".to_owned() };
        assert_eq!(told().await, (true, true, Some(place.clone())));
        let places = vec![Some("ハローワーク新津".to_owned()), Some(CORNER.to_owned())];
        assert_eq!(lists(stage, &me).await, vec![places; 5]);
        let card = stage.desk.card(&me, only(stage).await).await.unwrap();
        assert_eq!((card.counter.as_str(), card.place.map(|place| place.ja).as_deref()), ("2番", Some(CORNER)));
        let english = stage.desk.booking(&token, Locale::en).await.unwrap();
        assert_eq!(english.place, Some(place), "in Japanese where there is no English");
        stage.accept(&token).await;
        stage.advance_to(at(TEN));
        let today = stage.desk.today(&me).await.unwrap();
        let now = today.counters.into_iter().find_map(|counter| counter.now).unwrap();
        assert_eq!(now.place.map(|place| place.ja).as_deref(), Some(CORNER));

        change(stage, &me, OfficeChange::CloseCounter { counter: CounterId(main) }).await;
        assert_eq!(stage.see(&token).await.unwrap().place, None, "all that are in use are at one");
    }
}
