//! What the office has about whoever submits a booking, asked on one way there and back.

use crate::store::{
    outbox::{self, MOST_AN_HOUR, Pace},
    roster::Listed,
    standing::stage::DECIDED,
    wish::WishLetter,
};
use app::domain::{roster::Registration, time::Instant};
use chrono::{NaiveDate, TimeDelta};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};
use uuid::Uuid;

/// Nothing of this transaction is counted that it writes at its end.
pub struct Known {
    /// When a letter to the address is due.
    pub turn: Pace,
    /// Bookings without their receipt that wait for a letter to the address.
    pub waiting: i64,
    /// Whether a decision about the number is kept that was not lifted, in force on that day or not.
    pub decided: bool,
    /// Bookings a person may have at once.
    pub most: Option<u16>,
    /// Whom the list has under the number.
    pub listed: Option<Listed>,
}

/// What is known of a mail address and a normalised 求職番号, for a consultation `on` that day.
pub async fn known(
    tx: &DatabaseTransaction,
    office: Uuid,
    mail: &str,
    number: &str,
    on: NaiveDate,
    now: Instant,
) -> Result<Known, DbErr> {
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM booking WHERE mail = $1 \
         AND CASE WHEN office_id = $2 THEN state = 'awaiting_mail' ELSE FALSE END) AS waiting, \
         (SELECT due_at FROM outbox WHERE recipient = $1 AND due_at > $3 AND letter <> '{}' \
         ORDER BY due_at DESC LIMIT 1 OFFSET {}) \
         AS third_last, \
         (SELECT COUNT(*) FROM standing WHERE office_id = $2 AND number = $4 AND status = '{DECIDED}') AS decided, \
         (SELECT most_live FROM office_setting WHERE office_id = $2 AND from_date <= $5 \
         ORDER BY from_date DESC LIMIT 1) AS most, \
         listed.name, listed.kana, listed.birth_date, listed.registration \
         FROM (SELECT 1 AS one) AS one \
         LEFT JOIN roster_person AS listed ON listed.office_id = $2 AND listed.number = $4",
        WishLetter::Offered.word(),
        MOST_AN_HOUR - 1,
    );
    let hour_ago = (now - TimeDelta::hours(1)).timestamp_millis();
    let values = [mail.into(), office.into(), hour_ago.into(), number.into(), on.to_string().into()];
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("a count".to_owned()))?;
    let registration: Option<String> = row.try_get("", "registration")?;
    let listed = match registration {
        Some(word) => Some(Listed {
            name: row.try_get("", "name")?,
            kana: row.try_get("", "kana")?,
            birth_date: row.try_get("", "birth_date")?,
            registration: Registration::of_word(&word)
                .ok_or_else(|| DbErr::Type("a registration's word".to_owned()))?,
        }),
        None => None,
    };
    let most: Option<i64> = row.try_get("", "most")?;
    let decided: i64 = row.try_get("", "decided")?;
    Ok(Known {
        turn: Pace::InTurn(outbox::turn_after(row.try_get("", "third_last")?, now)),
        waiting: row.try_get("", "waiting")?,
        decided: decided > 0,
        most: most.map(|most| u16::try_from(most).unwrap_or(u16::MAX)),
        listed,
    })
}
