//! The public calendar, made from the picture and remembered until something changes.

use crate::live::picture::Picture;
use app::{
    desk::{
        Lang,
        calendar::{Calendar, CalendarDay, DayKind, FreeTime},
    },
    domain::{
        kind::Kind,
        office_day::{Day, OFFER_ENDS_BEFORE},
        slot::Span,
        time::{Instant, at_jst, date_jst},
    },
    i18n::Locale,
};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use std::collections::HashMap;

type Asked = (Kind, Option<NaiveDate>, u8, &'static str);

/// Calendars made since the last change, each with the moment at which time alone makes another of it.
#[derive(Default)]
pub struct Remembered(HashMap<Asked, (Calendar, Instant)>);

/// How many different pages are remembered between two changes.
const MOST_REMEMBERED: usize = 64;

impl Remembered {
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl Picture {
    pub fn remembered(
        &self,
        kind: Kind,
        from: Option<NaiveDate>,
        days: u8,
        lang: Lang,
        now: Instant,
    ) -> Option<Calendar> {
        let (calendar, until) = self.remembered.0.get(&(kind, from, days, app::locale::code(lang)))?;
        (now < *until).then(|| Calendar { now, seq: self.seq(), ..calendar.clone() })
    }

    /// `None`: the office does not offer this kind of service.
    pub fn calendar(
        &mut self,
        slug: &str,
        kind: Kind,
        from: Option<NaiveDate>,
        days: u8,
        lang: Lang,
        now: Instant,
    ) -> Option<Calendar> {
        if !self.offers(kind) {
            return None;
        }
        let today = date_jst(now);
        let published = self.spans().next_back().map_or(today, |span| date_jst(span.starts()));
        let last = self.days().last_offered(today).map_or(published, |last| last.min(published));
        let first_open = self.first_bookable(kind, now).unwrap_or(today);
        let asked = from.unwrap_or(first_open).clamp(today, last.max(today));
        let whole_weeks = days.is_multiple_of(7);
        let first = if whole_weeks { week_begins(asked, first_open, today) } else { asked };
        let length = TimeDelta::days(days.clamp(1, 31).into());
        let mut until = at_jst(today + TimeDelta::days(1), NaiveTime::MIN);
        let shown = first
            .iter_days()
            .take_while(|date| *date < first + length && *date <= last)
            .map(|date| self.calendar_day(kind, date, lang, now, &mut until))
            .collect();
        let next = first + length;
        let before = if whole_weeks { monday(first - TimeDelta::days(1)) } else { first - length };
        let calendar = Calendar {
            slug: slug.to_owned(),
            kind,
            now,
            seq: self.seq(),
            days: shown,
            before: (first > today).then(|| before.max(today)),
            after: (next <= last).then_some(if whole_weeks { monday(next) } else { next }),
        };
        if self.remembered.0.len() >= MOST_REMEMBERED {
            self.remembered.clear();
        }
        self.remembered.0.insert((kind, from, days, app::locale::code(lang)), (calendar.clone(), until));
        Some(calendar)
    }

    fn calendar_day(&self, kind: Kind, date: NaiveDate, lang: Lang, now: Instant, until: &mut Instant) -> CalendarDay {
        let days = self.days();
        let day = match days.day(date) {
            Day::Office | Day::ExtraOpening(_) => {
                let times: Vec<_> = self.times(kind, date).collect();
                let Some(first) = times.first() else {
                    return CalendarDay { date, kind: DayKind::NothingPublished, times };
                };
                return match days.bookable(first.span.starts(), now) {
                    Ok(deadline) => {
                        *until = (*until).min(deadline - OFFER_ENDS_BEFORE);
                        CalendarDay { date, kind: DayKind::Open { deadline }, times }
                    }
                    Err(_) => {
                        let deadline = days.deadline(first.span.starts());
                        CalendarDay { date, kind: DayKind::CutOffPassed { deadline }, times: Vec::new() }
                    }
                };
            }
            Day::Weekend => DayKind::Weekend,
            Day::YearEnd => DayKind::YearEnd,
            Day::Holiday(holiday) => DayKind::Holiday {
                name: if lang == Locale::ja { holiday.name_ja() } else { holiday.name_en() }.to_owned(),
            },
            Day::Closure(reason) => DayKind::Closed {
                reason: match (lang, reason.en) {
                    (Locale::en, Some(english)) => english,
                    _ => reason.ja,
                },
            },
        };
        CalendarDay { date, kind: day, times: Vec::new() }
    }

    fn first_bookable(&self, kind: Kind, now: Instant) -> Option<NaiveDate> {
        let days = self.days();
        self.spans()
            .filter(|span| span.starts() > now)
            .find(|span| days.bookable(span.starts(), now).is_ok() && self.time(kind, *span).open > 0)
            .map(|span| date_jst(span.starts()))
    }

    pub fn nearest(&self, kind: Kind, near: Span, most: u8, now: Instant) -> Vec<FreeTime> {
        let days = self.days();
        let mut free: Vec<FreeTime> = self
            .spans()
            .filter(|span| span.starts() > now)
            .filter_map(|span| {
                let deadline = days.bookable(span.starts(), now).ok()?;
                let time = self.time(kind, span);
                (time.free > 0).then_some(FreeTime { span, free: time.free, deadline })
            })
            .collect();
        free.sort_by_key(|time| ((time.span.starts() - near.starts()).abs(), time.span));
        free.truncate(most.into());
        free
    }
}

/// Where the page with `asked` begins: on its Monday, but not before the first day that can be booked, unless an earlier
/// one is asked for.
fn week_begins(asked: NaiveDate, first_open: NaiveDate, today: NaiveDate) -> NaiveDate {
    let earliest = if asked < first_open { today } else { first_open };
    monday(asked).max(earliest)
}

fn monday(date: NaiveDate) -> NaiveDate {
    date.week(Weekday::Mon).first_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_on_a_monday_or_with_the_first_day_that_can_be_booked() {
        let begins = |asked| {
            let [asked, first_open, today] = [asked, 26, 18].map(|day| NaiveDate::from_ymd_opt(2026, 11, day));
            week_begins(asked.unwrap(), first_open.unwrap(), today.unwrap()).to_string()
        };
        assert_eq!(begins(26), "2026-11-26", "a Thursday");
        assert_eq!(begins(28), "2026-11-26");
        assert_eq!(begins(30), "2026-11-30");
        assert_eq!(begins(25), "2026-11-23", "to see why it is closed");
        assert_eq!(begins(20), "2026-11-18");
    }
}
