//! Time as the service thinks and speaks of it: rules and screens are in Asia/Tokyo whatever the visitor's zone,
//! instants travel and rest in UTC.
//!
//! "Now" is always an argument. Formatting is by hand: locales of the browser and the server differ, and a page must
//! be the same from both.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};

use super::era::year_ja;

/// A moment, in UTC.
pub type Instant = DateTime<Utc>;

/// Asia/Tokyo, nine hours ahead of UTC; it has had no summer time since 1951.
pub const JST: FixedOffset = match FixedOffset::east_opt(9 * 60 * 60) {
    Some(offset) => offset,
    None => panic!("nine hours are an offset"),
};

/// The moment on the clocks of Japan.
pub fn jst(instant: Instant) -> DateTime<FixedOffset> {
    instant.with_timezone(&JST)
}

/// The day in Japan.
pub fn date_jst(instant: Instant) -> NaiveDate {
    jst(instant).date_naive()
}

/// The moment at which the clocks of Japan show this.
pub fn at_jst(date: NaiveDate, time: NaiveTime) -> Instant {
    JST.from_local_datetime(&date.and_time(time)).single().map_or(Instant::MIN_UTC, |local| local.with_timezone(&Utc))
}

/// 月火水木金土日
pub fn weekday_ja(date: NaiveDate) -> &'static str {
    ["月", "火", "水", "木", "金", "土", "日"][date.weekday().num_days_from_monday() as usize]
}

/// Mon, Tue, …
pub fn weekday_en(date: NaiveDate) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][date.weekday().num_days_from_monday() as usize]
}

/// January, February, …
pub fn month_en(date: NaiveDate) -> &'static str {
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ][date.month0() as usize]
}

/// 令和8年11月25日（水）
pub fn date_ja(date: NaiveDate) -> String {
    format!("{}{}", year_ja(date), day_ja(date))
}

/// 2026年11月25日（水）
pub fn date_ja_western(date: NaiveDate) -> String {
    format!("{}年{}", date.year(), day_ja(date))
}

/// 11月25日（水）
pub fn day_ja(date: NaiveDate) -> String {
    format!("{}月{}日（{}）", date.month(), date.day(), weekday_ja(date))
}

/// Wed 25 November 2026
pub fn date_en(date: NaiveDate) -> String {
    format!("{} {}", day_en(date), date.year())
}

/// Wed 25 November
pub fn day_en(date: NaiveDate) -> String {
    format!("{} {} {}", weekday_en(date), date.day(), month_en(date))
}

/// 10:00, 9:05: the hour as people say it. An attribute of HTML wants two digits, see [`clock`].
pub fn time_hm(instant: Instant) -> String {
    let local = jst(instant);
    format!("{}:{:02}", local.hour(), local.minute())
}

/// 09:05, for `<time datetime>` and `<input type=time>`.
pub fn clock(instant: Instant) -> String {
    let local = jst(instant);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// 10:00〜10:30
pub fn span_ja(starts: Instant, ends: Instant) -> String {
    format!("{}〜{}", time_hm(starts), time_hm(ends))
}

/// 10:00–10:30
pub fn span_en(starts: Instant, ends: Instant) -> String {
    format!("{}–{}", time_hm(starts), time_hm(ends))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[rstest]
    #[case("2026-11-25", "令和8年11月25日（水）", "2026年11月25日（水）", "Wed 25 November 2026")]
    #[case("2019-05-01", "令和元年5月1日（水）", "2019年5月1日（水）", "Wed 1 May 2019")]
    #[case("2027-01-03", "令和9年1月3日（日）", "2027年1月3日（日）", "Sun 3 January 2027")]
    fn dates(#[case] date: NaiveDate, #[case] ja: &str, #[case] western: &str, #[case] en: &str) {
        assert_eq!(date_ja(date), ja);
        assert_eq!(date_ja_western(date), western);
        assert_eq!(date_en(date), en);
    }

    #[test]
    fn a_day_without_its_year() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(day_ja(date), "11月20日（金）");
        assert_eq!(day_en(date), "Fri 20 November");
    }

    #[test]
    fn times_are_those_of_japan() {
        let starts = instant("2026-11-25T01:00:00Z");
        let ends = instant("2026-11-25T01:30:00Z");
        assert_eq!(span_ja(starts, ends), "10:00〜10:30");
        assert_eq!(span_en(starts, ends), "10:00–10:30");
        assert_eq!(time_hm(instant("2026-11-25T00:05:00Z")), "9:05");
        assert_eq!(clock(instant("2026-11-25T00:05:00Z")), "09:05");
        assert_eq!(date_jst(instant("2026-11-25T15:00:00Z")), NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
    }

    proptest! {
        #[test]
        fn there_and_back(seconds in 0_i64..4_000_000_000) {
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let local = jst(instant);
            prop_assert_eq!(at_jst(local.date_naive(), local.time()), instant);
        }
    }
}
