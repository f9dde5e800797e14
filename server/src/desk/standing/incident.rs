//! What happened, and what was done about it: kept, and with it a consultation stopped or a booking refused (Art. 12(1)).

use super::room::of;
use crate::{
    clock::from_millis,
    desk::{Desks, attendee, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, save},
        day,
        entity::{
            booking::{Column, Entity, Model as Booking},
            incident::Model,
            refusal,
        },
        history::{self, What, Who},
        incident::{self as incidents, Wanted},
        live_event::Change,
        office,
        outbox::{self, Letter, Pace},
        staff, standing,
        writing::Writing,
    },
};
use app::{
    desk::{
        error::DeskError,
        staff::Actor,
        standing::{IncidentLine, IncidentQuery, IncidentRoom, NewIncident, Occasion},
    },
    domain::{
        act::Act,
        booking::State,
        day::Moment,
        ids::{BookingId, IncidentId},
        incident::{LONGEST_ACCOUNT, LONGEST_NOTE, LONGEST_TOLD, Measure, Sort},
        reference::Reference,
        role::Task,
        time::{Instant, at_jst},
    },
};
use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Incidents that are shown at once.
const MOST: usize = 200;

pub async fn room(desks: &Desks, actor: &Actor, query: &IncidentQuery) -> Result<IncidentRoom, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let about = match query.booking {
        Some(id) => Some(own(booking::find(db, id.0).await?, actor)?),
        None => None,
    };
    let reference = about.as_ref().map(|row| row.reference.as_str()).unwrap_or_default();
    let sort = query.sort.map(Sort::word).unwrap_or_default();
    audit::saw(desks, actor, Act::IncidentsSeen, reference, sort).await?;
    let midnight = |date: NaiveDate| at_jst(date, NaiveTime::MIN).timestamp_millis();
    let until = query.until.and_then(|until| until.checked_add_days(Days::new(1)));
    let between = query.from.map_or(i64::MIN, midnight)..until.map_or(i64::MAX, midnight);
    let wanted = Wanted {
        sort: query.sort.map(Sort::word),
        between: Some(between),
        bookings: query.booking.map(|id| vec![id.0]),
    };
    let mut found = incidents::find(db, actor.office.0, wanted, MOST as u64 + 1).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let about = about.map(|row| occasion(&row, actor, now)).transpose()?;
    Ok(IncidentRoom { now, lines: lines(db, found).await?, more, about })
}

fn occasion(row: &Booking, actor: &Actor, now: Instant) -> Result<Occasion, Failure> {
    let state = booking::state(row)?.pass(now, booking::deadline(row));
    let starts = from_millis(row.starts_at);
    let can = |measure: &Measure| match measure {
        Measure::Stop => state.clone().stop(now, actor.staff, starts).is_ok(),
        Measure::Refuse => state.clone().refuse(now, actor.staff, starts).is_ok(),
    };
    let measures = match actor.may(Task::DecideStanding) {
        Ok(()) => Measure::ALL.into_iter().filter(can).collect(),
        Err(_) => Vec::new(),
    };
    Ok(Occasion { about: of(row)?, state, measures })
}

/// Rows as they are shown.
pub async fn lines<C: ConnectionTrait>(db: &C, rows: Vec<Model>) -> Result<Vec<IncidentLine>, Failure> {
    let bookings = booking::by_ids(db, rows.iter().filter_map(|row| row.booking_id)).await?;
    let people = rows.iter().flat_map(|row| [Some(row.noted_by), row.approver]).flatten().collect();
    let names = staff::names(db, people).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let unreadable = || DbErr::Type("an incident's sort".to_owned());
            Ok(IncidentLine {
                id: IncidentId(row.id),
                at: from_millis(row.at),
                sort: Sort::of_word(&row.sort).ok_or_else(unreadable)?,
                account: row.account,
                done: row.done,
                noticed_by: row.noticed_by,
                noted_by: name(row.noted_by),
                measure: row.measure.as_deref().and_then(Measure::of_word),
                approver: row.approver.map(name).unwrap_or_default(),
                booking: row.booking_id.and_then(|id| bookings.get(&id)).map(of).transpose()?,
            })
        })
        .collect()
}

/// Words as they are kept: several lines, nothing that cannot be seen.
fn words(text: &str, most: usize) -> Result<String, DeskError> {
    let text = text.trim().replace("\r\n", "\n");
    let unseen = text.chars().any(|c| c.is_control() && c != '\n');
    if unseen || text.chars().count() > most { Err(DeskError::Mend) } else { Ok(text) }
}

