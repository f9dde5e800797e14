//! Who may do what at the desk. This is the one place that decides; every use case of the staff asks it with its [`Task`].

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What somebody is at the desk, from the least to the most. Each may do what those before it may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 窓口職員: works the day.
    Counter,
    /// 管理者: plans the days, decides where the terms leave a choice, reads the log.
    Manager,
    /// 事務所管理者: accounts, settings and terms of one office.
    Administrator,
    /// 労働局管理者: the same in every office of the bureau (労働局) that the account's own office belongs to.
    Bureau,
    /// システム管理者: the same in every office.
    System,
}

/// What somebody wants to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Task {
    /// See the calendar and the cards of its bookings.
    SeeBookings,
    /// Open and close slots.
    WorkSlots,
    /// Send letters again, cancel, move, note what was said.
    WorkBookings,
    /// Read who saw and changed what.
    ReadAudit,
    /// Accounts of the office.
    ManageAccounts,
    /// Patterns, publishing, closures and extra openings.
    PlanSlots,
    /// Texts, settings, kinds, places and counters of the office.
    ManageOffice,
    /// Counters ready and away, who has come, what came of it.
    WorkDay,
    /// Read the terms as the office works at them, and who has to be told of a change.
    SeeTerms,
    /// Import, change and put into force the office's terms (Art. 13).
    ManageTerms,
    /// Take bookings by telephone and at the counter, note calls and replies, find a seeker, move, book the next one.
    TakeCalls,
    /// Confirm past the office days that are asked for in principle (原則として, Art. 6(1)).
    Override,
    /// See proposals and decisions about the use of the service, and keep what happened.
    NoteIncidents,
    /// Decide and review whether somebody may use the service; refuse a booking, stop a consultation (Art. 6(6), 12(1)).
    DecideStanding,
    /// Import the list of registered seekers (2(1)).
    ImportRoster,
    /// Settle the registration of a booking's seeker: verify, switch, refuse.
    VerifyRegistration,
    /// See how long records are kept, hold them, and a person's own data: export, correction, erasure.
    KeepRecords,
    /// Count what happened, and take the figures away (Art. 7(1)).
    SeeFigures,
    /// Ask for what is disclosed by law, read the register, and take what was approved (Art. 7(2)).
    Disclose,
    /// Decide what somebody else asked to disclose.
    ApproveDisclosure,
    /// See what the office's letters say.
    SeeLetters,
    /// Read and settle the mail that came in (受信トレイ).
    ReadMail,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Counter, Role::Manager, Role::Administrator, Role::Bureau, Role::System];

    pub fn may(self, task: Task) -> bool {
        let least = match task {
            Task::SeeBookings
            | Task::WorkSlots
            | Task::WorkBookings
            | Task::WorkDay
            | Task::TakeCalls
            | Task::SeeTerms
            | Task::NoteIncidents
            | Task::VerifyRegistration
            | Task::ReadMail => Role::Counter,
            Task::ReadAudit
            | Task::PlanSlots
            | Task::Override
            | Task::DecideStanding
            | Task::ImportRoster
            | Task::KeepRecords => Role::Manager,
            Task::ManageAccounts | Task::ManageOffice | Task::ManageTerms => Role::Administrator,
            Task::SeeFigures | Task::Disclose | Task::SeeLetters => Role::Manager,
            Task::ApproveDisclosure => Role::Administrator,
        };
        self >= least
    }

    /// Whether a password alone is too little (managers and above).
    pub fn needs_second_factor(self) -> bool {
        self >= Role::Manager
    }

    /// Whether it may give an account this role, or change one that has it.
    pub fn may_appoint(self, other: Role) -> bool {
        self.may(Task::ManageAccounts) && other <= self
    }

    /// The word in the database, in forms and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Counter => "counter",
            Role::Manager => "manager",
            Role::Administrator => "administrator",
            Role::Bureau => "bureau",
            Role::System => "system",
        }
    }
}

/// The word names no role.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a role is one of counter, manager, administrator, bureau, system")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Role::ALL.into_iter().find(|role| role.as_str() == word).ok_or(UnknownRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Task::SeeBookings, [true, true, true, true, true])]
    #[case(Task::WorkSlots, [true, true, true, true, true])]
    #[case(Task::WorkBookings, [true, true, true, true, true])]
    #[case(Task::ReadAudit, [false, true, true, true, true])]
    #[case(Task::ManageAccounts, [false, false, true, true, true])]
    #[case(Task::PlanSlots, [false, true, true, true, true])]
    #[case(Task::ManageOffice, [false, false, true, true, true])]
    #[case(Task::WorkDay, [true, true, true, true, true])]
    #[case(Task::SeeTerms, [true, true, true, true, true])]
    #[case(Task::ManageTerms, [false, false, true, true, true])]
    #[case(Task::TakeCalls, [true, true, true, true, true])]
    #[case(Task::Override, [false, true, true, true, true])]
    #[case(Task::NoteIncidents, [true, true, true, true, true])]
    #[case(Task::DecideStanding, [false, true, true, true, true])]
    #[case(Task::ImportRoster, [false, true, true, true, true])]
    #[case(Task::VerifyRegistration, [true, true, true, true, true])]
    #[case(Task::KeepRecords, [false, true, true, true, true])]
    #[case(Task::SeeFigures, [false, true, true, true, true])]
    #[case(Task::Disclose, [false, true, true, true, true])]
    #[case(Task::ApproveDisclosure, [false, false, true, true, true])]
    #[case(Task::SeeLetters, [false, true, true, true, true])]
    #[case(Task::ReadMail, [true, true, true, true, true])]
    fn who_may(#[case] task: Task, #[case] may: [bool; 5]) {
        assert_eq!(Role::ALL.map(|role| role.may(task)), may);
    }

    #[test]
    fn nobody_appoints_above_themselves() {
        for role in Role::ALL {
            for other in Role::ALL {
                assert_eq!(role.may_appoint(other), role >= Role::Administrator && other <= role, "{role:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_word_names_its_role() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).ok(), Some(role.as_str().into()));
        }
        assert_eq!("demo".parse::<Role>(), Err(UnknownRole));
    }
}
