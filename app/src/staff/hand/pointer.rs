//! The hand's pointer: what it presses, drags and lets go of.

use super::{
    Hand,
    marks::{block_around, block_at, booking_of, slot_of},
    moving::Moving,
};
use crate::{domain::ids::SlotId, i18n::*, staff::keys, staff::words};
use leptos::{
    ev::{MouseEvent, PointerEvent},
    prelude::*,
};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Pixels that a pressed pointer may tremble before it carries something.
const STILL: i32 = 6;
/// A click comes right after the pointer is let go, if it comes at all.
const CLICK_COMES_WITHIN: Duration = Duration::from_millis(50);

/// What the pointer has hold of.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Hold {
    #[default]
    Nothing,
    /// Empty time of a lane, pressed at a tick.
    Time { lane: usize, pressed: i64 },
    /// Slots that it sweeps over, from this one on.
    Slots { first: SlotId, swept: bool },
    /// A booking pressed there, and whether it has left its place.
    Booking { moving: Moving, at: (i32, i32), carried: bool },
}

impl Hand {
    pub fn down(self, event: &PointerEvent) {
        self.swallow.set_value(false);
        self.finger.set_value(event.pointer_type() == "touch");
        self.hold.set_value(Hold::Nothing);
        let plain = !(event.shift_key() || event.ctrl_key() || event.meta_key() || event.alt_key());
        if event.pointer_type() == "touch" || event.button() != 0 || !event.is_primary() || !plain {
            return;
        }
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if let Some(block) = block_around(&target) {
            if self.moving.with_untracked(Option::is_some) {
                return;
            }
            let hold = match slot_of(&block) {
                Some(first) if self.choosing.get_untracked() => Some(Hold::Slots { first, swept: false }),
                Some(_) => None,
                None => self.lift(&block, (event.client_x(), event.client_y())),
            };
            self.hold.set_value(hold.unwrap_or_default());
        } else if let Some((lane, pressed)) = self.tick_under(&target, event.client_y()) {
            self.hold.set_value(Hold::Time { lane, pressed });
            self.outline(lane, pressed, pressed);
            capture(event);
        }
    }

    fn lift(self, block: &HtmlElement, at: (i32, i32)) -> Option<Hold> {
        let (_, cell) = self.picture.cell_of(booking_of(block)?)?;
        let moving = Moving::of(&cell.get_untracked(), self.picture.now.get_untracked())?;
        Some(Hold::Booking { moving, at, carried: false })
    }

    pub fn moved(self, event: &PointerEvent) {
        match self.hold.get_value() {
            Hold::Nothing => {}
            Hold::Time { lane, pressed } => {
                if let Some(at) = self.tick_in(lane, event.client_y()) {
                    self.outline(lane, pressed, at);
                }
            }
            Hold::Slots { first, swept } => {
                let under = block_at(event.client_x(), event.client_y()).and_then(|block| slot_of(&block));
                let Some(under) = under.filter(|under| swept || *under != first) else { return };
                if !swept {
                    capture(event);
                    self.hold.set_value(Hold::Slots { first, swept: true });
                    self.choose(first);
                }
                self.choose(under);
            }
            Hold::Booking { moving, at: (x, y), carried } => {
                let far = (event.client_x() - x).abs().max((event.client_y() - y).abs()) > STILL;
                if !carried && far {
                    capture(event);
                    self.hold.set_value(Hold::Booking { moving: moving.clone(), at: (x, y), carried: true });
                    self.moving.set(Some(moving));
                }
                if carried {
                    hover(
                        block_at(event.client_x(), event.client_y()).filter(|block| block.has_attribute("data-target")),
                    );
                }
            }
        }
    }

    pub fn up(self, event: &PointerEvent) {
        set_timeout(
            move || {
                self.swallow.try_set_value(false);
            },
            CLICK_COMES_WITHIN,
        );
        match self.take_hold() {
            Hold::Nothing => {}
            Hold::Time { .. } => {
                self.swallow.set_value(true);
                self.open_drawn();
            }
            Hold::Slots { swept, .. } => {
                self.swallow.set_value(swept);
                if swept {
                    self.say_chosen();
                }
            }
            Hold::Booking { moving, carried, .. } => {
                self.swallow.set_value(carried);
                if !carried {
                    return;
                }
                hover(None);
                let onto = block_at(event.client_x(), event.client_y()).and_then(|block| slot_of(&block));
                match onto.filter(|slot| self.targets(&moving).contains(slot)) {
                    Some(slot) => self.choose_target(slot),
                    None => {
                        self.moving.set(None);
                        self.say(
                            td_string!(self.lang, calendar.moving.not_here, time = words::span(moving.span, self.lang))
                                .to_string(),
                        );
                    }
                }
            }
        }
    }

    /// The browser took the pointer away: nothing happened.
    pub fn lost(self) {
        if let Hold::Booking { carried: true, .. } = self.take_hold() {
            self.moving.set(None);
        }
        hover(None);
        self.drawn.set(None);
    }

    pub fn clicked(self, event: &MouseEvent) {
        if self.swallow.try_update_value(std::mem::take) == Some(true) {
            event.prevent_default();
            return;
        }
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let Some(block) = block_around(&target) else {
            if self.finger.get_value()
                && let Some((lane, at)) = self.tick_under(&target, event.client_y())
            {
                self.outline(lane, at, at);
                self.open_drawn();
            }
            return;
        };
        let slot = slot_of(&block);
        if let Some(moving) = self.moving.get_untracked() {
            event.prevent_default();
            match slot.filter(|slot| self.targets(&moving).contains(slot)) {
                Some(slot) => self.choose_target(slot),
                None => {
                    self.say(
                        td_string!(self.lang, calendar.moving.not_here, time = words::span(moving.span, self.lang))
                            .to_string(),
                    );
                }
            }
        } else if event.shift_key() {
            event.prevent_default();
            if let Some(slot) = slot {
                self.choose_up_to(slot);
            }
        } else if event.ctrl_key() || event.meta_key() || self.choosing.get_untracked() && slot.is_some() {
            event.prevent_default();
            if let Some(slot) = slot {
                self.toggle(slot);
            }
        }
    }

    fn take_hold(self) -> Hold {
        self.hold.try_update_value(std::mem::take).unwrap_or_default()
    }
}

fn capture(event: &PointerEvent) {
    if let Some(grid) = event.current_target().and_then(|grid| grid.dyn_into::<Element>().ok()) {
        let _ = grid.set_pointer_capture(event.pointer_id());
    }
}

/// Marks the free time that the carried booking is over.
pub fn hover(over: Option<HtmlElement>) {
    for block in keys::all(".grid .slot[data-over]") {
        if over.as_ref().is_none_or(|over| !over.is_same_node(Some(&block))) {
            let _ = block.remove_attribute("data-over");
        }
    }
    if let Some(over) = over {
        let _ = over.set_attribute("data-over", "");
    }
}
