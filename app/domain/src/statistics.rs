//! Usage statistics (7(1)): bookings counted into tables, and what of a table may be published (R5).
//!
//! A [`Row`] knows no person, no address and no id. [`Table::count`] counts rows by any two things that can be said of
//! one; [`publishable`] says what of a table may leave the house.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{
    booking::{Canceller, Channel, State},
    kind::Kind,
    support::Os,
};

mod publish;

pub use publish::{LEAST_PUBLISHED, Published, PublishedLine, publishable};

/// What the device of a visitor is like, as far as it is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceClass {
    Phone,
    Tablet,
    Computer,
    /// Not told, or no device: a booking by phone.
    Unknown,
}

impl DeviceClass {
    pub const ALL: [Self; 4] = [Self::Phone, Self::Tablet, Self::Computer, Self::Unknown];

    /// An Android tablet does not say that it is one.
    pub fn of(os: Os) -> Self {
        match os {
            Os::Ios | Os::Android => Self::Phone,
            Os::IpadOs => Self::Tablet,
            Os::Windows | Os::MacOs | Os::ChromeOs | Os::Linux => Self::Computer,
            Os::Other => Self::Unknown,
        }
    }
}

/// How a booking ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Attended,
    /// Silent for ten minutes (Art. 6(6)).
    NoShow,
    CancelledBySeeker,
    CancelledByOffice,
    /// 無効
    Void,
    Refused,
    Stopped,
}

impl Outcome {
    pub const ALL: [Self; 7] = [
        Self::Attended,
        Self::NoShow,
        Self::CancelledBySeeker,
        Self::CancelledByOffice,
        Self::Void,
        Self::Refused,
        Self::Stopped,
    ];

    /// None while a booking has not ended, and for a hold that never became one.
    pub fn of(state: &State) -> Option<Self> {
        match state {
            State::Attended { .. } => Some(Self::Attended),
            State::NoShow { .. } => Some(Self::NoShow),
            State::Cancelled { by: Canceller::Office { .. }, .. } => Some(Self::CancelledByOffice),
            State::Cancelled { by: Canceller::SeekerByLink | Canceller::SeekerByPhone { .. }, .. } => {
                Some(Self::CancelledBySeeker)
            }
            State::Void { .. } => Some(Self::Void),
            State::Refused { .. } => Some(Self::Refused),
            State::Stopped { .. } => Some(Self::Stopped),
            State::Held { .. }
            | State::Released { .. }
            | State::AwaitingMail { .. }
            | State::AwaitingReply { .. }
            | State::Confirmed { .. } => None,
        }
    }
}

/// One ended booking, without anybody in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The day of the consultation in Japan.
    pub date: NaiveDate,
    /// The hour of its start in Japan, 0 to 23.
    pub hour: u8,
    pub kind: Kind,
    pub channel: Channel,
    pub device: DeviceClass,
    pub outcome: Outcome,
    /// Days from booking to consultation.
    pub lead_days: u16,
    /// How long the seat was offered before it was taken, in minutes, where that is known.
    pub free_minutes: Option<u32>,
}

impl Row {
    /// Days from Monday, 0 to 6; [`Weekday`] has no order of its own.
    pub fn weekday(&self) -> u8 {
        self.date.weekday().num_days_from_monday() as u8
    }

    pub fn lead(&self) -> Band {
        LEAD_BANDS.of(u32::from(self.lead_days))
    }

    pub fn free(&self) -> Option<Band> {
        self.free_minutes.map(|minutes| FREE_BANDS.of(minutes))
    }
}

/// The weekday of [`Row::weekday`].
pub fn weekday(days_from_monday: u8) -> Option<Weekday> {
    Weekday::try_from(days_from_monday).ok()
}

/// From a number up to another, both included; the last band has no end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Band {
    pub from: u32,
    pub until: Option<u32>,
}

