//! What was done for an absence, and whom to call: a list to work down, on the screen or on paper.

use crate::{
    desk::{
        Answer,
        absence::{AbsenceReport, MovedBooking, Outcome},
    },
    domain::{
        ids::{AbsenceId, BookingId},
        time::time_hm,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        place,
        table::Table,
        words,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[server]
pub async fn load_absence_calls(lang: String, absence: AbsenceId) -> Answer<Framed<AbsenceReport>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let report = request::desk()?.absence.absence_report(&actor, absence).await?;
    request::framed(&actor, &lang, report).await
}

#[server]
pub async fn called_of_absence(lang: String, absence: AbsenceId, booking: BookingId) -> Answer<()> {
    use crate::{desk::error::DeskError, locale, request};
    let actor = request::staff().await?;
    let note = td_string!(locale::named(&lang).ok_or(DeskError::NotFound)?, absence.calls.note).to_owned();
    match request::desk()?.absence.called_of_absence(&actor, absence, booking, note).await {
        // Another office's absence has no page of its own.
        Err(DeskError::NotFound) => request::back_to_page(&lang, Section::Absence.path(), Err(DeskError::NotFound), ""),
        outcome => request::back_to_page(&lang, &page(absence), outcome, "called"),
    }
}

/// What follows `/ja/desk` in the page's address.
pub fn page(absence: AbsenceId) -> String {
    format!("{}?absence={absence}", Section::AbsenceCalls.path())
}

#[component]
pub fn Calls() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("absence")));
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, absence)| async move {
            use crate::desk::error::DeskError;
            let absence = absence.and_then(|id| id.parse().ok()).ok_or(DeskError::NotFound)?;
            load_absence_calls(code(lang).to_owned(), absence).await
        },
    );
    sheet(Section::AbsenceCalls, page, body)
}

fn body(report: AbsenceReport, _: &Frame) -> AnyView {
    let lang = use_lang();
    let AbsenceReport { absence, bookings } = report;
    let heading = td_string!(
        lang,
        absence.calls.heading,
        counter = words::counter_name(&absence.counter, lang),
        date = words::date(absence.date, lang),
        time = time_hm(absence.from)
    )
    .to_string();
    let to_call: Vec<MovedBooking> = bookings.iter().filter(|booking| booking.to_call).cloned().collect();
    let nobody = to_call.is_empty();
    let back = format!("/{}/desk{}", code(lang), Section::Absence.path());
    view! {
        <p class="back"><a href=back>{td_string!(lang, absence.calls.back)}</a></p>
        <h2>{heading}</h2>
        <p>{td_string!(lang, absence.calls.reason, reason = absence.ja).to_string()}</p>
        <section>
            <h3>{td_string!(lang, absence.calls.title)}</h3>
            {if nobody {
                view! { <p>{td_string!(lang, absence.calls.none)}</p> }.into_any()
            } else {
                view! {
                    <p>{td_string!(lang, absence.calls.lead)}</p>
                    <p class="back">{td_string!(lang, absence.calls.print)}</p>
                    <ToCall id=absence.id bookings=to_call />
                }
                    .into_any()
            }}
        </section>
        {(!bookings.is_empty()).then(|| view! { <All bookings /> })}
    }
    .into_any()
}

/// When and where it is now.
fn is(booking: &MovedBooking, lang: Locale) -> String {
    let now = booking.is.clone();
    match (booking.outcome, now) {
        (Outcome::Cancelled, _) => td_string!(lang, absence.outcome.cancelled).to_owned(),
        (_, None) => td_string!(lang, absence.outcome.gone).to_owned(),
        (Outcome::Stayed, Some((span, _))) if span == booking.was => {
            td_string!(lang, absence.outcome.stayed).to_owned()
        }
        (_, Some((span, counter))) if span == booking.was => {
            td_string!(lang, absence.outcome.reseated, counter = words::counter_name(&counter, lang)).to_string()
        }
        (_, Some((span, counter))) => {
            let time = words::span(span, lang);
            td_string!(lang, absence.outcome.moved, time, counter = words::counter_name(&counter, lang)).to_string()
        }
    }
}

