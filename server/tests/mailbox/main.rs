//! The office's mailbox at a real Dovecot: mail arrives, the server goes and comes back, gives other numbers, is slow to
//! tell; a node dies with a mail in its hands. Every mail is taken once.
#![expect(clippy::unwrap_used, reason = "a story stops where it cannot go on")]

mod dovecot;
#[path = "../stage/process.rs"]
mod process;
#[path = "../stage/mod.rs"]
mod stage;
#[path = "../stage/story.rs"]
mod story;

mod crash;

use app::{
    desk::PhoneDesk,
    domain::{
        ids::BookingId,
        intake::Intake,
        office_day::OfficeDays,
        slot::Span,
        time::{at_jst, date_jst},
    },
};
use chrono::{NaiveTime, TimeDelta};
use dovecot::Dovecot;
use sea_orm::{EntityTrait, QueryOrder};
use server::{
    clock::Clock,
    mail::settings::Safety,
    mailbox::{
        imap::{Imap, Patience},
        settings::Settings,
        watch::Watch,
    },
    store::entity::{booking, mail_in, mailbox},
};
use stage::{Engine, Stage, clerk};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use story::{PATIENCE, go, until};
use tokio::{sync::Notify, task::JoinHandle};

/// A stage whose clock is the system's, as that of a mail server is.
async fn stage_of(engine: Engine) -> Stage {
    let stage = Stage::open_with(engine, Clock::System).await;
    let days = OfficeDays::default();
    let first = date_jst(stage.now()) + TimeDelta::days(14);
    let day = first.iter_days().find(|day| days.is_office_day(*day)).unwrap();
    let nine = at_jst(day, NaiveTime::from_hms_opt(9, 0, 0).unwrap());
    let counter = stage.counter(None).await;
    for half in 0..14 {
        stage.slot(counter, Span::new(nine + TimeDelta::minutes(30 * half), 30).unwrap()).await;
    }
    stage
}

/// A booking by telephone of somebody with that address, and the header of a reply to its letter.
async fn telephoned(stage: &Stage, half: i64, mail: &str) -> (BookingId, String) {
    let days = OfficeDays::default();
    let first = date_jst(stage.now()) + TimeDelta::days(14);
    let day = first.iter_days().find(|day| days.is_office_day(*day)).unwrap();
    let starts = at_jst(day, NaiveTime::from_hms_opt(9, 0, 0).unwrap()) + TimeDelta::minutes(30 * half);
    let intake = Intake {
        number: format!("15020-{half:08}"),
        name: "髙橋　花子".to_owned(),
        birth_date: "S60.4.3".to_owned(),
        phone: "０９０１２３４５６７８".to_owned(),
        mail: mail.to_owned(),
        time: format!("consultation {}", Span::new(starts, 30).unwrap()),
        ..Intake::default()
    };
    let id = stage.desk.take_booking(&clerk(stage), intake).await.unwrap();
    let letter = stage.letters(&stage.token(id.0)).await.remove(0);
    (id, format!("From: {mail}\r\nMessage-ID: <{half}@phone.example>\r\nIn-Reply-To: {}\r\n", letter.message_id))
}

async fn state(stage: &Stage, id: BookingId) -> String {
    booking::Entity::find_by_id(id.0).one(stage.desk.db.read()).await.unwrap().unwrap().state
}

async fn mails(stage: &Stage) -> Vec<mail_in::Model> {
    mail_in::Entity::find().order_by_asc(mail_in::Column::Uid).all(stage.desk.db.read()).await.unwrap()
}

async fn the_mailbox(stage: &Stage) -> Option<mailbox::Model> {
    mailbox::Entity::find().one(stage.desk.db.read()).await.unwrap()
}

fn patience() -> Patience {
    Patience { poll: Duration::from_millis(100), ..Patience::default() }
}

fn watch(stage: &Stage, settings: &Settings) -> Watch {
    Watch::new(stage.desk.clone(), Imap::new(settings, patience()).unwrap())
}

/// One that runs beside the story.
fn running(stage: &Stage, settings: &Settings) -> (Arc<Notify>, JoinHandle<()>) {
    let end = Arc::new(Notify::new());
    (end.clone(), tokio::spawn(watch(stage, settings).run(end)))
}

