//! Leaving a wish from the calendar. It counts when it is confirmed behind the link that is mailed, so nobody is signed up by
//! a stranger; the answer is the same whatever is known of the address (Secrecy).

use super::{DayFields, HowItWorks, Wanted, WishForm, in_words};
use crate::{
    desk::{Answer, office::OfficeView},
    domain::{kind::Kind, mail_address::MailAddress, waiting::MOST_AT_ONCE},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked, segment},
        by_phone::ByPhone,
        done::wrong_address,
        office::word_of,
        problem::Problem,
    },
    ui::{
        button::Button,
        error_summary::{self, ErrorSummary},
        field::Field,
        form::PostForm,
        loaded::loaded,
        page::Page,
        summary::{Given, Summary},
    },
};
use chrono::NaiveDate;
use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LeaveView {
    office: OfficeView,
    kind: Kind,
    today: NaiveDate,
    last: NaiveDate,
    /// What was typed: it could not be taken, or the letter is underway and the address may be wrong.
    typed: Option<WishForm>,
}

#[server]
async fn load_waiting(lang: String, slug: String, kind: String, typed: bool) -> Answer<LeaveView> {
    use crate::{desk::error::DeskError, request, seeker::office::office};
    let kind: Kind = kind.parse().map_err(|_| DeskError::NotFound)?;
    let office = office(lang, slug.clone()).await?;
    if !office.kinds.iter().any(|(offered, _)| *offered == kind) {
        return Err(DeskError::NotFound);
    }
    let (today, last) = request::desk()?.waiting.days_to_wish(&slug).await?;
    let typed = request::kept_if(typed, request::Form::Waiting)?;
    Ok(LeaveView { office, kind, today, last, typed })
}

#[server]
async fn leave_wish(lang: String, slug: String, kind: Kind, wish: WishForm) -> Answer<()> {
    use crate::{
        desk::{error::DeskError, waiting::NewWish},
        locale::named,
        request,
    };
    let reader = named(&lang).ok_or(DeskError::Unreadable)?;
    let page = address::wait(reader, &slug, kind);
    let desk = request::desk()?.waiting;
    let (today, last) = desk.days_to_wish(&slug).await?;
    request::keep(request::Form::Waiting, &wish)?;
    let Some(wants) = wish.read(today, last).ok().filter(|_| wish.mail.parse::<MailAddress>().is_ok()) else {
        request::go(&format!("{page}?mend=yes"));
        return Ok(());
    };
    let address = request::cookies()?.address();
    let left = desk.leave_wish(address, NewWish { slug, kind, wants, mail: wish.mail, lang }).await;
    request::onward(left, |()| Some(format!("{page}?sent=yes")), &format!("{page}?mend=yes"))
}

#[component]
pub fn Leave() -> impl IntoView {
    let lang = use_lang();
    let sent = asked("sent").is_some();
    let mend = asked("mend").is_some();
    view! {
        <Page title=td_string!(lang, waiting.form.title)>
            {loaded(
                load_waiting(code(lang).to_owned(), segment("office"), segment("kind"), mend || sent),
                move |view| {
                    let office = view.office.clone();
                    view! {
                        <a class="back" href=address::times(lang, &office.slug, view.kind)>{td!(lang, seeker.back)}</a>
                        {if sent {
                            Either::Left(view! { <Sent view /> })
                        } else {
                            Either::Right(view! { <Ask view /> })
                        }}
                        <ByPhone office=office.name phone=office.phone hours=office.hours />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// Where the letter goes and what was wished, as long as the browser has it: no address stands in an address.
#[component]
fn Sent(view: LeaveView) -> impl IntoView {
    let lang = use_lang();
    let LeaveView { office, kind, today, last, typed } = view;
    let typed = typed.filter(|typed| typed.mail.parse::<MailAddress>().is_ok());
    let typed = typed.and_then(|typed| Some((typed.read(today, last).ok()?, typed.mail)));
    view! {
        <h1 class="state" data-tone="good">{td!(lang, waiting.form.sent)}</h1>
        <p class="lead">{td!(lang, waiting.form.sent_help)}</p>
        {typed
            .map(|(wants, mail)| {
                let mend = format!("{}?mend=yes#mail", address::wait(lang, &office.slug, kind));
                view! {
                    <section class="card">
                        <Summary>
                            <Given term=td_string!(lang, waiting.form.sent_to) change=mend large=true>{mail}</Given>
                            <Wanted office=office.name.clone() kind wants />
                        </Summary>
                        <p class="hint">{td!(lang, waiting.form.sent_check)}</p>
                    </section>
                }
            })}
    }
    .into_any()
}

#[component]
fn Ask(view: LeaveView) -> impl IntoView {
    let lang = use_lang();
    let LeaveView { office, kind, today, last, typed } = view;
    let mut problems = match &typed {
        Some(typed) => in_words(&typed.read(today, last).err().unwrap_or_default(), lang),
        None => Vec::new(),
    };
    let wrong = typed.as_ref().filter(|typed| typed.mail.parse::<MailAddress>().is_err());
    let wrong = wrong.map(|typed| wrong_address(Some(&typed.mail), lang));
    problems.extend(wrong.clone().map(|words| error_summary::Problem { field: "mail".to_owned(), words }));
    let form = typed.unwrap_or_else(|| WishForm::fresh(today, last));
    view! {
        <h1>{td!(lang, waiting.form.title)}</h1>
        <p class="lead">{office.name.clone()}<br />{word_of(kind, lang)}</p>
        <p>{td!(lang, waiting.form.lead)}</p>
        <Problem />
        <ErrorSummary problems=problems.clone() />
        <PostForm action=LeaveWish::url()>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="slug" value=office.slug />
            <input type="hidden" name="kind" value=kind.as_str() />
            <DayFields form=form.clone() last problems />
            <Field
                label=td_string!(lang, seeker.details.mail)
                name="wish[mail]"
                id="mail"
                help=td_string!(lang, waiting.form.mail_help)
                error=wrong
                value=form.mail
                autocomplete="email"
                inputmode="email"
            />
            <p class="hint">{td!(lang, waiting.form.most, most = MOST_AT_ONCE)}</p>
            <div class="actions">
                <Button words=td_string!(lang, waiting.form.send) />
            </div>
        </PostForm>
        <HowItWorks />
    }
    .into_any()
}
