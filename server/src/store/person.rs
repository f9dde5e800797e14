//! Whose bookings belong together, and every row that is about one person.
//!
//! The tables are not listed here: the database is asked which there are. A table with a `booking_id`, or with an office and
//! a 求職番号, is in the export of a person from the day it is made. Only those that name the person otherwise are asked here
//! by their names.

use crate::store::{
    audit::OF_DISCLOSURES,
    disclosure,
    entity::{
        booking::{Column, Entity, Model},
        legal_hold,
    },
};
use app::domain::act::Act;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// All bookings of the person that this one is of, the latest first: those with its 求職番号; those without one that have its
/// name and telephone number; and those without one that were made during one of these, or the other way round.
pub async fn bookings<C: ConnectionTrait>(db: &C, asked: &Model) -> Result<Vec<Model>, DbErr> {
    let mut known: BTreeMap<Uuid, Model> = BTreeMap::from([(asked.id, asked.clone())]);
    loop {
        let before = known.len();
        let numbers: BTreeSet<&str> =
            known.values().map(|row| row.number.as_str()).filter(|it| !it.is_empty()).collect();
        let mut same = Condition::any();
        if !numbers.is_empty() {
            same = same.add(Column::Number.is_in(numbers.iter().copied()));
        }
        let nameless = Condition::all().add(Column::Number.eq(""));
        let reached: BTreeSet<(&str, &str)> = known
            .values()
            .filter(|row| !row.name.is_empty() && !row.phone.is_empty())
            .map(|row| (row.name.as_str(), row.phone.as_str()))
            .collect();
        for (name, phone) in reached {
            same = same.add(nameless.clone().add(Column::Name.eq(name)).add(Column::Phone.eq(phone)));
        }
        let mut linked = Condition::any().add(Column::ParentId.is_in(known.keys().copied()));
        let parents: BTreeSet<Uuid> = known.values().filter_map(|row| row.parent_id).collect();
        if !parents.is_empty() {
            linked = linked.add(Column::Id.is_in(parents));
        }
        same = same.add(nameless.add(linked));
        let rows = Entity::find()
            .filter(Column::OfficeId.eq(asked.office_id))
            .filter(Column::State.is_not_in(["held", "released"]))
            .filter(same)
            .order_by_asc(Column::StartsAt)
            .all(db)
            .await?;
        known.extend(rows.into_iter().map(|row| (row.id, row)));
        if known.len() == before {
            break;
        }
    }
    let mut all: Vec<Model> = known.into_values().collect();
    all.sort_by_key(|row| std::cmp::Reverse((row.starts_at, row.id)));
    Ok(all)
}

/// What all rows about a person have in common.
pub struct Whose {
    pub office: Uuid,
    pub bookings: Vec<Uuid>,
    /// The spoken numbers of the bookings, by which the log names them.
    pub references: Vec<String>,
    /// 求職番号.
    pub numbers: Vec<String>,
    /// Mail addresses of the bookings, as they are now.
    pub mails: Vec<String>,
    /// Legal holds on them or on one of the bookings.
    pub holds: Vec<Uuid>,
    /// Disclosures that are about them, with their numbers in the office's register.
    pub disclosures: Vec<(Uuid, i32)>,
}

impl Whose {
    /// What the rows about the person of these bookings have in common.
    pub async fn of<C: ConnectionTrait>(db: &C, office: Uuid, rows: &[Model]) -> Result<Whose, DbErr> {
        let bookings: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
        let numbers: BTreeSet<String> =
            rows.iter().map(|row| row.number.clone()).filter(|number| !number.is_empty()).collect();
        let mails: BTreeSet<String> = rows.iter().map(|row| row.mail.clone()).filter(|mail| !mail.is_empty()).collect();
        let held = Condition::any()
            .add(legal_hold::Column::BookingId.is_in(bookings.iter().copied()))
            .add(legal_hold::Column::Number.is_in(numbers.iter().map(String::as_str)));
        let holds = legal_hold::Entity::find()
            .select_only()
            .column(legal_hold::Column::Id)
            .filter(legal_hold::Column::OfficeId.eq(office))
            .filter(held)
            .into_tuple()
            .all(db)
            .await?;
        let disclosures = disclosure::about(db, office, &bookings, &numbers).await?;
        Ok(Whose {
            office,
            bookings: bookings.into_iter().collect(),
            references: rows.iter().map(|row| row.reference.clone()).collect(),
            numbers: numbers.into_iter().collect(),
            mails: mails.into_iter().collect(),
            holds,
            disclosures: disclosures.into_iter().map(|row| (row.id, row.number)).collect(),
        })
    }

