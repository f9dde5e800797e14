//! Which releases are still mended, with the days on which that changes. As published by the makers on 2026-11-24.

use super::{Browser, Os, Release, Support, Version};
use chrono::NaiveDate;

/// From this release up to the next row's: supported, and from each day on as said beside it.
struct Row {
    os: Os,
    from: Version,
    changes: &'static [(NaiveDate, Support)],
}

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("a day that exists"),
    }
}

const fn row(os: Os, major: u16, minor: u16, changes: &'static [(NaiveDate, Support)]) -> Row {
    Row { os, from: Version::new(major, minor), changes }
}

/// Ascending by release within each system.
const SYSTEMS: [Row; 23] = [
    row(Os::Ios, 0, 0, &[(day(2021, 10, 1), Support::OutOfSupport)]),
    row(Os::Ios, 15, 0, &[(day(2022, 9, 12), Support::RareFixes)]),
    row(Os::Ios, 16, 0, &[(day(2023, 9, 18), Support::RareFixes)]),
    row(Os::Ios, 17, 0, &[(day(2024, 11, 20), Support::OutOfSupport)]),
    row(Os::Ios, 18, 0, &[]),
    row(Os::IpadOs, 0, 0, &[(day(2021, 10, 1), Support::OutOfSupport)]),
    row(Os::IpadOs, 15, 0, &[(day(2022, 10, 24), Support::RareFixes)]),
    row(Os::IpadOs, 16, 0, &[(day(2023, 9, 18), Support::RareFixes)]),
    row(Os::IpadOs, 17, 0, &[(day(2025, 9, 15), Support::OutOfSupport)]),
    row(Os::IpadOs, 18, 0, &[]),
    row(Os::Android, 0, 0, &[(day(2025, 3, 3), Support::OutOfSupport)]),
    row(Os::Android, 13, 0, &[(day(2026, 3, 2), Support::OutOfSupport)]),
    row(Os::Android, 14, 0, &[]),
    row(Os::Windows, 0, 0, &[(day(2023, 1, 10), Support::OutOfSupport)]),
    // Extended updates by enrolment.
    row(Os::Windows, 10, 0, &[(day(2025, 10, 15), Support::Ask)]),
    // Up to 23H2; the editions for organisations had a year more.
    row(Os::Windows, 11, 0, &[(day(2025, 11, 12), Support::Ask), (day(2026, 11, 11), Support::OutOfSupport)]),
    // 24H2 and 25H2 tell the same platform version; 24H2 Home and Pro have ended.
    row(Os::Windows, 11, 19, &[(day(2026, 10, 14), Support::Ask)]),
    row(Os::Windows, 11, 20, &[]),
    row(Os::MacOs, 0, 0, &[(day(2024, 9, 16), Support::OutOfSupport)]),
    row(Os::MacOs, 13, 0, &[(day(2025, 9, 15), Support::OutOfSupport)]),
    // Apple names no day; a release is mended until two newer ones are out.
    row(Os::MacOs, 14, 0, &[(day(2026, 9, 14), Support::Ask)]),
    row(Os::MacOs, 15, 0, &[]),
    // Updates itself; whether this machine still does is known to its owner.
    row(Os::ChromeOs, 0, 0, &[(day(2010, 1, 1), Support::Ask)]),
];

/// From the day on, a browser older than this no longer gets fixes.
const BROWSERS: [(NaiveDate, Browser, u16); 8] = [
    (day(2025, 1, 1), Browser::Chrome, 120),
    (day(2026, 1, 1), Browser::Chrome, 136),
    (day(2025, 1, 1), Browser::Edge, 120),
    (day(2026, 1, 1), Browser::Edge, 136),
    (day(2025, 1, 1), Browser::Firefox, 115),
    (day(2026, 9, 15), Browser::Firefox, 140),
    (day(2025, 10, 1), Browser::Safari, 18),
    (day(2026, 1, 1), Browser::Samsung, 27),
];

/// Whether a release is mended on a day. Newer than the table knows counts as supported.
pub fn support(os: Os, release: Option<Release>, on: NaiveDate) -> Support {
    let Some(release) = release else {
        return if os == Os::ChromeOs { Support::Ask } else { Support::Unknown };
    };
    let Some(row) = SYSTEMS.iter().rev().find(|row| row.os == os && row.from <= release.version()) else {
        return Support::Unknown;
    };
    let standing =
        row.changes.iter().rev().find(|(from, _)| *from <= on).map_or(Support::Supported, |(_, standing)| *standing);
    match release {
        // A later release may stand better.
        Release::AtLeast(_) if standing != Support::Supported => Support::Unknown,
        _ => standing,
    }
}

