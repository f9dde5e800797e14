use mail_parser::{MessageParser, MimeHeaders};

use super::page::html;
use super::*;
use crate::mail::sealing::{Cover, seal};

fn facts(lang: Lang, letter: Letter) -> Facts {
    let token = LinkToken("c2VjcmV0".to_owned());
    let page = |path: String| format!("https://madoguchi.example{path}");
    Facts {
        lang,
        letter,
        by_office: false,
        office: Office {
            name: match lang {
                Locale::ja => "ハローワーク新津".to_owned(),
                Locale::en => "Hello Work Niitsu".to_owned(),
            },
            place: None,
            phone: "0250-22-2233".to_owned(),
            hours: "8:30–17:15".to_owned(),
        },
        span: Span::new("2026-11-25T01:00:00Z".parse().unwrap(), 30).unwrap(),
        before: matches!(letter, Letter::Moved | Letter::MovedByOffice)
            .then(|| Span::new("2026-11-24T05:30:00Z".parse().unwrap(), 30).unwrap()),
        deadline: "2026-11-20T14:59:59Z".parse().unwrap(),
        reference: "4821-7730".to_owned(),
        link: page(leads(letter, Locale::ja, &token)),
        also: leads_also(letter, Locale::ja, &token).map(page),
        terms: Some("2026-10-31T15:00:00Z".parse().unwrap()),
        joining: (letter == Letter::ReminderHour).then(|| Joining {
            number: "80123456789".to_owned(),
            passcode: "482177".to_owned(),
            url: "https://zoom.us/j/80123456789".to_owned(),
        }),
        tentative: letter == Letter::PleaseReply,
        uid: "018f@madoguchi.example".to_owned(),
        sequence: 0,
        new_terms: (letter == Letter::NewTerms).then(|| {
            (
                "2027-03-31T15:00:00Z".parse().unwrap(),
                "https://madoguchi.example/ja/niitsu/terms/0123456789ab".to_owned(),
            )
        }),
        answer: answer(lang, letter),
        reason: matches!(letter, Letter::MovedByOffice | Letter::Absence).then(|| "担当者の急な休みのため".to_owned()),
        device_open: letter == Letter::DeviceCheck || letter == Letter::ReminderDay,
        from: "office@madoguchi.example".parse().unwrap(),
        to: "ab..c.@docomo.ne.jp".parse().unwrap(),
        now: "2026-11-19T01:32:00Z".parse().unwrap(),
    }
}

fn answer(lang: Lang, letter: Letter) -> Option<Answer> {
    let message = match (letter, lang) {
        (Letter::Lifted, _) => "",
        (Letter::Refused | Letter::Stopped | Letter::Decided, Locale::ja) => {
            "連絡のないご欠席が3回ありました。\n事情がおありのときは、0250-22-2233 へお電話ください。"
        }
        (Letter::Refused | Letter::Stopped | Letter::Decided, Locale::en) => {
            "Three times you did not come and we heard nothing.\nPlease call 0250-22-2233 if there was a reason."
        }
        _ => return None,
    };
    let period = ("2026-12-01".parse().unwrap(), "2027-02-28".parse().unwrap());
    Some(Answer { message: message.to_owned(), period: (letter != Letter::Stopped).then_some(period) })
}

fn sealed(facts: &Facts) -> String {
    let cover = Cover {
        from: &facts.from,
        to: &facts.to,
        message_id: "<1@madoguchi.example>",
        date: facts.now,
        reply_to: None,
        signer: None,
    };
    String::from_utf8(seal(&Written::by(facts), cover).unwrap().bytes).unwrap()
}

#[test]
fn the_place_is_told_and_that_nobody_has_to_go_there() {
    for (lang, row) in [
        (Locale::ja, "担当する施設: 駅前コーナー（ビデオ通話でお話しします。お越しいただく必要はありません）"),
        (Locale::en, "Branch that serves you: 駅前コーナー (by video; you do not have to go there)"),
    ] {
        let told = |letter| {
            let mut facts = facts(lang, letter);
            facts.office.place = Some("駅前コーナー".to_owned());
            Written::by(&facts)
        };
        let booked = told(Letter::Booked);
        assert!(booked.text.contains(row), "{}", booked.text);
        let (entry, _) = booked.calendar.unwrap();
        assert!(icalendar::parser::unfold(&entry).contains("駅前コーナー"), "{entry}");
        assert!(!told(Letter::Cancelled).text.contains("駅前コーナー"), "there is no consultation");
    }
}

