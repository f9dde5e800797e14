//! The duty to forget: how long the office keeps what is about people, class by class, and what may keep it longer.
//!
//! Terms texts stay for ever. A class of rows about people stays until its schedule ends; then the hash, the moments and the
//! outcome remain without the person. A legal hold keeps a person's or a booking's rows whatever their schedule says. Only
//! the retention job asks these rules and deletes.
//!
//! Periods are counted as the Civil Code counts them: the first day is not counted (Art. 140), a month ends before the day
//! of the same number, or with its last day where there is none (Art. 143). So what ended on 1 December 2026 and is kept for
//! three years is there throughout 1 December 2029, and due on the 2nd.

use super::{
    booking::{Receipt, Refusal, State},
    time::{Instant, date_jst},
};
use chrono::{Days, Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

mod hold;

pub use hold::{Held, Hold};

/// What is kept together and forgotten together. The word is that of the database and of forms.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The person in a booking, and what was noted of it and of them: history, calls, the day, employers, incidents,
    /// decisions about the use of the service, the list of the registered.
    Bookings,
    /// What proves a consent, and the declarations.
    Consents,
    /// What the device check found (端末識別).
    Devices,
    /// Which browser and which address came (Art. 7(1)), and dead sign-ins.
    Access,
    /// Who saw and changed what, inside and by disclosure.
    Audit,
    /// To whom letters went, and what their servers answered.
    Outbox,
    /// What was begun and left: visitors' drafts, lists that nobody put in force.
    Drafts,
    /// Mail that came in.
    Mailbox,
    /// Copies of the database, which are files.
    Backups,
}

/// A length of time as schedules give it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Period {
    Days(u16),
    Months(u16),
}

/// It names no class, or no period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not of a schedule")]
pub struct Unknown;

impl Class {
    pub const ALL: [Class; 9] = [
        Class::Bookings,
        Class::Consents,
        Class::Devices,
        Class::Access,
        Class::Audit,
        Class::Outbox,
        Class::Drafts,
        Class::Mailbox,
        Class::Backups,
    ];

    /// Those that hang on a booking, and count from the end of its consultation.
    pub const OF_A_BOOKING: [Class; 5] =
        [Class::Bookings, Class::Consents, Class::Devices, Class::Access, Class::Outbox];

    pub fn word(self) -> &'static str {
        match self {
            Class::Bookings => "bookings",
            Class::Consents => "consents",
            Class::Devices => "devices",
            Class::Access => "access",
            Class::Audit => "audit",
            Class::Outbox => "outbox",
            Class::Drafts => "drafts",
            Class::Mailbox => "mailbox",
            Class::Backups => "backups",
        }
    }

    /// What holds where the office has set nothing.
    pub fn usual(self) -> Period {
        match self {
            Class::Bookings | Class::Audit => Period::Months(36),
            Class::Consents => Period::Months(60),
            Class::Devices | Class::Access | Class::Outbox | Class::Mailbox => Period::Months(12),
            Class::Drafts => Period::Days(1),
            Class::Backups => Period::Days(35),
        }
    }

    /// The least and the most that an office may set; `None`: it is not the office's to set. A link is readable for thirty
    /// days after the consultation, so nothing that it shows goes before.
    pub fn bounds(self) -> Option<(Period, Period)> {
        match self {
            Class::Bookings | Class::Consents | Class::Audit => Some((Period::Months(12), Period::Months(120))),
            Class::Devices | Class::Access | Class::Outbox => Some((Period::Months(2), Period::Months(60))),
            Class::Mailbox => Some((Period::Months(1), Period::Months(60))),
            Class::Backups => Some((Period::Days(7), Period::Days(90))),
            Class::Drafts => None,
        }
    }

    /// Whether an office may set this.
    pub fn allows(self, period: Period) -> bool {
        match (self.bounds(), period) {
            (Some((Period::Months(least), Period::Months(most))), Period::Months(count))
            | (Some((Period::Days(least), Period::Days(most))), Period::Days(count)) => (least..=most).contains(&count),
            _ => false,
        }
    }

    /// Its bit in the mark of what a booking has been rid of. It stays for ever: a class never takes another's.
    pub fn mark(self) -> i32 {
        match self {
            Class::Bookings => 1,
            Class::Consents => 2,
            Class::Devices => 4,
            Class::Access => 8,
            Class::Outbox => 16,
            Class::Audit | Class::Drafts | Class::Mailbox | Class::Backups => 0,
        }
    }
}

