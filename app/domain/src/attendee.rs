//! The employer at an interview (面接) or a selection (管理選考): preamble of the terms. An attendee is asked to attend, and
//! answers behind a link of their own.
//!
//! ```text
//! Invited ─▶ Confirmed ◀─▶ Late       any of the three ─▶ Declined     all ─▶ Removed
//!    ▲          │           │
//!    └── the booking was moved
//! ```

use super::{
    booking::NotPossible,
    details::Problem,
    job_number::JobNumber,
    kind::Kind,
    mail_address::MailAddress,
    person_name::PersonName,
    phone::PhoneNumber,
    slot::Span,
    time::{Instant, date_jst},
    topic::Topic,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The longest message of an attendee, in characters as [`Topic::count`] counts them.
pub const LONGEST_MESSAGE: usize = 500;
/// At a selection an office sees one seeker with several employers at the most.
const MOST_AT_SELECTION: usize = 10;

/// How many may be expected at a booking of this kind.
pub fn most(kind: Kind) -> usize {
    match kind {
        Kind::Interview => 1,
        Kind::Selection => MOST_AT_SELECTION,
        Kind::Consultation | Kind::Placement => 0,
    }
}

/// What an attendee says of the day itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    Late,
    CannotConnect,
}

impl Trouble {
    pub const ALL: [Trouble; 2] = [Trouble::Late, Trouble::CannotConnect];

    /// As it is sent and kept.
    pub fn word(self) -> &'static str {
        match self {
            Trouble::Late => "late",
            Trouble::CannotConnect => "cannot_connect",
        }
    }

    pub fn of_word(word: &str) -> Option<Trouble> {
        Trouble::ALL.into_iter().find(|trouble| trouble.word() == word)
    }
}

/// Where an attendee stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "attendance", rename_all = "snake_case")]
pub enum Attendance {
    Invited,
    Confirmed {
        at: Instant,
    },
    /// Late, or without a connection, on the day.
    Late {
        at: Instant,
        trouble: Trouble,
        message: String,
    },
    /// The employer will not come.
    Declined {
        at: Instant,
        message: String,
    },
    /// The office took the employer off the booking.
    Removed {
        at: Instant,
    },
}

impl Attendance {
    /// What stays when their time is over (Duty to forget): whether they came, and the moment.
    #[must_use]
    pub fn without_words(self) -> Attendance {
        match self {
            Attendance::Late { at, trouble, .. } => Attendance::Late { at, trouble, message: String::new() },
            Attendance::Declined { at, .. } => Attendance::Declined { at, message: String::new() },
            other => other,
        }
    }

    /// Whether the office counts on them.
    pub fn is_expected(&self) -> bool {
        matches!(self, Attendance::Invited | Attendance::Confirmed { .. } | Attendance::Late { .. })
    }

    /// They will attend, or, after they were late, they are there. Said twice, the first one stands.
    pub fn confirm(self, now: Instant) -> Result<Attendance, NotPossible> {
        match self {
            Attendance::Invited | Attendance::Late { .. } => Ok(Attendance::Confirmed { at: now }),
            confirmed @ Attendance::Confirmed { .. } => Ok(confirmed),
            Attendance::Declined { .. } | Attendance::Removed { .. } => Err(NotPossible::Ended),
        }
    }

    /// Late or without a connection: news of the day itself.
    pub fn report(
        self,
        now: Instant,
        trouble: Trouble,
        message: String,
        span: Span,
    ) -> Result<Attendance, NotPossible> {
        if !self.is_expected() {
            return Err(NotPossible::Ended);
        }
        if may_report(span, now) {
            Ok(Attendance::Late { at: now, trouble, message })
        } else {
            Err(NotPossible::WrongState)
        }
    }

    /// They will not come. Said twice, the first one stands.
    pub fn decline(self, now: Instant, message: String) -> Result<Attendance, NotPossible> {
        match self {
            declined @ Attendance::Declined { .. } => Ok(declined),
            Attendance::Removed { .. } => Err(NotPossible::Ended),
            _ => Ok(Attendance::Declined { at: now, message }),
        }
    }

