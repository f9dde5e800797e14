//! The calendar as it stands on the screen: one signal a block, so that news of one slot touches that block and nothing
//! else. Focus, scrolling and an open card survive.

use crate::{
    desk::{
        board::{Board, BoardDay, Cell, CounterView, Lane, Standing, Window},
        deeds::{Deed, Done},
        place::PlaceName,
    },
    domain::{
        ids::{BookingId, PlaceId},
        slot::{Span, TICK_SECONDS},
        time,
    },
};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use leptos::prelude::*;

/// What is shown where there is no slot at all, in hours of Japan.
const OFFICE_HOURS: (u32, u32) = (9, 17);

#[derive(Clone, Copy)]
pub struct Picture {
    pub frame: RwSignal<Frame>,
    pub lanes: RwSignal<Vec<LanePicture>>,
    /// The server's now, going on by itself in the browser.
    pub now: RwSignal<DateTime<Utc>>,
    /// What was done last from here, as long as it can be taken back.
    pub deed: RwSignal<Option<Deed>>,
}

/// What stands around the blocks.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Frame {
    /// Counts the frames shown so far: what belongs to an older one is built anew.
    pub turn: u32,
    pub window: Option<Window>,
    pub days: Vec<BoardDay>,
    pub before: Option<NaiveDate>,
    pub after: Option<NaiveDate>,
    pub counters: Vec<CounterView>,
    /// The places that the counters are at, where they are told.
    pub places: Vec<PlaceName>,
    /// Day and counter of each lane shown.
    pub columns: Vec<(u8, u8)>,
    /// First and last full hour shown.
    pub hours: (u32, u32),
    /// Some slot is so short that ticks are drawn taller.
    pub fine: bool,
}

#[derive(Clone)]
pub struct LanePicture {
    /// Its place among the lanes shown.
    pub at: usize,
    pub day: usize,
    pub counter: usize,
    /// The first of its day.
    pub first: bool,
    /// The first of a place that is told, on its day.
    pub enters: bool,
    pub cells: ArcRwSignal<Vec<ArcRwSignal<Cell>>>,
}

/// Something worth saying aloud.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    Booked {
        id: BookingId,
        name: String,
        counter: CounterView,
        span: Span,
    },
    Freed {
        id: BookingId,
        counter: CounterView,
        span: Span,
    },
    /// From one block in sight to another.
    Moved {
        name: String,
        counter: CounterView,
        span: Span,
    },
}

impl Picture {
    pub fn new() -> Picture {
        Picture {
            frame: RwSignal::new(Frame::default()),
            lanes: RwSignal::new(Vec::new()),
            now: RwSignal::new(DateTime::UNIX_EPOCH),
            deed: RwSignal::new(None),
        }
    }

    /// Takes a board over, of one place only if it is there, and returns what is new in it. Blocks that did not change are not
    /// touched.
    pub fn take(&self, board: Board, only: Option<PlaceId>) -> Vec<News> {
        // An answer may come when the page has gone.
        let Some(old) = self.frame.try_get_untracked() else { return Vec::new() };
        self.now.set(board.now);
        let mut moved_here = None;
        if self.deed.with_untracked(|deed| *deed != board.deed) {
            moved_here = board.deed.as_ref().and_then(where_to);
            self.deed.set(board.deed);
        }
        let mut places: Vec<PlaceName> = board.counters.iter().filter_map(|counter| counter.place.clone()).collect();
        places.dedup();
        let at = |lane: &Lane| board.counters.get(usize::from(lane.counter)).and_then(|it| it.place.as_ref());
        let mut lanes = board.lanes;
        if let Some(only) = only.filter(|only| places.iter().any(|place| place.id == *only)) {
            lanes.retain(|lane| at(lane).is_some_and(|place| place.id == only));
        }
        let lanes = shown(&board.days, lanes, board.window);
        let mut before = None;
        let enters: Vec<bool> = lanes
            .iter()
            .map(|lane| {
                let here = at(lane).map(|place| (lane.day, place.id));
                std::mem::replace(&mut before, here) != here && here.is_some()
            })
            .collect();
        let frame = Frame {
            turn: old.turn,
            window: Some(board.window),
            columns: lanes.iter().map(|lane| (lane.day, lane.counter)).collect(),
            hours: hours(&lanes),
            fine: cells(&lanes).any(|cell| cell.span.minutes() < 15),
            days: board.days,
            before: Some(board.before),
            after: Some(board.after),
            counters: board.counters,
            places,
        };
        if frame != old {
            self.frame.set(Frame { turn: old.turn + 1, ..frame });
            let mut before = None;
            self.lanes.set(
                lanes
                    .into_iter()
                    .zip(enters)
                    .enumerate()
                    .map(|(at, (lane, enters))| LanePicture {
                        at,
                        day: lane.day.into(),
                        counter: lane.counter.into(),
                        first: before.replace(lane.day) != Some(lane.day),
                        enters,
                        cells: ArcRwSignal::new(lane.cells.into_iter().map(ArcRwSignal::new).collect()),
                    })
                    .collect(),
            );
            return Vec::new();
        }
        let mut news = Vec::new();
        self.lanes.with_untracked(|known| {
            for (shown, lane) in known.iter().zip(lanes) {
                if let Some(counter) = frame.counters.get(shown.counter) {
                    take_lane(shown, lane.cells, counter, &mut news);
                }
            }
        });
        let mut news = as_moves(news);
        // The bar at the foot says what was done from here.
        news.retain(|news| !matches!(news, News::Moved { span, .. } if moved_here == Some(*span)));
        news
    }

