//! The seeker's pages, each beside its server functions.

use crate::ui::page::NotFound;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

mod door;

/// The seeker's client.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/:lang") view=door::Door ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