    /// Asks a table for the rows that are about them.
    fn ask(&self, table: &str, columns: &Columns) -> Asked {
        let mut asked = Asked::default();
        let ids = || self.bookings.iter().copied();
        let numbers = || self.numbers.iter().map(String::as_str);
        match table {
            "booking" => asked.any("id", ids()),
            "audit" => {
                let holds = self.holds.iter().map(Uuid::to_string);
                asked.any("about", self.references.iter().cloned().chain(holds));
                let disclosures = self.disclosures.iter().map(|(_, number)| number.to_string());
                asked.both(("act", OF_DISCLOSURES.map(Act::as_str)), ("about", disclosures));
            }
            "absence" => asked.through("id", ("absence_booking", "absence_id", "booking_id"), ids()),
            "wish" => {
                asked.any("booking_id", ids());
                asked.any("mail", self.mails.iter().cloned());
            }
            "outbox" => {
                asked.any("booking_id", ids());
                asked.through("wish_id", ("wish", "id", "booking_id"), ids());
                asked.through("wish_id", ("wish", "id", "mail"), self.mails.iter().cloned());
            }
            "deed" => asked.says("did", ids().map(|id| id.to_string())),
            "disclosure" => asked.any("id", self.disclosures.iter().map(|(id, _)| *id)),
            "disclosure_copy" => asked.any("disclosure_id", self.disclosures.iter().map(|(id, _)| *id)),
            "mail_in" => {
                asked.any("booking_id", ids());
                asked.any("sender", self.mails.iter().cloned());
            }
            "roster_file" => asked.says("people", numbers().map(str::to_owned)),
            _ => {
                if columns.has("booking_id") {
                    asked.any("booking_id", ids());
                }
                if columns.has("office_id") && columns.has_text("number") {
                    asked.any("number", numbers());
                }
            }
        }
        if columns.has("office_id") && table != "booking" {
            asked.within(self.office);
        }
        asked
    }

    /// Of a list with everybody in it, their own lines.
    fn only_theirs(&self, rows: &mut Rows) {
        let is_theirs = |line: &serde_json::Value| {
            let number = line.get("number").and_then(serde_json::Value::as_str);
            number.is_some_and(|number| self.numbers.iter().any(|own| own == number))
        };
        rows.retain_mut(|row| {
            let people = row.iter_mut().find(|(name, _)| name == "people");
            let Some(lines) = people.and_then(|(_, value)| value.as_array_mut()) else { return false };
            lines.retain(is_theirs);
            !lines.is_empty()
        });
    }
}

/// The rows of a table: columns with their values, in the order of the table.
pub type Rows = Vec<Vec<(String, serde_json::Value)>>;

/// Every row of every table that is about the person.
pub async fn rows<C: ConnectionTrait>(db: &C, whose: &Whose) -> Result<Vec<(String, Rows)>, DbErr> {
    let mut found = Vec::new();
    for (table, columns) in tables(db).await? {
        if let Some((condition, values)) = whose.ask(&table, &columns).condition() {
            let mut rows = read(db, &table, &columns, &condition, values).await?;
            if table == "roster_file" {
                whose.only_theirs(&mut rows);
            }
            if !rows.is_empty() {
                found.push((table, rows));
            }
        }
    }
    Ok(found)
}

/// Names and types, in the order of the table.
struct Columns(Vec<(String, String)>);

impl Columns {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    fn has_text(&self, name: &str) -> bool {
        self.0.iter().any(|(known, kind)| known == name && kind.to_lowercase().contains("text"))
    }
}

async fn tables<C: ConnectionTrait>(db: &C) -> Result<BTreeMap<String, Columns>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS k FROM information_schema.columns \
             WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
        }
        _ => {
            "SELECT m.name AS t, p.name AS c, p.type AS k FROM sqlite_master AS m, pragma_table_info(m.name) AS p \
             WHERE m.type = 'table' ORDER BY m.name, p.cid"
        }
    };
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
        let table: String = row.try_get("", "t")?;
        let column = (row.try_get("", "c")?, row.try_get("", "k")?);
        tables.entry(table).or_insert_with(|| Columns(Vec::new())).0.push(column);
    }
    Ok(tables)
}

