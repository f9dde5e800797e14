//! What to do about each thing that failed.

use crate::{
    browser::media::Source,
    domain::{
        capability::{Findings, Line, Media, Speaker, WebRtc},
        support::{Os, Support},
    },
    i18n::*,
};

/// `None` where nothing is to be done.
pub fn of_media(source: Source, media: Media, os: Os, lang: Locale) -> Option<String> {
    let what = match source {
        Source::Camera => td_string!(lang, device.name.camera),
        Source::Microphone => td_string!(lang, device.name.microphone),
    };
    // In the middle of an English sentence.
    let what = if lang == Locale::en { what.to_lowercase() } else { what.to_owned() };
    let advice = match media {
        Media::Ok | Media::NotAsked => return None,
        Media::Denied => match os {
            Os::Ios | Os::IpadOs => td_string!(lang, device.advice.denied_ios, what = what).to_string(),
            Os::Android => td_string!(lang, device.advice.denied_android, what = what).to_string(),
            _ => td_string!(lang, device.advice.denied_pc, what = what).to_string(),
        },
        Media::Missing => td_string!(lang, device.advice.missing, what = what).to_string(),
        Media::Busy => td_string!(lang, device.advice.busy, what = what).to_string(),
        Media::Insecure => td_string!(lang, device.advice.insecure).to_owned(),
        Media::NoWay => td_string!(lang, device.advice.no_way, what = what).to_string(),
        Media::Silent => td_string!(lang, device.advice.silent).to_owned(),
        Media::Failed => td_string!(lang, device.advice.failed, what = what).to_string(),
    };
    Some(advice)
}

pub fn of_speaker(speaker: Speaker, lang: Locale) -> Option<&'static str> {
    (speaker == Speaker::NotHeard).then(|| td_string!(lang, device.advice.not_heard))
}

pub fn of_webrtc(webrtc: WebRtc, lang: Locale) -> Option<&'static str> {
    match webrtc {
        WebRtc::Ok | WebRtc::NotAsked => None,
        WebRtc::Missing => Some(td_string!(lang, device.advice.webrtc_missing)),
        WebRtc::Blocked => Some(td_string!(lang, device.advice.webrtc_blocked)),
    }
}

pub fn of_line(line: Line, lang: Locale) -> Option<&'static str> {
    match line {
        Line::Good | Line::NotAsked => None,
        Line::Slow => Some(td_string!(lang, device.advice.slow)),
        Line::Bad => Some(td_string!(lang, device.advice.bad)),
        Line::Failed => Some(td_string!(lang, device.advice.unmeasured)),
    }
}

/// Everything that is to be done, in the order of the cards.
pub fn of_all(findings: &Findings, lang: Locale) -> Vec<String> {
    let system = match findings.os_support {
        Support::OutOfSupport => Some(td_string!(lang, device.advice.out_of_support)),
        Support::RareFixes => Some(td_string!(lang, device.advice.rare_fixes)),
        Support::Ask => Some(td_string!(lang, device.advice.ask)),
        Support::Supported | Support::Unknown => None,
    };
    let browser = (findings.browser_support == Support::OutOfSupport).then(|| td_string!(lang, device.advice.browser));
    let rest = [
        of_speaker(findings.speaker, lang),
        of_webrtc(findings.webrtc, lang),
        of_line(findings.line, lang),
        system,
        browser,
    ];
    [
        of_media(Source::Camera, findings.camera, findings.os, lang),
        of_media(Source::Microphone, findings.microphone, findings.os, lang),
    ]
    .into_iter()
    .chain(rest.map(|advice| advice.map(str::to_owned)))
    .flatten()
    .collect()
}
