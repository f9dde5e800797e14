//! An office's open slots and taken ticks from today on, and what is free by them.

use crate::store::{
    entity::{counter, seat_tick, slot},
    live_event::{self, Change},
    office, slot as slots,
};
use app::{
    desk::calendar::{Patch, Time},
    domain::{
        ids::{OfficeId, SlotId},
        kind::Kind,
        office_day::OfficeDays,
        slot::{Span, TICK_SECONDS, Tick},
        time::{Instant, at_jst, date_jst},
    },
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::Bound,
    sync::Arc,
};
use uuid::Uuid;

pub struct Picture {
    seq: i64,
    days: Arc<OfficeDays>,
    counters: HashMap<Uuid, Counter>,
    spans: BTreeMap<Span, Vec<Seat>>,
    taken: HashSet<(Uuid, Tick)>,
    pub(super) remembered: super::calendar::Remembered,
}

struct Counter {
    host: Option<Uuid>,
    kinds: Vec<Kind>,
}

#[derive(Clone, Debug)]
pub struct Seat {
    slot: Uuid,
    counter: Uuid,
    open: bool,
}

impl Picture {
    /// Reads the picture. The number is read first: events after it are applied again, which changes nothing twice.
    pub async fn read<C: ConnectionTrait>(db: &C, id: OfficeId, now: Instant) -> Result<Self, DbErr> {
        let seq = live_event::last(db, id).await?;
        let midnight = at_jst(date_jst(now), NaiveTime::MIN);
        let days = Arc::new(office::days(db, id).await?);
        let counters = counter::Entity::find()
            .filter(counter::Column::OfficeId.eq(id.0))
            .filter(counter::Column::ClosedAt.is_null())
            .all(db)
            .await?
            .into_iter()
            .map(|row| {
                let kinds = row.kinds.split(' ').filter_map(|word| word.parse().ok()).collect();
                (row.id, Counter { host: row.host_id, kinds })
            })
            .collect();
        let slots = slot::Entity::find()
            .filter(slot::Column::OfficeId.eq(id.0))
            .filter(slot::Column::StartsAt.gte(midnight.timestamp_millis()))
            .order_by_asc(slot::Column::StartsAt)
            .all(db)
            .await?;
        let ticks: Vec<(Uuid, i64)> = seat_tick::Entity::find()
            .select_only()
            .column(seat_tick::Column::ResourceId)
            .column(seat_tick::Column::Tick)
            .filter(seat_tick::Column::OfficeId.eq(id.0))
            .filter(seat_tick::Column::Tick.gte(midnight.timestamp().div_euclid(TICK_SECONDS)))
            .into_tuple()
            .all(db)
            .await?;
        let mut picture = Picture {
            seq,
            days,
            counters,
            spans: BTreeMap::new(),
            taken: ticks.into_iter().collect(),
            remembered: Default::default(),
        };
        for row in slots {
            picture.put(&row);
        }
        Ok(picture)
    }

    pub fn seq(&self) -> i64 {
        self.seq
    }

    pub fn days(&self) -> Arc<OfficeDays> {
        self.days.clone()
    }

    fn put(&mut self, row: &slot::Model) {
        let Some(span) = span_of(row) else { return };
        let seats = self.spans.entry(span).or_default();
        seats.retain(|seat| seat.slot != row.id);
        seats.push(Seat { slot: row.id, counter: row.counter_id, open: row.closed_at.is_none() });
    }

    /// Takes an event in. Applying one again, or one that the picture was read with, changes nothing.
    pub fn apply(&mut self, seq: i64, change: &Change, opened: Option<slot::Model>) {
        match change {
            Change::Booking { counter, host, starts_at, minutes, taken, .. } => {
                let Some(span) = slots::span(*starts_at, *minutes) else { return };
                for resource in std::iter::once(*counter).chain(*host) {
                    for tick in span.ticks() {
                        if *taken {
                            self.taken.insert((resource, tick));
                        } else {
                            self.taken.remove(&(resource, tick));
                        }
                    }
                }
            }
            Change::Slot { .. } => {
                if let Some(row) = opened {
                    self.put(&row);
                }
            }
            // The whole picture is read again for it.
            Change::Office | Change::Card { .. } | Change::Counter { .. } | Change::Nothing => {}
        }
        self.seq = self.seq.max(seq);
        self.remembered.clear();
    }

