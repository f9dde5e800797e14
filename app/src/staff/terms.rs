//! The office's terms: every version, the draft beside what is read from it, what it changes, and who has to be called.

use crate::{
    desk::{
        Answer, LONGEST_TERMS,
        terms::{Call, Draft, DraftTexts, Standing, TermsRoom, VersionLine},
    },
    domain::{
        ids::{BookingId, TermsId},
        role::Task,
        terms::{Block, Ground, doubt::Doubt},
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        table::Table,
        words,
    },
    ui::{
        changes::{Changed, clause},
        choices::{Choice, Choices},
        field::Field,
        text_area::TextArea,
        when,
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

#[server]
pub async fn load_terms_room(lang: String) -> Answer<Framed<(TermsRoom, Vec<Call>)>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let desk = request::desk()?;
    let room = desk.terms.terms_room(&actor).await?;
    let calls = desk.terms.terms_calls(&actor).await?;
    request::framed(&actor, &lang, (room, calls)).await
}

#[server]
pub async fn keep_terms_draft(lang: String, texts: DraftTexts) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let done = if texts == DraftTexts::default() { "given_up" } else { "draft" };
    let outcome = request::desk()?.terms.keep_terms_draft(&actor, texts).await;
    request::back_to_page(&lang, Section::Terms.path(), outcome, done)
}

#[server]
pub async fn schedule_terms(lang: String, from: String, ground: String) -> Answer<()> {
    use crate::{desk::error::DeskError, request};
    let actor = request::staff().await?;
    let outcome = async {
        let from: NaiveDate = from.parse().map_err(|_| DeskError::Mend)?;
        let ground = Ground::of_word(&ground).ok_or(DeskError::Mend)?;
        request::desk()?.terms.schedule_terms(&actor, from, ground).await
    };
    request::back_to_page(&lang, Section::Terms.path(), outcome.await, "scheduled")
}

#[server]
pub async fn withdraw_terms(lang: String, version: TermsId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.terms.withdraw_terms(&actor, version).await;
    request::back_to_page(&lang, Section::Terms.path(), outcome, "withdrawn")
}

#[server]
pub async fn told_of_terms(lang: String, booking: BookingId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let outcome = request::desk()?.terms.told_of_terms(&actor, booking).await;
    request::back_to_page(&lang, Section::Terms.path(), outcome, "told")
}

#[component]
pub fn TermsPage() -> impl IntoView {
    fresh_sheet(Section::Terms, load_terms_room, body)
}

fn body((room, calls): (TermsRoom, Vec<Call>), frame: &Frame) -> AnyView {
    let manages = frame.role.may(Task::ManageTerms);
    let scheduled = room.versions.iter().any(|version| version.standing == Standing::Scheduled);
    view! {
        <Versions versions=room.versions slug=frame.slug.clone() manages />
        {(!calls.is_empty()).then(|| view! { <Calls calls /> })}
        {manages.then(|| view! { <Next draft=room.draft earliest=room.earliest scheduled /> })}
    }
    .into_any()
}

