//! Reads the user agent and, where the browser gives them, its client hints.

use super::{Browser, Os, Platform, Release, Version, words};

words! {
    /// Apps that open links in a window of their own.
    InApp {
        Line = "line",
        Instagram = "instagram",
        Facebook = "facebook",
        YahooJapan = "yahoo_japan",
        X = "x",
        TikTok = "tiktok",
        WeChat = "wechat",
        KakaoTalk = "kakaotalk",
        Google = "google",
        /// An app that does not say its name.
        WebView = "webview",
    }
}

/// What the browser says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told<'a> {
    pub user_agent: &'a str,
    /// `platformVersion` of the client hints.
    pub platform_version: Option<&'a str>,
    /// Points the screen can be touched at once: an iPad that says Mac has several, a Mac has none.
    pub touch_points: u16,
}

/// From here on iOS no longer counts in the user agent's `OS` part; only `Version/` and some apps tell.
const IOS_COUNTS_UNTIL: Version = Version::new(18, 6);

const APPS: [(&str, InApp); 17] = [
    (" Line/", InApp::Line),
    ("Instagram", InApp::Instagram),
    ("FBAN/", InApp::Facebook),
    ("FB_IAB/", InApp::Facebook),
    ("FBAV/", InApp::Facebook),
    ("YJApp-", InApp::YahooJapan),
    ("jp.co.yahoo.", InApp::YahooJapan),
    ("Twitter for ", InApp::X),
    ("TwitterAndroid", InApp::X),
    ("musical_ly_", InApp::TikTok),
    ("trill_", InApp::TikTok),
    ("BytedanceWebview", InApp::TikTok),
    ("MicroMessenger/", InApp::WeChat),
    ("KAKAOTALK", InApp::KakaoTalk),
    (" GSA/", InApp::Google),
    ("; wv)", InApp::WebView),
    ("WebView/", InApp::WebView),
];

/// In this order: most browsers also carry the marks of those they descend from.
const BROWSERS: [(&str, Browser); 12] = [
    ("Edg/", Browser::Edge),
    ("EdgA/", Browser::Edge),
    ("EdgiOS/", Browser::Edge),
    ("OPR/", Browser::Opera),
    ("OPT/", Browser::Opera),
    ("SamsungBrowser/", Browser::Samsung),
    ("CriOS/", Browser::Chrome),
    ("FxiOS/", Browser::Firefox),
    ("Firefox/", Browser::Firefox),
    ("HeadlessChrome/", Browser::Chrome),
    ("Chrome/", Browser::Chrome),
    ("Version/", Browser::Safari),
];

impl Platform {
    pub fn of(told: Told<'_>) -> Platform {
        let agent = told.user_agent;
        let (os, release) = os(told);
        let (browser, version) = BROWSERS
            .iter()
            .find_map(|(mark, browser)| Some((*browser, after(agent, mark)?)))
            .map_or((Browser::Other, None), |(browser, rest)| {
                (browser, Version::leading(rest).map(|version| version.major))
            });
        let named = APPS.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, app)| *app);
        let apple = matches!(os, Os::Ios | Os::IpadOs);
        // Only browsers of their own say `Version/` or one of their own names on iOS.
        let nameless = (apple && browser == Browser::Other).then_some(InApp::WebView);
        Platform { os, release, browser, version, in_app: named.or(nameless) }
    }
}

fn os(told: Told<'_>) -> (Os, Option<Release>) {
    let agent = told.user_agent;
    let hinted = told.platform_version.and_then(Version::leading);
    let exactly = |version: Option<Version>| version.map(Release::Exactly);
    if agent.contains("iPhone") || agent.contains("iPod") {
        (Os::Ios, ios_release(agent))
    } else if agent.contains("iPad") {
        (Os::IpadOs, ios_release(agent))
    } else if agent.contains("Macintosh") && told.touch_points > 1 {
        (Os::IpadOs, exactly(after(agent, "Version/").and_then(Version::leading)))
    } else if let Some(rest) = after(agent, "Android ") {
        let said = Version::leading(rest).filter(|_| !rest.starts_with("10; K"));
        (Os::Android, exactly(hinted.filter(|hinted| hinted.major > 0).or(said)))
    } else if let Some(rest) = after(agent, "Windows NT ") {
        let version = match (Version::leading(rest), hinted) {
            (_, Some(hinted)) if hinted.major >= 13 => Some(Version::new(11, hinted.major)),
            (_, Some(hinted)) if hinted.major >= 1 => Some(Version::new(10, 0)),
            (Some(Version { major: 6, minor }), _) => Some(Version::new(if minor < 2 { 7 } else { 8 }, 0)),
            // 10.0 is Windows 10 as well as 11.
            _ => None,
        };
        (Os::Windows, exactly(version))
    } else if agent.contains("Macintosh") {
        // The user agent says 10_15_7 for ever.
        (Os::MacOs, exactly(hinted))
    } else if agent.contains("CrOS") {
        (Os::ChromeOs, None)
    } else if agent.contains("Linux") {
        (Os::Linux, None)
    } else {
        (Os::Other, None)
    }
}

