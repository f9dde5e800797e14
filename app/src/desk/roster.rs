//! The list of registered seekers (求職登録者名簿) and the bookings whose registration staff have to look at (2(1)).

use crate::{
    desk::{Answer, staff::Actor},
    domain::{
        booking::State,
        details::Problem,
        ids::BookingId,
        registration::{Settlement, Standing},
        roster::{Column, LineError, Reason, Registration},
        slot::Span,
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Every method takes who asks and answers about the office they work for; another office's bookings, and what one may not
/// do, are `NotFound`.
#[async_trait]
pub trait RosterDesk: Send + Sync + 'static {
    /// The last imports, and the file that was read and waits to be put in force.
    async fn roster(&self, actor: &Actor) -> Answer<RosterRoom>;
    /// Reads a file and keeps what it would change, or what is wrong with it. Nothing changes yet; a file that was read
    /// before and not put in force makes room.
    async fn read_roster(&self, actor: &Actor, file: RosterFile) -> Answer<()>;
    /// Puts the file that was read in force, all of it in one transaction, and compares the bookings to come with it again.
    ///
    /// # Errors
    /// `Conflict`: it is no longer the file that waits, or something is wrong with it.
    async fn apply_roster(&self, actor: &Actor, upload: Uuid) -> Answer<()>;
    /// Forgets the file that waits. There may be none.
    async fn give_up_roster(&self, actor: &Actor) -> Answer<()>;

    /// Bookings to come that the list does not settle, the soonest first, up to a hundred.
    async fn to_verify(&self, actor: &Actor) -> Answer<Vec<ToVerify>>;
    /// How many there are in all.
    async fn count_to_verify(&self, actor: &Actor) -> Answer<u64>;
    /// Settles the registration of a booking's seeker. Settled twice, the first one stands.
    ///
    /// # Errors
    /// `Conflict` (a ハローワーク利用登録者 is not switched; a booking that was refused is not verified), `Begun`, `Ended`.
    async fn settle(&self, actor: &Actor, booking: BookingId, settlement: Settlement) -> Answer<()>;
}

/// A file as the browser sent it.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for RosterFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RosterFile({} bytes)", self.bytes.len())
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RosterRoom {
    /// Seekers in the list that is in force.
    pub registered: u64,
    /// The latest first.
    pub imports: Vec<ImportLine>,
    pub upload: Option<Upload>,
}

/// A list that was put in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ImportLine {
    pub file: FileFacts,
    pub counts: Counts,
}

/// A file that was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Upload {
    pub id: Uuid,
    pub file: FileFacts,
    pub reading: Reading,
}

/// Which file it is, and who brought it when.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FileFacts {
    pub name: String,
    pub encoding: Encoding,
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub digest: String,
    pub at: DateTime<Utc>,
    pub who: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Utf8,
    /// With the three bytes before it that spreadsheets write.
    Utf8Marked,
    ShiftJis,
}

impl Encoding {
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf8Marked, Encoding::ShiftJis];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf8",
            Encoding::Utf8Marked => "utf8_marked",
            Encoding::ShiftJis => "shift_jis",
        }
    }

    pub fn of_word(word: &str) -> Option<Encoding> {
        Encoding::ALL.into_iter().find(|encoding| encoding.word() == word)
    }
}

/// What came of reading a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// It can be put in force.
    Good(Counts),
    /// Nothing of it can.
    Bad {
        /// The first of them, at most [`MOST_TROUBLES`].
        troubles: Vec<Trouble>,
        all: u64,
    },
}

/// Troubles that are shown of a file.
pub const MOST_TROUBLES: usize = 100;

/// Seekers in a list, and what it changed in the one before.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Counts {
    pub rows: u64,
    pub added: u64,
    pub changed: u64,
    /// In the list before and no longer in this one.
    pub gone: u64,
}

/// Something to mend in a file. It holds nothing of what stands there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trouble {
    /// Counted from 1, the header included.
    pub line: u64,
    pub column: Option<Column>,
    pub what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A spreadsheet's own file, a picture: no text.
    NoText,
    /// Neither UTF-8 nor Shift_JIS.
    Encoding,
    NobodyInIt,
    MissingColumn,
    ColumnTwice,
    TooFewCells,
    SameNumber {
        first: u64,
    },
    /// The state is none of the two.
    State,
    Cell {
        problem: Problem,
    },
}

impl From<LineError> for Trouble {
    fn from(LineError { line, reason }: LineError) -> Trouble {
        let (column, what) = match reason {
            Reason::Empty => (None, What::NobodyInIt),
            Reason::Missing(column) => (Some(column), What::MissingColumn),
            Reason::Twice(column) => (Some(column), What::ColumnTwice),
            Reason::TooFewCells => (None, What::TooFewCells),
            Reason::SameNumber { first } => (Some(Column::Number), What::SameNumber { first }),
            Reason::Number(error) => (Some(Column::Number), What::Cell { problem: error.into() }),
            Reason::Name(error) => (Some(Column::Name), What::Cell { problem: error.into() }),
            Reason::Kana(error) => (Some(Column::Kana), What::Cell { problem: error.into() }),
            Reason::Birth(error) => (Some(Column::Birth), What::Cell { problem: error.into() }),
            Reason::Registration => (Some(Column::Registration), What::State),
        };
        Trouble { line, column, what }
    }
}

/// A booking whose registration has to be looked at: what was given beside what the list has.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ToVerify {
    pub booking: BookingId,
    pub reference: String,
    pub span: Span,
    pub state: State,
    pub standing: Standing,
    pub number: String,
    pub given: Person,
    /// Whose number it is.
    pub listed: Option<(Person, Registration)>,
    /// Where the two say something else.
    pub differing: Vec<Column>,
    pub phone: String,
    /// A refusal can be mailed; otherwise it has to be told.
    pub has_mail: bool,
}

impl std::fmt::Debug for ToVerify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ToVerify({}, {:?})", self.reference, self.standing)
    }
}

/// Somebody as they gave themselves, or as the list has them; empty where nobody said.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub kana: String,
    /// `1985-04-03`
    pub birth_date: String,
}

/// How a booking's seeker is registered, on its card.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RegistrationView {
    pub standing: Standing,
    pub settled: Option<Settled>,
}

/// What staff made of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Settled {
    pub settlement: Settlement,
    pub before: Option<Registration>,
    pub after: Option<Registration>,
    pub who: String,
    pub at: DateTime<Utc>,
}
