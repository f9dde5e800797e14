//! Closures and extra openings (休みと臨時開庁). The public calendar follows at once.

use crate::{
    desk::{
        Answer,
        plan::{Closure, Conflict, DaysView, Opening},
    },
    domain::{office_day::OfficeDays, pattern::Hours},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        plan::conflicts::Conflicts,
        table::Table,
        typed::{self, Wrong, Wrongs, came_back_to_mend},
        words,
    },
    ui::{choices::Tick, field::Field},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosureForm {
    pub date: String,
    pub ja: String,
    pub en: String,
}

impl ClosureForm {
    /// # Errors
    /// All that is to be mended. Whether the day is over is for whoever knows today.
    pub fn read(&self) -> Result<Closure, Wrongs> {
        let mut wrongs = Wrongs::default();
        let date = wrongs.take("date", typed::date(&self.date));
        let ja = wrongs.take("ja", typed::text(&self.ja));
        let en =
            if self.en.trim().is_empty() { Some(None) } else { wrongs.take("en", typed::text(&self.en)).map(Some) };
        match (date, ja, en) {
            (Some(date), Some(ja), Some(en)) => Ok(Closure { date, ja, en }),
            _ => Err(wrongs),
        }
    }
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpeningForm {
    pub date: String,
    pub hours: String,
    /// `true` when ticked.
    pub office_day: String,
}

impl OpeningForm {
    /// # Errors
    /// All that is to be mended.
    pub fn read(&self) -> Result<Opening, Wrongs> {
        let mut wrongs = Wrongs::default();
        let date = wrongs.take("date", typed::date(&self.date));
        if date.is_some_and(|date| OfficeDays::default().takes_bookings(date)) {
            wrongs.add("date", Wrong::OpenAnyway);
        }
        let hours = wrongs.take("hours", self.hours.parse::<Hours>().map_err(Wrong::Pattern));
        match (date, hours) {
            (Some(date), Some(hours)) if wrongs == Wrongs::default() => {
                Ok(Opening { date, office_day: self.office_day == "true", hours })
            }
            _ => Err(wrongs),
        }
    }
}

#[server]
pub async fn load_days(lang: String) -> Answer<Framed<DaysView>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let days = request::desk()?.plan.planned_days(&actor).await?;
    request::framed(&actor, &lang, days).await
}

#[server]
pub async fn close_day(lang: String, day: ClosureForm) -> Answer<()> {
    use crate::desk::error::DeskError;
    use crate::request;
    let actor = request::staff().await?;
    let outcome = match day.read() {
        Ok(closure) => request::desk()?.plan.close_day(&actor, closure).await,
        Err(_) => actor.may(crate::domain::role::Task::PlanSlots).and(Err(DeskError::Mend)),
    };
    typed::back(&lang, Section::Days.path(), "closure", &day, outcome, "day_closed")
}

#[server]
pub async fn open_day(lang: String, day: OpeningForm) -> Answer<()> {
    use crate::desk::error::DeskError;
    use crate::request;
    let actor = request::staff().await?;
    let outcome = match day.read() {
        Ok(opening) => request::desk()?.plan.open_day(&actor, opening).await,
        Err(_) => actor.may(crate::domain::role::Task::PlanSlots).and(Err(DeskError::Mend)),
    };
    typed::back(&lang, Section::Days.path(), "opening", &day, outcome, "day_opened")
}

#[server]
pub async fn take_day_back(lang: String, date: NaiveDate) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.plan.take_day_back(&actor, date).await;
    request::back_to_page(&lang, Section::Days.path(), outcome, "day_taken_back")
}

#[component]
pub fn Days() -> impl IntoView {
    fresh_sheet(Section::Days, load_days, body)
}

fn body(days: DaysView, _: &Frame) -> AnyView {
    let lang = use_lang();
    let action = heard::<TakeDayBack>();
    let DaysView { today, closures, openings } = days;
    let conflicts: Vec<Conflict> = closures.iter().flat_map(|(_, standing)| standing.clone()).collect();
    view! {
        <p>
            <a href=format!("/{}/desk{}", code(lang), Section::Absence.path())>{td_string!(lang, absence.link.days)}</a>
        </p>
        <section>
            <h2>{td_string!(lang, plan.days.closures)}</h2>
            <p>{td_string!(lang, plan.days.closures_lead)}</p>
            <Closures closures action />
            <Conflicts conflicts />
        </section>
        <AddClosure today />
        <section>
            <h2>{td_string!(lang, plan.days.openings)}</h2>
            <p>{td_string!(lang, plan.days.openings_lead)}</p>
            <Openings openings action />
        </section>
        <AddOpening today />
    }
    .into_any()
}

#[component]
fn TakeBack(date: NaiveDate, action: ServerAction<TakeDayBack>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="date" value=date.to_string() />
            <button class="button-secondary">
                {td_string!(lang, plan.days.take_back)} <span class="unseen">{td_string!(lang, words.ui.about, what = words::date(date, lang))}</span>
            </button>
        </ActionForm>
    }
}

