//! The meetings of bookings, which are also the outbox that they are made from: a row a booking and host says what is wanted
//! and what Zoom has. The booking's transactions write only what is wanted, the worker only what is there.

use crate::{
    clock::from_millis,
    store::{
        database::in_turn,
        entity::{
            booking, counter,
            meeting::{ActiveModel, Column, Entity, Model},
            meeting_count, zoom_host,
        },
        slot,
        writing::Writing,
    },
};
use app::domain::{
    meeting::{Joining, MOST_A_DAY, Meeting, Todo, day_of_count},
    slot::Span,
    time::Instant,
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// `due_at` of what waits for nothing.
const AT_ONCE: i64 = 0;
/// No consultation runs over for longer.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// Rows looked at for one claim: many of one host are done one after another.
const LOOKED_AT: u64 = 200;

/// The meeting in the words of the rules.
pub fn meeting(row: &Model) -> Result<Meeting, DbErr> {
    let unreadable = || DbErr::Type("a meeting's start and length".to_owned());
    Ok(Meeting {
        wanted: row.wanted != 0,
        span: slot::span(row.starts_at, row.minutes).ok_or_else(unreadable)?,
        // A time that is none of ours stands for 1970, so that it is set anew.
        made: row.number.and_then(|_| {
            let made = row.made_starts_at.and_then(|starts| slot::span(starts, row.made_minutes));
            made.or_else(|| slot::span(0, 10))
        }),
        // A second attempt is made where the first has not told what came of it.
        in_doubt: row.doubt_until.is_some() || row.attempts > 1,
    })
}

/// What ours are known by in Zoom: the booking's id, which tells nobody anything.
pub fn tag(booking: Uuid) -> String {
    format!("madoguchi {booking}")
}

/// A booking that is put in wants a meeting of its host, if its counter has one.
pub fn want(tx: &Writing, row: &booking::Model) {
    write(tx, row, true);
}

/// Whether the booking wants a meeting may have changed, and its host and time too if it `is_moved`.
pub async fn follow(tx: &Writing, row: &booking::Model, had: bool, has: bool, is_moved: bool) -> Result<(), DbErr> {
    if had && is_moved {
        let mut left = Entity::update_many()
            .col_expr(Column::Wanted, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(AT_ONCE))
            .filter(Column::BookingId.eq(row.id));
        if let Some(host) = row.host_id {
            left = left.filter(Column::HostId.ne(host));
        }
        left.exec(&**tx).await?;
    }
    if had != has || (has && is_moved) {
        write(tx, row, has);
    }
    Ok(())
}

/// Writes at the end of the transaction what is wanted, for the worker to look at.
fn write(tx: &Writing, row: &booking::Model, wanted: bool) {
    let Some(host) = row.host_id else { return };
    let meeting = Model {
        booking_id: row.id,
        host_id: host,
        office_id: row.office_id,
        wanted: wanted.into(),
        starts_at: row.starts_at,
        minutes: row.minutes,
        zoom_user: None,
        number: None,
        passcode: String::new(),
        join_url: String::new(),
        made_starts_at: None,
        made_minutes: 0,
        due_at: Some(AT_ONCE),
        leased_until: None,
        attempts: 0,
        doubt_until: None,
        trouble: None,
    };
    let theirs = [Column::Wanted, Column::StartsAt, Column::Minutes, Column::DueAt];
    let put = Entity::insert(meeting.into_active_model().reset_all())
        .on_conflict(OnConflict::columns([Column::BookingId, Column::HostId]).update_columns(theirs).to_owned());
    tx.record(put.into_query());
}

/// Whether the host is still needed: for a meeting that is not over, or to clear away one that is wanted no more.
pub async fn needs<C: ConnectionTrait>(db: &C, host: Uuid, now: Instant) -> Result<bool, DbErr> {
    let coming =
        Condition::all().add(Column::Wanted.ne(0)).add(Column::StartsAt.gt((now - LONGEST).timestamp_millis()));
    let clearing = Condition::all().add(Column::DueAt.is_not_null()).add(Column::ZoomUser.is_not_null());
    let rows = Entity::find().filter(Column::HostId.eq(host)).filter(Condition::any().add(coming).add(clearing));
    Ok(rows.count(db).await? > 0)
}

/// Something is to be done, by a host that the account has or had, who is not busy with another meeting: of one host's
/// meetings one after another is seen to, so that none is in the way of the next.
fn idle(now: Instant) -> Condition {
    let now = now.timestamp_millis();
    let in_account = zoom_host::Entity::find()
        .select_only()
        .column(zoom_host::Column::Id)
        .filter(zoom_host::Column::ZoomUser.is_not_null())
        .into_query();
    let busy = Entity::find().select_only().column(Column::HostId).filter(Column::LeasedUntil.gt(now)).into_query();
    Condition::all()
        .add(Column::DueAt.is_not_null())
        .add(Condition::any().add(Column::HostId.in_subquery(in_account)).add(Column::ZoomUser.is_not_null()))
        .add(Column::HostId.not_in_subquery(busy))
}

/// When something is to be done next that no node is doing, be it in the past.
pub async fn next_due<C: ConnectionTrait>(db: &C, now: Instant) -> Result<Option<i64>, DbErr> {
    let due: Option<Option<i64>> = Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(idle(now))
        .order_by_asc(Column::DueAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(due.flatten())
}

/// Takes up to `most` due meetings, each of another host, for this node alone, until `until`; what makes room comes first.
/// The attempt is counted here: whoever finds a second one knows that the first may have been made.
pub async fn claim(tx: &Writing, now: Instant, until: Instant, most: u64) -> Result<Vec<Model>, DbErr> {
    in_turn(tx, "meetings").await?;
    let rows = Entity::find()
        .filter(idle(now))
        .filter(Column::DueAt.lte(now.timestamp_millis()))
        .order_by_asc(Column::Wanted)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::StartsAt)
        .limit(LOOKED_AT)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&**tx)
        .await?;
    let mut hosts = HashSet::new();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut claimed: Vec<Model> = rows.into_iter().filter(|row| hosts.insert(row.host_id)).take(most).collect();
    for row in &mut claimed {
        row.leased_until = Some(until.timestamp_millis());
        row.attempts += 1;
        update(tx, row, &[Column::LeasedUntil, Column::Attempts]).await?;
    }
    Ok(claimed)
}

