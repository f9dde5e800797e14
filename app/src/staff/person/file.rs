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

pub mod names;

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
            let holds = names::table(&name, lang).unwrap_or(td_string!(lang, records.table.other));
            let rows = rows
                .into_iter()
                .map(|cells| view! { <article><dl class="summary">{pairs(&name, cells, &staff, lang)}</dl></article> })
                .collect_view();
            view! {
                <section>
                    <h2>{td_string!(lang, records.file.section, name = holds, count = count).to_string()}</h2>
                    {rows}
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
fn pairs(table: &str, cells: Vec<(String, Value)>, staff: &[(String, String)], lang: Locale) -> Vec<AnyView> {
    let telling = Telling { table, staff, lang };
    let mut said = Vec::new();
    for (name, value) in cells {
        telling.said_of(telling.called(&name), &name, value, &mut said);
    }
    said.into_iter().map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()).collect()
}

/// What a row is told with.
struct Telling<'a> {
    table: &'a str,
    /// Names by their ids.
    staff: &'a [(String, String)],
    lang: Locale,
}

impl Telling<'_> {
    fn called(&self, name: &str) -> &'static str {
        names::column(self.table, name, self.lang).unwrap_or(td_string!(self.lang, records.column.other))
    }

    fn called_within(&self, name: &str) -> &'static str {
        names::within(name, self.lang).unwrap_or(td_string!(self.lang, records.column.other))
    }

    /// A value in words; what is within another is told with both names.
    fn said_of(&self, label: &str, name: &str, value: Value, said: &mut Vec<(String, String)>) {
        let lang = self.lang;
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (within, value) in fields {
                    // What a check found has names of its own.
                    let called = if name == "findings" { within.as_str() } else { self.called_within(&within) };
                    self.said_of(&format!("{label} › {called}"), &within, value, said);
                }
            }
            Value::Array(values) => {
                for value in values {
                    self.said_of(label, name, value, said);
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
                let who = self.staff.iter().find(|(id, _)| *id == text).map(|(_, name)| name.clone());
                let moment = is_moment(name).then(|| text.parse::<Instant>().ok()).flatten();
                said.push((label.to_owned(), who.or(moment.map(|at| exactly(at, lang))).unwrap_or(text)));
            }
        }
    }
}

fn is_moment(name: &str) -> bool {
    matches!(name, "at" | "deadline" | "since") || name.ends_with("_at") || name.ends_with("_until")
}

fn exactly(at: Instant, lang: Locale) -> String {
    format!("{} {}", words::date(crate::domain::time::date_jst(at), lang), crate::domain::time::time_hm(at))
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
        let staff = [("7".to_owned(), "佐藤".to_owned())];
        let telling = Telling { table: "booking", staff: &staff, lang: Locale::en };
        let mut said = Vec::new();
        for (name, value) in cells {
            telling.said_of(telling.called(&name), &name, value, &mut said);
        }
        let told: Vec<_> = said.iter().map(|(label, value)| format!("{label}={value}")).collect();
        assert_eq!(
            told,
            [
                "Name=髙橋 花子",
                "Consultation=Tue 25 November 2025 10:00",
                "State in detail › When=Tue 25 November 2025 10:00",
                "State in detail › Who=佐藤",
            ]
        );
    }
}
