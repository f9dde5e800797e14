//! Another time for the same booking: the old seat is freed if and only if the new one is taken. Link, calendar entry and
//! consents stay.

use crate::{
    desk::{
        Answer,
        booking::{BookingView, LinkToken},
        calendar::{Calendar, FreeTime},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, token},
        booking::{OfBooking, changing},
        by_phone::Trouble,
        problem::Problem,
        week::{Nearest, Week, WeekTurn},
    },
    ui::{form::PostForm, page::Page, when},
};
use chrono::NaiveDate;
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MoveView {
    pub booking: BookingView,
    pub calendar: Calendar,
    pub nearest: Vec<FreeTime>,
}

impl OfBooking for MoveView {
    fn booking(&self) -> &BookingView {
        &self.booking
    }
}

#[server]
async fn times_to_move_to(
    lang: String,
    token: LinkToken,
    from: Option<NaiveDate>,
    near: Option<String>,
) -> Answer<MoveView> {
    use crate::{desk::error::DeskError, locale::named, request, seeker::times::DAYS};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let desk = request::desk()?.seeker;
    let booking = desk.booking(&token, lang).await?;
    let calendar = desk.calendar(&booking.slug, booking.kind, from, DAYS, lang).await?;
    let nearest = match near.and_then(|near| near.parse().ok()) {
        Some(near) => desk.nearest(&booking.slug, booking.kind, near, 4).await?,
        None => Vec::new(),
    };
    Ok(MoveView { booking, calendar, nearest })
}

#[server]
async fn reschedule(lang: String, token: LinkToken, start: String) -> Answer<()> {
    use crate::{
        desk::error::DeskError,
        domain::{slot::Span, time::date_jst},
        locale::named,
        request,
    };
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let to: Span = start.parse().map_err(|_| DeskError::Unreadable)?;
    let again = format!("{}?from={}&near={to}", address::of_booking(lang, &token, "move"), date_jst(to.starts()));
    let moved = request::desk()?.seeker.reschedule(&token, to).await;
    request::onward(moved, |_| Some(format!("{}?done=moved", address::booking(lang, &token))), &again)
}

#[component]
pub fn MoveBooking() -> impl IntoView {
    let lang = use_lang();
    let from = asked("from").and_then(|from| from.parse().ok());
    let view = times_to_move_to(code(lang).to_owned(), token(), from, asked("near"));
    view! { <Page title=td_string!(lang, seeker.moving.title)>{changing(view, |view| view! { <Calendars view /> })}</Page> }
    .into_any()
}

#[component]
fn Calendars(view: MoveView) -> impl IntoView {
    let lang = use_lang();
    let MoveView { booking, calendar, nearest } = view;
    let here = address::of_booking(lang, &booking.token, "move");
    let now = when::day_and_hours(booking.span, lang);
    let wait = address::of_booking(lang, &booking.token, "wait");
    view! {
        <a class="back" href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, seeker.moving.title)}</h1>
        <p class="lead">{td!(lang, seeker.moving.lead, when = now)}</p>
        <PostForm action=Reschedule::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0.clone() />
            <Problem />
            <Nearest times=nearest />
            <WeekTurn calendar=calendar.clone() here />
            <Week calendar held=Some(booking.span) />
        </PostForm>
        <section>
            <h2>{td!(lang, waiting.link.times)}</h2>
            <p><a href=wait>{td!(lang, waiting.link.booking)}</a></p>
        </section>
        <Trouble office=booking.office phone=booking.phone />
    }
    .into_any()
}
