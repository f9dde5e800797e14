//! What stands around every page of the desk: the office, what came of the last press, who is signed in, and the way to the
//! other pages at the left. The calendar adds the date with its keys and the clock.

use crate::{
    desk::{Answer, board::Window},
    domain::{
        role::{Role, Task},
        time,
    },
    i18n::*,
    locale::{self, code, use_lang},
    staff::{
        outcome::{Heard, Outcome, Unanswered},
        picture::Picture,
        place::{Panel, Place},
        today::sheet::day_sheet,
        words,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Who is signed in, and for which office.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Frame {
    pub who: String,
    pub role: Role,
    pub office: String,
    pub slug: String,
    /// Bookings whose registration is to be verified.
    pub to_verify: u64,
    /// Mails that wait to be read.
    pub mails: u64,
}

/// What a page shows, with what stands around it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Framed<T> {
    pub frame: Frame,
    pub page: T,
}

/// The pages that the navigation leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    Calendar,
    Terms,
    Audit,
    Accounts,
    Account,
    Offices,
    Plan,
    Days,
    Settings,
    Today,
    Intake,
    People,
    /// Reached from a booking only.
    Times,
    Standing,
    Incidents,
    Roster,
    Verify,
    Records,
    /// Reached from somebody who was found only.
    Person,
    Figures,
    Disclosures,
    Absence,
    /// Reached from an absence only.
    AbsenceCalls,
    Seating,
    /// Reached from a booking only.
    Employer,
    Letters,
    /// Reached from the list of them only.
    Letter,
    Tray,
    /// Reached from a mail only.
    Reply,
}

impl Section {
    /// What is used all day, always in sight.
    const DAILY: &[Section] = &[
        Section::Today,
        Section::Calendar,
        Section::Intake,
        Section::People,
        Section::Verify,
        Section::Tray,
        Section::Absence,
        Section::Standing,
        Section::Incidents,
    ];
    const PLANNING: &[Section] = &[Section::Plan, Section::Days, Section::Seating];
    const KEEPING: &[Section] =
        &[Section::Figures, Section::Terms, Section::Roster, Section::Records, Section::Disclosures];
    const OFFICE: &[Section] =
        &[Section::Settings, Section::Letters, Section::Accounts, Section::Audit, Section::Offices, Section::Account];

    /// What follows `/ja/desk` in its address.
    pub const fn path(self) -> &'static str {
        match self {
            Section::Calendar => "",
            Section::Terms => "/terms",
            Section::Audit => "/audit",
            Section::Accounts => "/accounts",
            Section::Account => "/account",
            Section::Offices => "/offices",
            Section::Plan => "/plan",
            Section::Days => "/days",
            Section::Settings => "/settings",
            Section::Today => "/today",
            Section::Intake => "/intake",
            Section::People => "/people",
            Section::Times => "/times",
            Section::Standing => "/standing",
            Section::Incidents => "/incidents",
            Section::Roster => "/roster",
            Section::Verify => "/verify",
            Section::Records => "/records",
            Section::Person => "/people/record",
            Section::Figures => "/figures",
            Section::Disclosures => "/disclosures",
            Section::Absence => "/absence",
            Section::AbsenceCalls => "/absence/calls",
            Section::Seating => "/seating",
            Section::Employer => "/employer",
            Section::Letters => "/letters",
            Section::Letter => "/letters/one",
            Section::Tray => "/tray",
            Section::Reply => "/tray/reply",
        }
    }

    fn title(self, lang: Locale) -> &'static str {
        match self {
            Section::Calendar => td_string!(lang, staff.nav.calendar),
            Section::Terms => td_string!(lang, terms.nav),
            Section::Audit => td_string!(lang, accounts.nav.audit),
            Section::Accounts => td_string!(lang, accounts.nav.accounts),
            Section::Account => td_string!(lang, accounts.nav.account),
            Section::Offices => td_string!(lang, accounts.nav.offices),
            Section::Plan => td_string!(lang, plan.nav.plan),
            Section::Days => td_string!(lang, plan.nav.days),
            Section::Settings => td_string!(lang, plan.nav.settings),
            Section::Today => td_string!(lang, day.title),
            Section::Intake => td_string!(lang, phone.nav.intake),
            Section::People => td_string!(lang, phone.nav.people),
            Section::Times => td_string!(lang, phone.nav.times),
            Section::Standing => td_string!(lang, standing.nav),
            Section::Incidents => td_string!(lang, standing.incidents.nav),
            Section::Roster => td_string!(lang, roster.nav.roster),
            Section::Verify => td_string!(lang, roster.nav.verify),
            Section::Records => td_string!(lang, records.nav.records),
            Section::Person => td_string!(lang, records.nav.person),
            Section::Figures => td_string!(lang, figures.nav.figures),
            Section::Disclosures => td_string!(lang, figures.nav.disclosures),
            Section::Absence => td_string!(lang, absence.nav.absence),
            Section::AbsenceCalls => td_string!(lang, absence.nav.calls),
            Section::Seating => td_string!(lang, absence.nav.seating),
            Section::Employer => td_string!(lang, attendee.form.nav),
            Section::Letters => td_string!(lang, letters.nav.letters),
            Section::Letter => td_string!(lang, letters.nav.letter),
            Section::Tray => td_string!(lang, tray.nav),
            Section::Reply => td_string!(lang, tray.reply.nav),
        }
    }

    fn is_for(self, role: Role) -> bool {
        match self {
            Section::Calendar => role.may(Task::SeeBookings),
            Section::Terms => role.may(Task::SeeTerms),
            Section::Audit => role.may(Task::ReadAudit),
            Section::Accounts => role.may(Task::ManageAccounts),
            Section::Account => true,
            Section::Offices => role >= Role::Bureau,
            Section::Plan | Section::Days => role.may(Task::PlanSlots),
            Section::Settings => role.may(Task::ManageOffice),
            Section::Today => role.may(Task::WorkDay),
            Section::Intake | Section::People | Section::Times => role.may(Task::TakeCalls),
            Section::Standing | Section::Incidents => role.may(Task::NoteIncidents),
            Section::Roster => role.may(Task::ImportRoster),
            Section::Verify => role.may(Task::VerifyRegistration),
            Section::Records | Section::Person => role.may(Task::KeepRecords),
            Section::Figures => role.may(Task::SeeFigures),
            Section::Disclosures => role.may(Task::Disclose),
            Section::Absence | Section::AbsenceCalls => role.may(Task::WorkBookings),
            Section::Seating => role.may(Task::PlanSlots),
            Section::Employer => role.may(Task::WorkBookings),
            Section::Letters | Section::Letter => role.may(Task::SeeLetters),
            Section::Tray => role.may(Task::ReadMail),
            Section::Reply => role.may(Task::ReadMail) && role.may(Task::TakeCalls),
        }
    }
}

