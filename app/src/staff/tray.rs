//! 受信トレイ: the mail that came in and waits for a person, with its words as plain text and nothing else of it.

use crate::{
    desk::{
        Answer,
        tray::{MailAbout, MailLine, MailSettled, MailboxState, TrayRoom},
    },
    domain::{ids::MailId, inbox::Verdict},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        place,
        words::{self, Toned},
    },
    ui::field::Field,
};
use leptos::prelude::*;

pub mod reply;

#[server]
pub async fn load_tray(lang: String) -> Answer<Framed<TrayRoom>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let room = request::desk()?.tray.tray(&actor).await?;
    request::framed(&actor, &lang, room).await
}

/// It was read; `note` says what was done.
#[server]
pub async fn settle_mail(lang: String, mail: MailId, note: String) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.tray.settle_mail(&actor, mail, note).await;
    request::back_to_page(&lang, Section::Tray.path(), outcome, "mail_settled")
}

/// It is the reply after all (R3).
#[server]
pub async fn count_as_reply(lang: String, mail: MailId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.tray.count_as_reply(&actor, mail).await;
    request::back_to_page(&lang, Section::Tray.path(), outcome, "mail_counted")
}

#[component]
pub fn TraySheet() -> impl IntoView {
    fresh_sheet(Section::Tray, load_tray, body)
}

fn body(room: TrayRoom, _frame: &Frame) -> AnyView {
    let lang = use_lang();
    let TrayRoom { mailbox, waiting, more, settled } = room;
    let empty = waiting.is_empty();
    let none_settled = settled.is_empty();
    view! {
        <section class="reading">
            <p>{td_string!(lang, tray.lead)}</p>
            <Mailbox state=mailbox />
            {empty.then(|| view! { <p class="badge" data-tone="good">{td_string!(lang, tray.none)}</p> })}
            {more.then(|| view! { <p class="notice">{td_string!(lang, tray.more)}</p> })}
        </section>
        {waiting.into_iter().map(|mail| view! { <Waiting mail /> }).collect_view()}
        {(!none_settled)
            .then(|| {
                view! {
                    <section>
                        <h2>{td_string!(lang, tray.settled.title)}</h2>
                        <p>{td_string!(lang, tray.settled.lead)}</p>
                        {settled.into_iter().map(|mail| view! { <Settled mail /> }).collect_view()}
                    </section>
                }
            })}
    }
    .into_any()
}

/// Whether the mailbox is read at all.
#[component]
fn Mailbox(state: Option<MailboxState>) -> impl IntoView {
    let lang = use_lang();
    match state {
        None => view! { <p class="notice">{td_string!(lang, tray.mailbox.unset)}</p> }.into_any(),
        Some(MailboxState { trouble: Some((why, since)), .. }) => {
            let since = words::moment(since, lang);
            view! {
                <div class="notice">
                    <p>{td_string!(lang, tray.mailbox.trouble, since)}</p>
                    <p class="as-written">{why}</p>
                </div>
            }
            .into_any()
        }
        Some(MailboxState { looked_at, .. }) => {
            let line = looked_at.map(|at| td_string!(lang, tray.mailbox.looked, at = words::moment(at, lang)));
            view! { <p class="quiet">{line}</p> }.into_any()
        }
    }
}

#[component]
fn Waiting(mail: MailLine) -> impl IntoView {
    let lang = use_lang();
    let id = mail.id;
    let heading = format!("mail-{id}-subject");
    let (may_count, may_tie) = (mail.may_count, mail.may_tie);
    let recognised = mail.about.as_ref().map(|about| td_string!(lang, tray.count.lead, mail = about.mail.as_str()));
    view! {
        <article class="registration" id=format!("mail-{id}") aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{subject(&mail, lang)}</h2>
            <Head mail=mail.clone() />
            <p>{why(mail.verdict, lang)}</p>
            <Text mail=mail.clone() open=true />
            {may_tie
                .then(|| {
                    view! {
                        <p class="links">
                            <a href=format!(
                                "/{}/desk{}",
                                code(lang),
                                reply::page(id),
                            )>{td_string!(lang, tray.reply.link)} <span class="unseen">{subject(&mail, lang)}</span></a>
                        </p>
                    }
                })}
            <div class="settle">
                {may_count.then(|| view! { <Counted id lead=recognised.unwrap_or_default() /> })}
                <Done id />
            </div>
        </article>
    }
    .into_any()
}

fn subject(mail: &MailLine, lang: Locale) -> String {
    if mail.subject.is_empty() { td_string!(lang, tray.no_subject).to_owned() } else { mail.subject.clone() }
}

/// Who sent it and when, what came of it, and the booking that it names.
#[component]
fn Head(mail: MailLine) -> impl IntoView {
    let lang = use_lang();
    let (tone, verdict) = verdict(mail.verdict, lang);
    let sender = match (mail.sender_name.as_str(), mail.sender.as_str()) {
        ("", "") => td_string!(lang, tray.no_sender).to_owned(),
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    };
    view! {
        <p>
            <span class="badge" data-tone=tone>{verdict}</span>
            " "
            <b>{sender}</b>
            " "
            {words::moment(mail.arrived, lang)}
        </p>
        {mail.about.map(|about| view! { <About about /> })}
    }
    .into_any()
}

