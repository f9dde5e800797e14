//! The cards of camera and microphone. The device runs while its card is at hand, and stops with it or with the page.

use super::{advice, check::Check};
use crate::{
    browser::{
        level::Level,
        media::{self, Running, Source},
    },
    domain::capability::Media,
    i18n::*,
    locale::use_lang,
    ui::{findings, state::Tone},
};
use leptos::{html, prelude::*, task::spawn_local};
use std::time::Duration;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// A voice at arm's length is louder than this, an empty room is not.
const AUDIBLE: f32 = 0.05;
const READING: Duration = Duration::from_millis(100);

/// Where a try stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Attempt {
    Idle,
    /// The browser asks the seeker.
    Asking,
    Live,
    Stopped(Media),
}

#[derive(Clone, Copy)]
struct Device {
    source: Source,
    check: Check,
    attempt: RwSignal<Attempt>,
    running: StoredValue<Option<Running>, LocalStorage>,
}

impl Device {
    /// Owned by the card: when it goes, the device stops. A page that is put aside stops it too.
    fn of(source: Source, check: Check) -> Device {
        let device =
            Device { source, check, attempt: RwSignal::new(Attempt::Idle), running: StoredValue::new_local(None) };
        let aside = window_event_listener_untyped("pagehide", move |_| device.stop());
        on_cleanup(move || {
            aside.remove();
            device.stop();
        });
        device
    }

    fn start(self) {
        self.attempt.set(Attempt::Asking);
        spawn_local(async move {
            match media::open(self.source).await {
                // Whoever has left meanwhile has no place for it: it is dropped, which stops it.
                Ok(running) => {
                    if self.running.try_update_value(|place| *place = Some(running)).is_some() {
                        self.found(if self.source == Source::Camera { Media::Ok } else { Media::Silent });
                        self.attempt.try_set(Attempt::Live);
                    }
                }
                Err(obstacle) => {
                    self.found(obstacle);
                    self.attempt.try_set(Attempt::Stopped(obstacle));
                }
            }
        });
    }

    fn stop(self) {
        self.running.try_update_value(|place| place.take());
        self.attempt.try_update(|attempt| {
            if *attempt == Attempt::Live {
                *attempt = Attempt::Idle;
            }
        });
    }

    fn found(self, media: Media) {
        self.check.findings.try_update(|findings| match self.source {
            Source::Camera => findings.camera = media,
            Source::Microphone => findings.microphone = media,
        });
    }
}

#[component]
pub fn CameraTrial(check: Check) -> impl IntoView {
    let lang = use_lang();
    let device = Device::of(Source::Camera, check);
    let video = NodeRef::<html::Video>::new();
    Effect::new(move || {
        let Some(video) = video.get() else { return };
        device.running.with_value(|running| {
            if let Some(running) = running {
                running.show_in(&video);
            }
        });
    });
    view! {
        <Trial
            device
            why=td_string!(lang, device.camera.why)
            ask=td_string!(lang, device.camera.ask)
            next=td_string!(lang, device.camera.next)
            live=(Tone::Good, td_string!(lang, device.camera.live))
        >
            <video
                class="preview"
                node_ref=video
                autoplay=true
                muted=true
                playsinline="true"
                aria-label=td_string!(lang, device.camera.picture)
            ></video>
            <p>{td!(lang, device.camera.dark)}</p>
        </Trial>
    }
}

