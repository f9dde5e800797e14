//! Another time for a booking, and the next booking made during one (Art. 6(5)).

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        failure::Failure,
        hold::bookable,
        phone::{
            place::{Plan, seated},
            reply::locked,
        },
        reschedule::{Turn, moved, shift},
    },
    store::{
        audit,
        booking::{self, kind},
        consent::{self, Moment},
        deed::{self, Did},
        history::{self, What, Who},
        office,
        outbox::{self, Letter, Pace},
        registration, standing,
    },
};
use app::{
    desk::{error::DeskError, staff::Actor},
    domain::{
        act::Act,
        booking::{Channel, Receipt, State},
        ids::{BookingId, CounterId},
        slot::Span,
        time::date_jst,
    },
};

/// Another time, another counter, or both. Without a counter, its own is tried first.
pub async fn move_to(
    desks: &Desks,
    actor: &Actor,
    id: BookingId,
    to: Span,
    counter: Option<CounterId>,
) -> Result<(), Failure> {
    let now = desks.clock.now();
    let days = desks.live.days(actor.office).await?;
    let tx = desks.begin().await?;
    let (mut row, state) = locked(desks, &tx, actor, id).await?;
    let from = deed::Place { slot: row.slot_id, span: booking::span(&row)?, deadline: row.deadline };
    let left = row.counter_id;
    if state.is_live() && from.span == to && counter.is_none_or(|counter| counter.0 == left) {
        // Pressed twice.
        return Ok(());
    }
    let turn = counter.map_or(Turn::SameCounter, |counter| Turn::Counter(counter.0));
    let changes = shift(&tx, &mut row, state, to, &days, now, turn).await?;
    let counters = office::counters(&*tx, actor.office.0).await?;
    let name = |id| counters.iter().find(|counter| counter.id == id).map(|row| row.name.clone()).unwrap_or_default();
    let (what, note) =
        if from.span == to { (What::Reseated, name(left)) } else { (What::Moved, from.span.to_string()) };
    history::write(&tx, &row, now, Who::Staff(actor.staff), what, &note);
    // The same time at another counter is nothing to the seeker.
    let told = !row.mail.is_empty() && from.span != to;
    if told {
        // What still waits tells of the old time, but a letter whose receipt confirms goes out with the new one.
        outbox::write(&tx, &row, moved(&row)?, Pace::Official, now, &desks.mail_domain).await?;
    }
    audit::write(&tx, actor, now, Act::Moved, &row.reference, &note);
    let (booking, sequence, counter) = (row.id, row.sequence, name(row.counter_id));
    deed::write(&tx, actor, now, Did::Moved { booking, sequence, from, to, counter, told }, Vec::new()).await?;
    desks.commit(tx, actor.office, &changes).await?;
    if let Some(due) = row.due_at {
        desks.alarm.set(due);
    }
    Ok(())
}

pub async fn book(desks: &Desks, actor: &Actor, id: BookingId, to: Span) -> Result<BookingId, Failure> {
    let now = desks.clock.now();
    let days = desks.live.days(actor.office).await?;
    let tx = desks.begin().await?;
    let (parent, state) = locked(desks, &tx, actor, id).await?;
    let running = matches!(state, State::Confirmed { .. } | State::Attended { .. });
    if !running || now < from_millis(parent.starts_at) {
        return Err(DeskError::Conflict.into());
    }
    if standing::in_force(&*tx, parent.office_id, &parent.number, date_jst(to.starts())).await?.is_some() {
        return Err(DeskError::UseRefused.into());
    }
    let deadline = bookable(&days, to, now)?;
    let (channel, state) = match booking::channel(&parent)? {
        Channel::Site => (Channel::Site, State::AwaitingMail { since: now, refused: None }),
        Channel::Phone | Channel::Session => {
            (Channel::Session, State::Confirmed { at: now, by: Receipt::Staff { who: actor.staff } })
        }
    };
    let plan = Plan {
        office: actor.office,
        kind: kind(&parent)?,
        span: to,
        channel,
        deadline,
        state,
        counter: Some(parent.counter_id),
    };
    let mut row = seated(&tx, &plan, now).await?;
    row.parent_id = Some(parent.id);
    row.lang = parent.lang;
    row.name = parent.name;
    row.kana = parent.kana;
    row.phone = parent.phone;
    row.mail = parent.mail;
    row.number = parent.number;
    row.topic = parent.topic;
    row.interpreter = parent.interpreter;
    row.carer = parent.carer;
    row.birth_date = parent.birth_date;
    row.terms = parent.terms;
    row.device = parent.device;
    booking::insert(&tx, row.clone());
    registration::compare_next(&tx, &row, parent.id, now).await?;
    consent::write(&tx, &row, &[(Moment::Applying, "session", now)])?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::BookedNext, &parent.reference);
    if !row.mail.is_empty() {
        let letter = Letter::of_booking(channel, &plan.state);
        outbox::write(&tx, &row, letter, Pace::Official, now, &desks.mail_domain).await?;
    }
    audit::write(&tx, actor, now, Act::NextBooked, &row.reference, &parent.reference);
    desks.commit(tx, actor.office, &[booking::change(&row, true)]).await?;
    if let Some(due) = row.due_at {
        desks.alarm.set(due);
    }
    Ok(BookingId(row.id))
}
