//! What staff type while a seeker is on the telephone: the five items of 6(2) and nothing more required.

use super::{
    attendee::{self, Employer},
    birth_date::{BirthDate, BirthDateError},
    kind::Kind,
    mail_address::MailAddress,
    person_name::PersonName,
    phone::PhoneNumber,
    seeker_number::SeekerNumber,
    slot::Span,
};
use crate::details::Problem;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 200;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Number,
    Name,
    BirthDate,
    Phone,
    Mail,
    Time,
    /// That the seeker was told by telephone, and why no mail can be sent.
    Told,
    /// Why a time is given whose deadline has passed.
    Late,
    /// Why it is taken although the use of the service is refused.
    Refused,
    /// Why more bookings are accepted than a person may have at once.
    Over,
    /// The employer of an interview.
    Employer(attendee::Item),
    /// An employer, where the time is for no interview.
    WrongKind,
}

impl Item {
    /// The id of the form's element.
    pub fn id(self) -> &'static str {
        match self {
            Item::Number => "number",
            Item::Name => "name",
            Item::BirthDate => "birth_date",
            Item::Phone => "phone",
            Item::Mail => "mail",
            Item::Time => "time",
            Item::Told => "told_reason",
            Item::Late => "late_reason",
            Item::Refused => "refused_reason",
            Item::Over => "over_reason",
            Item::Employer(item) => item.id(),
            Item::WrongKind => "job_number",
        }
    }
}

/// The form as typed, right or wrong.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Intake {
    pub number: String,
    pub name: String,
    pub birth_date: String,
    pub phone: String,
    pub mail: String,
    /// A kind of service and a time of it: `consultation 2026-11-25T01:00Z/PT30M`.
    pub time: String,
    /// The kind whose times are in sight. A time of another kind was chosen before, and is no choice any more.
    pub kind: String,
    /// Language of the letters: `ja`, `en`.
    pub lang: String,
    /// Date, time and how to join were told by telephone: there is no mail address.
    pub told: bool,
    pub told_reason: String,
    pub late_reason: String,
    pub refused_reason: String,
    pub over_reason: String,
    /// The employer of an interview or a selection, where one is invited at once.
    pub employer: Employer,
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Intake(…)")
    }
}

/// The form, all there and in its normal form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    pub number: SeekerNumber,
    pub name: PersonName,
    pub birth_date: BirthDate,
    pub phone: PhoneNumber,
    pub mail: Option<MailAddress>,
    pub kind: Kind,
    pub span: Span,
    pub lang: &'static str,
    /// Why no mail can be sent; there is one where there is no mail address.
    pub told: Option<String>,
    pub late: Option<String>,
    pub refused: Option<String>,
    /// Why more bookings are accepted than a person may have at once.
    pub over: Option<String>,
    pub employer: Option<attendee::Checked>,
}

/// Reads all the items, or says in the order of the form what is to mend in each (Art. 6(2)).
///
/// # Errors
/// One problem for each item that has one.
pub fn check(typed: &Intake, today: NaiveDate) -> Result<Checked, Vec<(Item, Problem)>> {
    let mut problems = Vec::new();
    let mut wrong = |item, problem| problems.push((item, problem));
    let number = typed.number.parse::<SeekerNumber>().map_err(|error| wrong(Item::Number, error.into())).ok();
    let name = typed.name.parse::<PersonName>().map_err(|error| wrong(Item::Name, error.into())).ok();
    let birth_date = typed
        .birth_date
        .parse::<BirthDate>()
        .and_then(|date| date.not_after(today))
        .map_err(|error| wrong(Item::BirthDate, error.into()))
        .ok();
    let phone = typed.phone.parse::<PhoneNumber>().map_err(|error| wrong(Item::Phone, error.into())).ok();
    let mail = match typed.mail.trim() {
        "" => Some(None),
        mail => mail.parse::<MailAddress>().map_err(|error| wrong(Item::Mail, error.into())).ok().map(Some),
    };
    let in_sight = |(kind, span): (Kind, Span)| {
        if typed.kind.is_empty() || typed.kind == kind.as_str() { Ok((kind, span)) } else { Err(Problem::Empty) }
    };
    let time = time(&typed.time).and_then(in_sight).map_err(|error| wrong(Item::Time, error)).ok();
    let told = match (&mail, typed.told) {
        (Some(None), false) => {
            wrong(Item::Mail, Problem::Empty);
            None
        }
        (Some(None), true) => reason(&typed.told_reason).map_err(|error| wrong(Item::Told, error)).ok().map(Some),
        _ => Some(None),
    };
    let mut if_any = |typed: &str, item| reason_if_any(typed).map_err(|error| wrong(item, error)).ok();
    let refused = if_any(&typed.refused_reason, Item::Refused);
    let late = if_any(&typed.late_reason, Item::Late);
    let reasons = late.zip(refused).zip(if_any(&typed.over_reason, Item::Over));
    let employer = match time {
        _ if typed.employer.is_empty() => Some(None),
        Some((kind, _)) if attendee::most(kind) == 0 => {
            wrong(Item::WrongKind, Problem::Form);
            None
        }
        _ => attendee::check(&typed.employer)
            .map_err(|found| found.into_iter().for_each(|(item, problem)| wrong(Item::Employer(item), problem)))
            .ok()
            .map(Some),
    };
    let person = (number, name, birth_date, phone, mail);
    let (Some(number), Some(name), Some(birth_date), Some(phone), Some(mail)) = person else { return Err(problems) };
    let (Some((kind, span)), Some(told), Some(((late, refused), over)), Some(employer)) =
        (time, told, reasons, employer)
    else {
        return Err(problems);
    };
    let lang = if typed.lang == "en" { "en" } else { "ja" };
    Ok(Checked { number, name, birth_date, phone, mail, kind, span, lang, told, late, refused, over, employer })
}

