//! What is marked on blocks that are there: those chosen, those that a booking can be moved to, the one being moved. Two
//! thousand blocks stand in a week, so marks are put on the few they concern and are no part of each block's view.

use crate::{
    domain::ids::{BookingId, SlotId},
    staff::keys::all,
};
use leptos::prelude::*;
use std::collections::HashSet;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What is said of a marked block, in elements of the page that have these ids.
pub const CHOSEN: &str = "slot-is-chosen";
pub const TARGET: &str = "slot-is-target";

/// All marks there are.
#[derive(Default)]
pub struct Marks {
    pub chosen: HashSet<SlotId>,
    pub targets: HashSet<SlotId>,
    pub lifted: Option<BookingId>,
}

impl Marks {
    fn are_none(&self) -> bool {
        self.chosen.is_empty() && self.targets.is_empty() && self.lifted.is_none()
    }
}

/// The empty slot of a block, from its link.
pub fn slot_of(block: &Element) -> Option<SlotId> {
    let href = block.get_attribute("href")?;
    href.rsplit_once("slot=").and_then(|(_, id)| id.parse().ok())
}

/// The booking of a block.
pub fn booking_of(block: &Element) -> Option<BookingId> {
    let href = block.get_attribute("href")?;
    href.rsplit_once("booking=").and_then(|(_, id)| id.parse().ok())
}

/// The block that an element is or is in.
pub fn block_around(element: &Element) -> Option<HtmlElement> {
    element.closest(".grid .slot").ok().flatten()?.dyn_into().ok()
}

/// The block under the pointer, whoever has captured it.
pub fn block_at(x: i32, y: i32) -> Option<HtmlElement> {
    #[expect(clippy::cast_precision_loss, reason = "pixels of a page")]
    let under = document().element_from_point(x as f32, y as f32)?;
    block_around(&under)
}

/// Puts these marks on the blocks, and takes others off.
pub fn mark(marks: &Marks) {
    for block in all(".grid .slot[data-chosen], .grid .slot[data-target], .grid .slot[data-lifted]") {
        let slot = slot_of(&block);
        let stays = |set: &HashSet<SlotId>| slot.is_some_and(|slot| set.contains(&slot));
        if !stays(&marks.chosen) {
            let _ = block.remove_attribute("data-chosen");
        }
        if !stays(&marks.targets) {
            let _ = block.remove_attribute("data-target");
        }
        if marks.lifted.is_none() || booking_of(&block) != marks.lifted {
            let _ = block.remove_attribute("data-lifted");
        }
        describe(&block);
    }
    if marks.are_none() {
        return;
    }
    for block in all(".grid .slot") {
        if let Some(slot) = slot_of(&block) {
            let (chosen, target) = (marks.chosen.contains(&slot), marks.targets.contains(&slot));
            if chosen {
                let _ = block.set_attribute("data-chosen", "");
            }
            if target {
                let _ = block.set_attribute("data-target", "");
            }
            if chosen || target {
                describe(&block);
            }
        } else if marks.lifted.is_some() && booking_of(&block) == marks.lifted {
            let _ = block.set_attribute("data-lifted", "");
        }
    }
}

/// Says of a block that is read aloud what its mark shows.
fn describe(block: &Element) {
    let words = if block.has_attribute("data-target") {
        TARGET
    } else if block.has_attribute("data-chosen") {
        CHOSEN
    } else {
        let _ = block.remove_attribute("aria-describedby");
        return;
    };
    let _ = block.set_attribute("aria-describedby", words);
}
