//! How the seeker of a booking stands to the list of registered seekers (2(1)). It is apart from the booking's state: a
//! booking is taken whoever it is for, and what is found out behind it is for staff alone (Secrecy).

use super::{
    roster::{Column, Registration},
    width::narrow,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is known of one person, by the seeker's word or by the list's. Empty is what nobody gave.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Who<'a> {
    pub name: &'a str,
    /// In its normal form.
    pub kana: &'a str,
    /// `1985-04-03`
    pub birth_date: &'a str,
}

impl fmt::Debug for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Who(…)")
    }
}

impl Who<'_> {
    /// The columns in which the two say something else. Spaces and the width and case of Latin letters make no
    /// difference; characters do: 高橋 is not 髙橋 until somebody has looked.
    pub fn differences(&self, listed: &Who<'_>) -> Vec<Column> {
        let both = |one: &str, other: &str| !one.is_empty() && !other.is_empty() && plain(one) != plain(other);
        [
            (Column::Name, plain(self.name) != plain(listed.name)),
            (Column::Kana, both(self.kana, listed.kana)),
            (Column::Birth, both(self.birth_date, listed.birth_date)),
        ]
        .into_iter()
        .filter_map(|(column, differs)| differs.then_some(column))
        .collect()
    }
}

fn plain(text: &str) -> String {
    text.chars().map(narrow).filter(|c| *c != ' ').flat_map(char::to_lowercase).collect()
}

/// What the list says of a booking's 求職番号 and of whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// ハローワーク利用登録者, and all that was given agrees.
    Registered,
    /// オンライン登録者, and all that was given agrees.
    Online,
    /// The number is somebody's whose name, kana or birth date is another.
    Differs,
    /// The number is in no list, or there is none.
    Unknown,
}

impl Standing {
    pub const ALL: [Standing; 4] = [Standing::Registered, Standing::Online, Standing::Differs, Standing::Unknown];

    pub fn of(given: &Who<'_>, listed: Option<(Who<'_>, Registration)>) -> Standing {
        match listed {
            None => Standing::Unknown,
            Some((who, _)) if !given.differences(&who).is_empty() => Standing::Differs,
            Some((_, Registration::Online)) => Standing::Online,
            Some((_, Registration::Full)) => Standing::Registered,
        }
    }

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Registered => "registered",
            Standing::Online => "online",
            Standing::Differs => "differs",
            Standing::Unknown => "unknown",
        }
    }

    pub fn of_word(word: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

/// How staff found somebody to be registered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// In the office's own system (ハローワークシステム).
    System,
    /// By the card (ハローワーク受付票) that the seeker showed.
    Card,
    /// On the telephone.
    Call,
}

impl How {
    pub const ALL: [How; 3] = [How::System, How::Card, How::Call];

    /// As it is sent and kept.
    pub fn word(self) -> &'static str {
        match self {
            How::System => "system",
            How::Card => "card",
            How::Call => "call",
        }
    }

    pub fn of_word(word: &str) -> Option<How> {
        How::ALL.into_iter().find(|how| how.word() == word)
    }
}

/// What staff made of a booking whose registration had to be looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "settled", rename_all = "snake_case")]
pub enum Settlement {
    /// Registered, whatever the list says.
    Verified { how: How },
    /// An オンライン登録者 is ハローワーク利用登録者 from now on.
    Switched,
    /// Not registered: the booking is refused, and its seeker is told how to register.
    Refused,
}

impl Settlement {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Settlement::Verified { .. } => "verified",
            Settlement::Switched => "switched",
            Settlement::Refused => "refused",
        }
    }

    /// From the words kept.
    pub fn of_words(word: &str, how: Option<&str>) -> Option<Settlement> {
        match word {
            "verified" => Some(Settlement::Verified { how: How::of_word(how?)? }),
            "switched" => Some(Settlement::Switched),
            "refused" => Some(Settlement::Refused),
            _ => None,
        }
    }

    /// How somebody is registered after it; the list had them as `before`, or not at all.
    pub fn after(self, before: Option<Registration>) -> Option<Registration> {
        match self {
            Settlement::Verified { .. } | Settlement::Switched => Some(Registration::Full),
            Settlement::Refused => before,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const LISTED: Who<'static> =
        Who { name: "髙橋 𠮷弥", kana: "たかはし よしや", birth_date: "1985-04-03" };

    #[rstest]
    #[case::the_same(LISTED, &[])]
    #[case::spaces(Who { name: "髙橋　𠮷弥", kana: "たかはしよしや", ..LISTED }, &[])]
    #[case::no_more_than_the_site_asks(Who { name: "髙橋𠮷弥", ..Who::default() }, &[])]
    #[case::another_character(Who { name: "高橋 𠮷弥", ..LISTED }, &[Column::Name])]
    #[case::another_reading(Who { kana: "たかはし きちや", ..LISTED }, &[Column::Kana])]
    #[case::another_day(Who { birth_date: "1985-04-30", ..LISTED }, &[Column::Birth])]
    #[case::somebody_else(Who { name: "山田", kana: "やまだ", birth_date: "1990-01-01" }, &[Column::Name, Column::Kana, Column::Birth])]
    fn what_differs(#[case] given: Who<'_>, #[case] columns: &[Column]) {
        assert_eq!(given.differences(&LISTED), columns);
        let stands = |registration| Standing::of(&given, Some((LISTED, registration)));
        let agrees = columns.is_empty();
        assert_eq!(stands(Registration::Full), if agrees { Standing::Registered } else { Standing::Differs });
        assert_eq!(stands(Registration::Online), if agrees { Standing::Online } else { Standing::Differs });
    }

    #[test]
    fn latin_names_are_compared_as_meant() {
        let given = Who { name: "Ｎｇｕｙｅｎ Ánh", ..Who::default() };
        assert_eq!(given.differences(&Who { name: "NGUYEN ÁNH", ..Who::default() }), []);
    }

    #[test]
    fn who_is_in_no_list_is_unknown() {
        assert_eq!(Standing::of(&LISTED, None), Standing::Unknown);
    }

    #[test]
    fn words_read_back() {
        for standing in Standing::ALL {
            assert_eq!(Standing::of_word(standing.word()), Some(standing));
        }
        let settlements = How::ALL.map(|how| Settlement::Verified { how });
        for settled in settlements.into_iter().chain([Settlement::Switched, Settlement::Refused]) {
            let how = if let Settlement::Verified { how } = settled { Some(how.word()) } else { None };
            assert_eq!(Settlement::of_words(settled.word(), how), Some(settled));
        }
    }
}