pub async fn note(desks: &Desks, actor: &Actor, new: &NewIncident) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    let seen = match new.booking {
        Some(id) => Some(own(booking::find(&*tx, id.0).await?, actor)?),
        None => by_reference(&tx, actor, &new.reference).await?,
    };
    let account = words(&new.account, LONGEST_ACCOUNT)?;
    let (done, noticed_by) = (words(&new.done, LONGEST_NOTE)?, words(&new.noticed_by, LONGEST_NOTE)?);
    if account.is_empty() {
        return Err(DeskError::Mend.into());
    }
    let mut changes = Vec::new();
    if let Some((measure, told)) = &new.measure {
        let told = words(told, LONGEST_TOLD)?;
        let row = seen.as_ref().ok_or(DeskError::Mend)?;
        if told.is_empty() || !new.sort.is_conduct() {
            return Err(DeskError::Mend.into());
        }
        changes.push(match measure {
            Measure::Stop => stop(desks, &tx, actor, row, &account, told).await?,
            Measure::Refuse => refuse(desks, &tx, actor, row, &account, told).await?,
        });
    }
    let now = desks.clock.now();
    let at = new.at.unwrap_or(now);
    if at > now {
        return Err(DeskError::Mend.into());
    }
    let incident = Model {
        id: Uuid::now_v7(),
        office_id: actor.office.0,
        booking_id: seen.as_ref().map(|row| row.id),
        sort: new.sort.word().to_owned(),
        account,
        done,
        noticed_by: if noticed_by.is_empty() { actor.name.clone() } else { noticed_by },
        at: at.timestamp_millis(),
        measure: new.measure.as_ref().map(|(measure, _)| measure.word().to_owned()),
        approver: new.measure.as_ref().map(|_| actor.staff.0),
        noted_at: now.timestamp_millis(),
        noted_by: actor.staff.0,
    };
    incidents::write(&tx, incident);
    let reference = seen.as_ref().map(|row| row.reference.as_str()).unwrap_or_default();
    audit::write(&tx, actor, now, Act::IncidentNoted, reference, new.sort.word());
    changes.extend(seen.as_ref().map(|row| Change::Card { booking: BookingId(row.id) }));
    desks.commit(tx, actor.office, &changes).await?;
    desks.alarm.set(now.timestamp_millis());
    Ok(())
}

/// The booking of a short number that was typed; nothing typed is no booking.
async fn by_reference(tx: &Writing, actor: &Actor, typed: &str) -> Result<Option<Booking>, Failure> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let reference: Reference = typed.parse().map_err(|_| DeskError::Mend)?;
    let row = Entity::find()
        .filter(Column::Reference.eq(reference.to_string()))
        .filter(Column::OfficeId.eq(actor.office.0))
        .one(&**tx)
        .await?;
    match row {
        Some(row) if !matches!(booking::state(&row)?, State::Held { .. } | State::Released { .. }) => Ok(Some(row)),
        _ => Err(DeskError::Mend.into()),
    }
}

/// Stops the consultation while it runs: the counter is free for the next one.
async fn stop(
    desks: &Desks,
    tx: &Writing,
    actor: &Actor,
    seen: &Booking,
    why: &str,
    told: String,
) -> Result<Change, Failure> {
    office::lock_counter(tx, seen.counter_id).await?;
    let mut row = own(booking::lock(tx, seen.id).await?, actor)?;
    if row.counter_id != seen.counter_id {
        return Err(DbErr::RecordNotUpdated.into());
    }
    let now = desks.clock.now();
    let mut kept = day::of(&**tx, row.id).await?;
    let rule = day::rule(&**tx, &row, &kept).await?;
    let state = kept.stop(booking::state(&row)?, Moment { now, by: actor.staff, rule: &rule })?;
    let change = save(tx, &mut row, state).await?;
    day::keep(tx, &row, &kept).await?;
    day::look_again(tx, row.counter_id, now).await?;
    tell(desks, tx, actor, &row, Letter::Stopped, told, now).await?;
    history::write(tx, &row, now, Who::Staff(actor.staff), What::Stopped, why);
    audit::write(tx, actor, now, Act::ConsultationStopped, &row.reference, why);
    Ok(change)
}

/// Refuses the booking before its start: its seat is free.
async fn refuse(
    desks: &Desks,
    tx: &Writing,
    actor: &Actor,
    seen: &Booking,
    why: &str,
    told: String,
) -> Result<Change, Failure> {
    let now = desks.clock.now();
    let mut row = own(booking::lock(tx, seen.id).await?, actor)?;
    let state = booking::state(&row)?.pass(now, booking::deadline(&row));
    let state = state.refuse(now, actor.staff, from_millis(row.starts_at))?;
    let change = save(tx, &mut row, state).await?;
    tell(desks, tx, actor, &row, Letter::Refused, told, now).await?;
    history::write(tx, &row, now, Who::Staff(actor.staff), What::Refused, why);
    audit::write(tx, actor, now, Act::BookingRefused, &row.reference, why);
    Ok(change)
}

/// What still waits tells of a consultation that is not to be; the seeker is told why instead.
async fn tell(
    desks: &Desks,
    tx: &Writing,
    actor: &Actor,
    row: &Booking,
    letter: Letter,
    message: String,
    now: Instant,
) -> Result<(), Failure> {
    outbox::supersede(tx, row.id, now).await?;
    standing::refuse(
        tx,
        refusal::Model {
            booking_id: row.id,
            office_id: actor.office.0,
            standing_id: None,
            message,
            behind: 0,
            at: now.timestamp_millis(),
        },
    );
    if !row.mail.is_empty() {
        outbox::write(tx, row, letter, Pace::Official, now, &desks.mail_domain).await?;
    }
    // Where it is stopped the employer sits with the office.
    if letter == Letter::Refused {
        attendee::tell::ended(desks, tx, row, Pace::Official, now).await?;
    }
    Ok(())
}
