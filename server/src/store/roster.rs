//! The list of registered seekers that is in force, an office's own.

use crate::store::{
    entity::{
        roster_import,
        roster_person::{Column, Entity, Model},
    },
    writing::Writing,
};
use app::domain::{
    registration::Who,
    roster::{Registered, Registration},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows in one statement: each has a value a column, and SQLite takes 32,766 values.
const ROWS_AT_ONCE: usize = 2_000;
/// Imports that are shown.
const LAST_IMPORTS: u64 = 20;

/// Somebody of the list, without the number.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub kana: String,
    pub birth_date: String,
    pub registration: Registration,
}

impl Listed {
    pub fn who(&self) -> Who<'_> {
        Who { name: &self.name, kana: &self.kana, birth_date: &self.birth_date }
    }
}

impl From<&Registered> for Listed {
    fn from(seeker: &Registered) -> Self {
        Listed {
            name: seeker.name.to_string(),
            kana: seeker.kana.as_ref().map(ToString::to_string).unwrap_or_default(),
            birth_date: seeker.birth.to_string(),
            registration: seeker.registration,
        }
    }
}

fn listed(row: Model) -> Result<(String, Listed), DbErr> {
    let registration =
        Registration::of_word(&row.registration).ok_or_else(|| DbErr::Type("a registration's word".to_owned()))?;
    let Model { number, name, kana, birth_date, .. } = row;
    Ok((number, Listed { name, kana, birth_date, registration }))
}

/// Whom the list has under that number.
pub async fn find<C: ConnectionTrait>(db: &C, office: Uuid, number: &str) -> Result<Option<Listed>, DbErr> {
    let row = Entity::find_by_id((office, number.to_owned())).one(db).await?;
    Ok(row.map(listed).transpose()?.map(|(_, listed)| listed))
}

/// Whom it has under these numbers.
pub async fn among<C: ConnectionTrait>(
    db: &C,
    office: Uuid,
    numbers: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Listed>, DbErr> {
    let rows = Entity::find().filter(Column::OfficeId.eq(office)).filter(Column::Number.is_in(numbers)).all(db).await?;
    rows.into_iter().map(listed).collect()
}

/// All of it.
pub async fn all<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<HashMap<String, Listed>, DbErr> {
    let rows = Entity::find().filter(Column::OfficeId.eq(office)).all(db).await?;
    rows.into_iter().map(listed).collect()
}

pub async fn count<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<u64, DbErr> {
    Entity::find().filter(Column::OfficeId.eq(office)).count(db).await
}

/// The last imports, the latest first.
pub async fn imports<C: ConnectionTrait>(db: &C, office: Uuid) -> Result<Vec<roster_import::Model>, DbErr> {
    roster_import::Entity::find()
        .filter(roster_import::Column::OfficeId.eq(office))
        .order_by_desc(roster_import::Column::At)
        .order_by_desc(roster_import::Column::Id)
        .limit(LAST_IMPORTS)
        .all(db)
        .await
}

/// Puts these in, in the place of whom the list has under their numbers.
pub async fn put(tx: &Writing, office: Uuid, people: &[(&String, &Listed)]) -> Result<(), DbErr> {
    const KEY: [&str; 2] = ["office_id", "number"];
    const REST: [&str; 4] = ["name", "kana", "birth_date", "registration"];
    for people in people.chunks(ROWS_AT_ONCE) {
        let mut insert = Query::insert();
        insert.into_table("roster_person").columns(KEY.into_iter().chain(REST));
        for (number, listed) in people {
            let values = [
                office.into(),
                number.as_str().into(),
                listed.name.as_str().into(),
                listed.kana.as_str().into(),
                listed.birth_date.as_str().into(),
                listed.registration.word().into(),
            ];
            insert.values(values).map_err(|error| DbErr::Type(error.to_string()))?;
        }
        insert.on_conflict(OnConflict::columns(KEY).update_columns(REST).to_owned());
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// Takes these out.
pub async fn remove(tx: &Writing, office: Uuid, numbers: &[&String]) -> Result<(), DbErr> {
    for numbers in numbers.chunks(ROWS_AT_ONCE) {
        Entity::delete_many()
            .filter(Column::OfficeId.eq(office))
            .filter(Column::Number.is_in(numbers.iter().map(|number| number.as_str())))
            .exec(&**tx)
            .await?;
    }
    Ok(())
}

/// Somebody is registered otherwise from now on, until an import says something else.
pub async fn switch(tx: &Writing, office: Uuid, number: &str, to: Registration) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Registration, Expr::value(to.word()))
        .filter(Column::OfficeId.eq(office))
        .filter(Column::Number.eq(number))
        .exec(&**tx)
        .await?;
    Ok(())
}