impl FromStr for Class {
    type Err = Unknown;
    fn from_str(word: &str) -> Result<Self, Unknown> {
        Class::ALL.into_iter().find(|class| class.word() == word).ok_or(Unknown)
    }
}

impl Period {
    /// The day on which it ends, counted from `day`, which is not counted itself.
    pub fn last_day(self, day: NaiveDate) -> NaiveDate {
        let end = match self {
            Period::Days(count) => day.checked_add_days(Days::new(count.into())),
            Period::Months(count) => day.checked_add_months(Months::new(count.into())),
        };
        end.unwrap_or(NaiveDate::MAX)
    }

    pub fn count(self) -> u16 {
        match self {
            Period::Days(count) | Period::Months(count) => count,
        }
    }

    /// The same unit, with another count.
    pub fn with(self, count: u16) -> Period {
        match self {
            Period::Days(_) => Period::Days(count),
            Period::Months(_) => Period::Months(count),
        }
    }
}

/// `35d`, `36m`: as it is kept.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Days(count) => write!(f, "{count}d"),
            Period::Months(count) => write!(f, "{count}m"),
        }
    }
}

impl FromStr for Period {
    type Err = Unknown;
    fn from_str(text: &str) -> Result<Self, Unknown> {
        let read = |count: &str| count.parse().map_err(|_| Unknown);
        match (text.strip_suffix('d'), text.strip_suffix('m')) {
            (Some(days), _) => read(days).map(Period::Days),
            (_, Some(months)) => read(months).map(Period::Months),
            _ => Err(Unknown),
        }
    }
}

/// How long a class is kept, from a day on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Setting {
    pub class: Class,
    pub from: NaiveDate,
    pub period: Period,
}

/// An office's settings of all classes. What is due on a day is asked of the setting in force on that day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Schedule(Vec<Setting>);

impl Schedule {
    pub fn new(mut settings: Vec<Setting>) -> Schedule {
        settings.sort_by_key(|setting| (setting.class, setting.from));
        Schedule(settings)
    }

    fn of(&self, class: Class) -> impl Iterator<Item = &Setting> {
        self.0.iter().filter(move |setting| setting.class == class)
    }

    /// How long the class is kept, by what is in force on that day.
    pub fn on(&self, class: Class, day: NaiveDate) -> Period {
        self.of(class).take_while(|setting| setting.from <= day).last().map_or(class.usual(), |setting| setting.period)
    }

    /// What ended on a day before this one, and only that, is due on `today`; `None`: nothing.
    pub fn due_before(&self, class: Class, today: NaiveDate) -> Option<NaiveDate> {
        let period = self.on(class, today);
        // Months are of unequal length: from about there, the last day that is not due any more is a few days away.
        let mut day = match period {
            Period::Days(count) => today.checked_sub_days(Days::new(count.into()))?,
            Period::Months(count) => today.checked_sub_months(Months::new(count.into()))?,
        };
        while period.last_day(day) < today {
            day = day.succ_opt()?;
        }
        while period.last_day(day.pred_opt()?) >= today {
            day = day.pred_opt()?;
        }
        Some(day)
    }

    /// Whether what ended on that day has been kept for its time.
    pub fn is_due(&self, class: Class, ended: NaiveDate, today: NaiveDate) -> bool {
        self.on(class, today).last_day(ended) < today
    }

    /// The first day on which it is due, by all that is set so far. It may lie in the past.
    pub fn due_on(&self, class: Class, ended: NaiveDate) -> NaiveDate {
        let due = |period: Period| period.last_day(ended).succ_opt().unwrap_or(NaiveDate::MAX);
        let mut from = NaiveDate::MIN;
        let mut period = class.usual();
        for setting in self.of(class) {
            let day = due(period).max(from);
            if day < setting.from {
                return day;
            }
            (from, period) = (setting.from, setting.period);
        }
        due(period).max(from)
    }
}

/// The hour in Japan at which a day's run may begin.
const RUNS_FROM: TimeDelta = TimeDelta::hours(3);

