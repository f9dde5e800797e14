//! The live check: one thing at a time, each a card. The sentence that explains a permission comes before the prompt, the
//! result in words after it, the overall result last.
//!
//! It stands inside the form of its page and sends the same report as the declaration, which remains where no program runs.
//! To check one more thing: a stage here, its card beside the others, its finding in `domain::capability`.

use super::{
    Declared,
    line::LineTrial,
    media::{CameraTrial, MicrophoneTrial},
    outcome::Outcome,
    speaker::SpeakerTrial,
    way_out::WayOut,
};
use crate::{
    browser::platform,
    desk::application::{DeviceReport, DeviceResult},
    domain::{
        capability::{Findings, Line, Media, Speaker},
        support::{Platform, Release, browser_support, support},
    },
    i18n::*,
    locale::use_lang,
    ui::{
        button::{Button, Weight},
        findings,
        state::Tone,
    },
};
use chrono::NaiveDate;
use leptos::{
    either::{Either, EitherOf3},
    html,
    prelude::*,
    task::spawn_local,
};
use std::cmp::Ordering;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    Begin,
    Camera,
    Microphone,
    Speaker,
    Line,
    Outcome,
}

/// Where the check stands, and what it has found.
#[derive(Clone, Copy)]
pub struct Check {
    pub stage: RwSignal<Stage>,
    pub findings: RwSignal<Findings>,
}

impl Check {
    /// On to the first thing not yet tried; all tried, to the outcome.
    pub fn onward(self) {
        let findings = self.findings.get_untracked();
        let open = [
            (Stage::Camera, findings.camera == Media::NotAsked),
            (Stage::Microphone, findings.microphone == Media::NotAsked),
            (Stage::Speaker, findings.speaker == Speaker::NotAsked),
            (Stage::Line, findings.line == Line::NotAsked),
        ];
        self.stage.set(open.into_iter().find(|(_, open)| *open).map_or(Stage::Outcome, |(stage, _)| stage));
    }

    fn know(self, platform: Platform, today: NaiveDate) {
        // The page may have been left meanwhile.
        self.findings.try_update(|findings| {
            findings.os = platform.os;
            findings.os_version = match platform.release {
                Some(Release::Exactly(version)) => Some(version),
                _ => None,
            };
            findings.os_support = support(platform.os, platform.release, today);
            findings.browser = platform.browser;
            findings.browser_version = platform.version;
            findings.browser_support = browser_support(platform.os, platform.browser, platform.version, today);
            findings.in_app = platform.in_app;
        });
    }
}

/// The questions of the step: a declaration, and above it, once the program runs, the offer to check instead. The declaration goes when
/// the check begins, not before: what somebody has begun to fill in is not torn away. Goes inside a form.
#[island]
pub fn Questions(
    report: Option<DeviceReport>,
    /// Of the server: which releases are mended depends on the day.
    today: NaiveDate,
    /// On the button of the declaration.
    #[prop(into)]
    words: String,
    /// An application comes along to another browser; a booking is reached by its link anyway.
    carries: bool,
    /// Nothing is chosen beforehand.
    #[prop(optional)]
    anew: Option<bool>,
    /// It was sent without anything chosen.
    #[prop(optional)]
    missing: Option<bool>,
) -> impl IntoView {
    let (anew, missing) = (anew.unwrap_or_default(), missing.unwrap_or_default());
    let check = Check { stage: RwSignal::new(Stage::Begin), findings: RwSignal::new(Findings::none()) };
    let runs = RwSignal::new(false);
    Effect::new(move || {
        runs.set(true);
        spawn_local(async move { check.know(platform::platform().await, today) });
    });
    let begun = Memo::new(move |_| check.stage.get() > Stage::Begin);
    view! {
        <Offer check carries runs />
        {move || {
            if begun.get() {
                Either::Left(view! { <Cards check /> })
            } else {
                Either::Right(
                    view! {
                        <Declared report=report.clone() anew missing />
                        <div class="actions">
                            <Button words=words.clone() />
                        </div>
                    },
                )
            }
        }}
    }
}

