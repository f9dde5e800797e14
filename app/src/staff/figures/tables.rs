//! The figures in words: one list of tables, which the page draws and the file writes.

use crate::{
    desk::figures::Figures,
    domain::{
        figures::{Counts, MOST_DAYS_DRAWN},
        kind::Kind,
        period::Period,
        statistics::{Band, DeviceClass, Outcome, Share, weekday},
        time::{month_en, weekday_en, weekday_ja},
    },
    i18n::*,
    staff::words,
};
use chrono::{Datelike, NaiveDate};

/// How a table is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Upright, along time.
    Columns,
    /// Lying, one under the other.
    Bars,
    /// Too long to be drawn: a chart beside it has the same in fewer lines.
    Undrawn,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub label: String,
    /// Under an upright bar.
    pub short: String,
    pub counts: Vec<u64>,
    pub total: u64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// Names it in the page.
    pub id: &'static str,
    pub title: &'static str,
    /// Over the labels of the lines.
    pub head: &'static str,
    pub columns: Vec<&'static str>,
    pub lines: Vec<Line>,
    pub shape: Shape,
}

impl Told {
    /// The words over its columns, with the label's before and the total's after them.
    pub fn heads(&self, lang: Locale) -> Vec<&'static str> {
        let total = (!self.columns.is_empty()).then(|| td_string!(lang, figures.total));
        let counted = self.columns.is_empty().then(|| td_string!(lang, figures.counted));
        std::iter::once(self.head).chain(self.columns.iter().copied()).chain(total).chain(counted).collect()
    }

    pub fn most(&self) -> u64 {
        self.lines.iter().map(|line| line.total).max().unwrap_or_default()
    }

    pub fn total(&self) -> u64 {
        self.lines.iter().map(|line| line.total).sum()
    }
}

/// All tables of the period, in the order of the page.
pub fn of(figures: &Figures, lang: Locale) -> Vec<Told> {
    let is_long = figures.days.lines.len() > MOST_DAYS_DRAWN;
    let days = told(
        ("days", td_string!(lang, figures.by.day), td_string!(lang, figures.head.day)),
        if is_long { Shape::Undrawn } else { Shape::Columns },
        &figures.days,
        |date| (words::day(*date, lang), date.day().to_string()),
        lang,
    );
    let months = is_long.then(|| {
        told(
            ("months", td_string!(lang, figures.by.month), td_string!(lang, figures.head.month)),
            Shape::Columns,
            &figures.months,
            |date| (month(*date, lang), short_month(*date, lang)),
            lang,
        )
    });
    let outcomes = Told {
        id: "outcomes",
        title: td_string!(lang, figures.by.outcome),
        head: td_string!(lang, figures.head.outcome),
        columns: Vec::new(),
        lines: figures
            .outcomes
            .lines
            .iter()
            .map(|(outcome, counts)| line(outcome_words(*outcome, lang).to_owned(), counts.clone()))
            .collect(),
        shape: Shape::Bars,
    };
    let rest = [
        outcomes,
        told(
            ("hours", td_string!(lang, figures.by.hour), td_string!(lang, figures.head.hour)),
            Shape::Columns,
            &figures.hours,
            |hour| (hour_words(*hour, lang), hour.to_string()),
            lang,
        ),
        told(
            ("weekdays", td_string!(lang, figures.by.weekday), td_string!(lang, figures.head.weekday)),
            Shape::Columns,
            &figures.weekdays,
            |day| both(weekday_words(*day, lang)),
            lang,
        ),
        told(
            ("kinds", td_string!(lang, figures.by.kind), td_string!(lang, figures.head.kind)),
            Shape::Bars,
            &figures.kinds,
            |kind| both(words::kind(*kind, lang)),
            lang,
        ),
        told(
            ("channels", td_string!(lang, figures.by.channel), td_string!(lang, figures.head.channel)),
            Shape::Bars,
            &figures.channels,
            |channel| both(words::channel(*channel, lang)),
            lang,
        ),
        told(
            ("devices", td_string!(lang, figures.by.device), td_string!(lang, figures.head.device)),
            Shape::Bars,
            &figures.devices,
            |device| both(device_words(*device, lang)),
            lang,
        ),
        told(
            ("leads", td_string!(lang, figures.by.lead), td_string!(lang, figures.head.lead)),
            Shape::Bars,
            &figures.leads,
            |band| both(&lead_words(*band, lang)),
            lang,
        ),
        told(
            ("frees", td_string!(lang, figures.by.free), td_string!(lang, figures.head.free)),
            Shape::Bars,
            &figures.frees,
            |band| both(free_words(*band, lang)),
            lang,
        ),
    ];
    months.into_iter().chain([days]).chain(rest).collect()
}