    /// The block of a slot.
    pub fn cell(&self, slot: crate::domain::ids::SlotId) -> Option<(LanePicture, ArcRwSignal<Cell>)> {
        self.lanes.with(|lanes| {
            lanes.iter().find_map(|lane| {
                let found = lane
                    .cells
                    .with(|cells| cells.iter().find(|cell| cell.with_untracked(|cell| cell.slot == slot)).cloned());
                found.map(|cell| (lane.clone(), cell))
            })
        })
    }
}

impl Picture {
    /// The block of a booking.
    pub fn cell_of(&self, booking: BookingId) -> Option<(LanePicture, ArcRwSignal<Cell>)> {
        let is = |cell: &Cell| cell.booking.as_ref().is_some_and(|it| it.id == booking);
        self.lanes.with(|lanes| {
            lanes.iter().find_map(|lane| {
                let found = lane.cells.with(|cells| cells.iter().find(|cell| cell.with_untracked(is)).cloned());
                found.map(|cell| (lane.clone(), cell))
            })
        })
    }
}

fn take_lane(shown: &LanePicture, fresh: Vec<Cell>, counter: &CounterView, news: &mut Vec<News>) {
    let known = shown.cells.get_untracked();
    let same = known.len() == fresh.len()
        && known.iter().zip(&fresh).all(|(old, new)| old.with_untracked(|old| old.slot == new.slot));
    let mut lane = Vec::with_capacity(fresh.len());
    for cell in fresh {
        match known.iter().find(|old| old.with_untracked(|old| old.slot == cell.slot)) {
            Some(block) => {
                block.with_untracked(|old| news.extend(said(old, &cell, counter)));
                if block.with_untracked(|old| *old != cell) {
                    block.set(cell);
                }
                lane.push(block.clone());
            }
            None => lane.push(ArcRwSignal::new(cell)),
        }
    }
    if !same {
        shown.cells.set(lane);
    }
}

/// What a change of a block means to someone who does not look. Holds come and go unsaid.
fn said(old: &Cell, new: &Cell, counter: &CounterView) -> Option<News> {
    let booked = |cell: &Cell| {
        cell.booking
            .clone()
            .filter(|booking| !matches!(booking.standing, Standing::Held { .. } | Standing::Offered { .. }))
            .map(|b| (b.id, b.name))
    };
    let (counter, span) = (counter.clone(), new.span);
    match (booked(old), booked(new)) {
        (None, Some((id, name))) => Some(News::Booked { id, name, counter, span }),
        (Some((before, _)), Some((id, name))) if before != id => Some(News::Booked { id, name, counter, span }),
        (Some((id, _)), None) => Some(News::Freed { id, counter, span }),
        _ => None,
    }
}

/// Where the deed moved a booking to, or back to.
fn where_to(deed: &Deed) -> Option<Span> {
    match (&deed.done, &deed.undone) {
        (Done::Moved { to, .. }, None) => Some(*to),
        (Done::Moved { from, .. }, Some(_)) => Some(*from),
        _ => None,
    }
}

