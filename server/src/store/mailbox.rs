//! How far the office's mailbox has been read, by which node, and the mail that came in.

use crate::store::{
    entity::{mail_in, mailbox},
    writing::Writing,
};
use app::domain::{inbox::Verdict, time::Instant};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

/// The words of the column `settled`.
pub mod settled {
    pub const NOTED: &str = "noted";
    pub const COUNTED: &str = "counted";
}

/// A node's hold on a mailbox.
#[derive(Clone, Debug)]
pub struct Reader {
    /// As the settings name it.
    pub mailbox: String,
    pub holder: Uuid,
}

/// Takes the mailbox for this node until then. `None`: another node reads it.
pub async fn claim(
    tx: &Writing,
    reader: &Reader,
    now: Instant,
    until: Instant,
) -> Result<Option<mailbox::Model>, DbErr> {
    let (now, until) = (now.timestamp_millis(), until.timestamp_millis());
    let found = mailbox::Entity::find_by_id(reader.mailbox.clone()).lock_exclusive().one(&**tx).await?;
    let Some(row) = found else {
        let row = mailbox::Model {
            name: reader.mailbox.clone(),
            validity: None,
            read_to: 0,
            holder: reader.holder,
            leased_until: until,
            looked_at: None,
            trouble: None,
            trouble_at: None,
        };
        mailbox::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**tx).await?;
        return Ok(Some(row));
    };
    if row.holder != reader.holder && row.leased_until > now {
        return Ok(None);
    }
    mailbox::Entity::update_many()
        .col_expr(mailbox::Column::Holder, Expr::value(reader.holder))
        .col_expr(mailbox::Column::LeasedUntil, Expr::value(until))
        .filter(mailbox::Column::Name.eq(reader.mailbox.as_str()))
        .exec(&**tx)
        .await?;
    Ok(Some(mailbox::Model { holder: reader.holder, leased_until: until, ..row }))
}

/// The mailbox, kept by this transaction, if this node still reads it.
pub async fn lock(tx: &Writing, reader: &Reader) -> Result<Option<mailbox::Model>, DbErr> {
    mailbox::Entity::find_by_id(reader.mailbox.clone())
        .filter(mailbox::Column::Holder.eq(reader.holder))
        .lock_exclusive()
        .one(&**tx)
        .await
}

/// Keeps the mailbox to this node. `false`: another one has it.
pub async fn renew<C: ConnectionTrait>(db: &C, reader: &Reader, until: Instant) -> Result<bool, DbErr> {
    let kept =
        own(reader).col_expr(mailbox::Column::LeasedUntil, Expr::value(until.timestamp_millis())).exec(db).await?;
    Ok(kept.rows_affected == 1)
}

fn own(reader: &Reader) -> sea_orm::UpdateMany<mailbox::Entity> {
    mailbox::Entity::update_many()
        .filter(mailbox::Column::Name.eq(reader.mailbox.as_str()))
        .filter(mailbox::Column::Holder.eq(reader.holder))
}

/// It was read up to that UID.
pub async fn read_to(tx: &Writing, reader: &Reader, validity: u32, uid: u32) -> Result<(), DbErr> {
    own(reader)
        .col_expr(mailbox::Column::Validity, Expr::value(i64::from(validity)))
        .col_expr(mailbox::Column::ReadTo, Expr::value(i64::from(uid)))
        .exec(&**tx)
        .await
        .map(drop)
}

/// It was looked into and there is no more to read.
pub async fn looked<C: ConnectionTrait>(db: &C, reader: &Reader, at: Instant) -> Result<(), DbErr> {
    own(reader)
        .col_expr(mailbox::Column::LookedAt, Expr::value(Some(at.timestamp_millis())))
        .col_expr(mailbox::Column::Trouble, Expr::value(None::<String>))
        .col_expr(mailbox::Column::TroubleAt, Expr::value(None::<i64>))
        .exec(db)
        .await
        .map(drop)
}