fn ios_release(agent: &str) -> Option<Release> {
    let said = after(agent, " OS ").and_then(Version::leading);
    let safari = after(agent, "Version/").and_then(Version::leading);
    // Facebook's apps and Instagram tell the release in a part of their own.
    let by_app = after(agent, "FBSV/")
        .or_else(|| agent.contains("Instagram").then(|| after(agent, "; iOS ")).flatten())
        .and_then(Version::leading);
    let told = [safari.filter(|safari| safari.major >= 26), by_app.filter(|by_app| Some(*by_app) >= said)];
    match (told.into_iter().flatten().max(), said) {
        (Some(version), _) => Some(Release::Exactly(version)),
        (None, Some(said)) if said >= IOS_COUNTS_UNTIL && safari.is_none() => Some(Release::AtLeast(said)),
        (None, said) => said.map(Release::Exactly),
    }
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const IPHONE_17: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
    const IPHONE_26: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
    const IPHONE_CHROME: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1";
    const IPHONE_16_CHROME: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1";
    const LINE_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.16.0";
    const LINE_ANDROID: &str = "Mozilla/5.0 (Linux; Android 14; SO-51D Build/67.1.A.2.112; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36 Line/14.9.0/IAB";
    const INSTAGRAM_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23B85 Instagram 406.0.0.21.67 (iPhone15,2; iOS 26_1; ja_JP; ja; scale=3.00; 1179x2556; 813213124)";
    const FACEBOOK_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 [FBAN/FBIOS;FBAV/483.0.0.40.105;FBBV/648239018;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.6.1;FBSS/3;FBCR/;FBID/phone;FBLC/ja_JP;FBOP/80]";
    const FACEBOOK_ANDROID: &str = "Mozilla/5.0 (Linux; Android 13; SC-53C Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/128.0.6613.127 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.54.88;]";
    const YAHOO_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1 YJApp-IOS jp.co.yahoo.ipn.appli/4.122.0";
    const YAHOO_ANDROID: &str = "Mozilla/5.0 (Linux; Android 12; SH-53A Build/S4045; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36 YJApp-ANDROID jp.co.yahoo.android.yjtop/3.178.1";
    const GOOGLE_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/322.0.645738199 Mobile/15E148 Safari/604.1";
    const NAMELESS_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
    const IPAD_AS_MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
    const IPAD_12: &str = "Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1";
    const ANDROID_K: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";
    const ANDROID_10: &str = "Mozilla/5.0 (Linux; Android 10; SH-M12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 Mobile Safari/537.36";
    const SAMSUNG: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36";
    const FIREFOX_ANDROID: &str = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0";
    const EDGE_WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
    const FIREFOX_WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
    const CHROME_WINDOWS_7: &str = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36";
    const CHROME_MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
    const CHROMEBOOK: &str = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
    const FIREFOX_LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    fn exactly(major: u16, minor: u16) -> Option<Release> {
        Some(Release::Exactly(Version::new(major, minor)))
    }

    #[rstest]
    #[case(IPHONE_17, Os::Ios, exactly(17, 5), Browser::Safari, Some(17), None)]
    #[case(IPHONE_26, Os::Ios, exactly(26, 0), Browser::Safari, Some(26), None)]
    #[case(IPHONE_CHROME, Os::Ios, Some(Release::AtLeast(Version::new(18, 6))), Browser::Chrome, Some(141), None)]
    #[case(IPHONE_16_CHROME, Os::Ios, exactly(16, 7), Browser::Chrome, Some(126), None)]
    #[case(LINE_IPHONE, Os::Ios, Some(Release::AtLeast(Version::new(18, 7))), Browser::Other, None, Some(InApp::Line))]
    #[case(LINE_ANDROID, Os::Android, exactly(14, 0), Browser::Chrome, Some(126), Some(InApp::Line))]
    #[case(INSTAGRAM_IPHONE, Os::Ios, exactly(26, 1), Browser::Other, None, Some(InApp::Instagram))]
    #[case(FACEBOOK_IPHONE, Os::Ios, exactly(17, 6), Browser::Other, None, Some(InApp::Facebook))]
    #[case(FACEBOOK_ANDROID, Os::Android, exactly(13, 0), Browser::Chrome, Some(128), Some(InApp::Facebook))]
    #[case(YAHOO_IPHONE, Os::Ios, exactly(17, 4), Browser::Safari, Some(17), Some(InApp::YahooJapan))]
    #[case(YAHOO_ANDROID, Os::Android, exactly(12, 0), Browser::Chrome, Some(125), Some(InApp::YahooJapan))]
    #[case(GOOGLE_IPHONE, Os::Ios, exactly(17, 5), Browser::Other, None, Some(InApp::Google))]
    #[case(NAMELESS_IPHONE, Os::Ios, exactly(17, 5), Browser::Other, None, Some(InApp::WebView))]
    #[case(IPAD_12, Os::IpadOs, exactly(12, 5), Browser::Safari, Some(12), None)]
    #[case(IPAD_AS_MAC, Os::MacOs, None, Browser::Safari, Some(18), None)]
    #[case(ANDROID_K, Os::Android, None, Browser::Chrome, Some(142), None)]
    #[case(ANDROID_10, Os::Android, exactly(10, 0), Browser::Chrome, Some(99), None)]
    #[case(SAMSUNG, Os::Android, None, Browser::Samsung, Some(29), None)]
    #[case(FIREFOX_ANDROID, Os::Android, exactly(15, 0), Browser::Firefox, Some(145), None)]
    #[case(EDGE_WINDOWS, Os::Windows, None, Browser::Edge, Some(142), None)]
    #[case(FIREFOX_WINDOWS, Os::Windows, None, Browser::Firefox, Some(145), None)]
    #[case(CHROME_WINDOWS_7, Os::Windows, exactly(7, 0), Browser::Chrome, Some(109), None)]
    #[case(CHROME_MAC, Os::MacOs, None, Browser::Chrome, Some(142), None)]
    #[case(CHROMEBOOK, Os::ChromeOs, None, Browser::Chrome, Some(142), None)]
    #[case(FIREFOX_LINUX, Os::Linux, None, Browser::Firefox, Some(140), None)]
    #[case("", Os::Other, None, Browser::Other, None, None)]
    fn a_browser_is_known_by_what_it_says(
        #[case] user_agent: &str,
        #[case] os: Os,
        #[case] release: Option<Release>,
        #[case] browser: Browser,
        #[case] version: Option<u16>,
        #[case] in_app: Option<InApp>,
    ) {
        let told = Told { user_agent, ..Told::default() };
        assert_eq!(Platform::of(told), Platform { os, release, browser, version, in_app });
    }

    #[rstest]
    #[case(ANDROID_K, "14.0.0", Os::Android, exactly(14, 0))]
    #[case(ANDROID_K, "", Os::Android, None)]
    #[case(EDGE_WINDOWS, "0.3.0", Os::Windows, None)]
    #[case(EDGE_WINDOWS, "10.0.0", Os::Windows, exactly(10, 0))]
    #[case(EDGE_WINDOWS, "13.0.0", Os::Windows, exactly(11, 13))]
    #[case(EDGE_WINDOWS, "19.0.0", Os::Windows, exactly(11, 19))]
    #[case(CHROME_MAC, "14.5.0", Os::MacOs, exactly(14, 5))]
    fn client_hints_tell_what_the_user_agent_no_longer_does(
        #[case] user_agent: &str,
        #[case] hint: &str,
        #[case] os: Os,
        #[case] release: Option<Release>,
    ) {
        let platform = Platform::of(Told { user_agent, platform_version: Some(hint), touch_points: 0 });
        assert_eq!((platform.os, platform.release), (os, release));
    }

    #[test]
    fn an_ipad_that_says_mac_is_known_by_its_touch() {
        let platform = Platform::of(Told { user_agent: IPAD_AS_MAC, platform_version: None, touch_points: 5 });
        assert_eq!((platform.os, platform.release), (Os::IpadOs, exactly(18, 1)));
        assert_eq!(platform.in_app, None);
    }
}
