//! The card of a booking: who, when, how to reach them, what has to be settled before, and what happened when. It opens
//! at the right and leaves the calendar usable.

use crate::{
    desk::{
        Answer,
        application::DeviceReport,
        board::{BookingCard, HistoryLine},
        terms::VersionName,
    },
    domain::{
        booking::State,
        capability::Findings,
        declaration::{Answers, Declaration, gaps},
        ids::BookingId,
        time,
    },
    i18n::*,
    locale::{code, named, use_lang},
    staff::{
        attendees::Attendees,
        incidents,
        move_here::MoveHere,
        outcome::heard,
        phone_card::PhoneActions,
        place::{Here, Panel, Place},
        start::Start,
        verify::RegistrationFacts,
        words,
    },
    ui::{findings::FindingList, page::words_of},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

#[server]
pub async fn load_card(lang: String, booking: BookingId) -> Answer<BookingCard> {
    use crate::request;
    let session = request::staff_or_sign_in(&lang).await?;
    request::desk()?.staff.card(&session, booking).await
}

/// Sends the letter again, to a mended address where one is typed (Art. 6(3)).
#[server]
pub async fn resend(lang: String, place: String, booking: BookingId, mail: Option<String>) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let session = request::staff().await?;
        request::desk()?.staff.resend(&session, booking, mail.filter(|mail| !mail.trim().is_empty())).await.map(drop)
    };
    request::back_to(&lang, &place, outcome.await, "resent")
}

/// The office cancels, and says why (never counted against the seeker, R4).
#[server]
pub async fn cancel_by_office(lang: String, place: String, booking: BookingId, reason: String) -> Answer<()> {
    use crate::request;
    let outcome = async {
        let session = request::staff().await?;
        request::desk()?.staff.cancel_by_office(&session, booking, reason).await.map(drop)
    };
    request::back_to(&lang, &place, outcome.await, "cancelled")
}

/// `changes` counts the news heard so far: the open card is asked for again with each.
#[component]
pub fn Card(place: Memo<Place>, changes: RwSignal<u32>) -> impl IntoView {
    let lang = use_lang();
    let open = Memo::new(move |_| match place.with(|place| place.panel) {
        Panel::Booking(id) | Panel::Moving(id, _) => Some(id),
        _ => None,
    });
    let card = Resource::new_blocking(
        move || (open.get(), open.get().map(|_| changes.get())),
        move |(open, _)| async move {
            match open {
                Some(id) => Some(load_card(code(lang).to_owned(), id).await),
                None => None,
            }
        },
    );
    // The box of a new booking takes the focus once.
    let told = StoredValue::new(None::<BookingId>);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                card.await
                    .map(|card| {
                        let close = move || place.get().with(Panel::Nothing).to_string();
                        match card {
                            Ok(card) => view! { <Opened card=card place=place close=Signal::derive(close) told /> }.into_any(),
                            Err(error) => {
                                view! {
                                    <aside class="booking-card">
                                        <header>
                                            <h2>{words_of(error, lang)}</h2>
                                            <Close href=Signal::derive(close) />
                                        </header>
                                    </aside>
                                }
                                    .into_any()
                            }
                        }
                    })
            })}
        </Transition>
    }
    .into_any()
}

/// The cross at the head of a card.
#[component]
pub fn Close(#[prop(into)] href: Signal<String>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <a class="button-link" href=move || href.get() aria-label=td_string!(lang, staff.card.close) aria-keyshortcuts="Escape">
            "×"
        </a>
    }
    .into_any()
}