#[component]
fn ToCall(id: AbsenceId, bookings: Vec<MovedBooking>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<CalledOfAbsence>();
    let heads = [
        td_string!(lang, absence.calls.was),
        td_string!(lang, absence.calls.is),
        td_string!(lang, absence.calls.name),
        td_string!(lang, absence.calls.phone),
        td_string!(lang, absence.calls.reference),
        td_string!(lang, absence.calls.called),
    ];
    let line = move |booking: MovedBooking| {
        let whose = td_string!(lang, words.ui.about, what = booking.name.clone());
        let called = match booking.called.clone() {
            Some((at, who)) => {
                let words = td_string!(lang, absence.calls.called_by, time = time_hm(at), who).to_string();
                view! { <span class="badge" data-tone="good">{words}</span> }.into_any()
            }
            None => view! {
                <ActionForm action=action>
                    <input type="hidden" name="lang" value=code(lang) />
                    <input type="hidden" name="absence" value=id.to_string() />
                    <input type="hidden" name="booking" value=booking.id.to_string() />
                    <span class="badge" data-tone="wait">{td_string!(lang, absence.calls.not_called)}</span>
                    " "
                    <button class="button-secondary">
                        {td_string!(lang, absence.calls.submit)}
                        <span class="unseen">{whose}</span>
                    </button>
                </ActionForm>
            }
            .into_any(),
        };
        let is = is(&booking, lang);
        view! {
            <tr>
                <td>{words::span(booking.was, lang)}</td>
                <td>{is}</td>
                <th scope="row">{booking.name}</th>
                <td><a href=format!("tel:{}", booking.phone)>{booking.phone.clone()}</a></td>
                <td>{booking.reference}</td>
                <td>{called}</td>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(lang, absence.calls.title) heads=heads quiet=true>
            {bookings.into_iter().map(line).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn All(bookings: Vec<MovedBooking>) -> impl IntoView {
    let lang = use_lang();
    let heads = [
        td_string!(lang, absence.calls.was),
        td_string!(lang, absence.calls.is),
        td_string!(lang, absence.calls.name),
        td_string!(lang, absence.calls.mail),
        td_string!(lang, absence.calls.reference),
    ];
    let line = move |booking: MovedBooking| {
        let is = is(&booking, lang);
        let mail = if booking.has_mail {
            td_string!(lang, absence.plan.has_mail)
        } else {
            td_string!(lang, absence.plan.no_mail)
        };
        // Where it is by now, or else where it was.
        let span = booking.is.as_ref().map_or(booking.was, |(span, _)| *span);
        let card = place::card(lang, booking.id, span.starts());
        view! {
            <tr>
                <td>{words::span(booking.was, lang)}</td>
                <td>{is}</td>
                <th scope="row">
                    <a href=card>{booking.name}</a>
                </th>
                <td>{mail}</td>
                <td>{booking.reference}</td>
            </tr>
        }
    };
    view! {
        <section>
            <h3>{td_string!(lang, absence.calls.all)}</h3>
            <Table caption=td_string!(lang, absence.calls.all) heads=heads quiet=true>
                {bookings.into_iter().map(line).collect_view()}
            </Table>
        </section>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{
        desk::place::{CounterName, PlaceName},
        domain::{ids::PlaceId, slot::Span},
        ui::rendered,
    };

    #[test]
    fn a_booking_leads_to_its_card_on_the_day_it_is_on_by_now() {
        let id: BookingId = "019373a0-0000-7000-8000-000000000001".parse().expect("an id");
        let span = |at: &str| Span::new(at.parse().expect("a moment"), 30).expect("a span");
        let booking = MovedBooking {
            id,
            reference: "1234-5678".to_owned(),
            name: "新津 花子".to_owned(),
            phone: "090-1234-5678".to_owned(),
            has_mail: true,
            was: span("2026-12-01T01:00:00Z"),
            outcome: Outcome::Moved,
            is: None,
            to_call: false,
            called: None,
        };
        let place = PlaceName { id: PlaceId(uuid::Uuid::nil()), ja: "本所".to_owned(), en: None };
        let counter = CounterName { name: "窓口1".to_owned(), place: Some(place) };
        let moved = MovedBooking { is: Some((span("2026-12-03T01:00:00Z"), counter)), ..booking.clone() };
        for (booking, date) in [(booking, "2026-12-01"), (moved, "2026-12-03")] {
            let html = rendered("/ja", move || view! { <All bookings=vec![booking] /> });
            assert!(html.contains(&format!("href=\"/ja/desk?date={date}&amp;booking={id}\"")), "{html}");
            assert_eq!(html.contains("本所 窓口1"), date == "2026-12-03", "{html}");
        }
    }
}
