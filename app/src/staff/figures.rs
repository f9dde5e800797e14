//! Usage statistics (Art. 7(1)): what is asked stands in the address, a chart for a glance, the table under it for the rest.

use crate::{
    desk::{
        Answer,
        figures::{AskError, FiguresAsk, FiguresView, Release},
    },
    domain::{kind::Kind, period::Period},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
        words,
    },
    ui::{field::Field, select::Select},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

mod chart;
pub mod file;
mod tables;

/// Without a period that can be read, this month is shown; the page says what to mend.
#[server]
pub async fn load_figures(
    lang: String,
    from: Option<String>,
    until: Option<String>,
    kind: Option<String>,
) -> Answer<Framed<FiguresView>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let ask = FiguresAsk::read(|name| match name {
        "from" => from.clone(),
        "until" => until.clone(),
        _ => kind.clone(),
    });
    let view = request::desk()?.figures.figures(&actor, ask.unwrap_or_default()).await?;
    request::framed(&actor, &lang, view).await
}

#[component]
pub fn FiguresSheet() -> impl IntoView {
    let lang = use_lang();
    Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| ["from", "until", "kind"].map(|name| query.get(name))));
    let page = Resource::new_blocking(
        move || asked.get(),
        move |[from, until, kind]| load_figures(code(lang).to_owned(), from, until, kind),
    );
    sheet(Section::Figures, page, body)
}

fn body(FiguresView { today, figures }: FiguresView, _: &Frame) -> AnyView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let wrong = FiguresAsk::read(|name| query.get(name)).err();
    let (period, kind) = (figures.period, figures.kind);
    let nothing = figures.total == 0;
    let tables = tables::of(&figures, lang);
    view! {
        <Filter query=query period today wrong />
        <Summary lines=tables::summary(&figures, lang) period kind />
        <Files period kind today />
        {nothing.then(|| view! { <p>{td_string!(lang, figures.nothing)}</p> })}
        {(!nothing)
            .then(|| {
                view! {
                    <div class="charts">
                        {tables.into_iter().map(|table| view! { <chart::Figure table /> }).collect_view()}
                    </div>
                }
            })}
    }
    .into_any()
}

/// The address that asks for a period.
fn address(page: &str, period: Period, kind: Option<Kind>) -> String {
    let kind = kind.map(|kind| format!("&kind={}", kind.as_str())).unwrap_or_default();
    format!("{page}?from={}&until={}{kind}", period.from(), period.until())
}

#[component]
fn Filter(query: ParamsMap, period: Period, today: NaiveDate, wrong: Option<AskError>) -> impl IntoView {
    let lang = use_lang();
    let kind = query.get("kind").unwrap_or_default();
    let chosen: Option<Kind> = kind.parse().ok();
    // What was typed comes back where it has to be mended.
    let shown = |name: &str, day: NaiveDate| match wrong {
        Some(_) => query.get(name).unwrap_or_default(),
        None => day.to_string(),
    };
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), words::kind(kind, lang))).to_vec();
    let error = wrong.map(|wrong| {
        match wrong {
            AskError::Date => td_string!(lang, figures.filter.wrong_date),
            AskError::Order => td_string!(lang, figures.filter.wrong_order),
            AskError::TooLong => td_string!(lang, figures.filter.too_long),
        }
        .to_owned()
    });
    let near = [
        (Period::month_of(today), td_string!(lang, figures.filter.this_month)),
        (Period::month_before(today), td_string!(lang, figures.filter.last_month)),
        (Period::fiscal_year_of(today), td_string!(lang, figures.filter.fiscal_year)),
    ];
    view! {
        <ul class="periods">
            {near
                .into_iter()
                .map(|(near, words)| {
                    let current = (wrong.is_none() && near == period).then_some("true");
                    view! { <li><a href=address("", near, chosen) aria-current=current>{words}</a></li> }
                })
                .collect_view()}
        </ul>
        <form class="filter" method="get">
            <Field label=td_string!(lang, figures.filter.from) name="from" kind="date" value=shown("from", period.from()) error=error />
            <Field label=td_string!(lang, figures.filter.until) name="until" kind="date" value=shown("until", period.until()) />
            <Select
                label=td_string!(lang, figures.filter.kind)
                name="kind"
                none=td_string!(lang, figures.filter.any_kind)
                options=kinds
                value=kind
            />
            <button class="button-secondary">{td_string!(lang, figures.filter.submit)}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Summary(lines: Vec<(&'static str, String)>, period: Period, kind: Option<Kind>) -> impl IntoView {
    let lang = use_lang();
    let heading = tables::heading(period, kind, lang);
    view! {
        <h2>{heading}</h2>
        <dl class="key-figures">
            {lines.into_iter().map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }).collect_view()}
        </dl>
    }
    .into_any()
}

/// The files. The one for the public is of a month that is over, whatever the filter says of kinds (R5).
#[component]
fn Files(period: Period, kind: Option<Kind>, today: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let base = format!("/{}/desk/figures", code(lang));
    let published = match Release::may_be_of(period, today) {
        true => {
            let month = period.from().format("%Y-%m");
            let to = format!("{base}/published.csv?month={month}");
            view! {
                <a class="button-secondary" href=to rel="external" download="">{td_string!(lang, figures.file.published)}</a>
                <p class="hint">{td_string!(lang, figures.file.published_hint)}</p>
            }
            .into_any()
        }
        false => view! { <p class="hint">{td_string!(lang, figures.file.published_when)}</p> }.into_any(),
    };
    view! {
        <div class="files">
            <a class="button-secondary" href=address(&format!("{base}/internal.csv"), period, kind) rel="external" download="">
                {td_string!(lang, figures.file.internal)}
            </a>
            <p class="hint">{td_string!(lang, figures.file.internal_hint)}</p>
            {published}
        </div>
    }
    .into_any()
}
