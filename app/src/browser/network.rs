//! Delay and throughput against our server. A slow line is measured with little, so that it costs little.

use crate::domain::capability::Measured;
use leptos::prelude::{set_timeout_with_handle, window};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

const ROUND_TRIPS: usize = 5;
const FEW_BYTES: u32 = 64 * 1024;
const MANY_BYTES: u32 = 1_000_000;
/// Where the few come faster than that, in milliseconds, they say too little.
const TOO_FAST: f64 = 400.0;
const PATIENCE: Duration = Duration::from_secs(15);

/// `None` where our server does not answer.
pub async fn measure() -> Option<Measured> {
    // The first pays for the connection.
    fetch("/check/delay").await.ok()?;
    let mut delays = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..ROUND_TRIPS {
        delays.push(fetch("/check/delay").await.ok()?);
    }
    delays.sort_by(f64::total_cmp);
    let delay = delays[ROUND_TRIPS / 2];
    let mut mbit = throughput(FEW_BYTES, delay).await;
    if mbit.is_some_and(|mbit| f64::from(FEW_BYTES) * 8.0 / 1000.0 / mbit < TOO_FAST) {
        mbit = throughput(MANY_BYTES, delay).await.or(mbit);
    }
    Some(Measured { delay_ms: delay.round() as u32, mbit: mbit.unwrap_or(0.0) })
}

/// Mbit/s; `None` if they did not all come in time.
async fn throughput(bytes: u32, delay: f64) -> Option<f64> {
    let took = fetch(&format!("/check/bytes?size={bytes}")).await.ok()?;
    // The question's own way is not the line's width.
    let carrying = (took - delay).max(took / 4.0).max(1.0);
    Some(f64::from(bytes) * 8.0 / 1000.0 / carrying)
}

/// Milliseconds until the whole answer was there.
async fn fetch(path: &str) -> Result<f64, JsValue> {
    let controller = AbortController::new()?;
    let request = RequestInit::new();
    request.set_signal(Some(&controller.signal()));
    let limit = set_timeout_with_handle(move || controller.abort(), PATIENCE)?;
    let began = now();
    let came = whole(path, &request).await;
    limit.clear();
    came.map(|()| now() - began)
}

async fn whole(path: &str, request: &RequestInit) -> Result<(), JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, request)).await?.unchecked_into();
    JsFuture::from(response.array_buffer()?).await?;
    if response.ok() { Ok(()) } else { Err(JsValue::NULL) }
}

fn now() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}
