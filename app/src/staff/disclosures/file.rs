//! What is handed out, as text: what was asked for by what right, then one line a fact. The same facts make the same file,
//! so that its SHA-256 in the register proves it.

use super::{item_words, scope_words};
use crate::{
    desk::figures::{Fact, Form, What},
    domain::{
        declaration::Answer,
        disclosure::Request,
        sheet,
        time::{Instant, jst},
    },
    i18n::*,
    staff::{figures::file::MARK, words},
};

/// `until` is the moment of the approval; nothing later is in it.
pub fn written(request: &Request, number: i32, until: Instant, facts: &[Fact], form: Form, lang: Locale) -> String {
    let items: Vec<_> = request.items.iter().map(|item| item_words(*item, lang)).collect();
    let head = [
        (
            td_string!(lang, figures.nav.disclosures),
            td_string!(lang, figures.register.number, number = number).to_string(),
        ),
        (td_string!(lang, figures.ask.requester), request.requester.clone()),
        (td_string!(lang, figures.ask.basis), request.basis.clone()),
        (td_string!(lang, figures.ask.items), items.join(", ")),
        (td_string!(lang, figures.ask.whose), scope_words(&request.scope, lang).join(", ")),
        (td_string!(lang, figures.given.until), moment(until)),
    ];
    match form {
        Form::Csv => csv(&head, facts, lang),
        Form::Text => text(&head, facts, lang),
    }
}

