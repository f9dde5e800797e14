//! A server that answers as Zoom documents, and misbehaves on demand: one account, any number of hosts, a clock that the
//! story moves.
#![expect(clippy::result_large_err, reason = "a refusal is an answer")]

#[path = "cloud/api.rs"]
mod api;

use app::domain::slot::Span;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use server::{
    clock::Clock,
    zoom::{Zoom, settings::Settings},
};
use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::net::TcpListener;

pub const ACCOUNT: &str = "account/1";
pub const CLIENT: &str = "client";
pub const SECRET: &str = "hush";
/// A host of the account; others are whoever begins with `host`.
pub const HOST: &str = "host1@example.jp";
/// How long a token is good.
pub const GOOD: TimeDelta = TimeDelta::hours(1);

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Call {
    Token,
    Create,
    Change,
    Delete,
    Read,
    List,
}

/// What happens to the next request of that kind.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// 429 of a second's limit, with this `Retry-After`.
    TooMany(Option<&'static str>),
    /// 429 of the account's day, as a header says.
    TooManyToday,
    /// 500.
    Broken,
    /// 401: the token is taken for an old one.
    Expired,
    /// 200 in words that mean nothing; it is done.
    Nonsense,
    /// Nothing is done, and no answer comes.
    Stalled,
    /// It is done, and no answer comes.
    Unheard,
    /// It is done, and the connection breaks in the answer.
    AnswerLost,
    /// The connection breaks, and it is done later, at [`Cloud::catch_up`].
    DoneLater,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Booked {
    pub user: String,
    pub span: Span,
    pub passcode: String,
    /// As it was asked for.
    pub asked: Value,
}

struct Sky {
    clock: Clock,
    faults: Vec<(Call, VecDeque<Fault>)>,
    tokens: BTreeMap<String, DateTime<Utc>>,
    meetings: BTreeMap<i64, Booked>,
    counts: BTreeMap<(String, NaiveDate), u32>,
    later: Vec<(String, Vec<u8>)>,
    calls: Vec<Call>,
    last: i64,
}

#[derive(Clone)]
pub struct Cloud {
    pub address: SocketAddr,
    sky: Arc<Mutex<Sky>>,
}

impl Cloud {
    pub async fn start(clock: &Clock) -> Cloud {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let sky = Sky {
            clock: clock.clone(),
            faults: Vec::new(),
            tokens: BTreeMap::new(),
            meetings: BTreeMap::new(),
            counts: BTreeMap::new(),
            later: Vec::new(),
            calls: Vec::new(),
            last: 85_000_000_000,
        };
        let sky = Arc::new(Mutex::new(sky));
        let router = api::router(sky.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Cloud { address, sky }
    }

    pub fn settings(&self) -> Settings {
        Settings {
            account: ACCOUNT.to_owned(),
            client: CLIENT.to_owned(),
            secret: SECRET.into(),
            token: format!("http://{}/oauth/token", self.address).parse().expect("an address"),
            api: format!("http://{}/v2", self.address).parse().expect("an address"),
        }
    }

    /// A client with the clock of the cloud.
    pub fn client(&self) -> Zoom {
        self.client_with(Duration::from_secs(30))
    }

    /// One that waits so long for an answer.
    pub fn client_with(&self, patience: Duration) -> Zoom {
        let clock = self.sky().clock.clone();
        Zoom::new(&self.settings(), patience, clock).expect("a client")
    }

    fn sky(&self) -> MutexGuard<'_, Sky> {
        self.sky.lock().expect("nobody panicked with it")
    }

    /// The next request of that kind meets this.
    pub fn next(&self, call: Call, fault: Fault) {
        let faults = &mut self.sky().faults;
        match faults.iter_mut().find(|(known, _)| *known == call) {
            Some((_, waiting)) => waiting.push_back(fault),
            None => faults.push((call, VecDeque::from([fault]))),
        }
    }

    /// Does what was to be done later.
    pub fn catch_up(&self) {
        let mut sky = self.sky();
        for (user, body) in std::mem::take(&mut sky.later) {
            sky.create(&user, &body).expect("made");
        }
    }

    /// Somebody deletes it in Zoom itself.
    pub fn lose(&self, number: i64) {
        assert!(self.sky().meetings.remove(&number).is_some());
    }

    /// Somebody plans meetings in Zoom itself, one after another from then on.
    pub fn plan(&self, user: &str, first: Span, count: i32) {
        let mut sky = self.sky();
        let step = TimeDelta::minutes(first.minutes().into());
        for turn in 0..count {
            let span = Span::new(first.starts() + step * turn, first.minutes()).expect("a span");
            sky.last += 1;
            let number = sky.last;
            let asked = json!({ "topic": "会議", "agenda": "" });
            let booked = Booked { user: user.to_owned(), span, passcode: String::new(), asked };
            sky.meetings.insert(number, booked);
        }
    }

    pub fn meetings(&self) -> Vec<(i64, Booked)> {
        self.sky().meetings.iter().map(|(number, booked)| (*number, booked.clone())).collect()
    }

    /// The one meeting there is.
    pub fn only(&self) -> (i64, Booked) {
        let mut all = self.meetings();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    pub fn calls(&self, call: Call) -> usize {
        self.sky().calls.iter().filter(|made| **made == call).count()
    }
}