async fn is_looked_into(stage: &Stage) {
    until("the mailbox is looked into", async || {
        the_mailbox(stage).await.is_some_and(|row| row.looked_at.is_some() && row.trouble.is_none())
    })
    .await;
}

fn mail(number: usize) -> Vec<u8> {
    format!("From: a@example.jp\r\nMessage-ID: <{number}@example.jp>\r\nSubject: {number}\r\n\r\nこんにちは")
        .into_bytes()
}

/// By TLS from the first byte and by STARTTLS, both checked against the authority; on this machine without.
fn read_by_every_way(engine: Engine) {
    go(async {
        let stage = stage_of(engine).await;
        let dovecot = Dovecot::start(&[]).await;
        for (number, safety) in [Safety::Tls, Safety::StartTls, Safety::Plain].into_iter().enumerate() {
            let half = i64::try_from(number).unwrap();
            let address = format!("hanako{number}@example.jp");
            let (id, header) = telephoned(&stage, half, &address).await;
            dovecot.gets(format!("{header}\r\nはい").as_bytes());
            let mut watch = watch(&stage, &dovecot.settings(safety));
            assert_eq!(watch.read_once().await.unwrap(), Some(1), "{safety:?}");
            assert_eq!(watch.read_once().await.unwrap(), Some(0));
            assert_eq!(state(&stage, id).await, "confirmed", "{safety:?}");
            stage.advance_lease().await;
        }
    });
}

#[test]
fn read_by_every_way_on_sqlite() {
    read_by_every_way(Engine::Sqlite);
}

#[test]
fn read_by_every_way_on_postgres() {
    read_by_every_way(Engine::Postgres);
}

impl Stage {
    /// Nobody waits the minute until a dead node's lease runs out.
    async fn advance_lease(&self) {
        use sea_orm::ConnectionTrait;
        self.desk.db.write().execute_unprepared("UPDATE mailbox SET leased_until = 0").await.unwrap();
    }
}

#[test]
fn a_server_that_is_not_who_it_says_or_refuses_us_is_not_read() {
    go(async {
        let stage = stage_of(Engine::Sqlite).await;
        let (dovecot, other) = (Dovecot::start(&[]).await, Dovecot::start(&[]).await);
        dovecot.gets(&mail(1));
        for safety in [Safety::Tls, Safety::StartTls] {
            let strange = Settings { authority: Some(other.authority()), ..dovecot.settings(safety) };
            let trouble = watch(&stage, &strange).read_once().await.unwrap_err().to_string();
            assert!(trouble.contains("certificate"), "{trouble}");
            stage.advance_lease().await;
            let public = Settings { authority: None, ..dovecot.settings(safety) };
            watch(&stage, &public).read_once().await.unwrap_err();
            stage.advance_lease().await;
        }
        let wrong = Settings { password: "geheim".to_owned().into(), ..dovecot.settings(Safety::Tls) };
        let trouble = watch(&stage, &wrong).read_once().await.unwrap_err().to_string();
        assert!(!trouble.contains("geheim") && !trouble.is_empty(), "{trouble}");
        assert!(mails(&stage).await.is_empty());
    });
}

/// Where the server can tell (IDLE), a mail is there within a second: the best of three, for the machine is shared.
#[test]
fn a_mail_is_there_within_a_second() {
    go(async {
        let stage = stage_of(Engine::Sqlite).await;
        let dovecot = Dovecot::start(&[]).await;
        let (end, running) = running(&stage, &dovecot.settings(Safety::Tls));
        is_looked_into(&stage).await;
        let mut best = PATIENCE;
        for number in 1..=3 {
            let begun = Instant::now();
            dovecot.gets(&mail(number));
            until("it is read", async || mails(&stage).await.len() == number).await;
            best = best.min(begun.elapsed());
        }
        println!("the fastest of three mails was read after {best:?}");
        assert!(best < Duration::from_secs(1), "{best:?}");
        end.notify_one();
        running.await.unwrap();
        assert!(the_mailbox(&stage).await.unwrap().leased_until <= stage.now().timestamp_millis(), "left to others");
    });
}

