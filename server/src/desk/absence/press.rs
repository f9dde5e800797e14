//! The press: moves and cancels as decided, with letters, and closes what is left of the day; all of it or nothing.

use super::stretch::Stretch;
use crate::{
    clock::from_millis,
    desk::{Desks, attendee::tell, ending, failure::Failure, hold::choose, staff::own_counter},
    store::{
        audit,
        booking::{self as bookings, save, save_with},
        day,
        entity::{
            absence, absence_booking,
            booking::{Column, Model},
            booking_day, counter, counter_ready, slot,
        },
        history::{self, What, Who},
        live_event::Change,
        outbox::{self, Letter, Pace},
        seat, slot as slots,
        writing::Writing,
    },
};
use app::{
    desk::{
        absence::{Absence, Outcome},
        error::DeskError,
        staff::Actor,
    },
    domain::{
        absence::{Decision, Remedy, must_call},
        act::Act,
        booking::{Canceller, State},
        ids::{AbsenceId, CounterId, OfficeId},
        intake::reason,
        slot::Span,
        time::{Instant, time_hm},
    },
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait, Set, sea_query::Expr,
};

pub async fn press(desks: &Desks, actor: &Actor, asked: &Absence) -> Result<AbsenceId, Failure> {
    let ja = reason(&asked.ja).map_err(|_| DeskError::Mend)?;
    let en = asked.en.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let en = en.map(reason).transpose().map_err(|_| DeskError::Mend)?;
    let tx = desks.begin().await?;
    // Whoever judges the ten minutes of its bookings, or opens a slot of it, holds the counter's row.
    let counter = own_counter(&tx, actor, asked.counter).await?;
    let now = desks.clock.now();
    if let Some(done) = absence::Entity::find_by_id(asked.id.0).one(&*tx).await? {
        // Pressed twice.
        return if done.counter_id == counter.id { Ok(asked.id) } else { Err(DeskError::Conflict.into()) };
    }
    let stretch = Stretch::of(asked.date, asked.from, now)?;
    // Whoever is taking a seat in one of its slots holds the slot's row: they wait, or are waited for and then seen.
    close_slots(&tx, &counter, stretch, now).await?;
    let mut work = Work { desks, tx: &tx, actor, now, en_route: Vec::new(), changes: Vec::new() };
    let decided = work.part(&counter, stretch, asked).await?;
    for (row, state, decision) in decided {
        work.settle(row, state, decision, asked, &ja).await?;
    }
    let (due, changes) = work.seat_down(&counter, asked).await?;
    if stretch.from <= now {
        leave(&tx, &counter, now).await?;
    }
    let row = absence::Model {
        id: asked.id.0,
        office_id: actor.office.0,
        counter_id: counter.id,
        date: asked.date.to_string(),
        from_at: stretch.from.timestamp_millis(),
        reason_ja: ja.clone(),
        reason_en: en,
        staff_id: actor.staff.0,
        at: now.timestamp_millis(),
    };
    tx.record(absence::Entity::insert(row.into_active_model()).into_query());
    let what = format!("{} {}: {ja}", asked.date, time_hm(stretch.from));
    audit::write(&tx, actor, now, Act::AbsenceMade, &counter.name, &what);
    desks.commit(tx, actor.office, &changes).await?;
    if let Some(due) = due {
        desks.alarm.set(due);
    }
    tracing::info!(counter = %counter.id, staff = %actor.staff, "a counter's day fell away");
    Ok(asked.id)
}

