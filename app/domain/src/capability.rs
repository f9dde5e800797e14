//! What a browser proved about a device, and what follows from it: ready, certainly unsupported, or unknown
//! (ruling "Capability").
//!
//! Findings are kept with the booking as words by name, so that a new one needs no change of the tables. What comes from a
//! browser is read back through [`Findings::of_words`]: names and words that are not listed here are not kept, so nobody
//! can store anything else by this way.

use super::support::{Browser, InApp, Os, Support, Version, words};
use std::collections::BTreeMap;

words! {
    /// A camera or a microphone.
    Media {
        Ok = "ok",
        /// The permission was not given.
        Denied = "denied",
        /// There is none.
        Missing = "missing",
        /// Another program has it.
        Busy = "busy",
        /// The page did not come over a secure line: the browser gives nothing out.
        Insecure = "insecure",
        /// This browser has no way to it; common in windows of apps.
        NoWay = "no_way",
        /// It runs and nothing was heard.
        Silent = "silent",
        /// It failed otherwise.
        Failed = "failed",
        NotAsked = "not_asked",
    }
}

words! {
    /// By the seeker's own ear.
    Speaker {
        Heard = "heard",
        NotHeard = "not_heard",
        NotAsked = "not_asked",
    }
}

words! {
    /// Whether the browser can carry a video call.
    WebRtc {
        Ok = "ok",
        Missing = "missing",
        /// It has it, and finds no address of its own to be reached at.
        Blocked = "blocked",
        NotAsked = "not_asked",
    }
}

words! {
    Line {
        Good = "good",
        /// Enough for voice; the picture may stand still.
        Slow = "slow",
        Bad = "bad",
        /// Our server did not answer the question.
        Failed = "failed",
        NotAsked = "not_asked",
    }
}

/// Delay and throughput against our server.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measured {
    /// Median round trip.
    pub delay_ms: u32,
    /// Down, in Mbit/s.
    pub mbit: f64,
}

impl Measured {
    /// A call of two wants 0.6 Mbit/s at the least and 1.2 for a clear picture.
    pub fn line(self) -> Line {
        if self.mbit >= 1.2 && self.delay_ms <= 300 {
            Line::Good
        } else if self.mbit >= 0.6 && self.delay_ms <= 600 {
            Line::Slow
        } else {
            Line::Bad
        }
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Findings {
    pub camera: Media,
    pub microphone: Media,
    pub speaker: Speaker,
    pub webrtc: WebRtc,
    pub line: Line,
    pub measured: Option<Measured>,
    pub os: Os,
    pub os_version: Option<Version>,
    pub os_support: Support,
    pub browser: Browser,
    pub browser_version: Option<u16>,
    pub browser_support: Support,
    pub in_app: Option<InApp>,
}

/// What a check as a whole says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Ready,
    /// Certainly not with this device: the phone is offered, the booking goes on.
    Unsupported,
    /// The browser cannot tell: the declarations stand.
    Unknown,
}

impl Findings {
    /// Before anything was tried.
    pub fn none() -> Findings {
        Findings {
            camera: Media::NotAsked,
            microphone: Media::NotAsked,
            speaker: Speaker::NotAsked,
            webrtc: WebRtc::NotAsked,
            line: Line::NotAsked,
            measured: None,
            os: Os::Other,
            os_version: None,
            os_support: Support::Unknown,
            browser: Browser::Other,
            browser_version: None,
            browser_support: Support::Unknown,
            in_app: None,
        }
    }

    pub fn verdict(&self) -> Verdict {
        let missing = self.camera == Media::Missing
            || self.microphone == Media::Missing
            || self.os_support == Support::OutOfSupport
            // The window of an app hides what the phone itself can do.
            || (self.webrtc == WebRtc::Missing && self.in_app.is_none());
        let proved = self.camera == Media::Ok
            && self.microphone == Media::Ok
            && self.speaker == Speaker::Heard
            && self.webrtc == WebRtc::Ok
            && matches!(self.line, Line::Good | Line::Slow);
        match (missing, proved) {
            (true, _) => Verdict::Unsupported,
            (false, true) => Verdict::Ready,
            (false, false) => Verdict::Unknown,
        }
    }

    /// As they are kept.
    pub fn to_words(&self) -> BTreeMap<String, String> {
        let named = |name: &str, version: Option<String>| match version {
            Some(version) => format!("{name} {version}"),
            None => name.to_owned(),
        };
        let mut words = BTreeMap::new();
        let mut put = |name: &str, word: String| words.insert(name.to_owned(), word);
        put("camera", self.camera.word().to_owned());
        put("microphone", self.microphone.word().to_owned());
        put("speaker", self.speaker.word().to_owned());
        put("webrtc", self.webrtc.word().to_owned());
        put("network", self.line.word().to_owned());
        if let Some(Measured { delay_ms, mbit }) = self.measured {
            put("delay_ms", delay_ms.to_string());
            put("mbit", format!("{mbit:.1}"));
        }
        put("os", named(self.os.word(), self.os_version.map(|version| version.to_string())));
        put("os_support", self.os_support.word().to_owned());
        put("browser", named(self.browser.word(), self.browser_version.map(|version| version.to_string())));
        put("browser_support", self.browser_support.word().to_owned());
        if let Some(in_app) = self.in_app {
            put("in_app", in_app.word().to_owned());
        }
        words
    }

