//! Weekly patterns (週間パターン): when a counter takes people, week after week, and what publishing one changes.
//!
//! A pattern only says what is wanted. [`spans`] lays it over the days of the office, [`plan()`] compares that with the
//! slots that are there. A booked slot is never touched: where it stands in the way it is a conflict, and a person
//! decides whether to move it, to call, or to keep it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{Datelike, Duration, NaiveDate, NaiveTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

use super::{
    ids::CounterId,
    office_day::OfficeDays,
    slot::{Span, TICK_SECONDS},
    time::at_jst,
    width::{is_hyphen, narrow},
};

mod plan;

pub use plan::{ExistingSlot, Plan, plan};

/// Why a pattern cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PatternError {
    #[error("opening hours end after they start")]
    EndsBeforeStart,
    #[error("opening hours start and end on a five-minute mark")]
    OffTheMark,
    #[error("opening hours read 9:00-12:00, 13:00-17:00")]
    Unreadable,
    #[error("two stretches of opening hours overlap")]
    Overlap,
    #[error("a slot lasts 10 to 30 minutes in steps of five")]
    Length,
    #[error("between two seats lie 0 to 30 minutes in steps of five")]
    Between,
    #[error("the last day of a pattern is not before its first")]
    UntilBeforeFrom,
}

/// Opening hours without a break, on the clocks of Japan, on five-minute marks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "(NaiveTime, NaiveTime)", into = "(NaiveTime, NaiveTime)")]
pub struct Stretch {
    from: NaiveTime,
    until: NaiveTime,
}

impl Stretch {
    pub fn new(from: NaiveTime, until: NaiveTime) -> Result<Self, PatternError> {
        let on_mark =
            |time: NaiveTime| i64::from(time.num_seconds_from_midnight()) % TICK_SECONDS == 0 && time.nanosecond() == 0;
        if !on_mark(from) || !on_mark(until) {
            return Err(PatternError::OffTheMark);
        }
        if until <= from {
            return Err(PatternError::EndsBeforeStart);
        }
        Ok(Self { from, until })
    }

    pub fn from(self) -> NaiveTime {
        self.from
    }

    pub fn until(self) -> NaiveTime {
        self.until
    }
}

impl TryFrom<(NaiveTime, NaiveTime)> for Stretch {
    type Error = PatternError;
    fn try_from((from, until): (NaiveTime, NaiveTime)) -> Result<Self, PatternError> {
        Self::new(from, until)
    }
}

impl From<Stretch> for (NaiveTime, NaiveTime) {
    fn from(stretch: Stretch) -> Self {
        (stretch.from, stretch.until)
    }
}

/// The hours of one day in their order. Two stretches with time between them are a break (昼休み); none is a day off.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<Stretch>", into = "Vec<Stretch>")]
pub struct Hours(Vec<Stretch>);

impl Hours {
    /// In any order; one may begin where another ends.
    pub fn new(mut stretches: Vec<Stretch>) -> Result<Self, PatternError> {
        stretches.sort_unstable();
        if stretches.windows(2).any(|pair| pair[1].from < pair[0].until) {
            return Err(PatternError::Overlap);
        }
        Ok(Self(stretches))
    }

    pub fn stretches(&self) -> &[Stretch] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<Stretch>> for Hours {
    type Error = PatternError;
    fn try_from(stretches: Vec<Stretch>) -> Result<Self, PatternError> {
        Self::new(stretches)
    }
}

impl From<Hours> for Vec<Stretch> {
    fn from(hours: Hours) -> Self {
        hours.0
    }
}

/// As people type it, in full width too: `9:00-12:00, 13:00-17:00`. Nothing is a day off.
impl FromStr for Hours {
    type Err = PatternError;
    fn from_str(text: &str) -> Result<Self, PatternError> {
        let plain: String = text
            .chars()
            .map(|c| match narrow(c) {
                '~' | '〜' => '-',
                '、' | '､' | ';' | '\n' | '\r' | '\t' => ',',
                c if is_hyphen(c) => '-',
                c => c,
            })
            .collect();
        // A space may stand around the dash, or between two stretches.
        let parts: Vec<&str> = plain.split(' ').filter(|part| !part.is_empty()).collect();
        let plain = parts.join(" ").replace(" -", "-").replace("- ", "-");
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| PatternError::Unreadable);
        let stretches = plain.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| {
            let (from, until) = part.split_once('-').ok_or(PatternError::Unreadable)?;
            Stretch::new(time(from)?, time(until)?)
        });
        Hours::new(stretches.collect::<Result<_, _>>()?)
    }
}

