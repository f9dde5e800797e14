//! What the duty to forget reads and writes: schedules, holds, and taking the person out of a booking's rows, class by
//! class. Here stands which columns are about a person; a table that gets a new one is added to its class here.
//!
//! What stays is named beside what goes: the hash of the terms, the moments, the outcome.

use crate::store::{
    booking::{from_json, json},
    day,
    entity::{
        audit, booking, booking_day, booking_event, call, consent, legal_hold, outbox, retention_setting, session,
        sign_in_failure,
    },
    outbox::status,
    writing::Writing,
};
use app::{
    desk::application::{DeviceReport, TermsForm},
    domain::{
        booking::State,
        ids::BookingId,
        retention::{Class, Held, Hold, Schedule, Setting, without_person},
        time::date_jst,
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, Set, Statement,
    sea_query::{Expr, Query},
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

pub mod begun;

/// The office's schedule, with what is set for days to come.
pub async fn schedule<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Schedule, DbErr> {
    let rows = retention_setting::Entity::find().filter(retention_setting::Column::OfficeId.eq(office)).all(db).await?;
    Ok(Schedule::new(rows.iter().map(setting).collect::<Result<_, _>>()?))
}

pub fn setting(row: &retention_setting::Model) -> Result<Setting, DbErr> {
    let unreadable = || DbErr::Type(format!("the period of {} from {}", row.class, row.from_date));
    Ok(Setting {
        class: row.class.parse().map_err(|_| unreadable())?,
        from: row.from_date.parse().map_err(|_| unreadable())?,
        period: row.period.parse().map_err(|_| unreadable())?,
    })
}

/// The office's holds that have not been lifted.
pub async fn holds<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<Hold>, DbErr> {
    let rows = legal_hold::Entity::find()
        .filter(legal_hold::Column::OfficeId.eq(office))
        .filter(legal_hold::Column::LiftedAt.is_null())
        .all(db)
        .await?;
    rows.iter().map(hold).collect()
}

pub fn hold(row: &legal_hold::Model) -> Result<Hold, DbErr> {
    let date = |text: &str| text.parse::<NaiveDate>().map_err(|_| DbErr::Type("the day of a hold".to_owned()));
    Ok(Hold {
        about: match row.booking_id {
            Some(id) => Held::Booking(BookingId(id)),
            None => Held::Person { number: row.number.clone() },
        },
        from: date(&row.from_date)?,
        until: row.until_date.as_deref().map(date).transpose()?,
        lifted: row.lifted_at.is_some(),
    })
}

/// The bookings and their spoken numbers that a hold keeps on that day.
pub async fn held_bookings<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    holds: &[Hold],
    today: NaiveDate,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    use sea_orm::QuerySelect;
    let mut about = Condition::any();
    for hold in holds.iter().filter(|hold| hold.is_in_force(today)) {
        about = match &hold.about {
            Held::Booking(id) => about.add(booking::Column::Id.eq(id.0)),
            Held::Person { number } if number.is_empty() => about,
            Held::Person { number } => about.add(booking::Column::Number.eq(number.as_str())),
        };
    }
    if about.is_empty() {
        return Ok(Vec::new());
    }
    booking::Entity::find()
        .select_only()
        .columns([booking::Column::Id, booking::Column::Reference])
        .filter(booking::Column::OfficeId.eq(office))
        .filter(about)
        .into_tuple()
        .all(db)
        .await
}

/// A booking with what it has been rid of.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Old {
    pub id: Uuid,
    pub starts_at: i64,
    pub minutes: i32,
    pub number: String,
    pub forgotten: i32,
}

impl Old {
    /// The day in Japan on which its consultation ended: from then its classes are kept.
    pub fn ended(&self) -> NaiveDate {
        ended(self.starts_at, self.minutes)
    }

    pub fn place(&self) -> (i64, Uuid) {
        (self.starts_at, self.id)
    }
}

pub fn ended(starts_at: i64, minutes: i32) -> NaiveDate {
    let starts = DateTime::from_timestamp_millis(starts_at).unwrap_or_default();
    date_jst(starts + TimeDelta::minutes(minutes.into()))
}

const OLD: &str = "SELECT id, starts_at, minutes, number, forgotten FROM booking";

