//! What happened around a consultation and is kept by the office (Art. 7(3), 9–12).

use serde::{Deserialize, Serialize};

use super::declaration::Clause;

/// The longest account of what happened, in characters.
pub const LONGEST_ACCOUNT: usize = 300;
/// The longest note of what was done, and of who noticed it, in characters.
pub const LONGEST_NOTE: usize = 100;
/// The longest text to the seeker, in characters.
pub const LONGEST_TOLD: usize = 250;

/// Of which sort it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// 録画・録音・掲載
    Recording,
    /// 脅迫・暴言
    Abuse,
    /// 就職目的以外の利用
    OtherPurpose,
    /// なりすまし
    Spoofing,
    /// Somebody was in the room of whom nothing was said before.
    Company,
    /// 通信・機器の不具合
    Connection,
    /// An attack, a disaster, a power cut: nobody's doing.
    Outside,
    /// 損害
    Damage,
    /// Something else against a law or a rule.
    Other,
}

impl Sort {
    /// In the order of the form.
    pub const ALL: [Sort; 9] = [
        Sort::Abuse,
        Sort::OtherPurpose,
        Sort::Recording,
        Sort::Spoofing,
        Sort::Company,
        Sort::Connection,
        Sort::Outside,
        Sort::Damage,
        Sort::Other,
    ];

    /// What the terms say of it.
    pub const fn clause(self) -> Clause {
        match self {
            Sort::Recording => Clause::new(7, 3),
            Sort::Abuse | Sort::OtherPurpose | Sort::Spoofing => Clause::new(12, 1),
            Sort::Company => Clause::new(12, 2),
            Sort::Connection => Clause::new(9, 1),
            Sort::Outside => Clause::new(9, 2),
            Sort::Damage => Clause::new(10, 0),
            Sort::Other => Clause::new(11, 0),
        }
    }

    /// Whether an office may stop or refuse for it (Art. 12(1)): what the seeker does, never what befalls them.
    pub const fn is_conduct(self) -> bool {
        !matches!(self, Sort::Connection | Sort::Outside)
    }

    /// As it is sent and kept.
    pub const fn word(self) -> &'static str {
        match self {
            Sort::Recording => "recording",
            Sort::Abuse => "abuse",
            Sort::OtherPurpose => "other_purpose",
            Sort::Spoofing => "spoofing",
            Sort::Company => "company",
            Sort::Connection => "connection",
            Sort::Outside => "outside",
            Sort::Damage => "damage",
            Sort::Other => "other",
        }
    }

    pub fn of_word(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

/// What the office did about the booking, beside keeping what happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Stops the consultation while it runs.
    Stop,
    /// Refuses the booking before its start.
    Refuse,
}

impl Measure {
    pub const ALL: [Measure; 2] = [Measure::Stop, Measure::Refuse];

    /// 中止又はお断り
    pub const CLAUSE: Clause = Clause::new(12, 1);

    /// As it is sent and kept.
    pub const fn word(self) -> &'static str {
        match self {
            Measure::Stop => "stop",
            Measure::Refuse => "refuse",
        }
    }

    pub fn of_word(word: &str) -> Option<Measure> {
        Measure::ALL.into_iter().find(|measure| measure.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_its_sort_and_each_has_its_clause() {
        for sort in Sort::ALL {
            assert_eq!(Sort::of_word(sort.word()), Some(sort));
            assert_eq!(serde_json::to_value(sort).ok(), Some(sort.word().into()));
        }
        assert_eq!(Sort::of_word("dance"), None);
        assert_eq!(Sort::Recording.clause().to_string(), "7(3)");
        assert_eq!(Sort::Damage.clause().to_string(), "10");
    }

    #[test]
    fn what_befalls_a_seeker_is_no_ground() {
        assert!(Sort::Abuse.is_conduct() && Sort::Recording.is_conduct());
        assert!(!Sort::Connection.is_conduct() && !Sort::Outside.is_conduct());
        assert_eq!(Measure::ALL.map(|measure| Measure::of_word(measure.word())), Measure::ALL.map(Some));
    }
}
