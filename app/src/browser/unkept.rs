//! What was typed in the last moments before a page was left. It is on its way to be kept, but the next page may have been
//! made before it came.

use super::post;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, Storage, UrlSearchParams};

/// Counts how often the form was sent: what was typed before belongs to no form that came after.
const SENT: &str = "sent";

/// Leaves it for the page that comes next in this tab. `draft` names the form.
pub fn leave(draft: &str, typed: &FormData) {
    if let (Some(storage), Ok(fields)) = (storage(), post::encoded(typed)) {
        // Fails only where there is no room.
        let _ = storage.set_item(draft, &String::from(fields.to_string()));
    }
}

/// Nothing is left for anyone: it has been sent.
pub fn forget(draft: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(draft);
    }
}

/// Types it again, where the page before left something. Whether it did.
pub fn type_again(draft: &str, form: &HtmlFormElement) -> bool {
    let left = storage().and_then(|storage| storage.get_item(draft).ok().flatten());
    forget(draft);
    let Some(left) = left.and_then(|left| UrlSearchParams::new_with_str(&left).ok()) else { return false };
    let now = FormData::new_with_form(form).and_then(|form| post::encoded(&form));
    let (Ok(now), Ok(fields)) = (now, form.query_selector_all("input, textarea")) else { return false };
    if left.get(SENT) != now.get(SENT) || left.to_string() == now.to_string() {
        return false;
    }
    for place in 0..fields.length() {
        if let Some(field) = fields.get(place).and_then(|field| field.dyn_into::<Element>().ok()) {
            type_into(&field, &left);
        }
    }
    true
}

fn type_into(field: &Element, left: &UrlSearchParams) {
    let Some(name) = field.get_attribute("name") else { return };
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(&left.get(&name).unwrap_or_default());
        return;
    }
    let Some(input) = field.dyn_ref::<HtmlInputElement>() else { return };
    match input.type_().as_str() {
        "hidden" => {}
        "checkbox" | "radio" => input.set_checked(left.get(&name).is_some_and(|value| value == input.value())),
        _ => input.set_value(&left.get(&name).unwrap_or_default()),
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