#[component]
fn About(about: MailAbout) -> impl IntoView {
    let lang = use_lang();
    let (tone, state) = words::state(&about.state, lang);
    let card = place::card(lang, about.booking, about.span.starts());
    let when = words::moment(about.span.starts(), lang);
    view! {
        <p>
            <a href=card>{td_string!(lang, tray.booking)} " " {about.reference}</a>
            " "
            {about.name}
            " "
            {when}
            " "
            <span class="badge" data-tone=tone>{state}</span>
        </p>
    }
    .into_any()
}

/// The words of the mail, in their lines; addresses in it lead nowhere.
#[component]
fn Text(mail: MailLine, open: bool) -> impl IntoView {
    let lang = use_lang();
    let empty = mail.text.is_empty();
    let kilobytes = mail.size.div_ceil(1024);
    let cut = mail.is_cut.then(|| td_string!(lang, tray.cut, kilobytes));
    view! {
        <details open=open>
            <summary>{td_string!(lang, tray.text)} <span class="unseen">{subject(&mail, lang)}</span></summary>
            {if empty {
                view! { <p class="quiet">{td_string!(lang, tray.no_text)}</p> }.into_any()
            } else {
                view! { <p class="as-written">{mail.text}</p> }.into_any()
            }}
            {cut.map(|line| view! { <p class="quiet">{line}</p> })}
        </details>
    }
    .into_any()
}

#[component]
fn Hidden(id: MailId) -> impl IntoView {
    let lang = use_lang();
    view! {
        <input type="hidden" name="lang" value=code(lang) />
        <input type="hidden" name="mail" value=id.to_string() />
    }
    .into_any()
}

#[component]
fn Counted(id: MailId, lead: String) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<CountAsReply>();
    view! {
        <details>
            <summary>{td_string!(lang, tray.count.open)}</summary>
            <p>{lead}</p>
            <ActionForm action=action>
                <Hidden id />
                <button class="button-secondary">{td_string!(lang, tray.count.submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Done(id: MailId) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<SettleMail>();
    view! {
        <details open>
            <summary>{td_string!(lang, tray.done.open)}</summary>
            <ActionForm action=action>
                <Hidden id />
                <Field
                    label=td_string!(lang, tray.done.note)
                    help=td_string!(lang, tray.done.help)
                    name="note"
                    id=format!("note-{id}")
                    autocomplete="off"
                />
                <button class="button-secondary">{td_string!(lang, tray.done.submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What was settled, with the words of the mail behind a press.
#[component]
fn Settled(mail: MailLine) -> impl IntoView {
    let lang = use_lang();
    let line = mail.settled.clone().map(|settled| settled_words(settled, lang));
    let heading = format!("mail-{}-subject", mail.id);
    view! {
        <article class="registration" aria-labelledby=heading.clone()>
            <h3 id=heading.clone()>{subject(&mail, lang)}</h3>
            <Head mail=mail.clone() />
            {line.map(|line| view! { <p class="as-written">{line}</p> })}
            <Text mail open=false />
        </article>
    }
    .into_any()
}

fn settled_words(settled: MailSettled, lang: Locale) -> String {
    let (who, at) = (settled.who, words::moment(settled.at, lang));
    if settled.counted {
        td_string!(lang, tray.settled.counted, who, at)
    } else {
        td_string!(lang, tray.settled.noted, who, at, note = settled.note)
    }
}

fn verdict(verdict: Verdict, lang: Locale) -> Toned {
    match verdict {
        Verdict::Confirmed => ("good", td_string!(lang, tray.verdict.confirmed)),
        Verdict::PutBack => ("bad", td_string!(lang, tray.verdict.put_back)),
        Verdict::Ignored => ("wait", td_string!(lang, tray.verdict.ignored)),
        Verdict::WishAsleep => ("bad", td_string!(lang, tray.verdict.wish_asleep)),
        Verdict::OtherLetter => ("wait", td_string!(lang, tray.verdict.other_letter)),
        Verdict::OtherSender => ("wait", td_string!(lang, tray.verdict.other_sender)),
        Verdict::Unmatched => ("wait", td_string!(lang, tray.verdict.unmatched)),
        Verdict::NotAwaited => ("wait", td_string!(lang, tray.verdict.not_awaited)),
        Verdict::Late => ("bad", td_string!(lang, tray.verdict.late)),
        Verdict::Undelivered => ("bad", td_string!(lang, tray.verdict.undelivered)),
        Verdict::Unreadable => ("bad", td_string!(lang, tray.verdict.unreadable)),
    }
}

/// Why it waits, and what to do.
fn why(verdict: Verdict, lang: Locale) -> &'static str {
    match verdict {
        Verdict::Confirmed | Verdict::PutBack | Verdict::Ignored | Verdict::WishAsleep => "",
        Verdict::OtherLetter => td_string!(lang, tray.why.other_letter),
        Verdict::OtherSender => td_string!(lang, tray.why.other_sender),
        Verdict::Unmatched => td_string!(lang, tray.why.unmatched),
        Verdict::NotAwaited => td_string!(lang, tray.why.not_awaited),
        Verdict::Late => td_string!(lang, tray.why.late),
        Verdict::Undelivered => td_string!(lang, tray.why.undelivered),
        Verdict::Unreadable => td_string!(lang, tray.why.unreadable),
    }
}
