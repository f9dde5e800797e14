//! Empties the outbox of meetings: makes, changes and deletes them in Zoom, beside the bookings, which stand whether Zoom
//! answers or not.
//!
//! A booking has one meeting, whatever is lost on the way. An answer that did not come is followed by a look at the host's
//! list, where ours are known by their tag, before anything is made again; and as what was asked for may be done long after
//! the connection broke, the list is looked at once more later, and what is there twice is deleted.

use std::{sync::Arc, time::Duration};

use app::{
    desk::error::DeskError,
    domain::{
        meeting::{Todo, next_day_of_count},
        slot::Span,
        time::Instant,
    },
};
use chrono::TimeDelta;
use rand::Rng;
use sea_orm::DbErr;
use tokio::time::timeout;

use crate::{
    desk::{
        Desks,
        failure::retried,
        meeting::{self as desk, Errand},
    },
    store::{
        entity::meeting::Model as Row,
        meeting::{self, Made, Outcome},
        writing::Writing,
    },
    worker::{Pauses, Worker, tell},
    zoom::{
        Zoom,
        meeting::{Meeting, Plan},
        trouble::Trouble,
    },
};

/// All that is asked about one meeting takes no longer …
const LONGEST_ERRAND: Duration = Duration::from_secs(90);
/// … and nobody else asks in this time.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// So long after an answer was lost what was asked for may turn out to be done.
const DOUBT: TimeDelta = TimeDelta::minutes(10);
const PAUSES: Pauses = Pauses { first: TimeDelta::seconds(5), longest: TimeDelta::minutes(10) };
/// So long after the consultation it is left as it is.
const WORTH_TRYING: TimeDelta = TimeDelta::days(2);
/// A change that Zoom refuses so often is made by deleting the meeting and making another.
const CHANGES_TRIED: i32 = 3;
const DIGITS: u32 = 100_000_000;

/// The worker. Cheap to clone.
#[derive(Clone)]
pub struct Meetings {
    pub desks: Desks,
    pub zoom: Arc<Zoom>,
    /// How many office days before its consultation a site booking's meeting is made.
    pub site_days: u8,
}

impl Worker for Meetings {
    type Errand = Row;

    const MOST_UNDERWAY: usize = 4;
    const LOOK_EVERY: TimeDelta = TimeDelta::seconds(2);
    const WHAT: &'static str = "meetings";

    fn desks(&self) -> &Desks {
        &self.desks
    }

    async fn next_due(&self, now: Instant) -> Result<Option<i64>, DbErr> {
        meeting::next_due(self.desks.db.read(), now).await
    }

    async fn claim(&self, tx: &Writing, now: Instant, most: u64) -> Result<Vec<Row>, DbErr> {
        meeting::claim(tx, now, now + LEASE, most).await
    }

    async fn see_to(self, row: Row) {
        let id = row.booking_id;
        let outcome = match retried(|| desk::errand(&self.desks, &row, self.site_days)).await {
            Ok(Ok(errand)) => match timeout(LONGEST_ERRAND, self.ask(&row, &errand)).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(Stop::Trouble(trouble))) => self.failed(&row, &errand, &trouble),
                // Nothing is known of what was asked: the claim runs out, and the list is looked at.
                Ok(Err(Stop::Desk(error))) => return tracing::warn!(%error, booking = %id, "a meeting was left"),
                Err(_) => self.failed(&row, &errand, &Trouble::lost("all of it took too long")),
            },
            Ok(Err(until)) => Outcome::Idle { until },
            Err(error) => return tracing::warn!(%error, booking = %id, "a meeting could not be read"),
        };
        tell(id, || retried(|| desk::settled(&self.desks, &row, &outcome))).await;
    }
}

/// Why an errand was not brought to its end.
enum Stop {
    Trouble(Trouble),
    Desk(DeskError),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Stop::Trouble(trouble)
    }
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Self {
        Stop::Desk(error)
    }
}

impl Meetings {
    async fn ask(&self, row: &Row, errand: &Errand) -> Result<Outcome, Stop> {
        match (errand.todo, errand.number) {
            (Todo::Make, _) => self.make(row, errand).await.map(Outcome::Made),
            (Todo::Change, Some(number)) => self.change(row, number, errand.span).await,
            (Todo::Delete, Some(number)) => {
                self.delete(number).await?;
                Ok(Outcome::Gone)
            }
            (Todo::Search, number) => {
                for other in self.tagged(errand).await?.into_iter().filter(|other| Some(*other) != number) {
                    self.delete(other).await?;
                }
                Ok(Outcome::Searched)
            }
            (Todo::Change | Todo::Delete | Todo::Nothing, _) => Ok(Outcome::Idle { until: None }),
        }
    }

