//! Everything that is kept about a person, to be read and printed: the same as the JSON, in words.

use crate::{
    desk::{
        Answer,
        records::{FileSection, PersonFile},
    },
    domain::{ids::BookingId, time::Instant},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Framed, Section},
        outcome::{Heard, Unanswered},
        words,
    },
};
use chrono::DateTime;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde_json::Value;

/// What follows `/ja/desk` in the address of the file of the person that the booking is of.
pub fn page(booking: BookingId) -> String {
    format!("/people/file?booking={booking}")
}

#[server]
pub async fn load_person_file(lang: String, booking: BookingId) -> Answer<Framed<PersonFile>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let file = request::desk()?.records.export_person(&actor, booking).await?;
    request::framed(&actor, &lang, file).await
}

#[component]
pub fn PersonFileSheet() -> impl IntoView {
    let lang = use_lang();
    Heard::provide();
    let query = use_query_map();
    let booking = Memo::new(move |_| {
        query.with(|query| query.get("booking").and_then(|id| id.parse().ok())).unwrap_or(BookingId(uuid::Uuid::nil()))
    });
    let page =
        Resource::new_blocking(move || booking.get(), move |booking| load_person_file(code(lang).to_owned(), booking));
    view! {
        <Title text=td_string!(lang, records.file.title) />
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(Framed { frame, page: file }) => view! { <Paper office=frame.office file /> }.into_any(),
                    Err(error) => view! { <Unanswered error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Paper(office: String, file: PersonFile) -> impl IntoView {
    let lang = use_lang();
    let PersonFile { booking, name, made_at, sections, staff } = file;
    let back = format!("/{}/desk{}?booking={booking}", code(lang), Section::Person.path());
    let made = td_string!(lang, records.file.made, office = office, when = words::moment(made_at, lang)).to_string();
    let sections = sections
        .into_iter()
        .map(|FileSection { name, rows }| {
            let count = rows.len();
            let rows = rows.into_iter().map(|cells| view! { <article><dl class="summary">{pairs(cells, &staff, lang)}</dl></article> });
            view! {
                <section>
                    <h2>{td_string!(lang, records.file.section, name = table(&name, lang), count = count).to_string()}</h2>
                    {rows.collect_view()}
                </section>
            }
        })
        .collect_view();
    view! {
        <main id="main" class="person-file" tabindex="-1">
            <p class="back"><a href=back>{td_string!(lang, records.file.back)}</a></p>
            <h1>{td_string!(lang, records.file.heading, name = name).to_string()}</h1>
            <p>{made}</p>
            <p class="back">{td_string!(lang, records.file.how)}</p>
            {sections}
        </main>
    }
    .into_any()
}

/// What is there of a row: an empty column says nothing.
fn pairs(cells: Vec<(String, Value)>, staff: &[(String, String)], lang: Locale) -> Vec<AnyView> {
    let mut said = Vec::new();
    for (name, value) in cells {
        said_of(&column(&name, lang), &name, value, staff, lang, &mut said);
    }
    said.into_iter().map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()).collect()
}

/// A value in words; what is within another is told with both names.
fn said_of(
    label: &str,
    name: &str,
    value: Value,
    staff: &[(String, String)],
    lang: Locale,
    said: &mut Vec<(String, String)>,
) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                said_of(&format!("{label} › {}", column(&name, lang)), &name, value, staff, lang, said);
            }
        }
        Value::Array(values) => {
            for value in values {
                said_of(label, name, value, staff, lang, said);
            }
        }
        Value::Number(number) => {
            let moment = number.as_i64().filter(|_| is_moment(name)).and_then(DateTime::from_timestamp_millis);
            said.push((label.to_owned(), moment.map_or_else(|| number.to_string(), |at| exactly(at, lang))));
        }
        Value::Bool(yes) => {
            let word = if yes { td_string!(lang, records.file.yes) } else { td_string!(lang, records.file.no) };
            said.push((label.to_owned(), word.to_owned()));
        }
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => {
            let who = staff.iter().find(|(id, _)| *id == text).map(|(_, name)| name.clone());
            let moment = is_moment(name).then(|| text.parse::<Instant>().ok()).flatten();
            said.push((label.to_owned(), who.or(moment.map(|at| exactly(at, lang))).unwrap_or(text)));
        }
    }
}

fn is_moment(name: &str) -> bool {
    matches!(name, "at" | "deadline" | "since") || name.ends_with("_at") || name.ends_with("_until")
}

