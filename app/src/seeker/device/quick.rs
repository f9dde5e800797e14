//! A quick try of camera and microphone in the hour before a consultation: two cards of the check, and nothing is kept.

use super::{
    check::{Card, Check, Stage, focus_when_there},
    media::{CameraTrial, MicrophoneTrial},
};
use crate::{domain::capability::Findings, i18n::*, locale::use_lang, ui::findings};
use leptos::{either::Either, html, prelude::*};

#[island]
pub fn QuickTry() -> impl IntoView {
    let lang = use_lang();
    let check = Check { stage: RwSignal::new(Stage::Begin), findings: RwSignal::new(Findings::none()) };
    let runs = RwSignal::new(false);
    Effect::new(move || runs.set(true));
    let begun = Memo::new(move |_| check.stage.get() > Stage::Begin);
    let over = Memo::new(move |_| check.stage.get() > Stage::Microphone);
    view! {
        {move || {
            if begun.get() {
                Either::Left(
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
                        {move || over.get().then(|| view! { <Tried /> })}
                    },
                )
            } else {
                Either::Right(
                    view! {
                        <section class="card offer" data-runs=move || runs.get().then_some("")>
                            <h3>{td!(lang, join.quick.title)}</h3>
                            <p>{td!(lang, join.quick.lead)}</p>
                            <button
                                type="button"
                                class="button-secondary"
                                on:click=move |_| check.stage.set(Stage::Camera)
                            >
                                {td!(lang, join.quick.begin)}
                            </button>
                        </section>
                    },
                )
            }
        }}
    }
}

#[component]
fn Tried() -> impl IntoView {
    let lang = use_lang();
    let heading = NodeRef::<html::H2>::new();
    focus_when_there(heading);
    view! {
        <h2 tabindex="-1" node_ref=heading>{td!(lang, join.quick.over)}</h2>
        <p>{td!(lang, join.quick.over_help)}</p>
    }
}
