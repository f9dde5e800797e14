//! What a seeker prepares and minds (Art. 5, 6(6), 7(3), 12): one list, for the page of a booking and for its letter.
//!
//! To add something: its words in `locales/*/seeker.json`, and a line in its list here.

use crate::{
    domain::{slot::Span, time::date_jst},
    i18n::*,
    locale::use_lang,
    ui::when,
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// To be done until the evening before, the last one to put something right.
pub fn before_the_day(lang: Locale) -> [&'static str; 5] {
    [
        td_string!(lang, seeker.prepare.software),
        td_string!(lang, seeker.prepare.check),
        td_string!(lang, seeker.prepare.network),
        td_string!(lang, seeker.prepare.room),
        td_string!(lang, seeker.prepare.companions),
    ]
}

/// To be minded on the day; `phone` is the office's.
pub fn on_the_day(lang: Locale, phone: &str) -> [String; 5] {
    [
        td_string!(lang, seeker.prepare.papers).to_owned(),
        td_string!(lang, seeker.prepare.early).to_owned(),
        td_string!(
            lang,
            seeker.prepare.late,
            late = td_string!(lang, join.trouble.late),
            cannot_connect = td_string!(lang, join.trouble.cannot_connect),
            phone = phone
        ),
        td_string!(lang, seeker.prepare.cancel).to_owned(),
        td_string!(lang, seeker.prepare.recording).to_owned(),
    ]
}

/// The headings of the two lists.
pub fn headings(lang: Locale, day: NaiveDate) -> [String; 2] {
    let before = day.pred_opt().unwrap_or(day);
    [
        td_string!(lang, seeker.prepare.by, at = when::day(before, lang)),
        td_string!(lang, seeker.prepare.on_day, day = when::day(day, lang)),
    ]
}

/// `phone` is the office's.
#[component]
pub fn Prepare(span: Span, phone: String) -> impl IntoView {
    let lang = use_lang();
    let [before, on_day] = headings(lang, date_jst(span.starts()));
    view! {
        <section>
            <h2>{td!(lang, seeker.prepare.title)}</h2>
            <h3>{before}</h3>
            <ul>{before_the_day(lang).map(|words| view! { <li>{words}</li> }).into_iter().collect_view()}</ul>
            <h3>{on_day}</h3>
            <ul>{on_the_day(lang, &phone).map(|words| view! { <li>{words}</li> }).into_iter().collect_view()}</ul>
        </section>
    }
}
