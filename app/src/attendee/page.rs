//! An invitation to an interview: when, where, about which job offer, with whom. Opening it proves nothing and changes
//! nothing; every answer is a press.

use crate::{
    attendee::address::{self, token},
    desk::{
        Answer,
        attendee::{AttendanceView, AttendeeToken},
        error::DeskError,
        office::OfficeDoor,
    },
    domain::{
        attendee::{Attendance, LONGEST_MESSAGE, Trouble},
        meeting::Joining,
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::asked,
        by_phone::{Number, Trouble as ByPhone},
        card::AtPlace,
        door::doors,
        office::word_of,
        problem::Problem,
    },
    ui::{
        button::{Button, Weight},
        field::Field,
        form::PostForm,
        loaded::loaded,
        page::Page,
        state::{StateHeading, Tone},
        summary::{Given, Summary},
        when,
    },
};
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

/// The invitation, with the message that came back to be mended.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    pub view: AttendanceView,
    pub typed: String,
}

/// `tried`: a message came back.
#[server]
pub async fn invitation(lang: String, token: AttendeeToken, tried: bool) -> Answer<Shown> {
    use crate::{locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let view = request::desk()?.attendees.attendance(&token, lang).await?;
    let typed = request::kept_if(tried, request::Form::Attendance)?.unwrap_or_default();
    Ok(Shown { view, typed })
}

#[server]
async fn confirm_attendance(lang: String, token: AttendeeToken) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::attendance(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let confirmed = request::desk()?.attendees.confirm_attendance(&token).await;
    request::onward(confirmed, |()| Some(page.clone()), &page)
}

/// `trouble` is the word of a [`Trouble`].
#[server]
async fn report_trouble(
    lang: String,
    token: AttendeeToken,
    trouble: String,
    #[server(default)] message: String,
) -> Answer<()> {
    use crate::{locale::named, request};
    let page = address::attendance(named(&lang).ok_or(DeskError::Unreadable)?, &token);
    let trouble = Trouble::of_word(&trouble).ok_or(DeskError::Unreadable)?;
    let told = request::desk()?.attendees.report_trouble(&token, trouble, message.clone()).await;
    keep_message(&told, &message)?;
    request::onward(told, |()| Some(page.clone()), &page)
}

/// A message that has to be mended comes back; one that was taken is forgotten.
#[cfg(feature = "ssr")]
pub fn keep_message(answer: &Answer<()>, message: &str) -> Answer<()> {
    use crate::request::{self, Form};
    if *answer == Err(DeskError::Mend) {
        request::keep(Form::Attendance, &message)
    } else {
        request::cookies()?.forget(Form::Attendance);
        Ok(())
    }
}

#[component]
pub fn AttendancePage() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, attendee.page.title, kind = td_string!(lang, words.kind.interview)).to_string()>
            {found(|shown| {
                let (office, phone) = (shown.view.office.clone(), shown.view.phone.clone());
                view! {
                    <Problem />
                    <Mine shown />
                    <ByPhone office phone />
                }
            })}
        </Page>
    }
    .into_any()
}

/// A page behind the link. A link that leads nowhere says what to do about it, and whom to call.
pub fn found<V: IntoView + 'static>(show: impl FnOnce(Shown) -> V + Send + 'static) -> impl IntoView {
    let lang = use_lang();
    let answer = invitation(code(lang).to_owned(), token(), asked("problem").is_some());
    let answer = async move {
        match answer.await {
            Err(DeskError::NotFound) => {
                #[cfg(feature = "ssr")]
                crate::request::status(DeskError::NotFound.status());
                doors(code(lang).to_owned()).await.map(Err)
            }
            other => other.map(Ok),
        }
    };
    loaded(answer, move |shown| match shown {
        Ok(shown) => Either::Left(show(shown)),
        Err(offices) => Either::Right(view! { <Lost offices /> }),
    })
}

