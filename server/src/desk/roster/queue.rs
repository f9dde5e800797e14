//! Bookings to come that the list does not settle, each with what was given beside what the list has.

use crate::{
    desk::{Desks, failure::Failure, roster::beginning_of_today},
    store::{audit, booking, registration, roster},
};
use app::{
    desk::{
        roster::{Person, ToVerify},
        staff::Actor,
    },
    domain::{act::Act, ids::BookingId, registration::Who},
};

pub async fn see(desks: &Desks, actor: &Actor) -> Result<Vec<ToVerify>, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let office = actor.office.0;
    audit::saw(desks, actor, Act::RegistrationsSeen, "", "").await?;
    let rows = registration::first_open(db, office, beginning_of_today(now)).await?;
    let listed = roster::among(db, office, rows.iter().map(|row| row.number.as_str())).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let state = booking::state(&row)?.pass(now, booking::deadline(&row));
        if !state.is_live() {
            continue;
        }
        let listed = listed.get(&row.number);
        let given = registration::given(&row);
        open.push(ToVerify {
            booking: BookingId(row.id),
            span: booking::span(&row)?,
            state,
            standing: registration::standing(&row, listed),
            differing: listed.map(|listed| given.differences(&listed.who())).unwrap_or_default(),
            listed: listed.map(|listed| (person(listed.who()), listed.registration)),
            given: person(given),
            has_mail: !row.mail.is_empty(),
            reference: row.reference.clone(),
            number: row.number.clone(),
            phone: row.phone.clone(),
        });
    }
    Ok(open)
}

fn person(who: Who<'_>) -> Person {
    Person { name: who.name.to_owned(), kana: who.kana.to_owned(), birth_date: who.birth_date.to_owned() }
}
