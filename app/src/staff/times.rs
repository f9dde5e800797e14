//! Another time for a booking, or the time of the next one (Art. 6(5)).

use crate::{
    desk::{
        Answer,
        error::DeskError,
        phone::{AtOnce, FreeTimes},
    },
    domain::{
        booking::Channel,
        details::Problem,
        ids::{BookingId, CounterId},
        intake::{Item, reason_if_any},
        slot::Span,
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        free_times::Times,
        intake::{Over, label},
        outcome::{Heard, heard},
        place, words,
    },
    ui::field::Field,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// The free times, with what was chosen and typed where the form came back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimesPage {
    times: FreeTimes,
    typed: Typed,
    /// Besides this booking the person has as many as they may have at once.
    over: Option<AtOnce>,
}

/// The form as sent.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    time: String,
    late_reason: String,
    over_reason: String,
}

/// `next`: for the next booking. `tried`: the form came back.
#[server]
pub async fn load_times(
    lang: String,
    booking: BookingId,
    from: Option<String>,
    next: bool,
    tried: bool,
) -> Answer<Framed<TimesPage>> {
    use crate::desk::phone::TimesAsked;
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let asked = TimesAsked { from: from.and_then(|from| from.parse().ok()), booking: Some(booking) };
    let times = request::desk()?.phone.free_times(&actor, asked).await?;
    let typed: Typed = request::kept_if(tried, request::Form::Times)?.unwrap_or_default();
    // Only where a press has just come back: whoever looks for a time looks at nobody's other bookings yet.
    let over = match chosen(&typed.time) {
        Ok(to) if next && tried => request::desk()?.phone.at_once_besides(&actor, booking, to).await?,
        _ => None,
    };
    let over = over.filter(|counted| counted.is_full());
    request::framed(&actor, &lang, TimesPage { times, typed, over }).await
}

/// A time as the rows send it, or that none was chosen.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
fn chosen(time: &str) -> Answer<Span> {
    time.split_once(' ').and_then(|(_, span)| span.parse().ok()).ok_or(DeskError::Mend)
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
    late_reason: Option<String>,
) -> Answer<()> {
    use crate::{
        request,
        staff::place::{Panel, Place},
    };
    let actor = request::staff().await?;
    let here = place.map(|place| Place::of_query(&place).with(Panel::Booking(booking)));
    let typed =
        Typed { time: time.unwrap_or_default(), late_reason: late_reason.unwrap_or_default(), ..Typed::default() };
    request::keep(request::Form::Times, &typed)?;
    let outcome = async {
        let to = chosen(&typed.time)?;
        request::desk()?.phone.move_to(&actor, booking, to, counter, &typed.late_reason).await?;
        request::cookies()?.forget(request::Form::Times);
        Ok(here.unwrap_or_else(|| Place::of_booking(booking, to.starts())).to_string())
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
pub async fn book_next(
    lang: String,
    booking: BookingId,
    time: Option<String>,
    late_reason: Option<String>,
    over_reason: Option<String>,
) -> Answer<()> {
    use crate::{desk::phone::Reasons, request, staff::place::Place};
    let actor = request::staff().await?;
    let typed = Typed {
        time: time.unwrap_or_default(),
        late_reason: late_reason.unwrap_or_default(),
        over_reason: over_reason.unwrap_or_default(),
    };
    request::keep(request::Form::Times, &typed)?;
    let outcome = async {
        let to = chosen(&typed.time)?;
        let why = Reasons { late: typed.late_reason.clone(), over: typed.over_reason.clone() };
        let next = request::desk()?.phone.book_next(&actor, booking, to, &why).await?;
        request::cookies()?.forget(request::Form::Times);
        Ok(Place::of_booking(next, to.starts()).to_string())
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
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let next = query.get("for").as_deref() == Some("next");
            (query.get("booking"), query.get("from"), next, query.get("problem").is_some())
        })
    });
    let times = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (booking, from, next, tried))| async move {
            let booking = booking.and_then(|id| id.parse().ok()).ok_or(DeskError::NotFound)?;
            load_times(code(lang).to_owned(), booking, from, next, tried).await
        },
    );
    sheet(Section::Times, times, body)
}

fn body(page: TimesPage, _: &Frame) -> AnyView {
    let lang = use_lang();
    let TimesPage { times, typed, over } = page;
    let query = use_query_map().get_untracked();
    let problem = query.get("problem").and_then(|word| DeskError::of_word(&word));
    // A reason is asked of managers, where the deadline of the time they chose has passed.
    let may_override = times.may_override;
    let no_reason = matches!(problem, Some(DeskError::DeadlinePassed) if may_override)
        .then(|| words::problem(Problem::Empty, td_string!(lang, phone.intake.late_reason), lang));
    let no_time = (problem == Some(DeskError::Mend) && typed.time.is_empty())
        .then(|| td_string!(lang, phone.problem.time).to_owned());
    let wrong = |item, typed: &str| match problem {
        Some(DeskError::Mend) => reason_if_any(typed).err().map(|what| words::problem(what, label(item, lang), lang)),
        _ => None,
    };
    let late_error = no_reason.or_else(|| wrong(Item::Late, &typed.late_reason));
    let over = over.map(|counted| {
        let asked = || may_override.then(|| td_string!(lang, absence.intake.manager).to_owned());
        let error = wrong(Item::Over, &typed.over_reason).or_else(asked);
        let says = td_string!(lang, absence.intake.besides, count = counted.live, most = counted.most).to_string();
        view! { <Over says may=may_override name="over_reason" reason=typed.over_reason.clone() error=error /> }
    });
    let next = query.get("for").as_deref() == Some("next");
    let Some(whose) = times.booking.clone() else { return ().into_any() };
    // The next booking of the telephone's channel is confirmed at once.
    let waits = !next || whose.channel == Channel::Site;
    let moving = heard::<MoveTo>();
    let booking_next = heard::<BookNext>();
    let id = whose.id;
    let when = format!("{} {}", words::day(date_jst(whose.span.starts()), lang), words::span(whose.span, lang));
    let (name, reference, counter) = (whose.name, whose.reference, whose.counter);
    let legend = if next { td_string!(lang, phone.times.to_next) } else { td_string!(lang, phone.times.to_move) };
    let submit =
        if next { td_string!(lang, phone.times.next_submit) } else { td_string!(lang, phone.times.move_submit) };
    let back = place::card(lang, id, whose.span.starts());
    let inner = view! {
        <input type="hidden" name="lang" value=code(lang) />
        <input type="hidden" name="booking" value=id.to_string() />
        <Times times=times name="time" legend=legend chosen=typed.time error=no_time waits />
        {may_override
            .then(|| {
                view! {
                    <Field
                        label=td_string!(lang, phone.intake.late_reason)
                        name="late_reason"
                        error=late_error
                        value=typed.late_reason
                        autocomplete="off"
                        optional=true
                    />
                }
            })}
        {over}
        <div class="stay">
            <button class="button">{submit}</button>
        </div>
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
