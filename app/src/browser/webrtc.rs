//! Whether the browser can carry a video call: two ends on this very machine find each other.

use crate::domain::capability::WebRtc;
use js_sys::{Promise, Reflect};
use leptos::prelude::{set_timeout, window};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcPeerConnectionIceEvent, RtcSessionDescriptionInit};

const PATIENCE: Duration = Duration::from_secs(5);

/// An end that is closed when dropped.
struct End(RtcPeerConnection);

impl Drop for End {
    fn drop(&mut self) {
        self.0.set_onicecandidate(None);
        self.0.close();
    }
}

pub async fn try_loopback() -> WebRtc {
    if !Reflect::has(&window(), &"RTCPeerConnection".into()).unwrap_or(false) {
        return WebRtc::Missing;
    }
    match loopback().await {
        Ok(true) => WebRtc::Ok,
        _ => WebRtc::Blocked,
    }
}

/// Whether the caller found an address of its own after offer and answer.
async fn loopback() -> Result<bool, JsValue> {
    let (caller, called) = (End(RtcPeerConnection::new()?), End(RtcPeerConnection::new()?));
    // Something to talk about: without it there is nothing to find an address for.
    let _channel = caller.0.create_data_channel("check");
    let mut listener = None;
    let found = Promise::new(&mut |resolve, _| {
        let heard = resolve.clone();
        let listen = Closure::<dyn FnMut(RtcPeerConnectionIceEvent)>::new(move |event: RtcPeerConnectionIceEvent| {
            if event.candidate().is_some_and(|candidate| candidate.candidate().contains(" typ host")) {
                let _ = heard.call1(&JsValue::NULL, &true.into());
            }
        });
        caller.0.set_onicecandidate(Some(listen.as_ref().unchecked_ref()));
        listener = Some(listen);
        set_timeout(
            move || {
                let _ = resolve.call1(&JsValue::NULL, &false.into());
            },
            PATIENCE,
        );
    });
    let offer = told(caller.0.create_offer()).await?;
    JsFuture::from(caller.0.set_local_description(&offer)).await?;
    JsFuture::from(called.0.set_remote_description(&offer)).await?;
    let answer = told(called.0.create_answer()).await?;
    JsFuture::from(called.0.set_local_description(&answer)).await?;
    JsFuture::from(caller.0.set_remote_description(&answer)).await?;
    let found = JsFuture::from(found).await?;
    drop(caller);
    drop(listener);
    Ok(found.is_truthy())
}

async fn told(description: Promise) -> Result<RtcSessionDescriptionInit, JsValue> {
    Ok(JsFuture::from(description).await?.unchecked_into())
}