#[component]
fn Opened(
    card: BookingCard,
    place: Memo<Place>,
    close: Signal<String>,
    told: StoredValue<Option<BookingId>>,
) -> impl IntoView {
    let lang = use_lang();
    let (tone, word) = words::state(&card.state, lang);
    let held = matches!(card.state, State::Held { .. });
    let name = if card.details.name.is_empty() { word.to_owned() } else { card.details.name.clone() };
    let refusal = match &card.state {
        State::AwaitingMail { refused: Some(refusal), .. } => Some(refusal.reply.clone()),
        _ => None,
    };
    let date = words::date(time::date_jst(card.span.starts()), lang);
    let live = card.state.is_live();
    view! {
        <aside class="booking-card" aria-labelledby="card-name">
            <header>
                <h2 id="card-name">{name}</h2>
                <Close href=close />
            </header>
            <ReadOut card=card.clone() told />
            <p class="state" data-tone=tone>{word}</p>
            {refusal.map(|reply| view! { <p class="notice" data-tone="bad">{reply}</p> })}
            <p class="when">
                <b>{words::span(card.span, lang)}</b>
                {date}
                " "
                {words::counter(card.place.as_ref(), &card.counter, lang)}
            </p>
            {card
                .meeting_trouble
                .clone()
                .filter(|_| live)
                .map(|trouble| {
                    view! {
                        <div class="notice" data-tone="bad">
                            <p>{td_string!(lang, staff.card.meeting_trouble)}</p>
                            <details class="quiet">
                                <summary>{td_string!(lang, staff.card.zoom_said)}</summary>
                                <span class="verbatim">{trouble}</span>
                            </details>
                        </div>
                    }
                })}
            {card.joining.is_some().then(|| view! { <Start booking=card.id place=Signal::derive(move || place.get().to_string()) /> })}
            <MoveHere card=card.clone() place=place />
            <Contact card=card.clone() />
            {card.registration.clone().map(|registration| view! { <RegistrationFacts registration booking=card.id live /> })}
            {live.then(|| view! { <Actions booking=card.id mail=card.details.mail.clone() place=place /> })}
            {(!held).then(|| view! { <PhoneActions card=card.clone() place=place /> })}
            {(!held).then(|| view! { <p><a href=incidents::of(card.id, lang)>{td_string!(lang, standing.incidents.from_booking)}</a></p> })}
            <Attendees card=card.clone() place=place />
            <Facts card=card.clone() />
            {(!held).then(|| {
                view! {
                    <Declared answers=card.terms.as_ref().map(|terms| terms.answers.clone()).unwrap_or_default() version=card.agreed.clone() />
                    <Device report=card.device.clone() />
                }
            })}
            <h3>{td_string!(lang, staff.card.history)}</h3>
            <ol class="history">{card.history.iter().rev().map(|line| happened(line, lang)).collect_view()}</ol>
        </aside>
    }
    .into_any()
}

/// Of a booking just made while somebody listens: what to read to them, in one glance.
#[component]
fn ReadOut(card: BookingCard, told: StoredValue<Option<BookingId>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let made = Memo::new(move |_| {
        let done = query.with(|query| query.get("done"));
        done.is_some_and(|word| ["booked_by_phone", "next_booked"].contains(&word.as_str()))
    });
    let heading = NodeRef::<html::Section>::new();
    let id = card.id;
    Effect::new(move |_| {
        if made.get() && told.get_value() != Some(id) {
            told.set_value(Some(id));
            request_animation_frame(move || {
                if let Some(heading) = heading.try_get_untracked().flatten() {
                    let _ = heading.focus();
                }
            });
        }
    });
    let when = format!("{} {}", words::date(time::date_jst(card.span.starts()), lang), words::span(card.span, lang));
    let until = match card.state {
        State::AwaitingReply { .. } => (td_string!(lang, phone.card.reply_by), words::moment(card.deadline, lang)),
        State::AwaitingMail { .. } => (td_string!(lang, staff.card.deadline), words::moment(card.deadline, lang)),
        _ => (td_string!(lang, staff.card.deadline), td_string!(lang, phone.card.no_reply).to_owned()),
    };
    let lines =
        [(td_string!(lang, phone.card.when), when), until, (td_string!(lang, staff.card.reference), card.reference)];
    move || {
        let lines = lines.clone();
        made.get().then(|| {
            view! {
                <section class="notice" data-tone="good" tabindex="-1" aria-labelledby="read-out" node_ref=heading>
                    <h3 id="read-out">{td_string!(lang, phone.card.read_out)}</h3>
                    <dl class="summary">
                        {lines
                            .into_iter()
                            .map(|(name, words)| view! { <div><dt>{name}</dt><dd><b>{words}</b></dd></div> })
                            .collect_view()}
                    </dl>
                </section>
            }
        })
    }
}

