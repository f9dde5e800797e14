//! Sudden absence (急な休み): a counter and a day, what becomes of each booking, and one press for all of it.
//!
//! What was chosen and could not be done comes back by the address: it names bookings by their ids and nobody.

use crate::{
    desk::{
        Answer,
        absence::{AbsenceAsk, AbsenceRoom, CounterChoice, KnownAbsence},
    },
    domain::{
        absence::Decision,
        ids::CounterId,
        intake::LONGEST_REASON,
        time::{date_jst, time_hm},
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        absence::plan::Plan,
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
        table::Table,
        typed, words,
    },
    ui::{field::Field, select::Select},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use serde::{Deserialize, Serialize};

pub mod calls;
mod plan;

/// Between two decisions in an address.
const BETWEEN: char = '~';

/// The form as sent.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AbsenceForm {
    pub id: String,
    pub counter: String,
    pub date: String,
    pub from: String,
    pub ja: String,
    pub en: String,
    pub decisions: Vec<String>,
}

impl AbsenceForm {
    /// The address at which it is shown again as it was.
    #[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
    fn address(&self) -> String {
        let mut query = ParamsMap::new();
        let short = |text: &str| text.chars().take(LONGEST_REASON + 1).collect::<String>();
        for (name, value) in
            [("counter", &self.counter), ("date", &self.date), ("from", &self.from), ("ja", &self.ja), ("en", &self.en)]
        {
            query.insert(name, short(value));
        }
        // What is no decision is nobody's choice and does not come back.
        let decisions: Vec<String> = self
            .decisions
            .iter()
            .filter_map(|text| text.parse::<Decision>().ok())
            .map(|decision| decision.to_string())
            .collect();
        query.insert("chosen", decisions.join(&BETWEEN.to_string()));
        format!("{}{}", Section::Absence.path(), query.to_query_string())
    }
}

/// What an address asks. What cannot be read is not asked for.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
fn asked(counter: &str, date: &str, from: &str) -> AbsenceAsk {
    AbsenceAsk { counter: counter.parse().ok(), date: date.trim().parse().ok(), from: typed::time(from).ok() }
}

#[server]
pub async fn load_absence(
    lang: String,
    counter: Option<String>,
    date: Option<String>,
    from: Option<String>,
) -> Answer<Framed<AbsenceRoom>> {
    use crate::{desk::error::DeskError, request};
    let actor = request::staff_or_sign_in(&lang).await?;
    let desk = request::desk()?.absence;
    let ask = asked(&counter.unwrap_or_default(), &date.unwrap_or_default(), &from.unwrap_or_default());
    let room = match desk.absence_room(&actor, ask).await {
        // A day that is over has nothing to plan; the form says so.
        Err(DeskError::Mend) => desk.absence_room(&actor, AbsenceAsk::default()).await?,
        room => room?,
    };
    request::framed(&actor, &lang, room).await
}

#[server]
pub async fn be_absent(lang: String, absence: AbsenceForm) -> Answer<()> {
    use crate::{
        desk::{absence::Absence, error::DeskError},
        request,
    };
    let actor = request::staff().await?;
    let outcome = async {
        let ask = asked(&absence.counter, &absence.date, &absence.from);
        let read = Absence {
            id: absence.id.parse().map_err(|_| DeskError::Unreadable)?,
            counter: ask.counter.ok_or(DeskError::NotFound)?,
            date: ask.date.ok_or(DeskError::Mend)?,
            from: ask.from,
            ja: absence.ja.clone(),
            en: Some(absence.en.clone()),
            decisions: absence
                .decisions
                .iter()
                .map(|text| text.parse().map_err(|_| DeskError::Unreadable))
                .collect::<Answer<_>>()?,
        };
        request::desk()?.absence.be_absent(&actor, read).await
    };
    match outcome.await {
        Ok(done) => request::back_to_page(&lang, &calls::page(done), Ok(()), "absent"),
        // Another office's counter has no page of its own.
        Err(DeskError::NotFound) => request::back_to_page(&lang, Section::Absence.path(), Err(DeskError::NotFound), ""),
        Err(error) => request::back_to_page(&lang, &absence.address(), Err(error), ""),
    }
}

/// Where the absence of a counter on a day is planned.
pub fn address(lang: Locale, counter: CounterId, date: Option<NaiveDate>) -> String {
    let date = date.map(|date| format!("&date={date}")).unwrap_or_default();
    format!("/{}/desk{}?counter={counter}{date}", code(lang), Section::Absence.path())
}

