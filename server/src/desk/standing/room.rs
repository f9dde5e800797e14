//! What the page of the standings shows: proposals, what awaits its review, the register.

use super::proposal::{self, Counted};
use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure, staff::own},
    store::{
        audit,
        booking::{self, from_json},
        entity::{booking::Model as Booking, standing::Model},
        office, staff,
        standing::{self, stage},
    },
};
use app::{
    desk::{
        staff::Actor,
        standing::{
            About, DecisionLine, Drafted, EndLine, Matter, OfficeName, Proposed, SilenceLine, StandingRoom, Stands,
        },
    },
    domain::{
        act::Act,
        ids::{BookingId, StaffId, StandingId},
        standing::{Draft, Standing},
        time::{Instant, date_jst},
    },
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use uuid::Uuid;

pub async fn room(desks: &Desks, actor: &Actor, about: Option<BookingId>) -> Result<StandingRoom, Failure> {
    let now = desks.clock.now();
    let db = desks.db.read();
    let about = match about {
        Some(id) => Some(of(&own(booking::find(db, id.0).await?, actor)?)?),
        None => None,
    };
    let reference = about.as_ref().map(|about| about.reference.as_str()).unwrap_or_default();
    audit::saw(desks, actor, Act::StandingSeen, reference, "").await?;
    let today = date_jst(now);
    let rows = standing::all(db, actor.office.0).await?;
    let known = Known::of(db, &rows).await?;
    let (drafted, settled): (Vec<Model>, Vec<Model>) = rows.into_iter().partition(|row| row.status == stage::DRAFTED);
    let mut drafts = Vec::new();
    for row in drafted {
        drafts.extend(known.draft(&row, actor, today)?);
    }
    let mut register = Vec::new();
    for row in settled {
        register.extend(known.matter(&row, today)?);
    }
    let mut proposals = Vec::new();
    for counted in proposal::counted(db, actor.office, None, now).await? {
        proposals.extend(proposed(&counted)?);
    }
    proposals.sort_by_key(|one| std::cmp::Reverse(one.silences.last().map(|line| line.at)));
    let texts = office::all_texts(db, actor.office.0).await?;
    Ok(StandingRoom {
        today,
        window: standing::window(db, actor.office.0).await?,
        phone: office::by_id(db, actor.office.0).await?.phone,
        offices: texts.into_iter().map(|text| OfficeName { lang: text.lang, name: text.name }).collect(),
        proposals,
        drafts,
        register,
        about,
    })
}

fn proposed(counted: &Counted) -> Result<Option<Proposed>, Failure> {
    let (Some(_), Some(last)) = (&counted.proposal, counted.bookings.last()) else { return Ok(None) };
    let line = |(silence, row): (&app::domain::standing::Silence, &Booking)| SilenceLine {
        booking: silence.booking,
        reference: row.reference.clone(),
        at: silence.at,
        name: row.name.clone(),
        phone: row.phone.clone(),
        mail: row.mail.clone(),
    };
    let silences = counted.silences.iter().zip(&counted.bookings).map(line).collect();
    Ok(Some(Proposed { about: of(last)?, silences }))
}

/// A seeker by this booking.
pub fn of(row: &Booking) -> Result<About, DbErr> {
    Ok(About {
        booking: BookingId(row.id),
        reference: row.reference.clone(),
        span: booking::span(row)?,
        name: row.name.clone(),
        number: row.number.clone(),
        phone: row.phone.clone(),
        mail: row.mail.clone(),
        lang: row.lang.clone(),
    })
}

/// The bookings and the members of staff that matters name.
pub struct Known {
    bookings: HashMap<Uuid, Booking>,
    names: HashMap<Uuid, String>,
}

impl Known {
    pub async fn of<C: ConnectionTrait>(db: &C, rows: &[Model]) -> Result<Known, Failure> {
        let bookings = booking::by_ids(db, rows.iter().map(|row| row.booking_id)).await?;
        let mut people = Vec::new();
        for row in rows {
            people.extend(row.back_by);
            if let Some(draft) = draft(row)? {
                people.push(draft.written_by.0);
            }
            if let Some(decision) = standing::decision(row)? {
                people.push(decision.written().reviewed_by.0);
            }
            if let Some(Standing::Dismissed { act, .. } | Standing::Lifted { act, .. }) = standing::matter(row)? {
                people.push(act.by.0);
            }
        }
        Ok(Known { bookings, names: staff::names(db, people).await? })
    }

    fn name(&self, staff: StaffId) -> String {
        self.names.get(&staff.0).cloned().unwrap_or_default()
    }

    fn about(&self, row: &Model) -> Result<Option<About>, DbErr> {
        self.bookings.get(&row.booking_id).map(of).transpose()
    }

    fn draft(&self, row: &Model, actor: &Actor, today: NaiveDate) -> Result<Option<Drafted>, Failure> {
        let (Some(draft), Some(about)) = (draft(row)?, self.about(row)?) else { return Ok(None) };
        Ok(Some(Drafted {
            id: StandingId(row.id),
            about,
            by: self.name(draft.written_by),
            own: draft.written_by == actor.staff,
            late: draft.from < today,
            draft,
        }))
    }

    /// Nothing for one that awaits its review.
    pub fn matter(&self, row: &Model, today: NaiveDate) -> Result<Option<Matter>, Failure> {
        let Some(about) = self.about(row)? else { return Ok(None) };
        let proposal = standing::proposal(row)?;
        let decision = match (standing::decision(row)?, draft(row)?) {
            (Some(decision), _) => {
                let written = decision.written();
                Some(DecisionLine {
                    ground: written.ground,
                    reason: written.reason.clone(),
                    message: written.message.clone(),
                    from: written.from,
                    until: written.until,
                    decided_by: self.name(written.decided_by),
                    reviewed_by: self.name(written.reviewed_by),
                    at: written.decided_at,
                })
            }
            (None, Some(draft)) => Some(DecisionLine {
                decided_by: self.name(draft.written_by),
                ground: draft.ground,
                reason: draft.reason,
                message: draft.message,
                from: draft.from,
                until: draft.until,
                reviewed_by: String::new(),
                at: draft.written_at,
            }),
            (None, None) => None,
        };
        let (stands, end) = match standing::matter(row)? {
            Some(Standing::Dismissed { act, .. }) => (Stands::Dismissed, Some(self.end(act.by, act.at, act.why))),
            Some(Standing::Lifted { act, .. }) => (Stands::Lifted, Some(self.end(act.by, act.at, act.why))),
            Some(decided) if decided.over(today) => (Stands::Over, None),
            Some(decided) if decided.in_force(today) => (Stands::InForce, None),
            Some(_) => (Stands::Ahead, None),
            None if row.status == stage::SENT_BACK => {
                let at = from_millis(row.settled_at.unwrap_or(row.written_at));
                let by = StaffId(row.back_by.unwrap_or_default());
                (Stands::SentBack, Some(self.end(by, at, row.back_why.clone().unwrap_or_default())))
            }
            None => return Ok(None),
        };
        let silences = proposal.map_or(0, |proposal| proposal.silences.len());
        Ok(Some(Matter { id: StandingId(row.id), about, stands, silences, decision, end }))
    }

    fn end(&self, by: StaffId, at: Instant, why: String) -> EndLine {
        EndLine { by: self.name(by), at, why }
    }
}

fn draft(row: &Model) -> Result<Option<Draft>, DbErr> {
    row.draft.as_deref().map(from_json).transpose()
}