#[component]
fn Closures(closures: Vec<(Closure, Vec<Conflict>)>, action: ServerAction<TakeDayBack>) -> impl IntoView {
    let lang = use_lang();
    if closures.is_empty() {
        return view! { <p>{td_string!(lang, plan.days.none)}</p> }.into_any();
    }
    let heads = [
        td_string!(lang, plan.days.date),
        td_string!(lang, plan.days.reason),
        td_string!(lang, plan.days.bookings),
        td_string!(lang, plan.change),
    ];
    let line = move |(closure, standing): (Closure, Vec<Conflict>)| {
        let bookings = match standing.len() {
            0 => td_string!(lang, plan.days.no_bookings).to_owned(),
            count => td_string!(lang, plan.days.bookings_count, count = count),
        };
        view! {
            <tr>
                <th scope="row">{words::date(closure.date, lang)}</th>
                <td>
                    <span lang="ja">{closure.ja}</span>
                    {closure.en.map(|en| view! { <br /><span lang="en">{en}</span> })}
                </td>
                <td>{bookings}</td>
                <td><TakeBack date=closure.date action /></td>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(lang, plan.days.closures) heads=heads quiet=true narrow=true>{closures.into_iter().map(line).collect_view()}</Table>
    }
    .into_any()
}

#[component]
fn Openings(openings: Vec<Opening>, action: ServerAction<TakeDayBack>) -> impl IntoView {
    let lang = use_lang();
    if openings.is_empty() {
        return view! { <p>{td_string!(lang, plan.days.none)}</p> }.into_any();
    }
    let heads = [
        td_string!(lang, plan.days.date),
        td_string!(lang, plan.days.hours),
        td_string!(lang, plan.days.office_day),
        td_string!(lang, plan.change),
    ];
    let line = move |opening: Opening| {
        let hours = if opening.hours.is_empty() {
            td_string!(lang, plan.days.by_pattern).to_owned()
        } else {
            opening.hours.to_string()
        };
        let counts = if opening.office_day {
            td_string!(lang, plan.days.counts)
        } else {
            td_string!(lang, plan.days.counts_not)
        };
        view! {
            <tr>
                <th scope="row">{words::date(opening.date, lang)}</th>
                <td>{hours}</td>
                <td>{counts}</td>
                <td><TakeBack date=opening.date action /></td>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(lang, plan.days.openings) heads=heads quiet=true narrow=true>{openings.into_iter().map(line).collect_view()}</Table>
    }
    .into_any()
}

#[component]
fn AddClosure(today: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<CloseDay>();
    let (back, mut wrongs) = came_back_to_mend("closure", ClosureForm::read);
    wrongs.add_if_over("date", back.as_ref().map(|form| &form.date), today);
    let form = back.unwrap_or_default();
    let wrong = move |field: &str| wrongs.words(field, lang);
    view! {
        <section class="reading">
            <h2>{td_string!(lang, plan.days.close)}</h2>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field label=td_string!(lang, plan.days.date) name="day[date]" id="closure-date" kind="date" value=form.date error=wrong("date") />
                <Field
                    label=td_string!(lang, plan.days.reason_ja)
                    name="day[ja]"
                    id="closure-ja"
                    help=td_string!(lang, plan.days.reason_help)
                    value=form.ja
                    error=wrong("ja")
                    autocomplete="off"
                    lang="ja"
                />
                <Field
                    label=td_string!(lang, plan.days.reason_en)
                    name="day[en]"
                    id="closure-en"
                    value=form.en
                    error=wrong("en")
                    autocomplete="off"
                    lang="en"
                    optional=true
                />
                <button class="button">{td_string!(lang, plan.days.close_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn AddOpening(today: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<OpenDay>();
    let (back, mut wrongs) = came_back_to_mend("opening", OpeningForm::read);
    wrongs.add_if_over("date", back.as_ref().map(|form| &form.date), today);
    let form = back.unwrap_or_default();
    let wrong = move |field: &str| wrongs.words(field, lang);
    view! {
        <section class="reading">
            <h2>{td_string!(lang, plan.days.open)}</h2>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field label=td_string!(lang, plan.days.date) name="day[date]" id="opening-date" kind="date" value=form.date error=wrong("date") />
                <Field
                    label=td_string!(lang, plan.days.hours)
                    name="day[hours]"
                    id="opening-hours"
                    help=td_string!(lang, plan.days.hours_help)
                    value=form.hours
                    error=wrong("hours")
                    autocomplete="off"
                    optional=true
                />
                <Tick name="day[office_day]" id="opening-office-day" why=td_string!(lang, plan.days.office_day_help) checked=form.office_day == "true">
                    {td_string!(lang, plan.days.office_day)}
                </Tick>
                <button class="button">{td_string!(lang, plan.days.open_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