#[component]
pub fn MicrophoneTrial(check: Check) -> impl IntoView {
    let lang = use_lang();
    let device = Device::of(Source::Microphone, check);
    let loudness = RwSignal::new(0.0_f32);
    let heard = RwSignal::new(false);
    Effect::new(move || {
        if device.attempt.get() != Attempt::Live {
            return;
        }
        heard.set(false);
        let level = device.running.with_value(|running| running.as_ref().and_then(|running| Level::of(running).ok()));
        let level = StoredValue::new_local(level);
        let read = move || {
            let Some(Some(now)) = level.try_with_value(|level| level.as_ref().map(Level::now)) else { return };
            // Loudness as the ear has it: a quiet voice moves the meter too.
            loudness.set(now.sqrt());
            if now > AUDIBLE && !heard.get_untracked() {
                heard.set(true);
                device.found(Media::Ok);
            }
        };
        if let Ok(timer) = set_interval_with_handle(read, READING) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <Trial
            device
            why=td_string!(lang, device.microphone.why)
            ask=td_string!(lang, device.microphone.ask)
            next=td_string!(lang, device.microphone.next)
            live=Signal::derive(move || {
                if heard.get() {
                    (Tone::Good, td_string!(lang, device.microphone.live))
                } else {
                    (Tone::Wait, td_string!(lang, device.microphone.say))
                }
            })
        >
            <label class="metered">
                {td!(lang, device.microphone.level)}
                <meter min="0" max="1" low="0.2" prop:value=move || f64::from(loudness.get())></meter>
            </label>
        </Trial>
    }
}

/// The sentence that explains the permission, the button that asks for it, what came of it. One button all along: it keeps
/// its place and its focus.
#[component]
fn Trial<C: IntoView + 'static>(
    device: Device,
    why: &'static str,
    ask: &'static str,
    next: &'static str,
    /// How it stands while the device runs.
    #[prop(into)]
    live: Signal<(Tone, &'static str)>,
    children: TypedChildrenFn<C>,
) -> impl IntoView {
    let lang = use_lang();
    let attempt = device.attempt;
    let check = device.check;
    let children = children.into_inner();
    let button = NodeRef::<html::Button>::new();
    // The picture pushes the button down, behind the time that is kept.
    Effect::new(move |_| {
        if let (Attempt::Live | Attempt::Stopped(_), Some(button)) = (attempt.get(), button.get()) {
            request_animation_frame(move || into_sight(&button));
        }
    });
    let stands = move || match attempt.get() {
        Attempt::Idle => None,
        Attempt::Asking => Some((Tone::Wait, td_string!(lang, device.asking).to_owned())),
        Attempt::Live => {
            let (tone, words) = live.get();
            Some((tone, words.to_owned()))
        }
        Attempt::Stopped(media) => Some(findings::media(media, lang)),
    };
    view! {
        {move || matches!(attempt.get(), Attempt::Idle | Attempt::Asking).then(|| view! { <p>{why}</p> })}
        {move || (attempt.get() == Attempt::Live).then(|| children())}
        <div role="status">
            {move || stands().map(|(tone, words)| view! { <p class="state" data-tone=tone.name()>{words}</p> })}
            {move || match attempt.get() {
                Attempt::Stopped(media) => {
                    let os = check.findings.with_untracked(|findings| findings.os);
                    advice::of_media(device.source, media, os, lang).map(|advice| view! { <p>{advice}</p> })
                }
                _ => None,
            }}
        </div>
        <div class="actions">
            <button
                type="button"
                class="button"
                node_ref=button
                aria-disabled=move || (attempt.get() == Attempt::Asking).then_some("true")
                on:click=move |_| match attempt.get_untracked() {
                    Attempt::Idle | Attempt::Stopped(_) => device.start(),
                    Attempt::Asking => {}
                    Attempt::Live => check.onward(),
                }
            >
                {move || match attempt.get() {
                    Attempt::Idle | Attempt::Asking => ask,
                    Attempt::Live => next,
                    Attempt::Stopped(_) => td_string!(lang, device.again),
                }}
            </button>
            {move || {
                matches!(attempt.get(), Attempt::Stopped(_))
                    .then(|| {
                        view! {
                            <button type="button" class="button-secondary" on:click=move |_| check.onward()>
                                {next}
                            </button>
                        }
                    })
            }}
        </div>
    }
}

fn into_sight(button: &HtmlElement) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    button.scroll_into_view_with_scroll_into_view_options(&nearest);
}
