//! The retention job: once a day, however many nodes there are, in small transactions.
//!
//! The day's row in `retention_run` is taken by one node for some minutes, and kept by it with every batch; a node that dies
//! leaves it to another, which goes on: what is forgotten is marked in the same transaction, and so are the counts. A batch
//! holds the office's row, as a hold does that is placed: it is either seen, or comes after.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
        records::forget::{Counts, Rules, midnight},
    },
    store::{
        database::unavailable,
        entity::{retention_count, retention_run},
        office as offices,
        retention::{self, apart::ROWS, begun, bookings, log},
        writing::Writing,
    },
};
use app::{
    desk::{error::DeskError, records::Count},
    domain::{
        retention::{Class, day_of_run},
        time::{Instant, date_jst},
    },
};
use chrono::{NaiveDate, TimeDelta};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

/// Bookings of one transaction: some milliseconds of the writer.
const BATCH: usize = 100;
/// Lines of the log of one transaction.
const LINES: u64 = 500;
/// How long the day's run stays with a node that is not heard of.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// The day's run, as this node has it.
struct Run {
    day: NaiveDate,
    today: NaiveDate,
    now: Instant,
    holder: Uuid,
}

impl Desks {
    /// Forgets in every office what is due at `now`, unless that was done today. `true`: this node did it.
    ///
    /// # Errors
    /// `Unavailable`; what was done before stays done, and the next one goes on.
    pub async fn run_retention(&self, now: Instant) -> Result<bool, DeskError> {
        let day = day_of_run(now);
        let known =
            retention_run::Entity::find_by_id(day.to_string()).one(self.db.read()).await.map_err(unavailable)?;
        if known.is_some_and(|run| run.ended_at.is_some()) {
            return Ok(false);
        }
        let run = Run { day, today: date_jst(now), now, holder: Uuid::now_v7() };
        if !retried(|| claim(self, &run)).await? {
            return Ok(false);
        }
        for office in offices::all(self.db.read()).await.map_err(unavailable)? {
            match of_office(self, &run, office.id).await {
                // Another node took it for dead, and goes on.
                Err(DeskError::Conflict) => return Ok(false),
                other => other?,
            }
        }
        retried(|| finish(self, &run)).await?;
        Ok(true)
    }
}

/// `false`: another node has the day's run, or has done it.
async fn claim(desks: &Desks, run: &Run) -> Result<bool, Failure> {
    let (day, now) = (run.day.to_string(), run.now.timestamp_millis());
    let leased_until = (run.now + LEASE).timestamp_millis();
    let tx = desks.begin().await?;
    match retention_run::Entity::find_by_id(day.clone()).lock_exclusive().one(&*tx).await? {
        Some(row) if row.ended_at.is_some() || row.leased_until > now => return Ok(false),
        Some(_) => {
            retention_run::Entity::update_many()
                .col_expr(retention_run::Column::Holder, Expr::value(run.holder))
                .col_expr(retention_run::Column::LeasedUntil, Expr::value(leased_until))
                .filter(retention_run::Column::Day.eq(day.as_str()))
                .exec(&*tx)
                .await?;
            // What is held is met again.
            retention_count::Entity::update_many()
                .col_expr(
                    retention_count::Column::Looked,
                    Expr::col(retention_count::Column::Looked).sub(Expr::col(retention_count::Column::Held)),
                )
                .col_expr(retention_count::Column::Held, Expr::value(0))
                .filter(retention_count::Column::Day.eq(day.as_str()))
                .exec(&*tx)
                .await?;
        }
        None => {
            let row = retention_run::Model { day, began_at: now, holder: run.holder, leased_until, ended_at: None };
            retention_run::Entity::insert(row.into_active_model()).exec_without_returning(&*tx).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Keeps the run to this node for longer.
///
/// # Errors
/// `Conflict`: another node has it.
async fn hold_on(desks: &Desks, tx: &Writing, run: &Run) -> Result<(), Failure> {
    let until = (desks.clock.now() + LEASE).timestamp_millis();
    let kept = retention_run::Entity::update_many()
        .col_expr(retention_run::Column::LeasedUntil, Expr::value(until))
        .filter(retention_run::Column::Day.eq(run.day.to_string()))
        .filter(retention_run::Column::Holder.eq(run.holder))
        .filter(retention_run::Column::EndedAt.is_null())
        .exec(&**tx)
        .await?;
    if kept.rows_affected == 1 { Ok(()) } else { Err(DeskError::Conflict.into()) }
}

async fn finish(desks: &Desks, run: &Run) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    hold_on(desks, &tx, run).await?;
    retention_run::Entity::update_many()
        .col_expr(retention_run::Column::EndedAt, Expr::value(Some(desks.clock.now().timestamp_millis())))
        .filter(retention_run::Column::Day.eq(run.day.to_string()))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn of_office(desks: &Desks, run: &Run, office: Uuid) -> Result<(), DeskError> {
    let db = desks.db.read();
    retried(|| begin(desks, run, office)).await?;
    let schedule = retention::schedule(db, office).await.map_err(unavailable)?;
    let dues: Vec<(Class, i64)> = Class::OF_A_BOOKING
        .into_iter()
        .filter_map(|class| Some((class, midnight(schedule.due_before(class, run.today)?))))
        .collect();
    let mut place = (i64::MIN, Uuid::nil());
    loop {
        let found = bookings::old(db, office, &dues, place, BATCH as u64).await.map_err(unavailable)?;
        let Some(last) = found.last() else { break };
        place = last.place();
        let ids: Vec<Uuid> = found.iter().map(|old| old.id).collect();
        retried(|| batch(desks, run, office, &ids)).await?;
    }
    while retried(|| list(desks, run, office)).await? {}
    while retried(|| lines(desks, run, office)).await? {}
    retried(|| rest(desks, run, office)).await
}

/// Every class is in the record, if only to say that nothing was due.
async fn begin(desks: &Desks, run: &Run, office: Uuid) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    hold_on(desks, &tx, run).await?;
    let nothing: Counts = Class::ALL.into_iter().map(|class| (class, Count::default())).collect();
    count(&tx, run.day, office, &nothing).await?;
    tx.commit().await?;
    Ok(())
}

async fn count(tx: &Writing, day: NaiveDate, office: Uuid, counts: &Counts) -> Result<(), DbErr> {
    const ADD: &str = "INSERT INTO retention_count (day, office_id, class, looked, anonymous, deleted, held) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (day, office_id, class) DO UPDATE SET \
                       looked = retention_count.looked + excluded.looked, \
                       anonymous = retention_count.anonymous + excluded.anonymous, \
                       deleted = retention_count.deleted + excluded.deleted, \
                       held = retention_count.held + excluded.held";
    for (class, Count { looked, anonymous, deleted, held }) in counts {
        let number = |count: &u64| i64::try_from(*count).unwrap_or(i64::MAX).into();
        let values = [
            day.to_string().into(),
            office.into(),
            class.word().into(),
            number(looked),
            number(anonymous),
            number(deleted),
            number(held),
        ];
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), ADD, values)).await?;
    }
    Ok(())
}

