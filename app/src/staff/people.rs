//! A seeker looked for by whatever they say on the telephone. The words are personal and stand in no address.

use crate::{
    desk::{
        Answer,
        application::DeviceReport,
        phone::{ConsentLine, People, Person, PersonBooking},
        standing::PersonStanding,
    },
    domain::{role::Task, time::date_jst},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        person, place,
        standing::person::OfPerson,
        table::Table,
        words,
    },
    ui::field::Field,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Nothing was looked for yet, or who was found.
    found: Option<People>,
    /// Of each who was found.
    standings: Vec<PersonStanding>,
    words: String,
}

#[server]
pub async fn load_people(lang: String, found: bool) -> Answer<Framed<PeoplePage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    actor.may(Task::TakeCalls)?;
    let words: String = request::kept_if(found, request::Form::People)?.unwrap_or_default();
    let found =
        if words.trim().is_empty() { None } else { Some(request::desk()?.phone.find(&actor, words.clone()).await?) };
    let numbers = found.iter().flat_map(|found| &found.people).map(|person| person.number.clone()).collect();
    let standings = request::desk()?.standing.standing_of(&actor, numbers).await?;
    request::framed(&actor, &lang, PeoplePage { found, standings, words }).await
}

#[server]
pub async fn look_for(lang: String, words: String) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    actor.may(Task::TakeCalls)?;
    request::keep(request::Form::People, &words.chars().take(100).collect::<String>())?;
    request::back_to_page(&lang, &format!("{}?found=yes", Section::People.path()), Ok(()), "")
}

#[component]
pub fn PeopleSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let found = Memo::new(move |_| query.with(|query| query.get("found").is_some()));
    let page = Resource::new_blocking(
        move || (heard.changes(), found.get()),
        move |(_, found)| load_people(code(lang).to_owned(), found),
    );
    sheet(Section::People, page, body)
}

fn body(page: PeoplePage, frame: &Frame) -> AnyView {
    let keeps = frame.role.may(Task::KeepRecords);
    let lang = use_lang();
    let action = heard::<LookFor>();
    let standings = page.standings;
    let found = page.found.map(|People { people, more }| {
        let none = people.is_empty();
        view! {
            {none.then(|| view! { <p>{td_string!(lang, phone.people.none)}</p> })}
            {more.then(|| view! { <p class="notice">{td_string!(lang, phone.people.more)}</p> })}
            {people
                .into_iter()
                .zip(standings)
                .map(|(person, standing)| view! { <One person standing keeps /> })
                .collect_view()}
        }
    });
    view! {
        <section class="reading">
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, phone.people.words)
                    name="words"
                    help=td_string!(lang, phone.people.words_help)
                    value=page.words
                    autocomplete="off"
                />
                <button class="button">{td_string!(lang, phone.people.submit)}</button>
            </ActionForm>
        </section>
        {found}
    }
    .into_any()
}

#[component]
fn One(person: Person, standing: PersonStanding, keeps: bool) -> impl IntoView {
    let lang = use_lang();
    let records = person.bookings.first().filter(|_| keeps).map(|booking| person::page(booking.id));
    let heads = [
        td_string!(lang, phone.people.when),
        td_string!(lang, phone.people.state),
        td_string!(lang, phone.people.kind),
        td_string!(lang, phone.people.channel),
        td_string!(lang, phone.people.device),
        td_string!(lang, phone.people.consents),
        td_string!(lang, phone.people.reference),
    ];
    let caption =
        format!("{}{}", person.name, td_string!(lang, words.ui.about, what = td_string!(lang, phone.people.bookings)));
    view! {
        <section>
            <h2>{person.name}</h2>
            <About
                kana=person.kana
                number=person.number
                birth_date=person.birth_date
                phone=person.phone
                mail=person.mail
            />
            <OfPerson standing />
            {records
                .map(|page| {
                    view! {
                        <p class="links">
                            <a href=format!("/{}/desk{page}", code(lang))>{td_string!(lang, records.person.link)}</a>
                        </p>
                    }
                })}
            <Table caption=caption.clone() heads=heads>{person.bookings.into_iter().map(|booking| view! { <Line booking /> }).collect_view()}</Table>
        </section>
    }
    .into_any()
}

/// What is known of a person beside the name.
#[component]
pub fn About(kana: String, number: String, birth_date: String, phone: String, mail: String) -> impl IntoView {
    let lang = use_lang();
    let row = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
    };
    view! {
        <dl class="summary">
            {row(td_string!(lang, staff.card.kana), kana)}
            {row(td_string!(lang, staff.card.number), number)}
            {row(td_string!(lang, phone.card.birth_date), birth_date)}
            {row(td_string!(lang, staff.card.phone), phone)}
            {row(td_string!(lang, staff.card.mail), mail)}
        </dl>
    }
    .into_any()
}

#[component]
fn Line(booking: PersonBooking) -> impl IntoView {
    let lang = use_lang();
    let date = date_jst(booking.span.starts());
    let card = place::card(lang, booking.id, booking.span.starts());
    let (tone, state) = words::state(&booking.state, lang);
    let report = booking.device.map(|result| DeviceReport { result, same_device: None, findings: Default::default() });
    let (device_tone, device) = words::device(report.as_ref(), lang);
    view! {
        <tr>
            <th scope="row">
                <a href=card>{format!("{} {}", words::date(date, lang), words::span(booking.span, lang))}</a>
            </th>
            <td><span class="badge" data-tone=tone>{state}</span></td>
            <td>{words::kind(booking.kind, lang)}</td>
            <td>{words::channel(booking.channel, lang)}</td>
            <td><span class="badge" data-tone=device_tone>{device}</span></td>
            <td>
                <ul class="plain">{booking.consents.into_iter().map(|line| consent(line, lang)).collect_view()}</ul>
            </td>
            <td>{booking.reference}</td>
        </tr>
    }
    .into_any()
}

fn consent(line: ConsentLine, lang: Locale) -> impl IntoView {
    let moment = match line.moment.as_str() {
        "applying" => td_string!(lang, phone.people.applying).to_owned(),
        "tick" => td_string!(lang, phone.people.tick).to_owned(),
        "receipt" => td_string!(lang, phone.people.receipt).to_owned(),
        "joining" => td_string!(lang, phone.people.joining).to_owned(),
        _ => line.moment,
    };
    view! { <li>{format!("{moment} {} ({})", words::moment(line.at, lang), words::version(&line.version, lang))}</li> }
}
