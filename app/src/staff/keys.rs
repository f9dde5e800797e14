//! The desk by keyboard. A key is written on the thing it presses (`aria-keyshortcuts`), so that the two never part;
//! arrows move between blocks, of which one alone is a stop of the tabulator.

use crate::{
    i18n::*,
    locale::use_lang,
    staff::{
        hand::{Hand, marks::slot_of},
        place::Panel,
    },
};
use chrono::NaiveDate;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Whether single letters press things: they can be switched off (WCAG 2.1.4), and the browser remembers it.
const LETTERS_OFF: &str = "desk-letters-off";

/// Listens for keys as long as the page lives.
pub fn use_keys(hand: Hand) {
    Effect::new(move |_| {
        let listening = window_event_listener(ev::keydown, move |event| {
            if press(&event, hand) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listening.remove());
    });
}

/// Whether the key meant something here.
fn press(event: &KeyboardEvent, hand: Hand) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    if event.is_composing() || target.closest("dialog[open], input, select, textarea").ok().flatten().is_some() {
        return false;
    }
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && !event.shift_key() && key.eq_ignore_ascii_case("z") {
        let undo = find("[data-undo]");
        if let Some(undo) = &undo {
            undo.click();
        }
        return undo.is_some();
    }
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return false;
    }
    if key == "Escape" && hand.escape() {
        return true;
    }
    if let Some(slot) = target.closest(".grid .slot").ok().flatten() {
        let moving = hand.moving.with_untracked(Option::is_some);
        // Only what can be chosen is gone over.
        let stops = if moving { ".slot[data-target]" } else { ".slot" };
        if let Some(next) = neighbour(&slot, &key, stops) {
            stop_at(&next);
            if event.shift_key() && !moving && key.starts_with("Arrow") {
                hand.extend(&slot, &next);
            }
            return true;
        }
        if key == " " && !moving {
            if let Some(slot) = slot_of(&slot) {
                hand.toggle(slot);
            }
            return true;
        }
    }
    if key.chars().count() == 1 && letters_off() {
        return false;
    }
    let named = key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '?');
    match named.then(|| find(&format!("[aria-keyshortcuts='{key}']"))).flatten() {
        Some(pressed) => {
            pressed.click();
            true
        }
        None => false,
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

pub fn all(selector: &str) -> impl Iterator<Item = HtmlElement> {
    let nodes = document().query_selector_all(selector).ok();
    let length = nodes.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |index| nodes.as_ref()?.get(index)?.dyn_into().ok())
}

fn slot_in(element: &Element, stops: &str) -> Option<HtmlElement> {
    element.query_selector(stops).ok().flatten()?.dyn_into().ok()
}

/// The first row, from this one on, that has a stop.
fn first_stop(
    mut row: Option<Element>,
    stops: &str,
    next: impl Fn(&Element) -> Option<Element>,
) -> Option<HtmlElement> {
    while let Some(here) = row {
        if let Some(slot) = slot_in(&here, stops) {
            return Some(slot);
        }
        row = next(&here);
    }
    None
}

/// The block that an arrow leads to: above and below in the lane, or at about the same height in the next one.
fn neighbour(slot: &Element, key: &str, stops: &str) -> Option<HtmlElement> {
    let row = slot.parent_element()?;
    let (up, down) = (Element::previous_element_sibling, Element::next_element_sibling);
    match key {
        "ArrowUp" => first_stop(up(&row), stops, up),
        "ArrowDown" => first_stop(down(&row), stops, down),
        "Home" => first_stop(row.parent_element()?.first_element_child(), stops, down),
        "End" => first_stop(row.parent_element()?.last_element_child(), stops, up),
        "ArrowLeft" | "ArrowRight" => {
            let top = |element: &Element| element.get_bounding_client_rect().top();
            let height = top(slot);
            let mut lane = slot.closest(".lane").ok().flatten()?;
            loop {
                let next =
                    if key == "ArrowLeft" { lane.previous_element_sibling() } else { lane.next_element_sibling() };
                lane = next?;
                let rows = lane.query_selector_all(stops).ok()?;
                let nearest = (0..rows.length())
                    .filter_map(|index| rows.get(index)?.dyn_into::<HtmlElement>().ok())
                    .min_by(|one, other| (top(one) - height).abs().total_cmp(&(top(other) - height).abs()));
                if nearest.is_some() {
                    return nearest;
                }
            }
        }
        _ => None,
    }
}

