//! What a seeker declares about their device, line and room before a consultation (Art. 2(2), 5(1)–(6), 12(2)(3)),
//! and the pledges of Art. 4 and 7(3).
//!
//! A browser cannot see antivirus, firewall or patches: those are declared, not measured. No answer ever loses the
//! booking. "Not sure, ask me" is an answer of its own, for a phone may have no paid antivirus and an iPhone no
//! firewall; staff settle it before the seeker joins. The ids are stored with each booking and never change their
//! meaning: to ask something new, add a variant at the end.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One question. The order is the order of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Declaration {
    /// Has a device with a camera, and can install the app (Art. 2(2)).
    CameraAndApp,
    /// The device is free of infection and intrusion (Art. 5(1)).
    CleanDevice,
    /// Not on free Wi-Fi of unknown keeping (Art. 5(2)).
    TrustedNetwork,
    /// The operating system is in support and patched (Art. 5(3), 12(3)).
    OsSupported,
    /// A firewall is on and lets through only what is needed (Art. 5(4), 12(3)).
    Firewall,
    /// No file sharing software, nothing unneeded running (Art. 5(5)).
    NoFileSharing,
    /// Antivirus of the paid grade, up to date (Art. 5(6)).
    Antivirus,
    /// Browser and meeting app are up to date and ready (Art. 12(3)).
    SoftwareCurrent,
    /// The connection was tried beforehand (Art. 12(3)).
    ConnectionTested,
    /// A private room, or nobody around (Art. 12(2)).
    PrivateRoom,
}

/// An id that no declaration, answer or pledge has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such id: {0}")]
pub struct UnknownId(pub String);

impl Declaration {
    pub const ALL: [Self; 10] = [
        Self::CameraAndApp,
        Self::CleanDevice,
        Self::TrustedNetwork,
        Self::OsSupported,
        Self::Firewall,
        Self::NoFileSharing,
        Self::Antivirus,
        Self::SoftwareCurrent,
        Self::ConnectionTested,
        Self::PrivateRoom,
    ];

    /// The id stored with the booking and used as the name of the form's field.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::CameraAndApp => "camera_and_app",
            Self::CleanDevice => "clean_device",
            Self::TrustedNetwork => "trusted_network",
            Self::OsSupported => "os_supported",
            Self::Firewall => "firewall",
            Self::NoFileSharing => "no_file_sharing",
            Self::Antivirus => "antivirus",
            Self::SoftwareCurrent => "software_current",
            Self::ConnectionTested => "connection_tested",
            Self::PrivateRoom => "private_room",
        }
    }

    /// Where the model terms ask for it. An office whose articles are numbered otherwise has the same duties.
    #[must_use]
    pub const fn clause(self) -> Clause {
        match self {
            Self::CameraAndApp => Clause::new(2, 2),
            Self::CleanDevice => Clause::new(5, 1),
            Self::TrustedNetwork => Clause::new(5, 2),
            Self::OsSupported => Clause::new(5, 3),
            Self::Firewall => Clause::new(5, 4),
            Self::NoFileSharing => Clause::new(5, 5),
            Self::Antivirus => Clause::new(5, 6),
            Self::SoftwareCurrent | Self::ConnectionTested => Clause::new(12, 3),
            Self::PrivateRoom => Clause::new(12, 2),
        }
    }

    /// What the terms forbid outright: "no" to it means that the phone is offered instead.
    #[must_use]
    pub const fn forbids(self) -> bool {
        matches!(self, Self::TrustedNetwork | Self::OsSupported | Self::NoFileSharing)
    }

    /// Whether it may be otherwise on the day than it was when it was declared: where one is, and what runs.
    #[must_use]
    pub const fn may_change(self) -> bool {
        matches!(self, Self::TrustedNetwork | Self::NoFileSharing | Self::SoftwareCurrent | Self::PrivateRoom)
    }
}

impl FromStr for Declaration {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        Self::ALL.into_iter().find(|d| d.id() == id).ok_or_else(|| UnknownId(id.to_owned()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Yes,
    /// "Not applicable, or not sure: ask me."
    NotSure,
    No,
}

impl Answer {
    pub const ALL: [Self; 3] = [Self::Yes, Self::NotSure, Self::No];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::NotSure => "not_sure",
            Self::No => "no",
        }
    }
}

impl FromStr for Answer {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        Self::ALL.into_iter().find(|a| a.id() == id).ok_or_else(|| UnknownId(id.to_owned()))
    }
}

/// A tick without which there is no booking, each apart from the consent to the terms themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pledge {
    /// Zoom's own terms (Art. 4).
    ZoomTerms,
    /// Neither recording nor posting (Art. 7(3)).
    NoRecording,
}

impl Pledge {
    pub const ALL: [Self; 2] = [Self::ZoomTerms, Self::NoRecording];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ZoomTerms => "zoom_terms",
            Self::NoRecording => "no_recording",
        }
    }

    /// `item` is 0 where the article has no items.
    #[must_use]
    pub const fn clause(self) -> Clause {
        match self {
            Self::ZoomTerms => Clause::new(4, 0),
            Self::NoRecording => Clause::new(7, 3),
        }
    }
}

impl FromStr for Pledge {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        Self::ALL.into_iter().find(|p| p.id() == id).ok_or_else(|| UnknownId(id.to_owned()))
    }
}

/// An article and its item, shown as 5(2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Clause {
    pub article: u16,
    pub item: u16,
}

impl Clause {
    #[must_use]
    pub const fn new(article: u16, item: u16) -> Self {
        Self { article, item }
    }
}