#[test]
fn the_japanese_letter() {
    insta::assert_snapshot!(Written::by(&facts(Locale::ja, Letter::Booked)).text.replace("\r\n", "\n"));
}

#[test]
fn the_english_letter() {
    insta::assert_snapshot!(Written::by(&facts(Locale::en, Letter::Booked)).text.replace("\r\n", "\n"));
}

#[test]
fn the_letter_about_ten_silent_minutes() {
    for lang in [Locale::ja, Locale::en] {
        let letter = Written::by(&facts(lang, Letter::NoShow));
        insta::assert_snapshot!(format!("no_show_{}", app::locale::code(lang)), letter.text.replace("\r\n", "\n"));
        insta::assert_snapshot!(format!("no_show_{}_html", app::locale::code(lang)), letter.html.replace("\r\n", "\n"));
    }
}

#[test]
fn the_letter_of_new_terms_says_from_when_and_where_they_are_read() {
    for lang in [Locale::ja, Locale::en] {
        let text = Written::by(&facts(lang, Letter::NewTerms)).text.replace("\r\n", "\n");
        insta::assert_snapshot!(format!("new_terms_{}", app::locale::code(lang)), text);
    }
}

#[test]
fn letters_that_refuse_say_why_until_when_and_whom_to_call() {
    for lang in [Locale::ja, Locale::en] {
        for letter in [Letter::Refused, Letter::Stopped, Letter::Decided, Letter::Lifted] {
            let text = Written::by(&facts(lang, letter)).text.replace("\r\n", "\n");
            insta::assert_snapshot!(format!("{}_{}", letter.word(), app::locale::code(lang)), text);
        }
    }
}

/// Whoever gives another's number learns nothing of them (Secrecy).
#[test]
fn to_an_address_that_is_not_known_a_refusal_says_only_whom_to_call() {
    for lang in [Locale::ja, Locale::en] {
        let mut facts = facts(lang, Letter::Refused);
        facts.answer = Some(Answer { message: String::new(), period: None });
        let text = Written::by(&facts).text.replace("\r\n", "\n");
        insta::assert_snapshot!(format!("refused_to_anyone_{}", app::locale::code(lang)), text);
    }
}

#[test]
fn the_letter_to_somebody_who_is_not_registered_says_how_to_and_whom_to_call() {
    for lang in [Locale::ja, Locale::en] {
        let text = Written::by(&facts(lang, Letter::NotRegistered)).text.replace("\r\n", "\n");
        insta::assert_snapshot!(format!("not_registered_{}", app::locale::code(lang)), text);
    }
}

#[test]
fn the_letters_about_a_move_a_counter_that_fell_away_and_too_many_bookings() {
    for letter in [Letter::Moved, Letter::MovedByOffice, Letter::Absence, Letter::AlreadyBooked] {
        for lang in [Locale::ja, Locale::en] {
            let name = format!("{}_{}", letter.word(), app::locale::code(lang));
            insta::assert_snapshot!(name, Written::by(&facts(lang, letter)).text.replace("\r\n", "\n"));
        }
    }
}

#[test]
fn reminders_say_what_a_missed_appointment_costs_and_how_to_cancel() {
    for letter in [Letter::DeviceCheck, Letter::ReminderDay, Letter::ReminderHour] {
        for lang in [Locale::ja, Locale::en] {
            let name = format!("{}_{}", letter.word(), app::locale::code(lang));
            insta::assert_snapshot!(name, Written::by(&facts(lang, letter)).text.replace("\r\n", "\n"));
        }
    }
    let mut done = facts(Locale::ja, Letter::ReminderDay);
    done.device_open = false;
    assert!(!Written::by(&done).text.contains("端末の確認"), "the check is done");
}

#[test]
fn every_letter_has_its_topic_and_its_entry() {
    for lang in [Locale::ja, Locale::en] {
        let topics: Vec<_> =
            Letter::ALL.iter().copied().map(|letter| Written::by(&facts(lang, letter)).subject).collect();
        insta::assert_debug_snapshot!(format!("topics_{}", app::locale::code(lang)), topics);
    }
    for letter in Letter::ALL.iter().copied() {
        let Some((file, method)) = Written::by(&facts(Locale::ja, letter)).calendar else {
            let apart = matches!(letter, Letter::NewTerms | Letter::Decided | Letter::Lifted | Letter::AlreadyBooked);
            assert!(apart || letter.reminds(), "it changes nothing about the consultation: {letter:?}");
            continue;
        };
        let ends = letter.ends();
        assert_eq!(method == Method::Cancel, ends, "{letter:?}");
        assert!(file.contains("UID:018f@madoguchi.example"));
        assert_eq!(file.contains("STATUS:TENTATIVE"), letter == Letter::PleaseReply, "{letter:?}");
    }
}

