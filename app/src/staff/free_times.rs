//! Free times to choose from, as radio rows: by kind where there are several, then by day with its deadline.

use crate::{
    desk::phone::{FreeDay, FreeKind, FreeTimes},
    domain::kind::Kind,
    i18n::*,
    locale::use_lang,
    staff::words,
};
use leptos::prelude::*;

/// What a form sends for a time: `consultation 2026-11-25T01:00Z/PT30M`.
pub fn value(kind: Kind, span: crate::domain::slot::Span) -> String {
    format!("{} {span}", kind.as_str())
}

/// The first row has the id `time`, so that a list of problems leads there.
#[component]
pub fn Times(
    times: FreeTimes,
    name: &'static str,
    legend: &'static str,
    #[prop(default = String::new())] chosen: String,
    #[prop(default = None)] error: Option<String>,
    /// A booking waits for something until the day's deadline.
    #[prop(default = true)]
    waits: bool,
) -> impl IntoView {
    let lang = use_lang();
    let several = times.kinds.len() > 1;
    let first = times
        .kinds
        .iter()
        .find_map(|kind| kind.days.first().and_then(|day| day.times.first()).map(|seat| value(kind.kind, seat.span)));
    let nothing = first.is_none();
    let wrong = error.is_some();
    let kinds = times
        .kinds
        .into_iter()
        .filter(|kind| !kind.days.is_empty())
        .map(|FreeKind { kind, days }| {
            let rows = days
                .into_iter()
                .map(|day| view! { <Day day kind several waits name chosen=chosen.clone() first=first.clone() /> })
                .collect_view();
            view! {
                {several.then(|| view! { <h2>{words::kind(kind, lang)}</h2> })}
                {rows}
            }
        })
        .collect_view();
    view! {
        <fieldset class="free-times" role="radiogroup" aria-describedby=wrong.then_some("time-error")>
            <legend>{legend}</legend>
            {error.map(|error| view! { <p class="error" id="time-error">{error}</p> })}
            {nothing.then(|| view! { <p id="time">{td_string!(lang, phone.intake.nothing)}</p> })}
            {kinds}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Day(
    day: FreeDay,
    kind: Kind,
    several: bool,
    waits: bool,
    name: &'static str,
    chosen: String,
    first: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let until = if day.late {
        td_string!(lang, phone.intake.late).to_owned()
    } else if !waits {
        String::new()
    } else {
        td_string!(lang, phone.intake.deadline, at = words::moment(day.deadline, lang)).to_string()
    };
    let rows = day
        .times
        .into_iter()
        .map(|seat| {
            let value = value(kind, seat.span);
            let id = (first.as_ref() == Some(&value)).then_some("time");
            let checked = chosen == value;
            view! {
                <label class="free-time">
                    <input id=id type="radio" name=name value=value checked=checked />
                    <span>
                        {words::span(seat.span, lang)}
                        " "
                        <small>
                            {td_string!(lang, phone.intake.free, count = seat.free)}
                            {seat.same_counter.then(|| format!(" · {}", td_string!(lang, phone.intake.same_counter)))}
                        </small>
                    </span>
                </label>
            }
        })
        .collect_view();
    let words = view! { {words::day(day.date, lang)} " " <small>{until}</small> };
    // Under the kind's heading, where there is one.
    let heading = if several { view! { <h3>{words}</h3> }.into_any() } else { view! { <h2>{words}</h2> }.into_any() };
    view! {
        <section class="free-day" data-late=day.late.then_some("")>
            {heading}
            <div class="free-row">{rows}</div>
        </section>
    }
    .into_any()
}
