//! Everything the office knows of one booking.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, from_json},
        entity::{booking_event, counter, staff},
    },
};
use app::{
    desk::{
        application::Details,
        board::{BookingCard, HistoryLine},
        staff::Actor,
    },
    domain::{act::Act, ids::BookingId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

pub async fn card(desks: &Desks, actor: &Actor, id: BookingId) -> Result<BookingCard, Failure> {
    let db = desks.db.read();
    let row = own(booking::find(db, id.0).await?, actor)?;
    audit::saw(desks, actor, Act::CardSeen, &row.reference, "").await?;
    let counter = counter::Entity::find_by_id(row.counter_id).one(db).await?;
    let events = booking_event::Entity::find()
        .filter(booking_event::Column::BookingId.eq(row.id))
        .order_by_asc(booking_event::Column::At)
        .order_by_asc(booking_event::Column::Id)
        .all(db)
        .await?;
    let names: HashMap<String, String> = staff::Entity::find()
        .filter(staff::Column::OfficeId.eq(row.office_id))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id.to_string(), row.name))
        .collect();
    let state = booking::state(&row)?.pass(desks.clock.now(), booking::deadline(&row));
    Ok(BookingCard {
        id,
        reference: row.reference.clone(),
        counter: counter.map(|counter| counter.name).unwrap_or_default(),
        kind: booking::kind(&row)?,
        channel: booking::channel(&row)?,
        span: booking::span(&row)?,
        deadline: booking::deadline(&row),
        state,
        terms: row.terms.as_deref().map(from_json).transpose()?,
        device: row.device.as_deref().map(from_json).transpose()?,
        details: Details {
            name: row.name,
            kana: row.kana,
            phone: row.phone,
            mail: row.mail,
            number: row.number,
            topic: row.topic,
            interpreter: row.interpreter != 0,
            carer: row.carer != 0,
            mail_lang: row.lang,
            tried: true,
        },
        history: events
            .into_iter()
            .map(|event| HistoryLine {
                at: from_millis(event.at),
                who: names.get(&event.who).cloned().unwrap_or(event.who),
                what: event.what,
                note: event.note,
            })
            .collect(),
    })
}