#[component]
fn Versions(versions: Vec<VersionLine>, slug: String, manages: bool) -> impl IntoView {
    let lang = use_lang();
    let withdraw = heard::<WithdrawTerms>();
    let heads = [
        td_string!(lang, terms.versions.from),
        td_string!(lang, terms.versions.standing),
        td_string!(lang, terms.versions.version),
        td_string!(lang, terms.versions.ground),
        td_string!(lang, terms.versions.notice),
    ];
    let line = move |version: VersionLine| {
        let (tone, word) = match version.standing {
            Standing::InForce => ("good", td_string!(lang, terms.versions.in_force)),
            Standing::Scheduled => ("wait", td_string!(lang, terms.versions.scheduled)),
            Standing::Past => ("quiet", td_string!(lang, terms.versions.past)),
            Standing::Withdrawn => ("quiet", td_string!(lang, terms.versions.withdrawn)),
        };
        let short = version.version.clone();
        // A version that was taken back binds nobody and has no address.
        let name = if version.standing == Standing::Withdrawn {
            short.into_any()
        } else {
            view! { <a href=format!("/{}/{slug}/terms/{short}", code(lang)) rel="external" target="_blank">{short.clone()}</a> }
                .into_any()
        };
        let scheduled = version.standing == Standing::Scheduled;
        view! {
            <tr>
                <th scope="row">{when::date(date_jst(version.in_force_from), lang)}</th>
                <td><span class="badge" data-tone=tone>{word}</span></td>
                <td>{name}</td>
                <td>{version.ground.map(|ground| ground_words(ground, lang))}</td>
                <td>
                    {scheduled
                        .then(|| td_string!(lang, terms.versions.told, told = version.told, to_call = version.to_call))}
                    {(scheduled && manages)
                        .then(|| {
                            view! {
                                <ActionForm action=withdraw>
                                    <input type="hidden" name="lang" value=code(lang) />
                                    <input type="hidden" name="version" value=version.id.to_string() />
                                    <button class="button-danger">{td_string!(lang, terms.versions.withdraw)}</button>
                                </ActionForm>
                            }
                        })}
                </td>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(lang, terms.versions.caption) heads=heads>{versions.into_iter().map(line).collect_view()}</Table>
    }
    .into_any()
}

fn ground_words(ground: Ground, lang: Locale) -> &'static str {
    match ground {
        Ground::Benefit => td_string!(lang, terms.ground.benefit),
        Ground::Reasonable => td_string!(lang, terms.ground.reasonable),
    }
}

