//! 要確認: bookings whose registration the list does not settle, each with what was given beside what the list has.

use crate::{
    desk::{
        Answer,
        roster::{RegistrationView, Settled, ToVerify},
    },
    domain::{
        ids::BookingId,
        registration::{How, Settlement, Standing},
        roster::{Column, Registration},
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        place,
        roster::column,
        table::Table,
        words::{self, Toned},
    },
    ui::select::Select,
};
use leptos::prelude::*;

#[server]
pub async fn load_to_verify(lang: String) -> Answer<Framed<Vec<ToVerify>>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let open = request::desk()?.roster.to_verify(&actor).await?;
    request::framed(&actor, &lang, open).await
}

#[server]
pub async fn verify_registration(lang: String, booking: BookingId, how: String) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    let actor = request::staff().await?;
    let outcome = async {
        let how = How::of_word(&how).ok_or(DeskError::Unreadable)?;
        request::desk()?.roster.settle(&actor, booking, Settlement::Verified { how }).await
    };
    request::back_to_page(&lang, Section::Verify.path(), outcome.await, "registration_verified")
}

/// オンライン登録者 is ハローワーク利用登録者 from now on.
#[server]
pub async fn switch_registration(lang: String, booking: BookingId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.roster.settle(&actor, booking, Settlement::Switched).await;
    request::back_to_page(&lang, Section::Verify.path(), outcome, "registration_switched")
}

#[server]
pub async fn refuse_registration(lang: String, booking: BookingId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.roster.settle(&actor, booking, Settlement::Refused).await;
    request::back_to_page(&lang, Section::Verify.path(), outcome, "registration_refused")
}

#[component]
pub fn VerifyPage() -> impl IntoView {
    fresh_sheet(Section::Verify, load_to_verify, body)
}

fn body(open: Vec<ToVerify>, frame: &Frame) -> AnyView {
    let lang = use_lang();
    let none = open.is_empty();
    let (shown, all) = (open.len(), frame.to_verify);
    let more = !none && all > shown as u64;
    view! {
        <section class="reading">
            <p>{td_string!(lang, roster.verify.lead)}</p>
            {none.then(|| view! { <p class="badge" data-tone="good">{td_string!(lang, roster.verify.none)}</p> })}
            {more.then(|| view! { <p class="notice">{td_string!(lang, roster.verify.more, shown = shown, all = all)}</p> })}
        </section>
        {open.into_iter().map(|item| view! { <Open item /> }).collect_view()}
    }
    .into_any()
}

/// Where the page shows a booking.
fn place(booking: BookingId) -> String {
    format!("registration-{booking}")
}

#[component]
fn Open(item: ToVerify) -> impl IntoView {
    let lang = use_lang();
    let (tone, word) = standing(item.standing, lang);
    let (state_tone, state) = words::state(&item.state, lang);
    let date = date_jst(item.span.starts());
    let when = format!("{} {}", words::date(date, lang), words::span(item.span, lang));
    let card = place::card(lang, item.booking, item.span.starts());
    let place = place(item.booking);
    let (heading, name) = (format!("{place}-name"), item.given.name.clone());
    view! {
        <article class="registration" id=place aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{name}</h2>
            <p>
                <span class="badge" data-tone=tone>{word}</span>
                " "
                <b>{when}</b>
                " "
                <span class="badge" data-tone=state_tone>{state}</span>
                " "
                <a href=card>{td_string!(lang, roster.verify.card)} " " {item.reference.clone()}</a>
                " "
                {td_string!(lang, roster.verify.phone)}
                " "
                <a href=format!("tel:{}", item.phone)>{item.phone.clone()}</a>
            </p>
            <Beside item=item.clone() />
            <div class="settle">
                <Verified booking=item.booking />
                {item.listed.as_ref().is_none_or(|(_, listed)| *listed == Registration::Online)
                    .then(|| view! { <Switched booking=item.booking /> })}
                <Refused booking=item.booking has_mail=item.has_mail />
            </div>
        </article>
    }
    .into_any()
}

