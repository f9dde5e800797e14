//! The office kept in a list: what ought to come of every step, in the plainest words.

use crate::stage::{at, minutes};
use app::{
    desk::error::DeskError,
    domain::{slot::Span, time::Instant},
};
use chrono::TimeDelta;
use uuid::Uuid;

/// A counter and its host.
pub type Place = (Uuid, Option<Uuid>);

/// A booking as the reference keeps it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    pub who: u16,
    pub place: Place,
    pub span: Span,
    pub deadline: Instant,
    pub life: Life,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Life {
    Held { until: Instant, extended: u8 },
    Released,
    Awaiting { refused_at: Option<Instant> },
    Confirmed { by_mail: bool },
    Cancelled,
    Void,
}

impl Life {
    pub fn tag(self) -> &'static str {
        match self {
            Life::Held { .. } => "held",
            Life::Released => "released",
            Life::Awaiting { .. } => "awaiting_mail",
            Life::Confirmed { .. } => "confirmed",
            Life::Cancelled => "cancelled",
            Life::Void => "void",
        }
    }

    pub fn takes_seat(self) -> bool {
        matches!(self, Life::Held { .. } | Life::Awaiting { .. } | Life::Confirmed { .. })
    }

    pub fn is_live(self) -> bool {
        matches!(self, Life::Awaiting { .. } | Life::Confirmed { .. })
    }
}

/// The office in a list.
pub struct Reference {
    pub slots: Vec<(Place, Span)>,
    pub kept: Vec<Kept>,
    pub now: Instant,
}

pub type Outcome = Result<(), DeskError>;

impl Reference {
    pub fn wait(&mut self, by: TimeDelta) {
        self.now += by;
        for kept in &mut self.kept {
            kept.life = match kept.life {
                Life::Held { until, .. } if until <= self.now => Life::Released,
                Life::Awaiting { refused_at: Some(at) } if at <= kept.deadline && kept.deadline < self.now => {
                    Life::Void
                }
                other => other,
            };
        }
    }

    /// What the visitor has begun last.
    pub fn own(&mut self, who: u16) -> Option<&mut Kept> {
        self.kept.iter_mut().rev().find(|kept| kept.who == who)
    }

    /// What the visitor has booked last: it has a link.
    pub fn booked(&mut self, who: u16) -> Option<&mut Kept> {
        let booked = |kept: &&mut Kept| kept.who == who && !matches!(kept.life, Life::Held { .. } | Life::Released);
        self.kept.iter_mut().rev().find(booked)
    }

    pub fn free(&self, place: Place, span: Span, but: Option<Uuid>) -> bool {
        !self.kept.iter().any(|kept| {
            let shared = kept.place.0 == place.0 || (kept.place.1.is_some() && kept.place.1 == place.1);
            kept.life.takes_seat() && Some(kept.id) != but && shared && kept.span.overlaps(span)
        })
    }

    pub fn can_be_had(&self, span: Span, but: Option<Uuid>) -> bool {
        self.slots.iter().any(|(place, slot)| *slot == span && self.free(*place, span, but))
    }

    pub fn bookable(&self, span: Span) -> Outcome {
        let ends = deadline(span) - minutes(30);
        if self.now > ends { Err(DeskError::DeadlinePassed) } else { Ok(()) }
    }

    /// `Some`: the hold before, which the new one ends.
    pub fn hold(&mut self, who: u16, span: Span) -> Result<Option<Uuid>, DeskError> {
        self.bookable(span)?;
        let running =
            self.own(who).filter(|kept| matches!(kept.life, Life::Held { .. })).map(|kept| (kept.id, kept.span));
        if running.is_some_and(|(_, held)| held == span) {
            return Ok(None);
        }
        let now = self.now;
        let open = |kept: &&Kept| matches!(kept.life, Life::Awaiting { .. }) && kept.deadline >= now && kept.who == who;
        if self.kept.iter().filter(open).count() >= 3 {
            return Err(DeskError::TooMany);
        }
        if !self.can_be_had(span, running.map(|(id, _)| id)) {
            return Err(DeskError::SeatTaken);
        }
        Ok(running.map(|(id, _)| id))
    }