async fn update(tx: &DatabaseTransaction, row: &Model, columns: &[Column]) -> Result<(), DbErr> {
    let mut changed = <ActiveModel as Default>::default();
    for column in columns {
        changed.set(*column, sea_orm::ModelTrait::get(row, *column));
    }
    Entity::update_many()
        .set(changed)
        .filter(Column::BookingId.eq(row.booking_id))
        .filter(Column::HostId.eq(row.host_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A meeting that Zoom has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub user: String,
    pub number: i64,
    pub passcode: String,
    pub join_url: String,
    /// `None`: Zoom's time cannot be read, and is set anew.
    pub span: Option<Span>,
}

/// What came of seeing to a meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// There was nothing to do, or not yet.
    Idle {
        until: Option<Instant>,
    },
    Made(Made),
    Changed(Span),
    /// There is none that we know of.
    Gone,
    /// What may have been made twice was looked for.
    Searched,
    /// Not this time; without `due`, never. `doubt`: who was asked to make it, and until when it may turn out that they did.
    Failed {
        due: Option<Instant>,
        doubt: Option<(String, Instant)>,
        trouble: String,
    },
}

/// Writes down what came of it, and when there is something to do again. `None`: the claim had run out, and another node
/// has it.
pub async fn settle(tx: &Writing, claimed: &Model, outcome: &Outcome, now: Instant) -> Result<Option<Model>, DbErr> {
    let key = (claimed.booking_id, claimed.host_id);
    let row = Entity::find_by_id(key).lock_exclusive().one(&**tx).await?;
    let Some(mut row) = row.filter(|row| row.leased_until == claimed.leased_until) else { return Ok(None) };
    row.leased_until = None;
    let doubt = row.doubt_until.map(from_millis);
    match outcome {
        Outcome::Idle { .. } => {}
        Outcome::Made(made) => {
            row.zoom_user = Some(made.user.clone());
            row.number = Some(made.number);
            row.passcode.clone_from(&made.passcode);
            row.join_url.clone_from(&made.join_url);
            set_time(&mut row, made.span);
        }
        Outcome::Changed(span) => set_time(&mut row, Some(*span)),
        Outcome::Gone => {
            row.number = None;
            row.passcode.clear();
            row.join_url.clear();
            set_time(&mut row, None);
        }
        Outcome::Searched => row.doubt_until = doubt.filter(|until| now < *until).map(|until| until.timestamp_millis()),
        Outcome::Failed { doubt, trouble, .. } => {
            if let Some((user, until)) = doubt {
                row.zoom_user = Some(user.clone());
                row.doubt_until = Some(until.timestamp_millis());
            }
            row.trouble = Some(trouble.clone());
        }
    }
    let is_as_claimed =
        (row.wanted, row.starts_at, row.minutes) == (claimed.wanted, claimed.starts_at, claimed.minutes);
    row.due_at = match outcome {
        Outcome::Failed { due, .. } => due.map(|due| due.timestamp_millis()),
        Outcome::Idle { until } if is_as_claimed => until.map(|until| until.timestamp_millis()),
        _ => {
            row.attempts = 0;
            row.trouble = None;
            match meeting(&row)?.todo(now) {
                Todo::Nothing => None,
                Todo::Search => row.doubt_until,
                Todo::Make | Todo::Change | Todo::Delete => Some(AT_ONCE),
            }
        }
    };
    if let Outcome::Idle { .. } = outcome {
        row.attempts = 0;
    }
    update(
        tx,
        &row,
        &[
            Column::ZoomUser,
            Column::Number,
            Column::Passcode,
            Column::JoinUrl,
            Column::MadeStartsAt,
            Column::MadeMinutes,
            Column::DueAt,
            Column::LeasedUntil,
            Column::Attempts,
            Column::DoubtUntil,
            Column::Trouble,
        ],
    )
    .await?;
    Ok(Some(row))
}

fn set_time(row: &mut Model, span: Option<Span>) {
    row.made_starts_at = span.map(|span| span.starts().timestamp_millis());
    row.made_minutes = span.map_or(0, |span| span.minutes().into());
}

/// Counts one more creation or change of the host's day. `false`: there were as many as Zoom takes.
pub async fn count(tx: &Writing, row: &Model, now: Instant) -> Result<bool, DbErr> {
    put_count(tx, row, now, 1, Expr::col((meeting_count::Entity, meeting_count::Column::Count)).add(1)).await
}

/// Zoom says that the host's day is used up, whoever else made meetings of theirs.
pub async fn use_up(tx: &Writing, row: &Model, now: Instant) -> Result<(), DbErr> {
    put_count(tx, row, now, MOST_A_DAY, Expr::value(MOST_A_DAY)).await.map(drop)
}

async fn put_count(tx: &Writing, row: &Model, now: Instant, first: i32, then: Expr) -> Result<bool, DbErr> {
    let counted = meeting_count::ActiveModel {
        host_id: Set(row.host_id),
        date: Set(day_of_count(now).to_string()),
        office_id: Set(row.office_id),
        count: Set(first),
    };
    let mut again = OnConflict::columns([meeting_count::Column::HostId, meeting_count::Column::Date]);
    again
        .value(meeting_count::Column::Count, then)
        .action_and_where(Expr::col((meeting_count::Entity, meeting_count::Column::Count)).lt(MOST_A_DAY));
    let written = meeting_count::Entity::insert(counted).on_conflict(again).exec_without_returning(&**tx).await;
    match written {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Zoom says that the meeting is not there any more: another is made, unless a node is just seeing to it.
pub async fn lost(tx: &Writing, booking: Uuid, number: i64) -> Result<(), DbErr> {
    Entity::update_many()
        .set(ActiveModel {
            number: Set(None),
            passcode: Set(String::new()),
            join_url: Set(String::new()),
            made_starts_at: Set(None),
            made_minutes: Set(0),
            due_at: Set(Some(AT_ONCE)),
            ..Default::default()
        })
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Number.eq(number))
        .filter(Column::LeasedUntil.is_null())
        .exec(&**tx)
        .await
        .map(drop)
}

/// The meetings that there are of this booking, or may be.
pub async fn of_booking<C: ConnectionTrait>(db: &C, booking: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::BookingId.eq(booking)).order_by_desc(Column::Wanted).all(db).await
}

/// The meeting that a booking wants and Zoom has under this number.
pub async fn by_number<C: ConnectionTrait>(db: &C, number: i64) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Number.eq(number)).filter(Column::Wanted.ne(0)).one(db).await
}