/// Makes one block the only stop of the tabulator among the blocks.
fn become_stop(slot: &HtmlElement) {
    for old in all(".grid .slot[tabindex='0']") {
        old.set_tab_index(-1);
    }
    slot.set_tab_index(0);
}

/// The focus goes to a block, which is the stop from then on.
fn stop_at(slot: &HtmlElement) {
    become_stop(slot);
    let _ = slot.focus();
}

/// Gives every block its place in the tabulator's way. The server leaves them all reachable, for browsers without
/// JavaScript.
pub fn set_stops() {
    let stop = find(".grid .slot[tabindex='0']")
        .or_else(|| find(".grid .slot[aria-expanded]"))
        .or_else(|| find(".grid .slot"));
    for slot in all(".grid .slot:not([tabindex])") {
        slot.set_tab_index(-1);
    }
    if let Some(stop) = stop {
        become_stop(&stop);
    }
}

/// Brings the lanes of a day of the week into sight, beside the hours.
pub fn show_day(date: NaiveDate) {
    let lane = find(&format!(".grid .lane[data-day='{date}']"));
    let (Some(main), Some(hours), Some(lane)) = (find("#main"), find(".grid .hours"), lane) else { return };
    let by = lane.get_bounding_client_rect().left() - hours.get_bounding_client_rect().right();
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
    main.set_scroll_left(main.scroll_left() + by as i32);
}

/// The focus goes to the block whose link ends so.
pub fn focus_block(end: &str) {
    if let Some(block) = find(&format!(".grid .slot[href$='{end}']")) {
        stop_at(&block);
    }
}

/// Where the focus was lost, it goes back to the calendar: to the block whose card is open, or to the last stop. A press on
/// empty time gives it to the page's main part, which is as good as lost.
pub fn focus_calendar() {
    let lost = document().active_element().is_none_or(|focus| ["BODY", "MAIN"].contains(&focus.tag_name().as_str()));
    if lost {
        set_stops();
        let block = find(".grid .slot[aria-expanded]").or_else(|| find(".grid .slot[tabindex='0']"));
        match block {
            Some(block) => stop_at(&block),
            // A day without any.
            None => focus_on("#main"),
        }
    }
}

/// The focus goes to what is there by this selector.
pub fn focus_on(selector: &str) {
    if let Some(found) = find(selector) {
        let _ = found.focus();
    }
}

/// The same where nothing has it.
pub fn focus_if_lost(selector: &str) {
    if document().active_element().is_none_or(|focus| focus.tag_name() == "BODY") {
        focus_on(selector);
    }
}

/// Whether the program runs: what it alone can do is not offered before.
pub fn running() -> RwSignal<bool> {
    let running = RwSignal::new(false);
    Effect::new(move |_| running.set(true));
    running
}

/// The focus goes to the block whose card is open: what was pressed in the card gives way to something else.
pub fn back_to_block() {
    if let Some(block) = find(".grid .slot[aria-expanded]") {
        stop_at(&block);
    }
}

