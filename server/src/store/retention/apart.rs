//! What is about people and does not go with a booking: it has a day of its own, from which its class is counted. The
//! rulings name no class for these tables; each is in the one whose words fit it.
//!
//! | Table | Class | Counted from |
//! |---|---|---|
//! | `standing` | bookings: what was noted of a person | the last day of the decision, or what was last done about it |
//! | `incident` | bookings | its booking's consultation, or when it was noted if that was later |
//! | `absence` | bookings: why, as the bookings' letters told | its day |
//! | `roster_person`, `roster_import` | bookings: who a booking is compared with | the last import |
//! | `disclosure` | audit: who saw what | the decision, or the last copy |
//! | `mail_in` | mailbox, which is deleted | the day it came |
//!
//! Of a decision its ground, days, moments and outcome stay; of an incident its sort and what was done; of an import its
//! hash and counts; of a disclosure its number, items, moments, outcome and the hash of each copy.

use super::Keeping;
use crate::{
    clock::from_millis,
    store::{
        booking::{from_json, json},
        disclosure as disclosures,
        entity::{absence, absence_booking, disclosure, incident, mail_in, roster_import, roster_person, standing},
        person::Whose,
        standing as matters,
        writing::Writing,
    },
};
use app::{
    desk::records::Count,
    domain::{
        retention::{Class, Schedule},
        standing::{Draft, Standing},
        time::{Instant, at_jst, date_jst},
    },
};
use chrono::{NaiveDate, NaiveTime};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Expr,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows of the list that are deleted in one transaction.
pub const ROWS: u64 = 2_000;

/// What there is to forget of at an office on a day.
pub struct Apart<'a> {
    pub tx: &'a Writing,
    pub office: Uuid,
    pub schedule: &'a Schedule,
    pub keeping: &'a Keeping,
    pub today: NaiveDate,
    /// Of one person alone; without it, of everybody.
    pub whose: Option<&'a Whose>,
}

/// A day before which something has to be over to be due, and its beginning in milliseconds since 1970 UTC.
#[derive(Clone, Copy)]
struct Before {
    day: NaiveDate,
    millis: i64,
}

impl Before {
    fn is_after(self, at: Instant) -> bool {
        date_jst(at) < self.day
    }
}

/// One row is met: held, or rid of the person.
fn met(count: &mut Count, held: bool) {
    count.looked += 1;
    if held {
        count.held += 1;
    } else {
        count.anonymous += 1;
    }
}

