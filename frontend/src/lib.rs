//! What both programs do when they arrive in the browser.

use leptos::prelude::*;

/// Brings the page that came from the server to life, and then says so on the document: `data-hydrated` is for measurements
/// that must know whether presses are answered here or by a plain form.
pub fn take_over(come_alive: impl FnOnce()) {
    console_error_panic_hook::set_once();
    come_alive();
    request_animation_frame(|| {
        if let Some(html) = document().document_element() {
            // Fails only for names that are no attribute's.
            let _ = html.set_attribute("data-hydrated", "true");
        }
    });
}
