//! What the letters to an employer say. Of the seeker they tell nothing, not even the name: that stands behind the link.

use super::{Office, Page, Written, joining_rows, when};
use crate::{
    mail::calendar::{self, Entry, Method},
    store::attendee::AttendeeLetter,
};
use app::{
    desk::Lang,
    domain::{
        kind::Kind,
        mail_address::MailAddress,
        meeting::Joining,
        slot::Span,
        time::{Instant, date_jst, day_en, day_ja, time_hm},
    },
    i18n::{Locale, td_string},
    seeker::office::word_of,
};

/// All that a letter to an employer is made from.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub lang: Lang,
    pub letter: AttendeeLetter,
    /// Of an end: the office needs them no more, though the interview may well take place.
    pub removed: bool,
    pub office: Office,
    pub kind: Kind,
    pub span: Span,
    /// Of a move: the time before.
    pub before: Option<Span>,
    pub job_number: String,
    pub company: String,
    pub person: String,
    pub link: String,
    /// The seeker has yet to confirm.
    pub tentative: bool,
    /// What one joins with, once it is known.
    pub joining: Option<Joining>,
    /// They said that they will attend.
    pub accepted: bool,
    pub uid: String,
    pub sequence: u32,
    pub from: MailAddress,
    pub to: MailAddress,
    pub now: Instant,
}

impl Invitation {
    pub fn written(&self) -> Written {
        let page = self.page();
        let method = match self.letter {
            AttendeeLetter::Invited | AttendeeLetter::Moved | AttendeeLetter::Meeting => Method::Request,
            AttendeeLetter::Ended => Method::Cancel,
        };
        Written {
            sender: td_string!(self.lang, mail.sender).to_string(),
            subject: self.subject(),
            text: page.text(),
            html: page.html(),
            calendar: Some((self.calendar_file(method), method)),
        }
    }

    /// The interview as a calendar's file, for the letter and for the page that offers it. It names the meeting's ID where it is
    /// known, and never its passcode: whoever looks into the calendar is not who attends.
    pub fn calendar_file(&self, method: Method) -> String {
        let lang = self.lang;
        let kind = word_of(self.kind, lang);
        let (office, phone) = (self.office.name.clone(), self.office.phone.clone());
        let (job_number, link) = (self.job_number.clone(), self.link.clone());
        let mut description = td_string!(lang, attendee.calendar.description, job_number, link, phone).to_string();
        let place = match self.joining.as_ref().map(Joining::grouped) {
            Some(number) => {
                description.push_str(&format!("\n{}: {number}", td_string!(lang, mail.fact.meeting_number)));
                td_string!(lang, attendee.calendar.place_meeting, number).to_string()
            }
            None => td_string!(lang, attendee.calendar.place).to_owned(),
        };
        calendar::file(
            &Entry {
                uid: &self.uid,
                sequence: self.sequence,
                span: self.span,
                summary: &td_string!(lang, attendee.calendar.summary, kind, office).to_string(),
                description: &self.office.described(lang, description),
                place: &place,
                link: &self.link,
                organizer: &self.from,
                attendee: &self.to,
                tentative: self.tentative,
                accepted: self.accepted,
                made_at: self.now,
            },
            method,
        )
    }

    fn subject(&self) -> String {
        let lang = self.lang;
        let kind = word_of(self.kind, lang);
        let starts = self.span.starts();
        let when = match lang {
            Locale::ja => format!("{}{}", day_ja(date_jst(starts)), time_hm(starts)),
            Locale::en => format!("{}, {}", day_en(date_jst(starts)), time_hm(starts)),
        };
        match self.letter {
            AttendeeLetter::Invited => td_string!(lang, attendee.letter.invited.subject, kind, when).to_string(),
            AttendeeLetter::Moved => td_string!(lang, attendee.letter.moved.subject, kind, when).to_string(),
            AttendeeLetter::Meeting => td_string!(lang, attendee.letter.meeting.subject, kind, when).to_string(),
            AttendeeLetter::Ended if self.removed => {
                td_string!(lang, attendee.letter.removed.subject, kind, when).to_string()
            }
            AttendeeLetter::Ended => td_string!(lang, attendee.letter.ended.subject, kind, when).to_string(),
        }
    }