/// A reason or a note that is kept.
///
/// # Errors
/// Empty, longer than [`LONGEST_REASON`], or with a character that cannot be seen.
pub fn reason(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    if text.chars().count() > LONGEST_REASON {
        return Err(Problem::TooLong { most: u16::try_from(LONGEST_REASON).unwrap_or(u16::MAX) });
    }
    if text.chars().any(char::is_control) { Err(Problem::Character) } else { Ok(text.to_owned()) }
}

/// A reason that need not be given; nothing typed is none.
///
/// # Errors
/// As [`reason`].
pub fn reason_if_any(text: &str) -> Result<Option<String>, Problem> {
    if text.trim().is_empty() { Ok(None) } else { reason(text).map(Some) }
}

pub fn time(text: &str) -> Result<(Kind, Span), Problem> {
    let (kind, span) = text.split_once(' ').ok_or(Problem::Empty)?;
    Ok((kind.parse().map_err(|_| Problem::Empty)?, span.parse().map_err(|_| Problem::Empty)?))
}

impl From<BirthDateError> for Problem {
    fn from(error: BirthDateError) -> Self {
        match error {
            BirthDateError::Empty => Problem::Empty,
            _ => Problem::Form,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).expect("a date")
    }

    fn typed() -> Intake {
        Intake {
            number: "１５０２０１２３４５６７".into(),
            name: " 髙橋　花子".into(),
            birth_date: "S60.4.3".into(),
            phone: "０９０１２３４５６７８".into(),
            mail: "ab..c.@DOCOMO.ne.jp".into(),
            time: "consultation 2026-12-01T01:00Z/PT30M".into(),
            ..Intake::default()
        }
    }

    #[test]
    fn five_items_are_enough() {
        let checked = check(&typed(), today()).expect("all there");
        assert_eq!(checked.number.as_str(), "15020-1234567");
        assert_eq!(checked.birth_date.to_string(), "1985-04-03");
        assert_eq!((checked.lang, checked.told, checked.late), ("ja", None, None));
    }

    #[test]
    fn problems_come_in_the_order_of_the_form() {
        let items: Vec<_> = check(&Intake::default(), today()).expect_err("empty").into_iter().map(|it| it.0).collect();
        assert_eq!(items, [Item::Number, Item::Name, Item::BirthDate, Item::Phone, Item::Time, Item::Mail]);
    }

    #[test]
    fn a_time_of_a_kind_that_is_out_of_sight_is_no_choice() {
        let seen = |kind: &str| check(&Intake { kind: kind.into(), ..typed() }, today());
        assert!(seen("consultation").is_ok() && seen("").is_ok());
        assert_eq!(seen("placement"), Err(vec![(Item::Time, Problem::Empty)]));
    }

    #[rstest]
    #[case::neither("", false, "", Some((Item::Mail, Problem::Empty)))]
    #[case::told("", true, "メールをお持ちでない", None)]
    #[case::told_without_a_reason("", true, " ", Some((Item::Told, Problem::Empty)))]
    #[case::wrong("hanako", true, "x", Some((Item::Mail, Problem::Form)))]
    fn without_a_mail_address_staff_say_that_they_told(
        #[case] mail: &str,
        #[case] told: bool,
        #[case] told_reason: &str,
        #[case] problem: Option<(Item, Problem)>,
    ) {
        let form = Intake { mail: mail.into(), told, told_reason: told_reason.into(), ..typed() };
        assert_eq!(check(&form, today()).err(), problem.map(|problem| vec![problem]));
    }

    #[test]
    fn an_employer_is_for_interviews_and_read_whole() {
        let employer = Employer {
            job_number: "15020-1".into(),
            company: "新津製作所".into(),
            person: "小林".into(),
            phone: "0250220000".into(),
            mail: "a@example.jp".into(),
            lang: "ja".into(),
        };
        let with =
            |time: &str, employer: &Employer| Intake { time: time.into(), employer: employer.clone(), ..typed() };
        let interview = "interview 2026-12-01T01:00Z/PT30M";
        let checked = check(&with(interview, &employer), today()).expect("all there");
        assert_eq!(checked.employer.map(|employer| employer.job_number.to_string()).as_deref(), Some("15020-1"));
        let half = Employer { mail: String::new(), ..employer.clone() };
        let problems = check(&with(interview, &half), today()).err();
        assert_eq!(problems, Some(vec![(Item::Employer(attendee::Item::Mail), Problem::Empty)]));
        let problems = check(&with("consultation 2026-12-01T01:00Z/PT30M", &employer), today()).err();
        assert_eq!(problems, Some(vec![(Item::WrongKind, Problem::Form)]));
    }

    #[test]
    fn a_reason_that_need_not_be_given_is_read_as_any_where_it_is() {
        assert_eq!(reason_if_any("　 "), Ok(None));
        assert_eq!(reason_if_any(" 体調不良のため "), Ok(Some("体調不良のため".to_owned())));
        assert_eq!(reason_if_any("体調\n不良"), Err(Problem::Character));
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let form = Intake { birth_date: "2026-11-25".into(), ..typed() };
        assert_eq!(check(&form, today()).err(), Some(vec![(Item::BirthDate, Problem::Form)]));
    }
}
