//! What the bookings of a period are counted into: for the office itself, and for the public (Art. 7(1), 7(2), R5).
//!
//! [`Release`] is what the public sees. Its tables share nothing but their total, so that none of them tells what another
//! hides: days are told as a calendar, whose columns are the weekdays; everything else stands in one column. It is of a
//! whole calendar month that is over, and of every kind: two releases are never a part of one another, and nothing is told
//! by the difference of two.

use std::iter::once;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    booking::Channel,
    kind::Kind,
    period::{Period, first_of_month},
    statistics::{
        Band, DeviceClass, FREE_BANDS, LEAD_BANDS, Outcome, Published, Row, Share, Table, median, no_shows, publishable,
    },
};

pub const CHANNELS: [Channel; 3] = [Channel::Site, Channel::Phone, Channel::Session];

/// Hours that are shown also where nothing happened in them: those of an office.
const OFFICE_HOURS: (u8, u8) = (8, 17);

/// A longer period has a line a month where there would be a line a day.
pub const MOST_DAYS_DRAWN: usize = 31;

/// Counts by outcome, a line for each of something.
pub type Counts<L> = Table<L, Outcome>;

/// The figures of a period, for the office only: small counts are in them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Figures {
    pub period: Period,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Bookings that have ended, one way or another.
    pub total: u64,
    /// Consultations whose time has come and of which nobody has noted what became.
    pub open: u64,
    pub no_shows: Share,
    /// Medians: days from booking to consultation, minutes that a seat was free.
    pub lead_days: Option<u16>,
    pub free_minutes: Option<u32>,
    pub days: Counts<NaiveDate>,
    pub months: Counts<NaiveDate>,
    pub hours: Counts<u8>,
    /// Days from Monday.
    pub weekdays: Counts<u8>,
    pub kinds: Counts<Kind>,
    pub channels: Counts<Channel>,
    pub devices: Counts<DeviceClass>,
    pub leads: Counts<Band>,
    /// `None`: it is not known how long the seat was free.
    pub frees: Counts<Option<Band>>,
    pub outcomes: Table<Outcome, ()>,
}

impl Figures {
    /// `rows` are those of the period and of the kind.
    pub fn count(rows: &[Row], period: Period, kind: Option<Kind>, open: u64) -> Figures {
        Figures {
            period,
            kind,
            total: rows.len() as u64,
            open,
            no_shows: no_shows(rows),
            lead_days: median(rows.iter().map(|row| row.lead_days)),
            free_minutes: median(rows.iter().filter_map(|row| row.free_minutes)),
            days: by(rows, |row| row.date, period.days()),
            months: by(rows, |row| first_of_month(row.date), period.months()),
            hours: by(rows, |row| row.hour, hours(rows)),
            weekdays: by(rows, Row::weekday, 0..7),
            kinds: by(rows, |row| row.kind, Kind::ALL),
            channels: by(rows, |row| row.channel, CHANNELS),
            devices: by(rows, |row| row.device, DeviceClass::ALL),
            leads: by(rows, Row::lead, LEAD_BANDS.all()),
            frees: by(rows, Row::free, known_or_not()),
            outcomes: alone(rows, |row| row.outcome, Outcome::ALL),
        }
    }
}

/// Counts of one thing.
pub type Told<L> = Published<L, ()>;

/// The figures of a month as the public may see them (R5).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Release {
    pub month: Period,
    /// Weeks by their Monday; days from Monday are the columns.
    pub calendar: Published<NaiveDate, u8>,
    pub hours: Told<u8>,
    pub kinds: Told<Kind>,
    pub channels: Told<Channel>,
    pub devices: Told<DeviceClass>,
    pub outcomes: Told<Outcome>,
    pub leads: Told<Band>,
    pub frees: Told<Option<Band>>,
}

/// The period is not a calendar month that is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("figures are published of a whole calendar month that is over")]
pub struct NotToBePublished;

impl Release {
    /// Whether figures of the period may be published on that day.
    pub fn may_be_of(period: Period, today: NaiveDate) -> bool {
        period.is_month() && period.until() < today
    }

