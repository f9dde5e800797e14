//! A transaction that writes, and what it writes last: records that nothing in it reads again go to the database together,
//! in one statement before the commit. Most of what a use case costs is the way there and back.
//!
//! A change that may fail for what somebody else wrote can be among them ([`Writing::require`]): then all fail with it.

use super::group_commit::Member;
use app::domain::ids::OfficeId;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Values,
    sea_query::{
        CommonTableExpression, Func, InsertStatement, PostgresQueryBuilder, Query, SqliteQueryBuilder, UpdateStatement,
        WithClause,
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
    required: Vec<Required>,
    records: Vec<InsertStatement>,
    tell: Option<OfficeId>,
}

/// A change of one row, which it must find, or make.
pub enum Required {
    Insert(InsertStatement),
    Update(UpdateStatement),
}

impl From<InsertStatement> for Required {
    fn from(insert: InsertStatement) -> Self {
        Required::Insert(insert)
    }
}

impl From<UpdateStatement> for Required {
    fn from(update: UpdateStatement) -> Self {
        Required::Update(update)
    }
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

    /// Keeps the change of a row for the end, before all records. Where it changes none, because somebody else was first,
    /// the commit is refused with `RecordNotUpdated`.
    pub fn require(&self, change: impl Into<Required>) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).required.push(change.into());
    }

    /// Every node's listener hears at the commit that something of the office changed (PostgreSQL).
    pub fn tell(&self, office: OfficeId) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).tell = Some(office);
    }

    /// Writes what was kept for the end, for a statement that has to see it.
    ///
    /// # Errors
    /// `RecordNotUpdated` if a required change found no row.
    pub async fn write_records(&self) -> Result<(), DbErr> {
        let last = std::mem::take(&mut *self.last.lock().unwrap_or_else(PoisonError::into_inner));
        for Written { statement, must_answer } in last.together(self.get_database_backend()) {
            if self.execute_raw(statement).await?.rows_affected() == 0 && must_answer {
                return Err(DbErr::RecordNotUpdated);
            }
        }
        Ok(())
    }

    /// Answers when what was written is on the disk.
    ///
    /// # Errors
    /// `RecordNotUpdated` if a required change found no row; then nothing is written.
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

/// A statement of the end.
struct Written {
    statement: Statement,
    /// Whether no row at all means that a required change found none.
    must_answer: bool,
}

impl Last {
    /// One statement on PostgreSQL. SQLite is in the same process: there each required change is one by itself, so that it
    /// can be seen whether it found its row.
    fn together(self, backend: DbBackend) -> Vec<Written> {
        if self.required.is_empty() && self.records.is_empty() {
            return Vec::new();
        }
        if backend == DbBackend::Postgres {
            let must_answer = !self.required.is_empty();
            let (sql, values) = self.in_one_query();
            return vec![Written::new(backend, sql, values, must_answer)];
        }
        let mut all = Vec::with_capacity(self.required.len() + 1);
        for change in self.required {
            let (sql, values) = match change {
                Required::Insert(insert) => insert.build(SqliteQueryBuilder),
                Required::Update(update) => update.build(SqliteQueryBuilder),
            };
            all.push(Written::new(backend, sql, values, true));
        }
        if !self.records.is_empty() {
            let (sql, values) = one_after_another(self.records);
            all.push(Written::new(backend, sql, values, false));
        }
        all
    }

    /// Its answer is a row, unless a required change found none: then it is empty.
    fn in_one_query(self) -> (String, Values) {
        let mut parts = WithClause::new();
        let mut answer = Query::select();
        for (place, change) in self.required.into_iter().enumerate() {
            let name = format!("required{place}");
            let mut part = CommonTableExpression::new();
            match change {
                Required::Insert(mut insert) => part.query(insert.returning(Query::returning().expr(1)).take()),
                Required::Update(mut update) => part.query(update.returning(Query::returning().expr(1)).take()),
            };
            parts.cte(part.table_name(name.clone()).to_owned());
            answer.from(name);
        }
        for (place, insert) in self.records.into_iter().enumerate() {
            parts.cte(CommonTableExpression::new().table_name(format!("part{place}")).query(insert).to_owned());
        }
        match self.tell {
            Some(office) => answer.expr(Func::cust("pg_notify").arg("madoguchi_live").arg(office.to_string())),
            None => answer.expr(1),
        };
        answer.with(parts).build(PostgresQueryBuilder)
    }
}