fn told<L>(
    (id, title, head): (&'static str, &'static str, &'static str),
    shape: Shape,
    counts: &Counts<L>,
    label: impl Fn(&L) -> (String, String),
    lang: Locale,
) -> Told {
    let lines = counts.lines.iter().map(|(of, counts)| {
        let (label, short) = label(of);
        Line { short, ..line(label, counts.clone()) }
    });
    let columns = counts.columns.iter().map(|outcome| outcome_words(*outcome, lang)).collect();
    Told { id, title, head, columns, lines: lines.collect(), shape }
}

fn line(label: String, counts: Vec<u64>) -> Line {
    Line { short: label.clone(), label, total: counts.iter().sum(), counts }
}

fn both(words: &str) -> (String, String) {
    (words.to_owned(), words.to_owned())
}

/// What is said before any table.
pub fn summary(figures: &Figures, lang: Locale) -> Vec<(&'static str, String)> {
    let none = || td_string!(lang, figures.summary.none).to_owned();
    let days = |days: u16| td_string!(lang, figures.summary.days, count = days).to_string();
    vec![
        (td_string!(lang, figures.summary.total), count_words(figures.total, lang)),
        (td_string!(lang, figures.summary.no_shows), share_words(figures.no_shows, lang)),
        (td_string!(lang, figures.summary.lead), figures.lead_days.map_or_else(none, days)),
        (
            td_string!(lang, figures.summary.free),
            figures.free_minutes.map_or_else(none, |minutes| length_words(minutes, lang)),
        ),
        (td_string!(lang, figures.summary.open), count_words(figures.open, lang)),
    ]
}

/// 令和8年11月1日（日）〜令和8年11月30日（月）　相談
pub fn heading(period: Period, kind: Option<Kind>, lang: Locale) -> String {
    let between = if lang == Locale::ja { "〜" } else { " – " };
    let (from, until) = (words::date(period.from(), lang), words::date(period.until(), lang));
    let kind = kind.map(|kind| format!(" {}", words::kind(kind, lang))).unwrap_or_default();
    format!("{from}{between}{until}{kind}")
}

pub fn count_words(count: u64, lang: Locale) -> String {
    td_string!(lang, figures.count, count = count).to_string()
}

/// 12.5%（8件中1件）
fn share_words(share: Share, lang: Locale) -> String {
    let Some(mille) = share.per_mille() else { return td_string!(lang, figures.summary.none).to_owned() };
    let percent = format!("{}.{}", mille / 10, mille % 10);
    td_string!(lang, figures.summary.share, percent = percent, part = share.part, whole = share.whole).to_string()
}

/// In minutes up to two hours, in hours up to two days, then in days.
fn length_words(minutes: u32, lang: Locale) -> String {
    match minutes {
        0..120 => td_string!(lang, figures.summary.minutes, count = minutes).to_string(),
        120..2_880 => td_string!(lang, figures.summary.hours, count = minutes / 60).to_string(),
        _ => td_string!(lang, figures.summary.days, count = minutes / 1_440).to_string(),
    }
}

pub fn outcome_words(outcome: Outcome, lang: Locale) -> &'static str {
    match outcome {
        Outcome::Attended => td_string!(lang, figures.outcome.attended),
        Outcome::NoShow => td_string!(lang, figures.outcome.no_show),
        Outcome::CancelledBySeeker => td_string!(lang, figures.outcome.by_seeker),
        Outcome::CancelledByOffice => td_string!(lang, figures.outcome.by_office),
        Outcome::Void => td_string!(lang, figures.outcome.void),
        Outcome::Refused => td_string!(lang, figures.outcome.refused),
        Outcome::Stopped => td_string!(lang, figures.outcome.stopped),
    }
}

pub fn device_words(device: DeviceClass, lang: Locale) -> &'static str {
    match device {
        DeviceClass::Phone => td_string!(lang, figures.device.phone),
        DeviceClass::Tablet => td_string!(lang, figures.device.tablet),
        DeviceClass::Computer => td_string!(lang, figures.device.computer),
        DeviceClass::Unknown => td_string!(lang, figures.device.unknown),
    }
}

pub fn hour_words(hour: u8, lang: Locale) -> String {
    td_string!(lang, figures.hour, hour = hour).to_string()
}

pub fn weekday_words(days_from_monday: u8, lang: Locale) -> &'static str {
    let of_week = |day| NaiveDate::from_isoywd_opt(2026, 1, day);
    match (weekday(days_from_monday).and_then(of_week), lang) {
        (Some(date), Locale::ja) => weekday_ja(date),
        (Some(date), Locale::en) => weekday_en(date),
        (None, _) => "",
    }
}

pub fn lead_words(band: Band, lang: Locale) -> String {
    match band.until {
        Some(until) => td_string!(lang, figures.lead.between, from = band.from, until = until).to_string(),
        None => td_string!(lang, figures.lead.more, from = band.from).to_string(),
    }
}

/// The bands of [`FREE_BANDS`](crate::domain::statistics::FREE_BANDS) by where they begin.
pub fn free_words(band: Option<Band>, lang: Locale) -> &'static str {
    match band.map(|band| band.from) {
        None => td_string!(lang, figures.free.unknown),
        Some(0..60) => td_string!(lang, figures.free.hour),
        Some(60..240) => td_string!(lang, figures.free.four_hours),
        Some(240..1_440) => td_string!(lang, figures.free.day),
        Some(1_440..4_320) => td_string!(lang, figures.free.three_days),
        Some(4_320..10_080) => td_string!(lang, figures.free.week),
        Some(10_080..20_160) => td_string!(lang, figures.free.fortnight),
        Some(20_160..) => td_string!(lang, figures.free.more),
    }
}

/// 2026年11月, November 2026
pub fn month(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => format!("{}年{}月", date.year(), date.month()),
        Locale::en => format!("{} {}", month_en(date), date.year()),
    }
}

fn short_month(date: NaiveDate, lang: Locale) -> String {
    match lang {
        Locale::ja => format!("{}月", date.month()),
        Locale::en => month_en(date).chars().take(3).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_shares_as_people_say_them() {
        assert_eq!(length_words(90, Locale::ja), "90分");
        assert_eq!(length_words(600, Locale::ja), "10時間");
        assert_eq!(length_words(10_000, Locale::en), "6 days");
        assert_eq!(share_words(Share { part: 1, whole: 8 }, Locale::ja), "12.5%（8件中1件）");
        assert_eq!(share_words(Share { part: 0, whole: 0 }, Locale::ja), "—");
    }

    #[test]
    fn a_week_begins_on_monday() {
        let week: Vec<_> = (0..7).map(|day| weekday_words(day, Locale::ja)).collect();
        assert_eq!(week.concat(), "月火水木金土日");
    }
}
