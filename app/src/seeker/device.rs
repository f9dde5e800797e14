//! Step 3: the device. Here the declaration, which needs no program; the live check stands above it where it can run.

use crate::{
    desk::{
        Answer,
        application::{Application, DeviceReport, DeviceResult},
    },
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        apply::{Apply, Step},
        problem::Unsent,
    },
    ui::{
        button::Button,
        choices::{Choice, Choices},
    },
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What the form sends: a declaration, or what the live check found.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct ReportAsSent {
    #[serde(default = "later")]
    pub result: DeviceResult,
    #[serde(default)]
    pub same_device: Option<bool>,
    #[serde(default)]
    pub findings: BTreeMap<String, String>,
}

/// Nothing declared is nothing known: あとで確認する.
fn later() -> DeviceResult {
    DeviceResult::Later
}

impl From<ReportAsSent> for DeviceReport {
    fn from(sent: ReportAsSent) -> DeviceReport {
        DeviceReport { result: sent.result, same_device: sent.same_device, findings: sent.findings }
    }
}

#[server]
pub async fn report_device(lang: String, report: ReportAsSent) -> Answer<()> {
    use crate::{
        desk::error::DeskError,
        locale::named,
        request,
        seeker::{address, apply},
    };
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let kept = request::desk()?.seeker.report_device(request::visitor()?, report.into()).await;
    request::onward(kept, |kept| Some(apply::next(lang, kept)), &address::apply(lang, "device"))
}

#[component]
pub fn Device() -> impl IntoView {
    let lang = use_lang();
    let reporting = ServerAction::<ReportDevice>::new();
    view! {
        <Apply
            step=Step::Device
            title=td_string!(lang, seeker.device.title)
            answered=reporting.version()
            show=move |application: Application| {
                view! {
                    <p class="lead">{td!(lang, seeker.device.lead)}</p>
                    <ActionForm action=reporting>
                        <input type="hidden" name="lang" value=code(lang) />
                        <Declared report=application.device />
                        <Unsent answer=reporting.value() />
                        <div class="actions">
                            <Button words=td_string!(lang, seeker.device.next) busy=reporting.pending() />
                        </div>
                    </ActionForm>
                }
            }
        />
    }
}

/// The questions that need no program.
#[component]
pub fn Declared(report: Option<DeviceReport>) -> impl IntoView {
    let lang = use_lang();
    let result = match report.as_ref().map(|report| report.result) {
        Some(DeviceResult::Ready | DeviceResult::Unknown) => "unknown",
        _ => "later",
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
    let devices = vec![
        Choice::new("true", td_string!(lang, seeker.device.same_yes)),
        Choice::new("false", td_string!(lang, seeker.device.same_no))
            .help(td_string!(lang, seeker.device.same_no_help)),
    ];
    view! {
        <Choices
            legend=td_string!(lang, seeker.device.ready_legend)
            name="report[result]"
            id="result"
            why=td_string!(lang, seeker.device.ready_why)
            options=results
            chosen=result
        />
        <Choices
            legend=td_string!(lang, seeker.device.same_legend)
            name="report[same_device]"
            id="same_device"
            options=devices
            chosen=same
        />
    }
}

/// The result in words.
pub fn word_of(result: DeviceResult, lang: Locale) -> &'static str {
    match result {
        DeviceResult::Ready => td_string!(lang, seeker.device_result.ready),
        DeviceResult::Unsupported => td_string!(lang, seeker.device_result.unsupported),
        DeviceResult::Unknown => td_string!(lang, seeker.device_result.unknown),
        DeviceResult::Later => td_string!(lang, seeker.device_result.later),
    }
}
