//! The seeker's pages, each beside its server functions.
//!
//! A step is a plain form: its server function asks the desk and sends the browser on, with and without the program. To
//! add a page: one file here, its route below, its texts in `seeker.json`.

use crate::ui::page::NotFound;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

pub mod address;
pub mod apply;
pub mod by_phone;
pub mod door;
pub mod hold_bar;
pub mod office;
pub mod problem;
pub mod times;
pub mod week;

/// The seeker's client.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/:lang") view=door::Door ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office") view=office::Office ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office/:kind/times") view=times::Times ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
