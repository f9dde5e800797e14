//! The page that takes a seeker into the consultation: what there is to prepare, the clock, the way in, and whom to call.
//! Opening it changes nothing. What changes with time and by the office changes in place; where the line is down the page goes
//! on by its own clock, which the server has set.

use crate::{
    browser::platform,
    desk::{Answer, application::DeviceReport, booking::LinkToken, join::JoinView},
    domain::{
        attendee::Trouble as Said,
        joining::{Course, Stage},
        meeting::Joining,
        time::{date_jst, time_hm},
    },
    i18n::*,
    json::Json,
    locale::{code, use_lang},
    seeker::{
        address::{self, token},
        booking::{Happened, found},
        card::{ended, line},
        device::{self, quick::QuickTry},
        office::word_of,
        prepare::Prepare,
        problem::Problem,
    },
    ui::{
        button::{Button, Weight},
        countdown::{Countdown, use_now},
        form::Form,
        live::use_fresh,
        page::Page,
        state::{StateHeading, Tone},
        summary::{Given, Summary},
        when,
    },
};
use leptos::{ev, html, prelude::*, server_fn::ServerFn, task::spawn_local, web_sys::Element};
use wasm_bindgen::JsCast;

#[server(output = Json)]
pub async fn load_join(lang: String, token: LinkToken) -> Answer<JoinView> {
    use crate::{
        desk::error::DeskError,
        domain::{
            capability::Findings,
            support::{Platform, Told},
        },
        locale::named,
        request,
    };
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    let mut view = request::desk()?.seeker.join(&token, lang).await?;
    let agent = request::agent();
    let here = Platform::of(Told { user_agent: &agent, platform_version: None, touch_points: 0 }).os;
    view.other_device =
        view.device.as_ref().is_some_and(|report| Findings::of_words(&report.findings).os.is_another(here));
    Ok(view)
}

/// `trouble` is the word of a [`Said`].
#[server]
async fn tell_office(lang: String, token: LinkToken, trouble: String) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let page = address::of_booking(named(&lang).ok_or(DeskError::Unreadable)?, &token, "join");
    let trouble = Said::of_word(&trouble).ok_or(DeskError::Unreadable)?;
    let told = request::desk()?.seeker.tell_office(&token, trouble).await;
    request::onward(told, |()| Some(format!("{page}?done={}", trouble.word())), &page)
}