/// A line of the history. What a mail server said is for those who want to know it.
fn happened(line: &HistoryLine, lang: Locale) -> impl IntoView + use<> {
    let by_server = line.who == "post" && !line.note.is_empty();
    let note = (!by_server && !line.note.is_empty()).then(|| format!(" {}", words::note(&line.what, &line.note, lang)));
    let answer = by_server.then(|| {
        let note = line.note.clone();
        view! {
            <details class="quiet">
                <summary>{td_string!(lang, staff.card.server_said)}</summary>
                <span class="verbatim">{note}</span>
            </details>
        }
    });
    let what = match line.what.as_str() {
        "confirmed" if by_server => td_string!(lang, staff.event.confirmed_by_mail).to_owned(),
        what => words::event(what, lang),
    };
    view! {
        <li>
            <time datetime=line.at.to_rfc3339()>{words::moment(line.at, lang)}</time>
            <div>{td_string!(lang, staff.card.line, what = what, who = words::actor(&line.who, lang))} {note} {answer}</div>
        </li>
    }
}

/// A row for a value that is there.
fn row(label: &'static str, value: Option<AnyView>) -> Option<impl IntoView> {
    value.map(|value| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
}

fn text(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| text.into_any())
}

/// Who it is and how to reach them.
#[component]
fn Contact(card: BookingCard) -> impl IntoView {
    let lang = use_lang();
    let details = card.details;
    let tel = (!details.phone.is_empty())
        .then(|| view! { <a href=format!("tel:{}", details.phone)>{details.phone.clone()}</a> }.into_any());
    view! {
        <dl class="summary">
            {row(td_string!(lang, staff.card.phone), tel)}
            {row(td_string!(lang, staff.card.mail), text(details.mail))}
            {row(td_string!(lang, staff.card.kana), text(details.kana))}
            {row(td_string!(lang, staff.card.number), text(details.number))}
            {row(td_string!(lang, phone.card.birth_date), text(words::birth(&card.birth_date, lang)))}
            {row(td_string!(lang, staff.card.reference), text(card.reference))}
            {row(td_string!(lang, staff.card.meeting_number), card.joining.as_ref().and_then(|joining| text(joining.grouped())))}
            {row(td_string!(lang, staff.card.passcode), card.joining.and_then(|joining| text(joining.passcode)))}
        </dl>
    }
    .into_any()
}