    pub fn remove(self, now: Instant) -> Result<Attendance, NotPossible> {
        match self {
            Attendance::Removed { .. } => Err(NotPossible::Ended),
            _ => Ok(Attendance::Removed { at: now }),
        }
    }

    /// The booking has another time: what was said of the old one is asked again.
    #[must_use]
    pub fn moved(self) -> Attendance {
        if self.is_expected() { Attendance::Invited } else { self }
    }
}

/// Whether somebody can be late now: on the day, until the consultation is over.
pub fn may_report(span: Span, now: Instant) -> bool {
    date_jst(now) == date_jst(span.starts()) && now < span.ends()
}

/// What an attendee wrote, as it is kept.
///
/// # Errors
/// Longer than [`LONGEST_MESSAGE`].
pub fn message(typed: &str) -> Result<String, Problem> {
    if Topic::count(typed) > LONGEST_MESSAGE {
        return Err(Problem::TooLong { most: u16::try_from(LONGEST_MESSAGE).unwrap_or(u16::MAX) });
    }
    Ok(typed.parse::<Topic>().map(|text| text.to_string()).unwrap_or_default())
}

/// A field of the form that invites an employer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    JobNumber,
    Company,
    Person,
    Phone,
    Mail,
}

impl Item {
    pub const ALL: [Item; 5] = [Item::JobNumber, Item::Company, Item::Person, Item::Phone, Item::Mail];

    /// The id of the form's element; beside the seeker's in one form.
    pub fn id(self) -> &'static str {
        match self {
            Item::JobNumber => "job_number",
            Item::Company => "company",
            Item::Person => "company_person",
            Item::Phone => "company_phone",
            Item::Mail => "company_mail",
        }
    }
}

/// An employer as typed, right or wrong.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Employer {
    pub job_number: String,
    pub company: String,
    pub person: String,
    pub phone: String,
    pub mail: String,
    /// Language of the letters: `ja`, `en`.
    pub lang: String,
}

impl fmt::Debug for Employer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Employer(…)")
    }
}

impl Employer {
    /// Nobody typed anything: the language alone, which has always a value, says nothing.
    pub fn is_empty(&self) -> bool {
        [&self.job_number, &self.company, &self.person, &self.phone, &self.mail]
            .iter()
            .all(|typed| typed.trim().is_empty())
    }
}

/// An employer, all there and in its normal form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    pub job_number: JobNumber,
    /// Written by the rules of a person's name.
    pub company: PersonName,
    pub person: PersonName,
    pub phone: PhoneNumber,
    pub mail: MailAddress,
    pub lang: &'static str,
}

/// Reads all the items, or says in the order of the form what is to mend in each.
///
/// # Errors
/// One problem for each item that has one.
pub fn check(typed: &Employer) -> Result<Checked, Vec<(Item, Problem)>> {
    let mut problems = Vec::new();
    let job_number = read(Item::JobNumber, &typed.job_number, &mut problems);
    let company = read(Item::Company, &typed.company, &mut problems);
    let person = read(Item::Person, &typed.person, &mut problems);
    let phone = read(Item::Phone, &typed.phone, &mut problems);
    let mail = read(Item::Mail, &typed.mail, &mut problems);
    match (job_number, company, person, phone, mail) {
        (Some(job_number), Some(company), Some(person), Some(phone), Some(mail)) => {
            let lang = if typed.lang == "en" { "en" } else { "ja" };
            Ok(Checked { job_number, company, person, phone, mail, lang })
        }
        _ => Err(problems),
    }
}

