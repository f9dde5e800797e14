//! Every letter that the office sends, in every language, as text and as HTML. They are samples: made by the code that makes
//! the real ones, of a consultation that there is not.

use crate::{
    desk::{
        Answer,
        letters::{Entry, LetterIn, LetterNames},
    },
    i18n::*,
    locale::{self, code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet, sheet},
        outcome::Heard,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OneLetter {
    word: String,
    languages: Vec<LetterIn>,
}

#[server]
pub async fn load_letters(lang: String) -> Answer<Framed<LetterNames>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let names = request::desk()?.letters.letters(&actor).await?;
    request::framed(&actor, &lang, names).await
}

#[server]
pub async fn load_letter(lang: String, letter: String) -> Answer<Framed<OneLetter>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let languages = request::desk()?.letters.letter(&actor, &letter).await?;
    request::framed(&actor, &lang, OneLetter { word: letter, languages }).await
}

#[component]
pub fn Letters() -> impl IntoView {
    fresh_sheet(Section::Letters, load_letters, list)
}

#[component]
pub fn LetterPage() -> impl IntoView {
    let lang = use_lang();
    Heard::provide();
    let query = use_query_map();
    let letter = Memo::new(move |_| query.with(|query| query.get("letter")).unwrap_or_default());
    let page = Resource::new_blocking(move || letter.get(), move |letter| load_letter(code(lang).to_owned(), letter));
    sheet(Section::Letter, page, one)
}

fn list(names: LetterNames, _: &Frame) -> AnyView {
    let lang = use_lang();
    let links = |words: Vec<String>| {
        words
            .into_iter()
            .map(|word| {
                let name = name_of(&word, lang);
                view! {
                    <li>
                        <a href=format!("/{}/desk{}?letter={word}", code(lang), Section::Letter.path())>{name}</a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <p>{td_string!(lang, letters.lead)}</p>
        <section>
            <h2>{td_string!(lang, letters.to_seeker)}</h2>
            <ul>{links(names.seeker)}</ul>
        </section>
        <section>
            <h2>{td_string!(lang, letters.to_employer)}</h2>
            <ul>{links(names.employer)}</ul>
        </section>
    }
    .into_any()
}

fn one(letter: OneLetter, _: &Frame) -> AnyView {
    let lang = use_lang();
    let OneLetter { word, languages } = letter;
    let name = name_of(&word, lang);
    let back = format!("/{}/desk{}", code(lang), Section::Letters.path());
    view! {
        <p>
            <a href=back>{td_string!(lang, letters.back)}</a>
        </p>
        <h2>{name.clone()}</h2>
        <p>{td_string!(lang, letters.lead)}</p>
        {languages.into_iter().map(|it| in_language(&word, &name, it, lang)).collect_view()}
    }
    .into_any()
}

fn in_language(word: &str, name: &str, letter: LetterIn, lang: Locale) -> AnyView {
    let LetterIn { lang: of, subject, sender, text, entry } = letter;
    let language = locale::LANGUAGES.iter().find(|(_, code, _)| *code == of).map_or("", |(.., name)| name);
    let entry = match entry {
        Entry::None => td_string!(lang, letters.entry_none),
        Entry::Sent => td_string!(lang, letters.entry_sent),
        Entry::Cancelled => td_string!(lang, letters.entry_cancelled),
    };
    let frame = td_string!(lang, letters.frame, letter = name.to_owned(), language = language).to_string();
    view! {
        <section class="letter">
            <h3 lang=of.clone()>{language}</h3>
            <dl class="summary">
                <div>
                    <dt>{td_string!(lang, letters.subject)}</dt>
                    <dd lang=of.clone()>{subject}</dd>
                </div>
                <div>
                    <dt>{td_string!(lang, letters.sender)}</dt>
                    <dd lang=of.clone()>{sender}</dd>
                </div>
                <div>
                    <dt>{td_string!(lang, letters.entry)}</dt>
                    <dd>{entry}</dd>
                </div>
            </dl>
            <div class="letter-forms">
                <section>
                    <h4>{td_string!(lang, letters.text)}</h4>
                    <pre lang=of.clone()>{text}</pre>
                </section>
                <section>
                    <h4>{td_string!(lang, letters.html)}</h4>
                    <iframe src=format!("/desk/letters/{word}/{of}.html") title=frame sandbox=""></iframe>
                </section>
            </div>
        </section>
    }
    .into_any()
}

fn name_of(word: &str, lang: Locale) -> String {
    called(word, lang).map_or_else(|| word.to_owned(), str::to_owned)
}

/// What staff call a letter, by its word.
pub fn called(word: &str, lang: Locale) -> Option<&'static str> {
    Some(match word {
        "booked" => td_string!(lang, letters.called.booked),
        "moved" => td_string!(lang, letters.called.moved),
        "cancelled" => td_string!(lang, letters.called.cancelled),
        "cancelled_by_office" => td_string!(lang, letters.called.cancelled_by_office),
        "link" => td_string!(lang, letters.called.link),
        "no_show" => td_string!(lang, letters.called.no_show),
        "new_terms" => td_string!(lang, letters.called.new_terms),
        "please_reply" => td_string!(lang, letters.called.please_reply),
        "details" => td_string!(lang, letters.called.details),
        "void" => td_string!(lang, letters.called.void),
        "refused" => td_string!(lang, letters.called.refused),
        "refused_to_anyone" => td_string!(lang, letters.called.refused_to_anyone),
        "stopped" => td_string!(lang, letters.called.stopped),
        "decided" => td_string!(lang, letters.called.decided),
        "lifted" => td_string!(lang, letters.called.lifted),
        "not_registered" => td_string!(lang, letters.called.not_registered),
        "moved_by_office" => td_string!(lang, letters.called.moved_by_office),
        "absence" => td_string!(lang, letters.called.absence),
        "already_booked" => td_string!(lang, letters.called.already_booked),
        "device_check" => td_string!(lang, letters.called.device_check),
        "reminder_day" => td_string!(lang, letters.called.reminder_day),
        "reminder_hour" => td_string!(lang, letters.called.reminder_hour),
        "wish_asked" => td_string!(lang, letters.called.wish_asked),
        "wish_offered" => td_string!(lang, letters.called.wish_offered),
        "wish_offered_to_move" => td_string!(lang, letters.called.wish_offered_to_move),
        "attendee_invited" => td_string!(lang, letters.called.attendee_invited),
        "attendee_moved" => td_string!(lang, letters.called.attendee_moved),
        "attendee_meeting" => td_string!(lang, letters.called.attendee_meeting),
        "attendee_ended" => td_string!(lang, letters.called.attendee_ended),
        "attendee_removed" => td_string!(lang, letters.called.attendee_removed),
        _ => return None,
    })
}
