//! Looking for a seeker. What was searched for is itself about a person: the log keeps of which sort the words were, and
//! how many were found.

use crate::{
    clock::from_millis,
    desk::{Desks, failure::Failure},
    store::{
        audit,
        booking::{self, from_json},
        entity::{
            booking::{Entity, Model},
            consent,
        },
        terms,
    },
};
use app::{
    desk::{
        application::DeviceReport,
        error::DeskError,
        phone::{ConsentLine, People, Person, PersonBooking},
        staff::Actor,
    },
    domain::{
        act::Act,
        ids::{BookingId, OfficeId},
        kana::Kana,
        mail_address::MailAddress,
        phone::PhoneNumber,
        seeker_number::SeekerNumber,
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use std::collections::HashMap;
use uuid::Uuid;

/// Bookings that are shown at once.
const MOST: usize = 100;
/// Most characters of what is looked for.
const LONGEST: usize = 100;

/// By telephone no kana is asked (Art. 6(2)): whoever is on the list is found by the kana of the list too.
const MATCHING: &str = "(number = $2 OR phone = $3 OR LOWER(mail) = $4 \
                        OR LOWER(REPLACE(REPLACE(name, ' ', ''), '　', '')) LIKE $5 ESCAPE '!' \
                        OR REPLACE(REPLACE(kana, ' ', ''), '　', '') LIKE $6 ESCAPE '!' \
                        OR number IN (SELECT number FROM roster_person WHERE office_id = $1 \
                        AND REPLACE(REPLACE(kana, ' ', ''), '　', '') LIKE $6 ESCAPE '!'))";
/// Every booking, but what was never one.
const ANY_STATE: &str = "state NOT IN ('held', 'released')";
const AWAITING_REPLY: &str = "state = 'awaiting_reply'";

/// What the words can be, in the form in which it is kept.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    number: Option<String>,
    phone: Option<String>,
    mail: Option<String>,
    name: Option<String>,
    kana: Option<String>,
}

impl Wanted {
    fn of(words: &str) -> Wanted {
        let words = words.trim();
        let number = words.parse::<SeekerNumber>().ok().map(|number| number.to_string());
        let phone = words.parse::<PhoneNumber>().ok().map(|phone| phone.to_string());
        let mail = words.parse::<MailAddress>().ok().map(|mail| mail.to_string().to_lowercase());
        let is_a_name = number.is_none() && phone.is_none() && mail.is_none();
        let kana = words.parse::<Kana>().ok().filter(|_| is_a_name).map(|kana| part(kana.as_str()));
        Wanted { number, phone, mail, name: is_a_name.then(|| part(words)), kana }
    }

    /// For the log.
    fn sorts(&self) -> String {
        let sorts = [
            ("number", &self.number),
            ("phone", &self.phone),
            ("mail", &self.mail),
            ("name", &self.name),
            ("kana", &self.kana),
        ];
        sorts.iter().filter(|(_, wanted)| wanted.is_some()).map(|(sort, _)| *sort).collect::<Vec<_>>().join(" ")
    }
}

/// A pattern for what stands anywhere in a name, spaces aside.
fn part(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in words.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The office's bookings in these states that the words name, the latest first, `most` of them; and of which sort the words
/// were.
async fn matching<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    words: &str,
    states: &str,
    most: usize,
) -> Result<(String, Vec<Model>), Failure> {
    if words.trim().is_empty() || words.chars().count() > LONGEST {
        return Err(DeskError::Mend.into());
    }
    let wanted = Wanted::of(words);
    let sorts = wanted.sorts();
    let values = [
        office.0.into(),
        wanted.number.into(),
        wanted.phone.into(),
        wanted.mail.into(),
        wanted.name.into(),
        wanted.kana.into(),
        i64::try_from(most).unwrap_or(i64::MAX).into(),
    ];
    let sql = format!(
        "SELECT * FROM booking WHERE office_id = $1 AND {states} AND {MATCHING} ORDER BY starts_at DESC, id LIMIT $7"
    );
    let matching = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok((sorts, Entity::find().from_raw_sql(matching).all(db).await?))
}

/// Those that await their reply, and of which sort the words were, for the log.
pub async fn awaiting_reply<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    words: &str,
) -> Result<(String, Vec<Model>), Failure> {
    matching(db, office, words, AWAITING_REPLY, usize::MAX).await
}

pub async fn find(desks: &Desks, actor: &Actor, words: &str) -> Result<People, Failure> {
    let db = desks.db.read();
    let (sorts, mut rows) = matching(db, actor.office, words, ANY_STATE, MOST + 1).await?;
    // Never taken for the look before: what tells two searches apart is not kept.
    let tx = desks.begin().await?;
    audit::write(&tx, actor, desks.clock.now(), Act::PeopleSearched, "", &format!("{sorts}: {}", rows.len()));
    tx.commit().await?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let mut consents = consents(db, actor.office, &rows).await?;
    let mut people: Vec<(String, Person)> = Vec::new();
    for row in rows {
        let lines = consents.remove(&row.id).unwrap_or_default();
        let who = if row.number.is_empty() { format!("{} {}", row.name, row.phone) } else { row.number.clone() };
        let its = of_person(desks, &row, lines)?;
        match people.iter_mut().find(|(known, _)| *known == who) {
            Some((_, person)) => person.bookings.push(its),
            None => people.push((
                who,
                Person {
                    name: row.name,
                    kana: row.kana,
                    number: row.number,
                    birth_date: row.birth_date,
                    phone: row.phone,
                    mail: row.mail,
                    bookings: vec![its],
                },
            )),
        }
    }
    Ok(People { people: people.into_iter().map(|(_, person)| person).collect(), more })
}

fn of_person(desks: &Desks, row: &Model, consents: Vec<ConsentLine>) -> Result<PersonBooking, Failure> {
    let device: Option<DeviceReport> = row.device.as_deref().map(from_json).transpose()?;
    Ok(PersonBooking {
        id: BookingId(row.id),
        reference: row.reference.clone(),
        span: booking::span(row)?,
        kind: booking::kind(row)?,
        channel: booking::channel(row)?,
        state: booking::state(row)?.pass(desks.clock.now(), booking::deadline(row)),
        device: device.map(|report| report.result),
        consents,
    })
}

async fn consents<C: ConnectionTrait>(
    db: &C,
    office: OfficeId,
    rows: &[Model],
) -> Result<HashMap<Uuid, Vec<ConsentLine>>, Failure> {
    let lines = consent::Entity::find()
        .filter(consent::Column::BookingId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(consent::Column::At)
        .all(db)
        .await?;
    let names = terms::names(db, office.0, lines.iter().map(|line| line.terms_hash.as_str())).await?;
    let mut of: HashMap<Uuid, Vec<ConsentLine>> = HashMap::new();
    for line in lines {
        let Some(version) = names.get(&line.terms_hash).cloned() else { continue };
        of.entry(line.booking_id).or_default().push(ConsentLine {
            moment: line.moment,
            at: from_millis(line.at),
            version,
        });
    }
    Ok(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_what_they_can_be() {
        assert_eq!(Wanted::of("１５０２０ー１２３４５６７").number.as_deref(), Some("15020-1234567"));
        assert_eq!(Wanted::of("090 1234 5678").phone.as_deref(), Some("090-1234-5678"));
        assert_eq!(Wanted::of("A@Docomo.ne.jp").sorts(), "mail");
        assert_eq!(Wanted::of("ﾀｶﾊｼ").kana.as_deref(), Some("%たかはし%"));
        assert_eq!(Wanted::of("髙橋　花_").name.as_deref(), Some("%髙橋花!_%"));
    }
}