/// A booking that left one block for another has moved, and that is one piece of news.
fn as_moves(news: Vec<News>) -> Vec<News> {
    let freed: Vec<BookingId> =
        news.iter().filter_map(|news| if let News::Freed { id, .. } = news { Some(*id) } else { None }).collect();
    let booked: Vec<BookingId> =
        news.iter().filter_map(|news| if let News::Booked { id, .. } = news { Some(*id) } else { None }).collect();
    news.into_iter()
        .filter_map(|news| match news {
            News::Booked { id, name, counter, span } if freed.contains(&id) => {
                Some(News::Moved { name, counter, span })
            }
            News::Freed { id, .. } if booked.contains(&id) => None,
            news => Some(news),
        })
        .collect()
}

/// The lanes of the week without those of a closed day that have no slot: of a day without any, one remains.
fn shown(days: &[BoardDay], lanes: Vec<Lane>, window: Window) -> Vec<Lane> {
    let closed = |lane: &Lane| days.get(usize::from(lane.day)).is_some_and(|day| !day.day.takes_bookings());
    let used: Vec<_> = lanes.iter().filter(|lane| !lane.cells.is_empty()).map(|lane| lane.day).collect();
    let mut before = None;
    lanes
        .into_iter()
        .filter(|lane| {
            let first = before.replace(lane.day) != Some(lane.day);
            let alone = first && !used.contains(&lane.day);
            window == Window::Day || !closed(lane) || !lane.cells.is_empty() || alone
        })
        .collect()
}

fn cells(lanes: &[Lane]) -> impl Iterator<Item = &Cell> {
    lanes.iter().flat_map(|lane| &lane.cells)
}

/// The full hours around all slots and the hours of the office.
fn hours(lanes: &[Lane]) -> (u32, u32) {
    cells(lanes).fold(OFFICE_HOURS, |(first, last), cell| {
        let starts = time::jst(cell.span.starts());
        let ends = time::jst(cell.span.ends());
        let end_hour = ends.hour() + u32::from(ends.minute() > 0);
        (first.min(starts.hour()), last.max(if end_hour < starts.hour() { 24 } else { end_hour }))
    })
}