/// Bookings out of which something is due, in order, from after a place on. `dues`: what began before that moment is due
/// to be rid of the class, as far as no hold keeps it.
pub async fn old<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    dues: &[(Class, i64)],
    after: (i64, Uuid),
    most: u64,
) -> Result<Vec<Old>, DbErr> {
    let Some(latest) = dues.iter().map(|(_, before)| *before).max() else { return Ok(Vec::new()) };
    let due: Vec<String> = dues
        .iter()
        .map(|(class, before)| format!("(forgotten & {} = 0 AND starts_at < {before})", class.mark()))
        .collect();
    let sql = format!(
        "{OLD} WHERE office_id = $1 AND starts_at < $2 AND (starts_at, id) > ($3, $4) AND ({}) \
         ORDER BY starts_at, id LIMIT $5",
        due.join(" OR "),
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = [office.into(), latest.into(), after.0.into(), after.1.into(), most.into()];
    Old::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).all(db).await
}

/// These bookings as they are now, kept by this transaction until it ends.
pub async fn lock(tx: &Writing, ids: &[Uuid]) -> Result<Vec<Old>, DbErr> {
    let kept = if tx.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    these(&**tx, ids, kept).await
}

async fn these<C: ConnectionTrait>(db: &C, ids: &[Uuid], kept: &str) -> Result<Vec<Old>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let sql = format!("{OLD} WHERE id IN ({}) ORDER BY starts_at, id{kept}", places.join(", "));
    let values = ids.iter().map(|id| (*id).into());
    Old::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).all(db).await
}

/// Takes each class out of these bookings, for ever, and marks that it has.
pub async fn forget(tx: &Writing, classes: &BTreeMap<Class, Vec<Uuid>>) -> Result<(), DbErr> {
    for (class, ids) in classes {
        let ids = ids.as_slice();
        if ids.is_empty() {
            continue;
        }
        match class {
            Class::Bookings => forget_person(tx, ids).await?,
            Class::Consents => forget_proofs(tx, ids).await?,
            Class::Devices => forget_devices(tx, ids).await?,
            Class::Access => forget_access(tx, ids).await?,
            Class::Outbox => forget_letters(tx, ids).await?,
            Class::Audit | Class::Drafts | Class::Mailbox | Class::Backups => continue,
        }
        let marked = Query::update()
            .table("booking")
            .value("forgotten", Expr::cust(format!("forgotten | {}", class.mark())))
            .and_where(ExprTrait::is_in(Expr::col("id"), ids.iter().copied()))
            .to_owned();
        tx.execute(&marked).await?;
    }
    Ok(())
}

/// Notes that say a moment or name a field, and nothing else.
const IMPERSONAL_NOTES: [&str; 5] = ["moved", "contact", "corrected", "replied", "booked_next"];

/// Who it was, and what was written about them. The links that were sent open nothing any more.
async fn forget_person(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
    let nothing = || Set(String::new());
    let empty = booking::ActiveModel {
        name: nothing(),
        kana: nothing(),
        phone: nothing(),
        mail: nothing(),
        number: nothing(),
        topic: nothing(),
        birth_date: nothing(),
        interpreter: Set(0),
        carer: Set(0),
        override_reason: Set(None),
        ..Default::default()
    };
    let rows = booking::Entity::find().filter(booking::Column::Id.is_in(ids.iter().copied())).all(&**tx).await?;
    for row in rows {
        let state: State = from_json(&row.state_data)?;
        let silent = json(&without_person(state))?;
        if silent != row.state_data {
            let changed = booking::ActiveModel { state_data: Set(silent), ..Default::default() };
            booking::Entity::update_many().set(changed).filter(booking::Column::Id.eq(row.id)).exec(&**tx).await?;
        }
    }
    booking::Entity::update_many()
        .set(empty)
        .col_expr(booking::Column::Generation, Expr::col(booking::Column::Generation).add(1))
        .filter(booking::Column::Id.is_in(ids.iter().copied()))
        .exec(&**tx)
        .await?;
    booking_event::Entity::update_many()
        .col_expr(booking_event::Column::Note, Expr::value(""))
        .filter(booking_event::Column::BookingId.is_in(ids.iter().copied()))
        .filter(booking_event::Column::What.is_not_in(IMPERSONAL_NOTES))
        .filter(booking_event::Column::Note.ne(""))
        .exec(&**tx)
        .await?;
    call::Entity::update_many()
        .col_expr(call::Column::Note, Expr::value(""))
        .filter(call::Column::BookingId.is_in(ids.iter().copied()))
        .exec(&**tx)
        .await?;
    let days = booking_day::Entity::find().filter(booking_day::Column::BookingId.is_in(ids.iter().copied()));
    for row in days.all(&**tx).await? {
        let mut kept = day::read(&row)?;
        if let Some(undone) = &mut kept.undone {
            undone.why.clear();
        }
        let changed = booking_day::ActiveModel {
            booking_id: Set(row.booking_id),
            note: Set(String::new()),
            undone: Set(kept.undone.as_ref().map(json).transpose()?),
            before: Set(kept.before.map(without_person).as_ref().map(json).transpose()?),
            ..Default::default()
        };
        booking_day::Entity::update(changed).exec(&**tx).await?;
    }
    Ok(())
}