/// Which office it was is in the link, and the link cannot be read.
#[component]
fn Lost(offices: Vec<OfficeDoor>) -> impl IntoView {
    let lang = use_lang();
    let kind = td_string!(lang, words.kind.interview);
    let numbers = offices
        .into_iter()
        .map(|office| view! { <Number office=office.name phone=office.phone hours=Some(office.hours) /> })
        .collect_view();
    view! {
        <h1>{td!(lang, attendee.page.lost)}</h1>
        <p>{td_string!(lang, attendee.page.lost_help, kind).to_string()}</p>
        <section class="by-phone">
            <h2>{td!(lang, attendee.page.lost_phone)}</h2>
            {numbers}
        </section>
    }
    .into_any()
}

#[component]
fn Mine(shown: Shown) -> impl IntoView {
    let lang = use_lang();
    let Shown { view, typed } = shown;
    let (tone, words) = standing(&view, lang);
    let help = meaning(&view, lang);
    let tentative = view.open && view.tentative;
    view! {
        <StateHeading tone words />
        {help.map(|help| view! { <p class="lead">{help}</p> })}
        {tentative.then(|| view! { <p class="notice">{td!(lang, attendee.letter.tentative)}</p> })}
        {view.open.then(|| view! { <Confirm view=view.clone() /> })}
        <Card view=view.clone() />
        {(view.open && !view.may_report).then(|| view! { <p>{td!(lang, attendee.page.day_later)}</p> })}
        {view.may_report.then(|| view! { <OnTheDay view=view.clone() typed /> })}
        {view
            .open
            .then(|| {
                let page = address::decline(lang, &view.token);
                view! {
                    <ul class="links">
                        <li><a href=page>{td!(lang, attendee.page.to_decline)}</a></li>
                    </ul>
                    <p>{td!(lang, attendee.page.privacy)}</p>
                }
            })}
    }
    .into_any()
}

fn standing(view: &AttendanceView, lang: Locale) -> (Tone, String) {
    let kind = word_of(view.kind, lang);
    match &view.attendance {
        Attendance::Declined { .. } => (Tone::Quiet, td_string!(lang, attendee.page.state.declined).to_owned()),
        Attendance::Removed { .. } => (Tone::Quiet, td_string!(lang, attendee.page.state.removed).to_owned()),
        _ if !view.stands => (Tone::Bad, td_string!(lang, attendee.page.state.ended, kind).to_string()),
        _ if !view.open => (Tone::Quiet, td_string!(lang, attendee.page.state.over, kind).to_string()),
        Attendance::Invited => (Tone::Wait, td_string!(lang, attendee.page.state.invited).to_owned()),
        Attendance::Confirmed { .. } => (Tone::Good, td_string!(lang, attendee.page.state.confirmed).to_owned()),
        Attendance::Late { trouble: Trouble::Late, .. } => {
            (Tone::Wait, td_string!(lang, attendee.page.state.late).to_owned())
        }
        Attendance::Late { trouble: Trouble::CannotConnect, .. } => {
            (Tone::Wait, td_string!(lang, attendee.page.state.cannot_connect).to_owned())
        }
    }
}

fn meaning(view: &AttendanceView, lang: Locale) -> Option<String> {
    match &view.attendance {
        Attendance::Confirmed { at } if view.open => {
            Some(td_string!(lang, attendee.page.help.confirmed, at = when::moment(*at, lang)).to_string())
        }
        Attendance::Late { .. } if view.open => Some(td_string!(lang, attendee.page.help.late).to_owned()),
        _ if view.open => None,
        _ => Some(td_string!(lang, attendee.page.help.gone).to_owned()),
    }
}

/// The one thing to press: before it is known, and once somebody who was late is there.
#[component]
fn Confirm(view: AttendanceView) -> impl IntoView {
    let lang = use_lang();
    let words = match view.attendance {
        Attendance::Invited => td_string!(lang, attendee.page.confirm),
        Attendance::Late { .. } => td_string!(lang, attendee.page.here),
        _ => return None,
    };
    Some(
        view! {
            <PostForm action=ConfirmAttendance::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="token" value=view.token.0 />
                <div class="actions">
                    <Button words />
                </div>
            </PostForm>
        }
        .into_any(),
    )
}