fn csv(head: &[(&'static str, String)], facts: &[Fact], lang: Locale) -> String {
    let mut file = String::from(MARK);
    for (name, value) in head {
        file += &sheet::line([*name, value]);
    }
    file += "\r\n";
    file += &sheet::line([
        td_string!(lang, figures.ask.items),
        td_string!(lang, figures.ask.references),
        td_string!(lang, figures.given.at),
        td_string!(lang, figures.given.what),
        td_string!(lang, figures.given.value),
    ]);
    for fact in facts {
        let (what, value) = said(fact, lang);
        let at = fact.at.map(moment).unwrap_or_default();
        file += &sheet::line([item_words(fact.item, lang), &fact.reference, &at, &what, &value]);
    }
    file
}

/// A heading an item, one a booking under it. A value never begins a line of its own.
fn text(head: &[(&'static str, String)], facts: &[Fact], lang: Locale) -> String {
    let colon = if lang == Locale::ja { "：" } else { ": " };
    let mut file = String::from(MARK);
    for (name, value) in head {
        file += &format!("{name}{colon}{}\r\n", on_one_line(value));
    }
    let mut last = None;
    for fact in facts {
        if last != Some((fact.item, &fact.reference)) {
            let reference = td_string!(lang, figures.ask.references);
            file += &format!("\r\n{}　{reference} {}\r\n", item_words(fact.item, lang), fact.reference);
            last = Some((fact.item, &fact.reference));
        }
        let (what, value) = said(fact, lang);
        let at = fact.at.map(|at| format!("{} ", moment(at))).unwrap_or_default();
        file += &format!("  {at}{what}{colon}{}\r\n", on_one_line(&value));
    }
    file
}

fn on_one_line(value: &str) -> String {
    value.lines().collect::<Vec<_>>().join(" / ")
}

/// 2026-11-24 10:00:05, on the clocks of Japan: to be sorted and compared.
fn moment(at: Instant) -> String {
    jst(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// What it is, and what it says.
fn said(fact: &Fact, lang: Locale) -> (String, String) {
    let value = fact.value.clone();
    let (what, value) = match &fact.what {
        What::Time => {
            (td_string!(lang, figures.given.time), td_string!(lang, figures.summary.minutes, count = value).to_string())
        }
        What::Kind => {
            let kind = value.parse().map_or(value, |kind| words::kind(kind, lang).to_owned());
            (td_string!(lang, staff.card.kind), kind)
        }
        What::Channel => {
            let channel = match value.as_str() {
                "site" => td_string!(lang, staff.channel.site),
                "phone" => td_string!(lang, staff.channel.phone),
                _ => td_string!(lang, staff.channel.session),
            };
            (td_string!(lang, staff.card.channel), channel.to_owned())
        }
        What::State(state) => (td_string!(lang, figures.given.state), words::state(state, lang).1.to_owned()),
        What::Made => (td_string!(lang, figures.given.made), value),
        What::Name => (td_string!(lang, figures.given.name), value),
        What::Kana => (td_string!(lang, staff.card.kana), value),
        What::BirthDate => (td_string!(lang, phone.card.birth_date), value),
        What::Number => (td_string!(lang, staff.card.number), value),
        What::Phone => (td_string!(lang, staff.card.phone), value),
        What::Mail => (td_string!(lang, staff.card.mail), value),
        What::Topic => (td_string!(lang, staff.card.topic), value),
        What::Companions => {
            let who = value.split(' ').map(|word| match word {
                "interpreter" => td_string!(lang, staff.card.interpreter),
                _ => td_string!(lang, staff.card.carer),
            });
            (td_string!(lang, staff.card.companions), who.collect::<Vec<_>>().join(", "))
        }
        What::Consent(moment) => {
            let moment = match moment.as_str() {
                "applying" => td_string!(lang, phone.people.applying),
                "tick" => td_string!(lang, phone.people.tick),
                "receipt" => td_string!(lang, phone.people.receipt),
                "notified" => td_string!(lang, figures.given.notified),
                "joining" => td_string!(lang, phone.people.joining),
                other => return (other.to_owned(), value),
            };
            (moment, value)
        }
        What::Declaration(declaration) => {
            let answer = value.parse::<Answer>().map_or(value, |answer| words::answer(Some(answer), lang).1.to_owned());
            (words::declaration(*declaration, lang), answer)
        }
        What::DeviceResult => (td_string!(lang, figures.given.device_result), value),
        What::SameDevice => (td_string!(lang, figures.given.same_device), value),
        What::Finding(name) => return (name.clone(), value),
        What::Address => (td_string!(lang, figures.given.address), value),
        What::Browser => (td_string!(lang, figures.given.browser), value),
        What::Event(word) => return (words::event(word, lang), words::note(word, &value, lang)),
    };
    (what.to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::disclosure::{Item, Typed, check};

    fn request() -> Request {
        let typed = Typed {
            requester: "=HYPERLINK(\"http://example.jp\")".to_owned(),
            basis: "刑事訴訟法第197条第2項".to_owned(),
            number: "15020-12345678".to_owned(),
            bookings: true,
            ..Typed::default()
        };
        check(&typed).expect("a request")
    }

    fn fact(what: What, value: &str) -> Fact {
        let at = Some(Instant::UNIX_EPOCH);
        Fact { item: Item::Bookings, reference: "4821-7730".to_owned(), at, what, value: value.to_owned() }
    }

    #[test]
    fn what_anybody_typed_does_not_run_in_a_spreadsheet() {
        let facts = [fact(What::Topic, "+cmd|' /C calc'!A0"), fact(What::Name, "@SUM(A1)")];
        let file = written(&request(), 3, Instant::UNIX_EPOCH, &facts, Form::Csv, Locale::ja);
        assert!(file.starts_with('\u{FEFF}'));
        assert!(file.contains("\"'=HYPERLINK("), "{file}");
        assert!(file.contains(",'+cmd|' /C calc'!A0\r\n"), "{file}");
        assert!(file.contains(",'@SUM(A1)\r\n"), "{file}");
        assert!(file.contains("予約,4821-7730,1970-01-01 09:00:00,相談内容,"), "{file}");
    }

    #[test]
    fn as_text_a_value_cannot_pretend_to_be_another_line() {
        let facts = [fact(What::Topic, "面接\r\n氏名：別人")];
        let file = written(&request(), 3, Instant::UNIX_EPOCH, &facts, Form::Text, Locale::ja);
        assert!(file.contains("相談内容：面接 / 氏名：別人\r\n"), "{file}");
        assert!(!file.contains("\n氏名："), "{file}");
    }
}
