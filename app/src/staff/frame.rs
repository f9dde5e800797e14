//! What stands around every page of the desk: the office, the date with its keys, what came of the last press, the clock,
//! who is signed in, and the way to the other pages at the left.

use crate::{
    desk::{Answer, board::Window},
    domain::time,
    i18n::*,
    locale::{self, code, use_lang},
    staff::{
        outcome::Outcome,
        picture::Picture,
        place::{Panel, Place},
        words,
    },
};
use leptos::prelude::*;

#[server]
pub async fn sign_out(lang: String) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    let lang = locale::code(locale::named(&lang).ok_or(DeskError::NotFound)?);
    // Whoever is no longer signed in has what they want.
    if let Ok(session) = request::staff().await {
        request::desk()?.staff.sign_out(&session).await?;
    }
    request::cookies()?.clear_staff();
    request::go(&format!("/{lang}/desk/sign-in"));
    Ok(())
}

#[component]
pub fn Top(picture: Picture, place: Memo<Place>, office: String, who: String) -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<SignOut>::new();
    let heading = move || picture.frame.with(|frame| words::days(&frame.days, lang));
    let turn = move |forward: bool| {
        let frame = picture.frame.get();
        let date = if forward { frame.after } else { frame.before };
        date.map_or_else(|| "?".to_owned(), |date| place.get().on(date).to_string())
    };
    let today = move || Place { date: None, panel: Panel::Nothing, ..place.get() }.to_string();
    let week = move || place.with(|place| place.window == Window::Week);
    let before =
        move || if week() { td_string!(lang, staff.turn.week_before) } else { td_string!(lang, staff.turn.day_before) };
    let after =
        move || if week() { td_string!(lang, staff.turn.week_after) } else { td_string!(lang, staff.turn.day_after) };
    let clock = Memo::new(move |_| time::time_hm(picture.now.get()));
    view! {
        <header class="desk-top">
            <a class="brand" href=format!("/{}/desk", code(lang))>{office}</a>
            <div class="turn">
                <a class="button-secondary" rel="prev" href=move || turn(false) aria-label=before aria-keyshortcuts="p">"‹"</a>
                <h1>{heading}</h1>
                <a class="button-secondary" rel="next" href=move || turn(true) aria-label=after aria-keyshortcuts="n">"›"</a>
                <a class="button-secondary" href=today aria-keyshortcuts="t">{td_string!(lang, staff.turn.today)}</a>
            </div>
            <Outcome />
            <time class="clock">{move || clock.get()}</time>
            <div class="who">
                <span>{who}</span>
                <ActionForm action=action>
                    <input type="hidden" name="lang" value=code(lang) />
                    <button class="button-link">{td_string!(lang, staff.sign_out)}</button>
                </ActionForm>
            </div>
        </header>
    }
    .into_any()
}

#[component]
pub fn Nav(place: Memo<Place>, slug: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <nav class="desk-nav" aria-label=td_string!(lang, staff.nav.label)>
            <ul>
                <li>
                    <a href=format!("/{}/desk", code(lang)) aria-current="page">{td_string!(lang, staff.nav.calendar)}</a>
                </li>
                <li>
                    <a href=format!("/{}/{slug}", code(lang)) rel="external" target="_blank">
                        {td_string!(lang, staff.nav.public)}
                    </a>
                </li>
                {locale::LANGUAGES
                    .into_iter()
                    .filter(|(other, ..)| *other != lang)
                    .map(|(_, code, name)| {
                        view! {
                            <li>
                                <a href=move || format!("/{code}/desk{}", place.get()) lang=code hreflang=code rel="external">
                                    {name}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}