/// What it is about, and how it came.
#[component]
fn Facts(card: BookingCard) -> impl IntoView {
    let lang = use_lang();
    let details = card.details;
    let companions: Vec<_> = [
        details.interpreter.then(|| td_string!(lang, staff.card.interpreter)),
        details.carer.then(|| td_string!(lang, staff.card.carer)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let reading = named(&details.mail_lang).map(|known| {
        crate::locale::LANGUAGES.iter().find(|(locale, ..)| *locale == known).map_or("", |(_, _, name)| *name)
    });
    view! {
        <dl class="summary">
            {row(td_string!(lang, staff.card.kind), text(words::kind(card.kind, lang).to_owned()))}
            {row(td_string!(lang, staff.card.topic), text(details.topic))}
            {row(td_string!(lang, staff.card.companions), text(companions.join(if lang == Locale::ja { "、" } else { ", " })))}
            {row(td_string!(lang, staff.card.language), reading.map(|name| name.into_any()))}
            {row(td_string!(lang, staff.card.channel), text(words::channel(card.channel, lang).to_owned()))}
            {row(td_string!(lang, staff.card.deadline), text(words::moment(card.deadline, lang)))}
        </dl>
    }
    .into_any()
}

/// What was declared. The gaps stand first, each with what to do about it; the rest opens.
#[component]
fn Declared(answers: Answers, version: Option<VersionName>) -> impl IntoView {
    let lang = use_lang();
    let open = gaps(&answers);
    let whole = open.is_empty();
    view! {
        <h3>{td_string!(lang, staff.card.declared)}</h3>
        {whole.then(|| view! { <p class="badge" data-tone="good">{td_string!(lang, staff.card.no_gap)}</p> })}
        <ul class="answers">
            {open
                .iter()
                .map(|gap| {
                    let (tone, word) = words::answer(answers.get(&gap.declaration).copied(), lang);
                    view! {
                        <li data-tone=tone>
                            <span class="badge" data-tone=tone>{word}</span>
                            <span>
                                <b>{words::declaration(gap.declaration, lang)}</b>
                                <br />
                                {words::need(gap.need, lang)}
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        <details>
            <summary>{td_string!(lang, staff.card.every_answer)}</summary>
            <ul class="answers">
                {Declaration::ALL
                    .into_iter()
                    .map(|declaration| {
                        let (tone, word) = words::answer(answers.get(&declaration).copied(), lang);
                        view! {
                            <li>
                                <span class="badge" data-tone=tone>{word}</span>
                                <span>{words::declaration(declaration, lang)} " " {format!("({})", declaration.clause())}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {version
                .map(|version| {
                    let version = words::version(&version, lang);
                    view! { <p class="quiet">{td_string!(lang, staff.card.terms_version, version)}</p> }
                })}
        </details>
    }
    .into_any()
}

#[component]
fn Device(report: Option<DeviceReport>) -> impl IntoView {
    let lang = use_lang();
    let (tone, word) = words::device(report.as_ref(), lang);
    let same = report
        .as_ref()
        .and_then(|report| report.same_device)
        .map(|same| if same { td_string!(lang, staff.device.same) } else { td_string!(lang, staff.device.other) });
    let findings = report.map(|report| report.findings).unwrap_or_default();
    view! {
        <h3>{td_string!(lang, staff.device.title)}</h3>
        <p>
            <span class="badge" data-tone=tone>{word}</span>
            " "
            {same}
        </p>
        {(!findings.is_empty())
            .then(|| {
                view! {
                    <details>
                        <summary>{td_string!(lang, staff.device.findings)}</summary>
                        <FindingList findings=Findings::of_words(&findings) />
                    </details>
                }
            })}
    }
    .into_any()
}

#[component]
fn Actions(booking: BookingId, mail: String, place: Memo<Place>) -> impl IntoView {
    let lang = use_lang();
    let resend = heard::<Resend>();
    let mend = heard::<Resend>();
    let cancel = heard::<CancelByOffice>();
    view! {
        <h3>{td_string!(lang, staff.card.actions)}</h3>
        {(!mail.is_empty())
            .then(|| {
                view! {
                    <ActionForm action=resend>
                        <Here place booking />
                        <button class="button-secondary">{td_string!(lang, staff.card.resend)}</button>
                    </ActionForm>
                }
            })}
        <details>
            <summary>{td_string!(lang, staff.card.mend)}</summary>
            <ActionForm action=mend>
                <Here place booking />
                <div class="field">
                    <label for="card-mail">{td_string!(lang, staff.card.mail)}</label>
                    <p class="hint" id="card-mail-hint">{td_string!(lang, staff.card.mend_hint)}</p>
                    <input
                        id="card-mail"
                        name="mail"
                        inputmode="email"
                        autocomplete="off"
                        required
                        value=mail
                        aria-describedby="card-mail-hint"
                    />
                </div>
                <button class="button-secondary">{td_string!(lang, staff.card.mend_submit)}</button>
            </ActionForm>
        </details>
        <details>
            <summary>{td_string!(lang, staff.card.cancel)}</summary>
            <ActionForm action=cancel>
                <Here place booking />
                <div class="field">
                    <label for="card-reason">{td_string!(lang, staff.card.reason)}</label>
                    <p class="hint" id="card-reason-hint">{td_string!(lang, staff.card.reason_hint)}</p>
                    <input id="card-reason" name="reason" maxlength="200" required aria-describedby="card-reason-hint" />
                </div>
                <button class="button-danger">{td_string!(lang, staff.card.cancel_submit)}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}
