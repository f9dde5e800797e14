//! Free times to choose from, as radio rows: of one kind, chosen first where there are several, by day with its deadline.

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
    /// The kind whose times were in sight, where a form came back.
    #[prop(default = String::new())]
    kind: String,
    /// The form's name for it, where there may be several.
    #[prop(default = "kind")]
    kind_name: &'static str,
    #[prop(default = None)] error: Option<String>,
    /// A booking waits for something until the day's deadline.
    #[prop(default = true)]
    waits: bool,
) -> impl IntoView {
    let lang = use_lang();
    let kinds: Vec<_> = times.kinds.into_iter().filter(|kind| !kind.days.is_empty()).collect();
    let in_sight = kind_in_sight(&kinds, &chosen, &kind);
    let first = kinds.iter().find(|kind| in_sight.is_none_or(|one| one == kind.kind));
    let first = first.and_then(|kind| Some(value(kind.kind, kind.days.first()?.times.first()?.span)));
    let nothing = first.is_none();
    let wrong = error.is_some();
    let switch = in_sight
        .map(|one| view! { <KindSwitch kinds=kinds.iter().map(|kind| kind.kind).collect() one name=kind_name /> });
    let kinds = kinds
        .into_iter()
        .map(|FreeKind { kind, days }| {
            let rows = days
                .into_iter()
                .map(|day| {
                    view! { <Day day kind several=in_sight.is_some() waits name chosen=chosen.clone() first=first.clone() /> }
                })
                .collect_view();
            view! {
                <div class="free-kind" data-kind=kind.as_str()>
                    {in_sight.map(|_| view! { <h2>{words::kind(kind, lang)}</h2> })}
                    {rows}
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="free-times" aria-describedby=wrong.then_some("time-error")>
            <legend>{legend}</legend>
            {error.map(|error| view! { <p class="error" id="time-error">{error}</p> })}
            {nothing.then(|| view! { <p id="time">{td_string!(lang, phone.intake.nothing)}</p> })}
            {switch}
            {kinds}
        </fieldset>
    }
    .into_any()
}

/// Of which kind times are shown first, where there are several: of the one that was asked for, of the time that was chosen, or
/// the first.
fn kind_in_sight(kinds: &[FreeKind], chosen: &str, asked: &str) -> Option<Kind> {
    let has = |word: &str| kinds.iter().map(|kind| kind.kind).find(|kind| kind.as_str() == word);
    let of_chosen = chosen.split_once(' ').and_then(|(word, _)| has(word));
    let (first, _) = kinds.split_first().filter(|(_, others)| !others.is_empty())?;
    Some(has(asked).or(of_chosen).unwrap_or(first.kind))
}

/// The kind that the consultation is of. The sheet shows that one's times alone; the program is not needed for it.
#[component]
fn KindSwitch(kinds: Vec<Kind>, one: Kind, name: &'static str) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="kind-switch" role="radiogroup" aria-label=td_string!(lang, phone.intake.kind)>
            {kinds
                .into_iter()
                .map(|kind| {
                    view! {
                        <label class="free-time">
                            <input type="radio" name=name value=kind.as_str() checked=kind == one />
                            <span>{words::kind(kind, lang)}</span>
                        </label>
                    }
                })
                .collect_view()}
        </div>
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_one_kind_are_in_sight() {
        let free = |kind| FreeKind { kind, days: Vec::new() };
        let two = [free(Kind::Consultation), free(Kind::Interview)];
        let seen = |chosen, asked| kind_in_sight(&two, chosen, asked);
        assert_eq!(seen("", ""), Some(Kind::Consultation));
        assert_eq!(seen("interview 2026-12-01T01:00Z/PT30M", ""), Some(Kind::Interview));
        assert_eq!(seen("interview 2026-12-01T01:00Z/PT30M", "consultation"), Some(Kind::Consultation));
        assert_eq!(seen("placement 2026-12-01T01:00Z/PT30M", "selection"), Some(Kind::Consultation), "none is free");
        assert_eq!(kind_in_sight(&two[..1], "", "consultation"), None, "there is nothing to choose");
    }
}
