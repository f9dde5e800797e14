//! A stage for stories about the desk: an office in a database of its own, and a clock that stands until it is moved.
//!
//! It is Tuesday, 24 November 2026, ten o'clock in Japan. The office has no counter and no slot until a story adds them.
//! When a story ends, the seats taken must be exactly those of the bookings whose state takes one.
#![expect(dead_code, reason = "each suite uses its part")]

mod furniture;

use app::{
    desk::{
        SeekerDesk,
        application::{Application, Details, DeviceReport, DeviceResult, HoldRequest, TermsForm, VisitorKey},
        booking::{BookingView, Contact, LinkToken},
        error::DeskError,
        staff::Actor,
    },
    domain::{
        booking::{Receipt, Refusal, State},
        declaration::{Answer, Declaration},
        ids::{BookingId, OfficeId, StaffId},
        kind::Kind,
        office_day::OfficeDays,
        role::Role,
        slot::Span,
        time::{Instant, at_jst, date_jst},
    },
    i18n::Locale,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use migrations::Migrator;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sea_orm_migration::MigratorTrait;
use server::{
    clock::Clock,
    desk::Desks,
    keys::LinkKey,
    live::Live,
    store::{
        booking::{self as bookings, save},
        database::Database,
        entity::{booking, booking_event, consent, outbox, seat_tick},
    },
};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use tempfile::TempDir;
use tokio::sync::Notify;
use uuid::Uuid;

pub const SLUG: &str = "niitsu";
pub const TERMS: &str = "5f0c9a4be2d1779e4c7a";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct Stage {
    pub desk: Desks,
    pub office: OfficeId,
    pub slug: String,
    folder: Arc<TempDir>,
}

/// Tells a story on both databases: a test for each.
#[macro_export]
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($stage:ident) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;
            async fn story($stage: &$crate::stage::Stage) $body
            #[test]
            fn sqlite() {
                $crate::stage::tell($crate::stage::Engine::Sqlite, async |stage| story(stage).await);
            }
            #[test]
            fn postgres() {
                $crate::stage::tell($crate::stage::Engine::Postgres, async |stage| story(stage).await);
            }
        }
    )+};
}

pub fn tell(engine: Engine, story: impl AsyncFnOnce(&Stage)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let stage = Stage::open(engine).await;
        story(&stage).await;
        stage.seats_are_those_of_bookings().await;
    });
}

/// A moment in Japan: `2026-12-01 10:00`.
pub fn at(text: &str) -> Instant {
    let (date, time) = text.split_once(' ').expect("a date and a time");
    at_jst(date.parse().expect("a date"), format!("{time}:00").parse().expect("a time"))
}

pub fn span(text: &str, minutes: u8) -> Span {
    Span::new(at(text), minutes).expect("a span")
}

pub fn visitor(number: u16) -> VisitorKey {
    let mut key = [7; 32];
    key[..2].copy_from_slice(&number.to_be_bytes());
    VisitorKey(key)
}

/// Half hours of office days from a day on, so many a day from nine o'clock.
pub fn half_hours(first: NaiveDate, a_day: u8) -> impl Iterator<Item = Span> {
    let days = OfficeDays::default();
    let nine = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock");
    first
        .iter_days()
        .filter(move |day| days.is_office_day(*day))
        .flat_map(move |day| (0..a_day).map(move |half| at_jst(day, nine) + TimeDelta::minutes(30 * i64::from(half))))
        .map(|starts| Span::new(starts, 30).expect("half an hour"))
}

/// The secret in the cookie of a visitor who comes over HTTP.
pub fn visitor_secret(number: u16) -> String {
    format!("the-secret-of-visitor-{number:05}")
}

/// Every visitor comes from an address of their own.
pub fn address(number: u16) -> IpAddr {
    let [high, low] = number.to_be_bytes();
    Ipv4Addr::new(192, 0, high, low).into()
}

/// Who works at the office's counters, without an account of theirs.
pub fn clerk(stage: &Stage) -> Actor {
    Actor {
        staff: StaffId(Uuid::from_u128(1)),
        role: Role::Counter,
        office: stage.office,
        name: "佐藤 実".to_owned(),
        slug: SLUG.to_owned(),
        digest: String::new(),
    }
}

pub fn terms_form() -> TermsForm {
    TermsForm {
        version: TERMS.to_owned(),
        lang: "ja".to_owned(),
        agree: true,
        zoom: true,
        no_recording: true,
        answers: Declaration::ALL.into_iter().map(|declaration| (declaration, Answer::Yes)).collect(),
    }
}

pub fn device() -> DeviceReport {
    DeviceReport { result: DeviceResult::Later, same_device: None, findings: Default::default() }
}

