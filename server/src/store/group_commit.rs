//! Group commit for SQLite, which writes to the disk once a transaction and has one writer: those who wait for their turn
//! share a transaction, each within a savepoint of its own, and all are answered after its one commit.
//!
//! What always holds: nobody is told of success before the commit; who fails takes back their own savepoint only; if the
//! commit fails, all who took part are told so. Turns are given in the order of asking, and the task that commits asks for a
//! turn like everybody else: it comes after those who waited already, and never waits for anybody to come.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, ExecResult, RuntimeErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use std::{ops::Deref, sync::Arc};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

type Outcome = Option<Result<(), DbErr>>;
type Turn = OwnedMutexGuard<Option<Group>>;

/// The transaction that is shared at this moment, and who wants to know how it ends.
struct Group {
    transaction: DatabaseTransaction,
    outcome: watch::Sender<Outcome>,
}

/// Gives the turns.
#[derive(Clone, Debug)]
pub struct Groups {
    connection: DatabaseConnection,
    turn: Arc<Mutex<Option<Group>>>,
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Group")
    }
}

/// A part in a group. Dropped without [`Member::commit`], it takes back what it wrote.
pub struct Member {
    // Dropped before the turn is given on.
    savepoint: DatabaseTransaction,
    turn: Turn,
}

impl Groups {
    pub fn new(connection: DatabaseConnection) -> Self {
        Groups { connection, turn: Arc::default() }
    }

    /// Waits for the turn, with the group's transaction open.
    async fn turn(&self) -> Result<Turn, DbErr> {
        let mut turn = self.turn.clone().lock_owned().await;
        if turn.is_none() {
            let transaction = begin(&self.connection).await?;
            *turn = Some(Group { transaction, outcome: watch::Sender::new(None) });
            tokio::spawn(commit(self.turn.clone()));
        }
        Ok(turn)
    }

    pub async fn begin(&self) -> Result<Member, DbErr> {
        let turn = self.turn().await?;
        let savepoint = opened(&turn)?.transaction.begin().await?;
        Ok(Member { savepoint, turn })
    }

    /// A single statement, which is all or nothing by itself.
    pub async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let turn = self.turn().await?;
        let done = opened(&turn)?.transaction.execute_raw(statement).await?;
        ended(turn).await?;
        Ok(done)
    }
}

impl Member {
    /// Answers after the whole group is on the disk.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Member { savepoint, turn } = self;
        savepoint.commit().await?;
        ended(turn).await
    }
}

impl Deref for Member {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.savepoint
    }
}

async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}

fn opened(turn: &Turn) -> Result<&Group, DbErr> {
    turn.as_ref().ok_or_else(|| lost("no transaction is open"))
}

/// Ends the group that is open when its turn comes.
async fn commit(turn: Arc<Mutex<Option<Group>>>) {
    let mut turn = turn.lock().await;
    let Some(Group { transaction, outcome }) = turn.take() else { return };
    let ended = transaction.commit().await;
    drop(turn);
    outcome.send_replace(Some(ended));
}

/// Gives the turn on and waits for the end of its group.
async fn ended(turn: Turn) -> Result<(), DbErr> {
    let mut outcome = opened(&turn)?.outcome.subscribe();
    drop(turn);
    match outcome.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone()) {
        Some(ended) => ended,
        None => Err(lost("the group's task ended")),
    }
}

fn lost(what: &str) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(what.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectOptions, Database, DbBackend};

    async fn groups(folder: &tempfile::TempDir) -> Groups {
        let path = folder.path().join("group.db");
        let mut options = ConnectOptions::new(format!("sqlite:{}?mode=rwc", path.display()));
        options.max_connections(1);
        let connection = Database::connect(options).await.unwrap();
        connection.execute_unprepared("CREATE TABLE note (n INTEGER PRIMARY KEY)").await.unwrap();
        Groups::new(connection)
    }

    fn insert(n: i64) -> Statement {
        Statement::from_sql_and_values(DbBackend::Sqlite, "INSERT INTO note VALUES (?)", [n.into()])
    }

    async fn notes(groups: &Groups) -> Vec<i64> {
        let all = Statement::from_string(DbBackend::Sqlite, "SELECT n FROM note ORDER BY n");
        let rows = groups.connection.query_all_raw(all).await.unwrap();
        rows.iter().map(|row| row.try_get("", "n").unwrap()).collect()
    }

    #[tokio::test]
    async fn who_fails_takes_back_their_own_part_only() {
        let folder = tempfile::tempdir().unwrap();
        let groups = groups(&folder).await;
        let first = groups.begin().await.unwrap();
        first.execute_raw(insert(1)).await.unwrap();
        // Both wait while the first has its turn, so all three are in one group.
        let (failing, last) = (groups.clone(), groups.clone());
        let failing = tokio::spawn(async move {
            let member = failing.begin().await.unwrap();
            member.execute_raw(insert(2)).await.unwrap();
            member.execute_raw(insert(1)).await.unwrap_err();
        });
        let last = tokio::spawn(async move { last.execute(insert(3)).await });
        tokio::task::yield_now().await;
        first.commit().await.unwrap();
        failing.await.unwrap();
        last.await.unwrap().unwrap();
        assert_eq!(notes(&groups).await, [1, 3]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_crowd_is_answered_though_many_leave() {
        let folder = tempfile::tempdir().unwrap();
        let groups = groups(&folder).await;
        let crowd: Vec<_> = (0..200)
            .map(|n| {
                let groups = groups.clone();
                tokio::spawn(async move {
                    let member = groups.begin().await.unwrap();
                    member.execute_raw(insert(n)).await.unwrap();
                    if n % 3 == 0 {
                        return drop(member);
                    }
                    member.commit().await.unwrap();
                })
            })
            .collect();
        for (n, one) in crowd.into_iter().enumerate() {
            if n % 7 == 0 {
                one.abort();
                drop(one.await);
            } else {
                one.await.unwrap();
            }
        }
        let stayed: Vec<i64> = (0..200).filter(|n| n % 3 != 0 && n % 7 != 0).collect();
        let written = notes(&groups).await;
        assert!(stayed.iter().all(|n| written.contains(n)), "{written:?}");
        assert!(written.iter().all(|n| n % 3 != 0), "{written:?}");
    }
}