    /// Reads back what [`Findings::to_words`] wrote. What it does not know counts as not asked.
    pub fn of_words(words: &BTreeMap<String, String>) -> Findings {
        fn known<T>(words: &BTreeMap<String, String>, name: &str, read: fn(&str) -> Option<T>) -> Option<T> {
            words.get(name).and_then(|word| read(word))
        }
        let versioned = |name: &str| {
            let (name, version) = words.get(name).map_or(("", ""), |word| word.split_once(' ').unwrap_or((word, "")));
            (name.to_owned(), version.to_owned())
        };
        let (os, os_version) = versioned("os");
        let (browser, browser_version) = versioned("browser");
        let none = Findings::none();
        let measured = known(words, "delay_ms", |word| word.parse().ok())
            .zip(known(words, "mbit", |word| word.parse().ok().filter(|mbit: &f64| mbit.is_finite() && *mbit >= 0.0)))
            .map(|(delay_ms, mbit)| Measured { delay_ms, mbit });
        Findings {
            camera: known(words, "camera", Media::of_word).unwrap_or(none.camera),
            microphone: known(words, "microphone", Media::of_word).unwrap_or(none.microphone),
            speaker: known(words, "speaker", Speaker::of_word).unwrap_or(none.speaker),
            webrtc: known(words, "webrtc", WebRtc::of_word).unwrap_or(none.webrtc),
            line: known(words, "network", Line::of_word).unwrap_or(none.line),
            measured,
            os: Os::of_word(&os).unwrap_or(none.os),
            os_version: os_version
                .split_once('.')
                .and_then(|(major, minor)| Some(Version { major: major.parse().ok()?, minor: minor.parse().ok()? })),
            os_support: known(words, "os_support", Support::of_word).unwrap_or(none.os_support),
            browser: Browser::of_word(&browser).unwrap_or(none.browser),
            browser_version: browser_version.parse().ok(),
            browser_support: known(words, "browser_support", Support::of_word).unwrap_or(none.browser_support),
            in_app: known(words, "in_app", InApp::of_word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn good() -> Findings {
        Findings {
            camera: Media::Ok,
            microphone: Media::Ok,
            speaker: Speaker::Heard,
            webrtc: WebRtc::Ok,
            line: Line::Good,
            measured: Some(Measured { delay_ms: 40, mbit: 12.3 }),
            os: Os::Android,
            os_version: Some(Version::new(15, 0)),
            os_support: Support::Supported,
            browser: Browser::Chrome,
            browser_version: Some(150),
            browser_support: Support::Supported,
            in_app: None,
        }
    }

    #[rstest]
    #[case(good(), Verdict::Ready)]
    #[case(Findings { line: Line::Slow, ..good() }, Verdict::Ready)]
    #[case(Findings { os_support: Support::Unknown, ..good() }, Verdict::Ready)]
    #[case(Findings { os_support: Support::RareFixes, ..good() }, Verdict::Ready)]
    #[case(Findings { os_support: Support::OutOfSupport, ..good() }, Verdict::Unsupported)]
    #[case(Findings { camera: Media::Missing, ..good() }, Verdict::Unsupported)]
    #[case(Findings { microphone: Media::Missing, ..good() }, Verdict::Unsupported)]
    #[case(Findings { webrtc: WebRtc::Missing, ..good() }, Verdict::Unsupported)]
    #[case(Findings { webrtc: WebRtc::Missing, in_app: Some(InApp::Line), ..good() }, Verdict::Unknown)]
    #[case(Findings { camera: Media::Denied, ..good() }, Verdict::Unknown)]
    #[case(Findings { camera: Media::Busy, ..good() }, Verdict::Unknown)]
    #[case(Findings { microphone: Media::Silent, ..good() }, Verdict::Unknown)]
    #[case(Findings { speaker: Speaker::NotHeard, ..good() }, Verdict::Unknown)]
    #[case(Findings { line: Line::Bad, ..good() }, Verdict::Unknown)]
    #[case(Findings { line: Line::Failed, measured: None, ..good() }, Verdict::Unknown)]
    #[case(Findings::none(), Verdict::Unknown)]
    fn three_results(#[case] findings: Findings, #[case] verdict: Verdict) {
        assert_eq!(findings.verdict(), verdict);
    }

    #[rstest]
    #[case(20, 30.0, Line::Good)]
    #[case(301, 30.0, Line::Slow)]
    #[case(150, 0.8, Line::Slow)]
    #[case(601, 30.0, Line::Bad)]
    #[case(20, 0.3, Line::Bad)]
    fn a_line_is_as_good_as_its_worse_half(#[case] delay_ms: u32, #[case] mbit: f64, #[case] line: Line) {
        assert_eq!(Measured { delay_ms, mbit }.line(), line);
    }

    #[test]
    fn findings_come_back_from_their_words() {
        for findings in [good(), Findings::none(), Findings { in_app: Some(InApp::Line), ..good() }] {
            assert_eq!(Findings::of_words(&findings.to_words()), findings);
        }
    }

    #[test]
    fn nothing_but_known_words_is_kept() {
        let sent =
            [("camera", "<img onerror>"), ("os", "ios 17.5; x"), ("mbit", "NaN"), ("delay_ms", "5"), ("name", "x")];
        let sent = sent.map(|(name, word)| (name.to_owned(), word.to_owned())).into();
        let kept = Findings::of_words(&sent);
        assert_eq!(kept, Findings { os: Os::Ios, ..Findings::none() });
    }
}
