//! One person's records, by 求職番号: how long each class of each booking is kept, the export, a correction, an erasure. The
//! address names a booking; whose it is stands in none.

use crate::{
    desk::{
        Answer,
        records::{KeptBooking, PersonRecord},
    },
    domain::{
        correction::{self, Correction, Item},
        details::Problem,
        ids::BookingId,
        intake::reason,
        retention::Class,
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        people::About,
        place,
        records::{Typed, class_name, kept_words, until_words},
        table::Table,
        words,
    },
    ui::field::Field,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

pub mod file;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PersonPage {
    record: PersonRecord,
    typed: Option<Typed>,
}

/// What follows `/ja/desk` in the address of the records of the person that the booking is of.
pub fn page(booking: BookingId) -> String {
    format!("{}?booking={booking}", Section::Person.path())
}

#[server]
pub async fn load_person_record(lang: String, booking: BookingId, typed: bool) -> Answer<Framed<PersonPage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let record = request::desk()?.records.person(&actor, booking).await?;
    let typed = request::kept_if(typed, request::Form::Records)?;
    request::framed(&actor, &lang, PersonPage { record, typed }).await
}

#[server]
pub async fn correct_person(lang: String, booking: BookingId, #[server(default)] correction: Correction) -> Answer<()> {
    use crate::{desk::error::DeskError, request, staff::records};
    let actor = request::staff().await?;
    let outcome = request::desk()?.records.correct_person(&actor, booking, correction.clone()).await;
    let done = if outcome == Ok(0) { "person_same" } else { "person_corrected" };
    let back = match outcome {
        Err(DeskError::NotFound) => Section::People.path().to_owned(),
        _ => page(booking),
    };
    records::back(&lang, &back, &Typed::Correct(correction), outcome.map(drop), done)
}

#[server]
pub async fn erase_person(lang: String, booking: BookingId, reason: String) -> Answer<()> {
    use crate::{desk::error::DeskError, request, staff::records};
    let actor = request::staff().await?;
    let outcome = request::desk()?.records.erase_person(&actor, booking, reason.clone()).await;
    let back = match outcome {
        Err(DeskError::NotFound) => Section::People.path().to_owned(),
        _ => page(outcome.unwrap_or(booking)),
    };
    records::back(&lang, &back, &Typed::Erase { reason }, outcome.map(drop), "person_erased")
}

#[component]
pub fn PersonSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let booking = query.get("booking").and_then(|id| id.parse().ok()).unwrap_or(BookingId(uuid::Uuid::nil()));
            (booking, query.get("typed").is_some())
        })
    });
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (booking, typed))| load_person_record(code(lang).to_owned(), booking, typed),
    );
    sheet(Section::Person, page, body)
}

fn body(PersonPage { record, typed }: PersonPage, _: &Frame) -> AnyView {
    let lang = use_lang();
    let known = !record.name.is_empty() || !record.number.is_empty();
    let (correcting, erasing) = match typed {
        Some(Typed::Correct(correction)) => (Some(correction), None),
        Some(Typed::Erase { reason }) => (None, Some(reason)),
        _ => (None, None),
    };
    let booking = record.booking;
    let due = record.due();
    view! {
        <section>
            {if known {
                view! { <h2>{record.name.clone()}</h2> }.into_any()
            } else {
                view! { <p class="notice">{td_string!(lang, records.person.nobody)}</p> }.into_any()
            }}
            <About
                kana=record.kana.clone()
                number=record.number.clone()
                birth_date=record.birth_date.clone()
                phone=record.phone.clone()
                mail=record.mail.clone()
            />
            <p class="links">
                <a href=format!("/{}/desk{}", code(lang), file::page(booking))>{td_string!(lang, records.person.print)}</a>
                " "
                <a href=format!("/desk/person/{booking}.json") rel="external" download>
                    {td_string!(lang, records.person.json)}
                </a>
            </p>
        </section>
        <Bookings bookings=record.bookings.clone() />
        {record
            .log_due
            .map(|day| {
                let words = td_string!(lang, records.person.log, count = record.log, until = until_words(day, lang));
                view! { <p>{words.to_string()}</p> }
            })}
        {known.then(|| view! { <Correct record=record.clone() typed=correcting /> })}
        <Erase booking due typed=erasing />
    }
    .into_any()
}

