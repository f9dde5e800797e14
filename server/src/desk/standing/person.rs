//! How somebody stands, beside who they are: for the page that looks for a seeker, and for the intake.

use super::{
    incident,
    proposal::{self, Counted},
    room::Known,
};
use crate::{
    desk::{Desks, failure::Failure},
    store::{
        audit,
        entity::booking::{Column, Entity},
        incident::{self as incidents, Wanted},
        standing,
    },
};
use app::{
    desk::{staff::Actor, standing::PersonStanding},
    domain::{act::Act, time::date_jst},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// Incidents of one search that are shown at once.
const MOST: u64 = 200;

/// In the order of the numbers; who has none has nothing.
pub async fn of(desks: &Desks, actor: &Actor, numbers: &[String]) -> Result<Vec<PersonStanding>, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let asked: Vec<String> = numbers.iter().filter(|number| !number.is_empty()).cloned().collect();
    let mut people = vec![PersonStanding::default(); numbers.len()];
    if asked.is_empty() {
        return Ok(people);
    }
    // Never taken for the look before: whose it was is not kept.
    let tx = desks.begin().await?;
    audit::write(&tx, actor, now, Act::StandingSeen, "", &asked.len().to_string());
    tx.commit().await?;
    let place = |number: &str| numbers.iter().position(|asked| asked == number);
    let rows = standing::of_numbers(db, actor.office.0, &asked).await?;
    let known = Known::of(db, &rows).await?;
    for row in &rows {
        if let (Some(place), Some(matter)) = (place(&row.number), known.matter(row, date_jst(now))?) {
            people[place].matters.push(matter);
        }
    }
    for Counted { number, silences, .. } in proposal::counted(db, actor.office, Some(&asked), now).await? {
        if let Some(place) = place(&number) {
            people[place].silences = silences.len();
        }
    }
    let bookings: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::OfficeId.eq(actor.office.0))
        .filter(Column::Number.is_in(&asked))
        .into_tuple()
        .all(db)
        .await?;
    let wanted = Wanted { bookings: Some(bookings), ..Wanted::default() };
    let found = incidents::find(db, actor.office.0, wanted, MOST).await?;
    for line in incident::lines(db, found).await? {
        let number = line.booking.as_ref().map(|about| about.number.as_str()).unwrap_or_default();
        if let Some(place) = place(number) {
            people[place].incidents.push(line);
        }
    }
    Ok(people)
}