    fn page(&self) -> Page {
        let lang = self.lang;
        let kind = word_of(self.kind, lang);
        let (heading, lead) = match self.letter {
            AttendeeLetter::Invited => (
                td_string!(lang, attendee.letter.invited.heading, kind).to_string(),
                td_string!(lang, attendee.letter.invited.lead, kind).to_string(),
            ),
            AttendeeLetter::Moved => (
                td_string!(lang, attendee.letter.moved.heading, kind).to_string(),
                td_string!(lang, attendee.letter.moved.lead, kind).to_string(),
            ),
            AttendeeLetter::Meeting => (
                td_string!(lang, attendee.letter.meeting.heading).to_string(),
                td_string!(lang, attendee.letter.meeting.lead, kind).to_string(),
            ),
            AttendeeLetter::Ended if self.removed => (
                td_string!(lang, attendee.letter.removed.heading).to_string(),
                td_string!(lang, attendee.letter.removed.lead, kind).to_string(),
            ),
            AttendeeLetter::Ended => (
                td_string!(lang, attendee.letter.ended.heading, kind).to_string(),
                td_string!(lang, attendee.letter.ended.lead, kind).to_string(),
            ),
        };
        let live = self.letter != AttendeeLetter::Ended;
        let lead = match (lang, live && self.tentative) {
            (Locale::ja, true) => format!("{lead}{}", td_string!(lang, attendee.letter.tentative)),
            (Locale::en, true) => format!("{lead} {}", td_string!(lang, attendee.letter.tentative)),
            (_, false) => lead,
        };
        let action =
            if live { td_string!(lang, attendee.letter.open) } else { td_string!(lang, attendee.letter.open_ended) };
        Page {
            lang: app::locale::code(lang),
            heading,
            lead,
            said: Vec::new(),
            facts: self.rows(live),
            link: Some((action.to_string(), self.link.clone())),
            also: None,
            secret: live.then(|| td_string!(lang, attendee.letter.secret).to_string()),
            lists: Vec::new(),
            foot: vec![
                td_string!(lang, attendee.letter.stranger).to_string(),
                td_string!(lang, mail.foot.automatic).to_string(),
            ],
        }
    }