    async fn make(&self, row: &Row, errand: &Errand) -> Result<Made, Stop> {
        if errand.in_doubt
            && let Some(meeting) = self.find(errand).await?
        {
            return Ok(made(&errand.user, meeting));
        }
        self.count(row).await?;
        let passcode = format!("{:08}", rand::rng().random_range(0..DIGITS));
        let plan = Plan::new(&errand.tag, errand.span, &passcode);
        let meeting = self.used(row, self.zoom.create(&errand.user, &plan).await).await?;
        let passcode = if meeting.passcode.is_empty() { passcode } else { meeting.passcode.clone() };
        Ok(Made { passcode, span: Some(errand.span), ..made(&errand.user, meeting) })
    }

    async fn change(&self, row: &Row, number: i64, span: Span) -> Result<Outcome, Stop> {
        self.count(row).await?;
        match self.used(row, self.zoom.change(number, span).await).await {
            Ok(()) => Ok(Outcome::Changed(span)),
            Err(Stop::Trouble(Trouble::Gone)) => Ok(Outcome::Gone),
            Err(Stop::Trouble(Trouble::Refused { .. })) if row.attempts >= CHANGES_TRIED => {
                self.delete(number).await?;
                Ok(Outcome::Gone)
            }
            Err(stop) => Err(stop),
        }
    }

    /// Whoever is not there need not be deleted.
    async fn delete(&self, number: i64) -> Result<(), Trouble> {
        match self.zoom.delete(number).await {
            Err(Trouble::Gone) => Ok(()),
            other => other,
        }
    }

    /// The numbers of the booking's meetings in the host's list, the oldest first.
    async fn tagged(&self, errand: &Errand) -> Result<Vec<i64>, Trouble> {
        let listed = self.zoom.meetings(&errand.user).await?;
        let ours = listed.into_iter().filter(|meeting| meeting.has_tag(&errand.tag));
        let mut numbers: Vec<i64> = ours.map(|meeting| meeting.number).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The meeting that was made without our hearing of it. Were there two, one stays.
    async fn find(&self, errand: &Errand) -> Result<Option<Meeting>, Trouble> {
        let mut found = None;
        for number in self.tagged(errand).await? {
            if found.is_some() {
                self.delete(number).await?;
                continue;
            }
            found = match self.zoom.meeting(number).await {
                Err(Trouble::Gone) => None,
                other => Some(other?),
            };
        }
        Ok(found)
    }

    async fn count(&self, row: &Row) -> Result<(), Stop> {
        if retried(|| desk::may_ask(&self.desks, row)).await? { Ok(()) } else { Err(Trouble::DayUsedUp.into()) }
    }

    /// What Zoom says of the host's day is kept for the host's other meetings.
    async fn used<T>(&self, row: &Row, answer: Result<T, Trouble>) -> Result<T, Stop> {
        if let Err(Trouble::DayUsedUp) = answer {
            retried(|| desk::used_up(&self.desks, row)).await?;
        }
        Ok(answer?)
    }

    fn failed(&self, row: &Row, errand: &Errand, trouble: &Trouble) -> Outcome {
        let now = self.desks.clock.now();
        let due = match trouble {
            Trouble::Temporary { after: Some(after), .. } => *after,
            Trouble::DayUsedUp => next_day_of_count(now),
            _ => now + PAUSES.after(row.attempts - 1, rand::random()),
        };
        match trouble {
            Trouble::Refused { .. } => tracing::error!(booking = %row.booking_id, %trouble, "Zoom refuses a meeting"),
            _ => tracing::warn!(booking = %row.booking_id, attempt = row.attempts, %trouble, "a meeting has to wait"),
        }
        // By then whoever could have come has, and Zoom forgets meetings by itself.
        let due = Some(due).filter(|due| *due < errand.span.ends() + WORTH_TRYING);
        let in_doubt = errand.todo == Todo::Make && trouble.may_be_done();
        let doubt = in_doubt.then(|| (errand.user.clone(), now + DOUBT));
        Outcome::Failed { due, doubt, trouble: trouble.to_string() }
    }
}

fn made(user: &str, meeting: Meeting) -> Made {
    let minutes = u8::try_from(meeting.minutes).ok();
    let span = meeting.starts.zip(minutes).and_then(|(starts, minutes)| Span::new(starts, minutes).ok());
    Made { user: user.to_owned(), number: meeting.number, passcode: meeting.passcode, join_url: meeting.join_url, span }
}
