//! What the browser says of itself, and the clipboard.

use crate::domain::support::{Platform, Told};
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

pub async fn platform() -> Platform {
    let navigator = window().navigator();
    let user_agent = navigator.user_agent().unwrap_or_default();
    let hint = platform_version(&navigator).await;
    Platform::of(Told {
        user_agent: &user_agent,
        platform_version: hint.as_deref(),
        touch_points: navigator.max_touch_points().try_into().unwrap_or(0),
    })
}

/// By client hints, which web-sys does not know yet.
async fn platform_version(navigator: &JsValue) -> Option<String> {
    let data = Reflect::get(navigator, &"userAgentData".into()).ok()?;
    let ask = Reflect::get(&data, &"getHighEntropyValues".into()).ok()?.dyn_into::<Function>().ok()?;
    let asked = ask.call1(&data, &Array::of1(&"platformVersion".into())).ok()?.dyn_into::<Promise>().ok()?;
    let told = JsFuture::from(asked).await.ok()?;
    Reflect::get(&told, &"platformVersion".into()).ok()?.as_string()
}

/// Whether the text is in the clipboard now. Windows of apps often have none.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if AsRef::<JsValue>::as_ref(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// The address of the page that is shown, and where it comes from: `https://…`, `https://…/ja/…`.
pub fn here() -> (String, String) {
    let location = window().location();
    (location.origin().unwrap_or_default(), location.href().unwrap_or_default())
}
