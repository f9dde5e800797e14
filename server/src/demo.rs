//! Two offices to look around in, with the model terms. Everything about them is made up but the town of one.
//!
//! Ids are drawn from names, so that a second run finds what the first one made and only adds the days that are new.

use crate::{
    clock::Clock,
    desk::staff::account,
    keys::{digest, hex},
    store::{
        database::Database,
        entity::{
            counter, office, office_closure, office_kind, office_setting, office_text, pattern, place, slot, terms,
            terms_text, zoom_host,
        },
        office as store,
    },
};
use anyhow::Context;
use app::domain::{
    ids::{CounterId, OfficeId},
    kind::Kind,
    pattern::{Dates, Hours, Pattern, Rhythm, Stretch, Week},
    role::Role,
    time::{at_jst, date_jst},
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, TryInsertResult};
use uuid::Uuid;

/// The sign-ins of the demonstration, with what they show. They work from this machine only, without a second factor.
pub const SIGN_INS: [(&str, &str); 3] =
    [("demo", "administrator"), ("demo-counter", "counter staff"), ("demo2", "administrator of the other office")];
pub const PASSWORD: &str = "madoguchi-demo";

const TERMS: [(&str, &str); 2] =
    [("ja", include_str!("../demo/terms.ja.txt")), ("en", include_str!("../demo/terms.en.txt"))];

