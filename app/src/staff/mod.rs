//! The pages of the staff (職員), each beside its server functions.

use crate::ui::page::NotFound;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

mod sign_in;

/// The staff's client.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/:lang/desk/sign-in") view=sign_in::SignIn ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
