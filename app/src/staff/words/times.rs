//! Days and times as the desk writes them.

use crate::{
    desk::board::BoardDay,
    domain::{era, office_day::Day, slot::Span, time},
    i18n::*,
};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};

/// 令和8年11月25日（水）
pub fn date(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => time::date_ja(date),
        Locale::en => time::date_en(date),
    }
}

/// 昭和60年4月3日（1985年）: a birth date as it is kept, `1985-04-03`.
pub fn birth(kept: &str, lang: Locale) -> String {
    let Ok(date) = kept.parse::<NaiveDate>() else { return kept.to_owned() };
    match lang {
        Locale::ja => format!("{}{}月{}日（{}年）", era::year_ja(date), date.month(), date.day(), date.year()),
        Locale::en => format!("{} {} {}", date.day(), time::month_en(date), date.year()),
    }
}

/// 11月25日（水）
pub fn day(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => time::day_ja(date),
        Locale::en => time::day_en(date),
    }
}

/// 25（水）: the head of a narrow lane.
pub fn short_day(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => format!("{}日（{}）", date.day(), time::weekday_ja(date)),
        Locale::en => format!("{} {}", time::weekday_en(date), date.day()),
    }
}

/// The window's heading: a day, or from the first to the last.
pub fn days(days: &[BoardDay], lang: Locale) -> String {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first.date != last.date => match lang {
            Locale::ja => format!("{}〜{}", date(first.date, lang), day(last.date, lang)),
            Locale::en => format!("{}–{}", day(first.date, lang), date(last.date, lang)),
        },
        (Some(only), _) => date(only.date, lang),
        (None, _) => String::new(),
    }
}

/// Why the office is closed; nothing on a day that takes bookings.
pub fn closed(day: &Day, lang: Locale) -> Option<String> {
    match (day, lang) {
        (Day::Office | Day::ExtraOpening(_), _) => None,
        (Day::Weekend, _) => Some(td_string!(lang, staff.day.weekend).to_owned()),
        (Day::YearEnd, _) => Some(td_string!(lang, staff.day.year_end).to_owned()),
        (Day::Holiday(holiday), Locale::ja) => Some(holiday.name_ja().to_owned()),
        (Day::Holiday(holiday), Locale::en) => Some(holiday.name_en().to_owned()),
        (Day::Closure(reason), Locale::en) => Some(reason.en.clone().unwrap_or_else(|| reason.ja.clone())),
        (Day::Closure(reason), Locale::ja) => Some(reason.ja.clone()),
    }
}

/// The days of a week, as the desk writes them.
pub const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

pub fn weekday(weekday: Weekday, lang: Locale) -> &'static str {
    match weekday {
        Weekday::Mon => td_string!(lang, plan.weekday.mon),
        Weekday::Tue => td_string!(lang, plan.weekday.tue),
        Weekday::Wed => td_string!(lang, plan.weekday.wed),
        Weekday::Thu => td_string!(lang, plan.weekday.thu),
        Weekday::Fri => td_string!(lang, plan.weekday.fri),
        Weekday::Sat => td_string!(lang, plan.weekday.sat),
        Weekday::Sun => td_string!(lang, plan.weekday.sun),
    }
}

/// 10:00〜10:30
pub fn span(span: Span, lang: Locale) -> String {
    match lang {
        Locale::ja => time::span_ja(span.starts(), span.ends()),
        Locale::en => time::span_en(span.starts(), span.ends()),
    }
}

/// 11月25日（水）10:00
pub fn moment(at: DateTime<Utc>, lang: Locale) -> String {
    let gap = if lang == Locale::ja { "" } else { ", " };
    format!("{}{gap}{}", day(time::date_jst(at), lang), time::time_hm(at))
}

/// 11月25日（水）10:00:07, for the log.
pub fn moment_to_the_second(at: DateTime<Utc>, lang: Locale) -> String {
    format!("{}:{:02}", moment(at, lang), at.second())
}

/// 8:12 until then; `0:00` once it has passed.
pub fn left(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (until - now).num_seconds().max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_read_in_both_countings() {
        assert_eq!(birth("1985-04-03", Locale::ja), "昭和60年4月3日（1985年）");
        assert_eq!(birth("1985-04-03", Locale::en), "3 April 1985");
        assert_eq!(birth("", Locale::ja), "");
    }

    #[test]
    fn what_is_left_never_runs_below_nothing() {
        let now = DateTime::from_timestamp(1_764_000_000, 0).expect("in range");
        assert_eq!(left(now + chrono::TimeDelta::seconds(492), now), "8:12");
        assert_eq!(left(now - chrono::TimeDelta::seconds(1), now), "0:00");
    }
}
