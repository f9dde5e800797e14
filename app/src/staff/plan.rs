//! Weekly patterns and their publishing: what each counter wants, what publishing would change, and then the button.

use crate::{
    desk::{
        Answer,
        plan::{KeptPattern, Patterns, PlannedCounter, Preview},
    },
    domain::ids::{CounterId, PatternId},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        plan::form::{PatternFields, PatternForm},
        table::Table,
        typed,
        words::{self, WEEK},
    },
    ui::{field::Field, select::Select},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

pub mod conflicts;
mod form;

use conflicts::Conflicts;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlanPage {
    patterns: Patterns,
    /// Until when was asked, and what publishing would change.
    preview: Option<Answer<Preview>>,
}

#[server]
pub async fn load_plan(lang: String, until: Option<NaiveDate>, counter: Option<CounterId>) -> Answer<Framed<PlanPage>> {
    use crate::desk::error::DeskError;
    use crate::desk::plan::PublishAsk;
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let desk = request::desk()?.plan;
    let patterns = desk.patterns(&actor).await?;
    let preview = match until {
        Some(until) => match desk.preview(&actor, PublishAsk { until, counter }).await {
            Err(DeskError::Mend) => Some(Err(DeskError::Mend)),
            answer => Some(Ok(answer?)),
        },
        None => None,
    };
    request::framed(&actor, &lang, PlanPage { patterns, preview }).await
}

#[server]
pub async fn add_pattern(lang: String, pattern: PatternForm) -> Answer<()> {
    use crate::desk::error::DeskError;
    use crate::request;
    let actor = request::staff().await?;
    let outcome = match pattern.read() {
        Ok(read) => request::desk()?.plan.add_pattern(&actor, read).await.map(drop),
        Err(_) => actor.may(crate::domain::role::Task::PlanSlots).and(Err(DeskError::Mend)),
    };
    typed::back(&lang, Section::Plan.path(), "pattern", &pattern, outcome, "pattern_added")
}

#[server]
pub async fn change_pattern(lang: String, id: PatternId, pattern: PatternForm) -> Answer<()> {
    use crate::desk::error::DeskError;
    use crate::request;
    let actor = request::staff().await?;
    let outcome = match pattern.read() {
        Ok(read) => request::desk()?.plan.change_pattern(&actor, id, read).await,
        Err(_) => actor.may(crate::domain::role::Task::PlanSlots).and(Err(DeskError::Mend)),
    };
    if outcome.is_ok() {
        return request::back_to_page(&lang, Section::Plan.path(), outcome, "pattern_changed");
    }
    // The form is the one of the pattern that is being changed.
    let typed = Edited { edit: id.to_string(), pattern };
    typed::back(&lang, Section::Plan.path(), "pattern", &typed, outcome, "")
}

#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
#[derive(Serialize)]
struct Edited {
    edit: String,
    #[serde(flatten)]
    pattern: PatternForm,
}

/// Without a last day it is taken out.
#[server]
pub async fn end_pattern(lang: String, id: PatternId, last: Option<String>) -> Answer<()> {
    use crate::desk::error::DeskError;
    use crate::request;
    let actor = request::staff().await?;
    let desk = request::desk()?.plan;
    let (outcome, done) = match last {
        None => (desk.end_pattern(&actor, id, None).await, "pattern_removed"),
        Some(last) => match typed::date(&last) {
            Ok(last) => (desk.end_pattern(&actor, id, Some(last)).await, "pattern_ended"),
            Err(_) => (actor.may(crate::domain::role::Task::PlanSlots).and(Err(DeskError::Mend)), ""),
        },
    };
    request::back_to_page(&lang, Section::Plan.path(), outcome, done)
}

#[server]
pub async fn publish(lang: String, until: NaiveDate, counter: String) -> Answer<()> {
    use crate::desk::error::DeskError;
    use crate::desk::plan::PublishAsk;
    use crate::request;
    let actor = request::staff().await?;
    let only = counter.parse().ok();
    let outcome = request::desk()?.plan.publish(&actor, PublishAsk { until, counter: only }).await;
    let page = match &outcome {
        Err(DeskError::NotFound) => Section::Plan.path().to_owned(),
        _ => format!(
            "{}?until={until}&counter={}",
            Section::Plan.path(),
            only.map(|id: CounterId| id.to_string()).unwrap_or_default()
        ),
    };
    request::back_to_page(&lang, &page, outcome, "published")
}

