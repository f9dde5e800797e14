//! Inviting an employer to an interview or a selection. What was typed is personal and stands in no address: where it has to
//! be mended it comes back by a cookie of some minutes.

use crate::{
    desk::{Answer, attendee::Inviting, error::DeskError},
    domain::{
        attendee::{Employer, Item},
        details::Problem,
        ids::BookingId,
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        place, words,
    },
    ui::{
        error_summary::{self, ErrorSummary},
        field::Field,
        select::Select,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EmployerPage {
    inviting: Inviting,
    typed: Employer,
    wrong: Vec<(Item, Problem)>,
}

/// `tried`: the form came back with something to mend.
#[server]
pub async fn load_employer(lang: String, booking: BookingId, tried: bool) -> Answer<Framed<EmployerPage>> {
    use crate::domain::attendee::check;
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let inviting = request::desk()?.attendees.inviting(&actor, booking).await?;
    let typed: Employer = request::kept_if(tried, request::Form::Employer)?.unwrap_or_default();
    let wrong = if tried { check(&typed).err().unwrap_or_default() } else { Vec::new() };
    request::framed(&actor, &lang, EmployerPage { inviting, typed, wrong }).await
}

#[server]
pub async fn invite_employer(lang: String, booking: BookingId, #[server(default)] employer: Employer) -> Answer<()> {
    use crate::{request, staff::place::Place};
    let actor = request::staff().await?;
    request::keep(request::Form::Employer, &employer)?;
    match request::desk()?.attendees.invite(&actor, booking, employer).await {
        Ok(span) => {
            request::cookies()?.forget(request::Form::Employer);
            let place = Place::of_booking(booking, span.starts()).to_string();
            request::back_to_page(&lang, &place, Ok(()), "attendee_invited")
        }
        // Another office's booking has no page of its own.
        Err(DeskError::NotFound) => request::back_to_page(&lang, "", Err(DeskError::NotFound), ""),
        Err(error) => request::back_to_page(&lang, &page(booking), Err(error), ""),
    }
}

/// What follows `/ja/desk` in the page's address.
pub fn page(booking: BookingId) -> String {
    format!("{}?booking={booking}", Section::Employer.path())
}

#[component]
pub fn EmployerSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("booking"), query.get("problem").is_some())));
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (booking, tried))| async move {
            let booking = booking.and_then(|id| id.parse().ok()).ok_or(DeskError::NotFound)?;
            load_employer(code(lang).to_owned(), booking, tried).await
        },
    );
    sheet(Section::Employer, page, body)
}

fn body(page: EmployerPage, _: &Frame) -> AnyView {
    let lang = use_lang();
    let action = heard::<InviteEmployer>();
    let EmployerPage { inviting, typed, wrong } = page;
    let wrong: Vec<_> =
        wrong.into_iter().map(|(item, what)| (item, words::problem(what, label(item, lang), lang))).collect();
    let summary = wrong
        .iter()
        .map(|(item, words)| error_summary::Problem { field: item.id().to_owned(), words: words.clone() })
        .collect::<Vec<_>>();
    let booking = inviting.booking;
    let back = place::card(lang, booking, inviting.span.starts());
    let when = format!("{} {}", words::day(date_jst(inviting.span.starts()), lang), words::span(inviting.span, lang));
    let kind = words::kind(inviting.kind, lang);
    let (name, reference) = (inviting.name, inviting.reference);
    view! {
        <p><a href=back>{td_string!(lang, attendee.form.back)}</a></p>
        <p>{td_string!(lang, attendee.form.whose, name, reference, kind, when).to_string()}</p>
        {if inviting.open {
            view! {
                <ErrorSummary problems=summary />
                <p>{td_string!(lang, attendee.form.lead)}</p>
                <ActionForm action=action>
                    <input type="hidden" name="lang" value=code(lang) />
                    <input type="hidden" name="booking" value=booking.to_string() />
                    <EmployerFields typed prefix="employer" wrong />
                    <button class="button">{td_string!(lang, attendee.form.submit)}</button>
                </ActionForm>
            }
                .into_any()
        } else {
            view! { <p class="notice">{td_string!(lang, attendee.form.full)}</p> }.into_any()
        }}
    }
    .into_any()
}

/// The employer's part of a form; its names begin with `prefix`.
#[component]
pub fn EmployerFields(
    typed: Employer,
    prefix: &'static str,
    wrong: Vec<(Item, String)>,
    /// Nobody has to be invited here.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let lang = use_lang();
    let error = move |item: Item| wrong.iter().find(|(it, _)| *it == item).map(|(_, words)| words.clone());
    let languages: Vec<_> = crate::locale::LANGUAGES.iter().map(|(_, code, name)| (*code, *name)).collect();
    let name = move |of: &str| format!("{prefix}[{of}]");
    view! {
        <Field
            label=label(Item::JobNumber, lang)
            name=name("job_number")
            id=Item::JobNumber.id()
            help=td_string!(lang, attendee.form.job_number_help)
            error=error(Item::JobNumber)
            value=typed.job_number
            autocomplete="off"
            optional
            inputmode="numeric"
        />
        <Field
            label=label(Item::Company, lang)
            name=name("company")
            id=Item::Company.id()
            error=error(Item::Company)
            value=typed.company
            autocomplete="off"
            optional
        />
        <Field
            label=label(Item::Person, lang)
            name=name("person")
            id=Item::Person.id()
            error=error(Item::Person)
            value=typed.person
            autocomplete="off"
            optional
        />
        <Field
            label=label(Item::Phone, lang)
            name=name("phone")
            id=Item::Phone.id()
            kind="tel"
            error=error(Item::Phone)
            value=typed.phone
            autocomplete="off"
            optional
            inputmode="tel"
        />
        <Field
            label=label(Item::Mail, lang)
            name=name("mail")
            id=Item::Mail.id()
            error=error(Item::Mail)
            value=typed.mail
            autocomplete="off"
            optional
            inputmode="email"
        />
        <Select
            label=td_string!(lang, attendee.form.lang)
            name=name("lang")
            id="company_lang"
            options=languages
            value=if typed.lang.is_empty() { "ja".to_owned() } else { typed.lang }
        />
    }
    .into_any()
}

pub fn label(item: Item, lang: Locale) -> &'static str {
    match item {
        Item::JobNumber => td_string!(lang, attendee.form.job_number),
        Item::Company => td_string!(lang, attendee.form.company),
        Item::Person => td_string!(lang, attendee.form.person),
        Item::Phone => td_string!(lang, attendee.form.phone),
        Item::Mail => td_string!(lang, attendee.form.mail),
    }
}