impl std::fmt::Display for Clause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.item {
            0 => write!(f, "{}", self.article),
            item => write!(f, "{}({item})", self.article),
        }
    }
}

/// What was answered; what was not asked or not answered is absent.
pub type Answers = BTreeMap<Declaration, Answer>;

/// What staff see flagged on the booking's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub declaration: Declaration,
    pub need: Need,
}

/// What to do about a gap, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// "No" to a prohibition: this device or line may not be used, so the phone is offered.
    OfferPhone,
    /// "No" to another duty: to be mended before joining.
    MendBeforeJoining,
    /// "Not sure": settle it with the seeker before joining.
    SettleBeforeJoining,
    /// Not answered: the joining page asks (R3).
    AskAtJoining,
}

/// The answers that need somebody, the most pressing first and then in the order of asking.
#[must_use]
pub fn gaps(answers: &Answers) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Declaration::ALL
        .into_iter()
        .filter_map(|declaration| {
            let need = match answers.get(&declaration) {
                Some(Answer::Yes) => return None,
                Some(Answer::No) if declaration.forbids() => Need::OfferPhone,
                Some(Answer::No) => Need::MendBeforeJoining,
                Some(Answer::NotSure) => Need::SettleBeforeJoining,
                None => Need::AskAtJoining,
            };
            Some(Gap { declaration, need })
        })
        .collect();
    gaps.sort_by_key(|g| g.need);
    gaps
}

/// What is asked again at joining, in the order of asking: what was never answered, what is to be settled or mended before,
/// and what may have changed since.
#[must_use]
pub fn asked_at_joining(answers: &Answers) -> Vec<Declaration> {
    let settled = |asked: &Declaration| answers.get(asked) == Some(&Answer::Yes) && !asked.may_change();
    Declaration::ALL.into_iter().filter(|asked| !settled(asked)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(answer: Answer) -> Answers {
        Declaration::ALL.into_iter().map(|d| (d, answer)).collect()
    }

    #[test]
    fn yes_to_everything_leaves_no_gap() {
        assert_eq!(gaps(&all(Answer::Yes)), vec![]);
    }

    #[test]
    fn not_sure_is_settled_before_joining_whatever_the_question() {
        let gaps = gaps(&all(Answer::NotSure));
        assert_eq!(gaps.len(), Declaration::ALL.len());
        assert!(gaps.iter().all(|g| g.need == Need::SettleBeforeJoining));
    }

    #[test]
    fn no_to_a_prohibition_offers_the_phone_and_comes_first() {
        let mut answers = all(Answer::Yes);
        answers.insert(Declaration::PrivateRoom, Answer::No);
        answers.insert(Declaration::NoFileSharing, Answer::No);
        answers.insert(Declaration::TrustedNetwork, Answer::No);
        answers.remove(&Declaration::CleanDevice);
        let found: Vec<_> = gaps(&answers).into_iter().map(|g| (g.declaration.clause().to_string(), g.need)).collect();
        assert_eq!(
            found,
            vec![
                ("5(2)".to_owned(), Need::OfferPhone),
                ("5(5)".to_owned(), Need::OfferPhone),
                ("12(2)".to_owned(), Need::MendBeforeJoining),
                ("5(1)".to_owned(), Need::AskAtJoining),
            ]
        );
    }

    #[test]
    fn at_joining_is_asked_what_may_have_changed_and_what_is_open() {
        let clauses = |answers: &Answers| {
            asked_at_joining(answers).into_iter().map(|asked| asked.clause().to_string()).collect::<Vec<_>>()
        };
        let mut answers = all(Answer::Yes);
        assert_eq!(clauses(&answers), ["5(2)", "5(5)", "12(3)", "12(2)"]);
        answers.insert(Declaration::Antivirus, Answer::NotSure);
        answers.insert(Declaration::OsSupported, Answer::No);
        answers.remove(&Declaration::CameraAndApp);
        assert_eq!(clauses(&answers), ["2(2)", "5(2)", "5(3)", "5(5)", "5(6)", "12(3)", "12(2)"]);
        assert_eq!(asked_at_joining(&Answers::default()), Declaration::ALL);
    }

    #[test]
    fn the_prohibitions_are_those_of_article_5() {
        let forbidden: Vec<_> =
            Declaration::ALL.into_iter().filter(|d| d.forbids()).map(|d| d.clause().to_string()).collect();
        assert_eq!(forbidden, ["5(2)", "5(3)", "5(5)"]);
    }

    #[test]
    fn ids_are_read_back_and_are_what_serde_writes() {
        for d in Declaration::ALL {
            assert_eq!(d.id().parse(), Ok(d));
            assert_eq!(serde_json::to_value(d).ok(), Some(d.id().into()));
        }
        for a in Answer::ALL {
            assert_eq!(a.id().parse(), Ok(a));
            assert_eq!(serde_json::to_value(a).ok(), Some(a.id().into()));
        }
        for p in Pledge::ALL {
            assert_eq!(p.id().parse(), Ok(p));
            assert_eq!(serde_json::to_value(p).ok(), Some(p.id().into()));
        }
        assert!("winny".parse::<Declaration>().is_err());
    }

    #[test]
    fn answers_travel_as_a_map_of_ids() {
        let answers = Answers::from([(Declaration::Antivirus, Answer::NotSure)]);
        let wire = serde_json::to_string(&answers).ok();
        assert_eq!(wire.as_deref(), Some(r#"{"antivirus":"not_sure"}"#));
    }
}
