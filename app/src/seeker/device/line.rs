//! The card of the line: whether a call can be carried at all, and how fast the way to our server is. It costs data, so a
//! button asks (Art. 3).

use super::{advice, check::Check};
use crate::{
    browser::{network, webrtc},
    domain::capability::{Line, Measured},
    i18n::*,
    locale::use_lang,
    ui::{findings, state::Tone},
};
use leptos::{either::EitherOf3, prelude::*, task::spawn_local};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Measuring {
    Idle,
    Running,
    Done,
}

#[component]
pub fn LineTrial(check: Check) -> impl IntoView {
    let lang = use_lang();
    let measuring = RwSignal::new(Measuring::Idle);
    let measure = move || {
        measuring.set(Measuring::Running);
        spawn_local(async move {
            let webrtc = webrtc::try_loopback().await;
            let measured = network::measure().await;
            check.findings.try_update(|findings| {
                findings.webrtc = webrtc;
                findings.measured = measured;
                findings.line = measured.map_or(Line::Failed, Measured::line);
            });
            measuring.try_set(Measuring::Done);
        });
    };
    view! {
        {move || (measuring.get() != Measuring::Done).then(|| view! { <p>{td!(lang, device.line.why)}</p> })}
        <div role="status">
            {move || match measuring.get() {
                Measuring::Idle => EitherOf3::A(()),
                Measuring::Running => {
                    EitherOf3::B(
                        view! {
                            <p class="state" data-tone=Tone::Wait.name()>{td!(lang, device.line.working)}</p>
                        },
                    )
                }
                Measuring::Done => {
                    let found = check.findings.get_untracked();
                    let (tone, words) = findings::line(&found, lang);
                    let advice = [advice::of_line(found.line, lang), advice::of_webrtc(found.webrtc, lang)]
                        .into_iter()
                        .flatten()
                        .map(|advice| view! { <p>{advice}</p> })
                        .collect_view();
                    EitherOf3::C(
                        view! {
                            <p class="state" data-tone=tone.name()>{words}</p>
                            {advice}
                        },
                    )
                }
            }}
        </div>
        <div class="actions">
            <button
                type="button"
                class="button"
                aria-disabled=move || (measuring.get() == Measuring::Running).then_some("true")
                on:click=move |_| match measuring.get_untracked() {
                    Measuring::Idle => measure(),
                    Measuring::Running => {}
                    Measuring::Done => check.onward(),
                }
            >
                {move || match measuring.get() {
                    Measuring::Done => td_string!(lang, device.line.next),
                    _ => td_string!(lang, device.line.ask),
                }}
            </button>
            {move || {
                (measuring.get() == Measuring::Done)
                    .then(|| {
                        view! {
                            <button type="button" class="button-link" on:click=move |_| measure()>
                                {td!(lang, device.again)}
                            </button>
                        }
                    })
            }}
        </div>
    }
}
