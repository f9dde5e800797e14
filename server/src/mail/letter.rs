//! What the letters say. A letter is made from the booking at the moment it is sent, and is kept nowhere.
//!
//! It never tells the topic of the consultation (相談内容) nor the seeker's name: a letter to a wrong address tells a
//! stranger as little as can be. Text and HTML are written from one [`Page`], so that they always say the same.
//!
//! A new letter is a variant of [`Letter`], its words in `app/locales/*/mail.json`, and a line in `page`.

use app::{
    desk::{Lang, booking::LinkToken},
    domain::{
        mail_address::MailAddress,
        meeting::Joining,
        slot::Span,
        time::{Instant, date_en, date_ja, date_jst, day_en, day_ja, span_en, span_ja, time_hm},
    },
    i18n::{Locale, td_string},
    seeker::{address, prepare},
};

use chrono::NaiveDate;

pub mod attendee;
mod page;
pub mod sample;
pub mod waiting;

use super::calendar::{self, Entry, Method};
use crate::store::outbox::Letter;
use page::Page;
pub use page::style_digest;

/// All that a letter is made from.
#[derive(Clone, Debug)]
pub struct Facts {
    pub lang: Lang,
    pub letter: Letter,
    /// Of a cancellation: it was the office's, and never counts against the seeker (R4).
    pub by_office: bool,
    pub office: Office,
    pub span: Span,
    /// Of a move: the time before.
    pub before: Option<Span>,
    /// By when the booking has to be confirmed (R1).
    pub deadline: Instant,
    /// The short spoken number.
    pub reference: String,
    /// Where the seeker sees, moves, cancels and joins.
    pub link: String,
    /// Where else the letter leads: a reminder to the booking's page beside the one that takes the seeker in, the letter about
    /// the device to that one.
    pub also: Option<String>,
    /// Since when the version agreed to is in force.
    pub terms: Option<Instant>,
    /// Of a change of the terms: since when, and where the new text is read.
    pub new_terms: Option<(Instant, String)>,
    /// Of a refusal, or its end.
    pub answer: Option<Answer>,
    /// Why the office moved or cancelled it, in its own words.
    pub reason: Option<String>,
    /// What one joins with, where the letter tells it: of a booking by telephone or during a consultation (Art. 6(3), 6(5)), and
    /// in the last reminder.
    pub joining: Option<Joining>,
    /// No device has been checked that will be used on the day.
    pub device_open: bool,
    /// The reply is still awaited (Art. 6(4)).
    pub tentative: bool,
    /// Of the calendar's entry: the same for the booking's life.
    pub uid: String,
    pub sequence: u32,
    pub from: MailAddress,
    pub to: MailAddress,
    pub now: Instant,
}

/// What the office answers somebody whom it refuses, or refuses no longer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// In the words of staff, line by line; empty, and the letter says nothing but whom to call.
    pub message: String,
    /// The first and the last day without use of the service.
    pub period: Option<(NaiveDate, NaiveDate)>,
}

/// The office in the letter's language.
#[derive(Clone, Debug)]
pub struct Office {
    pub name: String,
    /// Where its counters are at more than one place: whose counter it is.
    pub place: Option<String>,
    pub phone: String,
    pub hours: String,
}

impl Office {
    /// The place, as a line of a letter's facts.
    fn place_row(&self, lang: Lang) -> Option<(String, String)> {
        let place = self.place.clone()?;
        let value = td_string!(lang, mail.fact.place_value, place).to_string();
        Some((td_string!(lang, mail.fact.place).to_string(), value))
    }

    /// A calendar's entry with the place in a line of its own.
    fn described(&self, lang: Lang, description: String) -> String {
        match self.place_row(lang) {
            Some((name, value)) => format!("{description}\n{name}: {value}"),
            None => description,
        }
    }
}

/// The page that a letter leads to.
pub fn leads(letter: Letter, lang: Lang, token: &LinkToken) -> String {
    match letter {
        Letter::DeviceCheck => address::of_booking(lang, token, "device"),
        Letter::ReminderDay | Letter::ReminderHour => address::of_booking(lang, token, "join"),
        _ => address::booking(lang, token),
    }
}