async fn close_slots(tx: &Writing, counter: &counter::Model, stretch: Stretch, now: Instant) -> Result<(), Failure> {
    let rest = Condition::all()
        .add(slot::Column::CounterId.eq(counter.id))
        .add(slot::Column::StartsAt.gte(stretch.from.timestamp_millis()))
        .add(slot::Column::StartsAt.lt(stretch.until.timestamp_millis()));
    slot::Entity::find().filter(rest.clone()).lock_exclusive().all(&**tx).await?;
    let at = Some(now.timestamp_millis());
    slot::Entity::update_many()
        .set(slot::ActiveModel { closed_at: Set(at), closed_by_hand: Set(1), ..Default::default() })
        .filter(rest)
        .filter(slot::Column::ClosedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Nobody is at the counter any more: the ten minutes of what stays there stand still (R4).
async fn leave(tx: &Writing, counter: &counter::Model, now: Instant) -> Result<(), Failure> {
    counter_ready::Entity::update_many()
        .col_expr(counter_ready::Column::EndedAt, Expr::value(now.timestamp_millis()))
        .filter(counter_ready::Column::CounterId.eq(counter.id))
        .filter(counter_ready::Column::EndedAt.is_null())
        .filter(counter_ready::Column::BeganAt.gte(day::day_around(now).start))
        .exec(&**tx)
        .await?;
    day::look_again(tx, counter.id, now).await?;
    Ok(())
}

/// A booking that leaves its seat for another one.
struct EnRoute {
    row: Model,
    state: State,
    was: Span,
    to: (CounterId, Span),
}

struct Work<'a> {
    desks: &'a Desks,
    tx: &'a Writing,
    actor: &'a Actor,
    now: Instant,
    en_route: Vec<EnRoute>,
    changes: Vec<Change>,
}

impl Work<'_> {
    /// The bookings of the stretch, each with what was decided for it; holds are let go.
    ///
    /// # Errors
    /// `Conflict`: one has come or was moved since, and nothing is decided for it as it is now.
    async fn part(
        &mut self,
        counter: &counter::Model,
        stretch: Stretch,
        asked: &Absence,
    ) -> Result<Vec<(Model, State, Decision)>, Failure> {
        let mut decided = Vec::new();
        for found in stretch.bookings(&**self.tx, counter.id).await? {
            let Some(mut row) = bookings::lock(self.tx, found.id).await? else { continue };
            let state = bookings::state(&row)?.pass(self.now, bookings::deadline(&row));
            if row.counter_id != counter.id || !(state.is_live() || matches!(state, State::Held { .. })) {
                continue;
            }
            if let State::Held { .. } = state {
                let change = save(self.tx, &mut row, state.release(self.now)?).await?;
                history::write(self.tx, &row, self.now, Who::Staff(self.actor.staff), What::Released, "");
                self.changes.push(change);
                continue;
            }
            let was = bookings::span(&row)?;
            let decision = asked.decisions.iter().find(|one| one.booking.0 == row.id && one.was == was);
            decided.push((row, state, *decision.ok_or(DeskError::Conflict)?));
        }
        Ok(decided)
    }

    async fn settle(
        &mut self,
        mut row: Model,
        state: State,
        decision: Decision,
        asked: &Absence,
        why: &str,
    ) -> Result<(), Failure> {
        let (tx, now, who) = (self.tx, self.now, Who::Staff(self.actor.staff));
        let Decision { was, remedy, .. } = decision;
        let refused = matches!(state, State::AwaitingMail { refused: Some(_), .. });
        let has_mail = !row.mail.is_empty();
        let kept = absence_booking::Model {
            absence_id: asked.id.0,
            booking_id: row.id,
            office_id: row.office_id,
            outcome: Outcome::of(remedy, was).word().to_owned(),
            was_starts_at: row.starts_at,
            was_minutes: row.minutes,
            to_call: must_call(remedy, was, has_mail && !refused, now).into(),
        };
        tx.record(absence_booking::Entity::insert(kept.into_active_model()).into_query());
        match remedy {
            Remedy::Stay => {}
            Remedy::Cancel => {
                let state = state.cancel(now, Canceller::Office { who: self.actor.staff }, was.starts())?;
                let change = ending::end(self.desks, tx, &mut row, state, Letter::Absence, Pace::Official, now).await?;
                self.changes.push(change);
                history::write(tx, &row, now, who, What::Cancelled, why);
                audit::write(tx, self.actor, now, Act::Cancelled, &row.reference, why);
            }
            Remedy::Move { counter, span } => {
                // All leave before any sits down, so that they can take each other's Zoom host.
                let state = state.reschedule(now, from_millis(row.starts_at), bookings::deadline(&row).max(now))?;
                self.changes.push(bookings::change(&row, false));
                seat::free(tx, row.id).await?;
                self.en_route.push(EnRoute { row, state, was, to: (counter, span) });
            }
        }
        Ok(())
    }

    /// Every one that left takes the seat decided on. The day stays the same, and so does the deadline.
    ///
    /// # Errors
    /// `SeatTaken`, `Mend` (another day than that of the absence).
    async fn seat_down(
        mut self,
        absent: &counter::Model,
        asked: &Absence,
    ) -> Result<(Option<i64>, Vec<Change>), Failure> {
        let mut due = None;
        for EnRoute { mut row, state, was, to: (counter, span) } in std::mem::take(&mut self.en_route) {
            let (tx, now) = (self.tx, self.now);
            if app::domain::time::date_jst(span.starts()) != asked.date || span.starts() <= now {
                return Err(DeskError::Mend.into());
            }
            let mut candidates = slots::candidates(tx, row.office_id, bookings::kind(&row)?, span).await?;
            candidates.retain(|candidate| candidate.seat.counter == counter.0);
            let chosen = choose(tx, 0, OfficeId(row.office_id), row.id, candidates).await?;
            row.slot_id = chosen.slot;
            row.counter_id = chosen.seat.counter;
            row.host_id = chosen.seat.host;
            row.starts_at = span.starts().timestamp_millis();
            row.minutes = span.minutes().into();
            row.sequence += i32::from(span != was);
            let columns = [
                Column::SlotId,
                Column::CounterId,
                Column::HostId,
                Column::StartsAt,
                Column::Minutes,
                Column::Sequence,
            ];
            let taken = save_with(tx, &mut row, state, &columns).await?;
            self.changes.push(taken);
            booking_day::Entity::update_many()
                .col_expr(booking_day::Column::CounterId, Expr::value(row.counter_id))
                .filter(booking_day::Column::BookingId.eq(row.id))
                .exec(&**tx)
                .await?;
            self.tell(&row, was, span, absent).await?;
            due = [due, row.due_at].into_iter().flatten().min();
        }
        self.changes.push(Change::Office);
        Ok((due, self.changes))
    }

    /// Whoever keeps their time needs no letter: no letter names a counter.
    async fn tell(&self, row: &Model, was: Span, span: Span, absent: &counter::Model) -> Result<(), Failure> {
        let (tx, now, who) = (self.tx, self.now, Who::Staff(self.actor.staff));
        if span == was {
            history::write(tx, row, now, who, What::Reseated, &absent.name);
        } else {
            history::write(tx, row, now, who, What::Moved, &was.to_string());
            if !row.mail.is_empty() {
                let waits = matches!(bookings::state(row)?, State::AwaitingReply { .. });
                let letter = if waits { Letter::PleaseReply } else { Letter::MovedByOffice };
                outbox::write(tx, row, letter, Pace::Official, now, &self.desks.mail_domain).await?;
            }
            tell::moved(self.desks, tx, row, Pace::Official, now).await?;
        }
        audit::write(tx, self.actor, now, Act::Moved, &row.reference, &was.to_string());
        Ok(())
    }
}
