//! Lawful disclosure (Art. 7(2)): the register, the form that asks, the second person's decision, and the files. The file is
//! fetched by a plain form: each time it is taken is in the register.

use crate::{
    desk::{Answer, figures::Register},
    domain::{
        disclosure::{self, Field as Item, Typed, Wrong},
        ids::DisclosureId,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::Heard,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

mod entry;
pub mod file;
mod form;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DisclosuresPage {
    register: Register,
    typed: Typed,
    wrong: Vec<(Item, Wrong)>,
    /// What was typed means no booking of the office.
    nobody: bool,
}

/// `problem`: the form came back with something to mend.
#[server]
pub async fn load_disclosures(lang: String, problem: Option<String>) -> Answer<Framed<DisclosuresPage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let register = request::desk()?.figures.disclosures(&actor).await?;
    let kept = request::kept_if::<Typed>(problem.is_some(), request::Form::Disclosure)?;
    let wrong = kept.as_ref().and_then(|typed| disclosure::check(typed).err()).unwrap_or_default();
    let nobody = kept.is_some() && wrong.is_empty() && problem.as_deref() == Some("conflict");
    let page = DisclosuresPage { register, typed: kept.unwrap_or_default(), wrong, nobody };
    request::framed(&actor, &lang, page).await
}

#[server]
pub async fn ask_disclosure(lang: String, #[server(default)] asked: Typed) -> Answer<()> {
    use crate::{domain::role::Task, request};
    let actor = request::staff().await?;
    actor.may(Task::Disclose)?;
    let outcome = request::desk()?.figures.ask_disclosure(&actor, asked.clone()).await.map(drop);
    request::keep_unless_taken(request::Form::Disclosure, &asked, &outcome)?;
    let back = match outcome {
        Ok(()) => Section::Disclosures.path().to_owned(),
        Err(_) => format!("{}?typed=yes", Section::Disclosures.path()),
    };
    request::back_to_page(&lang, &back, outcome, "disclosure_asked")
}

#[server]
pub async fn approve_disclosure(lang: String, disclosure: DisclosureId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.figures.approve_disclosure(&actor, disclosure).await;
    request::back_to_page(&lang, Section::Disclosures.path(), outcome, "disclosure_approved")
}

#[server]
pub async fn refuse_disclosure(lang: String, disclosure: DisclosureId, why: String) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    let actor = request::staff().await?;
    let outcome = request::desk()?.figures.refuse_disclosure(&actor, disclosure, why).await;
    let back = match outcome {
        Err(DeskError::Mend) => format!("{}?why={disclosure}", Section::Disclosures.path()),
        _ => Section::Disclosures.path().to_owned(),
    };
    request::back_to_page(&lang, &back, outcome, "disclosure_refused")
}

#[component]
pub fn Disclosures() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    // A problem of another press has nothing to do with what was typed.
    let problem = Memo::new(move |_| query.with(|query| query.get("typed").and_then(|_| query.get("problem"))));
    let page = Resource::new_blocking(
        move || (heard.changes(), problem.get()),
        move |(_, problem)| load_disclosures(code(lang).to_owned(), problem),
    );
    sheet(Section::Disclosures, page, body)
}

fn body(page: DisclosuresPage, _: &Frame) -> AnyView {
    let lang = use_lang();
    let DisclosuresPage { register: Register { now, entries }, typed, wrong, nobody } = page;
    let none = entries.is_empty();
    // A refusal that came back for want of a reason.
    let unreasoned = use_query_map().get_untracked().get("why").and_then(|id| id.parse::<DisclosureId>().ok());
    view! {
        <p>{td_string!(lang, figures.register.lead)}</p>
        {none.then(|| view! { <p>{td_string!(lang, figures.register.none)}</p> })}
        <ol class="register">
            {entries
                .into_iter()
                .map(move |entry| {
                    let unreasoned = unreasoned == Some(entry.id);
                    view! { <li><entry::One entry now unreasoned /></li> }
                })
                .collect_view()}
        </ol>
        <form::Ask typed wrong nobody />
    }
    .into_any()
}

fn item_words(item: disclosure::Item, lang: Locale) -> &'static str {
    use disclosure::Item;
    match item {
        Item::Bookings => td_string!(lang, figures.item.bookings),
        Item::Consents => td_string!(lang, figures.item.consents),
        Item::Declarations => td_string!(lang, figures.item.declarations),
        Item::Device => td_string!(lang, figures.item.device),
        Item::AccessHistory => td_string!(lang, figures.item.access_history),
    }
}

/// Whose it is, in words: all of it has to hold.
fn scope_words(scope: &disclosure::Scope, lang: Locale) -> Vec<String> {
    use crate::staff::words;
    let number = scope.number.as_ref().map(|number| format!("{} {number}", td_string!(lang, figures.ask.number)));
    let references: Vec<_> = scope.references.iter().map(ToString::to_string).collect();
    let between = if lang == Locale::ja { "、" } else { ", " };
    let references = (!references.is_empty())
        .then(|| format!("{} {}", td_string!(lang, figures.ask.references), references.join(between)));
    let until = if lang == Locale::ja { "〜" } else { " – " };
    let period = scope.period.map(|period| {
        let days = format!("{}{until}{}", words::date(period.from(), lang), words::date(period.until(), lang));
        format!("{} {days}", td_string!(lang, figures.register.consultations))
    });
    number.into_iter().chain(references).chain(period).collect()
}
