//! Another time for a booking, and the next booking made during one (Art. 6(5)).

use crate::{
    clock::from_millis,
    desk::{
        Desks,
        attendee::tell,
        duplicate::{self, Whose},
        failure::Failure,
        phone::{
            late, most,
            place::{Plan, seated},
            reply::locked,
        },
        reschedule::{Turn, moved, shift},
    },
    store::{
        audit,
        booking::{self, kind},
        consent::{self, Moment},
        day,
        deed::{self, Did},
        entity::booking::{Column, Model},
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
        time::{Instant, date_jst},
    },
};
use sea_orm::{ConnectionTrait, DbErr};

/// Another time, another counter, or both. Without a counter, its own is tried first. `reason`: why a time is given whose
/// deadline has passed.
pub async fn move_to(
    desks: &Desks,
    actor: &Actor,
    id: BookingId,
    to: Span,
    counter: Option<CounterId>,
    reason: Option<&str>,
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
    // The same time at another counter is nothing to the seeker, nor to whoever attends, and no deadline is in its way.
    let same_time = from.span == to;
    let time = late::given(actor, &days, to, now, reason.filter(|_| !same_time));
    let mut state = state;
    if let Ok(time) = &time
        && time.late.is_some()
    {
        late::note(&mut row, time, actor);
        booking::update(&tx, &row, &[Column::OverrideReason, Column::OverrideBy]).await?;
        if state.is_live() && !matches!(state, State::Confirmed { .. }) {
            // Past the deadline no reply and no receipt could count any more.
            state = state.let_stand(now, actor.staff, from.span.starts())?;
        }
    }
    let turn = counter.map_or(Turn::SameCounter, |counter| Turn::Counter(counter.0));
    let deadline = time.as_ref().map(|time| time.deadline).map_err(|error| *error);
    let changes = shift(&tx, &mut row, state, to, deadline, now, turn).await?;
    if let Ok(time) = &time {
        late::write(&tx, &row, time, actor, now);
    }
    if !same_time {
        tell::moved(desks, &tx, &row, Pace::Official, now).await?;
    }
    let counters = office::counters(&*tx, actor.office.0).await?;
    let name = |id| counters.iter().find(|counter| counter.id == id).map(|row| row.name.clone()).unwrap_or_default();
    let (what, note) = if same_time { (What::Reseated, name(left)) } else { (What::Moved, from.span.to_string()) };
    history::write(&tx, &row, now, Who::Staff(actor.staff), what, &note);
    let told = !row.mail.is_empty() && !same_time;
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

/// Why it is made although its deadline has passed, and although the person has as many as they may have at once.
pub struct Why {
    pub late: Option<String>,
    pub over: Option<String>,
}

/// Whether the next one may be booked from it (Art. 6(5)): its consultation has begun, by the clock or since staff pressed that it
/// has, and nobody broke it off.
pub async fn may_follow<C: ConnectionTrait>(
    db: &C,
    parent: &Model,
    state: &State,
    now: Instant,
) -> Result<bool, DbErr> {
    if !matches!(state, State::Confirmed { .. } | State::Attended { .. }) {
        return Ok(false);
    }
    Ok(now >= from_millis(parent.starts_at) || day::of(db, parent.id).await?.began.is_some())
}

/// The limit is for what a person has besides the consultation that runs: 6(5) says how the next one is confirmed, and not that
/// there may be more of them.
pub async fn book(desks: &Desks, actor: &Actor, id: BookingId, to: Span, why: &Why) -> Result<BookingId, Failure> {
    let now = desks.clock.now();
    let days = desks.live.days(actor.office).await?;
    let tx = desks.begin().await?;
    let (parent, state) = locked(desks, &tx, actor, id).await?;
    if !may_follow(&*tx, &parent, &state, now).await? {
        return Err(DeskError::Conflict.into());
    }
    if standing::in_force(&*tx, parent.office_id, &parent.number, date_jst(to.starts())).await?.is_some() {
        return Err(DeskError::UseRefused.into());
    }
    let time = late::given(actor, &days, to, now, why.late.as_deref())?;
    let whose = Whose { office: actor.office, number: &parent.number, besides: Some(id) };
    let counted = duplicate::at_once_in_turn(&tx, whose, to.starts(), now).await?;
    let over = most::given(actor, counted, why.over.as_deref())?;
    let confirmed = State::Confirmed { at: now, by: Receipt::Staff { who: actor.staff } };
    let (channel, state) = match booking::channel(&parent)? {
        // Past the deadline no receipt could count.
        Channel::Site if time.late.is_some() => (Channel::Site, confirmed),
        Channel::Site => (Channel::Site, State::AwaitingMail { since: now, refused: None }),
        Channel::Phone | Channel::Session => (Channel::Session, confirmed),
    };
    let plan = Plan {
        office: actor.office,
        kind: kind(&parent)?,
        span: to,
        channel,
        deadline: time.deadline,
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
    late::note(&mut row, &time, actor);
    booking::insert(&tx, row.clone());
    registration::compare_next(&tx, &row, parent.id, now).await?;
    consent::write(&tx, &row, &[(Moment::Applying, "session", now)])?;
    history::write(&tx, &row, now, Who::Staff(actor.staff), What::BookedNext, &parent.reference);
    late::write(&tx, &row, &time, actor, now);
    most::write(&tx, &row, over, actor, now);
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
