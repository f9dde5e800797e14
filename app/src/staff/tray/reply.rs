//! Whose reply a mail is, chosen by hand among the bookings that await one. What is looked for is personal and stands in no
//! address.

use super::{Head, Hidden, Text, subject};
use crate::{
    desk::{
        Answer,
        error::DeskError,
        tray::{AwaitingReply, Replying},
    },
    domain::{
        ids::{BookingId, MailId},
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, sheet},
        outcome::{Heard, heard},
        words,
    },
    ui::{
        choices::{Choice, Choices},
        field::Field,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// Why the booking that was chosen cannot be confirmed by the mail.
const LATE: &str = "late";
const NOT_AWAITED: &str = "not_awaited";
const NONE: &str = "none";

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReplyPage {
    replying: Replying,
    words: String,
}

#[server]
pub async fn load_reply(lang: String, mail: MailId, found: bool) -> Answer<Framed<ReplyPage>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let words: String = if found { request::kept(request::Form::Reply)?.unwrap_or_default() } else { String::new() };
    let replying = request::desk()?.tray.replying(&actor, mail, words.clone()).await?;
    request::framed(&actor, &lang, ReplyPage { replying, words }).await
}

#[server]
pub async fn look_for_reply(lang: String, mail: MailId, words: String) -> Answer<()> {
    use crate::{domain::role::Task, request};
    let actor = request::staff().await?;
    actor.may(Task::ReadMail)?;
    actor.may(Task::TakeCalls)?;
    request::keep(request::Form::Reply, &words.chars().take(100).collect::<String>())?;
    request::back_to_page(&lang, &format!("{}&found=yes", page(mail)), Ok(()), "")
}

/// It is that booking's reply (R3).
#[server]
pub async fn count_as_reply_to(lang: String, mail: MailId, booking: Option<BookingId>) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let back = |why: &str| request::back_to_page(&lang, &format!("{}&why={why}", page(mail)), Ok(()), "");
    let Some(booking) = booking else { return back(NONE) };
    match request::desk()?.tray.count_as_reply_to(&actor, mail, booking).await {
        Err(DeskError::DeadlinePassed) => back(LATE),
        Err(DeskError::Conflict) => back(NOT_AWAITED),
        outcome => {
            request::cookies()?.forget(request::Form::Reply);
            request::back_to_page(&lang, Section::Tray.path(), outcome, "mail_counted")
        }
    }
}

/// What follows `/ja/desk` in the page's address.
pub fn page(mail: MailId) -> String {
    format!("{}?mail={mail}", Section::Reply.path())
}

#[component]
pub fn ReplySheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("mail"), query.get("found").is_some())));
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (mail, found))| async move {
            let mail = mail.and_then(|id| id.parse().ok()).ok_or(DeskError::NotFound)?;
            load_reply(code(lang).to_owned(), mail, found).await
        },
    );
    sheet(Section::Reply, page, body)
}

fn body(page: ReplyPage, _frame: &Frame) -> AnyView {
    let lang = use_lang();
    let ReplyPage { replying: Replying { mail, bookings, more }, words } = page;
    let looking = heard::<LookForReply>();
    let id = mail.id;
    let may_tie = mail.may_tie;
    let tray = format!("/{}/desk{}", code(lang), Section::Tray.path());
    view! {
        <p><a href=tray>{td_string!(lang, tray.reply.back)}</a></p>
        <Why />
        <article class="registration" aria-labelledby="mail-subject">
            <h2 id="mail-subject">{subject(&mail, lang)}</h2>
            <Head mail=mail.clone() />
            <Text mail open=true />
        </article>
        {if may_tie {
            view! {
                <section class="reading">
                    <ActionForm action=looking>
                        <Hidden id />
                        <Field
                            label=td_string!(lang, phone.people.words)
                            name="words"
                            help=td_string!(lang, tray.reply.words_help)
                            value=words
                            autocomplete="off"
                            optional=true
                        />
                        <button class="button-secondary">{td_string!(lang, phone.people.submit)}</button>
                    </ActionForm>
                </section>
                <Chosen id bookings more />
            }
                .into_any()
        } else {
            view! { <p class="notice">{td_string!(lang, tray.reply.settled)}</p> }.into_any()
        }}
    }
    .into_any()
}

/// What came of the last press, where the booking stays as it is.
#[component]
fn Why() -> impl IntoView {
    let lang = use_lang();
    let words = match use_query_map().get_untracked().get("why").as_deref() {
        Some(LATE) => td_string!(lang, tray.reply.late),
        Some(NOT_AWAITED) => td_string!(lang, tray.reply.not_awaited),
        _ => return ().into_any(),
    };
    view! { <p class="notice" data-tone="bad" role="alert">{words}</p> }.into_any()
}

#[component]
fn Chosen(id: MailId, bookings: Vec<AwaitingReply>, more: bool) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<CountAsReplyTo>();
    if bookings.is_empty() {
        return view! { <p>{td_string!(lang, tray.reply.nobody)}</p> }.into_any();
    }
    let query = use_query_map().get_untracked();
    let none = (query.get("why").as_deref() == Some(NONE)).then(|| td_string!(lang, tray.reply.none).to_owned());
    let options = bookings.into_iter().map(|booking| choice(booking, lang)).collect();
    view! {
        <section class="reading">
            {more.then(|| view! { <p class="notice">{td_string!(lang, phone.people.more)}</p> })}
            <ActionForm action=action>
                <Hidden id />
                <Choices
                    legend=td_string!(lang, tray.reply.legend)
                    name="booking"
                    why=td_string!(lang, tray.reply.lead)
                    options
                    error=none
                />
                <button class="button">{td_string!(lang, tray.count.submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn choice(of: AwaitingReply, lang: Locale) -> Choice {
    let starts = date_jst(of.span.starts());
    let when = format!("{} {}", words::day(starts, lang), words::span(of.span, lang));
    let (mail, reference, until) = (of.mail, of.reference, words::moment(of.deadline, lang));
    let help = td_string!(lang, tray.reply.booking, when, mail, reference, until).to_string();
    Choice::new(of.booking.to_string(), format!("{} {}", of.name, of.number)).help(help)
}