    pub fn extend(&mut self, who: u16) -> Outcome {
        let kept = self.own(who).ok_or(DeskError::NotFound)?;
        let (until, extended) = match kept.life {
            Life::Held { until, extended } => (until, extended),
            Life::Released => return Err(DeskError::HoldLapsed),
            _ => return Err(DeskError::Conflict),
        };
        if extended == 10 || until >= kept.deadline {
            return Err(DeskError::Conflict);
        }
        kept.life = Life::Held { until: (until + minutes(5)).min(kept.deadline), extended: extended + 1 };
        Ok(())
    }

    pub fn release(&mut self, who: u16) -> Outcome {
        let kept = self.own(who).ok_or(DeskError::NotFound)?;
        if matches!(kept.life, Life::Held { .. }) {
            kept.life = Life::Released;
        }
        Ok(())
    }

    pub fn submit(&mut self, who: u16) -> Outcome {
        let kept = self.own(who).ok_or(DeskError::NotFound)?;
        match kept.life {
            Life::Released => return Err(DeskError::HoldLapsed),
            Life::Held { .. } => kept.life = Life::Awaiting { refused_at: None },
            _ => {}
        }
        Ok(())
    }

    pub fn receive(&mut self, who: u16, by_mail: bool) -> Outcome {
        let now = self.now;
        let Some(kept) = self.booked(who) else { return Err(DeskError::NotFound) };
        match kept.life {
            Life::Awaiting { .. } if now > kept.deadline => Err(DeskError::DeadlinePassed),
            Life::Awaiting { .. } => {
                kept.life = Life::Confirmed { by_mail };
                Ok(())
            }
            Life::Confirmed { .. } => Ok(()),
            _ => Err(DeskError::Ended),
        }
    }

    pub fn refuse(&mut self, who: u16) -> Outcome {
        let now = self.now;
        let Some(kept) = self.booked(who) else { return Err(DeskError::NotFound) };
        match kept.life {
            Life::Awaiting { .. } | Life::Confirmed { by_mail: true } => {
                kept.life = Life::Awaiting { refused_at: Some(now) };
                Ok(())
            }
            _ => Err(DeskError::Conflict),
        }
    }

    /// `true`: it changes its seat.
    pub fn reschedule(&mut self, who: u16, to: Span) -> Result<bool, DeskError> {
        let now = self.now;
        let Some(kept) = self.booked(who) else { return Err(DeskError::NotFound) };
        let (id, from, live) = (kept.id, kept.span, kept.life.is_live());
        if !live {
            return Err(DeskError::Ended);
        }
        if from == to {
            return Ok(false);
        }
        if now >= from.starts() {
            return Err(DeskError::Begun);
        }
        self.bookable(to)?;
        if !self.can_be_had(to, Some(id)) {
            return Err(DeskError::SeatTaken);
        }
        Ok(true)
    }

    pub fn cancel(&mut self, who: u16) -> Outcome {
        let now = self.now;
        let Some(kept) = self.booked(who) else { return Err(DeskError::NotFound) };
        match kept.life {
            Life::Cancelled => Ok(()),
            life if !life.is_live() => Err(DeskError::Ended),
            _ if now >= kept.span.starts() => Err(DeskError::Begun),
            _ => {
                kept.life = Life::Cancelled;
                Ok(())
            }
        }
    }
}

/// The last second of the second office day before, as R1 works it for the days of the walk.
pub fn deadline(span: Span) -> Instant {
    let day = match app::domain::time::date_jst(span.starts()).to_string().as_str() {
        "2026-11-30" => "2026-11-26",
        "2026-12-01" => "2026-11-27",
        "2026-12-02" => "2026-11-30",
        "2026-12-08" => "2026-12-04",
        other => panic!("no deadline worked out for {other}"),
    };
    at(&format!("{day} 23:59")) + TimeDelta::seconds(59)
}
