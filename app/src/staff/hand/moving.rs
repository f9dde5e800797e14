//! A booking that the hand moves.

use super::Hand;
use crate::{
    desk::board::{Cell, CellBooking, Standing},
    domain::{
        ids::{BookingId, SlotId},
        kind::Kind,
        slot::Span,
    },
    i18n::*,
    staff::{keys, place::Panel, words},
};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

/// A booking on its way to another time.
#[derive(Clone, PartialEq, Debug)]
pub struct Moving {
    pub booking: BookingId,
    pub name: String,
    pub kind: Kind,
    pub span: Span,
}

impl Moving {
    /// A booking that has not begun and is expected.
    pub fn of(cell: &Cell, now: DateTime<Utc>) -> Option<Moving> {
        let CellBooking { id, name, kind, standing, .. } = cell.booking.clone()?;
        let expected = matches!(
            standing,
            Standing::AwaitingMail | Standing::MailRefused | Standing::AwaitingReply | Standing::Confirmed
        );
        (expected && cell.span.starts() > now).then_some(Moving { booking: id, name, kind, span: cell.span })
    }
}

impl Hand {
    /// The free slots that take a booking: those of a counter that serves its kind, on a day whose deadline is open. At its own
    /// time no deadline is asked for.
    pub fn targets(self, moving: &Moving) -> Vec<SlotId> {
        let now = self.picture.now.get_untracked();
        let takes = |cell: &Cell, late: bool| {
            let free = cell.booking.is_none() && cell.open && !cell.blocked;
            free && cell.span.starts() > now && (!late || cell.span == moving.span)
        };
        let mut targets = Vec::new();
        self.picture.lanes.with_untracked(|lanes| {
            for lane in lanes {
                let (serves, late) = self.picture.frame.with_untracked(|frame| {
                    let serves = frame.counters.get(lane.counter).is_some_and(|it| it.kinds.contains(&moving.kind));
                    (serves, frame.days.get(lane.day).is_none_or(|day| day.late))
                });
                if serves {
                    lane.cells.with_untracked(|cells| {
                        targets.extend(
                            cells
                                .iter()
                                .filter_map(|cell| cell.with_untracked(|cell| takes(cell, late).then_some(cell.slot))),
                        );
                    });
                }
            }
        });
        targets
    }

    /// Begins to move by keys: the focus goes to the free time nearest to its own.
    pub fn start(self, moving: Moving) {
        let targets = self.targets(&moving);
        let away = |slot: &SlotId| {
            let cell = self.picture.cell(*slot);
            cell.map_or(TimeDelta::MAX, |(_, cell)| {
                (cell.with_untracked(|cell| cell.span.starts()) - moving.span.starts()).abs()
            })
        };
        let Some(nearest) = untrack(|| targets.into_iter().min_by_key(away)) else {
            return self.say(td_string!(self.lang, calendar.moving.none));
        };
        self.chosen.set(Vec::new());
        self.moving.set(Some(moving));
        request_animation_frame(move || {
            self.mark();
            keys::focus_block(&format!("slot={nearest}"));
        });
    }

    pub fn stop_moving(self) {
        let Some(moving) = self.moving.try_update(std::mem::take).flatten() else { return };
        self.say(
            td_string!(self.lang, calendar.moving.given_up, time = words::span(moving.span, self.lang)).to_string(),
        );
        keys::focus_block(&format!("booking={}", moving.booking));
    }

    /// The card asks before anything is done.
    pub(super) fn choose_target(self, slot: SlotId) {
        if let Some(moving) = self.moving.try_update(std::mem::take).flatten() {
            self.go.set(Some(self.place.get_untracked().with(Panel::Moving(moving.booking, slot))));
        }
    }
}
