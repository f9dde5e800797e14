//! The connection to SQLite (embedded, one writer) or PostgreSQL (several nodes).

use super::{group_commit::Groups, writing::Writing};
use app::desk::error::DeskError;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Orm, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    ExecResult, Statement, TransactionTrait,
};
use std::time::Duration;

/// A connection to PostgreSQL that nobody used for so long is asked whether it still lives before it is used again. Asking
/// each time would be a quarter of all that is sent.
const RESTED: Duration = Duration::from_secs(1);

/// Readers and the writer. On SQLite the writer is a single connection, so that writers wait in a queue and never for
/// each other's locks; on PostgreSQL both are the same pool.
#[derive(Clone, Debug)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    groups: Option<Groups>,
    url: String,
}

impl Database {
    /// Opens `sqlite:<path>` (made if it is not there) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        if url.starts_with("postgres") {
            let mut options = ConnectOptions::new(url);
            options.max_connections(24).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
            options.test_before_acquire_if_idle_for(RESTED);
            let pool = Orm::connect(options).await?;
            return Ok(Database { read: pool.clone(), write: pool, groups: None, url: url.to_owned() });
        }
        let write = Orm::connect(sqlite(url, 1)).await?;
        let read = Orm::connect(sqlite(url, 4)).await?;
        Ok(Database { read, groups: Some(Groups::new(write.clone())), write, url: url.to_owned() })
    }

    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// Where it was opened, for a listener that needs a connection of its own.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// For reading only.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For migrations, and single statements that nobody waits for in a crowd.
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// A transaction that will write. On SQLite it has the writer's lock, and shares its commit with those who wait.
    pub async fn begin(&self) -> Result<Writing, DbErr> {
        match &self.groups {
            Some(groups) => groups.begin().await.map(Writing::from),
            None => self.write.begin().await.map(Writing::from),
        }
    }

    /// A single statement that changes something; answers when it is on the disk.
    pub async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.groups {
            Some(groups) => groups.execute(statement).await,
            None => self.write.execute_raw(statement).await,
        }
    }
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let separator = if url.contains('?') { '&' } else { '?' };
    let mut options = ConnectOptions::new(format!("{url}{separator}mode=rwc"));
    options.max_connections(connections).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| {
        options
            .busy_timeout(Duration::from_secs(5))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("cache_size", "-8000")
    });
    options
}

/// What went wrong with the database is logged here and is `Unavailable` to everyone else (503).
pub fn unavailable(error: DbErr) -> DeskError {
    tracing::error!(%error, "the database did not answer");
    DeskError::Unavailable
}

/// Of the transactions that name the same subject one goes on, and the others wait until it has ended: what is counted after
/// this counts their rows. SQLite has one writer at a time anyway.
pub async fn in_turn(tx: &DatabaseTransaction, subject: &str) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [subject.into()])).await?;
    }
    Ok(())
}