    /// `rows` are all of the month.
    pub fn of(rows: &[Row], month: Period, today: NaiveDate) -> Result<Release, NotToBePublished> {
        if !Self::may_be_of(month, today) {
            return Err(NotToBePublished);
        }
        let weeks = month.days().map(monday).fold(Vec::new(), |mut weeks, week| {
            if weeks.last() != Some(&week) {
                weeks.push(week);
            }
            weeks
        });
        let calendar = Table::count(rows, |row| Some(monday(row.date)), |row| Some(row.weekday())).over(weeks, 0..7);
        Ok(Release {
            month,
            calendar: publishable(&calendar),
            hours: publishable(&alone(rows, |row| row.hour, hours(rows))),
            kinds: publishable(&alone(rows, |row| row.kind, Kind::ALL)),
            channels: publishable(&alone(rows, |row| row.channel, CHANNELS)),
            devices: publishable(&alone(rows, |row| row.device, DeviceClass::ALL)),
            outcomes: publishable(&alone(rows, |row| row.outcome, Outcome::ALL)),
            leads: publishable(&alone(rows, Row::lead, LEAD_BANDS.all())),
            frees: publishable(&alone(rows, Row::free, known_or_not())),
        })
    }
}

fn by<L: Ord + Clone>(rows: &[Row], line: impl Fn(&Row) -> L, lines: impl IntoIterator<Item = L>) -> Counts<L> {
    Table::count(rows, |row| Some(line(row)), |row| Some(row.outcome)).over(lines, Outcome::ALL)
}

fn alone<L: Ord + Clone>(rows: &[Row], line: impl Fn(&Row) -> L, lines: impl IntoIterator<Item = L>) -> Table<L, ()> {
    Table::count(rows, |row| Some(line(row)), |_| Some(())).over(lines, [()])
}

/// The office's hours, and those around them in which something happened.
fn hours(rows: &[Row]) -> std::ops::RangeInclusive<u8> {
    let found = || rows.iter().map(|row| row.hour);
    let first = found().min().map_or(OFFICE_HOURS.0, |hour| hour.min(OFFICE_HOURS.0));
    let last = found().max().map_or(OFFICE_HOURS.1, |hour| hour.max(OFFICE_HOURS.1));
    first..=last
}

/// A total of which the unknown are not a part would tell how many they are.
fn known_or_not() -> impl Iterator<Item = Option<Band>> {
    FREE_BANDS.all().map(Some).chain(once(None))
}

