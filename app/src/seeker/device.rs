//! Step 3: the device. Here the declaration, which needs no program; where one runs the live check takes its place.

use crate::{
    desk::{
        Answer,
        application::{Application, DeviceReport, DeviceResult},
    },
    domain::{capability::Findings, time::date_jst},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::asked,
        apply::{Apply, Seen, Shown, Step},
    },
    ui::{
        choices::{Choice, Choices},
        error_summary::{ErrorSummary, Problem},
        form::PostForm,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use std::collections::BTreeMap;

mod advice;
pub mod check;
mod line;
mod media;
mod outcome;
pub mod quick;
mod speaker;
mod way_out;

use check::Questions;

/// What the form sends: a declaration, or what the live check found.
#[derive(Clone, PartialEq, Default, Debug, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ReportAsSent {
    /// Absent where nothing was chosen.
    pub result: Option<DeviceResult>,
    pub same_device: Option<bool>,
    pub findings: BTreeMap<String, String>,
}

impl ReportAsSent {
    /// Neither declared nor found anything.
    pub fn says_nothing(&self) -> bool {
        self.result.is_none() && self.findings.is_empty()
    }
}

impl From<ReportAsSent> for DeviceReport {
    /// What was found decides the result; without findings it is a declaration, which proves nothing. Nothing declared is
    /// nothing known: あとで確認する.
    fn from(sent: ReportAsSent) -> DeviceReport {
        let ReportAsSent { result, same_device, findings } = sent;
        if findings.is_empty() {
            let result = match result {
                None | Some(DeviceResult::Later) => DeviceResult::Later,
                Some(_) => DeviceResult::Unknown,
            };
            return DeviceReport { result, same_device, findings };
        }
        let findings = Findings::of_words(&findings);
        DeviceReport { result: findings.verdict().into(), same_device, findings: findings.to_words() }
    }
}

#[server]
pub async fn report_device(lang: String, seen: Option<String>, #[server(default)] report: ReportAsSent) -> Answer<()> {
    use crate::{
        desk::error::DeskError,
        locale::named,
        request,
        seeker::{address, apply},
    };
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    if report.says_nothing() {
        request::go(&format!("{}?mend=yes", address::apply(lang, "device")));
        return Ok(());
    }
    let kept = request::desk()?.seeker.report_device(request::visitor()?, report.into()).await;
    let next = |kept: &Application| Some(apply::after(lang, Step::Device, kept, apply::seen(seen.as_deref())));
    request::onward(kept, next, &address::apply(lang, "device"))
}

#[component]
pub fn Device() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Apply
            step=Step::Device
            title=td_string!(lang, seeker.device.title)
            show=move |application: Application| {
                let missing = asked("mend").is_some();
                let shown = Shown::of(&application);
                view! {
                    <ErrorSummary problems=to_mend(missing, lang) />
                    <p class="lead">{td!(lang, seeker.device.lead)}</p>
                    <PostForm action=ReportDevice::url()>
                        <input type="hidden" name="lang" value=code(lang) />
                        <Seen shown />
                        <Questions
                            report=application.device
                            today=date_jst(application.now)
                            words=td_string!(lang, seeker.device.next)
                            carries=true
                            missing
                        />
                    </PostForm>
                }
            }
        />
    }
    .into_any()
}

/// What the summary says where the form was sent without anything chosen.
pub fn to_mend(missing: bool, lang: Locale) -> Vec<Problem> {
    let problem = || Problem { field: "result".to_owned(), words: td_string!(lang, seeker.device.missing).to_owned() };
    missing.then(problem).into_iter().collect()
}

/// The questions that need no program. Nothing is chosen beforehand but what was declared before, so that a mere press
/// declares nothing; with `anew` not even that.
#[component]
pub fn Declared(report: Option<DeviceReport>, anew: bool, missing: bool) -> impl IntoView {
    let lang = use_lang();
    let result = match report.as_ref().map(|report| report.result) {
        _ if anew => "",
        Some(DeviceResult::Ready | DeviceResult::Unknown) => "unknown",
        Some(DeviceResult::Later) => "later",
        Some(DeviceResult::Unsupported) | None => "",
    };
    let same = match report.and_then(|report| report.same_device) {
        Some(true) => "true",
        Some(false) => "false",
        None => "",
    };
    let results = vec![
        Choice::new("unknown", td_string!(lang, seeker.device.unknown)),
        Choice::new("later", td_string!(lang, seeker.device.later)).help(td_string!(lang, seeker.device.later_help)),
    ];
    view! {
        <Choices
            legend=td_string!(lang, seeker.device.ready_legend)
            name="report[result]"
            id="result"
            why=td_string!(lang, seeker.device.ready_why)
            options=results
            chosen=result
            error=missing.then(|| td_string!(lang, seeker.device.missing).to_owned())
        />
        <SameDevice chosen=same />
    }
}

/// Will you use this device on the day?
#[component]
fn SameDevice(chosen: &'static str) -> impl IntoView {
    let lang = use_lang();
    let devices = vec![
        Choice::new("true", td_string!(lang, seeker.device.same_yes)),
        Choice::new("false", td_string!(lang, seeker.device.same_no))
            .help(td_string!(lang, seeker.device.same_no_help)),
    ];
    view! {
        <Choices
            legend=td_string!(lang, seeker.device.same_legend)
            name="report[same_device]"
            id="same_device"
            options=devices
            chosen=chosen
        />
    }
}

/// The result in words.
pub fn word_of(report: &DeviceReport, lang: Locale) -> &'static str {
    match report.result {
        DeviceResult::Ready => td_string!(lang, seeker.device_result.ready),
        DeviceResult::Unsupported => td_string!(lang, seeker.device_result.unsupported),
        DeviceResult::Unknown if report.findings.is_empty() => td_string!(lang, seeker.device_result.unknown),
        DeviceResult::Unknown => td_string!(lang, device.outcome.partly),
        DeviceResult::Later => td_string!(lang, seeker.device_result.later),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(result: DeviceResult, findings: &[(&str, &str)]) -> DeviceReport {
        let findings = findings.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect();
        ReportAsSent { result: Some(result), same_device: Some(true), findings }.into()
    }

    #[test]
    fn what_was_found_decides_whatever_the_form_says() {
        let report = sent(DeviceResult::Ready, &[("camera", "missing"), ("name", "x")]);
        assert_eq!(report.result, DeviceResult::Unsupported);
        assert!(report.findings.contains_key("camera") && !report.findings.contains_key("name"));
    }

    #[test]
    fn a_declaration_proves_nothing() {
        assert_eq!(sent(DeviceResult::Ready, &[]).result, DeviceResult::Unknown);
        assert_eq!(sent(DeviceResult::Later, &[]).result, DeviceResult::Later);
        let nothing = ReportAsSent::default();
        assert!(nothing.says_nothing());
        assert_eq!(DeviceReport::from(nothing).result, DeviceResult::Later);
    }
}
