//! What the letters about the waiting list say.

use super::{Office, Page, Written, date, day};
use app::{
    desk::Lang,
    domain::{
        kind::Kind,
        slot::Span,
        time::{Instant, time_hm},
        waiting::Wants,
    },
    i18n::td_string,
    seeker::{
        office::word_of,
        waiting::{part_of, weekdays_of},
    },
    ui::when,
};

/// All that a letter about a wish is made from.
#[derive(Clone, Debug)]
pub struct Notice {
    pub lang: Lang,
    pub office: Office,
    pub kind: Kind,
    pub wants: Wants,
    /// The seat that is kept. Without one, whoever left the wish is asked whether it is theirs.
    pub offer: Option<Offer>,
    pub link: String,
}

#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub span: Span,
    pub until: Instant,
    /// There is a booking that would move.
    pub moves: bool,
    /// The wish sleeps if this one has no answer either.
    pub last: bool,
}

impl Notice {
    pub fn written(&self) -> Written {
        let lang = self.lang;
        let page = self.page();
        let subject = match self.offer {
            Some(offer) => {
                let when = when::moment(offer.span.starts(), lang);
                td_string!(lang, waiting.letter.offered.subject, when).to_string()
            }
            None => {
                let office = self.office.name.clone();
                td_string!(lang, waiting.letter.asked.subject, office).to_string()
            }
        };
        Written {
            sender: td_string!(lang, mail.sender).to_string(),
            subject,
            text: page.text(),
            html: page.html(),
            calendar: None,
        }
    }

    fn page(&self) -> Page {
        let lang = self.lang;
        let (heading, lead, open) = match self.offer {
            Some(offer) => {
                let at = when::moment(offer.until, lang);
                let lead = match offer.moves {
                    true => td_string!(lang, waiting.letter.offered.lead_move, at).to_string(),
                    false => td_string!(lang, waiting.letter.offered.lead, at).to_string(),
                };
                (td_string!(lang, waiting.letter.offered.heading), lead, td_string!(lang, waiting.letter.offered.open))
            }
            None => (
                td_string!(lang, waiting.letter.asked.heading),
                td_string!(lang, waiting.letter.asked.lead).to_owned(),
                td_string!(lang, waiting.letter.asked.open),
            ),
        };
        let last = self.offer.is_some_and(|offer| offer.last);
        Page {
            lang: app::locale::code(lang),
            heading: heading.to_owned(),
            lead,
            said: last.then(|| td_string!(lang, waiting.letter.offered.last).to_owned()).into_iter().collect(),
            facts: self.rows(),
            link: Some((open.to_owned(), self.link.clone())),
            also: None,
            secret: Some(td_string!(lang, waiting.letter.secret).to_owned()),
            lists: Vec::new(),
            // Whoever is asked by mistake has nothing to do, and nobody to call.
            foot: (self.offer.is_some().then(|| td_string!(lang, mail.foot.stranger_request).to_string()))
                .into_iter()
                .chain([td_string!(lang, mail.foot.automatic).to_string()])
                .collect(),
        }
    }

    fn rows(&self) -> Vec<(String, String)> {
        let lang = self.lang;
        let mut rows = Vec::new();
        if let Some(offer) = self.offer {
            rows.extend(super::when(lang, None, offer.span));
            let (day, time) = (date(lang, offer.until), time_hm(offer.until));
            let at = td_string!(lang, mail.fact.deadline_value, date = day, time).to_string();
            rows.push((
                td_string!(lang, waiting.letter.offered.until).to_string(),
                td_string!(lang, waiting.letter.until_value, at).to_string(),
            ));
        }
        rows.push((td_string!(lang, mail.fact.office).to_string(), self.office.name.clone()));
        rows.extend(self.office.place_row(lang));
        rows.push((td_string!(lang, waiting.page.kind).to_string(), word_of(self.kind, lang).to_owned()));
        let (from, until) = (day(lang, self.wants.from), day(lang, self.wants.until));
        let weekdays = weekdays_of(self.wants.weekdays, lang);
        let wants = [
            td_string!(lang, waiting.page.days_value, from, until).to_string(),
            match self.wants.weekdays.is_any() {
                true => weekdays,
                false => td_string!(lang, waiting.letter.weekdays_value, weekdays).to_string(),
            },
            part_of(self.wants.part, lang).to_owned(),
        ];
        rows.push((td_string!(lang, waiting.letter.wants).to_string(), wants.join(" / ")));
        let (phone, hours) = (self.office.phone.clone(), self.office.hours.clone());
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
    use app::{domain::waiting::Part, locale};
    use chrono::Weekday;

    fn notice(lang: Lang, offer: Option<Offer>) -> Notice {
        Notice {
            lang,
            office: Office {
                name: "ハローワーク新津".to_owned(),
                place: None,
                phone: "0250-22-2233".to_owned(),
                hours: "8:30–17:15".to_owned(),
            },
            kind: Kind::Consultation,
            wants: Wants {
                from: "2026-11-24".parse().unwrap(),
                until: "2026-12-11".parse().unwrap(),
                weekdays: [Weekday::Tue, Weekday::Fri].into_iter().collect(),
                part: Part::Morning,
            },
            offer,
            link: "https://madoguchi.example/ja/w/c2VjcmV0".to_owned(),
        }
    }

    #[test]
    fn each_letter_in_each_language() {
        let offer = Offer {
            span: Span::new("2026-12-01T01:00:00Z".parse().unwrap(), 30).unwrap(),
            until: "2026-11-24T01:30:00Z".parse().unwrap(),
            moves: false,
            last: false,
        };
        let all = [
            ("asked", None),
            ("offered", Some(offer)),
            ("offered_last", Some(Offer { last: true, ..offer })),
            ("offered_to_move", Some(Offer { moves: true, ..offer })),
        ];
        for (lang, code, _) in locale::LANGUAGES {
            for (word, offer) in all {
                let written = notice(lang, offer).written();
                assert!(written.calendar.is_none(), "nothing is booked yet");
                let shown = format!("{}\n\n{}", written.subject, written.text.replace("\r\n", "\n"));
                insta::assert_snapshot!(format!("wish_{word}_{code}"), shown);
            }
        }
    }
}
