//! What happened around consultations (Art. 7(3), 9–12): noted from a booking or by itself, and with it a consultation
//! stopped or a booking refused (Art. 12(1)).

use crate::{
    desk::{
        Answer,
        standing::{IncidentLine, IncidentQuery, IncidentRoom},
    },
    domain::{
        ids::BookingId,
        incident::{Measure, Sort},
        role::Task,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
        place,
        table::Table,
        words,
    },
    ui::{field::Field, select::Select},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use note::{IncidentForm, NoteFields};
use serde::{Deserialize, Serialize};

mod note;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentsPage {
    room: IncidentRoom,
    typed: Option<IncidentForm>,
}

/// `typed`: the form came back.
#[server]
pub async fn load_incidents(
    lang: String,
    #[server(default)] query: IncidentQuery,
    typed: bool,
) -> Answer<Framed<IncidentsPage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let room = request::desk()?.standing.incidents(&actor, query).await?;
    let typed = request::kept_if(typed, request::Form::Incident)?;
    request::framed(&actor, &lang, IncidentsPage { room, typed }).await
}

#[server]
pub async fn note_incident(lang: String, incident: IncidentForm) -> Answer<()> {
    use crate::{request, staff::typed};
    let actor = request::staff().await?;
    let outcome = async { request::desk()?.standing.note_incident(&actor, incident.read()?).await };
    let outcome = outcome.await;
    let form = (request::Form::Incident, &incident);
    let about = (!incident.booking.is_empty()).then_some(incident.booking.as_str());
    let done = if incident.measure.is_empty() { "incident_noted" } else { "measure_taken" };
    typed::back_by_cookie(&lang, Section::Incidents.path(), form, about, outcome, done)
}

/// What the address asks. What cannot be read is not asked for.
fn asked(query: &ParamsMap) -> IncidentQuery {
    IncidentQuery {
        sort: query.get("sort").and_then(|word| Sort::of_word(&word)),
        from: query.get("from").and_then(|date| date.parse().ok()),
        until: query.get("until").and_then(|date| date.parse().ok()),
        booking: query.get("booking").and_then(|id| id.parse().ok()),
    }
}

#[component]
pub fn IncidentSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| (asked(query), query.get("typed").is_some())));
    let page = Resource::new_blocking(
        move || (heard.changes(), wanted.get()),
        move |(_, (query, typed))| load_incidents(code(lang).to_owned(), query, typed),
    );
    sheet(Section::Incidents, page, body)
}

fn body(page: IncidentsPage, frame: &Frame) -> AnyView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let IncidentsPage { room, typed } = page;
    let decides = frame.role.may(Task::DecideStanding);
    let heads = [
        td_string!(lang, standing.incidents.at),
        td_string!(lang, standing.incidents.sort),
        td_string!(lang, standing.incidents.account),
        td_string!(lang, standing.incidents.done),
        td_string!(lang, standing.incidents.booking),
        td_string!(lang, standing.incidents.by),
    ];
    let none = room.lines.is_empty();
    let of_one = room.about.is_some();
    let lines = room.lines.into_iter().map(|line| incident(line, lang)).collect_view();
    let note = view! { <NoteFields about=room.about.clone() decides typed now=room.now /> };
    let list = view! {
        <section>
            <h2>{td_string!(lang, standing.incidents.list)}</h2>
            {(!of_one).then(|| view! { <Filter query /> })}
            {room.more.then(|| view! { <p class="notice">{td_string!(lang, standing.incidents.more)}</p> })}
            {if none {
                view! { <p>{td_string!(lang, standing.incidents.none)}</p> }.into_any()
            } else {
                view! { <Table caption=td_string!(lang, standing.incidents.list) heads=heads quiet=true>{lines}</Table> }.into_any()
            }}
        </section>
    };
    // Whoever comes from a booking has something to write down; others look first.
    if of_one { view! { {note} {list} }.into_any() } else { view! { {list} {note} }.into_any() }
}

#[component]
fn Filter(query: ParamsMap) -> impl IntoView {
    let lang = use_lang();
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let sorts: Vec<_> = Sort::ALL.into_iter().map(|sort| (sort.word(), sort_words(sort, lang))).collect();
    view! {
        <form class="filter" method="get">
            <Select
                label=td_string!(lang, standing.incidents.sort)
                name="sort"
                id="filter-sort"
                none=td_string!(lang, standing.incidents.any)
                options=sorts
                value=typed("sort")
            />
            <Field label=td_string!(lang, accounts.audit.from) name="from" kind="date" value=typed("from") optional=true />
            <Field label=td_string!(lang, accounts.audit.until) name="until" kind="date" value=typed("until") optional=true />
            <button class="button-secondary">{td_string!(lang, accounts.audit.submit)}</button>
        </form>
    }
    .into_any()
}

fn incident(line: IncidentLine, lang: Locale) -> impl IntoView {
    let measure = line.measure.map(|measure| {
        let (clause, approver) = (Measure::CLAUSE.to_string(), line.approver.clone());
        let taken = td_string!(lang, standing.measure.taken, measure = measure_words(measure, lang), clause, approver);
        view! { <p><span class="badge" data-tone="bad">{taken}</span></p> }
    });
    let booking = line.booking.map(|about| {
        let card = place::card(lang, about.booking, about.span.starts());
        view! { <a href=card>{about.reference}</a> " " {about.name} }
    });
    let by = match line.noticed_by == line.noted_by {
        true => line.noted_by,
        false => td_string!(lang, standing.incidents.by_both, noticed = line.noticed_by, noted = line.noted_by),
    };
    view! {
        <tr>
            <th scope="row">{words::moment(line.at, lang)}</th>
            <td>{format!("{} ({})", sort_words(line.sort, lang), line.sort.clause())}</td>
            <td><p class="as-written">{line.account}</p></td>
            <td>{measure} {line.done}</td>
            <td>{booking}</td>
            <td>{by}</td>
        </tr>
    }
}

/// Where something is noted about a booking, or done about it.
pub fn of(booking: BookingId, lang: Locale) -> String {
    format!("/{}/desk{}?booking={booking}", code(lang), Section::Incidents.path())
}

pub fn sort_words(sort: Sort, lang: Locale) -> &'static str {
    match sort {
        Sort::Recording => td_string!(lang, standing.sort.recording),
        Sort::Abuse => td_string!(lang, standing.sort.abuse),
        Sort::OtherPurpose => td_string!(lang, standing.sort.other_purpose),
        Sort::Spoofing => td_string!(lang, standing.sort.spoofing),
        Sort::Company => td_string!(lang, standing.sort.company),
        Sort::Connection => td_string!(lang, standing.sort.connection),
        Sort::Outside => td_string!(lang, standing.sort.outside),
        Sort::Damage => td_string!(lang, standing.sort.damage),
        Sort::Other => td_string!(lang, standing.sort.other),
    }
}

pub fn measure_words(measure: Measure, lang: Locale) -> &'static str {
    match measure {
        Measure::Stop => td_string!(lang, standing.measure.stop),
        Measure::Refuse => td_string!(lang, standing.measure.refuse),
    }
}
