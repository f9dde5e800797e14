//! Every letter there is, about a consultation that there is not: for whoever wants to see what the office writes. The words
//! are made by the same code as those of a real one.

use super::{
    Answer, Facts, Office, Written,
    attendee::Invitation,
    leads, leads_also,
    waiting::{Notice, Offer},
};
use crate::store::{attendee::AttendeeLetter, outbox::Letter, wish::WishLetter};
use app::{
    desk::{Lang, booking::LinkToken, waiting::WishToken},
    domain::{
        kind::Kind,
        mail_address::MailAddress,
        meeting::Joining,
        office_day::OfficeDays,
        slot::Span,
        time::{Instant, at_jst, date_jst},
        waiting::{OFFER_MINUTES, Part, Wants, Weekdays},
    },
    i18n::td_string,
    seeker::address,
};
use chrono::{Days, NaiveTime, TimeDelta};

/// A letter as it is looked at: where what it says depends on more than its kind, each of its forms is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sample {
    Seeker(Letter),
    /// Cancelled by the office, and not by the seeker.
    CancelledByOffice,
    /// Refused, at an address that is not known: only whom to call (Secrecy).
    RefusedToAnyone,
    Employer(AttendeeLetter),
    /// An employer whom the interview needs no more.
    Removed,
    Wish(WishLetter),
    /// A seat for one whose booking would move to it.
    OfferToMove,
}

/// What the samples of an office are made from, besides the letter and its language.
pub struct Ground<'a> {
    pub office: Office,
    pub days: &'a OfficeDays,
    /// The domain of the sender.
    pub domain: &'a str,
    pub now: Instant,
}

impl Sample {
    pub fn all() -> Vec<Sample> {
        let mut all: Vec<Sample> = Vec::new();
        for letter in Letter::ALL.iter().copied() {
            all.push(Sample::Seeker(letter));
            match letter {
                Letter::Cancelled => all.push(Sample::CancelledByOffice),
                Letter::Refused => all.push(Sample::RefusedToAnyone),
                _ => {}
            }
        }
        all.extend(WishLetter::ALL.map(Sample::Wish));
        all.push(Sample::OfferToMove);
        all.extend(AttendeeLetter::ALL.map(Sample::Employer));
        all.push(Sample::Removed);
        all
    }

    pub fn word(self) -> &'static str {
        match self {
            Sample::Seeker(letter) => letter.word(),
            Sample::CancelledByOffice => "cancelled_by_office",
            Sample::RefusedToAnyone => "refused_to_anyone",
            Sample::Employer(letter) => letter.word(),
            Sample::Removed => "attendee_removed",
            Sample::Wish(letter) => letter.word(),
            Sample::OfferToMove => "wish_offered_to_move",
        }
    }

    pub fn of_word(word: &str) -> Option<Sample> {
        Sample::all().into_iter().find(|sample| sample.word() == word)
    }

    pub fn is_for_employer(self) -> bool {
        matches!(self, Sample::Employer(_) | Sample::Removed)
    }

    pub fn written(self, lang: Lang, ground: &Ground<'_>) -> Option<Written> {
        match self {
            Sample::Seeker(letter) => Some(Written::by(&facts(lang, letter, ground)?)),
            Sample::CancelledByOffice => {
                Some(Written::by(&Facts { by_office: true, ..facts(lang, Letter::Cancelled, ground)? }))
            }
            Sample::RefusedToAnyone => {
                let answer = Some(Answer { message: String::new(), period: None });
                Some(Written::by(&Facts { answer, ..facts(lang, Letter::Refused, ground)? }))
            }
            Sample::Employer(letter) => Some(invitation(lang, letter, false, ground)?.written()),
            Sample::Removed => Some(invitation(lang, AttendeeLetter::Ended, true, ground)?.written()),
            Sample::Wish(WishLetter::Asked) => Some(notice(lang, None, ground)?.written()),
            Sample::Wish(WishLetter::Offered) => Some(notice(lang, Some(false), ground)?.written()),
            Sample::OfferToMove => Some(notice(lang, Some(true), ground)?.written()),
        }
    }
}

/// Ten o'clock in a week.
fn span(now: Instant) -> Option<Span> {
    let date = date_jst(now).checked_add_days(Days::new(7))?;
    Span::new(at_jst(date, NaiveTime::from_hms_opt(10, 0, 0)?), 30).ok()
}

/// Where it was before a move: the day before, at the same hour.
fn before(moved: bool, now: Instant) -> Option<Span> {
    moved.then(|| span(now - TimeDelta::days(1))).flatten()
}

fn mail(domain: &str, name: &str) -> Option<MailAddress> {
    format!("{name}@{domain}").parse().ok()
}

