//! The seeker's program in the browser: the islands of the pages.
//!
//! Each island exports a function of its own; the script of the page calls those that it finds there.

// Nothing of it is called from here: its islands are called by their names.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    frontend::take_over(leptos::mount::hydrate_islands);
}

fn main() {}