/// And the one beside it.
pub fn leads_also(letter: Letter, lang: Lang, token: &LinkToken) -> Option<String> {
    match letter {
        Letter::DeviceCheck => Some(address::of_booking(lang, token, "join")),
        Letter::ReminderDay | Letter::ReminderHour => Some(address::booking(lang, token)),
        _ => None,
    }
}

/// A letter, whole, before it gets its envelope.
#[derive(Clone, Debug)]
pub struct Written {
    pub sender: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendar: Option<(String, Method)>,
}

impl Written {
    pub fn by(facts: &Facts) -> Self {
        let page = page(facts);
        Self {
            sender: td_string!(facts.lang, mail.sender).to_string(),
            subject: subject(facts),
            text: page.text(),
            html: page.html(),
            calendar: entry(facts),
        }
    }
}

fn subject(facts: &Facts) -> String {
    let when = match facts.lang {
        Locale::ja => format!("{}{}", day_ja(date_jst(facts.span.starts())), time_hm(facts.span.starts())),
        Locale::en => format!("{}, {}", day_en(date_jst(facts.span.starts())), time_hm(facts.span.starts())),
    };
    match facts.letter {
        Letter::Booked => td_string!(facts.lang, mail.subject.booked, when).to_string(),
        Letter::Moved => td_string!(facts.lang, mail.subject.moved, when).to_string(),
        Letter::Cancelled => td_string!(facts.lang, mail.subject.cancelled, when).to_string(),
        Letter::Link => td_string!(facts.lang, mail.subject.link, when).to_string(),
        Letter::NoShow => td_string!(facts.lang, mail.subject.no_show, when).to_string(),
        Letter::NewTerms => td_string!(facts.lang, mail.subject.new_terms, when).to_string(),
        Letter::PleaseReply => td_string!(facts.lang, phone.letter.please_reply.subject, when).to_string(),
        Letter::Details => td_string!(facts.lang, mail.subject.booked, when).to_string(),
        Letter::Void => td_string!(facts.lang, phone.letter.void.subject, when).to_string(),
        Letter::Refused => td_string!(facts.lang, standing.letter.refused.subject, when).to_string(),
        Letter::Stopped => td_string!(facts.lang, standing.letter.stopped.subject, when).to_string(),
        Letter::Decided => td_string!(facts.lang, standing.letter.decided.subject).to_string(),
        Letter::Lifted => td_string!(facts.lang, standing.letter.lifted.subject).to_string(),
        Letter::NotRegistered => td_string!(facts.lang, roster.letter.subject, when).to_string(),
        Letter::MovedByOffice => td_string!(facts.lang, absence.letter.moved.subject, when).to_string(),
        Letter::Absence => td_string!(facts.lang, absence.letter.cancelled.subject, when).to_string(),
        Letter::AlreadyBooked => td_string!(facts.lang, absence.letter.already.subject).to_string(),
        Letter::DeviceCheck => td_string!(facts.lang, mail.subject.device_check, when).to_string(),
        Letter::ReminderDay => td_string!(facts.lang, mail.subject.reminder_day, when).to_string(),
        Letter::ReminderHour => td_string!(facts.lang, mail.subject.reminder_hour, when).to_string(),
    }
}