/// A condition as it is put together: any of these, and of that office.
#[derive(Default)]
struct Asked {
    any: Vec<String>,
    all: Vec<String>,
    values: Vec<Value>,
}

impl Asked {
    fn any<V: Into<Value>>(&mut self, column: &str, among: impl IntoIterator<Item = V>) {
        if let Some(among) = self.among(column, among) {
            self.any.push(among);
        }
    }

    /// Where both hold.
    fn both<V: Into<Value>, W: Into<Value>>(
        &mut self,
        (one, these): (&str, impl IntoIterator<Item = V>),
        (other, those): (&str, impl IntoIterator<Item = W>),
    ) {
        let (these, those): (Vec<V>, Vec<W>) = (these.into_iter().collect(), those.into_iter().collect());
        if !these.is_empty()
            && !those.is_empty()
            && let (Some(one), Some(other)) = (self.among(one, these), self.among(other, those))
        {
            self.any.push(format!("({one} AND {other})"));
        }
    }

    /// Where another table leads to it.
    fn through<V: Into<Value>>(
        &mut self,
        column: &str,
        (table, to, from): (&str, &str, &str),
        among: impl IntoIterator<Item = V>,
    ) {
        if let Some(among) = self.among(from, among) {
            self.any.push(format!("\"{column}\" IN (SELECT \"{to}\" FROM \"{table}\" WHERE {among})"));
        }
    }

    /// Where one of these words stands in a text.
    fn says(&mut self, column: &str, words: impl IntoIterator<Item = String>) {
        for word in words {
            self.values.push(format!("%{word}%").into());
            self.any.push(format!("\"{column}\" LIKE ${}", self.values.len()));
        }
    }

    fn among<V: Into<Value>>(&mut self, column: &str, among: impl IntoIterator<Item = V>) -> Option<String> {
        let mut places = Vec::new();
        for value in among {
            self.values.push(value.into());
            places.push(format!("${}", self.values.len()));
        }
        (!places.is_empty()).then(|| format!("\"{column}\" IN ({})", places.join(", ")))
    }

    fn within(&mut self, office: Uuid) {
        self.values.push(office.into());
        self.all.push(format!("\"office_id\" = ${}", self.values.len()));
    }

    fn condition(self) -> Option<(String, Vec<Value>)> {
        if self.any.is_empty() {
            return None;
        }
        let any = format!("({})", self.any.join(" OR "));
        Some((std::iter::once(any).chain(self.all).collect::<Vec<_>>().join(" AND "), self.values))
    }
}

async fn read<C: ConnectionTrait>(
    db: &C,
    table: &str,
    Columns(columns): &Columns,
    condition: &str,
    values: Vec<Value>,
) -> Result<Rows, DbErr> {
    let backend = db.get_database_backend();
    let as_text: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(place, (name, _))| match backend {
            DbBackend::Postgres => format!("CAST(\"{name}\" AS TEXT) AS c{place}"),
            // An id is kept as its sixteen bytes.
            _ => format!(
                "CASE WHEN typeof(\"{name}\") = 'blob' THEN lower(hex(\"{name}\")) \
                 ELSE CAST(\"{name}\" AS TEXT) END AS c{place}"
            ),
        })
        .collect();
    let sql = format!("SELECT {} FROM \"{table}\" WHERE {condition} ORDER BY 1", as_text.join(", "));
    let mut rows = Vec::new();
    for row in db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await? {
        let mut cells = Vec::with_capacity(columns.len());
        for (place, (name, kind)) in columns.iter().enumerate() {
            let text: Option<String> = row.try_get("", &format!("c{place}"))?;
            cells.push((name.clone(), value(text, kind)));
        }
        rows.push(cells);
    }
    Ok(rows)
}

/// A number where the column is one, an id in its usual form, what is JSON as what it says.
fn value(text: Option<String>, kind: &str) -> serde_json::Value {
    let Some(text) = text else { return serde_json::Value::Null };
    let kind = kind.to_lowercase();
    if kind.contains("int")
        && let Ok(number) = text.parse::<i64>()
    {
        return number.into();
    }
    if kind.contains("uuid") {
        return text.parse::<Uuid>().map_or_else(|_| text.clone().into(), |id| id.to_string().into());
    }
    if text.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(&text)
    {
        return value;
    }
    text.into()
}