/// Numbers put together, given by where each band begins.
#[derive(Clone, Copy, Debug)]
pub struct Bands(&'static [u32]);

/// Days from booking to consultation.
pub const LEAD_BANDS: Bands = Bands(&[0, 2, 4, 7, 14, 28]);
/// Minutes that a seat was free: an hour, four, a day, three, a week, a fortnight.
pub const FREE_BANDS: Bands = Bands(&[0, 60, 240, 1_440, 4_320, 10_080, 20_160]);

impl Bands {
    pub fn of(self, number: u32) -> Band {
        let after = self.0.partition_point(|from| *from <= number);
        let from = after.checked_sub(1).map_or(0, |at| self.0[at]);
        Band { from, until: self.0.get(after).map(|next| next - 1) }
    }

    pub fn all(self) -> impl Iterator<Item = Band> {
        self.0.iter().map(move |from| self.of(*from))
    }
}

/// The middle one of the numbers, the lower of two; none of none.
pub fn median<N: Ord + Copy>(numbers: impl IntoIterator<Item = N>) -> Option<N> {
    let mut numbers: Vec<N> = numbers.into_iter().collect();
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
}

/// A part of a whole, kept as two counts so that both can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Share {
    pub part: u64,
    pub whole: u64,
}

impl Share {
    /// In tenths of a percent, rounded; none of none.
    pub fn per_mille(self) -> Option<u64> {
        (self.part * 2_000 + self.whole).checked_div(self.whole * 2)
    }

    /// May be published if neither part nor rest is a small count (R5).
    pub fn publishable(self) -> bool {
        self.part >= LEAST_PUBLISHED && self.whole.saturating_sub(self.part) >= LEAST_PUBLISHED
    }
}

/// Silent no-shows of the consultations that took place or would have.
pub fn no_shows<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Share {
    rows.into_iter().fold(Share { part: 0, whole: 0 }, |share, row| match row.outcome {
        Outcome::NoShow => Share { part: share.part + 1, whole: share.whole + 1 },
        Outcome::Attended | Outcome::Stopped => Share { whole: share.whole + 1, ..share },
        _ => share,
    })
}

/// Counts in lines and columns. What is in neither list is not in the table; a cell that nothing was counted into is 0.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Table<L, C> {
    pub columns: Vec<C>,
    pub lines: Vec<(L, Vec<u64>)>,
}

impl<L: Ord + Clone, C: Ord + Clone> Table<L, C> {
    /// `line` and `column` say where a row belongs, or that it belongs nowhere. The order is that of the values.
    pub fn count<'a>(
        rows: impl IntoIterator<Item = &'a Row>,
        line: impl Fn(&Row) -> Option<L>,
        column: impl Fn(&Row) -> Option<C>,
    ) -> Self {
        let mut counts: BTreeMap<L, BTreeMap<C, u64>> = BTreeMap::new();
        let mut columns = BTreeMap::new();
        for row in rows {
            if let Some((line, column)) = line(row).zip(column(row)) {
                columns.insert(column.clone(), ());
                *counts.entry(line).or_default().entry(column).or_default() += 1;
            }
        }
        let columns: Vec<C> = columns.into_keys().collect();
        let of = |counted: &BTreeMap<C, u64>| columns.iter().map(|c| counted.get(c).copied().unwrap_or(0)).collect();
        let lines = counts.iter().map(|(line, counted)| (line.clone(), of(counted))).collect();
        Self { columns, lines }
    }
}

impl<L: Ord, C: Ord> Table<L, C> {
    /// The same with exactly these lines and columns, in this order: one that nothing was counted into is all 0. That a
    /// line is left out would tell that it is empty.
    #[must_use]
    pub fn over(self, lines: impl IntoIterator<Item = L>, columns: impl IntoIterator<Item = C>) -> Self {
        let columns: Vec<C> = columns.into_iter().collect();
        let places: Vec<Option<usize>> =
            columns.iter().map(|column| self.columns.iter().position(|found| found == column)).collect();
        let found: BTreeMap<L, Vec<u64>> = self.lines.into_iter().collect();
        let line = |label: L| {
            let counted = found.get(&label);
            let count =
                |at: &Option<usize>| counted.zip(*at).and_then(|(counts, at)| counts.get(at)).copied().unwrap_or(0);
            let counts = places.iter().map(count).collect();
            (label, counts)
        };
        Self { lines: lines.into_iter().map(line).collect(), columns }
    }
}

impl<L, C> Table<L, C> {
    /// Of each line, in their order.
    pub fn line_totals(&self) -> Vec<u64> {
        self.lines.iter().map(|(_, counts)| counts.iter().sum()).collect()
    }