fn page(facts: &Facts) -> Page {
    let lang = facts.lang;
    let said: Vec<String> = facts.answer.iter().flat_map(|answer| answer.message.lines()).map(str::to_owned).collect();
    let (heading, lead) = match facts.letter {
        Letter::Booked => (td_string!(lang, mail.heading.booked), td_string!(lang, mail.lead.booked)),
        Letter::Moved => (td_string!(lang, mail.heading.moved), td_string!(lang, mail.lead.moved)),
        Letter::Cancelled if facts.by_office => {
            (td_string!(lang, mail.heading.cancelled), td_string!(lang, mail.lead.cancelled_by_office))
        }
        Letter::Cancelled => (td_string!(lang, mail.heading.cancelled), td_string!(lang, mail.lead.cancelled)),
        Letter::Link => (td_string!(lang, mail.heading.link), td_string!(lang, mail.lead.link)),
        Letter::NoShow => (td_string!(lang, mail.heading.no_show), td_string!(lang, mail.lead.no_show)),
        Letter::NewTerms => (td_string!(lang, mail.heading.new_terms), td_string!(lang, mail.lead.new_terms)),
        Letter::PleaseReply => {
            (td_string!(lang, phone.letter.please_reply.heading), td_string!(lang, phone.letter.please_reply.lead))
        }
        Letter::Details => (td_string!(lang, mail.heading.booked), td_string!(lang, phone.letter.details.lead)),
        Letter::Void => (td_string!(lang, phone.letter.void.heading), td_string!(lang, phone.letter.void.lead)),
        Letter::Refused if said.is_empty() => (
            td_string!(lang, standing.letter.refused.heading),
            td_string!(lang, standing.letter.refused.lead_to_anyone),
        ),
        Letter::Refused => {
            (td_string!(lang, standing.letter.refused.heading), td_string!(lang, standing.letter.refused.lead))
        }
        Letter::Stopped => {
            (td_string!(lang, standing.letter.stopped.heading), td_string!(lang, standing.letter.stopped.lead))
        }
        Letter::Decided => {
            (td_string!(lang, standing.letter.decided.heading), td_string!(lang, standing.letter.decided.lead))
        }
        Letter::Lifted => {
            (td_string!(lang, standing.letter.lifted.heading), td_string!(lang, standing.letter.lifted.lead))
        }
        Letter::NotRegistered => (td_string!(lang, roster.letter.heading), td_string!(lang, roster.letter.lead)),
        Letter::MovedByOffice => {
            (td_string!(lang, absence.letter.moved.heading), td_string!(lang, absence.letter.moved.lead))
        }
        Letter::Absence => {
            (td_string!(lang, absence.letter.cancelled.heading), td_string!(lang, absence.letter.cancelled.lead))
        }
        Letter::AlreadyBooked => {
            (td_string!(lang, absence.letter.already.heading), td_string!(lang, absence.letter.already.lead))
        }
        Letter::DeviceCheck => (td_string!(lang, mail.heading.device_check), td_string!(lang, mail.lead.device_check)),
        Letter::ReminderDay => (td_string!(lang, mail.heading.reminder_day), td_string!(lang, mail.lead.reminder_day)),
        Letter::ReminderHour => {
            (td_string!(lang, mail.heading.reminder_hour), td_string!(lang, mail.lead.reminder_hour))
        }
    };
    let of_person = matches!(facts.letter, Letter::Decided | Letter::Lifted);
    let live = !facts.letter.ends() && !of_person && facts.letter != Letter::AlreadyBooked;
    let action = match facts.letter {
        Letter::PleaseReply => td_string!(lang, phone.letter.please_reply.open),
        Letter::Absence => td_string!(lang, absence.letter.cancelled.open),
        Letter::AlreadyBooked => td_string!(lang, absence.letter.already.open),
        Letter::DeviceCheck => td_string!(lang, mail.action.check),
        Letter::ReminderDay | Letter::ReminderHour => td_string!(lang, mail.action.join),
        _ if live => td_string!(lang, mail.action.open),
        _ => td_string!(lang, mail.action.open_cancelled),
    };
    let also = match facts.letter {
        Letter::DeviceCheck => td_string!(lang, mail.action.join),
        _ => td_string!(lang, mail.action.open),
    };
    Page {
        lang: app::locale::code(lang),
        heading: heading.to_string(),
        lead: lead.to_string(),
        said,
        facts: rows(facts, live, of_person),
        link: (!of_person).then(|| (action.to_string(), facts.link.clone())),
        also: facts.also.clone().map(|address| (also.to_string(), address)),
        secret: live.then(|| match facts.also {
            Some(_) => td_string!(lang, mail.action.secret_both).to_string(),
            None => td_string!(lang, mail.action.secret).to_string(),
        }),
        lists: match facts.letter {
            Letter::NotRegistered => vec![to_register(facts)],
            Letter::DeviceCheck => Vec::new(),
            Letter::ReminderDay => [vec![who_cannot_come(facts)], lists(facts)].concat(),
            Letter::ReminderHour => [vec![who_cannot_come(facts)], lists(facts).split_off(1)].concat(),
            _ if live => lists(facts),
            _ => Vec::new(),
        },
        foot: (!of_person)
            .then(|| match facts.letter {
                Letter::AlreadyBooked => td_string!(lang, mail.foot.stranger_request).to_string(),
                _ => td_string!(lang, mail.foot.stranger).to_string(),
            })
            .into_iter()
            .chain([td_string!(lang, mail.foot.automatic).to_string()])
            .collect(),
    }
}