/// The words of mail servers, and the answers to the declarations. The moment, the hash, the ticks and by what way it was
/// known stay.
async fn forget_proofs(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
    const WAYS: [&str; 6] = ["button", "ticks", "phone", "session", "letter", "telephone"];
    consent::Entity::update_many()
        .col_expr(consent::Column::Proof, Expr::value("mail_server"))
        .filter(consent::Column::BookingId.is_in(ids.iter().copied()))
        .filter(consent::Column::Proof.is_not_in(WAYS))
        .filter(consent::Column::Proof.not_like("staff: %"))
        .exec(&**tx)
        .await?;
    for row in booking::Entity::find().filter(booking::Column::Id.is_in(ids.iter().copied())).all(&**tx).await? {
        let Some(terms) = &row.terms else { continue };
        let form = TermsForm { answers: Default::default(), ..from_json(terms)? };
        let changed = booking::ActiveModel { terms: Set(Some(json(&form)?)), ..Default::default() };
        booking::Entity::update_many().set(changed).filter(booking::Column::Id.eq(row.id)).exec(&**tx).await?;
    }
    Ok(())
}

/// What the browser showed. The result stays.
async fn forget_devices(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
    for row in booking::Entity::find().filter(booking::Column::Id.is_in(ids.iter().copied())).all(&**tx).await? {
        let Some(device) = &row.device else { continue };
        let report: DeviceReport = from_json(device)?;
        let left = DeviceReport { same_device: None, findings: Default::default(), ..report };
        let changed = booking::ActiveModel { device: Set(Some(json(&left)?)), ..Default::default() };
        booking::Entity::update_many().set(changed).filter(booking::Column::Id.eq(row.id)).exec(&**tx).await?;
    }
    Ok(())
}

/// Which browser and which address.
async fn forget_access(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
    booking::Entity::update_many()
        .col_expr(booking::Column::Visitor, Expr::value(""))
        .col_expr(booking::Column::Address, Expr::value(""))
        .filter(booking::Column::Id.is_in(ids.iter().copied()))
        .exec(&**tx)
        .await
        .map(drop)
}

/// To whom, and what the server said. Which letter, when, and what became of it stay. What is still to be sent keeps its
/// address: the post gives it up first.
async fn forget_letters(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Recipient, Expr::value(""))
        .col_expr(outbox::Column::Server, Expr::value(None::<String>))
        .col_expr(outbox::Column::Reply, Expr::value(None::<String>))
        .filter(outbox::Column::BookingId.is_in(ids.iter().copied()))
        .filter(outbox::Column::Status.ne(status::WAITING))
        .exec(&**tx)
        .await
        .map(drop)
}

/// Of these bookings, those with a letter that is still to be sent: their letters are not at an end.
pub async fn with_letters_waiting<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
    use sea_orm::QuerySelect;
    outbox::Entity::find()
        .select_only()
        .column(outbox::Column::BookingId)
        .filter(outbox::Column::BookingId.is_in(ids.iter().copied()))
        .filter(outbox::Column::Status.eq(status::WAITING))
        .into_tuple()
        .all(db)
        .await
}