fn joining() -> Joining {
    Joining {
        number: "80123456789".to_owned(),
        passcode: "482177".to_owned(),
        url: "https://zoom.us/j/80123456789".to_owned(),
    }
}

fn facts(lang: Lang, letter: Letter, ground: &Ground<'_>) -> Option<Facts> {
    let Ground { office, days, domain, now } = ground;
    let span = span(*now)?;
    let day = date_jst(*now);
    let token = LinkToken("sample".to_owned());
    let message = match letter {
        Letter::Refused | Letter::Stopped | Letter::Decided => td_string!(lang, letters.sample.message).to_owned(),
        _ => String::new(),
    };
    let period = (day, day.checked_add_days(Days::new(90))?);
    Some(Facts {
        lang,
        letter,
        by_office: false,
        office: office.clone(),
        span,
        before: before(matches!(letter, Letter::Moved | Letter::MovedByOffice), *now),
        deadline: days.deadline(span.starts()),
        reference: "4821-7730".to_owned(),
        link: format!("https://{domain}{}", leads(letter, lang, &token)),
        also: leads_also(letter, lang, &token).map(|page| format!("https://{domain}{page}")),
        terms: Some(*now - TimeDelta::days(30)),
        new_terms: (letter == Letter::NewTerms)
            .then(|| (*now + TimeDelta::days(30), format!("https://{domain}/terms/0123456789ab"))),
        answer: matches!(letter, Letter::Refused | Letter::Stopped | Letter::Decided | Letter::Lifted)
            .then_some(Answer { message, period: (letter != Letter::Stopped).then_some(period) }),
        reason: matches!(letter, Letter::MovedByOffice | Letter::Absence)
            .then(|| td_string!(lang, letters.sample.reason).to_owned()),
        joining: matches!(letter, Letter::PleaseReply | Letter::Details | Letter::ReminderHour).then(joining),
        device_open: true,
        tentative: letter == Letter::PleaseReply,
        uid: format!("sample@{domain}"),
        sequence: 0,
        from: mail(domain, "sample")?,
        to: mail(domain, "seeker")?,
        now: *now,
    })
}

fn invitation(lang: Lang, letter: AttendeeLetter, removed: bool, ground: &Ground<'_>) -> Option<Invitation> {
    let Ground { office, domain, now, .. } = ground;
    Some(Invitation {
        lang,
        letter,
        removed,
        office: office.clone(),
        kind: Kind::Interview,
        span: span(*now)?,
        before: before(letter == AttendeeLetter::Moved, *now),
        job_number: "15020-01234561".to_owned(),
        company: td_string!(lang, letters.sample.company).to_owned(),
        person: td_string!(lang, letters.sample.person).to_owned(),
        link: format!("https://{domain}/{}/a/sample", app::locale::code(lang)),
        tentative: false,
        joining: (letter == AttendeeLetter::Meeting).then(joining),
        accepted: false,
        uid: format!("sample@{domain}"),
        sequence: 0,
        from: mail(domain, "sample")?,
        to: mail(domain, "employer")?,
        now: *now,
    })
}