pub fn details() -> Details {
    Details {
        name: "髙橋　𠮷弥".to_owned(),
        kana: "ﾀｶﾊｼ ﾖｼﾔ".to_owned(),
        phone: "０９０−１２３４−５６７８".to_owned(),
        mail: "ab..c.@Docomo.ne.jp".to_owned(),
        number: "１５０２０12345678".to_owned(),
        topic: "面接の練習をしたい".to_owned(),
        interpreter: true,
        carer: false,
        mail_lang: "ja".to_owned(),
        tried: true,
    }
}

/// Where stories find a PostgreSQL.
pub fn postgres() -> String {
    std::env::var("MADOGUCHI_TEST_POSTGRES").expect(
        "this test needs PostgreSQL: run it under .ci/with-postgres, or set MADOGUCHI_TEST_POSTGRES to the address of a cluster",
    )
}

/// The address of a fresh database.
pub async fn fresh(engine: Engine, folder: &TempDir) -> String {
    if engine == Engine::Sqlite {
        return format!("sqlite:{}", folder.path().join("desk.db").display());
    }
    let cluster = postgres();
    let name = format!("desk_{}", Uuid::now_v7().simple());
    let first = Database::open(&cluster).await.expect("the cluster of MADOGUCHI_TEST_POSTGRES answers");
    first.write().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let (server, options) = cluster.split_once('?').unwrap_or((&cluster, ""));
    let (server, _) = server.rsplit_once('/').expect("an address with a database");
    format!("{server}/{name}?{options}")
}

impl Stage {
    pub async fn open(engine: Engine) -> Stage {
        Stage::open_with(engine, Clock::at(at("2026-11-24 10:00"))).await
    }

    /// With another clock: where processes take part, it is the system's.
    pub async fn open_with(engine: Engine, clock: Clock) -> Stage {
        let folder = tempfile::tempdir().expect("a folder");
        let url = fresh(engine, &folder).await;
        let db = Database::open(&url).await.expect("the database opens");
        Migrator::up(db.write(), None).await.expect("it migrates");
        let live = Live::start(db.clone(), clock.clone()).await.expect("it listens");
        let desk = Desks {
            db,
            clock,
            key: LinkKey::new([7; 32]),
            mail_domain: Arc::from("madoguchi.example"),
            mail_waiting: Arc::new(Notify::new()),
            live,
            alarm: Arc::default(),
            demo_sign_in: false,
            looks: Arc::default(),
            zoom: None,
        };
        let office = OfficeId(Uuid::now_v7());
        let stage = Stage { desk, office, slug: SLUG.to_owned(), folder: Arc::new(folder) };
        stage.furnish().await;
        stage
    }

    /// The folder of this stage's files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Another office in the same database, where nothing has happened yet.
    pub async fn beside(&self) -> Stage {
        let office = OfficeId(Uuid::now_v7());
        let stage = Stage { desk: self.desk.clone(), office, slug: office.to_string(), folder: self.folder.clone() };
        stage.furnish().await;
        stage
    }

    pub fn now(&self) -> Instant {
        self.desk.clock.now()
    }

    /// Times that nobody has yet, from two weeks on.
    pub fn half_hours(&self) -> impl Iterator<Item = Span> + use<> {
        half_hours(date_jst(self.now()) + TimeDelta::days(14), 14)
    }

    pub fn advance(&self, by: TimeDelta) {
        self.desk.clock.advance(by);
    }

    pub fn advance_to(&self, to: Instant) {
        self.advance(to - self.now());
    }

    pub async fn hold(&self, number: u16, span: Span) -> Result<Application, DeskError> {
        self.hold_from(number, address(number), span).await
    }

    pub async fn hold_from(&self, number: u16, address: IpAddr, span: Span) -> Result<Application, DeskError> {
        let request = HoldRequest { slug: self.slug.clone(), kind: Kind::Consultation, span, lang: "ja".to_owned() };
        self.desk.hold(visitor(number), address, request).await
    }

    /// Fills in every step of what the visitor holds.
    pub async fn fill(&self, number: u16, details: Details) {
        self.desk.answer_terms(visitor(number), terms_form()).await.expect("terms");
        self.desk.report_device(visitor(number), device()).await.expect("a report");
        self.desk.keep_details(visitor(number), details).await.expect("details");
    }

    /// Holds, fills in and submits. Everyone has a mail address of their own.
    pub async fn book(&self, number: u16, span: Span) -> BookingView {
        self.ready_to_send(number, span).await;
        self.desk.submit(visitor(number)).await.expect("a booking")
    }

    /// All but the last press.
    pub async fn ready_to_send(&self, number: u16, span: Span) {
        self.hold(number, span).await.expect("a hold");
        self.fill(number, Details { mail: format!("seeker{number}@example.jp"), ..details() }).await;
    }