/// Lines of the log older than that which no hold keeps, at most so many, the oldest first.
pub async fn old_lines<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    before: i64,
    kept: &[String],
    about: Option<&[String]>,
    most: u64,
) -> Result<Vec<Uuid>, DbErr> {
    use sea_orm::QuerySelect;
    let mut lines = audit::Entity::find()
        .select_only()
        .column(audit::Column::Id)
        .filter(audit::Column::OfficeId.eq(office))
        .filter(audit::Column::At.lt(before))
        .order_by_asc(audit::Column::At)
        .limit(most);
    if !kept.is_empty() {
        lines = lines.filter(audit::Column::About.is_not_in(kept.iter().map(String::as_str)));
    }
    if let Some(about) = about {
        lines = lines.filter(audit::Column::About.is_in(about.iter().map(String::as_str)));
    }
    lines.into_tuple().all(db).await
}

/// How many lines older than that are about what a hold keeps.
pub async fn lines_kept<C: ConnectionTrait>(db: &C, office: Uuid, before: i64, kept: &[String]) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    if kept.is_empty() {
        return Ok(0);
    }
    audit::Entity::find()
        .filter(audit::Column::OfficeId.eq(office))
        .filter(audit::Column::At.lt(before))
        .filter(audit::Column::About.is_in(kept.iter().map(String::as_str)))
        .count(db)
        .await
}

/// Deletes lines of the log that are older than that. The database lets this transaction do it and no other: the way that
/// is opened here is closed before the commit.
pub async fn delete_lines(tx: &Writing, before: i64, lines: &[Uuid]) -> Result<u64, DbErr> {
    let open =
        Query::insert().into_table("audit_retention").columns(["before"]).values_panic([before.into()]).to_owned();
    tx.execute(&open).await?;
    let deleted = audit::Entity::delete_many()
        .filter(audit::Column::Id.is_in(lines.iter().copied()))
        .filter(audit::Column::At.lt(before))
        .exec(&**tx)
        .await?;
    let close =
        Query::delete().from_table("audit_retention").and_where(ExprTrait::eq(Expr::col("before"), before)).to_owned();
    tx.execute(&close).await?;
    Ok(deleted.rows_affected)
}

/// Holds that ended before that moment: that there was one stays, without whom it was about and why.
pub async fn forget_holds(tx: &Writing, office: Uuid, before: i64) -> Result<u64, DbErr> {
    let day = date_jst(DateTime::from_timestamp_millis(before).unwrap_or_default()).to_string();
    let ended = Condition::any()
        .add(legal_hold::Column::LiftedAt.lt(before))
        .add(legal_hold::Column::UntilDate.lt(day.as_str()));
    let personal = Condition::any().add(legal_hold::Column::Number.ne("")).add(legal_hold::Column::Ground.ne(""));
    let changed = legal_hold::Entity::update_many()
        .col_expr(legal_hold::Column::Number, Expr::value(""))
        .col_expr(legal_hold::Column::Ground, Expr::value(""))
        .col_expr(legal_hold::Column::LiftedReason, Expr::value(""))
        .filter(legal_hold::Column::OfficeId.eq(office))
        .filter(ended)
        .filter(personal)
        .exec(&**tx)
        .await?;
    Ok(changed.rows_affected)
}

/// Sessions of the office that were last seen before that, and tries at a password from before it: those belong to no
/// office, so that the first office of a run takes them.
pub async fn delete_sign_ins(tx: &Writing, office: Uuid, before: i64) -> Result<u64, DbErr> {
    let sessions = session::Entity::delete_many()
        .filter(session::Column::OfficeId.eq(office))
        .filter(session::Column::SeenAt.lt(before))
        .exec(&**tx)
        .await?;
    let tries =
        sign_in_failure::Entity::delete_many().filter(sign_in_failure::Column::At.lt(before)).exec(&**tx).await?;
    Ok(sessions.rows_affected + tries.rows_affected)
}

/// The marks of what each of these bookings has been rid of.
pub async fn forgotten<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>, DbErr> {
    Ok(these(db, ids, "").await?.into_iter().map(|old| (old.id, old.forgotten)).collect())
}
