//! Bookings that stand where nothing is wanted, each leading to its card, where it can be cancelled.

use crate::{
    desk::plan::Conflict,
    domain::time::date_jst,
    i18n::*,
    locale::use_lang,
    staff::{place, table::Table, words},
    ui::when,
};
use leptos::prelude::*;

/// Nothing where there is none.
#[component]
pub fn Conflicts(conflicts: Vec<Conflict>) -> impl IntoView {
    let lang = use_lang();
    if conflicts.is_empty() {
        return None;
    }
    let heads = [
        td_string!(lang, plan.conflict.when),
        td_string!(lang, plan.conflict.counter),
        td_string!(lang, plan.conflict.reference),
        td_string!(lang, plan.conflict.name),
        td_string!(lang, plan.conflict.todo),
    ];
    let line = move |conflict: Conflict| {
        let date = date_jst(conflict.span.starts());
        let href = place::card(lang, conflict.booking, conflict.span.starts());
        let name = if conflict.name.is_empty() {
            view! { <small>{td_string!(lang, plan.conflict.held)}</small> }.into_any()
        } else {
            conflict.name.into_any()
        };
        view! {
            <tr>
                <td>{words::date(date, lang)} " " {when::hours(conflict.span, lang)}</td>
                <td>{words::counter_name(&conflict.counter, lang)}</td>
                <td>{conflict.reference.clone()}</td>
                <td>{name}</td>
                <td>
                    <a href=href>
                        {td_string!(lang, plan.conflict.open)} <span class="unseen">{format!(" {}", conflict.reference)}</span>
                    </a>
                </td>
            </tr>
        }
    };
    Some(
        view! {
            <p>{td_string!(lang, plan.conflict.lead)}</p>
            <Table caption=td_string!(lang, plan.conflict.caption) heads=heads>{conflicts.into_iter().map(line).collect_view()}</Table>
        }
        .into_any(),
    )
}