/// Marks the block whose card is open. When a card closes, the focus it held goes back to its block.
pub fn mark_open(panel: Panel) {
    let before = find(".grid .slot[aria-expanded]");
    if let Some(before) = &before {
        let _ = before.remove_attribute("aria-expanded");
    }
    let end = match panel {
        Panel::Booking(id) | Panel::Moving(id, _) => format!("booking={id}"),
        Panel::Slot(id) => format!("slot={id}"),
        Panel::Nothing | Panel::NewSlot => {
            let lost = document().active_element().is_none_or(|focus| {
                focus.tag_name() == "BODY" || focus.closest(".booking-card").ok().flatten().is_some()
            });
            if let Some(before) = before.filter(|_| lost && panel == Panel::Nothing) {
                stop_at(&before);
            }
            return;
        }
    };
    if let Some(open) = find(&format!(".grid .slot[href$='{end}']")) {
        let _ = open.set_attribute("aria-expanded", "true");
        become_stop(&open);
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn letters_off() -> bool {
    storage().and_then(|kept| kept.get_item(LETTERS_OFF).ok().flatten()).is_some()
}

/// Whether a block or a bar of the calendar has the focus, which goes with it where it gives way.
pub fn has_focus() -> bool {
    document().active_element().is_some_and(|focus| focus.closest(".grid, .hand-bar").ok().flatten().is_some())
}

/// The button and the list of keys behind `?`.
#[component]
pub fn KeyList() -> impl IntoView {
    let lang = use_lang();
    let list = NodeRef::<html::Dialog>::new();
    let title = NodeRef::<html::H2>::new();
    let off = RwSignal::new(false);
    // Keys need the program: without it there is nothing to list.
    let running = RwSignal::new(false);
    Effect::new(move |_| {
        running.set(true);
        off.set(letters_off());
    });
    let button = NodeRef::<html::Button>::new();
    let open = move |_| {
        // A dialog gives the focus back to what had it: the button, where nothing had.
        let nothing = document().active_element().is_none_or(|focus| focus.tag_name() == "BODY");
        if let Some(button) = button.get_untracked().filter(|_| nothing) {
            let _ = button.focus();
        }
        if let Some(list) = list.get_untracked() {
            let _ = list.show_modal();
            // It is read from its beginning: the first thing to press stands at its end.
            if let Some(title) = title.get_untracked() {
                let _ = title.focus();
            }
            list.set_scroll_top(0);
        }
    };
    let turn = move |_| {
        if let Some(kept) = storage() {
            let _ = if off.get_untracked() { kept.remove_item(LETTERS_OFF) } else { kept.set_item(LETTERS_OFF, "1") };
        }
        off.set(letters_off());
    };
    let row = |keys: &'static [&'static str], what: &'static str| {
        view! {
            <div>
                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd>" " }).collect_view()}</dt>
                <dd>{what}</dd>
            </div>
        }
    };
    view! {
        <button class="button-link" aria-keyshortcuts="?" node_ref=button hidden=move || !running.get() on:click=open>
            {td_string!(lang, staff.keys.title)}
            " "
            <kbd aria-hidden="true">"?"</kbd>
        </button>
        <dialog node_ref=list aria-labelledby="keys-title">
            <h2 id="keys-title" tabindex="-1" node_ref=title>{td_string!(lang, staff.keys.title)}</h2>
            <dl class="summary">
                {row(&["←", "→", "↑", "↓"], td_string!(lang, staff.keys.arrows))}
                {row(&["Home", "End"], td_string!(lang, staff.keys.ends))}
                {row(&["Enter"], td_string!(lang, staff.keys.enter))}
                {row(&["Esc"], td_string!(lang, staff.keys.escape))}
                {row(&["Shift + ↑", "Shift + ↓"], td_string!(lang, calendar.keys.extend))}
                {row(&["Space"], td_string!(lang, calendar.keys.choose))}
                {row(&["s"], td_string!(lang, calendar.tools.choose))}
                {row(&["m"], td_string!(lang, calendar.keys.moving))}
                {row(&["Ctrl + Z"], td_string!(lang, calendar.keys.undo))}
                {row(&["Esc"], td_string!(lang, calendar.keys.escape))}
                {row(&["n", "p"], td_string!(lang, staff.keys.turn))}
                {row(&["t"], td_string!(lang, staff.keys.today))}
                {row(&["d", "w"], td_string!(lang, staff.keys.views))}
                {row(&["o"], td_string!(lang, staff.keys.open))}
                {row(&["?"], td_string!(lang, staff.keys.list))}
            </dl>
            <p>
                <button type="button" aria-pressed=move || if off.get() { "true" } else { "false" } on:click=turn>
                    {td_string!(lang, staff.keys.letters_off)}
                </button>
            </p>
            <form method="dialog">
                <button class="button">{td_string!(lang, staff.keys.close)}</button>
            </form>
        </dialog>
    }
    .into_any()
}