/// It cannot be read, and why; the first moment of it stays.
pub async fn troubled<C: ConnectionTrait>(db: &C, reader: &Reader, why: &str, at: Instant) -> Result<(), DbErr> {
    own(reader)
        .col_expr(mailbox::Column::Trouble, Expr::value(Some(why)))
        .col_expr(
            mailbox::Column::TroubleAt,
            sea_orm::sea_query::Func::coalesce([
                Expr::col(mailbox::Column::TroubleAt),
                Expr::value(at.timestamp_millis()),
            ])
            .into(),
        )
        .exec(db)
        .await
        .map(drop)
}

/// Every mailbox that was ever read, the one looked into last first.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<mailbox::Model>, DbErr> {
    mailbox::Entity::find().order_by_desc(mailbox::Column::LeasedUntil).all(db).await
}

/// Whether this mail was taken before, in whatever mailbox and under whatever UID.
pub async fn knows(tx: &Writing, digest: &str) -> Result<bool, DbErr> {
    Ok(mail_in::Entity::find().filter(mail_in::Column::Digest.eq(digest)).count(&**tx).await? > 0)
}

pub fn insert(tx: &Writing, row: mail_in::Model) {
    let row = sea_orm::ActiveModelTrait::reset_all(row.into_active_model());
    tx.record(mail_in::Entity::insert(row).into_query());
}

fn open(office: Uuid) -> Condition {
    let waits = Verdict::ALL.into_iter().filter(|verdict| verdict.waits()).map(Verdict::word);
    Condition::all()
        .add(mail_in::Column::OfficeId.eq(office))
        .add(mail_in::Column::Settled.is_null())
        .add(mail_in::Column::Verdict.is_in(waits))
}

/// What waits in the office's tray, the oldest first.
pub async fn waiting<C: ConnectionTrait>(db: &C, office: Uuid, most: u64) -> Result<Vec<mail_in::Model>, DbErr> {
    mail_in::Entity::find().filter(open(office)).order_by_asc(mail_in::Column::ArrivedAt).limit(most).all(db).await
}

pub async fn count_waiting<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<u64, DbErr> {
    mail_in::Entity::find().filter(open(office)).count(db).await
}

/// What was settled, by staff or by itself, and has a person's words; the latest first.
pub async fn settled<C: ConnectionTrait>(db: &C, office: Uuid, most: u64) -> Result<Vec<mail_in::Model>, DbErr> {
    let done = Condition::any()
        .add(mail_in::Column::Settled.is_not_null())
        .add(mail_in::Column::Verdict.eq(Verdict::Confirmed.word()));
    mail_in::Entity::find()
        .filter(mail_in::Column::OfficeId.eq(office))
        .filter(done)
        .order_by_desc(mail_in::Column::ArrivedAt)
        .limit(most)
        .all(db)
        .await
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<mail_in::Model>, DbErr> {
    mail_in::Entity::find_by_id(id).one(db).await
}

/// The mail is about that booking: it is kept, shown and erased with it.
pub async fn tie(tx: &Writing, id: Uuid, booking: Uuid) -> Result<(), DbErr> {
    mail_in::Entity::update_many()
        .col_expr(mail_in::Column::BookingId, Expr::value(Some(booking)))
        .filter(mail_in::Column::Id.eq(id))
        .exec(&**tx)
        .await
        .map(drop)
}

/// The mail, kept by this transaction until it ends.
pub async fn lock_mail(tx: &Writing, id: Uuid) -> Result<Option<mail_in::Model>, DbErr> {
    mail_in::Entity::find_by_id(id).lock_exclusive().one(&**tx).await
}

/// Staff are done with it; `how` is one of [`settled`](mod@settled).
pub async fn settle(tx: &Writing, id: Uuid, how: &str, by: Uuid, at: Instant, note: &str) -> Result<(), DbErr> {
    mail_in::Entity::update_many()
        .col_expr(mail_in::Column::Settled, Expr::value(Some(how)))
        .col_expr(mail_in::Column::SettledAt, Expr::value(Some(at.timestamp_millis())))
        .col_expr(mail_in::Column::SettledBy, Expr::value(Some(by)))
        .col_expr(mail_in::Column::Note, Expr::value(note))
        .filter(mail_in::Column::Id.eq(id))
        .filter(mail_in::Column::Settled.is_null())
        .exec(&**tx)
        .await
        .map(drop)
}
