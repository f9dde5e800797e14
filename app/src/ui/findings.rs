//! What a device check found, in words: for the seeker at its end and for staff on the booking's card.

use super::state::{Badge, Tone};
use crate::{
    domain::{
        capability::{Findings, Line, Media, Speaker, WebRtc},
        support::{Browser, InApp, Os, Support},
    },
    i18n::*,
    locale::use_lang,
};
use leptos::prelude::*;

/// One line: what was looked at, and how it stands.
pub struct Found {
    pub name: &'static str,
    pub tone: Tone,
    pub words: String,
}

#[component]
pub fn FindingList(findings: Findings) -> impl IntoView {
    let lang = use_lang();
    let lines = rows(&findings, lang)
        .into_iter()
        .map(|Found { name, tone, words }| view! { <div><dt>{name}</dt><dd><Badge tone words /></dd></div> })
        .collect_view();
    view! { <dl class="summary">{lines}</dl> }
}

fn rows(findings: &Findings, lang: Locale) -> Vec<Found> {
    let found = |name, (tone, words): (Tone, String)| Found { name, tone, words };
    let (os, browser) = (os_name(findings.os), browser_name(findings.browser));
    let os = match findings.os_version {
        // Windows 11's second number is not one that people know.
        Some(version) if findings.os == Os::Windows => format!("{os} {}", version.major),
        Some(version) => format!("{os} {version}"),
        None => os.to_owned(),
    };
    let browser = match findings.browser_version {
        Some(version) => format!("{browser} {version}"),
        None => browser.to_owned(),
    };
    let (os_tone, os_words) = support(findings.os_support, lang);
    let browser_tone = match findings.browser_support {
        Support::OutOfSupport => Tone::Bad,
        Support::Supported => Tone::Good,
        _ => Tone::Quiet,
    };
    let mut rows = vec![
        found(td_string!(lang, device.name.camera), media(findings.camera, lang)),
        found(td_string!(lang, device.name.microphone), media(findings.microphone, lang)),
        found(td_string!(lang, device.name.speaker), speaker(findings.speaker, lang)),
        found(td_string!(lang, device.name.webrtc), webrtc(findings.webrtc, lang)),
        found(td_string!(lang, device.name.network), line_measured(findings, lang)),
        found(td_string!(lang, device.name.os), (os_tone, format!("{os} – {os_words}"))),
        found(td_string!(lang, device.name.browser), (browser_tone, browser)),
    ];
    if let Some(app) = findings.in_app {
        rows.push(found(td_string!(lang, device.name.in_app), (Tone::Wait, app_name(app, lang).to_owned())));
    }
    rows
}

/// How a camera or microphone stands.
pub fn media(media: Media, lang: Locale) -> (Tone, String) {
    let (tone, words) = match media {
        Media::Ok => (Tone::Good, td_string!(lang, device.media.ok)),
        Media::Denied => (Tone::Bad, td_string!(lang, device.media.denied)),
        Media::Missing => (Tone::Bad, td_string!(lang, device.media.missing)),
        Media::Busy => (Tone::Bad, td_string!(lang, device.media.busy)),
        Media::Insecure => (Tone::Bad, td_string!(lang, device.media.insecure)),
        Media::NoWay => (Tone::Bad, td_string!(lang, device.media.no_way)),
        Media::Silent => (Tone::Wait, td_string!(lang, device.media.silent)),
        Media::Failed => (Tone::Bad, td_string!(lang, device.media.failed)),
        Media::NotAsked => (Tone::Quiet, td_string!(lang, device.not_asked)),
    };
    (tone, words.to_owned())
}

pub fn speaker(speaker: Speaker, lang: Locale) -> (Tone, String) {
    let (tone, words) = match speaker {
        Speaker::Heard => (Tone::Good, td_string!(lang, device.heard)),
        Speaker::NotHeard => (Tone::Bad, td_string!(lang, device.not_heard)),
        Speaker::NotAsked => (Tone::Quiet, td_string!(lang, device.not_asked)),
    };
    (tone, words.to_owned())
}

fn webrtc(webrtc: WebRtc, lang: Locale) -> (Tone, String) {
    let (tone, words) = match webrtc {
        WebRtc::Ok => (Tone::Good, td_string!(lang, device.media.ok)),
        WebRtc::Missing => (Tone::Bad, td_string!(lang, device.media.no_way)),
        WebRtc::Blocked => (Tone::Bad, td_string!(lang, device.blocked)),
        WebRtc::NotAsked => (Tone::Quiet, td_string!(lang, device.not_asked)),
    };
    (tone, words.to_owned())
}

/// How the line stands.
pub fn line(findings: &Findings, lang: Locale) -> (Tone, String) {
    let (tone, word) = match findings.line {
        Line::Good => (Tone::Good, td_string!(lang, device.good)),
        Line::Slow => (Tone::Wait, td_string!(lang, device.slow)),
        Line::Bad => (Tone::Bad, td_string!(lang, device.bad)),
        Line::Failed => (Tone::Wait, td_string!(lang, device.unmeasured)),
        Line::NotAsked => (Tone::Quiet, td_string!(lang, device.not_asked)),
    };
    (tone, word.to_owned())
}

/// The same with its figures, for whoever asks what was found.
fn line_measured(findings: &Findings, lang: Locale) -> (Tone, String) {
    let (tone, word) = line(findings, lang);
    let words = match findings.measured {
        Some(measured) => {
            let mbit = format!("{:.1}", measured.mbit);
            td_string!(lang, device.measured, word = word, mbit = mbit, delay = measured.delay_ms).to_string()
        }
        None => word,
    };
    (tone, words)
}

fn support(support: Support, lang: Locale) -> (Tone, &'static str) {
    match support {
        Support::Supported => (Tone::Good, td_string!(lang, device.support.supported)),
        Support::RareFixes => (Tone::Wait, td_string!(lang, device.support.rare_fixes)),
        Support::OutOfSupport => (Tone::Bad, td_string!(lang, device.support.out_of_support)),
        Support::Ask => (Tone::Wait, td_string!(lang, device.support.ask)),
        Support::Unknown => (Tone::Quiet, td_string!(lang, device.support.unknown)),
    }
}

fn os_name(os: Os) -> &'static str {
    match os {
        Os::Ios => "iOS",
        Os::IpadOs => "iPadOS",
        Os::Android => "Android",
        Os::Windows => "Windows",
        Os::MacOs => "macOS",
        Os::ChromeOs => "ChromeOS",
        Os::Linux => "Linux",
        Os::Other => "?",
    }
}

fn browser_name(browser: Browser) -> &'static str {
    match browser {
        Browser::Safari => "Safari",
        Browser::Chrome => "Chrome",
        Browser::Edge => "Edge",
        Browser::Firefox => "Firefox",
        Browser::Samsung => "Samsung Internet",
        Browser::Opera => "Opera",
        Browser::Other => "?",
    }
}

/// The app's own name.
pub fn app_name(app: InApp, lang: Locale) -> &'static str {
    match app {
        InApp::Line => "LINE",
        InApp::Instagram => "Instagram",
        InApp::Facebook => "Facebook",
        InApp::YahooJapan => "Yahoo! JAPAN",
        InApp::X => "X",
        InApp::TikTok => "TikTok",
        InApp::WeChat => "WeChat",
        InApp::KakaoTalk => "KakaoTalk",
        InApp::Google => "Google",
        InApp::WebView => td_string!(lang, device.way_out.nameless),
    }
}
