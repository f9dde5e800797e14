//! Slots that the hand selects.

use super::{Hand, marks::slot_of};
use crate::{desk::board::Cell, domain::ids::SlotId, i18n::*};
use leptos::prelude::*;
use web_sys::Element;

impl Hand {
    pub(super) fn choose(self, slot: SlotId) {
        if !self.chosen.with_untracked(|chosen| chosen.contains(&slot)) {
            self.chosen.update(|chosen| chosen.push(slot));
        }
        self.anchor.set_value(Some(slot));
    }

    /// Selects a slot, or no longer.
    pub fn toggle(self, slot: SlotId) {
        if self.chosen.with_untracked(|chosen| chosen.contains(&slot)) {
            self.chosen.update(|chosen| chosen.retain(|other| *other != slot));
            self.anchor.set_value(Some(slot));
        } else {
            self.choose(slot);
        }
        self.say_chosen();
    }

    /// Selects from where the selection began to this slot, where both are in one lane; otherwise this slot alone.
    pub fn choose_up_to(self, slot: SlotId) {
        let range = self.anchor.get_value().and_then(|anchor| {
            let (lane, _) = self.picture.cell(slot)?;
            let empty: Vec<_> = lane.cells.with_untracked(|cells| {
                let empty =
                    |cell: &ArcRwSignal<Cell>| cell.with_untracked(|cell| cell.booking.is_none().then_some(cell.slot));
                cells.iter().filter_map(empty).collect()
            });
            let place = |slot: SlotId| empty.iter().position(|other| *other == slot);
            let (one, other) = (place(anchor)?, place(slot)?);
            empty.get(one.min(other)..=one.max(other)).map(<[SlotId]>::to_vec)
        });
        for each in range.unwrap_or_else(|| vec![slot]) {
            self.choose(each);
        }
        self.anchor.set_value(Some(slot));
        self.say_chosen();
    }

    /// How many are selected: all, free, closed.
    pub fn count(self) -> (usize, usize, usize) {
        let states: Vec<bool> = self.chosen.with(|chosen| {
            let open = |slot: &SlotId| self.picture.cell(*slot).map(|(_, cell)| cell.with(|cell| cell.open));
            chosen.iter().filter_map(open).collect()
        });
        let free = states.iter().filter(|open| **open).count();
        (states.len(), free, states.len() - free)
    }

    pub(super) fn say_chosen(self) {
        let (count, free, closed) = untrack(|| self.count());
        self.say(td_string!(self.lang, calendar.bar.chosen, count = count, free = free, closed = closed).to_string());
    }

    pub fn choose_none(self) {
        self.chosen.set(Vec::new());
        self.choosing.set(false);
        self.anchor.set_value(None);
    }

    /// Selects while arrows move with Shift.
    pub fn extend(self, from: &Element, to: &Element) {
        for slot in [slot_of(from), slot_of(to)].into_iter().flatten() {
            self.choose(slot);
        }
        self.say_chosen();
    }
}
