//! Pieces that pages are made of, on native HTML. Words come in translated; fixed words come from `words.ui`.
//!
//! Each piece writes the markup that the part of the sheet of the same name expects (`style/parts`). Everything works as
//! a plain form before the program has arrived; the program only adds what needs a clock or a focus. No piece writes a
//! `style` attribute: the content policy has none.

pub mod button;
pub mod changes;
pub mod choices;
pub mod countdown;
pub mod disclosure;
pub mod error_summary;
pub mod field;
pub mod findings;
pub mod form;
pub mod live;
pub mod loaded;
pub mod page;
pub mod select;
pub mod state;
pub mod summary;
pub mod text_area;
pub mod when;

/// The HTML of a view as the server sends it, on the page at `path`.
#[cfg(all(test, feature = "ssr"))]
pub(crate) fn rendered<V: leptos::IntoView + 'static>(path: &str, view: impl FnOnce() -> V + Send + 'static) -> String {
    use leptos::prelude::*;
    Owner::new().with(|| {
        provide_context(crate::locale::of_path(path));
        provide_context(leptos_router::location::RequestUrl::new(path));
        view! { <leptos_router::components::Router>{view()}</leptos_router::components::Router> }.to_html()
    })
}