fn monday(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into())).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::super::statistics::LEAST_PUBLISHED;
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(date: NaiveDate, outcome: Outcome) -> Row {
        Row {
            date,
            hour: 10,
            kind: Kind::Consultation,
            channel: Channel::Site,
            device: DeviceClass::Phone,
            outcome,
            lead_days: 5,
            free_minutes: Some(600),
        }
    }

    #[test]
    fn every_line_is_there_also_where_nothing_was_counted() {
        let period = Period::month_of(day("2026-11-24"));
        let rows = [
            row(day("2026-11-24"), Outcome::Attended),
            Row { hour: 19, free_minutes: None, ..row(day("2026-11-24"), Outcome::NoShow) },
        ];
        let figures = Figures::count(&rows, period, None, 3);
        assert_eq!((figures.total, figures.open), (2, 3));
        assert_eq!(figures.days.lines.len(), 30);
        assert_eq!(figures.hours.lines.iter().map(|(hour, _)| *hour).collect::<Vec<_>>(), (8..=19).collect::<Vec<_>>());
        assert_eq!(figures.weekdays.line_totals(), [0, 2, 0, 0, 0, 0, 0]);
        assert_eq!(figures.frees.line_totals(), [0, 0, 1, 0, 0, 0, 0, 1], "the last one: not known");
        assert_eq!(figures.outcomes.line_totals(), [1, 1, 0, 0, 0, 0, 0]);
        assert_eq!(
            (figures.no_shows.per_mille(), figures.lead_days, figures.free_minutes),
            (Some(500), Some(5), Some(600))
        );
    }

    #[test]
    fn only_a_whole_month_that_is_over_is_published() {
        let today = day("2026-11-24");
        let release = |period| Release::of(&[], period, today);
        assert!(release(Period::month_of(day("2026-10-09"))).is_ok());
        for period in [
            Period::month_of(today),
            Period::fiscal_year_of(today),
            Period::new(day("2026-10-01"), day("2026-10-30")).unwrap(),
            Period::new(day("2026-09-01"), day("2026-10-31")).unwrap(),
        ] {
            assert_eq!(release(period), Err(NotToBePublished), "{period:?}");
        }
    }

    #[test]
    fn a_day_is_not_reckoned_back_from_its_weekday() {
        // Four Tuesdays, the last one a small count; the other three alone would tell it beside their total.
        let month = Period::month_of(day("2026-09-01"));
        let mut rows = Vec::new();
        for (date, count) in
            [("2026-09-01", 20), ("2026-09-08", 20), ("2026-09-15", 20), ("2026-09-22", 3), ("2026-09-29", 20)]
        {
            rows.extend(vec![row(day(date), Outcome::Attended); count]);
        }
        let release = Release::of(&rows, month, day("2026-11-24")).unwrap();
        let tuesdays: Vec<_> = release.calendar.lines.iter().map(|line| line.counts[1]).collect();
        assert_eq!(release.calendar.total, Some(83));
        assert!(
            tuesdays.iter().filter(|count| count.is_none()).count() >= 2 || release.calendar.column_totals[1].is_none()
        );
        assert!(tuesdays[3].is_none());
    }

    fn some_row() -> impl Strategy<Value = Row> {
        let outcome = prop::sample::select(Outcome::ALL.to_vec());
        let kind = prop::sample::select(Kind::ALL.to_vec());
        let device = prop::sample::select(DeviceClass::ALL.to_vec());
        let channel = prop::sample::select(CHANNELS.to_vec());
        (0_u64..31, 9_u8..17, kind, channel, device, outcome, 0_u16..40, prop::option::of(0_u32..30_000)).prop_map(
            |(days, hour, kind, channel, device, outcome, lead_days, free_minutes)| Row {
                date: day("2026-10-01") + Days::new(days),
                hour,
                kind,
                channel,
                device,
                outcome,
                lead_days,
                free_minutes,
            },
        )
    }

    /// What a table with one column hides.
    fn check<L: Clone + Ord + std::fmt::Debug>(
        told: &Told<L>,
        real: &Table<L, ()>,
        total: u64,
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(told.total, (total >= LEAST_PUBLISHED).then_some(total), "the same in every table");
        let mut hidden = Vec::new();
        for (line, (_, counts)) in told.lines.iter().zip(&real.lines) {
            prop_assert_eq!(line.total, line.counts[0]);
            match line.counts[0] {
                Some(count) => prop_assert!(count == counts[0] && count >= LEAST_PUBLISHED),
                None => hidden.push(counts[0]),
            }
        }
        prop_assert!(hidden.len() != 1);
        prop_assert!(hidden.is_empty() || told.total.is_none() || hidden.iter().sum::<u64>() >= LEAST_PUBLISHED);
        Ok(())
    }

    proptest! {
        /// Whatever happened, no small count stands in a release, and none can be had by subtraction.
        #[test]
        fn no_release_tells_a_small_count(rows in prop::collection::vec(some_row(), 0..150)) {
            let month = Period::month_of(day("2026-10-01"));
            let release = Release::of(&rows, month, day("2026-11-24")).unwrap();
            let total = rows.len() as u64;
            check(&release.kinds, &alone(&rows, |row| row.kind, Kind::ALL), total)?;
            check(&release.hours, &alone(&rows, |row| row.hour, hours(&rows)), total)?;
            check(&release.channels, &alone(&rows, |row| row.channel, CHANNELS), total)?;
            check(&release.devices, &alone(&rows, |row| row.device, DeviceClass::ALL), total)?;
            check(&release.outcomes, &alone(&rows, |row| row.outcome, Outcome::ALL), total)?;
            check(&release.leads, &alone(&rows, Row::lead, LEAD_BANDS.all()), total)?;
            check(&release.frees, &alone(&rows, Row::free, known_or_not()), total)?;
            prop_assert_eq!(release.calendar.total, (total >= LEAST_PUBLISHED).then_some(total));
            let told = release.calendar.lines.iter().flat_map(|line| line.counts.iter().chain([&line.total]));
            prop_assert!(told.chain(&release.calendar.column_totals).flatten().all(|count| *count >= LEAST_PUBLISHED));
        }
    }
}
