//! What goes out of a booking and the rows beside it, class by class.

use crate::store::{
    attendee::attendance,
    booking::{from_json, json},
    day,
    entity::{attendee, booking, booking_day, booking_event, call, consent, outbox, refusal},
    outbox::status,
    writing::Writing,
};
use app::{
    desk::application::{DeviceReport, TermsForm},
    domain::{
        booking::State,
        retention::{Class, without_person},
        time::{Instant, date_jst},
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QuerySelect, Set, Statement,
    sea_query::{Expr, Query},
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

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

/// Who it was, who came to the interview, and what was written about them. The links that were sent open nothing any more.
/// How the seeker was registered, and what became of the booking when its counter fell away, are words of a closed list and
/// stay (`booking_registration`, `absence_booking`).
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
    refusal::Entity::update_many()
        .col_expr(refusal::Column::Message, Expr::value(""))
        .filter(refusal::Column::BookingId.is_in(ids.iter().copied()))
        .exec(&**tx)
        .await?;
    forget_employers(tx, ids).await?;
    forget_days(tx, ids).await
}

/// Who came to the interview for which employer. That somebody was invited, and whether they came, stays.
async fn forget_employers(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
    let invited = attendee::Entity::find().filter(attendee::Column::BookingId.is_in(ids.iter().copied()));
    for row in invited.all(&**tx).await? {
        let nothing = || Set(String::new());
        let changed = attendee::ActiveModel {
            id: Set(row.id),
            company: nothing(),
            person: nothing(),
            phone: nothing(),
            mail: nothing(),
            job_number: nothing(),
            attendance: Set(json(&attendance(&row)?.without_words())?),
            ..Default::default()
        };
        attendee::Entity::update(changed).exec(&**tx).await?;
    }
    Ok(())
}

async fn forget_days(tx: &Writing, ids: &[Uuid]) -> Result<(), DbErr> {
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
    const WAYS: [&str; 7] = ["button", "ticks", "phone", "session", "letter", "telephone", "reply"];
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

/// Of these bookings, those with a letter that is not at an end: it is still to be sent, or was written on that moment or
/// later, as one about a decision that is lifted long after the consultation.
pub async fn with_open_letters<C: ConnectionTrait>(db: &C, ids: &[Uuid], before: i64) -> Result<Vec<Uuid>, DbErr> {
    let open =
        Condition::any().add(outbox::Column::Status.eq(status::WAITING)).add(outbox::Column::CreatedAt.gte(before));
    outbox::Entity::find()
        .select_only()
        .column(outbox::Column::BookingId)
        .distinct()
        .filter(outbox::Column::BookingId.is_in(ids.iter().copied()))
        .filter(open)
        .into_tuple()
        .all(db)
        .await
}

/// Something of the class is written about the booking once more. Where the class has left it, it is to leave it again.
pub async fn written_again<C: ConnectionTrait>(
    db: &C,
    row: &booking::Model,
    class: Class,
    now: Instant,
) -> Result<(), DbErr> {
    // Nothing is forgotten of what is still to come.
    if row.starts_at >= now.timestamp_millis() {
        return Ok(());
    }
    let again = Query::update()
        .table("booking")
        .value("forgotten", Expr::cust(format!("forgotten - {}", class.mark())))
        .and_where(ExprTrait::eq(Expr::col("id"), row.id))
        .and_where(Expr::cust(format!("forgotten & {} <> 0", class.mark())))
        .to_owned();
    db.execute(&again).await?;
    Ok(())
}

/// The marks of what each of these bookings has been rid of.
pub async fn forgotten<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>, DbErr> {
    Ok(these(db, ids, "").await?.into_iter().map(|old| (old.id, old.forgotten)).collect())
}