struct DemoOffice {
    slug: &'static str,
    phone: &'static str,
    /// Language, name, place, address, hours.
    texts: [(&'static str, &'static str, &'static str, &'static str, &'static str); 2],
    kinds: &'static [Kind],
    minutes: u8,
    counters: u8,
    /// Name and address in Japanese and in English, and the first of its counters.
    places: &'static [([&'static str; 2], [&'static str; 2], u8)],
    /// First and last start, as hour and minute, of the parts of a day.
    hours: [((u32, u32), (u32, u32)); 2],
}

const OFFICES: [DemoOffice; 2] = [
    DemoOffice {
        slug: "niitsu",
        phone: "0250-00-0123",
        texts: [
            (
                "ja",
                "ハローワーク新津（デモ）",
                "新潟県新潟市秋葉区",
                "新潟県新潟市秋葉区デモ町1-2-3",
                "月〜金 8:30〜17:15（祝日・年末年始を除く）",
            ),
            (
                "en",
                "Hello Work Niitsu (demo)",
                "Akiha-ku, Niigata City, Niigata",
                "1-2-3 Demo-machi, Akiha-ku, Niigata City, Niigata",
                "Mon–Fri 8:30–17:15 (closed on holidays and at the turn of the year)",
            ),
        ],
        kinds: &[Kind::Consultation, Kind::Placement],
        minutes: 30,
        counters: 5,
        places: &[
            (
                ["新津 本庁舎", "新潟県新潟市秋葉区デモ町1-2-3"],
                ["Niitsu main building", "1-2-3 Demo-machi, Akiha-ku, Niigata City, Niigata"],
                1,
            ),
            (
                ["新津駅前サテライト", "新潟県新潟市秋葉区デモ駅前7-8 2階"],
                ["Niitsu Station satellite", "2F, 7-8 Demo-ekimae, Akiha-ku, Niigata City, Niigata"],
                4,
            ),
        ],
        hours: [((9, 0), (11, 30)), ((13, 0), (16, 0))],
    },
    DemoOffice {
        slug: "minato",
        phone: "03-0000-0123",
        texts: [
            (
                "ja",
                "ハローワークみなと坂（デモ）",
                "東京都みなと坂区",
                "東京都みなと坂区デモ台4-5-6",
                "月〜金 8:30〜17:15（祝日・年末年始を除く）",
            ),
            (
                "en",
                "Hello Work Minatozaka (demo)",
                "Minatozaka, Tokyo",
                "4-5-6 Demodai, Minatozaka, Tokyo",
                "Mon–Fri 8:30–17:15 (closed on holidays and at the turn of the year)",
            ),
        ],
        kinds: &[Kind::Consultation],
        minutes: 20,
        counters: 5,
        places: &[(
            ["ハローワークみなと坂（デモ）", "東京都みなと坂区デモ台4-5-6"],
            ["Hello Work Minatozaka (demo)", "4-5-6 Demodai, Minatozaka, Tokyo"],
            1,
        )],
        hours: [((9, 0), (11, 40)), ((13, 0), (16, 40))],
    },
];

/// Adds what is not there yet and tells where to look.
pub async fn add(db: &Database, clock: &Clock, days: u16) -> anyhow::Result<()> {
    let today = date_jst(clock.now());
    let tx = db.begin().await?;
    for (position, demo) in (0..).zip(&OFFICES) {
        let id = id_from(demo.slug);
        add_office(&tx, demo, id, position, today).await.with_context(|| demo.slug)?;
        add_slots(&tx, demo, id, today, days).await.with_context(|| demo.slug)?;
    }
    let [administrator, staff, other] = SIGN_INS.map(|(login, _)| login);
    let [niitsu, minato] = OFFICES.each_ref().map(|demo| OfficeId(id_from(demo.slug)));
    account::add_demo(&*tx, niitsu, administrator, "デモ管理者", Role::Administrator, PASSWORD).await?;
    account::add_demo(&*tx, niitsu, staff, "デモ職員", Role::Counter, PASSWORD).await?;
    account::add_demo(&*tx, minato, other, "デモ管理者", Role::Administrator, PASSWORD).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the demonstration's account is there.
pub async fn is_there(db: &Database) -> Result<bool, sea_orm::DbErr> {
    Ok(account::find(db.read(), SIGN_INS[0].0).await?.is_some_and(|account| account.demo != 0))
}

/// A stable id, in the shape of any other.
fn id_from(name: &str) -> Uuid {
    let bytes = digest(&format!("madoguchi demo {name}"));
    let mut id = [0; 16];
    id.copy_from_slice(&bytes[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

async fn add_office(
    tx: &DatabaseTransaction,
    demo: &DemoOffice,
    id: Uuid,
    position: i32,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let row = office::Model {
        id,
        slug: demo.slug.to_owned(),
        phone: demo.phone.to_owned(),
        live_seq: 0,
        position,
        bureau_id: None,
    };
    if !put(tx, row).await? {
        return Ok(());
    }
    for (lang, name, place, address, hours) in demo.texts {
        put(
            tx,
            office_text::Model {
                office_id: id,
                lang: lang.to_owned(),
                name: name.to_owned(),
                place: place.to_owned(),
                address: address.to_owned(),
                hours: hours.to_owned(),
            },
        )
        .await?;
    }
    for kind in demo.kinds {
        put(tx, office_kind::Model { office_id: id, kind: kind.as_str().to_owned(), minutes: demo.minutes.into() })
            .await?;
    }
    put(
        tx,
        office_setting::Model {
            office_id: id,
            from_date: "2020-01-01".to_owned(),
            cut_off_days: 2,
            cut_off_time: "23:59:59".to_owned(),
            hold_minutes: 10,
            offer_minutes: 30,
            horizon_days: 60,
            most_live: None,
        },
    )
    .await?;
    let days = store::days(tx, OfficeId(id)).await?;
    if let Some(date) = today.iter_days().skip(1).filter(|date| days.is_office_day(*date)).nth(8) {
        put(
            tx,
            office_closure::Model {
                office_id: id,
                date: date.to_string(),
                reason_ja: "庁舎設備の点検のため、お休みします".to_owned(),
                reason_en: Some("Closed for maintenance of the building".to_owned()),
            },
        )
        .await?;
    }
    let kinds = demo.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ");
    for (position, ([name_ja, address_ja], [name_en, address_en], first)) in (0..).zip(demo.places) {
        put(
            tx,
            place::Model {
                id: place_id(demo, *first),
                office_id: id,
                name_ja: (*name_ja).to_owned(),
                name_en: Some((*name_en).to_owned()),
                address_ja: (*address_ja).to_owned(),
                address_en: Some((*address_en).to_owned()),
                position,
            },
        )
        .await?;
    }
    for number in 1..=demo.counters {
        let host = id_from(&format!("{} host {number}", demo.slug));
        put(tx, zoom_host::Model { id: host, office_id: id, name: format!("Zoom {number}"), zoom_user: None }).await?;
        put(
            tx,
            counter::Model {
                id: counter_id(demo, number),
                office_id: id,
                place_id: place_id(demo, number),
                name: format!("窓口{number}"),
                host_id: Some(host),
                kinds: kinds.clone(),
                position: number.into(),
                closed_at: None,
                meeting_number: None,
                meeting_passcode: None,
                meeting_url: None,
            },
        )
        .await?;
    }
    add_patterns(tx, demo, id).await?;
    let version = id_from(&format!("{} terms", demo.slug));
    put(
        tx,
        terms::Model {
            id: version,
            office_id: id,
            hash: hex(&digest(TERMS[0].1)),
            // The date that the model terms bear.
            in_force_from: at_jst(NaiveDate::from_ymd_opt(2026, 11, 1).unwrap_or_default(), NaiveTime::MIN)
                .timestamp_millis(),
            ground: None,
            withdrawn_at: None,
        },
    )
    .await?;
    for (lang, source) in TERMS {
        put(tx, terms_text::Model { terms_id: version, lang: lang.to_owned(), source: source.to_owned() }).await?;
    }
    Ok(())
}

/// Of a counter: that of the first counter there.
fn place_id(demo: &DemoOffice, number: u8) -> Uuid {
    let first = demo.places.iter().map(|(_, _, first)| *first).filter(|first| *first <= number).max().unwrap_or(1);
    id_from(&format!("{} place {first}", demo.slug))
}

fn counter_id(demo: &DemoOffice, number: u8) -> Uuid {
    id_from(&format!("{} counter {number}", demo.slug))
}

/// The patterns that want just the slots of the demonstration.
async fn add_patterns(tx: &DatabaseTransaction, demo: &DemoOffice, id: Uuid) -> anyhow::Result<()> {
    let length = TimeDelta::minutes(demo.minutes.into());
    let mut stretches = Vec::new();
    for ((first_hour, first_minute), (last_hour, last_minute)) in demo.hours {
        let from = NaiveTime::from_hms_opt(first_hour, first_minute, 0).unwrap_or_default();
        let last = NaiveTime::from_hms_opt(last_hour, last_minute, 0).unwrap_or_default();
        stretches.push(Stretch::new(from, last + length)?);
    }
    let mut week = Week::default();
    week.0[..5].fill(Hours::new(stretches)?);
    for number in 1..=demo.counters {
        let counter = counter_id(demo, number);
        let pattern = Pattern {
            counter: CounterId(counter),
            dates: Dates::new(NaiveDate::from_ymd_opt(2026, 11, 1).unwrap_or_default(), None)?,
            week: week.clone(),
            rhythm: Rhythm::new(demo.minutes, 0)?,
        };
        let plan = serde_json::to_string(&pattern)?;
        let id_of_pattern = id_from(&format!("{} pattern {number}", demo.slug));
        put(tx, pattern::Model { id: id_of_pattern, office_id: id, counter_id: counter, plan }).await?;
    }
    Ok(())
}

async fn add_slots(
    tx: &DatabaseTransaction,
    demo: &DemoOffice,
    id: Uuid,
    today: NaiveDate,
    days: u16,
) -> anyhow::Result<()> {
    let office_days = store::days(tx, OfficeId(id)).await?;
    let length = TimeDelta::minutes(demo.minutes.into());
    for date in today.iter_days().take(days.into()).filter(|date| office_days.takes_bookings(*date)) {
        let mut rows = Vec::new();
        for ((first_hour, first_minute), (last_hour, last_minute)) in demo.hours {
            let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).map(|time| at_jst(date, time));
            let (Some(mut starts), Some(last)) = (at(first_hour, first_minute), at(last_hour, last_minute)) else {
                continue;
            };
            while starts <= last {
                for number in 1..=demo.counters {
                    rows.push(
                        slot::Model {
                            id: id_from(&format!("{} slot {number} {starts}", demo.slug)),
                            office_id: id,
                            counter_id: counter_id(demo, number),
                            starts_at: starts.timestamp_millis(),
                            minutes: demo.minutes.into(),
                            closed_at: None,
                            by_hand: 0,
                            closed_by_hand: 0,
                        }
                        .into_active_model(),
                    );
                }
                starts += length;
            }
        }
        slot::Entity::insert_many(rows).on_conflict_do_nothing().exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Inserts a row that is not there yet; tells whether it did.
async fn put<M, A>(tx: &DatabaseTransaction, row: M) -> anyhow::Result<bool>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let result = A::Entity::insert(row.into_active_model().reset_all())
        .on_conflict_do_nothing()
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(result, TryInsertResult::Inserted(1..)))
}
