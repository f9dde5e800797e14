//! A booking as its seeker sees it: how it stands, when, where, how, and what to prepare.

use crate::{
    desk::{
        application::Details,
        booking::{BookingView, Proof, SeekerState},
        place::PlaceTold,
    },
    domain::time::date_jst,
    i18n::*,
    locale::use_lang,
    seeker::{address, device, office::word_of},
    ui::{
        state::{StateHeading, Tone},
        summary::{Given, Summary},
        when,
    },
};
use leptos::prelude::*;

/// The state first, in one big line with a sign, then what it means.
#[component]
pub fn Standing(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let (tone, words) = line(&booking.state, lang);
    view! {
        <StateHeading tone words=words.to_owned() />
        <p class="lead">{meaning(&booking, lang)}</p>
    }
}

pub fn line(state: &SeekerState, lang: Locale) -> (Tone, &'static str) {
    match state {
        SeekerState::AwaitingMail => (Tone::Wait, td_string!(lang, seeker.state.awaiting_mail)),
        SeekerState::MailRefused => (Tone::Bad, td_string!(lang, seeker.state.mail_refused)),
        SeekerState::AwaitingReply => (Tone::Wait, td_string!(lang, seeker.state.awaiting_reply)),
        SeekerState::Confirmed { .. } => (Tone::Good, td_string!(lang, seeker.state.confirmed)),
        SeekerState::Attended => (Tone::Quiet, td_string!(lang, seeker.state.attended)),
        SeekerState::NoShow => (Tone::Quiet, td_string!(lang, seeker.state.no_show)),
        SeekerState::CancelledBySeeker { .. } => (Tone::Quiet, td_string!(lang, seeker.state.cancelled_by_seeker)),
        SeekerState::CancelledByOffice { .. } => (Tone::Bad, td_string!(lang, seeker.state.cancelled_by_office)),
        SeekerState::Void => (Tone::Bad, td_string!(lang, seeker.state.void)),
        SeekerState::Refused => (Tone::Bad, td_string!(lang, seeker.state.refused)),
        SeekerState::Stopped => (Tone::Bad, td_string!(lang, seeker.state.stopped)),
    }
}

fn meaning(booking: &BookingView, lang: Locale) -> String {
    let deadline = when::moment(booking.deadline, lang);
    match &booking.state {
        SeekerState::AwaitingMail => {
            td_string!(lang, seeker.state.awaiting_mail_help, mail = booking.details.mail.clone())
        }
        SeekerState::MailRefused => td_string!(lang, seeker.state.mail_refused_help, at = deadline),
        SeekerState::AwaitingReply => td_string!(lang, seeker.state.awaiting_reply_help, at = deadline),
        SeekerState::Confirmed { at, by } => confirmed_by(*by, when::moment(*at, lang), lang),
        SeekerState::Attended => String::new(),
        other => ended(other, lang).to_owned(),
    }
}

/// What follows from an end.
pub fn ended(state: &SeekerState, lang: Locale) -> &'static str {
    match state {
        SeekerState::CancelledBySeeker { .. } => td_string!(lang, seeker.state.cancelled_by_seeker_help),
        _ => td_string!(lang, seeker.state.ended_help),
    }
}

fn confirmed_by(proof: Proof, at: String, lang: Locale) -> String {
    match proof {
        Proof::MailServer => td_string!(lang, seeker.state.confirmed_by.mail, at),
        Proof::Button => td_string!(lang, seeker.state.confirmed_by.button, at),
        Proof::Reply => td_string!(lang, seeker.state.confirmed_by.reply, at),
        Proof::Staff => td_string!(lang, seeker.state.confirmed_by.staff, at),
    }
}

/// Whether the consultation is still expected to take place.
pub fn is_live(state: &SeekerState) -> bool {
    matches!(
        state,
        SeekerState::AwaitingMail
            | SeekerState::MailRefused
            | SeekerState::AwaitingReply
            | SeekerState::Confirmed { .. }
    )
}

/// 通訳の方がいます・介助の方がいます
pub fn companions(details: &Details, lang: Locale) -> String {
    let interpreter = details.interpreter.then(|| td_string!(lang, seeker.details.interpreter));
    let carer = details.carer.then(|| td_string!(lang, seeker.details.carer));
    match (interpreter, carer) {
        (Some(one), Some(other)) => format!("{one}\n{other}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => td_string!(lang, seeker.review.nobody).to_owned(),
    }
}

/// Whose counter it is. Nobody has to travel there.
#[component]
pub fn AtPlace(place: PlaceTold) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Given term=td_string!(lang, seeker.card.place)>
            {place.name}
            <br />
            {place.address}
            <br />
            {td!(lang, seeker.card.place_help)}
        </Given>
    }
}

/// When, where, how.
#[component]
pub fn BookingCard(booking: BookingView) -> impl IntoView {
    let lang = use_lang();
    let live = is_live(&booking.state);
    let starts = booking.span.starts();
    let dialled = format!("tel:{}", booking.phone.replace('-', ""));
    let device = booking.device.as_ref().map(|report| device::word_of(report, lang));
    let with = companions(&booking.details, lang);
    let entry = address::calendar_entry(&booking.token);
    view! {
        <section class="card">
            <p class="when">
                <time datetime=starts.to_rfc3339()>{when::date(date_jst(starts), lang)}</time>
                " "
                <b>{when::hours(booking.span, lang)}</b>
                {td!(lang, seeker.card.japan)}
            </p>
            <Summary>
                <Given term=td_string!(lang, seeker.card.reference) large=true>
                    {booking.reference.clone()}
                </Given>
                <Given term=td_string!(lang, seeker.card.office)>
                    {booking.office.clone()}
                    <br />
                    {booking.address.clone()}
                    <br />
                    <a class="tel" href=dialled>{booking.phone.clone()}</a>
                </Given>
                {booking.place.clone().map(|place| view! { <AtPlace place /> })}
                <Given term=td_string!(lang, seeker.card.kind)>
                    {td!(
                        lang,
                        seeker.review.minutes,
                        kind = word_of(booking.kind, lang),
                        minutes = booking.span.minutes()
                    )}
                </Given>
                {live
                    .then(|| {
                        view! {
                            <Given term=td_string!(lang, seeker.card.how)>{td!(lang, seeker.card.how_zoom)}</Given>
                        }
                    })}
                {booking
                    .joining
                    .clone()
                    .map(|joining| {
                        let number = joining.grouped();
                        view! {
                            <Given term=td_string!(lang, seeker.card.meeting_number)>{number}</Given>
                            {(!joining.passcode.is_empty())
                                .then(|| {
                                    view! { <Given term=td_string!(lang, seeker.card.passcode)>{joining.passcode}</Given> }
                                })}
                        }
                    })}
                <Given term=td_string!(lang, seeker.card.name)>{booking.details.name.clone()}</Given>
                <Given term=td_string!(lang, seeker.card.mail)>{booking.details.mail.clone()}</Given>
                <Given term=td_string!(lang, seeker.card.phone)>{booking.details.phone.clone()}</Given>
                <Given term=td_string!(lang, seeker.card.companions)>{with}</Given>
                {device.map(|device| view! { <Given term=td_string!(lang, seeker.card.device)>{device}</Given> })}
            </Summary>
            {live
                .then(|| {
                    view! {
                        <a class="button-secondary" href=entry rel="external">
                            {td!(lang, seeker.card.calendar)}
                        </a>
                    }
                })}
        </section>
    }
}
