//! The door: what the service is, and the choice of office.

use crate::{
    desk::{Answer, office::OfficeDoor},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, segment},
        by_phone::Number,
    },
    ui::{loaded::loaded, page::Page},
};
use leptos::prelude::*;

#[server]
pub async fn doors(lang: String) -> Answer<Vec<OfficeDoor>> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.doors(lang).await
}

#[component]
pub fn Door() -> impl IntoView {
    let lang = use_lang();
    // The first segment as it stands, so that an unknown one is a page that is not there.
    let offices = doors(segment("lang"));
    view! {
        <Page title=td_string!(lang, words.service_name)>
            <Welcome />
            {loaded(offices, |offices| view! { <Offices offices /> })}
        </Page>
    }
    .into_any()
}

/// What it is, in one look.
#[component]
fn Welcome() -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="welcome">
            <Picture />
            <h1>{td!(lang, seeker.door.title)}</h1>
            <p class="lead">{td!(lang, seeker.door.lead)}</p>
            <ul class="facts">
                <li><b>{td!(lang, seeker.door.free)}</b>" "<span>{td!(lang, seeker.door.free_note)}</span></li>
                <li><b>{td!(lang, seeker.door.minutes)}</b>" "<span>{td!(lang, seeker.door.minutes_note)}</span></li>
                <li><b>{td!(lang, seeker.door.zoom)}</b>" "<span>{td!(lang, seeker.door.zoom_note)}</span></li>
            </ul>
        </div>
    }
    .into_any()
}

/// Two people at a window that is a screen.
#[component]
fn Picture() -> impl IntoView {
    view! {
        <svg class="picture" viewBox="0 0 320 150" aria-hidden="true" focusable="false">
            <path class="ground" d="M0 132h320" />
            <rect class="frame" x="84" y="14" width="152" height="104" rx="10" />
            <path class="frame" d="M148 118v14m24-14v14m-42 0h60" />
            <circle class="skin" cx="160" cy="56" r="17" />
            <path class="coat" d="M122 112c0-22 17-34 38-34s38 12 38 34v4h-76z" />
            <path class="collar" d="M150 79l10 13 10-13" />
            <path class="bubble" d="M208 22h64a8 8 0 0 1 8 8v26a8 8 0 0 1-8 8h-44l-14 12v-12h-6a8 8 0 0 1-8-8V30a8 8 0 0 1 8-8z" />
            <path class="words" d="M214 36h50M214 49h32" />
            <circle class="hair" cx="44" cy="82" r="15" />
            <path class="shirt" d="M10 132c0-21 15-31 34-31s34 10 34 31z" />
            <path class="leaf" d="M272 132v-22m0 8c0-14 8-20 20-20 0 14-8 20-20 20zm0-6c0-11-6-17-16-17 0 11 6 17 16 17z" />
        </svg>
    }
    .into_any()
}

#[component]
fn Offices(offices: Vec<OfficeDoor>) -> impl IntoView {
    let lang = use_lang();
    let rows = offices
        .iter()
        .map(|office| {
            view! {
                <li>
                    <a class="office" href=address::office(lang, &office.slug)>
                        <b>{office.name.clone()}</b>
                        <span>{office.place.clone()}</span>
                        <span class="go" aria-hidden="true">{td!(lang, seeker.door.book)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let links = offices
        .iter()
        .map(|office| {
            view! { <li><a href=address::link(lang, &office.slug)>{office.name.clone()}</a></li> }
        })
        .collect_view();
    let numbers = offices
        .into_iter()
        .map(|office| view! { <Number office=office.name phone=office.phone hours=Some(office.hours) /> })
        .collect_view();
    view! {
        <p>{td!(lang, seeker.door.registered)}</p>
        <h2 id="offices">{td!(lang, seeker.door.choose)}</h2>
        <ul class="offices">{rows}</ul>
        <h2 id="mine">{td!(lang, seeker.door.mine)}</h2>
        <p>{td!(lang, seeker.door.mine_how)}</p>
        <details>
            <summary>{td!(lang, seeker.door.mine_lost)}</summary>
            <p>{td!(lang, seeker.door.mine_lost_how)}</p>
            <ul class="links">{links}</ul>
        </details>
        <h2 id="phone">{td!(lang, seeker.by_phone.title)}</h2>
        <p>{td!(lang, seeker.by_phone.why)}</p>
        {numbers}
        <p class="quiet" lang=code(lang)>{td!(lang, seeker.door.data)}</p>
    }
    .into_any()
}
