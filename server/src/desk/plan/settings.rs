//! The office's own words and settings. A dated setting never moves a booking already made: that keeps the deadline it was
//! made with.

use super::{as_kept, counters, hosts, places};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        audit,
        entity::{counter, office, office_kind, office_setting, office_text},
        live_event::Change,
        meeting, office as store,
        writing::Writing,
    },
};
use app::{
    desk::{
        error::DeskError,
        plan::{CounterSetting, DatedSetting, OfficeChange, OfficeSettings, OfficeText},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{CounterId, HostId, PlaceId},
        kind::Kind,
        phone::PhoneNumber,
        slot::Span,
        time::date_jst,
    },
    locale,
};
use chrono::{NaiveDate, Timelike};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set};
use std::collections::BTreeMap;
use uuid::Uuid;

pub async fn see(desks: &Desks, actor: &Actor) -> Result<OfficeSettings, Failure> {
    let db = desks.db.read();
    let id = actor.office.0;
    let text = |row: office_text::Model| OfficeText {
        lang: row.lang,
        name: row.name,
        place: row.place,
        address: row.address,
        hours: row.hours,
    };
    let dated = store::settings(db, id).await?.iter().map(dated).collect::<Result<_, DbErr>>()?;
    Ok(OfficeSettings {
        today: date_jst(desks.clock.now()),
        phone: store::by_id(db, id).await?.phone,
        texts: store::all_texts(db, id).await?.into_iter().map(text).collect(),
        dated,
        kinds: store::kinds(db, id).await?,
        places: places::list(db, id).await?,
        counters: store::counters(db, id).await?.into_iter().map(setting).collect(),
        hosts: hosts::list(db, id).await?,
    })
}

fn setting(row: counter::Model) -> CounterSetting {
    CounterSetting {
        fixed: meeting::fixed(&row),
        id: CounterId(row.id),
        place: PlaceId(row.place_id),
        kinds: row.kinds.split(' ').filter_map(|word| word.parse().ok()).collect(),
        host: row.host_id.map(HostId),
        closed: row.closed_at.is_some(),
        name: row.name,
    }
}

fn dated(row: &office_setting::Model) -> Result<DatedSetting, DbErr> {
    let unreadable = || DbErr::Type(format!("the setting of {}", row.from_date));
    Ok(DatedSetting {
        from: row.from_date.parse().map_err(|_| unreadable())?,
        cut_off_days: u8::try_from(row.cut_off_days).map_err(|_| unreadable())?,
        cut_off_time: row.cut_off_time.parse().map_err(|_| unreadable())?,
        hold_minutes: u8::try_from(row.hold_minutes).map_err(|_| unreadable())?,
        offer_minutes: u8::try_from(row.offer_minutes).map_err(|_| unreadable())?,
        horizon_days: u16::try_from(row.horizon_days).map_err(|_| unreadable())?,
        most_live: row.most_live.map(u8::try_from).transpose().map_err(|_| unreadable())?,
    })
}

pub async fn change(desks: &Desks, actor: &Actor, change: &OfficeChange) -> Result<(), Failure> {
    let now = desks.clock.now();
    let tx = desks.begin().await?;
    // Changes of one office's settings come one after another.
    store::lock(&tx, actor.office.0).await?;
    let id = actor.office.0;
    let (act, about, note) = match change {
        OfficeChange::Phone { phone } => {
            let phone = phone.parse::<PhoneNumber>().map_err(|_| DeskError::Mend)?.to_string();
            let row = office::ActiveModel { id: Set(id), phone: Set(phone.clone()), ..Default::default() };
            office::Entity::update(row).exec(&*tx).await?;
            (Act::OfficeChanged, "phone".to_owned(), phone)
        }
        OfficeChange::Text(text) => {
            let note = words(&tx, id, text).await?;
            (Act::OfficeChanged, format!("text {}", text.lang), note)
        }
        OfficeChange::Setting(setting) => {
            let note = add_setting(&tx, id, setting, date_jst(now)).await?;
            (Act::OfficeChanged, format!("from {}", setting.from), note)
        }
        OfficeChange::DropSetting { from } => {
            if *from <= date_jst(now) {
                return Err(DeskError::Mend.into());
            }
            office_setting::Entity::delete_by_id((id, from.to_string())).exec(&*tx).await?;
            (Act::OfficeChanged, format!("from {from}"), "-".to_owned())
        }
        OfficeChange::Kinds { kinds } => (Act::OfficeChanged, "kinds".to_owned(), offer(&tx, id, kinds).await?),
        OfficeChange::AddHost { .. } | OfficeChange::Host { .. } | OfficeChange::RemoveHost { .. } => {
            let (about, note) = hosts::change(&tx, actor, now, change).await?;
            (Act::OfficeChanged, about, note)
        }
        OfficeChange::AddPlace(_)
        | OfficeChange::Place { .. }
        | OfficeChange::MovePlace { .. }
        | OfficeChange::RemovePlace { .. } => {
            let (about, note) = places::change(&tx, actor, change).await?;
            (Act::PlaceChanged, about, note)
        }
        OfficeChange::AddCounter { .. }
        | OfficeChange::Counter { .. }
        | OfficeChange::MoveCounter { .. }
        | OfficeChange::CloseCounter { .. }
        | OfficeChange::ReopenCounter { .. } => {
            let (about, note) = counters::change(&tx, actor, now, change).await?;
            (Act::CounterChanged, about, note)
        }
    };
    audit::write(&tx, actor, now, act, &about, &note);
    desks.commit(tx, actor.office, &[Change::Office]).await
}