/// Reads back by [`FromStr`]; a day off is empty.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, stretch) in self.0.iter().enumerate() {
            let gap = if place == 0 { "" } else { ", " };
            write!(f, "{gap}{}-{}", stretch.from.format("%-H:%M"), stretch.until.format("%-H:%M"))?;
        }
        Ok(())
    }
}

/// The hours of each weekday, from Monday.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(pub [Hours; 7]);

impl Week {
    pub fn on(&self, weekday: Weekday) -> &Hours {
        &self.0[weekday.num_days_from_monday() as usize]
    }
}

/// How long a slot lasts, and the minutes between two seats.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "(u8, u8)", into = "(u8, u8)")]
pub struct Rhythm {
    minutes: u8,
    between: u8,
}

impl Rhythm {
    /// Both in minutes and in steps of five: 10 to 30 (Art. 6(1)), and 0 to 30.
    pub fn new(minutes: u8, between: u8) -> Result<Self, PatternError> {
        if !Span::may_last(minutes) {
            return Err(PatternError::Length);
        }
        if between > 30 || !between.is_multiple_of(5) {
            return Err(PatternError::Between);
        }
        Ok(Self { minutes, between })
    }

    pub fn minutes(self) -> u8 {
        self.minutes
    }

    pub fn between(self) -> u8 {
        self.between
    }
}

impl TryFrom<(u8, u8)> for Rhythm {
    type Error = PatternError;
    fn try_from((minutes, between): (u8, u8)) -> Result<Self, PatternError> {
        Self::new(minutes, between)
    }
}

impl From<Rhythm> for (u8, u8) {
    fn from(rhythm: Rhythm) -> Self {
        (rhythm.minutes, rhythm.between)
    }
}

/// The first and the last day a pattern holds for; without a last day until another takes its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "(NaiveDate, Option<NaiveDate>)", into = "(NaiveDate, Option<NaiveDate>)")]
pub struct Dates {
    from: NaiveDate,
    until: Option<NaiveDate>,
}

impl Dates {
    pub fn new(from: NaiveDate, until: Option<NaiveDate>) -> Result<Self, PatternError> {
        if until.is_some_and(|until| until < from) {
            return Err(PatternError::UntilBeforeFrom);
        }
        Ok(Self { from, until })
    }

    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day, itself included.
    pub fn until(self) -> Option<NaiveDate> {
        self.until
    }

