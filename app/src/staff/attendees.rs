//! The employers of an interview, on the booking's card and on the page Today.

use crate::{
    desk::{
        Answer,
        attendee::{AttendeeCard, AttendeeMark},
        board::BookingCard,
    },
    domain::{
        attendee::{Attendance, Trouble, most},
        ids::{AttendeeId, BookingId},
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        employer,
        outcome::heard,
        place::{Here, Place},
    },
};
use leptos::prelude::*;

/// Takes an employer off the booking; a letter tells them.
#[server]
pub async fn remove_attendee(lang: String, place: String, booking: BookingId, attendee: AttendeeId) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let actor = request::staff().await?;
        request::desk()?.attendees.remove_attendee(&actor, booking, attendee).await
    };
    request::back_to(&lang, &place, outcome.await, "attendee_removed")
}

/// Where an attendee stands, with its tone.
pub fn standing(attendance: &Attendance, lang: Locale) -> (&'static str, &'static str) {
    match attendance {
        Attendance::Invited => ("wait", td_string!(lang, attendee.standing.invited)),
        Attendance::Confirmed { .. } => ("good", td_string!(lang, attendee.standing.confirmed)),
        Attendance::Late { trouble: Trouble::Late, .. } => ("bad", td_string!(lang, attendee.standing.late)),
        Attendance::Late { trouble: Trouble::CannotConnect, .. } => {
            ("bad", td_string!(lang, attendee.standing.cannot_connect))
        }
        Attendance::Declined { .. } => ("bad", td_string!(lang, attendee.standing.declined)),
        Attendance::Removed { .. } => ("quiet", td_string!(lang, attendee.standing.removed)),
    }
}

/// The employers beside a booking of today.
pub fn marks(attendees: &[AttendeeMark], lang: Locale) -> impl IntoView + use<> {
    attendees
        .iter()
        .map(|one| {
            let (tone, word) = standing(&one.attendance, lang);
            let words = td_string!(lang, attendee.mark, company = one.company.clone(), standing = word).to_string();
            view! { <small><span class="badge" data-tone=tone>{words}</span></small> }
        })
        .collect_view()
}

/// Nothing where the kind has no employer.
#[component]
pub fn Attendees(card: BookingCard, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    if most(card.kind) == 0 && card.attendees.is_empty() {
        return None;
    }
    let booking = card.id;
    let expected = card.attendees.iter().filter(|one| one.attendance.is_expected()).count();
    let open = card.state.is_live() && expected < most(card.kind);
    let none = card.attendees.is_empty();
    let page = format!("/{}/desk{}", code(lang), employer::page(booking));
    Some(
        view! {
            <h3>{td_string!(lang, attendee.card.title)}</h3>
            {none.then(|| view! { <p class="quiet">{td_string!(lang, attendee.card.none)}</p> })}
            {card.attendees.into_iter().map(|one| view! { <One one booking place /> }).collect_view()}
            {open.then(|| view! { <p class="links"><a href=page>{td_string!(lang, attendee.card.add)}</a></p> })}
        }
        .into_any(),
    )
}

#[component]
fn One(one: AttendeeCard, booking: BookingId, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<RemoveAttendee>();
    let (tone, word) = standing(&one.attendance, lang);
    let message = match &one.attendance {
        Attendance::Late { message, .. } | Attendance::Declined { message, .. } if !message.is_empty() => {
            Some(message.clone())
        }
        _ => None,
    };
    let there = !matches!(one.attendance, Attendance::Removed { .. });
    let unreached = one.unreached && one.attendance.is_expected();
    let tel = format!("tel:{}", one.phone);
    view! {
        <section>
            <p>
                <b>{one.company}</b>
                " "
                {one.person}
                " "
                <span class="badge" data-tone=tone>{word}</span>
            </p>
            {message.map(|message| view! { <p class="notice">{message}</p> })}
            {unreached
                .then(|| view! { <p class="notice" data-tone="bad">{td_string!(lang, attendee.card.unreached)}</p> })}
            <dl class="summary">
                <div><dt>{td_string!(lang, attendee.fact.job_number)}</dt><dd>{one.job_number}</dd></div>
                <div><dt>{td_string!(lang, staff.card.phone)}</dt><dd><a href=tel>{one.phone}</a></dd></div>
                <div><dt>{td_string!(lang, staff.card.mail)}</dt><dd>{one.mail}</dd></div>
            </dl>
            {there
                .then(|| {
                    view! {
                        <details>
                            <summary>{td_string!(lang, attendee.card.remove)}</summary>
                            <ActionForm action=action>
                                <Here place booking />
                                <input type="hidden" name="attendee" value=one.id.to_string() />
                                <p class="hint">{td_string!(lang, attendee.card.remove_help)}</p>
                                <button class="button-danger">{td_string!(lang, attendee.card.remove_submit)}</button>
                            </ActionForm>
                        </details>
                    }
                })}
        </section>
    }
    .into_any()
}
