//! What the calendar shows, kept in memory and fresh by the numbered events, and told on to whoever listens.
//!
//! One task per office in use: woken by a commit of this process, or on PostgreSQL of any node, it reads the events after
//! the last number it knows, changes the [`Picture`] at once, and tells listeners at most four times a second.

use crate::{
    clock::Clock,
    store::{
        database::{Database, unavailable},
        entity::{office, office_setting, office_text},
        live_event::{self, Change},
        office as store,
        place::Places,
        terms,
    },
};
use app::{
    desk::{
        Answer, Lang,
        calendar::{Calendar, FreeTime, Patch},
        error::DeskError,
    },
    domain::{
        ids::{BookingId, OfficeId},
        kind::Kind,
        office_day::OfficeDays,
        slot::Span,
        time::Instant,
    },
};
use chrono::NaiveDate;
use picture::Picture;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::sync::{Mutex, Notify, broadcast};

mod calendar;
mod picture;
mod postgres;

/// Listeners hear of changes at most once in this time.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// Commits that come closer together than this are read together.
const READ_EVERY: Duration = Duration::from_millis(25);
/// How long an office's words and settings are believed.
const FACTS_LAST: Duration = Duration::from_secs(30);
/// A listener that is further behind than this starts again from its last number.
const BEHIND: usize = 64;

#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    db: Database,
    clock: Clock,
    offices: Mutex<HashMap<OfficeId, Arc<LiveOffice>>>,
    slugs: RwLock<HashMap<String, Arc<LiveOffice>>>,
}

/// An office whose picture is kept.
pub struct LiveOffice {
    pub id: OfficeId,
    picture: RwLock<Picture>,
    bell: Notify,
    batches: broadcast::Sender<Arc<Batch>>,
    reading: Mutex<()>,
    facts: RwLock<Known>,
}

/// What is believed until then, and how often it has been taken back since the start.
#[derive(Default)]
struct Known {
    facts: Option<(tokio::time::Instant, Arc<Facts>)>,
    taken_back: u64,
}

/// What hardly ever changes about an office and every answer needs: its words, its settings, the versions of its terms.
pub struct Facts {
    pub office: office::Model,
    pub texts: Vec<office_text::Model>,
    /// The kinds of service it offers, each with its length in minutes.
    pub kinds: Vec<(Kind, u8)>,
    pub terms: HashSet<String>,
    /// Where its counters are.
    pub places: Places,
    settings: Vec<office_setting::Model>,
}

impl Facts {
    /// How long a seat of that start is held, in minutes.
    pub fn hold_minutes(&self, starts: Instant) -> u8 {
        store::hold_minutes(&self.settings, starts)
    }

    /// How long a seat of that start is offered to one on the waiting list, in minutes.
    pub fn offer_minutes(&self, starts: Instant) -> u8 {
        store::offer_minutes(&self.settings, starts)
    }
}

/// What changed since listeners were told last. Ids and counts only.
#[derive(Debug, Default)]
pub struct Batch {
    pub seq: i64,
    pub bookings: HashSet<BookingId>,
    /// The patch of the public calendar, per kind of service, as JSON.
    pub patches: HashMap<Kind, Arc<str>>,
}

impl Live {
    /// Starts listening. Offices are read when they are first asked for.
    pub async fn start(db: Database, clock: Clock) -> anyhow::Result<Self> {
        let live = Live(Arc::new(Inner { db, clock, offices: Mutex::default(), slugs: RwLock::default() }));
        if live.0.db.is_postgres() {
            postgres::listen(live.clone()).await?;
        }
        Ok(live)
    }

    /// Something of the office was committed here or elsewhere.
    pub fn ring(&self, office: OfficeId) {
        if let Ok(offices) = self.0.offices.try_lock() {
            if let Some(live) = offices.get(&office) {
                live.bell.notify_one();
            }
            return;
        }
        let live = self.clone();
        tokio::spawn(async move {
            if let Some(live) = live.0.offices.lock().await.get(&office) {
                live.bell.notify_one();
            }
        });
    }

    /// Every office that is kept may have changed: a notification may have been lost.
    async fn ring_all(&self) {
        for live in self.0.offices.lock().await.values() {
            live.bell.notify_one();
        }
    }

