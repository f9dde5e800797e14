//! What silent no-shows propose. A proposal is kept nowhere before somebody answers it: it is what the bookings say at the
//! moment, so that a cancellation that staff take back (R4) takes its proposal back too.

use crate::{
    desk::{Desks, failure::Failure},
    store::{
        audit, booking,
        entity::{
            booking::{Column, Entity, Model},
            standing as matters, standing_window,
        },
        live_event::Change,
        standing::{self, stage},
    },
};
use app::{
    desk::staff::Actor,
    domain::{
        act::Act,
        ids::{BookingId, OfficeId},
        standing::{Proposal, Silence, Window},
        time::{Instant, date_jst},
    },
};
use chrono::{NaiveDate, TimeDelta};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict,
};
use std::collections::BTreeMap;

/// The tag of a silent no-show (R4).
const NO_SHOW: &str = "no_show";

/// The silences of one 求職番号 that the office's window counts, and the bookings they were of, in their order.
pub struct Counted {
    pub number: String,
    pub silences: Vec<Silence>,
    pub bookings: Vec<Model>,
    /// Absent where they are fewer than the window asks for, or a decision about them awaits its review.
    pub proposal: Option<Proposal>,
}

/// Those of everybody, or of these numbers.
pub async fn counted<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    numbers: Option<&[String]>,
    now: Instant,
) -> Result<Vec<Counted>, Failure> {
    let window = standing::window(db, office.0).await?;
    let today = date_jst(now);
    let mut missed = Entity::find()
        .filter(Column::OfficeId.eq(office.0))
        .filter(Column::State.eq(NO_SHOW))
        .filter(Column::StartsAt.gte(earliest(window, now)))
        .filter(Column::Number.ne(""));
    if let Some(numbers) = numbers {
        missed = missed.filter(Column::Number.is_in(numbers));
    }
    let mut by_number: BTreeMap<String, Vec<Model>> = BTreeMap::new();
    for row in missed.all(db).await? {
        by_number.entry(row.number.clone()).or_default().push(row);
    }
    let about: Vec<String> = by_number.keys().cloned().collect();
    let matters = standing::of_numbers(db, office.0, &about).await?;
    by_number.into_iter().map(|(number, rows)| count(number, rows, &matters, window, today)).collect()
}

fn count(
    number: String,
    rows: Vec<Model>,
    matters: &[matters::Model],
    window: Window,
    today: NaiveDate,
) -> Result<Counted, Failure> {
    let mut silences = Vec::new();
    for row in &rows {
        silences.extend(Silence::of(BookingId(row.id), &booking::state(row)?));
    }
    let own = || matters.iter().filter(|matter| matter.number == number);
    let mut answered = None;
    for matter in own() {
        answered = answered.max(standing::matter(matter)?.and_then(|standing| standing.answered()));
    }
    let awaits_review = own().any(|matter| matter.status == stage::DRAFTED);
    let proposal = window.proposal(&silences, answered, today).filter(|_| !awaits_review);
    let silences = window.counted(&silences, answered, today);
    let bookings =
        silences.iter().filter_map(|silence| rows.iter().find(|row| row.id == silence.booking.0).cloned()).collect();
    Ok(Counted { number, silences, bookings, proposal })
}

/// Nothing that began before this is inside the window; the ten minutes may end a day later.
fn earliest(window: Window, now: Instant) -> i64 {
    (now - TimeDelta::days(i64::from(window.days()) + 1)).timestamp_millis()
}

/// The proposal that this booking belongs to, if there is one now.
pub async fn of_booking<C: ConnectionTrait>(
    db: &C,
    row: &Model,
    now: Instant,
) -> Result<Option<(Proposal, Model)>, Failure> {
    let counted = counted(db, OfficeId(row.office_id), Some(std::slice::from_ref(&row.number)), now).await?;
    Ok(counted.into_iter().find_map(|mut counted| {
        let last = counted.bookings.pop()?;
        Some((counted.proposal?, last))
    }))
}

pub async fn set_window(desks: &Desks, actor: &Actor, window: Window) -> Result<(), Failure> {
    use standing_window::Column;
    let now = desks.clock.now();
    let row = standing_window::Model {
        office_id: actor.office.0,
        days: window.days().into(),
        silences: window.silences().into(),
        changed_at: now.timestamp_millis(),
        changed_by: actor.staff.0,
    };
    let again = OnConflict::column(Column::OfficeId)
        .update_columns([Column::Days, Column::Silences, Column::ChangedAt, Column::ChangedBy])
        .to_owned();
    let tx = desks.begin().await?;
    standing_window::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(&*tx)
        .await?;
    let note = format!("{} / {} d", window.silences(), window.days());
    audit::write(&tx, actor, now, Act::OfficeChanged, "window", &note);
    desks.commit(tx, actor.office, &[Change::Nothing]).await
}
