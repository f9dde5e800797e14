//! The intake: what is said on the telephone becomes a booking in one transaction.

use crate::{
    desk::{
        Desks,
        attendee::invite,
        duplicate::{self, Whose},
        failure::Failure,
        phone::{
            late, most,
            place::{Plan, seated},
        },
        staff::own,
    },
    store::{
        audit,
        booking::{self, json},
        consent::{self, Moment},
        history::{self, What, Who},
        outbox::{self, Letter, Pace},
        registration, standing, terms,
    },
};
use app::{
    desk::{application::TermsForm, error::DeskError, phone::AtOnce, staff::Actor},
    domain::{
        act::Act,
        booking::{Channel, Receipt, State},
        ids::BookingId,
        intake::{self, Intake},
        role::Task,
        seeker_number::SeekerNumber,
        slot::Span,
        time::date_jst,
    },
};

pub async fn take(desks: &Desks, actor: &Actor, typed: &Intake) -> Result<BookingId, Failure> {
    let now = desks.clock.now();
    let given = intake::check(typed, date_jst(now)).map_err(|_| DeskError::Mend)?;
    // Asked before the transaction begins: they may take connections of their own.
    let days = desks.live.days(actor.office).await?;
    let version = terms::in_force(desks.db.read(), actor.office.0, now).await?;
    let starts = given.span.starts();
    let time = late::given(actor, &days, given.span, now, given.late.as_deref())?;
    // Without an address there is nothing to reply to; past the deadline no reply could count.
    let state = if given.mail.is_none() || time.late.is_some() {
        State::Confirmed { at: now, by: Receipt::Staff { who: actor.staff } }
    } else {
        State::AwaitingReply { since: now }
    };

    let tx = desks.begin().await?;
    let whose = Whose { office: actor.office, number: given.number.as_str(), besides: None };
    let counted = duplicate::at_once_in_turn(&tx, whose, starts, now).await?;
    let over = most::given(actor, counted, given.over.as_deref())?;
    let plan = Plan {
        office: actor.office,
        kind: given.kind,
        span: given.span,
        channel: Channel::Phone,
        deadline: time.deadline,
        state,
        counter: None,
    };
    let refused = standing::in_force(&*tx, actor.office.0, given.number.as_str(), date_jst(starts)).await?;
    let despite = match (&refused, &given.refused) {
        (Some(_), Some(reason)) => {
            actor.may(Task::DecideStanding)?;
            Some(reason)
        }
        (Some(_), None) => return Err(DeskError::UseRefused.into()),
        (None, _) => None,
    };
    let mut row = seated(&tx, &plan, now).await?;
    row.lang = given.lang.to_owned();
    row.name = given.name.to_string();
    row.birth_date = given.birth_date.to_string();
    row.phone = given.phone.to_string();
    row.mail = given.mail.as_ref().map(ToString::to_string).unwrap_or_default();
    row.number = given.number.to_string();
    // Applying by telephone means consent to the terms in force (preamble); the rest is asked behind the link (R3).
    let shown = TermsForm {
        version: version.map(|version| version.hash).unwrap_or_default(),
        lang: given.lang.to_owned(),
        ..TermsForm::default()
    };
    row.terms = Some(json(&shown)?);
    late::note(&mut row, &time, actor);
    booking::insert(&tx, row.clone());
    registration::compare(&tx, &row, now).await?;
    let who = Who::Staff(actor.staff);
    consent::write(&tx, &row, &[(Moment::Applying, "phone", now)])?;
    history::write(&tx, &row, now, who, What::TakenByPhone, "");
    if let Some(reason) = &given.told {
        history::write(&tx, &row, now, who, What::Told, reason);
    }
    late::write(&tx, &row, &time, actor, now);
    if let Some(reason) = despite {
        history::write(&tx, &row, now, who, What::Overridden, reason);
        audit::write(&tx, actor, now, Act::StandingOverridden, &row.reference, reason);
    }
    most::write(&tx, &row, over, actor, now);
    if !row.mail.is_empty() {
        let letter = Letter::of_booking(Channel::Phone, &plan.state);
        outbox::write(&tx, &row, letter, Pace::Official, now, &desks.mail_domain).await?;
    }
    if let Some(employer) = &given.employer {
        invite::put_in(desks, &tx, actor, &row, employer, now).await?;
    }
    audit::write(&tx, actor, now, Act::PhoneBooked, &row.reference, "");
    desks.commit(tx, actor.office, &[booking::change(&row, true)]).await?;
    if let Some(due) = row.due_at {
        desks.alarm.set(due);
    }
    Ok(BookingId(row.id))
}

/// What is counted for the intake, as it is typed. It is a look at somebody's bookings.
pub async fn at_once(desks: &Desks, actor: &Actor, typed: &Intake) -> Result<Option<AtOnce>, Failure> {
    let number: SeekerNumber = typed.number.parse().map_err(|_| DeskError::Mend)?;
    let (_, span) = intake::time(&typed.time).map_err(|_| DeskError::Mend)?;
    let (now, db) = (desks.clock.now(), desks.db.read());
    let whose = Whose { office: actor.office, number: number.as_str(), besides: None };
    let counted = duplicate::at_once(db, whose, span.starts(), now).await?;
    saw(desks, actor, counted).await
}

/// The same for a next booking. The one that it is made during is not counted.
pub async fn at_once_besides(desks: &Desks, actor: &Actor, id: BookingId, to: Span) -> Result<Option<AtOnce>, Failure> {
    let (now, db) = (desks.clock.now(), desks.db.read());
    let row = own(booking::find(db, id.0).await?, actor)?;
    let whose = Whose { office: actor.office, number: &row.number, besides: Some(id) };
    let counted = duplicate::at_once(db, whose, to.starts(), now).await?;
    saw(desks, actor, counted).await
}

async fn saw(desks: &Desks, actor: &Actor, counted: Option<AtOnce>) -> Result<Option<AtOnce>, Failure> {
    if let Some(counted) = counted {
        audit::saw(desks, actor, Act::PeopleSearched, "", &format!("number: {}", counted.live)).await?;
    }
    Ok(counted)
}