#[component]
pub fn Absence() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("counter"), query.get("date"), query.get("from"))));
    let problem = Memo::new(move |_| query.with(|query| query.get("problem")));
    let page = Resource::new_blocking(
        move || (heard.changes(), problem.get(), asked.get()),
        move |(_, _, (counter, date, from))| load_absence(code(lang).to_owned(), counter, date, from),
    );
    sheet(Section::Absence, page, body)
}

fn body(room: AbsenceRoom, _: &Frame) -> AnyView {
    let lang = use_lang();
    let AbsenceRoom { today, counters, plan, known } = room;
    view! {
        <p>{td_string!(lang, absence.ask.lead)}</p>
        <Ask today counters />
        {plan.map(|plan| view! { <Plan plan /> })}
        {(!known.is_empty()).then(|| view! { <Known known /> })}
    }
    .into_any()
}

#[component]
fn Ask(today: NaiveDate, counters: Vec<CounterChoice>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let date = query.get("date").filter(|date| !date.is_empty()).unwrap_or_else(|| today.to_string());
    let over = typed::is_over(&date, today);
    let option = |it: CounterChoice| (it.id.to_string(), words::counter(it.place.as_ref(), &it.name, lang));
    let options: Vec<_> = counters.into_iter().map(option).collect();
    view! {
        <section>
            <h2>{td_string!(lang, absence.ask.title)}</h2>
            <form class="filter" method="get">
                <Select label=td_string!(lang, absence.ask.counter) name="counter" options=options value=typed("counter") />
                <Field
                    label=td_string!(lang, absence.ask.date)
                    name="date"
                    kind="date"
                    value=date
                    error=over.then(|| td_string!(lang, plan.wrong.past).to_owned())
                />
                <Field
                    label=td_string!(lang, absence.ask.from)
                    name="from"
                    kind="time"
                    help=td_string!(lang, absence.ask.from_help)
                    value=typed("from")
                    optional=true
                />
                <button class="button-secondary">{td_string!(lang, absence.ask.submit)}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Known(known: Vec<KnownAbsence>) -> impl IntoView {
    let lang = use_lang();
    let heads = [
        td_string!(lang, absence.known.date),
        td_string!(lang, absence.known.from),
        td_string!(lang, absence.known.counter),
        td_string!(lang, absence.known.reason),
        td_string!(lang, absence.calls.title),
    ];
    let line = move |one: KnownAbsence| {
        let href = format!("/{}/desk{}", code(lang), calls::page(one.id));
        let counter = words::counter_name(&one.counter, lang);
        let from = if date_jst(one.from) == one.date { time_hm(one.from) } else { String::new() };
        view! {
            <tr>
                <th scope="row">{words::date(one.date, lang)}</th>
                <td>{from}</td>
                <td>{counter.clone()}</td>
                <td lang="ja">{one.ja}</td>
                <td>
                    <a href=href>
                        {td_string!(lang, absence.known.open)}
                        <span class="unseen">{td_string!(lang, words.ui.about, what = format!("{counter} {}", words::day(one.date, lang)))}</span>
                    </a>
                </td>
            </tr>
        }
    };
    view! {
        <section>
            <h2>{td_string!(lang, absence.known.title)}</h2>
            <Table caption=td_string!(lang, absence.known.title) heads=heads quiet=true>
                {known.into_iter().map(line).collect_view()}
            </Table>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_comes_back_by_the_address_and_what_is_no_choice_does_not() {
        let decision = "00000000-0000-0000-0000-000000000001 2026-11-25T01:00Z/PT30M cancel";
        let form = AbsenceForm {
            date: "2026-11-25".to_owned(),
            ja: "急な休み".to_owned(),
            decisions: vec![decision.to_owned(), "<b>".to_owned(), decision.replace("cancel", "stay")],
            ..AbsenceForm::default()
        };
        let address = form.address();
        assert!(address.starts_with("/absence?") && address.contains("date=2026%2D11%2D25"), "{address}");
        assert!(address.contains("cancel~") || address.contains("cancel%7E"), "{address}");
        assert!(!address.contains("%3Cb"), "{address}");
    }

    #[test]
    fn what_an_address_cannot_say_is_not_asked_for() {
        assert_eq!(asked("x", "soon", "25:00"), AbsenceAsk::default());
        let from = chrono::NaiveTime::from_hms_opt(13, 0, 0);
        assert_eq!(asked("", "2026-11-25", "13:00").from, from);
    }
}
