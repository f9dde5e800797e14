//! Another time for a booking, or the time of the next one (Art. 6(5)).

use crate::{
    desk::{Answer, error::DeskError, phone::FreeTimes},
    domain::{
        ids::{BookingId, CounterId},
        slot::Span,
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        free_times::Times,
        outcome::{Heard, hear},
        words,
    },
    ui::field::Field,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[server]
pub async fn load_times(lang: String, booking: BookingId, from: Option<String>) -> Answer<Framed<FreeTimes>> {
    use crate::desk::phone::TimesAsked;
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let asked = TimesAsked { from: from.and_then(|from| from.parse().ok()), booking: Some(booking) };
    let times = request::desk()?.phone.free_times(&actor, asked).await?;
    request::framed(&actor, &lang, times).await
}

/// A time as the rows send it, or that none was chosen.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
fn chosen(time: Option<&str>) -> Answer<Span> {
    time.and_then(|time| time.split_once(' ')).and_then(|(_, span)| span.parse().ok()).ok_or(DeskError::Mend)
}

/// The booking's new time, from the list of free times or from the calendar, which says which counter too and comes back
/// to where it is.
#[server]
pub async fn move_to(
    lang: String,
    booking: BookingId,
    time: Option<String>,
    counter: Option<CounterId>,
    place: Option<String>,
) -> Answer<()> {
    use crate::{
        request,
        staff::place::{Panel, Place},
    };
    let actor = request::staff().await?;
    let here = place.map(|place| Place::of_query(&place).with(Panel::Booking(booking)));
    let outcome = async {
        let to = chosen(time.as_deref())?;
        request::desk()?.deeds.move_booking(&actor, booking, to, counter).await?;
        let date = date_jst(to.starts());
        Ok(here.map_or(format!("?date={date}&booking={booking}"), |here| here.to_string()))
    };
    match outcome.await {
        Ok(place) => request::back_to_page(&lang, &place, Ok(()), "moved"),
        // Another office's booking has no page of its own.
        Err(DeskError::NotFound) => request::back_to_page(&lang, "", Err(DeskError::NotFound), ""),
        Err(error) => {
            let page = here.map_or_else(|| page(booking, false), |here| here.to_string());
            request::back_to_page(&lang, &page, Err(error), "")
        }
    }
}

#[server]
pub async fn book_next(lang: String, booking: BookingId, time: Option<String>) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = async {
        let to = chosen(time.as_deref())?;
        let next = request::desk()?.phone.book_next(&actor, booking, to).await?;
        Ok(format!("?date={}&booking={next}", date_jst(to.starts())))
    };
    match outcome.await {
        Ok(place) => request::back_to_page(&lang, &place, Ok(()), "next_booked"),
        // Another office's booking has no page of its own.
        Err(DeskError::NotFound) => request::back_to_page(&lang, "", Err(DeskError::NotFound), ""),
        Err(error) => request::back_to_page(&lang, &page(booking, true), Err(error), ""),
    }
}

/// What follows `/ja/desk` in the page's address.
pub fn page(booking: BookingId, next: bool) -> String {
    let what = if next { "next" } else { "move" };
    format!("{}?booking={booking}&for={what}", Section::Times.path())
}

#[component]
pub fn TimesSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("booking"), query.get("from"))));
    let times = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (booking, from))| async move {
            let booking = booking.and_then(|id| id.parse().ok()).ok_or(DeskError::NotFound)?;
            load_times(code(lang).to_owned(), booking, from).await
        },
    );
    sheet(Section::Times, times, body)
}

fn body(times: FreeTimes, _: &Frame) -> AnyView {
    let lang = use_lang();
    let query = use_query_map().get_untracked();
    let next = query.get("for").as_deref() == Some("next");
    let Some(whose) = times.booking.clone() else { return ().into_any() };
    let moving = ServerAction::<MoveTo>::new();
    let booking_next = ServerAction::<BookNext>::new();
    hear(moving);
    hear(booking_next);
    let id = whose.id;
    let when = format!("{} {}", words::day(date_jst(whose.span.starts()), lang), words::span(whose.span, lang));
    let (name, reference, counter) = (whose.name, whose.reference, whose.counter);
    let legend = if next { td_string!(lang, phone.times.to_next) } else { td_string!(lang, phone.times.to_move) };
    let submit =
        if next { td_string!(lang, phone.times.next_submit) } else { td_string!(lang, phone.times.move_submit) };
    let back = format!("/{}/desk?date={}&booking={id}", code(lang), date_jst(whose.span.starts()));
    let inner = view! {
        <input type="hidden" name="lang" value=code(lang) />
        <input type="hidden" name="booking" value=id.to_string() />
        <Times times=times name="time" legend=legend />
        <button class="button">{submit}</button>
    }
    .into_any();
    view! {
        <p><a href=back>{td_string!(lang, phone.times.back)}</a></p>
        <p>{td_string!(lang, phone.times.whose, name, reference, when, counter).to_string()}</p>
        {if next {
            view! { <ActionForm action=booking_next>{inner}</ActionForm> }.into_any()
        } else {
            view! { <ActionForm action=moving>{inner}</ActionForm> }.into_any()
        }}
        <form class="filter" method="get">
            <input type="hidden" name="booking" value=id.to_string() />
            <input type="hidden" name="for" value=if next { "next" } else { "move" } />
            <Field
                label=td_string!(lang, phone.intake.from)
                name="from"
                kind="date"
                value=query.get("from").unwrap_or_default()
                optional=true
            />
            <button class="button-secondary">{td_string!(lang, phone.intake.look)}</button>
        </form>
    }
    .into_any()
}
