//! The camera and the microphone.

use crate::domain::capability::Media;
use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, HtmlVideoElement, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Camera,
    Microphone,
}

/// A camera or microphone that runs. It stops when this is dropped, and the light beside it goes out.
pub struct Running(pub(super) MediaStream);

impl Drop for Running {
    fn drop(&mut self) {
        for track in self.0.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

impl Running {
    /// Shows the camera's picture.
    pub fn show_in(&self, video: &HtmlVideoElement) {
        video.set_muted(true);
        video.set_src_object(Some(&self.0));
        // Refused only where `autoplay` does the same.
        let _ = video.play();
    }
}

/// Asks for the device. The browser asks the seeker for permission, so the sentence that explains it comes before.
///
/// # Errors
/// What stands in the way.
pub async fn open(source: Source) -> Result<Running, Media> {
    if !window().is_secure_context() {
        return Err(Media::Insecure);
    }
    let devices = window().navigator().media_devices().map_err(|_| Media::NoWay)?;
    if AsRef::<JsValue>::as_ref(&devices).is_undefined() {
        return Err(Media::NoWay);
    }
    if lacks(&devices, source).await {
        return Err(Media::Missing);
    }
    let wanted = MediaStreamConstraints::new();
    match source {
        Source::Camera => wanted.set_video(&facing_the_seeker()),
        Source::Microphone => wanted.set_audio_bool(true),
    }
    let asked = devices.get_user_media_with_constraints(&wanted).map_err(|error| obstacle(&error))?;
    let stream = JsFuture::from(asked).await.map_err(|error| obstacle(&error))?;
    Ok(Running(stream.unchecked_into()))
}

/// On a phone, the camera on the side of the screen.
fn facing_the_seeker() -> JsValue {
    let wanted = js_sys::Object::new();
    // Setting a property of a fresh object does not fail.
    let _ = Reflect::set(&wanted, &"facingMode".into(), &"user".into());
    wanted.into()
}

/// Whether the browser lists devices and none of this kind. An empty list says nothing: some hide theirs until asked.
async fn lacks(devices: &MediaDevices, source: Source) -> bool {
    let Ok(listing) = devices.enumerate_devices() else { return false };
    let Ok(listed) = JsFuture::from(listing).await else { return false };
    let listed: js_sys::Array = listed.unchecked_into();
    let kind = match source {
        Source::Camera => MediaDeviceKind::Videoinput,
        Source::Microphone => MediaDeviceKind::Audioinput,
    };
    listed.length() > 0 && !listed.iter().any(|device| device.unchecked_into::<MediaDeviceInfo>().kind() == kind)
}

/// What the error's name means. Old browsers have names of their own.
fn obstacle(error: &JsValue) -> Media {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("NotAllowedError" | "PermissionDeniedError" | "SecurityError") => Media::Denied,
        Some("NotFoundError" | "DevicesNotFoundError" | "OverconstrainedError") => Media::Missing,
        Some("NotReadableError" | "TrackStartError" | "AbortError") => Media::Busy,
        Some("NotSupportedError") => Media::NoWay,
        _ => Media::Failed,
    }
}
