//! The staff's program in the browser: the page whole.
#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    frontend::take_over(|| leptos::mount::hydrate_body(app::staff::App));
}

fn main() {}