    pub async fn row(&self, token: &LinkToken) -> booking::Model {
        let id = self.desk.key.booking(token).expect("a token");
        bookings::find(self.desk.db.read(), id.0).await.expect("read").expect("a booking")
    }

    pub async fn see(&self, token: &LinkToken) -> Result<BookingView, DeskError> {
        self.desk.booking(token, Locale::ja).await
    }

    /// The mail server accepts the booking's letter.
    pub async fn accept(&self, token: &LinkToken) {
        let now = self.now();
        self.change(token, |state, deadline| {
            let by = Receipt::MailServer { server: "mx.example.jp".to_owned(), reply: "250 ok".to_owned() };
            state.receive(now, by, deadline).expect("received")
        })
        .await;
    }

    /// The mail server refuses the booking's letter for good.
    pub async fn refuse(&self, token: &LinkToken) {
        let now = self.now();
        self.change(token, |state, _| {
            state.refuse_letter(Refusal { at: now, reply: "550 no such user".to_owned() }).expect("refused")
        })
        .await;
    }

    pub async fn change(&self, token: &LinkToken, to: impl FnOnce(State, Instant) -> State) {
        let id = self.desk.key.booking(token).expect("a token");
        let tx = self.desk.begin().await.expect("a transaction");
        let mut row = bookings::lock(&tx, id.0).await.expect("read").expect("a booking");
        let state = to(bookings::state(&row).expect("a state"), bookings::deadline(&row));
        let change = save(&tx, &mut row, state).await.expect("saved");
        self.desk.commit(tx, self.office, &[change]).await.expect("committed");
    }

    pub async fn letters(&self, token: &LinkToken) -> Vec<outbox::Model> {
        let id = self.desk.key.booking(token).expect("a token");
        outbox::Entity::find()
            .filter(outbox::Column::BookingId.eq(id.0))
            .order_by_asc(outbox::Column::Id)
            .all(self.desk.db.read())
            .await
            .expect("letters")
    }

    pub async fn history(&self, booking: Uuid) -> Vec<String> {
        let rows = booking_event::Entity::find()
            .filter(booking_event::Column::BookingId.eq(booking))
            .order_by_asc(booking_event::Column::Id)
            .all(self.desk.db.read())
            .await
            .expect("a history");
        rows.into_iter().map(|row| row.what).collect()
    }

    pub async fn consents(&self, token: &LinkToken) -> Vec<consent::Model> {
        let id = self.desk.key.booking(token).expect("a token");
        consent::Entity::find()
            .filter(consent::Column::BookingId.eq(id.0))
            .order_by_asc(consent::Column::At)
            .all(self.desk.db.read())
            .await
            .expect("consents")
    }

    pub fn token(&self, booking: Uuid) -> LinkToken {
        self.desk.key.token(BookingId(booking), 0)
    }

    pub async fn bookings(&self) -> Vec<booking::Model> {
        booking::Entity::find()
            .filter(booking::Column::OfficeId.eq(self.office.0))
            .order_by_asc(booking::Column::Id)
            .all(self.desk.db.read())
            .await
            .expect("bookings")
    }

    /// The taken ticks are exactly those of the bookings whose state takes a seat, and no two of one resource overlap
    /// (which the comparison as a set would hide, so the number is compared too).
    pub async fn seats_are_those_of_bookings(&self) {
        let ticks = seat_tick::Entity::find()
            .filter(seat_tick::Column::OfficeId.eq(self.office.0))
            .all(self.desk.db.read())
            .await
            .expect("ticks");
        let mut expected = BTreeSet::new();
        let mut count = 0;
        for row in self.bookings().await {
            if !bookings::state(&row).expect("a state").takes_seat() {
                continue;
            }
            for resource in std::iter::once(row.counter_id).chain(row.host_id) {
                for tick in bookings::span(&row).expect("a span").ticks() {
                    expected.insert((resource, tick, row.id));
                    count += 1;
                }
            }
        }
        let found: BTreeSet<_> = ticks.iter().map(|row| (row.resource_id, row.tick, row.booking_id)).collect();
        assert_eq!(found, expected, "the ticks are not those of the bookings");
        let places: BTreeSet<_> = found.iter().map(|(resource, tick, _)| (*resource, *tick)).collect();
        assert_eq!((places.len(), ticks.len()), (count, count), "two seats of one resource overlap");
    }
}

pub fn contact(view: &BookingView) -> Contact {
    Contact {
        phone: view.details.phone.clone(),
        mail: view.details.mail.clone(),
        interpreter: view.details.interpreter,
        carer: view.details.carer,
    }
}

pub fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

pub fn millis(millis: i64) -> TimeDelta {
    TimeDelta::milliseconds(millis)
}

pub fn from_millis(millis: i64) -> Instant {
    DateTime::from_timestamp_millis(millis).expect("in range")
}