/// Whether a browser still gets fixes on a day. On iOS and iPadOS the system decides, whatever the browser is called.
pub fn browser_support(os: Os, browser: Browser, version: Option<u16>, on: NaiveDate) -> Support {
    if matches!(os, Os::Ios | Os::IpadOs) {
        return Support::Supported;
    }
    let oldest = BROWSERS.iter().rev().find(|(from, known, _)| *known == browser && *from <= on);
    match (oldest, version) {
        (Some((.., oldest)), Some(version)) if version < *oldest => Support::OutOfSupport,
        (Some(_), Some(_)) => Support::Supported,
        _ => Support::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Os::Ios, (14, 8), Support::OutOfSupport)]
    #[case(Os::Ios, (15, 8), Support::RareFixes)]
    #[case(Os::Ios, (16, 7), Support::RareFixes)]
    #[case(Os::Ios, (17, 6), Support::OutOfSupport)]
    #[case(Os::Ios, (18, 7), Support::Supported)]
    #[case(Os::Ios, (26, 1), Support::Supported)]
    #[case(Os::Ios, (30, 0), Support::Supported)]
    #[case(Os::IpadOs, (17, 7), Support::OutOfSupport)]
    #[case(Os::Android, (9, 0), Support::OutOfSupport)]
    #[case(Os::Android, (13, 0), Support::OutOfSupport)]
    #[case(Os::Android, (14, 0), Support::Supported)]
    #[case(Os::Windows, (8, 0), Support::OutOfSupport)]
    #[case(Os::Windows, (10, 0), Support::Ask)]
    #[case(Os::Windows, (11, 15), Support::OutOfSupport)]
    #[case(Os::Windows, (11, 19), Support::Ask)]
    #[case(Os::MacOs, (12, 7), Support::OutOfSupport)]
    #[case(Os::MacOs, (15, 2), Support::Supported)]
    fn standings_on_2026_11_24(#[case] os: Os, #[case] (major, minor): (u16, u16), #[case] standing: Support) {
        let release = Some(Release::Exactly(Version::new(major, minor)));
        assert_eq!(support(os, release, day(2026, 11, 24)), standing);
    }

    #[test]
    fn a_standing_changes_on_its_day() {
        let thirteen = Some(Release::Exactly(Version::new(13, 0)));
        assert_eq!(support(Os::Android, thirteen, day(2026, 3, 1)), Support::Supported);
        assert_eq!(support(Os::Android, thirteen, day(2026, 3, 2)), Support::OutOfSupport);
    }

    #[test]
    fn a_release_that_is_only_bounded_from_below_is_never_called_out_of_support() {
        let on = day(2026, 11, 24);
        assert_eq!(support(Os::Ios, Some(Release::AtLeast(Version::new(18, 6))), on), Support::Supported);
        assert_eq!(support(Os::Ios, Some(Release::AtLeast(Version::new(17, 0))), on), Support::Unknown);
        assert_eq!(support(Os::Android, None, on), Support::Unknown);
    }

    #[test]
    fn rows_ascend_so_that_the_last_one_reached_decides() {
        for pair in SYSTEMS.windows(2) {
            assert!(pair[0].os != pair[1].os || pair[0].from < pair[1].from);
        }
        assert!(SYSTEMS.iter().all(|row| row.changes.is_sorted_by_key(|(from, _)| *from)));
    }

    #[test]
    fn an_old_browser_is_asked_to_be_updated_and_on_ios_the_system_decides() {
        let on = day(2026, 11, 24);
        assert_eq!(browser_support(Os::Android, Browser::Chrome, Some(99), on), Support::OutOfSupport);
        assert_eq!(browser_support(Os::Windows, Browser::Edge, Some(150), on), Support::Supported);
        assert_eq!(browser_support(Os::Ios, Browser::Chrome, Some(99), on), Support::Supported);
        assert_eq!(browser_support(Os::Linux, Browser::Other, Some(3), on), Support::Unknown);
    }
}
