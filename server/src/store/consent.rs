//! The consent ledger: what was agreed to, when, in which language, and what proves it. A row is never changed.

use crate::store::{
    booking::from_json,
    entity::{
        booking,
        consent::{ActiveModel, Column, Entity},
    },
    writing::Writing,
};
use app::{desk::application::TermsForm, domain::time::Instant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryTrait, Set,
};
use uuid::Uuid;

/// The three moments of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Applying means consent (preamble).
    Applying,
    /// The ticks on the site (Art. 6(2)).
    Tick,
    /// The letter was received (Art. 6(3)): the legal one for the site.
    Receipt,
    /// Told of new terms before they bind (R6): by letter, or on the telephone.
    Notified,
    /// What may have changed was answered at joining, and the terms as they are by then agreed to (Art. 5, R6).
    Joining,
}

impl Moment {
    pub fn word(self) -> &'static str {
        match self {
            Moment::Applying => "applying",
            Moment::Tick => "tick",
            Moment::Receipt => "receipt",
            Moment::Notified => "notified",
            Moment::Joining => "joining",
        }
    }
}

/// Records moments of consent to the version that the booking's seeker was shown. `proof` is how it is known: `button`,
/// `ticks`, `reply`, or the mail server with its words.
pub fn write(tx: &Writing, row: &booking::Model, moments: &[(Moment, &str, Instant)]) -> Result<(), DbErr> {
    let shown: TermsForm = row.terms.as_deref().map(from_json).transpose()?.unwrap_or_default();
    let rows = moments.iter().map(|(moment, proof, at)| ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(row.office_id),
        booking_id: Set(row.id),
        moment: Set(moment.word().to_owned()),
        terms_hash: Set(shown.version.clone()),
        lang: Set(if shown.lang.is_empty() { row.lang.clone() } else { shown.lang.clone() }),
        proof: Set((*proof).to_owned()),
        at: Set(at.timestamp_millis()),
    });
    tx.record(Entity::insert_many(rows).into_query());
    Ok(())
}

/// Records that the booking's seeker has been told of another version.
pub fn notified(tx: &Writing, row: &booking::Model, hash: &str, proof: &str, at: Instant) {
    put(tx, row, Moment::Notified, (hash, &row.lang), proof, at);
}

/// Records that the questions of joining were answered, under the version in force by then. `shown`: its hash, and the language
/// it was shown in.
pub fn joined(tx: &Writing, row: &booking::Model, shown: (&str, &str), at: Instant) {
    put(tx, row, Moment::Joining, shown, "button", at);
}

fn put(tx: &Writing, row: &booking::Model, moment: Moment, (hash, lang): (&str, &str), proof: &str, at: Instant) {
    let said = ActiveModel {
        id: Set(Uuid::now_v7()),
        office_id: Set(row.office_id),
        booking_id: Set(row.id),
        moment: Set(moment.word().to_owned()),
        terms_hash: Set(hash.to_owned()),
        lang: Set(lang.to_owned()),
        proof: Set(proof.to_owned()),
        at: Set(at.timestamp_millis()),
    };
    tx.record(Entity::insert(said).into_query());
}

/// Whether the questions of joining have been answered under that version since then.
pub async fn has_joined<C: ConnectionTrait>(db: &C, booking: Uuid, hash: &str, since: Instant) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Moment.eq(Moment::Joining.word()))
        .filter(Column::TermsHash.eq(hash))
        .filter(Column::At.gte(since.timestamp_millis()))
        .count(db)
        .await?;
    Ok(found > 0)
}

/// Whether the moment is already recorded with this proof.
pub async fn recorded(tx: &DatabaseTransaction, booking: Uuid, moment: Moment, proof: &str) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Moment.eq(moment.word()))
        .filter(Column::Proof.eq(proof))
        .count(tx)
        .await?;
    Ok(found > 0)
}