/// `moves`: of an offer, whether a booking would move to it.
fn notice(lang: Lang, moves: Option<bool>, ground: &Ground<'_>) -> Option<Notice> {
    let Ground { office, domain, now, .. } = ground;
    let span = span(*now)?;
    let day = date_jst(*now);
    let offer =
        moves.map(|moves| Offer { span, until: *now + TimeDelta::minutes(OFFER_MINUTES.into()), moves, last: false });
    Some(Notice {
        lang,
        office: office.clone(),
        kind: Kind::Consultation,
        wants: Wants {
            from: day,
            until: day.checked_add_days(Days::new(14))?,
            weekdays: Weekdays::default(),
            part: Part::Morning,
        },
        offer,
        link: format!("https://{domain}{}", address::wish(lang, &WishToken("sample".to_owned()))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{
        python,
        sealing::{Cover, seal},
    };
    use app::{locale, staff::letters::called};
    use std::collections::BTreeSet;

    fn ground(days: &OfficeDays) -> Ground<'_> {
        let office = Office {
            name: "ハローワーク新津".to_owned(),
            place: None,
            phone: "0250-22-2233".to_owned(),
            hours: "8:30–17:15".to_owned(),
        };
        Ground { office, days, domain: "madoguchi.example", now: "2026-11-19T01:32:00Z".parse().unwrap() }
    }

    #[test]
    fn every_letter_of_the_outbox_is_there_once_with_a_name_and_words_in_every_language() {
        let days = OfficeDays::default();
        let words: BTreeSet<_> = Sample::all().into_iter().map(Sample::word).collect();
        assert_eq!(words.len(), Sample::all().len());
        for letter in Letter::ALL {
            assert!(words.contains(letter.word()), "{letter:?}");
        }
        for letter in AttendeeLetter::ALL {
            assert!(words.contains(letter.word()), "{letter:?}");
        }
        for sample in Sample::all() {
            assert_eq!(Sample::of_word(sample.word()), Some(sample));
            for (lang, code, _) in locale::LANGUAGES {
                assert!(called(sample.word(), lang).is_some(), "{sample:?} in {code}");
                let written = sample.written(lang, &ground(&days)).unwrap();
                assert!(written.text.contains("0250-22-2233") && written.html.contains("0250-22-2233"), "{sample:?}");
                assert!(written.html.contains(&format!("<html lang=\"{code}\">")), "{sample:?}");
            }
        }
        assert_eq!(called("pigeon", Lang::ja), None);
    }

    /// Official notices: no way out of them, and no machine answers them (RFC 3834).
    #[test]
    fn every_letter_says_that_a_machine_wrote_it_and_offers_no_way_to_unsubscribe() {
        let days = OfficeDays::default();
        let (from, to) = ("office@madoguchi.example".parse().unwrap(), "taro@example.jp".parse().unwrap());
        for sample in Sample::all() {
            for (lang, ..) in locale::LANGUAGES {
                let written = sample.written(lang, &ground(&days)).unwrap();
                let cover = Cover {
                    from: &from,
                    to: &to,
                    message_id: "<1@madoguchi.example>",
                    date: ground(&days).now,
                    reply_to: None,
                    signer: None,
                };
                let wire = String::from_utf8(seal(&written, cover).unwrap().bytes).unwrap();
                let (head, _) = wire.split_once("\r\n\r\n").unwrap();
                let named =
                    |name: &str| head.lines().filter(|line| line.to_ascii_lowercase().starts_with(name)).count();
                assert_eq!(
                    head.lines().filter(|line| *line == "Auto-Submitted: auto-generated").count(),
                    1,
                    "{sample:?}"
                );
                assert_eq!((named("auto-submitted"), named("list-"), named("precedence")), (1, 0, 0), "{sample:?}");
            }
        }
    }

    #[derive(serde::Deserialize, PartialEq, Debug)]
    struct Read {
        method: String,
        status: String,
        uid: String,
        sequence: u32,
        starts: String,
        ends: String,
        zone: String,
        summary: String,
        organizer: String,
        attendee: String,
    }

    /// By `icalendar` of Python, which asks for what RFC 5545 asks for: `entries.py` says what else is looked at.
    #[test]
    fn every_calendar_entry_is_read_by_a_program_of_others() {
        let days = OfficeDays::default();
        let mut files = Vec::new();
        let mut expected = Vec::new();
        for sample in Sample::all() {
            for (lang, ..) in locale::LANGUAGES {
                let Some((file, method)) = sample.written(lang, &ground(&days)).unwrap().calendar else { continue };
                files.push(file);
                let attendee = if sample.is_for_employer() { "employer" } else { "seeker" };
                expected.push((sample, method.as_str(), attendee));
            }
        }
        assert!(files.len() > 30, "{}", files.len());
        let read: Vec<Read> = serde_json::from_str(&python::run(include_str!("entries.py"), &files)).unwrap();
        assert_eq!(read.len(), expected.len());
        for (read, (sample, method, attendee)) in read.into_iter().zip(expected) {
            let status = match sample {
                _ if method == "CANCEL" => "CANCELLED",
                Sample::Seeker(Letter::PleaseReply) => "TENTATIVE",
                _ => "CONFIRMED",
            };
            assert!(read.summary.contains("ハローワーク新津"), "{sample:?}: {}", read.summary);
            let as_sent = Read {
                method: method.to_owned(),
                status: status.to_owned(),
                uid: "sample@madoguchi.example".to_owned(),
                sequence: 0,
                starts: "2026-11-26T01:00:00+00:00".to_owned(),
                ends: "2026-11-26T01:30:00+00:00".to_owned(),
                zone: "Asia/Tokyo".to_owned(),
                summary: read.summary.clone(),
                organizer: "mailto:sample@madoguchi.example".to_owned(),
                attendee: format!("mailto:{attendee}@madoguchi.example"),
            };
            assert_eq!(read, as_sent, "{sample:?}");
        }
    }

    /// A form that says nothing of its own would be the other one twice.
    #[test]
    fn no_two_say_the_same() {
        let days = OfficeDays::default();
        for (lang, ..) in locale::LANGUAGES {
            let written: Vec<_> =
                Sample::all().into_iter().map(|it| it.written(lang, &ground(&days)).unwrap()).collect();
            let texts: BTreeSet<_> = written.iter().map(|it| (&it.subject, &it.text)).collect();
            assert_eq!(texts.len(), written.len());
        }
    }
}
