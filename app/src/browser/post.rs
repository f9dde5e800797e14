//! Sending a form as the browser would.

use super::fetch::fetch;
use crate::desk::error::DeskError;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{FormData, RequestInit, UrlSearchParams};

/// Posts the form and goes where the answer leads.
///
/// # Errors
/// What the server says; `Unavailable` where it cannot be reached.
pub async fn and_go_on(path: &str, form: &FormData) -> Result<(), DeskError> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&encoded(form).map_err(unreachable)?.into());
    let (response, body) = fetch(path, &request, |response| response.text()).await.map_err(unreachable)?;
    if !response.ok() {
        let error = body.as_string().and_then(|body| serde_json::from_str(&body).ok());
        return Err(error.unwrap_or(DeskError::Unavailable));
    }
    let location = window().location();
    match response.headers().get("location") {
        Ok(Some(next)) => location.assign(&next),
        _ => location.reload(),
    }
    .map_err(unreachable)
}

/// Posts the form on the way out of a page too. Whether it came is not known.
pub fn in_passing(path: &str, form: &FormData) {
    if let Ok(body) = encoded(form) {
        let _ = window().navigator().send_beacon_with_opt_url_search_params(path, Some(&body));
    }
}

pub fn encoded(form: &FormData) -> Result<UrlSearchParams, JsValue> {
    UrlSearchParams::new_with_str_sequence_sequence(form)
}

fn unreachable(_: JsValue) -> DeskError {
    DeskError::Unavailable
}