    /// The starts whose counts a change may have changed.
    pub fn touched(&self, change: &Change) -> Vec<Span> {
        match change {
            Change::Booking { starts_at, minutes, .. } => {
                let Some(changed) = slots::span(*starts_at, *minutes) else { return Vec::new() };
                self.around(changed).filter(|span| span.overlaps(changed)).collect()
            }
            Change::Slot { slot, .. } => self
                .spans
                .iter()
                .filter(|(_, seats)| seats.iter().any(|seat| seat.slot == slot.0))
                .map(|(span, _)| *span)
                .collect(),
            Change::Office | Change::Card { .. } | Change::Counter { .. } | Change::Nothing => Vec::new(),
        }
    }

    fn around(&self, changed: Span) -> impl Iterator<Item = Span> + '_ {
        let first = changed.starts() - TimeDelta::minutes(30);
        self.from(first).map(|(span, _)| *span).take_while(move |span| span.starts() < changed.ends())
    }

    /// The starts from a five-minute mark on, in order.
    fn from(&self, at: Instant) -> impl Iterator<Item = (&Span, &Vec<Seat>)> {
        let first = Span::new(at, 10).map_or(Bound::Unbounded, Bound::Included);
        self.spans.range((first, Bound::Unbounded))
    }

    /// The times of a date, for one kind of service, in order.
    pub fn times(&self, kind: Kind, date: NaiveDate) -> impl Iterator<Item = Time> + '_ {
        let (from, to) = (at_jst(date, NaiveTime::MIN), at_jst(date + TimeDelta::days(1), NaiveTime::MIN));
        self.from(from)
            .take_while(move |(span, _)| span.starts() < to)
            .map(move |(span, _)| self.time(kind, *span))
            .filter(|time| time.open > 0)
    }

    /// Free and open seats of a start. Two counters with one Zoom host are one free seat.
    pub fn time(&self, kind: Kind, span: Span) -> Time {
        let (mut free, mut open) = (0, 0);
        let mut hosts = BTreeSet::new();
        for seat in self.spans.get(&span).into_iter().flatten().filter(|seat| seat.open) {
            let Some(counter) = self.counters.get(&seat.counter).filter(|counter| counter.kinds.contains(&kind)) else {
                continue;
            };
            open += 1;
            let is_free = std::iter::once(seat.counter)
                .chain(counter.host)
                .all(|resource| span.ticks().all(|tick| !self.taken.contains(&(resource, tick))));
            if is_free && counter.host.is_none_or(|host| hosts.insert(host)) {
                free += 1;
            }
        }
        Time { span, free, open }
    }

    /// The counts of some starts as they are now. A start that nobody offers any more is told with `open: 0`.
    pub fn patch(&self, kind: Kind, spans: &BTreeSet<Span>) -> Patch {
        Patch { seq: self.seq, times: spans.iter().map(|span| self.time(kind, *span)).collect(), again: false }
    }

    /// Tells a page to ask for all it shows again.
    pub fn again(&self) -> Patch {
        Patch { seq: self.seq, times: Vec::new(), again: true }
    }

    /// The starts that are offered, in order.
    pub fn spans(&self) -> impl DoubleEndedIterator<Item = Span> + '_ {
        self.spans.keys().copied()
    }

    pub fn offers(&self, kind: Kind) -> bool {
        self.counters.values().any(|counter| counter.kinds.contains(&kind))
    }
}

fn span_of(row: &slot::Model) -> Option<Span> {
    slots::span(row.starts_at, row.minutes)
}

/// The slot of a live event, as it is now.
pub async fn slot<C: ConnectionTrait>(db: &C, id: SlotId) -> Result<Option<slot::Model>, DbErr> {
    slot::Entity::find_by_id(id.0).one(db).await
}