#[component]
fn Bookings(bookings: Vec<KeptBooking>) -> impl IntoView {
    let lang = use_lang();
    let mut heads = vec![
        td_string!(lang, phone.people.when),
        td_string!(lang, phone.people.reference),
        td_string!(lang, phone.people.state),
    ];
    heads.extend(Class::OF_A_BOOKING.map(|class| class_name(class, lang)));
    let lines = bookings
        .into_iter()
        .map(|booking| {
            let date = date_jst(booking.span.starts());
            let card = place::card(lang, booking.id, booking.span.starts());
            let (tone, state) = words::state(&booking.state, lang);
            let kept = booking
                .kept
                .into_iter()
                .map(|(_, kept)| {
                    let (tone, words) = kept_words(kept, lang);
                    view! { <td><span class="badge" data-tone=tone>{words}</span></td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">
                        <a href=card>{format!("{} {}", words::date(date, lang), words::span(booking.span, lang))}</a>
                    </th>
                    <td>{booking.reference}</td>
                    <td><span class="badge" data-tone=tone>{state}</span></td>
                    {kept}
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{td_string!(lang, records.person.bookings)}</h2>
            <p>{td_string!(lang, records.person.bookings_lead)}</p>
            <Table caption=td_string!(lang, records.person.bookings) heads=heads quiet=true>{lines}</Table>
        </section>
    }
    .into_any()
}

#[component]
fn Correct(record: PersonRecord, typed: Option<Correction>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<CorrectPerson>();
    let back = typed.is_some();
    let wrong = typed.as_ref().and_then(|typed| correction::check(typed).err()).unwrap_or_default();
    let form = typed.unwrap_or(Correction {
        name: record.name,
        kana: record.kana,
        phone: record.phone,
        mail: record.mail,
        reason: String::new(),
    });
    let error = move |item: Item| {
        wrong.iter().find(|(known, _)| *known == item).map(|(_, what)| wrong_words(item, *what, lang))
    };
    view! {
        <details open=back>
            <summary>{td_string!(lang, records.person.correct)}</summary>
            <p>{td_string!(lang, records.person.correct_lead)}</p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="booking" value=record.booking.to_string() />
                <Field
                    label=td_string!(lang, records.person.name)
                    name="correction[name]"
                    id="name"
                    value=form.name
                    error=error(Item::Name)
                    autocomplete="off"
                />
                <Field
                    label=td_string!(lang, staff.card.kana)
                    name="correction[kana]"
                    id="kana"
                    value=form.kana
                    error=error(Item::Kana)
                    autocomplete="off"
                    optional=true
                />
                <Field
                    label=td_string!(lang, staff.card.phone)
                    name="correction[phone]"
                    id="phone"
                    value=form.phone
                    error=error(Item::Phone)
                    autocomplete="off"
                    inputmode="tel"
                />
                <Field
                    label=td_string!(lang, staff.card.mail)
                    name="correction[mail]"
                    id="mail"
                    help=td_string!(lang, records.person.mail_help)
                    value=form.mail
                    error=error(Item::Mail)
                    autocomplete="off"
                    inputmode="email"
                    optional=true
                />
                <Field
                    label=td_string!(lang, records.person.reason)
                    name="correction[reason]"
                    id="reason"
                    help=td_string!(lang, records.person.reason_help)
                    value=form.reason
                    error=error(Item::Reason)
                    autocomplete="off"
                />
                <button class="button-secondary">{td_string!(lang, records.person.correct_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

fn wrong_words(item: Item, what: Problem, lang: Locale) -> String {
    let name = match item {
        Item::Name => td_string!(lang, records.person.name),
        Item::Kana => td_string!(lang, staff.card.kana),
        Item::Phone => td_string!(lang, staff.card.phone),
        Item::Mail => td_string!(lang, staff.card.mail),
        Item::Reason => td_string!(lang, records.person.reason),
    };
    words::problem(what, name, lang)
}

#[component]
fn Erase(booking: BookingId, due: usize, typed: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ErasePerson>();
    let error = typed.as_ref().and_then(|typed| reason(typed).err()).map(|what| wrong_words(Item::Reason, what, lang));
    let back = typed.is_some();
    view! {
        <details open=back>
            <summary>{td_string!(lang, records.person.erase)}</summary>
            <p>{td_string!(lang, records.person.erase_lead)}</p>
            <p>{td_string!(lang, records.person.erase_due, count = due).to_string()}</p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="booking" value=booking.to_string() />
                <Field
                    label=td_string!(lang, records.person.reason)
                    name="reason"
                    id="erase-reason"
                    help=td_string!(lang, records.person.reason_help)
                    value=typed.unwrap_or_default()
                    error=error
                    autocomplete="off"
                />
                <button class="button-danger">{td_string!(lang, records.person.erase_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}
