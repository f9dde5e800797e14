//! The pages of the staff (職員), each beside its server functions.
//!
//! To add a page: a file with its component and its server functions, its route here, its words in
//! `locales/*/staff.json`. A server function asks [`request::staff`](crate::request) who is there, calls the desk, and
//! leads a pressed form back to the place it was pressed at.

use crate::ui::page::NotFound;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

mod absence;
mod account;
mod accounts;
mod attendees;
mod audit;
mod bars;
mod calendar;
mod card;
mod days;
mod employer;
mod factor;
pub mod frame;
mod free_times;
mod grid;
mod hand;
mod incidents;
mod intake;
mod keys;
pub mod letters;
mod move_here;
mod offices;
mod open_times;
mod outcome;
mod people;
pub mod person;
mod phone_card;
mod picture;
pub mod place;
mod place_switch;
mod plan;
mod records;
pub mod roster;
mod seating;
mod settings;
pub mod sign_in;
mod slot_card;
mod standing;
mod start;
mod table;
pub mod terms;
mod times;
mod today;
mod tray;
mod typed;
mod verify;
mod words;

pub mod disclosures;
pub mod figures;

/// The staff's client.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/:lang/desk") view=calendar::Calendar ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/account") view=account::Account ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/accounts") view=accounts::Accounts ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/audit") view=audit::Audit ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/offices") view=offices::Offices ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/plan") view=plan::Plan ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/days") view=days::Days ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/settings") view=settings::Settings ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/letters") view=letters::Letters ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/letters/one") view=letters::LetterPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/today") view=today::Today ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/terms") view=terms::TermsPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/intake") view=intake::IntakeSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/people") view=people::PeopleSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/times") view=times::TimesSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/today/print") view=today::sheet::DaySheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/standing") view=standing::StandingSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/incidents") view=incidents::IncidentSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/roster") view=roster::RosterPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/verify") view=verify::VerifyPage ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/tray") view=tray::TraySheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/tray/reply") view=tray::reply::ReplySheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/records") view=records::Records ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/people/record") view=person::PersonSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/people/file") view=person::file::PersonFileSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/absence") view=absence::Absence ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/absence/calls") view=absence::calls::Calls ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/seating") view=seating::Seating ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/sign-in") view=sign_in::SignIn ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/figures") view=figures::FiguresSheet ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/disclosures") view=disclosures::Disclosures ssr=SsrMode::Async />
                <Route path=path!("/:lang/desk/employer") view=employer::EmployerSheet ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
