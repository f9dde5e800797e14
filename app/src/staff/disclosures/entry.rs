//! One entry of the register, and what the one who looks can do with it.

use super::{ApproveDisclosure, RefuseDisclosure, item_words, scope_words};
use crate::{
    desk::figures::{Entry, Form, Taken},
    domain::{disclosure::Standing, ids::DisclosureId, time::date_jst},
    i18n::*,
    locale::{code, use_lang},
    staff::{outcome::heard, table::Table, words},
    ui::field::Field,
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

#[component]
pub fn One(
    entry: Entry,
    now: DateTime<Utc>,
    /// It was not approved, and no reason was given.
    unreasoned: bool,
) -> impl IntoView {
    let lang = use_lang();
    let between = if lang == Locale::ja { "、" } else { ", " };
    let items: Vec<_> = entry.request.items.iter().map(|item| item_words(*item, lang)).collect();
    let title = td_string!(lang, figures.register.number, number = entry.number).to_string();
    let decider = entry.decided_by.unwrap_or_default();
    let open = entry.standing.hand_out(now).is_ok();
    let decided = |at: DateTime<Utc>| format!("{} {decider}", when(at, lang));
    let (tone, word, decision) = match &entry.standing {
        Standing::Asked { .. } => ("wait", td_string!(lang, figures.register.waits), None),
        Standing::Approved { at, .. } if open => {
            ("good", td_string!(lang, figures.register.approved), Some(decided(*at)))
        }
        Standing::Approved { at, .. } => ("quiet", td_string!(lang, figures.register.lapsed), Some(decided(*at))),
        Standing::Refused { at, why, .. } => {
            ("bad", td_string!(lang, figures.register.refused), Some(format!("{}\n{why}", decided(*at))))
        }
    };
    // The register keeps its numbers without whom they were about.
    let forgotten = entry.request.is_forgotten();
    let known = |value: String| if forgotten { td_string!(lang, records.kept.forgotten).to_owned() } else { value };
    let row = |label: &'static str, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let asks = matches!(entry.standing, Standing::Asked { .. });
    view! {
        <section>
            <h2>{title.clone()} " " <span class="badge" data-tone=tone>{word}</span></h2>
            <dl class="summary">
                {row(td_string!(lang, figures.ask.requester), known(entry.request.requester))}
                {row(td_string!(lang, figures.ask.basis), known(entry.request.basis))}
                {row(td_string!(lang, figures.ask.items), items.join(between))}
                {row(td_string!(lang, figures.ask.whose), known(scope_words(&entry.request.scope, lang).join("\n")))}
                {row(
                    td_string!(lang, figures.register.bookings),
                    td_string!(lang, figures.count, count = entry.bookings).to_string(),
                )}
                {row(td_string!(lang, figures.register.asked), format!("{} {}", when(entry.asked_at, lang), entry.asked_by))}
                {decision.map(|decision| row(td_string!(lang, figures.register.decided), decision))}
            </dl>
            {(asks && !entry.may_decide).then(|| view! { <p class="hint">{td_string!(lang, figures.register.second)}</p> })}
            {(asks && entry.may_decide).then(|| view! { <Decide id=entry.id number=entry.number unreasoned /> })}
            {open.then(|| view! { <Fetch id=entry.id title=title.clone() /> })}
            {(!entry.taken.is_empty()).then(|| view! { <Copies taken=entry.taken title /> })}
        </section>
    }
    .into_any()
}

/// 令和8年11月24日（火）10:00
fn when(at: DateTime<Utc>, lang: Locale) -> String {
    let date = words::date(date_jst(at), lang);
    let gap = if lang == Locale::ja { "" } else { ", " };
    format!("{date}{gap}{}", crate::domain::time::time_hm(at))
}

#[component]
fn Decide(id: DisclosureId, number: i32, unreasoned: bool) -> impl IntoView {
    let lang = use_lang();
    let approve = heard::<ApproveDisclosure>();
    let refuse = heard::<RefuseDisclosure>();
    view! {
        <div class="reading">
            <ActionForm action=approve>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="disclosure" value=id.to_string() />
                <button class="button">{td_string!(lang, figures.register.approve)}</button>
            </ActionForm>
            <ActionForm action=refuse>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="disclosure" value=id.to_string() />
                <Field
                    label=td_string!(lang, figures.register.why)
                    name="why"
                    id=format!("why-{number}")
                    help=td_string!(lang, figures.register.why_help)
                    error=unreasoned.then(|| td_string!(lang, figures.register.why_missing).to_owned())
                    autocomplete="off"
                />
                <button class="button-danger">{td_string!(lang, figures.register.refuse)}</button>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// A form that the browser sends by itself: what comes back is a file, and the page stays.
#[component]
fn Fetch(id: DisclosureId, title: String) -> impl IntoView {
    let lang = use_lang();
    let to = format!("/{}/desk/disclosures/{id}/file", code(lang));
    view! {
        <form class="fetch" method="post" action=to>
            {Form::ALL
                .into_iter()
                .map(|form| {
                    let words = match form {
                        Form::Csv => td_string!(lang, figures.register.csv),
                        Form::Text => td_string!(lang, figures.register.text),
                    };
                    view! {
                        <button class="button-secondary" name="form" value=form.as_str()>
                            {words}
                            <span class="unseen">{format!("：{title}")}</span>
                        </button>
                    }
                })
                .collect_view()}
        </form>
        <p class="hint">{td_string!(lang, figures.register.fetch_hint)}</p>
    }
    .into_any()
}

#[component]
fn Copies(taken: Vec<Taken>, title: String) -> impl IntoView {
    let lang = use_lang();
    let heads = [
        td_string!(lang, figures.register.at),
        td_string!(lang, figures.register.who),
        td_string!(lang, figures.register.form),
        td_string!(lang, figures.register.hash),
    ];
    let caption = td_string!(lang, figures.register.copies);
    let label = format!("{title}：{caption}");
    view! {
        <Table caption=caption heads=heads label=label>
            {taken
                .into_iter()
                .map(|one| {
                    view! {
                        <tr>
                            <td>{when(one.at, lang)}</td>
                            <td>{one.who}</td>
                            <td>{one.form.as_str().to_uppercase()}</td>
                            <td><code class="hash">{one.hash}</code></td>
                        </tr>
                    }
                })
                .collect_view()}
        </Table>
    }
    .into_any()
}
