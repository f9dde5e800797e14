//! Asking our server, with an end to the patience.

use leptos::prelude::{set_timeout_with_handle, window};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

/// How long an answer is waited for.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// The answer and its whole body as `read` takes it.
///
/// # Errors
/// No line, an answer that ends early, or none within [`PATIENCE`].
pub async fn fetch(
    path: &str,
    request: &RequestInit,
    read: impl Fn(&Response) -> Result<js_sys::Promise, JsValue>,
) -> Result<(Response, JsValue), JsValue> {
    let controller = AbortController::new()?;
    request.set_signal(Some(&controller.signal()));
    let limit = set_timeout_with_handle(move || controller.abort(), PATIENCE)?;
    let whole = async {
        let response: Response =
            JsFuture::from(window().fetch_with_str_and_init(path, request)).await?.unchecked_into();
        let body = JsFuture::from(read(&response)?).await?;
        Ok((response, body))
    };
    let came = whole.await;
    limit.clear();
    came
}