    /// The office of a word in addresses.
    pub async fn of_slug(&self, slug: &str) -> Answer<Arc<LiveOffice>> {
        if let Some(live) = self.0.slugs.read().unwrap_or_else(PoisonError::into_inner).get(slug) {
            return Ok(live.clone());
        }
        let id = store::id_of(self.0.db.read(), slug).await.map_err(unavailable)?.ok_or(DeskError::NotFound)?;
        let live = self.of_id(id).await?;
        self.0.slugs.write().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned(), live.clone());
        Ok(live)
    }

    pub async fn of_id(&self, id: OfficeId) -> Answer<Arc<LiveOffice>> {
        let mut offices = self.0.offices.lock().await;
        if let Some(live) = offices.get(&id) {
            return Ok(live.clone());
        }
        let now = self.0.clock.now();
        let picture = Picture::read(self.0.db.read(), id, now).await.map_err(unavailable)?;
        let live = Arc::new(LiveOffice {
            id,
            picture: RwLock::new(picture),
            bell: Notify::new(),
            batches: broadcast::channel(BEHIND).0,
            reading: Mutex::default(),
            facts: RwLock::default(),
        });
        offices.insert(id, live.clone());
        tokio::spawn(keep_fresh(self.clone(), live.clone()));
        Ok(live)
    }

    pub async fn calendar(
        &self,
        slug: &str,
        kind: Kind,
        from: Option<NaiveDate>,
        days: u8,
        lang: Lang,
    ) -> Answer<Calendar> {
        let live = self.of_slug(slug).await?;
        let now = self.0.clock.now();
        if let Some(calendar) = live.picture().remembered(kind, from, days, lang, now) {
            return Ok(calendar);
        }
        let mut picture = live.picture.write().unwrap_or_else(PoisonError::into_inner);
        picture.calendar(slug, kind, from, days, lang, now).ok_or(DeskError::NotFound)
    }

    /// The free times nearest to `near`, nearest first.
    pub async fn nearest(&self, slug: &str, kind: Kind, near: Span, most: u8) -> Answer<Vec<FreeTime>> {
        let live = self.of_slug(slug).await?;
        let now = self.0.clock.now();
        Ok(live.picture().nearest(kind, near, most, now))
    }

    /// The office's days, for deadlines.
    pub async fn days(&self, office: OfficeId) -> Answer<Arc<OfficeDays>> {
        Ok(self.of_id(office).await?.picture().days())
    }

    /// What hardly ever changes about the office. A change that is told is seen at once, any other within [`FACTS_LAST`].
    pub async fn facts(&self, office: OfficeId) -> Answer<Arc<Facts>> {
        let live = self.of_id(office).await?;
        let before = {
            let known = live.facts.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((until, facts)) = &known.facts
                && tokio::time::Instant::now() < *until
            {
                return Ok(facts.clone());
            }
            known.taken_back
        };
        let db = self.0.db.read();
        let facts = Arc::new(Facts {
            office: store::by_id(db, office.0).await.map_err(unavailable)?,
            texts: store::all_texts(db, office.0).await.map_err(unavailable)?,
            kinds: store::kinds(db, office.0).await.map_err(unavailable)?,
            terms: terms::versions(db, office.0).await.map_err(unavailable)?,
            places: Places::read(db, office.0).await.map_err(unavailable)?,
            settings: store::settings(db, office.0).await.map_err(unavailable)?,
        });
        let until = tokio::time::Instant::now() + FACTS_LAST;
        let mut known = live.facts.write().unwrap_or_else(PoisonError::into_inner);
        // What was read while a change came in may be older than the change.
        if known.taken_back == before {
            known.facts = Some((until, facts.clone()));
        }
        Ok(facts)
    }

    /// Applies the events that are not in the picture yet. Everything committed before the call is in it afterwards.
    pub async fn catch_up(&self, live: &LiveOffice) -> Answer<Vec<Change>> {
        let _one_at_a_time = live.reading.lock().await;
        live_event::number(&self.0.db, live.id).await.map_err(unavailable)?;
        let seq = live.picture().seq();
        let db = self.0.db.read();
        let events = live_event::after(db, live.id, seq).await.map_err(unavailable)?;
        if events.iter().any(|event| event.change == Change::Office) {
            let fresh = Picture::read(db, live.id, self.0.clock.now()).await.map_err(unavailable)?;
            // More may have come in since: all that the fresh picture contains is told.
            let mut events = live_event::after(db, live.id, seq).await.map_err(unavailable)?;
            events.retain(|event| event.seq <= fresh.seq());
            {
                let mut known = live.facts.write().unwrap_or_else(PoisonError::into_inner);
                *known = Known { facts: None, taken_back: known.taken_back + 1 };
            }
            *live.picture.write().unwrap_or_else(PoisonError::into_inner) = fresh;
            return Ok(events.into_iter().map(|event| event.change).collect());
        }
        let mut changes = Vec::with_capacity(events.len());
        for event in events {
            let opened = match &event.change {
                Change::Slot { slot, .. } => picture::slot(self.0.db.read(), *slot).await.map_err(unavailable)?,
                _ => None,
            };
            live.picture.write().unwrap_or_else(PoisonError::into_inner).apply(event.seq, &event.change, opened);
            changes.push(event.change);
        }
        Ok(changes)
    }

    /// What a listener that last heard `seq` has missed: a patch of the public calendar, if anything.
    pub async fn missed(&self, live: &LiveOffice, seq: i64, kind: Kind) -> Answer<Option<Patch>> {
        let events = live_event::after(self.0.db.read(), live.id, seq).await.map_err(unavailable)?;
        let picture = live.picture();
        if events.iter().any(|event| event.change == Change::Office) {
            return Ok(Some(picture.again()));
        }
        let spans: BTreeSet<Span> = events.iter().flat_map(|event| picture.touched(&event.change)).collect();
        Ok((!spans.is_empty()).then(|| picture.patch(kind, &spans)))
    }
}

