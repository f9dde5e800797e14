//! What both programs do when they arrive in the browser.

use leptos::prelude::*;

/// Takes over the page that came from the server, and then says so on the document: `data-hydrated` is for styles and
/// measurements that must know whether presses are answered here or by a plain form.
pub fn take_over<V: IntoView + 'static>(app: fn() -> V) {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app);
    request_animation_frame(|| {
        if let Some(html) = document().document_element() {
            // Fails only for names that are no attribute's.
            let _ = html.set_attribute("data-hydrated", "true");
        }
    });
}
