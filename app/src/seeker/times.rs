//! The calendar: which times are free, until when each must be confirmed, and the press that holds one.

use crate::{
    desk::{
        Answer,
        calendar::{Calendar, FreeTime},
        error::DeskError,
        office::OfficeView,
    },
    domain::kind::Kind,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, segment},
        apply::Steps,
        hold_bar::{Held, HoldBar},
        office::{About, word_of},
        problem::Problem,
        week::{Nearest, Week, WeekTurn},
    },
    ui::{form::PostForm, loaded::loaded, page::Page},
};
use chrono::NaiveDate;
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

/// Days on one page.
pub const DAYS: u8 = 7;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimesView {
    pub office: OfficeView,
    pub calendar: Calendar,
    /// Free times near the one that could not be had.
    pub nearest: Vec<FreeTime>,
    /// What this visitor holds, wherever.
    pub held: Option<Held>,
}

#[server]
async fn times(
    lang: String,
    slug: String,
    kind: String,
    from: Option<NaiveDate>,
    near: Option<String>,
) -> Answer<TimesView> {
    use crate::{locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let kind = kind.parse().map_err(|_| DeskError::NotFound)?;
    let desk = request::desk()?.seeker;
    let held = match request::cookies()?.visitor() {
        Some(visitor) => desk.application(visitor, lang).await?.as_ref().and_then(Held::running),
        None => None,
    };
    let nearest = match near.and_then(|near| near.parse().ok()) {
        Some(near) => desk.nearest(&slug, kind, near, 4).await?,
        None => Vec::new(),
    };
    Ok(TimesView {
        office: desk.office(&slug, lang).await?,
        calendar: desk.calendar(&slug, kind, from, DAYS, lang).await?,
        nearest,
        held,
    })
}

/// Holds the time that was pressed and goes on to what is still to do.
#[server]
pub async fn hold(lang: String, slug: String, kind: Kind, start: String) -> Answer<()> {
    use crate::{desk::application::HoldRequest, locale::named, request, seeker::apply};
    let reader = named(&lang).ok_or(DeskError::Unreadable)?;
    let span = start.parse().map_err(|_| DeskError::Unreadable)?;
    let back = address::times_again(reader, &slug, kind, span);
    let request = HoldRequest { slug, kind, span, lang };
    let cookies = request::cookies()?;
    let held = request::desk()?.seeker.hold(cookies.visitor_or_new(), cookies.address(), request).await;
    request::onward(held, |application| Some(apply::next(reader, application)), &back)
}

#[component]
pub fn Times() -> impl IntoView {
    let lang = use_lang();
    let from = asked("from").and_then(|from| from.parse().ok());
    let view = times(code(lang).to_owned(), segment("office"), segment("kind"), from, asked("near"));
    view! { <Page title=td_string!(lang, seeker.times.title)>{loaded(view, |view| view! { <Calendars view /> })}</Page> }
    .into_any()
}

#[component]
fn Calendars(view: TimesView) -> impl IntoView {
    let lang = use_lang();
    let TimesView { office, calendar, mut nearest, held } = view;
    // Whoever lost it has just heard that somebody else has it, however fresh the calendar is.
    let lost = (asked("problem").as_deref() == Some(DeskError::SeatTaken.word())).then(|| asked("near")).flatten();
    nearest.retain(|time| Some(time.span.to_string()) != lost);
    let kind = calendar.kind;
    let here = address::times(lang, &calendar.slug, kind);
    let back = if office.kinds.len() > 1 { address::office(lang, &office.slug) } else { address::door(lang) };
    let minutes = office.kinds.iter().find(|(kind, _)| *kind == calendar.kind).map_or(30, |(_, minutes)| *minutes);
    let held_here =
        held.as_ref().filter(|held| held.slug == calendar.slug && held.kind == calendar.kind).map(|held| held.span);
    view! {
        <a class="back" href=back>{td!(lang, seeker.back)}</a>
        <Steps place=1 />
        <h1>{td!(lang, seeker.times.title)}</h1>
        <p class="lead">
            {office.name.clone()}<br />
            {td!(lang, seeker.review.minutes, kind = word_of(calendar.kind, lang), minutes = minutes)}
        </p>
        <PostForm action=Hold::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="slug" value=calendar.slug.clone() />
            <input type="hidden" name="kind" value=calendar.kind.as_str() />
            <Problem />
            <Nearest times=nearest />
            <WeekTurn calendar=calendar.clone() here />
            <Week calendar held=held_here />
        </PostForm>
        <section>
            <h2>{td!(lang, waiting.link.times)}</h2>
            <p><a href=address::wait(lang, &office.slug, kind)>{td!(lang, waiting.link.times_open)}</a></p>
        </section>
        <About office />
        {held.map(|held| view! { <HoldBar held onward=true elsewhere=held_here.is_none() /> })}
    }
    .into_any()
}