impl Apart<'_> {
    fn before(&self, class: Class) -> Option<Before> {
        let day = self.schedule.due_before(class, self.today)?;
        Some(Before { day, millis: at_jst(day, NaiveTime::MIN).timestamp_millis() })
    }

    /// Takes the people out of all that is due, but for the list. The bookings come first: what hangs on one of them waits
    /// for it.
    pub async fn forget(&self) -> Result<BTreeMap<Class, Count>, DbErr> {
        let (mut bookings, mut audit) = (Count::default(), Count::default());
        if let Some(before) = self.before(Class::Bookings) {
            self.decisions(before, &mut bookings).await?;
            self.incidents(before, &mut bookings).await?;
            if self.whose.is_none() {
                self.absences(before, &mut bookings).await?;
                self.imports(before, &mut bookings).await?;
            }
        }
        if let Some(before) = self.before(Class::Audit) {
            self.disclosures(before, &mut audit).await?;
        }
        let mailbox = match self.before(Class::Mailbox) {
            Some(before) => self.mails(before).await?,
            None => Count::default(),
        };
        Ok(BTreeMap::from([(Class::Bookings, bookings), (Class::Audit, audit), (Class::Mailbox, mailbox)]))
    }

    /// Whether staff have read them or not.
    async fn mails(&self, before: Before) -> Result<Count, DbErr> {
        use mail_in::Column;
        let mut due = Condition::all().add(Column::OfficeId.eq(self.office)).add(Column::ArrivedAt.lt(before.millis));
        if let Some(whose) = self.whose {
            let theirs = Condition::any()
                .add(Column::BookingId.is_in(whose.bookings.iter().copied()))
                .add(Column::Sender.is_in(whose.mails.iter().map(String::as_str)));
            due = due.add(theirs);
        }
        let mut count = Count::default();
        if !self.keeping.bookings.is_empty() {
            let held = Column::BookingId.is_in(self.keeping.bookings.iter().copied());
            count.held = mail_in::Entity::find().filter(due.clone()).filter(held.clone()).count(&**self.tx).await?;
            due = due.add(Condition::any().add(Column::BookingId.is_null()).add(held.not()));
        }
        count.deleted = mail_in::Entity::delete_many().filter(due).exec(&**self.tx).await?.rows_affected;
        count.looked = count.deleted + count.held;
        Ok(count)
    }

    async fn decisions(&self, before: Before, count: &mut Count) -> Result<(), DbErr> {
        use standing::Column;
        let mut found = standing::Entity::find()
            .filter(Column::OfficeId.eq(self.office))
            .filter(Column::Number.ne(""))
            .filter(Column::WrittenAt.lt(before.millis));
        if let Some(whose) = self.whose {
            let theirs = Condition::any()
                .add(Column::Number.is_in(whose.numbers.iter().map(String::as_str)))
                .add(Column::BookingId.is_in(whose.bookings.iter().copied()));
            found = found.filter(theirs);
        }
        for row in found.all(&**self.tx).await? {
            let (proposal, matter) = (matters::proposal(&row)?, matters::matter(&row)?);
            if !is_over(&row, matter.as_ref(), before) {
                continue;
            }
            let silences = proposal.map(|proposal| proposal.silences).unwrap_or_default();
            let bookings = silences.into_iter().map(|silence| silence.booking.0).chain([row.booking_id]);
            let held = self.keeping.keeps(&row.number, bookings);
            met(count, held);
            if held {
                continue;
            }
            let draft = row.draft.as_deref().map(from_json::<Draft>).transpose()?;
            let changed = standing::ActiveModel {
                id: Set(row.id),
                number: Set(String::new()),
                draft: Set(draft.map(Draft::without_words).as_ref().map(json).transpose()?),
                matter: Set(matter.map(Standing::without_words).as_ref().map(json).transpose()?),
                back_why: Set(row.back_why.map(|_| String::new())),
                ..Default::default()
            };
            standing::Entity::update(changed).exec(&**self.tx).await?;
        }
        Ok(())
    }

    async fn incidents(&self, before: Before, count: &mut Count) -> Result<(), DbErr> {
        use incident::Column;
        let gone = format!(
            "booking_id IS NULL OR EXISTS (SELECT 1 FROM booking WHERE booking.id = incident.booking_id \
             AND booking.forgotten & {} <> 0)",
            Class::Bookings.mark(),
        );
        let mut found = incident::Entity::find()
            .filter(Column::OfficeId.eq(self.office))
            .filter(Column::At.lt(before.millis))
            .filter(Column::NotedAt.lt(before.millis))
            .filter(Column::Account.ne(""))
            .filter(Condition::any().add(Expr::cust(gone)));
        if let Some(whose) = self.whose {
            found = found.filter(Column::BookingId.is_in(whose.bookings.iter().copied()));
        }
        for row in found.all(&**self.tx).await? {
            let held = self.keeping.keeps("", row.booking_id);
            met(count, held);
            if !held {
                let nothing = || Set(String::new());
                let changed = incident::ActiveModel {
                    id: Set(row.id),
                    account: nothing(),
                    done: nothing(),
                    noticed_by: nothing(),
                    ..Default::default()
                };
                incident::Entity::update(changed).exec(&**self.tx).await?;
            }
        }
        Ok(())
    }

    async fn absences(&self, before: Before, count: &mut Count) -> Result<(), DbErr> {
        use absence::Column;
        let found = absence::Entity::find()
            .filter(Column::OfficeId.eq(self.office))
            .filter(Column::Date.lt(before.day.to_string()))
            .filter(Column::At.lt(before.millis))
            .filter(Column::ReasonJa.ne(""));
        for row in found.all(&**self.tx).await? {
            let fell: Vec<Uuid> = absence_booking::Entity::find()
                .select_only()
                .column(absence_booking::Column::BookingId)
                .filter(absence_booking::Column::AbsenceId.eq(row.id))
                .into_tuple()
                .all(&**self.tx)
                .await?;
            let held = self.keeping.keeps("", fell);
            met(count, held);
            if !held {
                let changed = absence::ActiveModel {
                    id: Set(row.id),
                    reason_ja: Set(String::new()),
                    reason_en: Set(None),
                    ..Default::default()
                };
                absence::Entity::update(changed).exec(&**self.tx).await?;
            }
        }
        Ok(())
    }

    /// What the file was called is nobody's that a hold could name.
    async fn imports(&self, before: Before, count: &mut Count) -> Result<(), DbErr> {
        let nameless = roster_import::Entity::update_many()
            .col_expr(roster_import::Column::File, Expr::value(""))
            .filter(roster_import::Column::OfficeId.eq(self.office))
            .filter(roster_import::Column::At.lt(before.millis))
            .filter(roster_import::Column::File.ne(""))
            .exec(&**self.tx)
            .await?;
        count.looked += nameless.rows_affected;
        count.anonymous += nameless.rows_affected;
        Ok(())
    }

    async fn disclosures(&self, before: Before, count: &mut Count) -> Result<(), DbErr> {
        use disclosure::Column;
        let mut found = disclosure::Entity::find()
            .filter(Column::OfficeId.eq(self.office))
            .filter(Column::AskedAt.lt(before.millis))
            .filter(Condition::any().add(Column::DecidedAt.is_null()).add(Column::DecidedAt.lt(before.millis)));
        if let Some(whose) = self.whose {
            found = found.filter(Column::Id.is_in(whose.disclosures.iter().map(|(id, _)| *id)));
        }
        let rows = found.all(&**self.tx).await?;
        let copies = disclosures::copies(&**self.tx, rows.iter().map(|row| row.id)).await?;
        for row in rows {
            let request = disclosures::request(&row)?;
            let taken_since = copies.iter().any(|copy| copy.disclosure_id == row.id && copy.at >= before.millis);
            if request.is_forgotten() || taken_since {
                continue;
            }
            let held = self.keeping.disclosures.contains(&row.number);
            met(count, held);
            if !held {
                let changed = disclosure::ActiveModel {
                    id: Set(row.id),
                    request: Set(json(&request.without_person())?),
                    why: Set(String::new()),
                    ..Default::default()
                };
                disclosure::Entity::update(changed).exec(&**self.tx).await?;
            }
        }
        Ok(())
    }

    /// Deletes people of a list that has not been put in force anew for its time, at most [`ROWS`] of them.
    pub async fn list(&self) -> Result<Count, DbErr> {
        use roster_person::Column;
        let mut count = Count::default();
        let Some(before) = self.before(Class::Bookings) else { return Ok(count) };
        let last = roster_import::Entity::find()
            .filter(roster_import::Column::OfficeId.eq(self.office))
            .order_by_desc(roster_import::Column::At)
            .one(&**self.tx)
            .await?;
        if last.is_some_and(|last| last.at >= before.millis) {
            return Ok(count);
        }
        let mut listed = roster_person::Entity::find().filter(Column::OfficeId.eq(self.office));
        if let Some(whose) = self.whose {
            listed = listed.filter(Column::Number.is_in(whose.numbers.iter().map(String::as_str)));
        }
        let held = || self.keeping.numbers.iter().map(String::as_str);
        let over: Vec<String> = listed
            .clone()
            .select_only()
            .column(Column::Number)
            .filter(Column::Number.is_not_in(held()))
            .limit(ROWS)
            .into_tuple()
            .all(&**self.tx)
            .await?;
        count.deleted = roster_person::Entity::delete_many()
            .filter(Column::OfficeId.eq(self.office))
            .filter(Column::Number.is_in(over.iter().map(String::as_str)))
            .exec(&**self.tx)
            .await?
            .rows_affected;
        if count.deleted < ROWS {
            count.held = listed.filter(Column::Number.is_in(held())).count(&**self.tx).await?;
        }
        count.looked = count.deleted + count.held;
        Ok(count)
    }
}

/// Whether all that happened about it, and the days for which the use was to be refused, were over before that day.
fn is_over(row: &standing::Model, matter: Option<&Standing>, before: Before) -> bool {
    let last_day = row.until_date.as_deref().is_none_or(|until| until < before.day.to_string().as_str());
    let settled = row.settled_at.is_none_or(|at| before.is_after(from_millis(at)));
    let lifted = match matter {
        Some(Standing::Lifted { act, .. }) => before.is_after(act.at),
        _ => true,
    };
    last_day && settled && lifted
}