/// `of_person`: it is about no one consultation.
fn rows(facts: &Facts, live: bool, of_person: bool) -> Vec<(String, String)> {
    let lang = facts.lang;
    let mut rows = if of_person { Vec::new() } else { when(lang, facts.before, facts.span) };
    rows.push((td_string!(lang, mail.fact.office).to_string(), facts.office.name.clone()));
    if live {
        rows.extend(facts.office.place_row(lang));
        rows.push((td_string!(lang, mail.fact.how).to_string(), td_string!(lang, mail.fact.zoom).to_string()));
        rows.extend(facts.joining.iter().flat_map(|joining| joining_rows(joining, lang)));
    }
    if !of_person {
        rows.push((td_string!(lang, mail.fact.reference).to_string(), facts.reference.clone()));
    }
    if let Some((from, until)) = facts.answer.as_ref().and_then(|answer| answer.period) {
        let (from, until) = (day(lang, from), day(lang, until));
        rows.push((
            td_string!(lang, standing.letter.period).to_string(),
            td_string!(lang, standing.letter.period_value, from, until).to_string(),
        ));
    }
    if facts.letter == Letter::ReminderDay && facts.device_open {
        rows.push((
            td_string!(lang, mail.fact.device).to_string(),
            td_string!(lang, mail.fact.device_open).to_string(),
        ));
    }
    if live && facts.tentative {
        let (day, time) = (date(lang, facts.deadline), time_hm(facts.deadline));
        rows.push((
            td_string!(lang, mail.fact.deadline).to_string(),
            td_string!(lang, mail.fact.deadline_value, date = day, time).to_string(),
        ));
    }
    if let Some(since) = facts.terms.filter(|_| !of_person) {
        let day = date(lang, since);
        rows.push((
            td_string!(lang, mail.fact.terms).to_string(),
            td_string!(lang, mail.fact.terms_value, date = day).to_string(),
        ));
    }
    if let Some((from, text)) = &facts.new_terms {
        let day = date(lang, *from);
        rows.push((
            td_string!(lang, mail.fact.new_terms).to_string(),
            td_string!(lang, mail.fact.new_terms_value, date = day).to_string(),
        ));
        rows.push((td_string!(lang, mail.fact.new_terms_text).to_string(), text.clone()));
    }
    if let Some(reason) = &facts.reason {
        rows.push((td_string!(lang, absence.letter.reason).to_string(), reason.clone()));
    }
    let (phone, hours) = (facts.office.phone.clone(), facts.office.hours.clone());
    rows.push((
        td_string!(lang, mail.fact.phone).to_string(),
        td_string!(lang, mail.fact.phone_value, phone, hours).to_string(),
    ));
    rows
}

/// The meeting's ID, and its passcode if it has one.
fn joining_rows(joining: &Joining, lang: Lang) -> Vec<(String, String)> {
    let mut rows = vec![(td_string!(lang, mail.fact.meeting_number).to_string(), joining.grouped())];
    if !joining.passcode.is_empty() {
        rows.push((td_string!(lang, mail.fact.passcode).to_string(), joining.passcode.clone()));
    }
    rows
}

