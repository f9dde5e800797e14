//! What the log notes with an act: machine words are told in the reader's, anything else as it stands.

use crate::{
    desk::phone::{Direction, Reply},
    domain::{act::Act, incident::Sort, role::Role},
    i18n::*,
    staff::{incidents::sort_words, words},
};

pub fn words_of(act: &str, note: &str, lang: Locale) -> String {
    let known = match act.parse::<Act>() {
        Ok(Act::PeopleSearched) => searched(note, lang),
        Ok(Act::AccountAdded) => note.parse::<Role>().ok().map(|role| words::role(role, lang).to_owned()),
        Ok(Act::ReplyNoted) => Reply::of_word(note).map(|how| words::reply(how, lang).to_owned()),
        Ok(Act::CallNoted) => Direction::of_word(note).map(|direction| called(direction, lang).to_owned()),
        Ok(Act::IncidentNoted | Act::IncidentsSeen) => {
            Sort::of_word(note).map(|sort| sort_words(sort, lang).to_owned())
        }
        _ => None,
    };
    known.unwrap_or_else(|| note.to_owned())
}

/// `name kana: 3`: by which sort of words was searched, and how many were found.
fn searched(note: &str, lang: Locale) -> Option<String> {
    let (sorts, found) = note.split_once(": ")?;
    let word = |sort| {
        Some(match sort {
            "number" => td_string!(lang, phone.intake.number),
            "name" => td_string!(lang, phone.intake.name),
            "kana" => td_string!(lang, staff.card.kana),
            "phone" => td_string!(lang, phone.intake.phone),
            "mail" => td_string!(lang, phone.intake.mail),
            _ => return None,
        })
    };
    let sorts: Vec<_> = sorts.split(' ').map(word).collect::<Option<_>>()?;
    let sorts = sorts.join(if lang == Locale::ja { "・" } else { ", " });
    Some(td_string!(lang, accounts.audit.searched, sorts, found).to_string())
}

fn called(direction: Direction, lang: Locale) -> &'static str {
    match direction {
        Direction::In => td_string!(lang, phone.event.call_in),
        Direction::Out => td_string!(lang, phone.event.call_out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::search("people_searched", "name kana: 3", "氏名・ふりがなで検索：3件")]
    #[case::unknown_sort("people_searched", "shoe: 3", "shoe: 3")]
    #[case::role("account_added", "manager", "管理者")]
    #[case::told_by_people("cancelled", "name: 3", "name: 3")]
    #[case::unknown_act("dance", "x", "x")]
    fn machine_words_are_told_in_the_readers(#[case] act: &str, #[case] note: &str, #[case] words: &str) {
        assert_eq!(words_of(act, note, Locale::ja), words);
    }
}
