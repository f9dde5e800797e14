//! An hour in which neither the mail server nor Zoom answers.

use crate::{
    cloud::{Cloud, HOST},
    on_both,
    room::{counter_of, node, telephoned},
    sink::Sink,
    stage::*,
};
use app::domain::{ids::BookingId, slot::Span};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    mail::{
        Mailer, Sender,
        settings::{Settings as MailSettings, Way},
        transport::Patience,
    },
    meetings::Meetings,
    post::Post,
    store::{
        entity::{meeting, outbox},
        outbox::status,
    },
    worker,
    zoom::{Zoom, settings::Settings},
};
use std::{
    collections::HashSet,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Whoever connects to it hears nothing, until it hangs up.
struct Silence {
    address: SocketAddr,
    lines: Arc<Mutex<Vec<TcpStream>>>,
    called: Arc<Notify>,
    over: Arc<Notify>,
}

impl Silence {
    async fn start() -> Silence {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let silence = Silence { address, lines: Arc::default(), called: Arc::default(), over: Arc::default() };
        let (lines, called, over) = (silence.lines.clone(), silence.called.clone(), silence.over.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = over.notified() => return,
                    line = listener.accept() => {
                        lines.lock().unwrap().push(line.unwrap().0);
                        called.notify_one();
                    }
                }
            }
        });
        silence
    }

    /// From now on nobody is there.
    fn end(self) {
        self.over.notify_one();
        self.lines.lock().unwrap().clear();
    }
}

fn post(stage: &Stage, address: SocketAddr) -> Post {
    let way: Way = format!("smtp://{address}").parse().unwrap();
    let from: app::domain::mail_address::MailAddress = "yoyaku@madoguchi.example".parse().unwrap();
    let settings = MailSettings { way, from: from.clone(), authority: None };
    let mailer = Mailer::new(&settings, Path::new("."), "madoguchi.example", Patience::default()).unwrap();
    let sender = Sender { from, base_url: Arc::from("https://madoguchi.example") };
    Post { desks: stage.desk.clone(), mailer: Arc::new(mailer), sender }
}

fn meetings_by(stage: &Stage, cloud: &Cloud, address: SocketAddr) -> Meetings {
    let settings = Settings {
        token: format!("http://{address}/oauth/token").parse().unwrap(),
        api: format!("http://{address}/v2").parse().unwrap(),
        ..cloud.settings()
    };
    let zoom = Zoom::new(&settings, Duration::from_secs(30), stage.desk.clock.clone()).unwrap();
    Meetings { zoom: Arc::new(zoom), ..node(stage, cloud) }
}

async fn unsent(stage: &Stage) -> u64 {
    let unsent = outbox::Entity::find().filter(outbox::Column::Status.eq(status::WAITING));
    unsent.count(stage.desk.db.read()).await.unwrap()
}

async fn unmade(stage: &Stage) -> u64 {
    let unmade = meeting::Entity::find().filter(meeting::Column::Number.is_null());
    unmade.count(stage.desk.db.read()).await.unwrap()
}

on_both! {
    async fn an_hour_without_mail_and_zoom_holds_no_booking_up_and_is_made_good_in_five_minutes(stage) {
        let cloud = Cloud::start(&stage.desk.clock).await;
        let times: Vec<String> = (0..12).map(|n| format!("2026-12-{:02} {}:00", 1 + n / 6, 9 + n % 6)).collect();
        let times: Vec<&str> = times.iter().map(String::as_str).collect();
        counter_of(stage, HOST, &times).await;
        let mut booked: Vec<BookingId> = Vec::new();
        for (number, pair) in (1..).step_by(2).zip(times.chunks(2)) {
            let (no_mail, no_zoom) = (Silence::start().await, Silence::start().await);
            let letters = post(stage, no_mail.address);
            let meetings = meetings_by(stage, &cloud, no_zoom.address);
            let waits = !booked.is_empty();
            let mut workers = tokio::spawn(async move {
                let _ = tokio::join!(letters.run_due(), worker::run_due(&meetings));
            });
            if waits {
                // Both are waited for while others book.
                tokio::join!(no_mail.called.notified(), no_zoom.called.notified());
            }
            for (number, time) in (number..).zip(pair) {
                booked.push(telephoned(stage, number, time).await);
            }
            if waits {
                assert!(!workers.is_finished(), "nobody has answered them");
            }
            no_mail.end();
            no_zoom.end();
            (&mut workers).await.unwrap();
            stage.advance(minutes(10));
        }
        assert_eq!(booked.len(), 12);
        assert_eq!((unsent(stage).await, unmade(stage).await), (12, 12));

        let sink = Sink::start().await;
        let (letters, meetings) = (post(stage, sink.address), node(stage, &cloud));
        for _ in 0..5 {
            worker::run_due(&meetings).await.unwrap();
            letters.run_due().await.unwrap();
            stage.advance(minutes(1));
        }
        assert_eq!((unsent(stage).await, unmade(stage).await), (0, 0), "five minutes later");
        let made: HashSet<Span> = cloud.meetings().into_iter().map(|(_, meeting)| meeting.span).collect();
        assert_eq!((made.len(), cloud.meetings().len()), (12, 12), "one meeting a booking");
        let sent: HashSet<String> = sink
            .taken()
            .iter()
            .filter_map(|letter| letter.data.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned))
            .collect();
        assert_eq!((sent.len(), sink.taken().len()), (12, 12), "one letter a booking");
    }
}