async fn batch(desks: &Desks, run: &Run, office: Uuid, ids: &[Uuid]) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    hold_on(desks, &tx, run).await?;
    let counts = Rules::of(&tx, office, run.today).await?.forget_bookings(&tx, ids).await?;
    count(&tx, run.day, office, &counts).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes the oldest lines of the log whose time is over. `false`: there are no more.
async fn lines(desks: &Desks, run: &Run, office: Uuid) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    hold_on(desks, &tx, run).await?;
    let rules = Rules::of(&tx, office, run.today).await?;
    let Some(before) = rules.before(Class::Audit) else { return Ok(false) };
    let keeping = rules.keeping(&tx).await?;
    let old = log::old_lines(&*tx, office, before, &keeping, None, LINES).await?;
    let more = old.len() as u64 == LINES;
    let deleted = if old.is_empty() { 0 } else { log::delete_lines(&tx, before, &old).await? };
    let mut looked = Count { looked: deleted, deleted, ..Count::default() };
    if !more {
        looked.held = log::lines_kept(&*tx, office, before, &keeping).await?;
        looked.anonymous = log::forget_holds(&tx, office, before).await?;
        looked.looked += looked.held + looked.anonymous;
    }
    count(&tx, run.day, office, &Counts::from([(Class::Audit, looked)])).await?;
    tx.commit().await?;
    Ok(more)
}

/// Deletes people of a list whose time is over. `false`: there are no more.
async fn list(desks: &Desks, run: &Run, office: Uuid) -> Result<bool, Failure> {
    let tx = desks.begin().await?;
    hold_on(desks, &tx, run).await?;
    let rules = Rules::of(&tx, office, run.today).await?;
    let keeping = rules.keeping(&tx).await?;
    let listed = rules.apart(&tx, &keeping, None).list().await?;
    count(&tx, run.day, office, &Counts::from([(Class::Bookings, listed)])).await?;
    tx.commit().await?;
    Ok(listed.deleted == ROWS)
}

/// What goes with no booking, dead sign-ins, and what was begun and left.
async fn rest(desks: &Desks, run: &Run, office: Uuid) -> Result<(), Failure> {
    let tx = desks.begin().await?;
    hold_on(desks, &tx, run).await?;
    let rules = Rules::of(&tx, office, run.today).await?;
    let keeping = rules.keeping(&tx).await?;
    let mut counts = rules.apart(&tx, &keeping, None).forget().await?;
    let deleted = |deleted| Count { looked: deleted, deleted, ..Count::default() };
    if let Some(before) = rules.before(Class::Access) {
        counts.insert(Class::Access, deleted(log::delete_sign_ins(&tx, office, before).await?));
    }
    counts.insert(Class::Drafts, deleted(begun::delete(&tx, office, run.now, &keeping.bookings).await?));
    count(&tx, run.day, office, &counts).await?;
    tx.commit().await?;
    Ok(())
}