#[server]
pub async fn sign_out(lang: String) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    let lang = locale::code(locale::named(&lang).ok_or(DeskError::NotFound)?);
    // Whoever is no longer signed in has what they want.
    if let Ok(secret) = request::staff_secret() {
        match request::desk()?.entrance.sign_out(&secret).await {
            Ok(()) | Err(DeskError::SignInFirst) => {}
            Err(error) => return Err(error),
        }
    }
    request::cookies()?.clear_staff();
    request::go(&format!("/{lang}/desk/sign-in"));
    Ok(())
}

/// A [`sheet`] of what `load` answers in the page's language, asked for again after every press on it.
pub fn fresh_sheet<T, F>(
    section: Section,
    load: impl Fn(String) -> F + Send + Sync + 'static,
    body: fn(T, &Frame) -> AnyView,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    F: Future<Output = Answer<Framed<T>>> + Send + 'static,
{
    let lang = use_lang();
    let heard = Heard::provide();
    let page = Resource::new_blocking(move || heard.changes(), move |_| load(code(lang).to_owned()));
    sheet(section, page, body)
}

/// A page of the desk that is not the calendar: its heading, what came of the last press, and what `body` makes of what was
/// answered.
pub fn sheet<T>(section: Section, page: Resource<Answer<Framed<T>>>, body: fn(T, &Frame) -> AnyView) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let lang = use_lang();
    let title = section.title(lang);
    view! {
        <Title text=title />
        <div class="desk">
            <a class="unseen" href="#main" rel="external">{td_string!(lang, words.skip)}</a>
            <Transition>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(Framed { frame, page }) => {
                            let body = body(page, &frame);
                            view! {
                                <header class="desk-top">
                                    <Brand office=frame.office.clone() />
                                    <h1>{title}</h1>
                                    <Outcome />
                                    <Who name=frame.who.clone() />
                                </header>
                                <Nav frame=frame current=section />
                                <main id="main" tabindex="-1">
                                    {body}
                                </main>
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Unanswered error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Brand(office: String) -> impl IntoView {
    view! { <a class="brand" href=format!("/{}/desk", code(use_lang()))>{office}</a> }
}

#[component]
fn Who(name: String) -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<SignOut>::new();
    view! {
        <div class="who">
            <a href=format!("/{}/desk{}", code(lang), Section::Account.path())>{name}</a>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <button class="button-link">{td_string!(lang, staff.sign_out)}</button>
            </ActionForm>
        </div>
    }
    .into_any()
}

#[component]
pub fn Top(picture: Picture, place: Memo<Place>, frame: Frame) -> impl IntoView {
    let lang = use_lang();
    let heading = move || picture.frame.with(|frame| words::days(&frame.days, lang));
    let turn = move |forward: bool| {
        let frame = picture.frame.get();
        let date = if forward { frame.after } else { frame.before };
        date.map_or_else(|| "?".to_owned(), |date| place.get().on(date).to_string())
    };
    let today = move || Place { date: None, panel: Panel::Nothing, ..place.get() }.to_string();
    let week = move || place.with(|place| place.window == Window::Week);
    let before =
        move || if week() { td_string!(lang, staff.turn.week_before) } else { td_string!(lang, staff.turn.day_before) };
    let after =
        move || if week() { td_string!(lang, staff.turn.week_after) } else { td_string!(lang, staff.turn.day_after) };
    let clock = Memo::new(move |_| time::time_hm(picture.now.get()));
    let shown = Memo::new(move |_| picture.frame.with(|frame| frame.days.first().map(|day| day.date)));
    let sheet = Memo::new(move |_| shown.get().filter(|_| !week()).map(|date| day_sheet(lang, Some(date))));
    view! {
        <header class="desk-top">
            <Brand office=frame.office />
            <div class="turn">
                <a class="button-secondary" rel="prev" href=move || turn(false) aria-label=before aria-keyshortcuts="p">"‹"</a>
                <h1>{heading}</h1>
                <a class="button-secondary" rel="next" href=move || turn(true) aria-label=after aria-keyshortcuts="n">"›"</a>
                <a class="button-secondary" href=today aria-keyshortcuts="t">{td_string!(lang, staff.turn.today)}</a>
                {move || {
                    sheet.get().map(|to| view! { <a class="to-paper" href=to>{td_string!(lang, day.print.link)}</a> })
                }}
            </div>
            <Outcome />
            <time class="clock">{move || clock.get()}</time>
            <Who name=frame.who />
        </header>
    }
    .into_any()
}

/// A line for each of the sections that the reader may open.
fn links(sections: &[Section], frame: &Frame, current: Section) -> AnyView {
    let lang = use_lang();
    let line = |section: Section| {
        let count = match section {
            Section::Verify => frame.to_verify,
            Section::Tray => frame.mails,
            _ => 0,
        };
        let waiting = (count > 0).then(|| td_string!(lang, roster.nav.count, count));
        view! {
            <li>
                <a
                    href=format!("/{}/desk{}", code(lang), section.path())
                    aria-current=(section == current).then_some("page")
                >
                    {section.title(lang)}
                    {waiting
                        .map(|count| {
                            view! {
                                " "
                                <span class="count">{count}</span>
                            }
                        })}
                </a>
            </li>
        }
    };
    sections.iter().copied().filter(|section| section.is_for(frame.role)).map(line).collect_view().into_any()
}

#[component]
pub fn Nav(frame: Frame, current: Section) -> impl IntoView {
    let lang = use_lang();
    let location = use_location();
    let elsewhere = move |code: &str| {
        let path = location.pathname.get();
        let rest = path.splitn(3, '/').nth(2).unwrap_or("desk").to_owned();
        format!("/{code}/{rest}{}", location.query.with(|query| query.to_query_string()))
    };
    let drawers = [
        (td_string!(lang, staff.nav.planning), Section::PLANNING),
        (td_string!(lang, staff.nav.keeping), Section::KEEPING),
        (td_string!(lang, staff.nav.office), Section::OFFICE),
    ]
    .into_iter()
    .filter(|(_, sections)| sections.iter().any(|section| section.is_for(frame.role)))
    .collect::<Vec<_>>();
    view! {
        <nav class="desk-nav" aria-label=td_string!(lang, staff.nav.label)>
            <ul>{links(Section::DAILY, &frame, current)}</ul>
            {drawers
                .into_iter()
                .map(|(name, sections)| {
                    view! {
                        <details open=sections.contains(&current)>
                            <summary>{name}</summary>
                            <ul>{links(sections, &frame, current)}</ul>
                        </details>
                    }
                })
                .collect_view()}
            <ul>
                <li>
                    <a href=format!("/{}/{}", code(lang), frame.slug) rel="external" target="_blank">
                        {td_string!(lang, staff.nav.public)}
                    </a>
                </li>
                {locale::LANGUAGES
                    .into_iter()
                    .filter(|(other, ..)| *other != lang)
                    .map(|(_, code, name)| {
                        view! {
                            <li>
                                <a href=move || elsewhere(code) lang=code hreflang=code rel="external">
                                    {name}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}
