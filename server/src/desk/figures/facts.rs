//! What is kept of the bookings that a disclosure is about: of the items asked for, and of no other.

use crate::{
    clock::from_millis,
    desk::failure::Failure,
    store::{
        booking::{self as bookings, from_json},
        disclosure as store,
        entity::{booking, booking_event, call, consent},
    },
};
use app::{
    desk::{
        application::{DeviceReport, TermsForm},
        figures::{Fact, What},
    },
    domain::{
        disclosure::{Item, Request},
        ids::OfficeId,
        time::Instant,
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// Bookings asked about in one query.
const AT_ONCE: usize = 500;

/// What is kept beside a booking, by the booking.
type Beside<T> = HashMap<Uuid, Vec<T>>;

/// In the order of the items, and in each by the time of the consultation. What happened after `until` is left out.
pub async fn of<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    request: &Request,
    until: Instant,
) -> Result<Vec<Fact>, Failure> {
    let rows = booking::Entity::find()
        .filter(store::meant(office, &request.scope, until))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await?;
    let mut facts = Vec::new();
    for item in &request.items {
        let consents = if *item == Item::Consents { consents(db, &rows, until).await? } else { Beside::new() };
        let history = if *item == Item::AccessHistory { history(db, &rows, until).await? } else { Beside::new() };
        for row in &rows {
            let mut say = |at: Option<Instant>, what: What, value: String| {
                facts.push(Fact { item: *item, reference: row.reference.clone(), at, what, value });
            };
            match item {
                Item::Bookings => booking_itself(row, &mut say)?,
                Item::Consents => {
                    for line in consents.get(&row.id).into_iter().flatten() {
                        let value = format!("{} {} {}", line.terms_hash, line.lang, line.proof);
                        say(Some(from_millis(line.at)), What::Consent(line.moment.clone()), value);
                    }
                }
                Item::Declarations => {
                    let form: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
                    for (declaration, answer) in form.answers {
                        say(None, What::Declaration(declaration), answer.id().to_owned());
                    }
                }
                Item::Device => device(row, &mut say)?,
                Item::AccessHistory => {
                    for (at, what, note) in history.get(&row.id).into_iter().flatten() {
                        say(Some(*at), What::Event(what.clone()), note.clone());
                    }
                }
            }
        }
    }
    Ok(facts)
}

fn booking_itself(row: &booking::Model, say: &mut impl FnMut(Option<Instant>, What, String)) -> Result<(), Failure> {
    let span = bookings::span(row)?;
    say(Some(span.starts()), What::Time, span.minutes().to_string());
    say(None, What::Kind, row.kind.clone());
    say(None, What::Channel, row.channel.clone());
    say(None, What::State(bookings::state(row)?), String::new());
    say(Some(from_millis(row.created_at)), What::Made, String::new());
    let companions = [(row.interpreter, "interpreter"), (row.carer, "carer")];
    let companions: Vec<_> = companions.iter().filter(|(there, _)| *there != 0).map(|(_, who)| *who).collect();
    for (what, value) in [
        (What::Name, row.name.clone()),
        (What::Kana, row.kana.clone()),
        (What::BirthDate, row.birth_date.clone()),
        (What::Number, row.number.clone()),
        (What::Phone, row.phone.clone()),
        (What::Mail, row.mail.clone()),
        (What::Topic, row.topic.clone()),
        (What::Companions, companions.join(" ")),
    ] {
        if !value.is_empty() {
            say(None, what, value);
        }
    }
    Ok(())
}

fn device(row: &booking::Model, say: &mut impl FnMut(Option<Instant>, What, String)) -> Result<(), Failure> {
    if let Some(report) = row.device.as_deref().map(from_json::<DeviceReport>).transpose()? {
        say(None, What::DeviceResult, report.result.word().to_owned());
        if let Some(same) = report.same_device {
            say(None, What::SameDevice, if same { "yes" } else { "no" }.to_owned());
        }
        for (name, value) in report.findings {
            say(None, What::Finding(name), value);
        }
    }
    for (what, digest) in [(What::Address, &row.address), (What::Browser, &row.visitor)] {
        if !digest.is_empty() {
            say(None, what, digest.clone());
        }
    }
    Ok(())
}

async fn consents<C: ConnectionTrait>(
    db: &C,
    rows: &[booking::Model],
    until: Instant,
) -> Result<Beside<consent::Model>, Failure> {
    use consent::Column;
    let mut beside = Beside::new();
    for rows in rows.chunks(AT_ONCE) {
        let theirs = consent::Entity::find().filter(Column::BookingId.is_in(rows.iter().map(|row| row.id)));
        let theirs = theirs.filter(Column::At.lte(until.timestamp_millis())).order_by_asc(Column::At);
        for line in theirs.order_by_asc(Column::Id).all(db).await? {
            beside.entry(line.booking_id).or_insert_with(Vec::new).push(line);
        }
    }
    Ok(beside)
}

/// Events and calls, in the order of time. Who of the staff acted is not the seeker's data: it stays in the office.
async fn history<C: ConnectionTrait>(
    db: &C,
    rows: &[booking::Model],
    until: Instant,
) -> Result<Beside<(Instant, String, String)>, Failure> {
    let last = until.timestamp_millis();
    let mut beside: Beside<(Instant, String, String)> = Beside::new();
    for rows in rows.chunks(AT_ONCE) {
        let ids = || rows.iter().map(|row| row.id);
        let events = booking_event::Entity::find().filter(booking_event::Column::BookingId.is_in(ids()));
        let events = events.filter(booking_event::Column::At.lte(last)).order_by_asc(booking_event::Column::Id);
        for event in events.all(db).await? {
            beside.entry(event.booking_id).or_default().push((from_millis(event.at), event.what, event.note));
        }
        let calls = call::Entity::find().filter(call::Column::BookingId.is_in(ids()));
        let calls = calls.filter(call::Column::At.lte(last)).order_by_asc(call::Column::Id);
        for call in calls.all(db).await? {
            let what = format!("call_{}", call.direction);
            beside.entry(call.booking_id).or_default().push((from_millis(call.at), what, call.note));
        }
    }
    for lines in beside.values_mut() {
        lines.sort_by_key(|(at, ..)| *at);
    }
    Ok(beside)
}
