//! Everything the office knows of one booking.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, phone::next, roster::view, staff::own},
    store::{
        attendee, audit,
        booking::{self, from_json},
        entity::{booking_event, call, counter, staff},
        meeting,
        place::Places,
        registration, terms,
    },
};
use app::{
    desk::{
        application::{Details, TermsForm},
        board::{BookingCard, HistoryLine},
        staff::Actor,
    },
    domain::{act::Act, ids::BookingId, role::Task},
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
    let attendees = attendee::of(db, [row.id]).await?;
    let calls = call::Entity::find().filter(call::Column::BookingId.eq(row.id)).all(db).await?;
    let known = registration::find(db, row.id).await?;
    let now = desks.clock.now();
    let state = booking::state(&row)?.pass(now, booking::deadline(&row));
    let may_book_next = next::may_follow(db, &row, &state, now).await?;
    let terms: Option<TermsForm> = row.terms.as_deref().map(from_json).transpose()?;
    let agreed = terms.as_ref().map(|terms| terms.version.as_str()).filter(|version| !version.is_empty());
    let agreed = terms::names(db, row.office_id, agreed).await?.into_values().next();
    let to_join = meeting::to_join(db, &row).await?;
    Ok(BookingCard {
        id,
        joining: to_join.joining.filter(|_| state.has_meeting()),
        meeting_trouble: to_join.trouble,
        reference: row.reference.clone(),
        counter: counter.map(|counter| counter.name).unwrap_or_default(),
        place: Places::read(db, row.office_id).await?.name(row.counter_id),
        kind: booking::kind(&row)?,
        channel: booking::channel(&row)?,
        span: booking::span(&row)?,
        deadline: booking::deadline(&row),
        state,
        terms,
        agreed,
        device: row.device.as_deref().map(from_json).transpose()?,
        birth_date: row.birth_date,
        override_reason: row.override_reason,
        may_override: actor.may(Task::Override).is_ok(),
        may_book_next,
        registration: known.map(|known| view::registration(&known, &names)).transpose()?,
        attendees: attendees.iter().map(attendee::card).collect::<Result<_, _>>()?,
        history: history(events, calls, &names),
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
    })
}

/// What happened and who called, in the order of time.
fn history(
    events: Vec<booking_event::Model>,
    calls: Vec<call::Model>,
    names: &HashMap<String, String>,
) -> Vec<HistoryLine> {
    let name = |who: String| names.get(&who).cloned().unwrap_or(who);
    let calls = calls.into_iter().map(|call| HistoryLine {
        at: from_millis(call.at),
        who: name(call.staff_id.to_string()),
        what: format!("call_{}", call.direction),
        note: call.note,
    });
    let events = events.into_iter().map(|event| HistoryLine {
        at: from_millis(event.at),
        who: name(event.who),
        what: event.what,
        note: event.note,
    });
    let mut lines: Vec<_> = calls.chain(events).collect();
    lines.sort_by_key(|line| line.at);
    lines
}