#[component]
pub fn Join() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, join.title)>
            {found(
                load_join(code(lang).to_owned(), token()),
                move |view| {
                    let (office, phone, hours) = (view.office.clone(), view.phone.clone(), view.hours.clone());
                    view! {
                        <a class="back" href=address::booking(lang, &view.token)>{td!(lang, seeker.booking.to_booking)}</a>
                        <Happened span=view.span />
                        <Problem />
                        <Entrance view=JoinView { device: None, ..view.clone() }>
                            <Before view />
                        </Entrance>
                        <CallBar office phone hours />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// What stands first and changes: how it stands, the clock, the way in, being late. The children are what is to be done before.
#[island]
fn Entrance(view: JoinView, children: Children) -> impl IntoView {
    let lang = use_lang();
    let (first, starts_as) = (view.clone(), view.stage(view.now));
    let token = view.token.clone();
    let ask = move || load_join(code(lang).to_owned(), token.clone());
    let again = ask.clone();
    let shown = use_fresh(format!("/live/b/{}", view.token.0), view, ask);
    let now = use_now(Signal::derive(move || shown.with(|view| view.now)));
    let stage = Memo::new(move |_| shown.with(|view| view.stage(now.get())));
    Effect::new(move |before: Option<Stage>| {
        let stage = stage.get();
        if before.is_some_and(|before| before != stage) {
            let answer = again();
            spawn_local(async move {
                if let Ok(fresh) = answer.await {
                    shown.try_set(fresh);
                }
            });
        }
        stage
    });
    let heading = Memo::new(move |_| shown.with(|view| heading(view, stage.get(), lang)));
    let meaning = Memo::new(move |_| shown.with(|view| meaning(view, stage.get(), lang)));
    let span = Memo::new(move |_| shown.with(|view| view.span));
    let moved = Memo::new(move |_| span.get() != first.span);
    let counting = Memo::new(move |_| matches!(stage.get(), Stage::Near | Stage::Open));
    let joining = Memo::new(move |_| shown.with(|view| view.joining.clone()).filter(|_| stage.get().is_to_come()));
    let may_enter = Memo::new(move |_| stage.get().may_enter());
    let is_coming = Memo::new(move |_| shown.with(|view| view.is_coming));
    let at_hand = Memo::new(move |_| stage.get().is_at_hand());
    let told = Memo::new(move |_| shown.with(|view| view.told.iter().max_by_key(|(_, at)| *at).copied()));
    let past = Memo::new(move |_| matches!(stage.get(), Stage::Over | Stage::Missed | Stage::Ended));
    let next = Memo::new(move |_| shown.with(|view| view.next));
    let (phone, call, slug, kind) = (first.phone.clone(), first.phone.clone(), first.slug.clone(), first.kind);
    let token = first.token.clone();
    view! {
        <StateHeading
            tone=Signal::derive(move || heading.with(|(tone, _)| *tone))
            words=Signal::derive(move || heading.with(|(_, words)| words.clone()))
        />
        <LineDown phone />
        {move || {
            moved.get().then(|| view! { <div class="notice" data-tone="wait" role="status"><p><b>{td!(lang, join.moved)}</b></p></div> })
        }}
        <p class="when">
            {move || when::date(date_jst(span.get().starts()), lang)} " " <b>{move || when::hours(span.get(), lang)}</b>
            {td!(lang, seeker.card.japan)}
        </p>
        {move || {
            counting
                .get()
                .then(|| {
                    let by = td_string!(lang, join.starts_at, time = time_hm(span.get().starts())).to_string();
                    view! {
                        <p class="large-countdown">
                            <Countdown
                                until=Signal::derive(move || span.get().starts())
                                now=now.get_untracked()
                                by
                            />
                        </p>
                    }
                })
        }}
        <p class="lead">{move || meaning.get()}</p>
        {move || {
            may_enter
                .get()
                .then(|| match joining.get() {
                    Some(joining) => leptos::either::Either::Left(view! { <Enter joining /> }),
                    None => leptos::either::Either::Right(view! { <NoWayIn is_coming=is_coming.get() /> }),
                })
        }}
        {move || joining.get().map(|joining| view! { <ReadOut joining /> })}
        {move || {
            at_hand
                .get()
                .then(|| {
                    let token = token.clone();
                    let unsent = td_string!(lang, join.trouble.unsent, phone = call.clone()).to_string();
                    view! {
                        <section>
                            <h2>{td!(lang, join.trouble.title)}</h2>
                            <p>{td!(lang, join.trouble.help)}</p>
                            <div role="status">
                                {move || told.get().map(|(said, at)| view! { <p class="state" data-tone="good">{heard(said, time_hm(at), lang)}</p> })}
                            </div>
                            <Form action=TellOffice::url() unsent=unsent.clone()>
                                <input type="hidden" name="lang" value=code(lang) />
                                <input type="hidden" name="token" value=token.0 />
                                <div class="actions">
                                    <Button
                                        words=td_string!(lang, join.trouble.late)
                                        weight=Weight::Second
                                        name="trouble"
                                        value=Said::Late.word()
                                    />
                                    <Button
                                        words=td_string!(lang, join.trouble.cannot_connect)
                                        weight=Weight::Second
                                        name="trouble"
                                        value=Said::CannotConnect.word()
                                    />
                                </div>
                            </Form>
                        </section>
                    }
                })
        }}
        {move || {
            past.get()
                .then(|| {
                    let times = address::times(lang, &slug, kind);
                    let next = next
                        .get()
                        .map(|(kind, span)| {
                            let when = when::day_and_hours(span, lang);
                            td_string!(lang, join.next, kind = word_of(kind, lang), when).to_string()
                        });
                    view! {
                        {next.map(|next| view! { <p><b>{next}</b></p><p>{td!(lang, join.next_help)}</p> })}
                        <p class="actions"><a class="button" href=times>{td!(lang, seeker.state.again)}</a></p>
                    }
                })
        }}
        {move || {
            (starts_as == Stage::Ahead && at_hand.get())
                .then(|| {
                    let page = address::of_booking(lang, &first.token, "join");
                    view! { <p><a class="button-secondary" href=page>{td!(lang, join.show_before)}</a></p> }
                })
        }}
        <div hidden=move || !stage.get().is_before()>{children()}</div>
    }
}

/// How it stands, in one line.
fn heading(view: &JoinView, stage: Stage, lang: Locale) -> (Tone, String) {
    let (tone, words) = match stage {
        Stage::Awaited | Stage::Missed | Stage::Ended => line(&view.state, lang),
        Stage::Ahead => (Tone::Good, td_string!(lang, join.state.ahead)),
        Stage::Near => (Tone::Wait, td_string!(lang, join.state.near)),
        Stage::Open => (Tone::Good, td_string!(lang, join.state.open)),
        Stage::Running if view.course == Course::InSession => (Tone::Good, td_string!(lang, join.state.in_session)),
        Stage::Running if view.here => (Tone::Wait, td_string!(lang, join.state.here)),
        Stage::Running if view.ready => (Tone::Good, td_string!(lang, join.state.ready)),
        Stage::Running => (Tone::Wait, td_string!(lang, join.state.not_ready)),
        Stage::Over => (Tone::Quiet, td_string!(lang, join.state.over)),
    };
    (tone, words.to_owned())
}

/// What it means, and what to do.
fn meaning(view: &JoinView, stage: Stage, lang: Locale) -> String {
    match stage {
        Stage::Awaited => td_string!(lang, join.help.awaited).to_owned(),
        Stage::Ahead => td_string!(lang, join.help.ahead).to_owned(),
        Stage::Near => td_string!(lang, join.help.near).to_owned(),
        Stage::Open if view.ready => td_string!(lang, join.help.open_ready).to_owned(),
        Stage::Open => td_string!(lang, join.help.open).to_owned(),
        Stage::Running if view.course == Course::InSession => td_string!(lang, join.help.in_session).to_owned(),
        Stage::Running if view.here => td_string!(lang, join.help.here).to_owned(),
        Stage::Running => match view.silent_at {
            Some(at) => td_string!(lang, join.help.silent, time = time_hm(at)).to_string(),
            None if view.ready => td_string!(lang, join.help.ready).to_owned(),
            None => td_string!(lang, join.help.no_hurry).to_owned(),
        },
        Stage::Over => td_string!(lang, join.help.over).to_owned(),
        Stage::Missed => td_string!(lang, join.help.missed).to_owned(),
        Stage::Ended => ended(&view.state, lang).to_owned(),
    }
}

fn heard(said: Said, time: String, lang: Locale) -> String {
    match said {
        Said::Late => td_string!(lang, join.trouble.heard_late, time).to_string(),
        Said::CannotConnect => td_string!(lang, join.trouble.heard_cannot_connect, time).to_string(),
    }
}

/// The one thing to press. The page stays, with its clock and the office's number.
#[component]
fn Enter(joining: Joining) -> impl IntoView {
    let lang = use_lang();
    let in_browser = joining.in_browser();
    view! {
        <p class="actions">
            <a class="button" href=joining.url target="_blank" rel="external noopener">{td!(lang, join.enter)}</a>
        </p>
        <p>{td!(lang, join.mind.recording)} " " {td!(lang, join.mind.room)}</p>
        {in_browser
            .map(|page| {
                view! { <p><a href=page target="_blank" rel="external noopener">{td!(lang, join.in_browser)}</a></p> }
            })}
    }
}

#[component]
fn NoWayIn(is_coming: bool) -> impl IntoView {
    let lang = use_lang();
    let words = if is_coming { td_string!(lang, join.coming) } else { td_string!(lang, join.no_meeting) };
    view! { <div class="notice" data-tone="wait" role="status"><p><b>{words}</b></p></div> }
}

/// To be read out, typed or copied.
#[component]
fn ReadOut(joining: Joining) -> impl IntoView {
    let lang = use_lang();
    let runs = RwSignal::new(false);
    let copied = RwSignal::new(None::<bool>);
    Effect::new(move || runs.set(true));
    let number = joining.grouped();
    let has_passcode = !joining.passcode.is_empty();
    let text = if has_passcode {
        let [id, code] = [td_string!(lang, seeker.card.meeting_number), td_string!(lang, seeker.card.passcode)];
        format!("{id}: {number}\n{code}: {}", joining.passcode)
    } else {
        number.clone()
    };
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let done = platform::copy(&text).await;
            copied.try_set(Some(done));
        });
    };
    view! {
        <section class="card">
            <Summary>
                <Given term=td_string!(lang, seeker.card.meeting_number) large=true>{number}</Given>
                {has_passcode
                    .then(|| {
                        view! {
                            <Given term=td_string!(lang, seeker.card.passcode) large=true>{joining.passcode.clone()}</Given>
                        }
                    })}
            </Summary>
            <button type="button" class="button-secondary" hidden=move || !runs.get() on:click=copy>
                {td!(lang, join.copy)}
            </button>
            <p role="status">
                {move || {
                    copied
                        .get()
                        .map(|done| if done { td_string!(lang, join.copied) } else { td_string!(lang, join.not_copied) })
                }}
            </p>
        </section>
    }
}

/// Says that the line is down, and what stays good without it.
#[component]
fn LineDown(phone: String) -> impl IntoView {
    let lang = use_lang();
    let down = RwSignal::new(false);
    let notice = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        down.set(!window().navigator().on_line());
        let lost = window_event_listener(ev::offline, move |_| {
            down.try_set(true);
        });
        let back = window_event_listener(ev::online, move |_| {
            down.try_set(false);
        });
        // A page that cannot come would take the time and the ID away with this one.
        let leaving = window_event_listener(ev::click, move |event| {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let leads_on = pressed.is_some_and(|pressed| matches!(pressed.closest("a[href^='/']"), Ok(Some(_))));
            if leads_on && down.get_untracked() {
                event.prevent_default();
                if let Some(notice) = notice.get_untracked() {
                    let _ = notice.focus();
                }
            }
        });
        on_cleanup(move || {
            lost.remove();
            back.remove();
            leaving.remove();
        });
    });
    view! {
        <div role="status" tabindex="-1" node_ref=notice>
            {move || {
                down.get()
                    .then(|| {
                        let help = td_string!(lang, join.down.help, phone = phone.clone()).to_string();
                        view! {
                            <div class="notice" data-tone="bad">
                                <p><b>{td!(lang, join.down.title)}</b></p>
                                <p>{help}</p>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// What to do before, in the order of doing it.
#[component]
fn Before(view: JoinView) -> impl IntoView {
    let lang = use_lang();
    let stage = view.stage(view.now);
    let page = |page: &str| address::of_booking(lang, &view.token, page);
    let to_declare = !view.declared && view.changeable;
    let ready = page("ready");
    view! {
        <h2>{td!(lang, join.before.title)}</h2>
        {to_declare
            .then(|| {
                view! {
                    <p>{td!(lang, phone.declare.why)}</p>
                    <p><a class="button-secondary" href=page("terms")>{td!(lang, phone.declare.link)}</a></p>
                }
            })}
        {(view.declared && stage.is_at_hand())
            .then(|| {
                if view.to_answer {
                    leptos::either::Either::Left(
                        view! {
                            <h3>{td!(lang, join.ready.title)}</h3>
                            <p>{td!(lang, join.ready.why)}</p>
                            <p><a class="button-secondary" href=ready>{td!(lang, join.ready.link)}</a></p>
                        },
                    )
                } else {
                    leptos::either::Either::Right(
                        view! { <p class="state" data-tone="good">{td!(lang, join.ready.is_done)}</p> },
                    )
                }
            })}
        <h3>{td!(lang, join.device.title)}</h3>
        <Device report=view.device.clone() other=view.other_device />
        {view
            .changeable
            .then(|| {
                let page = format!("{}?from=join", page("device"));
                view! { <p><a class="button-secondary" href=page>{td!(lang, seeker.booking.device)}</a></p> }
            })}
        {stage.is_at_hand().then(|| view! { <QuickTry /> })}
        <h3>{td!(lang, join.mind.title)}</h3>
        <ul>
            <li>{td!(lang, join.mind.recording)}</li>
            <li>{td!(lang, join.mind.room)}</li>
            <li>{td!(lang, join.mind.companions)}</li>
        </ul>
        {(stage == Stage::Ahead).then(|| view! { <Prepare span=view.span phone=view.phone.clone() /> })}
    }
    .into_any()
}

/// What is known of the device, and whether it is this one.
#[component]
fn Device(report: Option<DeviceReport>, other: bool) -> impl IntoView {
    let lang = use_lang();
    let open = report.as_ref().is_none_or(DeviceReport::is_open);
    let (tone, words) = match &report {
        Some(report) if !open => (Tone::Good, device::word_of(report, lang)),
        _ => (Tone::Wait, td_string!(lang, join.device.open)),
    };
    let elsewhere = report.as_ref().and_then(|report| report.same_device) == Some(false);
    let another = if elsewhere {
        Some(td_string!(lang, join.device.elsewhere))
    } else if other && !open {
        Some(td_string!(lang, join.device.other))
    } else {
        None
    };
    view! {
        <p class="state" data-tone=tone.name()>{words}</p>
        {another.map(|words| view! { <div class="notice" data-tone="wait"><p>{words}</p></div> })}
    }
    .into_any()
}

/// The office's number, always in sight.
#[component]
fn CallBar(office: String, phone: String, hours: String) -> impl IntoView {
    let lang = use_lang();
    let dialled = format!("tel:{}", phone.replace('-', ""));
    view! {
        <aside class="call-bar" aria-label=td_string!(lang, join.call)>
            <p>{td!(lang, join.call)} " " <a class="tel" href=dialled>{phone}</a></p>
            <p class="quiet">{office} " " {hours}</p>
        </aside>
    }
    .into_any()
}