    pub fn hold(self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

impl TryFrom<(NaiveDate, Option<NaiveDate>)> for Dates {
    type Error = PatternError;
    fn try_from((from, until): (NaiveDate, Option<NaiveDate>)) -> Result<Self, PatternError> {
        Self::new(from, until)
    }
}

impl From<Dates> for (NaiveDate, Option<NaiveDate>) {
    fn from(dates: Dates) -> Self {
        (dates.from, dates.until)
    }
}

/// When one counter takes people.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Pattern {
    pub counter: CounterId,
    pub dates: Dates,
    pub week: Week,
    pub rhythm: Rhythm,
}

/// The slots a pattern wants from one day to another, both included, in their order. Only days that take bookings; an
/// extra opening whose weekday has no hours in the pattern, a Saturday mostly, takes those of `extra`.
pub fn spans(pattern: &Pattern, days: &OfficeDays, extra: &Hours, from: NaiveDate, until: NaiveDate) -> Vec<Span> {
    let first = from.max(pattern.dates.from);
    let last = pattern.dates.until.map_or(until, |end| end.min(until));
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .filter(|date| days.takes_bookings(*date))
        .flat_map(|date| {
            let usual = pattern.week.on(date.weekday());
            let opened = days.extra_openings.contains_key(&date) && usual.is_empty();
            let hours = if opened { extra } else { usual };
            hours.0.iter().flat_map(move |stretch| seats(*stretch, pattern.rhythm, date))
        })
        .collect()
}

/// The pattern of a counter that holds on a day: of several the one that began last. So one of a few weeks takes the place
/// of the usual one, which goes on after it.
pub fn in_force(patterns: &[Pattern], date: NaiveDate) -> Option<&Pattern> {
    patterns.iter().filter(|pattern| pattern.dates.hold(date)).max_by_key(|pattern| pattern.dates.from)
}

/// The slots that the patterns of one counter want, both days included. `extra` has the hours of the extra openings.
pub fn wanted(
    patterns: &[Pattern],
    days: &OfficeDays,
    extra: &BTreeMap<NaiveDate, Hours>,
    from: NaiveDate,
    until: NaiveDate,
) -> Vec<Span> {
    let none = Hours::default();
    from.iter_days()
        .take_while(|date| *date <= until)
        .filter_map(|date| Some((date, in_force(patterns, date)?)))
        .flat_map(|(date, pattern)| spans(pattern, days, extra.get(&date).unwrap_or(&none), date, date))
        .collect()
}

/// As many slots as fit between the two ends.
fn seats(stretch: Stretch, rhythm: Rhythm, date: NaiveDate) -> impl Iterator<Item = Span> {
    let (starts, ends) = (at_jst(date, stretch.from), at_jst(date, stretch.until));
    let step = Duration::minutes(i64::from(rhythm.minutes) + i64::from(rhythm.between));
    std::iter::successors(Some(starts), move |start| Some(*start + step))
        .map_while(move |start| Span::new(start, rhythm.minutes).ok().filter(|span| span.ends() <= ends))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::super::office_day::{ClosureReason, ExtraOpening};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// `9:00-12:00 13:00-16:00`
    fn hours(text: &str) -> Hours {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        let stretch = |part: &str| {
            let (from, until) = part.split_once('-').unwrap();
            Stretch::new(time(from), time(until)).unwrap()
        };
        Hours::new(text.split_whitespace().map(stretch).collect()).unwrap()
    }

    fn weekdays(text: &str) -> Pattern {
        let mut week = Week::default();
        week.0[..5].fill(hours(text));
        Pattern {
            counter: CounterId(Uuid::nil()),
            dates: Dates::new(day("2026-11-01"), None).unwrap(),
            week,
            rhythm: Rhythm::new(30, 0).unwrap(),
        }
    }

    /// Spans as `11-24 9:00`, on the clocks of Japan.
    fn starts(spans: &[Span]) -> Vec<String> {
        spans.iter().map(|span| super::super::time::jst(span.starts()).format("%m-%d %-H:%M").to_string()).collect()
    }

    fn of_day(pattern: &Pattern, date: &str) -> Vec<String> {
        starts(&spans(pattern, &OfficeDays::default(), &Hours::default(), day(date), day(date)))
    }

    #[rstest]
    #[case("9:00", "9:00", PatternError::EndsBeforeStart)]
    #[case("12:00", "9:00", PatternError::EndsBeforeStart)]
    #[case("9:02", "12:00", PatternError::OffTheMark)]
    #[case("9:00", "12:01", PatternError::OffTheMark)]
    fn a_stretch_that_cannot_be(#[case] from: &str, #[case] until: &str, #[case] why: PatternError) {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        assert_eq!(Stretch::new(time(from), time(until)), Err(why));
    }

    #[test]
    fn hours_are_in_order_and_do_not_overlap() {
        let [morning, noon, afternoon] = ["9:00-12:00", "11:30-13:00", "12:00-16:00"].map(|text| hours(text).0[0]);
        assert_eq!(Hours::new(vec![noon, morning]), Err(PatternError::Overlap));
        assert_eq!(Hours::new(vec![afternoon, morning]).map(|hours| hours.0), Ok(vec![morning, afternoon]));
    }

    #[rstest]
    #[case(30, 0, Ok(()))]
    #[case(10, 30, Ok(()))]
    #[case(5, 0, Err(PatternError::Length))]
    #[case(35, 0, Err(PatternError::Length))]
    #[case(12, 0, Err(PatternError::Length))]
    #[case(30, 35, Err(PatternError::Between))]
    #[case(30, 3, Err(PatternError::Between))]
    fn lengths_and_pauses(#[case] minutes: u8, #[case] between: u8, #[case] answer: Result<(), PatternError>) {
        assert_eq!(Rhythm::new(minutes, between).map(|_| ()), answer);
    }

    #[test]
    fn a_pattern_does_not_end_before_it_begins() {
        assert_eq!(Dates::new(day("2026-12-02"), Some(day("2026-12-01"))), Err(PatternError::UntilBeforeFrom));
        assert!(Dates::new(day("2026-12-01"), Some(day("2026-12-01"))).is_ok());
    }

    #[rstest]
    #[case("9:00-10:30", 30, 0, &["9:00", "9:30", "10:00"])]
    #[case("9:00-10:30", 20, 10, &["9:00", "9:30", "10:00"])]
    #[case("9:00-10:25", 30, 0, &["9:00", "9:30"])]
    #[case("9:00-10:00 13:00-14:00", 25, 5, &["9:00", "9:30", "13:00", "13:30"])]
    #[case("9:00-9:20", 30, 0, &[])]
    #[case("23:00-23:55", 30, 0, &["23:00"])]
    fn a_day_is_filled(#[case] text: &str, #[case] minutes: u8, #[case] between: u8, #[case] expected: &[&str]) {
        let pattern = Pattern { rhythm: Rhythm::new(minutes, between).unwrap(), ..weekdays(text) };
        let expected: Vec<String> = expected.iter().map(|time| format!("11-24 {time}")).collect();
        assert_eq!(of_day(&pattern, "2026-11-24"), expected);
    }

    #[test]
    fn only_days_that_take_bookings_inside_its_dates() {
        let dates = Dates::new(day("2026-11-20"), Some(day("2026-11-26"))).unwrap();
        let pattern = Pattern { dates, ..weekdays("9:00-9:30") };
        let closed = ClosureReason { ja: "工事".to_owned(), en: None };
        let days = OfficeDays { closures: [(day("2026-11-25"), closed)].into(), ..OfficeDays::default() };
        // 21 and 22 are a weekend, 23 is a holiday, 25 is closed.
        let found = spans(&pattern, &days, &Hours::default(), day("2026-11-01"), day("2026-12-31"));
        assert_eq!(starts(&found), ["11-20 9:00", "11-24 9:00", "11-26 9:00"]);
        assert_eq!(spans(&pattern, &days, &Hours::default(), day("2026-11-27"), day("2026-11-20")), []);
    }

    #[rstest]
    #[case::its_own("9:00-9:30", "13:00-13:30", "11-28 9:00")]
    #[case::the_callers("", "13:00-13:30", "11-28 13:00")]
    fn an_extra_saturday(#[case] saturday: &str, #[case] extra: &str, #[case] expected: &str) {
        let mut pattern = weekdays("10:00-10:30");
        pattern.week.0[5] = hours(saturday);
        let opening = ExtraOpening { counts_as_office_day: false };
        let days = OfficeDays { extra_openings: [(day("2026-11-28"), opening)].into(), ..OfficeDays::default() };
        let found = spans(&pattern, &days, &hours(extra), day("2026-11-28"), day("2026-11-29"));
        assert_eq!(starts(&found), [expected]);
    }

    #[rstest]
    #[case("9:00-12:00, 13:00-17:00", Ok("9:00-12:00, 13:00-17:00"))]
    #[case("13:00 - 17:00  09:00-12:00", Ok("9:00-12:00, 13:00-17:00"))]
    #[case("９：００〜１２：００、１３：００ー１７：００", Ok("9:00-12:00, 13:00-17:00"))]
    #[case("", Ok(""))]
    #[case("　", Ok(""))]
    #[case("9-12", Err(PatternError::Unreadable))]
    #[case("休み", Err(PatternError::Unreadable))]
    #[case("9:00-25:00", Err(PatternError::Unreadable))]
    #[case("9:00-9:00", Err(PatternError::EndsBeforeStart))]
    #[case("9:01-10:00", Err(PatternError::OffTheMark))]
    #[case("9:00-12:00, 11:00-13:00", Err(PatternError::Overlap))]
    fn hours_as_people_type_them(#[case] typed: &str, #[case] expected: Result<&str, PatternError>) {
        let read = typed.parse::<Hours>();
        assert_eq!(read.map(|hours| hours.to_string()), expected.map(str::to_owned));
    }

    #[test]
    fn a_pattern_of_some_weeks_takes_the_place_of_the_usual_one() {
        let usual = weekdays("9:00-9:30");
        let dates = Dates::new(day("2026-11-25"), Some(day("2026-11-26"))).unwrap();
        let short = Pattern { dates, ..weekdays("13:00-13:30") };
        let found =
            wanted(&[short, usual], &OfficeDays::default(), &BTreeMap::new(), day("2026-11-24"), day("2026-11-27"));
        assert_eq!(starts(&found), ["11-24 9:00", "11-25 13:00", "11-26 13:00", "11-27 9:00"]);
    }

    #[test]
    fn an_extra_opening_has_hours_of_its_own() {
        let opening = ExtraOpening { counts_as_office_day: false };
        let days = OfficeDays { extra_openings: [(day("2026-11-28"), opening)].into(), ..OfficeDays::default() };
        let extra = [(day("2026-11-28"), hours("10:00-11:00"))].into();
        let found = wanted(&[weekdays("9:00-9:30")], &days, &extra, day("2026-11-27"), day("2026-11-29"));
        assert_eq!(starts(&found), ["11-27 9:00", "11-28 10:00", "11-28 10:30"]);
    }

    #[test]
    fn a_pattern_travels_as_json_and_is_checked_when_read() {
        let pattern = weekdays("9:00-12:00 13:00-16:00");
        let json = serde_json::to_string(&pattern).unwrap();
        assert_eq!(serde_json::from_str::<Pattern>(&json).unwrap(), pattern);
        assert!(serde_json::from_str::<Hours>(r#"[["09:00:00","12:00:00"],["11:00:00","13:00:00"]]"#).is_err());
        assert!(serde_json::from_str::<Rhythm>("[31,0]").is_err());
    }

    proptest! {
        #[test]
        fn seats_of_a_pattern_are_inside_its_hours_and_apart(
            from in 0_u32..280, length in 1_u32..200, minutes in 2_u8..=6, between in 0_u8..=6,
        ) {
            let time = |tick: u32| NaiveTime::from_num_seconds_from_midnight_opt((tick * 300).min(86_100), 0).unwrap();
            let stretch = Stretch::new(time(from), time(from + length)).unwrap();
            let rhythm = Rhythm::new(minutes * 5, between * 5).unwrap();
            let date = day("2026-11-24");
            let found: Vec<Span> = seats(stretch, rhythm, date).collect();
            prop_assert!(found.iter().all(|seat| seat.starts() >= at_jst(date, stretch.from)));
            prop_assert!(found.iter().all(|seat| seat.ends() <= at_jst(date, stretch.until)));
            let gap = Duration::minutes(i64::from(rhythm.between));
            prop_assert!(found.windows(2).all(|pair| pair[1].starts() - pair[0].ends() == gap));
            let left = at_jst(date, stretch.until) - found.last().map_or(at_jst(date, stretch.from), |last| last.ends());
            prop_assert!(left < gap + Duration::minutes(i64::from(rhythm.minutes)));
        }
    }
}