/// What there is to join a booking's meeting with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ToJoin {
    pub joining: Option<Joining>,
    /// Zoom's number of a meeting that was made for the booking.
    pub made: Option<i64>,
    /// There is none yet, but there will be.
    pub is_coming: bool,
    /// Why there is none yet.
    pub trouble: Option<String>,
}

/// The meeting made for the booking; where nobody makes one, its counter's fixed one.
pub async fn to_join<C: ConnectionTrait>(db: &C, booking: &booking::Model) -> Result<ToJoin, DbErr> {
    if let Some(host) = booking.host_id {
        let wanted = Entity::find_by_id((booking.id, host)).one(db).await?.filter(|row| row.wanted != 0);
        if let Some((row, number)) = wanted.as_ref().and_then(|row| Some((row, row.number?))) {
            let joining =
                Joining { number: number.to_string(), passcode: row.passcode.clone(), url: row.join_url.clone() };
            let trouble = row.trouble.clone();
            return Ok(ToJoin { joining: Some(joining), made: Some(number), is_coming: false, trouble });
        }
        let host = zoom_host::Entity::find_by_id(host).one(db).await?;
        if let Some(row) = wanted.filter(|_| host.is_some_and(|host| host.zoom_user.is_some())) {
            return Ok(ToJoin { is_coming: true, trouble: row.trouble, ..ToJoin::default() });
        }
    }
    let counter = counter::Entity::find_by_id(booking.counter_id).one(db).await?;
    Ok(ToJoin { joining: counter.as_ref().and_then(fixed), ..ToJoin::default() })
}