/// The way out of an app's window, and the offer to begin. Until the program runs its place is kept, and nothing moves when it
/// comes.
#[component]
fn Offer(check: Check, carries: bool, runs: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let inside = Memo::new(move |_| check.findings.with(|findings| findings.in_app.map(|app| (app, findings.os))));
    let begun = Memo::new(move |_| check.stage.get() > Stage::Begin);
    view! {
        {move || inside.get().map(|(app, os)| view! { <WayOut app os carries /> })}
        {move || {
            (!begun.get())
                .then(|| {
                    view! {
                        <section class="card offer" data-runs=move || runs.get().then_some("")>
                            <h2>{td!(lang, device.start.title)}</h2>
                            <p>{td!(lang, device.start.lead)}</p>
                            <button
                                type="button"
                                class="button-secondary"
                                on:click=move |_| check.stage.set(Stage::Camera)
                            >
                                {td!(lang, device.start.begin)}
                            </button>
                        </section>
                    }
                })
        }}
    }
}

#[component]
fn Cards(check: Check) -> impl IntoView {
    let lang = use_lang();
    let over = Memo::new(move |_| check.stage.get() == Stage::Outcome);
    view! {
        <Card
            check
            mine=Stage::Camera
            title=td_string!(lang, device.camera.title)
            result=|findings, lang| findings::media(findings.camera, lang)
            trial=|check| view! { <CameraTrial check /> }
        />
        <Card
            check
            mine=Stage::Microphone
            title=td_string!(lang, device.microphone.title)
            result=|findings, lang| findings::media(findings.microphone, lang)
            trial=|check| view! { <MicrophoneTrial check /> }
        />
        <Card
            check
            mine=Stage::Speaker
            title=td_string!(lang, device.speaker.title)
            result=|findings, lang| findings::speaker(findings.speaker, lang)
            trial=|check| view! { <SpeakerTrial check /> }
        />
        <Card
            check
            mine=Stage::Line
            title=td_string!(lang, device.line.title)
            result=findings::line
            trial=|check| view! { <LineTrial check /> }
        />
        {move || {
            if over.get() { Either::Left(view! { <Outcome check /> }) } else { Either::Right(view! { <Later /> }) }
        }}
    }
}

/// The way out of what has begun: the same as the declaration's later answer.
#[component]
fn Later() -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="actions">
            <Button
                words=td_string!(lang, seeker.device.later_instead)
                weight=Weight::Quiet
                name="report[result]"
                value=DeviceResult::Later.word()
            />
        </div>
    }
}

/// One thing: to come, at hand, or done.
#[component]
pub fn Card<T: IntoView + 'static>(
    check: Check,
    mine: Stage,
    title: &'static str,
    result: fn(&Findings, Locale) -> (Tone, String),
    trial: fn(Check) -> T,
) -> impl IntoView {
    let lang = use_lang();
    let place = Memo::new(move |_| check.stage.get().cmp(&mine));
    move || match place.get() {
        Ordering::Less => EitherOf3::A(view! { <section class="card" data-later="true"><h2>{title}</h2></section> }),
        Ordering::Equal => {
            let heading = NodeRef::<html::H2>::new();
            focus_when_there(heading);
            EitherOf3::B(view! {
                <section class="card">
                    <h2 tabindex="-1" node_ref=heading>{title}</h2>
                    {trial(check)}
                </section>
            })
        }
        Ordering::Greater => {
            let found = Memo::new(move |_| check.findings.with(|findings| result(findings, lang)));
            EitherOf3::C(view! {
                <section class="card" data-done="true">
                    <h2>{title}</h2>
                    <p class="state" data-tone=move || found.with(|(tone, _)| tone.name())>
                        {move || found.get().1}
                    </p>
                    <button type="button" class="button-link" on:click=move |_| check.stage.set(mine)>
                        {td!(lang, device.redo)}
                        <span class="unseen">{td_string!(lang, words.ui.about, what = title)}</span>
                    </button>
                </section>
            })
        }
    }
}

/// What was pressed is gone: the next card's heading takes the focus, so that it is read next.
pub fn focus_when_there(heading: NodeRef<html::H2>) {
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            // Only fails where an element cannot take the focus; this one can.
            let _ = heading.focus();
        }
    });
}