async fn words(tx: &Writing, office_id: Uuid, text: &OfficeText) -> Result<String, Failure> {
    let lang = locale::named(&text.lang).map(locale::code).ok_or(DeskError::Mend)?;
    let given = [&text.name, &text.place, &text.address, &text.hours];
    office_text::Entity::delete_by_id((office_id, lang.to_owned())).exec(&**tx).await?;
    // Without a text of its own a language falls back to Japanese; half a text would be neither.
    if lang != "ja" && given.iter().all(|text| text.trim().is_empty()) {
        return Ok("-".to_owned());
    }
    let [name, place, address, hours] = given.map(|text| as_kept(text).ok_or(DeskError::Mend));
    let (name, place, address, hours) = (name?, place?, address?, hours?);
    let note = format!("{name} / {place} / {address} / {hours}");
    let row = office_text::Model { office_id, lang: lang.to_owned(), name, place, address, hours };
    office_text::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
    Ok(note)
}

async fn add_setting(
    tx: &Writing,
    office_id: Uuid,
    setting: &DatedSetting,
    today: NaiveDate,
) -> Result<String, Failure> {
    let DatedSetting { from, cut_off_days, cut_off_time, hold_minutes, offer_minutes, horizon_days, most_live } =
        *setting;
    let bounded = cut_off_days <= 10
        && (5..=60).contains(&hold_minutes)
        && (10..=120).contains(&offer_minutes)
        && (1..=366).contains(&horizon_days)
        && most_live.is_none_or(|most| (1..=20).contains(&most));
    if from < today || !bounded {
        return Err(DeskError::Mend.into());
    }
    // The minute that is set is still in time, to its last second.
    let time = cut_off_time.with_second(59).unwrap_or(cut_off_time).format("%H:%M:%S").to_string();
    let most = most_live.map(|most| format!(", {most} at once")).unwrap_or_default();
    let note = format!("{cut_off_days} {time}, {hold_minutes} min, {offer_minutes} min, {horizon_days} d{most}");
    office_setting::Entity::delete_by_id((office_id, from.to_string())).exec(&**tx).await?;
    let row = office_setting::Model {
        office_id,
        from_date: from.to_string(),
        cut_off_days: cut_off_days.into(),
        cut_off_time: time,
        hold_minutes: hold_minutes.into(),
        offer_minutes: offer_minutes.into(),
        horizon_days: horizon_days.into(),
        most_live: most_live.map(i64::from),
    };
    office_setting::Entity::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
    Ok(note)
}

async fn offer(tx: &Writing, office_id: Uuid, kinds: &[(Kind, u8)]) -> Result<String, Failure> {
    let kinds: BTreeMap<Kind, u8> = kinds.iter().copied().collect();
    if kinds.is_empty() || kinds.values().any(|minutes| !Span::may_last(*minutes)) {
        return Err(DeskError::Mend.into());
    }
    office_kind::Entity::delete_many().filter(office_kind::Column::OfficeId.eq(office_id)).exec(&**tx).await?;
    let rows = kinds.iter().map(|(kind, minutes)| {
        let row = office_kind::Model { office_id, kind: kind.as_str().to_owned(), minutes: (*minutes).into() };
        row.into_active_model()
    });
    office_kind::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    for row in store::counters(&**tx, office_id).await? {
        let serves = |word: &&str| word.parse().is_ok_and(|kind| kinds.contains_key(&kind));
        let left: Vec<&str> = row.kinds.split(' ').filter(serves).collect();
        let left = left.join(" ");
        if left != row.kinds {
            let changed = counter::ActiveModel { id: Set(row.id), kinds: Set(left), ..Default::default() };
            counter::Entity::update(changed).exec(&**tx).await?;
        }
    }
    Ok(kinds.iter().map(|(kind, minutes)| format!("{} {minutes}", kind.as_str())).collect::<Vec<_>>().join(", "))
}