/// Those of the bookings at these counters that have a meeting to start, by the same rule as [`to_join`].
pub async fn to_start<C: ConnectionTrait>(
    db: &C,
    bookings: &[booking::Model],
    counters: &[counter::Model],
) -> Result<HashSet<Uuid>, DbErr> {
    let ids: Vec<Uuid> = bookings.iter().map(|booking| booking.id).collect();
    let wanted = Entity::find().filter(Column::BookingId.is_in(ids)).filter(Column::Wanted.ne(0)).all(db).await?;
    let wanted: HashMap<(Uuid, Uuid), bool> =
        wanted.into_iter().map(|row| ((row.booking_id, row.host_id), row.number.is_some())).collect();
    let hosts: Vec<Uuid> = bookings.iter().filter_map(|booking| booking.host_id).collect();
    let in_account: HashSet<Uuid> = zoom_host::Entity::find()
        .select_only()
        .column(zoom_host::Column::Id)
        .filter(zoom_host::Column::Id.is_in(hosts))
        .filter(zoom_host::Column::ZoomUser.is_not_null())
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let fixed: HashSet<Uuid> =
        counters.iter().filter(|counter| fixed(counter).is_some()).map(|counter| counter.id).collect();
    let is_there = |booking: &&booking::Model| {
        let made = booking.host_id.and_then(|host| Some((host, *wanted.get(&(booking.id, host))?)));
        match made {
            Some((_, true)) => true,
            // It is being made.
            Some((host, false)) if in_account.contains(&host) => false,
            _ => fixed.contains(&booking.counter_id),
        }
    };
    Ok(bookings.iter().filter(is_there).map(|booking| booking.id).collect())
}

/// The counter's fixed meeting.
pub fn fixed(counter: &counter::Model) -> Option<Joining> {
    Some(Joining {
        number: counter.meeting_number.clone()?,
        passcode: counter.meeting_passcode.clone().unwrap_or_default(),
        url: counter.meeting_url.clone()?,
    })
}
