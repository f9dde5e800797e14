//! Times that the hand draws over empty time, to open them.

use super::{
    Hand,
    drawing::{Drawn, draw, gap},
};
use crate::{
    desk::board::Cell,
    domain::time,
    i18n::*,
    locale::code,
    staff::{
        keys,
        open_times::{OpenTimes, TimesForm},
        picture::{LanePicture, tick},
        place::Panel,
    },
};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use leptos::prelude::*;
use web_sys::Element;

impl Hand {
    /// The lane that an element is in outside of every block, and the tick at that height.
    pub(super) fn tick_under(self, element: &Element, y: i32) -> Option<(usize, i64)> {
        let column = element.closest(".grid .lane ol").ok().flatten()?;
        let lane = keys::all(".grid .lane ol").position(|other| other.is_same_node(Some(&column)))?;
        Some((lane, self.tick_in(lane, y)?))
    }

    pub(super) fn tick_in(self, lane: usize, y: i32) -> Option<i64> {
        let column = keys::all(".grid .lane ol").nth(lane)?;
        let hours: Vec<f64> = keys::all(".grid .hours li").map(|hour| hour.get_bounding_client_rect().top()).collect();
        let (first, last) = (hours.first()?, hours.last()?);
        #[expect(clippy::cast_precision_loss, reason = "hours of a day")]
        let height = (last - first) / ((hours.len() - 1).max(1) * 12) as f64;
        let down = f64::from(y) - column.get_bounding_client_rect().top();
        #[expect(clippy::cast_possible_truncation, reason = "ticks of a day")]
        let at = (down / height).floor() as i64;
        (height > 0.0).then_some(at)
    }

    fn lane(self, at: usize) -> Option<LanePicture> {
        self.picture.lanes.with_untracked(|lanes| lanes.get(at).cloned())
    }

    /// The length of the slots drawn in a lane, in minutes.
    fn minutes(self, lane: &LanePicture) -> u8 {
        let usual = self.picture.frame.with_untracked(|frame| frame.counters.get(lane.counter).map(|it| it.minutes));
        self.length.get_untracked().or(usual).unwrap_or(30)
    }

    /// The moment of a tick in a lane.
    fn moment(self, lane: &LanePicture, at: i64) -> Option<DateTime<Utc>> {
        self.picture.frame.with_untracked(|frame| {
            let midnight = time::at_jst(frame.days.get(lane.day)?.date, NaiveTime::MIN);
            Some(midnight + TimeDelta::minutes((i64::from(frame.hours.0) * 12 + at) * 5))
        })
    }

    pub(super) fn outline(self, at: usize, pressed: i64, reached: i64) {
        let Some(lane) = self.lane(at) else { return };
        let hours = self.picture.frame.with_untracked(|frame| frame.hours);
        let length = i64::from(self.minutes(&lane)) / 5;
        let taken: Vec<_> = lane.cells.with_untracked(|cells| {
            let range = |cell: &ArcRwSignal<Cell>| {
                let span = cell.with_untracked(|cell| cell.span);
                tick(span.starts(), hours).map(|from| from..from + i64::from(span.minutes()) / 5)
            };
            cells.iter().filter_map(range).collect()
        });
        let now = self.picture.now.get_untracked();
        let day = i64::from(hours.1.saturating_sub(hours.0)) * 12;
        // What has begun can no longer be opened.
        let open = (0..day).find(|tick| self.moment(&lane, *tick).is_some_and(|at| at > now)).unwrap_or(day)..day;
        let drawn = gap(&taken, pressed, open).and_then(|gap| draw(&gap, pressed, reached, length));
        let drawn = drawn.map(|(from, count)| Drawn { lane: at, from, length, count });
        if self.drawn.get_untracked() != drawn {
            self.drawn.set(drawn);
        }
        if drawn.is_none() && pressed == reached {
            let begun = self.moment(&lane, pressed).is_none_or(|at| at <= now);
            self.say(if begun {
                td_string!(self.lang, calendar.times.begun).to_owned()
            } else {
                td_string!(self.lang, calendar.times.no_room, minutes = self.minutes(&lane)).to_string()
            });
        }
    }

    /// 10:00〜11:20 and how many slots that is.
    pub fn words_of(self, drawn: Drawn) -> String {
        let Some(lane) = self.lane(drawn.lane) else { return String::new() };
        let (Some(from), Some(until)) = (self.moment(&lane, drawn.from), self.moment(&lane, drawn.until())) else {
            return String::new();
        };
        let time = match self.lang {
            Locale::ja => time::span_ja(from, until),
            Locale::en => time::span_en(from, until),
        };
        td_string!(self.lang, calendar.times.drawn, time = time, minutes = drawn.length * 5, count = drawn.count)
            .to_string()
    }

    pub(super) fn open_drawn(self) {
        let Some(drawn) = self.drawn.try_update(std::mem::take).flatten() else { return };
        let Some(lane) = self.lane(drawn.lane) else { return };
        let counter = self.picture.frame.with_untracked(|frame| frame.counters.get(lane.counter).map(|it| it.id));
        let (Some(counter), Some(from)) = (counter, self.moment(&lane, drawn.from)) else { return };
        let until = self.moment(&lane, drawn.until()).unwrap_or(from);
        self.say(self.words_of(drawn));
        self.opening.dispatch(OpenTimes {
            lang: code(self.lang).to_owned(),
            place: self.place.get_untracked().with(Panel::Nothing).to_string(),
            times: TimesForm {
                counter: counter.to_string(),
                day: time::date_jst(from).to_string(),
                start: time::clock(from),
                // The last slot of a day may end with it.
                until: if drawn.count == 1 { String::new() } else { time::clock(until) },
                minutes: (drawn.length * 5).to_string(),
            },
        });
    }
}
