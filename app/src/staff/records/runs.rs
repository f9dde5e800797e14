//! What the daily job did: the last run in sight, those before it folded away.

use super::class_name;
use crate::{
    desk::records::{Count, RunLine},
    i18n::*,
    locale::use_lang,
    staff::{table::Table, words},
};
use leptos::prelude::*;

#[component]
pub fn Runs(runs: Vec<RunLine>) -> impl IntoView {
    let lang = use_lang();
    let mut runs = runs.into_iter();
    let last = runs.next();
    let earlier: Vec<_> = runs.collect();
    let some_earlier = !earlier.is_empty();
    view! {
        <section>
            <h2>{td_string!(lang, records.runs.title)}</h2>
            <p>{td_string!(lang, records.runs.lead)}</p>
            {match last {
                Some(run) => view! { <One run /> }.into_any(),
                None => view! { <p>{td_string!(lang, records.runs.none)}</p> }.into_any(),
            }}
            {some_earlier
                .then(|| {
                    view! {
                        <details>
                            <summary>{td_string!(lang, records.runs.earlier)}</summary>
                            {earlier.into_iter().map(|run| view! { <One run /> }).collect_view()}
                        </details>
                    }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn One(run: RunLine) -> impl IntoView {
    let lang = use_lang();
    let day = words::date(run.day, lang);
    let caption = match run.ended {
        Some(ended) => td_string!(
            lang,
            records.runs.caption,
            day = day,
            began = words::moment(run.began, lang),
            ended = words::moment(ended, lang)
        )
        .to_string(),
        None => td_string!(lang, records.runs.at_work, day = day, began = words::moment(run.began, lang)).to_string(),
    };
    let heads = [
        td_string!(lang, records.schedule.class),
        td_string!(lang, records.runs.looked),
        td_string!(lang, records.runs.anonymous),
        td_string!(lang, records.runs.deleted),
        td_string!(lang, records.runs.held),
    ];
    let lines = run
        .counts
        .into_iter()
        .map(|(class, Count { looked, anonymous, deleted, held })| {
            view! {
                <tr>
                    <th scope="row">{class_name(class, lang)}</th>
                    <td class="number">{looked}</td>
                    <td class="number">{anonymous}</td>
                    <td class="number">{deleted}</td>
                    <td class="number">{held}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table caption=caption heads=heads narrow=true>{lines}</Table> }.into_any()
}
