//! `kill -9` between the moment a mail is fetched and the commit of what it brings about, and at any other: it is taken by the
//! next one, once.

use crate::{
    dovecot::Dovecot,
    go, mails,
    process::Process,
    stage::{Engine, Stage},
    stage_of, state, telephoned, until,
};
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use server::mail::settings::Safety;
use std::time::Duration;

const READY: Duration = Duration::from_secs(30);

async fn start(stage: &Stage, dovecot: &Dovecot) -> Process {
    let password = stage.folder().join("password");
    std::fs::write(&password, "hush\n").unwrap();
    let authority = dovecot.authority();
    let address = dovecot.address(Safety::Tls);
    let settings = [
        ("MADOGUCHI_IMAP", address.as_str()),
        ("MADOGUCHI_IMAP_PASSWORD_FILE", password.to_str().unwrap()),
        ("MADOGUCHI_IMAP_AUTHORITY", authority.to_str().unwrap()),
    ];
    Process::start_with(stage.desk.db.url(), stage.folder(), "drop", &settings, READY).await
}

/// It counted once: one mail, one reply in the history, one letter with the details.
async fn counted_once(stage: &Stage, id: app::domain::ids::BookingId) {
    assert_eq!(state(stage, id).await, "confirmed");
    let replied = stage.history(id.0).await.into_iter().filter(|what| what == "replied").count();
    let details = stage.letters(&stage.token(id.0)).await.into_iter().filter(|row| row.letter == "details").count();
    let taken = mails(stage).await.into_iter().filter(|row| row.booking_id == Some(id.0)).count();
    assert_eq!((taken, replied, details), (1, 1, 1));
}

async fn someone_waits(stage: &Stage) -> bool {
    let db = stage.desk.db.read();
    let sql =
        "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.is_some_and(|row| row.try_get::<i64>("", "n").is_ok_and(|waiting| waiting > 0))
}

#[test]
fn killed_between_fetch_and_commit() {
    go(async {
        let stage = stage_of(Engine::Postgres).await;
        let dovecot = Dovecot::start(&[]).await;
        let (id, header) = telephoned(&stage, 0, "hanako@example.jp").await;
        let server = start(&stage, &dovecot).await;
        let letter = async || stage.letters(&stage.token(id.0)).await.remove(0);
        until("the letter has gone", async || letter().await.status == "sent").await;
        let lock = stage.desk.db.write().begin().await.unwrap();
        // What happened is written last, right before the commit.
        lock.execute_unprepared("LOCK TABLE booking_event IN SHARE ROW EXCLUSIVE MODE").await.unwrap();
        dovecot.gets(format!("{header}\r\nはい").as_bytes());
        until("the mail is about to be taken", async || someone_waits(&stage).await).await;
        server.kill().await;
        lock.rollback().await.unwrap();
        until("nobody waits", async || !someone_waits(&stage).await).await;
        assert_eq!((mails(&stage).await.len(), state(&stage, id).await.as_str()), (0, "awaiting_reply"));
        stage.advance_lease().await;
        let server = start(&stage, &dovecot).await;
        until("the next one takes it", async || !mails(&stage).await.is_empty()).await;
        counted_once(&stage, id).await;
        server.kill().await;
    });
}

/// From before the server tells of the mail to after the commit.
#[test]
fn killed_at_any_moment() {
    go(async {
        let rounds = std::env::var("MADOGUCHI_CRASHES").map_or(6, |crashes| crashes.parse::<i64>().unwrap().min(14));
        let stage = stage_of(Engine::Sqlite).await;
        let dovecot = Dovecot::start(&[]).await;
        for round in 0..rounds {
            let (id, header) = telephoned(&stage, round, &format!("hanako{round}@example.jp")).await;
            let server = start(&stage, &dovecot).await;
            dovecot.gets(format!("{header}\r\nはい").as_bytes());
            // Chance is drawn from the round, so that a failure can be had again.
            let moment = u64::from(server::keys::digest(&format!("{round}"))[0]) * 4;
            tokio::time::sleep(Duration::from_millis(moment)).await;
            server.kill().await;
            stage.advance_lease().await;
            let server = start(&stage, &dovecot).await;
            until("it is taken", async || mails(&stage).await.iter().any(|row| row.booking_id == Some(id.0))).await;
            counted_once(&stage, id).await;
            server.kill().await;
            stage.advance_lease().await;
        }
        stage.seats_are_those_of_bookings().await;
    });
}