/// When, where, how, and with whom.
#[component]
fn Card(view: AttendanceView) -> impl IntoView {
    let lang = use_lang();
    let starts = view.span.starts();
    let dialled = format!("tel:{}", view.phone.replace('-', ""));
    let entry = address::calendar_entry(&view.token);
    let to =
        td_string!(lang, attendee.letter.to, company = view.company.clone(), person = view.person.clone()).to_string();
    let seeker = view.seeker.clone();
    let enter = view.joining.clone().filter(|_| view.may_report).map(|joining| joining.url);
    view! {
        <section class="card">
            <p class="when">
                <time datetime=starts.to_rfc3339()>{when::date(crate::domain::time::date_jst(starts), lang)}</time>
                " "
                <b>{when::hours(view.span, lang)}</b>
                {td!(lang, seeker.card.japan)}
            </p>
            <Summary>
                <Given term=td_string!(lang, seeker.card.office)>
                    {view.office.clone()}
                    <br />
                    <a class="tel" href=dialled>{view.phone.clone()}</a>
                </Given>
                {view.place.clone().map(|place| view! { <AtPlace place /> })}
                <Given term=td_string!(lang, attendee.fact.kind)>{word_of(view.kind, lang)}</Given>
                <Given term=td_string!(lang, attendee.fact.job_number) large=true>{view.job_number.clone()}</Given>
                {seeker
                    .map(|name| {
                        let name = td_string!(lang, attendee.fact.seeker_value, name).to_string();
                        view! { <Given term=td_string!(lang, attendee.fact.seeker)>{name}</Given> }
                    })}
                {view
                    .open
                    .then(|| {
                        view! { <Given term=td_string!(lang, seeker.card.how)>{td!(lang, attendee.page.how)}</Given> }
                    })}
                {view.joining.clone().map(|joining| view! { <ToJoin joining /> })}
                <Given term=td_string!(lang, attendee.fact.company)>{to}</Given>
            </Summary>
            {enter
                .map(|url| {
                    view! {
                        <a class="button-secondary" href=url target="_blank" rel="external noopener">
                            {td!(lang, attendee.page.enter)}
                        </a>
                    }
                })}
            {view
                .open
                .then(|| {
                    view! {
                        <a class="button-secondary" href=entry rel="external">
                            {td!(lang, attendee.page.calendar)}
                        </a>
                    }
                })}
        </section>
    }
    .into_any()
}

/// What they join with, to type in or to read out.
#[component]
fn ToJoin(joining: Joining) -> impl IntoView {
    let lang = use_lang();
    let number = joining.grouped();
    view! {
        <Given term=td_string!(lang, seeker.card.meeting_number) large=true>{number}</Given>
        {(!joining.passcode.is_empty())
            .then(|| view! { <Given term=td_string!(lang, seeker.card.passcode) large=true>{joining.passcode}</Given> })}
    }
    .into_any()
}

/// Late, or without a connection.
#[component]
fn OnTheDay(view: AttendanceView, typed: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section>
            <h2>{td!(lang, attendee.page.day)}</h2>
            <p>{td!(lang, attendee.page.day_help)}</p>
            <PostForm action=ReportTrouble::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="token" value=view.token.0 />
                <Message typed />
                <div class="actions">
                    <Button
                        words=td_string!(lang, attendee.page.late)
                        weight=Weight::Second
                        name="trouble"
                        value=Trouble::Late.word()
                    />
                    <Button
                        words=td_string!(lang, attendee.page.cannot_connect)
                        weight=Weight::Second
                        name="trouble"
                        value=Trouble::CannotConnect.word()
                    />
                </div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// What the employer would like to say with it. What was too long comes back.
#[component]
pub fn Message(typed: String) -> impl IntoView {
    let lang = use_lang();
    let wrong = (asked("problem").as_deref() == Some(DeskError::Mend.word()))
        .then(|| td_string!(lang, attendee.page.message_long, most = LONGEST_MESSAGE).to_string());
    view! {
        <Field
            label=td_string!(lang, attendee.page.message)
            name="message"
            help=td_string!(lang, attendee.page.message_help, most = LONGEST_MESSAGE).to_string()
            error=wrong
            value=typed
            optional=true
        />
    }
    .into_any()
}
