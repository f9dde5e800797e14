//! Delay and throughput against our server. A slow line is measured with little, so that it costs little.

use super::fetch::{PATIENCE, fetch};
use crate::domain::capability::Measured;
use leptos::prelude::window;
use web_sys::{RequestInit, Response};

const ROUND_TRIPS: usize = 5;
const FEW_BYTES: u32 = 64 * 1024;
const MANY_BYTES: u32 = 1_000_000;
/// Where the few come faster than that, in milliseconds, they say too little.
const TOO_FAST: f64 = 400.0;

/// Why there is no figure.
enum Unmeasured {
    /// The line is so narrow that patience ended.
    TooLate,
    /// No line, or a server that refuses.
    NoAnswer,
}

/// `None` where our server does not answer.
pub async fn measure() -> Option<Measured> {
    // The first pays for the connection.
    answer("/check/delay").await.ok()?;
    let mut delays = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..ROUND_TRIPS {
        delays.push(answer("/check/delay").await.ok()?);
    }
    delays.sort_by(f64::total_cmp);
    let delay = delays[ROUND_TRIPS / 2];
    let mut mbit = match throughput(FEW_BYTES, delay).await {
        Ok(mbit) => mbit,
        Err(Unmeasured::TooLate) => 0.0,
        Err(Unmeasured::NoAnswer) => return None,
    };
    if mbit > f64::from(FEW_BYTES) * 8.0 / 1000.0 / TOO_FAST {
        mbit = throughput(MANY_BYTES, delay).await.unwrap_or(mbit);
    }
    Some(Measured { delay_ms: delay.round() as u32, mbit })
}

/// Mbit/s.
async fn throughput(bytes: u32, delay: f64) -> Result<f64, Unmeasured> {
    let took = answer(&format!("/check/bytes?size={bytes}")).await?;
    // The question's own way is not the line's width.
    let carrying = (took - delay).max(took / 4.0).max(1.0);
    Ok(f64::from(bytes) * 8.0 / 1000.0 / carrying)
}

/// Milliseconds until the whole answer was there.
async fn answer(path: &str) -> Result<f64, Unmeasured> {
    let began = now();
    let came = fetch(path, &RequestInit::new(), Response::array_buffer).await;
    let took = now() - began;
    match came {
        Ok((response, _)) if response.ok() => Ok(took),
        Err(_) if took >= PATIENCE.as_millis() as f64 => Err(Unmeasured::TooLate),
        _ => Err(Unmeasured::NoAnswer),
    }
}

fn now() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}
