//! Days and times as people say them, in the reader's language. Always the time of Japan, whatever the visitor's zone.

use crate::{
    domain::{
        era::year_ja,
        slot::Span,
        time::{Instant, date_en, date_jst, day_en, day_ja, span_en, span_ja, time_hm},
    },
    i18n::Locale,
};
use chrono::{Datelike, NaiveDate};

/// 令和8年（2026年）11月25日（水）, Wed 25 November 2026
pub fn date(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => format!("{}（{}年）{}", year_ja(date), date.year(), day_ja(date)),
        Locale::en => date_en(date),
    }
}

/// 11月25日（水）, Wed 25 November: where the year is plain.
pub fn day(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => day_ja(date),
        Locale::en => day_en(date),
    }
}

/// 10:00〜10:30
pub fn hours(span: Span, lang: Locale) -> String {
    match lang {
        Locale::ja => span_ja(span.starts(), span.ends()),
        Locale::en => span_en(span.starts(), span.ends()),
    }
}

/// 11月25日（水）10:00〜10:30
pub fn day_and_hours(span: Span, lang: Locale) -> String {
    let (day, hours) = (day(date_jst(span.starts()), lang), hours(span, lang));
    match lang {
        Locale::ja => format!("{day}{hours}"),
        Locale::en => format!("{day}, {hours}"),
    }
}

/// 11月20日（金）23:59
pub fn moment(at: Instant, lang: Locale) -> String {
    let (day, time) = (day(date_jst(at), lang), time_hm(at));
    match lang {
        Locale::ja => format!("{day}{time}"),
        Locale::en => format!("{day}, {time}"),
    }
}

/// 11月23日〜29日, 23–29 November: the days of a page of the calendar.
pub fn stretch(first: NaiveDate, last: NaiveDate, lang: Locale) -> String {
    let same_month = first.month() == last.month() && first.year() == last.year();
    match lang {
        Locale::ja if same_month => format!("{}月{}日〜{}日", first.month(), first.day(), last.day()),
        Locale::ja => format!("{}月{}日〜{}月{}日", first.month(), first.day(), last.month(), last.day()),
        Locale::en if same_month => format!("{}–{}", first.day(), without_weekday(last)),
        Locale::en => format!("{} – {}", without_weekday(first), without_weekday(last)),
    }
}

fn without_weekday(date: NaiveDate) -> String {
    let day = day_en(date);
    day.split_once(' ').map_or(day.clone(), |(_, rest)| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_date_in_japanese_has_its_era_and_its_western_year() {
        assert_eq!(date(on("2026-11-25"), Locale::ja), "令和8年（2026年）11月25日（水）");
        assert_eq!(date(on("2026-11-25"), Locale::en), "Wed 25 November 2026");
    }

    #[test]
    fn a_stretch_says_its_month_once() {
        assert_eq!(stretch(on("2026-11-23"), on("2026-11-29"), Locale::ja), "11月23日〜29日");
        assert_eq!(stretch(on("2026-11-30"), on("2026-12-06"), Locale::ja), "11月30日〜12月6日");
        assert_eq!(stretch(on("2026-11-23"), on("2026-11-29"), Locale::en), "23–29 November");
        assert_eq!(stretch(on("2026-11-30"), on("2026-12-06"), Locale::en), "30 November – 6 December");
    }

    #[test]
    fn a_moment_has_day_and_time() {
        let at = "2026-11-20T14:59:59Z".parse().expect("a moment");
        assert_eq!(moment(at, Locale::ja), "11月20日（金）23:59");
        assert_eq!(moment(at, Locale::en), "Fri 20 November, 23:59");
    }
}
