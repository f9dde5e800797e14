//! A transaction that writes, and what it writes last: records that nothing in it reads again go to the database together,
//! in one statement before the commit. Most of what a use case costs is the way there and back.

use super::group_commit::Member;
use app::domain::ids::OfficeId;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Values,
    sea_query::{
        CommonTableExpression, Func, InsertStatement, PostgresQueryBuilder, Query, SqliteQueryBuilder, WithClause,
    },
};
use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
};

/// Dropped without [`Writing::commit`], it changes nothing.
pub struct Writing {
    transaction: Transaction,
    last: Mutex<Last>,
}

enum Transaction {
    Alone(DatabaseTransaction),
    InGroup(Member),
}

#[derive(Default)]
struct Last {
    records: Vec<InsertStatement>,
    tell: Option<OfficeId>,
}

impl From<DatabaseTransaction> for Writing {
    fn from(transaction: DatabaseTransaction) -> Self {
        Writing { transaction: Transaction::Alone(transaction), last: Mutex::default() }
    }
}

impl From<Member> for Writing {
    fn from(member: Member) -> Self {
        Writing { transaction: Transaction::InGroup(member), last: Mutex::default() }
    }
}

impl Writing {
    /// Keeps a record for the end, in the order of the calls.
    pub fn record(&self, insert: InsertStatement) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).records.push(insert);
    }

    /// Every node's listener hears at the commit that something of the office changed (PostgreSQL).
    pub fn tell(&self, office: OfficeId) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).tell = Some(office);
    }

    /// Writes what was kept for the end, for a statement that has to see it.
    pub async fn write_records(&self) -> Result<(), DbErr> {
        let last = std::mem::take(&mut *self.last.lock().unwrap_or_else(PoisonError::into_inner));
        match last.together(self.get_database_backend()) {
            Some(statement) => self.execute_raw(statement).await.map(drop),
            None => Ok(()),
        }
    }

    /// Answers when what was written is on the disk.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.write_records().await?;
        match self.transaction {
            Transaction::Alone(transaction) => transaction.commit().await,
            Transaction::InGroup(member) => member.commit().await,
        }
    }
}

impl Deref for Writing {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        match &self.transaction {
            Transaction::Alone(transaction) => transaction,
            Transaction::InGroup(member) => member,
        }
    }
}

impl Last {
    fn together(self, backend: DbBackend) -> Option<Statement> {
        if self.records.is_empty() {
            return None;
        }
        let (sql, values) = match backend {
            DbBackend::Postgres => self.in_one_query(),
            _ => self.one_after_another(),
        };
        Some(Statement { sql, values: Some(values), db_backend: backend })
    }

    fn in_one_query(self) -> (String, Values) {
        let mut parts = WithClause::new();
        for (place, insert) in self.records.into_iter().enumerate() {
            parts.cte(CommonTableExpression::new().table_name(format!("part{place}")).query(insert).to_owned());
        }
        let mut told = Query::select();
        match self.tell {
            Some(office) => told.expr(Func::cust("pg_notify").arg("madoguchi_live").arg(office.to_string())),
            None => told.expr(1),
        };
        told.with(parts).build(PostgresQueryBuilder)
    }

    fn one_after_another(self) -> (String, Values) {
        let mut sql = String::new();
        let mut all = Vec::new();
        for insert in self.records {
            let (part, Values(values)) = insert.build(SqliteQueryBuilder);
            sql.push_str(&part);
            sql.push(';');
            all.extend(values);
        }
        (sql, Values(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last() -> Last {
        let insert = |table: &'static str, value: i64| {
            Query::insert().into_table(table).columns(["a", "b"]).values_panic([value.into(), "x".into()]).to_owned()
        };
        Last { records: vec![insert("one", 1), insert("two", 2)], tell: None }
    }

    #[test]
    fn records_go_in_one_statement_with_their_values_in_order() {
        let sqlite = last().together(DbBackend::Sqlite).unwrap();
        assert_eq!(
            sqlite.sql,
            r#"INSERT INTO "one" ("a", "b") VALUES (?, ?);INSERT INTO "two" ("a", "b") VALUES (?, ?);"#
        );
        let postgres = last().together(DbBackend::Postgres).unwrap();
        assert_eq!(
            postgres.sql,
            r#"WITH "part0" AS (INSERT INTO "one" ("a", "b") VALUES ($1, $2)) , "part1" AS (INSERT INTO "two" ("a", "b") VALUES ($3, $4)) SELECT $5"#
        );
        assert_eq!(sqlite.values.unwrap().0[2], 2_i64.into());
        assert!(Last::default().together(DbBackend::Sqlite).is_none());
    }
}
