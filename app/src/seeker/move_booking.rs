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
        address,
        booking::use_token,
        by_phone::Number,
        problem::{Problem, Unsent},
        week::{Counts, Days, Nearest, WeekStrip, WeekTurn},
    },
    ui::{loaded::loaded, page::Page, when},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MoveView {
    pub booking: BookingView,
    pub calendar: Calendar,
    pub nearest: Vec<FreeTime>,
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
    let (token, query) = (use_token(), use_query_map());
    let asked = move || {
        query.with(|query| {
            let from = query.get_str("from").and_then(|from| from.parse().ok());
            (token().0, from, query.get("near"), query.get("problem"))
        })
    };
    let view = Resource::new_blocking(asked, move |(token, from, near, _)| {
        times_to_move_to(code(lang).to_owned(), LinkToken(token), from, near)
    });
    let ask_again = Callback::new(move |()| view.refetch());
    view! {
        <Page title=td_string!(lang, seeker.moving.title)>
            {loaded(view, move |view| view! { <Calendars view ask_again /> })}
        </Page>
    }
    .into_any()
}

#[component]
fn Calendars(view: MoveView, ask_again: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let MoveView { booking, calendar, nearest } = view;
    let moving = ServerAction::<Reschedule>::new();
    let counts = Counts::of(&calendar);
    counts.listen(&calendar, ask_again);
    let here = address::of_booking(lang, &booking.token, "move");
    let now = when::day_and_hours(booking.span, lang);
    view! {
        <a class="back" href=address::booking(lang, &booking.token)>{td!(lang, seeker.booking.to_booking)}</a>
        <h1>{td!(lang, seeker.moving.title)}</h1>
        <p class="lead">{td!(lang, seeker.moving.lead, when = now)}</p>
        <ActionForm action=moving>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="token" value=booking.token.0.clone() />
            <Problem />
            <Nearest times=nearest />
            <Unsent answer=moving.value() />
            <WeekTurn calendar=calendar.clone() here />
            <WeekStrip calendar=calendar.clone() counts=counts.clone() />
            <Days calendar counts held=Some(booking.span) />
        </ActionForm>
        <section>
            <h2>{td!(lang, seeker.apply.trouble)}</h2>
            <Number office=booking.office phone=booking.phone hours=None />
        </section>
    }
    .into_any()
}