fn read<T: FromStr>(item: Item, typed: &str, problems: &mut Vec<(Item, Problem)>) -> Option<T>
where
    Problem: From<T::Err>,
{
    typed.parse().map_err(|error| problems.push((item, Problem::from(error)))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(text: &str) -> Instant {
        text.parse().expect("a moment")
    }

    /// Ten to half past ten in Japan.
    fn span() -> Span {
        Span::new(at("2026-12-01T01:00:00Z"), 30).expect("a span")
    }

    fn late() -> Attendance {
        Attendance::Late { at: at("2026-12-01T00:50:00Z"), trouble: Trouble::Late, message: String::new() }
    }

    fn employer() -> Employer {
        Employer {
            job_number: "１５０２０ー０１２３４５６１".into(),
            company: " 株式会社　新津製作所".into(),
            person: "小林 正".into(),
            phone: "0250220000".into(),
            mail: "saiyo@example.co.jp".into(),
            lang: String::new(),
        }
    }

    #[test]
    fn what_is_said_twice_stands_as_it_was_first_said() {
        let (one, two) = (at("2026-11-25T01:00:00Z"), at("2026-11-25T02:00:00Z"));
        let confirmed = Attendance::Invited.confirm(one).expect("confirmed");
        assert_eq!(confirmed.confirm(two), Ok(Attendance::Confirmed { at: one }));
        let declined = Attendance::Invited.decline(one, "急な出張のため".into()).expect("declined");
        assert_eq!(declined.clone().decline(two, String::new()), Ok(declined));
    }

    #[rstest]
    #[case::the_day_before("2026-11-30T14:59:59Z", Err(NotPossible::WrongState))]
    #[case::at_midnight("2026-11-30T15:00:00Z", Ok(()))]
    #[case::while_it_runs("2026-12-01T01:29:59Z", Ok(()))]
    #[case::when_it_is_over("2026-12-01T01:30:00Z", Err(NotPossible::WrongState))]
    fn one_is_late_on_the_day_only(#[case] now: &str, #[case] may: Result<(), NotPossible>) {
        let said = Attendance::Invited.report(at(now), Trouble::CannotConnect, String::new(), span());
        assert_eq!(said.map(drop), may);
    }

    #[test]
    fn whoever_was_late_can_be_there_and_whoever_is_gone_says_nothing_more() {
        let now = at("2026-12-01T01:05:00Z");
        assert_eq!(late().confirm(now), Ok(Attendance::Confirmed { at: now }));
        let gone = [Attendance::Declined { at: now, message: String::new() }, Attendance::Removed { at: now }];
        for attendance in gone {
            assert!(!attendance.is_expected());
            assert_eq!(attendance.clone().confirm(now), Err(NotPossible::Ended));
            assert_eq!(attendance.clone().report(now, Trouble::Late, String::new(), span()), Err(NotPossible::Ended));
            assert_eq!(attendance.clone().moved(), attendance, "a new time does not ask them again");
        }
    }

    #[test]
    fn another_time_is_asked_anew() {
        assert_eq!(late().moved(), Attendance::Invited);
        assert_eq!(Attendance::Confirmed { at: at("2026-11-25T01:00:00Z") }.moved(), Attendance::Invited);
    }

    #[test]
    fn an_employer_is_read_whole_or_not() {
        let read = check(&employer()).expect("all there");
        assert_eq!(
            (read.job_number.as_str(), read.company.as_str(), read.lang),
            ("15020-01234561", "株式会社 新津製作所", "ja")
        );
        let problems = check(&Employer { mail: "saiyo".into(), job_number: String::new(), ..employer() });
        assert_eq!(problems.err(), Some(vec![(Item::JobNumber, Problem::Empty), (Item::Mail, Problem::Form)]));
        assert!(Employer { lang: "en".into(), ..Employer::default() }.is_empty());
    }

    #[test]
    fn a_message_may_be_empty_but_not_endless() {
        assert_eq!(message(" \r\n"), Ok(String::new()));
        assert_eq!(message("10分\r\n遅れます"), Ok("10分\n遅れます".into()));
        assert_eq!(message(&"あ".repeat(501)), Err(Problem::TooLong { most: 500 }));
    }

    #[test]
    fn consultations_have_no_employer() {
        assert_eq!(Kind::ALL.map(most), [0, 0, 1, 10]);
    }
}
