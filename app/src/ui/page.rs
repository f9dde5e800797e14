//! The frame of a page, and the pages for what went wrong.

use crate::{
    desk::error::DeskError,
    i18n::*,
    locale::{self, use_lang},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Header with the name of the service and the languages, then the page itself.
#[component]
pub fn Page(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let lang = use_lang();
    let service = td_string!(lang, words.service_name);
    let title = if title == service { title } else { titled(&title, lang) };
    let location = use_location();
    let elsewhere = move |code: &str| {
        let path = location.pathname.get();
        let rest = path.split_once('/').and_then(|(_, path)| path.split_once('/')).map_or("", |(_, rest)| rest);
        let search = location.search.get();
        let mark = if search.is_empty() { "" } else { "?" };
        format!("/{code}/{rest}{mark}{search}")
    };
    view! {
        <Title text=title />
        <a class="unseen" href="#main" rel="external">{td!(lang, words.skip)}</a>
        <header class="head">
            <a class="brand" href=format!("/{}", locale::code(lang))>{service}</a>
            <nav class="language" aria-label=td_string!(lang, words.languages)>
                {locale::LANGUAGES
                    .into_iter()
                    .map(|(other, code, name)| {
                        view! {
                            <a
                                href=move || elsewhere(code)
                                lang=code
                                hreflang=code
                                rel="external"
                                aria-current=(other == lang).then_some("true")
                            >
                                {name}
                            </a>
                        }
                    })
                    .collect_view()}
            </nav>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
    }
    .into_any()
}

fn titled(page: &str, lang: Locale) -> String {
    format!("{page} – {}", td_string!(lang, words.service_name))
}

/// The words for an error, in the reader's language.
pub fn words_of(error: DeskError, lang: Locale) -> String {
    match error {
        DeskError::NotFound => td_string!(lang, words.error.not_found),
        DeskError::SignInFirst => td_string!(lang, words.error.sign_in_first),
        DeskError::WrongCredentials => td_string!(lang, words.error.wrong_credentials),
        DeskError::WrongCode => td_string!(lang, words.error.wrong_code),
        DeskError::WeakPassword => td_string!(lang, words.error.weak_password),
        DeskError::LoginTaken => td_string!(lang, words.error.login_taken),
        DeskError::SeatTaken => td_string!(lang, words.error.seat_taken),
        DeskError::HoldLapsed => td_string!(lang, words.error.hold_lapsed),
        DeskError::DeadlinePassed => td_string!(lang, words.error.deadline_passed),
        DeskError::Begun => td_string!(lang, words.error.begun),
        DeskError::Ended => td_string!(lang, words.error.ended),
        DeskError::Incomplete => td_string!(lang, words.error.incomplete),
        DeskError::Mend => td_string!(lang, words.error.mend),
        DeskError::Conflict => td_string!(lang, words.error.conflict),
        DeskError::TooMany => td_string!(lang, words.error.too_many),
        DeskError::Unreadable => td_string!(lang, words.error.unreadable),
        DeskError::Unavailable => td_string!(lang, words.error.unavailable),
        DeskError::NoMeeting => td_string!(lang, words.error.no_meeting),
        DeskError::UseRefused => td_string!(lang, words.error.use_refused),
    }
    .to_string()
}

/// A page that could not be answered, with its status.
#[component]
pub fn Failure(error: DeskError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::request::status(error.status());
    view! { <div class="notice" data-tone="bad" role="alert"><p>{words_of(error, use_lang())}</p></div> }
}

#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Page title=td_string!(use_lang(), words.missing.title)><Missing /></Page> }.into_any()
}

/// Nothing is at this address: says so, in place of the title too, and leads to where things begin; within the desk that is
/// the desk.
#[component]
pub fn Missing() -> impl IntoView {
    let lang = use_lang();
    #[cfg(feature = "ssr")]
    crate::request::status(DeskError::NotFound.status());
    let title = td_string!(lang, words.missing.title);
    let path = use_location().pathname.get_untracked();
    let door = format!("/{}", locale::code(lang));
    let (help, words, begin) = if path.split('/').nth(2) == Some("desk") {
        (td_string!(lang, words.missing.help_desk), td_string!(lang, words.missing.desk), format!("{door}/desk"))
    } else {
        (td_string!(lang, words.missing.help), td_string!(lang, words.missing.offices), format!("{door}#offices"))
    };
    view! {
        <Title text=titled(title, lang) />
        <h1>{title}</h1>
        <p>{help}</p>
        <p class="actions"><a class="button" href=begin rel="external">{words}</a></p>
    }
    .into_any()
}
