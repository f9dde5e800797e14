//! The seeker's pages, each beside its server functions.
//!
//! A step is a plain form: its server function asks the desk and sends the browser on, with and without the program. To
//! add a page: one file here, its route below, its texts in `seeker.json`.

use crate::{attendee, ui::page::NotFound};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

pub mod address;
pub mod apply;
pub mod articles;
pub mod booking;
pub mod by_phone;
pub mod cancel;
pub mod card;
pub mod carry;
pub mod correct;
pub mod declarations;
pub mod declare;
pub mod details;
pub mod device;
pub mod device_again;
pub mod done;
pub mod door;
pub mod hold_bar;
pub mod join;
pub mod link;
pub mod move_booking;
pub mod office;
pub mod prepare;
pub mod problem;
pub mod ready;
pub mod review;
pub mod terms;
pub mod terms_text;
pub mod times;
pub mod waiting;
pub mod week;

/// The seeker's client.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/:lang") view=door::Door ssr=SsrMode::Async />
                <Route path=path!("/:lang/apply/terms") view=terms::Terms ssr=SsrMode::Async />
                <Route path=path!("/:lang/apply/device") view=device::Device ssr=SsrMode::Async />
                <Route path=path!("/:lang/apply/details") view=details::DetailsPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/apply/review") view=review::Review ssr=SsrMode::Async />
                <Route path=path!("/:lang/apply/done") view=done::Done ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token") view=booking::Booking ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/move") view=move_booking::MoveBooking ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/correct") view=correct::CorrectPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/device") view=device_again::DeviceAgain ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/join") view=join::Join ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/ready") view=ready::Ready ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/terms") view=declare::DeclarePage ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/cancel") view=cancel::Cancel ssr=SsrMode::Async />
                <Route path=path!("/:lang/b/:token/wait") view=waiting::move_wish::MoveWish ssr=SsrMode::Async />
                <Route path=path!("/:lang/w/:token") view=waiting::wish::WishPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/w/:token/stop") view=waiting::stop::Stop ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office/:kind/wait") view=waiting::leave::Leave ssr=SsrMode::Async />
                <Route path=path!("/:lang/carry/:code") view=carry::Carry ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office") view=office::Office ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office/:kind/times") view=times::Times ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office/link") view=link::Link ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office/terms") view=terms_text::TermsText ssr=SsrMode::Async />
                <Route path=path!("/:lang/:office/terms/:version") view=terms_text::TermsText ssr=SsrMode::Async />
                <Route path=path!("/:lang/a/:token") view=attendee::page::AttendancePage ssr=SsrMode::Async />
                <Route path=path!("/:lang/a/:token/decline") view=attendee::decline::DeclinePage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
    .into_any()
}

/// What answers an address that no page has, the desk's too, or whose first word is no language.
#[component]
pub fn Nowhere() -> impl IntoView {
    provide_meta_context();
    view! { <Router><NotFound /></Router> }.into_any()
}