impl Written {
    fn new(db_backend: DbBackend, sql: String, values: Values, must_answer: bool) -> Written {
        Written { statement: Statement { sql, values: Some(values), db_backend }, must_answer }
    }
}

fn one_after_another(records: Vec<InsertStatement>) -> (String, Values) {
    let mut sql = String::new();
    let mut all = Vec::new();
    for insert in records {
        let (part, Values(values)) = insert.build(SqliteQueryBuilder);
        sql.push_str(&part);
        sql.push(';');
        all.extend(values);
    }
    (sql, Values(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectOptions, Database, ExprTrait, TransactionTrait, sea_query::Expr};

    fn insert(table: &'static str, value: i64) -> InsertStatement {
        Query::insert().into_table(table).columns(["a", "b"]).values_panic([value.into(), "x".into()]).to_owned()
    }

    fn update(table: &'static str, to: i64) -> UpdateStatement {
        Query::update().table(table).value("a", to).and_where(ExprTrait::eq(Expr::col("b"), "x")).to_owned()
    }

    fn last() -> Last {
        Last { required: Vec::new(), records: vec![insert("one", 1), insert("two", 2)], tell: None }
    }

    fn only(mut written: Vec<Written>) -> Written {
        assert_eq!(written.len(), 1);
        written.remove(0)
    }

    #[test]
    fn records_go_in_one_statement_with_their_values_in_order() {
        let sqlite = only(last().together(DbBackend::Sqlite));
        assert_eq!(
            sqlite.statement.sql,
            r#"INSERT INTO "one" ("a", "b") VALUES (?, ?);INSERT INTO "two" ("a", "b") VALUES (?, ?);"#
        );
        let postgres = only(last().together(DbBackend::Postgres));
        assert_eq!(
            postgres.statement.sql,
            r#"WITH "part0" AS (INSERT INTO "one" ("a", "b") VALUES ($1, $2)) , "part1" AS (INSERT INTO "two" ("a", "b") VALUES ($3, $4)) SELECT $5"#
        );
        assert_eq!(sqlite.statement.values.unwrap().0[2], 2_i64.into());
        assert!(!sqlite.must_answer && !postgres.must_answer);
        assert!(Last::default().together(DbBackend::Sqlite).is_empty());
    }

    #[test]
    fn a_required_change_comes_first_and_must_find_its_row() {
        let with = || Last { required: vec![update("three", 3).into()], ..last() };
        let sqlite = with().together(DbBackend::Sqlite);
        assert_eq!(sqlite[0].statement.sql, r#"UPDATE "three" SET "a" = ? WHERE "b" = ?"#);
        assert!(sqlite[0].must_answer && !sqlite[1].must_answer);
        let postgres = only(with().together(DbBackend::Postgres));
        assert_eq!(
            postgres.statement.sql,
            r#"WITH "required0" AS (UPDATE "three" SET "a" = $1 WHERE "b" = $2 RETURNING $3) , "part0" AS (INSERT INTO "one" ("a", "b") VALUES ($4, $5)) , "part1" AS (INSERT INTO "two" ("a", "b") VALUES ($6, $7)) SELECT $8 FROM "required0""#
        );
        assert!(postgres.must_answer);
    }

    #[tokio::test]
    async fn a_required_change_without_its_row_refuses_all() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        let connection = Database::connect(options).await.unwrap();
        connection.execute_unprepared("CREATE TABLE one (a INTEGER, b TEXT)").await.unwrap();
        for (found, rows) in [(false, 0), (true, 2)] {
            let tx = Writing::from(connection.begin().await.unwrap());
            if found {
                tx.execute_unprepared("INSERT INTO one VALUES (1, 'x')").await.unwrap();
            }
            tx.record(insert("one", 2));
            tx.require(update("one", 3));
            let committed = tx.commit().await;
            assert_eq!(committed.is_ok(), found, "{committed:?}");
            let all = Statement::from_string(DbBackend::Sqlite, "SELECT a FROM one");
            assert_eq!(connection.query_all_raw(all).await.unwrap().len(), rows);
        }
    }
}