fn exactly(at: Instant, lang: Locale) -> String {
    format!("{} {}", words::date(crate::domain::time::date_jst(at), lang), crate::domain::time::time_hm(at))
}

/// What a table holds; one that has no words yet stands by its name.
fn table(name: &str, lang: Locale) -> String {
    match name {
        "booking" => td_string!(lang, records.table.booking),
        "declarations" => td_string!(lang, records.table.declarations),
        "device_checks" => td_string!(lang, records.table.device_checks),
        "booking_event" => td_string!(lang, records.table.booking_event),
        "booking_day" => td_string!(lang, records.table.booking_day),
        "consent" => td_string!(lang, records.table.consent),
        "outbox" => td_string!(lang, records.table.outbox),
        "call" => td_string!(lang, records.table.call),
        "seat_tick" => td_string!(lang, records.table.seat_tick),
        "application" => td_string!(lang, records.table.application),
        "legal_hold" => td_string!(lang, records.table.legal_hold),
        "audit" => td_string!(lang, records.table.audit),
        "links" => td_string!(lang, records.table.links),
        other => return other.to_owned(),
    }
    .to_owned()
}

/// What a column is called; one that has no words yet stands by its name.
fn column(name: &str, lang: Locale) -> String {
    match name {
        "name" => td_string!(lang, records.column.name),
        "kana" => td_string!(lang, records.column.kana),
        "phone" => td_string!(lang, records.column.phone),
        "mail" => td_string!(lang, records.column.mail),
        "number" => td_string!(lang, records.column.number),
        "birth_date" => td_string!(lang, records.column.birth_date),
        "topic" => td_string!(lang, records.column.topic),
        "reference" => td_string!(lang, records.column.reference),
        "starts_at" => td_string!(lang, records.column.starts_at),
        "minutes" => td_string!(lang, records.column.minutes),
        "kind" => td_string!(lang, records.column.kind),
        "channel" => td_string!(lang, records.column.channel),
        "state" => td_string!(lang, records.column.state),
        "deadline" => td_string!(lang, records.column.deadline),
        "lang" => td_string!(lang, records.column.lang),
        "created_at" => td_string!(lang, records.column.created_at),
        "at" => td_string!(lang, records.column.at),
        "who" | "by" | "staff_id" => td_string!(lang, records.column.who),
        "what" | "act" => td_string!(lang, records.column.what),
        "note" => td_string!(lang, records.column.note),
        "moment" => td_string!(lang, records.column.moment),
        "terms_hash" | "version" => td_string!(lang, records.column.version),
        "proof" => td_string!(lang, records.column.proof),
        "letter" => td_string!(lang, records.column.letter),
        "recipient" => td_string!(lang, records.column.recipient),
        "status" => td_string!(lang, records.column.status),
        "direction" => td_string!(lang, records.column.direction),
        "about" => td_string!(lang, records.column.about),
        "ground" => td_string!(lang, records.column.ground),
        "result" => td_string!(lang, records.column.result),
        "findings" => td_string!(lang, records.column.findings),
        "answers" => td_string!(lang, records.column.answers),
        "interpreter" => td_string!(lang, records.column.interpreter),
        "carer" => td_string!(lang, records.column.carer),
        "visitor" => td_string!(lang, records.column.visitor),
        "address" => td_string!(lang, records.column.address),
        "readable_until_at" => td_string!(lang, records.column.readable_until),
        other => return other.to_owned(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_in_words_and_what_is_empty_is_left_out() {
        let cells = vec![
            ("name".to_owned(), "髙橋 花子".into()),
            ("topic".to_owned(), "".into()),
            ("device".to_owned(), Value::Null),
            ("starts_at".to_owned(), 1_764_032_400_000_i64.into()),
            ("state_data".to_owned(), serde_json::json!({ "by": "7", "at": "2025-11-25T01:00:00Z" })),
        ];
        let mut said = Vec::new();
        for (name, value) in cells {
            said_of(&name.clone(), &name, value, &[("7".to_owned(), "佐藤".to_owned())], Locale::en, &mut said);
        }
        let told: Vec<_> = said.iter().map(|(label, value)| format!("{label}={value}")).collect();
        assert_eq!(
            told,
            [
                "name=髙橋 花子",
                "starts_at=Tue 25 November 2025 10:00",
                "state_data › When=Tue 25 November 2025 10:00",
                "state_data › Who=佐藤",
            ]
        );
    }
}