#[test]
fn a_cancellation_by_the_office_says_so_and_asks_for_nothing() {
    let mut facts = facts(Locale::ja, Letter::Cancelled);
    facts.by_office = true;
    let text = Written::by(&facts).text;
    assert!(text.contains("ハローワークの都合により"));
    assert!(!text.contains("当日"));
}

#[test]
fn text_and_html_say_the_same() {
    let letter = Written::by(&facts(Locale::ja, Letter::Booked));
    for line in letter.text.lines().filter(|line| !line.is_empty()) {
        for part in line.trim_start_matches("- ").trim_end_matches(':').split(": ") {
            assert!(letter.html.contains(&html(part)), "{part}");
        }
    }
}

#[test]
fn the_message_reads_back_whole() {
    for lang in [Locale::ja, Locale::en] {
        let facts = facts(lang, Letter::Booked);
        let letter = Written::by(&facts);
        let wire = sealed(&facts);
        let message = MessageParser::default().parse(wire.as_bytes()).unwrap();
        assert_eq!(message.subject(), Some(letter.subject.as_str()));
        assert_eq!(message.from().unwrap().first().unwrap().name(), Some(letter.sender.as_str()));
        assert_eq!(message.message_id(), Some("1@madoguchi.example"));
        assert_eq!(message.date().unwrap().to_timestamp(), facts.now.timestamp());
        assert_eq!(
            message.body_text(0).unwrap().replace("\r\n", "\n").trim(),
            letter.text.replace("\r\n", "\n").trim()
        );
        assert_eq!(
            message.body_html(0).unwrap().replace("\r\n", "\n").trim(),
            letter.html.replace("\r\n", "\n").trim()
        );
        let ics = message.attachments().next().unwrap();
        assert_eq!(ics.content_type().unwrap().attribute("method"), Some("REQUEST"));
        assert_eq!(ics.attachment_name(), Some("booking.ics"));
        assert_eq!(ics.text_contents().map(str::trim), letter.calendar.as_ref().map(|(file, _)| file.trim()));
    }
}

/// An address that only old carriers gave out, and the quoted form in which a mail server takes it.
#[test]
fn an_old_carriers_address_is_quoted_on_the_wire() {
    let wire = sealed(&facts(Locale::ja, Letter::Booked));
    assert!(wire.contains("\r\nTo: \"ab..c.\"@docomo.ne.jp\r\n"), "{wire}");
    let facts = facts(Locale::ja, Letter::Booked);
    let cover = Cover {
        from: &facts.from,
        to: &facts.to,
        message_id: "<1@a.jp>",
        date: facts.now,
        reply_to: None,
        signer: None,
    };
    assert_eq!(seal(&Written::by(&facts), cover).unwrap().to.to_string(), "\"ab..c.\"@docomo.ne.jp");
}

#[test]
fn the_wire_is_ascii_in_lines_that_any_relay_takes() {
    for letter in Letter::ALL.iter().copied() {
        let wire = sealed(&facts(Locale::ja, letter));
        assert!(wire.is_ascii());
        for line in wire.split("\r\n") {
            assert!(line.len() <= 998 && !line.contains(['\r', '\n']), "{line}");
        }
    }
}

/// What staff type about an office is theirs, and still goes through no header and no tag.
#[test]
fn nothing_in_a_field_gets_out_of_it() {
    let mut facts = facts(Locale::en, Letter::Booked);
    facts.office.name = "Niitsu\r\nBcc: evil@example.jp\r\n.\r\n<img src=x onerror=alert(1)>\u{202e}".to_owned();
    let letter = Written::by(&facts);
    assert!(!letter.html.contains("<img"));
    assert!(!letter.text.contains('\u{202e}') && !letter.html.contains('\u{202e}'));
    assert!(!letter.text.contains("\r\n.\r\n") && !letter.text.contains("\r\nBcc"));
    let wire = sealed(&facts);
    assert!(!wire.contains("\r\nBcc"));
    let message = MessageParser::default().parse(wire.as_bytes()).unwrap();
    assert!(message.bcc().is_none());
}
