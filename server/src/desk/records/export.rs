//! Everything that is kept about one person, as it is kept.

use crate::{
    desk::{Desks, failure::Failure, link::READABLE_FOR, records::person as people},
    store::{
        audit,
        booking::span,
        entity::{booking::Model, staff},
        person::{self, Rows, Whose},
    },
};
use app::{
    desk::{
        error::DeskError,
        records::{FileSection, PersonFile},
        staff::Actor,
    },
    domain::{act::Act, ids::BookingId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;

/// What stands within a booking and is a thing of its own.
const WITHIN: [(&str, &str); 2] = [("terms", "declarations"), ("device", "device_checks")];

pub async fn everything(desks: &Desks, actor: &Actor, id: BookingId) -> Result<PersonFile, Failure> {
    let db = desks.db.read();
    let bookings = people::of(db, actor, id).await?;
    let latest = people::known(&bookings).or(bookings.first()).ok_or(DeskError::NotFound)?;
    // Each one is written down, and is in itself.
    let tx = desks.begin().await?;
    audit::write(&tx, actor, desks.clock.now(), Act::PersonExported, &latest.reference, "");
    tx.commit().await?;
    let whose = Whose::of(db, actor.office.0, &bookings).await?;
    let mut sections = Vec::new();
    for (table, mut rows) in person::rows(db, &whose).await? {
        if table == "booking" {
            let within = WITHIN.map(|(column, name)| take_out(&mut rows, column, name));
            sections.insert(0, FileSection { name: table, rows });
            sections.extend(within.into_iter().filter(|section| !section.rows.is_empty()));
        } else {
            sections.push(FileSection { name: table, rows });
        }
    }
    sections.push(links(&bookings)?);
    let names = staff::Entity::find().filter(staff::Column::OfficeId.eq(actor.office.0)).all(db).await?;
    Ok(PersonFile {
        booking: id,
        name: latest.name.clone(),
        made_at: desks.clock.now(),
        sections,
        staff: names.into_iter().map(|row| (row.id.to_string(), row.name)).collect(),
    })
}

/// Makes a column of the bookings a section of its own, with the number that they are known by.
fn take_out(rows: &mut Rows, column: &str, name: &str) -> FileSection {
    let mut taken = Vec::new();
    for row in rows {
        let reference = row.iter().find(|(name, _)| name == "reference").map(|(_, value)| value.clone());
        let Some(place) = row.iter().position(|(name, _)| name == column) else { continue };
        let (_, value) = row.remove(place);
        let Value::Object(fields) = value else { continue };
        let mut cells = vec![("reference".to_owned(), reference.unwrap_or_default())];
        cells.extend(fields);
        taken.push(cells);
    }
    FileSection { name: name.to_owned(), rows: taken }
}

/// Links are made when they are sent and stored nowhere: what can be told is which one opens the booking, and until when.
fn links(bookings: &[Model]) -> Result<FileSection, Failure> {
    let mut rows = Vec::with_capacity(bookings.len());
    for row in bookings {
        let until = span(row)?.ends() + READABLE_FOR;
        rows.push(vec![
            ("reference".to_owned(), row.reference.clone().into()),
            ("generation".to_owned(), row.generation.into()),
            ("readable_until_at".to_owned(), until.timestamp_millis().into()),
        ]);
    }
    Ok(FileSection { name: "links".to_owned(), rows })
}