/// The day whose run is due: from three o'clock on, today's; before, yesterday's, where that was missed.
pub fn day_of_run(now: Instant) -> NaiveDate {
    date_jst(now - RUNS_FROM)
}

/// What stands of a class of a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kept", rename_all = "snake_case")]
pub enum Kept {
    /// The person is no longer in it.
    Forgotten,
    /// Its time is over: it may be forgotten now.
    Due,
    /// By the schedule, until the day before this one.
    Until { due: NaiveDate },
    /// Its time may be over, but a legal hold keeps it.
    Held,
}

/// What stands of a class of a booking whose consultation ended on that day. `marks`: what it has been rid of.
pub fn kept(schedule: &Schedule, class: Class, marks: i32, ended: NaiveDate, held: bool, today: NaiveDate) -> Kept {
    if marks & class.mark() != 0 {
        Kept::Forgotten
    } else if held {
        Kept::Held
    } else if schedule.is_due(class, ended, today) {
        Kept::Due
    } else {
        Kept::Until { due: schedule.due_on(class, ended) }
    }
}

/// The state with its moments and its outcome, without the words of mail servers, which quote addresses.
pub fn without_person(state: State) -> State {
    let silent = String::new;
    match state {
        State::AwaitingMail { since, refused } => {
            let refused = refused.map(|refusal| Refusal { reply: silent(), ..refusal });
            State::AwaitingMail { since, refused }
        }
        State::Confirmed { at, by: Receipt::MailServer { .. } } => {
            State::Confirmed { at, by: Receipt::MailServer { server: silent(), reply: silent() } }
        }
        State::Confirmed { at, by: Receipt::Reply { .. } } => {
            State::Confirmed { at, by: Receipt::Reply { message_id: silent() } }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn schedule(settings: &[(&str, u16)]) -> Schedule {
        let setting = |(from, months): &(&str, u16)| Setting {
            class: Class::Bookings,
            from: day(from),
            period: Period::Months(*months),
        };
        Schedule::new(settings.iter().map(setting).collect())
    }

    #[rstest]
    #[case::three_years("2026-12-01", Period::Months(36), "2029-12-01")]
    #[case::a_month_without_that_day("2026-08-31", Period::Months(6), "2027-02-28")]
    #[case::a_leap_day("2028-02-29", Period::Months(12), "2029-02-28")]
    #[case::into_a_leap_year("2027-02-28", Period::Months(12), "2028-02-28")]
    #[case::days("2026-12-30", Period::Days(7), "2027-01-06")]
    fn a_period_ends(#[case] from: &str, #[case] period: Period, #[case] last: &str) {
        assert_eq!(period.last_day(day(from)), day(last));
    }

    #[rstest]
    #[case("2029-12-01", false)]
    #[case("2029-12-02", true)]
    fn it_is_due_on_the_day_after_its_last(#[case] today: &str, #[case] due: bool) {
        let usual = Schedule::default();
        assert_eq!(usual.is_due(Class::Bookings, day("2026-12-01"), day(today)), due);
        assert_eq!(usual.due_on(Class::Bookings, day("2026-12-01")), day("2029-12-02"));
    }

    #[rstest]
    #[case::shorter_before_it_was_due(&[("2027-01-01", 12)], "2027-12-02")]
    #[case::shorter_when_it_had_been_due_by_it(&[("2029-01-01", 12)], "2029-01-01")]
    #[case::longer(&[("2027-01-01", 60)], "2031-12-02")]
    #[case::longer_only_after_it_is_gone(&[("2030-01-01", 60)], "2029-12-02")]
    #[case::shorter_then_longer(&[("2027-01-01", 12), ("2027-06-01", 60)], "2031-12-02")]
    fn a_change_of_the_schedule_takes_effect_from_its_day(#[case] settings: &[(&str, u16)], #[case] due: &str) {
        assert_eq!(schedule(settings).due_on(Class::Bookings, day("2026-12-01")), day(due));
    }

    #[rstest]
    #[case("2026-11-25T17:59:59Z", "2026-11-25")]
    #[case("2026-11-25T18:00:00Z", "2026-11-26")]
    #[case("2026-11-26T17:59:59Z", "2026-11-26")]
    fn a_run_belongs_to_the_day_from_three_oclock(#[case] now: &str, #[case] of: &str) {
        assert_eq!(day_of_run(now.parse().unwrap()), day(of));
    }

    #[test]
    fn what_is_gone_is_gone_and_what_is_held_stays_though_it_is_due() {
        let usual = Schedule::default();
        let of = |marks, held, today| kept(&usual, Class::Devices, marks, day("2026-12-01"), held, day(today));
        assert_eq!(of(Class::Devices.mark(), true, "2030-01-01"), Kept::Forgotten);
        assert_eq!(of(Class::Bookings.mark(), true, "2030-01-01"), Kept::Held);
        assert_eq!(of(0, false, "2027-12-02"), Kept::Due);
        assert_eq!(of(0, false, "2027-12-01"), Kept::Until { due: day("2027-12-02") });
    }

    #[test]
    fn a_class_allows_what_is_usual_and_keeps_a_mark_of_its_own() {
        let mut marks = 0;
        for class in Class::ALL {
            assert_eq!(class.word().parse(), Ok(class));
            assert!(class.allows(class.usual()) || class.bounds().is_none(), "{class:?}");
            assert_eq!(marks & class.mark(), 0);
            marks |= class.mark();
        }
        assert_eq!(marks, 31);
        assert!(!Class::Bookings.allows(Period::Months(11)) && !Class::Bookings.allows(Period::Days(40)));
        assert!(!Class::Drafts.allows(Period::Days(1)));
        assert_eq!("36m".parse(), Ok(Period::Months(36)));
        assert_eq!("m".parse::<Period>(), Err(Unknown));
    }

    #[test]
    fn a_state_keeps_its_moment_and_loses_the_servers_words() {
        let at = "2026-11-25T01:00:00Z".parse().unwrap();
        let by = |words: &str| Receipt::MailServer { server: words.to_owned(), reply: words.to_owned() };
        assert_eq!(without_person(State::Confirmed { at, by: by("a@b") }), State::Confirmed { at, by: by("") });
        assert_eq!(without_person(State::Attended { at }), State::Attended { at });
        let refused =
            |reply: &str| State::AwaitingMail { since: at, refused: Some(Refusal { at, reply: reply.to_owned() }) };
        assert_eq!(without_person(refused("550 no such user <a@b>")), refused(""));
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0_u64..20_000).prop_map(|days| day("2020-01-01") + Days::new(days))
    }

    fn any_period() -> impl Strategy<Value = Period> {
        prop_oneof![(0_u16..400).prop_map(Period::Days), (0_u16..130).prop_map(Period::Months)]
    }

    fn any_schedule() -> impl Strategy<Value = Schedule> {
        prop::collection::vec((any_day(), any_period()), 0..4).prop_map(|settings| {
            let setting = |(from, period)| Setting { class: Class::Audit, from, period };
            let mut settings: Vec<_> = settings.into_iter().map(setting).collect();
            settings.sort_by_key(|setting| setting.from);
            settings.dedup_by_key(|setting| setting.from);
            Schedule::new(settings)
        })
    }

    proptest! {
        #[test]
        fn the_first_day_it_is_due_is_the_first(schedule in any_schedule(), ended in any_day(), gap in 0_u64..200) {
            let due = schedule.due_on(Class::Audit, ended);
            prop_assert!(schedule.is_due(Class::Audit, ended, due));
            // Nothing is due before it has ended; from then on, not a day too early.
            if let Some(before) = due.checked_sub_days(Days::new(gap + 1)).filter(|day| *day >= ended) {
                prop_assert!(!schedule.is_due(Class::Audit, ended, before), "{before} of {due}");
            }
        }

        #[test]
        fn what_ended_before_that_day_is_due_and_nothing_else(schedule in any_schedule(), today in any_day(), back in 0_u64..5_000) {
            let before = schedule.due_before(Class::Audit, today).unwrap();
            let ended = today - Days::new(back);
            prop_assert_eq!(schedule.is_due(Class::Audit, ended, today), ended < before);
            prop_assert!(schedule.is_due(Class::Audit, before.pred_opt().unwrap(), today));
            prop_assert!(!schedule.is_due(Class::Audit, before, today));
        }

        #[test]
        fn a_period_reads_back(period in any_period()) {
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }
    }
}