/// What to prepare by the day, and what is asked of the seeker on it: the lists of the booking's page.
fn lists(facts: &Facts) -> Vec<(String, Vec<String>)> {
    let lang = facts.lang;
    let [before, on_day] = prepare::headings(lang, date_jst(facts.span.starts()));
    vec![
        (before, prepare::before_the_day(lang).map(str::to_owned).into()),
        (on_day, prepare::on_the_day(lang, &facts.office.phone).into()),
    ]
}

/// What a missed appointment costs others, and how to cancel (Art. 6(6)).
fn who_cannot_come(facts: &Facts) -> (String, Vec<String>) {
    let lang = facts.lang;
    let phone = facts.office.phone.clone();
    let items = [
        td_string!(lang, mail.cannot_come.cost).to_string(),
        td_string!(lang, mail.cannot_come.cancel, phone).to_string(),
        td_string!(lang, mail.cannot_come.counted).to_string(),
    ];
    (td_string!(lang, mail.cannot_come.heading).to_string(), items.into())
}

/// How to register as a seeker, and what to do for whoever has (2(1)).
fn to_register(facts: &Facts) -> (String, Vec<String>) {
    let lang = facts.lang;
    let (office, phone) = (facts.office.name.clone(), facts.office.phone.clone());
    let steps = [
        td_string!(lang, roster.letter.come, office).to_string(),
        td_string!(lang, roster.letter.online).to_string(),
        td_string!(lang, roster.letter.registered, phone).to_string(),
        td_string!(lang, roster.letter.again).to_string(),
    ];
    (td_string!(lang, roster.letter.how).to_string(), steps.into())
}

/// The time, as lines of a letter's facts: of a move, from what to what.
fn when(lang: Lang, before: Option<Span>, span: Span) -> Vec<(String, String)> {
    let told = |name: &str, span| (name.to_owned(), td_string!(lang, mail.fact.japan_time, span = hours(lang, span)));
    match before {
        Some(before) => vec![
            told(td_string!(lang, mail.fact.when_before), before),
            told(td_string!(lang, mail.fact.when_moved), span),
        ],
        None => vec![told(td_string!(lang, mail.fact.when), span)],
    }
}

/// 令和8年11月25日（水）10:00〜10:30
fn hours(lang: Lang, span: Span) -> String {
    let (starts, ends) = (span.starts(), span.ends());
    match lang {
        Locale::ja => format!("{}{}", date(lang, starts), span_ja(starts, ends)),
        Locale::en => format!("{}, {}", date(lang, starts), span_en(starts, ends)),
    }
}

fn date(lang: Lang, at: Instant) -> String {
    day(lang, date_jst(at))
}

fn day(lang: Lang, date: NaiveDate) -> String {
    match lang {
        Locale::ja => date_ja(date),
        Locale::en => date_en(date),
    }
}

fn entry(facts: &Facts) -> Option<(String, Method)> {
    let method = match facts.letter {
        Letter::NewTerms | Letter::Decided | Letter::Lifted | Letter::AlreadyBooked => return None,
        letter if letter.reminds() => return None,
        letter if letter.ends() => Method::Cancel,
        _ => Method::Request,
    };
    Some((calendar_file(facts, method), method))
}

/// The booking as a calendar's file, for the letter and for the page that offers it.
pub fn calendar_file(facts: &Facts, method: Method) -> String {
    let lang = facts.lang;
    let (office, link, phone) = (facts.office.name.clone(), facts.link.clone(), facts.office.phone.clone());
    calendar::file(
        &Entry {
            uid: &facts.uid,
            sequence: facts.sequence,
            span: facts.span,
            summary: &td_string!(lang, mail.calendar.summary, office).to_string(),
            description: &facts
                .office
                .described(lang, td_string!(lang, mail.calendar.description, link, phone).to_string()),
            place: td_string!(lang, mail.calendar.place),
            link: &facts.link,
            organizer: &facts.from,
            attendee: &facts.to,
            tentative: facts.tentative,
            accepted: !facts.tentative,
            made_at: facts.now,
        },
        method,
    )
}

#[cfg(test)]
mod tests;
