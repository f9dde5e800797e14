//! What the hand does on the calendar, with a pointer or with keys: it draws times to open, selects slots, and carries a
//! booking to a free one. Nothing of it is done before it is let go, and Escape lets go of everything.
//!
//! A finger scrolls: it draws nothing, but a tap on empty time opens one slot, and a tap chooses where a choice is asked for.

use crate::{
    domain::ids::SlotId,
    i18n::*,
    staff::{
        calendar, keys,
        open_times::OpenTimes,
        outcome::heard,
        picture::Picture,
        place::{Panel, Place},
    },
};
use drawing::Drawn;
use leptos::prelude::*;
use marks::Marks;
use moving::Moving;
use pointer::{Hold, hover};

mod choice;
mod drawing;
pub mod marks;
pub mod moving;
mod pointer;
mod times;

#[derive(Clone, Copy)]
pub struct Hand {
    pub lang: Locale,
    pub picture: Picture,
    pub place: Memo<Place>,
    /// Length of the slots that are drawn, in minutes; without it, what the counter usually has.
    pub length: RwSignal<Option<u8>>,
    /// Presses select in place of opening a card.
    pub choosing: RwSignal<bool>,
    pub drawn: RwSignal<Option<Drawn>>,
    pub chosen: RwSignal<Vec<SlotId>>,
    pub moving: RwSignal<Option<Moving>>,
    /// Where the page has to go next.
    pub go: RwSignal<Option<Place>>,
    /// For the page's live region.
    pub said: RwSignal<String>,
    /// The focus goes back to the calendar with the next picture: what had it gives way.
    pub come_back: StoredValue<bool>,
    /// The move that the card has asked about: it takes the focus once.
    asked: StoredValue<Option<Panel>>,
    opening: ServerAction<OpenTimes>,
    hold: StoredValue<Hold>,
    /// The click that follows was meant for something else.
    swallow: StoredValue<bool>,
    finger: StoredValue<bool>,
    /// Where a selection began.
    anchor: StoredValue<Option<SlotId>>,
}

impl Hand {
    pub fn new(lang: Locale, picture: Picture, place: Memo<Place>, said: RwSignal<String>) -> Hand {
        let hand = Hand {
            lang,
            picture,
            place,
            length: RwSignal::new(None),
            choosing: RwSignal::new(false),
            drawn: RwSignal::new(None),
            chosen: RwSignal::new(Vec::new()),
            moving: RwSignal::new(None),
            go: RwSignal::new(None),
            said,
            come_back: StoredValue::new(false),
            asked: StoredValue::new(None),
            opening: heard(),
            hold: StoredValue::new(Hold::Nothing),
            swallow: StoredValue::new(false),
            finger: StoredValue::new(false),
            anchor: StoredValue::new(None),
        };
        Effect::new(move |_| {
            hand.chosen.track();
            hand.moving.track();
            hand.place.track();
            request_animation_frame(move || hand.mark());
        });
        Effect::new(move |_| {
            let panel = hand.place.get().panel;
            if hand.asked.get_value().is_some_and(|asked| asked != panel) {
                // The question has gone, and the focus with it.
                hand.asked.set_value(None);
                request_animation_frame(keys::focus_calendar);
            }
        });
        hand
    }

    /// Whether the card asks about this move for the first time.
    pub fn asks(self) -> bool {
        let panel = self.place.get_untracked().panel;
        self.asked.try_update_value(|asked| asked.replace(panel)) != Some(Some(panel))
    }

    fn say(self, words: impl Into<String>) {
        calendar::announce(self.said, words.into());
    }

    /// Puts the marks on the blocks as they are now: after a choice, and after each new picture.
    pub fn mark(self) {
        let Some(moving) = self.moving.try_get_untracked() else { return };
        let mut marks = Marks {
            chosen: self.chosen.get_untracked().into_iter().collect(),
            lifted: moving.as_ref().map(|moving| moving.booking),
            ..Marks::default()
        };
        match (&moving, self.place.get_untracked().panel) {
            (Some(moving), _) => marks.targets = self.targets(moving).into_iter().collect(),
            (None, Panel::Moving(booking, to)) => {
                marks.lifted = Some(booking);
                marks.targets = [to].into();
            }
            _ => {}
        }
        marks::mark(&marks);
    }

    /// Whether Escape had something to give up here.
    pub fn escape(self) -> bool {
        if self.hold.with_value(|hold| matches!(hold, Hold::Time { .. })) {
            self.hold.set_value(Hold::Nothing);
            self.drawn.set(None);
            self.swallow.set_value(true);
            self.say(td_string!(self.lang, calendar.times.given_up));
            return true;
        }
        if self.moving.with_untracked(Option::is_some) {
            if self.hold.with_value(|hold| matches!(hold, Hold::Booking { .. })) {
                self.swallow.set_value(true);
            }
            self.hold.set_value(Hold::Nothing);
            hover(None);
            self.stop_moving();
            return true;
        }
        if self.choosing.get_untracked() || self.chosen.with_untracked(|chosen| !chosen.is_empty()) {
            self.choose_none();
            return true;
        }
        false
    }
}