    fn rows(&self, live: bool) -> Vec<(String, String)> {
        let lang = self.lang;
        let (company, person) = (self.company.clone(), self.person.clone());
        let (phone, hours) = (self.office.phone.clone(), self.office.hours.clone());
        let mut rows = vec![(
            td_string!(lang, attendee.fact.company).to_string(),
            td_string!(lang, attendee.letter.to, company, person).to_string(),
        )];
        rows.extend(when(lang, self.before, self.span));
        rows.extend([
            (td_string!(lang, mail.fact.office).to_string(), self.office.name.clone()),
            (td_string!(lang, attendee.fact.kind).to_string(), word_of(self.kind, lang).to_owned()),
            (td_string!(lang, attendee.fact.job_number).to_string(), self.job_number.clone()),
        ]);
        if live {
            rows.extend(self.office.place_row(lang));
            rows.push((td_string!(lang, mail.fact.how).to_string(), td_string!(lang, mail.fact.zoom).to_string()));
            rows.extend(self.joining.iter().flat_map(|joining| joining_rows(joining, lang)));
        }
        rows.push((
            td_string!(lang, mail.fact.phone).to_string(),
            td_string!(lang, mail.fact.phone_value, phone, hours).to_string(),
        ));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use icalendar::parser::unfold;

    fn joining() -> Joining {
        Joining {
            number: "12345678901".to_owned(),
            passcode: "08154711".to_owned(),
            url: "https://zoom.us/j/12345678901".to_owned(),
        }
    }

    fn invitation(lang: Lang, letter: AttendeeLetter) -> Invitation {
        Invitation {
            lang,
            letter,
            removed: false,
            office: Office {
                name: if lang == Locale::ja {
                    "ハローワーク新津".to_owned()
                } else {
                    "Hello Work Niitsu".to_owned()
                },
                place: None,
                phone: "0250-22-2233".to_owned(),
                hours: "8:30–17:15".to_owned(),
            },
            kind: Kind::Interview,
            span: Span::new("2026-11-25T01:00:00Z".parse().unwrap(), 30).unwrap(),
            before: (letter == AttendeeLetter::Moved)
                .then(|| Span::new("2026-11-24T05:30:00Z".parse().unwrap(), 30).unwrap()),
            job_number: "15020-01234561".to_owned(),
            company: "株式会社 新津製作所".to_owned(),
            person: "小林 正".to_owned(),
            link: "https://madoguchi.example/ja/a/c2VjcmV0".to_owned(),
            tentative: false,
            joining: (letter == AttendeeLetter::Meeting).then(joining),
            accepted: false,
            uid: "018f@madoguchi.example".to_owned(),
            sequence: 2,
            from: "office@madoguchi.example".parse().unwrap(),
            to: "saiyo@example.co.jp".parse().unwrap(),
            now: "2026-11-19T01:32:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn each_letter_in_each_language() {
        for lang in [Locale::ja, Locale::en] {
            for letter in AttendeeLetter::ALL {
                let written = invitation(lang, letter).written();
                let shown = format!("{}\n\n{}", written.subject, written.text.replace("\r\n", "\n"));
                insta::assert_snapshot!(format!("{}_{}", letter.word(), app::locale::code(lang)), shown);
            }
            let removed = Invitation { removed: true, ..invitation(lang, AttendeeLetter::Ended) };
            let shown = removed.written().text.replace("\r\n", "\n");
            insta::assert_snapshot!(format!("attendee_removed_{}", app::locale::code(lang)), shown);
        }
    }

    #[test]
    fn the_calendar_says_where_to_meet_and_keeps_the_passcode() {
        for lang in [Locale::ja, Locale::en] {
            let known = Invitation { joining: Some(joining()), ..invitation(lang, AttendeeLetter::Invited) };
            for method in [Method::Request, Method::Publish] {
                let file = unfold(&known.calendar_file(method));
                let line = |name: &str| file.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
                assert!(line("LOCATION:").contains("123 4567 8901"), "{file}");
                assert!(line("DESCRIPTION:").contains("123 4567 8901") && line("DESCRIPTION:").contains(&known.link));
                assert!(line("URL").contains(&known.link) && !file.contains("08154711"), "{file}");
            }
            assert!(known.written().text.contains("08154711"), "the letter tells it");
            let unknown = invitation(lang, AttendeeLetter::Invited);
            assert!(!unfold(&unknown.calendar_file(Method::Request)).contains("123 4567 8901"));
        }
    }

    #[test]
    fn what_the_seeker_has_yet_to_confirm_is_tentative_in_words_and_in_the_calendar() {
        let written = Invitation { tentative: true, ..invitation(Locale::ja, AttendeeLetter::Invited) }.written();
        assert!(written.text.contains("まだ仮の予定です"));
        let (file, method) = written.calendar.unwrap();
        assert_eq!(method, Method::Request);
        assert!(file.contains("STATUS:TENTATIVE\r\n") && file.contains("SEQUENCE:2\r\n"), "{file}");
        let (file, method) = invitation(Locale::ja, AttendeeLetter::Ended).written().calendar.unwrap();
        assert_eq!(method, Method::Cancel);
        assert!(file.contains("STATUS:CANCELLED\r\n"), "{file}");
    }
}
