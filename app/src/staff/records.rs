//! Records about people: how long each class is kept, what the daily job did, and what is held. What is typed into a form
//! that names somebody comes back by a cookie, never in an address.

use crate::{
    desk::{
        Answer,
        records::{NewHold, RecordsRoom},
    },
    domain::{
        correction::Correction,
        ids::HoldId,
        retention::{Class, Kept, Period},
        role::Task,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
        words,
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

mod holds;
mod runs;
mod schedule;

/// What was typed into one of the forms and has to be mended.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typed {
    Hold(NewHold),
    Lift { hold: HoldId, reason: String },
    Correct(Correction),
    Erase { reason: String },
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(…)")
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecordsPage {
    room: RecordsRoom,
    typed: Option<Typed>,
}

/// `typed`: a form came back with something to mend.
#[server]
pub async fn load_records(lang: String, typed: bool) -> Answer<Framed<RecordsPage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let room = request::desk()?.records.records(&actor).await?;
    let typed = request::kept_if(typed, request::Form::Records)?;
    request::framed(&actor, &lang, RecordsPage { room, typed }).await
}

/// Leads a form back to its page: as it was typed where something has to be mended. `page` may have a query.
#[cfg(feature = "ssr")]
pub fn back(lang: &str, page: &str, typed: &Typed, outcome: Answer<()>, done: &str) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    match outcome {
        Err(DeskError::Mend | DeskError::Conflict | DeskError::Unavailable) => {
            request::keep(request::Form::Records, typed)?;
            let mark = if page.contains('?') { '&' } else { '?' };
            request::back_to_page(lang, &format!("{page}{mark}typed=yes"), outcome, done)
        }
        _ => {
            request::cookies()?.forget(request::Form::Records);
            request::back_to_page(lang, page, outcome, done)
        }
    }
}

#[component]
pub fn Records() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let typed = Memo::new(move |_| query.with(|query| query.get("typed").is_some()));
    let page = Resource::new_blocking(
        move || (heard.changes(), typed.get()),
        move |(_, typed)| load_records(code(lang).to_owned(), typed),
    );
    sheet(Section::Records, page, body)
}

fn body(RecordsPage { room, typed }: RecordsPage, frame: &Frame) -> AnyView {
    let lang = use_lang();
    let may_set = frame.role.may(Task::ManageOffice);
    view! {
        <p>{td_string!(lang, records.lead)}</p>
        <schedule::Schedule classes=room.classes today=room.today may_set />
        <runs::Runs runs=room.runs />
        <holds::Holds holds=room.holds today=room.today typed />
    }
    .into_any()
}

pub fn class_name(class: Class, lang: Locale) -> &'static str {
    match class {
        Class::Bookings => td_string!(lang, records.class.bookings),
        Class::Consents => td_string!(lang, records.class.consents),
        Class::Devices => td_string!(lang, records.class.devices),
        Class::Access => td_string!(lang, records.class.access),
        Class::Audit => td_string!(lang, records.class.audit),
        Class::Outbox => td_string!(lang, records.class.outbox),
        Class::Drafts => td_string!(lang, records.class.drafts),
        Class::Mailbox => td_string!(lang, records.class.mailbox),
        Class::Backups => td_string!(lang, records.class.backups),
    }
}

pub fn period_words(period: Period, lang: Locale) -> String {
    match period {
        Period::Months(count) if count % 12 == 0 => td_string!(lang, records.years, count = count / 12).to_string(),
        Period::Months(count) => td_string!(lang, records.months, count = count).to_string(),
        Period::Days(count) => td_string!(lang, records.days, count = count).to_string(),
    }
}

/// What stands of a class, with its tone.
pub fn kept_words(kept: Kept, lang: Locale) -> (&'static str, String) {
    match kept {
        Kept::Forgotten => ("quiet", td_string!(lang, records.kept.forgotten).to_owned()),
        Kept::Due => ("wait", td_string!(lang, records.kept.due).to_owned()),
        Kept::Held => ("bad", td_string!(lang, records.kept.held).to_owned()),
        Kept::Until { due } => ("good", until_words(due, lang)),
    }
}

/// Until the day before it is due.
pub fn until_words(due: NaiveDate, lang: Locale) -> String {
    let last = words::date(due.pred_opt().unwrap_or(due), lang);
    td_string!(lang, records.kept.until, date = last).to_string()
}
