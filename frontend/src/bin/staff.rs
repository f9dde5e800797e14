//! The staff's program in the browser.
#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    frontend::take_over(app::staff::App);
}

fn main() {}