#[component]
pub fn Plan() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let until = query.get("until").filter(|_| query.get("form").is_none()).and_then(|date| date.parse().ok());
            (until, query.get("counter").and_then(|id| id.parse().ok()), query.get("edit"))
        })
    });
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (until, counter, _))| load_plan(code(lang).to_owned(), until, counter),
    );
    sheet(Section::Plan, page, body)
}

fn body(page: PlanPage, _: &Frame) -> AnyView {
    let lang = use_lang();
    let PlanPage { patterns: Patterns { today, counters }, preview } = page;
    let action = heard::<EndPattern>();
    let edit = use_query_map().get_untracked().get("edit").and_then(|id| id.parse::<PatternId>().ok());
    let edited = counters
        .iter()
        .flat_map(|counter| &counter.patterns)
        .find(|kept| Some(kept.id) == edit)
        .map(|kept| (kept.id, kept.pattern.clone()));
    let heads = [
        td_string!(lang, plan.pattern.counter),
        td_string!(lang, plan.pattern.dates),
        td_string!(lang, plan.pattern.week),
        td_string!(lang, plan.pattern.rhythm),
        td_string!(lang, plan.pattern.state),
        td_string!(lang, plan.change),
    ];
    let rows = counters.iter().flat_map(|counter| lines(counter, action, today, lang)).collect_view();
    view! {
        <section>
            <h2>{td_string!(lang, plan.pattern.title)}</h2>
            <p>{td_string!(lang, plan.pattern.lead)}</p>
            <Table caption=td_string!(lang, plan.pattern.title) heads=heads quiet=true>
                        {rows}
                    </Table>
        </section>
        <Publishing counters=counters.clone() today preview />
        <PatternFields counters edited />
    }
    .into_any()
}

/// A line for each pattern of a counter, or one that says there is none.
fn lines(counter: &PlannedCounter, action: ServerAction<EndPattern>, today: NaiveDate, lang: Locale) -> Vec<AnyView> {
    let until = counter
        .published_until
        .filter(|last| *last >= today)
        .map_or_else(|| td_string!(lang, plan.pattern.nothing_published).to_owned(), |last| words::date(last, lang));
    let name = words::counter(counter.place.as_ref(), &counter.name, lang);
    let head = || {
        view! {
            {name.clone()}
            <br />
            <small class="quiet">{td_string!(lang, plan.pattern.published_until)} " " {until.clone()}</small>
        }
    };
    if counter.patterns.is_empty() {
        return vec![
            view! {
                <tr>
                    <th scope="row">{head()}</th>
                    <td colspan="5">{td_string!(lang, plan.pattern.none)}</td>
                </tr>
            }
            .into_any(),
        ];
    }
    let kept = counter.patterns.iter();
    kept.map(|kept| {
        view! {
            <tr>
                <th scope="row">{head()}</th>
                {cells(kept, lang)}
                <td><Change kept=kept.clone() name=name.clone() action /></td>
            </tr>
        }
        .into_any()
    })
    .collect()
}

fn cells(kept: &KeptPattern, lang: Locale) -> AnyView {
    let pattern = &kept.pattern;
    let until = pattern
        .dates
        .until()
        .map_or_else(|| td_string!(lang, plan.pattern.open_end).to_owned(), |until| words::date(until, lang));
    let week = pattern
        .week
        .0
        .iter()
        .zip(WEEK)
        .filter(|(hours, _)| !hours.is_empty())
        .map(|(hours, day)| view! { <li>{words::weekday(day, lang)} " " {hours.to_string()}</li> })
        .collect_view();
    let (minutes, between) = (pattern.rhythm.minutes(), pattern.rhythm.between());
    let rhythm = match between {
        0 => td_string!(lang, plan.minutes, count = minutes),
        _ => td_string!(lang, plan.pattern.with_between, minutes = minutes, between = between),
    };
    let in_force = kept
        .in_force
        .then(|| view! { <span class="badge" data-tone="good">{td_string!(lang, plan.pattern.in_force)}</span> });
    view! {
        <td>{words::date(pattern.dates.from(), lang)} " – " {until}</td>
        <td><ul class="hours">{week}</ul></td>
        <td>{rhythm}</td>
        <td>{in_force}</td>
    }
    .into_any()
}

