//! The figures as files that a spreadsheet opens. Every cell goes through [`sheet`]; the mark at the beginning tells the
//! program that the text is UTF-8.

use super::tables::{
    device_words, free_words, heading, hour_words, lead_words, month, of, outcome_words, summary, weekday_words,
};
use crate::{
    desk::figures::{Figures, Release},
    domain::{figures::Told, sheet, statistics::Published},
    i18n::*,
    staff::words,
};

/// What a spreadsheet of Japan needs to read UTF-8.
pub const MARK: &str = "\u{FEFF}";

/// Everything, small counts too: for the office alone.
pub fn internal(figures: &Figures, lang: Locale) -> String {
    let mut file = String::from(MARK);
    file += &sheet::line([heading(figures.period, figures.kind, lang)]);
    file += &sheet::line([td_string!(lang, figures.file.note_internal)]);
    for (label, value) in summary(figures, lang) {
        file += &sheet::line([label, &value]);
    }
    for table in of(figures, lang) {
        file += "\r\n";
        file += &sheet::line([table.title]);
        file += &sheet::line(table.heads(lang));
        for line in &table.lines {
            let total = (!table.columns.is_empty()).then_some(line.total);
            let counts = line.counts.iter().copied().chain(total).map(|count| count.to_string());
            file += &sheet::line(std::iter::once(line.label.clone()).chain(counts));
        }
    }
    file
}

/// What the public may see (R5): counts, and nothing else.
pub fn published(release: &Release, office: &str, lang: Locale) -> String {
    let mut file = String::from(MARK);
    file += &sheet::line([office, &month(release.month.from(), lang)]);
    file += &sheet::line([td_string!(lang, figures.file.note_published)]);
    let weekdays: Vec<_> = (0..7).map(|day| weekday_words(day, lang)).collect();
    let titles = (td_string!(lang, figures.by.day), td_string!(lang, figures.head.week));
    file += &calendar(&release.calendar, titles, &weekdays, lang);
    let (by, head) = (td_string!(lang, figures.by.outcome), td_string!(lang, figures.head.outcome));
    file += &table((by, head), &release.outcomes, |outcome| outcome_words(*outcome, lang).to_owned(), lang);
    let (by, head) = (td_string!(lang, figures.by.hour), td_string!(lang, figures.head.hour));
    file += &table((by, head), &release.hours, |hour| hour_words(*hour, lang), lang);
    let (by, head) = (td_string!(lang, figures.by.kind), td_string!(lang, figures.head.kind));
    file += &table((by, head), &release.kinds, |kind| words::kind(*kind, lang).to_owned(), lang);
    let (by, head) = (td_string!(lang, figures.by.channel), td_string!(lang, figures.head.channel));
    file += &table((by, head), &release.channels, |channel| words::channel(*channel, lang).to_owned(), lang);
    let (by, head) = (td_string!(lang, figures.by.device), td_string!(lang, figures.head.device));
    file += &table((by, head), &release.devices, |device| device_words(*device, lang).to_owned(), lang);
    let (by, head) = (td_string!(lang, figures.by.lead), td_string!(lang, figures.head.lead));
    file += &table((by, head), &release.leads, |band| lead_words(*band, lang), lang);
    let (by, head) = (td_string!(lang, figures.by.free), td_string!(lang, figures.head.free));
    file += &table((by, head), &release.frees, |band| free_words(*band, lang).to_owned(), lang);
    file
}

fn calendar(
    told: &Published<chrono::NaiveDate, u8>,
    (title, head): (&str, &str),
    weekdays: &[&str],
    lang: Locale,
) -> String {
    let total = td_string!(lang, figures.total);
    let mut lines = format!("\r\n{}", sheet::line([title]));
    lines += &sheet::line(std::iter::once(head).chain(weekdays.iter().copied()).chain([total]));
    for line in &told.lines {
        let counts = line.counts.iter().chain([&line.total]).map(|count| shown(*count, lang));
        lines += &sheet::line(std::iter::once(words::day(line.label, lang)).chain(counts));
    }
    let counts = told.column_totals.iter().chain([&told.total]).map(|count| shown(*count, lang));
    lines += &sheet::line(std::iter::once(total.to_owned()).chain(counts));
    lines
}

fn table<L>((title, head): (&str, &str), told: &Told<L>, label: impl Fn(&L) -> String, lang: Locale) -> String {
    let mut lines = format!("\r\n{}", sheet::line([title]));
    lines += &sheet::line([head, td_string!(lang, figures.counted)]);
    for line in &told.lines {
        lines += &sheet::line([label(&line.label), shown(line.total, lang)]);
    }
    lines += &sheet::line([td_string!(lang, figures.total).to_owned(), shown(told.total, lang)]);
    lines
}

fn shown(count: Option<u64>, lang: Locale) -> String {
    count.map_or_else(|| td_string!(lang, figures.file.withheld).to_owned(), |count| count.to_string())
}
