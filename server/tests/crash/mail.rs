//! `kill -9` around each send: no letter is lost, and a second copy is there only where the mail server's 250 was not heard,
//! known by its Message-ID.

use crate::{
    Answered, Crash, crashes,
    stage::Engine,
    story::{PATIENCE, go, until},
    walk::{done, fill, hold, submit},
};
use sea_orm::ConnectionTrait;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// A mail server that asks before it says 250, and remembers Message-IDs.
struct MailServer {
    at: std::net::SocketAddr,
    arrived: mpsc::UnboundedReceiver<Arrival>,
}

struct Arrival {
    message_id: String,
    /// `true`: say 250. `false`: break off.
    answer: tokio::sync::oneshot::Sender<bool>,
}

impl MailServer {
    async fn start() -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let (tell, arrived) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, tell.clone()));
            }
        });
        MailServer { at, arrived }
    }

    async fn arrival(&mut self) -> Arrival {
        tokio::time::timeout(PATIENCE, self.arrived.recv()).await.expect("a letter comes").expect("a letter")
    }
}

async fn converse(stream: TcpStream, tell: mpsc::UnboundedSender<Arrival>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mx.example.jp ESMTP\r\n").await?;
    let mut line = String::new();
    let mut message_id = String::new();
    let mut in_data = false;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if in_data {
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("message-id")
            {
                message_id = value.trim().to_owned();
            }
            if line == ".\r\n" {
                in_data = false;
                let (answer, asked) = tokio::sync::oneshot::channel();
                let _ = tell.send(Arrival { message_id: message_id.clone(), answer });
                if !asked.await.unwrap_or(false) {
                    return Ok(());
                }
                stream.write_all(b"250 2.0.0 queued\r\n").await?;
            }
            continue;
        }
        let reply: &[u8] = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        stream.write_all(reply).await?;
    }
}

/// Books with a mail server that waits, and kills before and after its 250 by turns.
async fn killed_around_each_send(engine: Engine) {
    let mut mail = MailServer::start().await;
    let crash = Crash::prepare(engine, &format!("smtp://{}", mail.at), crashes()).await;
    let mut server = crash.start().await;
    for ((round, who), span) in (0..crashes()).zip(1..).zip(crash.stage.half_hours()) {
        done("hold", hold(&server, who, span).await.expect("an answer"));
        fill(&server, who).await.expect("answers");
        done("submit", submit(&server, who).await.expect("an answer"));
        let first = mail.arrival().await;
        let says_250 = round % 2 == 1;
        if says_250 {
            first.answer.send(true).expect("it waits");
            server.kill().await;
        } else {
            server.kill().await;
            first.answer.send(false).expect("it waits");
        }
        crash.keeps(&[Answered::Submitted(who, span)]).await;
        let letter = crash.letters(&crash.rows(who).await[0]).await.remove(0);
        assert_eq!(letter.message_id, first.message_id);
        // A letter in the hands of the process that died is sent again when its lease has ended.
        end_leases(&crash).await;
        server = crash.start().await;
        if letter.status != "sent" {
            let second = mail.arrival().await;
            assert_eq!(second.message_id, first.message_id, "round {round}: a copy is known as one");
            second.answer.send(true).expect("it waits");
        }
        until("the booking is confirmed", async || crash.rows(who).await[0].state == "confirmed").await;
        crash.keeps(&[Answered::Submitted(who, span)]).await;
    }
    assert!(mail.arrived.try_recv().is_err(), "no letter comes that was answered");
}

async fn end_leases(crash: &Crash) {
    crash.stage.desk.db.write().execute_unprepared("UPDATE outbox SET leased_until = NULL").await.expect("ended");
}

#[test]
fn killed_around_each_send_on_sqlite() {
    go(killed_around_each_send(Engine::Sqlite));
}

#[test]
fn killed_around_each_send_on_postgres() {
    go(killed_around_each_send(Engine::Postgres));
}