#[component]
fn Change(kept: KeptPattern, name: String, action: ServerAction<EndPattern>) -> impl IntoView {
    let lang = use_lang();
    let id = kept.id;
    let last = kept.pattern.dates.until().map(|until| until.to_string()).unwrap_or_default();
    view! {
        <details>
            <summary>{td_string!(lang, plan.change)} <span class="unseen">{td_string!(lang, words.ui.about, what = format!("{name} {}", kept.pattern.dates.from()))}</span></summary>
            <p><a href=format!("?edit={id}#edit")>{td_string!(lang, plan.pattern.edit_link)}</a></p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="id" value=id.to_string() />
                <Field label=td_string!(lang, plan.pattern.last) name="last" id=format!("last-{id}") kind="date" value=last />
                <button class="button-secondary">{td_string!(lang, plan.pattern.end_submit)}</button>
            </ActionForm>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="id" value=id.to_string() />
                <p class="hint">{td_string!(lang, plan.pattern.removed_hint)}</p>
                <button class="button-danger">{td_string!(lang, plan.pattern.remove_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Until when, what that would change, and the button that does it.
#[component]
fn Publishing(counters: Vec<PlannedCounter>, today: NaiveDate, preview: Option<Answer<Preview>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let asked = |name: &str| query.get(name).filter(|_| query.get("form").is_none()).unwrap_or_default();
    let (until, counter) = (asked("until"), asked("counter"));
    let error = match &preview {
        Some(Err(_)) if typed::is_over(&until, today) => Some(typed::Wrong::Past.words(lang)),
        Some(Err(_)) => Some(typed::Wrong::TooFar.words(lang)),
        _ => None,
    };
    let options: Vec<_> = counters
        .into_iter()
        .map(|counter| (counter.id.to_string(), words::counter(counter.place.as_ref(), &counter.name, lang)))
        .collect();
    view! {
        <section id="publish">
            <h2>{td_string!(lang, plan.publish.title)}</h2>
            <p>{td_string!(lang, plan.publish.lead)}</p>
            <form class="filter" method="get" action="#publish">
                <Field label=td_string!(lang, plan.publish.until) name="until" kind="date" value=until error=error />
                <Select
                    label=td_string!(lang, plan.publish.counter)
                    name="counter"
                    none=td_string!(lang, plan.publish.all)
                    options=options
                    value=counter
                />
                <button class="button-secondary">{td_string!(lang, plan.publish.preview)}</button>
            </form>
            {preview.and_then(Result::ok).map(|preview| view! { <Forecast preview /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Forecast(preview: Preview) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<Publish>();
    let until = preview.ask.until;
    let said = words::date(until, lang);
    let opened: usize = preview.counters.iter().map(|counter| counter.opened).sum();
    let closed: usize = preview.counters.iter().map(|counter| counter.closed).sum();
    let numbers = |name: String, opened: usize, closed: usize| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{opened}</td>
                <td class="number">{closed}</td>
            </tr>
        }
    };
    let several = preview.counters.len() > 1;
    let changes = if opened + closed == 0 {
        view! { <p class="notice">{td_string!(lang, plan.publish.nothing)}</p> }.into_any()
    } else {
        view! {
            <table class="narrow">
                <caption>{td_string!(lang, plan.publish.caption, until = said.clone())}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(lang, plan.publish.counter)}</th>
                        <th scope="col" class="number">{td_string!(lang, plan.publish.opened)}</th>
                        <th scope="col" class="number">{td_string!(lang, plan.publish.closed)}</th>
                    </tr>
                </thead>
                <tbody>
                    {preview
                        .counters
                        .into_iter()
                        .map(|counter| numbers(words::counter_name(&counter.counter, lang), counter.opened, counter.closed))
                        .collect_view()}
                    {several.then(|| numbers(td_string!(lang, plan.publish.total).to_owned(), opened, closed))}
                </tbody>
            </table>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="until" value=until.to_string() />
                <input type="hidden" name="counter" value=preview.ask.counter.map(|id| id.to_string()).unwrap_or_default() />
                <button class="button">{td_string!(lang, plan.publish.submit, until = said)}</button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        {changes}
        <Conflicts conflicts=preview.conflicts />
    }
    .into_any()
}