#[component]
fn Calls(calls: Vec<Call>) -> impl IntoView {
    let lang = use_lang();
    let told = heard::<ToldOfTerms>();
    let heads = [
        td_string!(lang, terms.calls.when),
        td_string!(lang, terms.calls.name),
        td_string!(lang, terms.calls.phone),
        td_string!(lang, terms.calls.reference),
        td_string!(lang, terms.calls.told),
    ];
    view! {
        <h2>{td_string!(lang, terms.calls.title)}</h2>
        <p>{td_string!(lang, terms.calls.lead)}</p>
        <Table caption=td_string!(lang, terms.calls.title) heads=heads quiet=true>
                    {calls
                        .into_iter()
                        .map(|call| {
                            view! {
                                <tr>
                                    <td>{words::moment(call.span.starts(), lang)}</td>
                                    <th scope="row">{call.name}</th>
                                    <td><a href=format!("tel:{}", call.phone)>{call.phone.clone()}</a></td>
                                    <td>{call.reference}</td>
                                    <td>
                                        <ActionForm action=told>
                                            <input type="hidden" name="lang" value=code(lang) />
                                            <input type="hidden" name="booking" value=call.booking.to_string() />
                                            <button class="button-secondary">{td_string!(lang, terms.calls.told)}</button>
                                        </ActionForm>
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
fn Next(draft: Option<Draft>, earliest: NaiveDate, scheduled: bool) -> impl IntoView {
    let lang = use_lang();
    let keep = heard::<KeepTermsDraft>();
    let texts = draft.as_ref().map(|draft| draft.texts.clone()).unwrap_or_default();
    let said = match &draft {
        Some(draft) => td_string!(
            lang,
            terms.draft.by,
            when = words::moment(draft.changed_at, lang),
            who = draft.changed_by.as_str()
        ),
        None => td_string!(lang, terms.draft.none).to_owned(),
    };
    let there = draft.is_some();
    view! {
        <h2>{td_string!(lang, terms.draft.title)}</h2>
        <p class="quiet">{said}</p>
        <div class="side-by-side">
            <ActionForm action=keep>
                <input type="hidden" name="lang" value=code(lang) />
                <TextArea
                    label=td_string!(lang, terms.draft.japanese)
                    name="texts[japanese]"
                    id="draft-japanese"
                    most=LONGEST_TERMS
                    help=td_string!(lang, terms.draft.japanese_help)
                    value=texts.japanese
                    lang="ja"
                />
                <TextArea
                    label=td_string!(lang, terms.draft.english)
                    name="texts[english]"
                    id="draft-english"
                    most=LONGEST_TERMS
                    value=texts.english
                    lang="en"
                    optional=true
                />
                <button class="button-secondary">{td_string!(lang, terms.draft.keep)}</button>
            </ActionForm>
            {draft.map(|draft| view! { <AsRead draft /> })}
        </div>
        {there
            .then(|| {
                view! {
                    {(!scheduled).then(|| view! { <Schedule earliest /> })}
                    <ActionForm action=keep>
                        <input type="hidden" name="lang" value=code(lang) />
                        <input type="hidden" name="texts[japanese]" value="" />
                        <button class="button-danger">{td_string!(lang, terms.draft.give_up)}</button>
                    </ActionForm>
                }
            })}
    }
    .into_any()
}

/// Beside the source: what was recognised, what to look at, and what changes.
#[component]
fn AsRead(draft: Draft) -> impl IntoView {
    let lang = use_lang();
    let none = draft.doubts.is_empty();
    let same = draft.changes.is_empty();
    let read = draft.read;
    view! {
        <div>
            <h3>{td_string!(lang, terms.read.doubts)}</h3>
            {none.then(|| view! { <p class="badge" data-tone="good">{td_string!(lang, terms.read.no_doubt)}</p> })}
            <ul>{draft.doubts.into_iter().map(|doubt| view! { <li>{doubt_words(doubt, lang)}</li> }).collect_view()}</ul>
            <h3>{td_string!(lang, terms.changes.title)}</h3>
            {same.then(|| view! { <p>{td_string!(lang, terms.changes.none)}</p> })}
            {draft.changes.into_iter().map(|part| view! { <Changed part text="ja" /> }).collect_view()}
            <details open>
                <summary>{td_string!(lang, terms.read.title)}</summary>
                <div lang="ja">
                    {read.above.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                    <p><b>{read.title}</b></p>
                    {blocks(read.preamble)}
                    {read
                        .articles
                        .into_iter()
                        .map(|article| {
                            view! {
                                <h4>{article.label} " " {article.heading}</h4>
                                {blocks(article.blocks)}
                            }
                        })
                        .collect_view()}
                    {blocks(read.closing)}
                </div>
            </details>
        </div>
    }
    .into_any()
}

fn blocks(blocks: Vec<Block>) -> impl IntoView {
    blocks.into_iter().map(|block| clause(&block)).collect_view()
}

fn doubt_words(doubt: Doubt, lang: Locale) -> String {
    match doubt {
        Doubt::NoArticles => td_string!(lang, terms.doubt.no_articles).to_owned(),
        Doubt::NoTitle => td_string!(lang, terms.doubt.no_title).to_owned(),
        Doubt::MissingArticle { number } => td_string!(lang, terms.doubt.missing_article, number = number),
        Doubt::NoHeading { number } => td_string!(lang, terms.doubt.no_heading, number = number),
        Doubt::OutOfOrder { number, label } => {
            td_string!(lang, terms.doubt.out_of_order, number = number, label = label.as_str())
        }
        Doubt::LooksLikeMark { text } => td_string!(lang, terms.doubt.looks_like_mark, text = text.as_str()),
    }
}

#[component]
fn Schedule(earliest: NaiveDate) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ScheduleTerms>();
    let grounds =
        Ground::ALL.into_iter().map(|ground| Choice::new(ground.as_str(), ground_words(ground, lang))).collect();
    view! {
        <section class="reading">
            <h2>{td_string!(lang, terms.schedule.title)}</h2>
            <p>{td_string!(lang, terms.schedule.lead)}</p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field
                    label=td_string!(lang, terms.schedule.from)
                    name="from"
                    kind="date"
                    help=td_string!(lang, terms.schedule.from_help)
                    value=earliest.to_string()
                />
                <Choices legend=td_string!(lang, terms.schedule.ground) name="ground" options=grounds chosen=Ground::Benefit.as_str().to_owned() />
                <button class="button">{td_string!(lang, terms.schedule.submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