    /// Of each column, in their order.
    pub fn column_totals(&self) -> Vec<u64> {
        (0..self.columns.len())
            .map(|column| self.lines.iter().filter_map(|(_, counts)| counts.get(column)).sum())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::ids::StaffId;
    use super::*;

    fn row(date: &str, outcome: Outcome) -> Row {
        Row {
            date: date.parse().unwrap(),
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
    fn rows_are_counted_by_whatever_is_asked() {
        let rows = [
            row("2026-11-24", Outcome::Attended),
            row("2026-11-24", Outcome::Attended),
            row("2026-11-25", Outcome::NoShow),
            Row { hour: 15, ..row("2026-12-01", Outcome::Attended) },
        ];
        let by_weekday = Table::count(&rows, |row| Some(row.weekday()), |row| Some(row.outcome));
        assert_eq!(by_weekday.columns, [Outcome::Attended, Outcome::NoShow]);
        assert_eq!(by_weekday.lines, [(1, vec![3, 0]), (2, vec![0, 1])]);
        assert_eq!((by_weekday.line_totals(), by_weekday.column_totals()), (vec![3, 1], vec![3, 1]));
        let mornings = Table::count(&rows, |row| Some(row.date), |row| (row.hour < 12).then_some(row.hour));
        assert_eq!(mornings.column_totals(), [3]);
        assert_eq!(weekday(1), Some(Weekday::Tue));
    }

    #[test]
    fn empty_lines_and_columns_stand_where_they_belong() {
        let rows = [row("2026-11-24", Outcome::Attended), row("2026-11-25", Outcome::NoShow)];
        let counted = Table::count(&rows, |row| Some(row.weekday()), |row| Some(row.outcome));
        let table = counted.over(0..4, [Outcome::NoShow, Outcome::Void, Outcome::Attended]);
        assert_eq!(table.columns, [Outcome::NoShow, Outcome::Void, Outcome::Attended]);
        assert_eq!(table.lines, [(0, vec![0, 0, 0]), (1, vec![0, 0, 1]), (2, vec![1, 0, 0]), (3, vec![0, 0, 0])]);
    }

    #[rstest]
    #[case(0, 0, Some(1))]
    #[case(3, 2, Some(3))]
    #[case(28, 28, None)]
    #[case(900, 28, None)]
    fn leads_are_put_together(#[case] days: u32, #[case] from: u32, #[case] until: Option<u32>) {
        assert_eq!(LEAD_BANDS.of(days), Band { from, until });
    }

    #[test]
    fn shares_and_medians() {
        let mut rows = vec![row("2026-11-24", Outcome::Attended); 7];
        rows.push(row("2026-11-24", Outcome::NoShow));
        rows.push(row("2026-11-24", Outcome::CancelledByOffice));
        let share = no_shows(&rows);
        assert_eq!((share, share.per_mille()), (Share { part: 1, whole: 8 }, Some(125)));
        assert_eq!(Share { part: 0, whole: 0 }.per_mille(), None);
        assert_eq!(Share { part: 2, whole: 3 }.per_mille(), Some(667));
        for (part, whole, may) in [(10, 20, true), (9, 20, false), (11, 20, false), (0, 0, false)] {
            assert_eq!(Share { part, whole }.publishable(), may, "{part} of {whole}");
        }
        assert_eq!(median([5, 1, 3]), Some(3));
        assert_eq!(median([4, 1, 2, 3]), Some(2));
        assert_eq!(median(Vec::<u32>::new()), None);
    }

    #[test]
    fn an_outcome_of_every_end() {
        let (at, who) = ("2026-11-25T01:00:00Z".parse().unwrap(), StaffId(Uuid::nil()));
        for (state, outcome) in [
            (State::Attended { at }, Some(Outcome::Attended)),
            (State::Cancelled { at, by: Canceller::Office { who } }, Some(Outcome::CancelledByOffice)),
            (State::Cancelled { at, by: Canceller::SeekerByPhone { noted_by: who } }, Some(Outcome::CancelledBySeeker)),
            (State::AwaitingReply { since: at }, None),
            (State::Released { at }, None),
        ] {
            assert_eq!(Outcome::of(&state), outcome, "{state:?}");
        }
    }

    proptest! {
        #[test]
        fn every_number_is_in_its_band(number: u32) {
            for bands in [LEAD_BANDS, FREE_BANDS] {
                let band = bands.of(number);
                prop_assert!(band.from <= number && band.until.is_none_or(|until| number <= until));
                prop_assert!(bands.all().any(|one| one == band));
            }
        }
    }
}