#[test]
fn a_server_that_cannot_tell_is_asked() {
    go(async {
        let stage = stage_of(Engine::Sqlite).await;
        let dovecot = Dovecot::start(&["IMAP4rev1", "LITERAL+"]).await;
        let (end, running) = running(&stage, &dovecot.settings(Safety::Tls));
        is_looked_into(&stage).await;
        for number in 1..=2 {
            dovecot.gets(&mail(number));
            until("it is read", async || mails(&stage).await.len() == number).await;
        }
        end.notify_one();
        running.await.unwrap();
    });
}

#[test]
fn a_server_that_goes_and_comes_back_loses_nothing() {
    go(async {
        let stage = stage_of(Engine::Sqlite).await;
        let mut dovecot = Dovecot::start(&[]).await;
        let (end, running) = running(&stage, &dovecot.settings(Safety::Tls));
        is_looked_into(&stage).await;
        dovecot.stop().await;
        dovecot.gets(&mail(1));
        until("staff can see it", async || the_mailbox(&stage).await.is_some_and(|row| row.trouble.is_some())).await;
        dovecot.go_on().await;
        until("it is read", async || mails(&stage).await.len() == 1).await;
        is_looked_into(&stage).await;
        end.notify_one();
        running.await.unwrap();
    });
}

#[test]
fn mails_with_other_numbers_are_known_again() {
    go(async {
        let stage = stage_of(Engine::Sqlite).await;
        let mut dovecot = Dovecot::start(&[]).await;
        let settings = dovecot.settings(Safety::Tls);
        for number in 1..=3 {
            dovecot.gets(&mail(number));
        }
        let mut watch = watch(&stage, &settings);
        assert_eq!(watch.read_once().await.unwrap(), Some(3));
        let before = the_mailbox(&stage).await.unwrap().validity;
        dovecot.forget_numbers().await;
        // UIDVALIDITY is the second at which it was made.
        until("another second", async || before.is_some_and(|before| stage.now().timestamp() > before)).await;
        dovecot.gets(&mail(4));
        dovecot.go_on().await;
        assert_eq!(watch.read_once().await.unwrap(), Some(1), "the new one alone");
        let after = the_mailbox(&stage).await.unwrap();
        assert_ne!(after.validity, before);
        assert_eq!((after.read_to, mails(&stage).await.len()), (4, 4));
    });
}

#[test]
fn ten_megabytes_and_odd_mails_do_no_harm() {
    go(async {
        let stage = stage_of(Engine::Postgres).await;
        let dovecot = Dovecot::start(&[]).await;
        let (id, header) = telephoned(&stage, 0, "hanako@example.jp").await;
        let large = format!(
            "{header}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             はい、行きます。\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
            "QUJDRA==\r\n".repeat(1_048_576),
        );
        assert!(large.len() > 10 * 1024 * 1024);
        let deep: String =
            (0..500).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
        let odd: [Vec<u8>; 9] = [
            large.into_bytes(),
            Vec::new(),
            Vec::new(),
            b"\r\n\r\n".to_vec(),
            b"no header at all".to_vec(),
            b"From: a@example.jp\r\nSubject: \0\x80\xff\r\n\r\n\0\0\x80\xff\xfe".to_vec(),
            [b"From: a@example.jp\r\nX: ".to_vec(), vec![b'a'; 600_000], b"\r\n\r\nx".to_vec()].concat(),
            format!("From: a@example.jp\r\n{deep}").into_bytes(),
            b"From: a@example.jp\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n=?utf-8?B?////?=".to_vec(),
        ];
        for (number, bytes) in odd.iter().enumerate() {
            dovecot.gets(bytes);
            // In their order: a Maildir numbers what it finds at once by its names.
            assert_eq!(watch(&stage, &dovecot.settings(Safety::Tls)).read_once().await.unwrap(), Some(1), "{number}");
            stage.advance_lease().await;
        }
        let rows = mails(&stage).await;
        assert_eq!(rows.len(), odd.len());
        assert_eq!((rows[0].body.as_str(), rows[0].cut), ("はい、行きます。", 1));
        assert!(rows[0].size > 10 * 1024 * 1024);
        assert_eq!(state(&stage, id).await, "confirmed");
        assert_eq!(rows[1].verdict, "unreadable");
        assert!(rows[1..].iter().all(|row| row.verdict != "confirmed" && row.settled.is_none()));
    });
}
