//! The card of the sound: only the seeker's ear can tell.

use super::{advice, check::Check};
use crate::{
    browser::speaker::{Sound, play},
    domain::capability::Speaker,
    i18n::*,
    locale::use_lang,
    ui::{findings, state::Tone},
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};

#[component]
pub fn SpeakerTrial(check: Check) -> impl IntoView {
    let lang = use_lang();
    let played = RwSignal::new(false);
    let not_heard = RwSignal::new(false);
    let sound = StoredValue::new_local(None::<Sound>);
    let sounding = move |_| {
        not_heard.set(false);
        sound.set_value(play().ok());
        played.set(true);
    };
    let heard = move |_| {
        check.findings.update(|findings| findings.speaker = Speaker::Heard);
        check.onward();
    };
    let silent = move |_| {
        check.findings.update(|findings| findings.speaker = Speaker::NotHeard);
        not_heard.set(true);
    };
    let again = move || {
        view! {
            <button type="button" class="button-link" on:click=sounding>
                {td!(lang, device.speaker.again)}
            </button>
        }
    };
    view! {
        <p>{td!(lang, device.speaker.why)}</p>
        <div role="status">
            {move || {
                if not_heard.get() {
                    let (tone, words) = findings::speaker(Speaker::NotHeard, lang);
                    let advice = advice::of_speaker(Speaker::NotHeard, lang);
                    EitherOf3::A(
                        view! {
                            <p class="state" data-tone=tone.name()>{words}</p>
                            <p>{advice}</p>
                        },
                    )
                } else if played.get() {
                    EitherOf3::B(
                        view! {
                            <p class="state" data-tone=Tone::Wait.name()>{td!(lang, device.speaker.question)}</p>
                        },
                    )
                } else {
                    EitherOf3::C(())
                }
            }}
        </div>
        <div class="actions">
            {move || {
                if !played.get() {
                    Either::Left(
                        view! {
                            <button type="button" class="button" on:click=sounding>
                                {td!(lang, device.speaker.ask)}
                            </button>
                        },
                    )
                } else {
                    Either::Right(
                        view! {
                            <button type="button" class="button" on:click=heard>
                                {td!(lang, device.speaker.yes)}
                            </button>
                            {move || {
                                if not_heard.get() {
                                    Either::Left(
                                        view! {
                                            <button
                                                type="button"
                                                class="button-secondary"
                                                on:click=move |_| check.onward()
                                            >
                                                {td!(lang, device.speaker.next)}
                                            </button>
                                        },
                                    )
                                } else {
                                    Either::Right(
                                        view! {
                                            <button type="button" class="button-secondary" on:click=silent>
                                                {td!(lang, device.speaker.no)}
                                            </button>
                                        },
                                    )
                                }
                            }}
                            {again()}
                        },
                    )
                }
            }}
        </div>
    }
}