/// The tick of a moment, counted from the first hour shown of its day; `None` outside the hours shown.
pub fn tick(at: DateTime<Utc>, hours: (u32, u32)) -> Option<i64> {
    let midnight = time::at_jst(time::date_jst(at), NaiveTime::MIN);
    let tick = (at - midnight).num_seconds().div_euclid(TICK_SECONDS) - i64::from(hours.0) * 12;
    (0..i64::from(hours.1 - hours.0) * 12).contains(&tick).then_some(tick)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        desk::board::CellBooking,
        domain::{
            ids::{CounterId, SlotId},
            kind::Kind,
            office_day::Day,
        },
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn cell(id: u128, start: &str, standing: Option<Standing>) -> Cell {
        Cell {
            slot: SlotId(uuid::Uuid::from_u128(id)),
            span: Span::new(at(start), 30).expect("a span"),
            open: true,
            blocked: false,
            booking: standing.map(|standing| CellBooking {
                id: BookingId(uuid::Uuid::from_u128(id + 100)),
                name: "新津 花子".to_owned(),
                kind: Kind::Consultation,
                standing,
                flagged: false,
                told: None,
            }),
        }
    }

    fn board(cells: Vec<Cell>) -> Board {
        let date = NaiveDate::from_ymd_opt(2026, 11, 25).expect("a date");
        Board {
            now: at("2026-11-25T01:00:00Z"),
            seq: 1,
            window: Window::Day,
            days: vec![BoardDay { date, day: Day::Office, late: false }],
            before: date,
            after: date,
            counters: vec![CounterView {
                id: CounterId(uuid::Uuid::from_u128(1)),
                name: "窓口1".to_owned(),
                place: None,
                kinds: vec![],
                minutes: 30,
                sitter: None,
            }],
            lanes: vec![Lane { day: 0, counter: 0, cells }],
            deed: None,
        }
    }

    #[test]
    fn news_of_one_slot_touch_that_block_alone() {
        let owner = Owner::new();
        owner.set();
        let picture = Picture::new();
        let (nine, ten) = ("2026-11-25T00:00:00Z", "2026-11-25T01:00:00Z");
        let held = Some(Standing::Held { until: at("2026-11-25T00:10:00Z") });
        assert_eq!(picture.take(board(vec![cell(1, nine, None), cell(2, ten, None)]), None), vec![]);
        let turn = picture.frame.get_untracked().turn;
        let blocks = |picture: &Picture| picture.lanes.get_untracked()[0].cells.get_untracked();
        let before = blocks(&picture);
        assert_eq!(
            picture.take(board(vec![cell(1, nine, None), cell(2, ten, held)]), None),
            vec![],
            "a hold is not said"
        );
        let news = picture.take(board(vec![cell(1, nine, None), cell(2, ten, Some(Standing::Confirmed))]), None);
        assert!(matches!(news.as_slice(), [News::Booked { .. }]), "{news:?}");
        let moved = {
            let mut moved = cell(1, nine, Some(Standing::Confirmed));
            let booking = cell(2, ten, Some(Standing::Confirmed)).booking;
            moved.booking = booking;
            moved
        };
        let news = picture.take(board(vec![moved, cell(2, ten, None)]), None);
        assert!(matches!(news.as_slice(), [News::Moved { .. }]), "a move is said once: {news:?}");
        let news = picture.take(board(vec![cell(1, nine, None), cell(2, ten, None)]), None);
        assert!(matches!(news.as_slice(), [News::Freed { .. }]), "{news:?}");
        // A slot opened between two leaves both where they are.
        picture.take(board(vec![cell(1, nine, None), cell(3, "2026-11-25T00:30:00Z", None), cell(2, ten, None)]), None);
        let after = blocks(&picture);
        assert_eq!(after.len(), 3);
        assert!(before[0] == after[0] && before[1] == after[2]);
        assert_eq!(picture.frame.get_untracked().turn, turn);
    }

    #[test]
    fn counters_at_several_places_are_marked_where_a_place_begins_and_can_be_seen_alone() {
        let owner = Owner::new();
        owner.set();
        let [main, corner, gone] = [1, 2, 3].map(|id| PlaceId(uuid::Uuid::from_u128(id)));
        let boards = || {
            let mut two = board(vec![]);
            let first = two.counters[0].clone();
            let at = |id, ja: &str| CounterView {
                place: Some(PlaceName { id, ja: ja.to_owned(), en: None }),
                ..first.clone()
            };
            two.counters = vec![at(main, "本庁舎"), at(main, "本庁舎"), at(corner, "駅前コーナー")];
            two.lanes = (0..3).map(|counter| Lane { day: 0, counter, cells: vec![] }).collect();
            two
        };
        let picture = Picture::new();
        let lanes = |only| {
            picture.take(boards(), only);
            picture.lanes.get_untracked().iter().map(|lane| (lane.counter, lane.enters)).collect::<Vec<_>>()
        };
        assert_eq!(lanes(None), [(0, true), (1, false), (2, true)]);
        assert_eq!(lanes(Some(corner)), [(2, true)]);
        assert_eq!(lanes(Some(gone)).len(), 3, "of a place that is no longer there, all");
        let places = picture.frame.get_untracked().places;
        assert_eq!(places.iter().map(|place| place.id).collect::<Vec<_>>(), [main, corner]);
        picture.take(board(vec![]), Some(corner));
        assert!(picture.frame.get_untracked().places.is_empty(), "one place goes without saying");
        assert!(!picture.lanes.get_untracked()[0].enters);
    }

    #[test]
    fn a_closed_day_of_the_week_is_one_lane_unless_it_has_slots() {
        let day = |day| BoardDay { date: NaiveDate::MIN, day, late: false };
        let lane = |day, counter, cells| Lane { day, counter, cells };
        let slot = || vec![cell(1, "2026-11-25T00:00:00Z", None)];
        let lanes = || {
            let days = [lane(0, 0, slot()), lane(0, 1, vec![]), lane(1, 0, vec![]), lane(1, 1, vec![])];
            days.into_iter().chain([lane(2, 0, vec![]), lane(2, 1, slot())]).collect()
        };
        let days = [day(Day::Office), day(Day::Weekend), day(Day::YearEnd)];
        let places = |window| shown(&days, lanes(), window).iter().map(|l| (l.day, l.counter)).collect::<Vec<_>>();
        assert_eq!(places(Window::Week), [(0, 0), (0, 1), (1, 0), (2, 1)]);
        assert_eq!(places(Window::Day).len(), 6);
    }

    #[test]
    fn the_hours_reach_around_every_slot() {
        let early = board(vec![cell(1, "2026-11-24T22:30:00Z", None), cell(2, "2026-11-25T09:45:00Z", None)]);
        assert_eq!(hours(&early.lanes), (7, 20));
        assert_eq!(tick(at("2026-11-24T22:30:00Z"), (7, 20)), Some(6));
        assert_eq!(tick(at("2026-11-25T11:00:00Z"), (7, 20)), None);
        assert_eq!(hours(&board(vec![]).lanes), OFFICE_HOURS);
    }
}
