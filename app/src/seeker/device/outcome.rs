//! The overall result, last: what it means, what to do, and whether this is the device of the day.

use super::{
    SameDevice, advice,
    check::{Check, focus_when_there},
};
use crate::{
    desk::application::DeviceResult,
    domain::capability::Verdict,
    i18n::*,
    locale::use_lang,
    ui::{button::Button, findings::FindingList, state::Tone},
};
use leptos::{html, prelude::*};

#[component]
pub fn Outcome(check: Check) -> impl IntoView {
    let lang = use_lang();
    let findings = check.findings.get_untracked();
    let (tone, words, help) = match findings.verdict() {
        Verdict::Ready => (Tone::Good, td_string!(lang, device.outcome.ready), None),
        Verdict::Unsupported => (
            Tone::Bad,
            td_string!(lang, device.outcome.unsupported),
            Some(td_string!(lang, device.outcome.unsupported_help)),
        ),
        Verdict::Unknown => {
            (Tone::Wait, td_string!(lang, device.outcome.unknown), Some(td_string!(lang, device.outcome.unknown_help)))
        }
    };
    let heading = NodeRef::<html::H2>::new();
    focus_when_there(heading);
    let to_do = advice::of_all(&findings, lang).into_iter().map(|advice| view! { <li>{advice}</li> }).collect_view();
    let sent = findings
        .to_words()
        .into_iter()
        .map(|(name, word)| view! { <input type="hidden" name=format!("report[findings][{name}]") value=word /> })
        .collect_view();
    view! {
        <section class="card">
            <h2 class="state" data-tone=tone.name() tabindex="-1" node_ref=heading>{words}</h2>
            {help.map(|help| view! { <p>{help}</p> })}
            <ul>{to_do}</ul>
            <details>
                <summary>{td!(lang, device.outcome.found)}</summary>
                <FindingList findings />
            </details>
        </section>
        <input type="hidden" name="report[result]" value=DeviceResult::from(findings.verdict()).word() />
        {sent}
        <SameDevice chosen="" />
        <div class="actions">
            <Button words=td_string!(lang, device.outcome.keep) />
        </div>
    }
}