/// What was given beside what the list has.
#[component]
fn Beside(item: ToVerify) -> impl IntoView {
    let lang = use_lang();
    let heads = [
        td_string!(lang, roster.verify.item),
        td_string!(lang, roster.verify.given),
        td_string!(lang, roster.verify.listed),
    ];
    let known = item.listed.clone().map(|(person, _)| person).unwrap_or_default();
    let number = if item.listed.is_some() { item.number.clone() } else { String::new() };
    let registration = match item.listed {
        Some((_, listed)) => registration(listed, lang),
        None => td_string!(lang, roster.registration.none),
    };
    let rows = [
        (Column::Number, item.number, number),
        (Column::Name, item.given.name, known.name),
        (Column::Kana, item.given.kana, known.kana),
        (Column::Birth, item.given.birth_date, known.birth_date),
        (Column::Registration, String::new(), registration.to_owned()),
    ];
    let or_not = move |text: String| {
        if text.is_empty() { td_string!(lang, roster.verify.not_given).to_owned() } else { text }
    };
    let caption = td_string!(lang, roster.verify.given);
    let label = format!("{caption} {}", item.reference);
    view! {
        <Table caption=caption label=label heads=heads quiet=true>
            {rows
                .into_iter()
                .map(|(of, given, listed)| {
                    let differs = item.differing.contains(&of);
                    view! {
                        <tr>
                            <th scope="row">{column(of, lang)}</th>
                            <td>{or_not(given)}</td>
                            <td>
                                {or_not(listed)}
                                {differs
                                    .then(|| {
                                        view! {
                                            " "
                                            <span class="badge" data-tone="bad">{td_string!(lang, roster.verify.differs)}</span>
                                        }
                                    })}
                            </td>
                        </tr>
                    }
                })
                .collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Hidden(booking: BookingId) -> impl IntoView {
    let lang = use_lang();
    view! {
        <input type="hidden" name="lang" value=code(lang) />
        <input type="hidden" name="booking" value=booking.to_string() />
    }
    .into_any()
}

#[component]
fn Verified(booking: BookingId) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<VerifyRegistration>();
    let ways: Vec<_> = How::ALL.into_iter().map(|how| (how.word(), words::registration_how(how, lang))).collect();
    view! {
        <details open>
            <summary>{td_string!(lang, roster.verify.verified)}</summary>
            <ActionForm action=action>
                <Hidden booking />
                <Select
                    label=td_string!(lang, roster.verify.how)
                    name="how"
                    id=format!("how-{booking}")
                    options=ways
                    value=How::System.word()
                />
                <button class="button-secondary">{td_string!(lang, roster.verify.verified_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Switched(booking: BookingId) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<SwitchRegistration>();
    view! {
        <details open>
            <summary>{td_string!(lang, roster.verify.switched_submit)}</summary>
            <p>{td_string!(lang, roster.verify.switch_lead)}</p>
            <ActionForm action=action>
                <Hidden booking />
                <button class="button-secondary">{td_string!(lang, roster.verify.switched_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Refused(booking: BookingId, has_mail: bool) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<RefuseRegistration>();
    view! {
        <details>
            <summary>{td_string!(lang, roster.verify.refuse)}</summary>
            <p>{td_string!(lang, roster.verify.refuse_lead)}</p>
            {(!has_mail).then(|| view! { <p class="notice">{td_string!(lang, roster.verify.refuse_call)}</p> })}
            <ActionForm action=action>
                <Hidden booking />
                <button class="button-danger">{td_string!(lang, roster.verify.refused_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// On the card of a booking: how its seeker is registered, and the way to settle it.
#[component]
pub fn RegistrationFacts(registration: RegistrationView, booking: BookingId, live: bool) -> impl IntoView {
    let lang = use_lang();
    let RegistrationView { standing: stands, settled } = registration;
    let (tone, word) = match &settled {
        Some(settled) => settlement(settled.settlement, lang),
        None => standing(stands, lang),
    };
    let open = live && settled.is_none() && stands != Standing::Registered;
    view! {
        <h3>{td_string!(lang, roster.card.title)}</h3>
        <p>
            <span class="badge" data-tone=tone>{word}</span>
            " "
            {open
                .then(|| {
                    let to = format!("/{}/desk{}#{}", code(lang), Section::Verify.path(), place(booking));
                    view! { <a href=to>{td_string!(lang, roster.card.to_verify)}</a> }
                })}
        </p>
        {settled.map(|settled| view! { <p class="quiet">{told(&settled, lang)}</p> })}
    }
    .into_any()
}

/// Who settled it when, and how the seeker was registered before and after.
fn told(settled: &Settled, lang: Locale) -> String {
    let what = match settled.settlement {
        Settlement::Verified { how } => words::registration_how(how, lang),
        other => settlement(other, lang).1,
    };
    let when = words::moment(settled.at, lang);
    let line = td_string!(lang, roster.card.settled, what = what, who = settled.who.as_str(), when = when.as_str());
    if settled.before == settled.after {
        return line;
    }
    let name = |known: Option<Registration>| match known {
        Some(known) => registration(known, lang),
        None => td_string!(lang, roster.registration.none),
    };
    let change = td_string!(lang, roster.card.change, before = name(settled.before), after = name(settled.after));
    format!("{line} {change}")
}

fn standing(standing: Standing, lang: Locale) -> Toned {
    match standing {
        Standing::Registered => ("good", td_string!(lang, roster.standing.registered)),
        Standing::Online => ("wait", td_string!(lang, roster.standing.online)),
        Standing::Differs => ("bad", td_string!(lang, roster.standing.differs)),
        Standing::Unknown => ("wait", td_string!(lang, roster.standing.unknown)),
    }
}

fn settlement(settlement: Settlement, lang: Locale) -> Toned {
    match settlement {
        Settlement::Verified { .. } => ("good", td_string!(lang, roster.settled.verified)),
        Settlement::Switched => ("good", td_string!(lang, roster.settled.switched)),
        Settlement::Refused => ("bad", td_string!(lang, roster.settled.refused)),
    }
}

fn registration(registration: Registration, lang: Locale) -> &'static str {
    match registration {
        Registration::Online => td_string!(lang, roster.registration.online),
        Registration::Full => td_string!(lang, roster.registration.full),
    }
}
