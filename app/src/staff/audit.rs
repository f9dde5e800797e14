//! Who saw and changed what. The filter is a plain form of the address, so that a question can be kept and sent.

use crate::{
    desk::{
        Answer,
        audit::{AuditPage, AuditQuery},
    },
    domain::act::Act,
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
        table::Table,
        words,
    },
    ui::{field::Field, select::Select},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

mod note;

#[server]
pub async fn load_audit(lang: String, #[server(default)] query: AuditQuery) -> Answer<Framed<AuditPage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let page = request::desk()?.accounts.audit(&actor, query).await?;
    request::framed(&actor, &lang, page).await
}

/// What the address asks. What cannot be read is not asked for.
fn asked(query: &ParamsMap) -> AuditQuery {
    let get = |name: &str| query.get(name).filter(|value| !value.trim().is_empty());
    AuditQuery {
        from: get("from").and_then(|date| date.parse().ok()),
        until: get("until").and_then(|date| date.parse().ok()),
        staff: get("staff").and_then(|id| id.parse().ok()),
        act: get("act"),
        about: get("about"),
        before: get("before"),
    }
}

#[component]
pub fn Audit() -> impl IntoView {
    let lang = use_lang();
    Heard::provide();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(asked));
    let page = Resource::new_blocking(move || wanted.get(), move |query| load_audit(code(lang).to_owned(), query));
    sheet(Section::Audit, page, body)
}

fn body(page: AuditPage, _: &Frame) -> AnyView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let more = page.before.map(|before| {
        let mut next = query.clone();
        next.replace("before", before);
        next.to_query_string()
    });
    let heads = [
        td_string!(lang, accounts.audit.at),
        td_string!(lang, accounts.audit.who),
        td_string!(lang, accounts.audit.act_label),
        td_string!(lang, accounts.audit.about),
        td_string!(lang, accounts.audit.note),
    ];
    let empty = page.lines.is_empty();
    view! {
        <Filter query people=page.people.into_iter().map(|(id, name)| (id.to_string(), name)).collect() />
        {empty.then(|| view! { <p>{td_string!(lang, accounts.audit.none)}</p> })}
        {(!empty)
            .then(|| {
                view! {
                    <Table caption=td_string!(lang, accounts.audit.caption) heads=heads label=td_string!(lang, accounts.audit.title)>
                                {page
                                    .lines
                                    .into_iter()
                                    .map(|line| {
                                        view! {
                                            <tr>
                                                <td>{words::moment_to_the_second(line.at, lang)}</td>
                                                <td>{line.who}</td>
                                                <td>{words::act(&line.act, lang)}</td>
                                                <td>{line.about}</td>
                                                <td>{note::words_of(&line.act, &line.note, lang)}</td>
                                            </tr>
                                        }
                                    })
                                    .collect_view()}
                            </Table>
                }
            })}
        {more.map(|address| view! { <p><a href=address>{td_string!(lang, accounts.audit.more)}</a></p> })}
    }
    .into_any()
}

#[component]
fn Filter(query: ParamsMap, people: Vec<(String, String)>) -> impl IntoView {
    let lang = use_lang();
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let acts: Vec<_> = Act::ALL.iter().map(|act| (act.as_str(), words::act(act.as_str(), lang))).collect();
    view! {
        <form class="filter" method="get">
            <Field label=td_string!(lang, accounts.audit.from) name="from" kind="date" value=typed("from") optional=true />
            <Field label=td_string!(lang, accounts.audit.until) name="until" kind="date" value=typed("until") optional=true />
            <Select
                label=td_string!(lang, accounts.audit.who)
                name="staff"
                none=td_string!(lang, accounts.audit.anyone)
                options=people
                value=typed("staff")
            />
            <Select
                label=td_string!(lang, accounts.audit.act_label)
                name="act"
                none=td_string!(lang, accounts.audit.anything)
                options=acts
                value=typed("act")
            />
            <Field label=td_string!(lang, accounts.audit.about) name="about" value=typed("about") optional=true autocomplete="off" />
            <button class="button-secondary">{td_string!(lang, accounts.audit.submit)}</button>
        </form>
    }
    .into_any()
}
