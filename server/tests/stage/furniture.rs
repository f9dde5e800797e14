//! What an office of the stage has: its words and settings, and what stories add, counters and slots.

use super::{Stage, TERMS};
use app::domain::slot::Span;
use sea_orm::{EntityTrait, IntoActiveModel, Set};
use server::store::{
    entity::{
        counter, office, office_closure, office_kind, office_setting, office_text, place, slot, terms, terms_text,
    },
    place as places,
};
use uuid::Uuid;

impl Stage {
    pub(super) async fn furnish(&self) {
        let id = self.office.0;
        let text = |lang: &str, name: &str| office_text::Model {
            office_id: id,
            lang: lang.to_owned(),
            name: name.to_owned(),
            place: "新潟市秋葉区".to_owned(),
            address: "新潟市秋葉区本町1-1".to_owned(),
            hours: "8:30〜17:15".to_owned(),
        };
        self.put::<office::Entity, _>(office::Model {
            id,
            slug: self.slug.clone(),
            phone: "0250-00-0123".to_owned(),
            live_seq: 0,
            position: 0,
            bureau_id: None,
        })
        .await;
        self.put::<office_text::Entity, _>(text("ja", "ハローワーク新津")).await;
        self.put::<office_text::Entity, _>(text("en", "Hello Work Niitsu")).await;
        self.place("ハローワーク新津").await;
        self.put::<office_kind::Entity, _>(office_kind::Model {
            office_id: id,
            kind: "consultation".to_owned(),
            minutes: 30,
        })
        .await;
        self.setting("2020-01-01", 2, 10).await;
        let terms_id = Uuid::now_v7();
        self.put::<terms::Entity, _>(terms::Model {
            id: terms_id,
            office_id: id,
            hash: TERMS.to_owned(),
            in_force_from: 0,
            ground: None,
            withdrawn_at: None,
        })
        .await;
        self.put::<terms_text::Entity, _>(terms_text::Model {
            terms_id,
            lang: "ja".to_owned(),
            source: "第１条　この規約".to_owned(),
        })
        .await;
    }

    async fn put<E, M>(&self, row: M)
    where
        E: EntityTrait,
        M: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: sea_orm::ActiveModelTrait<Entity = E>,
    {
        E::insert(row.into_active_model()).exec_without_returning(self.desk.db.write()).await.expect("a row");
    }

    pub async fn setting(&self, from: &str, cut_off_days: i32, hold_minutes: i32) {
        self.put::<office_setting::Entity, _>(office_setting::Model {
            office_id: self.office.0,
            from_date: from.to_owned(),
            cut_off_days,
            cut_off_time: "23:59:59".to_owned(),
            hold_minutes,
            offer_minutes: 30,
            horizon_days: 366,
            most_live: None,
        })
        .await;
    }

    pub async fn closure(&self, date: &str) {
        self.put::<office_closure::Entity, _>(office_closure::Model {
            office_id: self.office.0,
            date: date.to_owned(),
            reason_ja: "庁舎の工事".to_owned(),
            reason_en: None,
        })
        .await;
    }

    /// Another place of the office, after those that it has.
    pub async fn place(&self, name: &str) -> Uuid {
        let id = Uuid::now_v7();
        let position = places::all(self.desk.db.read(), self.office.0).await.expect("places").len();
        self.put::<place::Entity, _>(place::Model {
            id,
            office_id: self.office.0,
            name_ja: name.to_owned(),
            name_en: None,
            address_ja: "新潟市秋葉区本町1-1".to_owned(),
            address_en: None,
            position: i32::try_from(position).expect("few"),
        })
        .await;
        id
    }

    /// A counter for consultations, with its Zoom host, at the first place.
    pub async fn counter(&self, host: Option<Uuid>) -> Uuid {
        let places = places::all(self.desk.db.read(), self.office.0).await.expect("places");
        let id = Uuid::now_v7();
        let position = counter::Entity::find().all(self.desk.db.read()).await.expect("counters").len();
        self.put::<counter::Entity, _>(counter::Model {
            id,
            office_id: self.office.0,
            place_id: places.first().expect("a place").id,
            name: format!("{}番", position + 1),
            host_id: host,
            kinds: "consultation".to_owned(),
            position: i32::try_from(position).expect("few"),
            closed_at: None,
            meeting_number: None,
            meeting_passcode: None,
            meeting_url: None,
        })
        .await;
        id
    }

    /// Gives the counter a meeting of its own: no account makes one.
    pub async fn fixed_meeting(&self, counter: Uuid) {
        let fixed = counter::ActiveModel {
            id: Set(counter),
            meeting_number: Set(Some("12345678901".to_owned())),
            meeting_passcode: Set(Some("ab1".to_owned())),
            meeting_url: Set(Some("https://zoom.us/j/12345678901".to_owned())),
            ..Default::default()
        };
        counter::Entity::update(fixed).exec(self.desk.db.write()).await.expect("a meeting");
    }

    pub async fn slot(&self, counter: Uuid, span: Span) -> Uuid {
        let id = Uuid::now_v7();
        self.put::<slot::Entity, _>(slot::Model {
            id,
            office_id: self.office.0,
            counter_id: counter,
            starts_at: span.starts().timestamp_millis(),
            minutes: span.minutes().into(),
            closed_at: None,
            by_hand: 0,
            closed_by_hand: 0,
        })
        .await;
        id
    }

    /// A counter with slots at these times.
    pub async fn counter_at(&self, spans: &[Span]) -> Uuid {
        let counter = self.counter(None).await;
        for span in spans {
            self.slot(counter, *span).await;
        }
        counter
    }

    pub async fn close_slot(&self, id: Uuid) {
        let mut row = slot::Entity::find_by_id(id).one(self.desk.db.read()).await.expect("read").expect("a slot");
        row.closed_at = Some(self.now().timestamp_millis());
        let row = sea_orm::ActiveModelTrait::reset_all(row.into_active_model());
        slot::Entity::update(row).exec(self.desk.db.write()).await.expect("closed");
    }
}