impl LiveOffice {
    /// Hears every batch from now on.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Batch>> {
        self.batches.subscribe()
    }

    pub fn seq(&self) -> i64 {
        self.picture().seq()
    }

    fn picture(&self) -> std::sync::RwLockReadGuard<'_, Picture> {
        self.picture.read().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn keep_fresh(live: Live, office: Arc<LiveOffice>) {
    let mut untold: Vec<Change> = Vec::new();
    let mut tell_at = tokio::time::Instant::now();
    let mut read_at = tell_at;
    loop {
        tokio::select! {
            () = office.bell.notified() => {
                tokio::time::sleep_until(read_at).await;
                read_at = tokio::time::Instant::now() + READ_EVERY;
                match live.catch_up(&office).await {
                    Ok(changes) => untold.extend(changes),
                    Err(_) => {
                        // The database is away: it is asked again until it is back.
                        tokio::time::sleep(TELL_EVERY).await;
                        office.bell.notify_one();
                    }
                }
            }
            () = tokio::time::sleep_until(tell_at), if !untold.is_empty() => {
                office.tell(&std::mem::take(&mut untold));
                tell_at = tokio::time::Instant::now() + TELL_EVERY;
            }
        }
    }
}

impl LiveOffice {
    fn tell(&self, changes: &[Change]) {
        if self.batches.receiver_count() == 0 {
            return;
        }
        let picture = self.picture();
        let spans: BTreeSet<Span> = changes.iter().flat_map(|change| picture.touched(change)).collect();
        let mut batch = Batch { seq: picture.seq(), ..Batch::default() };
        for change in changes {
            if let Change::Booking { booking, .. } | Change::Card { booking } = change {
                batch.bookings.insert(*booking);
            }
        }
        if changes.contains(&Change::Office) {
            if let Ok(text) = serde_json::to_string(&picture.again()) {
                let text: Arc<str> = text.into();
                batch.patches.extend(Kind::ALL.map(|kind| (kind, text.clone())));
            }
        } else if !spans.is_empty() {
            for kind in Kind::ALL {
                let patch = picture.patch(kind, &spans);
                if let Some(text) = (!patch.times.is_empty()).then(|| serde_json::to_string(&patch).ok()).flatten() {
                    batch.patches.insert(kind, text.into());
                }
            }
        }
        drop(picture);
        // Nobody listening any more is no failure.
        let _ = self.batches.send(Arc::new(batch));
    }
}
